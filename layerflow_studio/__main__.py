"""`python -m layerflow_studio [PROJECT]` opens the studio."""

from __future__ import annotations

import sys

from layerflow_studio.app import main

if __name__ == "__main__":
    sys.exit(main())

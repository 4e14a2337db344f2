"""Work that a flow waits for without holding up the window."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

_Result = TypeVar("_Result")


async def in_background(call: Callable[..., _Result], *args: object) -> _Result:
    """Call something on one of the shell's few threads and return what it returns."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(call, *args))

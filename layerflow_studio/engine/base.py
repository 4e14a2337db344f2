"""What every layered video model offers to the floors above: one call, from a request to float clips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.takes import Provenance


@dataclass(frozen=True)
class EngineResult:
    """What a run made.

    `clips`: made roles only, (T, H, W, 4) float32 in 0..1. Foreground colour comes as the model paints it,
    premultiplied over the matte (mid-grey 0.5: c * a + 0.5 * (1 - a)), with alpha beside it; other roles have
    alpha 1.
    """

    clips: Mapping[Role, NDArray[np.float32]]
    provenance: Provenance


@dataclass(frozen=True)
class AdapterFile:
    """A user's LoRA file, and the hash that a request names it by."""

    path: Path
    hash: str


class Engine(Protocol):
    """A loaded model. One thread at a time may run it."""

    def carry(self, adapters: Mapping[str, AdapterFile]) -> None:
        """Have these adapters of users ready for the runs to come, by name, and no others.

        Raises FileMissing, Damaged, OutOfMemory, or BadInput for a file that was made for another model.
        """
        ...

    def run(
        self,
        request: GenerationRequest,
        given: Mapping[Role, ClipPixels],
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> EngineResult:
        """Make the layers that the request does not give.

        `given` holds straight-alpha clips of exactly the request's size and length. Stages reported: "encode",
        "denoise", "decode". Raises BadInput for what this model cannot do, Cancelled, OutOfMemory.
        """
        ...

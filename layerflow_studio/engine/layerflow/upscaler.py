"""An upscaling decoder: from decoded sub-clips to the same at a multiple of their size.

Sub-pixel convolution (Shi et al. 2016) over residual blocks without normalisation (Lim et al. 2017, EDSR).
"""

from __future__ import annotations

from typing import Any, cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn
from torch.nn import functional

from layerflow_studio.core.jobs import CancelToken

FRAMES_AT_ONCE = 4


class Upscaler(ModelMixin, ConfigMixin):
    """Enlarges all sub-clips of a moment together: an edge that is soft in one shows in the others.

    What it adds to bicubic enlargement is learned; untrained it adds nothing. Frames never mix.
    """

    @register_to_config
    def __init__(self, factor: int = 2, layers: int = 4, width: int = 48, depth: int = 3) -> None:
        super().__init__()
        self.enter = nn.Conv2d(3 * layers, width, 3, padding=1)
        self.blocks = nn.ModuleList([_Residual(width) for _ in range(depth)])
        self.leave = nn.Conv2d(width, 3 * layers * factor**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(cast(Tensor, self.leave.bias))

    @property
    def settings(self) -> Any:
        """The registered configuration."""
        return cast(Any, self.config)

    def forward(self, moments: Tensor) -> Tensor:
        """(N, layers * 3, H, W) about -1..1, the sub-clips of N moments -> (N, layers * 3, factor * H, factor * W)."""
        factor = self.settings.factor
        moments = moments.to(memory_format=torch.channels_last)
        hidden = self.enter(moments)
        for block in self.blocks:
            hidden = block(hidden)
        detail = functional.pixel_shuffle(self.leave(hidden), factor)
        return enlarged(moments, factor) + detail

    def upscale(self, video: Tensor, cancel: CancelToken | None = None) -> Tensor:
        """(B, 3, layers * T, H, W) about -1..1, sub-clips one behind the other -> the same, enlarged; Cancelled."""
        moments = video.unflatten(2, (self.settings.layers, -1)).permute(0, 3, 2, 1, 4, 5)
        made: list[Tensor] = []
        for some in moments.flatten(0, 1).flatten(1, 2).split(FRAMES_AT_ONCE):
            if cancel is not None:
                cancel.check()
            made.append(self(some).contiguous())
        whole = torch.cat(made).unflatten(0, moments.shape[:2]).unflatten(2, (-1, 3))
        return whole.permute(0, 3, 2, 1, 4, 5).flatten(2, 3)


def enlarged(pictures: Tensor, factor: int) -> Tensor:
    """(N, C, H, W) -> (N, C, factor * H, factor * W) by bicubic interpolation."""
    return functional.interpolate(pictures, scale_factor=factor, mode="bicubic", align_corners=False)


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(functional.relu(self.first(x)))

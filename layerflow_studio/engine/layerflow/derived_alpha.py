"""Alpha for models that make none: worked out from the three pictures that such a model does make.

The foreground F is painted over a plain matte m, F = a c + (1 - a) m, and the blend over the background B,
blend = a c + (1 - a) B, so (1 - a) (B - m) = blend - F: three equations for one unknown (the two-background
matting of Smith and Blinn, SIGGRAPH 1996, with the matte as one of the backgrounds). Where the background looks
like the matte they say little, and what differs from the matte in F counts as opaque.
"""

from __future__ import annotations

import torch
from torch import Tensor

MATTES = (0.0, -1.0)
"""Grey, as the official code has it, and black, as its captions have it; in -1..1."""
_TRUST = 0.03
"""Weight of what F alone tells, in squared difference of the background from the matte."""
_NOTHING, _CERTAIN = 0.05, 0.3
"""Difference from the matte, in -1..1, below which nothing is painted and above which something is."""
_HAZE = 0.04


def derive_alpha(front: Tensor, back: Tensor, blended: Tensor) -> Tensor:
    """(1, T, H, W) in 0..1 from three videos (3, T, H, W), about -1..1; the matte is the likelier one."""
    candidates = [_over(matte, front, back, blended) for matte in MATTES]
    return min(candidates, key=lambda found: found[1])[0]


def _over(matte: float, front: Tensor, back: Tensor, blended: Tensor) -> tuple[Tensor, float]:
    """Alpha for one matte, and how far the three pictures are from agreeing with it."""
    gap, difference = back - matte, blended - front
    painted = (front - matte).abs().amax(0, keepdim=True)
    known = ((painted - _NOTHING) / (_CERTAIN - _NOTHING)).clamp(0, 1)
    known = known * known * (3 - 2 * known)
    told = (gap * difference).sum(0, keepdim=True) + _TRUST * (1 - known)
    clear = told / (gap.square().sum(0, keepdim=True) + _TRUST)
    clear = clear.clamp(0, 1)
    misfit = float((difference - clear * gap).abs().mean())
    # colour is at most 1 away from grey, 2 from black, so what is painted bounds alpha from below
    least = ((painted - _NOTHING) / (1 + abs(matte))).clamp(0, 1)
    alpha = torch.maximum(1 - clear, least)
    return ((alpha - _HAZE) / (1 - 2 * _HAZE)).clamp(0, 1), misfit

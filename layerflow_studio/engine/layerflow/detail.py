"""Carries the fine detail of given layers over into the made ones, which an autoencoder leaves soft.

What shows through unchanged in a composite is the same picture in both layers: outside the object a composite is
its background, inside it is its foreground. There a made layer takes the given one's pixels. Broad differences, such
as a contact shadow or the light of the scene, are the model's own and stay as it made them. Base and detail are
split by a Gaussian, as in the two-scale decompositions of Burt & Adelson (1983).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.derived_alpha import MATTES

BROAD = 1 / 32
"""Sigma of the Gaussian that splits detail from broad differences, in frame heights."""
MARGIN = 1 / 16
"""How far from an object's edge its surroundings start to count as free of it, in frame heights."""
SAME = 0.06
"""Broad differences well below this are the autoencoder's, those well above it the scene's."""
GREY, BLACK = ((matte + 1) / 2 for matte in MATTES)
"""What foregrounds are painted over, in 0..1; given ones always over grey."""


def with_given_detail(
    made: Mapping[Role, NDArray[np.float32]], given: Mapping[Role, ClipPixels]
) -> dict[Role, NDArray[np.float32]]:
    """The made layers with the detail of the given ones; the arrays are those of `EngineResult.clips`.

    Without all three layers, or with none given, they come back as they are.
    """
    layers = {role: torch.from_numpy(clip) for role, clip in made.items()} | {
        role: _as_made(clip, role) for role, clip in given.items()
    }
    if not given or not set(layers) >= {Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED}:
        return dict(made)
    foreground, background, blended = (
        layers[role].permute(0, 3, 1, 2) for role in (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)
    )
    alpha = foreground[:, 3:]
    plate, blend = background[:, :3], blended[:, :3]
    matte = GREY if Role.FOREGROUND in given else _matte(foreground, plate, blend)
    paint = foreground[:, :3] - matte * (1 - alpha)
    free = 1 - _spread(alpha)
    if Role.BLENDED in given:
        if Role.BACKGROUND in made:
            rest = blend - (paint + (1 - alpha) * plate)
            broad = _broad(rest)
            same = 1 / (1 + (broad.abs().amax(1, keepdim=True) / SAME) ** 4)
            plate = plate + free * (rest - broad + same * broad)
        if Role.FOREGROUND in made:
            rest = blend - (paint + (1 - alpha) * plate)
            paint = (paint + alpha * rest).clamp_min(0).minimum(alpha)
    else:
        inside = 1 - _spread(1 - alpha)
        shows = inside * (Role.FOREGROUND in given) + free * (Role.BACKGROUND in given)
        if set(given) == {Role.FOREGROUND, Role.BACKGROUND}:
            shows = torch.ones_like(alpha)
        rest = blend - (paint + (1 - alpha) * plate)
        blend = blend - shows * (rest - _broad(rest))
    changed = {
        Role.FOREGROUND: torch.cat([paint + matte * (1 - alpha), alpha], 1),
        Role.BACKGROUND: torch.cat([plate, background[:, 3:]], 1),
        Role.BLENDED: torch.cat([blend, blended[:, 3:]], 1),
    }
    return {
        role: np.ascontiguousarray(changed[role].clamp(0, 1).permute(0, 2, 3, 1).numpy()) for role in made
    }


def _as_made(clip: ClipPixels, role: Role) -> Tensor:
    """(T, H, W, 4) in 0..1 as the engine makes layers: a foreground over mid-grey, others opaque."""
    pixels = torch.from_numpy(clip.as_float())
    alpha = pixels[..., 3:]
    cover = alpha if role is Role.FOREGROUND else torch.ones_like(alpha)
    return torch.cat([pixels[..., :3] * alpha + GREY * (1 - alpha), cover], -1)


def _matte(foreground: Tensor, plate: Tensor, blend: Tensor) -> float:
    """What a made foreground was painted over, in 0..1: with it the three pictures agree best."""
    gap = 1 - foreground[:, 3:]
    rest = blend - foreground[:, :3] - gap * plate
    return min((GREY, BLACK), key=lambda matte: float((rest + matte * gap).abs().mean()))


def _spread(alpha: Tensor) -> Tensor:
    """Alpha (T, 1, H, W) grown by the margin, its rim softened: 1 on the object and near it, 0 away from it."""
    reach = max(1, round(alpha.shape[-2] * MARGIN))
    solid = ((alpha - 0.02) / 0.1).clamp(0, 1)
    grown = functional.max_pool2d(solid, 2 * reach + 1, 1, reach)
    return _blurred(grown, reach / 2).maximum(solid)


def _broad(picture: Tensor) -> Tensor:
    return _blurred(picture, picture.shape[-2] * BROAD)


def _blurred(picture: Tensor, sigma: float) -> Tensor:
    """(T, C, H, W) blurred by a Gaussian, edges repeated."""
    reach = max(1, min(round(3 * sigma), picture.shape[-1] - 1, picture.shape[-2] - 1))
    taps = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sigma) ** 2)
    taps = taps / taps.sum()
    channels = picture.shape[1]
    padded = functional.pad(picture, (reach, reach, reach, reach), "replicate")
    rows = functional.conv2d(padded, taps.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return functional.conv2d(rows, taps.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)

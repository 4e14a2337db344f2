"""The foreground of models without alpha comes out as a layer that composes to their own blend."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.derived_alpha import derive_alpha
from layerflow_studio.engine.layerflow.layout import RGB_ORDER, Layout
from layerflow_studio.engine.layerflow.pixels import layers_from_video

T, H, W = 4, 32, 48


def scene(matte: float, background: str = "varied") -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Alpha of a soft disc (1, T, H, W), and foreground, background and blend (3, T, H, W) in -1..1."""
    rows, columns = torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij")
    distance = ((rows - 16.0) ** 2 + (columns - 24.0) ** 2).sqrt()
    alpha = ((12 - distance) / 4).clamp(0, 1).expand(1, T, H, W)
    colour = torch.tensor([0.8, -0.3, -0.6])[:, None, None, None].expand(3, T, H, W)
    ramp = (columns / W * 2 - 1).expand(3, T, H, W)
    back = {
        "varied": torch.stack([ramp[0] * 0.6 + 0.2, -ramp[1] * 0.5, ramp[2] * 0.3 - 0.5]),
        "like the matte": torch.full((3, T, H, W), matte),
    }[background]
    front = alpha * colour + (1 - alpha) * matte
    return alpha, front, back, alpha * colour + (1 - alpha) * back


def noisy(clip: Tensor, seed: int, amount: float) -> Tensor:
    return clip + amount * torch.randn(clip.shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("matte", [0.0, -1.0], ids=["grey", "black"])
@pytest.mark.parametrize(("amount", "most"), [(0.0, 0.02), (0.03, 0.035)])
def test_alpha_is_found_over_either_matte(matte: float, amount: float, most: float) -> None:
    alpha, *clips = scene(matte)
    found = derive_alpha(*(noisy(clip, seed, amount) for seed, clip in enumerate(clips)))
    assert found.shape == alpha.shape
    assert (found - alpha).abs().mean() < most
    assert (found[alpha == 0] < 0.5).float().mean() > 0.99 and (found[alpha == 1] > 0.5).float().mean() > 0.99


def test_where_the_background_looks_like_the_matte_the_paint_decides() -> None:
    alpha, *clips = scene(0.0, "like the matte")
    found = derive_alpha(*clips)
    assert float(found[alpha == 0].max()) == 0
    assert float(found[alpha == 1].min()) > 0.9


def test_a_layer_composes_to_the_blend_that_the_model_made() -> None:
    _, *clips = scene(0.0)
    layout = Layout(RGB_ORDER, T)
    layers = layers_from_video(torch.cat(clips, 1), layout, list(Role)[:3])
    front, back, blend = (layers[role] for role in (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED))
    gap = 1 - front[..., 3:]
    composed = front[..., :3] - 0.5 * gap + gap * back[..., :3]
    assert np.abs(composed - blend[..., :3]).mean() < 0.01
    assert front[..., 3].min() == 0 and front[..., 3].max() == 1
    assert back[..., 3].min() == 1 and blend[..., 3].min() == 1

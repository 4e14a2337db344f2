"""The sequence of the eight released models (layerflow.md table 1.2), and layers in and out of it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.layout import RGB_ORDER, RGBA_ORDER, Layout, SubClip
from layerflow_studio.engine.layerflow.pixels import layers_from_video, preview_frames, video_from_layers
from layerflow_studio.engine.layerflow.variants import RELEASED
from layerflow_studio.errors import BadInput

FG, A, BG, BL = SubClip.FOREGROUND, SubClip.ALPHA, SubClip.BACKGROUND, SubClip.BLENDED
ALL = range(100)

# variant: frames, latents, the given latents, prompts, frames of the position table
TABLE = {
    "generation-rgba": (64, 16, (), 3, 16),
    "decomposition-rgba": (64, 16, ALL[12:16], 2, 16),
    "foreground-conditioned-rgba": (65, 17, ALL[:9], 3, 17),
    "background-conditioned-rgba": (65, 17, ALL[9:13], 3, 17),
    "generation-rgb": (48, 12, (), 3, 13),
    "decomposition-rgb": (48, 12, ALL[10:12], 2, 13),
    "foreground-conditioned-rgb": (48, 12, ALL[:4], 3, 13),
    "background-conditioned-rgb": (48, 12, ALL[4:8], 3, 13),
}


def layout_of(variant: str, frames: int = 16) -> Layout:
    kind = RELEASED[variant]
    return Layout(kind.order, frames, 4, kind.lead, kind.given, kind.given_tail)


def test_there_are_eight_released_models() -> None:
    assert set(RELEASED) == set(TABLE)


@pytest.mark.parametrize("variant", TABLE)
def test_layout_of_a_released_model(variant: str) -> None:
    frames, latents, given, prompts, rows = TABLE[variant]
    layout, kind = layout_of(variant), RELEASED[variant]
    assert (layout.total_frames, layout.total_latents) == (frames, latents)
    lead = int(kind.lead)
    for number, sub_clip in enumerate(layout.order):
        assert layout.frame_range(sub_clip) == slice(16 * number + lead, 16 * number + 16 + lead)
    assert [place for place, flag in enumerate(layout.given_latents) if flag] == list(given)
    assert (kind.prompts, kind.position_frames) == (prompts, rows)


def test_giving_the_foreground_gives_its_alpha_too() -> None:
    layout = Layout(RGBA_ORDER, 8).with_given([Role.FOREGROUND, Role.BLENDED])
    assert layout.given == {FG, A, BL}
    assert layout.given_latents == (True, True, True, True, False, False, True, True)


def test_impossible_layouts_are_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput, match="10 frames"):
        Layout(RGBA_ORDER, 10)
    with pytest.raises(BadInput, match="no alpha layer"):
        Layout(RGB_ORDER, 8, given=frozenset({A}))
    with pytest.raises(BadInput, match="nothing to make"):
        Layout(RGBA_ORDER, 8).with_given([Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED])


def clip(seed: int, opaque: bool = True) -> ClipPixels:
    pixels = np.random.default_rng(seed).integers(0, 256, (8, 6, 10, 4), dtype=np.uint8)
    if opaque:
        pixels[..., 3] = 255
    return ClipPixels(pixels, Fraction(8))


@pytest.mark.parametrize("lead", [False, True])
def test_layers_keep_their_places_and_values(lead: bool) -> None:
    layout = Layout(RGBA_ORDER, 8, lead=lead)
    layers = {Role.FOREGROUND: clip(1, opaque=False), Role.BACKGROUND: clip(2), Role.BLENDED: clip(3)}
    video = video_from_layers(layers, layout)
    assert video.shape == (1, 3, 32 + lead, 6, 10)
    if lead:
        assert torch.equal(video[:, :, 0], video[:, :, 1])
    back = layers_from_video(video[0], layout, list(layers))
    for role in (Role.BACKGROUND, Role.BLENDED):
        np.testing.assert_allclose(back[role], layers[role].as_float(), atol=1e-6)
    straight = layers[Role.FOREGROUND].as_float()
    alpha = straight[..., 3:]
    np.testing.assert_allclose(back[Role.FOREGROUND][..., 3:], alpha, atol=1e-6)
    over_grey = straight[..., :3] * alpha + 0.5 * (1 - alpha)
    np.testing.assert_allclose(back[Role.FOREGROUND][..., :3], over_grey, atol=1e-6)


def test_composition_is_linear_in_the_sequence() -> None:
    """blended = F + (1 - a) * B in -1..1, with the foreground over mid-grey."""
    front, back = clip(1, opaque=False), clip(2)
    layout = Layout(RGBA_ORDER, 8)
    video = video_from_layers({Role.FOREGROUND: front, Role.BACKGROUND: back}, layout)[0]
    f, a, b = (video[:, layout.frame_range(s)] for s in (FG, A, BG))
    straight, backdrop = front.as_float(), back.as_float()[..., :3]
    over = straight[..., :3] * straight[..., 3:] + backdrop * (1 - straight[..., 3:])
    made = (f + (1 - (a + 1) / 2) * b + 1) / 2
    np.testing.assert_allclose(made.permute(1, 2, 3, 0).numpy(), over, atol=1e-6)


def test_layers_that_are_not_given_are_filled_neutrally() -> None:
    layout = Layout(RGBA_ORDER, 8)
    video = video_from_layers({Role.BLENDED: clip(3)}, layout)[0]
    assert torch.equal(video[:, layout.frame_range(BG)], video[:, layout.frame_range(BL)])
    assert bool((video[:, layout.frame_range(FG)] == 0).all())
    assert bool((video[:, layout.frame_range(A)] == -1).all())


def test_preview_is_straight_and_skips_what_a_lead_latent_decodes_to() -> None:
    layout = Layout(RGBA_ORDER, 8, lead=True)
    layers = {Role.FOREGROUND: clip(1, opaque=False), Role.BACKGROUND: clip(2), Role.BLENDED: clip(3)}
    video = video_from_layers(layers, layout)
    rough = torch.cat([video[:, :, :1]] * 3 + [video], 2)  # a lead latent is shown as four frames
    frames = preview_frames(rough, layout, list(layers))
    assert {role: f.dtype for role, f in frames.items()} == dict.fromkeys(layers, np.dtype(np.uint8))
    np.testing.assert_array_equal(frames[Role.BACKGROUND], layers[Role.BACKGROUND].pixels)
    seen = layers[Role.FOREGROUND].pixels[..., 3] > 64
    difference = frames[Role.FOREGROUND][seen].astype(int) - layers[Role.FOREGROUND].pixels[seen]
    assert np.abs(difference).max() <= 1

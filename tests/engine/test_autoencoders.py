"""Both autoencoders behind their one protocol: CogVideoX's and the block transform."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.vae import (
    BlockTransformAutoencoder,
    BlockTransformCodec,
    CogVideoXCodec,
    even_out,
)
from layerflow_studio.errors import Cancelled

from .models import CHANNELS, seeded, shake, tiny_vae

PATCH, TEMPORAL = 4, 2
SIZE = 3 * TEMPORAL * PATCH**2


@pytest.mark.parametrize(("frames", "latents"), [(16, 4), (48, 12), (64, 16), (65, 17)])
def test_cogvideox_shapes(frames: int, latents: int) -> None:
    codec = CogVideoXCodec(tiny_vae())
    assert (codec.channels, codec.temporal, codec.spatial) == (CHANNELS, 4, 8)
    video = torch.rand(1, 3, frames, 16, 24, generator=seeded(1)) * 2 - 1
    with torch.inference_mode():
        encoded = codec.encode(video, seeded(2))
        decoded = codec.decode(encoded)
    assert (encoded.shape, encoded.dtype) == ((1, latents, CHANNELS, 2, 3), torch.float32)
    assert (decoded.shape, decoded.dtype) == (video.shape, torch.float32)
    assert codec.preview(encoded).shape == (1, 3, latents * 4, 2, 3)


def test_cancelling_stops_within_an_encode_and_a_decode() -> None:
    codec, token = CogVideoXCodec(tiny_vae()), CancelToken()
    token.cancel()
    latents, video = torch.zeros(1, 4, CHANNELS, 2, 3), torch.zeros(1, 3, 16, 16, 24)
    with torch.inference_mode():
        for act in (lambda: codec.encode(video, seeded(2), token), lambda: codec.decode(latents, token)):
            with pytest.raises(Cancelled):
                act()
        assert codec.decode(latents).shape == video.shape


def test_cogvideox_encoding_is_a_scaled_draw_from_the_posterior() -> None:
    vae = tiny_vae()
    codec = CogVideoXCodec(vae)
    video = torch.rand(1, 3, 8, 16, 24, generator=seeded(1)) * 2 - 1
    with torch.inference_mode():
        one, same, other = (codec.encode(video, seeded(seed)) for seed in (2, 2, 3))
        posterior = vae.encode(video).latent_dist  # pyright: ignore[reportAttributeAccessIssue]
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    noise = torch.randn(posterior.mean.shape, generator=seeded(2))
    expected = (posterior.mean + posterior.std * noise) * vae.config["scaling_factor"]
    torch.testing.assert_close(one, expected.transpose(1, 2))


def test_cogvideox_preview_finds_the_colours_that_latents_carry() -> None:
    """The encoder's last layer is set to pass mean colours on: then the fit has to find its inverse."""
    vae = tiny_vae()
    mixing = torch.randn(3, CHANNELS, generator=seeded(4))
    shown = torch.rand(1, 3, 1, 4, 6, generator=seeded(5)) * 2 - 1

    class MeanColours(torch.nn.Module):
        """Stands for an encoder that has learned to keep colours: (moments) from block means."""

        def forward(self, video: Tensor, conv_cache: object = None) -> tuple[Tensor, dict[str, Tensor]]:
            means = torch.nn.functional.avg_pool3d(video, (1, 8, 8))
            mean = torch.einsum("bcthw,cd->bdthw", means, mixing) + 0.3
            return torch.cat([mean, torch.full_like(mean, -30)], 1), {}

    vae.encoder = MeanColours()  # pyright: ignore[reportAttributeAccessIssue]
    codec = CogVideoXCodec(vae)
    with torch.inference_mode():
        latents = codec.encode(shown.repeat_interleave(8, 3).repeat_interleave(8, 4), seeded(6))
        rough = codec.preview(latents)
    torch.testing.assert_close(rough, shown.expand(-1, -1, 4, -1, -1), atol=1e-3, rtol=1e-3)


def fitted(channels: int = SIZE, depth: int = 0, layers: int = 1) -> tuple[BlockTransformAutoencoder, Tensor]:
    """An autoencoder fitted to a random covariance, and its eigenvalues."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        autoencoder = BlockTransformAutoencoder(
            PATCH, TEMPORAL, channels, decoder_width=8, decoder_depth=depth, decoder_layers=layers
        )
    factor = torch.randn(SIZE, SIZE, generator=seeded(1)) / torch.arange(1, SIZE + 1)
    mean = torch.randn(SIZE, generator=seeded(2)) * 0.1
    return autoencoder.eval(), autoencoder.fit(factor @ factor.T, mean)


def video(frames: int = 8, seed: int = 3) -> Tensor:
    return torch.rand(2, 3, frames, 8, 12, generator=seeded(seed)) * 2 - 1


def test_block_transform_basis_is_orthonormal_and_ordered() -> None:
    autoencoder, values = fitted()
    basis = autoencoder.get_buffer("basis")
    torch.testing.assert_close(basis.T @ basis, torch.eye(SIZE), atol=1e-5, rtol=0)
    assert (values.diff() <= 0).all()


def test_block_transform_keeps_everything_with_all_components() -> None:
    autoencoder, _ = fitted()
    latents = autoencoder.encode(video())
    assert latents.shape == (2, SIZE, 4, 2, 3)
    torch.testing.assert_close(autoencoder.decode(latents), video(), atol=1e-4, rtol=1e-4)


def test_block_transform_with_few_components_is_the_nearest_of_their_span() -> None:
    few, _ = fitted(channels=10)
    made = few.decode(few.encode(video()))
    error = few.blocks(made) - few.blocks(video())
    assert error.abs().max() > 0.1
    torch.testing.assert_close(
        error @ few.get_buffer("basis"), torch.zeros(2, 4, 2, 3, 10), atol=1e-5, rtol=0
    )
    torch.testing.assert_close(few.decode(few.encode(made)), made, atol=1e-5, rtol=1e-4)


def test_block_transform_latents_have_unit_mean_variance() -> None:
    """A component's variance falls with its deviation, and averages to one over the components."""
    autoencoder, values = fitted(channels=12)
    variance = values[:12] / autoencoder.get_buffer("spread").double() ** 2
    assert float(variance.mean()) == pytest.approx(1, abs=1e-4)
    assert (variance.diff() <= 1e-6).all()


def test_small_steps_between_blocks_are_evened_out_and_edges_stay() -> None:
    slope = torch.arange(24) * 0.01
    torch.testing.assert_close(even_out(slope, 8, 0.1), slope)
    step = torch.tensor([0.0, 0.04, 0.04]).repeat_interleave(8)
    evened = even_out(slope + step, 8, 0.4) - slope
    assert (evened.diff() > -1e-6).all() and evened.diff().max() < 0.04 / 4
    torch.testing.assert_close(evened[:4], torch.zeros(4))
    torch.testing.assert_close(evened[12:], torch.full((12,), 0.04))
    edge = torch.tensor([-1.0, 1.0, 1.0]).repeat_interleave(8)
    torch.testing.assert_close(even_out(edge, 8, 0.4), edge)
    fine = torch.tensor([0.0, 0.2, 0.0, -0.2]).repeat(6)
    assert (even_out(fine + step, 8, 0.4) - fine).diff().abs().max() < 0.15


def test_deblocking_evens_out_space_and_time_but_not_from_one_sub_clip_to_the_next() -> None:
    """Flat blocks of colour, in two sub-clips of two latent frames and two by three blocks."""
    autoencoder = BlockTransformAutoencoder(
        PATCH, TEMPORAL, 3, decoder_layers=2, deblocking=0.5, temporal_deblocking=0.5
    )
    flat = torch.eye(3).repeat_interleave(SIZE // 3, 0) / (SIZE // 3) ** 0.5
    autoencoder.get_buffer("basis").copy_(flat)
    latents = torch.zeros(1, 3, 4, 2, 3)
    latents[:, :, 2:] = 0.3
    torch.testing.assert_close(autoencoder.decode(latents), autoencoder.decode_linear(latents))
    for axis in (2, 3, 4):
        uneven = latents.clone()
        uneven.select(axis, 1).add_(0.3)
        evened, before = autoencoder.decode(uneven), autoencoder.decode_linear(uneven)
        assert evened.diff(dim=axis).abs().max() < 0.6 * before.diff(dim=axis).abs().max()


def test_a_widened_block_transform_keeps_its_numbers_and_adds_the_next_components() -> None:
    narrow, whole = fitted(channels=6, depth=1, layers=2)[0], fitted(channels=9)[0]
    shake(narrow)
    factor = torch.randn(SIZE, SIZE, generator=seeded(1)) / torch.arange(1, SIZE + 1)
    wide = narrow.widened(9, factor @ factor.T).eval()
    before, after = narrow.encode(video()), wide.encode(video())
    torch.testing.assert_close(after[:, :6], before)
    torch.testing.assert_close(
        wide.decode_linear(after), whole.decode(whole.encode(video())), atol=1e-4, rtol=1e-4
    )
    assert narrow.restorer is not None and wide.restorer is not None
    rough = narrow.decode_linear(before)
    drawn, believed = narrow.restorer(before, rough)
    drawn_wide, believed_wide = wide.restorer(after, rough)
    torch.testing.assert_close(drawn_wide, drawn, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(believed_wide[:, :6], believed, atol=1e-5, rtol=1e-5)
    assert torch.equal(believed_wide[:, 6:], after[:, 6:])
    falling = wide.get_buffer("spread").diff()
    assert (falling < 0).all()


@pytest.mark.parametrize("depth", [0, 2])
def test_block_transform_round_trip_through_a_folder(tmp_path: Path, depth: int) -> None:
    autoencoder, _ = fitted(channels=6, depth=depth)
    shake(autoencoder)
    autoencoder.save_pretrained(tmp_path)
    loaded = BlockTransformAutoencoder.from_pretrained(tmp_path).eval()
    latents = autoencoder.encode(video())
    assert torch.equal(loaded.encode(video()), latents)
    assert torch.equal(loaded.decode(latents), autoencoder.decode(latents))


def test_learned_decoder_sees_the_layers_of_a_moment_together() -> None:
    """Two sub-clips of two latent frames lie behind one another in time: 0 and 2 are one moment, 1 and 3."""
    autoencoder, _ = fitted(channels=6, depth=2, layers=2)
    fresh = autoencoder.encode(video())
    rough = autoencoder.decode_linear(fresh)
    assert rough.abs().max() < 1
    torch.testing.assert_close(autoencoder.decode(fresh), rough)  # starts at no correction
    shake(autoencoder)
    base = autoencoder.decode(fresh)
    assert base.shape == video().shape
    assert (base - rough).abs().max() > 0.01
    moved = (autoencoder.decode(moved_at(fresh, 2)) - base).abs().amax((0, 1, 3, 4))
    assert (moved[:2] > 1e-4).all() and (moved[4:6] > 1e-4).all()


def test_learned_decoder_sees_the_moments_beside_its_own() -> None:
    """One block deep, so no further."""
    autoencoder, _ = fitted(channels=6, depth=1)
    shake(autoencoder)
    fresh = autoencoder.encode(video())
    moved = autoencoder.decode(moved_at(fresh, 0)) - autoencoder.decode(fresh)
    seen = moved.abs().amax((0, 1, 3, 4))
    assert (seen > 1e-4).tolist() == [True] * 4 + [False] * 4
    assert (seen[4:] == 0).all()


def moved_at(latents: torch.Tensor, moment: int) -> torch.Tensor:
    """The latents with one latent frame changed."""
    changed = latents.clone()
    changed[:, :, moment] += 1
    return changed


def test_learned_decoder_draws_only_what_the_coefficients_do_not_tell() -> None:
    """Until it learns to take some of them for noise."""
    autoencoder, _ = fitted(channels=6, depth=1)
    shake(autoencoder)
    assert autoencoder.restorer is not None
    latents = autoencoder.encode(video() * 0.3)
    for parameter in autoencoder.restorer.believe.parameters():
        torch.nn.init.zeros_(parameter)
    for parameter in autoencoder.restorer.leave.parameters():
        parameter.data *= 0.1  # within -1..1
    drawn = autoencoder.decode(latents)
    assert (drawn - autoencoder.decode_linear(latents)).abs().max() > 0.01
    torch.testing.assert_close(autoencoder.encode(drawn), latents, atol=1e-4, rtol=1e-4)
    with torch.no_grad():
        autoencoder.restorer.believe.bias[2] = 0.1
    moved = autoencoder.encode(autoencoder.decode(latents)) - latents
    torch.testing.assert_close(moved.mean((0, 2, 3, 4)), torch.eye(6)[2] * 0.1, atol=1e-4, rtol=0)


def test_learned_decoder_builds_the_blended_clip_from_the_others() -> None:
    """An object over grey, its alpha and a background; the blended clip's own latents say nothing but a shade."""
    autoencoder, _ = fitted(channels=6, depth=1, layers=4)
    opaque = torch.zeros(1, 1, 2, 8, 12)
    opaque[..., 2:5, 3:9] = 0.8
    foreground, background = opaque * 0.5, video()[:1, :, :2] * 0.3
    composite = foreground + (1 - opaque) * background
    given = torch.cat([foreground.expand_as(background), opaque.expand_as(background) * 2 - 1, background], 2)
    fixed = autoencoder.decode_linear(autoencoder.encode(given)).clamp(-1, 1)
    shade = autoencoder.encode(composite - 0.2)
    made = autoencoder.decode(torch.cat([autoencoder.encode(given), shade], 2))[:, :, 6:]
    over = fixed[:, :, :2] + (0.5 - fixed[:, :, 2:4].mean(1, keepdim=True) / 2) * fixed[:, :, 4:]
    told = (autoencoder.encode(over) + shade) / 2
    torch.testing.assert_close(autoencoder.encode(made), told, atol=1e-3, rtol=0)
    moved, basis = autoencoder.blocks(made - over), autoencoder.get_buffer("basis")
    assert moved.abs().max() > 0.05
    all_else = moved - moved @ basis @ basis.T  # is the composite's
    torch.testing.assert_close(all_else, torch.zeros_like(moved), atol=2e-3, rtol=0)


def test_learned_decoder_writes_beyond_the_edges_of_a_block() -> None:
    autoencoder, _ = fitted(channels=6, depth=1)
    shake(autoencoder)
    latents = autoencoder.encode(video())
    changed = latents.clone()
    changed[..., 0, 0] += 1
    moved = (autoencoder.decode(changed) - autoencoder.decode(latents)).abs().amax((0, 1, 2))
    assert moved[:PATCH, PATCH : PATCH + PATCH // 2].max() > 1e-3


def test_block_codec_turns_sequences_around() -> None:
    autoencoder, _ = fitted(channels=6, depth=1)
    shake(autoencoder)
    codec = BlockTransformCodec(autoencoder)
    assert (codec.channels, codec.temporal, codec.spatial) == (6, TEMPORAL, PATCH)
    with torch.inference_mode():
        latents = codec.encode(video(), seeded(1))
        assert latents.shape == (2, 4, 6, 2, 3)
        assert torch.equal(latents, autoencoder.encode(video()).transpose(1, 2))
        assert torch.equal(codec.decode(latents), autoencoder.decode(latents.transpose(1, 2)))
        assert torch.equal(codec.preview(latents), autoencoder.decode_linear(latents.transpose(1, 2)))

"""Autoencoders between pixels and latents: one protocol, the published CogVideoX one and a block transform.

The block transform is the Karhunen-Loeve transform of space-time blocks (Hotelling 1933), the classic
transform code, with an optional learned decoder that restores what the kept coefficients leave out and an
optional deblocking filter that hides where blocks meet.
"""

from __future__ import annotations

import math
from typing import Any, Protocol, cast

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.frugal_vae import FrugalAutoencoder
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.memory import CHUNK_LATENTS
from layerflow_studio.engine.plans import PLAIN, Buffers, Norm, Plan

_WHOLE = 1 << 30
"""More latent frames than any clip has."""


class PixelCodec(Protocol):
    """What the pipeline asks of an autoencoder, over whole sequences, all sub-clips one behind the other.

    Latents are (B, T, C, h, w) float32 on the autoencoder's device; video is (B, 3, T, H, W), about -1..1.
    """

    channels: int
    temporal: int
    spatial: int

    def encode(self, video: Tensor, dice: torch.Generator, cancel: CancelToken | None = None) -> Tensor:
        """Video to latents, scaled as the transformer wants them; raises Cancelled."""
        ...

    def decode(self, latents: Tensor, cancel: CancelToken | None = None) -> Tensor:
        """Latents to video; raises Cancelled."""
        ...

    def preview(self, latents: Tensor) -> Tensor:
        """Latents to a rough video, possibly smaller, in a small part of a decode's time."""
        ...


class BlockTransformCodec:
    """`PixelCodec` of the block transform."""

    def __init__(self, autoencoder: BlockTransformAutoencoder) -> None:
        self._autoencoder = autoencoder
        settings = autoencoder.settings
        self.channels, self.temporal = settings.latent_channels, settings.temporal
        self.spatial = settings.patch

    def encode(self, video: Tensor, dice: torch.Generator, cancel: CancelToken | None = None) -> Tensor:
        """Deterministic and fast; neither `dice` nor `cancel` is used."""
        return self._autoencoder.encode(video.to(self._autoencoder.device)).transpose(1, 2)

    def decode(self, latents: Tensor, cancel: CancelToken | None = None) -> Tensor:
        """Latents to video through the learned decoder where there is one."""
        return self._autoencoder.decode(latents.transpose(1, 2))

    def preview(self, latents: Tensor) -> Tensor:
        """The transform's own inverse, at full size."""
        return self._autoencoder.decode_linear(latents.transpose(1, 2))


class CogVideoXCodec:
    """`PixelCodec` of CogVideoX's autoencoder.

    The plan says over which frames group norms take their statistics, where frames wait between layers, and
    whether the picture is cut into tiles. The preview is a linear map from latent to colour, fitted once by
    encoding a chart of random colours.
    """

    def __init__(self, autoencoder: AutoencoderKLCogVideoX, plan: Plan = PLAIN) -> None:
        self._autoencoder: Any = autoencoder
        self._frugal = FrugalAutoencoder(autoencoder, plan.buffers is Buffers.HOST)
        self._chunk = _WHOLE if plan.norm is Norm.EXACT else CHUNK_LATENTS
        config: Any = autoencoder.config
        self.channels, self.temporal = config.latent_channels, config.temporal_compression_ratio
        self.spatial = 2 ** (len(config.block_out_channels) - 1)
        self._scale: float = config.scaling_factor
        self._colours: Tensor | None = None
        self._autoencoder.num_latent_frames_batch_size = self._chunk
        self._autoencoder.num_sample_frames_batch_size = self._chunk * self.temporal
        self._autoencoder.use_slicing = True
        if plan.tiling:
            self._cut_into_tiles(config.sample_height, config.sample_width)

    def encode(self, video: Tensor, dice: torch.Generator, cancel: CancelToken | None = None) -> Tensor:
        """A draw from the posterior, as the official code takes it."""
        video = video.to(self._autoencoder.device, self._autoencoder.dtype)
        self._frugal.one_pass = video.shape[2] < 2 * self._chunk * self.temporal
        self._frugal.cancel = cancel or CancelToken()
        try:
            latents = self._autoencoder.encode(video).latent_dist.sample(dice)
        finally:
            self._frugal.close()
        return latents.transpose(1, 2).float() * self._scale

    def decode(self, latents: Tensor, cancel: CancelToken | None = None) -> Tensor:
        """Latents to video, in chunks of two latent frames unless the plan wants exact norms."""
        self._frugal.one_pass = latents.shape[1] < 2 * self._chunk
        self._frugal.cancel = cancel or CancelToken()
        latents = (latents / self._scale).transpose(1, 2).to(self._autoencoder.dtype)
        try:
            return self._autoencoder.decode(latents).sample.float()
        finally:
            self._frugal.close()

    def preview(self, latents: Tensor) -> Tensor:
        """One pixel per latent, every latent frame shown `temporal` times."""
        if self._colours is None:
            self._colours = self._fit_colours()
        ones = torch.ones_like(latents[:, :, :1])
        video = torch.einsum("btchw,cr->brthw", torch.cat([latents, ones], 2), self._colours.to(latents))
        return video.repeat_interleave(self.temporal, 2)

    def _cut_into_tiles(self, height: int, width: int) -> None:
        """Let it work on tiles of half the height and width."""
        rows, columns = (-(-side // (2 * self.spatial)) for side in (height, width))
        self._autoencoder.enable_tiling(
            rows * self.spatial,
            columns * self.spatial,
            overlap(rows, self.spatial),
            overlap(columns, self.spatial),
        )

    @torch.no_grad()
    def _fit_colours(self) -> Tensor:
        """(channels + 1, 3): least squares from latents, and a constant, to the colours of a chart."""
        dice = torch.Generator().manual_seed(0)
        cells = torch.rand(1, 3, 1, 8, 8, generator=dice) * 2 - 1
        step = self.spatial * 2
        chart = cells.repeat_interleave(step, 3).repeat_interleave(step, 4)
        latents = self.encode(chart, dice).cpu()[0, 0].flatten(1).T
        target = nn.functional.interpolate(cells[:, :, 0], scale_factor=2.0)[0].flatten(1).T
        known = torch.cat([latents, torch.ones(len(latents), 1)], 1)
        return torch.linalg.lstsq(known, target).solution


def overlap(latents: int, spatial: int) -> float:
    """The share of a tile's side that lies on the next one: about a fifth.

    diffusers rounds latents and pixels separately; the share is one where both come out alike, so that tiles
    meet.
    """
    for common in range(max(1, round(latents / 5)), latents):
        share = common / latents
        meets = int(latents * (1 - share)) == latents - common
        if meets and int(latents * spatial * share) == common * spatial:
            return share
    return 0.5


class BlockTransformAutoencoder(ModelMixin, ConfigMixin):
    """Video <-> latents by one orthonormal basis over blocks of `temporal` x `patch` x `patch` pixels.

    Latents are coefficients divided by the square root of their standard deviation (half whitening), scaled
    to unit mean variance, so that large structures keep more weight than fine ones.
    """

    @register_to_config
    def __init__(
        self,
        patch: int = 16,
        temporal: int = 4,
        latent_channels: int = 32,
        decoder_width: int = 0,
        decoder_depth: int = 0,
        decoder_layers: int = 1,
        deblocking: float = 0,
        temporal_deblocking: float = 0,
    ) -> None:
        super().__init__()
        size = 3 * temporal * patch * patch
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("basis", torch.zeros(size, latent_channels))
        self.register_buffer("spread", torch.ones(latent_channels))
        shape = (latent_channels, patch, temporal, decoder_layers, decoder_width, decoder_depth)
        self.restorer = Restorer(*shape) if decoder_depth else None

    @property
    def settings(self) -> Any:
        """The registered configuration."""
        return cast(Any, self.config)

    def encode(self, video: Tensor) -> Tensor:
        """(B, 3, T, H, W) in -1..1 -> (B, C, T/temporal, H/patch, W/patch)."""
        blocks = self.blocks(video) - self.mean.to(video.dtype)
        return (blocks @ self.basis.to(video.dtype) / self.spread.to(video.dtype)).permute(0, 4, 1, 2, 3)

    def decode_linear(self, latents: Tensor) -> Tensor:
        """The transform's own inverse, cheap enough for a preview at every step; shapes as in `decode`."""
        return self._video(self._drawn(latents) + self.mean.to(latents.dtype))

    def restored(self, latents: Tensor) -> Tensor:
        """The learned decoding, or the linear one where there is none, before deblocking; shapes as in `decode`.

        Whatever the learned decoder draws, the video is moved to the nearest one that has the coefficients it takes
        for the true ones: what the transform kept is known, only the rest is guessed. Of sub-clips in `RGBA_ORDER` the
        blended one is then the mean of itself and what the others make together, since generated latents of the four do
        not quite agree.
        """
        if self.restorer is None:
            return self.decode_linear(latents)
        video, believed = self.restorer(latents, self.decode_linear(latents))
        video = clipped(video + self._video(self._drawn(believed - self.encode(video))))
        if not self.restorer.composes:
            return video
        *layers, blended = video.chunk(len(RGBA_ORDER), 2)
        return torch.cat([*layers, clipped((blended + composite(*layers)) / 2)], 2)

    def decode(self, latents: Tensor) -> Tensor:
        """(B, C, t, h, w) -> (B, 3, T, H, W), about -1..1; t holds `decoder_layers` sub-clips one behind the other."""
        return self._deblocked(self.restored(latents))

    def blocks(self, video: Tensor) -> Tensor:
        """(B, 3, T, H, W) -> (B, T/temporal, H/patch, W/patch, numbers of one block)."""
        b, c, t, h, w = video.shape
        p, q = self.settings.patch, self.settings.temporal
        blocks = video.reshape(b, c, t // q, q, h // p, p, w // p, p)
        return blocks.permute(0, 2, 4, 6, 1, 3, 5, 7).flatten(4)

    def _deblocked(self, video: Tensor) -> Tensor:
        """The video with small steps evened out where blocks of a sub-clip meet."""
        s = self.settings
        in_space, in_time = (s.patch, s.deblocking), (s.temporal, s.temporal_deblocking)
        parts = video.unflatten(2, (s.decoder_layers, -1))
        for axis, (size, limit) in ((-1, in_space), (-2, in_space), (-3, in_time)):
            if size > 1 and limit:
                parts = even_out(parts.movedim(axis, -1), size, limit).movedim(-1, axis)
        return parts.flatten(2, 3)

    def _drawn(self, latents: Tensor) -> Tensor:
        """Latents (B, C, t, h, w) to blocks, without the mean."""
        coefficients = latents.permute(0, 2, 3, 4, 1) * self.spread.to(latents.dtype)
        return coefficients @ self.basis.to(latents.dtype).T

    def _video(self, blocks: Tensor) -> Tensor:
        b, t, h, w, _ = blocks.shape
        p, q = self.settings.patch, self.settings.temporal
        video = blocks.reshape(b, t, h, w, 3, q, p, p).permute(0, 4, 1, 5, 2, 6, 3, 7)
        return video.reshape(b, 3, t * q, h * p, w * p)

    @torch.no_grad()
    def fit(self, covariance: Tensor, mean: Tensor) -> Tensor:
        """Set the basis from covariance (size, size) and mean (size,) of blocks; all eigenvalues, falling."""
        values, vectors = torch.linalg.eigh(covariance.double())
        values, vectors = values.flip(0).clamp_min(0), vectors.flip(1)
        channels = self.settings.latent_channels
        deviation = values[:channels].sqrt()
        unit = deviation.mean().item()  # mean variance of coefficient / sqrt(deviation) is the mean deviation
        self.get_buffer("mean").copy_(mean)
        self.get_buffer("basis").copy_(vectors[:, :channels])
        self.get_buffer("spread").copy_((deviation * unit).sqrt())
        return values

    @torch.no_grad()
    def widened(self, channels: int, covariance: Tensor) -> BlockTransformAutoencoder:
        """One of more channels: these, then the principal components of what they leave of the blocks' covariance.

        Covariance (size, size). The learned decoder draws the same, not looking at the new channels, and believes them.
        """
        had = self.settings.latent_channels
        basis, spread = self.get_buffer("basis").double(), self.get_buffer("spread").double()
        rest = torch.eye(len(basis), dtype=torch.double) - basis @ basis.T
        values, vectors = torch.linalg.eigh(rest @ covariance.double() @ rest)
        deviation = values.flip(0)[: channels - had].clamp_min(0).sqrt()
        shape = {name: value for name, value in self.config.items() if not name.startswith("_")}
        wide = BlockTransformAutoencoder(**shape | {"latent_channels": channels})
        unit = spread.square().mean().sqrt()  # as in `fit`
        weights = self.state_dict()
        weights["basis"] = torch.cat([basis, vectors.flip(1)[:, : channels - had]], 1)
        weights["spread"] = torch.cat([spread, (deviation * unit).sqrt()])
        if self.restorer is not None:
            weights |= {
                f"restorer.{name}": weight for name, weight in self.restorer.widened(channels).items()
            }
        wide.load_state_dict(weights)
        return wide


def even_out(video: Tensor, size: int, limit: float) -> Tensor:
    """The video (..., blocks * size) without small steps between the blocks of its last axis; size at least 2.

    A step is what the difference across a border has beyond the slopes beside it. Each side takes half of it, falling
    to nothing in the middle of its block, so that finer detail stays. As in the deblocking filters of video codecs
    (List et al. 2003) a step well above `limit` is an edge of the picture and stays too.
    """
    cells = video.unflatten(-1, (-1, size)).clone()
    before, after = cells[..., :-1, :], cells[..., 1:, :]
    slope = (before[..., -1] - before[..., -2] + after[..., 1] - after[..., 0]) / 2
    step = after[..., 0] - before[..., -1] - slope
    half = (step * (-(step / limit).square()).exp() / 2)[..., None]
    middle = size // 2
    share = ((torch.arange(middle, device=video.device) + 0.5) * (math.pi / middle)).cos() / 2 + 0.5
    before[..., -middle:] += half * share.flip(0)
    after[..., :middle] -= half * share
    return cells.flatten(-2)


def clipped(video: Tensor) -> Tensor:
    """The video in -1..1; a fiftieth of the gradient goes through, so that the wrong end can be left."""
    return video.clamp(-1, 1) + 0.02 * (video - video.detach())


def composite(foreground: Tensor, alpha: Tensor, background: Tensor) -> Tensor:
    """Foreground over background, videos (B, 3, T, H, W) in -1..1; it lies on grey, which is 0, alpha is grey."""
    return foreground + (0.5 - alpha.mean(1, keepdim=True) / 2) * background


class Restorer(nn.Module):
    """Learned correction of the block transform's decoding: adds detail, hides seams.

    The sub-clips are seen together: an edge that the alpha's few coefficients leave soft shows in the foreground's and
    the composite's, and in the moments before and after. Residual blocks of a depthwise space-time convolution and a
    two-layer perceptron at block resolution; every block of every sub-clip writes an overlapping window (half
    a block beyond its edges, raised-cosine weights), so that no seam shows. A learned contrast for each
    sub-clip lets soft blocks draw hard edges. Where the sub-clips are those of `RGBA_ORDER`, the blended one is the
    foreground over the background, and corrected from there.
    """

    def __init__(
        self, channels: int, patch: int, temporal: int, layers: int, width: int, depth: int, rank: int = 256
    ) -> None:
        super().__init__()
        self.patch, self.temporal, self.layers = patch, temporal, layers
        self.composes = layers == len(RGBA_ORDER)
        self.enter = nn.Conv3d(layers * channels, width, (1, 3, 3), padding=(0, 1, 1))
        self.blocks = nn.ModuleList([_Mixer(width) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.share_out = nn.Linear(width, layers * rank)
        self.leave = nn.Linear(rank, 3 * temporal * (2 * patch) ** 2)
        self.believe = nn.Linear(width, layers * channels)
        self.contrast = nn.Parameter(torch.zeros(layers))
        for layer in (self.leave, self.believe):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        ramp = torch.hann_window(2 * patch, periodic=False)
        self.register_buffer("window", torch.outer(ramp, ramp), persistent=False)

    def forward(self, latents: Tensor, video: Tensor) -> tuple[Tensor, Tensor]:
        """The corrected video in -1..1 and, without noise, the latents that it takes for the true ones.

        latents (B, C, layers * t, h, w); video (B, 3, layers * T, H, W): the linear decoding.
        """
        hidden = self.enter(latents.unflatten(2, (self.layers, -1)).transpose(1, 2).flatten(1, 2))
        for block in self.blocks:
            hidden = block(hidden)
        hidden = self.norm(hidden.permute(0, 2, 3, 4, 1))  # (B, t, h, w, width)
        corrected = self._corrected(hidden, video.unflatten(2, (self.layers, -1))).flatten(2, 3)
        errors = self.believe(hidden).unflatten(-1, (self.layers, -1)).permute(0, 5, 4, 1, 2, 3).flatten(2, 3)
        return corrected, latents + errors

    def _corrected(self, hidden: Tensor, video: Tensor) -> Tensor:
        """hidden (B, t, h, w, width), video (B, 3, layers, T, H, W) -> the video with what the network draws."""
        shares = self.share_out(hidden)  # (B, t, h, w, layers * rank)
        tiles = self.leave(shares.unflatten(-1, (self.layers, -1)).permute(0, 4, 1, 2, 3, 5).flatten(1, 2))
        b, t, h, w, _ = tiles.shape
        p, q, side = self.patch, self.temporal, 2 * self.patch
        tiles = tiles.reshape(b * t, h * w, 3 * q, side, side) * self.window.to(tiles.dtype)
        tiles = tiles.flatten(2).transpose(1, 2)
        whole = nn.functional.fold(tiles, (h * p, w * p), side, stride=p, padding=p // 2)
        whole = whole.reshape(b, self.layers, -1, 3, q, h * p, w * p)
        whole = whole.permute(0, 3, 1, 2, 4, 5, 6).flatten(3, 4)
        clips = clipped((video + whole) * self.contrast.exp().view(1, 1, -1, 1, 1, 1))
        if not self.composes:
            return clips
        *layers, _ = clips.unbind(2)
        return torch.stack([*layers, clipped(composite(*layers) + whole[:, :, -1])], 2)

    def widened(self, channels: int) -> dict[str, Tensor]:
        """The weights that differ for so many channels a sub-clip, zero for those that are new."""

        def padded(weight: Tensor, axis: int) -> Tensor:
            old = weight.detach().unflatten(axis, (self.layers, -1)).movedim(axis + 1, 0)
            new = old.new_zeros(channels, *old.shape[1:])
            new[: len(old)] = old
            return new.movedim(0, axis + 1).flatten(axis, axis + 1)

        return {
            "enter.weight": padded(self.enter.weight, 1),
            "believe.weight": padded(self.believe.weight, 0),
            "believe.bias": padded(self.believe.bias, 0),
        }


class _Mixer(nn.Module):
    """ConvNeXt-style block at block resolution (Liu et al. 2022)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv3d(width, width, 3, padding=1, groups=width)
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(width, 4 * width)
        self.reduce = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        update = self.norm(self.depthwise(x).permute(0, 2, 3, 4, 1))
        update = self.reduce(nn.functional.gelu(self.expand(update)))
        return x + update.permute(0, 4, 1, 2, 3)

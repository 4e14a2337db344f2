"""CogVideoX's autoencoder computed layer by layer over single frames: the same numbers, a fraction of the memory.

diffusers computes a layer on all frames at once and holds half a dozen copies of its widest activation. Here a
layer reads frame after frame and writes frame after frame, an input is freed as soon as it is used up, and the
frames between two layers may wait in host memory. Group norms take their statistics in a first pass over the
same frames, so that one pass over a whole clip, as in the official code, fits where it otherwise would not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import (
    AutoencoderKLCogVideoX,
    CogVideoXDecoder3D,
    CogVideoXEncoder3D,
)
from torch import Tensor, nn
from torch.nn import functional

from layerflow_studio.engine.memory import WINDOW_BYTES

Frames = list[Any]
"""One (B, C, h, w) tensor a frame; an entry becomes None when it is used up."""
Tails = dict[nn.Module, list[Tensor]]
"""The last inputs of each causal convolution, for the clip's next chunk."""
Normalise = Callable[[int, Tensor], Tensor]


class FrugalAutoencoder:
    """Takes over both halves of an autoencoder.

    `host_buffers` has the frames between two layers wait in host memory. `one_pass` says that a call is the
    whole clip, so that nothing has to be kept for a next chunk.
    """

    def __init__(self, autoencoder: AutoencoderKLCogVideoX, host_buffers: bool = False) -> None:
        self.host_buffers, self.one_pass = host_buffers, False
        self._old: Tails = {}
        self._new: Tails = {}
        self._device = torch.device("cpu")
        halves: Any = autoencoder
        if isinstance(halves.decoder, CogVideoXDecoder3D):
            self._decoder: Any = halves.decoder
            self._decoder.forward = self._decode
        if isinstance(halves.encoder, CogVideoXEncoder3D):
            self._encoder: Any = halves.encoder
            self._encoder.forward = self._encode

    def _decode(
        self, sample: Tensor, temb: object = None, conv_cache: Tails | None = None
    ) -> tuple[Tensor, Tails]:
        """Like `CogVideoXDecoder3D.forward`: (B, C, t, h, w) to (B, 3, T, H, W)."""
        self._begin(sample, conv_cache)
        d = self._decoder
        frames = [self._keep(frame) for frame in self._causal(d.conv_in, sample.unbind(2))]
        for block in d.mid_block.resnets:
            frames = self._residual(block, frames, sample)
        for stage in d.up_blocks:
            for block in stage.resnets:
                frames = self._residual(block, frames, sample)
            for layer in stage.upsamplers or ():
                frames = self._enlarge(layer, frames)
        return self._leave(d, frames, sample)

    def _encode(
        self, sample: Tensor, temb: object = None, conv_cache: Tails | None = None
    ) -> tuple[Tensor, Tails]:
        """Like `CogVideoXEncoder3D.forward`: (B, 3, T, H, W) to (B, 2 * C, t, h, w)."""
        self._begin(sample, conv_cache)
        e = self._encoder
        frames = [self._keep(frame) for frame in self._causal(e.conv_in, sample.unbind(2))]
        for stage in e.down_blocks:
            for block in stage.resnets:
                frames = self._residual(block, frames, None)
            for layer in stage.downsamplers or ():
                frames = self._shrink(layer, frames)
        for block in e.mid_block.resnets:
            frames = self._residual(block, frames, None)
        return self._leave(e, frames, None)

    def _begin(self, sample: Tensor, tails: Tails | None) -> None:
        self._device, self._old, self._new = sample.device, tails or {}, {}

    def _leave(self, half: Any, frames: Frames, latents: Tensor | None) -> tuple[Tensor, Tails]:
        normalise = self._norm(half.norm_out, frames, latents)
        out = torch.stack(list(self._causal(half.conv_out, self._normed(normalise, _taken(frames)))), 2)
        tails, self._old, self._new = self._new, {}, {}
        return out, tails

    # --- layers

    def _residual(self, block: Any, frames: Frames, latents: Tensor | None) -> Frames:
        normalise = self._norm(block.norm1, frames, latents)
        inner: Frames = [self._keep(f) for f in self._causal(block.conv1, self._normed(normalise, frames))]
        normalise = self._norm(block.norm2, inner, latents)
        updates = self._causal(block.conv2, self._normed(normalise, _taken(inner)))
        out: Frames = []
        for number, update in enumerate(updates):
            old, frames[number] = self._bring(frames[number]), None
            if block.in_channels != block.out_channels:
                old = block.conv_shortcut(old[:, :, None])[:, :, 0]
            out.append(self._keep(update.add_(old)))
        return out

    def _enlarge(self, layer: Any, frames: Frames) -> Frames:
        """Twice the size; where time is doubled too, both frames of a pair are one tensor."""
        count, out = len(frames), list[Any]()
        for number, frame in enumerate(_taken(frames)):
            large = layer.conv(functional.interpolate(self._bring(frame), scale_factor=2.0))
            alone = count == 1 or (count % 2 == 1 and number == 0)
            out += [self._keep(large)] * (2 if layer.compress_time and not alone else 1)
        return out

    def _shrink(self, layer: Any, frames: Frames) -> Frames:
        """Half the size; where time is halved too, pairs are averaged and an odd first frame is kept."""
        out, first, taken = list[Any](), len(frames) % 2, _taken(frames)
        for number, frame in enumerate(taken):
            frame = self._bring(frame)
            if layer.compress_time and number >= first:
                frame = (frame + self._bring(next(taken))) / 2
            out.append(self._keep(layer.conv(functional.pad(frame, (0, 1, 0, 1)))))
        return out

    def _causal(self, layer: Any, frames: Iterable[Tensor]) -> Iterator[Tensor]:
        """A causal convolution: each frame with those before it, stacked as channels of a flat one."""
        conv = layer.conv
        reach = conv.weight.shape[2]
        weight = conv.weight.transpose(1, 2).flatten(1, 2)
        recent = [self._bring(frame) for frame in self._old.pop(layer, ())]
        windows: list[Tensor] = []
        for frame in frames:
            recent = recent or [frame] * (reach - 1)
            windows.append(torch.cat([*recent, frame], 1))
            recent = [*recent, frame][1:]
            each = max(windows[0].nbytes, frame.nbytes // frame.shape[1] * conv.out_channels)
            if (len(windows) + 1) * each > WINDOW_BYTES:
                yield from _convolved(windows, weight, conv)
        if windows:
            yield from _convolved(windows, weight, conv)
        if not self.one_pass:
            self._new[layer] = [self._keep(frame) for frame in recent]

    def _normed(self, normalise: Normalise, frames: Iterable[Any]) -> Iterator[Tensor]:
        return (normalise(number, self._bring(frame)) for number, frame in enumerate(frames))

    def _norm(self, norm: Any, frames: Frames, latents: Tensor | None) -> Normalise:
        """A function of a frame's number and the frame: group norm over all frames, latents, SiLU."""
        group_norm = norm if latents is None else norm.norm_layer
        scale, shift = self._statistics(group_norm, frames)
        dtype, count = group_norm.weight.dtype, len(frames)
        if latents is None:
            return lambda _, frame: _activated(torch.addcmul(shift, frame, scale), dtype)
        gain, offset = (
            norm.conv_y.conv(latents),
            norm.conv_b.conv(latents),
        )  # one by one: may precede enlarging

        def conditioned(number: int, frame: Tensor) -> Tensor:
            place, size = _latent_of(number, count, latents.shape[2]), frame.shape[-2:]
            values = torch.addcmul(shift, frame, scale)  # float32
            values.mul_(functional.interpolate(gain[:, :, place], size=size))
            values.add_(functional.interpolate(offset[:, :, place], size=size))
            return _activated(values, dtype)

        return conditioned

    def _statistics(self, norm: nn.GroupNorm, frames: Frames) -> tuple[Tensor, Tensor]:
        """Scale and shift (B, C, 1, 1) float32 that normalise all frames; Chan's merge of means and variances."""
        mean, spread = torch.zeros((), device=self._device), torch.zeros((), device=self._device)
        for count, frame in enumerate(frames):
            grouped = self._bring(frame).float().unflatten(1, (norm.num_groups, -1)).flatten(2)
            variance, middle = torch.var_mean(grouped, -1, correction=0)
            share, away = 1 / (count + 1), middle - mean
            spread = spread + (variance - spread) * share + away**2 * (share * (1 - share))
            mean = mean + away * share
        each = norm.num_channels // norm.num_groups
        factor = torch.rsqrt(spread + norm.eps).repeat_interleave(each, 1)
        scale = factor * norm.weight.float()
        shift = norm.bias.float() - mean.repeat_interleave(each, 1) * scale
        return scale[:, :, None, None], shift[:, :, None, None]

    def _keep(self, frame: Tensor) -> Tensor:
        return frame.cpu() if self.host_buffers else frame

    def _bring(self, frame: Tensor) -> Tensor:
        return frame.to(self._device)


def _convolved(windows: list[Tensor], weight: Tensor, conv: Any) -> Iterator[Tensor]:
    """Convolve windows together and forget them."""
    batch = len(windows[0])
    stacked = windows[0] if len(windows) == 1 else torch.cat(windows)
    windows.clear()
    done = functional.conv2d(stacked, weight, conv.bias, padding=conv.padding[1:])
    del stacked
    yield from done.split(batch)


def _activated(values: Tensor, dtype: torch.dtype) -> Tensor:
    return functional.silu(values, inplace=True).to(dtype)


def _taken(frames: Frames) -> Iterator[Any]:
    """The frames in order, each forgotten in the list as it is taken."""
    for number, frame in enumerate(frames):
        frames[number] = None
        yield frame


def _latent_of(frame: int, frames: int, latents: int) -> int:
    """The latent that a frame comes from; an odd first frame has one of its own."""
    if frames > 1 and frames % 2:
        return 0 if frame == 0 else 1 + (frame - 1) * (latents - 1) // (frames - 1)
    return frame * latents // frames

"""CogVideoX's autoencoder computed layer by layer over single frames: the same numbers, a fraction of the memory.

diffusers computes a layer on all frames at once and holds half a dozen copies of its widest activation. Here a
layer reads frame after frame and writes frame after frame, an input is freed as soon as it is used up, and the
frames between two layers may wait in host memory. Group norms take their statistics in a first pass over the
same frames, so that one pass over a whole clip, as in the official code, fits where it otherwise would not.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import (
    AutoencoderKLCogVideoX,
    CogVideoXDecoder3D,
    CogVideoXEncoder3D,
)
from torch import Tensor, nn
from torch.nn import functional

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.frame_shelf import Frames, Shelf
from layerflow_studio.engine.memory import WINDOW_BYTES

Tails = dict[nn.Module, list[Tensor]]
"""The last inputs of each causal convolution, for the clip's next chunk."""
Normalise = Callable[[int, Tensor], Tensor]


class FrugalAutoencoder:
    """Takes over both halves of an autoencoder.

    `host_buffers` has the frames between two layers wait in host memory. `one_pass` says that a call is the
    whole clip, so that nothing has to be kept for a next chunk. `cancel` is looked at before each frame of each
    convolution.
    """

    def __init__(self, autoencoder: AutoencoderKLCogVideoX, host_buffers: bool = False) -> None:
        self.host_buffers, self.one_pass = host_buffers, False
        self.cancel = CancelToken()
        self._old: Tails = {}
        self._new: Tails = {}
        self._shelf = Shelf(torch.device("cpu"), False)
        self._groups = 1
        halves: Any = autoencoder
        walks: list[tuple[Any, type[nn.Module], Any]] = [
            (halves.decoder, CogVideoXDecoder3D, self._decode),
            (halves.encoder, CogVideoXEncoder3D, self._encode),
        ]
        for half, kind, walk in walks:
            if isinstance(half, kind):
                half.forward = partial(walk, weakref.proxy(half))  # no circle that would keep the weights

    def _decode(
        self, d: Any, sample: Tensor, temb: object = None, conv_cache: Tails | None = None
    ) -> tuple[Tensor, Tails]:
        """Like `CogVideoXDecoder3D.forward`: (B, C, t, h, w) to (B, 3, T, H, W)."""
        frames = self._begin(d, sample, conv_cache)
        for block in d.mid_block.resnets:
            frames = self._residual(block, frames, sample)
        for stage in d.up_blocks:
            for block in stage.resnets:
                frames = self._residual(block, frames, sample)
            for layer in stage.upsamplers or ():
                frames = self._enlarge(layer, frames)
        return self._leave(d, frames, sample)

    def _encode(
        self, e: Any, sample: Tensor, temb: object = None, conv_cache: Tails | None = None
    ) -> tuple[Tensor, Tails]:
        """Like `CogVideoXEncoder3D.forward`: (B, 3, T, H, W) to (B, 2 * C, t, h, w)."""
        frames = self._begin(e, sample, conv_cache)
        for stage in e.down_blocks:
            for block in stage.resnets:
                frames = self._residual(block, frames, None)
            for layer in stage.downsamplers or ():
                frames = self._shrink(layer, frames)
        for block in e.mid_block.resnets:
            frames = self._residual(block, frames, None)
        return self._leave(e, frames, None)

    def _begin(self, half: Any, sample: Tensor, tails: Tails | None) -> Frames:
        if tails is None:
            self._shelf.close()
            self._shelf = Shelf(sample.device, self.host_buffers)
        self._groups = getattr(half.norm_out, "norm_layer", half.norm_out).num_groups
        self._old, self._new = tails or {}, {}
        return self._kept(self._causal(half.conv_in, sample.unbind(2)))

    def _leave(self, half: Any, frames: Frames, latents: Tensor | None) -> tuple[Tensor, Tails]:
        normalise = self._norm(half.norm_out, frames, latents)
        out = torch.stack(list(self._causal(half.conv_out, _normed(normalise, frames.all_taken()))), 2)
        tails, self._old, self._new = self._new, {}, {}
        return out, tails

    def close(self) -> None:
        """Free what was kept between the layers and for a next chunk."""
        self._old, self._new = {}, {}
        self._shelf.close()

    def _kept(self, frames: Iterable[Tensor]) -> Frames:
        kept = Frames(self._shelf, self._groups)
        for frame in frames:
            kept.add(frame)
        return kept

    # --- layers

    def _residual(self, block: Any, frames: Frames, latents: Tensor | None) -> Frames:
        normalise = self._norm(block.norm1, frames, latents)
        inner = self._kept(self._causal(block.conv1, _normed(normalise, frames.all_seen())))
        normalise = self._norm(block.norm2, inner, latents)
        updates = self._causal(block.conv2, _normed(normalise, inner.all_taken()))
        out = Frames(self._shelf, self._groups)
        for number, update in enumerate(updates):
            old = frames.take(number)
            if block.in_channels != block.out_channels:
                old = block.conv_shortcut(old[:, :, None])[:, :, 0]
            out.add(update + old)
        return out

    def _enlarge(self, layer: Any, frames: Frames) -> Frames:
        """Twice the size; where time is doubled too, both frames of a pair are one tensor."""
        out = Frames(self._shelf, self._groups)
        for number, frame in enumerate(frames.all_taken()):
            large = layer.conv(functional.interpolate(frame, scale_factor=2.0))
            alone = len(frames) == 1 or (len(frames) % 2 == 1 and number == 0)
            out.add(large, 2 if layer.compress_time and not alone else 1)
        return out

    def _shrink(self, layer: Any, frames: Frames) -> Frames:
        """Half the size; where time is halved too, pairs are averaged and an odd first frame is kept."""
        out, first, taken = Frames(self._shelf, self._groups), len(frames) % 2, frames.all_taken()
        for number, frame in enumerate(taken):
            if layer.compress_time and number >= first:
                frame = (frame + next(taken)) / 2
            out.add(layer.conv(functional.pad(frame, (0, 1, 0, 1))))
        return out

    def _causal(self, layer: Any, frames: Iterable[Tensor]) -> Iterator[Tensor]:
        """A causal convolution: each frame with those before it, stacked as channels of a flat one."""
        conv = layer.conv
        reach = conv.weight.shape[2]
        weight = conv.weight.transpose(1, 2).flatten(1, 2)
        kept = self._old.pop(layer, [])
        recent = [self._shelf.get(frame) for frame in kept]
        for frame in kept:
            self._shelf.forget(frame)
        windows: list[Tensor] = []
        for frame in frames:
            self.cancel.check()
            recent = recent or [frame] * (reach - 1)
            windows.append(torch.cat([*recent, frame], 1))
            recent = [*recent, frame][1:]
            each = max(windows[0].nbytes, frame.nbytes // frame.shape[1] * conv.out_channels)
            if (len(windows) + 1) * each > WINDOW_BYTES:
                yield from _convolved(windows, weight, conv)
        if windows:
            yield from _convolved(windows, weight, conv)
        if not self.one_pass:
            self._new[layer] = [self._shelf.put(frame) for frame in recent]

    def _norm(self, norm: Any, frames: Frames, latents: Tensor | None) -> Normalise:
        """A function of a frame's number and the frame: group norm over all frames, latents, SiLU."""
        group_norm: nn.GroupNorm = norm if latents is None else norm.norm_layer
        each = group_norm.num_channels // group_norm.num_groups
        factor = torch.rsqrt(frames.variance + group_norm.eps).repeat_interleave(each, 1)
        scale = factor * group_norm.weight.float()
        shift = group_norm.bias.float() - frames.mean.repeat_interleave(each, 1) * scale
        scale, shift = scale[:, :, None, None], shift[:, :, None, None]  # float32, and so is what they make
        dtype, count = group_norm.weight.dtype, len(frames)
        if latents is None:
            return lambda _, frame: _activated(torch.addcmul(shift, frame, scale), dtype)
        gain, offset = (
            norm.conv_y.conv(latents),
            norm.conv_b.conv(latents),
        )  # one by one: may precede enlarging

        def conditioned(number: int, frame: Tensor) -> Tensor:
            place, size = _latent_of(number, count, latents.shape[2]), frame.shape[-2:]
            values = torch.addcmul(shift, frame, scale)
            values.mul_(functional.interpolate(gain[:, :, place], size=size))
            values.add_(functional.interpolate(offset[:, :, place], size=size))
            return _activated(values, dtype)

        return conditioned


def _normed(normalise: Normalise, frames: Iterable[Tensor]) -> Iterator[Tensor]:
    return (normalise(number, frame) for number, frame in enumerate(frames))


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


def _latent_of(frame: int, frames: int, latents: int) -> int:
    """The latent that a frame comes from; an odd first frame has one of its own."""
    if frames > 1 and frames % 2:
        return 0 if frame == 0 else 1 + (frame - 1) * (latents - 1) // (frames - 1)
    return frame * latents // frames

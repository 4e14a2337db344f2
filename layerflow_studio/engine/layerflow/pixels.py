"""Between layers as people keep them and the one long clip the model sees.

The foreground is premultiplied over mid-grey, 0 in -1..1 (official code), so blended = F + (1 - a) * B holds
there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.derived_alpha import derive_alpha
from layerflow_studio.engine.layerflow.layout import RGB_ORDER, SUB_CLIPS_OF_ROLE, Layout, SubClip


def video_from_layers(layers: Mapping[Role, ClipPixels], layout: Layout, reduction: int = 1) -> Tensor:
    """(1, 3, T, H, W) float32 in -1..1: every given layer at its place, neutral pictures elsewhere.

    Clips that are `reduction` times as wide and high are reduced, as the mean of every square.

    Neutral: the blend (or the background) for background and blend, grey for the foreground, -1 for alpha.
    They only matter to autoencoders that look across layers.
    """
    video: dict[SubClip, Tensor] = {}
    for role, clip in layers.items():
        straight = torch.from_numpy(clip.as_float()).permute(3, 0, 1, 2)
        alpha = straight[3:]
        colour = (straight[:3] * 2 - 1) * alpha
        if reduction > 1:
            colour, alpha = (
                functional.avg_pool3d(part, (1, reduction, reduction)) for part in (colour, alpha)
            )
        if role is Role.FOREGROUND:
            video[SubClip.FOREGROUND] = colour
            video[SubClip.ALPHA] = (alpha * 2 - 1).expand(3, -1, -1, -1)
        else:
            video[SubClip(role.value)] = colour
    like = next(iter(video.values()))
    plate = video.get(SubClip.BLENDED, video.get(SubClip.BACKGROUND, torch.zeros_like(like)))
    neutral = {
        SubClip.FOREGROUND: torch.zeros_like(like),
        SubClip.ALPHA: torch.full_like(like, -1),
        SubClip.BACKGROUND: plate,
        SubClip.BLENDED: plate,
    }
    whole = torch.cat([video.get(s, neutral[s]) for s in layout.order], dim=1)
    return (torch.cat([whole[:, :1], whole], 1) if layout.lead else whole)[None]


def layers_from_video(
    video: Tensor, layout: Layout, roles: Sequence[Role]
) -> dict[Role, NDArray[np.float32]]:
    """(3, T, H, W) about -1..1 -> role: (T, H, W, 4) float32 in 0..1, the foreground still over its matte.

    Where the sequence has no alpha, the foreground's is worked out from the other layers; opaque, it would
    hide them all behind its matte.
    """
    layers: dict[Role, NDArray[np.float32]] = {}
    for role in roles:
        parts = [s for s in SUB_CLIPS_OF_ROLE[role] if s in layout.order]
        colour, *alpha = ((video[:, layout.frame_range(s)] + 1) / 2 for s in parts)
        opacity = alpha[0].mean(0, keepdim=True) if alpha else torch.ones_like(colour[:1])
        if role is Role.FOREGROUND and not alpha:
            opacity = derive_alpha(*(video[:, layout.frame_range(s)] for s in RGB_ORDER))
        stacked = torch.cat([colour, opacity]).clamp(0, 1).permute(1, 2, 3, 0)
        layers[role] = np.ascontiguousarray(stacked.numpy(), dtype=np.float32)
    return layers


def preview_frames(video: Tensor, layout: Layout, roles: Sequence[Role]) -> dict[Role, NDArray[np.uint8]]:
    """(1, 3, T, h, w) -> role: (frames, h, w, 4) uint8 straight alpha, from a rough decoding."""
    frames: dict[Role, NDArray[np.uint8]] = {}
    whole = video[0].float().cpu()
    if layout.lead:  # a lead latent of its own decodes to `temporal` rough frames; the layout counts one
        whole = whole[:, whole.shape[1] - layout.total_frames :]
    for role, layer in layers_from_video(whole, layout, roles).items():
        alpha = layer[..., 3:]
        if role is Role.FOREGROUND:
            layer[..., :3] = np.clip((layer[..., :3] - 0.5 * (1 - alpha)) / np.maximum(alpha, 1 / 16), 0, 1)
        frames[role] = np.rint(layer * 255).astype(np.uint8)
    return frames

"""The LayerFlow transformer: CogVideoX blocks over one sequence of prompts and sub-clips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

import torch
from diffusers.configuration_utils import register_to_config
from diffusers.models.transformers.cogvideox_transformer_3d import CogVideoXTransformer3DModel
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:  # alone: the file is handed out with pipelines that are used without this package
    from layerflow_studio.engine.layerflow.block_stream import BlockStream

KeyValue = tuple[Tensor, Tensor]


@dataclass
class Context:
    """Keys and values of the prompts and the given layers, a pair per block, reused at every step."""

    blocks: list[KeyValue] = field(default_factory=list)


class LayerFlowTransformer(CogVideoXTransformer3DModel):
    """CogVideoX's transformer with a stored position table, layer embeddings and given sub-clips.

    Sequence: the tokens of every prompt, then the patches of every latent frame (arXiv 2506.04228). Parameter
    names are those of `CogVideoXTransformer3DModel`, plus `position_table` and `layer_embedder`.

    `attention` "joint" is the published model: every token sees every token, one timestep for all. "one-way":
    prompts see prompts, given latents see prompts and given latents, both at timestep 0, so that they can be
    computed once.

    `shared_noise` is the share of its variance that the noise of a sub-clip has in common at all its moments
    (`mixed_noise`).
    """

    @register_to_config
    def __init__(
        self,
        num_attention_heads: int = 30,
        attention_head_dim: int = 64,
        in_channels: int = 16,
        out_channels: int = 16,
        time_embed_dim: int = 512,
        text_embed_dim: int = 4096,
        num_layers: int = 30,
        sample_width: int = 90,
        sample_height: int = 60,
        patch_size: int = 2,
        norm_elementwise_affine: bool = True,
        norm_eps: float = 1e-5,
        prompts: int = 3,
        tokens_per_prompt: int = 226,
        position_frames: int = 16,
        layer_embedding: bool = True,
        attention: Literal["joint", "one-way"] = "joint",
        shared_noise: float = 0.0,
    ) -> None:
        # the undecorated parent, so that only our own settings are registered
        cast(Any, CogVideoXTransformer3DModel.__init__).__wrapped__(
            self,
            num_attention_heads=num_attention_heads,
            attention_head_dim=attention_head_dim,
            in_channels=in_channels,
            out_channels=out_channels,
            time_embed_dim=time_embed_dim,
            text_embed_dim=text_embed_dim,
            num_layers=num_layers,
            sample_width=sample_width,
            sample_height=sample_height,
            patch_size=patch_size,
            norm_elementwise_affine=norm_elementwise_affine,
            norm_eps=norm_eps,
            max_text_seq_length=prompts * tokens_per_prompt,
            use_rotary_positional_embeddings=True,  # keeps diffusers from making its own fixed table
        )
        self.block_stream: BlockStream | None = None
        """Brings the blocks' weights in their turn, where they do not stay on the device."""
        width = num_attention_heads * attention_head_dim
        tokens = prompts * tokens_per_prompt + position_frames * self.tokens_per_frame
        self.position_table = nn.Parameter(torch.zeros(1, tokens, width))
        self.layer_embedder = (
            nn.Sequential(nn.Linear(1, width), nn.LayerNorm(width, eps=1e-5)) if layer_embedding else None
        )

    @property
    def settings(self) -> Any:
        """The registered configuration."""
        return cast(Any, self.config)

    @property
    def tokens_per_frame(self) -> int:
        """Patches of one latent frame."""
        c = self.settings
        return (c.sample_height // c.patch_size) * (c.sample_width // c.patch_size)

    @property
    def prompt_tokens(self) -> int:
        """Text tokens of all prompts together."""
        return self.settings.prompts * self.settings.tokens_per_prompt

    def mixed_noise(self, own: Tensor, generator: torch.Generator | None) -> Tensor:
        """Unit noise whose moments have the share `shared_noise` of their variance in common.

        own: (..., t, C, h, w) unit noise, whose t moments have none; the same shape is returned. A share of 0 draws
        nothing. What moments are made from alike, they show alike: the mixed noise of "Preserve Your Own
        Correlation" (Ge et al. 2023).
        """
        share: float = self.settings.shared_noise
        if not share:
            return own
        shape = (*own.shape[:-4], 1, *own.shape[-3:])
        common = torch.randn(shape, generator=generator, device=own.device)
        return math.sqrt(1 - share) * own + math.sqrt(share) * common

    def sequence_noise(
        self, own: Tensor, lead: bool, sub_clips: int, generator: torch.Generator | None
    ) -> Tensor:
        """`mixed_noise` for a sequence (..., T, C, h, w): one leading latent or none, then sub-clips of one length."""
        first, clips = own.tensor_split([int(lead)], -4)
        mixed = self.mixed_noise(clips.unflatten(-4, (sub_clips, -1)), generator)
        return torch.cat([first, mixed.flatten(-5, -4)], -4)

    @property
    def one_way(self) -> bool:
        """Whether prompts and given latents are independent of what is being made."""
        return self.settings.attention == "one-way"

    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        latents: Tensor,
        prompt_embeds: Tensor,
        timestep: Tensor,
        given: Tensor | None = None,
        places: Tensor | None = None,
    ) -> Tensor:
        """Predict from a whole sequence.

        latents: (B, T, C, h, w), noise where made, clean where given. prompt_embeds: (B, prompt tokens, text
        width). timestep: (B,) in 0..999. given: (B, T) bool, or None for nothing given. places: (T,)
        positions of the latent frames in the sequence, or None for 0..T-1. Returns (B, T, C, h, w); values at
        given latents mean nothing.
        """
        batch, frames = latents.shape[:2]
        text = self._embed_text(prompt_embeds)
        places = torch.arange(frames, device=latents.device) if places is None else places
        video = self._embed_video(latents, places)
        mask = None
        text_time = self._embed_time(timestep[:, None], text.dtype)
        video_time = text_time
        if self.one_way:
            if given is None:
                given = torch.zeros(batch, frames, dtype=torch.bool, device=latents.device)
            text_time = self._embed_time(torch.zeros_like(timestep[:, None]), text.dtype)
            times = torch.where(given, 0, timestep[:, None].expand(-1, frames))
            video_time = self._embed_time(times, text.dtype)
            mask = one_way_mask(given, text.shape[1], self.tokens_per_frame)
        video = self._run_blocks(text, video, text_time, video_time, mask)
        return self._project(video, video_time, frames)

    def context(self, given_latents: Tensor, frames: Sequence[int], prompt_embeds: Tensor) -> Context:
        """Run the prompts and the given latents once ("one-way" models only).

        given_latents: (B, G, C, h, w) clean, with `frames` their G places in the sequence; G may be 0.
        """
        text = self._embed_text(prompt_embeds)
        zero = torch.zeros(text.shape[0], 1, device=text.device)
        time = self._embed_time(zero, text.dtype)
        place = torch.tensor(list(frames), dtype=torch.long, device=text.device)
        video = self._embed_video(given_latents, place)
        given = torch.ones(text.shape[0], len(frames), dtype=torch.bool, device=text.device)
        mask = one_way_mask(given, text.shape[1], self.tokens_per_frame)
        kept = Context()
        self._run_blocks(text, video, time, time, mask, keep=kept)
        return kept

    def continue_from(
        self, context: Context, latents: Tensor, frames: Sequence[int], timestep: Tensor
    ) -> Tensor:
        """Predict only the made latents (B, M, C, h, w) at their places, after `context`; the same shape."""
        place = torch.tensor(list(frames), dtype=torch.long, device=latents.device)
        video = self._embed_video(latents, place)
        time = self._embed_time(timestep[:, None], video.dtype)
        empty = video[:, :0]
        video = self._run_blocks(empty, video, time, time, None, prefix=context)
        return self._project(video, time, len(frames))

    def _embed_text(self, prompt_embeds: Tensor) -> Tensor:
        text: Tensor = self.patch_embed.text_proj(prompt_embeds)
        text = text + self.position_table[:, : text.shape[1]].to(text.dtype)
        if self.layer_embedder is None:
            return text
        each = self.settings.tokens_per_prompt
        index = torch.arange(text.shape[1] // each, device=text.device, dtype=self.position_table.dtype)
        return text + self.layer_embedder(index[:, None]).repeat_interleave(each, 0).to(text.dtype)

    def _embed_video(self, latents: Tensor, frames: Tensor) -> Tensor:
        batch, count = latents.shape[:2]
        if not count:
            return latents.new_zeros(batch, 0, self.position_table.shape[-1])
        video: Tensor = self.patch_embed.proj(latents.flatten(0, 1))
        video = video.flatten(2).transpose(1, 2).unflatten(0, (batch, count))
        table = self.position_table[0, self.prompt_tokens :].unflatten(0, (-1, self.tokens_per_frame))
        return (video + table[frames].to(video.dtype)).flatten(1, 2)

    def _embed_time(self, timestep: Tensor, dtype: torch.dtype) -> Tensor:
        """(B, F) timesteps -> (B, F, time width)."""
        wave = self.time_proj(timestep.reshape(-1).float())
        weight = self.time_embedding.linear_1.weight.dtype
        return self.time_embedding(wave.to(weight)).unflatten(0, timestep.shape).to(dtype)

    def _run_blocks(
        self,
        text: Tensor,
        video: Tensor,
        text_time: Tensor,
        video_time: Tensor,
        mask: Tensor | None,
        prefix: Context | None = None,
        keep: Context | None = None,
    ) -> Tensor:
        length = text.shape[1]
        hidden = torch.cat([text, video.to(text.dtype)], dim=1)
        del text, video  # here and below: nothing that is used up may take room beside the next step
        blocks = self.transformer_blocks if self.block_stream is None else self.block_stream.in_turn()
        for i, module in enumerate(blocks):
            block = cast(Any, module)
            normed, gate = _modulate(block.norm1, hidden, length, text_time, video_time)
            before = prefix.blocks[i] if prefix else None
            attended, key_value = _self_attention(block.attn1, normed, mask, before)
            if keep is not None:
                keep.blocks.append(key_value)
            del normed, key_value
            hidden = _add_gated(hidden, attended, gate, length)
            del attended
            normed, gate = _modulate(block.norm2, hidden, length, text_time, video_time)
            hidden = _add_gated(hidden, block.ff(normed), gate, length)
        return hidden[:, length:]

    def _project(self, video: Tensor, time: Tensor, frames: int) -> Tensor:
        c = self.settings
        video = _layer_norm(self.norm_final, video)
        out = cast(Any, self.norm_out)
        shift, scale = out.linear(out.silu(time)).chunk(2, dim=-1)
        video = _per_frame(_layer_norm(out.norm, video), scale, shift)
        video = self.proj_out(video)
        p, rows, columns = c.patch_size, c.sample_height // c.patch_size, c.sample_width // c.patch_size
        video = video.reshape(video.shape[0], frames, rows, columns, -1, p, p)
        return video.permute(0, 1, 4, 2, 5, 3, 6).flatten(5, 6).flatten(3, 4)


def one_way_mask(given: Tensor, prompt_tokens: int, tokens_per_frame: int) -> Tensor:
    """Who may attend to whom: (B, 1, N, N) bool, True where allowed. given: (B, T) bool.

    Prompts see prompts; given latents see prompts and given latents; made latents see all.
    """
    batch = given.shape[0]
    video = given.long().repeat_interleave(tokens_per_frame, dim=1)
    # rank 0 prompt, 1 given, 2 made: a token sees what ranks no higher than itself
    rank = torch.cat([video.new_zeros(batch, prompt_tokens), 2 - video], dim=1)
    return (rank[:, None, :, None] >= rank[:, None, None, :]).contiguous()


def _layer_norm(norm: Any, x: Tensor) -> Tensor:
    """LayerNorm with its weights cast to the input, which keeps the fused low-precision path."""
    weight, bias = norm.weight, norm.bias
    return functional.layer_norm(
        x,
        norm.normalized_shape,
        None if weight is None else weight.to(x.dtype),
        None if bias is None else bias.to(x.dtype),
        norm.eps,
    )


def _per_frame(x: Tensor, scale: Tensor, shift: Tensor | None = None) -> Tensor:
    """x (B, F*n, d) modulated by scale and shift (B, F, d), or gated by `scale` when there is no shift."""
    if x.shape[1] == 0:
        return x
    framed = x.unflatten(1, (scale.shape[1], -1))
    scale = scale[:, :, None]
    framed = framed * scale if shift is None else torch.addcmul(shift[:, :, None], framed, 1 + scale)
    return framed.flatten(1, 2)


def _modulate(
    norm: Any, hidden: Tensor, length: int, text_time: Tensor, video_time: Tensor
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Adaptive layer norm; text and video share the norm and have their own modulation."""
    of_video = norm.linear(norm.silu(video_time))
    of_text = of_video if text_time is video_time else norm.linear(norm.silu(text_time))
    shift, scale, gate = of_video.chunk(6, dim=-1)[:3]
    text_shift, text_scale, text_gate = of_text.chunk(6, dim=-1)[3:]
    normed = _layer_norm(norm.norm, hidden)
    normed = torch.cat(
        [
            _per_frame(normed[:, :length], text_scale, text_shift),
            _per_frame(normed[:, length:], scale, shift),
        ],
        dim=1,
    )
    return normed, (text_gate, gate)


def _add_gated(hidden: Tensor, update: Tensor, gate: tuple[Tensor, Tensor], length: int) -> Tensor:
    gated = torch.cat(
        [_per_frame(update[:, :length], gate[0]), _per_frame(update[:, length:], gate[1])], dim=1
    )
    return hidden + gated


def _self_attention(
    attn: Any, hidden: Tensor, mask: Tensor | None, prefix: KeyValue | None
) -> tuple[Tensor, KeyValue]:
    """Multi-head attention with normalised queries and keys; `prefix` keys and values come first."""
    query, key, value = (
        layer(hidden).unflatten(-1, (attn.heads, -1)).transpose(1, 2)
        for layer in (attn.to_q, attn.to_k, attn.to_v)
    )
    query, key = _layer_norm(attn.norm_q, query), _layer_norm(attn.norm_k, key)
    own = (key, value)
    if prefix is not None:
        key, value = torch.cat([prefix[0], key], dim=2), torch.cat([prefix[1], value], dim=2)
    mixed = attend(query, key, value, mask)
    return attn.to_out[0](mixed.transpose(1, 2).flatten(2)), own


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    """Scaled dot-product attention of (B, heads, N, width) under a mask (B, 1, N, N), True where allowed.

    On a CPU the backward pass of torch's fused one takes longer than both passes of plain matrix products, so that
    these are taken where gradients are wanted (`benchmarks/training_step.py`).
    """
    if query.device.type != "cpu" or not query.requires_grad:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    scores = (query * query.shape[-1] ** -0.5) @ key.mT
    if mask is not None:
        scores = scores + torch.where(mask, 0.0, -torch.inf).to(scores.dtype)
    return scores.softmax(-1).to(value.dtype) @ value

"""LayerFlow as a diffusers pipeline.

A copy of this file, and of the transformer's, goes into every pipeline folder that is saved, so that others can
load it with diffusers alone: `DiffusionPipeline.from_pretrained(folder, trust_remote_code=True)`. It therefore
imports nothing of this project.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.utils.outputs import BaseOutput
from torch import Tensor

LAYERS = ("foreground", "background", "blended")
GREY, CLEAR = 0.0, -1.0


@dataclass
class LayerFlowOutput(BaseOutput):
    """What a run made: `layers` by name, and `latents` of the whole sequence (1, T, C, h, w).

    Each layer is (frames, height, width, channels) float32 in 0..1; the foreground has four channels, its
    colour premultiplied over mid-grey, when the model makes alpha.
    """

    layers: dict[str, np.ndarray]
    latents: Tensor


class LayerFlowPipeline(DiffusionPipeline):
    """Foreground with alpha, background and blended scene in one run (LayerFlow, arXiv 2506.04228).

    `sub_clips` lists the parts of the sequence in order, each `frames` long; `lead` repeats the first frame in
    front of them. `given_sets` are the sets of layers that the model was trained to be given; `given_tail`
    limits how many of a part's last latents are held. `facts` says where the weights are from.
    """

    model_cpu_offload_seq = "text_encoder->transformer->vae"

    def __init__(
        self,
        tokenizer: Any,
        text_encoder: Any,
        vae: Any,
        transformer: Any,
        scheduler: Any,
        sub_clips: Sequence[str] = ("foreground", "alpha", "background", "blended"),
        frames: int = 16,
        fps: int | str = 8,
        lead: bool = False,
        given_sets: Sequence[Sequence[str]] = ((),),
        given_tail: Mapping[str, int] | None = None,
        index_prefix: bool = True,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.register_modules(
            tokenizer=tokenizer,
            text_encoder=text_encoder,
            vae=vae,
            transformer=transformer,
            scheduler=scheduler,
        )
        self.register_to_config(
            sub_clips=list(sub_clips),
            frames=frames,
            fps=fps,
            lead=lead,
            given_sets=[list(names) for names in given_sets],
            given_tail=dict(given_tail or {}),
            index_prefix=index_prefix,
            facts=dict(facts or {}),
        )

    @property
    def total_latents(self) -> int:
        """Latent frames of the whole sequence."""
        c: Any = self.config
        return len(c.sub_clips) * (c.frames // self._temporal) + int(c.lead)

    @property
    def _temporal(self) -> int:
        return self.vae.config.temporal_compression_ratio

    def held_latents(self, given: Sequence[str]) -> list[int]:
        """The places in the sequence of the latents that are held when these layers are given."""
        c: Any = self.config
        each, lead = c.frames // self._temporal, int(c.lead)
        places: list[int] = []
        for number, part in enumerate(c.sub_clips):
            layer = "foreground" if part == "alpha" else part
            if layer in given:
                count = min(c.given_tail.get(part, each), each)
                end = (number + 1) * each + lead
                places += range(end - count, end)
                if lead and number == 0 and count == each:
                    places.insert(0, 0)
        return places

    @torch.no_grad()
    def encode_prompt(self, prompts: Sequence[str]) -> Tensor:
        """(1, tokens of all prompts, width); each prompt alone, an empty one as zeros."""
        c: Any = self.transformer.config
        out = []
        for prompt in prompts:
            if not prompt:
                out.append(
                    torch.zeros(1, c.tokens_per_prompt, c.text_embed_dim, device=self._execution_device)
                )
                continue
            ids = self.tokenizer(
                prompt,
                padding="max_length",
                max_length=c.tokens_per_prompt,
                truncation=True,
                return_tensors="pt",
            ).input_ids
            out.append(self.text_encoder(ids.to(self._execution_device))[0].float())
        return torch.cat(out, dim=1).to(self.transformer.dtype)

    @torch.no_grad()
    def encode_given(self, given: Mapping[str, Any], generator: torch.Generator | None) -> Tensor:
        """(1, held latents, C, h, w): the whole sequence is encoded, with neutral pictures for what is made."""
        video = self._sequence(given).to(self._execution_device, self.vae.dtype)
        latents = self.vae.encode(video).latent_dist.sample(generator).transpose(1, 2).float()
        return latents[:, self.held_latents(list(given))] * self.vae.config.scaling_factor

    def _sequence(self, given: Mapping[str, Any]) -> Tensor:
        """(1, 3, frames, height, width) in -1..1."""
        c: Any = self.config
        parts: dict[str, Tensor] = {}
        for layer, clip in given.items():
            pixels = _pixels(clip, layer, c.frames)
            alpha = pixels[:, 3:] if pixels.shape[1] == 4 else torch.ones_like(pixels[:, :1])
            parts[layer] = (pixels[:, :3] * 2 - 1) * alpha
            if layer == "foreground":
                parts["alpha"] = (alpha * 2 - 1).expand(-1, 3, -1, -1)
        like = next(iter(parts.values()))
        plate = parts.get("blended", parts.get("background", torch.full_like(like, GREY)))
        neutral = {
            "foreground": torch.full_like(like, GREY),
            "alpha": torch.full_like(like, CLEAR),
            "background": plate,
            "blended": plate,
        }
        whole = torch.cat([parts.get(name, neutral[name]) for name in c.sub_clips])
        if c.lead:
            whole = torch.cat([whole[:1], whole])
        return whole.transpose(0, 1)[None]

    @torch.no_grad()
    def decode_layers(self, latents: Tensor, layers: Sequence[str]) -> dict[str, np.ndarray]:
        """The named layers of a sequence of latents (1, T, C, h, w)."""
        c: Any = self.config
        scaled = (latents / self.vae.config.scaling_factor).transpose(1, 2)
        video = self.vae.decode(scaled.to(self.vae.dtype)).sample[0].float().cpu()
        video = ((video + 1) / 2).permute(1, 2, 3, 0)
        start = {name: int(c.lead) + number * c.frames for number, name in enumerate(c.sub_clips)}
        cut = {name: video[place : place + c.frames] for name, place in start.items()}
        out = {name: cut[name] for name in layers}
        if "alpha" in cut and "foreground" in out:
            out["foreground"] = torch.cat([cut["foreground"], cut["alpha"].mean(-1, keepdim=True)], -1)
        return {name: clip.clamp(0, 1).numpy() for name, clip in out.items()}

    @torch.no_grad()
    def __call__(
        self,
        prompt: Sequence[str] | Mapping[str, str],
        negative_prompt: Sequence[str] | Mapping[str, str] | None = None,
        given: Mapping[str, Any] | None = None,
        num_inference_steps: int = 50,
        guidance_scale: float = 6.0,
        use_dynamic_cfg: bool = True,
        generator: torch.Generator | None = None,
        latents: Tensor | None = None,
        output_type: str = "np",
        callback_on_step_end: Callable[[Any, int, Tensor, dict[str, Any]], Any] | None = None,
    ) -> LayerFlowOutput:
        """Make the layers that are not given.

        `prompt` is [foreground, background, blended] or a dict of them. `given` holds layers to keep, by
        name: (frames, height, width, 3 or 4) uint8 or float in 0..1, arrays, tensors or lists of PIL
        pictures, straight alpha. `latents` is the noise of the whole sequence. `output_type` is "np" or
        "latent".
        """
        given = dict(given or {})
        self._check(given)
        held_places = self.held_latents(list(given))
        made_places = [place for place in range(self.total_latents) if place not in held_places]
        device, dtype = self._execution_device, self.transformer.dtype
        text = self.encode_prompt(self._texts(prompt))
        guided = guidance_scale != 1 or use_dynamic_cfg
        if guided:
            text = torch.cat([self.encode_prompt(self._texts(negative_prompt or {})), text])
        held = self.encode_given(given, generator).to(device) if given else None
        sequence = self._noise(generator, latents).to(device)
        if held is not None:
            sequence[:, held_places] = held
        self.scheduler.set_timesteps(num_inference_steps, device=device)
        times, before = self.scheduler.timesteps, None
        progress: Any = self.progress_bar
        with progress(total=num_inference_steps) as bar:
            for step, time in enumerate(times):
                whole = sequence.to(dtype).expand(2 if guided else 1, -1, -1, -1, -1)
                output = self.transformer(whole, text, time.expand(len(whole)).float()).float()
                if guided:
                    scale = guidance_scale
                    if use_dynamic_cfg:
                        wave = ((num_inference_steps - float(time)) / num_inference_steps) ** 5.0
                        scale = 1 + guidance_scale * (1 - math.cos(math.pi * wave)) / 2
                    without, towards = output.chunk(2)
                    output = without + scale * (towards - without)
                made, before = self._step(
                    output[:, made_places], before, times, step, sequence[:, made_places], generator
                )
                sequence[:, made_places] = made
                if callback_on_step_end is not None:
                    callback_on_step_end(self, step, time, {"latents": sequence})
                bar.update()
        layers = {} if output_type == "latent" else self.decode_layers(sequence, self._made(given))
        self.maybe_free_model_hooks()
        return LayerFlowOutput(layers=layers, latents=sequence)

    def _step(
        self,
        output: Tensor,
        before: Tensor | None,
        times: Tensor,
        step: int,
        sample: Tensor,
        generator: torch.Generator | None,
    ) -> tuple[Tensor, Tensor | None]:
        time = times[step]
        if type(self.scheduler).__name__ == "CogVideoXDPMScheduler":
            last = times[step - 1] if step else None
            made, before = self.scheduler.step(
                output, before, time, last, sample, generator=generator, return_dict=False
            )
            return made.float(), before
        return self.scheduler.step(output, time, sample, return_dict=False)[0].float(), None

    def _noise(self, generator: torch.Generator | None, latents: Tensor | None) -> Tensor:
        c: Any = self.transformer.config
        shape = (1, self.total_latents, c.in_channels, c.sample_height, c.sample_width)
        if latents is None:
            where = generator.device if generator is not None else "cpu"
            own = torch.randn(shape, generator=generator, device=where)
            layout: Any = self.config
            noise: Tensor = self.transformer.sequence_noise(
                own, layout.lead, len(layout.sub_clips), generator
            )
            latents = noise
        if tuple(latents.shape) != shape:
            raise ValueError(f"latents must have the shape {shape}, not {tuple(latents.shape)}")
        return latents.float().clone()

    def _made(self, given: Mapping[str, Any]) -> list[str]:
        c: Any = self.config
        return [name for name in LAYERS if name in c.sub_clips and name not in given]

    def _check(self, given: Mapping[str, Any]) -> None:
        c: Any = self.config
        allowed = [sorted(names) for names in c.given_sets]
        if sorted(given) not in allowed:
            sets = " or ".join(" and ".join(names) or "nothing" for names in allowed)
            raise ValueError(
                f"this model is given {sets}, not {' and '.join(sorted(given)) or 'nothing'}; pass given={{...}}"
            )

    def _texts(self, prompt: Sequence[str] | Mapping[str, str]) -> list[str]:
        """One text per prompt that the model reads, with its number in front."""
        count = self.transformer.config.prompts
        if isinstance(prompt, str):
            raise ValueError("give a prompt for each layer: [foreground, background, blended]")
        if isinstance(prompt, Mapping):
            prompt = [prompt.get(name, "") for name in LAYERS]
        texts = [text.strip() for text in prompt][:count]
        if len(texts) < count:
            raise ValueError(f"this model reads {count} prompts, not {len(texts)}")
        prefixed: bool = self.config["index_prefix"]
        return [f"{number}, {text}" if prefixed and text else text for number, text in enumerate(texts)]


def _pixels(clip: Any, layer: str, frames: int) -> Tensor:
    """(frames, 3 or 4, height, width) float32 in 0..1."""
    if isinstance(clip, Tensor):
        clip = clip.cpu().numpy()
    array = (
        np.asarray(clip) if not isinstance(clip, list | tuple) else np.stack([np.asarray(f) for f in clip])
    )
    if array.ndim != 4 or array.shape[0] != frames or array.shape[-1] not in (3, 4):
        raise ValueError(
            f"the given {layer} must be {frames} frames of (height, width, 3 or 4), not {array.shape}"
        )
    values = array.astype(np.float32) / (255 if array.dtype == np.uint8 else 1)
    return torch.from_numpy(values).permute(0, 3, 1, 2)

"""LayerFlow end to end: prompts and given layers in, layers out, one code path for every model and every task."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLCogVideoX
from torch import Tensor

from layerflow_studio import __version__
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.takes import Provenance
from layerflow_studio.engine.base import EngineResult
from layerflow_studio.engine.devices import best_device, compute_dtype
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.conditioning import PromptEncoder, T5Encoder, WordVectorEncoder
from layerflow_studio.engine.layerflow.layout import Layout, SubClip
from layerflow_studio.engine.layerflow.pixels import layers_from_video, preview_frames, video_from_layers
from layerflow_studio.engine.layerflow.sampler import CLEAN, SAMPLERS, clean_from_prediction, noise_levels
from layerflow_studio.engine.layerflow.schedule import dynamic_guidance
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.vae import (
    BlockTransformAutoencoder,
    BlockTransformCodec,
    CogVideoXCodec,
    PixelCodec,
)
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Damaged, OutOfMemory, StudioError

PROMPT_ORDER = (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)


@dataclass(frozen=True)
class Parts:
    """The loaded parts of one model."""

    transformer: LayerFlowTransformer
    codec: PixelCodec
    encoder: PromptEncoder
    layout: Layout
    prediction: str
    """"sample" or "v_prediction"."""
    index_prefix: bool
    """Whether prompts carry their layer's number, "0, a fox"."""


class LayerFlow:
    """A LayerFlow model ready to run (`engine.base.Engine`)."""

    def __init__(self, parts: Parts, description: ModelDescription, device: str) -> None:
        self._parts, self._description, self._device = parts, description, device

    @classmethod
    def open(cls, description: ModelDescription, device: str | None = None) -> LayerFlow:
        """Load all parts of a model folder. Raises Damaged when a weight file cannot be read."""
        device = device or best_device()
        try:
            with _memory_named("load"):
                parts = _load(description, device)
        except (StudioError, MemoryError):
            raise
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise Damaged(
                f"The weights of {description.name} in {description.folder} cannot be loaded; replace them with a fresh copy."
            ) from error
        return cls(parts, description, device)

    def run(
        self, request: GenerationRequest, given: Mapping[Role, ClipPixels], progress: ProgressSink, cancel: CancelToken
    ) -> EngineResult:
        """See `engine.base.Engine.run`."""
        return self.run_batch([request], [given], progress, cancel)[0]

    @torch.inference_mode()
    def run_batch(
        self,
        requests: Sequence[GenerationRequest],
        given: Sequence[Mapping[Role, ClipPixels]],
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> list[EngineResult]:
        """Run several requests of one sampling, size and set of given layers at once; each result is as if run alone."""
        started = time.monotonic()
        for request, clips in zip(requests, given, strict=True):
            self._validate(request, clips)
        first = requests[0]
        if any((r.sampling, r.given_roles, r.adapters) != (first.sampling, first.given_roles, first.adapters) for r in requests):
            raise BadInput("Requests run together need the same sampling, adapters and given layers; run them one by one.")
        p = self._parts
        layout = p.layout.with_given(first.given_roles)
        lora.set_strengths(p.transformer, {lora.CONTENT: 1.0, lora.MOTION: 0.0, **dict(first.adapters)})
        dice = [torch.Generator().manual_seed(r.seed % 2**63) for r in requests]

        with _memory_named("encode"):
            progress.progress("encode", 0, 2)
            embeds = self._encode_prompts(requests)
            cancel.check()
            progress.progress("encode", 1, 2)
            held = self._encode_given(layout, given, dice)
            cancel.check()
            progress.progress("encode", 2, 2)
        with _memory_named("denoise"):
            latents = self._denoise(first, layout, embeds, held, dice, progress, cancel)
        with _memory_named("decode"):
            results = []
            for number, one in enumerate(latents):
                cancel.check()
                progress.progress("decode", number, len(latents))
                video = p.codec.decode(one[None])[0].float().cpu()
                results.append(layers_from_video(video, layout, first.made_roles))
            cancel.check()
            progress.progress("decode", len(latents), len(latents))
        seconds = (time.monotonic() - started) / len(requests)
        dtype = str(p.transformer.dtype).removeprefix("torch.")
        provenance = Provenance(__version__, self._description.hash, torch.__version__, self._device, dtype, seconds)
        return [EngineResult(clips, provenance) for clips in results]

    def _validate(self, request: GenerationRequest, given: Mapping[Role, ClipPixels]) -> None:
        d = self._description
        size = (request.width, request.height, request.frames)
        if size != (d.width, d.height, d.frames):
            raise BadInput(
                f"{d.name} makes {d.width} x {d.height}, {d.frames} frames, not {size[0]} x {size[1]}, {size[2]} frames; use its size."
            )
        if not d.allows(request.given_roles):
            raise BadInput(f"{d.name} cannot work from a given {' and '.join(request.given_roles)}; lock other layers.")
        if set(given) != set(request.given_roles):
            raise BadInput("The clips handed over are not the ones the request names; build the request again.")
        for role, clip in given.items():
            if (clip.width, clip.height, clip.frames) != size:
                raise BadInput(
                    f"The given {role} is {clip.width} x {clip.height}, {clip.frames} frames, not {size[0]} x {size[1]}, {size[2]}; fit it first."
                )

    def _encode_prompts(self, requests: Sequence[GenerationRequest]) -> Tensor:
        """(2, B, tokens, width): unconditional (or negative) and conditional embeddings of all prompts."""
        count = self._parts.transformer.settings.prompts
        both = []
        for negative in (True, False):
            texts = []
            for request in requests:
                for index, role in enumerate(PROMPT_ORDER[:count]):
                    text = (request.negative if negative else request.prompts).of(role).strip()
                    texts.append(f"{index}, {text}" if self._parts.index_prefix and text else text)
            both.append(self._parts.encoder.encode(texts).unflatten(0, (len(requests), count)).flatten(1, 2))
        return torch.stack(both).to(self._device, self._parts.transformer.dtype)

    def _encode_given(
        self, layout: Layout, given: Sequence[Mapping[Role, ClipPixels]], dice: Sequence[torch.Generator]
    ) -> Tensor:
        """(B, given latents, C, h, w): the clean latents to hold."""
        flags = torch.tensor(layout.given_latents)
        d, codec = self._description, self._parts.codec
        if not flags.any():
            return torch.zeros(len(given), 0, codec.channels, d.height // codec.spatial, d.width // codec.spatial)
        kept = []
        for clips, generator in zip(given, dice, strict=True):
            encoding = torch.Generator().manual_seed(generator.initial_seed())
            latents = codec.encode(video_from_layers(clips, layout), encoding)
            kept.append(latents[:, flags.to(latents.device)].float().cpu())
        return torch.cat(kept)

    def _denoise(
        self,
        request: GenerationRequest,
        layout: Layout,
        embeds: Tensor,
        held: Tensor,
        dice: Sequence[torch.Generator],
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> Tensor:
        """(B, T, C, h, w) float32: the whole sequence, given latents in place."""
        p, steps = self._parts, request.sampling.steps
        flags = torch.tensor(layout.given_latents)
        shape = (layout.total_latents, *held.shape[2:])

        def draw() -> Tensor:
            return torch.stack([torch.randn(shape, generator=g) for g in dice])[:, ~flags].to(self._device)

        def whole(made: Tensor) -> Tensor:
            sequence = made.new_zeros(len(dice), *shape)
            sequence[:, ~flags] = made
            sequence[:, flags] = held.to(made)
            return sequence

        guided = request.sampling.guidance != 1 or request.sampling.dynamic_guidance
        predict = self._predictor(layout, embeds if guided else embeds[1:], held, whole)
        levels = noise_levels(steps)
        sampler = SAMPLERS[request.sampling.sampler]()
        made = draw()
        progress.progress("denoise", 0, steps)
        for index, level in enumerate(levels):
            cancel.check()
            prediction = predict(made, level.timestep)
            if guided:
                scale = request.sampling.guidance
                if request.sampling.dynamic_guidance:
                    scale = dynamic_guidance(scale, level.timestep, steps)
                without, with_prompt = prediction.chunk(2)
                prediction = without + scale * (with_prompt - without)
            clean = clean_from_prediction(p.prediction, prediction, made, level)
            made = sampler.step(made, clean, level, levels[index + 1] if index + 1 < steps else CLEAN, draw)
            progress.progress("denoise", index + 1, steps)
            if index + 1 < steps:
                progress.preview(index + 1, steps, preview_frames(p.codec.preview(whole(clean)[:1]), layout, request.made_roles))
        return whole(made)

    def _predictor(
        self, layout: Layout, embeds: Tensor, held: Tensor, whole: Callable[[Tensor], Tensor]
    ) -> Callable[[Tensor, int], Tensor]:
        """A function from the made latents (B, M, C, h, w) and a timestep to the prediction for each set of embeddings."""
        transformer, ways = self._parts.transformer, len(embeds)
        text = embeds.flatten(0, 1)
        given = [i for i, flag in enumerate(layout.given_latents) if flag]
        made_places = [i for i, flag in enumerate(layout.given_latents) if not flag]

        def timesteps(timestep: int) -> Tensor:
            return torch.full((len(text),), float(timestep), device=self._device)

        if transformer.one_way:
            context = transformer.context(held.repeat(ways, 1, 1, 1, 1).to(text), given, text)
            return lambda made, timestep: transformer.continue_from(
                context, made.repeat(ways, 1, 1, 1, 1).to(text.dtype), made_places, timesteps(timestep)
            ).float()
        return lambda made, timestep: transformer(
            whole(made).repeat(ways, 1, 1, 1, 1).to(text.dtype), text, timesteps(timestep)
        ).float()[:, made_places]


def _load(description: ModelDescription, device: str) -> Parts:
    settings, folder = description.settings, description.folder
    dtype = compute_dtype(device)
    transformer: Any = LayerFlowTransformer.from_pretrained(
        folder / settings["transformer"]["folder"], torch_dtype=dtype
    )
    for name, place in settings["transformer"].get("adapters", {}).items():
        transformer.load_lora_adapter(folder / place, adapter_name=name, prefix=None)
    codec, spatial = _load_codec(folder, settings["autoencoder"], device)
    layout = Layout(
        order=tuple(SubClip(s) for s in description.sub_clips),
        frames=description.frames,
        temporal=codec.temporal,
        lead=settings["layout"].get("lead", False),
        given_tail=tuple((SubClip(s), n) for s, n in settings["layout"].get("given_tail", {}).items()),
    )
    sizes = transformer.settings
    if (sizes.sample_width * spatial, sizes.sample_height * spatial) != (description.width, description.height):
        raise Damaged(f"{description.name}: model.toml and the weights disagree on the picture size; restore both.")
    return Parts(
        transformer.to(device).eval(),
        codec,
        _load_encoder(folder, settings["text_encoder"], device),
        layout,
        settings["transformer"]["prediction"],
        settings["text_encoder"].get("index_prefix", False),
    )


def _load_codec(folder: Path, settings: dict[str, Any], device: str) -> tuple[PixelCodec, int]:
    if settings["class"] == "BlockTransformAutoencoder":
        block: Any = BlockTransformAutoencoder.from_pretrained(folder / settings["folder"])
        codec: PixelCodec = BlockTransformCodec(block.eval())
    else:
        autoencoder: Any = AutoencoderKLCogVideoX.from_pretrained(folder / settings["folder"])
        codec = CogVideoXCodec(autoencoder.to(device, compute_dtype(device)).eval())
    return codec, codec.spatial


def _load_encoder(folder: Path, settings: dict[str, Any], device: str) -> PromptEncoder:
    if settings["class"] == "WordVectorEncoder":
        return WordVectorEncoder(folder / settings["folder"], settings["tokens"])
    return T5Encoder(folder / settings["folder"], settings["tokens"], device, compute_dtype(device))


@contextmanager
def _memory_named(stage: str) -> Iterator[None]:
    """Turns an allocator's error into OutOfMemory naming the stage; every other error passes."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        if isinstance(error, StudioError):
            raise
        if isinstance(error, RuntimeError) and not isinstance(error, torch.OutOfMemoryError) and "can't allocate" not in str(error):
            raise
        raise OutOfMemory(f"Memory ran out at the stage '{stage}'; close other programs or use a smaller model.") from error

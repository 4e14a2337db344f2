"""LayerFlow end to end: prompts and given layers in, layers out, one path for every model and every task."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from layerflow_studio import __version__
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.takes import Provenance
from layerflow_studio.engine.base import AdapterFile, EngineResult
from layerflow_studio.engine.devices import best_device, compute_dtype
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.denoising import Conditions, denoise
from layerflow_studio.engine.layerflow.detail import with_given_detail
from layerflow_studio.engine.layerflow.failures import LOAD_ERRORS, Expected, memory_named
from layerflow_studio.engine.layerflow.layout import Layout
from layerflow_studio.engine.layerflow.parts import Parts, load_parts
from layerflow_studio.engine.layerflow.pixels import layers_from_video, preview_frames, video_from_layers
from layerflow_studio.engine.layerflow.placement import at_work
from layerflow_studio.engine.layerflow.schedule import TRAIN_STEPS
from layerflow_studio.engine.layerflow.user_lora import UserLoras
from layerflow_studio.engine.memory import estimate, next_smaller
from layerflow_studio.engine.plans import PLAIN, Plan
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.engine.shapes import shape_of
from layerflow_studio.errors import BadInput, Damaged, StudioError
from layerflow_studio.sentence import Sentence, listed


class LayerFlow:
    """A LayerFlow model ready to run (`engine.base.Engine`)."""

    def __init__(self, parts: Parts, description: ModelDescription, device: str) -> None:
        self._parts, self._description, self._device = parts, description, device
        self._expected = expected_need(description, parts.plan, device, parts.transformer.dtype)
        self._loras = UserLoras(parts.transformer)

    @classmethod
    def open(
        cls,
        description: ModelDescription,
        device: str | None = None,
        dtype: torch.dtype | None = None,
        plan: Plan = PLAIN,
        prompts: Path | None = None,
    ) -> LayerFlow:
        """Load all parts of a model folder, by default where and how it is fastest.

        `prompts` is the folder that keeps what a text encoder made of prompts, None for none.

        Raises WeightsMissing, Damaged when a file cannot be read, OutOfMemory, BadInput when the plan needs a
        package that is not installed.
        """
        device = device or best_device()
        planned: torch.dtype = getattr(torch, plan.dtype) if plan.dtype else compute_dtype(device)
        dtype = planned if dtype is None else dtype
        try:
            with memory_named("load", expected_need(description, plan, device, dtype)):
                return cls(load_parts(description, device, dtype, plan, prompts), description, device)
        except StudioError:
            raise
        except LOAD_ERRORS as error:
            description.verify()  # names the file whose content is not what it was
            raise Damaged(
                "The weights of {model} in {folder} do not fit together; replace the folder "
                "with a fresh copy.",
                model=description.name,
                folder=description.folder,
            ) from error

    def carry(self, adapters: Mapping[str, AdapterFile]) -> None:
        """See `engine.base.Engine.carry`."""
        with memory_named("load", self._expected):
            self._loras.carry(adapters)

    def run(
        self,
        request: GenerationRequest,
        given: Mapping[Role, ClipPixels],
        progress: ProgressSink,
        cancel: CancelToken,
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
        """Run several requests of one sampling and one set of given layers at once; each result is as if run
        alone.

        Previews show the first of them.
        """
        started = time.monotonic()
        for request, clips in zip(requests, given, strict=True):
            self._validate(request, clips)
        first, p = requests[0], self._parts
        shared = (first.sampling, first.given_roles, first.adapters, first.width)
        if any((r.sampling, r.given_roles, r.adapters, r.width) != shared for r in requests):
            raise BadInput(
                "Requests run together need the same size, sampling, adapters and given layers; run them singly."
            )
        enlargement = first.width // self._description.width
        layout = p.layout.with_given(first.given_roles)
        lora.set_strengths(p.transformer, {**lora.inference_strengths(p.transformer), **dict(first.adapters)})
        dice = [torch.Generator().manual_seed(r.seed) for r in requests]

        progress.progress("encode", 0, 2)
        cancel.check()
        with memory_named("encode", self._expected, "text"):
            embeds = self._encode_prompts(requests, cancel)
        with memory_named("encode", self._expected):
            progress.progress("encode", 1, 2)
            cancel.check()
            held = self._encode_given(layout, given, enlargement, dice, cancel)
            conditions = Conditions(embeds, layout.given_latents, held)
            progress.progress("encode", 2, 2)
        with memory_named("denoise", self._expected), at_work(p.transformer, p.plan, self._device):
            latents = self._denoise(first, layout, conditions, dice, progress, cancel)
        results = []
        with memory_named("decode", self._expected):
            for number, sequence in enumerate(latents):
                progress.progress("decode", number, len(latents))
                cancel.check()
                video = p.codec.decode(sequence[None], cancel).float()
                if enlargement > 1 and p.upscaler is not None:
                    video = p.upscaler.upscale(video.clamp(-1, 1), cancel)
                layers = layers_from_video(video[0].cpu(), layout, first.made_roles)
                results.append(with_given_detail(layers, given[number]))
            progress.progress("decode", len(latents), len(latents))
            cancel.check()
        seconds = (time.monotonic() - started) / len(requests)
        dtype = str(p.transformer.dtype).removeprefix("torch.")
        provenance = Provenance(
            __version__, self._description.hash, torch.__version__, self._device, dtype, seconds
        )
        return [EngineResult(clips, provenance) for clips in results]

    def _validate(self, request: GenerationRequest, given: Mapping[Role, ClipPixels]) -> None:
        d = self._description
        size = (request.width, request.height, request.frames)
        wanted = "{} x {}, {} frames".format(*size)
        if size[:2] not in d.sizes or request.frames != d.frames:
            raise BadInput(
                "{model} makes {sizes}, {frames} frames, not {wanted}; use its size.",
                model=d.name,
                sizes=listed(("{} x {}".format(*one) for one in d.sizes), any_of=True),
                frames=d.frames,
                wanted=wanted,
            )
        if not d.allows(request.given_roles):
            names = listed(request.given_roles) or Sentence("none")
            raise BadInput(
                "{model} cannot work from the layers given ({given}); lock others.",
                model=d.name,
                given=names,
            )
        if set(given) != set(request.given_roles):
            raise BadInput(
                "The clips handed over are not the ones the request names; build the request again."
            )
        for role, clip in given.items():
            if (clip.width, clip.height, clip.frames) != size:
                raise BadInput(
                    "The given {role} is {width} x {height}, {frames} frames, not {wanted}; fit it first.",
                    role=role,
                    width=clip.width,
                    height=clip.height,
                    frames=clip.frames,
                    wanted=wanted,
                )
        if request.sampling.steps > TRAIN_STEPS:
            raise BadInput(
                "{model} samples in at most {most} steps, not {steps}; use fewer.",
                model=d.name,
                most=TRAIN_STEPS,
                steps=request.sampling.steps,
            )
        known = lora.names(self._parts.transformer)
        for name, strength in request.adapters:
            if strength and name not in known:
                raise BadInput(
                    "{model} has no adapter {name!r} (it has: {known}); take it off the list.",
                    model=d.name,
                    name=name,
                    known=listed(known) if known else Sentence("none"),
                )

    def _encode_prompts(self, requests: Sequence[GenerationRequest], cancel: CancelToken) -> Tensor:
        """(2, B, tokens, width): the embeddings of all negative prompts, then of all prompts."""
        p = self._parts
        roles = MODEL_ROLES[: p.transformer.settings.prompts]
        texts = []
        for prompts in [r.negative for r in requests] + [r.prompts for r in requests]:
            for index, role in enumerate(roles):
                text = prompts.of(role).strip()
                texts.append(f"{index}, {text}" if p.index_prefix and text else text)
        embeds = p.encoder.encode(texts, cancel).unflatten(0, (2, len(requests), len(roles)))
        return embeds.flatten(2, 3).to(self._device, p.transformer.dtype)

    def _encode_given(
        self,
        layout: Layout,
        given: Sequence[Mapping[Role, ClipPixels]],
        reduction: int,
        dice: Sequence[torch.Generator],
        cancel: CancelToken,
    ) -> Tensor:
        """(B, given latents, C, h, w) float32: the clean latents to hold."""
        d, codec = self._description, self._parts.codec
        places = [place for place, flag in enumerate(layout.given_latents) if flag]
        if not places:
            size = (d.height // codec.spatial, d.width // codec.spatial)
            return torch.zeros(len(given), 0, codec.channels, *size, device=self._device)
        videos = (video_from_layers(clips, layout, reduction) for clips in given)
        pairs = zip(videos, dice, strict=True)
        encoded = [codec.encode(video, one, cancel)[:, places] for video, one in pairs]
        return torch.cat(encoded).to(self._device)

    def _denoise(
        self,
        request: GenerationRequest,
        layout: Layout,
        conditions: Conditions,
        dice: Sequence[torch.Generator],
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> Tensor:
        p, steps = self._parts, request.sampling.steps
        shape = (layout.total_latents, *conditions.held.shape[2:])

        def noise(one: torch.Generator) -> Tensor:
            own = torch.randn(shape, generator=one)
            return p.transformer.sequence_noise(own, layout.lead, len(layout.order), one)

        def draw() -> Tensor:
            return torch.stack([noise(one) for one in dice])

        def after_step(step: int, clean: Tensor) -> None:
            progress.progress("denoise", step, steps)
            cancel.check()
            rough = p.codec.preview(clean[:1])
            progress.preview(step, steps, preview_frames(rough, layout, request.made_roles))
            cancel.check()

        progress.progress("denoise", 0, steps)
        cancel.check()
        return denoise(
            p.transformer,
            p.prediction,
            conditions,
            request.sampling,
            draw,
            after_step,
            p.official_schedule,
            p.plan.guidance_together,
        )


def expected_need(
    description: ModelDescription, plan: Plan, device: str, dtype: torch.dtype
) -> Expected | None:
    """What runs of a model will need; None when its configuration does not tell."""
    try:
        shape = shape_of(description)
    except Damaged:
        return None
    found = estimate(
        shape, plan, on_cpu=not device.startswith("cuda"), bytes_each=torch.tensor([], dtype=dtype).itemsize
    )
    smaller = next_smaller(shape, found) if device.startswith("cuda") else None
    return Expected(found, device, smaller.plan.name if smaller is not None else "")

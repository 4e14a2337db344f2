"""From a document to a take: the empty document, the request, and the job that carries it out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from math import floor
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.frames import ClipPixels, clip_from_float
from layerflow_studio.core.ids import ClipId, new_id
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet
from layerflow_studio.core.takes import Take
from layerflow_studio.core.timebase import Span
from layerflow_studio.engine.base import EngineResult
from layerflow_studio.engine.plans import Plan
from layerflow_studio.engine.preload import load_libraries
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Damaged, FileMissing, OutOfMemory
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.beneath import Ground
from layerflow_studio.session.loras import files_of, own_hashes
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.plan import ALL, RunPlan, Target, describe_run, negative_of
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

__all__ = [
    "ALL",
    "COMPOSITE",
    "Cut",
    "GenerateJob",
    "RunPlan",
    "Target",
    "build_request",
    "cuts_of",
    "describe_run",
    "lock_only",
    "new_document",
    "plan_job",
    "show_take",
    "use_model",
]

Floats = NDArray[np.float32]
log = logging.getLogger(__name__)

COMPOSITE = "composite"
"""Stands in a request for the hash of a background that the job composes before it runs."""

_STAGES = (
    ("load", 0.08),
    ("encode", 0.04),
    ("denoise", 0.70),
    ("decode", 0.10),
    ("straighten", 0.03),
    ("store", 0.05),
)

_NAMES = {Role.BACKGROUND: "Background", Role.FOREGROUND: "Foreground", Role.BLENDED: "Blended"}
_STACK = (Role.BLENDED, Role.BACKGROUND, Role.FOREGROUND)
_SAME_SPEED = Fraction(1, 10**5)
_MATTES = {0.5: "grey", 0.0: "black"}


def new_document(model: ModelDescription, prompts: PromptSet | None = None, seed: int = 0) -> Document:
    """Return an empty document for a model: its canvas, and a layer for each of its roles.

    Bottom first: blended scene (hidden, because the others together show the same), background, foreground.
    """
    texts = prompts or PromptSet()
    span = Span(0, model.frames)
    layers = tuple(
        Layer(new_id("layer"), _NAMES[role], role, span, prompt=texts.of(role), visible=role != Role.BLENDED)
        for role in _STACK
    )
    return Document(
        canvas=Canvas(model.width, model.height, model.fps, model.frames),
        layers=layers,
        sampling=model.sampling,
        seed=seed,
        model=model.id,
    )


def use_model(document: Document, model: ModelDescription) -> Document:
    """Return the document set up for runs of another model: its sampling, and no adapters of the old one.

    While no layer has a clip, the canvas and the layers' spans become the model's as well.
    """
    document = edits.set_model(edits.set_sampling(document, model.sampling), model.id)
    if document.clips:
        return document
    size = {"width": model.width, "height": model.height, "fps": model.fps, "length": model.frames}
    document = edits.set_canvas(document, replace(document.canvas, **cast(Any, size)))
    span = Span(0, model.frames)
    layers = tuple(
        replace(layer, span=span) if layer.role in MODEL_ROLES else layer for layer in document.layers
    )
    return replace(document, layers=layers)


def build_request(
    document: Document, model: ModelDescription, *, seed: int | None = None, target: Target = ALL
) -> GenerationRequest:
    """Return the whole request for what `describe_run` tells; BadInput with its sentence if nothing can.

    The size is the largest of the model's that the canvas has room for, else its smallest. The seed is the one
    given here, else a made layer's own, else the document's. A background that is yet to
    be composed of the layers below is given as COMPOSITE; `plan_job` makes the job that composes it.
    """
    plan = describe_run(document, model, target)
    if not plan.can_run:
        raise BadInput(plan.sentence)
    return _request(document, model, plan, plan.seed(document, target)[0] if seed is None else seed)


def _request(document: Document, model: ModelDescription, plan: RunPlan, seed: int) -> GenerationRequest:
    acting, beneath = plan.acting, bool(plan.beneath)
    given = {role: layer.clip for role in plan.given if (layer := acting.get(role)) and layer.clip}
    if beneath:
        given[Role.BACKGROUND] = COMPOSITE
    negative = document.negative
    for role, layer in acting.items():
        negative = negative.with_text(role, negative_of(document, layer))
    width, height = model.size_for(document.canvas.width, document.canvas.height)
    return GenerationRequest(
        model_id=model.id,
        model_hash=model.hash,
        prompts=plan.prompts,
        negative=negative,
        given=tuple(Given(role, clip) for role, clip in given.items()),
        width=width,
        height=height,
        frames=model.frames,
        fps=model.fps,
        seed=seed,
        sampling=document.sampling,
        adapters=document.adapters,
        adapter_hashes=own_hashes(document.adapters, model),
    )


def plan_job(
    project: Project,
    document: Document,
    model: ModelDescription,
    keeper: ModelKeeper,
    *,
    seed: int | None = None,
    target: Target = ALL,
) -> GenerateJob:
    """Return the job for what `describe_run` tells, from the document as it is now; BadInput as there."""
    request = build_request(document, model, seed=seed, target=target)
    plan = describe_run(document, model, target)
    acting, ground = plan.acting, None
    if plan.beneath:
        ground = Ground.below(document, plan.beneath, acting[Role.FOREGROUND].span.start)
    main = target.layer if target.only else acting[Role.FOREGROUND].id if plan.beneath else ""
    layers = tuple((role, layer.id) for role, layer in acting.items())
    return GenerateJob(project, request, keeper, cuts_of(document, request, acting), layers, main, ground)


def show_take(document: Document, take: Take) -> Document:
    """Show what a take made on its layers, and hide a blended scene that it took apart.

    Its layers are those the run acted on; in place of one that is gone, the topmost of the role.
    """
    places = {role: layer.id for role, layer in edits.layers_of(document, take).items()}
    document = edits.use_take(document, take, places)
    if Role.BLENDED in take.request.given_roles and Role.BLENDED in places:
        document = edits.set_visible(document, places[Role.BLENDED], False)
    return document


def lock_only(document: Document, roles: Iterable[Role]) -> Document:
    """Lock the topmost layer of each of these roles of the model, and unlock those of the other roles."""
    wanted = frozenset(roles)
    for role in MODEL_ROLES:
        layer = document.top(role)
        if layer is not None:
            document = edits.set_locked(document, layer.id, role in wanted)
    return document


@dataclass(frozen=True)
class Cut:
    """Which frames of its clip a given layer shows, in order, and at which rate; None is the whole clip."""

    role: Role
    frames: tuple[int, ...] | None
    fps: Fraction


def cuts_of(
    document: Document, request: GenerationRequest, acting: Mapping[Role, Layer] | None = None
) -> tuple[Cut, ...]:
    """Return how the given layers are to be cut so that the model sees them trimmed, slipped and looped.

    The layers are the topmost of each role unless `acting` names others.

    A layer that shows its clip from the first frame on, for as long as the model looks, gives it whole.
    """
    cuts: list[Cut] = []
    for item in request.given:
        layer = document.top(item.role) if acting is None else acting.get(item.role)
        if layer is None or layer.clip != item.clip:
            continue
        fps = layer.pace * document.canvas.fps
        most = 1 + floor((request.frames - 1) * fps / request.fps + Fraction(1, 2))
        frames = layer.run(most)
        whole = frames == tuple(range(min(most, layer.clip_frames)))
        cuts.append(Cut(item.role, None if whole else frames, fps))
    return tuple(cuts)


@dataclass(frozen=True)
class GenerateJob:
    """Runs a request; when it is done, the take is in the library and its clips are stored, losslessly.

    A given clip that is cut, or plays at another speed than its own, is first stored so, and given as that.
    `layers` are the layers it acts on, `main` the one it is all about, empty when there is none such.
    `ground` is what the background that the request gives as COMPOSITE is composed of.
    """

    project: Project
    request: GenerationRequest
    keeper: ModelKeeper
    cuts: tuple[Cut, ...] = ()
    layers: tuple[tuple[Role, str], ...] = ()
    main: str = ""
    ground: Ground | None = None
    title = Sentence("generate a take")
    lane = Lane.ENGINE

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        """The stages that this run will have."""
        first = (("compose", 0.04),) if self.ground is not None else ()
        last = (("compare", 0.03),) if self.request.given else ()
        return (*first, *_STAGES, *last)

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Take:
        """Return the take. Given layers keep their clip ids; made ones are stored in 16 bits.

        Raises what the engine raises, FileMissing or Damaged for a given clip that cannot be read, Cancelled;
        then there is no take.
        """
        model = self.keeper.model(self.request.model_id)
        if model.hash != self.request.model_hash:
            raise BadInput(
                "{model} has other weights than the request was made for; build it again.", model=model.name
            )
        load_libraries()  # before the first import among what follows has the window wait for it
        request = self._with_cuts(self._composed(progress, cancel), cancel)
        given, lengths = self._given(request, cancel)
        result = self._made(model, request, given, progress, cancel)
        made, matte = self._straightened(result, given, progress, cancel)
        clips = self._stored(made, progress, cancel)
        take = Take(
            id=new_id("take"),
            request=request,
            clips=tuple((item.role, item.clip) for item in request.given) + tuple(clips.items()),
            provenance=result.provenance,
            created=datetime.now(UTC).isoformat(timespec="milliseconds"),
            matte=matte,
            lengths=lengths,
            layers=self.layers,
            over=self.ground.layers if self.ground is not None else (),
            unchanged=self._unchanged(request, progress),
            sources=self._sources(request),
        )
        self.project.library.add(take)
        return take

    def _made(
        self,
        model: ModelDescription,
        request: GenerationRequest,
        given: Mapping[Role, ClipPixels],
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> EngineResult:
        """Run the model; where memory runs out and the user agreed, again with the next smaller plan."""
        plan: Plan | None = None
        while True:
            cancel.check()
            if plan is not None or not self.keeper.holds(model):
                progress.progress("load", 0, 1)
            try:
                engine = self.keeper.engine(model, plan)
                engine.carry(files_of(self.request))
                progress.progress("load", 1, 1)
                cancel.check()
                return engine.run(request, given, progress, cancel)
            except OutOfMemory as problem:
                plan = self.keeper.smaller(model) if self.keeper.wishes.smaller_plans else None
                if plan is None:
                    raise
                log.warning("%s Going on with the memory plan %s.", problem, plan.name)
            engine = None
            self.keeper.drop()

    def _composed(self, progress: ProgressSink, cancel: CancelToken) -> GenerationRequest:
        """Return the request with the composite of the layers below stored and named by its hash."""
        r = self.request
        if self.ground is None:
            return r
        composite = self.ground.render(self.project.clips, r.frames, r.fps, progress, cancel)
        clip = self.project.clips.put(composite, cancel)
        others = tuple(item for item in r.given if item.role != Role.BACKGROUND)
        return replace(r, given=(*others, Given(Role.BACKGROUND, clip)))

    def _with_cuts(self, request: GenerationRequest, cancel: CancelToken) -> GenerationRequest:
        """Store what is cut as clips of its own and return the request that gives those."""
        cuts = {cut.role: cut for cut in self.cuts}
        given = {item.role: item for item in request.given}
        for role, cut in cuts.items():
            cancel.check()
            clips, clip = self.project.clips, given[role].clip
            own = clips.describe(clip).fps
            fps = own if abs(cut.fps / own - 1) < _SAME_SPEED else cut.fps
            if cut.frames is not None:
                part = ClipPixels(clips.pick(clip, cut.frames).pixels, fps)
                given[role] = Given(role, clips.put(part, cancel))
            elif fps != own:
                given[role] = Given(role, clips.put_at_rate(clip, fps, cancel))
        return replace(request, given=tuple(given.values()))

    def _given(
        self, request: GenerationRequest, cancel: CancelToken
    ) -> tuple[dict[Role, ClipPixels], tuple[tuple[Role, int, Fraction], ...]]:
        """Read the given clips and make them fit the request; return too how long those are that did not."""
        from layerflow_studio.media.conform import fit, nearest_frames

        r, clips = request, dict[Role, ClipPixels]()
        lengths: list[tuple[Role, int, Fraction]] = []
        for item in r.given:
            cancel.check()
            clip = self.project.clips.describe(item.clip)
            if (clip.frames, clip.fps) != (r.frames, r.fps):
                lengths.append((item.role, clip.frames, clip.fps))
            picks = nearest_frames(clip.frames, clip.fps, r.frames, r.fps)
            picked = ClipPixels(self.project.clips.pick(item.clip, picks).pixels, r.fps)
            clips[item.role] = fit(picked, r.width, r.height, r.frames, r.fps)
        return clips, tuple(lengths)

    def _sources(self, request: GenerationRequest) -> tuple[tuple[Role, ClipId], ...]:
        """Return the layers' own clips where a part of them was given in their place."""
        asked = {item.role: item.clip for item in self.request.given}
        cut = [item.role for item in request.given if asked[item.role] not in (item.clip, COMPOSITE)]
        return tuple((role, asked[role]) for role in cut)

    def _unchanged(self, request: GenerationRequest, progress: ProgressSink) -> tuple[Role, ...]:
        """Decode the given clips from disk once more and return the roles whose pixels hash as before."""
        same: list[Role] = []
        sources = dict(self._sources(request))
        for number, item in enumerate(request.given):
            progress.progress("compare", number, len(request.given))
            wanted = {item.clip, sources.get(item.role, item.clip)}
            try:
                if all(self.project.clips.intact(clip) for clip in wanted):
                    same.append(item.role)
            except (Damaged, FileMissing) as problem:
                log.warning("a given clip could not be compared: %s", problem)
        if request.given:
            progress.progress("compare", len(request.given), len(request.given))
        return tuple(same)

    def _straightened(
        self,
        result: EngineResult,
        given: Mapping[Role, ClipPixels],
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> tuple[dict[Role, Floats], str]:
        """Return what was made as straight RGBA, and the matte the foreground was painted over."""
        from layerflow_studio.media.matte import recognise_matte, straighten

        made = dict(result.clips)
        painted = made.get(Role.FOREGROUND)
        if painted is None or bool((painted[..., 3] == 1).all()):
            return made, ""
        cancel.check()
        progress.progress("straighten", 0, 1)
        seen = {
            role: np.ascontiguousarray((made[role] if role in made else given[role].as_float())[..., :3])
            for role in (Role.BACKGROUND, Role.BLENDED)
        }
        colour, alpha = np.ascontiguousarray(painted[..., :3]), np.ascontiguousarray(painted[..., 3])
        matte = recognise_matte(colour, alpha, seen[Role.BACKGROUND], seen[Role.BLENDED])
        made[Role.FOREGROUND] = straighten(colour, alpha, matte)
        progress.progress("straighten", 1, 1)
        return made, _MATTES[matte]

    def _stored(
        self, made: Mapping[Role, Floats], progress: ProgressSink, cancel: CancelToken
    ) -> dict[Role, ClipId]:
        clips = dict[Role, ClipId]()
        for number, (role, values) in enumerate(made.items()):
            cancel.check()
            progress.progress("store", number, len(made))
            clip = clip_from_float(values, self.request.fps, sixteen_bit=True)
            clips[role] = self.project.clips.put(clip, cancel)
        progress.progress("store", len(made), len(made))
        return clips

"""A layer that was edited in another program comes back as a take of its layer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from layerflow_studio import __version__
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.fields import canonical
from layerflow_studio.core.ids import ClipId, new_id
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import MODEL_ROLES, AlphaKind, Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.takes import Provenance, Take
from layerflow_studio.core.timebase import repeats
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.media_jobs import ReadJob, Shape, fitting
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipFacts, ClipStore

IMPORTED_FROM = "imported_from"
"""Key of the file's path in the provenance of a take that was brought back."""


@dataclass(frozen=True)
class BroughtBack:
    """The new take, and what to tell the user: `warnings` are sentences."""

    take: Take
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class BringBackJob:
    """Reads an edited movie of a layer and files it as a take; the take's other clips stay as they were.

    `first` is the clip frame that the file begins with; below 0, that many of its pictures come before the clip and are
    left out. Frames of the clip that the file does not hold stay as they are, so a part can be brought back.
    """

    project: Project
    document: Document
    layer_id: str
    path: Path
    first: int = 0
    alpha: AlphaKind | None = None
    say: Callable[[Sentence], str] = str
    """Puts the take's note into the user's language."""
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return Sentence("bring back {file}", file=self.path.name)

    def run(self, progress: ProgressSink, cancel: CancelToken) -> BroughtBack:
        """Return the take, which is in the library. Raises as `ReadJob.run` does; then there is none."""
        began = time.monotonic()
        layer = returning_layer(self.document, self.layer_id)
        clip = layer.clip or ""
        facts = self.project.clips.describe(clip)
        if self.first >= facts.frames:
            raise BadInput(
                "Frame {first} is not in the clip of layer {layer!r}; choose one up to {last}.",
                first=self.first,
                layer=layer.name,
                last=facts.frames - 1,
            )
        shape = Shape(facts.width, facts.height, None, facts.fps)
        read = ReadJob(self.path, shape, alpha=self.alpha)
        intake = read.intake()
        intake.facts = replace(intake.facts, fps=counted_rate(facts.fps, intake.facts.fps))
        into = replace(facts, sixteen_bit=facts.sixteen_bit or intake.facts.sixteen_bit)
        edit = _Edit(self.project.clips, clip, self.first, facts, into)
        new = intake.store(self.project.clips, progress, cancel, edit.laid, into)
        if new == clip:
            raise BadInput(
                "{file} holds the very pixels of layer {layer!r}; there is nothing to bring back.",
                file=self.path.name,
                layer=layer.name,
            )
        take = self._take(layer, new, facts, time.monotonic() - began)
        entry = self.project.library.add(take)
        note = Sentence("{layer} edited elsewhere: {file}", layer=layer.name, file=self.path.name)
        self.project.library.change(replace(entry, note=self.say(note)))
        warnings = (*intake.facts.warnings, *fitting(intake.facts, shape), *edit.warnings(self.path.name))
        return BroughtBack(take, warnings)

    def _take(self, layer: Layer, clip: ClipId, facts: ClipFacts, seconds: float) -> Take:
        before = None if layer.take is None else self.project.library.get(layer.take).take
        request = before.request if before is not None else self._request(facts)
        clips = dict(before.clips) if before is not None else self._shown()
        clips[layer.role] = clip
        return Take(
            id=new_id("take"),
            request=request,
            clips=tuple(clips.items()),
            provenance=Provenance(
                app_version=__version__,
                model_hash=request.model_hash,
                torch="",
                device="",
                dtype="",
                seconds=seconds,
                extra=(
                    (IMPORTED_FROM, canonical(str(self.path.expanduser().absolute()))),
                    ("imported_role", canonical(layer.role.value)),
                ),
            ),
            created=datetime.now(UTC).isoformat(timespec="milliseconds"),
            matte=before.matte if before is not None else "",
            layers=tuple(
                (dict(before.layers if before is not None else ()) | {layer.role: layer.id}).items()
            ),
            over=before.over if before is not None else (),
            sources=before.sources if before is not None else (),
            lengths=self._lengths(clips, request),
        )

    def _lengths(
        self, clips: Mapping[Role, ClipId], request: GenerationRequest
    ) -> tuple[tuple[Role, int, Fraction], ...]:
        """Return frames and rate of the clips that are not as the request says."""
        found = {role: self.project.clips.describe(clip) for role, clip in clips.items()}
        usual = (request.frames, request.fps)
        return tuple((role, f.frames, f.fps) for role, f in found.items() if (f.frames, f.fps) != usual)

    def _request(self, facts: ClipFacts) -> GenerationRequest:
        """Return what the document would ask for, for a layer that no run has made."""
        d = self.document
        return GenerationRequest(
            model_id=d.model or "none",
            model_hash="",
            prompts=d.prompts,
            negative=d.negative,
            given=(),
            width=facts.width,
            height=facts.height,
            frames=facts.frames,
            fps=facts.fps,
            seed=d.seed,
            sampling=d.sampling,
            adapters=d.adapters,
        )

    def _shown(self) -> dict[Role, ClipId]:
        """Return the clips that the topmost layer of each role shows now."""
        tops = {role: self.document.top(role) for role in MODEL_ROLES}
        return {role: layer.clip for role, layer in tops.items() if layer is not None and layer.clip}


@dataclass
class _Edit:
    """A clip with edited frames in the place of its own from `first` on, at the deeper of both depths."""

    clips: ClipStore
    clip: ClipId
    first: int
    facts: ClipFacts
    into: ClipFacts
    came: int = 0
    """How many edited frames there were."""

    def laid(self, edited: Iterable[NDArray[Any]]) -> Iterator[NDArray[Any]]:
        """Yield all frames of the clip, the edited ones in their place."""
        from layerflow_studio.media.clip_io import widen

        deep = widen if self.into.sixteen_bit else _as_it_is
        self.came, news = 0, islice(edited, max(0, -self.first), None)
        for index, own in enumerate(self.clips.frames(self.clip)):
            new = next(news, None) if index >= self.first else None
            self.came += new is not None
            yield deep(own if new is None else new)
        self.came += sum(1 for _ in news)

    def warnings(self, name: str) -> tuple[str, ...]:
        """Say how the edited frames fit, when they do not just replace all."""
        count = min(self.came, self.facts.frames - max(0, self.first))
        if count < self.came:
            return (
                Sentence(
                    "{file} is {count} frames longer than the layer's clip; they are left out.",
                    file=name,
                    count=self.came - count,
                ),
            )
        if count < self.facts.frames:
            return (
                Sentence(
                    "{file} holds {count} of the clip's {frames} frames; the others stay as they were.",
                    file=name,
                    count=count,
                    frames=self.facts.frames,
                ),
            )
        return ()


def _as_it_is(frame: NDArray[Any]) -> NDArray[Any]:
    return frame


def counted_rate(clip: Fraction, movie: Fraction) -> Fraction:
    """Return the rate that a movie of a clip is read at: what repeats its frames, as exports do, repeats them still.

    A clip of 24 frames a second goes out at 23.976 frame by frame, so it is read as one of 24.
    """
    held = repeats(clip, movie)
    return movie if held is None else clip * held


def returning_layer(document: Document, layer_id: str) -> Layer:
    """Return a layer that an edited movie can come back to; BadInput says what it lacks."""
    layer = document.layer(layer_id)
    if layer.role not in MODEL_ROLES:
        raise BadInput(
            "Layer {layer!r} has no takes; import the edited file on it instead.", layer=layer.name
        )
    if layer.clip is None:
        raise BadInput("Layer {layer!r} holds no clip yet; import the file on it instead.", layer=layer.name)
    if layer.locked:
        raise BadInput(
            "Layer {layer!r} is locked; unlock it to bring an edited version back.", layer=layer.name
        )
    return layer

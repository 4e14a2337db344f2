"""Files: documents and library entries as versioned JSON that keeps what it does not know.

A file is one JSON object with `schema`, its name, and `version`, a whole number. Older versions are brought
up by a chain of steps, one version each. Newer and foreign files are refused with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.clipboard import Copied
from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Transform
from layerflow_studio.core.fields import Fields, Json, rate_text, with_extra
from layerflow_studio.core.kinds import BlendMode, Conform, Interpolation, Label, PastEnd, Property, Role
from layerflow_studio.core.request import PromptSet, Sampling
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence

Upgrade = Callable[[Json], Json]
"""From the JSON of one version to that of the next; `schema` and `version` are seen to by the chain."""


@dataclass(frozen=True)
class Schema:
    """A kind of file: `thing` names it to the user, `upgrades[n]` brings version n to n + 1."""

    name: str
    thing: str
    version: int
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict[int, Upgrade])

    def write(self, content: Json) -> str:
        """Return the text of a file."""
        whole = {"schema": self.name, "version": self.version} | content
        return json.dumps(whole, indent=1, allow_nan=False) + "\n"

    def read(self, text: str | bytes) -> Json:
        """Return a file's content in the present version; raises BadInput."""
        try:
            value: object = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as problem:
            raise BadInput(
                "This is not a {thing} file, or it is damaged; choose another one.",
                thing=Sentence(self.thing),
            ) from problem
        content = dict(cast("Json", value)) if isinstance(value, dict) else {}
        version = content.pop("version", None)
        if content.pop("schema", None) != self.name or type(version) is not int or version < 1:
            raise BadInput(
                "This is not a {thing} file of LayerFlow Studio; choose another one.",
                thing=Sentence(self.thing),
            )
        if version > self.version:
            raise BadInput(
                "This {thing} was saved by a newer LayerFlow Studio; update the app to open it.",
                thing=Sentence(self.thing),
            )
        for step in range(version, self.version):
            content = self.upgrades[step](content)
        return content


def _with_time(old: Json) -> Json:
    """Version 2 has layers with a pace, a way to conform and to go on, a guide, and keys: none of it used."""
    still: Json = {
        "pace": "1/1",
        "conform": Conform.HOLD.value,
        "past_end": PastEnd.HOLD.value,
        "guide": None,
        "animation": {},
    }
    layers: object = old.get("layers")
    if not isinstance(layers, list):
        return old
    entries = cast("list[object]", layers)
    moved = [still | cast("Json", entry) if isinstance(entry, dict) else entry for entry in entries]
    return old | {"layers": moved}


DOCUMENT = Schema("layerflow-studio/project", "project", 2, {1: _with_time})
ENTRY = Schema("layerflow-studio/take", "take", 1)
CLIPBOARD = Schema("layerflow-studio/clipboard", "clipboard", 1)
"""Its layers and keys are those of projects, so that it gets a version whenever these get one."""


def dump_document(document: Document) -> str:
    """Return a document as the text of a project file."""
    return DOCUMENT.write(document_to_json(document))


def load_document(text: str | bytes) -> Document:
    """Read a project file; raises BadInput."""
    return document_from_json(DOCUMENT.read(text))


def dump_entry(entry: LibraryEntry) -> str:
    """Return a library entry as the text of a take file."""
    return ENTRY.write(entry.to_json())


def load_entry(text: str | bytes) -> LibraryEntry:
    """Read a take file; raises BadInput."""
    return LibraryEntry.from_json(ENTRY.read(text))


def dump_copied(copied: Copied) -> str:
    """Return what was copied as the text that the clipboard carries."""
    content: Json = {
        "fps": rate_text(copied.fps),
        "layers": [_layer_to_json(layer) for layer in copied.layers],
        "keys": [_animation_to_json(keys) for keys in copied.keys],
    }
    return CLIPBOARD.write(content)


def load_copied(text: str | bytes) -> Copied:
    """Read what the clipboard carries; raises BadInput, the same for all that cannot be pasted."""
    try:
        fields = Fields(CLIPBOARD.read(text), "the clipboard")
        return Copied(
            fps=fields.rate("fps"),
            layers=fields.items("layers", _layer_from_json),
            keys=fields.items("keys", _animation_from_json),
        )
    except BadInput as problem:
        raise BadInput(
            "The clipboard holds no layers or keys that this LayerFlow Studio can read; copy some first."
        ) from problem


def document_to_json(document: Document) -> Json:
    """Return the JSON form of a document, without schema and version."""
    known: Json = {
        "canvas": _canvas_to_json(document.canvas),
        "layers": [_layer_to_json(layer) for layer in document.layers],
        "sampling": document.sampling.to_json(),
        "seed": document.seed,
        "negative": document.negative.to_json(),
        "markers": [_marker_to_json(marker) for marker in document.markers],
        "work_area": _span_to_json(document.work_area),
        "model": document.model,
        "adapters": dict(document.adapters),
    }
    return with_extra(known, document.extra)


def document_from_json(value: object) -> Document:
    """Read the JSON form of a document; raises BadInput."""
    fields = Fields(value, "the project")
    adapters = fields.mapping("adapters")
    weights = Fields(adapters, "the adapters")
    return Document(
        canvas=_canvas_from_json(fields.part("canvas")),
        layers=fields.items("layers", _layer_from_json),
        sampling=Sampling.from_json(fields.part("sampling")),
        seed=fields.integer("seed"),
        negative=PromptSet.from_json(fields.part("negative")),
        markers=fields.items("markers", _marker_from_json),
        work_area=_span_from_json(fields.part("work_area")) if fields.has("work_area") else None,
        model=fields.text("model", ""),
        adapters=tuple((name, weights.number(name)) for name in adapters),
        extra=fields.rest("work_area"),
    )


def _canvas_to_json(canvas: Canvas) -> Json:
    known: Json = {
        "width": canvas.width,
        "height": canvas.height,
        "fps": rate_text(canvas.fps),
        "length": canvas.length,
    }
    return with_extra(known, canvas.extra)


def _canvas_from_json(value: object) -> Canvas:
    fields = Fields(value, "the canvas")
    return Canvas(
        width=fields.integer("width"),
        height=fields.integer("height"),
        fps=fields.rate("fps"),
        length=fields.integer("length"),
        extra=fields.rest(),
    )


def _layer_to_json(layer: Layer) -> Json:
    known: Json = {
        "id": layer.id,
        "name": layer.name,
        "role": layer.role.value,
        "span": _span_to_json(layer.span),
        "prompt": layer.prompt,
        "clip": layer.clip,
        "clip_frames": layer.clip_frames,
        "take": layer.take,
        "source_in": layer.source_in,
        "pace": rate_text(layer.pace),
        "conform": layer.conform.value,
        "past_end": layer.past_end.value,
        "guide": layer.guide,
        "visible": layer.visible,
        "locked": layer.locked,
        "solo": layer.solo,
        "label": layer.label.value,
        "opacity": layer.opacity,
        "blend": layer.blend.value,
        "transform": _transform_to_json(layer.transform),
        "animation": _animation_to_json(layer.animation),
        "seed": layer.seed,
        "negative": layer.negative,
        "stems_from": layer.stems_from,
    }
    return with_extra(known, layer.extra)


def _layer_from_json(value: object) -> Layer:
    fields = Fields(value, "a layer")
    return Layer(
        id=fields.text("id"),
        name=fields.text("name"),
        role=fields.kind("role", Role),
        span=_span_from_json(fields.part("span")),
        prompt=fields.text("prompt", ""),
        clip=fields.optional_text("clip"),
        clip_frames=fields.integer("clip_frames", 0),
        take=fields.optional_text("take"),
        source_in=fields.integer("source_in", 0),
        pace=fields.rate("pace") if fields.has("pace") else Fraction(1),
        conform=fields.kind("conform", Conform, Conform.HOLD),
        past_end=fields.kind("past_end", PastEnd, PastEnd.HOLD),
        guide=fields.optional_text("guide"),
        visible=fields.flag("visible", True),
        locked=fields.flag("locked", False),
        solo=fields.flag("solo", False),
        label=fields.kind("label", Label, Label.NONE),
        opacity=fields.number("opacity", 1.0),
        blend=fields.kind("blend", BlendMode, BlendMode.OVER),
        transform=_transform_from_json(fields.part("transform")) if fields.has("transform") else Transform(),
        animation=_animation_from_json(fields.mapping("animation")),
        seed=fields.optional_integer("seed"),
        negative=fields.text("negative", ""),
        stems_from=fields.optional_text("stems_from"),
        extra=fields.rest("transform", "pace"),
    )


def _animation_to_json(animation: Animation) -> Json:
    moving = {prop: curve for prop in Property if (curve := animation.curve(prop))}
    known: Json = {prop.value: [_key_to_json(key) for key in curve] for prop, curve in moving.items()}
    return with_extra(known, animation.extra)


def _animation_from_json(value: object) -> Animation:
    fields = Fields(value, "an animation")
    curves = {prop.value: fields.items(prop.value, _key_from_json) for prop in Property}
    return Animation(**curves, extra=fields.rest())


def _key_to_json(key: Key) -> Json:
    known: Json = {"frame": key.frame, "value": key.value, "interpolation": key.interpolation.value}
    return with_extra(known, key.extra)


def _key_from_json(value: object) -> Key:
    fields = Fields(value, "a key")
    return Key(
        frame=fields.integer("frame"),
        value=fields.number("value"),
        interpolation=fields.kind("interpolation", Interpolation, Interpolation.LINEAR),
        extra=fields.rest(),
    )


_TRANSFORM_KEYS = ("x", "y", "scale_x", "scale_y", "rotation", "anchor_x", "anchor_y")


def _transform_to_json(transform: Transform) -> Json:
    return with_extra({key: getattr(transform, key) for key in _TRANSFORM_KEYS}, transform.extra)


def _transform_from_json(value: object) -> Transform:
    fields = Fields(value, "a transform")
    numbers = {key: fields.number(key, 1.0 if key.startswith("scale") else 0.0) for key in _TRANSFORM_KEYS}
    return Transform(**numbers, extra=fields.rest())


def _marker_to_json(marker: Marker) -> Json:
    known: Json = {
        "id": marker.id,
        "frame": marker.frame,
        "name": marker.name,
        "label": marker.label.value,
    }
    return with_extra(known, marker.extra)


def _marker_from_json(value: object) -> Marker:
    fields = Fields(value, "a marker")
    return Marker(
        id=fields.text("id"),
        frame=fields.integer("frame"),
        name=fields.text("name", ""),
        label=fields.kind("label", Label, Label.NONE),
        extra=fields.rest(),
    )


def _span_to_json(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.stop]


def _span_from_json(value: object) -> Span:
    ends = cast("list[object]", value) if isinstance(value, list) else []
    start, stop = ends if len(ends) == 2 else (None, None)
    if type(start) is not int or type(stop) is not int:
        raise BadInput("The file is not readable: a span should be two whole numbers.")
    return Span(start, stop)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")

"""Random but valid values of the core types."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from layerflow_studio.core import edits, key_edits
from layerflow_studio.core.animation import Animation, Curve, Key
from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Transform
from layerflow_studio.core.fields import Extra, canonical
from layerflow_studio.core.frames import Frame, freeze
from layerflow_studio.core.ids import content_hash
from layerflow_studio.core.kinds import (
    MODEL_ROLES,
    BlendMode,
    Conform,
    Interpolation,
    Label,
    PastEnd,
    Property,
    Role,
)
from layerflow_studio.core.layer import clamped
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet, Sampling
from layerflow_studio.core.takes import Beneath, LibraryEntry, Provenance, Take
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

CLIPS = [content_hash(bytes([number])) for number in range(4)]

texts = st.text(max_size=12)
names = texts.filter(lambda text: text.strip() != "")
rates = st.sampled_from(
    [Fraction(8), Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)]
)
seeds = st.integers(0, 2**63 - 1)
numbers = st.floats(-1e5, 1e5, allow_nan=False)
scales = st.floats(0.01, 50) | st.floats(-50, -0.01)
clips = st.sampled_from(CLIPS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
transforms = st.builds(
    Transform,
    x=numbers,
    y=numbers,
    scale_x=scales,
    scale_y=scales,
    rotation=numbers,
    anchor_x=numbers,
    anchor_y=numbers,
)
samplings = st.builds(
    Sampling,
    steps=st.integers(1, 200),
    guidance=st.floats(0, 30),
    dynamic_guidance=st.booleans(),
    sampler=st.sampled_from(["dpm++2m", "ddim"]),
    guidance_end=st.floats(0, 1),
)
prompt_sets = st.builds(PromptSet, texts, texts, texts)
adapters = st.dictionaries(names, numbers, max_size=2).map(lambda weights: tuple(weights.items()))


@st.composite
def unknown_keys(draw: DrawFn) -> Extra:
    """Keys that no version knows, as a reader would have kept them."""
    found = draw(st.dictionaries(texts.map("x-".__add__), json_values, max_size=2))
    return tuple((key, canonical(value)) for key, value in sorted(found.items()))


@st.composite
def spans(draw: DrawFn, last: int = 60) -> Span:
    start = draw(st.integers(-last, last))
    return Span(start, draw(st.integers(start + 1, start + last)))


@st.composite
def curves(draw: DrawFn, prop: Property, last: int = 60) -> Curve:
    """Keys of a property at different frames, with values that it can have; often none."""
    frames = draw(st.just([]) | st.lists(st.integers(-last, last), unique=True, max_size=4))
    values = st.floats(0, 1) if prop == Property.OPACITY else numbers
    ways = st.sampled_from(Interpolation)
    return tuple(
        Key(frame, clamped(prop, draw(values)), draw(ways), draw(unknown_keys())) for frame in sorted(frames)
    )


@st.composite
def animations(draw: DrawFn) -> Animation:
    moving = draw(st.sets(st.sampled_from(Property), max_size=2))
    return Animation(**{prop.value: draw(curves(prop)) for prop in moving}, extra=draw(unknown_keys()))


paces = st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(8, 25), Fraction(3), Fraction(1001, 3000)])


@st.composite
def layers(draw: DrawFn, layer_id: str) -> Layer:
    clip = draw(st.none() | clips)
    clip_frames = 0 if clip is None else draw(st.integers(1, 40))
    pace = draw(paces)
    return Layer(
        id=layer_id,
        name=draw(names),
        role=draw(st.sampled_from(Role)),
        span=draw(spans()),
        prompt=draw(texts),
        clip=clip,
        clip_frames=clip_frames,
        take=draw(st.none() | st.just("take-1")),
        source_in=draw(st.integers(0, max(0, ceil(clip_frames / pace) - 1))),
        pace=pace,
        conform=draw(st.sampled_from(Conform)),
        past_end=draw(st.sampled_from([PastEnd.HOLD, PastEnd.LOOP])),
        guide=draw(st.none() | clips),
        visible=draw(st.booleans()),
        locked=draw(st.booleans()),
        solo=draw(st.booleans()),
        label=draw(st.sampled_from(Label)),
        opacity=draw(st.floats(0, 1)),
        blend=draw(st.sampled_from(BlendMode)),
        transform=draw(transforms),
        animation=draw(animations()),
        seed=draw(st.none() | seeds),
        negative=draw(texts),
        stems_from=draw(st.none() | names),
        extra=draw(unknown_keys()),
    )


@st.composite
def documents(draw: DrawFn, most_layers: int = 3) -> Document:
    length = draw(st.integers(1, 60))
    area = draw(st.none() | st.integers(0, length - 1).map(lambda start: Span(start, length)))
    return Document(
        canvas=Canvas(draw(st.integers(1, 64)), draw(st.integers(1, 64)), draw(rates), length),
        layers=tuple(draw(layers(f"layer-{number}")) for number in range(draw(st.integers(0, most_layers)))),
        sampling=draw(samplings),
        seed=draw(seeds),
        negative=draw(prompt_sets),
        markers=tuple(
            Marker(f"marker-{number}", draw(st.integers(0, 99)), draw(texts), draw(st.sampled_from(Label)))
            for number in range(draw(st.integers(0, 2)))
        ),
        work_area=area,
        model=draw(texts),
        adapters=draw(adapters),
        extra=draw(unknown_keys()),
    )


@st.composite
def requests(draw: DrawFn) -> GenerationRequest:
    roles = draw(st.lists(st.sampled_from(MODEL_ROLES), unique=True, max_size=2))
    return GenerationRequest(
        model_id=draw(names),
        model_hash=draw(texts),
        prompts=draw(prompt_sets),
        negative=draw(prompt_sets),
        given=tuple(Given(role, draw(clips)) for role in roles),
        width=draw(st.integers(1, 720)),
        height=draw(st.integers(1, 480)),
        frames=draw(st.integers(1, 49)),
        fps=draw(rates),
        seed=draw(seeds),
        sampling=draw(samplings),
        adapters=draw(adapters),
        extra=draw(unknown_keys()),
    )


@st.composite
def takes(draw: DrawFn, take_id: str = "take-1") -> Take:
    return Take(
        id=take_id,
        request=draw(requests()),
        clips=tuple((role, draw(clips)) for role in MODEL_ROLES),
        provenance=Provenance("0.1.0", draw(texts), "2.13.0", "cpu", "float32", draw(st.floats(0, 1e4))),
        created="2025-01-01T00:00:00+00:00",
        matte=draw(st.sampled_from(["", "grey", "black"])),
        layers=draw(st.dictionaries(st.sampled_from(MODEL_ROLES), texts).map(lambda d: tuple(d.items()))),
        sources=draw(st.dictionaries(st.sampled_from(MODEL_ROLES), clips).map(lambda d: tuple(d.items()))),
        over=draw(st.lists(st.builds(Beneath, texts, clips), max_size=2).map(tuple)),
        unchanged=draw(st.sampled_from([(), (Role.FOREGROUND,), (Role.FOREGROUND, Role.BACKGROUND)])),
        extra=draw(unknown_keys()),
    )


entries: SearchStrategy[LibraryEntry] = st.builds(
    LibraryEntry,
    take=takes(),
    rating=st.integers(0, 5),
    note=texts,
    pinned=st.booleans(),
    trashed=st.booleans(),
    number=st.integers(0, 3000),
    extra=unknown_keys(),
)


@st.composite
def frames(draw: DrawFn, width: int, height: int) -> Frame:
    """Frames of random pixels, or of few values so that extremes are common."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if draw(st.booleans()):
        return freeze(random.integers(0, 256, (height, width, 4), dtype=np.uint8))
    return freeze(random.choice(np.array([0, 1, 127, 128, 254, 255], np.uint8), (height, width, 4)))


Edit = Callable[[Document], Document]


@st.composite
def random_edits(draw: DrawFn) -> Edit:
    """An edit of any kind, aimed at the layer and marker picked by number; a refused edit changes nothing."""
    kind = draw(st.sampled_from(sorted(_LAYER_EDITS) + sorted(_DOCUMENT_EDITS)))
    values = draw(_LAYER_EDITS[kind] if kind in _LAYER_EDITS else _DOCUMENT_EDITS[kind])
    pick = draw(st.integers(0, 5))

    def edit(document: Document) -> Document:
        arguments = list(values)
        if kind in _LAYER_EDITS:
            if not document.layers:
                return document
            arguments.insert(0, document.layers[pick % len(document.layers)].id)
        try:
            return getattr(key_edits if kind in KEY_EDITS else edits, kind)(document, *arguments)
        except BadInput:
            return document

    return edit


_frames = st.integers(-80, 80)
_new_ids = st.uuids().map(str)
_properties = st.sampled_from(Property)
_ways = st.sampled_from(Interpolation)
_LAYER_EDITS: dict[str, SearchStrategy[tuple[object, ...]]] = {
    "remove_layer": st.just(()),
    "restack_layer": st.tuples(_frames),
    "duplicate_layer": st.tuples(_new_ids),
    "split_layer": st.tuples(_frames, _new_ids),
    "rename_layer": st.tuples(texts),
    "set_role": st.tuples(st.sampled_from(Role)),
    "set_prompt": st.tuples(texts),
    "set_layer_seed": st.tuples(st.none() | seeds),
    "set_locked": st.tuples(st.booleans()),
    "set_visible": st.tuples(st.booleans()),
    "set_solo": st.tuples(st.booleans()),
    "set_label": st.tuples(st.sampled_from(Label)),
    "set_opacity": st.tuples(st.floats(-1, 2)),
    "set_blend": st.tuples(st.sampled_from(BlendMode)),
    "set_transform": st.tuples(transforms),
    "set_clip": st.tuples(clips, st.integers(1, 40), st.none() | rates),
    "set_conform": st.tuples(st.sampled_from(Conform)),
    "set_past_end": st.tuples(st.sampled_from(PastEnd)),
    "set_pace": st.tuples(paces),
    "choose_take": st.tuples(takes()),
    "move_layer": st.tuples(_frames),
    "trim_start": st.tuples(_frames),
    "trim_end": st.tuples(_frames),
    "slip_layer": st.tuples(_frames),
    "set_value": st.tuples(_properties, numbers, _frames),
    "set_key": st.tuples(_properties, _frames, st.none() | numbers, st.none() | _ways),
    "remove_key": st.tuples(st.none() | _properties, _frames),
    "move_key": st.tuples(st.none() | _properties, _frames, _frames),
    "set_interpolation": st.tuples(st.none() | _properties, _frames, _ways),
    "clear_animation": st.tuples(_properties, _frames),
    "reset_property": st.tuples(_properties),
}
KEY_EDITS = frozenset(
    (
        *("set_value", "set_key", "remove_key", "move_key"),
        *("set_interpolation", "clear_animation", "reset_property"),
    )
)
_DOCUMENT_EDITS: dict[str, SearchStrategy[tuple[object, ...]]] = {
    "add_layer": st.tuples(_new_ids.flatmap(layers), st.none() | st.integers(-1, 5)),
    "use_take": st.tuples(takes()),
    "set_canvas": st.tuples(
        st.builds(Canvas, st.integers(1, 64), st.integers(1, 64), rates, st.integers(1, 60))
    ),
    "set_work_area": st.tuples(st.none() | spans()),
    "set_sampling": st.tuples(samplings),
    "set_seed": st.tuples(seeds),
    "set_model": st.tuples(texts, adapters),
    "add_marker": st.tuples(st.builds(Marker, _new_ids, st.integers(0, 99), texts)),
    "change_marker": st.tuples(st.builds(Marker, st.just("marker-0"), st.integers(0, 99), texts)),
    "remove_marker": st.tuples(st.sampled_from(["marker-0", "marker-1"])),
}
LAYER_EDITS = frozenset(_LAYER_EDITS)

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Role
from layerflow_studio.core.kinds import Conform, Interpolation, PastEnd
from layerflow_studio.core.schema import (
    DOCUMENT,
    Schema,
    dump_document,
    dump_entry,
    load_document,
    load_entry,
)
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

from .strategies import CLIPS, documents, entries

FOX = Layer(
    "fox",
    "Fox",
    Role.FOREGROUND,
    Span(0, 5),
    clip=CLIPS[0],
    clip_frames=5,
    animation=Animation(x=(Key(-2, 3.5, Interpolation.EASE), Key(4, 0))),
)
PLAIN = Document(
    Canvas(64, 48, Fraction(24000, 1001), 5), (FOX,), markers=(Marker("m", 2),), work_area=Span(1, 3)
)


def tree() -> dict[str, Any]:
    return json.loads(dump_document(PLAIN))


@given(document=documents())
def test_documents_round_trip(document: Document) -> None:
    text = dump_document(document)
    assert load_document(text) == document
    assert load_document(text.encode()) == document
    assert dump_document(load_document(text)) == text


@given(entry=entries)
def test_library_entries_round_trip(entry: LibraryEntry) -> None:
    assert load_entry(dump_entry(entry)) == entry


def test_a_file_names_its_schema_and_version() -> None:
    assert tree()["schema"] == "layerflow-studio/project"
    assert tree()["version"] == 2
    assert tree()["canvas"]["fps"] == "24000/1001"


def test_unknown_keys_survive_reading_editing_and_writing() -> None:
    value = tree()
    places = [
        value,
        value["canvas"],
        value["layers"][0],
        value["layers"][0]["transform"],
        value["layers"][0]["animation"],
        value["layers"][0]["animation"]["x"][0],
        value["sampling"],
        value["negative"],
        value["markers"][0],
    ]
    for number, place in enumerate(places):
        place["from_the_future"] = {"b": [number, None], "a": "ü"}
    document = load_document(json.dumps(value))
    edited = replace(document, seed=5)
    assert json.loads(dump_document(edited)) == value | {"seed": 5}


def test_a_file_may_leave_out_what_has_a_default() -> None:
    value = tree()
    for key in ("layers", "markers", "work_area", "model", "adapters"):
        del value[key]
    assert load_document(json.dumps(value)) == Document(PLAIN.canvas)
    value["layers"] = [{"id": "fox", "name": "Fox", "role": "foreground", "span": [0, 5]}]
    assert load_document(json.dumps(value)).layers == (Layer("fox", "Fox", Role.FOREGROUND, Span(0, 5)),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        "{}",
        "[" * 100_000,
        '{"schema": "layerflow-studio/project"}',
        '{"schema": "layerflow-studio/project", "version": "1"}',
        '{"schema": "layerflow-studio/project", "version": true}',
        '{"schema": "layerflow-studio/project", "version": 0}',
        '{"schema": "other", "version": 1}',
        '{"schema": "layerflow-studio/project", "version": 1, "seed": NaN}',
        b"\xff\xfe\x00garbage",
        b"\x89PNG\r\n",
    ],
)
def test_foreign_files_are_refused_in_one_sentence(text: str | bytes) -> None:
    with pytest.raises(BadInput, match=r"^This is not a project file.*; choose another one\.$"):
        load_document(text)


def test_a_take_file_is_no_project() -> None:
    with pytest.raises(BadInput, match="not a take file"):
        load_entry(dump_document(PLAIN))


def test_newer_files_ask_for_a_newer_app() -> None:
    with pytest.raises(BadInput, match="newer LayerFlow Studio; update"):
        load_document(json.dumps(tree() | {"version": 3}))


@pytest.mark.parametrize("key", ["canvas", "sampling", "seed", "negative"])
def test_a_missing_part_is_named(key: str) -> None:
    value = tree()
    del value[key]
    with pytest.raises(BadInput, match=f"the project has no '{key}'"):
        load_document(json.dumps(value))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("canvas",), 3),
        (("canvas", "width"), "wide"),
        (("canvas", "fps"), "fast"),
        (("canvas", "length"), 0),
        (("layers",), {}),
        (("layers", 0), None),
        (("layers", 0, "role"), "hero"),
        (("layers", 0, "span"), [1]),
        (("layers", 0, "span"), [0, 2.5]),
        (("layers", 0, "span"), [5, 2]),
        (("layers", 0, "visible"), 1),
        (("layers", 0, "opacity"), 2),
        (("layers", 0, "blend"), "dissolve"),
        (("layers", 0, "clip"), None),
        (("layers", 0, "transform", "scale_x"), 0),
        (("layers", 0, "transform", "x"), 1e308),
        (("layers", 0, "pace"), "0/1"),
        (("layers", 0, "pace"), "1/9999"),
        (("layers", 0, "conform"), "melt"),
        (("layers", 0, "past_end"), None),
        (("layers", 0, "source_in"), 5),
        (("layers", 0, "animation"), []),
        (("layers", 0, "animation", "x"), {}),
        (("layers", 0, "animation", "x", 0, "frame"), 4),
        (("layers", 0, "animation", "x", 0, "frame"), 1.5),
        (("layers", 0, "animation", "x", 0, "value"), 1e7),
        (("layers", 0, "animation", "x", 0, "interpolation"), "bounce"),
        (("layers", 0, "animation", "opacity"), [{"frame": 0, "value": 1.1}]),
        (("layers", 0, "animation", "scale_x"), [{"frame": 0, "value": 0}]),
        (("markers", 0, "id"), "fox"),
        (("work_area",), [0, 99]),
        (("adapters",), {"motion": None}),
        (("seed",), -1),
        (("sampling", "sampler"), "magic"),
    ],
)
def test_damaged_values_are_refused_in_one_sentence(path: tuple[str | int, ...], wrong: object) -> None:
    value = tree()
    place: Any = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    with pytest.raises(BadInput) as refusal:
        load_document(json.dumps(value))
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_older_files_go_through_every_upgrade_in_order() -> None:
    schema = Schema(
        "test/thing",
        "thing",
        3,
        {
            1: lambda old: {"names": [old["name"]]} | {k: v for k, v in old.items() if k != "name"},
            2: lambda old: old | {"count": len(old["names"])},
        },
    )
    first = '{"schema": "test/thing", "version": 1, "name": "x", "other": 1}'
    assert schema.read(first) == {"names": ["x"], "other": 1, "count": 1}
    second = '{"schema": "test/thing", "version": 2, "names": []}'
    assert schema.read(second) == {"names": [], "count": 0}
    assert schema.read(schema.write({"names": []})) == {"names": []}


FIRST_VERSION = """
{"schema": "layerflow-studio/project", "version": 1, "x-kept": [1],
 "canvas": {"width": 64, "height": 48, "fps": "24/1", "length": 20},
 "layers": [
  {"id": "fox", "name": "Fox", "role": "foreground", "span": [2, 12], "prompt": "a fox", "clip": "abc",
   "clip_frames": 16, "take": null, "source_in": 4, "visible": true, "locked": true, "solo": false,
   "label": "red", "opacity": 0.5, "blend": "screen", "seed": null, "x-later": {"a": 1},
   "transform": {"x": 3.0, "y": 0.0, "scale_x": 1.0, "scale_y": 1.0, "rotation": 0.0, "anchor_x": 0.0,
    "anchor_y": 0.0}}],
 "sampling": {"steps": 8, "guidance": 5.0, "dynamic_guidance": false, "sampler": "ddim"},
 "seed": 3, "negative": {"foreground": "", "background": "", "blended": ""},
 "markers": [], "work_area": null, "model": "mini", "adapters": {}}
"""


def test_a_project_of_the_first_version_opens_and_shows_the_same() -> None:
    document = load_document(FIRST_VERSION)
    (fox,) = document.layers
    assert (fox.pace, fox.conform, fox.past_end, fox.guide) == (1, Conform.HOLD, PastEnd.HOLD, None)
    assert not fox.animation
    assert [fox.source_frame(frame) for frame in fox.span] == list(range(4, 14))
    saved = json.loads(dump_document(document))
    assert saved["version"] == 2
    assert saved["x-kept"] == [1] and saved["layers"][0]["x-later"] == {"a": 1}
    assert load_document(json.dumps(saved)) == document


def test_every_older_version_has_its_upgrade() -> None:
    assert sorted(DOCUMENT.upgrades) == list(range(1, DOCUMENT.version))

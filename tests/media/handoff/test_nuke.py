from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from layerflow_studio.core.document import Transform
from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.media.handoff.nuke import literal, word

from .comps import HOSTILE, RATES, Comp, about_centre, corners, flat, make_comp
from .nuke_script import Node, evaluated, read_script


def _nodes(comp: Comp, *, portable: bool = False) -> list[Node]:
    return read_script(comp.write(portable=portable).files["nuke"].read_text("utf-8"))


def _chain(node: Node) -> list[Node]:
    """A node and all above it by input 0."""
    return [node, *(_chain(node.inputs[0]) if node.inputs else [])]


@pytest.mark.parametrize("rate", RATES)
def test_the_graph(comp_at: Callable[[str], Comp], rate: str) -> None:
    comp = comp_at(rate)
    nodes = _nodes(comp)
    times = comp.times
    root = nodes[0]
    assert (root.kind, root.knobs["first_frame"], root.knobs["last_frame"]) == ("Root", "1", str(9 * times))
    assert float(root.knobs["fps"]) == float(comp.rate)
    last = next(node for node in nodes if node.kind == "AddTimeCode")
    assert last.knobs["startcode"] == comp.timecode
    assert [node.kind for node in _chain(last)] == [
        "AddTimeCode",
        "Colorspace",
        "Merge2",
        "Merge2",
        "Merge2",
        "Constant",
    ]
    top, middle, bottom = (node for node in _chain(last) if node.kind == "Merge2")
    for merge, name in ((bottom, "Blended"), (middle, "Background"), (top, HOSTILE)):
        kinds = [node.kind for node in _chain(merge.inputs[1])]
        assert kinds == ["Transform", "Premult", "Read"]
        assert evaluated(merge.knobs["label"]) == name
        assert evaluated(_chain(merge)[0].inputs[1].inputs[0].inputs[0].knobs["label"]) == name
    assert bottom.knobs["disable"] == "true"
    assert "disable" not in middle.knobs | top.knobs
    assert (top.knobs["operation"], top.knobs["mix"], top.knobs["screen_alpha"]) == ("screen", "0.25", "true")
    read = _chain(top.inputs[1])[2].knobs
    assert (read["first"], read["last"]) == (str(times + 1), str(7 * times))
    assert (read["frame_mode"], read["frame"]) == ("start at", str(2 * times + 1))
    assert (read["before"], read["after"], read["raw"]) == ("black", "black", "true")
    assert evaluated(read["file"]) == str(comp.media["l2"].path)
    notes = next(node for node in nodes if node.kind == "StickyNote")
    assert evaluated(notes.knobs["label"]) == f"1: early\n{3 * times + 1}: {HOSTILE}"


def test_places_a_layer_as_the_studio_does(comp: Comp) -> None:
    place = next(node for node in _nodes(comp) if node.knobs.get("name") == "Place3").knobs
    right, up = (float(part) for part in place["translate"].split())
    x, y = (float(part) for part in place["center"].split())
    across, down = (float(part) for part in place["scale"].split())
    assert (x, y) == (16, 12)
    found = about_centre((x + right, 48 - (y + up)), (across, down), -float(place["rotate"]), 32, 24)
    assert flat(found) == pytest.approx(flat(corners(comp, "l2", 32, 24)), abs=1e-4)


def test_a_portable_script_finds_media_from_where_it_lies(comp: Comp) -> None:
    files = [node.knobs["file"] for node in _nodes(comp, portable=True) if node.kind == "Read"]
    assert files == [f"[file dirname [value root.name]]/media/layer {place}.mov" for place in (2, 1, 0)]


def test_mirrored_and_stretched_layers_and_other_modes(comp: Comp) -> None:
    layer = replace(
        comp.document.layer("l2"), transform=Transform(scale_x=-2, scale_y=0.5), blend=BlendMode.MULTIPLY
    )
    document = replace(comp.document, layers=(layer,))
    changed = replace(comp, document=document, media={"l2": comp.media["l2"]})
    nodes = _nodes(changed)
    place = next(node for node in nodes if node.kind == "Transform").knobs
    assert place["scale"] == "-4 1"  # the movie fills a canvas twice its size
    assert next(node for node in nodes if node.kind == "Merge2").knobs["operation"] == "multiply"
    assert sum("stretch or mirror" in note for note in changed.write().notes) == 1


def test_hostile_file_names(tmp_path: Path) -> None:
    names = ('ü "q" [exec rm]', "$HOME {a} \\b", "it's; new\nline")
    comp = make_comp(tmp_path, file_names=names)
    reads = [node for node in _nodes(comp) if node.kind == "Read"]
    assert [Path(evaluated(node.knobs["file"])) for node in reversed(reads)] == [
        file.path for file in comp.media.values()
    ]


def test_a_pattern_in_a_file_name_is_pointed_out(tmp_path: Path) -> None:
    comp = make_comp(tmp_path, file_names=("a", "b", "shot ### %04d"))
    assert sum("frame numbers" in note for note in comp.write().notes) == 1


@pytest.mark.parametrize("text", [HOSTILE, "", "plain", "a b", "{", '"', "\\", "[", "$x", "tab\there"])
def test_words_and_literals_come_back(text: str) -> None:
    (node,) = read_script(f"Root {{\n inputs 0\n label {word(literal(text))}\n}}\n")
    assert evaluated(node.knobs["label"]) == text


@pytest.mark.parametrize(
    "script", ["Merge2 {\n inputs 2\n}\n", "Root {\n a b c\n}\n", 'Root {\n a "[x]"\n}\n', "Root {\n a b\n"]
)
def test_the_reader_notices_what_is_no_script(script: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        read_script(script)

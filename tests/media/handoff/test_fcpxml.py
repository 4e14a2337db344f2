from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import av
import pytest

from layerflow_studio.core.document import Transform
from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.core.timebase import Span, frame_of_timecode
from layerflow_studio.media.handoff.fcpxml import rational
from layerflow_studio.media.handoff.layer_media import read_media

from .comps import HOSTILE, RATES, TITLE, Comp, about_centre, corners, file_of, flat, without_base
from .fcpxml_rules import problems, seconds


def _root(comp: Comp) -> Element:
    document = comp.write().files["fcpxml"].read_bytes()
    assert problems(document) == []
    return ElementTree.fromstring(document)


@pytest.mark.parametrize("rate", RATES)
def test_valid_and_true_to_the_files_at_every_rate(comp_at: Callable[[str], Comp], rate: str) -> None:
    comp = comp_at(rate)
    root = _root(comp)
    start = frame_of_timecode(comp.timecode, comp.rate) / comp.rate
    sequence = next(root.iter("sequence"))
    assert seconds(sequence.attrib["tcStart"]) == start
    assert sequence.get("tcFormat") == ("DF" if ";" in comp.timecode else "NDF")
    assert seconds(sequence.attrib["duration"]) == 9 * comp.times / comp.rate
    assert len(list(root.iter("asset"))) == 3
    for asset in root.iter("asset"):
        path = file_of(asset[0].attrib["src"], comp.folder)
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            decoded = sum(1 for _ in container.decode(stream))
            assert stream.average_rate == comp.rate
            assert stream.metadata["timecode"] == comp.timecode
        assert seconds(asset.attrib["duration"]) == decoded / comp.rate
        assert seconds(asset.attrib["start"]) == start


@pytest.mark.parametrize("rate", RATES)
def test_every_clip_lies_where_its_layer_does(comp_at: Callable[[str], Comp], rate: str) -> None:
    comp = comp_at(rate)
    spine = next(_root(comp).iter("spine"))
    frame, times = 1 / comp.rate, comp.times
    (base,) = spine
    assert (base.findtext("note"), base.get("enabled")) == ("Blended", "0")
    assert (
        seconds(base.attrib["start"]) - frame_of_timecode(comp.timecode, comp.rate) * frame == times * frame
    )
    middle, upper = base.findall("asset-clip")
    assert (middle.get("lane"), middle.get("enabled")) == ("1", None)
    assert (upper.get("lane"), upper.get("enabled")) == ("2", None)
    assert middle.findtext("note") == "Background"
    assert middle.get("offset") == base.get("start")
    local = seconds(upper.attrib["offset"]) - seconds(base.attrib["start"])
    assert local == 2 * times * frame  # project frame 3 in a range from 1
    assert seconds(upper.attrib["duration"]) == 6 * times * frame
    assert seconds(upper.attrib["start"]) - seconds(base.attrib["start"]) == 0  # both one source frame in
    assert upper.findtext("note") == HOSTILE
    marks = {mark.attrib["value"]: seconds(mark.attrib["start"]) for mark in base.findall("marker")}
    assert marks == {
        "early": seconds(base.attrib["start"]),
        HOSTILE: seconds(base.attrib["start"]) + 3 * times * frame,
    }


def test_without_a_whole_layer_all_hang_on_a_gap(comp: Comp) -> None:
    root = _root(without_base(comp))
    (gap,) = next(root.iter("spine"))
    (clip,) = gap.findall("asset-clip")
    assert gap.tag == "gap"
    assert clip.get("lane") == "1"
    assert seconds(clip.attrib["offset"]) == seconds(gap.attrib["start"]) + Fraction(2 * 3, 24)
    assert len(gap.findall("marker")) == 2


def test_moved_turned_scaled_faded_blended(comp: Comp) -> None:
    upper = next(clip for clip in _root(comp).iter("asset-clip") if clip.findtext("note") == HOSTILE)
    assert [child.tag for child in upper] == ["note", "adjust-conform", "adjust-transform", "adjust-blend"]
    assert upper[1].attrib == {"type": "none"}
    right, up = (float(part) * 48 / 100 for part in upper[2].attrib["position"].split())
    across, down = (float(part) for part in upper[2].attrib["scale"].split())
    clockwise = -float(upper[2].attrib["rotation"])
    found = about_centre((32 + right, 24 - up), (across, down), clockwise, 32, 24)
    assert flat(found) == pytest.approx(flat(corners(comp, "l2", 32, 24)), abs=1e-4)
    assert upper[3].attrib == {"amount": "0.25", "mode": "10 (Screen)"}


def test_names_survive(comp: Comp) -> None:
    root = _root(comp)
    assert {element.get("name") for tag in ("event", "project") for element in root.iter(tag)} == {TITLE}


def test_portable_names_are_relative_and_resolve(comp: Comp) -> None:
    document = comp.write(portable=True).files["fcpxml"].read_bytes()
    assert problems(document) == []
    sources = [rep.attrib["src"] for rep in ElementTree.fromstring(document).iter("media-rep")]
    assert sources == ["media/layer%200.mov", "media/layer%201.mov", "media/layer%202.mov"]
    assert all(file_of(source, comp.folder).is_file() for source in sources)


def test_a_drawn_movie_is_not_moved_again(comp: Comp) -> None:
    drawn = replace(comp.media["l1"], drawn=True)
    layer = replace(comp.document.layer("l1"), transform=Transform(x=9), opacity=0.5, blend=BlendMode.ADD)
    document = replace(comp.document, layers=(layer,), work_area=Span(0, 10))
    root = _root(replace(comp, document=document, media={"l1": drawn}))
    (clip,) = root.iter("asset-clip")
    assert [child.tag for child in clip][:2] == ["note", "adjust-blend"]
    assert clip[1].attrib == {"amount": "1", "mode": "8 (Add)"}


BREAKS: list[tuple[str, bytes, bytes]] = [
    ("an attribute nobody knows", b"<gap ", b'<gap colour="red" '),
    ("an element out of order", b"<adjust-conform", b"<adjust-blend/><adjust-conform"),
    ("a missing reference", b'ref="a1"', b'ref="a9"'),
    ("another version", b'version="1.10"', b'version="1.8"'),
    ("a time that is not reduced", b'duration="9/8s"', b'duration="18/16s"'),
    ("a time between frames", b'offset="3600s"', b'offset="360001/100s"'),
    ("an offset on the timeline instead of the source", b'offset="14401/4s"', b'offset="1/4s"'),
    ("an asset called unlike its file", b'name="layer 2.mov" start="3600s"', b'name="layer 2" start="3600s"'),
    ("an asset that is too short", b'duration="1s" hasVideo', b'duration="1/8s" hasVideo'),
    ("an unescaped address", b"layer%202.mov", b"layer 2.mov"),
    ("a clip without a lane", b'lane="1"', b'lane="0"'),
    ("a lone marker without a name", b'value="early"', b""),
]


@pytest.mark.parametrize(("rule", "right", "wrong"), BREAKS, ids=[rule for rule, _, _ in BREAKS])
def test_the_rules_notice(comp: Comp, rule: str, right: bytes, wrong: bytes) -> None:
    document = without_base(comp).write().files["fcpxml"].read_bytes()
    assert problems(document) == []
    if right not in document:
        pytest.fail(f"{right!r} is not in the document")
    assert problems(document.replace(right, wrong, 1)) != []


def test_rational() -> None:
    assert [rational(Fraction(n, d)) for n, d in ((0, 1), (5, 1), (1001, 24000), (6, 48))] == [
        "0s",
        "5s",
        "1001/24000s",
        "1/8s",
    ]


def test_media_reads_what_the_encoder_wrote(comp_at: Callable[[str], Comp]) -> None:
    comp = comp_at("30000/1001")
    media = read_media(comp.media["l2"].path)
    assert (media.width, media.height, media.frames) == (32, 24, 8 * 3)
    assert media.drop and media.has_alpha
    assert media.start == frame_of_timecode("01:00:00;00", media.rate)

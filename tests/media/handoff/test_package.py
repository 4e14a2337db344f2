from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.document import Canvas, Document, Layer, Transform
from layerflow_studio.core.kinds import BlendMode, PastEnd, Role
from layerflow_studio.core.render import placing
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing
from layerflow_studio.media.encoders import export_h264, export_prores4444
from layerflow_studio.media.handoff.layer_media import Media, MediaFile, layer_footage, read_media
from layerflow_studio.media.handoff.package import file_stem, write_handoff
from layerflow_studio.media.handoff.timeline import Placement
from layerflow_studio.session.export import footage_of

from ..films import CancelsAt, smooth_clip
from .comps import FILM, HOSTILE, TITLE, Comp, about_centre, flat, make_comp

ENDINGS = (".fcpxml", ".xml", ".otio", ".clip1.otio", ".jsx", ".nk", ".otioz", ".manifest.json")


def _copy(comp: Comp, folder: Path) -> Comp:
    return replace(comp, folder=folder)


def test_writes_the_folder_and_says_so(comp: Comp, tmp_path: Path) -> None:
    report = _copy(comp, tmp_path).write()
    stem = file_stem(TITLE)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stem + ending for ending in ENDINGS)
    assert sorted(report.files.values()) == sorted(tmp_path.iterdir())
    assert report.timeline.start_timecode == "01:00:00:00"


def test_the_same_hand_off_gives_the_same_bytes(comp: Comp, tmp_path: Path) -> None:
    first, second = (_copy(comp, tmp_path / name).write() for name in ("a", "b"))
    for kind, path in first.files.items():
        if kind != "manifest":
            assert path.read_bytes() == second.files[kind].read_bytes(), kind


@pytest.mark.parametrize("portable", [False, True])
def test_the_manifest_knows_every_file(comp: Comp, portable: bool) -> None:
    report = comp.write(portable=portable)
    manifest = json.loads(report.files["manifest"].read_text("ascii"))
    assert (manifest["name"], manifest["rate"], manifest["portable"]) == (TITLE, "24", portable)
    listed = [(entry["file"], entry["sha256"]) for entry in manifest["timelines"].values()]
    listed += [(entry["file"], entry["sha256"]) for entry in manifest["media"]]
    assert len(listed) == 7 + 3
    for name, digest in listed:
        assert hashlib.sha256((comp.folder / name).read_bytes()).hexdigest() == digest
    assert [layer["name"] for layer in manifest["layers"]] == ["Blended", "Background", HOSTILE]
    assert [layer["shown"] for layer in manifest["layers"]] == [False, True, True]
    assert manifest["notes"] == list(report.notes)
    assert [entry["timecode"] for entry in manifest["media"]] == ["01:00:00:00"] * 3


def test_without_embedded_timecode_media_starts_at_zero(tmp_path: Path) -> None:
    clip = smooth_clip(64, 48, 4, fps=Fraction(8))
    export_prores4444(clip, tmp_path / "a.mov", rate=FILM)
    export_h264(clip, tmp_path / "b.mp4", rate=FILM)
    bare, opaque = read_media(tmp_path / "a.mov"), read_media(tmp_path / "b.mp4")
    assert (bare.timecode, bare.start, bare.frames, bare.has_alpha) == (None, 0, 12, True)
    assert (opaque.timecode, opaque.start, opaque.frames, opaque.has_alpha) == (None, 0, 12, False)
    layers = (
        Layer("b", "Back", Role.BACKGROUND, Span(0, 4), clip="0" * 64, clip_frames=4),
        Layer("a", "Front", Role.FOREGROUND, Span(0, 4), clip="1" * 64, clip_frames=4),
    )
    document = Document(Canvas(64, 48, Fraction(8), 4), layers)
    media = {"a": MediaFile(tmp_path / "a.mov"), "b": MediaFile(tmp_path / "b.mp4")}
    report = write_handoff(
        document, media, tmp_path, name="x", rate=FILM, start_timecode="10:00:00:00", portable=True
    )
    assert [item.media.start for item in report.timeline.items] == [0, 0]
    text = report.files["fcpxml"].read_text("utf-8")
    assert 'tcStart="36000s"' in text
    assert text.count('start="0s"') == 4
    assert "<alphatype>none</alphatype>" in report.files["xmeml"].read_text("utf-8")
    script = report.files["nuke"].read_text("utf-8")
    assert (script.count("Premult {"), script.count("Shuffle {")) == (1, 1)
    assert '"alpha": false' in report.files["after_effects"].read_text("ascii")


CHANGES_IN_TIME: dict[str, Callable[[Layer], Layer]] = {
    "it is animated": lambda layer: replace(layer, animation=Animation(x=(Key(3, 0), Key(8, 9)))),
    "its clip has another frame rate": lambda layer: replace(layer, pace=Fraction(1, 3)),
    "its clip is repeated": lambda layer: replace(layer, span=Span(0, 10), past_end=PastEnd.LOOP),
}


@pytest.mark.parametrize("reason", CHANGES_IN_TIME)
def test_what_no_clip_can_stand_for_is_left_out_unless_it_is_drawn(
    comp: Comp, tmp_path: Path, reason: str
) -> None:
    layer = CHANGES_IN_TIME[reason](comp.document.layer("l2"))
    layers = tuple(layer if other.id == "l2" else other for other in comp.document.layers)
    changed = replace(_copy(comp, tmp_path), document=replace(comp.document, layers=layers))
    report = changed.write()
    assert [item.layer for item in report.timeline.items] == ["l0", "l1"]
    assert any(reason in note and note.endswith("as the canvas shows it.") for note in report.notes)
    if "animated" not in reason:
        with pytest.raises(BadInput, match="hand it over drawn"):
            layer_footage(layer, comp.clips)
    drawn = footage_of(changed.document, "l2", comp.clips)
    path = tmp_path / "drawn.mov"
    export_prores4444(drawn, path, rate=comp.rate, timecode=comp.timecode)
    first = changed.document.range.start
    media = changed.media | {"l2": MediaFile(path, first=first, drawn=True)}
    report = replace(changed, media=media).write()
    (item,) = (item for item in report.timeline.items if item.layer == "l2")
    assert item.placement.is_plain and item.opacity == 1.0 and item.blend == layer.blend
    times = report.timeline.length // changed.document.range.length
    assert item.source_in == (max(layer.span.start, first) - first) * times


@pytest.mark.parametrize("blend", [mode for mode in BlendMode if mode != BlendMode.OVER])
def test_every_blend_mode_has_its_name_in_every_program(comp: Comp, tmp_path: Path, blend: BlendMode) -> None:
    layer = replace(comp.document.layer("l2"), blend=blend)
    layers = tuple(layer if other.id == "l2" else other for other in comp.document.layers)
    changed = replace(_copy(comp, tmp_path), document=replace(comp.document, layers=layers))
    report = changed.write()
    fcpxml = ElementTree.parse(report.files["fcpxml"]).getroot()
    modes = [found.get("mode", "") for found in fcpxml.iter("adjust-blend")]
    plain = blend.value.replace("_", " ")
    assert [mode.split("(")[-1].rstrip(")").lower() for mode in modes] == [plain]
    xmeml = ElementTree.parse(report.files["xmeml"]).getroot()
    assert [found.text for found in xmeml.iter("compositemode")][-1] == plain.replace(" ", "")
    script = report.files["after_effects"].read_text("ascii")
    assert f'"blend": "{blend.name}"' in script
    operations = re.findall(r"operation (\S+)", report.files["nuke"].read_text("utf-8"))
    assert operations[-1] == {"add": "plus", "darken": "min", "lighten": "max"}.get(
        plain, plain.replace(" ", "-")
    )
    assert any("Nuke's soft light" in note for note in report.notes) == (blend == BlendMode.SOFT_LIGHT)


def test_a_held_layer_is_exported_with_its_hold(comp: Comp) -> None:
    layer = replace(comp.document.layer("l2"), span=Span(0, 10))
    footage = layer_footage(layer, comp.clips)
    frames = list(footage)
    assert footage.count == len(frames) == 11  # 8 stored, the last one held for 3 more
    assert all((frame == frames[7]).all() for frame in frames[8:])
    assert not (frames[6] == frames[7]).all()


def test_solo_hides_the_others(comp: Comp) -> None:
    document = comp.document
    layers = tuple(replace(layer, solo=layer.id == "l2") for layer in document.layers)
    report = replace(comp, document=replace(document, layers=layers)).write()
    assert [item.enabled for item in report.timeline.items] == [False, False, True]


def test_what_is_left_out_is_said(comp: Comp) -> None:
    document = replace(comp.document, work_area=Span(0, 2))
    media = {name: file for name, file in comp.media.items() if name != "l0"}
    report = replace(comp, document=document, media=media).write()
    assert [item.layer for item in report.timeline.items] == ["l1"]
    assert ["Blended" in note for note in report.notes[:2]] == [True, False]
    assert "outside the exported range" in report.notes[1]


def _refusals() -> list[tuple[str, Callable[[Comp], Comp], type[Exception], str]]:
    def media(comp: Comp, **changes: MediaFile) -> Comp:
        return replace(comp, media={**comp.media, **changes})

    return [
        ("8 fps", lambda comp: replace(comp, rate=Fraction(8)), BadInput, "no timecode at 8 fps"),
        ("an uneven rate", lambda comp: replace(comp, rate=Fraction(30)), BadInput, "does not go evenly"),
        ("another rate", lambda comp: replace(comp, rate=Fraction(48)), BadInput, "export both at one rate"),
        ("no timecode", lambda comp: replace(comp, timecode="soon"), BadInput, "not a timecode"),
        ("false drop", lambda comp: replace(comp, timecode="01:00:00;00"), BadInput, "Drop-frame"),
        ("no layer", lambda comp: replace(comp, media={"x": comp.media["l0"]}), BadInput, "no layer 'x'"),
        ("nothing", lambda comp: replace(comp, media={}), BadInput, "No layer in the exported range"),
        (
            "no file",
            lambda comp: media(comp, l0=MediaFile(comp.folder / "gone.mov")),
            FileMissing,
            "gone.mov is not there",
        ),
        (
            "no movie",
            lambda comp: media(comp, l0=MediaFile(Path(__file__))),
            Damaged,
            "cannot be read as a movie",
        ),
        (
            "too short",
            lambda comp: media(comp, l1=replace(comp.media["l2"], first=1)),
            BadInput,
            "holds 24 frames",
        ),
        ("begins late", lambda comp: media(comp, l2=replace(comp.media["l2"], first=4)), BadInput, "holds"),
    ]


@pytest.mark.parametrize(
    ("change", "error", "says"), [row[1:] for row in _refusals()], ids=[row[0] for row in _refusals()]
)
def test_refusals(
    comp: Comp, tmp_path: Path, change: Callable[[Comp], Comp], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        _copy(change(comp), tmp_path / "out").write()
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "out").exists()


def test_portable_media_must_lie_inside(comp: Comp, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="into the folder of a portable hand-off"):
        _copy(comp, tmp_path / "out").write(portable=True)


def test_a_roundabout_folder_and_linked_media_are_inside(comp: Comp, tmp_path: Path) -> None:
    (tmp_path / "out" / "media").mkdir(parents=True)
    media: dict[str, MediaFile] = {}
    for layer, file in comp.media.items():
        link = tmp_path / "out" / "media" / file.path.name
        link.symlink_to(file.path)
        media[layer] = MediaFile(link)
    report = replace(comp, media=media, folder=tmp_path / "x" / ".." / "out").write(portable=True)
    assert report.folder == tmp_path / "out"
    assert [media.path.parent for media in report.timeline.media] == [tmp_path / "out" / "media"] * 3


def test_two_files_of_one_name_are_refused(tmp_path: Path, comp: Comp) -> None:
    twin = tmp_path / "LAYER 1.mov"
    twin.write_bytes(comp.media["l0"].path.read_bytes())
    with pytest.raises(BadInput, match="own name"):
        replace(comp, media={**comp.media, "l0": MediaFile(twin)}, folder=tmp_path).write()


@pytest.mark.parametrize("report", range(1, 9))
def test_cancelled_it_leaves_nothing_half_written(comp: Comp, tmp_path: Path, report: int) -> None:
    sink = CancelsAt(report)
    with pytest.raises(Cancelled):
        write_handoff(
            comp.document, comp.media, tmp_path, name="x", rate=FILM, progress=sink, cancel=sink.token
        )
    written = sorted(path.name for path in tmp_path.iterdir())
    assert not [name for name in written if ".part" in name]
    assert len(written) <= report


def test_a_place_that_cannot_be_written(comp: Comp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="cannot be written"):
        _copy(comp, tmp_path / "file" / "out").write()


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Shot 1", "Shot 1"),
        (TITLE, "Comp -ä- & -1- [x] $y".replace("- [x]", "-[x]")),
        ("../../etc/passwd", "etc-passwd"),
        ("...", "timeline"),
        ("ü" * 80, "ü" * 50),
    ],
)
def test_file_stem(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_hostile_file_names_in_every_format(tmp_path: Path) -> None:
    names = ("ü 'q' \"d\" & <x>", "a]]> %20 100%", "new\nline # é漢🎬")
    comp = make_comp(tmp_path, file_names=names)
    report = comp.write()
    assert set(report.files) >= {"fcpxml", "xmeml", "otio", "after_effects", "nuke", "otioz"}
    manifest = json.loads(report.files["manifest"].read_text("ascii"))
    assert [entry["file"] for entry in manifest["media"]] == [f"media/{name}.mov" for name in names]


@pytest.mark.parametrize(
    ("width", "height", "base"), [(32, 24, 2.0), (128, 96, 0.5), (64, 48, 1.0), (32, 25, 1.0)]
)
def test_a_placement_is_told_in_pixels_of_the_movie(width: int, height: int, base: float) -> None:
    """Programs that know nothing of filling the canvas are told the whole scale, and the anchor on the movie."""
    canvas, transform = Canvas(64, 48, FILM, 1), Transform(7, -4, 1.5, -0.5, 30, 6, -3)
    media = Media(Path("movie.mov"), width, height, 1, FILM, None, True)
    place, map_ = Placement.of(transform, media, canvas), placing(transform, width, height, canvas)
    assert place.scale == (1.5 * base, -0.5 * base)
    assert place.anchor == (width / 2 + 6 / base, height / 2 - 3 / base)
    corners = [
        (map_.xx * x + map_.xy * y + map_.dx, map_.yx * x + map_.yy * y + map_.dy)
        for x, y in ((0, 0), (width, 0), (width, height), (0, height))
    ]
    assert flat(about_centre(place.centre, place.scale, 30, width, height)) == pytest.approx(flat(corners))
    assert Placement.of(Transform(), media, canvas).is_plain == (base == 1)

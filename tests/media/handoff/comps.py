"""The documents the hand-off tests hand over, and their movies, exported by the real encoder."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Transform
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import BlendMode, Label, Role
from layerflow_studio.core.render import placing
from layerflow_studio.core.timebase import Span, nominal_rate
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.encoders import export_prores4444
from layerflow_studio.media.handoff.layer_media import MediaFile, layer_footage
from layerflow_studio.media.handoff.package import HandoffReport, write_handoff

from ..films import smooth_clip

RATES = ("24000/1001", "24", "25", "30000/1001", "30")
FILM = Fraction(24)
HOSTILE = "Ünï \"quoted\" 'n' <b> & [exit] $HOME {x} \\ 100%\nline two ]]> */ é漢🎬"
TITLE = 'Comp "ä" & <1>\n[x] $y'


@dataclass(frozen=True)
class Comp:
    """A document, where its pixels are, and the movies of its layers in a folder."""

    document: Document
    clips: ClipStore
    media: dict[str, MediaFile]
    folder: Path
    rate: Fraction
    timecode: str

    @property
    def times(self) -> int:
        """How often each project frame is shown."""
        return round(self.rate / self.document.canvas.fps)

    def write(self, *, portable: bool = False, name: str = TITLE) -> HandoffReport:
        """Hand the comp over into its folder."""
        return write_handoff(
            self.document,
            self.media,
            self.folder,
            name=name,
            rate=self.rate,
            start_timecode=self.timecode,
            portable=portable,
        )


def make_comp(
    folder: Path, rate: str = "24", *, timecode: str = "01:00:00:00", file_names: tuple[str, ...] = ()
) -> Comp:
    """Three layers on a canvas of 64 × 48: one hidden, one as large as it, one half as large, moved and turned."""
    nominal = nominal_rate(Fraction(rate))
    fps = Fraction(nominal, 5 if rate in ("25", "30") else 3)
    clips = ClipStore(folder / "clips")
    canvas = Canvas(64, 48, fps, 10)
    large = smooth_clip(64, 48, 10, fps=fps)
    opaque = large.pixels.copy()
    opaque[..., 3] = 255
    small = smooth_clip(32, 24, 8, fps=fps)
    back = clips.put(ClipPixels(opaque, fps))
    layers = (
        Layer(
            "l0", "Blended", Role.BLENDED, Span(0, 10), clip=clips.put(large), clip_frames=10, visible=False
        ),
        Layer("l1", "Background", Role.BACKGROUND, Span(0, 10), clip=back, clip_frames=10),
        Layer(
            "l2",
            HOSTILE,
            Role.FOREGROUND,
            Span(3, 9),
            clip=clips.put(small),
            clip_frames=8,
            source_in=1,
            opacity=0.25,
            blend=BlendMode.SCREEN,
            transform=Transform(x=7.5, y=-4, scale_x=1.5, scale_y=1.5, rotation=30, anchor_x=5, anchor_y=-3),
        ),
    )
    markers = (
        Marker("m1", 1, "early"),
        Marker("m2", 4, HOSTILE, Label.TEAL),
        Marker("m3", 0, ""),
    )
    document = Document(canvas, layers, markers=markers, work_area=Span(1, 10))
    media: dict[str, MediaFile] = {}
    for place, layer in enumerate(layers):
        stem = file_names[place] if file_names else f"layer {place}"
        path = folder / "media" / f"{stem}.mov"
        export_prores4444(layer_footage(layer, clips), path, rate=Fraction(rate), timecode=timecode)
        media[layer.id] = MediaFile(path)
    return Comp(document, clips, media, folder, Fraction(rate), timecode)


def without_base(comp: Comp) -> Comp:
    """The same comp with no layer that lasts as long as the timeline."""
    return replace(comp, media={"l2": comp.media["l2"]})


def corners(comp: Comp, layer_id: str, width: int, height: int) -> list[tuple[float, float]]:
    """Where our compositor puts a picture's corners, in canvas pixels from the top left."""
    place = placing(comp.document.layer(layer_id).transform, width, height, comp.document.canvas)
    return [
        (place.xx * x + place.xy * y + place.dx, place.yx * x + place.yy * y + place.dy)
        for x, y in ((0, 0), (width, 0), (width, height), (0, height))
    ]


def about_centre(
    centre: tuple[float, float], scale: tuple[float, float], clockwise: float, width: int, height: int
) -> list[tuple[float, float]]:
    """Where a program puts a picture's corners that scales and turns it about its centre."""
    turn = math.radians(clockwise)
    found: list[tuple[float, float]] = []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        right, down = (x - width / 2) * scale[0], (y - height / 2) * scale[1]
        found.append(
            (
                centre[0] + right * math.cos(turn) - down * math.sin(turn),
                centre[1] + right * math.sin(turn) + down * math.cos(turn),
            )
        )
    return found


def flat(points: list[tuple[float, float]]) -> list[float]:
    """All coordinates in one list, for comparing."""
    return [value for point in points for value in point]


def file_of(uri: str, folder: Path) -> Path:
    """The file a URI or relative reference in a timeline names."""
    if uri.startswith("file://"):
        return Path(unquote(uri.removeprefix("file://").removeprefix("localhost")))
    return folder / unquote(uri)

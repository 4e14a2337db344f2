"""The table of everything that can be exported, what each is for, and which options it takes.

Plain values, so that window and command line know them without a video library; `media.presets` holds the
function that writes each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, cast

from layerflow_studio.core.timebase import parse_rate
from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence, listed


class Alpha(StrEnum):
    """How a format carries transparency, and so how programs expect the colour beside it."""

    STRAIGHT = "straight"
    PREMULTIPLIED = "premultiplied"
    SEPARATE = "separate matte"
    NONE = "none"


class Motion(StrEnum):
    """What becomes of frames when the rate changes."""

    HOLD = "hold"
    """Each is shown a whole number of times; rates that would need an uneven cadence are refused."""
    NEAREST = "nearest"
    BLEND = "blend"


class Grade(StrEnum):
    """How much a lossy film may lose."""

    DRAFT = "draft"
    GOOD = "good"
    BEST = "best"


class Space(StrEnum):
    """Primaries of linear light."""

    REC709 = "Linear Rec.709"
    ACESCG = "ACEScg"


class Group(StrEnum):
    """What people export for."""

    EDITING = "editing"
    COMPOSITING = "compositing"
    WEB = "web"
    ARCHIVE = "archive"
    VIEWING = "viewing"


class Kind(StrEnum):
    """What sort of value an option takes."""

    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    TIMECODE = "timecode"
    COLOUR = "colour"
    """A `Backdrop`, or red, green and blue in 0..255."""
    SIZE = "size"
    """Width and height in pixels."""
    RATE = "rate"
    CLIP = "clip"
    """Pixels that whoever exports hands over; not for people to choose."""


_FLAGS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}


_EXAMPLES = {Kind.SIZE: "1920x1080", Kind.RATE: "24 or 23.976", Kind.TIMECODE: "01:00:00:00"}


@dataclass(frozen=True)
class Option:
    """A setting of a preset: its name in files and commands, its title for people, what it may be.

    Numbers are whole and lie in `low` to `high`. A default of None is said by `unset`.
    """

    name: str
    title: str
    kind: Kind
    default: Any = None
    choices: tuple[StrEnum, ...] = ()
    low: int = 0
    high: int = 2**31
    unset: str = ""

    def read(self, text: str) -> Any:
        """Return the value a text stands for; BadInput when it stands for none."""
        word = text.strip()
        try:
            match self.kind:
                case Kind.FLAG:
                    value: Any = _FLAGS.get(word.lower(), word)
                case Kind.NUMBER:
                    value = int(word)
                case Kind.RATE:
                    value = parse_rate(word)
                case Kind.SIZE:
                    width, _, height = word.lower().replace("×", "x").partition("x")
                    value = int(width), int(height)
                case Kind.COLOUR:
                    value = word if word in tuple(Backdrop) else _colour(word)
                case _:
                    value = word
        except ValueError as problem:
            raise self._refused(text) from problem
        return self.checked(value)

    def written(self, value: Any) -> str:
        """Return the text that `read` makes the value of."""
        match self.kind:
            case Kind.FLAG:
                return "yes" if value else "no"
            case Kind.SIZE:
                return "x".join(map(str, value))
            case Kind.COLOUR if isinstance(value, tuple):
                return "#" + bytes(cast("tuple[int, ...]", value)).hex()
            case _:
                return str(value)

    def checked(self, value: Any) -> Any:
        """Return the value as exports take it; BadInput when it is none of this option's."""
        match self.kind:
            case Kind.CHOICE:
                fits = value in self.choices
            case Kind.FLAG:
                fits = isinstance(value, bool)
            case Kind.NUMBER:
                fits = type(value) is int and self.low <= value <= self.high
            case Kind.COLOUR:
                fits = value in tuple(Backdrop) or _is_colour(value)
            case _:
                fits = True
        if not fits:
            raise self._refused(value)
        if self.kind is Kind.CHOICE:
            return self.choices[self.choices.index(value)]
        return Backdrop(value) if self.kind is Kind.COLOUR and isinstance(value, str) else value

    @property
    def allowed(self) -> Sentence:
        """What it may be, in words for a list."""
        match self.kind:
            case Kind.CHOICE:
                return listed(self.choices, any_of=True)
            case Kind.FLAG:
                return Sentence("yes or no")
            case Kind.NUMBER if self.high < 2**31:
                return Sentence("{low} to {high}", low=self.low, high=self.high)
            case Kind.NUMBER:
                return Sentence("a whole number from {low} up", low=self.low)
            case Kind.COLOUR:
                return Sentence("black, grey, white, checker or #rrggbb")
            case Kind.SIZE | Kind.RATE | Kind.TIMECODE:
                return Sentence("such as {example}", example=_EXAMPLES[self.kind])
            case _:
                return Sentence("text")

    def _refused(self, value: object) -> BadInput:
        title, shown = Sentence(self.title), repr(value) if isinstance(value, str) else str(value)
        if self.kind in _EXAMPLES:
            return BadInput(
                "{title} cannot be {shown}; choose something like {example}.",
                title=title,
                shown=shown,
                example=_EXAMPLES[self.kind],
            )
        return BadInput(
            "{title} cannot be {shown}; choose {allowed}.", title=title, shown=shown, allowed=self.allowed
        )


def _colour(text: str) -> tuple[int, int, int]:
    digits = text.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(text)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _is_colour(value: object) -> bool:
    parts = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
    return len(parts) == 3 and all(isinstance(part, int) and 0 <= part <= 255 for part in parts)


SIZE = Option("size", "Size in pixels", Kind.SIZE, unset="its own")
RATE = Option("rate", "Frame rate", Kind.RATE, unset="its own")
MOTION = Option("motion", "At another frame rate", Kind.CHOICE, Motion.HOLD, tuple(Motion))
BACKDROP = Option("backdrop", "Under what is transparent", Kind.COLOUR, Backdrop.BLACK)
BLEED = Option("bleed", "Draw colour under transparent pixels", Kind.FLAG, True)
DEEP = Option("deep", "Draw layers in 16 bits", Kind.FLAG, True)
TIMECODE = Option("timecode", "Timecode of the first frame", Kind.TIMECODE, unset="none")
FINEST = Option("high_quality", "Finest quality", Kind.FLAG, True)
NAME = Option("name", "Name before the number", Kind.TEXT, "frame")
FIRST = Option("first", "First number", Kind.NUMBER, 1)
SPACE = Option("space", "Colour space", Kind.CHOICE, Space.REC709, tuple(Space))
FOREGROUND = Option("foreground", "Foreground clip", Kind.CLIP)
BACKGROUND = Option("background", "Background clip", Kind.CLIP)
GRADE = Option("quality", "Quality", Kind.CHOICE, Grade.GOOD, tuple(Grade))
CRF = Option("crf", "Rate factor (CRF)", Kind.NUMBER, low=4, high=40, unset="by quality")
QUALITY = Option("quality", "Quality", Kind.NUMBER, low=1, high=100, unset="without loss")
COLUMNS = Option("columns", "Pictures in a row", Kind.NUMBER, 4, low=1, high=16)


@dataclass(frozen=True)
class Preset:
    """One kind of export.

    `suffix` is the file's ending, "" for a folder. `alpha` is what programs expect of such a file, and the
    default of the option "colour". `bits` are those of one channel; sources that have more are dithered to 8.
    """

    key: str
    title: str
    group: Group
    suffix: str
    alpha: Alpha
    bits: int
    advice: str
    own_options: tuple[Option, ...] = ()
    lossless: bool = False
    even: bool = False
    """Odd sides are made even by repeating the last row or column."""
    warning: str = ""
    still: bool = False
    """One picture of all frames, which has neither size nor rate to choose."""

    @property
    def options(self) -> tuple[Option, ...]:
        """All options that an export with this preset takes.

        What holds a film without loss holds the viewer's very pixels unless told otherwise.
        """
        if self.still:
            return self.own_options
        shared, deep = (SIZE, RATE, MOTION), replace(DEEP, default=not self.lossless)
        if self.alpha is Alpha.NONE:
            return (*shared, BACKDROP, *self.own_options, deep)
        ways = (Alpha.STRAIGHT, Alpha.PREMULTIPLIED)
        usual = self.alpha if self.alpha in ways else Alpha.STRAIGHT
        colour = Option("colour", "Colour beside alpha", Kind.CHOICE, usual, ways)
        return (*shared, colour, BLEED, *self.own_options, deep)

    @property
    def takes_document(self) -> bool:
        """Whether it holds foreground, background and blend at once."""
        return FOREGROUND in self.own_options

    def option(self, name: str) -> Option:
        """Return an option by name; BadInput when this preset has none of it."""
        for option in self.options:
            if option.name == name:
                return option
        names = [option.name for option in self.options if option.kind is not Kind.CLIP]
        raise BadInput(
            "{title} has no option {name!r}; it takes {names}.",
            title=Sentence(self.title),
            name=name,
            names=", ".join(names),
        )

    def settings(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a value for every option: what is given and not None, checked, else the default."""
        chosen = {
            name: self.option(name).checked(value)
            for name, value in given.items()
            if self.option(name) and value is not None
        }
        return {option.name: option.default for option in self.options} | chosen


def preset_named(key: str) -> Preset:
    """Return a preset by its key; BadInput when there is none."""
    preset = OFFERED.get(key)
    if preset is None:
        raise BadInput(
            "There is no export preset {key!r}; choose one of {offered}.", key=key, offered=", ".join(OFFERED)
        )
    return preset


RATE_FACTORS: Mapping[str, Mapping[Grade, int]] = {
    "webm": {Grade.DRAFT: 30, Grade.GOOD: 15, Grade.BEST: 6},
    "h264": {Grade.DRAFT: 24, Grade.GOOD: 16, Grade.BEST: 10},
    "h265": {Grade.DRAFT: 22, Grade.GOOD: 14, Grade.BEST: 8},
}
"""The rate factor (CRF) that each grade means, by preset: the scales of encoders differ."""


def rate_factor(key: str, settings: Mapping[str, Any]) -> int:
    """Return the rate factor that a preset's settings ask for: their own, else that of their grade."""
    own = settings[CRF.name]
    return own if own is not None else RATE_FACTORS[key][Grade(settings[GRADE.name])]


def frames_at(frames: int, fps: Fraction, rate: Fraction | None, motion: Motion) -> int:
    """Return how many frames an export has that so many at `fps` become at `rate`."""
    if rate is None or rate == fps:
        return frames
    if motion == Motion.HOLD:
        return frames * max(1, round(rate / fps))
    return max(1, round(frames * rate / fps))


_TABLE = (
    Preset(
        "prores4444",
        "Edit master (ProRes 4444)",
        Group.EDITING,
        ".mov",
        Alpha.STRAIGHT,
        10,
        "Resolve, Premiere, After Effects, Final Cut and Blender; alpha has 16 bits.",
        (TIMECODE, FINEST),
    ),
    Preset(
        "prores422hq",
        "ProRes 422 HQ without alpha",
        Group.EDITING,
        ".mov",
        Alpha.NONE,
        10,
        "Backgrounds and finished composites in any editor.",
        (TIMECODE,),
        even=True,
    ),
    Preset(
        "prores4444_opaque",
        "ProRes 4444 without alpha",
        Group.EDITING,
        ".mov",
        Alpha.NONE,
        10,
        "Plates for keying and grading that need full colour resolution.",
        (TIMECODE,),
    ),
    Preset(
        "animation",
        "QuickTime Animation",
        Group.EDITING,
        ".mov",
        Alpha.STRAIGHT,
        8,
        "Without loss for After Effects, Premiere and Blender; large files.",
        (TIMECODE,),
        lossless=True,
    ),
    Preset(
        "matte_pair",
        "Fill and matte (ProRes)",
        Group.EDITING,
        "",
        Alpha.SEPARATE,
        10,
        "For programs that read no alpha from video: one film of colour, one of grey matte.",
        (TIMECODE,),
    ),
    Preset(
        "png",
        "PNG sequence",
        Group.COMPOSITING,
        "",
        Alpha.STRAIGHT,
        16,
        "Without loss for every program, 8 or 16 bits as the source; one file a frame.",
        (NAME, FIRST),
        lossless=True,
    ),
    Preset(
        "exr",
        "OpenEXR sequence",
        Group.COMPOSITING,
        "",
        Alpha.PREMULTIPLIED,
        16,
        "Nuke, Fusion and other compositing in linear light; half float.",
        (SPACE, NAME, FIRST),
    ),
    Preset(
        "exr_layers",
        "OpenEXR with all layers",
        Group.COMPOSITING,
        "",
        Alpha.PREMULTIPLIED,
        16,
        "Nuke and Fusion: blend, foreground, background and residual in every picture.",
        (FOREGROUND, BACKGROUND, SPACE, NAME, FIRST),
    ),
    Preset(
        "webm",
        "WebM with alpha (VP9)",
        Group.WEB,
        ".webm",
        Alpha.STRAIGHT,
        8,
        "Web pages in Chrome, Edge and Firefox, and OBS; not for editing.",
        (GRADE, CRF),
        warning="Blender, and perhaps Safari, show it without its transparency.",
    ),
    Preset(
        "apng",
        "Animated PNG",
        Group.WEB,
        ".apng",
        Alpha.STRAIGHT,
        8,
        "Without loss in every browser; large files.",
        lossless=True,
    ),
    Preset(
        "webp",
        "Animated WebP",
        Group.WEB,
        ".webp",
        Alpha.STRAIGHT,
        8,
        "Small pictures for web pages and messengers; without loss unless a quality is chosen.",
        (QUALITY,),
        lossless=True,
        warning="Colour under fully transparent pixels is not kept.",
    ),
    Preset(
        "gif",
        "GIF",
        Group.WEB,
        ".gif",
        Alpha.STRAIGHT,
        8,
        "Where nothing else is shown; prefer WebP or WebM.",
        warning="Only 256 colours a frame, edges are cut hard, and rates such as 24 fps come out uneven.",
    ),
    Preset(
        "ffv1",
        "FFV1 archive",
        Group.ARCHIVE,
        ".mkv",
        Alpha.STRAIGHT,
        16,
        "Without loss and compact, to keep or to read with FFmpeg; few editors open it.",
        lossless=True,
    ),
    Preset(
        "h264",
        "H.264",
        Group.VIEWING,
        ".mp4",
        Alpha.NONE,
        8,
        "To show the composite anywhere.",
        (GRADE, CRF),
        even=True,
    ),
    Preset(
        "h265",
        "H.265, 10 bits",
        Group.VIEWING,
        ".mp4",
        Alpha.NONE,
        10,
        "To show the composite on newer devices; smaller, and free of banding.",
        (GRADE, CRF),
        even=True,
    ),
)

PRESETS: Mapping[str, Preset] = {preset.key: preset for preset in _TABLE}
"""Every preset that writes films, by its key, in the order to offer them."""

SHEET = Preset(
    "sheet",
    "Contact sheet",
    Group.VIEWING,
    ".png",
    Alpha.NONE,
    8,
    "A few frames side by side on one picture, to look at or to send.",
    (COLUMNS, Option("backdrop", BACKDROP.title, Kind.COLOUR, Backdrop.CHECKER)),
    still=True,
)

OFFERED: Mapping[str, Preset] = {**PRESETS, SHEET.key: SHEET}
"""Everything that can be exported: the films and the contact sheet."""

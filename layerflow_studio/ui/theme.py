"""The look: neutral greys around pictures, one accent, Fusion with a palette first and a little QSS."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from layerflow_studio.core.kinds import Label, Role
from layerflow_studio.core.shipped import RESOURCES

WINDOW = "#2b2b2b"
PANEL = "#333333"
RAISED = "#3d3d3d"
HOVER = "#474747"
FIELD = "#242424"
SURROUND = "#1f1f1f"
TRACK = "#262626"
EDGE = "#1a1a1a"
LINE = "#454545"
BORDER = "#8a8a8a"
TEXT = "#e0e0e0"
MUTED = "#b8b8b8"
MARK = "#9a9a9a"
FAINT = "#787878"
ACCENT = "#f5a524"
ACCENT_HOVER = "#ffb743"
ACCENT_PRESSED = "#e0951c"
ON_ACCENT = "#1b1b1b"
ALERT = "#ff8a80"
GOOD = "#8fd694"
NOTICE = "#40302e"
HANDLE = "#6a6a6a"

ROLE_COLOURS = {
    Role.FOREGROUND: "#5fb8a5",
    Role.BACKGROUND: "#6f9fe0",
    Role.BLENDED: "#ab91dd",
    Role.MEDIA: "#b0b0b0",
}
"""Tints of badges and bars; the role is always written beside them as well."""

LABEL_COLOURS = {
    Label.RED: "#e5675f",
    Label.ORANGE: "#e08e45",
    Label.YELLOW: "#d8c04a",
    Label.GREEN: "#7fbf5f",
    Label.TEAL: "#4fb3a5",
    Label.BLUE: "#5b9bd8",
    Label.VIOLET: "#9f84d6",
    Label.PINK: "#d97fb0",
}
"""Tints of labels; the label's name is shown beside them or in their tool tip."""

TEXT_ON = (
    (TEXT, WINDOW),
    (TEXT, PANEL),
    (TEXT, RAISED),
    (TEXT, HOVER),
    (TEXT, FIELD),
    (TEXT, SURROUND),
    (MUTED, WINDOW),
    (MUTED, PANEL),
    (MUTED, FIELD),
    (MUTED, SURROUND),
    (MUTED, TRACK),
    (ON_ACCENT, ACCENT),
    (ON_ACCENT, ACCENT_HOVER),
    (ON_ACCENT, ACCENT_PRESSED),
    (TEXT, NOTICE),
    (MUTED, RAISED),
    (MUTED, HOVER),
    (ALERT, PANEL),
    (GOOD, PANEL),
    *((ON_ACCENT, colour) for colour in ROLE_COLOURS.values()),
)
"""Every pair of text and ground the theme puts together; contrast 4.5 or more."""

BORDER_ON = (
    (BORDER, PANEL),
    (BORDER, WINDOW),
    (BORDER, FIELD),
    (BORDER, RAISED),
    (BORDER, TRACK),
    (BORDER, SURROUND),
    (MARK, PANEL),
    (MARK, RAISED),
    (MARK, HOVER),
    (FAINT, WINDOW),
    (FAINT, SURROUND),
    (ACCENT, PANEL),
    (ACCENT, RAISED),
    (ACCENT, HOVER),
    (ACCENT, FIELD),
    (ACCENT, SURROUND),
    (ACCENT, TRACK),
)
"""Every pair of ground and control: its edge, or the glyph that is all of it; contrast 3 or more."""

_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "Cantarell", "Ubuntu", "DejaVu Sans"]
_STYLE = "theme/studio.qss"


def luminance(colour: str) -> float:
    """Relative luminance 0..1 of a #rrggbb colour (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio 1..21 of two #rrggbb colours (WCAG 2.2)."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def palette() -> QPalette:
    """The palette that Fusion draws everything with."""
    result = QPalette()
    part = QPalette.ColorRole
    for role, colour in {
        part.Window: PANEL,
        part.WindowText: TEXT,
        part.Base: FIELD,
        part.AlternateBase: WINDOW,
        part.Text: TEXT,
        part.PlaceholderText: MUTED,
        part.Button: RAISED,
        part.ButtonText: TEXT,
        part.BrightText: ALERT,
        part.Highlight: ACCENT,
        part.HighlightedText: ON_ACCENT,
        part.ToolTipBase: RAISED,
        part.ToolTipText: TEXT,
        part.Link: ACCENT,
        part.LinkVisited: ACCENT,
        part.Light: HOVER,
        part.Midlight: RAISED,
        part.Mid: LINE,
        part.Dark: EDGE,
        part.Shadow: EDGE,
        part.Accent: ACCENT,
    }.items():
        result.setColor(role, QColor(colour))
    for role in (part.WindowText, part.Text, part.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(FAINT))
    result.setColor(QPalette.ColorGroup.Disabled, part.Highlight, QColor(LINE))
    return result


def apply_theme(app: QApplication) -> None:
    """Give the whole application the studio's look."""
    apply_colours(app)
    apply_sheet(app)


def apply_colours(app: QApplication) -> None:
    """Give the whole application the studio's style, colours and font; `apply_sheet` is to follow."""
    app.setStyle("Fusion")
    app.setPalette(palette())
    app.setFont(interface_font())


def apply_sheet(app: QApplication) -> None:
    """Give the whole application the studio's style sheet.

    Without one a window is made in half the time, because no widget is then styled anew each time that it is put
    into another: what makes many widgets is best done before.
    """
    app.setStyleSheet(style_sheet(RESOURCES / _STYLE))


def interface_font() -> QFont:
    """The first of the interface fonts that this machine has, at 9.75 points (13 pixels at 96 dpi)."""
    return QFont(_made_font(9.75, bold=False, tabular=False))


def numeric_font(points: float = 9.75, *, bold: bool = False) -> QFont:
    """The interface font with figures of one width, so that running numbers stand still."""
    return QFont(_made_font(points, bold=bold, tabular=True))


@cache
def _made_font(points: float, *, bold: bool, tabular: bool) -> QFont:
    """A font as it is asked for again with every painting; not to be changed."""
    present = set(QFontDatabase.families())
    font = QFont([family for family in _FAMILIES if family in present] or [QFont().family()])
    font.setPointSizeF(points)
    if tabular:
        font.setBold(bold)
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def style_sheet(path: Path) -> str:
    """Read a style sheet and put the colours and icon paths in."""
    colours = {name: value for name, value in globals().items() if name.isupper() and isinstance(value, str)}
    icons = (RESOURCES / "icons").as_posix()
    return Template(path.read_text(encoding="utf-8")).substitute(colours, ICONS=icons)

"""Small controls that several panels use, each with an accessible name from the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import ceil

from PySide6.QtCore import QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QValidator,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import SEED_LIMIT
from layerflow_studio.ui import theme
from layerflow_studio.ui.escape import EscapeKey
from layerflow_studio.ui.icons import icon, picture
from layerflow_studio.ui.number_field import NumberField
from layerflow_studio.ui.words import role_badge, role_name

_WORDS_LEFT, _WORDS_RIGHT = 46, 14
_MOST_LINES = 4


def tool_button(
    name: str, picture_name: str, on: str | None = None, side: int = 18, on_colour: str = theme.ACCENT
) -> QToolButton:
    """A flat icon button; checkable when it has an `on` drawing. Reached by Tab, not focused by a click."""
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setIcon(icon(picture_name, on, on_colour=on_colour))
    button.setIconSize(QSize(side, side))
    button.setCheckable(on is not None)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def action_button(action: QAction, side: int = 18) -> QToolButton:
    """A flat icon button for an action of the table."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
    button.setIconSize(QSize(side, side))
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def drop_down(name: str) -> QComboBox:
    """A combo box whose list carries its name as well."""
    combo = QComboBox()
    for part in (combo, combo.view()):
        part.setAccessibleName(name)
    combo.setToolTip(name)
    return combo


def muted(text: str = "", *, small: bool = True) -> QLabel:
    """A label in the muted colour."""
    label = QLabel(text)
    label.setObjectName("muted")
    if small:
        font = theme.numeric_font(8.75)
        label.setFont(font)
    return label


class ElidedLabel(QLabel):
    """A label that shortens its text where there is no room, and says all of it in its tool tip.

    Muted, small and to the right; `plain` ones are like other labels, to the left.
    """

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__()
        self._plain = plain
        if not plain:
            self.setObjectName("muted")
            self.setFont(theme.numeric_font(8.75))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show a text, with all of it in the tool tip."""
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """The width of the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(QColor(theme.TEXT if self._plain else theme.MUTED))
        side = Qt.AlignmentFlag.AlignLeft if self._plain else Qt.AlignmentFlag.AlignRight
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.rect(), flags, elided_font_text(self.text(), self.font(), self.width()))


class Glyph(QLabel):
    """A small picture; where one is shown already, showing it again lays nothing out and paints nothing."""

    _shown = 0

    def show_picture(self, picture: QPixmap) -> None:
        """Show a picture. Its key is kept here, as a label makes another picture of it for the screen's scale."""
        if picture.cacheKey() != self._shown:
            self._shown = picture.cacheKey()
            self.setPixmap(picture)


def divider() -> QFrame:
    """A thin upright line between groups of buttons."""
    line = QFrame()
    line.setObjectName("divider")
    line.setFixedSize(1, 18)
    return line


class ShareBar(QProgressBar):
    """A thin bar of how much is done."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self.setFixedHeight(6)

    def show_share(self, share: float) -> None:
        """Show a share of 0..1 with the next painting; by itself the bar would have all that waits painted at once."""
        value = round(share * 1000)
        if value != self.value():
            self.setUpdatesEnabled(False)
            self.setValue(value)
            self.setUpdatesEnabled(True)


class RoleBadge(QWidget):
    """The role as a coloured tag with two letters."""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(28, 18)
        self._role: Role | None = None
        self.set_role(role)

    def set_role(self, role: Role) -> None:
        """Show another role."""
        if role == self._role:
            return
        self._role = role
        self.setAccessibleName(role_name(role))
        self.setToolTip(role_name(role))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        if self._role is not None:
            paint_badge(painter, QRectF(self.rect()), self._role)


def paint_badge(painter: QPainter, rect: QRectF, role: Role) -> None:
    """Paint a role's tag."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ROLE_COLOURS[role]))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(QColor(theme.ON_ACCENT))
    painter.setFont(theme.numeric_font(8, bold=True))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), role_badge(role))
    painter.restore()


class Thumb(QWidget):
    """A small picture over a checkerboard, with a corner tag while it is not final."""

    clicked = Signal()

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(width, height)
        self._image: QImage | None = None
        self._live = False

    @property
    def image(self) -> QImage | None:
        """The picture now shown."""
        return self._image

    def set_image(self, image: QImage | None, *, live: bool = False) -> None:
        """Show a picture, or nothing; a live one gets a frame in the accent colour."""
        if image is not self._image or live != self._live:
            self._image, self._live = image, live
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that it was pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture to fill the room."""
        painter = QPainter(self)
        paint_thumb(painter, QRectF(self.rect()), self._image)
        if self._live:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)


def room_on_screen(painter: QPainter, rect: QRectF) -> QSize:
    """Return how many pixels of the screen a rectangle covers."""
    ratio = painter.device().devicePixelRatioF()
    return QSize(ceil(rect.width() * ratio), ceil(rect.height() * ratio))


def paint_thumb(painter: QPainter, rect: QRectF, image: QImage | None, radius: float = 3) -> None:
    """Paint a picture scaled to cover a rounded rectangle, over a small checkerboard."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.setClipPath(path)
    painter.fillRect(rect, QColor(theme.SURROUND))
    if image is None or image.isNull():
        painter.setPen(QPen(QColor(theme.FAINT), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    else:
        painter.setBrushOrigin(rect.topLeft())
        painter.fillRect(rect, QBrush(_small_checker()))
        scale = max(rect.width() / image.width(), rect.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        target = QRectF(rect.center().x() - width / 2, rect.center().y() - height / 2, width, height)
        painter.drawImage(target, image)
    painter.restore()


@cache
def _small_checker() -> QPixmap:
    """Two by two squares of the checkerboard behind small pictures."""
    side = 6
    pixmap = QPixmap(2 * side, 2 * side)
    painter = QPainter(pixmap)
    for row in range(2):
        for column in range(2):
            grey = (84, 110)[(row + column) % 2]
            painter.fillRect(QRect(column * side, row * side, side, side), QColor(grey, grey, grey))
    painter.end()
    return pixmap


class WordyButton(QPushButton):
    """The main button: what it does in large letters, and below it in words what that will mean now."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("primary")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title, self._sentence, self._keys = title, "", ""
        self._glyphs = {on: picture("generate", 22, self._ink(on), 2) for on in (True, False)}
        self.setAccessibleName(title)

    @staticmethod
    def _ink(enabled: bool) -> str:
        return theme.ON_ACCENT if enabled else theme.MUTED

    @property
    def sentence(self) -> str:
        """What is said below the title."""
        return self._sentence

    def set_words(self, title: str, sentence: str, keys: str = "") -> None:
        """Change title, sentence and the key that is shown."""
        if (title, sentence, keys) == (self._title, self._sentence, self._keys):
            return
        self._title, self._sentence, self._keys = title, sentence, keys
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setToolTip(sentence)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """A narrow button needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the title and the lines of the sentence, at least two."""
        return 42 + 15 * max(2, len(self._lines(width - _WORDS_LEFT - _WORDS_RIGHT)))

    def sizeHint(self) -> QSize:
        """A comfortable width."""
        return QSize(260, self.heightForWidth(260))

    def minimumSizeHint(self) -> QSize:
        """Narrow, with the lines that takes."""
        return QSize(200, 72)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground as the style does, then the words."""
        super().paintEvent(event)
        painter = QPainter(self)
        ink = QColor(self._ink(self.isEnabled()))
        left, right = _WORDS_LEFT, self.width() - _WORDS_RIGHT
        painter.drawPixmap(14, (self.height() - 22) // 2, self._glyphs[self.isEnabled()])
        painter.setPen(ink)
        title_font = theme.numeric_font(11, bold=True)
        painter.setFont(title_font)
        lines = self._lines(right - left)
        top = (self.height() - 20 - 15 * len(lines)) / 2
        painter.drawText(QRectF(left, top, right - left, 20), int(Qt.AlignmentFlag.AlignVCenter), self._title)
        painter.setFont(theme.numeric_font(8.75))
        if self._keys:
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(QRectF(left, top, right - left, 20), flags, self._keys)
        for number, line in enumerate(lines):
            painter.drawText(QRectF(left, top + 20 + 15 * number, right - left, 15), 0, line)

    def _lines(self, width: int) -> list[str]:
        """The sentence on a few lines."""
        return wrapped(self._sentence, QFontMetrics(theme.numeric_font(8.75)), width, _MOST_LINES)


def wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """Break a text into at most so many lines of a width; the last one is shortened if need be."""
    words, lines = text.split(), [""]
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if metrics.horizontalAdvance(longer) <= width or not lines[-1]:
            lines[-1] = longer
            words.pop(0)
        elif len(lines) < most:
            lines.append("")
        else:
            rest = " ".join([lines[-1], *words])
            lines[-1] = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
            break
    return [line for line in lines if line]


def commit_typing() -> None:
    """Have the field with the focus take what is typed in it, as when it is left, because that is used now."""
    field = QApplication.focusWidget()
    if isinstance(field, NumberField):
        field.take_typed()
    elif isinstance(field, QLineEdit) and field.isModified():
        field.editingFinished.emit()


def show_text(field: QLineEdit, text: str) -> None:
    """Show a text in a field unless another is being typed there; cursor and selection stay where they can."""
    if not field.isModified() and field.text() != text:
        with QSignalBlocker(field):
            field.setText(text)


def revert_on_escape(field: QLineEdit, show: Callable[[], object]) -> None:
    """Have Esc leave a field without taking what was typed; `show` shows there what holds."""

    def revert() -> None:
        field.setModified(False)
        show()
        field.clearFocus()

    EscapeKey(field, lambda: True, revert)


class SeedField(QLineEdit):
    """A whole number below the limit of seeds, in figures of one width."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFont(theme.numeric_font(9.25, bold=False))
        self.setValidator(_SeedValidator(self))
        self.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance("0" * 10) + 26)

    @property
    def seed(self) -> int | None:
        """The number, None when the field is empty."""
        return int(self.text()) if self.text() else None


class _SeedValidator(QValidator):
    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Accept figures up to the largest seed."""
        fits = text == "" or (text.isascii() and text.isdigit() and int(text) < SEED_LIMIT)
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid, text, place)


def elided_font_text(text: str, font: QFont, width: int) -> str:
    """Shorten a text so that it fits."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)

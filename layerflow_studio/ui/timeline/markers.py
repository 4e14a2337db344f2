"""The card a marker is named, coloured and deleted on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core import edits, timeline_edits
from layerflow_studio.core.document import Document, Label, Marker
from layerflow_studio.core.timebase import timecode_of
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import muted, tool_button
from layerflow_studio.ui.timeline.ruler import marker_colour
from layerflow_studio.ui.words import label_name
from layerflow_studio.ui.workspace import Workspace

_SWATCH = 16


class MarkerCard(QFrame):
    """Stands at its marker until a click elsewhere, Return or Esc; each field is one undo step."""

    def __init__(self, workspace: Workspace, marker: Marker, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Marker"))
        self._workspace, self._id = workspace, marker.id
        self.name = QLineEdit(marker.name)
        self.name.setAccessibleName(self.tr("Name of the marker"))
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setMinimumWidth(190)
        self.name.textEdited.connect(self._rename)
        self.name.returnPressed.connect(self.close)
        self.frame = QSpinBox()
        self.frame.setAccessibleName(self.tr("Frame of the marker"))
        self.frame.setToolTip(self.frame.accessibleName())
        self.frame.setRange(0, workspace.document.canvas.length - 1)
        self.frame.setValue(marker.frame)
        self.frame.valueChanged.connect(self._move)
        self.time = muted()
        self.bin = tool_button(self.tr("Delete marker"), "trash", side=16)
        self.bin.clicked.connect(self._delete)
        self.swatches: dict[Label, QToolButton] = {}
        self._lay_out(marker)
        self.name.selectAll()

    def open_at(self, at: QPoint) -> None:
        """Show the card below a place on the screen, within the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = min(max(room.left(), at.x() - 20), room.right() - self.width())
        top = at.y() + 4 if at.y() + self.height() + 4 < room.bottom() else at.y() - self.height() - 50
        self.move(left, top)
        self.show()
        self.name.setFocus()

    def _lay_out(self, marker: Marker) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 8, 10, 10)
        whole.setSpacing(8)
        place = QHBoxLayout()
        place.addWidget(muted(self.tr("Marker at frame")))
        place.addWidget(self.frame)
        place.addWidget(self.time, 1)
        self._show_time(marker.frame)
        whole.addLayout(place)
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.bin)
        whole.addLayout(line)
        colours = QHBoxLayout()
        colours.setSpacing(2)
        group = QButtonGroup(self)
        for label in Label:
            swatch = QToolButton()
            swatch.setCheckable(True)
            swatch.setAutoRaise(True)
            swatch.setIcon(label_icon(label))
            swatch.setIconSize(QSize(_SWATCH, _SWATCH))
            swatch.setAccessibleName(label_name(label))
            swatch.setToolTip(label_name(label))
            swatch.setChecked(label == marker.label)
            swatch.clicked.connect(partial(self._colour, label))
            group.addButton(swatch)
            colours.addWidget(swatch)
            self.swatches[label] = swatch
        whole.addLayout(colours)

    def _show_time(self, frame: int) -> None:
        self.time.setText(timecode_of(frame, self._workspace.document.canvas.fps))

    def _move(self, frame: int) -> None:
        key = f"marker-frame:{self._id}"
        edit = partial(timeline_edits.move_marker, marker_id=self._id, frame=frame)
        self._workspace.do(self.tr("Move marker"), edit, key)
        self._show_time(frame)

    def _rename(self, text: str) -> None:
        key = f"marker-name:{self._id}"
        self._workspace.do(self.tr("Name marker"), partial(_change, self._id, name=text), key)

    def _colour(self, label: Label, _checked: bool = False) -> None:
        self._workspace.do(self.tr("Colour marker"), partial(_change, self._id, label=label))

    def _delete(self) -> None:
        self._workspace.do(self.tr("Delete marker"), partial(edits.remove_marker, marker_id=self._id))
        self.close()


def label_icon(label: Label) -> QIcon:
    """A disc in a label's colour; a ring for none."""
    pixmap = QPixmap(_SWATCH * 2, _SWATCH * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.BORDER), 3) if label == Label.NONE else Qt.PenStyle.NoPen)
    if label != Label.NONE:
        painter.setBrush(QColor(marker_colour(label)))
    painter.drawEllipse(4, 4, 2 * _SWATCH - 8, 2 * _SWATCH - 8)
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)


def _change(marker_id: str, document: Document, **values: object) -> Document:
    marker = next((marker for marker in document.markers if marker.id == marker_id), None)
    if marker is None:
        return document
    return edits.change_marker(document, replace(marker, **values))  # type: ignore[arg-type]

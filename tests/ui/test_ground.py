"""What lies still is painted once, and then only where it was touched."""

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from layerflow_studio.ui.ground import Ground


class Field(QWidget):
    """Stripes in one colour, and over them a line that moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(200, 1000)
        self.colour, self.line = QColor(200, 40, 40), 0
        self.parts: list[QRect] = []
        self.ground = Ground(self, self.paint_ground)
        self.area = QScrollArea()
        self.area.setWidget(self)
        self.area.resize(230, 120)

    def paint_ground(self, painter: QPainter, part: QRectF) -> None:
        self.parts.append(part.toRect())
        painter.fillRect(part, QColor(30, 30, 30))
        for top in range(0, 1000, 10):
            painter.fillRect(0, top, top // 5, 5, self.colour)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.ground.show(painter, event.rect())
        painter.fillRect(self.line, 0, 2, self.height(), QColor(255, 200, 0))

    def expected(self, part: QRect) -> QImage:
        whole = QImage(self.size(), QImage.Format.Format_RGB32)
        with QPainter(whole) as painter:
            self.paint_ground(painter, QRectF(self.rect()))
            painter.fillRect(self.line, 0, 2, self.height(), QColor(255, 200, 0))
        self.parts.clear()
        return whole.copy(part)


@pytest.fixture
def field(qtbot: QtBot) -> Field:
    """One in a scroll area that shows a part of it."""
    field = Field()
    qtbot.addWidget(field.area)
    field.area.show()
    qtbot.waitUntil(lambda: bool(field.parts))
    field.parts.clear()
    return field


def seen(field: Field) -> QImage:
    """What is on screen of it."""
    view = field.area.viewport()
    return (
        view.grab()
        .toImage()
        .convertToFormat(QImage.Format.Format_RGB32)
        .copy(QRect(0, 0, field.width(), view.height()))
    )


def in_sight(field: Field) -> QRect:
    return field.visibleRegion().boundingRect()


def test_what_moves_leaves_the_ground_alone(field: Field) -> None:
    for field.line in (20, 40, 60):
        field.repaint()
    assert field.parts == []
    assert seen(field) == field.expected(in_sight(field))


def test_only_what_is_touched_is_painted_anew(field: Field) -> None:
    field.colour = QColor(40, 200, 40)
    field.ground.touch(QRect(0, 30, 200, 20))
    field.repaint()
    assert field.parts == [QRect(0, 30, 200, 20)]
    field.ground.touch()
    field.repaint()
    assert field.parts[1:] == [in_sight(field)]
    assert seen(field) == field.expected(in_sight(field))


def test_what_scrolls_in_is_painted_and_the_rest_is_kept(field: Field) -> None:
    high = in_sight(field).height()
    field.area.verticalScrollBar().setValue(35)
    field.repaint()
    assert field.parts == [QRect(0, high, in_sight(field).width(), 35)]
    assert seen(field) == field.expected(in_sight(field))


def test_what_was_touched_out_of_sight_is_right_when_it_is_seen(field: Field) -> None:
    field.colour = QColor(40, 40, 200)
    field.ground.touch(QRect(0, 0, 200, 1000))
    field.area.verticalScrollBar().setValue(60)
    field.repaint()
    field.area.verticalScrollBar().setValue(0)
    field.repaint()
    assert seen(field) == field.expected(in_sight(field))


def test_all_of_it_is_another_at_another_size(field: Field) -> None:
    field.setFixedSize(180, 1000)
    field.repaint()
    assert field.parts == [in_sight(field)]
    assert seen(field) == field.expected(in_sight(field))

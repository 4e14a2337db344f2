"""What changes often changes alone: the window is not laid out anew for a frame number or a state that stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from layerflow_studio.core.kinds import Role
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import Glyph, ShareBar
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.panels.column import Slot
from layerflow_studio.ui.steady import SteadyButton, SteadyLabel
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui


class Heard(QObject):
    """Counts the events of one kind that reach one widget."""

    def __init__(self, widget: QWidget, kind: QEvent.Type) -> None:
        super().__init__(widget)
        self.kind, self.count = kind, 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self.kind
        return False

    def during(self, act: Callable[[], object]) -> int:
        QApplication.processEvents()
        self.count = 0
        act()
        QApplication.processEvents()
        return self.count


def test_a_frame_number_with_as_many_figures_lays_nothing_out(filled: Studio) -> None:
    window, transport = filled.window, filled.window.workspace.transport
    layouts = Heard(window, QEvent.Type.LayoutRequest)
    for frame in range(8):  # until every picture is there
        transport.go_to(frame)
        filled.qtbot.wait(50)
    assert layouts.during(lambda: [transport.go_to(frame) for frame in (2, 5, 3)]) == 0
    assert window.viewer.transport_bar.frame.text() == "frame 3 / 7"


def test_a_state_that_stays_lays_out_and_paints_nothing(filled: Studio) -> None:
    row = filled.row(Role.FOREGROUND)
    row.render_state()
    assert not row.glyph.isHidden()
    assert Heard(row, QEvent.Type.LayoutRequest).during(row.render_state) == 0
    assert Heard(row, QEvent.Type.Paint).during(row.render_state) == 0


def test_a_glyph_shows_another_picture(qtbot: QtBot) -> None:
    glyph = Glyph()
    qtbot.addWidget(glyph)
    for name, side in (("check", 14), ("warning", 14), ("check", 20)):
        glyph.show_picture(picture(name, side, theme.TEXT, 2))
        assert glyph.sizeHint().width() == side


def test_a_share_that_stays_paints_nothing(qtbot: QtBot) -> None:
    bar = ShareBar("Progress")
    qtbot.addWidget(bar)
    bar.show()
    bar.show_share(0.25)
    paints = Heard(bar, QEvent.Type.Paint)
    assert paints.during(lambda: bar.show_share(0.25)) == 0
    assert paints.during(lambda: bar.show_share(0.5)) == 1
    assert bar.value() == 500


@pytest.mark.parametrize("kind", [SteadyLabel, SteadyButton])
def test_a_steady_text_takes_the_room_it_needs(
    qtbot: QtBot, kind: type[SteadyLabel] | type[SteadyButton]
) -> None:
    whole, steady = QWidget(), kind()
    QHBoxLayout(whole).addWidget(steady)
    qtbot.addWidget(whole)
    whole.show()
    layouts = Heard(whole, QEvent.Type.LayoutRequest)
    steady.setText("12")
    assert layouts.during(lambda: steady.setText("12")) == 0
    assert layouts.during(lambda: steady.setText("a longer text")) > 0
    assert steady.size() == steady.sizeHint()
    font = steady.font()
    font.setPointSizeF(2 * font.pointSizeF())
    steady.setFont(font)
    QApplication.processEvents()
    assert steady.size() == steady.sizeHint()


def test_a_row_is_made_when_its_place_is_seen(qtbot: QtBot) -> None:
    made: list[QWidget] = []

    def make() -> QWidget:
        made.append(QWidget())
        return made[-1]

    slot = Slot(make, 40)
    qtbot.addWidget(slot)
    slot.resize(200, 40)
    assert not made
    slot.show()
    qtbot.waitUntil(lambda: slot.row is not None)
    assert made == [slot.row] and slot.fill() is slot.row
    qtbot.waitUntil(lambda: made[0].isVisible() and made[0].size() == slot.size())

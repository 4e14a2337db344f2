"""Access: names, the keyboard's way through the window, focus that is seen, menus, and screens of every scale."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from layerflow_studio.session.preferences import Preferences
from layerflow_studio.ui.dialogs.keys import KeysDialog
from layerflow_studio.ui.dialogs.preferences import PreferencesDialog
from tests.ui.clipping import clipped, cut_off
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui
FIELDS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)
CONTROLS = (*FIELDS, QAbstractItemView, QProgressBar, QDockWidget)
PART_OF = (QComboBox, QAbstractSpinBox, QLineEdit, QDockWidget, QAbstractItemView)
SCALES = ("1", "1.5", "2")


def is_ours(widget: QWidget) -> bool:
    """Whether we made it: Qt builds parts into its own controls, and names those itself."""
    inside = isinstance(widget.parentWidget(), PART_OF) and not isinstance(widget, QAbstractItemView)
    return not (inside or widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar))


def spoken(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}"
        for widget in root.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and is_ours(widget) and not spoken(widget)
    ]


@pytest.fixture
def dialogs(filled: Studio) -> Iterator[list[QDialog]]:
    """Every dialog of the shell and the export, open over the window."""
    window = filled.window
    made: list[QDialog] = [
        *(PreferencesDialog(Preferences(), (Path("/models"),), page, window) for page in range(4)),
        KeysDialog(window.keymap, window),
    ]
    filled.act("export")
    filled.until(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    export = QApplication.activeModalWidget()
    assert isinstance(export, QDialog)
    for dialog in made:
        filled.qtbot.addWidget(dialog)
        dialog.show()
    yield [*made, export]
    for dialog in (*made, export):
        dialog.reject()
    filled.idle()


def test_everything_has_a_name(filled: Studio, dialogs: list[QDialog]) -> None:
    filled.window.centre.show_start()
    assert nameless(filled.window) == []
    for dialog in dialogs:
        assert dialog.accessibleName() and nameless(dialog) == [], dialog.windowTitle()


def reached_by_tab(root: QWidget) -> list[QWidget]:
    """What Tab leads to in a window, in order."""
    first = widget = root.nextInFocusChain()
    found: list[QWidget] = []
    while widget is not None:
        wants = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if wants and widget.isVisible() and widget.isEnabled() and widget.window() is root:
            found.append(widget)
        widget = widget.nextInFocusChain()
        if widget is first:
            return found
    return found


def test_tab_reaches_every_control(filled: Studio, dialogs: list[QDialog]) -> None:
    for root in (filled.window, *dialogs):
        reached = set(reached_by_tab(root))
        left_out = [
            f"{spoken(widget)!r} in {root.windowTitle()}"
            for widget in root.findChildren(QWidget)
            if isinstance(widget, FIELDS) and is_ours(widget) and widget.isVisible() and widget.isEnabled()
            if widget.window() is root
            if widget not in reached and not _is_one_of_a_group(widget, reached)
        ]
        assert left_out == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_walks_through_the_whole_window_and_comes_back(filled: Studio, key: Qt.Key) -> None:
    window = filled.window
    canvas = window.viewer.canvas
    canvas.setFocus()
    shown = {dock for dock in window.findChildren(QDockWidget) if dock.isVisible()}
    walked: list[QWidget] = []
    while not walked or not canvas.hasFocus():
        focused = QApplication.focusWidget()
        assert focused is not None and focused not in walked, f"a ring without the picture: {focused}"
        walked.append(focused)
        filled.qtbot.keyClick(focused, key)
        assert {dock for dock in window.findChildren(QDockWidget) if dock.isVisible()} == shown
    assert len(walked) > 30
    filled.qtbot.keyClick(canvas, key)
    assert QApplication.focusWidget() is walked[1], "the second round is as the first"


def _is_one_of_a_group(widget: QWidget, reached: set[QWidget]) -> bool:
    """Arrows lead from one choice of a group to the next."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and any(button in reached for button in group.buttons())


def test_tab_goes_down_the_page(dialogs: list[QDialog]) -> None:
    """From one control to the next never far up, but for the row of buttons below and the list beside."""
    for dialog in dialogs:
        if not isinstance(dialog, PreferencesDialog):
            continue
        fields = [w for w in reached_by_tab(dialog) if isinstance(w, FIELDS) and is_ours(w)]
        tops = [field.mapTo(dialog, QPoint(0, 0)).y() for field in fields]
        assert all(later >= earlier - 12 for earlier, later in pairwise(tops)), tops


def test_focus_is_seen(filled: Studio) -> None:
    """A control looks different while it has the focus."""
    window = filled.window
    unseen: list[str] = []
    for widget in reached_by_tab(window):
        if not isinstance(widget, FIELDS) or not is_ours(widget) or isinstance(widget, QScrollBar):
            continue
        window.viewer.canvas.setFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus() and widget.grab().toImage() == before:
            unseen.append(f"{type(widget).__name__} {spoken(widget)!r}")
    assert unseen == []


def test_every_action_is_in_a_menu_that_can_be_reached(filled: Studio) -> None:
    def inside(menu: QMenu) -> Iterator[object]:
        for action in menu.actions():
            yield action
            below = action.menu()
            if isinstance(below, QMenu):
                yield from inside(below)

    bar = filled.window.menuBar()
    reachable = {id(one) for top in bar.actions() for one in inside(top.menu())}  # type: ignore[arg-type]
    lost = [name for name, action in filled.window.actions_by_id.items() if id(action) not in reachable]
    assert lost == []
    letters = [top.text()[top.text().index("&") + 1].lower() for top in bar.actions()]
    assert len(set(letters)) == len(letters), f"two menus open with Alt and one letter: {letters}"


def test_no_text_is_cut_off(filled: Studio, dialogs: list[QDialog]) -> None:
    filled.window.resize(1440, 900)
    found = [text for root in (filled.window, *dialogs) for text in clipped(root) + cut_off(root)]
    assert found == []


def test_the_window_fits_a_small_screen(filled: Studio) -> None:
    """1920 x 1080 at 150 % are 1280 x 720 pixels to us, less what the system keeps."""
    least = filled.window.minimumSizeHint()
    assert least.width() <= 1280 and least.height() <= 680


SCALED = """
import os, sys
from PySide6.QtCore import QTimer, QSize
from PySide6.QtWidgets import QApplication
from layerflow_studio import app
from layerflow_studio.ui import main_window
from layerflow_studio.ui.icons import icon
from tests.ui.clipping import clipped, cut_off
show = main_window.MainWindow.showEvent
def look(window):
    ratio = window.devicePixelRatioF()
    print("ratio", ratio)
    grabbed = window.grab()
    print("pixels", grabbed.width(), round(window.width() * ratio))
    print("icon", icon("play").pixmap(QSize(18, 18), ratio).width(), round(18 * ratio))
    for text in clipped(window) + cut_off(window):
        print("cut off:", text)
    out = os.environ.get("SHOTS")
    if out:
        grabbed.save(f"{out}/window-{ratio:g}.png")
    window.close()
def shown(window, event):
    show(window, event)
    window.resize(1280, 720)
    QTimer.singleShot(900, lambda: look(window))
main_window.MainWindow.showEvent = shown
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("scale", SCALES)
def test_sharp_and_whole_on_screens_of_every_scale(
    scale: str, filled_project: object, run_window: Callable[[str], list[str]]
) -> None:
    lines = run_window(scale)
    facts = dict(line.split(" ", 1) for line in lines if line[:3] in ("rat", "pix", "ico"))
    assert float(facts["ratio"]) == float(scale)
    painted, wanted = map(int, facts["pixels"].split())
    assert abs(painted - wanted) <= 1
    assert facts["icon"].split()[0] == facts["icon"].split()[1], "icons are painted at the screen's pixels"
    assert [line for line in lines if line.startswith("cut off")] == []


@pytest.fixture
def run_window(filled_project: object) -> Callable[[str], list[str]]:
    """Open the program on a project at a scale and return what it reports."""
    folder = filled_project.folder  # type: ignore[attr-defined]
    filled_project.close()  # type: ignore[attr-defined]

    def run(scale: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", SCALED, str(folder)],
            capture_output=True, text=True, timeout=90, env=os.environ | {"QT_SCALE_FACTOR": scale},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run

"""Looks and access: contrast, accessible names, the action table, icons, pictures, a light start."""

from __future__ import annotations

import ast
import gc
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from layerflow_studio.core.frames import freeze
from layerflow_studio.core.shipped import RESOURCES
from layerflow_studio.ui import theme
from layerflow_studio.ui.actions import conflicts
from layerflow_studio.ui.dialogs.export import ExportDialog
from layerflow_studio.ui.dialogs.keys import KeysDialog
from layerflow_studio.ui.icons import application_icon, icon
from layerflow_studio.ui.images import to_qimage
from tests.ui.conftest import Studio
from tests.ui.contrast import painted_contrast

pytestmark = pytest.mark.gui
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractItemView,
    QProgressBar,
    QDockWidget,
)
UI = Path(theme.__file__).parent


@pytest.mark.parametrize(("text", "ground"), theme.TEXT_ON)
def test_text_has_contrast(text: str, ground: str) -> None:
    assert theme.contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), theme.BORDER_ON)
def test_control_edges_have_contrast(edge: str, ground: str) -> None:
    assert theme.contrast(edge, ground) >= 3


def test_cards_and_scroll_bars_stand_out(filled: Studio) -> None:
    window = filled.window
    window.centre.show_start()
    start = window.centre.start
    assert start is not None
    corner = start.open.mapTo(window, QPoint(-6, 20))
    assert painted_contrast(window, QRect(corner, QSize(12, 8))) >= 3
    bar = window.timeline.bar
    assert painted_contrast(bar, QRect(60, 0, 20, bar.height())) >= 3


def test_contrast_is_the_published_formula() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_greys_around_pictures_are_neutral() -> None:
    for name in ("WINDOW", "PANEL", "RAISED", "FIELD", "SURROUND", "TRACK", "EDGE", "LINE"):
        colour = QColor(getattr(theme, name))
        assert colour.red() == colour.green() == colour.blue(), name


def test_no_colour_outside_the_theme() -> None:
    """Hex colours are written in theme.py only; the style sheet names them."""
    wrong = [
        f"{path.name}: {found}"
        for path in UI.rglob("*.py")
        if path.name != "theme.py"
        for found in re.findall(r"\"#[0-9a-fA-F]{6}\"", path.read_text(encoding="utf-8"))
    ]
    assert not wrong
    assert not re.findall(
        r"#[0-9a-fA-F]{6}", (RESOURCES / "theme" / "studio.qss").read_text(encoding="utf-8")
    )


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in root.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and not _is_part_of_qt(widget) and not _spoken_name(widget)
    ]


def _spoken_name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def _is_part_of_qt(widget: QWidget) -> bool:
    """Parts that Qt builds into its own controls and names itself."""
    return widget.objectName().startswith("qt_") or isinstance(
        widget.parentWidget(), QComboBox | QLineEdit | QDockWidget
    )


def test_every_control_has_an_accessible_name(filled: Studio) -> None:
    assert nameless(filled.window) == []
    for dialog in (
        ExportDialog(filled.store.document, Path("/"), "x", filled.window),
        KeysDialog(filled.window.keymap, filled.window),
    ):
        filled.qtbot.addWidget(dialog)
        assert dialog.accessibleName() and nameless(dialog) == []


def test_every_control_is_reached_by_tab(filled: Studio) -> None:
    unreachable = [
        _spoken_name(widget)
        for widget in filled.window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit | QComboBox)
        and not _is_part_of_qt(widget)
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert unreachable == []


def test_no_two_actions_share_a_key(filled: Studio) -> None:
    table = filled.window.table
    assert conflicts(table) == {}
    assert len({spec.id for spec in table}) == len(table)
    assert all(spec.text for spec in table)


def test_every_action_is_in_a_menu(filled: Studio) -> None:
    in_menus = {action for menu in filled.window.menus.values() for action in menu.actions()}
    assert set(filled.window.actions_by_id.values()) <= in_menus


def test_the_sheet_of_keys_finds(filled: Studio) -> None:
    dialog = KeysDialog(filled.window.keymap, filled.window)
    filled.qtbot.addWidget(dialog)
    dialog.search.setText("ctrl+m")
    shown = [item.text(0) for _, items in dialog.groups for item in items if not item.isHidden()]
    assert shown == ["Export"]


def test_words_are_translatable() -> None:
    """What a widget shows goes through tr() or translate(): no bare text in the usual setters."""
    setters = {
        "setText",
        "setToolTip",
        "setAccessibleName",
        "setPlaceholderText",
        "setWindowTitle",
        "addItem",
    }
    wrong: list[str] = []
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in setters
            ):
                bare = [
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                wrong += [
                    f"{path.name}:{node.lineno} {text!r}" for text in bare if re.search(r"[A-Za-z]{2}", text)
                ]
    assert not wrong, "\n".join(wrong)


def test_icons_are_whole_and_used(themed: QApplication) -> None:
    for path in (RESOURCES / "icons").glob("*.svg"):
        assert ElementTree.parse(path).getroot().tag.endswith("svg"), path.name
        assert not icon(path.stem).pixmap(20, 20).isNull()
    dimmed = icon("eye", on="eye-off")
    modes = [
        (QIcon.Mode.Normal, QIcon.State.Off),
        (QIcon.Mode.Normal, QIcon.State.On),
        (QIcon.Mode.Disabled, QIcon.State.Off),
    ]
    images = [dimmed.pixmap(16, 16, *mode).toImage() for mode in modes]
    assert images[0] != images[1] != images[2] != images[0]
    assert not application_icon().pixmap(64, 64).isNull()


def test_a_copy_of_an_icon_lives_as_long_as_it_is_used(themed: QApplication) -> None:
    copy = QIcon(icon("eye"))
    copy.addPixmap(QPixmap(8, 8))  # Qt clones what draws it
    gc.collect()
    assert copy.pixmap(QSize(18, 18), 1.5).toImage() == icon("eye").pixmap(QSize(18, 18), 1.5).toImage()


def test_to_qimage_copies_and_premultiplies(themed: QApplication) -> None:
    pixels = np.zeros((3, 5, 4), np.uint8)
    pixels[1, 2] = (200, 100, 50, 128)
    image = to_qimage(freeze(pixels))
    source = pixels.copy()
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixelColor(2, 1).alpha() == 128 and abs(image.pixelColor(2, 1).red() - 200) <= 1
    view = np.array(source)
    second = to_qimage(view)
    view[:] = 255
    assert second.pixelColor(0, 0).alpha() == 0, "the picture does not alias the array"
    sliced = to_qimage(np.zeros((4, 8, 4), np.uint8)[:, ::2])
    assert (sliced.width(), sliced.height()) == (4, 4)


@pytest.mark.parametrize("shape", [(3, 5, 3), (3, 5), (1, 3, 5, 4)])
def test_to_qimage_refuses_what_is_no_picture(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="picture"):
        to_qimage(np.zeros(shape, np.uint8))


START = """
import signal, sys
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QTimer
from layerflow_studio import app
from layerflow_studio.ui import main_window
show = main_window.MainWindow.showEvent
def shown(window, event):
    show(window, event)
    QTimer.singleShot(0, lambda: report(window))
def report(window):
    print("torch" in sys.modules)
    window.close()
main_window.MainWindow.showEvent = shown
sys.exit(app.main([]))
"""


def test_the_window_is_there_before_torch() -> None:
    """How long it takes is for `benchmarks/window_start.py` to say."""
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


INTERRUPTED = START.replace("window.close()", "signal.raise_signal(signal.SIGINT)")


def test_ctrl_c_closes_the_window_and_leaves_nothing(tmp_path: Path) -> None:
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("STATE", "CONFIG", "CACHE", "DATA")}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        capture_output=True, text=True, timeout=60, env=os.environ | homes,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "STATE").rglob("*.lfstudio")) == [], (
        "an untouched untitled project is thrown away"
    )
    assert (tmp_path / "CONFIG" / "layerflow-studio" / "settings.json").is_file(), "the layout is kept"


def test_one_sentence_for_what_nobody_caught(filled: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    from layerflow_studio.errors import BadInput
    from layerflow_studio.ui.faults import FaultReporter

    reporter = FaultReporter()
    reporter.reported.connect(filled.window.notice.tell)
    reporter.report(BadInput("The film is too long; cut it."))
    assert filled.window.notice.text == "The film is too long; cut it."
    reporter.report(KeyError("internal"))
    assert "KeyError" in filled.window.notice.text and "Traceback" not in filled.window.notice.text

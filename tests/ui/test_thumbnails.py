"""Small pictures: as sharp as the screen they are on, kept once, and looked up when they arrive."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from layerflow_studio.core.frames import ClipPixels, Frame
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.render import FrameSource
from layerflow_studio.core.takes import Take
from layerflow_studio.ui.images import to_qimage
from layerflow_studio.ui.viewer.frame_server import FrameServer
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui
F, B = Role.FOREGROUND, Role.BACKGROUND


class _Large:
    """A source of clips of 640 x 360."""

    def frame(self, clip: ClipId, index: int) -> Frame:
        return np.full((360, 640, 4), index, np.uint8)

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        return self.frame(clip, first)


def test_thumbnails_have_the_pixels_that_are_asked_for_and_are_kept_once(qtbot: QtBot) -> None:
    frames = FrameServer(_Large(), capacity=2 * 384 * 216 * 4 + 1000)

    def size(clip: str, *room: QSize) -> tuple[int, int]:
        image = frames.thumbnail(clip, 0, *room)
        return (0, 0) if image is None else (image.width(), image.height())

    for clip in ("first", "second"):
        with qtbot.waitSignal(frames.thumbnailed, timeout=10_000):
            assert size(clip) == (0, 0)
        with qtbot.waitSignal(frames.thumbnailed, timeout=10_000):
            assert size(clip, QSize(300, 160)) == (192, 108), "the smaller one is shown meanwhile"
        assert size(clip, QSize(384, 216)) == (384, 216)
    with qtbot.assertNotEmitted(frames.thumbnailed, wait=300):
        assert size("first") == size("second") == (384, 216), (
            "both fit, as no smaller one is kept beside them"
        )
    with qtbot.waitSignal(frames.thumbnailed, timeout=10_000):
        size("first", QSize(3000, 2000))
    with qtbot.assertNotEmitted(frames.thumbnailed, wait=300):
        assert size("first", QSize(3000, 2000)) == (640, 360), "there is no more than the clip has"
    frames.close()


class _Noting(_Large):
    """Writes down what is done, as a source and as an errand."""

    key = "errand"

    def __init__(self) -> None:
        self.done: list[str] = []

    def frame(self, clip: ClipId, index: int) -> Frame:
        self.done.append(clip)
        return super().frame(clip, index)

    def step(self, source: FrameSource) -> bool:
        self.done.append(self.key)
        return False


def test_an_errand_leaves_a_moment_to_what_follows_an_edit(qtbot: QtBot) -> None:
    noting = _Noting()
    frames = FrameServer(noting)
    frames.run_errand(noting)
    qtbot.wait(20)
    frames.thumbnail("picture", 0)
    qtbot.waitUntil(lambda: len(noting.done) == 2)
    frames.close()
    assert noting.done == ["picture", "errand"]


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_the_picture_of_a_take_is_as_sharp_as_the_screen(
    browser: Studio, takes: list[Take], ratio: float
) -> None:
    spots = np.random.default_rng(1).integers(0, 2, (90, 160), np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    pixels = np.full((8, 360, 640, 4), 255, np.uint8)
    pixels[..., :3] = 255 * spots[..., None]
    project, panel = browser.workspace.project, browser.window.takes
    clip = project.clips.put(ClipPixels(pixels, Fraction(8)))
    project.library.add(replace(takes[0], id="spots", clips=((F, clip),), created="2026"))
    browser.workspace.tell_takes()
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 212, 170)  # pyright: ignore[reportAttributeAccessIssue]
    where = panel.delegate.picture_rect(QRect(0, 0, 212, 170))

    def contrast(picture: QImage) -> float:
        """How far the pixels are from an even grey, in the middle, where no mark lies on the picture."""
        width, height = picture.width() // 2, picture.height() // 2
        middle = picture.copy(width // 2, height // 2, width, height)
        grey = middle.convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(grey.constBits(), np.uint8).reshape(height, grey.bytesPerLine())
        return float(rows[:, :width].std())

    def painted() -> QImage:
        shot = QImage(QSize(212, 170) * ratio, QImage.Format.Format_RGB32)
        shot.setDevicePixelRatio(ratio)
        painter = QPainter(shot)
        panel.delegate.paint(painter, option, panel.model.place_of("spots"))
        painter.end()
        shot.setDevicePixelRatio(1)
        return shot.copy(QRectF(where.topLeft() * ratio, where.size() * ratio).toRect())

    finest = to_qimage(pixels[0]).scaled(
        (where.size() * ratio).toSize(),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    browser.until(lambda: contrast(painted()) > 0.85 * contrast(finest))


def test_a_picture_that_arrives_is_looked_up(browser: Studio, takes: list[Take]) -> None:
    model, clip = browser.window.takes.model, takes[1].clip(F) or ""

    def shown() -> list[str]:
        return [str(index.data()) for index in model.places_of(clip)]

    assert shown() == ["T2"]
    browser.workspace.project.library.add(replace(takes[1], id="again", created="2026"))
    browser.workspace.tell_takes()
    assert shown() == ["T5", "T2"]
    browser.window.takes.search.setText("seed:100")
    assert shown() == []
    browser.window.takes.search.clear()
    model.show_role(B)
    assert shown() == [] and len(model.places_of(takes[1].clip(B) or "")) == 5

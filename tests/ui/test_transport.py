"""Playing: the clock, ways to loop, shuttle keys, dropped frames, timecode or frame numbers."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.frames import Frame
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.transport import Loop, frame_after
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
RANGE = Span(2, 6)


def walk(start: int, steps: int, loop: Loop, *, forward: bool = True) -> list[int]:
    return [frame_after(start, n, RANGE, loop, forward=forward)[0] for n in range(steps)]


def test_the_ways_to_loop() -> None:
    assert walk(3, 6, Loop.ALL) == [3, 4, 5, 2, 3, 4]
    assert walk(3, 6, Loop.ALL, forward=False) == [3, 2, 5, 4, 3, 2]
    assert walk(3, 9, Loop.PINGPONG) == [3, 4, 5, 4, 3, 2, 3, 4, 5]
    assert walk(3, 6, Loop.PINGPONG, forward=False) == [3, 2, 3, 4, 5, 4]
    assert walk(3, 5, Loop.ONCE) == [3, 4, 5, 5, 5]
    assert [frame_after(3, n, RANGE, Loop.ONCE)[1] for n in range(5)] == [False, False, False, True, True]
    assert walk(0, 8, Loop.ALL) == [0, 1, 2, 3, 4, 5, 2, 3], "a start before the range is played into it"
    assert frame_after(9, 1, RANGE, Loop.ALL)[0] in RANGE


@given(start=st.integers(2, 5), steps=st.integers(0, 500), loop=st.sampled_from(Loop), forward=st.booleans())
def test_playing_stays_in_the_range(start: int, steps: int, loop: Loop, forward: bool) -> None:
    frame, _ = frame_after(start, steps, RANGE, loop, forward=forward)
    assert frame in RANGE
    after, _ = frame_after(start, steps + 1, RANGE, loop, forward=forward)
    if loop == Loop.PINGPONG:
        assert abs(after - frame) == 1, "to and fro has no jumps"


def test_a_range_of_one_frame_can_be_played() -> None:
    for loop in Loop:
        assert frame_after(4, 7, Span(4, 5), loop)[0] == 4


def test_shuttle_keys(filled: Studio) -> None:
    canvas, transport = filled.window.viewer.canvas, filled.transport
    canvas.setFocus()
    speeds: list[int] = []
    for key in "LLLLLJJK":
        filled.qtbot.keyClick(canvas, getattr(Qt.Key, f"Key_{key}"))
        speeds.append(transport.speed)
    assert speeds == [1, 2, 4, 8, 8, -1, -2, 0]
    transport.go_to(4)
    filled.qtbot.keyPress(canvas, Qt.Key.Key_K)
    for key, frame in (("L", 5), ("L", 6), ("J", 5)):
        filled.qtbot.keyClick(canvas, getattr(Qt.Key, f"Key_{key}"))
        assert transport.frame == frame and not transport.playing
    filled.qtbot.keyRelease(canvas, Qt.Key.Key_K)
    filled.qtbot.keyClick(canvas, Qt.Key.Key_J)
    assert transport.speed == -1
    transport.stop()


def test_backwards_follows_the_clock(filled: Studio) -> None:
    filled.transport.go_to(7)
    seen: list[int] = []
    filled.transport.frame_changed.connect(seen.append)
    filled.transport.play(-2)
    assert "−2" in filled.window.viewer.transport_bar.rate.text()
    filled.until(lambda: len(seen) >= 9)
    filled.transport.stop()
    steps = [(earlier - later) % 8 for earlier, later in pairwise(seen)]
    assert max(steps) <= 4 and seen[0] < 7


def test_the_loop_button_goes_through_its_ways(filled: Studio) -> None:
    bar, transport = filled.window.viewer.transport_bar, filled.transport
    found = []
    for _ in range(3):
        bar.loop.click()
        found.append(
            (transport.loop, filled.window.actions_by_id[f"loop-{transport.loop.value}"].isChecked())
        )
    assert found == [(Loop.PINGPONG, True), (Loop.ONCE, True), (Loop.ALL, True)]
    filled.act("loop-ping-pong")
    assert transport.loop == Loop.PINGPONG and "Ping-pong" in bar.loop.accessibleName()


def test_the_way_to_loop_is_remembered(open_studio: Opener, filled_project: Project, tmp_path: Path) -> None:
    before = Settings.load(tmp_path / "settings0.json")  # what the next window reads
    before.put("viewer_loop", "ping-pong")
    before.save()
    studio = open_studio(filled_project)
    assert studio.transport.loop == Loop.PINGPONG
    studio.act("loop-once")
    assert studio.window.settings.get("viewer_loop") == "once"


def test_in_and_out(filled: Studio) -> None:
    filled.workspace.do("Area", partial(edits.set_work_area, area=Span(2, 5)))
    for name, frame in (("go-out", 4), ("go-in", 2), ("last", 7), ("first", 0)):
        filled.act(name)
        assert filled.transport.frame == frame
    filled.transport.go_to(4)
    filled.act("play-from-in")
    assert filled.transport.playing and filled.transport.frame == 2
    filled.transport.stop()


def test_frame_numbers_in_place_of_timecode(filled: Studio) -> None:
    bar = filled.window.viewer.transport_bar
    filled.transport.go_to(6)
    bar.frame.click()
    assert (bar.timecode.text(), bar.frame.text()) == ("6", "00:00:00:06")
    bar.timecode.setFocus()
    bar.timecode.selectAll()
    filled.qtbot.keyClicks(bar.timecode, "3")
    filled.qtbot.keyClick(bar.timecode, Qt.Key.Key_Return)
    assert filled.transport.frame == 3
    bar.frame.click()
    assert (bar.timecode.text(), bar.frame.text()) == ("00:00:00:03", "frame 3 / 7")


def longer(document: Document) -> Document:
    """A hundred frames, each another picture: held frames are not the same picture to the server."""
    document = edits.set_canvas(document, replace(document.canvas, length=100))
    for layer in document.layers:
        document = edits.trim_end(document, layer.id, 100)
        document = edits.set_visible(document, layer.id, layer.role != Role.BLENDED)
    return document


def test_a_slow_renderer_drops_frames_and_does_not_drift(filled: Studio) -> None:
    """Pictures take 0.4 s at 8 a second: the playhead is where the clock says, and drops are shown."""
    frames, viewer, transport = filled.workspace.frames, filled.window.viewer, filled.transport
    filled.until(lambda: all(frames.shots(viewer.comparing.looks(viewer.channel), 0)))
    source = frames._source

    class Slow:
        sizes = source.sizes

        def frame(self, clip: str, index: int) -> Frame:
            time.sleep(0.2)
            return source.frame(clip, index)

    frames._source = Slow()  # type: ignore[assignment]
    filled.workspace.do("Longer", longer)
    transport.go_to(0)
    began = time.monotonic()
    transport.play()
    while time.monotonic() - began < 2.5:
        filled.qtbot.wait(20)
        due = int((time.monotonic() - began) * 8)
        assert due - 1 <= transport.frame <= due + 1
    assert viewer.rate.dropped >= 10
    assert f"{viewer.rate.dropped} dropped" in viewer.transport_bar.rate.text()
    assert viewer.rate.measured is None or viewer.rate.measured < 8
    transport.stop()
    frames._source = source


def test_a_fast_renderer_drops_nothing(filled: Studio) -> None:
    frames, viewer = filled.workspace.frames, filled.window.viewer
    for frame in range(8):
        filled.until(
            lambda frame=frame: all(frames.shots(viewer.comparing.looks(viewer.channel), frame)), 5000
        )
    filled.transport.play()
    filled.qtbot.wait(2000)
    dropped, measured = viewer.rate.dropped, viewer.rate.measured
    filled.transport.stop()
    assert measured == pytest.approx(8, abs=1.5) and dropped <= 2, "but for a busy machine"

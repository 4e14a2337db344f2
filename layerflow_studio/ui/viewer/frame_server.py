"""Pictures made off the GUI thread: the frame that is wanted now, frames to come, and thumbnails."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from layerflow_studio.core.document import Document
from layerflow_studio.core.frames import Frame
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.render import FrameSource
from layerflow_studio.core.viewmodes import Channel
from layerflow_studio.errors import StudioError
from layerflow_studio.session.runner import give_way
from layerflow_studio.ui.images import to_qimage
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.viewer.looks import Look, LookKey, Shot, document_key

_log = logging.getLogger("layerflow_studio.ui")
_THUMB = QSize(192, 108)
_STEP = QSize(96, 54)
"""Thumbnails are made in steps of this size, so that one that is a little larger is not another."""
_KEYS = 32
_REST_SECONDS = 0.25
"""What follows an edit is painted before an errand begins: both need the interpreter."""
_NICE = 5
"""Pictures come after the window itself and before the work of jobs."""


class Errand(Protocol):
    """Work for when nothing is to be painted, done a little at a time."""

    @property
    def key(self) -> Hashable:
        """What it is; the same errand is not run twice at once."""
        ...

    def step(self, source: FrameSource) -> bool:
        """Do a little, on the server's thread; False when that was all."""
        ...


@dataclass(frozen=True)
class _Picture:
    """A project frame to render; equal looks have equal keys whatever else changed in the document."""

    key: Hashable
    look: Look
    index: int

    def paint(self, source: FrameSource) -> Shot:
        return self.look.paint(self.index, source)


@dataclass(frozen=True)
class _Thumb:
    """A clip's frame, small but covering some room."""

    key: Hashable
    clip: ClipId
    index: int
    room: QSize

    def paint(self, source: FrameSource) -> Shot:
        whole = to_qimage(source.frame(self.clip, self.index))
        size = whole.size().scaled(self.room, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if size.width() >= whole.width() or size.height() >= whole.height():
            return Shot(whole, None)
        ignore, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        return Shot(whole.scaled(size, ignore, smooth), None)


class _Measured:
    """A source that remembers how large the pictures of a clip are."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self.sizes: dict[ClipId, tuple[int, int]] = {}

    def frame(self, clip: ClipId, index: int) -> Frame:
        frame = self._source.frame(clip, index)
        self.sizes[clip] = (frame.shape[1], frame.shape[0])
        return frame

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        frame = self._source.between(clip, first, second, share, guide)
        self.sizes[clip] = (frame.shape[1], frame.shape[0])
        return frame


class FrameServer(QObject):
    """One thread that renders, and a memory of what it rendered.

    The wanted pictures go first, then what playing will need, then thumbnails, newest first, then errands.
    Signals carry no picture: whoever hears one asks again and gets it from memory.
    """

    pictured = Signal(int)
    """A project frame is ready."""
    thumbnailed = Signal(str)
    """A thumbnail of a clip is ready."""
    failed = Signal(str)
    """A picture cannot be made; one sentence."""

    def __init__(
        self, source: FrameSource, capacity: int = 256 * 2**20, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._source = _Measured(source)
        self._capacity = capacity
        self._held = 0
        self._shots: OrderedDict[Hashable, Shot] = OrderedDict()
        self._wake = threading.Condition()
        self._wanted: list[_Picture] = []
        self._next: list[_Picture] = []
        self._thumbs: OrderedDict[Hashable, _Thumb] = OrderedDict()
        self._broken: set[Hashable] = set()
        self._errands: OrderedDict[Hashable, Errand] = OrderedDict()
        self._rests_until = 0.0
        self._doing: _Picture | _Thumb | Errand | None = None
        self._keys: OrderedDict[int, tuple[Document, LookKey]] = OrderedDict()
        self._open = True
        self._thread = threading.Thread(target=self._work, name="layerflow-frames", daemon=True)
        self._thread.start()

    def shots(self, looks: Sequence[Look], index: int) -> list[Shot | None]:
        """The pictures that are there; `pictured` follows for each that is not. Forgets what was wanted."""
        jobs = [self._job(look, index) for look in looks]
        with self._wake:
            found = [self._recall(job.key) for job in jobs]
            self._wanted = [
                job
                for job, shot in zip(jobs, found, strict=True)
                if shot is None and job.key not in self._broken
            ]
            self._wake.notify()
        return found

    def picture(self, document: Document, index: int, channel: Channel = Channel.RGB) -> QImage | None:
        """The picture of one document, as `shots` gives it."""
        shot = self.shots((Look(document, channel),), index)[0]
        return None if shot is None else shot.image

    def known(self, looks: Sequence[Look], index: int) -> list[Shot]:
        """The pictures if all of them are there, else none; what is wanted stays."""
        jobs = [self._job(look, index) for look in looks]
        with self._wake:
            found = [shot for job in jobs if (shot := self._shots.get(job.key)) is not None]
        return found if len(found) == len(jobs) else []

    def prepare(self, looks: Sequence[Look], indices: Iterable[int]) -> None:
        """Render these frames when nothing is wanted; replaces what was to be prepared before."""
        jobs = [self._job(look, index) for index in indices for look in looks]
        with self._wake:
            self._next = [job for job in jobs if job.key not in self._shots and job.key not in self._broken]
            self._wake.notify()

    def thumbnail(self, clip: ClipId, index: int, room: QSize = _THUMB) -> QImage | None:
        """A clip's frame that covers `room`, in pixels of the screen, or all of it where it has fewer.

        Until that is there the smaller one that is, else None; `thumbnailed` follows. The largest asked for is kept.
        """
        key = (clip, index)
        with self._wake:
            shot = self._recall(key)
            if (shot is None or not self._covers(shot, clip, room)) and key not in self._broken:
                waiting = self._thumbs.pop(key, None)
                room = _stepped(room) if waiting is None else _stepped(room).expandedTo(waiting.room)
                self._thumbs[key] = _Thumb(key, clip, index, room)
                self._wake.notify()
            return None if shot is None else shot.image

    def size_of(self, clip: ClipId) -> tuple[int, int] | None:
        """Width and height of a clip of which something was painted; None before that."""
        return self._source.sizes.get(clip)

    def run_errand(self, errand: Errand) -> None:
        """Do this when there is nothing to paint, a moment from now."""
        with self._wake:
            self._errands.setdefault(errand.key, errand)
            self._rests_until = time.monotonic() + _REST_SECONDS
            self._wake.notify()

    def drop_errand(self, key: Hashable) -> None:
        """Do not go on with an errand, if it is still there."""
        with self._wake:
            self._errands.pop(key, None)

    def set_capacity(self, capacity: int) -> None:
        """Choose how many bytes the remembered pictures may take; fewer take effect with the next one."""
        with self._wake:
            self._capacity = capacity

    def begin_anew(self) -> None:
        """The source is about to be another: let go of all that was asked for, and of what could not be made.

        Work that is going on now may end badly without a word.
        """
        with self._wake:
            for asked in (self._wanted, self._next, self._thumbs, self._errands, self._broken):
                asked.clear()
            self._doing = None

    def close(self) -> None:
        """Stop the thread; nothing is rendered afterwards."""
        with self._wake:
            self._open = False
            self._wake.notify()
        self._thread.join()

    # --- inside

    def _job(self, look: Look, index: int) -> _Picture:
        second = None if look.second is None else (self._key(look.second), look.mode, look.gain)
        return _Picture((self._key(look.document), second, look.channel, index), look, index)

    def _key(self, document: Document) -> LookKey:
        """The document's key, made once for each of the latest few documents."""
        known = self._keys.get(id(document))
        if known is None:
            known = self._keys[id(document)] = (document, document_key(document))
            while len(self._keys) > _KEYS:
                self._keys.popitem(last=False)
        return known[1]

    def _recall(self, key: Hashable) -> Shot | None:
        shot = self._shots.get(key)
        if shot is not None:
            self._shots.move_to_end(key)
        return shot

    def _covers(self, shot: Shot, clip: ClipId, room: QSize) -> bool:
        """Whether a thumbnail has all the pixels that one for `room` would have."""
        width, height = shot.image.width(), shot.image.height()
        whole = self._source.sizes.get(clip) == (width, height)
        return whole or (width >= room.width() and height >= room.height())

    def _take(self) -> _Picture | _Thumb | Errand | None:
        """Wait for work; None when closing."""
        with self._wake:
            while self._open:
                rest = self._rests_until - time.monotonic()
                self._doing = self._first() or (self._errand() if rest <= 0 else None)
                if self._doing is not None:
                    return self._doing
                self._wake.wait(rest if rest > 0 else None)
        return None

    def _first(self) -> _Picture | _Thumb | None:
        if self._wanted:
            return self._wanted.pop(0)
        if self._next:
            return self._next.pop(0)
        return self._thumbs.popitem()[1] if self._thumbs else None

    def _errand(self) -> Errand | None:
        return next(iter(self._errands.values()), None)

    def _work(self) -> None:
        give_way(_NICE)
        while (job := self._take()) is not None:
            try:
                if isinstance(job, _Picture | _Thumb):
                    self._paint(job)
                elif not job.step(self._source):
                    self.drop_errand(job.key)
            except Exception as problem:  # the seam of this thread
                self._give_up(job, problem)

    def _paint(self, job: _Picture | _Thumb) -> None:
        with self._wake:
            shot = self._shots.get(job.key)
            known = shot is not None and (isinstance(job, _Picture) or self._covers(shot, job.clip, job.room))
        if not known:
            self._remember(job.key, job.paint(self._source))
        self._say_ready(job)

    def _remember(self, key: Hashable, shot: Shot) -> None:
        with self._wake:
            smaller = self._shots.pop(key, None)
            self._shots[key] = shot
            self._held += shot.size_in_bytes - (0 if smaller is None else smaller.size_in_bytes)
            while self._held > self._capacity and len(self._shots) > 1:
                self._held -= self._shots.popitem(last=False)[1].size_in_bytes

    def _say_ready(self, job: _Picture | _Thumb) -> None:
        if not self._open:
            return
        if isinstance(job, _Picture):
            self.pictured.emit(job.index)
        else:
            self.thumbnailed.emit(job.clip)

    def _give_up(self, job: _Picture | _Thumb | Errand, problem: Exception) -> None:
        """Never try this again, and say why, unless it was for a source that is no more."""
        with self._wake:
            if self._doing is not job:
                return
            self._errands.pop(job.key, None)
            self._broken.add(job.key)
        if isinstance(problem, StudioError):
            sentence = said(problem)
        else:
            _log.error("a picture could not be made", exc_info=problem)
            sentence = self.tr("A picture could not be made; the log has the details.")
        if self._open:
            self.failed.emit(sentence)


def _stepped(room: QSize) -> QSize:
    """The least size in whole steps that covers some room, and no less than the usual one."""
    steps = max(2, ceil(room.width() / _STEP.width()), ceil(room.height() / _STEP.height()))
    return _STEP * steps

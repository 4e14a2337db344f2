"""Pictures made off the GUI thread: the frame that is wanted now, frames to come, and thumbnails."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from layerflow_studio.core.document import Document
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.render import FrameSource, render_frame
from layerflow_studio.core.viewmodes import Channel, view_channel
from layerflow_studio.errors import StudioError
from layerflow_studio.ui.images import to_qimage

_log = logging.getLogger("layerflow_studio.ui")
_THUMB = QSize(192, 108)


@dataclass(frozen=True)
class _Picture:
    """A project frame to render; equal looks have equal keys whatever else changed in the document."""

    key: Hashable
    document: Document
    index: int
    channel: Channel

    def paint(self, source: FrameSource) -> QImage:
        return to_qimage(view_channel(render_frame(self.document, self.index, source), self.channel))


@dataclass(frozen=True)
class _Thumb:
    """A clip's frame, small."""

    key: Hashable
    clip: ClipId
    index: int

    def paint(self, source: FrameSource) -> QImage:
        whole = to_qimage(source.frame(self.clip, self.index))
        if whole.width() <= _THUMB.width() and whole.height() <= _THUMB.height():
            return whole
        keep = Qt.AspectRatioMode.KeepAspectRatio
        return whole.scaled(_THUMB, keep, Qt.TransformationMode.SmoothTransformation)


class FrameServer(QObject):
    """One thread that renders, and a memory of what it rendered.

    The newest wanted picture goes first, then what playing will need, then thumbnails, newest first. Signals
    carry no picture: whoever hears one asks again and gets it from memory.
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
        self._source = source
        self._capacity = capacity
        self._held = 0
        self._images: OrderedDict[Hashable, QImage] = OrderedDict()
        self._wake = threading.Condition()
        self._wanted: _Picture | None = None
        self._next: list[_Picture] = []
        self._thumbs: OrderedDict[Hashable, _Thumb] = OrderedDict()
        self._broken: set[Hashable] = set()
        self._looks: tuple[Document, Hashable] | None = None
        self._open = True
        self._thread = threading.Thread(target=self._work, name="layerflow-frames", daemon=True)
        self._thread.start()

    def picture(self, document: Document, index: int, channel: Channel = Channel.RGB) -> QImage | None:
        """The picture if it is there; else None, and `pictured` follows."""
        wanted = self._job(document, index, channel)
        with self._wake:
            image = self._recall(wanted.key)
            if image is None and wanted.key not in self._broken:
                self._wanted = wanted
                self._wake.notify()
            return image

    def prepare(self, document: Document, indices: Iterable[int], channel: Channel = Channel.RGB) -> None:
        """Render these frames when nothing is wanted; replaces what was to be prepared before."""
        jobs = [self._job(document, index, channel) for index in indices]
        with self._wake:
            self._next = [job for job in jobs if job.key not in self._images and job.key not in self._broken]
            self._wake.notify()

    def thumbnail(self, clip: ClipId, index: int) -> QImage | None:
        """A clip's frame, at most 192 x 108, if it is there; else None, and `thumbnailed` follows."""
        key = (clip, index)
        with self._wake:
            image = self._recall(key)
            if image is None and key not in self._broken:
                self._thumbs[key] = _Thumb(key, clip, index)
                self._thumbs.move_to_end(key)
                self._wake.notify()
            return image

    def set_capacity(self, capacity: int) -> None:
        """Choose how many bytes the remembered pictures may take; fewer take effect with the next one."""
        with self._wake:
            self._capacity = capacity

    def try_again(self) -> None:
        """Forget which pictures could not be made."""
        with self._wake:
            self._broken.clear()

    def close(self) -> None:
        """Stop the thread; nothing is rendered afterwards."""
        with self._wake:
            self._open = False
            self._wake.notify()
        self._thread.join()

    # --- inside

    def _job(self, document: Document, index: int, channel: Channel) -> _Picture:
        if self._looks is None or self._looks[0] is not document:
            self._looks = (document, _look(document))
        return _Picture((self._looks[1], index, channel), document, index, channel)

    def _recall(self, key: Hashable) -> QImage | None:
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def _take(self) -> _Picture | _Thumb | None:
        """Wait for work; None when closing."""
        with self._wake:
            while self._open:
                if self._wanted is not None:
                    job, self._wanted = self._wanted, None
                    return job
                if self._next:
                    return self._next.pop(0)
                if self._thumbs:
                    return self._thumbs.popitem()[1]
                self._wake.wait()
        return None

    def _work(self) -> None:
        while (job := self._take()) is not None:
            with self._wake:
                known = job.key in self._images
            if not known:
                try:
                    image = job.paint(self._source)
                except Exception as problem:  # the seam of this thread
                    self._give_up(job.key, problem)
                    continue
                self._remember(job.key, image)
            self._say_ready(job)

    def _remember(self, key: Hashable, image: QImage) -> None:
        with self._wake:
            self._images[key] = image
            self._held += image.sizeInBytes()
            while self._held > self._capacity and len(self._images) > 1:
                self._held -= self._images.popitem(last=False)[1].sizeInBytes()

    def _say_ready(self, job: _Picture | _Thumb) -> None:
        if not self._open:
            return
        if isinstance(job, _Picture):
            self.pictured.emit(job.index)
        else:
            self.thumbnailed.emit(job.clip)

    def _give_up(self, key: Hashable, problem: Exception) -> None:
        """Never try this picture again, and say why."""
        with self._wake:
            self._broken.add(key)
        if isinstance(problem, StudioError):
            sentence = str(problem)
        else:
            _log.error("a picture could not be made", exc_info=problem)
            sentence = self.tr("A picture could not be made; the log has the details.")
        if self._open:
            self.failed.emit(sentence)


def _look(document: Document) -> Hashable:
    """Everything of a document that its pictures depend on."""
    canvas = document.canvas
    return (
        canvas.width,
        canvas.height,
        tuple(
            (
                layer.clip,
                layer.clip_frames,
                layer.span,
                layer.source_in,
                layer.pace,
                layer.conform,
                layer.past_end,
                layer.guide,
                layer.solo,
                layer.opacity,
                layer.blend,
                layer.transform,
                layer.animation,
            )
            for layer in document.layers
            if layer.visible
        ),
    )

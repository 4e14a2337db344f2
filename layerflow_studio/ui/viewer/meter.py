"""How well foreground over background gives the blended scene: a number, and a graph over the frames."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import MODEL_ROLES
from layerflow_studio.core.render import FrameSource, sized
from layerflow_studio.core.viewmodes import mean_square, psnr, recompose
from layerflow_studio.errors import BadInput
from layerflow_studio.ui import theme
from layerflow_studio.ui.ground import Ground
from layerflow_studio.ui.numbers import fixed
from layerflow_studio.ui.workspace import Workspace

_KEPT = 64
_HEIGHT, _LEFT, _GRAPH = 28, 12, 252
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_CAP_DB, _LEAST_RANGE_DB = 60.0, 6.0


@dataclass(frozen=True)
class MeteredClips:
    """Foreground, background and blended clip that are measured against each other, `frames` of each."""

    foreground: ClipId
    background: ClipId
    blended: ClipId
    frames: int


class _Measuring:
    """An errand for the frame server: one frame at a time."""

    def __init__(self, clips: MeteredClips, meter: RecompositionMeter) -> None:
        self.key = clips
        self._meter = meter
        self._squares: list[float] = []

    def step(self, source: FrameSource) -> bool:
        """Measure the next frame."""
        clips, index = self.key, len(self._squares)
        try:
            blended = source.frame(clips.blended, index)
            height, width = blended.shape[:2]
            parts = (source.frame(clip, index) for clip in (clips.foreground, clips.background))
            square = mean_square(recompose(*(sized(part, width, height) for part in parts)), blended)
        except BadInput:
            self._meter.measured.emit(clips, None)  # clips of several shapes have no such figure
            return False
        self._squares.append(square)
        self._meter.measured.emit(clips, tuple(self._squares))
        return len(self._squares) < clips.frames


class RecompositionMeter(QObject):
    """Measures the clips on the layers in the background; what was measured once is known from then on.

    The figures are those of `core.viewmodes.measure_recomposition`.
    """

    changed = Signal()
    measured = Signal(object, object)
    """Clips, and the mean squares of the frames measured so far, or None; sent by the server's thread."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._known: OrderedDict[MeteredClips, tuple[float, ...] | None] = OrderedDict()
        self.clips: MeteredClips | None = None
        self.measured.connect(self._take, Qt.ConnectionType.QueuedConnection)
        workspace.composition_changed.connect(self._look)
        workspace.project_changed.connect(self._look_anew)

    def start(self) -> None:
        """Begin with the document as it is."""
        self._look()

    @property
    def squares(self) -> tuple[float, ...]:
        """Mean squared differences of the frames measured so far."""
        return (self._known.get(self.clips) or ()) if self.clips is not None else ()

    @property
    def frames(self) -> tuple[float, ...]:
        """Decibels of the frames measured so far."""
        return tuple(psnr(square) for square in self.squares)

    @property
    def overall(self) -> float | None:
        """Decibels of all frames together, None before all were measured or where nothing can be."""
        squares = self.squares
        if self.clips is None or len(squares) < self.clips.frames:
            return None
        return psnr(sum(squares) / len(squares))

    def project_frame(self, clip_frame: int) -> int | None:
        """The project frame at which the blended layer shows a clip frame."""
        layer = self._workspace.document.top(MODEL_ROLES[2])
        if layer is None:
            return None
        shown = (frame for frame in range(*_span(layer)) if layer.source_frame(frame) == clip_frame)
        return next(shown, None)

    def clip_frame(self, project_frame: int) -> int | None:
        """The clip frame that the blended layer shows at a project frame."""
        layer = self._workspace.document.top(MODEL_ROLES[2])
        return None if layer is None else layer.source_frame(project_frame)

    def _look(self, *_: object) -> None:
        clips = metered_clips(self._workspace.document)
        if clips == self.clips:
            return
        if self.clips is not None:
            self._workspace.frames.drop_errand(self.clips)
        self.clips = clips
        if clips is not None:
            done = clips in self._known and len(self._known[clips] or ()) == clips.frames
            if not done:
                self._workspace.frames.run_errand(_Measuring(clips, self))
        self.changed.emit()

    def _look_anew(self) -> None:
        """What was not measured to its end went with the project before, even where the clips are the same."""
        self.clips = None
        self._look()

    def _take(self, clips: MeteredClips, squares: tuple[float, ...] | None) -> None:
        self._known[clips] = squares
        self._known.move_to_end(clips)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        if clips == self.clips:
            self.changed.emit()


def metered_clips(document: Document) -> MeteredClips | None:
    """Return what there is to measure: the clips of the topmost layer of each role, None unless all are there."""
    layers = [document.top(role) for role in MODEL_ROLES]
    if any(layer is None or layer.clip is None for layer in layers):
        return None
    found = [layer for layer in layers if layer is not None]
    clips = [layer.clip for layer in found if layer.clip is not None]
    return MeteredClips(clips[0], clips[1], clips[2], min(layer.clip_frames for layer in found))


def _span(layer: Layer) -> tuple[int, int]:
    return layer.span.start, layer.span.stop


class MeterLine(QWidget):
    """The figure and the graph; a click in the graph goes to the frame, arrows step through it."""

    def __init__(self, workspace: Workspace, meter: RecompositionMeter) -> None:
        super().__init__()
        self._workspace, self._meter = workspace, meter
        self.setAccessibleName(self.tr("Recomposition"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(
            self.tr(
                "How well the foreground over the background gives the blended scene.\n"
                "Higher is better; click in the graph to go to a frame."
            )
        )
        self._font = theme.numeric_font(8.75)
        self._ground = Ground(self, self._paint_ground)
        meter.changed.connect(self._on_measured)
        workspace.transport.frame_changed.connect(self._say)
        self._say()

    def minimumSizeHint(self) -> QSize:
        """The figure and a bit of graph."""
        return QSize(_GRAPH + 60, _HEIGHT)

    @property
    def text(self) -> str:
        """The figure of all frames."""
        clips, overall = self._meter.clips, self._meter.overall
        if clips is None:
            return self.tr("recomposition –")
        if overall is None:
            return self.tr("recomposition … {done} of {all}").format(
                done=len(self._meter.squares), all=clips.frames
            )
        return self.tr("recomposition {db}").format(db=_decibels(overall))

    @property
    def frame_text(self) -> str:
        """The figure of the frame under the playhead."""
        here = self._meter.clip_frame(self._workspace.transport.frame)
        frames = self._meter.frames
        if here is None or here >= len(frames):
            return ""
        return self.tr("here {db}").format(db=_decibels(frames[here]))

    def _on_measured(self) -> None:
        self._ground.touch()
        self._say()

    def _say(self, *_: object) -> None:
        self.setAccessibleDescription(" ".join((self.text, self.frame_text)).strip())
        self.update()

    def graph(self) -> QRectF:
        """Where the graph is."""
        return QRectF(_GRAPH, 4, max(1, self.width() - _GRAPH - _LEFT), _HEIGHT - 8)

    # --- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the frame."""
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the window: its arrows step through the frames."""
        event.ignore()

    def _go(self, at: QPointF) -> None:
        graph, clips = self.graph(), self._meter.clips
        if clips is None or not graph.adjusted(-2, -4, 2, 4).contains(at):
            return
        place = int((at.x() - graph.x()) / graph.width() * clips.frames)
        frame = self._meter.project_frame(min(max(place, 0), clips.frames - 1))
        if frame is not None:
            self._workspace.transport.go_to(frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show figure and graph, and over them what is of the frame under the playhead."""
        painter = QPainter(self)
        self._ground.show(painter, event.rect())
        painter.setFont(self._font)
        painter.setPen(QColor(theme.MUTED))
        after = _LEFT + painter.fontMetrics().horizontalAdvance(self.text) + 12
        painter.drawText(QRectF(after, 0, _GRAPH - after, _HEIGHT), _MIDDLE, self.frame_text)
        self._paint_here(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_here(self, painter: QPainter) -> None:
        graph, clips = self.graph(), self._meter.clips
        here = self._meter.clip_frame(self._workspace.transport.frame)
        if clips is not None and here is not None and here < clips.frames:
            shade = QColor(theme.ACCENT)
            shade.setAlpha(70)
            wide = graph.width() / clips.frames
            left = graph.x() + here * wide
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(QRectF(left, graph.y(), max(2.0, wide), graph.height()), shade)

    def _paint_ground(self, painter: QPainter, part: QRectF) -> None:
        painter.fillRect(part, QColor(theme.WINDOW))
        painter.setFont(self._font)
        painter.setPen(QColor(theme.TEXT if self._meter.overall is not None else theme.MUTED))
        painter.drawText(QRectF(_LEFT, 0, _GRAPH - _LEFT, _HEIGHT), _MIDDLE, self.text)
        graph, clips = self.graph(), self._meter.clips
        painter.fillRect(graph, QColor(theme.FIELD))
        if clips is None:
            return
        per_frame = graph.width() / clips.frames
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        points = [
            QPointF(graph.x() + (place + 0.5) * per_frame, graph.bottom() - 3 - height * (graph.height() - 6))
            for place, height in enumerate(_heights(self._meter.frames))
        ]
        painter.setPen(QPen(QColor(theme.GOOD), 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(theme.GOOD))
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points if per_frame >= 8 else ():
            painter.drawEllipse(point, 2, 2)


def _heights(frames: tuple[float, ...]) -> list[float]:
    """From the bottom (0) to the top (1) of the graph, which spans what the frames have, at least 6 dB."""
    values = [min(value, _CAP_DB) for value in frames]
    if not values:
        return []
    middle = (min(values) + max(values)) / 2
    reach = max(max(values) - min(values), _LEAST_RANGE_DB)
    return [(value - middle) / reach + 0.5 for value in values]


def _decibels(value: float) -> str:
    return "∞ dB" if math.isinf(value) else f"{fixed(value, 1)} dB"

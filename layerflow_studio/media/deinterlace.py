"""Interlaced video as whole pictures: FFmpeg's bwdif filter, one picture out for every one in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import cast

import av
import av.error
from av.filter import Graph
from av.filter.context import FilterContext

from layerflow_studio.media.decoding import TimedFrame


def deinterlaced(frames: Iterator[TimedFrame]) -> Iterator[TimedFrame]:
    """Yield the same film without combs; progressive pictures pass as they are.

    Filtering starts at the first interlaced picture. Pictures of formats the filter would have to convert
    first (RGB, palettes) pass as they are.
    """
    waiting: deque[TimedFrame] = deque()
    graph: _Graph | None = None
    for frame in frames:
        if graph is None and not (frame.picture.interlaced_frame and can_deinterlace(frame.picture)):
            yield frame
            continue
        graph = graph or _Graph(frame.picture)
        waiting.append(frame)
        yield from _matched(waiting, graph.push(frame.picture))
    if graph is not None:
        yield from _matched(waiting, graph.push(None))


def can_deinterlace(picture: av.VideoFrame) -> bool:
    """Tell whether the filter takes a picture's format without converting it."""
    return picture.format.name.startswith("yuv") and not picture.format.is_big_endian


def _matched(waiting: deque[TimedFrame], pictures: list[av.VideoFrame]) -> Iterator[TimedFrame]:
    for picture in pictures:
        source = waiting.popleft()
        picture.colorspace = source.picture.colorspace
        yield TimedFrame(picture, source.time, source.duration)


class _Graph:
    def __init__(self, first: av.VideoFrame) -> None:
        self._graph = Graph()
        time_base = first.time_base or None
        self._source = self._graph.add_buffer(
            width=first.width, height=first.height, format=first.format, time_base=time_base
        )
        bwdif = self._graph.add("bwdif", "mode=send_frame:deint=interlaced")
        self._sink = self._graph.add("buffersink")
        self._source.link_to(bwdif)
        bwdif.link_to(cast(FilterContext, self._sink))
        self._graph.configure()

    def push(self, picture: av.VideoFrame | None) -> list[av.VideoFrame]:
        self._source.push(picture)
        done: list[av.VideoFrame] = []
        while True:
            try:
                done.append(cast(av.VideoFrame, self._sink.pull()))
            except (av.error.BlockingIOError, av.error.EOFError):
                return done

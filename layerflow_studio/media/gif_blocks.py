"""The block structure of GIF files (GIF89a, sections 15 to 27), which FFmpeg does not check."""

from __future__ import annotations

_TRAILER, _EXTENSION, _IMAGE = 0x3B, 0x21, 0x2C


def count_pictures(file: bytes) -> int | None:
    """Return how many pictures a GIF file holds; None when its blocks do not follow on to the closing one."""
    try:
        return _walk(file)
    except IndexError:
        return None


def _walk(file: bytes) -> int | None:
    at = 13 + _table_bytes(file[10])
    pictures = 0
    while file[at] != _TRAILER:
        if file[at] == _EXTENSION:
            at += 2
        elif file[at] == _IMAGE:
            pictures += 1
            at += 11 + _table_bytes(file[at + 9])
        else:
            return None
        while file[at]:
            at += 1 + file[at]
        at += 1
    return pictures


def _table_bytes(flags: int) -> int:
    """Size of the colour table that a descriptor's flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0

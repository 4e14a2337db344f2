"""The blocks of GIF files (GIF89a, sections 15 to 27) and their compressed pictures, which FFmpeg does not check."""

from __future__ import annotations

_TRAILER, _EXTENSION, _IMAGE = 0x3B, 0x21, 0x2C
_MOST_BYTES = 4_000_000
"""Compressed bytes that are looked into; what comes after is taken on trust, so that it never takes long."""
_MOST_CODES = 4096


def count_pictures(file: bytes) -> int | None:
    """Return how many pictures a GIF file holds; None when it is not whole.

    Blocks must follow on to the closing one, and every picture's data stand for exactly its pixels.
    """
    try:
        return _walk(file)
    except IndexError:
        return None


def _walk(file: bytes) -> int | None:
    at = 13 + _table_bytes(file[10])
    pictures, left = 0, _MOST_BYTES
    while file[at] != _TRAILER:
        if file[at] == _EXTENSION:
            _, at = _data(file, at + 2)
        elif file[at] == _IMAGE:
            pictures += 1
            width, height = (int.from_bytes(file[at + 5 + side : at + 7 + side], "little") for side in (0, 2))
            at += 10 + _table_bytes(file[at + 9])
            least = file[at]
            packed, at = _data(file, at + 1)
            if len(packed) <= left and _pixels(packed, least) != width * height:
                return None
            left -= len(packed)
        else:
            return None
    return pictures


def _data(file: bytes, at: int) -> tuple[bytes, int]:
    """Return the data of a chain of blocks and where it ends."""
    parts: list[bytes] = []
    while file[at]:
        parts.append(file[at + 1 : at + 1 + file[at]])
        at += 1 + file[at]
    return b"".join(parts), at + 1


def _pixels(packed: bytes, least: int) -> int | None:
    """Return how many pixels LZW data stand for (appendix F), None when a code means nothing.

    Only the lengths of the strings in the table matter for that, not what they hold.
    """
    if not 2 <= least <= 8:
        return None
    clear = 1 << least
    start = [1] * clear + [0, 0]
    lengths, size, before, total = start.copy(), least + 1, 0, 0
    bits = held = 0
    for byte in packed:
        bits |= byte << held
        held += 8
        while held >= size:
            code = bits & (1 << size) - 1
            bits >>= size
            held -= size
            if code == clear:
                lengths, size, before = start.copy(), least + 1, 0
                continue
            if code == clear + 1:
                return total
            if before and len(lengths) < _MOST_CODES:
                lengths.append(before + 1)
            if code >= len(lengths):
                return None
            before = lengths[code]
            total += before
            if len(lengths) == 1 << size and size < 12:
                size += 1
    return total


def _table_bytes(flags: int) -> int:
    """Size of the colour table that a descriptor's flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0

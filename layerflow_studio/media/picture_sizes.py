"""What the first and last bytes of a picture file tell: the size it says it has, and whether its end is there."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

Size = tuple[int, int]
_HEAD_BYTES = 256 * 1024


def picture_size(path: Path) -> Size | None:
    """Return (width, height) of a PNG, JPEG, TIFF, WebP or BMP file; None when its header does not tell."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if head.startswith(b"\x89PNG") and len(head) >= 24:
            return _big(head, 16, 4), _big(head, 20, 4)
        if head.startswith(b"\xff\xd8"):
            return _jpeg(head)
        if head.startswith(b"BM") and len(head) >= 26:
            return _little(head, 18, 4), abs(int.from_bytes(head[22:26], "little", signed=True))
        if head.startswith(b"RIFF") and len(head) >= 30:
            return _webp(head)
        if head.startswith((b"II*\0", b"MM\0*")):
            return _tiff(file, head)
    return None


def has_end(path: Path) -> bool:
    """Tell whether a PNG ends with its closing chunk and a JPEG's last scan with its marker; true for others.

    Other things may follow the marker of a JPEG (ITU-T T.81, B.1).
    """
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(b"\x89PNG"):
            file.seek(-min(64, path.stat().st_size), 2)
            return b"IEND" in file.read()
        if head.startswith(b"\xff\xd8"):
            data = head + file.read()
            return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
    return True


def _big(head: bytes, at: int, count: int) -> int:
    return int.from_bytes(head[at : at + count], "big")


def _little(head: bytes, at: int, count: int) -> int:
    return int.from_bytes(head[at : at + count], "little")


def _jpeg(head: bytes) -> Size | None:
    """The frame header (SOF) is the first marker C0 to CF that is not a table (ITU-T T.81, annex B)."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _big(head, at + 7, 2), _big(head, at + 5, 2)
        at += 2 + _big(head, at + 2, 2)
    return None


def _webp(head: bytes) -> Size | None:
    """Extended, lossless and lossy chunk headers (RFC 9649, section 2)."""
    chunk = head[12:16]
    if chunk == b"VP8X":
        return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
    if chunk == b"VP8L":
        bits = _little(head, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF
    return None


def _tiff(file: BinaryIO, head: bytes) -> Size | None:
    """Tags 256 and 257 of the first image directory (TIFF 6.0, section 2)."""
    order = "little" if head.startswith(b"II") else "big"
    file.seek(int.from_bytes(head[4:8], order))
    count = int.from_bytes(file.read(2), order)
    found: dict[int, int] = {}
    for _ in range(count):
        entry = file.read(12)
        kind = int.from_bytes(entry[2:4], order)
        found[int.from_bytes(entry[0:2], order)] = int.from_bytes(entry[8 : 10 if kind == 3 else 12], order)
    return (found[256], found[257]) if found.get(256) and found.get(257) else None

"""FFV1's own checksums (RFC 9043, section 4.9), whose failure FFmpeg's decoder only writes to its log."""

from __future__ import annotations

import zlib

_SIZE, _WITH_CHECKSUM = 3, 8
"""Bytes of a slice's footer: its size alone, or with a state and a checksum behind it."""
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def slices_intact(packet: bytes) -> bool:
    """Tell whether every slice of a version 3 frame is whole; without checksums, whether their sizes add up."""
    slices = _slices(packet, _WITH_CHECKSUM)
    if slices is None:
        return _slices(packet, _SIZE) is not None
    return all(_residue(part) == 0 for part in slices)


def _slices(packet: bytes, footer: int) -> list[bytes] | None:
    """Return the slices with their footers, None when the sizes do not lead to the start of the packet."""
    slices: list[bytes] = []
    end = len(packet)
    while end > 0:
        size_at = end - footer
        if size_at < 0:
            return None
        start = size_at - int.from_bytes(packet[size_at : size_at + 3], "big")
        if start < 0:
            return None
        slices.append(packet[start:end])
        end = start
    return slices


def _residue(part: bytes) -> int:
    """Return the CRC of 0x04C11DB7, high bit first from 0; zlib counts the other way round and from the end."""
    return zlib.crc32(part.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF

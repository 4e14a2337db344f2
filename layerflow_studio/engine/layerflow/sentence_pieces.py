"""Reads a SentencePiece vocabulary (`spiece.model`), which CogVideoX-2b ships instead of a `tokenizer.json`.

The file is one protocol-buffer message; the three fields that T5 needs are read here, so that neither
`sentencepiece` nor `protobuf` has to be there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from layerflow_studio.errors import Damaged

_PIECE, _NORMALIZER = 1, 3
_TEXT, _SCORE = 1, 2
_CHARACTERS = 2
_VARINT, _EIGHT, _SIZED, _FOUR = 0, 1, 2, 5


def read_pieces(path: Path) -> tuple[list[tuple[str, float]], bytes]:
    """The pieces with their scores, in order, and the table of how characters are normalised (may be empty).

    Raises Damaged when the file is none.
    """
    pieces: list[tuple[str, float]] = []
    characters = b""
    try:
        for number, value in _fields(path.read_bytes()):
            if number == _PIECE:
                piece = dict(_fields(value))
                score = struct.unpack("<f", piece[_SCORE])[0] if _SCORE in piece else 0.0
                pieces.append((piece[_TEXT].decode(), score))
            elif number == _NORMALIZER:
                characters = dict(_fields(value)).get(_CHARACTERS, b"")
    except (IndexError, KeyError, ValueError, struct.error):
        pieces = []
    if len(pieces) < 4:
        raise Damaged("{file} is no vocabulary; replace it with a fresh copy.", file=path)
    return pieces, characters


def write_tokenizer(source: Path, folder: Path, extra_ids: int = 100) -> None:
    """Write T5's tokenizer, made from a `spiece.model`, into a folder, as transformers reads it."""
    tokenizer_of(source, extra_ids).save_pretrained(folder)


def tokenizer_of(source: Path, extra_ids: int = 100) -> Any:
    """T5's tokenizer, made from a `spiece.model`; Damaged when the file is none, OSError without one."""
    from transformers import T5Tokenizer

    pieces, characters = read_pieces(source)
    pieces += [(f"<extra_id_{number}>", 0.0) for number in range(extra_ids - 1, -1, -1)]
    return T5Tokenizer(
        vocab=pieces, _spm_precompiled_charsmap=characters or None, extra_ids=extra_ids, model_max_length=226
    )


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """(field number, its bytes) of a message; numbers of variable length come as empty bytes."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            _, place = _varint(message, place)
            yield number, b""
            continue
        if kind == _SIZED:
            length, place = _varint(message, place)
        elif kind in (_FOUR, _EIGHT):
            length = 4 if kind == _FOUR else 8
        else:
            raise ValueError(f"there is no wire type {kind}")
        if place + length > len(message):
            raise ValueError("the message is cut short")
        yield number, message[place : place + length]
        place += length


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, place
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")

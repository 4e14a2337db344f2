"""T5's own vocabulary file, read without sentencepiece, makes the tokenizer that transformers reads."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from layerflow_studio.engine.layerflow.sentence_pieces import read_pieces, write_tokenizer
from layerflow_studio.errors import Damaged

PIECES = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁a", -1.5), ("▁red", -2.0), ("▁fox", -2.5)]
PIECES += [(f"▁{letter}", -7.0) for letter in "bcdrf"] + [(letter, -8.0) for letter in "abcdefgrox"]


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def sized(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def spiece() -> bytes:
    """A ModelProto: pieces (text, score, type), a trainer's settings, a normaliser, as T5's file has them."""
    out = b""
    for place, (text, score) in enumerate(PIECES):
        piece = sized(1, text.encode()) + varint(2 << 3 | 5) + struct.pack("<f", score)
        if place < 3:  # control and unknown pieces have a type
            piece += varint(3 << 3) + varint(2 if place == 2 else 3)
        out += sized(1, piece)
    trainer = varint(4 << 3) + varint(32000) + sized(1, b"a" * 300)
    return out + sized(2, trainer) + sized(3, sized(1, b"identity") + varint(3 << 3) + varint(1))


def test_pieces_and_scores_come_out_in_order(tmp_path: Path) -> None:
    path = tmp_path / "spiece.model"
    path.write_bytes(spiece())
    assert read_pieces(path) == (PIECES, b"")


def test_the_tokenizer_splits_as_the_vocabulary_says(tmp_path: Path) -> None:
    (tmp_path / "spiece.model").write_bytes(spiece())
    write_tokenizer(tmp_path / "spiece.model", tmp_path / "tokenizer")
    assert (tmp_path / "tokenizer" / "tokenizer.json").is_file()
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "tokenizer")
    ids = tokenizer("a red fox", padding="max_length", max_length=6).input_ids
    assert ids == [3, 4, 5, 1, 0, 0]  # ended by </s>, filled with <pad>
    assert tokenizer.convert_ids_to_tokens(tokenizer("a dog").input_ids)[:2] == ["▁a", "▁d"]
    assert len(tokenizer) == len(PIECES) + 100


@pytest.mark.parametrize("content", [b"", b"not a vocabulary", spiece()[:40], b"\xff" * 30])
def test_what_is_no_vocabulary_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "spiece.model"
    path.write_bytes(content)
    with pytest.raises(Damaged, match="is no vocabulary"):
        read_pieces(path)

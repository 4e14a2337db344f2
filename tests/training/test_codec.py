"""The word vectors that come with a model."""

from __future__ import annotations

import json
from typing import Any

from tokenizers import Tokenizer

from layerflow_studio.training.codec import without_unspelt


def byte_pairs() -> dict[str, Any]:
    """A tokenizer of the layout of WordLlama's, small enough to see through."""
    pieces = [
        "<unk>",
        "<s>",
        "</s>",
        "<0x41>",
        "▁",
        "A",
        "a",
        "b",
        "é",
        "'",
        "▁A",
        "▁a",
        "ab",
        "▁ab",
        "éa",
        "▁é",
    ]
    merges = ["▁ A", "▁ a", "a b", "▁a b", "é a", "▁ é"]
    prefix = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}]}
    mark = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    marks = [{"id": number, "content": pieces[number], **mark} for number in range(3)]
    model = {"type": "BPE", "unk_token": "<unk>", "fuse_unk": True, "byte_fallback": True, "merges": merges}
    model["vocab"] = {piece: number for number, piece in enumerate(pieces)}
    return {"version": "1.0", "added_tokens": marks, "normalizer": prefix, "model": model}


def test_words_are_cut_as_before_without_the_pieces_no_prompt_has() -> None:
    whole = byte_pairs()
    less = json.loads(json.dumps(whole))
    rows = without_unspelt(less)
    before, after = (Tokenizer.from_str(json.dumps(one)) for one in (whole, less))
    assert sorted(after.get_vocab()) == sorted(p for p in before.get_vocab() if "A" not in p and "é" not in p)
    for word in ("a", "ab", "ba", "abab'a", "b'ab", "aabb"):
        assert [rows[n] for n in after.encode(word).ids] == before.encode(word).ids

"""Embeddings on disk: found again, bounded, and never trusted when damaged."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.conditioning import T5Encoder
from layerflow_studio.engine.layerflow.prompt_cache import PromptCache, fingerprint
from layerflow_studio.engine.plans import Offload, Plan, Quantisation
from layerflow_studio.errors import Cancelled, Damaged

from .models import T5_TOKENS, TEXT_WIDTH, save_tiny_t5
from .test_sentence_pieces import spiece

PROMPTS = ["0, a red fox", "", "1, the meadow"]


@pytest.fixture
def t5(tmp_path: Path) -> Path:
    save_tiny_t5(tmp_path / "t5")
    return tmp_path / "t5"


def encoder(folder: Path, kept: Path, name: str = "t5", plan: Plan | None = None) -> T5Encoder:
    cache = PromptCache(kept, name)
    return T5Encoder(folder, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32, plan or Plan(), cache)


def test_prompts_that_are_kept_need_no_encoder(t5: Path, tmp_path: Path) -> None:
    first = encoder(t5, tmp_path / "kept").encode(PROMPTS)
    (t5 / "text_encoder" / "model.safetensors").unlink()
    again = encoder(t5, tmp_path / "kept").encode([PROMPTS[2], "", PROMPTS[0], ""])
    assert torch.equal(again, first[[2, 1, 0, 1]])
    assert not again[1].any()
    with pytest.raises(Exception, match="cannot be loaded"):
        encoder(t5, tmp_path / "kept").encode(["a fox"])
    with pytest.raises(Exception, match="cannot be loaded"):
        encoder(t5, tmp_path / "kept", "another").encode(PROMPTS)


def test_only_new_prompts_are_computed(t5: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    encoder(t5, kept).encode(PROMPTS[:1])
    (path,) = kept.iterdir()
    before = path.stat().st_ino
    both = encoder(t5, kept).encode(PROMPTS)
    assert path.stat().st_ino == before
    assert len(list(kept.iterdir())) == 2
    assert torch.equal(both, T5Encoder(t5, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32).encode(PROMPTS))


def test_empty_prompts_need_no_encoder_and_another_width_is_refused(t5: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    empty = encoder(tmp_path / "nothing", tmp_path / "kept").encode(["", ""])
    assert torch.equal(empty, torch.zeros(2, T5_TOKENS, TEXT_WIDTH))
    other = T5Encoder(t5, T5_TOKENS, TEXT_WIDTH + 1, "cpu", torch.float32)
    with pytest.raises(Damaged, match="cannot be loaded"):
        other.encode(PROMPTS)


def test_cancelling_stops_before_the_next_prompt(t5: Path, tmp_path: Path) -> None:
    token = CancelToken()

    class Cancelling(PromptCache):
        def put(self, prompt: str, tokens: int, embeds: torch.Tensor) -> None:
            super().put(prompt, tokens, embeds)
            token.cancel()

    kept = Cancelling(tmp_path / "kept", "t5")
    with pytest.raises(Cancelled):
        T5Encoder(t5, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32, cache=kept).encode(PROMPTS, token)
    assert len(list((tmp_path / "kept").iterdir())) == 1


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "text"])
def test_a_damaged_entry_is_computed_anew(t5: Path, tmp_path: Path, damage: str) -> None:
    kept = tmp_path / "kept"
    first = encoder(t5, kept).encode(PROMPTS)
    for path in kept.iterdir():
        content = bytearray(path.read_bytes())
        content[-3] ^= 1
        path.write_bytes({"flipped": bytes(content), "cut": content[:50], "empty": b""}.get(damage, b"hello"))
    assert torch.equal(encoder(t5, kept).encode(PROMPTS), first)
    assert PromptCache(kept, "t5").get(PROMPTS[0], T5_TOKENS) is not None


def test_the_least_used_go_first(tmp_path: Path) -> None:
    embeds = torch.ones(4, 100, dtype=torch.bfloat16)
    cache = PromptCache(tmp_path, "t5", most_bytes=3000)
    for number, prompt in enumerate("abc"):
        cache.put(prompt, 4, embeds)
        for path in tmp_path.iterdir():
            os.utime(path, (number, path.stat().st_mtime if path.stat().st_mtime < 100 else number))
    assert cache.get("a", 4) is not None  # used just now
    cache.put("d", 4, embeds)
    assert [cache.get(prompt, 4) is not None for prompt in "abcd"] == [True, False, True, True]
    found = cache.get("d", 4)
    assert found is not None and found.dtype == torch.bfloat16 and torch.equal(found, embeds)
    assert cache.get("d", 5) is None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = PromptCache(tmp_path / "file" / "kept", "t5")
    cache.put("a", 1, torch.ones(1, 1))
    assert cache.get("a", 1) is None


def test_encoders_are_told_apart(t5: Path) -> None:
    folders = [t5 / "text_encoder", t5 / "tokenizer"]
    plain = fingerprint(folders, [])
    assert plain == fingerprint(folders, [])
    (t5 / "text_encoder" / "model.safetensors").write_bytes(b"other")
    assert fingerprint(folders, []) != plain
    assert (
        fingerprint(folders, [("a", "1")]) == fingerprint([], [("a", "1")]) != fingerprint([], [("a", "2")])
    )


@pytest.mark.parametrize("offload", [Offload.GROUP, Offload.SEQUENTIAL, Offload.MODEL])
def test_the_encoder_is_streamed_and_gives_the_same(t5: Path, offload: Offload) -> None:
    usual, planned = (
        T5Encoder(t5, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32, plan).encode(PROMPTS)
        for plan in (Plan(), Plan(text_offload=offload))
    )
    assert torch.equal(usual, planned)
    packed = T5Encoder(
        t5, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32, Plan(quantisation=Quantisation.INT8)
    ).encode(PROMPTS)
    assert 0 < (packed - usual).abs().max() < 0.1


def test_a_vocabulary_of_sentence_pieces_is_enough(t5: Path, tmp_path: Path) -> None:
    """As CogVideoX-2b's folder has it: no tokenizer.json."""
    for path in (t5 / "tokenizer").iterdir():
        path.unlink()
    (t5 / "tokenizer" / "spiece.model").write_bytes(spiece())
    tokenizer: Any = T5Encoder(t5, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32)._load()[0]
    assert tokenizer.tokenize("a fox") != tokenizer.tokenize("fox a")
    (t5 / "tokenizer" / "spiece.model").write_bytes(b"nothing")
    with pytest.raises(Exception, match="cannot be loaded"):
        T5Encoder(t5, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32).encode(PROMPTS)

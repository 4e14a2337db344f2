"""Prompts to embeddings: T5 as in CogVideoX, or word vectors that ship with a small model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


class PromptEncoder(Protocol):
    """Turns each prompt into a fixed number of tokens."""

    def encode(self, prompts: Sequence[str]) -> Tensor:
        """(prompts, tokens, width) float32; an empty prompt is the unconditional one: all zeros."""
        ...


class WordVectorEncoder:
    """One token per word: the mean of the static vectors of its pieces, scaled to unit variance.

    The vectors are WordLlama's (MIT), 256 numbers for each of 32,000 byte-pair pieces. Words beyond `tokens` are
    dropped. No state, no network.
    """

    def __init__(self, folder: Path, tokens: int = 14) -> None:
        self.tokens = tokens
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        table = load_file(folder / "vectors.safetensors")["vectors"].float()
        self._table = table / table.std()

    @property
    def width(self) -> int:
        """Numbers per token."""
        return self._table.shape[1]

    def encode(self, prompts: Sequence[str]) -> Tensor:
        """(prompts, tokens, width) float32, zero where a prompt has no more words."""
        out = torch.zeros(len(prompts), self.tokens, self.width)
        for row, prompt in zip(out, prompts, strict=True):
            for place, word in enumerate(_WORD.findall(prompt.lower())[: self.tokens]):
                pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
                row[place] = self._table[pieces].mean(0)
        return out


class T5Encoder:
    """T5 as CogVideoX uses it: each prompt alone, padded to `tokens`, no attention mask.

    Loaded for each call and freed after it, since it is larger than the transformer.
    """

    def __init__(self, folder: Path, tokens: int, device: str, dtype: torch.dtype) -> None:
        self._folder, self._tokens, self._device, self._dtype = folder, tokens, device, dtype

    def encode(self, prompts: Sequence[str]) -> Tensor:
        """(prompts, tokens, width) float32; an empty prompt is all zeros, as in the official guidance."""
        from transformers import T5EncoderModel, T5TokenizerFast

        tokenizer: Any = T5TokenizerFast.from_pretrained(self._folder / "tokenizer")
        model: Any = T5EncoderModel.from_pretrained(self._folder / "text_encoder").to(self._device, self._dtype)
        ids = tokenizer(
            list(prompts), padding="max_length", max_length=self._tokens, truncation=True, return_tensors="pt"
        ).input_ids
        with torch.inference_mode():
            embeds = torch.cat([model(one[None].to(self._device))[0].float().cpu() for one in ids])
        empty = torch.tensor([not prompt for prompt in prompts])
        embeds[empty] = 0
        return embeds

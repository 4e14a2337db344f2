"""Prompts to embeddings: T5 as in CogVideoX, or word vectors that ship with a small model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from tokenizers.models import BPE
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.devices import tidy
from layerflow_studio.engine.layerflow.block_stream import BlockStream
from layerflow_studio.engine.layerflow.failures import LOAD_ERRORS, out_of_memory
from layerflow_studio.engine.layerflow.placement import STREAMED, stream_blocks
from layerflow_studio.engine.layerflow.prompt_cache import PromptCache
from layerflow_studio.engine.layerflow.quantised import quantise
from layerflow_studio.engine.layerflow.sentence_pieces import tokenizer_of
from layerflow_studio.engine.plans import PLAIN, Plan
from layerflow_studio.errors import Damaged

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


class PromptEncoder(Protocol):
    """Turns each prompt into a fixed number of tokens."""

    def encode(self, prompts: Sequence[str], cancel: CancelToken | None = None) -> Tensor:
        """(prompts, tokens, width) float32; an empty prompt is the unconditional one: all zeros. Cancelled."""
        ...


class WordVectorEncoder:
    """One token per word: the mean of the static vectors of its pieces, scaled to unit variance.

    The vectors are WordLlama's (MIT), 256 numbers for each of 17,000 byte-pair pieces. Words beyond `tokens`
    are dropped. No state, no network. Raises Damaged when the tokenizer cannot be read.
    """

    def __init__(self, folder: Path, tokens: int = 14) -> None:
        self.tokens = tokens
        self._tokenizer = word_pieces(folder)
        table = load_file(folder / "vectors.safetensors")["vectors"].float()
        self._table = table / table.std()

    @property
    def width(self) -> int:
        """Numbers per token."""
        return self._table.shape[1]

    def encode(self, prompts: Sequence[str], cancel: CancelToken | None = None) -> Tensor:
        """(prompts, tokens, width) float32, zero where a prompt has no more words."""
        out = torch.zeros(len(prompts), self.tokens, self.width)
        for row, prompt in zip(out, prompts, strict=True):
            for place, word in enumerate(_WORD.findall(prompt.lower())[: self.tokens]):
                pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
                if pieces:
                    row[place] = self._table[pieces].mean(0)
        return out


def word_pieces(folder: Path) -> Tokenizer:
    """The tokenizer of a `WordVectorEncoder`'s folder, read once; Damaged when it cannot be read.

    No other thread of Python runs while pieces are read, so they are read in parts, and by a window while it rests.
    """
    path = folder / "tokenizer.json"
    try:
        return _read_word_pieces(path, path.stat().st_mtime_ns)
    except Exception as error:  # the library raises nothing narrower
        raise Damaged("{path} cannot be read; replace it with a fresh copy.", path=path) from error


@lru_cache(maxsize=2)
def _read_word_pieces(path: Path, changed: int) -> Tokenizer:
    tokenizer = _byte_pairs(json.loads(path.read_text(encoding="utf-8"))) or Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _byte_pairs(written: dict[str, Any]) -> Tokenizer | None:
    """A byte-pair tokenizer as its file tells it, put together in parts; None of another kind."""
    pieces = {name: value for name, value in written["model"].items() if value is not None}
    if pieces.pop("type", None) != "BPE":
        return None
    pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in pieces.pop("merges"))
    merges: list[tuple[str, str]] = [(left, right) for left, right in pairs]
    marks = {mark["content"]: mark["id"] for mark in written["added_tokens"]}
    frame = Tokenizer.from_str(
        json.dumps({**written, "model": {"type": "BPE", **pieces, "vocab": marks, "merges": []}})
    )
    frame.model = BPE(pieces.pop("vocab"), merges, **pieces)
    return frame


class T5Encoder:
    """T5 as CogVideoX uses it: each prompt alone, padded to `tokens`, no attention mask.

    `folder` holds `tokenizer` and `text_encoder`, as in a CogVideoX pipeline folder; `width` is how many numbers
    per token the transformer reads. T5 is loaded when a prompt that is not empty is not in `cache`, and freed
    after use, since it is larger than the transformer.
    """

    def __init__(
        self,
        folder: Path,
        tokens: int,
        width: int,
        device: str,
        dtype: torch.dtype,
        plan: Plan = PLAIN,
        cache: PromptCache | None = None,
    ) -> None:
        self._folder, self._tokens, self._width = folder, tokens, width
        self._device, self._dtype = device, dtype
        self._plan, self._cache = plan, cache

    def encode(self, prompts: Sequence[str], cancel: CancelToken | None = None) -> Tensor:
        """(prompts, tokens, width) float32; an empty prompt is all zeros, as in the official guidance.

        Raises Damaged when T5 cannot be loaded, and Cancelled between two prompts.
        """
        known = {"": torch.zeros(self._tokens, self._width)}
        for prompt in set(prompts) - {""}:
            kept = self._cache.get(prompt, self._tokens) if self._cache else None
            if kept is not None and kept.shape == known[""].shape:
                known[prompt] = kept.float()
        if missing := set(prompts) - known.keys():
            known |= self._computed(missing, cancel or CancelToken())
        return torch.stack([known[prompt] for prompt in prompts])

    def _computed(self, prompts: Iterable[str], cancel: CancelToken) -> dict[str, Tensor]:
        """Load T5, run it on each prompt and free it."""
        tokenizer, model = self._load()
        known: dict[str, Tensor] = {}
        stream = None
        try:
            stream = self._placed(model)
            with torch.inference_mode():
                for prompt in prompts:
                    cancel.check()
                    ids = tokenizer(
                        prompt,
                        padding="max_length",
                        max_length=self._tokens,
                        truncation=True,
                        return_tensors="pt",
                    ).input_ids
                    embeds = model(ids.to(self._device))[0][0].cpu()
                    if self._cache:
                        self._cache.put(prompt, self._tokens, embeds)
                    known[prompt] = embeds.float()
        finally:
            if stream is not None:
                stream.release()
            del model, stream
            tidy(self._device)
        return known

    def _placed(self, model: Any) -> BlockStream | None:
        """Put T5 where the plan wants it; a stream has to be kept while it runs."""
        quantise(model.encoder.block, self._plan.quantisation)
        if self._plan.text_offload not in STREAMED:
            model.to(self._device)
            return None
        stream = stream_blocks(model, model.encoder.block, self._device, self._plan.text_offload)
        stream.hook()
        return stream

    def _load(self) -> tuple[Any, Any]:
        from transformers import AutoTokenizer, T5EncoderModel
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        words, weights = self._folder / "tokenizer", self._folder / "text_encoder"
        try:
            tokenizer: Any
            if (words / "tokenizer.json").is_file():
                tokenizer = AutoTokenizer.from_pretrained(words, local_files_only=True)
            else:  # as CogVideoX-2b has it; without any vocabulary T5's own class would make do
                tokenizer = tokenizer_of(words / "spiece.model")
            model, report = cast(Any, T5EncoderModel).from_pretrained(
                weights, dtype=self._dtype, output_loading_info=True, local_files_only=True
            )
            if report["missing_keys"]:
                raise ValueError(f"{weights} lacks {min(report['missing_keys'])}")
            if model.config.d_model != self._width:
                raise ValueError(
                    f"{weights} makes {model.config.d_model} numbers per token, not {self._width}"
                )
        except LOAD_ERRORS as error:
            if out_of_memory(error):
                raise
            raise Damaged(
                "The text encoder in {folder} cannot be loaded; replace it with a fresh copy.",
                folder=self._folder,
            ) from error
        return tokenizer, model.eval()

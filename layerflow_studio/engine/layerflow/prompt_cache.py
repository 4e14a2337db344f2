"""Embeddings of prompts on disk: the text encoder is larger than the model, and the same words come again."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

log = logging.getLogger(__name__)
_NAME = "embeds"
_ENDING = ".prompt"
_DIGEST = hashlib.sha256().digest_size
MOST_BYTES = 256 << 20


class PromptCache:
    """Keeps embeddings in a folder, at most so many bytes; those not used for longest go first.

    `encoder` names the encoder's weights, and how it computes. What cannot be read counts as not there, and a
    folder that cannot be written keeps nothing: the embeddings are only computed anew.
    """

    def __init__(self, folder: Path, encoder: str, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._encoder, self._most = folder, encoder, most_bytes

    def get(self, prompt: str, tokens: int) -> Tensor | None:
        """The embedding of a prompt, (tokens, width) as it was put; None when it has to be computed."""
        path = self._path(prompt, tokens)
        try:
            content = path.read_bytes()
            digest, content = content[:_DIGEST], content[_DIGEST:]
            if hashlib.sha256(content).digest() != digest:
                raise ValueError("its hash differs")
            embeds = load(content)[_NAME]
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, SafetensorError) as problem:
            log.warning("a kept prompt is computed anew: %s", problem)
            return None
        return embeds

    def put(self, prompt: str, tokens: int, embeds: Tensor) -> None:
        """Keep an embedding, in the format it has."""
        content = save({_NAME: embeds.contiguous()})
        path = self._path(prompt, tokens)
        part = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(hashlib.sha256(content).digest() + content)
            part.replace(path)
            self._make_room()
        except OSError as problem:
            log.warning("a prompt is not kept: %s", problem)
            with suppress(OSError):
                part.unlink()

    def _path(self, prompt: str, tokens: int) -> Path:
        key = "\0".join((self._encoder, str(tokens), prompt))
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}{_ENDING}"

    def _make_room(self) -> None:
        entries = [(path, path.stat()) for path in self._folder.glob(f"*{_ENDING}")]
        entries.sort(key=lambda entry: entry[1].st_mtime_ns)
        excess = sum(facts.st_size for _, facts in entries) - self._most
        for path, facts in entries:
            if excess <= 0:
                break
            path.unlink(missing_ok=True)
            excess -= facts.st_size


def fingerprint(folders: Iterable[Path], hashes: Iterable[tuple[str, str]]) -> str:
    """What tells one encoder from another: the hashes known of its files, else their sizes and times."""
    known = sorted(hashes)
    if not known:
        files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        known = sorted(
            (path.name, f"{facts.st_size} {facts.st_mtime_ns}") for path in files for facts in [path.stat()]
        )
    return hashlib.sha256(repr(known).encode()).hexdigest()

"""Names for things: random ids for what is made, content hashes for what is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable

ClipId = str
"""sha256 hex of a clip's header and pixels; see `frames.clip_hash`."""

_CLIP_ID = re.compile(r"[0-9a-f]{64}")


def new_id(prefix: str) -> str:
    """Return a fresh random id such as "layer-3f9c2a71"."""
    return f"{prefix}-{secrets.token_hex(4)}"


def content_hash(*parts: bytes | bytearray | memoryview) -> str:
    """Return the sha256 hex of the bytes of all parts, one after the other."""
    return running_hash(parts)


def running_hash(parts: Iterable[bytes | bytearray | memoryview]) -> str:
    """Return the same of parts that need not be in memory at once."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def is_clip_id(text: str) -> bool:
    """Tell whether the text has the form of a clip id (64 lower-case hex digits)."""
    return _CLIP_ID.fullmatch(text) is not None

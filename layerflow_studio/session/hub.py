"""Files of a model hub: what there is, and fetching it so that an interruption costs nothing.

huggingface_hub finds, names and signs; the bytes are read here, because its own download begins anew after an
interruption, and these files are many gigabytes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.catalogue import Source
from layerflow_studio.errors import BadInput, Damaged, FileMissing, StudioError, Unreachable
from layerflow_studio.sentence import Sentence, listed
from layerflow_studio.session.disk_space import full_disk

if TYPE_CHECKING:
    from httpx2 import Response

ENDPOINT_VARIABLE = "HF_ENDPOINT"
OFFLINE_VARIABLE = "HF_HUB_OFFLINE"
PART = ".part"
_TRIES = 5
PAUSE = 1.0
"""Seconds before a lost connection is taken up again."""
_SECONDS = 20.0
_BLOCK = 2**20


class Told(Protocol):
    """Hears how many bytes of a file are there: `fresh` ones from the hub, others from an earlier try."""

    def __call__(self, have: int, *, fresh: bool) -> None:
        """Take note; called often."""
        ...


@dataclass(frozen=True)
class RemoteFile:
    """One file of a repository at one commit; a digest is empty where the hub knows none."""

    path: str
    url: str
    size: int
    sha256: str = ""
    git_sha1: str = ""


def endpoint() -> str:
    """The hub's address: HF_ENDPOINT, for a mirror, else the usual one."""
    return os.environ.get(ENDPOINT_VARIABLE, "").rstrip("/") or "https://huggingface.co"


def is_offline() -> bool:
    """Whether the user forbids going to the hub."""
    return os.environ.get(OFFLINE_VARIABLE, "").strip().upper() in ("1", "ON", "YES", "TRUE")


def look_up(source: Source) -> tuple[RemoteFile, ...]:
    """Ask the hub for the files of a source, with sizes and hashes. FileMissing, Unreachable."""
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled, RepositoryNotFoundError

    _refuse_offline(source.name)
    for name in source.repositories:
        try:
            info = HfApi(endpoint=endpoint()).model_info(name, files_metadata=True, timeout=_SECONDS)
        except RepositoryNotFoundError:
            continue
        except OfflineModeIsEnabled:
            raise _offline(source.name) from None
        except HfHubHTTPError as problem:
            raise _refused(problem.response, name) from problem
        except (httpx2.HTTPError, ValueError) as problem:
            raise Unreachable(
                "{host} does not answer ({problem}); check the connection, or name a mirror in HF_ENDPOINT.",
                host=_host(),
                problem=str(problem) or type(problem).__name__,
            ) from problem
        found = tuple(_remote(name, str(info.sha), one) for one in info.siblings or ())
        wanted = tuple(one for one in found if one.path.startswith(source.prefixes))
        lacking = [part for part in source.prefixes if not any(one.path.startswith(part) for one in wanted)]
        if lacking:
            raise FileMissing(
                "{name} on {host} holds no {lacking}; see {home} for what became of it.",
                name=name,
                host=_host(),
                lacking=", ".join(lacking),
                home=source.home,
            )
        return wanted
    raise FileMissing(
        "{parts} cannot be found on {host}; see {home}, or log in with `hf auth login` if it asks for that.",
        parts=listed(source.repositories, any_of=True),
        host=_host(),
        home=source.home,
    )


def _remote(repository: str, commit: str, sibling: Any) -> RemoteFile:
    from huggingface_hub import hf_hub_url

    path = PurePosixPath(sibling.rfilename)
    if path.is_absolute() or ".." in path.parts:
        raise BadInput(
            "{repository} names a file outside of itself ({path}); do not use this hub.",
            repository=repository,
            path=path,
        )
    url = hf_hub_url(repository, sibling.rfilename, revision=commit, endpoint=endpoint())
    large = sibling.lfs
    size = large.size if large is not None else sibling.size
    return RemoteFile(
        str(path), url, int(size or 0), large.sha256 if large is not None else "", sibling.blob_id or ""
    )


def fetch(file: RemoteFile, place: Path, told: Told, cancel: CancelToken) -> None:
    """Bring a file to a place, going on where an earlier try was stopped; it is there only whole and checked.

    What arrived stays beside it as `.part` when this is cancelled, the connection is lost (Unreachable) or the
    disk is full (DiskFull). With a wrong hash it is dropped, and Damaged is raised.
    """
    part = place.with_name(place.name + PART)
    if place.is_file() and place.stat().st_size == file.size:
        told(file.size, fresh=False)
        return
    _refuse_offline(file.path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        digest = _Digest(file)
        have = _take_over(part, file, digest, told, cancel)
        tries = _TRIES
        while have < file.size or not part.exists():
            have, tries = _go_on(file, part, have, digest, told, cancel, tries)
        if not digest.right:
            part.unlink()
            raise Damaged(
                "{place} arrived damaged (its hash is not the announced one) and was dropped; download "
                "it again, perhaps from another mirror.",
                place=place.name,
            )
        os.replace(part, place)  # noqa: PTH105
    except StudioError:
        raise
    except OSError as problem:
        raise full_disk(problem, place.parent, file.size) or problem from problem


def _take_over(part: Path, file: RemoteFile, digest: _Digest, told: Told, cancel: CancelToken) -> int:
    """Hash what an earlier try has left, and return how much that is."""
    if not part.is_file() or part.stat().st_size > file.size:
        part.unlink(missing_ok=True)
        return 0
    have = 0
    with part.open("rb") as kept:
        while block := kept.read(_BLOCK):
            cancel.check()
            digest.update(block)
            have += len(block)
            told(have, fresh=False)
    return have


def _go_on(
    file: RemoteFile, part: Path, have: int, digest: _Digest, told: Told, cancel: CancelToken, tries: int
) -> tuple[int, int]:
    """Read from the hub once; return how much is there then, and how many tries are left."""
    import httpx2

    before, problem = have, ""
    try:
        have = _stream(file, part, have, digest, told, cancel)
    except (httpx2.TransportError, httpx2.DecodingError) as lost:
        have = part.stat().st_size if part.exists() else 0
        problem = str(lost) or type(lost).__name__
    if have >= file.size:
        return have, tries
    tries = _TRIES if have > before else tries - 1
    if tries <= 0:
        raise Unreachable(
            "The connection to {host} was lost at {have} of {size} of {name} ({problem}); try again "
            "to go on from there.",
            host=_host(file.url),
            have=bytes_text(have),
            size=bytes_text(file.size),
            name=PurePosixPath(file.path).name,
            problem=problem or Sentence("it ended early"),
        )
    for _ in range(round(PAUSE * 10)):
        cancel.check()
        time.sleep(0.1)
    return have, tries


def _stream(file: RemoteFile, part: Path, have: int, digest: _Digest, told: Told, cancel: CancelToken) -> int:
    from huggingface_hub import utils
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    signed: dict[str, str] = cast(Any, utils).build_hf_headers()
    headers = {**signed, "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with utils.get_session().stream("GET", file.url, headers=headers, timeout=_SECONDS) as response:
            if response.status_code >= 400:
                response.read()
            utils.hf_raise_for_status(response)
            if have and response.status_code != 206:  # a server that knows no ranges begins anew
                have = 0
                digest.clear()
            with part.open("ab" if have else "wb", buffering=0) as out:
                for block in response.iter_bytes():
                    cancel.check()
                    have += len(block)
                    if have > file.size:
                        part.unlink()
                        raise Damaged(
                            "{path} is longer than {host} announced, so it was dropped; download it again, perhaps "
                            "from another mirror.",
                            path=file.path,
                            host=_host(file.url),
                        )
                    _write_all(out, block)
                    digest.update(block)
                    told(have, fresh=True)
    except OfflineModeIsEnabled:
        raise _offline(file.path) from None
    except HfHubHTTPError as problem:
        raise _refused(problem.response, file.path) from problem
    return have


def _write_all(out: Any, block: bytes) -> None:
    """Write a block; a disk that takes a part of it says why at the next write."""
    left = memoryview(block)
    while left:
        left = left[out.write(left) :]


class _Digest:
    """The hash of a file as it comes, compared with what the hub announced for it."""

    def __init__(self, file: RemoteFile) -> None:
        self._file = file
        self.clear()

    def clear(self) -> None:
        self._sha = hashlib.sha256() if self._file.sha256 else hashlib.sha1(b"blob %d\0" % self._file.size)

    def update(self, block: bytes) -> None:
        self._sha.update(block)

    @property
    def right(self) -> bool:
        """Small files are known to the hub by git's hash alone, and perhaps by none."""
        return self._sha.hexdigest() == (self._file.sha256 or self._file.git_sha1 or self._sha.hexdigest())


def total(files: Iterable[RemoteFile]) -> int:
    """Return the bytes of some files."""
    return sum(file.size for file in files)


def _refuse_offline(what: str) -> None:
    if is_offline():
        raise _offline(what)


def _offline(what: str) -> StudioError:
    return Unreachable(
        "{what} is not on this machine, and {variable} forbids fetching it; unset it, or "
        "bring the files in by hand.",
        what=what,
        variable=OFFLINE_VARIABLE,
    )


def _refused(response: Response, what: str) -> StudioError:
    match response.status_code:
        case 401 | 403:
            why = Sentence("it asks for a login: run `hf auth login` first")
        case 404:
            why = Sentence("it is not there")
        case 429:
            why = Sentence("too much was asked of it: try again in some minutes")
        case code:
            why = Sentence("it answered with error {code}: try again later", code=code)
    return Unreachable(
        "{host} did not give out {what}; {why}.",
        host=_host(str(response.url)),
        what=what,
        why=why,
    )


def _host(url: str = "") -> str:
    return urlsplit(url or endpoint()).netloc or "the hub"

"""Fetching from a hub: whole and checked, or not at all; an interruption costs nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.catalogue import Licence, Source
from layerflow_studio.errors import BadInput, Cancelled, Damaged, DiskFull, FileMissing, Unreachable
from layerflow_studio.session.hub import RemoteFile, fetch, look_up
from tests.hub_server import HubServer, go_online, serving

BIG = bytes(range(256)) * 4096  # 1 MiB
SOURCE = Source("Toy", ("us/gone", "us/toy"), ("weights/", "config.json"), Licence.APACHE, "https://x", 1)


class Heard:
    """What was told of a file's bytes."""

    def __init__(self) -> None:
        self.fresh: list[int] = []
        self.known: list[int] = []

    def __call__(self, have: int, *, fresh: bool) -> None:
        (self.fresh if fresh else self.known).append(have)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    files = {"weights/big.bin": BIG, "config.json": b'{"a": 1}', "README.md": b"read me"}
    with serving(HubServer({"us/toy": files})) as running:
        go_online(monkeypatch, running.url)
        yield running


def big(hub: HubServer) -> RemoteFile:
    return next(file for file in look_up(SOURCE) if file.path == "weights/big.bin")


def test_a_source_is_looked_up_with_sizes_and_hashes_in_the_first_repository_there_is(hub: HubServer) -> None:
    files = {file.path: file for file in look_up(SOURCE)}
    assert set(files) == {"weights/big.bin", "config.json"}
    assert files["weights/big.bin"].size == len(BIG)
    assert files["weights/big.bin"].sha256 == hashlib.sha256(BIG).hexdigest()
    assert files["config.json"].sha256 == "" and len(files["config.json"].git_sha1) == 40
    assert hub.url in files["config.json"].url


def test_files_come_whole_and_are_not_fetched_twice(hub: HubServer, tmp_path: Path) -> None:
    heard = Heard()
    for file in look_up(SOURCE):
        fetch(file, tmp_path / file.path, heard, CancelToken())
        fetch(file, tmp_path / file.path, heard, CancelToken())
    assert (tmp_path / "weights" / "big.bin").read_bytes() == BIG
    assert (tmp_path / "config.json").read_bytes() == b'{"a": 1}'
    assert hub.sent == {"weights/big.bin": len(BIG), "config.json": 8}
    assert heard.fresh == sorted(heard.fresh[:-1]) + heard.fresh[-1:] and max(heard.fresh) == len(BIG)


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: HubServer, tmp_path: Path) -> None:
    hub.breaks["weights/big.bin"] = [300_000, 200_000]
    fetch(big(hub), tmp_path / "big.bin", Heard(), CancelToken())
    assert (tmp_path / "big.bin").read_bytes() == BIG
    assert hub.sent["weights/big.bin"] == len(BIG)


def test_a_hub_that_falls_silent_is_said_and_the_next_try_goes_on_there(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.breaks["weights/big.bin"] = [400_000, *[0] * 20]
    with pytest.raises(Unreachable, match=r"was lost at 400 kB of 1 MB of big\.bin .*; try again") as caught:
        fetch(big(hub), tmp_path / "big.bin", Heard(), CancelToken())
    assert str(caught.value).count(". ") == 0
    assert not (tmp_path / "big.bin").exists()
    assert (tmp_path / "big.bin.part").stat().st_size == 400_000
    hub.breaks.clear()
    heard = Heard()
    fetch(big(hub), tmp_path / "big.bin", heard, CancelToken())
    assert (tmp_path / "big.bin").read_bytes() == BIG and not (tmp_path / "big.bin.part").exists()
    assert hub.sent["weights/big.bin"] == len(BIG), "what was there was fetched again"
    assert heard.known[-1] == 400_000 and heard.fresh[0] > 400_000


def test_a_server_without_ranges_sends_it_anew(hub: HubServer, tmp_path: Path) -> None:
    hub.ranges = False
    (tmp_path / "big.bin.part").write_bytes(BIG[:1000])
    fetch(big(hub), tmp_path / "big.bin", Heard(), CancelToken())
    assert (tmp_path / "big.bin").read_bytes() == BIG


@pytest.mark.parametrize("path", ["weights/big.bin", "config.json"])
def test_a_wrong_hash_is_refused_and_nothing_stays(hub: HubServer, tmp_path: Path, path: str) -> None:
    content = hub.repositories["us/toy"][path]
    hub.swaps[path] = content[:-1] + b"!"
    file = next(file for file in look_up(SOURCE) if file.path == path)
    with pytest.raises(Damaged, match=r"its hash is not the announced one.*; download it again"):
        fetch(file, tmp_path / "here", Heard(), CancelToken())
    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_try_left_is_hashed_too(hub: HubServer, tmp_path: Path) -> None:
    (tmp_path / "big.bin.part").write_bytes(b"?" * 5000)
    with pytest.raises(Damaged):
        fetch(big(hub), tmp_path / "big.bin", Heard(), CancelToken())
    assert list(tmp_path.iterdir()) == []


def test_more_than_was_announced_is_refused(hub: HubServer, tmp_path: Path) -> None:
    file = big(hub)
    hub.swaps["weights/big.bin"] = BIG + b"more"
    with pytest.raises(Damaged, match="longer than"):
        fetch(file, tmp_path / "big.bin", Heard(), CancelToken())
    assert list(tmp_path.iterdir()) == []


def test_cancel_in_the_middle_keeps_what_has_come(hub: HubServer, tmp_path: Path) -> None:
    hub.pace["weights/big.bin"] = 400_000
    token = CancelToken()
    threading.Timer(0.5, token.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        fetch(big(hub), tmp_path / "big.bin", Heard(), token)
    assert time.monotonic() - started < 2
    kept = (tmp_path / "big.bin.part").read_bytes()
    assert 0 < len(kept) < len(BIG) and BIG.startswith(kept)


def test_offline_goes_nowhere(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = big(hub)
    fetch(file, tmp_path / "big.bin", Heard(), CancelToken())
    hub.asked.clear()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    fetch(file, tmp_path / "big.bin", Heard(), CancelToken())  # it is there
    with pytest.raises(Unreachable, match="HF_HUB_OFFLINE forbids"):
        fetch(file, tmp_path / "other.bin", Heard(), CancelToken())
    with pytest.raises(Unreachable, match="HF_HUB_OFFLINE forbids"):
        look_up(SOURCE)
    assert hub.asked == []


def test_a_hub_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    go_online(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9 does not answer .*; check the connection"):
        look_up(SOURCE)


def test_what_a_hub_does_not_have(hub: HubServer, tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="us/a or us/b cannot be found on 127"):
        look_up(replace(SOURCE, repositories=("us/a", "us/b")))
    with pytest.raises(FileMissing, match=r"us/toy on 127.* holds no nothing/"):
        look_up(replace(SOURCE, prefixes=("nothing/", "config.json")))
    file = replace(big(hub), url=f"{hub.url}/us/toy/resolve/main/other")
    with pytest.raises(Unreachable, match=r"did not give out .* it is not there"):
        fetch(file, tmp_path / "x", Heard(), CancelToken())


@pytest.mark.parametrize("code, words", [(401, "hf auth login"), (429, "some minutes"), (503, "error 503")])
def test_a_hub_that_refuses(hub: HubServer, tmp_path: Path, code: int, words: str) -> None:
    file = big(hub)
    hub.refuses = code
    with pytest.raises(Unreachable, match=words):
        fetch(file, tmp_path / "big.bin", Heard(), CancelToken())


def test_a_path_out_of_the_folder_is_refused(hub: HubServer) -> None:
    hub.repositories["us/toy"]["weights/../../evil"] = b"x"
    with pytest.raises(BadInput, match="outside of itself"):
        look_up(SOURCE)


def test_a_disk_that_fills_up_is_a_sentence_and_the_rest_comes_later(hub: HubServer, tmp_path: Path) -> None:
    """A process that may write files of 500 kB only stands for a full disk: the system refuses the write."""
    file = big(hub)
    code = f"""
import resource, signal, sys
from pathlib import Path
from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.session.hub import RemoteFile, fetch
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
try:
    fetch({file!r}, Path({str(tmp_path / "big.bin")!r}), lambda have, fresh: None, CancelToken())
except Exception as problem:
    print(type(problem).__name__, problem)
"""
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.stdout.startswith(f"{DiskFull.__name__} The disk of {tmp_path} is full (1 MB are wanted"), (
        done
    )
    assert (tmp_path / "big.bin.part").stat().st_size == 500_000
    before = hub.sent["weights/big.bin"]
    fetch(file, tmp_path / "big.bin", Heard(), CancelToken())
    assert (tmp_path / "big.bin").read_bytes() == BIG
    assert hub.sent["weights/big.bin"] - before == len(BIG) - 500_000

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing, StudioError
from layerflow_studio.media.clip_store import ClipFacts, ClipStore

from .films import noise_clip, smooth_clip


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("width", "height", "frames"), [(96, 64, 17), (321, 3, 2), (1, 1, 9), (854, 48, 1)])
def test_what_goes_in_comes_out(store: ClipStore, width: int, height: int, frames: int, dtype: Any) -> None:
    clip = noise_clip(width, height, frames, dtype)
    identity = store.put(clip)
    assert identity == clip_hash(clip)
    back = store.get(identity)
    assert back.fps == clip.fps
    assert back.pixels.dtype == dtype
    assert (back.pixels == clip.pixels).all()
    fresh = ClipStore(store.folder)
    for index in reversed(range(frames)):
        assert (fresh.frame(identity, index) == clip.frame(index)).all()
    assert all((a == b).all() for a, b in zip(store.frames(identity), clip.pixels, strict=True))


def test_rates_survive_matroska_milliseconds(store: ClipStore) -> None:
    for fps in (Fraction(24000, 1001), Fraction(120), Fraction(1, 3)):
        clip = ClipPixels(noise_clip(16, 16, 41).pixels, fps)
        identity = store.put(clip)
        assert store.get(identity).fps == fps
        assert (store.frame(identity, 40) == clip.frame(40)).all()


def test_facts_come_from_the_header(store: ClipStore) -> None:
    opaque = store.put(smooth_clip(40, 30, 5, alpha=False))
    deep = store.put(smooth_clip(40, 30, 5, np.uint16))
    assert store.describe(opaque) == ClipFacts(5, 40, 30, Fraction(8), has_alpha=False, sixteen_bit=False)
    assert store.describe(deep) == ClipFacts(5, 40, 30, Fraction(8), has_alpha=True, sixteen_bit=True)
    assert store.ids() == tuple(sorted((opaque, deep)))
    assert opaque in store
    assert "0" * 64 not in store
    assert "../secret" not in store


def test_an_empty_store_is_just_empty(store: ClipStore) -> None:
    assert store.ids() == ()
    assert not store.folder.exists()


def test_putting_twice_writes_once(store: ClipStore) -> None:
    clip = smooth_clip(32, 32)
    identity = store.put(clip)
    written = store.path_of(identity).stat().st_mtime_ns
    assert store.put(ClipPixels(clip.pixels.copy(), clip.fps)) == identity
    assert store.path_of(identity).stat().st_mtime_ns == written
    assert [file.name for file in store.folder.iterdir()] == [f"{identity}.mkv"]


def test_frames_are_uint8_read_only_and_remembered(store: ClipStore) -> None:
    identity = store.put(smooth_clip(32, 16, 3, np.uint16))
    frame = store.frame(identity, 1)
    assert frame.dtype == np.uint8
    assert not frame.flags.writeable
    assert store.frame(identity, 1) is frame


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_frames_of_a_new_clip_are_there_without_its_file(store: ClipStore, dtype: Any) -> None:
    clip = smooth_clip(32, 16, 3, dtype)
    identity = store.put(clip)
    store.path_of(identity).rename(store.folder / "elsewhere")
    shown = [store.frame(identity, index) for index in range(3)]
    assert all((frame == clip.frame(index)).all() for index, frame in enumerate(shown))
    assert not any(np.shares_memory(frame, clip.pixels) for frame in shown), "what is kept is the store's own"


def test_the_cache_never_holds_more_than_its_bytes(tmp_path: Path) -> None:
    clip = noise_clip(32, 32, 30)
    capacity = 10 * clip.frame(0).nbytes
    store = ClipStore(tmp_path, cache_bytes=capacity)
    identity = store.put(clip)
    first = store.frame(identity, 0)
    for index in range(30):
        assert (store.frame(identity, index) == clip.frame(index)).all()
        assert store.cached_bytes <= capacity
    assert store.frame(identity, 29) is store.frame(identity, 29)
    assert store.frame(identity, 0) is not first
    tiny = ClipStore(tmp_path, cache_bytes=10)
    assert (tiny.frame(identity, 7) == clip.frame(7)).all()
    assert tiny.cached_bytes == 0


def test_the_least_recently_used_frame_goes_first(tmp_path: Path) -> None:
    clips = [noise_clip(16, 16, 1, seed=seed) for seed in range(4)]
    store = ClipStore(tmp_path, cache_bytes=3 * clips[0].pixels.nbytes)
    ids = [store.put(clip) for clip in clips]
    kept, dropped, _ = (store.frame(identity, 0) for identity in ids[:3])
    assert store.frame(ids[0], 0) is kept
    store.frame(ids[3], 0)
    assert store.frame(ids[0], 0) is kept
    assert store.frame(ids[1], 0) is not dropped


def test_frames_outside_the_clip(store: ClipStore) -> None:
    identity = store.put(smooth_clip(16, 16, 3))
    for index in (-1, 3):
        with pytest.raises(IndexError):
            store.frame(identity, index)


def test_unknown_clips_and_names_that_are_none(store: ClipStore) -> None:
    for ask in (store.get, store.describe, lambda identity: store.frame(identity, 0)):
        with pytest.raises(FileMissing, match="not in"):
            ask("0" * 64)
    with pytest.raises(BadInput, match="64 hexadecimal"):
        store.get("../../etc/passwd")


def test_every_damage_is_noticed_or_harmless(store: ClipStore) -> None:
    clip = noise_clip(48, 32, 6)
    identity = store.put(clip)
    path = store.path_of(identity)
    whole = path.read_bytes()
    places = np.random.default_rng(0).integers(0, len(whole), 40)
    noticed = 0
    for place in (*places, len(whole) // 2):
        broken = bytearray(whole)
        broken[place] ^= 0x5A
        path.write_bytes(broken)
        again = ClipStore(store.folder)
        try:
            assert (again.get(identity).pixels == clip.pixels).all()
            for index in range(clip.frames):
                assert (again.frame(identity, index) == clip.frame(index)).all()
        except Damaged as problem:
            noticed += 1
            assert "restore" in str(problem)
    assert noticed > 30


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.6, 0.97])
def test_a_truncated_clip_is_damaged_and_putting_it_again_heals(store: ClipStore, keep: float) -> None:
    clip = noise_clip(48, 32, 6)
    path = store.path_of(store.put(clip))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    again = ClipStore(store.folder)
    with pytest.raises(Damaged):
        again.get(path.stem)
    with pytest.raises(Damaged):
        again.frame(path.stem, 5)
    with pytest.raises(Damaged):
        list(again.frames(path.stem))
    assert again.put(clip) == path.stem
    assert (again.get(path.stem).pixels == clip.pixels).all()


def test_another_clip_under_this_name_is_damage(store: ClipStore) -> None:
    one, other = (store.put(noise_clip(16, 16, 2, seed=seed)) for seed in (1, 2))
    store.path_of(one).write_bytes(store.path_of(other).read_bytes())
    with pytest.raises(Damaged):
        store.get(one)


def test_cancelling_leaves_nothing(store: ClipStore) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        store.put(smooth_clip(16, 16), token)
    assert list(store.folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file, not a folder")
    with pytest.raises(StudioError, match="choose another folder"):
        ClipStore(tmp_path / "clips").put(smooth_clip(16, 16))


def test_one_writer_and_many_readers(store: ClipStore) -> None:
    clips = [noise_clip(48, 32, 12, seed=seed) for seed in range(4)]
    first = ClipStore(store.folder).put(clips[0])

    def read(seed: int) -> bool:
        order = np.random.default_rng(seed).integers(0, 12, 60)
        return all((store.frame(first, int(i)) == clips[0].frame(int(i))).all() for i in order)

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, seed) for seed in range(3)]
        written = pool.submit(lambda: [store.put(clip) for clip in clips[1:]])
        assert all(reader.result() for reader in readers)
    for identity, clip in zip(written.result(), clips[1:], strict=True):
        assert (store.get(identity).pixels == clip.pixels).all()

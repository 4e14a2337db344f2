"""Fetching, verifying and reading the asset store."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.errors import Damaged, FileMissing
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.fetch import (
    Archive,
    archives,
    build_store,
    decode_object,
    fetch,
    members,
    obtain,
    read_list,
    tone_map,
)

from .conftest import BACKGROUNDS, FOREGROUNDS, pack


def test_store_holds_loops_at_eight_frames_a_second(store: AssetStore) -> None:
    lamp, kite, bust, _ = store.foregrounds
    assert (lamp.name, lamp.frames, kite.frames, bust.frames) == ("lamp", 24, 1, 6)
    assert store.tiles.shape == (24 + 1 + 6 + 24, 64, 64, 4)
    assert store.photo_pixels.shape == (1, 256, 512, 3)


def test_a_quick_loop_is_played_forth_and_back_in_all_its_frames(tmp_path: Path) -> None:
    pack(tmp_path / "pictures-1.0.0.tgz")
    ((_, content),) = members(tmp_path / "pictures-1.0.0.tgz", frozenset(["lamp.webp"]))
    swung = decode_object(content, 64, (2, 8))
    places = swung[..., 3].astype(float).sum(1) @ np.arange(64) / swung[..., 3].sum((1, 2))
    assert len(swung) == 12
    assert np.allclose(np.diff(places), [0.25] * 6 + [-0.25] * 5, atol=0.02)  # one of its 256 pixels a frame
    assert places[0] - places[-1] == pytest.approx(-0.25, abs=0.02)  # and it closes


def test_a_swing_past_the_end_leaves_the_object_out(tmp_path: Path) -> None:
    archive = pack(tmp_path / "pictures-1.0.0.tgz")
    told: list[str] = []
    listed = [FOREGROUNDS[0], FOREGROUNDS[2] | {"swing": [2, 60]}]
    build_store(tmp_path, tmp_path, listed, [], [archive], lambda text, *counts: told.append(text), tile=32)
    assert [one.name for one in open_store(tmp_path).foregrounds] == ["lamp"]
    assert any(text.startswith("left out pictures/bust.webp") for text in told)


def test_tiles_are_premultiplied_and_their_box_is_tight(store: AssetStore) -> None:
    kite = store.foregrounds[1]
    tile = store.tiles[kite.first]
    assert (tile[..., :3] <= tile[..., 3:]).all()
    assert tile[30, 30].tolist() == [40, 110, 230, 255]
    left, top, right, bottom = kite.box
    assert left == pytest.approx(40 / 256, abs=0.02) and bottom == pytest.approx(241 / 256, abs=0.02)
    assert top == pytest.approx(30 / 256, abs=0.02) and right == pytest.approx(201 / 256, abs=0.02)


def test_licences_are_recorded(asset_folder: Path) -> None:
    index = json.loads((asset_folder / "store" / "index.json").read_text())
    assert [entry["licence"] for entry in index["licences"]] == ["CC0-1.0"]
    assert index["skipped"] == []


def test_a_fetched_folder_needs_no_client(asset_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert len(fetch(asset_folder, lambda *told: None).foregrounds) == 4


@pytest.mark.parametrize(
    ("file", "content"),
    [("index.json", "{"), ("index.json", '{"version": 0}'), ("photos.npy", ""), ("foregrounds.npy", None)],
)
def test_a_store_that_cannot_be_used_is_fetched_again(
    asset_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, content: str | None
) -> None:
    shutil.copytree(asset_folder / "store", tmp_path / "store")
    (tmp_path / "store" / file).unlink()
    if content is not None:
        (tmp_path / "store" / file).write_text(content)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(FileMissing, match=r"^npm .* is not installed"):
        fetch(tmp_path, lambda *told: None)


def test_missing_client_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileMissing, match=r"^npm .* is not installed; .*\.$"):
        fetch(tmp_path, lambda *told: None)


def test_a_client_that_fails_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = tmp_path / "npm"
    client.write_text("#!/bin/sh\nexit 1\n")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    with pytest.raises(FileMissing, match="check the network"):
        obtain(archives()[0], tmp_path)


def test_the_client_delivers_and_the_hash_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = tmp_path / "npm"
    client.write_text("#!/bin/sh\nprintf hello > thing.tgz\n")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    good = Archive("thing.tgz", "npm", "thing", "1.0.0", hashlib.sha256(b"hello").hexdigest(), "MIT", "")
    assert obtain(good, tmp_path).read_bytes() == b"hello"
    with pytest.raises(Damaged, match="delete it and fetch again"):
        obtain(Archive("thing.tgz", "npm", "thing", "1.0.0", "0" * 64, "MIT", ""), tmp_path)


def test_undecodable_pictures_are_left_out_and_named(asset_folder: Path, tmp_path: Path) -> None:
    archive = pack(tmp_path / "pictures-1.0.0.tgz")
    wrong = [FOREGROUNDS[0], FOREGROUNDS[1] | {"path": "land/valley0.jpg", "noun": "a valley"}]
    told: list[str] = []
    broken = [entry | {"kind": "hdri", "path": "kite.webp"} for entry in BACKGROUNDS]
    build_store(
        tmp_path, tmp_path, wrong, broken, [archive], lambda text, done, total: told.append(text), tile=32
    )
    assert len(open_store(tmp_path).foregrounds) == 2
    assert any(text.startswith("left out pictures/kite.webp") for text in told)


def test_missing_and_damaged_stores_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="train fetch"):
        open_store(tmp_path)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "index.json").write_text("{")
    with pytest.raises(Damaged, match="damaged"):
        open_store(tmp_path)
    (tmp_path / "store" / "index.json").write_text('{"version": 0}')
    with pytest.raises(Damaged, match="another version"):
        open_store(tmp_path)


def test_every_listed_picture_comes_from_a_pinned_archive() -> None:
    known = {archive.package for archive in archives()}
    assert all(len(archive.sha256) == 64 for archive in archives())
    assert {entry["package"] for name in ("foregrounds", "backgrounds") for entry in read_list(name)} == known


def test_tone_mapping_survives_infinite_light_and_keeps_night_dark() -> None:
    scene = np.full((8, 16, 3), 0.2, np.float32)
    scene[0, 0], scene[0, 1] = np.inf, np.nan
    day, night = tone_map(scene, "day"), tone_map(scene, "night")
    assert day[0, 0].min() > 240 and day[0, 1].min() > 240
    assert night[4, 4].max() < day[4, 4].min() - 40

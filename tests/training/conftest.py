"""A tiny asset store made of drawn pictures, built by the real builder from real archives."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.fetch import Archive, build_store


def drawn(colour: tuple[int, int, int], shift: int) -> Image.Image:
    """A disc on a stalk, 256 px, moved sideways."""
    image = Image.new("RGBA", (256, 256))
    pen = ImageDraw.Draw(image)
    pen.ellipse((40 + shift, 30, 200 + shift, 190), fill=(*colour, 255))
    pen.rectangle((110 + shift, 180, 130 + shift, 240), fill=(90, 60, 30, 255))
    return image


def entry(name: str, file: str, colour: str, hue: float, **more: Any) -> dict[str, Any]:
    """One line of the curated list of objects."""
    article = "an" if colour[0] in "aeiou" else "a"
    return {
        "name": name, "group": "object", "noun": f"{article} {colour} {name}", "colour": colour,
        "synonyms": [f"little {name}"], "motion": "walking along", "hero": False, "medium": "ground",
        "facing": "left", "cut": [], "hue": hue, "hue_free": True, "package": "pictures", "path": file,
    } | more  # fmt: skip


FOREGROUNDS = [
    entry("lamp", "lamp.webp", "orange", 25, hero=True),
    entry("kite", "kite.webp", "blue", 215, medium="air", facing=None, motion=""),
    entry("bust", "bust.webp", "green", 120, cut=["bottom"], hero=True),
    entry("train", "lamp.webp.2", "red", 345, cut=["left", "right"]),
]
BACKGROUNDS = [
    {
        "package": "pictures", "kind": "photo", "path": "land/valley0.jpg", "tags": ["valley"], "time": "day",
        "caption": "a blue valley under a yellow sky", "horizon": 0.6, "quality": 3, "licence": "CC0-1.0",
    }
]  # fmt: skip


def pack(path: Path) -> Archive:
    """Write the pictures into a package archive as npm would."""
    files: dict[str, bytes] = {}
    for name, colour, count in (
        ("lamp", (240, 140, 30), 72),
        ("kite", (40, 110, 230), 1),
        ("bust", (40, 200, 60), 6),
    ):
        frames = [drawn(colour, step % 12) for step in range(count)]
        stream = io.BytesIO()
        if count > 1:
            frames[0].save(
                stream, "WEBP", save_all=True, append_images=frames[1:], duration=42, lossless=True
            )
        else:
            frames[0].save(stream, "WEBP", lossless=True)
        files[f"{name}.webp"] = stream.getvalue()
    files["lamp.webp.2"] = files["lamp.webp"]
    picture = np.zeros((360, 720, 3), np.uint8)
    picture[:200], picture[200:] = (230, 210, 90), (40, 80, 160)
    picture[:, :40] = 255
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG")
    files["land/valley0.jpg"] = stream.getvalue()
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return Archive(path.name, "npm", "pictures", "1.0.0", "", "CC0-1.0", "drawn by the tests")


@pytest.fixture(scope="session")
def asset_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `fetch` leaves it."""
    folder = tmp_path_factory.mktemp("assets")
    (folder / "downloads").mkdir()
    archive = pack(folder / "downloads" / "pictures-1.0.0.tgz")
    build_store(
        folder, folder / "downloads", FOREGROUNDS, BACKGROUNDS, [archive], lambda *told: None, tile=64
    )
    return folder


@pytest.fixture(scope="session")
def store(asset_folder: Path) -> AssetStore:
    """The opened tiny store."""
    return open_store(asset_folder)

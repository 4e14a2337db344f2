"""The parts that a LayerFlow model shares with CogVideoX-2b: autoencoder, text encoder, tokenizer.

They come from a folder in the layout of diffusers, or from the checkpoint itself where it carries them (the
tokenizer it never does).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from layerflow_studio.errors import BadInput, FileMissing

TOKENIZER_FILES = ("tokenizer.json", "spiece.model")
_WEIGHTS = {
    "transformer": "diffusion_pytorch_model",
    "vae": "diffusion_pytorch_model",
    "text_encoder": "model",
}
PARTS = ("vae", "text_encoder", "tokenizer")


@dataclass(frozen=True)
class BasePart:
    """One part in a diffusers folder: its files, by their names in the part's folder, and its config."""

    files: Mapping[str, Path]
    config: Mapping[str, Any]

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(path.stat().st_size for path in self.files.values())


def find_part(base: Path | None, name: str) -> BasePart | None:
    """The part "vae", "text_encoder" or "tokenizer" of a folder; None when the folder has no such part.

    Raises FileMissing when the base folder is not there or a file of the part is missing.
    """
    if base is None:
        return None
    if not base.is_dir():
        raise FileMissing("There is no folder {folder}; name one with CogVideoX-2b's parts.", folder=base)
    folder = _snapshot(base) / name
    if not folder.is_dir():
        return None
    if name == "tokenizer":
        files = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
        if not any(file in files for file in TOKENIZER_FILES):
            raise FileMissing(
                "{folder} lacks {file}; download it again.",
                folder=folder,
                file=" / ".join(TOKENIZER_FILES),
            )
        return BasePart(files, {})
    weights = _weight_files(folder, _WEIGHTS[name])
    config = read_json(folder / "config.json")
    return BasePart({"config.json": folder / "config.json", **weights}, config)


def _snapshot(base: Path) -> Path:
    """The files themselves where a folder is a hub cache's ("models--zai-org--CogVideoX-2b"): its newest snapshot."""
    snapshots = [path for path in (base / "snapshots").glob("*") if path.is_dir()]
    return max(snapshots, key=lambda path: path.stat().st_mtime, default=base)


def _weight_files(folder: Path, stem: str) -> dict[str, Path]:
    whole, index = folder / f"{stem}.safetensors", folder / f"{stem}.safetensors.index.json"
    if whole.is_file():
        return {whole.name: whole}
    if not index.is_file():
        raise FileMissing(
            "{folder} holds no {file}; download the part again, as safetensors.",
            folder=folder,
            file=whole.name,
        )
    try:
        shards = sorted(set(cast("dict[str, str]", read_json(index)["weight_map"]).values()))
    except (KeyError, AttributeError, TypeError):
        raise BadInput("{file} is no list of weight files; download it again.", file=index) from None
    files = {index.name: index}
    for shard in shards:
        if Path(shard).name != shard or not (folder / shard).is_file():
            raise FileMissing("{folder} lacks {file}; download it again.", folder=folder, file=shard)
        files[shard] = folder / shard
    return files


def read_json(path: Path) -> Mapping[str, Any]:
    """A JSON object; FileMissing or BadInput when there is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileMissing(
            "{folder} lacks {file}; download it again.", folder=path.parent, file=path.name
        ) from None
    except (OSError, ValueError):
        raise BadInput("{file} cannot be read; download it again.", file=path) from None
    if not isinstance(value, dict):
        raise BadInput("{file} cannot be read; download it again.", file=path)
    return cast("dict[str, Any]", value)


def check_autoencoder(config: Mapping[str, Any], channels: int, where: str) -> int:
    """How many pixels one latent is wide; BadInput when it is not the transformer's autoencoder."""
    if config.get("_class_name") != "AutoencoderKLCogVideoX" or config.get("latent_channels") != channels:
        raise BadInput(
            "{place} has another autoencoder (CogVideoX's with {channels} channels is needed); "
            "choose a folder with CogVideoX-2b's parts.",
            place=where,
            channels=channels,
        )
    if config.get("temporal_compression_ratio", 4) != 4:
        raise BadInput(
            "{place} has an autoencoder that does not pool 4 frames; choose CogVideoX-2b's.", place=where
        )
    return 2 ** (len(config.get("block_out_channels", (0, 0, 0, 0))) - 1)


def check_text_encoder(config: Mapping[str, Any], width: int, where: str) -> None:
    """BadInput when a text encoder is not as wide as the transformer reads."""
    if config.get("d_model") != width:
        raise BadInput(
            "{place} has a text encoder of width {width}, where the checkpoint reads {wanted}; "
            "choose a folder with CogVideoX-2b's parts.",
            place=where,
            width=config.get("d_model"),
            wanted=width,
        )


def not_there(name: str) -> BadInput:
    """What to say when neither the base folder nor the checkpoint has a part."""
    if name == "vae":
        return BadInput(
            "The autoencoder is in neither the checkpoint nor a base folder; name a folder with CogVideoX-2b's parts."
        )
    if name == "text_encoder":
        return BadInput(
            "The text encoder is in neither the checkpoint nor a base folder; name a folder with CogVideoX-2b's parts."
        )
    return BadInput(
        "The tokenizer is in no base folder, and no checkpoint holds one; name a folder with CogVideoX-2b's parts."
    )

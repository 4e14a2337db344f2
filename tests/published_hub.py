"""The published repositories on a small hub of this machine: the real layout and names, tiny random weights."""

from __future__ import annotations

from pathlib import Path

from layerflow_studio.engine.catalogue import BASE, CATALOGUE
from tests.engine.models import TEXT_WIDTH, save_tiny_t5, tiny_vae
from tests.engine.sat_files import TABLE, Size, random_module, write
from tests.hub_server import HubServer

SIZE = Size(width=32, heads=2, blocks=1, time=16, text=TEXT_WIDTH, channels=4, motion_rank=2, content_rank=4)
"""Narrow, with the text length and the latents of the released models."""


def published_hub(folder: Path, *variants: str) -> HubServer:
    """A hub that holds the base and the checkpoints of some variants; `folder` is to work in."""
    tiny_vae().save_pretrained(folder / "vae")
    save_tiny_t5(folder)
    base = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in BASE.prefixes
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }
    base["transformer/diffusion_pytorch_model.safetensors"] = bytes(5000)  # is not wanted
    checkpoints: dict[str, bytes] = {}
    for entry in CATALOGUE:
        if entry.variant in variants:
            file = write(folder / f"{entry.variant}.pt", random_module(SIZE, TABLE[entry.variant], seed=1))
            checkpoints[entry.checkpoint.prefixes[0]] = file.read_bytes()
    return HubServer({BASE.repositories[0]: base, CATALOGUE[0].checkpoint.repositories[0]: checkpoints})

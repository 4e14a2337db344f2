"""What a checkpoint holds, told before anything is made of it: found, missing, left over, and which model."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from layerflow_studio.engine.layerflow.checkpoint import architecture, candidates, compared, read_checkpoint
from layerflow_studio.engine.layerflow.official_names import (
    AUTOENCODER_PREFIX,
    TEXT_ENCODER_PREFIX,
    Converted,
    Piece,
    convert,
)
from layerflow_studio.engine.layerflow.safe_reading import weights_file
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.variants import RELEASED, TOKENS_PER_PROMPT, Variant, named_by
from layerflow_studio.sentence import Sentence, listed

_TRAINED_EVERY = 6
"""The adapters of a released model act in every sixth block; elsewhere their matrices are zero."""


@dataclass(frozen=True)
class AdapterReport:
    """One adapter of a checkpoint: how wide it is, its matrices, and the blocks in which it does anything."""

    name: str
    rank: int
    matrices: int
    blocks_at_work: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """A checkpoint as it was found; nothing of it has been judged usable unless `complete` says so."""

    path: Path
    file_size: int
    found: tuple[str, ...]
    """Official keys that became weights or adapters."""
    missing: tuple[str, ...]
    """Weights of ours that the file lacks or holds in another size."""
    unexpected: tuple[str, ...]
    """Official keys under the transformer's prefix that it has no place for."""
    ignored: tuple[tuple[str, int], ...]
    """What else the file holds, and in how many keys."""
    adapters: tuple[AdapterReport, ...]
    parameters: int
    """Numbers in the transformer, adapters aside."""
    number_formats: tuple[tuple[str, int], ...]
    blocks: int
    width: int
    position_rows: int
    layer_embedder: bool
    holds_autoencoder: bool
    holds_text_encoder: bool
    fits: tuple[str, ...]
    """The variants it may be, by its weights."""
    named: str | None
    """The variant that its folder's name tells."""

    @property
    def variant(self) -> str | None:
        """The variant it is, None while a person has to say."""
        if self.named is not None and self.named in self.fits:
            return self.named
        return self.fits[0] if len(self.fits) == 1 else None

    @property
    def complete(self) -> bool:
        """Whether it can be loaded as one of the variants it may be."""
        return bool(self.fits) and not self.missing

    @property
    def prompts(self) -> tuple[int, ...]:
        """How many prompts the variants it may be read."""
        return tuple(sorted({RELEASED[name].prompts for name in self.fits}))

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What a person should know, a sentence each."""
        return tuple(_notes(self))

    def facts(self) -> dict[str, Any]:
        """Everything, for a script."""
        return {
            "file": str(self.path),
            "bytes": self.file_size,
            "variant": self.variant,
            "fits": list(self.fits),
            "named": self.named,
            "complete": self.complete,
            "prompts": list(self.prompts),
            "parameters": self.parameters,
            "blocks": self.blocks,
            "width": self.width,
            "position_rows": self.position_rows,
            "layer_embedder": self.layer_embedder,
            "number_formats": dict(self.number_formats),
            "adapters": {
                a.name: {"rank": a.rank, "matrices": a.matrices, "blocks_at_work": list(a.blocks_at_work)}
                for a in self.adapters
            },
            "holds_autoencoder": self.holds_autoencoder,
            "holds_text_encoder": self.holds_text_encoder,
            "found": list(self.found),
            "missing": list(self.missing),
            "unexpected": list(self.unexpected),
            "ignored": dict(self.ignored),
            "notes": list(self.notes),
        }


def inspect_checkpoint(
    path: Path, latent_size: tuple[int, int] | None = None, tokens_per_prompt: int = TOKENS_PER_PROMPT
) -> Report:
    """Read a released file or folder and report on it; takes little memory and no decision.

    `latent_size`, if known, narrows which variants it may be. Raises FileMissing, Damaged, or BadInput for a
    file that is no LayerFlow checkpoint at all.
    """
    file = weights_file(path)
    tensors = read_checkpoint(file)
    converted = convert(tensors)
    weights = converted.weights
    fits = candidates(converted, latent_size, tokens_per_prompt)
    named = named_by(path)
    kind = RELEASED[named if named in fits and named is not None else fits[0] if fits else "generation-rgba"]
    missing, blocks = _missing(converted, kind, tokens_per_prompt)
    formats = Counter(str(piece.dtype).removeprefix("torch.") for piece in weights.values())
    left = {*converted.ignored, *converted.unexpected}
    text = weights.get("patch_embed.text_proj.weight")
    table = weights.get("position_table")
    return Report(
        path=file,
        file_size=file.stat().st_size,
        found=tuple(key for key in tensors if key not in left),
        missing=tuple(missing),
        unexpected=tuple(converted.unexpected),
        ignored=tuple(sorted(Counter(map(_family, converted.ignored)).items())),
        adapters=tuple(_adapter(name, part) for name, part in sorted(converted.adapters.items())),
        parameters=sum(piece.size for piece in weights.values()),
        number_formats=tuple(sorted(formats.items())),
        blocks=blocks,
        width=text.shape[0] if text is not None and text.shape else 0,
        position_rows=table.shape[1] if table is not None else 0,
        layer_embedder=any(name.startswith("layer_embedder.") for name in weights),
        holds_autoencoder=any(key.startswith(AUTOENCODER_PREFIX) for key in converted.ignored),
        holds_text_encoder=any(key.startswith(TEXT_ENCODER_PREFIX) for key in converted.ignored),
        fits=fits,
        named=named,
    )


def _missing(converted: Converted, kind: Variant, tokens_per_prompt: int) -> tuple[list[str], int]:
    """Weights that are not there or of another size, and how many blocks there are."""
    blocks = {
        int(m[1]) for name in converted.weights if (m := re.match(r"transformer_blocks\.(\d+)\.", name))
    }
    table = converted.weights.get("position_table")
    rows = table.shape[1] - kind.prompts * tokens_per_prompt if table is not None else 0
    each = max(1, rows // kind.position_frames)
    try:
        settings = architecture(converted, kind, (2, 2 * each), tokens_per_prompt)
    except (KeyError, ValueError, IndexError, ZeroDivisionError) as error:
        return [str(error.args[0])], len(blocks)
    with torch.device("meta"):
        transformer = LayerFlowTransformer(**settings)
    missing, misshapen = compared(transformer, converted)
    return sorted({*missing, *misshapen, *converted.unpaired()}), len(blocks)


def _adapter(name: str, matrices: dict[str, Piece]) -> AdapterReport:
    downs = [piece.shape[0] for key, piece in matrices.items() if key.endswith(".lora_A") and piece.shape]
    at_work: set[int] = set()
    for key, piece in matrices.items():
        if key.endswith(".lora_B") and (match := re.match(r"transformer_blocks\.(\d+)\.", key)):
            block = int(match[1])
            if block not in at_work and not piece.parts[0].is_meta and bool(piece.read().any()):
                at_work.add(block)
    return AdapterReport(name, max(downs, default=0), len(matrices), tuple(sorted(at_work)))


def _family(key: str) -> str:
    if key.startswith(AUTOENCODER_PREFIX):
        return "autoencoder"
    return "text encoder" if key.startswith("conditioner.") else key.split(".")[0]


def _notes(report: Report) -> list[Sentence]:
    notes: list[Sentence] = []
    if not report.fits:
        notes.append(
            Sentence(
                "The position table has {rows} rows, which is none of the eight released models.",
                rows=report.position_rows,
            )
        )
    elif report.variant is None:
        notes.append(
            Sentence(
                "By its weights it may be {variants}, which have the same shapes, so name the variant.",
                variants=listed(report.fits, any_of=True),
            )
        )
    if report.named is not None and report.fits and report.named not in report.fits:
        notes.append(
            Sentence(
                "Its folder is called like {variant}, but the weights do not fit that.", variant=report.named
            )
        )
    if report.missing:
        notes.append(Sentence("{count} weights are missing or of another size.", count=len(report.missing)))
    if report.unexpected:
        notes.append(
            Sentence(
                "{count} keys of the transformer are not known and stay unused.", count=len(report.unexpected)
            )
        )
    if not report.adapters:
        notes.append(Sentence("It holds no adapters, so they are taken to be merged already."))
    for adapter in report.adapters:
        if len(adapter.blocks_at_work) > math.ceil(report.blocks / _TRAINED_EVERY):
            notes.append(
                Sentence(
                    "The adapter {name} acts in {count} of {blocks} blocks, where a released one acts in every sixth.",
                    name=adapter.name,
                    count=len(adapter.blocks_at_work),
                    blocks=report.blocks,
                )
            )
    return notes

"""From a released checkpoint to a model folder of ours, one tensor at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.engine.layerflow import base_folder, embedded, lora
from layerflow_studio.engine.layerflow.base_folder import BasePart, find_part
from layerflow_studio.engine.layerflow.checkpoint import built, read_checkpoint, told
from layerflow_studio.engine.layerflow.model_folder import (
    Meter,
    folder_in_the_making,
    linked_bytes,
    place_file,
    published_tables,
    sha256,
    toml,
    write_json,
    write_text,
)
from layerflow_studio.engine.layerflow.official_names import Converted, Piece, convert
from layerflow_studio.engine.layerflow.safe_reading import weights_file
from layerflow_studio.engine.layerflow.sentence_pieces import write_tokenizer
from layerflow_studio.engine.layerflow.tensor_files import FORMATS, Entry, write_tensors
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.variants import (
    FRAMES,
    LATENT_SIZE,
    TOKENS_PER_PROMPT,
    Variant,
    released,
)
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence

_ADAPTER_FOLDERS = {lora.CONTENT: "content_lora", lora.MOTION: "motion_lora"}


@dataclass
class _Plan:
    """Everything that goes into the folder, before the first byte is written."""

    source: Path
    variant: str
    converted: Converted
    transformer: LayerFlowTransformer
    dtype: torch.dtype | None
    keep_adapters: bool
    linked: dict[str, BasePart] = field(default_factory=dict)
    made: dict[str, tuple[dict[str, Tensor], dict[str, Any]]] = field(default_factory=dict)
    spatial: int = 8

    def entries(self) -> dict[str, Entry]:
        """The transformer's weights, the content adapter merged in unless it is kept apart."""
        return {
            name: Entry(
                piece.shape,
                self.dtype or piece.dtype,
                lambda name=name: self.converted.read(name, not self.keep_adapters),
            )
            for name, piece in self.converted.weights.items()
        }

    def bytes(self) -> int:
        """How much is written or linked."""
        pieces = [piece for part in self.converted.adapters.values() for piece in part.values()]
        own = sum(entry.bytes for entry in self.entries().values())
        own += sum(self.entry(piece).bytes for piece in pieces) if self.keep_adapters else 0
        made = sum(
            self.entry(Piece.whole(t)).bytes for weights, _ in self.made.values() for t in weights.values()
        )
        return own + made + sum(part.bytes for part in self.linked.values())

    def entry(self, piece: Piece) -> Entry:
        """A tensor to be written in the folder's number format."""
        return Entry(piece.shape, self.dtype or piece.dtype, piece.read)


def install_checkpoint(
    checkpoint: Path,
    variant: str | None,
    out: Path,
    base: Path | None = None,
    dtype: str = "source",
    keep_adapters: bool = False,
    latent_size: tuple[int, int] = LATENT_SIZE,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ModelDescription:
    """Make a model folder `out` from a released checkpoint, a file or its folder.

    `variant` is one of `variants.RELEASED`; None takes what the folder's name or the weights tell. `base`
    holds CogVideoX-2b's `vae`, `text_encoder` and `tokenizer` as diffusers lays them out; without it the
    autoencoder and the text encoder come from the checkpoint if it carries them. `dtype` is "float32",
    "float16", "bfloat16", or "source" for the checkpoint's own. The content adapter is added into the weights
    (in float32) and the motion adapter, which is off when layers are made, is left out; with `keep_adapters`
    both come as folders in peft's layout and can be turned up and down. `latent_size` and `tokens_per_prompt`
    are those of the released models unless said otherwise.

    Files of `base` are hard-linked where the disk allows it and copied elsewhere. One tensor is in memory at
    a time. Progress is told as "convert", in megabytes. The folder appears whole, at the end; on Cancelled or
    any error nothing of it is left. Raises FileMissing, Damaged, BadInput, DiskFull, Cancelled.
    """
    progress, cancel = progress or SilentProgress(), cancel or CancelToken()
    if dtype not in ("source", *FORMATS):
        raise BadInput(
            "There is no number format {format!r}; choose source, {formats}.",
            format=dtype,
            formats=", ".join(FORMATS),
        )
    source = weights_file(checkpoint)
    tensors = read_checkpoint(source)
    converted = convert(tensors)
    variant = told(converted, checkpoint, variant, latent_size, tokens_per_prompt)
    transformer = built(converted, source, variant, latent_size, tokens_per_prompt)
    plan = _Plan(source, variant, converted, transformer, FORMATS.get(dtype), keep_adapters)
    _find_parts(plan, base, tensors, latent_size)
    total = plan.bytes()
    meter = Meter("convert", total + source.stat().st_size, progress, cancel)
    linked = linked_bytes((path for part in plan.linked.values() for path in part.files.values()), out)
    with folder_in_the_making(out, total - linked) as folder:
        digest = sha256(source, meter)
        hashes = _write_parts(plan, folder, meter)
        write_text(folder / "model.toml", toml(_tables(plan, out.name, digest, hashes)))
        cancel.check()
    return describe(out)


def _find_parts(
    plan: _Plan, base: Path | None, tensors: Mapping[str, Tensor], latent_size: tuple[int, int]
) -> None:
    """Decide where autoencoder, text encoder and tokenizer come from, and that they fit the transformer."""
    settings = plan.transformer.settings
    for name in base_folder.PARTS:
        if (part := find_part(base, name)) is not None:
            plan.linked[name] = part
    if "vae" not in plan.linked and (found := embedded.autoencoder(tensors, latent_size)):
        _check_embedded(*found)
        plan.made["vae"] = found
    if "text_encoder" not in plan.linked and (found := embedded.text_encoder(tensors)):
        plan.made["text_encoder"] = found
    configs: dict[str, Mapping[str, Any]] = {name: part.config for name, part in plan.linked.items()}
    configs |= {name: config for name, (_, config) in plan.made.items()}
    for name in base_folder.PARTS:
        if name not in configs:
            raise base_folder.not_there(name)
    where = str(base) if base is not None else plan.source.name
    plan.spatial = base_folder.check_autoencoder(configs["vae"], settings.in_channels, where)
    base_folder.check_text_encoder(configs["text_encoder"], settings.text_embed_dim, where)


def _check_embedded(weights: Mapping[str, Tensor], config: Mapping[str, Any]) -> None:
    with torch.device("meta"):
        empty: Any = AutoencoderKLCogVideoX.from_config(dict(config))
    own = {name: tensor.shape for name, tensor in empty.state_dict().items()}
    if wrong := sorted(own.keys() ^ weights.keys()) or [n for n in own if own[n] != weights[n].shape]:
        raise BadInput(
            "The autoencoder in the checkpoint is another (at {weight}); name a folder with CogVideoX-2b's.",
            weight=wrong[0],
        )


def _write_parts(plan: _Plan, folder: Path, meter: Meter) -> dict[str, str]:
    """Write everything but model.toml; the sha256 of every file by its path in the folder."""
    hashes: dict[str, str] = {}

    def note(path: Path, digest: str | None = None) -> None:
        hashes[path.relative_to(folder).as_posix()] = digest or sha256(path)

    def weights(
        place: str, file: str, entries: Mapping[str, Entry], facts: Mapping[str, str] | None = None
    ) -> None:
        path = folder / place / file
        path.parent.mkdir(exist_ok=True)
        note(path, write_tensors(path, entries, meter, facts))

    weights("transformer", "diffusion_pytorch_model.safetensors", plan.entries())
    plan.transformer.save_config(folder / "transformer")
    note(folder / "transformer" / "config.json")
    for adapter, place in _adapters(plan).items():
        matrices = plan.converted.adapters[adapter]
        rank = next(piece.shape[0] for name, piece in matrices.items() if name.endswith(".lora_A"))
        pieces = {f"{name}.weight": plan.entry(piece) for name, piece in matrices.items()}
        weights(place, lora.FILE, pieces, lora.facts(rank))
    for name, (tensors, config) in plan.made.items():
        file = "model" if name == "text_encoder" else "diffusion_pytorch_model"
        pieces = {key: plan.entry(Piece.whole(tensor)) for key, tensor in tensors.items()}
        weights(name, f"{file}.safetensors", pieces)
        write_json(folder / name / "config.json", config)
        note(folder / name / "config.json")
    for name, part in plan.linked.items():
        for file, path in part.files.items():
            place_file(path, folder / name / file, meter.check)
        _complete_tokenizer(folder / name)
        for path in sorted((folder / name).iterdir()):
            note(path, sha256(path, meter))
    return hashes


def _complete_tokenizer(folder: Path) -> None:
    """Make the `tokenizer.json` that transformers reads, where there is only T5's own vocabulary."""
    vocabulary = folder / "spiece.model"
    if vocabulary.is_file() and not (folder / "tokenizer.json").is_file():
        for path in folder.glob("*.json"):  # never written through: they may be links
            path.unlink()
        write_tokenizer(vocabulary, folder)


def _adapters(plan: _Plan) -> dict[str, str]:
    found = plan.converted.adapters if plan.keep_adapters else {}
    return {name: place for name, place in _ADAPTER_FOLDERS.items() if name in found}


def _tables(
    plan: _Plan, identifier: str, digest: str, hashes: Mapping[str, str]
) -> dict[str, Mapping[str, Any]]:
    kind, settings = released(plan.variant), plan.transformer.settings
    transformer: dict[str, Any] = {"prediction": "v_prediction"}
    if adapters := _adapters(plan):
        transformer["adapters"] = adapters
    return published_tables(
        model={
            "id": identifier,
            "name": f"LayerFlow {_title(plan.variant)}",
            "kind": Sentence("published model"),
            "summary": kind.summary,
        },
        layout=_layout_table(
            kind, settings.sample_width * plan.spatial, settings.sample_height * plan.spatial
        ),
        transformer=transformer,
        text_encoder={"tokens": settings.tokens_per_prompt, "index_prefix": True},
        source={
            "file": plan.source.name,
            "sha256": digest,
            "variant": plan.variant,
            "adapters": "kept apart" if plan.keep_adapters else "merged",
        },
        hashes=hashes,
    )


def _layout_table(kind: Variant, width: int, height: int) -> dict[str, Any]:
    table: dict[str, Any] = {
        "width": width,
        "height": height,
        "frames": FRAMES,
        "fps": "8",
        "sub_clips": [sub_clip.value for sub_clip in kind.order],
        "given_sets": [list(kind.given_roles)],
        "lead": kind.lead,
    }
    if kind.given_tail:
        table["given_tail"] = {sub_clip.value: count for sub_clip, count in kind.given_tail}
    return table


def _title(variant: str) -> str:
    task, _, channels = variant.rpartition("-")
    return f"{task.replace('-', ' ')} {channels.upper()}"

"""Damaged weights and memory that runs out: one sentence each, never a library's traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.failures import memory_named
from layerflow_studio.engine.layerflow.parts import Parts, load_parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import Damaged, OutOfMemory, StudioError, WeightsMissing

from .tiny_runs import make_request, run

FILES = [
    "transformer/config.json",
    "transformer/diffusion_pytorch_model.safetensors",
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
    "text_encoder/tokenizer.json",
    "text_encoder/vectors.safetensors",
]
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[: len(content) // 2],
    "text": lambda content: b"hello",
    "empty": lambda content: b"",
}


def one_sentence(error: BaseException) -> bool:
    text = str(error)
    return (
        isinstance(error, StudioError) and text.endswith(".") and "\n" not in text and "Traceback" not in text
    )


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damaged_file_is_named(tiny: ModelDescription, name: str, damage: str) -> None:
    path = tiny.folder / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(Damaged) as caught:
        LayerFlow.open(tiny, "cpu")
    assert one_sentence(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tiny: ModelDescription) -> None:
    (tiny.folder / FILES[1]).unlink()
    for attempt in (tiny.open, tiny.verify, lambda: LayerFlow.open(tiny, "cpu")):
        with pytest.raises(
            WeightsMissing, match=r"^Tiny lacks transformer/diffusion_pytorch_model\.safetens"
        ):
            attempt()
    assert tiny.missing() == (FILES[1],)


def test_verify_finds_one_changed_byte(tiny: ModelDescription) -> None:
    tiny.verify()
    path = tiny.folder / FILES[3]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged, match="its hash differs") as caught:
        tiny.verify()
    assert str(path) in str(caught.value)


CHANGES = {
    "fewer blocks": ("transformer/config.json", '"num_layers": 2', '"num_layers": 1'),
    "more blocks": ("transformer/config.json", '"num_layers": 2', '"num_layers": 3'),
    "other width": ("transformer/config.json", '"time_embed_dim": 16', '"time_embed_dim": 8'),
    "other blocks of pixels": ("vae/config.json", '"patch": 16', '"patch": 8'),
    "other size": ("model.toml", "width = 64", "width = 128"),
    "longer": ("model.toml", "frames = 8", "frames = 16"),
    "no such layer": ("model.toml", '"alpha"', '"shadow"'),
    "other prompts": ("model.toml", "tokens = 4", "tokens = 5"),
    "other prediction": ("model.toml", '"sample"', '"epsilon"'),
    "more noise in common than there is": (
        "transformer/config.json",
        '"shared_noise": 0.0',
        '"shared_noise": 2.0',
    ),
    "other autoencoder": ("model.toml", '"BlockTransformAutoencoder"', '"Wavelets"'),
    "other text encoder": ("model.toml", '"WordVectorEncoder"', '"Oracle"'),
    "no single frame": ("model.toml", "frames = 8", "frames = 4\nlead = true"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_parts_that_do_not_fit_together_are_refused(tiny: ModelDescription, change: str) -> None:
    """With right hashes, or none: what a model.toml says about other files is not believed."""
    name, old, new = CHANGES[change]
    path = tiny.folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    toml = tiny.folder / "model.toml"
    toml.write_text(toml.read_text().partition("[files]")[0] + "[files]\n")
    with pytest.raises(Damaged, match="do not fit together") as caught:
        LayerFlow.open(describe(tiny.folder), "cpu")
    assert one_sentence(caught.value)


def test_weights_of_another_model_are_refused(tiny: ModelDescription) -> None:
    shutil.copy(tiny.folder / FILES[3], tiny.folder / FILES[1])
    with pytest.raises(Damaged):
        LayerFlow.open(replace(tiny, files=()), "cpu")


def ask_for_a_petabyte() -> Tensor:
    return torch.empty(2**50, dtype=torch.uint8)


@pytest.fixture
def parts(tiny: ModelDescription) -> Parts:
    return load_parts(tiny, "cpu", torch.float32)


def test_memory_running_out_names_the_stage(tiny: ModelDescription, parts: Parts) -> None:
    class GreedyEncoder:
        def encode(self, prompts: Sequence[str], cancel: CancelToken | None = None) -> Tensor:
            return ask_for_a_petabyte()

    class GreedyCodec:
        channels, temporal, spatial = parts.codec.channels, parts.codec.temporal, parts.codec.spatial
        encode, preview = parts.codec.encode, parts.codec.preview

        def decode(self, latents: Tensor, cancel: CancelToken | None = None) -> Tensor:
            return ask_for_a_petabyte()

    hungry = {
        "reading the prompts": replace(parts, encoder=GreedyEncoder()),
        "decoding": replace(parts, codec=GreedyCodec()),
        "denoising": parts,
    }
    for stage, some in hungry.items():
        if stage == "denoising":
            parts.transformer.proj_out.register_forward_pre_hook(lambda *_: ask_for_a_petabyte())
        with pytest.raises(OutOfMemory, match=f"^Memory ran out at the stage '{stage}'[;,] ") as caught:
            run(LayerFlow(some, tiny, "cpu"), make_request(tiny))
        assert one_sentence(caught.value)


def test_only_allocators_errors_are_called_memory() -> None:
    with pytest.raises(OutOfMemory, match="'loading the model'"), memory_named("load"):
        raise MemoryError
    with pytest.raises(OutOfMemory, match="'loading the model'"), memory_named("load"):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
    with pytest.raises(RuntimeError, match="mat1 and mat2"), memory_named("denoise"):
        torch.mm(torch.ones(2, 3), torch.ones(2, 3))
    with (
        pytest.raises(OutOfMemory, match="'reading the prompts'"),
        memory_named("decode"),
        memory_named("encode"),
    ):
        ask_for_a_petabyte()

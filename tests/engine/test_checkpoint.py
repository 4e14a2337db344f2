"""The loader of released checkpoints: what it maps, and what it refuses without running it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.checkpoint import load_released, read_checkpoint
from layerflow_studio.engine.layerflow.official_names import convert
from layerflow_studio.engine.layerflow.variants import RELEASED
from layerflow_studio.errors import BadInput, Damaged, FileMissing, StudioError

from .test_parity import PARITY

PREFIX = "model.diffusion_model."
GENERATION = PARITY / "gen_rgba_mp_rank_00_model_states.pt"
SIZE = (6, 8)


@pytest.fixture
def tensors() -> dict[str, Tensor]:
    return dict(read_checkpoint(GENERATION))


def save(path: Path, tensors: dict[str, Tensor]) -> Path:
    torch.save({"module": tensors}, path)
    return path


def test_every_key_of_the_official_layout_is_mapped(tensors: dict[str, Tensor]) -> None:
    converted = convert(tensors)
    assert (converted.ignored, converted.unexpected) == ([], [])
    blocks = 6
    assert set(converted.adapters) == {lora.MOTION, lora.CONTENT}
    assert {len(matrices) for matrices in converted.adapters.values()} == {blocks * 4 * 2}
    assert sum(t.numel() for t in tensors.values()) == sum(
        t.size for part in (converted.weights, *converted.adapters.values()) for t in part.values()
    )
    transformer = load_released(GENERATION, "generation-rgba", SIZE)
    assert set(converted.weights) == set(transformer.state_dict())


def test_other_models_in_the_file_are_listed_and_left(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    extra = {
        "conditioner.embedders.0.transformer.shared.weight": torch.ones(2),
        "first_stage_model.encoder.conv_in.conv.weight": torch.ones(2),
    }
    foreign = {f"{PREFIX}mixins.rotary.freqs": torch.ones(2)}
    converted = convert({**tensors, **extra, **foreign})
    assert converted.ignored == list(extra)
    assert converted.unexpected == list(foreign)
    path = save(tmp_path / "whole.pt", {**tensors, **extra})
    loaded, plain = (load_released(p, "generation-rgba", SIZE) for p in (path, GENERATION))
    assert all(torch.equal(a, b) for a, b in zip(loaded.parameters(), plain.parameters(), strict=True))


def test_the_original_infix_makes_no_difference(tensors: dict[str, Tensor]) -> None:
    assert any(".original." in key for key in tensors)
    without = convert({key.replace(".original.", "."): value for key, value in tensors.items()})
    assert without.weights.keys() == convert(tensors).weights.keys()


def test_merging_adds_content_over_its_rank_and_leaves_motion_out(tensors: dict[str, Tensor]) -> None:
    converted = convert(tensors)
    name = "transformer_blocks.5.attn1.to_k"
    content = converted.adapters[lora.CONTENT]
    down, up = content[f"{name}.lora_A"].read(), content[f"{name}.lora_B"].read()
    expected = converted.read(f"{name}.weight") + up @ down / 8
    torch.testing.assert_close(converted.read(f"{name}.weight", merge=True), expected)
    assert torch.equal(converted.read(f"{name}.bias", merge=True), converted.read(f"{name}.bias"))


def test_adapters_of_a_checkpoint_can_be_switched_and_are_frozen() -> None:
    transformer = load_released(GENERATION, "generation-rgba", SIZE, merge=False)
    assert set(lora.names(transformer)) == {lora.MOTION, lora.CONTENT}
    assert not any(parameter.requires_grad for parameter in transformer.parameters())
    assert {p.dtype for p in transformer.parameters()} == {torch.float32}


class Exploit:
    """A pickle that leaves a file behind when it is loaded by a trusting reader."""

    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.write_text, (self._trace, "executed")


def test_code_in_a_checkpoint_is_never_run(tmp_path: Path) -> None:
    trace, path = tmp_path / "trace", tmp_path / "model_states.pt"
    torch.save({"module": {f"{PREFIX}time_embed.0.bias": torch.ones(2)}, "rng": Exploit(trace)}, path)
    with pytest.raises(
        Damaged, match=r"holds code besides weights \(builtins.getattr\), so it was not opened"
    ):
        read_checkpoint(path)
    path.write_bytes(pickle.dumps(Exploit(trace)))
    with pytest.raises(Damaged):
        read_checkpoint(path)
    assert not trace.exists()
    pickle.loads(path.read_bytes())
    assert trace.exists()  # so the exploit is a real one


def cut(path: Path) -> None:
    path.write_bytes(GENERATION.read_bytes()[:100_000])


NO_CHECKPOINTS: dict[str, tuple[Callable[[Path], object], type[StudioError], str]] = {
    "missing": (lambda path: None, FileMissing, "There is no checkpoint at"),
    "text": (lambda path: path.write_text("not a checkpoint"), Damaged, "cut short or not a checkpoint"),
    "empty": (lambda path: path.touch(), Damaged, "cut short or not a checkpoint"),
    "truncated": (cut, Damaged, "cut short or not a checkpoint"),
    "folder": (lambda path: path.mkdir(), FileMissing, "holds no mp_rank_00_model_states.pt"),
    "tensor": (lambda path: torch.save(torch.ones(3), path), BadInput, "no LayerFlow checkpoint"),
    "no weights": (lambda path: torch.save({"module": [1, 2]}, path), BadInput, "no LayerFlow checkpoint"),
    "other model": (
        lambda path: torch.save({"module": {"unet.conv_in.weight": torch.ones(3), 5: 6}}, path),
        BadInput,
        "no LayerFlow checkpoint",
    ),
}


@pytest.mark.parametrize("kind", NO_CHECKPOINTS)
def test_what_is_no_checkpoint_gets_one_sentence(tmp_path: Path, kind: str) -> None:
    make, error, sentence = NO_CHECKPOINTS[kind]
    path = tmp_path / "model_states.pt"
    make(path)
    with pytest.raises(error, match=sentence) as caught:
        load_released(path, "generation-rgba", SIZE)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


@pytest.mark.parametrize("variant", [name for name in RELEASED if name != "generation-rgba"])
def test_the_wrong_variant_is_refused(variant: str) -> None:
    with pytest.raises(BadInput, match=rf"does not fit the variant {variant} \(at .+\); choose the right"):
        load_released(GENERATION, variant, SIZE)


def test_an_unknown_variant_is_refused_before_reading() -> None:
    with pytest.raises(BadInput, match="no released variant 'upscale'; choose one of generation-rgba, "):
        load_released(Path("nowhere.pt"), "upscale")


BLOCK = f"{PREFIX}transformer.layers.3."
CHANGES: dict[str, Callable[[dict[str, Tensor]], object]] = {
    "no positions": lambda t: t.pop(f"{PREFIX}mixins.pos_embed.pos_embedding"),
    "no patch embedding": lambda t: t.pop(f"{PREFIX}mixins.patch_embed.proj.weight"),
    "no attention": lambda t: t.pop(f"{BLOCK}attention.query_key_value.original.weight"),
    "half an adapter": lambda t: t.pop(f"{BLOCK}attention.dense.matrix_D.0"),
    "half of a layer embedding": lambda t: t.pop(f"{PREFIX}mixins.pos_embed.txt_embedder.1.bias"),
    "other shape": lambda t: t.update({f"{BLOCK}mlp.dense_4h_to_h.bias": torch.zeros(65)}),
}


@pytest.mark.parametrize("merge", [True, False], ids=["merged", "adapters"])
@pytest.mark.parametrize("change", CHANGES)
def test_an_incomplete_checkpoint_is_refused(
    tensors: dict[str, Tensor], tmp_path: Path, change: str, merge: bool
) -> None:
    CHANGES[change](tensors)
    with pytest.raises(BadInput, match="does not fit the variant generation-rgba"):
        load_released(save(tmp_path / "model_states.pt", tensors), "generation-rgba", SIZE, merge=merge)


def test_a_misshapen_adapter_is_refused(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    tensors[f"{BLOCK}attention.dense.matrix_A.0"] = torch.zeros(4, 65)
    path = save(tmp_path / "model_states.pt", tensors)
    with pytest.raises(BadInput, match=r"at transformer_blocks\.3\.attn1\.to_out\.0\.lora_A\.motion_lora"):
        load_released(path, "generation-rgba", SIZE, merge=False)

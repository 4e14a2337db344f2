"""LoRA files of users: every layout gives what the matrices say, and foreign files are refused in a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from peft.tuners.lora import LoraLayer
from safetensors.torch import save_file
from torch import Tensor

from layerflow_studio.engine.base import AdapterFile
from layerflow_studio.engine.layerflow import lora, user_lora
from layerflow_studio.engine.layerflow.placement import at_work, place_transformer
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.user_lora import UserLoras
from layerflow_studio.engine.plans import PLAIN, Offload, Quantisation
from layerflow_studio.errors import BadInput, Damaged, FileMissing, StudioError

from .lora_files import LAYOUTS, MODULES, Pairs, random_pairs, write_config, write_lora
from .models import CHANNELS, TEXT_WIDTH, TOKENS, seeded, tiny_transformer


def outputs(transformer: LayerFlowTransformer, **strengths: float) -> Tensor:
    lora.set_strengths(transformer, strengths)
    latents = torch.randn(1, 4, CHANNELS, 8, 12, generator=seeded(1))
    prompts = torch.randn(1, 3 * TOKENS, TEXT_WIDTH, generator=seeded(2))
    with torch.inference_mode():
        return transformer(latents, prompts, torch.tensor([400.0]))


def merged(pairs: Pairs, strength: float = 1.0, **scales: float) -> Tensor:
    """The output of a transformer whose weights have the products added in."""
    transformer = tiny_transformer()
    for name, (down, up) in pairs.items():
        weight = transformer.get_submodule(name).get_parameter("weight")
        weight.data += strength * scales.get(name.split(".")[-1], scales.get("all", 1.0)) * up @ down
    return outputs(transformer)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_equals_the_merged_weights(tmp_path: Path, layout: str) -> None:
    transformer = tiny_transformer()
    pairs = random_pairs(transformer)
    base = outputs(transformer)
    user_lora.add(transformer, "mine", write_lora(tmp_path / "mine.safetensors", pairs, layout))
    assert torch.equal(outputs(transformer, mine=0.0), base), "strength 0 must change nothing at all"
    assert (outputs(transformer, mine=1.0) - base).abs().max() > 1e-2
    for strength in (1.0, 0.35, 2.0):
        expected = merged(pairs, strength)
        torch.testing.assert_close(outputs(transformer, mine=strength), expected, atol=1e-5, rtol=1e-5)
    assert not any(parameter.requires_grad for parameter in transformer.parameters())


def test_alphas_in_the_file_count_over_the_rank(tmp_path: Path) -> None:
    transformer = tiny_transformer()
    pairs = random_pairs(transformer, rank=4)
    alphas: dict[str, float] = dict(zip(MODULES, (8.0, 1.0, 6.0), strict=True))
    user_lora.add(transformer, "k", write_lora(tmp_path / "k.safetensors", pairs, "kohya", alphas))
    expected = merged(pairs, to_q=8 / 4, **{"0": 1 / 4, "2": 6 / 3})
    torch.testing.assert_close(outputs(transformer, k=1.0), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    "settings, scales",
    [
        ({"lora_alpha": 8}, {"to_q": 2.0, "0": 2.0, "2": 8 / 3}),
        ({"lora_alpha": 8, "use_rslora": True}, {"to_q": 4.0, "0": 4.0, "2": 8 / 3**0.5}),
        ({"lora_alpha": 4, "alpha_pattern": {"attn1.to_q": 2}}, {"to_q": 0.5, "0": 1.0, "2": 4 / 3}),
    ],
)
def test_settings_beside_the_file_count(
    tmp_path: Path, settings: dict[str, object], scales: dict[str, float]
) -> None:
    transformer = tiny_transformer()
    pairs = random_pairs(transformer, rank=4)
    write_config(tmp_path, **settings)
    user_lora.add(transformer, "p", write_lora(tmp_path / "p.safetensors", pairs, "peft"))
    torch.testing.assert_close(outputs(transformer, p=1.0), merged(pairs, **scales), atol=1e-5, rtol=1e-5)


def test_what_diffusers_writes_comes_back(tmp_path: Path) -> None:
    """diffusers' own writer, with the alpha in the head of the file."""
    source, twin = tiny_transformer(), tiny_transformer()
    lora.add(source, "style", rank=4, alpha=2.0)
    for name, parameter in source.named_parameters():
        if "lora_B" in name:
            parameter.data.copy_(torch.randn(parameter.shape, generator=seeded(len(name))))
    lora.save(source, "style", tmp_path)
    lora.activate(source)
    path = tmp_path / lora.FILE
    user_lora.add(twin, "mine", path)
    torch.testing.assert_close(outputs(twin, mine=1.0), outputs(source, style=1.0), atol=1e-5, rtol=1e-5)


def test_alpha_in_the_head_of_a_file(tmp_path: Path) -> None:
    transformer = tiny_transformer()
    pairs = random_pairs(transformer, rank=4, modules=MODULES[:1])
    tensors = {
        f"transformer.{MODULES[0]}.lora_{side}.weight": matrix
        for side, matrix in zip("AB", pairs[MODULES[0]], strict=True)
    }
    head = {"transformer.lora_alpha": 6, "transformer.r": 3}
    save_file(tensors, tmp_path / "x.safetensors", {"lora_adapter_metadata": json.dumps(head)})
    user_lora.add(transformer, "x", tmp_path / "x.safetensors")
    torch.testing.assert_close(outputs(transformer, x=1.0), merged(pairs, all=2.0), atol=1e-5, rtol=1e-5)


def test_it_goes_beside_the_models_own_adapters(tmp_path: Path) -> None:
    transformer = tiny_transformer()
    pairs = random_pairs(transformer)
    lora.add(transformer, lora.CONTENT, 4)
    for name, parameter in transformer.named_parameters():
        if "lora_B" in name:
            parameter.data.copy_(torch.randn(parameter.shape, generator=seeded(3)))
    lora.activate(transformer)
    before = outputs(transformer)
    user_lora.add(transformer, "mine", write_lora(tmp_path / "mine.safetensors", pairs))
    off = outputs(transformer, mine=0.0, content_lora=1.0)
    torch.testing.assert_close(off, before, atol=1e-6, rtol=1e-6)
    alone = outputs(transformer, mine=1.0, content_lora=0.0)
    torch.testing.assert_close(alone, merged(pairs), atol=1e-5, rtol=1e-5)
    assert lora.inference_strengths(transformer) == {lora.CONTENT: 1.0, "mine": 0.0}


def test_only_what_is_asked_for_is_carried(tmp_path: Path) -> None:
    transformer = tiny_transformer()
    base = outputs(transformer)
    one = write_lora(tmp_path / "one.safetensors", random_pairs(transformer))
    two = write_lora(tmp_path / "two.safetensors", random_pairs(transformer, rank=2, amount=0.5))
    carried = UserLoras(transformer)
    carried.carry({"a": AdapterFile(one, "1"), "b": AdapterFile(two, "2")})
    assert set(lora.names(transformer)) == {"a", "b"}
    first = outputs(transformer, a=1.0, b=0.0)
    carried.carry({"a": AdapterFile(two, "2")})
    assert set(lora.names(transformer)) == {"a"}
    assert (outputs(transformer, a=1.0) - first).abs().max() > 1e-3
    carried.carry({})
    assert lora.names(transformer) == ()
    torch.testing.assert_close(outputs(transformer), base, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("own", [False, True])
def test_memory_that_runs_out_leaves_nothing_of_it(
    tmp_path: Path, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the modules, whether or not the model has an adapter of its own; then it can be added."""
    transformer = tiny_transformer()
    if own:
        lora.add(transformer, lora.CONTENT, 4)
        lora.activate(transformer)
    names, base = lora.names(transformer), outputs(transformer)
    carried = UserLoras(transformer)
    file = AdapterFile(write_lora(tmp_path / "mine.safetensors", random_pairs(tiny_transformer())), "1")
    fill, filled = LoraLayer.reset_lora_parameters, list[LoraLayer]()

    def fill_one(layer: LoraLayer, *args: Any) -> None:
        if filled:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        filled.append(layer)
        fill(layer, *args)

    with monkeypatch.context() as full, pytest.raises(torch.OutOfMemoryError):
        full.setattr(LoraLayer, "reset_lora_parameters", fill_one)
        carried.carry({"mine": file})
    assert lora.names(transformer) == names and torch.equal(outputs(transformer), base)
    carried.carry({"mine": file})
    assert (outputs(transformer, mine=1.0) - base).abs().max() > 1e-2


def refused(tmp_path: Path, tensors: dict[str, Tensor]) -> str:
    save_file(tensors, tmp_path / "odd.safetensors")
    transformer = tiny_transformer()
    with pytest.raises(StudioError) as caught:
        user_lora.add(transformer, "odd", tmp_path / "odd.safetensors")
    assert lora.names(transformer) == (), "nothing may be left of it"
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    return str(caught.value)


def test_foreign_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    a, b = torch.zeros(2, 32), torch.zeros(32, 2)
    q = f"transformer.{MODULES[0]}"
    assert "another size" in refused(
        tmp_path, {f"{q}.lora_A.weight": torch.zeros(2, 3072), f"{q}.lora_B.weight": torch.zeros(3072, 2)}
    )
    other = "transformer.single_transformer_blocks.0.attn.to_q"
    assert "another kind of model" in refused(
        tmp_path, {f"{other}.lora_A.weight": a, f"{other}.lora_B.weight": b}
    )
    assert "lacks one of the two" in refused(tmp_path, {f"{q}.lora_A.weight": a})
    assert "do not fit together" in refused(
        tmp_path, {f"{q}.lora_A.weight": a, f"{q}.lora_B.weight": torch.zeros(32, 5)}
    )
    assert "is no LoRA file" in refused(tmp_path, {"encoder.weight": a})
    assert "not a plain LoRA" in refused(
        tmp_path,
        {f"{q}.lora_A.weight": a, f"{q}.lora_B.weight": b, f"{q}.lora_magnitude_vector": torch.zeros(32)},
    )
    for ending in ("diff", "diff_b"):
        assert "not a plain LoRA" in refused(
            tmp_path, {f"lora_unet_{MODULES[0].replace('.', '_')}.{ending}": a}
        )
    assert "is no LoRA file (it is empty)" in refused(tmp_path, {})


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = write_lora(tmp_path / "x.safetensors", random_pairs(tiny_transformer()))
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    with pytest.raises(Damaged, match="no whole safetensors file"):
        user_lora.read(path)
    path.write_bytes(whole)
    for settings in ("{", "[1]", '{"lora_alpha": "much"}'):
        (tmp_path / "adapter_config.json").write_text(settings)
        with pytest.raises(Damaged, match=r"The settings of x\.safetensors cannot be read"):
            user_lora.read(path)
    write_config(tmp_path, use_dora=True)
    with pytest.raises(BadInput, match="DoRA"):
        user_lora.read(path)
    with pytest.raises(FileMissing, match="There is no LoRA file"):
        user_lora.read(tmp_path / "nothing.safetensors")


@pytest.mark.parametrize(
    "device_has", ["all weights", "one block", "int8 weights", "int8 weights of one block"]
)
def test_it_acts_where_weights_wait_or_are_in_fewer_bits(tmp_path: Path, device_has: str) -> None:
    """As the memory plans place a transformer; the other file has as many matrices as the first."""
    quantisation = Quantisation.INT8 if "int8" in device_has else Quantisation.NONE
    offload = Offload.SEQUENTIAL if "block" in device_has else Offload.NONE
    plan = replace(PLAIN, offload=offload, quantisation=quantisation)
    transformer, plain = tiny_transformer(), tiny_transformer()
    place_transformer(transformer, plan, "cpu")
    place_transformer(plain, replace(plan, offload=Offload.NONE), "cpu")
    plan_pairs = tiny_transformer()
    files = [
        write_lora(tmp_path / f"{n}.safetensors", random_pairs(plan_pairs, amount=0.2 + 0.2 * n))
        for n in range(2)
    ]
    carried = UserLoras(transformer)
    base = outputs(plain)
    for number, path in enumerate(files):
        carried.carry({"mine": AdapterFile(path, str(number))})
        user_lora.add(plain, f"n{number}", path)
        wanted = outputs(plain, **{f"n{other}": float(other == number) for other in range(number + 1)})
        with at_work(transformer, plan, "cpu"):
            off = outputs(transformer, mine=0.0)
            on = outputs(transformer, mine=1.0)
        torch.testing.assert_close(off, base, atol=1e-6, rtol=1e-6)
        assert (on - base).abs().max() > 1e-2
        torch.testing.assert_close(on, wanted, atol=1e-5, rtol=1e-5)

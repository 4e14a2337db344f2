"""Stages: the same weights whether interrupted or not, adapters alone trained, what is shipped opens and runs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.request import GenerationRequest, PromptSet, Sampling
from layerflow_studio.core.shipped import MODELS
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.layout import SubClip
from layerflow_studio.engine.layerflow.parts import load_parts
from layerflow_studio.engine.layerflow.schedule import signal_table
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.upscaler import Upscaler
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.engine.registry import describe
from layerflow_studio.errors import BadInput, FileMissing
from layerflow_studio.training import muon, ship
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.batches import LatentBatches, draw_given, in_sequence, sub_clips
from layerflow_studio.training.clips import ClipSpec, sample
from layerflow_studio.training.codec import widen_autoencoder
from layerflow_studio.training.pixel_run import PixelRun
from layerflow_studio.training.recipe import (
    RECIPES,
    BlockRecipe,
    Mixture,
    PixelRecipe,
    Recipe,
    read_part_recipe,
    read_recipe,
)
from layerflow_studio.training.restore import guessed, train_restorer
from layerflow_studio.training.trainer import Trainer, averaged_weights, timestep_of_noise_share
from layerflow_studio.training.upscale import open_upscaler, train_upscaler, upscaled_psnr
from tests.tiny_model import make_tiny_model

ARCHITECTURE: dict[str, Any] = {
    "num_attention_heads": 2, "attention_head_dim": 16, "in_channels": 8, "out_channels": 8, "time_embed_dim": 16,
    "text_embed_dim": 8, "num_layers": 2, "sample_width": 4, "sample_height": 2, "norm_elementwise_affine": False,
    "tokens_per_prompt": 4, "position_frames": 8, "attention": "one-way",
}  # fmt: skip
SPEC = ClipSpec(width=64, height=32, frames=4, split="any", photo=0.0, panorama=0.0, procedural=1.0)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def recipe() -> Recipe:
    return Recipe("tiny", (Mixture(1.0, SPEC, batch=2),), steps=6, warmup=2, architecture=ARCHITECTURE)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return make_tiny_model(tmp_path / "model", factor=2).folder


def train(recipe: Recipe, run: Path, asset_folder: Path, model: Path) -> Trainer:
    trainer = Trainer(recipe, run, asset_folder, model, workers=0)
    trainer.run(5, CancelToken(), lambda _: None)
    return trainer


def batch_of(latents: torch.Tensor) -> dict[str, torch.Tensor]:
    return {
        "latents": latents.half(),
        "prompts": torch.ones(4, 3, 4, 8).half(),
        "motion_lora": torch.tensor(0.0),
        "offset": torch.tensor(0),
        "rows": torch.arange(4),
        "given": torch.zeros(4, 4, dtype=torch.bool),
    }


def test_an_interrupted_run_ends_in_the_same_weights(
    recipe: Recipe, asset_folder: Path, model: Path, tmp_path: Path
):
    whole = train(recipe, tmp_path / "whole", asset_folder, model)
    train(replace(recipe, steps=3), tmp_path / "parts", asset_folder, model)
    parts = train(recipe, tmp_path / "parts", asset_folder, model)
    assert (whole.step, parts.step, parts.samples) == (6, 6, 12)
    for name, weight in whole.transformer.state_dict().items():
        assert torch.equal(weight, parts.transformer.state_dict()[name]), name
    for name, weight in whole.average.items():
        assert torch.equal(weight, parts.average[name]), name


def test_the_loss_falls_on_one_repeated_batch(
    recipe: Recipe, asset_folder: Path, model: Path, tmp_path: Path
):
    trainer = Trainer(replace(recipe, steps=200), tmp_path / "run", asset_folder, model)
    batch = batch_of(torch.ones(4, 4, 1, 8, 2, 4))
    losses = [trainer.train_step(batch) for _ in range(40)]
    assert sum(losses[-5:]) < 0.2 * sum(losses[:5])


def test_motion_may_count_more_than_what_stays(
    recipe: Recipe, asset_folder: Path, model: Path, tmp_path: Path
):
    """The loss is that of the mean over time and, so many times over, that of what differs from it."""
    batch = batch_of(torch.randn(4, 4, 2, 8, 2, 4))

    def loss(weight: float) -> float:
        run = replace(recipe, motion_weight=weight)
        return Trainer(run, tmp_path / "run", asset_folder, model).train_step(batch)

    still, plain, moving = loss(0.0), loss(1.0), loss(3.0)
    assert 0 < still < plain
    assert moving - still == pytest.approx(3 * (plain - still), rel=1e-3)


def test_training_draws_the_noise_that_runs_start_from(
    recipe: Recipe, asset_folder: Path, model: Path, tmp_path: Path
):
    run = replace(recipe, pure_noise=1.0, architecture={**ARCHITECTURE, "shared_noise": 1.0})
    trainer = Trainer(run, tmp_path / "run", asset_folder, model)
    seen: list[torch.Tensor] = []
    trainer.transformer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    trainer.train_step(batch_of(torch.randn(4, 4, 2, 8, 2, 4)))
    moments = seen[0].unflatten(1, (4, 2))
    torch.testing.assert_close(moments[:, :, 0], moments[:, :, 1], atol=1e-4, rtol=0)
    assert (moments[:, 0] - moments[:, 1]).std() > 1


def test_a_sequence_may_hold_some_sub_clips_alone(
    recipe: Recipe, asset_folder: Path, model: Path, tmp_path: Path
):
    """They are drawn as beside the others, stand in their own places, and leave something to make."""
    alone = Mixture(1.0, SPEC, batch=2, sub_clips=(SubClip.BACKGROUND, SubClip.BLENDED), given_share=1.0)
    of_all, of_two = (
        LatentBatches(replace(recipe, mixtures=(mixture,)), asset_folder, model, 0)[0]
        for mixture in (recipe.mixtures[0], alone)
    )
    assert torch.equal(of_two["latents"], of_all["latents"][:, 2:])
    given = draw_given(replace(alone, batch=200), np.random.default_rng(1))
    assert given.shape == (200, 2) and given.any(1).any() and not given.all(1).any()
    whole = Trainer(recipe, tmp_path / "run", asset_folder, model)
    part = Trainer(recipe, tmp_path / "run", asset_folder, model)
    rows = {"rows": torch.tensor([2, 3]), "given": torch.zeros(4, 2, dtype=torch.bool)}
    latents = torch.randn(4, 4, 1, 8, 2, 4)
    for _ in range(3):  # an untrained model first learns to say anything at all
        whole.train_step(batch_of(latents))
        part.train_step({**batch_of(latents[:, 2:]), **rows})
    table = [trainer.transformer.position_table[0, 12:].unflatten(0, (8, -1)) for trainer in (whole, part)]
    untrained = Trainer(recipe, tmp_path / "run", asset_folder, model).transformer.position_table[0, 12:]
    moved = [(one != untrained.unflatten(0, (8, -1))).flatten(1).any(1).tolist() for one in table]
    assert moved == [[True, False] * 4, [False] * 4 + [True, False] * 2]


def test_a_stage_goes_on_with_latents_of_more_channels(
    recipe: Recipe, asset_folder: Path, model: Path, store: AssetStore, tmp_path: Path
):
    """What is known is known as before; of the new channels nothing is said yet."""
    blocks = BlockRecipe("blocks", (SPEC,), channels=12, clips=2)
    widen_autoencoder(store, model / "vae", blocks)
    with pytest.raises(BadInput, match="12 numbers a block already"):
        widen_autoencoder(store, model / "vae", blocks)
    with pytest.raises(BadInput, match=r"8 numbers a block, .* keeps 12"):
        train(recipe, tmp_path / "unfit", asset_folder, model)
    narrow = train(recipe, tmp_path / "narrow", asset_folder, make_tiny_model(tmp_path / "other").folder)
    wider = replace(
        recipe,
        start_from=str(narrow.folder),
        architecture=ARCHITECTURE | {"in_channels": 12, "out_channels": 12},
    )
    wide = Trainer(wider, tmp_path / "wide", asset_folder, model)
    latents, prompts, time = torch.randn(1, 8, 12, 2, 4), torch.randn(1, 12, 8), torch.tensor([500.0])
    averaged = narrow.transformer
    averaged.load_state_dict(narrow.average)
    with torch.no_grad():
        before, after = averaged(latents[:, :, :8], prompts, time), wide.transformer(latents, prompts, time)
    assert torch.allclose(before, after[:, :, :8], atol=1e-6) and not after[:, :, 8:].any()
    assert train(wider, tmp_path / "wide", asset_folder, model).transformer.proj_out.weight[-1].any()


def test_adapter_stages_train_the_adapter_alone(
    recipe: Recipe, asset_folder: Path, model: Path, tmp_path: Path
):
    train(replace(recipe, steps=8), tmp_path / "base", asset_folder, model)
    motion = replace(
        recipe, train=lora.MOTION, lora_rank=2, steps=4, start_from=str(tmp_path / "base"),
        mixtures=(Mixture(1.0, replace(SPEC, quality="frozen"), batch=2),),
    )  # fmt: skip
    train(motion, tmp_path / "motion", asset_folder, model)
    content = replace(motion, train=lora.CONTENT, adapters={lora.MOTION: str(tmp_path / "motion")}, seed=9)
    trainer = train(content, tmp_path / "content", asset_folder, model)
    base, moved = averaged_weights(tmp_path / "base"), averaged_weights(tmp_path / "motion")
    assert any(w.abs().max() > 0 for name, w in moved.items() if f"lora_B.{lora.MOTION}." in name)
    after = trainer.transformer.state_dict()
    kept = {name.replace(".base_layer", ""): weight for name, weight in after.items() if "lora_" not in name}
    assert all(torch.equal(kept[name], weight) for name, weight in base.items())
    assert all(torch.equal(after[name], moved[name]) for name in after if f".{lora.MOTION}." in name)
    assert any(after[name].abs().max() > 0 for name in after if f"lora_B.{lora.CONTENT}." in name)

    merged = ship.trained_transformer(content, tmp_path / "content")
    ship.write_model(merged, model, ["a lamp"], 8, Sampling(2, 2.0), tmp_path / "motion")
    description = describe(model)
    description.verify()
    opened = load_parts(description, "cpu", torch.float32).transformer
    assert lora.names(opened) == (lora.MOTION,)
    inputs = torch.randn(1, 8, 8, 2, 4), torch.randn(1, 12, 8), torch.tensor([500.0])
    held = torch.zeros(1, 8, dtype=torch.bool)
    still, moving = (
        strengthened(opened, {lora.MOTION: strength})(*inputs, held, torch.arange(8))
        for strength in (1.0, 0.0)
    )
    assert not torch.equal(still, moving)
    averaged = trainer.transformer
    averaged.load_state_dict(trainer.average, strict=False)
    for strength, shown in ((1.0, still), (0.0, moving)):
        expected = strengthened(averaged, {lora.MOTION: strength, lora.CONTENT: 1.0})(
            *inputs, held, torch.arange(8)
        )
        assert torch.allclose(shown, expected, atol=2e-3)
    for source in (tmp_path / "motion", model):
        longer = replace(motion, lora_rank=0, adapter_from=str(source))
        begun = Trainer(longer, tmp_path / "longer", asset_folder, model).average
        assert begun and all(torch.equal(weight, moved[name]) for name, weight in begun.items())
    ship.write_model(merged, model, ["a lamp"], 8, Sampling(2, 2.0))
    assert lora.names(load_parts(describe(model), "cpu", torch.float32).transformer) == ()


def test_shipped_weights_may_be_a_mean_with_those_before(tmp_path: Path):
    before, after = (ship.new_transformer(ARCHITECTURE) for _ in range(2))
    before.save_pretrained(tmp_path / "transformer")
    old, new = (dict(one.state_dict()) for one in (before, after))
    new = {name: weight.clone() for name, weight in new.items()}
    ship.average_with(after, tmp_path, 0.25)
    for name, mean in after.state_dict().items():
        torch.testing.assert_close(mean, 0.25 * old[name] + 0.75 * new[name])
    assert any(not torch.equal(old[name], new[name]) for name in new)
    for share, architecture, said in (
        (1.5, ARCHITECTURE, "between 0 and 1; 1.5"),
        (0.5, {**ARCHITECTURE, "num_layers": 1}, "another architecture"),
    ):
        with pytest.raises(BadInput, match=said):
            ship.average_with(ship.new_transformer(architecture), tmp_path, share)


def strengthened(transformer: Any, strengths: dict[str, float]) -> Any:
    """The transformer without gradients, its adapters acting this strongly."""
    lora.set_strengths(transformer.requires_grad_(False).eval(), strengths)
    return transformer


def test_what_is_shipped_opens_and_runs(
    recipe: Recipe, asset_folder: Path, model: Path, store: AssetStore, tmp_path: Path
):
    trainer = train(replace(recipe, steps=1), tmp_path / "run", asset_folder, model)
    sampling = Sampling(2, 2.0, dynamic_guidance=False)
    transformer = ship.trained_transformer(recipe, tmp_path / "run")
    assert all(torch.equal(w, transformer.state_dict()[n]) for n, w in trainer.average.items())
    ship.write_model(transformer, model, ship.known_concepts(recipe, store), 4, sampling)
    again = averaged_weights(model)
    assert all(
        torch.allclose(w, trainer.average[n], rtol=1e-3, atol=1e-6)
        for n, w in again.items()
        if n != "position_table"
    )
    shipped = describe(model)
    shipped.verify()
    assert shipped.frames == 4 and "an orange lamp" in shipped.concepts
    request = GenerationRequest(
        "mini", shipped.hash, PromptSet("a lamp"), PromptSet(), (), shipped.width, shipped.height, 4, shipped.fps, 1,
        shipped.sampling,
    )  # fmt: skip
    result = shipped.open().run(request, {}, SilentProgress(), CancelToken())
    assert {clip.shape for clip in result.clips.values()} == {(4, 32, 64, 4)}


def pixel_run(
    folder: Path, assets: Path, steps: int, width: int = 16, every: int = 1
) -> tuple[PixelRun, list[tuple[int, float]]]:
    """A run of so many more steps, and what it will report."""
    seen: list[tuple[int, float]] = []
    cancel = CancelToken()

    def report(step: int, loss: float) -> None:
        seen.append((step, loss))
        if len(seen) * every >= steps:
            cancel.cancel()

    if not steps:
        cancel.cancel()
    part = PixelRecipe("part", (SPEC,), width, depth=1, batch=1)
    run = PixelRun(folder, assets, part, 60, cancel, report, workers=0, report_every=every)
    return run, seen


@pytest.mark.parametrize("part", ["decoder", "upscaler"])
def test_what_makes_pixels_resumes(asset_folder: Path, model: Path, tmp_path: Path, part: str):
    def steps() -> list[int]:
        run, seen = pixel_run(tmp_path / "run", asset_folder, 2)
        (train_restorer if part == "decoder" else train_upscaler)(model, run)
        return [step for step, _ in seen]

    assert steps() == [1, 2]
    assert steps() == [3, 4]


@pytest.mark.parametrize("frames", [4, 16])
def test_a_decoder_learns_from_what_the_transformer_takes_noisy_clips_for(asset_folder: Path, frames: int):
    """Whole clips and their beginnings; the numbers have unit variance, the noise is up to 1.5 times as strong."""
    parts: list[Any] = [
        kind.from_pretrained(MODELS / "mini" / name, torch_dtype=torch.float32).eval()
        for kind, name in ((LayerFlowTransformer, "transformer"), (BlockTransformAutoencoder, "vae"))
    ]
    transformer, autoencoder = parts
    spec = replace(SPEC, width=224, height=128, frames=frames, layout="staged")
    clip = sample(np.random.default_rng(1), open_store(asset_folder), spec)
    clean = autoencoder.encode(in_sequence(sub_clips(clip)))
    with torch.no_grad():
        one, same, other = (
            guessed(transformer, clean, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)
        )
    assert torch.equal(one, same) and not torch.equal(one, other)
    for guess in (one, other):
        assert 0.01 < (guess - clean).square().mean().sqrt() < 0.25


def test_a_new_run_begins_with_the_models_decoder(asset_folder: Path, model: Path, tmp_path: Path):
    def begun(run: str, steps: int, width: int = 16) -> BlockTransformAutoencoder:
        pixels, _ = pixel_run(tmp_path / run, asset_folder, steps, width)
        return train_restorer(model, pixels)

    trained = begun("one", 2)
    trained.save_pretrained(model / "vae")
    same, other = begun("two", 0).state_dict(), begun("three", 0, width=8).state_dict()
    assert all(torch.equal(same[name], weight) for name, weight in trained.state_dict().items())
    assert torch.equal(other["basis"], same["basis"])


def test_a_decoder_evens_out_what_its_recipe_says_or_else_its_model(
    asset_folder: Path, model: Path, tmp_path: Path
):
    config = model / "vae" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "deblocking": 0.3}))
    run, _ = pixel_run(tmp_path / "run", asset_folder, 0)
    for said, expected in ((None, 0.3), (0.1, 0.1), (0.0, 0.0)):
        told = replace(run, recipe=replace(run.recipe, deblocking=said))
        assert cast(Any, train_restorer(model, told).config)["deblocking"] == expected


def test_an_upscaler_learns_more_than_bicubic_enlargement(asset_folder: Path, tmp_path: Path):
    run, _ = pixel_run(tmp_path / "run", asset_folder, 150)
    upscaler = train_upscaler(MODELS / "mini", run)
    store = open_store(asset_folder)
    learned, bicubic = upscaled_psnr(MODELS / "mini", upscaler, store, SPEC, clips=6)
    assert learned > bicubic
    untrained = upscaled_psnr(MODELS / "mini", Upscaler(width=16, depth=1), store, SPEC, clips=6)
    assert untrained == pytest.approx((bicubic, bicubic))


def test_a_new_run_begins_with_the_models_upscaler(asset_folder: Path, model: Path, tmp_path: Path):
    shipped = open_upscaler(model)
    again = train_upscaler(model, pixel_run(tmp_path / "one", asset_folder, 0, width=8)[0])
    other = train_upscaler(model, pixel_run(tmp_path / "two", asset_folder, 0)[0])
    assert torch.equal(again.leave.weight, shipped.leave.weight) and shipped.leave.weight.any()
    assert not other.leave.weight.any()


PARTS = {"autoencoder": BlockRecipe, "decoder": PixelRecipe, "upscaler": PixelRecipe}


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_can_be_read(path: Path):
    """All of them make or read latents of the channels that the autoencoder keeps."""
    if path.stem in PARTS:
        assert read_part_recipe(path, PARTS[path.stem]).name == path.stem
        return
    recipe, channels = read_recipe(path), read_part_recipe(RECIPES / "autoencoder.toml", BlockRecipe).channels
    assert recipe.name == path.stem and recipe.architecture["position_frames"] == 16
    assert recipe.architecture["in_channels"] == recipe.architecture["out_channels"] == channels


def test_the_shipped_parts_have_the_size_of_their_recipes():
    autoencoder, upscaler = (
        json.loads((MODELS / "mini" / part / "config.json").read_text()) for part in ("vae", "upscaler")
    )
    blocks = read_part_recipe(RECIPES / "autoencoder.toml", BlockRecipe)
    decoder, enlarging = (
        read_part_recipe(RECIPES / f"{part}.toml", PixelRecipe) for part in ("decoder", "upscaler")
    )
    assert autoencoder["latent_channels"] == blocks.channels
    assert (autoencoder["decoder_width"], autoencoder["decoder_depth"]) == (decoder.width, decoder.depth)
    assert autoencoder["deblocking"] == decoder.deblocking
    assert (upscaler["width"], upscaler["depth"]) == (enlarging.width, enlarging.depth)


def test_a_wrong_recipe_is_named(tmp_path: Path):
    (tmp_path / "a.toml").write_text("stepps = 3\n[[mixture]]\nframes = 4\n")
    with pytest.raises(BadInput, match="stepps"):
        read_recipe(tmp_path / "a.toml")
    (tmp_path / "d.toml").write_text("width = 8\ndepth = 1\nheigth = 2\n[[mixture]]\nframes = 4\n")
    with pytest.raises(BadInput, match="heigth"):
        read_part_recipe(tmp_path / "d.toml", PixelRecipe)
    (tmp_path / "c.toml").write_text('[[mixture]]\nframes = 4\nsub_clips = ["matte"]\n')
    with pytest.raises(BadInput, match="matte"):
        read_recipe(tmp_path / "c.toml")
    (tmp_path / "e.toml").write_text('[[mixture]]\nframes = 4\nplaces = ["sea", "mars"]\n')
    with pytest.raises(BadInput, match="nobody paints mars"):
        read_recipe(tmp_path / "e.toml")
    with pytest.raises(FileMissing, match="No training recipe"):
        read_recipe(tmp_path / "b.toml")
    with pytest.raises(FileMissing, match="no checkpoint"):
        averaged_weights(tmp_path)


def test_muon_takes_orthogonal_steps():
    dice = torch.Generator().manual_seed(0)
    matrix = torch.randn(24, 60, generator=dice)
    for one in muon.orthogonalise(torch.stack([matrix, 100 * matrix, torch.randn(24, 60, generator=dice)])):
        singular = torch.linalg.svdvals(one)
        assert singular.min() > 0.6 and singular.max() < 1.3
    weight = torch.nn.Parameter(matrix.clone())
    optimiser = muon.Muon([weight], 0.1, torch.float32, weight_decay=0.0)
    weight.grad = torch.randn(24, 60, generator=dice)
    reference = torch.nn.Parameter(matrix.clone())
    reference.grad = weight.grad.clone()
    official = torch.optim.Muon([reference], 0.1, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
    optimiser.step()
    official.step()
    moved, expected = weight.detach() - matrix, reference.detach() - matrix
    assert (moved - expected).norm() < 0.03 * expected.norm()  # the official one computes in bfloat16


def test_locks_and_noise_levels_are_drawn_as_promised():
    mixture = Mixture(1.0, SPEC, batch=4000, given_share=0.5)
    given = draw_given(mixture, np.random.default_rng(1))
    assert 0.45 < given.any(1).float().mean() < 0.55
    assert not given.all(1).any() and torch.equal(given[:, 0], given[:, 1])
    assert bool((given[:, 2] & ~given[:, 0] & ~given[:, 3]).any())
    shown = draw_given(replace(mixture, given_share=1.0, given="object"), np.random.default_rng(1))
    assert bool((shown[:, 0] | shown[:, 3]).all())
    table = signal_table()
    share = torch.tensor([0.1, 0.5, 0.9], dtype=torch.float64)
    signal = table[timestep_of_noise_share(table, share)]
    noise = (1 - signal**2).sqrt()
    assert torch.allclose(noise / (signal + noise), share, atol=5e-3)

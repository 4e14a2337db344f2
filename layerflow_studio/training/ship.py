"""From a training run to a model folder: averaged weights in float16, adapters, hashes, what the model knows."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch

from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.errors import BadInput
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.backdrops import reworded_scenes, staged_scenes
from layerflow_studio.training.concepts import concept_table
from layerflow_studio.training.recipe import Recipe
from layerflow_studio.training.scenes import PAINTERS
from layerflow_studio.training.trainer import averaged_weights, load_adapter, new_transformer


def known_scenes() -> dict[str, list[str]]:
    """Background prompts to offer, by kind of place: the fullest caption of every scene of the staged layout."""
    return {
        place: [scene.captions[0] for scene in staged_scenes(place) + reworded_scenes(place)]
        for place in PAINTERS
    }


def for_frames(transformer: LayerFlowTransformer, frames: int, temporal: int = 4) -> LayerFlowTransformer:
    """The same weights with positions for sub-clips of `frames` frames only (the first ones of each)."""
    whole = transformer.settings.position_frames // len(RGBA_ORDER)
    groups = frames // temporal
    if groups == whole:
        return transformer
    shorter = new_transformer(
        {**transformer.config, "position_frames": groups * len(RGBA_ORDER)}, initialise=False
    )
    weights = transformer.state_dict()
    table = weights["position_table"]
    text = transformer.prompt_tokens
    video = table[0, text:].unflatten(0, (len(RGBA_ORDER), whole, transformer.tokens_per_frame))
    weights["position_table"] = torch.cat([table[0, :text], video[:, :groups].flatten(0, 2)])[None]
    shorter.load_state_dict(weights)
    return shorter.eval()


def average_with(transformer: LayerFlowTransformer, model: Path, share: float) -> None:
    """Make the weights the mean of their own and, by `share` in 0..1, those of the model from which they came.

    "Robust fine-tuning of zero-shot models" (Wortsman et al. 2022): the mean often does better than either. Raises
    BadInput for another share or architecture, FileMissing without weights.
    """
    if not 0 <= share <= 1:
        raise BadInput(f"A share of the weights before lies between 0 and 1; {share:g} does not.")
    before, weights = averaged_weights(model), transformer.state_dict()
    if {n: w.shape for n, w in before.items()} != {n: w.shape for n, w in weights.items()}:
        raise BadInput(
            f"The weights in {model} are of another architecture, so they cannot be averaged with these."
        )
    transformer.load_state_dict({name: weight.lerp(before[name], share) for name, weight in weights.items()})


def share_noise(transformer: LayerFlowTransformer, share: float) -> None:
    """Let so much of the noise of a run be common to all moments of a sub-clip; BadInput for none of 0..1.

    More of it than in training makes steadier clips that move a little less.
    """
    if not 0 <= share <= 1:
        raise BadInput(f"A share of common noise lies between 0 and 1; {share:g} does not.")
    transformer.register_to_config(shared_noise=share)


def write_model(
    transformer: LayerFlowTransformer,
    folder: Path,
    concepts: Iterable[str],
    frames: int,
    sampling: Sampling,
    motion: Path | None = None,
) -> None:
    """Write transformer and model.toml into a folder that already holds `vae`, `text_encoder` and maybe `upscaler`.

    `concepts` are the foreground phrases that it has learned; `motion` is the run of its motion adapter, which is
    written beside the weights as a switch. Raises FileMissing when that run has no checkpoint.
    """
    motion_folder = folder / "transformer" / lora.MOTION
    if motion is not None:
        carrier = new_transformer(dict(transformer.config), initialise=False)
        load_adapter(carrier, lora.MOTION, motion)
        lora.save(carrier, lora.MOTION, motion_folder)
    elif motion_folder.is_dir():
        shutil.rmtree(motion_folder)
    transformer = for_frames(transformer, frames)
    transformer.half().save_pretrained(folder / "transformer")
    transformer.float()
    settings = transformer.settings
    files = {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".safetensors", ".json") and path.is_file()
    }
    folder.joinpath("model.toml").write_text(
        f"""[model]
id = "mini"
name = "Mini LayerFlow"
kind = "demonstration model"
summary = "A small LayerFlow trained on two processor cores; it knows a bounded world of objects and places."

[layout]
width = {settings.sample_width * 16}
height = {settings.sample_height * 16}
frames = {frames}
fps = "8"
sub_clips = [{", ".join(f'"{s}"' for s in RGBA_ORDER)}]
given_sets = "any"

[transformer]
folder = "transformer"
prediction = "sample"
{_adapters(motion is not None)}
[autoencoder]
class = "BlockTransformAutoencoder"
folder = "vae"

[text_encoder]
class = "WordVectorEncoder"
folder = "text_encoder"
tokens = {settings.tokens_per_prompt}
{_upscaler(folder / "upscaler")}
[sampling]
steps = {sampling.steps}
guidance = {float(sampling.guidance)}
dynamic_guidance = {str(sampling.dynamic_guidance).lower()}
sampler = "{sampling.sampler}"
guidance_end = {float(sampling.guidance_end)}

[vocabulary]
concepts = [
{_lines(concepts)}]

[vocabulary.scenes]
{_places(known_scenes())}
[files]
{chr(10).join(f'"{name}" = "{digest}"' for name, digest in files.items())}
""",
        encoding="utf-8",
    )


def _adapters(motion: bool) -> str:
    return f'adapters = {{ {lora.MOTION} = "transformer/{lora.MOTION}" }}\n' if motion else ""


def _upscaler(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    factor = json.loads((folder / "config.json").read_text(encoding="utf-8"))["factor"]
    return f"""
[upscaler]
folder = "{folder.name}"
factor = {factor}
"""


def _lines(texts: Iterable[str]) -> str:
    return "".join(f'  "{text}",\n' for text in texts)


def _places(scenes: Mapping[str, Iterable[str]]) -> str:
    return "".join(f"{place} = [\n{_lines(phrases)}]\n" for place, phrases in scenes.items())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def known_concepts(recipe: Recipe, store: AssetStore) -> list[str]:
    """The nouns of all objects that a recipe draws."""
    return [c.noun for c in concept_table(store) if any(m.spec.draws(c) for m in recipe.mixtures)]


def trained_transformer(recipe: Recipe, run: Path) -> LayerFlowTransformer:
    """The averaged transformer of a run; the content adapter, where that was trained, is added into the weights."""
    transformer = new_transformer(recipe.architecture, initialise=False)
    saved = averaged_weights(run)
    weights = {name.replace(".base_layer", ""): w for name, w in saved.items() if ".lora_" not in name}
    mark = f".lora_A.{lora.CONTENT}."
    for name, down in saved.items():
        if mark in name:
            up = saved[name.replace("lora_A", "lora_B")]
            weights[name.replace(mark, ".")] += up @ down / down.shape[0]
    transformer.load_state_dict(weights)
    return transformer.eval()

"""The parts of a model folder, loaded as its model.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX

from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.conditioning import (
    PromptEncoder,
    T5Encoder,
    WordVectorEncoder,
    word_pieces,
)
from layerflow_studio.engine.layerflow.layout import Layout, SubClip
from layerflow_studio.engine.layerflow.placement import place_transformer
from layerflow_studio.engine.layerflow.prompt_cache import PromptCache, fingerprint
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.upscaler import Upscaler
from layerflow_studio.engine.layerflow.vae import (
    BlockTransformAutoencoder,
    BlockTransformCodec,
    CogVideoXCodec,
    PixelCodec,
)
from layerflow_studio.engine.plans import PLAIN, Plan
from layerflow_studio.engine.registry import ModelDescription


@dataclass(frozen=True)
class Parts:
    """The loaded parts of one model."""

    transformer: LayerFlowTransformer
    codec: PixelCodec
    encoder: PromptEncoder
    layout: Layout
    prediction: str
    """"sample" or "v_prediction"."""
    index_prefix: bool = False
    """Whether prompts carry their layer's number, "0, a fox"."""
    official_schedule: bool = False
    """Whether to sample with the published sampler's own schedule (`sampler.noise_levels`)."""
    plan: Plan = PLAIN
    """How they share the memory."""
    upscaler: Upscaler | None = None
    """Makes decoded clips larger, where a request asks for that."""


def load_parts(
    description: ModelDescription,
    device: str,
    dtype: torch.dtype,
    plan: Plan = PLAIN,
    prompts: Path | None = None,
) -> Parts:
    """Load everything; embeddings of prompts are kept in the folder `prompts`.

    Raises one of `failures.LOAD_ERRORS` when files are damaged or do not fit together."""
    settings, folder = description.settings, description.folder
    transformer_settings, text_settings = settings["transformer"], settings["text_encoder"]
    transformer: Any = _pretrained(LayerFlowTransformer, folder / transformer_settings["folder"], dtype)
    for name, place in transformer_settings.get("adapters", {}).items():
        lora.load(transformer, name, folder / place)
    lora.activate(transformer)
    place_transformer(transformer, plan, device)
    codec = _load_codec(description, device, dtype, plan)
    layout = Layout(
        order=tuple(SubClip(s) for s in description.sub_clips),
        frames=description.frames,
        temporal=codec.temporal,
        lead=settings["layout"].get("lead", False),
        given_tail=tuple((SubClip(s), n) for s, n in settings["layout"].get("given_tail", {}).items()),
    )
    sizes, tokens = transformer.settings, text_settings["tokens"]
    if (
        (sizes.sample_width * codec.spatial, sizes.sample_height * codec.spatial)
        != (description.width, description.height)
        or sizes.position_frames < layout.total_latents
        or sizes.tokens_per_prompt != tokens
    ):
        raise ValueError("model.toml and the transformer disagree on sizes")
    if (prediction := transformer_settings["prediction"]) not in ("sample", "v_prediction"):
        raise ValueError(f"there is no prediction {prediction!r}")
    if not 0 <= sizes.shared_noise <= 1:
        raise ValueError(f"shared_noise is a share from 0 to 1, not {sizes.shared_noise}")
    encoder: PromptEncoder
    if text_settings["class"] == "WordVectorEncoder":
        encoder = WordVectorEncoder(folder / text_settings["folder"], tokens)
    elif text_settings["class"] == "T5Encoder":
        place = folder / text_settings["folder"]
        cache = _prompt_cache(description, plan, dtype, prompts) if prompts is not None else None
        encoder = T5Encoder(place, tokens, sizes.text_embed_dim, device, dtype, plan, cache)
    else:
        raise ValueError(f"there is no text encoder {text_settings['class']!r}")
    return Parts(
        transformer=transformer.eval(),
        codec=codec,
        encoder=encoder,
        layout=layout,
        prediction=prediction,
        index_prefix=text_settings.get("index_prefix", False),
        official_schedule=transformer_settings.get("official_schedule", False),
        plan=plan,
        upscaler=_load_upscaler(description, layout, device),
    )


def _prompt_cache(description: ModelDescription, plan: Plan, dtype: torch.dtype, folder: Path) -> PromptCache:
    """Where embeddings are kept that this encoder makes when it computes so."""
    place = description.settings["text_encoder"]["folder"]
    inside = "" if place == "." else f"{place}/"
    parts = tuple(f"{inside}{name}/" for name in ("text_encoder", "tokenizer"))
    hashes = [(path, digest) for path, digest in description.files if path.startswith(parts)]
    encoder = fingerprint([description.folder / part for part in parts], hashes)
    return PromptCache(folder, f"{encoder} {dtype} {plan.quantisation}")


def read_words(description: ModelDescription) -> None:
    """Read the vocabulary of a model with word vectors, which is then at hand when it is opened. Damaged."""
    text = description.settings["text_encoder"]
    if text["class"] == WordVectorEncoder.__name__:
        word_pieces(description.folder / text["folder"])


def _load_codec(description: ModelDescription, device: str, dtype: torch.dtype, plan: Plan) -> PixelCodec:
    settings: Mapping[str, Any] = description.settings["autoencoder"]
    folder = description.folder / settings["folder"]
    if settings["class"] == "BlockTransformAutoencoder":
        if description.settings["layout"].get("lead", False):
            raise ValueError("the block transform has no latent for a single frame, so it cannot lead")
        block: Any = _pretrained(BlockTransformAutoencoder, folder, torch.float32)
        return BlockTransformCodec(block.to(device).eval())
    if settings["class"] == "AutoencoderKLCogVideoX":
        autoencoder: Any = _pretrained(AutoencoderKLCogVideoX, folder, dtype)
        return CogVideoXCodec(autoencoder.to(device).eval(), plan)
    raise ValueError(f"there is no autoencoder {settings['class']!r}")


def _load_upscaler(description: ModelDescription, layout: Layout, device: str) -> Upscaler | None:
    if description.enlargement == 1:
        return None
    upscaler: Any = _pretrained(
        Upscaler, description.folder / description.settings["upscaler"]["folder"], torch.float32
    )
    made = (upscaler.settings.factor, upscaler.settings.layers)
    if layout.lead or made != (description.enlargement, len(layout.order)):
        raise ValueError("model.toml and the upscaler disagree on factor or layers")
    return upscaler.to(device).eval()


def _pretrained(kind: Any, folder: Path, dtype: torch.dtype) -> Any:
    """A diffusers model with every weight in place; ValueError when the file lacks one or holds another."""
    model, report = kind.from_pretrained(
        folder, torch_dtype=dtype, output_loading_info=True, local_files_only=True
    )
    if wrong := [*report["missing_keys"], *report["unexpected_keys"]]:
        raise ValueError(f"{folder} does not fit {kind.__name__}: {wrong[0]}")
    return model

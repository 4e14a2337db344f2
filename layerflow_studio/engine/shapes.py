"""The sizes of a model as its configuration files tell them, and how many weights follow from that; no torch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layerflow_studio.engine.layerflow.variants import LATENT_SIZE, TOKENS_PER_PROMPT, released
from layerflow_studio.errors import Damaged

if TYPE_CHECKING:
    from layerflow_studio.engine.registry import ModelDescription

EXPAND = 4
"""The inner layer of a block is that many times as wide as the block."""


@dataclass(frozen=True)
class TransformerShape:
    """The LayerFlow transformer; the defaults are the published ones of CogVideoX-2B."""

    blocks: int = 30
    heads: int = 30
    head: int = 64
    text_width: int = 4096
    time_width: int = 512
    channels: int = 16
    patch: int = 2
    height: int = 60
    width: int = 90
    prompts: int = 3
    tokens_per_prompt: int = 226
    position_frames: int = 16
    layer_embedding: bool = True
    one_way: bool = False
    affine: bool = True

    @property
    def inner(self) -> int:
        """Numbers per token."""
        return self.heads * self.head

    @property
    def tokens_per_frame(self) -> int:
        """Patches of one latent frame."""
        return (self.height // self.patch) * (self.width // self.patch)

    def tokens(self, latents: int) -> int:
        """Length of the sequence of all prompts and so many latent frames."""
        return self.prompts * self.tokens_per_prompt + latents * self.tokens_per_frame

    @property
    def block_matrices(self) -> tuple[tuple[int, int], ...]:
        """(rows, columns) of the linear layers of one block."""
        d, t = self.inner, self.time_width
        return ((6 * d, t), (6 * d, t), *((d, d),) * 4, (EXPAND * d, d), (d, EXPAND * d))

    @property
    def block_parameters(self) -> int:
        """Weights of one block."""
        matrices = sum(rows * columns + rows for rows, columns in self.block_matrices)
        return matrices + (4 * self.inner if self.affine else 0) + 4 * self.head

    @property
    def other_parameters(self) -> int:
        """Weights outside the blocks, the table of positions included."""
        d, t, pixels = self.inner, self.time_width, self.channels * self.patch**2
        embed = pixels * d + d + self.text_width * d + d + (d * t + t) + (t * t + t)
        leave = (t * 2 * d + 2 * d) + (d * pixels + pixels) + (4 * d if self.affine else 0)
        layers = 4 * d if self.layer_embedding else 0
        return embed + leave + layers + self.tokens(self.position_frames) * d

    @property
    def parameters(self) -> int:
        """All weights."""
        return self.blocks * self.block_parameters + self.other_parameters

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> TransformerShape:
        """Read a transformer's config.json."""
        usual = cls()
        return cls(
            blocks=config.get("num_layers", usual.blocks),
            heads=config.get("num_attention_heads", usual.heads),
            head=config.get("attention_head_dim", usual.head),
            text_width=config.get("text_embed_dim", usual.text_width),
            time_width=config.get("time_embed_dim", usual.time_width),
            channels=config.get("in_channels", usual.channels),
            patch=config.get("patch_size", usual.patch),
            height=config.get("sample_height", usual.height),
            width=config.get("sample_width", usual.width),
            prompts=config.get("prompts", usual.prompts),
            tokens_per_prompt=config.get("tokens_per_prompt", usual.tokens_per_prompt),
            position_frames=config.get("position_frames", usual.position_frames),
            layer_embedding=config.get("layer_embedding", usual.layer_embedding),
            one_way=config.get("attention", "joint") == "one-way",
            affine=config.get("norm_elementwise_affine", True),
        )


@dataclass(frozen=True)
class TextShape:
    """A T5 encoder; the defaults are those of T5-XXL v1.1."""

    width: int = 4096
    inner: int = 10240
    heads: int = 64
    head: int = 64
    blocks: int = 24
    words: int = 32128
    buckets: int = 32
    gated: bool = True

    @property
    def block_matrices(self) -> tuple[tuple[int, int], ...]:
        """(rows, columns) of the linear layers of one block."""
        d, a, f = self.width, self.heads * self.head, self.inner
        return ((a, d),) * 3 + ((d, a),) + ((f, d),) * (2 if self.gated else 1) + ((d, f),)

    @property
    def block_parameters(self) -> int:
        """Weights of one block, without the first one's table of distances."""
        return sum(rows * columns for rows, columns in self.block_matrices) + 2 * self.width

    @property
    def other_parameters(self) -> int:
        """Weights outside the blocks."""
        return self.words * self.width + self.width + self.buckets * self.heads

    @property
    def parameters(self) -> int:
        """All weights."""
        return self.blocks * self.block_parameters + self.other_parameters

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> TextShape:
        """Read a text encoder's config.json."""
        return cls(
            width=config["d_model"],
            inner=config["d_ff"],
            heads=config["num_heads"],
            head=config["d_kv"],
            blocks=config["num_layers"],
            words=config["vocab_size"],
            buckets=config.get("relative_attention_num_buckets", 32),
            gated=str(config.get("feed_forward_proj", "gated-gelu")).startswith("gated"),
        )


@dataclass(frozen=True)
class Layer:
    """One step of the autoencoder: "conv", "residual" or "resample", with what goes in and out.

    `area` is in pixels, `frames` in frames of the layer's input (`before`) and output (`after`).
    """

    kind: str
    channels_before: int
    channels_after: int
    area_before: int
    area_after: int
    frames_before: int
    frames_after: int

    def parameters(self, conditioned: int) -> int:
        """Weights; `conditioned` is the number of latent channels that the norms look at, 0 for none."""
        a, b = self.channels_before, self.channels_after
        if self.kind == "conv":
            return 27 * a * b + b
        if self.kind == "resample":
            return 9 * a * b + b
        convs = 27 * a * b + b + 27 * b * b + b + (a * b + b if a != b else 0)
        return convs + sum(norm_parameters(c, conditioned) for c in (a, b))


def norm_parameters(channels: int, conditioned: int) -> int:
    """Weights of one group norm, with the layers that derive scale and shift from the latents."""
    return 2 * channels + (2 * channels * (conditioned + 1) if conditioned else 0)


@dataclass(frozen=True)
class AutoencoderShape:
    """CogVideoX's autoencoder; the defaults are the published ones."""

    channels: tuple[int, ...] = (128, 256, 256, 512)
    blocks: int = 3
    latent: int = 16
    temporal: int = 4

    @property
    def spatial(self) -> int:
        """Pixels of one side of a latent."""
        return 2 ** (len(self.channels) - 1)

    def decoding(self, latents: int, area: int) -> Iterator[Layer]:
        """The layers of a decode of so many latent frames of `area` latents each."""
        widths = tuple(reversed(self.channels))
        halvings = self.temporal.bit_length() - 1
        frames, before = latents, widths[0]
        yield Layer("conv", self.latent, before, area, area, frames, frames)
        for _ in range(2):
            yield Layer("residual", before, before, area, area, frames, frames)
        for number, after in enumerate(widths):
            for _ in range(self.blocks + 1):
                yield Layer("residual", before, after, area, area, frames, frames)
                before = after
            if number < len(widths) - 1:
                longer = frames
                if number < halvings and frames > 1:
                    longer = 2 * frames - frames % 2
                yield Layer("resample", after, after, area, 4 * area, frames, longer)
                area, frames = 4 * area, longer
        yield Layer("conv", before, 3, area, area, frames, frames)

    def encoding(self, frames: int, area: int) -> Iterator[Layer]:
        """The layers of an encode of so many frames of `area` pixels each."""
        halvings = self.temporal.bit_length() - 1
        before = self.channels[0]
        yield Layer("conv", 3, before, area, area, frames, frames)
        for number, after in enumerate(self.channels):
            for _ in range(self.blocks):
                yield Layer("residual", before, after, area, area, frames, frames)
                before = after
            if number < len(self.channels) - 1:
                shorter = (frames + 1) // 2 if number < halvings else frames
                yield Layer("resample", after, after, area, area // 4, frames, shorter)
                area, frames = area // 4, shorter
        for _ in range(2):
            yield Layer("residual", before, before, area, area, frames, frames)
        yield Layer("conv", before, 2 * self.latent, area, area, frames, frames)

    @property
    def parameters(self) -> int:
        """All weights, of both halves."""
        decoder = sum(layer.parameters(self.latent) for layer in self.decoding(1, 1))
        encoder = sum(layer.parameters(0) for layer in self.encoding(1, 1))
        first, last = self.channels[0], self.channels[-1]
        return decoder + encoder + norm_parameters(first, self.latent) + norm_parameters(last, 0)

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> AutoencoderShape:
        """Read an autoencoder's config.json."""
        usual = cls()
        return cls(
            channels=tuple(config.get("block_out_channels", usual.channels)),
            blocks=config.get("layers_per_block", usual.blocks),
            latent=config.get("latent_channels", usual.latent),
            temporal=int(config.get("temporal_compression_ratio", usual.temporal)),
        )


@dataclass(frozen=True)
class ModelShape:
    """All that memory depends on. A part that is None is small and counted in `other_bytes`."""

    name: str
    transformer: TransformerShape
    latents: int
    """Latent frames of the whole sequence."""
    frames: int
    """Pixel frames of the whole sequence."""
    pixels: int
    """Pixels of one frame."""
    gives: bool = True
    """Whether there is a layer that may be given, so that the autoencoder has to encode."""
    autoencoder: AutoencoderShape | None = field(default_factory=AutoencoderShape)
    text: TextShape | None = field(default_factory=TextShape)
    other_bytes: int = 0

    @property
    def tokens(self) -> int:
        """Length of the whole sequence."""
        return self.transformer.tokens(self.latents)


def published(variant: str) -> ModelShape:
    """The shape of a released model; BadInput lists them."""
    kind, (height, width) = released(variant), LATENT_SIZE
    layout = kind.layout
    return ModelShape(
        name=variant,
        transformer=TransformerShape(
            height=height,
            width=width,
            prompts=kind.prompts,
            tokens_per_prompt=TOKENS_PER_PROMPT,
            position_frames=kind.position_frames,
            layer_embedding=kind.layer_embedding,
        ),
        latents=layout.total_latents,
        frames=layout.total_frames,
        pixels=height * width * AutoencoderShape().spatial ** 2,
        gives=bool(kind.given),
    )


def shape_of(model: ModelDescription) -> ModelShape:
    """The shape of a model folder; Damaged when a configuration file cannot be understood."""
    settings, folder = model.settings, model.folder
    autoencoder, text = settings["autoencoder"], settings["text_encoder"]

    def config(place: str) -> dict[str, Any]:
        return json.loads((folder / place / "config.json").read_text(encoding="utf-8"))

    def size(place: str) -> int:
        return sum(path.stat().st_size for path in (folder / place).rglob("*") if path.is_file())

    other, vae, encoder = 0, None, None
    try:
        lead = int(settings["layout"].get("lead", False))
        transformer = TransformerShape.of(config(settings["transformer"]["folder"]))
        if autoencoder["class"] == "AutoencoderKLCogVideoX":
            vae = AutoencoderShape.of(config(autoencoder["folder"]))
        else:
            other += size(autoencoder["folder"])
        if text["class"] == "T5Encoder":
            encoder = TextShape.of(config(f"{text['folder']}/text_encoder"))
        else:
            other += size(text["folder"])
        frames = len(model.sub_clips) * model.frames
        temporal = vae.temporal if vae else config(autoencoder["folder"]).get("temporal", 4)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(
            "The configuration files of {model} in {folder} cannot be read ({error}); "
            "replace the folder with a fresh copy.",
            model=model.name,
            folder=folder,
            error=error,
        ) from None
    gives = model.given_sets is None or any(model.given_sets)
    return ModelShape(
        name=model.name,
        transformer=transformer,
        latents=frames // temporal + lead,
        frames=frames + lead,
        pixels=model.width * model.height,
        gives=gives,
        autoencoder=vae,
        text=encoder,
        other_bytes=other,
    )

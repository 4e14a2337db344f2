"""A training stage, or a part around the transformer, as one TOML file: model, data mixture, optimiser, length."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from layerflow_studio.engine.layerflow.layout import RGBA_ORDER, SubClip
from layerflow_studio.errors import BadInput, FileMissing
from layerflow_studio.training.clips import ClipSpec
from layerflow_studio.training.scenes import PAINTERS

RECIPES = Path(__file__).parent / "recipes"
"""The recipes of the shipped model."""


@dataclass(frozen=True)
class Mixture:
    """One kind of clips; every step draws its whole batch from one of them."""

    weight: float
    spec: ClipSpec
    batch: int = 16
    motion_lora: float = 0.0
    """Strength of the motion LoRA while this kind is trained; it is 1 where that LoRA itself is."""
    given_share: float = 0.5
    """Share of samples with some layers given."""
    given: Literal["any", "object"] = "any"
    """Which sets of layers are given: all, or those that show the object."""
    sub_clips: tuple[SubClip, ...] = RGBA_ORDER
    """The sub-clips in a sequence: one of few is short, so that more clips are seen in the same time."""

    @property
    def rows(self) -> list[int]:
        """The places of its sub-clips in `RGBA_ORDER`."""
        return [RGBA_ORDER.index(name) for name in self.sub_clips]


@dataclass(frozen=True)
class Recipe:
    """Everything a stage needs; two runs of one recipe give the same weights on one machine."""

    name: str
    mixtures: tuple[Mixture, ...]
    seed: int = 1
    start_from: str = ""
    """Run or model folder whose weights to start from; empty starts from noise."""
    adapters: dict[str, str] = field(default_factory=dict)
    """Adapters to carry along untrained, by name, each from its run."""
    steps: int = 100_000
    warmup: int = 100
    matrix_rate: float = 1.5e-3
    """Learning rate of Muon, for the blocks' matrices."""
    other_rate: float = 1e-3
    """Learning rate of AdamW, for everything else."""
    cooldown: int = 0
    """Steps at the end over which the rates fall to zero."""
    prompt_dropout: float = 0.06
    """Chance that a prompt is left out; and that all three are, which is what guidance leads away from."""
    weight_cap: float = 100.0
    """Largest loss weight 1 / noise^2."""
    layer_weights: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    """Loss weights of foreground, alpha, background and blend: objects are learned, grain of backgrounds is not."""
    motion_weight: float = 1.0
    """Loss weight of what changes from moment to moment, beside that of what a clip shows throughout: motion is a
    small part of the error, and would be learned last. The best answer stays the same."""
    noise_shift: float = 1.3
    noise_spread: float = 1.4
    """Mean and deviation of the logit-normal distribution of the noise share: what a scene will show is decided early,
    so that much noise is seen often."""
    pure_noise: float = 0.03
    """Share of samples without any of the clip in them: there the prompts alone decide."""
    averaging: float = 0.999
    """Decay of the moving average of the weights, per step."""
    train: str = "all"
    """What is trained: "all" weights, or one adapter, "motion_lora" or "content_lora"."""
    lora_rank: int = 0
    adapter_from: str = ""
    """Run or model folder with whose adapter, of its own rank, to go on; empty begins with one that does nothing."""
    architecture: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BlockRecipe:
    """What the block transform is fitted to."""

    name: str
    specs: tuple[ClipSpec, ...]
    """Kinds of clips, drawn in turn."""
    channels: int = 32
    """Numbers a block is kept in."""
    clips: int = 600
    seed: int = 7


@dataclass(frozen=True)
class PixelRecipe:
    """What a part that makes pixels, decoder or upscaler, learns from, and its size."""

    name: str
    specs: tuple[ClipSpec, ...]
    """Kinds of clips, drawn in turn."""
    width: int
    depth: int
    batch: int = 6
    rate: float = 1e-3
    """Highest learning rate."""
    deblocking: float | None = None
    """Height of a step between blocks, in values of -1..1, that the decoder no longer evens out; 0 for none at all,
    None for what the model has."""
    temporal_deblocking: float | None = None
    """The same between groups of frames."""
    seed: int = 11


Part = TypeVar("Part", BlockRecipe, PixelRecipe)


def read_part_recipe(path: Path, kind: type[Part]) -> Part:
    """The recipe of a part around the transformer in a TOML file; BadInput names the key that is wrong."""
    entries = _entries(path)
    with _naming(path):
        return kind(name=path.stem, specs=tuple(map(_spec, entries.pop("mixture"))), **entries)


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file; BadInput names the key that is wrong."""
    entries = _entries(path)
    with _naming(path):
        mixtures = tuple(
            Mixture(
                weight=m.pop("weight", 1.0),
                batch=m.pop("batch", 16),
                motion_lora=m.pop("motion_lora", 0.0),
                given_share=m.pop("given_share", 0.5),
                given=m.pop("given", "any"),
                sub_clips=tuple(SubClip(name) for name in m.pop("sub_clips", RGBA_ORDER)),
                spec=_spec(m),
            )
            for m in entries.pop("mixture")
        )
        weights = tuple(entries.pop("layer_weights", Recipe.layer_weights))
        return Recipe(name=path.stem, mixtures=mixtures, layer_weights=weights, **entries)


def _spec(mixture: dict[str, Any]) -> ClipSpec:
    lists = {key: tuple(mixture.get(key, ())) for key in ("only", "places")}
    if strange := set(lists["places"]) - set(PAINTERS):
        raise ValueError(f"places: nobody paints {', '.join(sorted(strange))}")
    return ClipSpec(**{**mixture, **lists})


def _entries(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise FileMissing(f"No training recipe at {path}; name an existing TOML file.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The training recipe {path.name} is not valid TOML ({error}); mend it.") from None


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn a wrong key into BadInput that names it."""
    try:
        yield
    except (TypeError, KeyError, ValueError) as error:
        raise BadInput(
            f"The training recipe {path.name} has a wrong or missing key ({error}); mend it."
        ) from None

"""LoRA files of users: every usual layout of names, read into one form and added to a transformer by peft.

A file is safetensors. Known are the names of diffusers ("transformer.<module>.lora_A.weight", and the older
".lora.down.weight"), of peft ("base_model.model.<module>.lora_A.weight") and of kohya's scripts
("lora_unet_<module with _>.lora_down.weight" with ".alpha"). The scale alpha / rank is folded into the second
matrix, and matrices of lower rank are filled up with zeros, so that one adapter of scale 1 remains.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig
from peft.tuners.lora import LoraLayer
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from layerflow_studio.engine.base import AdapterFile
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.quantised import Int8Linear
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.errors import BadInput, Damaged, FileMissing
from layerflow_studio.sentence import Sentence

CONFIG = "adapter_config.json"
_DOWN = (".lora_A", ".lora.down", ".lora_down", "_lora.down")
_UP = (".lora_B", ".lora.up", ".lora_up", "_lora.up")
_PREFIXES = ("base_model.model.", "transformer.", "diffusion_model.", "model.")
_FLAT = re.compile(r"lora_(?:unet|transformer)_")
_OTHER_KINDS = ("lora_magnitude_vector", "dora_scale", "hada_", "lokr_", "oft_", "lora_mid")
_DIFFERENCES = (".diff", ".diff_b")


@dataclass
class Pair:
    """The two matrices of one module, down (rank, in) and up (out, rank), as they are in the file."""

    down: Tensor | None = None
    up: Tensor | None = None
    alpha: float | None = None


@dataclass(frozen=True)
class LoraFile:
    """A file as it was read: pairs by the name that the file has for a module, scales not yet applied."""

    name: str
    pairs: Mapping[str, Pair]
    alpha: float | None = None
    root_scaled: bool = False
    patterns: Mapping[str, float] = field(default_factory=dict)

    def scale(self, module: str, rank: int) -> float:
        """How much the product of a module's matrices counts: alpha / rank, 1 where no alpha is told."""
        alpha = self.pairs[module].alpha
        if alpha is None:
            fitting = [value for ending, value in self.patterns.items() if _ends(module, ending)]
            alpha = fitting[0] if fitting else self.alpha
        if alpha is None:
            return 1.0
        return alpha / (math.sqrt(rank) if self.root_scaled else rank)


def read(path: Path) -> LoraFile:
    """Read a LoRA file with what is beside it. FileMissing, Damaged, or BadInput for another kind of file."""
    tensors, told = _tensors(path)
    pairs: dict[str, Pair] = {}
    foreign: list[str] = []
    for key, value in tensors.items():
        if key.endswith(_DIFFERENCES) or any(word in key for word in _OTHER_KINDS):
            raise BadInput(
                "{path} is not a plain LoRA (it has {key}); choose a file with low-rank matrices only.",
                path=path.name,
                key=key,
            )
        module, side = _split(key)
        if side == "alpha":
            pairs.setdefault(module, Pair()).alpha = float(value)
        elif side:
            setattr(pairs.setdefault(module, Pair()), side, value)
        else:
            foreign.append(key)
    if foreign or not pairs:
        what = Sentence("it has {key}", key=min(foreign)) if foreign else Sentence("it is empty")
        raise BadInput(
            "{path} is no LoRA file ({what}); choose one in the format of peft or diffusers.",
            path=path.name,
            what=what,
        )
    config = _config(path, told)
    return LoraFile(
        path.name,
        pairs,
        alpha=config.get("lora_alpha"),
        root_scaled=config.get("use_rslora") is True,
        patterns=config.get("alpha_pattern") or {},
    )


def add(transformer: LayerFlowTransformer, name: str, path: Path) -> None:
    """Add a file to a transformer as an adapter; its strength is yet to be set.

    Raises what `read` raises, and BadInput when the file was made for another model. Then, and when memory runs
    out, nothing was added.
    """
    file = read(path)
    matrices = _fitted(transformer, file)
    rank = max(down.shape[0] for down, _ in matrices.values())
    config = LoraConfig(r=rank, lora_alpha=rank, target_modules=list(matrices), init_lora_weights=True)
    known = lora.names(transformer)
    try:
        with lora.several_wanted(), _stand_ins(transformer, matrices):
            transformer.add_adapter(config, adapter_name=name)
        with torch.no_grad():
            for module, (down, up) in matrices.items():
                layer: Any = transformer.get_submodule(module)
                for target, matrix in ((layer.lora_A[name].weight, down), (layer.lora_B[name].weight, up)):
                    target.zero_()
                    target[: matrix.shape[0], : matrix.shape[1]] = matrix.to(target)
    except BaseException:
        if name not in known:
            _take_off(transformer, name)
        raise
    finally:
        lora.activate(transformer)


def _take_off(transformer: LayerFlowTransformer, name: str) -> None:
    """Take an adapter off, also one that was added in part only."""
    with lora.several_wanted():
        transformer.delete_adapters(name)
    if not lora.names(transformer):  # diffusers forgets this when the first adapter was never whole
        transformer._hf_peft_config_loaded = False


class UserLoras:
    """The users' own adapters that a transformer carries; others than those asked for are taken off again."""

    def __init__(self, transformer: LayerFlowTransformer) -> None:
        self._transformer = transformer
        self._carried: dict[str, str] = {}

    def carry(self, files: Mapping[str, AdapterFile]) -> None:
        """Have exactly these adapters on, by name. Raises what `add` raises; that one is not on then."""
        for name, digest in tuple(self._carried.items()):
            if name not in files or files[name].hash != digest:
                _take_off(self._transformer, name)
                del self._carried[name]
        for name, file in files.items():
            if name not in self._carried:
                add(self._transformer, name, file.path)
                self._carried[name] = file.hash


@contextmanager
def _stand_ins(transformer: LayerFlowTransformer, modules: Iterable[str]) -> Iterator[None]:
    """Put plain linear layers of no size in memory where layers in fewer bits are, which peft does not know.

    Afterwards the adapters sit on the real ones.
    """
    real: dict[str, Int8Linear] = {}
    for name in modules:
        module = transformer.get_submodule(name)
        if isinstance(module, Int8Linear):
            real[name] = module
            transformer.set_submodule(name, _hollow(module, transformer.dtype))
    try:
        yield
    finally:
        for name, module in real.items():
            wrapper: Any = transformer.get_submodule(name)
            if isinstance(wrapper, LoraLayer):
                wrapper.base_layer = module
            else:
                transformer.set_submodule(name, module)


def _hollow(module: Int8Linear, dtype: torch.dtype) -> nn.Linear:
    """A linear layer of the same form whose weights are one zero."""
    layer = nn.Linear(1, 1, bias=False)
    layer.in_features, layer.out_features = module.in_features, module.out_features
    zero = torch.zeros(1, 1, dtype=dtype, device=module.get_buffer("scale").device)
    layer.weight = nn.Parameter(zero.expand(module.out_features, module.in_features), requires_grad=False)
    return layer


def _fitted(transformer: LayerFlowTransformer, file: LoraFile) -> dict[str, tuple[Tensor, Tensor]]:
    """Down (rank, in) and scaled up (out, rank), float32, by the transformer's own names."""
    linears = {
        name.removesuffix(".base_layer"): module
        for name, module in transformer.named_modules()
        if isinstance(module, nn.Linear | Int8Linear) and ".lora_" not in name
    }
    flat = {name.replace(".", "_"): name for name in linears}
    found: dict[str, tuple[Tensor, Tensor]] = {}
    for told, pair in file.pairs.items():
        name = told if told in linears else flat.get(told, "")
        if not name:
            raise BadInput(
                "{file} was made for another kind of model (it changes {told}); choose a LoRA of "
                "CogVideoX-2b or LayerFlow.",
                file=file.name,
                told=told,
            )
        if pair.down is None or pair.up is None:
            raise Damaged(
                "{file} lacks one of the two matrices of {told}; use a whole copy.",
                file=file.name,
                told=told,
            )
        down, up, linear = pair.down.float(), pair.up.float(), linears[name]
        if down.dim() != 2 or up.dim() != 2 or down.shape[0] != up.shape[1]:
            raise Damaged(
                "{file} has matrices for {told} that do not fit together; use a whole copy.",
                file=file.name,
                told=told,
            )
        if (down.shape[1], up.shape[0]) != (linear.in_features, linear.out_features):
            raise BadInput(
                "{file} was made for a model of another size ({told}: {taken} to {given} numbers, here "
                "{in_features} to {out_features}); choose one for this model.",
                file=file.name,
                told=told,
                taken=down.shape[1],
                given=up.shape[0],
                in_features=linear.in_features,
                out_features=linear.out_features,
            )
        found[name] = (down, up * file.scale(told, down.shape[0]))
    return found


def _split(key: str) -> tuple[str, str]:
    """The module and "down", "up" or "alpha"; no side for a name that is none of a LoRA."""
    stem = key.removesuffix(".weight").removesuffix(".default")
    for side, endings in (("down", _DOWN), ("up", _UP)):
        for ending in endings:
            if stem.endswith(ending):
                return _module(stem.removesuffix(ending)), side
    if key.endswith(".alpha"):
        return _module(key.removesuffix(".alpha").removesuffix(".lora")), "alpha"
    return "", ""


def _module(name: str) -> str:
    """The name of a module without what layouts put before it."""
    while prefix := next((p for p in _PREFIXES if name.startswith(p)), None):
        name = name.removeprefix(prefix)
    name = _FLAT.sub("", name, count=1) if _FLAT.match(name) else name
    name = name.replace(".processor.", ".")
    return f"{name}.0" if name.endswith(".to_out") else name


def _ends(module: str, ending: str) -> bool:
    wanted = _module(ending)
    return module == wanted or module.endswith(f".{wanted}") or re.fullmatch(ending, module) is not None


def _tensors(path: Path) -> tuple[dict[str, Tensor], Mapping[str, str]]:
    try:
        with safe_open(path, framework="pt") as file:
            return {key: file.get_tensor(key) for key in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except FileNotFoundError:
        raise FileMissing(
            "There is no LoRA file {path}; add it again.",
            path=path,
        ) from None
    except (SafetensorError, OSError, ValueError) as problem:
        raise Damaged(
            "{path} is no whole safetensors file; use a fresh copy.",
            path=path.name,
        ) from problem


def _config(path: Path, told: Mapping[str, str]) -> dict[str, Any]:
    """adapter_config.json beside the file, else what diffusers notes inside it."""
    beside = path.with_name(CONFIG)
    try:
        if beside.is_file():
            config = json.loads(beside.read_text(encoding="utf-8"))
            inside = {}
        else:
            config, inside = {}, json.loads(told.get("lora_adapter_metadata", "{}"))
        config = dict(config) or {key.removeprefix("transformer."): value for key, value in inside.items()}
        if config.get("lora_alpha") is not None:
            config["lora_alpha"] = float(config["lora_alpha"])
        patterns = config.get("alpha_pattern") or {}
        config["alpha_pattern"] = {str(key): float(value) for key, value in patterns.items()}
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise Damaged(
            "The settings of {path} cannot be read; use a whole copy of it.",
            path=path.name,
        ) from problem
    if config.get("use_dora"):
        raise BadInput(
            "{path} is a DoRA, which is not supported; choose a plain LoRA.",
            path=path.name,
        )
    return config

"""Opens a training checkpoint for its weights alone: memory-mapped, and nothing in it is ever run.

DeepSpeed files hold more than weights (states of random generators, settings), for which torch's weights-only
reader refuses the whole file. Their few known types are read as `Left`, an object that does nothing; a file
that names anything else is refused before it is read.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from layerflow_studio.errors import BadInput, Damaged, FileMissing, reason_of

_LEFT = frozenset(
    {
        *(
            f"numpy.{core}.multiarray.{name}"
            for core in ("core", "_core")
            for name in ("_reconstruct", "scalar")
        ),
        "numpy.ndarray",
        "numpy.dtype",
        "argparse.Namespace",
        "types.SimpleNamespace",
        "copyreg._reconstructor",
        "pathlib.Path",
        "pathlib.PosixPath",
        "pathlib.PurePosixPath",
        "typing.Any",
        *(f"builtins.{name}" for name in ("tuple", "frozenset", "object", "slice")),
        *(f"builtins.{name}" for name in ("bool", "bytes", "float", "int", "str")),
        "omegaconf.base.ContainerMetadata",
        "omegaconf.base.Metadata",
        "omegaconf.dictconfig.DictConfig",
        "omegaconf.listconfig.ListConfig",
        "omegaconf.nodes.AnyNode",
        "deepspeed.runtime.fp16.loss_scaler.DynamicLossScaler",
        "deepspeed.runtime.fp16.loss_scaler.LossScaler",
        "deepspeed.runtime.zero.config.ZeroStageEnum",
        "deepspeed.utils.tensor_fragment.fragment_address",
    }
)
"""What training states are made of, besides what torch itself reads; none of it is imported or called."""
_PLAIN = {"collections.defaultdict": dict, "builtins.dict": dict, "builtins.list": list}
"""Containers that a state may go on to fill; an empty one of Python's own stands for each."""
_LFS_POINTER = b"version https://git-lfs"
_WEIGHTS_FILE = "mp_rank_00_model_states.pt"


class Left:
    """Stands for an object of a checkpoint that is not a weight; keeps nothing and does nothing."""

    def __init__(self, *_: object) -> None:
        pass

    def __new__(cls, *_: object) -> Left:  # noqa: D102 (as above, for pickles that skip __init__)
        return super().__new__(cls)

    def __setstate__(self, _: object) -> None:
        pass


def _empty(kind: type) -> Callable[..., Any]:
    """A function that makes an empty container whatever it is given."""

    def make(*_: object) -> Any:
        return kind()

    return make


def weights_file(place: Path) -> Path:
    """The weights of a released folder, whose file `latest` names the folder they are in; a file is itself."""
    if not place.is_dir():
        return place
    try:
        names = [(place / "latest").read_text(encoding="utf-8").strip()]
    except (OSError, UnicodeDecodeError):
        names = []
    inside = [place / name for name in names if re.fullmatch(r"[\w.-]+", name)]
    for candidate in (folder / _WEIGHTS_FILE for folder in (place, *inside)):
        if candidate.is_file():
            return candidate
    found = sorted(place.glob(f"*/{_WEIGHTS_FILE}"))
    if len(found) == 1:
        return found[0]
    raise FileMissing(
        "{folder} holds no {file}; choose the released folder or the file itself.",
        folder=place,
        file=_WEIGHTS_FILE,
    )


def read_module(path: Path) -> Mapping[str, Tensor]:
    """The tensors under `module` of a checkpoint file, memory-mapped; nothing the file may contain is run.

    Raises FileMissing, Damaged, or BadInput when it is a file of another kind.
    """
    _refuse_other_files(path)
    try:
        foreign = set(torch.serialization.get_unsafe_globals_in_checkpoint(path))
        if code := sorted(foreign - _LEFT - _PLAIN.keys()):
            raise Damaged(
                "{file} holds code besides weights ({code}), so it was not opened; use the released file.",
                file=path.name,
                code=code[0],
            )
        stand_ins: list[Any] = [
            (_empty(_PLAIN[name]) if name in _PLAIN else Left, name) for name in sorted(foreign)
        ]
        with torch.serialization.safe_globals(stand_ins):
            loaded: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except pickle.UnpicklingError:
        raise Damaged(
            "{file} holds more than weights, so it was not opened; use the released file.", file=path.name
        ) from None
    except Damaged:
        raise
    except (OSError, RuntimeError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise Damaged("{file} is cut short or not a checkpoint; download it again.", file=path.name) from None
    module = loaded.get("module", loaded) if isinstance(loaded, dict) else None
    entries = module.items() if isinstance(module, dict) else ()
    return {key: value for key, value in entries if isinstance(key, str) and isinstance(value, Tensor)}


def _refuse_other_files(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(32)
    except FileNotFoundError:
        raise FileMissing(
            "There is no checkpoint at {file}; name the released .pt file.", file=path
        ) from None
    except OSError as problem:
        raise Damaged(
            "{file} cannot be read ({reason}); check the disk or choose another file.",
            file=path,
            reason=reason_of(problem),
        ) from None
    if start.startswith(_LFS_POINTER):
        raise BadInput(
            "{file} is only a note that stands for the checkpoint (Git LFS); download the file itself.",
            file=path.name,
        )
    if start[8:9] == b"{" and int.from_bytes(start[:8], "little") < 1 << 30:
        raise BadInput(
            "{file} is a safetensors file, not a released checkpoint; choose the released .pt file.",
            file=path.name,
        )
    if start[:1] == b"<":
        raise BadInput("{file} is a web page, not a checkpoint; download the file itself.", file=path.name)

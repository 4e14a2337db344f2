"""LayerFlow models to and from pipeline folders of diffusers, so that others can use what was converted here."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import diffusers
import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX
from safetensors import safe_open

from layerflow_studio import __version__
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.engine.layerflow import base_folder, diffusers_pipeline, lora, schedule
from layerflow_studio.engine.layerflow import transformer as transformer_module
from layerflow_studio.engine.layerflow.model_folder import (
    Meter,
    folder_in_the_making,
    linked_bytes,
    place_file,
    published_tables,
    sha256,
    toml,
    write_json,
    write_text,
)
from layerflow_studio.engine.layerflow.tensor_files import DTYPES, Entry, write_tensors
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import BadInput, FileMissing
from layerflow_studio.sentence import Sentence

INDEX = "model_index.json"
_PIPELINE_CODE, _TRANSFORMER_CODE = "pipeline", "transformer_layerflow"
_CODE_IN_FOLDER = {
    "_class_name": [_PIPELINE_CODE, "LayerFlowPipeline"],
    "transformer": [_TRANSFORMER_CODE, "LayerFlowTransformer"],
}
_WEIGHTS = "diffusion_pytorch_model.safetensors"
_README = """\
# {name}

A LayerFlow model (arXiv 2506.04228) as a diffusers pipeline, saved by LayerFlow Studio {version}.

    from diffusers import DiffusionPipeline
    pipe = DiffusionPipeline.from_pretrained("this folder", trust_remote_code=True, torch_dtype=torch.bfloat16)
    out = pipe(prompt=["a red fox", "a meadow", "a red fox in a meadow"])
    out.layers["foreground"]  # (frames, height, width, 4): colour over mid-grey, and alpha

The code is in pipeline.py and transformer/{code}.py. Layers that it can be given: {given}.
"""


def save_pipeline(
    model: ModelDescription,
    out: Path,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write a model as a pipeline folder of diffusers, with the code that runs it; returns `out`.

    The content adapter, where it is kept apart, is added into the weights; other adapters are left out. Files
    that stay as they are become hard links where the disk allows it. The folder appears whole or not at all.
    Raises BadInput for a model that diffusers cannot hold, WeightsMissing, DiskFull, Cancelled.
    """
    settings = model.settings
    if (settings["autoencoder"]["class"], settings["text_encoder"]["class"]) != (
        "AutoencoderKLCogVideoX",
        "T5Encoder",
    ):
        raise BadInput(
            "{model} has an autoencoder and a text encoder of its own, which diffusers does not "
            "know; choose a model made of CogVideoX-2b's parts.",
            model=model.name,
        )
    model.missing_check()
    sources = _sources(model)
    adapter = settings["transformer"].get("adapters", {}).get(lora.CONTENT)
    merged = f"transformer/{_WEIGHTS}" if adapter is not None else ""
    total = sum(path.stat().st_size for path in sources.values())
    linked = linked_bytes((path for name, path in sources.items() if name != merged), out)
    meter = Meter("convert", total, progress or SilentProgress(), cancel or CancelToken())
    with folder_in_the_making(out, total - linked) as folder:
        for name, path in sources.items():
            if adapter is not None and name == merged:
                (folder / "transformer").mkdir(exist_ok=True)
                write_tensors(folder / name, dict(_merged(path, model.folder / adapter / lora.FILE)), meter)
            else:
                place_file(path, folder / name, meter)
        _write_code(folder)
        schedule.scheduler(settings["transformer"]["prediction"]).save_pretrained(folder / "scheduler")
        write_json(folder / INDEX, _index(model))
        given = " or ".join(" and ".join(names) or "none" for names in _given_sets(model))
        readme = _README.format(name=model.name, version=__version__, code=_TRANSFORMER_CODE, given=given)
        write_text(folder / "README.md", readme)
    return out


def _sources(model: ModelDescription) -> dict[str, Path]:
    """The files of a model that go into a pipeline, by their path there."""
    settings, wanted = model.settings, dict[str, Path]()
    text = model.folder / settings["text_encoder"]["folder"]
    places = {
        "transformer": model.folder / settings["transformer"]["folder"],
        "vae": model.folder / settings["autoencoder"]["folder"],
        "text_encoder": text / "text_encoder",
        "tokenizer": text / "tokenizer",
    }
    listed = {(model.folder / name).resolve() for name, _ in model.files}
    for name, folder in places.items():
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.resolve() in listed:
                wanted[f"{name}/{path.name}"] = path
    return wanted


def _merged(weights: Path, adapter: Path) -> Iterator[tuple[str, Entry]]:
    """The transformer's tensors with an adapter added in float32, read one by one."""
    with safe_open(adapter, "pt") as matrices:
        facts = json.loads((matrices.metadata() or {}).get(lora.LORA_ADAPTER_METADATA_KEY, "{}"))
        known = set(matrices.keys())
    scale = facts.get("lora_alpha", 1) / facts.get("r", 1)

    def read(name: str) -> torch.Tensor:
        with safe_open(weights, "pt") as file:
            weight = file.get_tensor(name)
        target = name.removesuffix(".weight")
        if f"{target}.lora_A.weight" not in known:
            return weight
        with safe_open(adapter, "pt") as file:
            down, up = (file.get_tensor(f"{target}.lora_{side}.weight").float() for side in "AB")
        return weight.float() + scale * up @ down

    with safe_open(weights, "pt") as file:
        slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118 (it is no mapping)
        kinds = {name: (tuple(one.get_shape()), DTYPES[one.get_dtype()]) for name, one in slices.items()}
    for name, (shape, dtype) in kinds.items():
        yield name, Entry(shape, dtype, lambda name=name: read(name))


def _write_code(folder: Path) -> None:
    places = {
        diffusers_pipeline: folder / f"{_PIPELINE_CODE}.py",
        transformer_module: folder / "transformer" / f"{_TRANSFORMER_CODE}.py",
    }
    for module, place in places.items():
        write_text(place, Path(str(module.__file__)).read_text(encoding="utf-8"))


def _given_sets(model: ModelDescription) -> list[list[str]]:
    roles = ("foreground", "background", "blended")
    if model.given_sets is not None:
        return [sorted(role.value for role in given) for given in model.given_sets]
    return [[], *([one] for one in roles), *([a, b] for i, a in enumerate(roles) for b in roles[i + 1 :])]


def _index(model: ModelDescription) -> dict[str, Any]:
    layout, text = model.settings["layout"], model.settings["text_encoder"]
    return {
        **_CODE_IN_FOLDER,
        "_diffusers_version": diffusers.__version__,
        "tokenizer": ["transformers", "T5Tokenizer"],
        "text_encoder": ["transformers", "T5EncoderModel"],
        "vae": ["diffusers", "AutoencoderKLCogVideoX"],
        "scheduler": ["diffusers", "CogVideoXDPMScheduler"],
        "sub_clips": list(model.sub_clips),
        "frames": model.frames,
        "fps": str(model.fps),
        "lead": layout.get("lead", False),
        "given_sets": _given_sets(model),
        "given_tail": dict(layout.get("given_tail", {})),
        "index_prefix": text.get("index_prefix", False),
        "facts": {"name": model.name, "summary": model.summary, **model.settings.get("source", {})},
    }


class LayerFlowPipeline(diffusers_pipeline.LayerFlowPipeline):
    """The pipeline with this project's own code: what is in a folder besides weights is never run.

    It loads what `save_pipeline` or `save_pretrained` wrote, here or elsewhere, and what it saves can be loaded
    by diffusers alone.
    """

    @classmethod
    def from_pretrained(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, folder: str | Path, torch_dtype: torch.dtype = torch.float32, **parts: Any
    ) -> LayerFlowPipeline:
        """Load a pipeline folder; `parts` are components to take instead of the folder's own.

        Raises FileMissing or BadInput when the folder is no LayerFlow pipeline.
        """
        from transformers import AutoTokenizer, T5EncoderModel

        folder = Path(folder)
        index, text_encoder = _read_index(folder), cast(Any, T5EncoderModel)
        local, loaders = {"local_files_only": True}, cast(Any, (LayerFlowTransformer, AutoencoderKLCogVideoX))
        ways: dict[str, Callable[[Path], Any]] = {
            "tokenizer": lambda place: AutoTokenizer.from_pretrained(place, **local),
            "text_encoder": lambda place: text_encoder.from_pretrained(place, dtype=torch_dtype, **local),
            "transformer": lambda place: loaders[0].from_pretrained(place, torch_dtype=torch_dtype, **local),
            "vae": lambda place: loaders[1].from_pretrained(place, torch_dtype=torch_dtype, **local),
            "scheduler": lambda place: _scheduler(place, index),
        }
        loaded = {name: parts.get(name) or way(folder / name) for name, way in ways.items()}
        known = set(inspect.signature(cls.__init__).parameters) & index.keys() - loaded.keys()
        return cls(**loaded, **{name: index[name] for name in known})

    def save_pretrained(self, save_directory: str | Path, **options: Any) -> None:
        """Save as diffusers does, with the code that others need."""
        super().save_pretrained(save_directory, **options)
        folder = Path(save_directory)
        _write_code(folder)
        index = {**base_folder.read_json(folder / INDEX), **_CODE_IN_FOLDER}
        write_json(folder / INDEX, index)


def _scheduler(folder: Path, index: Mapping[str, Any]) -> Any:
    name = index["scheduler"][1]
    if name not in ("CogVideoXDPMScheduler", "CogVideoXDDIMScheduler"):
        raise BadInput(
            "The pipeline samples with {name}, which is not known here; choose another folder.", name=name
        )
    return getattr(diffusers, name).from_pretrained(folder)


def install_pipeline(
    pipeline: Path,
    out: Path,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ModelDescription:
    """Make a model folder of a pipeline folder that `save_pipeline` or its `save_pretrained` wrote.

    No code in the folder is run. The new folder appears whole or not at all. Raises FileMissing, BadInput,
    DiskFull, Cancelled.
    """
    index = _read_index(pipeline)
    config = base_folder.read_json(pipeline / "transformer" / "config.json")
    parts = {name: base_folder.find_part(pipeline, name) for name in ("transformer", *base_folder.PARTS)}
    for name, part in parts.items():
        if part is None:
            raise FileMissing(
                "{folder} lacks the folder {name}; choose a whole pipeline folder.",
                folder=pipeline,
                name=name,
            )
    found = {name: part for name, part in parts.items() if part is not None}
    where = str(pipeline)
    spatial = base_folder.check_autoencoder(found["vae"].config, int(config.get("in_channels", 0)), where)
    base_folder.check_text_encoder(found["text_encoder"].config, int(config.get("text_embed_dim", 0)), where)
    total = sum(part.bytes for part in found.values())
    linked = linked_bytes((path for part in found.values() for path in part.files.values()), out)
    meter = Meter("convert", 2 * total, progress or SilentProgress(), cancel or CancelToken())
    hashes: dict[str, str] = {}
    with folder_in_the_making(out, total - linked) as folder:
        for name, part in found.items():
            for file, path in part.files.items():
                if not file.endswith(".py"):
                    place_file(path, folder / name / file, meter)
                    hashes[f"{name}/{file}"] = sha256(folder / name / file, meter)
        write_text(folder / "model.toml", toml(_tables(index, config, spatial, out.name, pipeline, hashes)))
        described = describe(folder)
        described.missing_check()
    return describe(out)


def _tables(
    index: Mapping[str, Any],
    config: Mapping[str, Any],
    spatial: int,
    identifier: str,
    pipeline: Path,
    hashes: Mapping[str, str],
) -> dict[str, Mapping[str, Any]]:
    try:
        layout: dict[str, Any] = {
            "width": config["sample_width"] * spatial,
            "height": config["sample_height"] * spatial,
            "frames": index["frames"],
            "fps": str(index.get("fps", 8)),
            "sub_clips": index["sub_clips"],
            "given_sets": index["given_sets"],
            "lead": index["lead"],
        }
        tokens = config["tokens_per_prompt"]
    except (KeyError, TypeError) as error:
        raise BadInput(
            "{folder} does not say {what}; save the pipeline again.", folder=pipeline, what=error.args[0]
        ) from None
    if index.get("given_tail"):
        layout["given_tail"] = index["given_tail"]
    scheduler = base_folder.read_json(pipeline / "scheduler" / "scheduler_config.json")
    facts = {str(key): str(value) for key, value in dict(index.get("facts") or {}).items()}
    return published_tables(
        model={
            "id": identifier,
            "name": facts.pop("name", identifier),
            "kind": Sentence("imported model"),
            "summary": facts.pop("summary", Sentence("A LayerFlow imported from a diffusers pipeline.")),
        },
        layout=layout,
        transformer={"prediction": scheduler.get("prediction_type", "v_prediction")},
        text_encoder={"tokens": tokens, "index_prefix": index.get("index_prefix", True)},
        source={**facts, "pipeline": pipeline.name},
        hashes=hashes,
    )


def _read_index(folder: Path) -> Mapping[str, Any]:
    if not (folder / INDEX).is_file():
        raise FileMissing(
            "{folder} holds no {file}, so it is not a pipeline folder; choose another.",
            folder=folder,
            file=INDEX,
        )
    index = base_folder.read_json(folder / INDEX)
    name = index.get("_class_name")
    if (name[-1] if isinstance(name, list) and name else name) != "LayerFlowPipeline":
        raise BadInput(
            "{folder} is a pipeline of another kind ({name}); choose a LayerFlow one.",
            folder=folder,
            name=name,
        )
    return index

"""A LayerFlow as a diffusers pipeline: saved, used without this project, and taken back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim_cogvideox import CogVideoXDDIMScheduler
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.layerflow.base_folder import read_json
from layerflow_studio.engine.layerflow.conversion import install_checkpoint
from layerflow_studio.engine.layerflow.model_folder import write_json
from layerflow_studio.engine.layerflow.parts import load_parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.pipeline_folder import (
    LayerFlowPipeline,
    install_pipeline,
    save_pipeline,
)
from layerflow_studio.engine.layerflow.pixels import layers_from_video
from layerflow_studio.engine.layerflow.vae import PixelCodec
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Cancelled, DiskFull, FileMissing
from tests.tiny_model import make_tiny_model

from .models import save_tiny_t5, tiny_vae
from .sat_files import TABLE, random_module, write
from .test_conversion import LATENTS, SIZE, snapshot
from .tiny_runs import PROMPTS, make_given, make_request, run

TEXTS = [PROMPTS.foreground, PROMPTS.background, PROMPTS.blended]
GIVEN = {
    "generation-rgba": [],
    "decomposition-rgb": [Role.BLENDED],
    "foreground-conditioned-rgba": [Role.FOREGROUND],
    "background-conditioned-rgb": [Role.BACKGROUND],
}


def installed(folder: Path, variant: str, keep_adapters: bool = False) -> ModelDescription:
    base = folder / "base"
    if not base.is_dir():
        tiny_vae().save_pretrained(base / "vae")
        save_tiny_t5(base)
    source = write(folder / variant / "states.pt", random_module(SIZE, TABLE[variant]))
    out = folder / f"{variant}{'-apart' if keep_adapters else ''}"
    out = out / "model"
    return install_checkpoint(source, variant, out, base, "float32", keep_adapters=keep_adapters, **LATENTS)


class Noting:
    """The codec of a model, which keeps the latents that it decodes."""

    def __init__(self, codec: PixelCodec) -> None:
        self.channels, self.temporal, self.spatial = codec.channels, codec.temporal, codec.spatial
        self.encode, self.preview, self._decode = codec.encode, codec.preview, codec.decode
        self.latents: list[Tensor] = []

    def decode(self, latents: Tensor, cancel: CancelToken | None = None) -> Tensor:
        self.latents.append(latents)
        return self._decode(latents, cancel)


@pytest.mark.parametrize(
    ("variant", "shared_noise"), [*((name, 0.0) for name in GIVEN), ("generation-rgba", 0.5)]
)
def test_the_pipeline_makes_what_the_engine_makes(tmp_path: Path, variant: str, shared_noise: float) -> None:
    """With DDIM on the schedule's own table; the studio alone then carries over the given layers' detail."""
    model = installed(tmp_path, variant)
    config = model.folder / "transformer" / "config.json"
    write_json(config, {**read_json(config), "shared_noise": shared_noise})
    pipe: Any = LayerFlowPipeline.from_pretrained(save_pipeline(model, tmp_path / "pipe"))
    pipe.scheduler = CogVideoXDDIMScheduler.from_config(pipe.scheduler.config)
    pipe.set_progress_bar_config(disable=True)
    given = make_given(model, GIVEN[variant])
    loaded = load_parts(model, "cpu", torch.float32)
    codec = Noting(loaded.codec)
    parts = replace(loaded, official_schedule=False, codec=codec)
    request = make_request(model, given, sampling=Sampling(4, 6.0, True, "ddim"))  # a divisor of 1000
    expected = run(LayerFlow(parts, model, "cpu"), request, given)
    out = pipe(
        prompt=TEXTS,
        given={role.value: clip.pixels for role, clip in given.items()},
        num_inference_steps=4,
        generator=torch.Generator().manual_seed(request.seed),
    )
    torch.testing.assert_close(out.latents, codec.latents[0], atol=1e-4, rtol=1e-4)
    assert set(out.layers) == {role.value for role in expected}
    with torch.inference_mode():
        video = loaded.codec.decode(codec.latents[0])[0]
    for role, clip in layers_from_video(video, parts.layout, list(expected)).items():
        made = out.layers[role.value]
        assert made.shape[-1] == (4 if role is Role.FOREGROUND and "rgba" in variant else 3)
        np.testing.assert_allclose(made, clip[..., : made.shape[-1]], atol=2e-4)


FOREIGN = """
import json, sys
sys.modules["layerflow_studio"] = None  # as where it is not installed
import numpy, torch
from diffusers import DiffusionPipeline
pipe = DiffusionPipeline.from_pretrained(sys.argv[1], trust_remote_code=True)
pipe.set_progress_bar_config(disable=True)
out = pipe(prompt=json.loads(sys.argv[2]), num_inference_steps=2, generator=torch.Generator().manual_seed(7))
numpy.savez(sys.argv[3], **out.layers)
pipe.save_pretrained(sys.argv[4])
print(type(pipe).__module__.split(".")[0], type(pipe.transformer).__name__)
"""


def test_others_can_use_it_with_diffusers_alone(tmp_path: Path) -> None:
    model = installed(tmp_path, "generation-rgba")
    folder = save_pipeline(model, tmp_path / "pipe")
    arguments = [sys.executable, "-c", FOREIGN, str(folder), json.dumps(TEXTS), str(tmp_path / "made.npz")]
    environment = {**os.environ, "HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [*arguments, str(tmp_path / "again")],
        capture_output=True,
        text=True,
        timeout=170,
        cwd=tmp_path,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["diffusers_modules", "LayerFlowTransformer"]
    pipe: Any = LayerFlowPipeline.from_pretrained(folder)
    pipe.set_progress_bar_config(disable=True)
    here = pipe(prompt=TEXTS, num_inference_steps=2, generator=torch.Generator().manual_seed(7)).layers
    there = np.load(tmp_path / "made.npz")
    assert set(there) == set(here) == {"foreground", "background", "blended"}
    for name, clip in here.items():
        np.testing.assert_array_equal(there[name], clip)
    pipe.save_pretrained(tmp_path / "ours")
    saved = sorted(path.name for path in (tmp_path / "ours").rglob("*.py"))
    assert saved == ["pipeline.py", "transformer_layerflow.py"]
    index, again = (
        json.loads((place / "model_index.json").read_text()) for place in (folder, tmp_path / "ours")
    )
    assert {**index, "_name_or_path": None} == {**again, "_name_or_path": None}
    taken = install_pipeline(tmp_path / "again", tmp_path / "taken")  # what diffusers itself has saved
    request = make_request(model, sampling=Sampling(2, 6.0, True, "dpm++2m"))
    ours, back = (run(LayerFlow.open(m, "cpu", torch.float32), request) for m in (model, taken))
    assert all(np.array_equal(ours[role], back[role]) for role in ours)


@pytest.mark.parametrize("variant", GIVEN)
def test_a_pipeline_taken_back_is_the_same_model(tmp_path: Path, variant: str) -> None:
    model = installed(tmp_path, variant)
    back = install_pipeline(save_pipeline(model, tmp_path / "pipe"), tmp_path / "back")
    back.verify()
    assert (back.width, back.height, back.frames, back.fps) == (48, 32, 16, 8)
    assert (back.sub_clips, back.given_sets) == (model.sub_clips, model.given_sets)
    assert (back.name, back.settings["source"]["variant"]) == (model.name, variant)
    assert not list(back.folder.rglob("*.py"))
    given = make_given(model, GIVEN[variant])
    request = make_request(model, given, sampling=Sampling(2, 6.0, True, "dpm++2m"))
    ours, theirs = (run(LayerFlow.open(m, "cpu", torch.float32), request, given) for m in (model, back))
    assert all(np.array_equal(ours[role], theirs[role]) for role in ours)


def test_links_need_no_room_and_merged_weights_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, apart = (installed(tmp_path, "generation-rgba", keep) for keep in (False, True))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage._replace(free=1000))
    install_pipeline(save_pipeline(model, tmp_path / "pipe"), tmp_path / "back")
    with pytest.raises(DiskFull, match=r"has 1 kB free, but .* are needed; free some space"):
        save_pipeline(apart, tmp_path / "other")


def test_an_adapter_that_is_kept_apart_is_merged_for_others(tmp_path: Path) -> None:
    apart = installed(tmp_path, "generation-rgba", keep_adapters=True)
    back = install_pipeline(save_pipeline(apart, tmp_path / "pipe"), tmp_path / "back")
    request = make_request(apart, sampling=Sampling(1, 1.0, False, "ddim"))
    ours, theirs = (run(LayerFlow.open(m, "cpu", torch.float32), request) for m in (apart, back))
    for role, clip in ours.items():
        np.testing.assert_allclose(theirs[role], clip, atol=1e-4)


def test_what_the_pipeline_refuses(tmp_path: Path) -> None:
    model = installed(tmp_path, "foreground-conditioned-rgba")
    pipe: Any = LayerFlowPipeline.from_pretrained(save_pipeline(model, tmp_path / "pipe"))
    with pytest.raises(ValueError, match="is given foreground, not nothing"):
        pipe(prompt=TEXTS)
    clip = make_given(model, [Role.FOREGROUND])[Role.FOREGROUND].pixels
    with pytest.raises(ValueError, match="must be 16 frames of"):
        pipe(prompt=TEXTS, given={"foreground": clip[:3]})
    with pytest.raises(ValueError, match="reads 3 prompts, not 2"):
        pipe(prompt=TEXTS[:2], given={"foreground": clip})
    with pytest.raises(ValueError, match="a prompt for each layer"):
        pipe(prompt="a fox", given={"foreground": clip})


def test_the_demonstration_model_stays_here(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    model = make_tiny_model(tmp_path / "tiny")
    with pytest.raises(BadInput, match="which diffusers does not know"):
        save_pipeline(model, tmp_path / "pipe")
    assert not (tmp_path / "pipe").exists()


def test_other_folders_are_refused_and_cancelling_leaves_nothing(tmp_path: Path) -> None:
    model = installed(tmp_path, "generation-rgb")
    folder = save_pipeline(model, tmp_path / "pipe")
    cancel = CancelToken()
    cancel.cancel()
    before = snapshot(tmp_path)
    for act in (
        lambda: save_pipeline(model, tmp_path / "second", cancel=cancel),
        lambda: install_pipeline(folder, tmp_path / "third", cancel=cancel),
    ):
        with pytest.raises(Cancelled):
            act()
    with pytest.raises(FileMissing, match=r"holds no model_index\.json"):
        install_pipeline(tmp_path / "base", tmp_path / "third")
    assert snapshot(tmp_path) == before
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "_class_name": "CogVideoXPipeline"}))
    with pytest.raises(BadInput, match="is a pipeline of another kind"):
        install_pipeline(folder, tmp_path / "third")

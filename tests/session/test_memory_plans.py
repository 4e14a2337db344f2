"""Which plan a model gets here, what is told of it, and what happens when memory runs out all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.engine.base import Engine
from layerflow_studio.engine.layerflow.failures import memory_named
from layerflow_studio.engine.memory import GB, Room
from layerflow_studio.engine.plans import PLAIN, Plan, Quantisation
from layerflow_studio.engine.registry import ModelDescription, describe, find_model
from layerflow_studio.errors import BadInput, Damaged, OutOfMemory
from layerflow_studio.session.generate import GenerateJob
from layerflow_studio.session.memory_plans import Here, Wish, look, planned, smaller, told
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.preferences import Preferences
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.settings import Settings, cache_dir

CARD = Here(Room(12 * GB, 64 * GB), False)
BARE = Here(Room(0, 24 * GB), True)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ModelDescription:
    """A model of the published kind, with parts that a plan can be frugal with; tiny all the same."""
    from tests.engine.models import save_tiny_t5, tiny_transformer, tiny_vae
    from tests.engine.test_published_kind import MODEL, SHAPE

    folder = tmp_path_factory.mktemp("models") / "published"
    tiny_transformer("joint", **SHAPE).save_pretrained(folder / "transformer")
    tiny_vae().save_pretrained(folder / "vae")
    save_tiny_t5(folder)
    (folder / "model.toml").write_text(MODEL)
    return describe(folder)


def test_a_small_model_has_no_plan_to_choose() -> None:
    mini = find_model("mini")
    for wish in (Wish(), Wish("8gb"), Wish("cpu", Quantisation.INT8)):
        assert planned(mini, wish, CARD).plan is PLAIN
    assert ModelKeeper().need(mini) is None


def test_auto_takes_the_fastest_that_fits_and_a_name_is_taken_as_it_is(large: ModelDescription) -> None:
    assert planned(large, Wish(), CARD).plan.name == "48gb"
    assert planned(large, Wish(), BARE).plan.name == "cpu"
    found = planned(large, Wish("4gb", Quantisation.INT8), CARD)
    assert (found.plan.name, found.plan.quantisation) == ("4gb", Quantisation.INT8)
    with pytest.raises(BadInput, match="There is no memory plan '5gb'"):
        planned(large, Wish("5gb"), CARD)
    below = smaller(large, found)
    assert below is None
    first = smaller(large, planned(large, Wish("48gb", Quantisation.INT8), CARD))
    assert first is not None and first.plan.quantisation is Quantisation.INT8


@pytest.mark.parametrize("here", [Here(Room(GB // 4, 64 * GB), False), Here(Room(0, GB // 4), True)])
def test_too_little_memory_is_said_before_anything_is_loaded(large: ModelDescription, here: Here) -> None:
    with pytest.raises(
        OutOfMemory, match=r"^Published needs about .* GB .*; close other programs or use a sm"
    ):
        planned(large, Wish(), here)


def test_what_a_run_needs_is_one_sentence(large: ModelDescription) -> None:
    on_card = told(planned(large, Wish(), CARD), CARD)
    assert on_card.startswith(
        "Memory plan 48gb: about 0.6 GB on the graphics card, where 12.0 GB are free, and"
    )
    bare = told(planned(large, Wish(), BARE), BARE)
    assert (
        bare.startswith("Memory plan cpu: about 0.4 GB of memory; 24.0 GB are free.")
        or "cpu: about 0.5" in bare
    )
    assert look().room.host > 0


def test_a_folder_that_does_not_tell_is_damaged(large: ModelDescription, tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text((large.folder / "model.toml").read_text())
    with pytest.raises(Damaged, match="configuration files of Published"):
        planned(describe(tmp_path), Wish(), CARD)


def test_the_preferences_count_where_nothing_is_given() -> None:
    assert Wish.preferred() == Wish()
    settings = Settings.load()
    Preferences(memory_plan="8gb", weights="int8", smaller_plans=True).write(settings)
    settings.save()
    assert Wish.preferred() == Wish("8gb", Quantisation.INT8, True)
    settings.put("preferences", {"memory_plan": "9gb", "weights": "two", "smaller_plans": 1})
    settings.save()
    assert Wish.preferred() == Wish()


class Starved(ModelKeeper):
    """Models run here with no more memory than the plan 8gb needs: others ask for a petabyte."""

    def __init__(self, folder: Path, enough: tuple[str, ...] = ("8gb", "4gb")) -> None:
        super().__init__(folder)
        self.enough, self.tried = enough, list[str]()

    def engine(self, model: ModelDescription, plan: Plan | None = None) -> Engine:
        engine: Any = super().engine(model, plan)
        name = engine._parts.plan.name
        self.tried.append(name)
        if name not in self.enough:
            engine._parts.transformer.proj_out.register_forward_pre_hook(lambda *_: ask_for_a_petabyte())
        return engine


class Large(ModelDescription):
    """A model that needs a petabyte while it is opened under another plan than 4gb."""

    def open(self, plan: Plan = PLAIN, prompts: Path | None = None) -> Engine:
        with memory_named("load"):
            return super().open(plan, prompts) if plan.name == "4gb" else ask_for_a_petabyte()


class LargeKeeper(ModelKeeper):
    """Keeps such models."""

    def model(self, model_id: str) -> ModelDescription:
        return Large(**vars(super().model(model_id)))


def ask_for_a_petabyte() -> Any:
    import torch

    return torch.empty(2**50, dtype=torch.uint8)


def run_with(keeper: ModelKeeper, project: Project, model: ModelDescription) -> Any:
    from tests.engine.tiny_runs import make_request

    job = GenerateJob(project, make_request(model), keeper)
    return job.run(SilentProgress(), CancelToken())


def test_memory_that_runs_out_steps_down_with_consent_alone(large: ModelDescription, tmp_path: Path) -> None:
    from layerflow_studio.session.generate import new_document

    with Project.create(tmp_path / "p.lfstudio", new_document(large)) as project:
        keeper = Starved(large.folder.parent)
        keeper.wish = Wish("24gb")
        with pytest.raises(
            OutOfMemory, match=r"at the stage 'denoising', which needs about .* plan 24gb and had"
        ):
            run_with(keeper, project, large)
        assert keeper.tried == ["24gb"]
        assert not project.library.entries()

        keeper = Starved(large.folder.parent)
        keeper.wish = Wish("24gb", smaller_plans=True)
        take = run_with(keeper, project, large)
        assert keeper.tried[0] == "24gb" and keeper.tried[-1] in keeper.enough
        assert [entry.take.id for entry in project.library.entries()] == [take.id]

        again = Starved(large.folder.parent, enough=())
        again.wish = Wish("24gb", smaller_plans=True)
        with pytest.raises(OutOfMemory, match="plan 4gb"):
            run_with(again, project, large)
        assert again.tried[-1] == "4gb"


def test_memory_that_runs_out_at_opening_steps_down_too(large: ModelDescription, tmp_path: Path) -> None:
    from layerflow_studio.session.generate import new_document

    with Project.create(tmp_path / "p.lfstudio", new_document(large)) as project:
        keeper = LargeKeeper(large.folder.parent)
        keeper.wish = Wish("24gb", smaller_plans=True)
        take = run_with(keeper, project, large)
        assert [entry.take.id for entry in project.library.entries()] == [take.id]


def test_prompts_are_kept_in_the_cache_folder(large: ModelDescription, tmp_path: Path) -> None:
    from layerflow_studio.session.generate import new_document

    with Project.create(tmp_path / "p.lfstudio", new_document(large)) as project:
        keeper = ModelKeeper(large.folder.parent)
        keeper.wish = Wish("48gb")
        run_with(keeper, project, large)
    assert len(list((cache_dir() / "prompts").iterdir())) == 3

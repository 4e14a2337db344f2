"""The models at hand, and the one that is open: loading takes longer than running, so it is kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.base import Engine
from layerflow_studio.engine.memory import estimate
from layerflow_studio.engine.plans import Plan
from layerflow_studio.engine.registry import ModelDescription, find_model, find_models, load_code
from layerflow_studio.engine.shapes import shape_of
from layerflow_studio.errors import StudioError
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.memory_plans import Here, Wish, is_small, look, planned, smaller, told
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import cache_dir, model_folders

DEFAULT_MODEL = "mini"


class ModelKeeper:
    """Finds models and keeps the last one opened.

    `models` and `model` may be called from any thread; `engine` and `drop` belong to the engine thread.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._open: tuple[tuple[str, Path], Engine] | None = None
        self._plan: Plan | None = None
        self._wished: Wish | None = None
        self._here: Here | None = None
        self.wish: Wish | None = None
        """What is wanted of memory; None for what the preferences say."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where it looks besides the usual places."""
        return self._folders

    def models(self) -> list[ModelDescription]:
        """Return all models found, by id; those whose model.toml is not understood are passed over."""
        return find_models(*model_folders(), *self._folders)

    def model(self, model_id: str) -> ModelDescription:
        """Return a model by id; FileMissing lists the known ones."""
        return find_model(model_id, *model_folders(), *self._folders)

    def holds(self, model: ModelDescription) -> bool:
        """Whether this very model is open."""
        return self._open is not None and self._open[0] == (model.hash, model.folder)

    def engine(self, model: ModelDescription, plan: Plan | None = None) -> Engine:
        """Return the model ready to run, opened if need be, with the plan given here or the one it is to have.

        Raises WeightsMissing, Damaged, OutOfMemory, BadInput when a plan needs what is not installed.
        """
        wanted = plan or self._plan_of(model)
        if self._open is None or not self.holds(model) or self._plan != wanted:
            self.drop()
            self._plan = wanted  # known before it is opened, for memory may run out at that
            self._open = (model.hash, model.folder), model.open(wanted, cache_dir() / "prompts")
        return self._open[1]

    @property
    def wishes(self) -> Wish:
        """What is wanted of memory."""
        return self.wish or Wish.preferred()

    def need(self, model: ModelDescription) -> Sentence | None:
        """Return what a run will need, for a large model; None for one that needs no plan.

        What this machine has is as it was last looked at, so that a window may ask. Raises what `engine` raises before
        it loads anything.
        """
        if is_small(shape_of(model)):
            return None
        here = self._here or self.look()
        return told(planned(model, self.wishes, here), here)

    def look(self) -> Here:
        """Return what memory this machine has now; a graphics card's driver may take a part of a second."""
        self._here = look()
        return self._here

    def smaller(self, model: ModelDescription) -> Plan | None:
        """Return the next plan that needs less of the graphics card than the one in use; None without one."""
        if self._plan is None:
            return None
        found = smaller(model, estimate(shape_of(model), self._plan))
        return found.plan if found is not None else None

    def drop(self) -> None:
        """Let go of the open model, to free its memory."""
        self._open = None

    def _plan_of(self, model: ModelDescription) -> Plan:
        """The plan that is wanted; a model that is open keeps the one that "auto" chose for it."""
        wish = self.wishes
        if self.holds(model) and self._plan is not None and self._wished == wish:
            return self._plan
        self._wished = wish
        model.missing_check()
        here = None if is_small(shape_of(model)) else self.look()
        return planned(model, wish, here).plan


@dataclass(frozen=True)
class WarmUpJob:
    """Loads the code that runs and their clips need while the window rests, so that a first run begins at once."""

    keeper: ModelKeeper
    model_id: str = DEFAULT_MODEL
    title = Sentence("get ready to generate")
    lane = Lane.ENGINE
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> None:
        """Import it, look at the memory, and read the model's vocabulary; no model is opened."""
        self.keeper.look()
        load_code()
        for module in ("clip_store", "conform", "matte"):
            import_module(f"layerflow_studio.media.{module}")
        with suppress(StudioError):  # it is told when the model is used
            self.keeper.model(self.model_id).read_words()

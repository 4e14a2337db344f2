"""Which memory plan a model runs with here, and what it will need: chosen and told before anything is loaded."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace

from layerflow_studio.engine.host_memory import available, own
from layerflow_studio.engine.memory import GB, Estimate, Room, choose_plan, estimate, next_smaller
from layerflow_studio.engine.plans import AUTO, PLAIN, Quantisation, named_plan
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.engine.shapes import ModelShape, shape_of
from layerflow_studio.errors import OutOfMemory
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.preferences import Preferences
from layerflow_studio.session.settings import Settings

_ASK = ("nvidia-smi", "--query-gpu=memory.total,memory.free", "--format=csv,noheader,nounits")
_MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Wish:
    """What a user wants of memory: a plan by name or "auto", how weights are stored, and what may be done
    without asking when memory runs out."""

    plan: str = AUTO
    weights: Quantisation = Quantisation.NONE
    smaller_plans: bool = False
    """Whether a run that runs out of memory goes on with the next smaller plan."""

    @classmethod
    def preferred(cls) -> Wish:
        """Return what the preferences say."""
        values = Preferences.read(Settings.load())
        return cls(values.memory_plan, Quantisation(values.weights), values.smaller_plans)


@dataclass(frozen=True)
class Here:
    """This machine: what a run may fill, and whether there is a graphics card at all."""

    room: Room
    on_cpu: bool


def look() -> Here:
    """Ask the system, and the driver of a graphics card; takes a part of a second where there is one."""
    host = available() + own()
    card = _card()
    return Here(Room(0, host), True) if card is None else Here(Room(card, host), False)


def planned(model: ModelDescription, wish: Wish, here: Here | None = None) -> Estimate:
    """Return the plan for a model, with what it needs.

    Raises BadInput for an unknown plan, Damaged for a model whose files do not tell, OutOfMemory when "auto" finds none
    that fits.
    """
    shape = shape_of(model)
    if is_small(shape):
        return estimate(shape, PLAIN, on_cpu=True)
    here = here or look()
    if wish.plan != AUTO:
        plan = replace(named_plan(wish.plan), quantisation=wish.weights)
        return estimate(shape, plan, on_cpu=here.on_cpu)
    found = choose_plan(shape, here.room, on_cpu=here.on_cpu, quantisation=wish.weights)
    if found is None:
        raise _too_little(model, shape, here)
    return found


def smaller(model: ModelDescription, than: Estimate) -> Estimate | None:
    """Return the next plan that needs less of the graphics card; None when there is none."""
    found = next_smaller(shape_of(model), than)
    if found is None:
        return None
    plan = replace(found.plan, quantisation=than.plan.quantisation)
    return estimate(shape_of(model), plan)


def is_small(shape: ModelShape) -> bool:
    """Whether a model has no part for which there is a choice."""
    return shape.autoencoder is None and shape.text is None


def told(found: Estimate, here: Here) -> Sentence:
    """Return what a run will need, beside what there is."""
    host, free = found.host / GB, here.room.host / GB
    if here.on_cpu:
        return Sentence(
            "Memory plan {plan}: about {need:.1f} GB of memory; {there:.1f} GB are free.",
            plan=found.plan.name,
            need=host,
            there=free,
        )
    return Sentence(
        "Memory plan {plan}: about {card:.1f} GB on the graphics card, where {card_there:.1f} GB are free, and "
        "{need:.1f} GB of memory of {there:.1f} GB.",
        plan=found.plan.name,
        card=found.device / GB,
        card_there=here.room.device / GB,
        need=host,
        there=free,
    )


def _too_little(model: ModelDescription, shape: ModelShape, here: Here) -> OutOfMemory:
    from layerflow_studio.engine.memory import plans_for

    least = min(
        (estimate(shape, plan, on_cpu=here.on_cpu) for plan in plans_for(shape, on_cpu=here.on_cpu)),
        key=lambda found: (found.device, found.host),
    )
    if here.on_cpu:
        return OutOfMemory(
            "{model} needs about {need:.1f} GB of memory at least, and {there:.1f} GB are free; close other "
            "programs or use a smaller model.",
            model=model.name,
            need=least.host / GB,
            there=here.room.host / GB,
        )
    return OutOfMemory(
        "{model} needs about {card:.1f} GB on the graphics card and {need:.1f} GB of memory at least (plan {plan}), "
        "and {card_there:.1f} GB and {there:.1f} GB are free; close other programs or use a smaller model.",
        model=model.name,
        plan=least.plan.name,
        card=least.device / GB,
        need=least.host / GB,
        card_there=here.room.device / GB,
        there=here.room.host / GB,
    )


def _card() -> int | None:
    """Bytes that are free on the first graphics card with a CUDA driver; None without one."""
    try:
        done = subprocess.run(_ASK, capture_output=True, text=True, timeout=5, check=True)
        _, free = done.stdout.splitlines()[0].split(",")
        return int(free) * _MEBIBYTE
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .comps import Comp, make_comp


@pytest.fixture(scope="session")
def comp_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Comp]:
    """The comp at a rate, its movies exported once."""
    made: dict[str, Comp] = {}

    def comp(rate: str) -> Comp:
        if rate not in made:
            timecode = "01:00:00;00" if rate == "30000/1001" else "01:00:00:00"
            made[rate] = make_comp(tmp_path_factory.mktemp("comp"), rate, timecode=timecode)
        return made[rate]

    return comp


@pytest.fixture
def comp(comp_at: Callable[[str], Comp]) -> Comp:
    return comp_at("24")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path

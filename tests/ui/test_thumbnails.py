"""Small pictures of takes: looked up when they arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerflow_studio.core.kinds import Role
from layerflow_studio.core.takes import Take
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui
F, B = Role.FOREGROUND, Role.BACKGROUND


def test_a_picture_that_arrives_is_looked_up(browser: Studio, takes: list[Take]) -> None:
    model, clip = browser.window.takes.model, takes[1].clip(F) or ""

    def shown() -> list[str]:
        return [str(index.data()) for index in model.places_of(clip)]

    assert shown() == ["T2"]
    browser.workspace.project.library.add(replace(takes[1], id="again", created="2026"))
    browser.workspace.tell_takes()
    assert shown() == ["T5", "T2"]
    browser.window.takes.search.setText("seed:100")
    assert shown() == []
    browser.window.takes.search.clear()
    model.show_role(B)
    assert shown() == [] and len(model.places_of(takes[1].clip(B) or "")) == 5

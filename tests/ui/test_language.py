"""The second language: nothing untranslated, placeholders and letters right, and a window that speaks it whole."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from layerflow_studio.core.kinds import Role
from layerflow_studio.session.plan import describe_run
from layerflow_studio.ui import sentences
from layerflow_studio.ui.dialogs.preferences import PreferencesDialog
from layerflow_studio.ui.language import install_language, languages, spoken
from layerflow_studio.ui.sentences import said
from tests.ui.clipping import clipped, cut_off
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate_script", ROOT / "packaging" / "translate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load()
FILES = sorted(script.FOLDER.glob("layerflow_*.ts"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_the_interface_is_translated(path: Path) -> None:
    assert script.untranslated(path) == [], "run packaging/translate.py and translate what is new"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_compiled_is_what_is_written(path: Path, tmp_path: Path) -> None:
    script.tool("lrelease", path, "-qm", tmp_path / "fresh.qm")
    assert (tmp_path / "fresh.qm").read_bytes() == path.with_suffix(".qm").read_bytes(), (
        "run packaging/translate.py"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_translations_keep_what_is_filled_in(path: Path) -> None:
    def parts(text: str) -> list[str]:
        return sorted(set(re.findall(r"\{\w*\}", text)))

    wrong = {
        source: text
        for (_, source), text in script.translations(path).items()
        if parts(source) != parts(text)
        or (source[:1] == " ") != (text[:1] == " ")
        or source.endswith("…") != text.endswith("…")
        or (source.count("&") == 1) != (text.count("&") == 1)
    }
    assert wrong == {}


def test_languages() -> None:
    assert languages() == ("en", "de")
    assert (spoken("de"), spoken("en"), spoken("tlh")) == ("de", "en", "en")
    assert spoken("system") in languages()


@pytest.fixture
def german(themed: QApplication) -> Iterator[None]:
    """The application speaks German for one test."""
    before = QLocale()
    install_language(themed, "de")
    yield
    for translator in themed.findChildren(QTranslator):
        themed.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


def test_a_german_window(german: None, open_studio: Opener, filled_project: object) -> None:
    studio: Studio = open_studio(filled_project)
    window = studio.window
    tops = [action.text() for action in window.menuBar().actions()]
    assert tops[:3] == ["&Datei", "&Bearbeiten", "&Ebene"]
    letters = [text[text.index("&") + 1].lower() for text in tops]
    assert len(set(letters)) == len(letters)
    assert window.docks["timeline"].windowTitle() == "Zeitleiste"
    button = window.generate_panel.button
    assert button.sentence == "Macht aus den Prompts: Vordergrund, Hintergrund und Szene."
    studio.row(Role.FOREGROUND).eye.click()
    assert window.actions_by_id["undo"].text() == "&Rückgängig: Ebene ausblenden"
    studio.row(Role.FOREGROUND).lock.click()
    assert button.sentence == "Bleibt, wie es ist: Vordergrund. Neu: Hintergrund und Szene."
    window.resize(1440, 900)
    dialogs = [PreferencesDialog(window.preferences.values, (), page, window) for page in range(4)]
    for dialog in dialogs:
        studio.qtbot.addWidget(dialog)
        dialog.show()
    assert [text for root in (window, *dialogs) for text in clipped(root) + cut_off(root)] == []
    for dialog in dialogs:
        dialog.reject()


def test_sentences_from_below_are_said_in_german(german: None, filled: Studio) -> None:
    for sentence in (
        "Layer 'Fox' is locked; unlock it to change it.",
        "/tmp/a.json cannot be written (No space left on device); free some space or choose another place.",
        "shot.lfstudio is open in another window (process 17); close it there first.",
    ):
        assert said(sentence) != sentence and "{" not in said(sentence)
    assert said("Something nobody listed.") == "Something nobody listed."
    plan = describe_run(filled.store.document, None)
    assert said(plan.sentence) != plan.sentence


def test_the_list_of_sentences_is_what_the_floors_below_say() -> None:
    """Each listed text, its varying parts aside, stands in the source below the window."""
    source = "\n".join(
        re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
        for room in ("core", "session", "media", "engine")
        for path in (ROOT / "layerflow_studio" / room).rglob("*.py")
    )
    for text in sentences._KNOWN:
        parts = [] if "{made}" in text else re.split(r"\{\w+\}", text)  # those are put together from words
        for words in (part.strip(" ,;.") for part in parts):
            assert len(words.split()) < 3 or words in source, text


def test_english_stays_as_it_is(filled: Studio) -> None:
    sentence = "Layer 'Fox' is locked; unlock it to change it."
    assert said(sentence) == sentence

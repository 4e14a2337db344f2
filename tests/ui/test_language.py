"""The second language: nothing untranslated, placeholders and letters right, and a window that speaks it whole."""

from __future__ import annotations

import errno
import importlib.util
import os
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from layerflow_studio.core import edits
from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.layer import Transform
from layerflow_studio.core.timebase import valid_timecode
from layerflow_studio.engine.layerflow.failures import Expected, memory_named
from layerflow_studio.engine.memory import GB, Estimate, Need, Room
from layerflow_studio.engine.plans import PLAIN
from layerflow_studio.errors import BadInput, FileMissing, OutOfMemory, reason_of
from layerflow_studio.sentence import Sentence, listed
from layerflow_studio.session.memory_plans import Here, told
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.plan import describe_run
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.dialogs.preferences import PreferencesDialog
from layerflow_studio.ui.language import install_language, languages, spoken
from layerflow_studio.ui.numbers import fixed, short
from layerflow_studio.ui.projects import untitled_project
from layerflow_studio.ui.sentences import bytes_done, said, size_text
from layerflow_studio.ui.words import duration, rate_words, time_left
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
        return sorted(set(re.findall(r"\{[^{}]*\}", text)))

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
    assert window.actions_by_id["undo"].text() == "&Rückgängig: Foreground ausblenden"
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


def test_a_new_project_has_german_names(german: None, open_studio: Opener, keeper: ModelKeeper) -> None:
    studio = open_studio(untitled_project(keeper, "tiny"))
    assert [layer.name for layer in studio.store.document.layers] == ["Szene", "Hintergrund", "Vordergrund"]


def test_copies_and_the_first_step_have_german_names(german: None, studio: Studio) -> None:
    studio.act("duplicate")
    assert studio.store.document.layers[-1].name == "Foreground Kopie"
    assert studio.window.history_panel.model.index(0).data() == "Öffnen"


def test_what_fails_about_models_is_told_in_german(
    german: None, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        studio.window.models.choose_home(tmp_path / "elsewhere")
    assert "kann nicht geschrieben werden (kein Platz mehr" in studio.window.notice.text
    menu = studio.window.model_name.menu()
    menu.aboutToShow.emit()
    assert "Demonstrationsmodell" in menu.actions()[0].text()


def test_what_the_floors_below_say_is_said_in_german(german: None, filled: Studio, tmp_path: Path) -> None:
    plan = describe_run(filled.store.document, None)
    assert said(plan.sentence) == "Es gibt kein Modell; eines installieren oder seinen Ordner angeben."
    locked = edits.set_locked(filled.store.document, filled.row(Role.FOREGROUND).layer.id, True)
    with pytest.raises(BadInput) as refused:
        edits.set_prompt(locked, filled.row(Role.FOREGROUND).layer.id, "a cat")
    assert said(refused.value) == "Ebene „Foreground“ ist gesperrt; zum Ändern entsperren."
    with pytest.raises(FileMissing) as missing:
        Project.open(tmp_path / "none")
    assert said(missing.value).startswith(f"{tmp_path / 'none'} ist kein Projekt")
    with pytest.raises(BadInput) as unfit:
        valid_timecode("01:00:00:00", Fraction(25, 2))
    assert "12,5 fps" in said(unfit.value)


def test_sentences_within_sentences_and_reasons_are_said_in_german(german: None) -> None:
    roles = listed((Role.FOREGROUND, Sentence("{role} of layer {layer}", role=Role.BACKGROUND, layer="Sky")))
    assert said(Sentence("Makes {made} from the prompts.", made=roles)) == (
        "Macht aus den Prompts: Vordergrund und Hintergrund von Sky."
    )
    full = OSError(errno.ENOSPC, "No space left on device")
    problem = BadInput(
        "{folder} cannot be written ({reason}); choose another place.", folder="/a", reason=reason_of(full)
    )
    assert said(problem) == (
        "/a kann nicht geschrieben werden (kein Platz mehr auf dem Datenträger); einen anderen Ort wählen."
    )
    with pytest.raises(OutOfMemory) as starved, memory_named("decode"):
        raise MemoryError
    assert "(bei: Dekodieren)" in said(starved.value)
    with pytest.raises(BadInput) as unsorted:
        Animation(scale_x=(Key(4, 1.0), Key(2, 1.0)))
    assert "Skalierung X" in said(unsorted.value)
    with pytest.raises(BadInput) as far:
        Transform(anchor_y=1e9)
    assert "Ankerpunkt Y" in said(far.value)
    assert said(BadInput("Something nobody translated.")) == "Something nobody translated."


def test_a_layer_cannot_be_called_so_that_it_is_translated(german: None) -> None:
    named = Sentence("Layer {layer!r} is locked; unlock it to change it.", layer="Contact sheet {layer}")
    assert "„Contact sheet {layer}“" in said(named)


def test_every_sentence_of_the_floors_below_can_be_translated() -> None:
    loose = "\n".join(script.loose_sentences())
    assert not loose, f"give what varies as values: BadInput('... {{name}} ...', name=name)\n{loose}"
    assert len(script.sentences()) > 250
    for text in script.sentences():
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names), text


def test_english_stays_as_it_is(filled: Studio) -> None:
    for sentence in (
        Sentence("Layer {layer!r} is locked; unlock it to change it.", layer="Fox"),
        Sentence(
            "There is no timecode at {fps:g} fps; export at a rate such as 24, or without timecode.", fps=12.5
        ),
        "Something nobody listed.",
    ):
        assert said(sentence) == sentence


def test_numbers_have_the_mark_of_the_language(german: None) -> None:
    assert (fixed(1.25, 1), short(23.976), duration(4.2), rate_words(Fraction(30000, 1001))) == (
        "1,2", "23,976", "4,2 s", "29,97 fps",
    )  # fmt: skip
    assert time_left(3.2) == "noch 4 s"
    assert size_text(3.4e9) == "3,4 GB" and bytes_done("download", 1_200_000, 3_400_000, None).startswith(
        "1,2 MB"
    )
    assert (bytes_text(712), size_text(712)) == ("712 bytes", "712 Byte")
    arrived = Sentence("{have} of {size} have arrived", have=bytes_text(1.2e9), size=bytes_text(3e9))
    assert (str(arrived), said(arrived)) == (
        "1.2 GB of 3 GB have arrived", "1,2 GB of 3 GB have arrived",
    )  # fmt: skip


def test_amounts_of_memory_have_the_mark_of_the_language(german: None) -> None:
    needs = Estimate(PLAIN, (Need("denoise", 5 * GB // 2, 3 * GB // 2),))
    on_card = told(needs, Here(Room(12 * GB, 24 * GB), False))
    assert ("2.5 GB" in on_card, "12.0 GB" in on_card) == (True, True)
    assert all(f"{amount} GB" in said(on_card) for amount in ("2,5", "12,0", "24,0")), said(on_card)
    bare = told(needs, Here(Room(0, 24 * GB), True))
    assert "1,5 GB" in said(bare) and "24,0 GB" in said(bare)
    with pytest.raises(OutOfMemory) as caught, memory_named("denoise", Expected(needs, "cpu")):
        raise MemoryError
    assert "2.5 GB" in str(caught.value) and "2,5 GB" in said(caught.value)
    assert not re.search(r"\d\.\d", said(caught.value))

"""The list of models, the choice of one, and LoRA files, over the real window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from layerflow_studio.engine.catalogue import published
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.loras import add_lora, loras
from layerflow_studio.session.settings import models_home
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.models.desk import LORA
from layerflow_studio.ui.models.dialog import ModelsDialog
from layerflow_studio.ui.models.questions import ImportDialog, LicenceQuestion, RemovalQuestion
from layerflow_studio.ui.takes.words import describe_fully
from tests.engine.lora_files import random_pairs, write_lora
from tests.hub_server import go_online, serving
from tests.published_hub import published_hub

from .conftest import Studio
from .test_access import nameless, reached_by_tab

pytestmark = pytest.mark.gui
Dialog = TypeVar("Dialog", bound=QDialog)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))


@pytest.fixture
def given(models: Path, tmp_path: Path) -> Path:
    """A model folder under another id that nothing knows of yet."""
    shutil.copytree(models / "tiny", tmp_path / "given")
    toml = tmp_path / "given" / "model.toml"
    text = toml.read_text().replace('id = "tiny"', 'id = "given"').replace('name = "Tiny"', 'name = "Given"')
    toml.write_text(text.replace("steps = 3", "steps = 2"))
    return toml.parent


@pytest.fixture
def dialog(studio: Studio) -> Iterator[ModelsDialog]:
    studio.act("models")
    shown = opened(studio, ModelsDialog)
    yield shown
    shown.reject()


def opened(studio: Studio, kind: type[Dialog]) -> Dialog:
    """The dialog of a kind that is open or will be."""
    studio.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, kind)
    return shown


def until_idle(studio: Studio) -> None:
    studio.until(lambda: not studio.window.jobs.busy)


def test_the_list_shows_all_models_with_names_for_every_control(studio: Studio, dialog: ModelsDialog) -> None:
    assert list(dialog.rows)[:2] == ["mini", "tiny"] and len(dialog.rows) == 10
    mini, tiny = dialog.rows["mini"], dialog.rows["tiny"]
    assert "Ready" in mini.condition.text() and "used in this project" in tiny.condition.text()
    assert mini.use.isVisible() and not tiny.use.isVisible()
    assert not mini.remove.isVisible() and not mini.download.isVisible()
    offer = dialog.rows["layerflow-decomposition-rgb"]
    assert offer.condition.text() == "Not obtained" and offer.download.isVisible()
    assert "Takes a video apart" in offer.does.text() and "not stated by its authors" in offer.licence.text()
    assert not offer.verify.isVisible() and not offer.reveal.isVisible()
    assert nameless(dialog) == [] and dialog.accessibleName() == "Models"
    assert offer.download.accessibleName() == "Download LayerFlow Decomposition (RGB)"
    tabbed = reached_by_tab(dialog)
    assert {mini.use, mini.verify, offer.download, dialog.import_, dialog.change} <= set(tabbed)


def test_the_licence_is_asked_for_before_a_download(studio: Studio, dialog: ModelsDialog) -> None:
    dialog.rows["layerflow-generation-rgba"].download.click()
    question = opened(studio, LicenceQuestion)
    for words in (
        "state no licence",
        "Apache License 2.0",
        "huggingface.co/zjuJish/LayerFlow",
        str(models_home()),
    ):
        assert words in question.text()
    assert not question.fetch.isEnabled()
    question.agreed.setChecked(True)
    assert question.fetch.isEnabled()
    question.agreed.setChecked(False)
    assert not question.fetch.isEnabled()
    question.reject()
    assert not studio.window.jobs.busy and not studio.window.jobs.cards


def test_a_download_that_cannot_be_is_told_in_the_list_and_the_window(
    studio: Studio, dialog: ModelsDialog
) -> None:
    """Tests are offline."""
    dialog.rows["layerflow-generation-rgba"].download.click()
    question = opened(studio, LicenceQuestion)
    question.agreed.setChecked(True)
    question.fetch.click()
    studio.until(lambda: bool(studio.window.jobs.cards) and not studio.window.jobs.busy)
    (card,) = studio.window.jobs.cards
    assert card.state == JobState.FAILED and "HF_HUB_OFFLINE" in card.message
    assert dialog.notice.isVisible() and "HF_HUB_OFFLINE" in dialog.notice.text
    assert dialog.rows["layerflow-generation-rgba"].download.isVisible()


def test_a_model_is_obtained_from_the_list(
    studio: Studio, dialog: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the licence to the model that can be used: cancelled on the way, gone on with, also over a new project."""
    entry = published("generation-rgb")
    row = dialog.rows[entry.id]
    checkpoint = entry.checkpoint.prefixes[0]

    def download() -> None:
        row.download.click()
        question = opened(studio, LicenceQuestion)
        question.agreed.setChecked(True)
        question.fetch.click()
        studio.until(lambda: row.bar.isVisible())

    with serving(published_hub(tmp_path / "hub", entry.variant)) as hub:
        go_online(monkeypatch, hub.url)
        hub.pace[checkpoint] = 1_500_000
        download()
        studio.until(lambda: "MB" in row.progress.text() and "Downloading" in row.progress.text())
        assert row.cancel.isVisible() and not row.download.isVisible()
        assert row.condition.text() == "Being obtained" and row.bar.value() > 0
        row.cancel.click()
        until_idle(studio)
        assert "have arrived" in row.condition.text() and row.download.text() == "Go on…"
        assert not (models_home() / entry.id).exists()
        hub.pace[checkpoint] = 3_000_000
        download()
        studio.window.jobs.interrupt_all()  # what leaving the project does
        until_idle(studio)
    assert (models_home() / entry.id / "model.toml").is_file()
    assert row.condition.text() == "Ready" and row.use.isVisible() and not row.bar.isVisible()
    assert dialog.column.isAncestorOf(row)
    menu = studio.window.model_name.menu()
    menu.aboutToShow.emit()
    assert any("generation RGB" in action.text() for action in menu.actions())


def test_verifying_finds_what_is_damaged(studio: Studio, dialog: ModelsDialog, given: Path) -> None:
    shutil.copytree(given, models_home() / "given")
    dialog.refresh()
    row = dialog.rows["given"]
    studio.until(row.verify.isVisible)
    row.verify.click()
    until_idle(studio)
    assert row.condition.text() == "Ready, verified"
    weights = next((models_home() / "given" / "vae").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    row.verify.click()
    until_idle(studio)
    assert row.condition.text() == "Damaged" and not row.use.isVisible()
    assert f"vae/{weights.name}: its content is not what it should be" in row.flaws.text()
    weights.unlink()
    dialog.refresh()
    assert row.condition.text() == "Files are missing" and "is missing (" in row.flaws.text()


def test_a_model_is_imported_used_and_removed(studio: Studio, dialog: ModelsDialog, given: Path) -> None:
    dialog.import_.click()
    asking = opened(studio, ImportDialog)
    assert nameless(asking) == [] and not asking.take.isEnabled()
    asking.path.setText(str(given.parent))
    assert not asking.take.isEnabled() and "neither a folder" in asking.found.text()
    asking.path.setText(str(given))
    assert asking.found.text() == "The model Given." and asking.copy.isEnabled()
    assert not asking.variant.isEnabled()
    asking.copy.setChecked(True)
    asking.accept()
    studio.until(lambda: "given" in dialog.rows)
    row = dialog.rows["given"]
    studio.until(row.remove.isVisible)
    assert (models_home() / "given" / "model.toml").is_file()
    row.use.click()
    assert studio.store.document.model == "given" and studio.store.document.sampling.steps == 2
    assert "used in this project" in row.condition.text() and studio.window.model_name.text() == "Given"
    studio.act("undo")
    assert studio.store.document.model == "tiny" and studio.window.model_name.text() == "Tiny"
    studio.act("redo")
    row.remove.click()
    opened(studio, RemovalQuestion).remove.click()
    studio.until(lambda: dialog.notice.isVisible())
    assert "is in use" in dialog.notice.text and (models_home() / "given").exists()
    studio.act("undo")
    row.remove.click()
    question = opened(studio, RemovalQuestion)
    assert "kB are deleted for good" in question.text()
    question.remove.click()
    studio.until(lambda: "given" not in dialog.rows)
    assert not (models_home() / "given").exists()


def test_the_status_line_offers_the_models_that_are_ready(studio: Studio, given: Path) -> None:
    shutil.copytree(given, models_home() / "given")
    menu = studio.window.model_name.menu()
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert [text.split("  ")[0] for text in texts[:3]] == ["Mini LayerFlow", "Given", "Tiny"]
    assert [action.isChecked() for action in menu.actions()[:3]] == [False, False, True]
    canvas = studio.store.document.canvas
    menu.actions()[0].trigger()
    assert studio.store.document.model == "mini"
    changed = studio.store.document.canvas
    assert (changed.width, changed.height, changed.length) == (224, 128, 16) and changed != canvas
    assert studio.window.model_name.accessibleName() == "Model to generate with: Mini LayerFlow"


def test_another_model_leaves_a_canvas_with_pictures_alone(filled: Studio) -> None:
    canvas, spans = filled.store.document.canvas, [layer.span for layer in filled.store.document.layers]
    menu = filled.window.model_name.menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert filled.store.document.model == "mini" and filled.store.document.canvas == canvas
    assert [layer.span for layer in filled.store.document.layers] == spans


def test_the_start_page_offers_what_was_brought_in_and_leads_to_the_list(studio: Studio, given: Path) -> None:
    window = studio.window
    window.centre.show_start()
    page = window.centre.start
    assert page is not None and page.models.findData("given") < 0
    page.find_models.click()
    dialog = opened(studio, ModelsDialog)
    shutil.copytree(given, models_home() / "given")
    window.models.refresh()
    assert page.models.findData("given") >= 0 and page.models.currentData() == "tiny"
    assert "given" in dialog.rows
    dialog.reject()


# --- LoRA files


@pytest.fixture
def ink(tiny: ModelDescription, tmp_path: Path) -> Path:
    transformer = LayerFlowTransformer.from_pretrained(tiny.folder / "transformer")
    pairs = random_pairs(transformer, modules=("transformer_blocks.0.attn1.to_q",))
    return write_lora(tmp_path / "ink.safetensors", pairs)


def test_a_lora_is_added_turned_up_and_seen_in_the_take(studio: Studio, ink: Path) -> None:
    section = studio.window.inspector.project_page.loras
    studio.window.inspector.buttons[1].setChecked(True)
    assert section.none.isVisibleTo(section) and not section.lines
    studio.window.models.add_lora(ink)
    studio.until(lambda: "ink" in section.lines)
    row = section.lines["ink"]
    assert not row.on.isChecked() and not row.slider.isEnabled() and not section.none.isVisibleTo(section)
    assert nameless(section) == []
    row.on.setChecked(True)
    assert studio.store.document.adapters == (("ink", 1.0),)
    row.slider.setValue(150)
    assert studio.store.document.adapters == (("ink", 1.5),) and row.number.value() == 1.5
    row.number.chosen.emit(0.25)
    assert studio.store.document.adapters == (("ink", 0.25),) and row.slider.value() == 25
    studio.generate()
    (entry,) = studio.workspace.project.library.entries()
    assert entry.take.request.adapters == (("ink", 0.25),)
    assert entry.take.request.adapter_hashes == (("ink", loras()[0].hash),)
    assert f"ink 0.25 ({loras()[0].hash[:12]}…)" in describe_fully(entry, "T1", None)
    row.on.setChecked(False)
    assert studio.store.document.adapters == ()
    row.on.setChecked(True)
    assert studio.store.document.adapters == (("ink", 0.25),), "it comes back as strong as it was"


def test_a_lora_that_could_not_be_added_is_there_after_another_try(studio: Studio, ink: Path) -> None:
    section = studio.window.inspector.project_page.loras
    elsewhere = ink.rename(ink.with_name("elsewhere"))
    studio.window.models.add_lora(ink)
    until_idle(studio)
    (card,) = studio.window.jobs.cards
    assert card.state == JobState.FAILED and "ink" not in section.lines
    elsewhere.rename(ink)
    studio.window.jobs.run_again(card.id)
    assert studio.window.models.job_of(f"{LORA}{ink}") is not None
    until_idle(studio)
    assert "ink" in section.lines and "is added" in studio.window.statusBar().currentMessage()


def test_a_lora_that_is_asked_for_but_gone_says_so(studio: Studio, ink: Path) -> None:
    add_lora(ink)
    section = studio.window.inspector.project_page.loras
    section.look()
    section.lines["ink"].on.setChecked(True)
    section.lines["ink"].remove.click()
    question = opened(studio, QMessageBox)
    next(b for b in question.buttons() if b.text() == "Delete").click()
    studio.until(lambda: loras() == ())
    row = section.lines["ink"]
    assert row.missing.isVisibleTo(row) and row.on.isChecked() and not row.remove.isVisibleTo(row)
    studio.act("generate")
    studio.until(lambda: studio.window.notice.isVisible())
    assert "no LoRA 'ink'" in studio.window.notice.text and not studio.window.jobs.busy
    row.on.setChecked(False)
    assert "ink" not in section.lines

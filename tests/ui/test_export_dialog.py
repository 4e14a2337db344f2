"""The export dialog: what it offers, what it refuses, what it remembers, and that its exports are right."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QSpinBox

from layerflow_studio.core import edits
from layerflow_studio.core.export_presets import OFFERED, PRESETS, Grade, Kind, Motion
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.media.importer import probe, read_clip
from layerflow_studio.session.export import COMPOSITE, LAYERS, RESIDUAL
from layerflow_studio.session.settings import Settings
from layerflow_studio.session.size_estimate import about
from layerflow_studio.ui import export_words
from layerflow_studio.ui.dialogs.export import ExportDialog
from layerflow_studio.ui.dialogs.option_fields import option_field
from layerflow_studio.ui.jobs import JobState
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(filled: Studio, tmp_path: Path) -> ExportDialog:
    return opened(filled, tmp_path)


def opened(studio: Studio, folder: Path, settings: Settings | None = None) -> ExportDialog:
    entries = studio.workspace.project.library.entries()
    made = ExportDialog(
        studio.store.document, folder, "shot", studio.window, settings=settings, entries=entries
    )
    studio.qtbot.addWidget(made)
    return made


def choose(combo: Any, data: object) -> None:
    combo.setCurrentIndex(next(place for place in range(combo.count()) if combo.itemData(place) == data))


def test_without_a_translation_the_words_are_those_of_the_table() -> None:
    for preset in OFFERED.values():
        assert export_words.preset_title(preset) == preset.title
        assert export_words.preset_advice(preset) == preset.advice
        assert export_words.preset_warning(preset) == preset.warning
        assert export_words.preset_facts(preset).startswith(preset.suffix or "folder")
        for option in preset.options:
            assert export_words.option_title(option) == option.title
            assert all(export_words.choice_name(choice) for choice in option.choices)


def test_every_preset_is_offered_in_its_group_and_shows_its_options(dialog: ExportDialog) -> None:
    texts = [dialog.presets.item(row).text() for row in range(dialog.presets.count())]
    assert len(texts) == len(OFFERED) + 5
    for key, preset in OFFERED.items():
        dialog.presets.choose(key)
        assert dialog.preset is preset and dialog.title.text() == preset.title
        assert dialog.advice.text() == preset.advice
        chosen = dialog.options.options()
        usual = {option.name: option.default for option in preset.options if option.default is not None}
        assert {name: value for name, value in chosen.items() if name in usual} == {
            name: value for name, value in usual.items() if name != "motion"
        }
        assert dialog.place.place.name == f"shot{preset.suffix}"
        assert dialog.export.isEnabled()


def test_the_ending_follows_the_format_and_what_is_there_is_said(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.place.path.setFocus()
    dialog.place.path.clear()
    dialog.place.path.insert(str(tmp_path / "own.name.mov"))
    dialog.presets.choose("webm")
    assert dialog.place.place == tmp_path / "own.name.webm"
    dialog.presets.choose("png")
    assert dialog.place.place == tmp_path / "own.name"
    (tmp_path / "own.name.mp4").touch()
    dialog.presets.choose("h264")
    assert "will be replaced" in dialog.place.note.text() and dialog.export.text() == "Replace"
    dialog.place.rename.click()
    assert dialog.place.place == tmp_path / "own.name 2.mp4"
    assert dialog.place.note.text() == "" and dialog.export.text() == "Export"
    dialog.place.path.clear()
    assert not dialog.export.isEnabled() and dialog.warning.text() == "Name a place to write to."


def test_a_rate_that_does_not_fit_is_refused_before_the_export(dialog: ExportDialog) -> None:
    choose(dialog.options.rates, "25/1")
    assert not dialog.export.isEnabled() and "8 fps does not go evenly into 25 fps" in dialog.warning.text()
    choose(dialog.options.motions, Motion.BLEND.value)
    assert dialog.export.isEnabled() and dialog.warning.text() == ""
    assert dialog.targets()[0].options["rate"] == 25
    assert dialog.summary.text().startswith("25 frames  ·  1.00 s")
    choose(dialog.options.rates, None)
    dialog.presets.choose("prores422hq")
    dialog.options._fields["prores422hq"]["timecode"].put("01:00:00:00")
    assert not dialog.export.isEnabled() and "There is no timecode at 8 fps" in dialog.warning.text()
    choose(dialog.options.rates, "24/1")
    choose(dialog.options.motions, Motion.HOLD.value)
    assert dialog.export.isEnabled()


def test_size_keeps_its_proportions_while_linked(dialog: ExportDialog) -> None:
    canvas = dialog._document.canvas
    assert dialog.options.size is None
    choose(dialog.options.sizes, "half")
    assert dialog.options.size == (canvas.width // 2, canvas.height // 2)
    choose(dialog.options.sizes, "custom")
    dialog.options.across.setValue(canvas.width * 3)
    assert dialog.options.size == (canvas.width * 3, canvas.height * 3)
    dialog.options.link.click()
    dialog.options.down.setValue(10)
    assert dialog.options.size == (canvas.width * 3, 10)


def test_what_is_unavailable_is_grey_and_says_why(dialog: ExportDialog) -> None:
    reason = "GIF cannot be written on this machine (no encoder)."
    dialog.presets.choose("gif")
    dialog.set_unavailable({"gif": reason})
    assert dialog.warning.text() == reason and not dialog.export.isEnabled()
    dialog.presets.choose("webp")
    assert dialog.export.isEnabled()


def test_the_last_choices_come_back(filled: Studio, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.json")
    first = opened(filled, tmp_path, settings)
    first.presets.choose("webm")
    first.options._fields["webm"]["crf"].put(30)
    choose(first.options.rates, "24/1")
    first.buttons.accepted.emit()
    settings.save()
    again = opened(filled, tmp_path, Settings.load(tmp_path / "settings.json"))
    assert again.preset.key == "webm" and again.targets()[0].options["crf"] == 30
    assert again.options.rate == 24
    settings.put("export", {"preset": 7, "rate": [], "options": {"webm": {"crf": "fine"}, "png": 3}})
    broken = opened(filled, tmp_path, settings)
    broken.presets.choose("webm")
    assert "crf" not in broken.targets()[0].options
    assert broken.targets()[0].options["quality"] == Grade.GOOD


def test_every_kind_of_option_has_a_control_that_gives_back_what_it_is_given(themed: QApplication) -> None:
    values = {Kind.FLAG: False, Kind.NUMBER: 7, Kind.TEXT: "x", Kind.TIMECODE: "01:00:00:00"}
    shared = ("size", "rate")
    options = dict.fromkeys(option for preset in OFFERED.values() for option in preset.options)
    for option in options:
        if option.kind is Kind.CLIP or option.name in shared:
            continue
        field = option_field(option)
        assert field.value == option.default and field.widget.accessibleName()
        given = option.choices[-1] if option.choices else values.get(option.kind, (255, 128, 0))
        field.put(given)
        assert field.value == given
        if option.name == "crf" or (option.name == "quality" and not option.choices):
            assert isinstance(field.widget, QSpinBox)
            field.put(None)
            assert field.value is None
            assert field.widget.text() == ("by quality" if option.name == "crf" else "without loss")
        field.widget.deleteLater()


def test_a_colour_of_ones_own_is_chosen_in_a_dialog(dialog: ExportDialog) -> None:
    dialog.presets.choose("h264")
    field = dialog.options._fields["h264"]["backdrop"]
    box: Any = field.widget
    box.setCurrentIndex(box.count() - 1)
    box._take(QColor(10, 20, 30))
    assert field.value == (10, 20, 30) and box.currentText() == QColor(10, 20, 30).name()
    assert dialog.targets()[0].options["backdrop"] == (10, 20, 30)


def test_subjects_are_those_that_hold_something(studio: Studio, filled: Studio, tmp_path: Path) -> None:
    def offered(of: Studio) -> list[str]:
        subjects = opened(of, tmp_path).subjects
        return [subjects.itemData(place) for place in range(subjects.count())]

    layers = [layer.id for layer in reversed(filled.store.document.layers)]
    assert offered(filled) == [COMPOSITE, LAYERS, *layers, RESIDUAL]
    studio.generate()
    assert offered(studio)[-3:] == ["takes:foreground", "takes:background", "takes:blended"]
    wanted = opened(studio, tmp_path)
    choose(wanted.subjects, "takes:foreground")
    (target,) = wanted.targets()
    assert target.path == tmp_path / "shot takes" / "T1 foreground.mov"
    assert not wanted.options.ranges.isEnabled()


def exported(studio: Studio, dialog: ExportDialog) -> None:
    job = studio.window.shell.export_targets(dialog.targets())
    studio.until(lambda: not studio.window.jobs.busy)
    card = studio.window.jobs.card(job)
    assert card is not None and card.state == JobState.DONE, card


def test_a_part_at_another_size_and_rate_is_what_is_written(filled: Studio, tmp_path: Path) -> None:
    filled.store.dispatch("Area", partial(edits.set_work_area, area=Span(2, 6)))
    dialog = opened(filled, tmp_path)
    choose(dialog.options.sizes, "half")
    choose(dialog.options.rates, "24/1")
    dialog.options._fields["prores4444"]["timecode"].put("10:00:00:00")
    assert dialog.summary.text() == "12 frames  ·  0.50 s  ·  32 × 16  ·  24 fps"
    exported(filled, dialog)
    facts = probe(tmp_path / "shot.mov")
    assert (facts.width, facts.height, facts.frames, facts.fps) == (32, 16, 12, 24)
    choose(dialog.options.ranges, "custom")
    dialog.options.first.setValue(7)
    dialog.options.last.setValue(7)
    dialog.presets.choose("animation")
    choose(dialog.subjects, filled.store.document.top(Role.BACKGROUND).id)  # type: ignore[union-attr]
    exported(filled, dialog)
    clip = read_clip(tmp_path / "shot Background.mov")
    assert clip.frames == 3 and abs(int(clip.pixels[0, 9, 9, 0]) - 140) <= 1


def test_all_layers_of_an_exr_and_a_sheet_of_rows(filled: Studio, tmp_path: Path) -> None:
    dialog = opened(filled, tmp_path)
    dialog.presets.choose("exr_layers")
    assert not dialog.subjects.isEnabled() and "foreground, background and scene" in dialog.warning.text()
    exported(filled, dialog)
    assert len(list((tmp_path / "shot").glob("frame.*.exr"))) == 8
    dialog.presets.choose("sheet")
    choose(dialog.subjects, LAYERS)
    exported(filled, dialog)
    assert read_clip(tmp_path / "shot layers.png").height > 3 * 160


def test_the_size_is_asked_for_once_the_choice_rests(dialog: ExportDialog, filled: Studio) -> None:
    wanted: list[Any] = []
    dialog.size_wanted.connect(wanted.append)
    dialog.presets.choose("h264")
    dialog.presets.choose("webm")
    filled.until(lambda: bool(wanted))
    (targets,) = wanted
    assert [target.preset for target in targets] == ["webm"]
    dialog.show_size(targets, 12_345_678)
    assert dialog.summary.text().endswith("fps  ·  about 12 MB")
    dialog.place.path.setText("/elsewhere/a.webm")
    assert dialog.summary.text().endswith("about 12 MB"), "the same film at another place"
    dialog.options._fields["webm"]["quality"].put(Grade.BEST)
    assert "about" not in dialog.summary.text()
    dialog.show_size(targets, 12_345_678)
    assert "about" not in dialog.summary.text(), "an answer that came too late"
    filled.until(lambda: len(wanted) == 2)
    grade, crf = (dialog.options._fields["webm"][name] for name in ("quality", "crf"))
    crf.put(20)
    assert not grade.widget.isEnabled()
    crf.put(None)
    assert grade.widget.isEnabled()


def test_through_the_window_the_size_is_that_of_the_file(filled: Studio, tmp_path: Path) -> None:
    filled.act("export")
    filled.until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    dialog.presets.choose("png")
    dialog.place.path.clear()
    dialog.place.path.insert(str(tmp_path / "pictures"))  # as one types: what is set is proposed anew
    filled.until(lambda: "about" in dialog.summary.text())
    told = dialog.summary.text().rpartition("about ")[2]
    dialog.export.click()
    filled.until((tmp_path / "pictures").is_dir)
    filled.until(lambda: not filled.window.jobs.busy)
    size = sum(path.stat().st_size for path in (tmp_path / "pictures").iterdir())
    assert told == about(size)


def test_the_action_opens_it_tries_the_formats_and_exports(filled: Studio, tmp_path: Path) -> None:
    filled.act("export")
    filled.until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    dialog.presets.choose("ffv1")
    dialog.place.path.clear()
    dialog.place.path.insert(
        str(tmp_path / "from the window.mkv")
    )  # as one types: what is set is proposed anew
    dialog.export.click()
    filled.idle()
    filled.until(lambda: not filled.window.jobs.busy)
    assert read_clip(tmp_path / "from the window.mkv").frames == 8
    assert filled.window.settings.get("export")["preset"] == "ffv1"
    QCoreApplication.processEvents()


def test_rates_are_exact(dialog: ExportDialog) -> None:
    choose(dialog.options.rates, "24000/1001")
    assert dialog.options.rate == Fraction(24000, 1001) and dialog.export.isEnabled()
    assert "23.976 fps" in dialog.summary.text()
    assert set(PRESETS) < set(OFFERED)

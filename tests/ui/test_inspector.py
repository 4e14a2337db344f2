"""The inspector in the real window: numbers dragged, stepped and typed, keys, time, canvas and sampling."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from layerflow_studio.core import edits, key_edits
from layerflow_studio.core.document import Layer, Transform
from layerflow_studio.core.kinds import BlendMode, Conform, Interpolation, Label, PastEnd, Property, Role
from layerflow_studio.core.schema import dump_document, load_document
from layerflow_studio.ui.number_field import NumberField
from layerflow_studio.ui.panels.inspector_layer import LayerPage
from layerflow_studio.ui.panels.inspector_project import RATES, ProjectPage
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui
Key, Mod = Qt.Key, Qt.KeyboardModifier


def page(studio: Studio) -> LayerPage:
    return studio.window.inspector.layer_page


def fox(studio: Studio) -> Layer:
    layer = studio.store.document.top(Role.FOREGROUND)
    assert layer is not None
    return layer


def steps(studio: Studio) -> int:
    """How many steps can be undone."""
    return studio.store.history.position


@pytest.fixture
def inspected(filled: Studio) -> Studio:
    """The window with the foreground selected."""
    filled.workspace.select(fox(filled).id)
    return filled


def send(widget: QWidget, kind: QEvent.Type, x: float, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(x, 8)
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, place, QPointF(widget.mapToGlobal(place)), button, Qt.MouseButton.LeftButton, modifiers
    )
    QApplication.sendEvent(widget, event)


def drag(field: NumberField, by: int, modifiers: Qt.KeyboardModifier = Mod.NoModifier) -> Callable[[], None]:
    """Press and move in four parts; what is returned lets go."""
    line = field.lineEdit()
    send(line, QEvent.Type.MouseButtonPress, 10, modifiers)
    for part in range(1, 5):
        send(line, QEvent.Type.MouseMove, 10 + by * part / 4, modifiers)
    return lambda: send(line, QEvent.Type.MouseButtonRelease, 10 + by, modifiers)


def enter(studio: Studio, field: NumberField, text: str) -> None:
    """Type a number as one does: Enter, the text, Enter."""
    field.setFocus()
    studio.qtbot.keyClick(field, Key.Key_Return)
    assert field.typing
    studio.qtbot.keyClicks(field, text)
    studio.qtbot.keyClick(field, Key.Key_Return)


# --- numbers


@pytest.mark.parametrize(
    ("modifiers", "by"), [(Mod.NoModifier, 40), (Mod.ShiftModifier, 400), (Mod.ControlModifier, 4)]
)
def test_a_drag_is_one_step(inspected: Studio, modifiers: Qt.KeyboardModifier, by: int) -> None:
    field, before = page(inspected).position.fields[Property.X], steps(inspected)
    release = drag(field, 40, modifiers)
    assert fox(inspected).transform.x == by and field.exact == by
    release()
    assert steps(inspected) == before + 1
    drag(field, 40, modifiers)()
    assert fox(inspected).transform.x == 2 * by and steps(inspected) == before + 2
    inspected.act("undo")
    assert fox(inspected).transform.x == by and field.text() == str(by)
    assert not field.hasFocus(), "a drag leaves the keys to the window"


def test_escape_gives_a_drag_up(inspected: Studio) -> None:
    field = page(inspected).position.fields[Property.Y]
    release = drag(field, -30)
    assert fox(inspected).transform.y == -30
    inspected.qtbot.keyClick(field, Key.Key_Escape)
    release()
    assert fox(inspected).transform.y == 0 and not field.dragging


def test_arrows_and_the_wheel_step_a_focused_number(inspected: Studio) -> None:
    field = page(inspected).rotation.fields[Property.ROTATION]
    before = steps(inspected)
    field.setFocus()
    for key, modifiers in (
        (Key.Key_Up, Mod.NoModifier),
        (Key.Key_Right, Mod.NoModifier),
        (Key.Key_Up, Mod.ShiftModifier),
        (Key.Key_Down, Mod.ControlModifier),
        (Key.Key_PageUp, Mod.NoModifier),
    ):
        inspected.qtbot.keyClick(field, key, modifiers)
    assert fox(inspected).transform.rotation == pytest.approx(1 + 1 + 10 - 0.1 + 10)
    turn(field, 120)
    assert fox(inspected).transform.rotation == pytest.approx(22.9)
    assert steps(inspected) == before + 1
    page(inspected).position.fields[Property.X].setFocus()
    turn(field, 120)
    assert fox(inspected).transform.rotation == pytest.approx(22.9), "without the focus the panel scrolls"


def test_the_wheel_over_a_control_without_the_focus_is_left_to_the_panel(inspected: Studio) -> None:
    shown = page(inspected)
    shown.position.fields[Property.X].setFocus()
    before = inspected.store.document
    for control in (shown.blend, shown.opacity.slider, shown.rotation.fields[Property.ROTATION]):
        assert control is not None
        assert not turn(control, -120), control.accessibleName()
    assert inspected.store.document is before
    shown.blend.setFocus()
    assert turn(shown.blend, -120) and fox(inspected).blend == BlendMode.ADD


def turn(field: QWidget, angle: int) -> bool:
    """Turn the wheel over a control; tells whether it took it."""
    place = QPointF(5, 5)
    event = QWheelEvent(
        place,
        QPointF(field.mapToGlobal(place)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Mod.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def test_numbers_are_typed(inspected: Studio) -> None:
    field = page(inspected).opacity.fields[Property.OPACITY]
    enter(inspected, field, "37.5")
    assert fox(inspected).opacity == 0.375 and field.text() == "37.5 %" and not field.typing
    enter(inspected, field, "150")
    assert fox(inspected).opacity == 1.0
    field.setFocus()
    inspected.qtbot.keyClicks(field, "12")
    inspected.qtbot.keyClick(field, Key.Key_Escape)
    assert fox(inspected).opacity == 1.0 and field.text() == "100 %"
    inspected.qtbot.keyClicks(field, "12,5")
    page(inspected).blend.setFocus()
    assert fox(inspected).opacity == 0.125, "leaving the field takes the text"
    send(field.lineEdit(), QEvent.Type.MouseButtonDblClick, 10, Mod.NoModifier)
    assert field.typing and field.lineEdit().selectedText().startswith("12.5")


def test_space_still_plays_from_a_number_that_is_not_typed(inspected: Studio) -> None:
    field = page(inspected).position.fields[Property.X]
    field.setFocus()
    inspected.qtbot.keyClick(field, Key.Key_Space)
    assert inspected.transport.playing
    inspected.transport.stop()


def test_a_closed_link_keeps_the_ratio(inspected: Studio) -> None:
    scale = page(inspected).scale
    enter(inspected, scale.fields[Property.SCALE_X], "200")
    assert fox(inspected).transform == Transform(scale_x=2, scale_y=2)
    assert scale.link is not None
    scale.link.click()
    enter(inspected, scale.fields[Property.SCALE_Y], "50")
    assert fox(inspected).transform == Transform(scale_x=2, scale_y=0.5)
    scale.link.click()
    drag(scale.fields[Property.SCALE_X], -100)()
    assert fox(inspected).transform == Transform(scale_x=1, scale_y=0.25)


def test_the_slider_sets_opacity_in_one_step(inspected: Studio) -> None:
    slider, before = page(inspected).opacity.slider, steps(inspected)
    assert slider is not None
    slider.setSliderDown(True)
    for place in (800, 600, 400):
        slider.setValue(place)
    slider.setSliderDown(False)
    assert fox(inspected).opacity == 0.4 and steps(inspected) == before + 1
    assert page(inspected).opacity.fields[Property.OPACITY].text() == "40 %"


def test_reset_takes_values_and_keys_back(inspected: Studio) -> None:
    position, rotation = page(inspected).position, page(inspected).rotation
    assert not position.keys.reset.isEnabled()
    enter(inspected, position.fields[Property.X], "9")
    enter(inspected, rotation.fields[Property.ROTATION], "45")
    position.keys.key.click()
    position.keys.reset.click()
    assert fox(inspected).transform == Transform(rotation=45) and not fox(inspected).animation
    page(inspected).reset_all.click()
    assert fox(inspected).transform == Transform()
    assert inspected.store.undo_name == "Reset transform"


# --- keys


def test_a_property_is_animated_and_its_number_follows_the_playhead(inspected: Studio) -> None:
    row, go = page(inspected).position, inspected.transport.go_to
    field = row.fields[Property.X]
    go(1)
    row.keys.stopwatch.click()
    assert [len(fox(inspected).curve(prop)) for prop in (Property.X, Property.Y)] == [1, 1]
    go(5)
    assert not row.keys.key.isChecked() and row.keys.back.isEnabled() and not row.keys.forward.isEnabled()
    enter(inspected, field, "40")
    assert row.keys.key.isChecked()
    for prop in row.props:
        assert [key.frame for key in fox(inspected).curve(prop)] == [1, 5]
    go(3)
    assert field.text() == "20"
    row.keys.back.click()
    assert inspected.transport.frame == 1
    row.keys.way.menu().actions()[list(Interpolation).index(Interpolation.HOLD)].trigger()
    assert fox(inspected).curve(Property.X)[0].interpolation is Interpolation.HOLD
    go(3)
    assert field.text() == "0"
    row.keys.forward.click()
    assert inspected.transport.frame == 5 and field.text() == "40"
    row.keys.key.click()
    assert [key.frame for key in fox(inspected).curve(Property.X)] == [1]
    inspected.act("undo")
    row.keys.stopwatch.click()
    assert not fox(inspected).animation and fox(inspected).transform.x == 40
    inspected.act("undo")
    assert len(fox(inspected).curve(Property.X)) == 2


def test_drags_at_two_frames_are_two_steps(inspected: Studio) -> None:
    row = page(inspected).position
    row.keys.stopwatch.click()
    before = steps(inspected)
    for frame in (2, 6):
        inspected.transport.go_to(frame)
        drag(row.fields[Property.X], 10)()
    assert steps(inspected) == before + 2
    assert [key.frame for key in fox(inspected).curve(Property.X)] == [0, 2, 6]


def test_a_locked_layer_shows_its_values_and_takes_none(inspected: Studio) -> None:
    inspected.act("lock")
    shown = page(inspected)
    assert shown.locked.isVisible()
    for control in (
        *shown.position.fields.values(),
        shown.position.keys.key,
        shown.position.keys.stopwatch,
        shown.opacity.slider,
        shown.blend,
        shown.conform,
        shown.reset_all,
    ):
        assert control is not None and not control.isEnabled()
    drag(shown.position.fields[Property.X], 30)()
    assert fox(inspected).transform == Transform()
    assert shown.label.isEnabled(), "a label is free on locked layers"


# --- the other settings of a layer


def test_choices_change_the_layer_and_follow_undo(inspected: Studio) -> None:
    shown = page(inspected)
    for combo, value, name in (
        (shown.blend, BlendMode.SOFT_LIGHT, "blend"),
        (shown.conform, Conform.FLOW, "conform"),
        (shown.past_end, PastEnd.PING_PONG, "past_end"),
        (shown.label, Label.TEAL, "label"),
        (shown.role, Role.MEDIA, "role"),
    ):
        layer_id, before = shown.layer.id, combo.currentData()  # type: ignore[union-attr]
        combo.setCurrentIndex(combo.findData(value))
        assert getattr(inspected.store.document.layer(layer_id), name) is value
        assert load_document(dump_document(inspected.store.document)) == inspected.store.document
        inspected.act("undo")
        assert combo.currentData() == before
        assert getattr(inspected.store.document.layer(layer_id), name) == before


def test_what_the_clip_is_and_its_speed(inspected: Studio) -> None:
    shown = page(inspected)
    clip = fox(inspected).clip
    inspected.until(lambda: shown.picture_size.text() != "–")
    canvas = inspected.store.document.canvas
    assert shown.picture_size.text().startswith(f"{canvas.width} × {canvas.height}")
    assert shown.length.text().startswith("8 frames, 1") and shown.rate.text() == "8 fps"
    assert "straight" in shown.alpha.text() and clip is not None and shown.hash.text() == clip[:12]
    assert shown.speed.text() == "100 %"
    enter(inspected, shown.speed, "50")
    assert fox(inspected).pace == Fraction(1, 2) and fox(inspected).conformed_frames == 16
    assert shown.speed.text() == "50 %"


def test_without_a_layer_the_page_says_so(inspected: Studio) -> None:
    for layer in inspected.store.document.layers:
        inspected.store.dispatch("Remove", lambda d, i=layer.id: edits.remove_layer(d, i))
    assert page(inspected).empty.isVisible() and not page(inspected).area.isVisible()


# --- the project


def test_a_ratio_is_that_of_the_layer_that_is_shown(inspected: Studio) -> None:
    field = page(inspected).scale.fields[Property.SCALE_X]
    ground = inspected.store.document.top(Role.BACKGROUND)
    assert ground is not None
    narrow = partial(key_edits.set_value, layer_id=ground.id, prop=Property.SCALE_Y, value=0.5, frame=0)
    inspected.workspace.do("Narrow", narrow)
    field.setFocus()
    inspected.qtbot.keyClick(field, Key.Key_Up)
    assert fox(inspected).transform == Transform(scale_x=1.01, scale_y=1.01)
    inspected.workspace.select(ground.id)
    assert field.hasFocus()
    inspected.qtbot.keyClick(field, Key.Key_Up)
    ground = inspected.store.document.top(Role.BACKGROUND)
    assert ground is not None and ground.transform == Transform(scale_x=1.01, scale_y=0.505)


@pytest.fixture
def project_page(inspected: Studio) -> ProjectPage:
    inspected.window.inspector.buttons[1].click()
    shown = inspected.window.inspector.project_page
    assert shown.isVisible()
    return shown


def test_another_rate_keeps_everything_in_seconds(inspected: Studio, project_page: ProjectPage) -> None:
    rate = project_page.rate
    assert rate.currentText() == "8 fps" and rate.count() == len(RATES)
    ntsc = Fraction(24000, 1001)
    inspected.transport.go_to(3)
    rate.setCurrentIndex(sorted(RATES).index(ntsc))
    document = inspected.store.document
    assert document.canvas.fps == ntsc and document.canvas.length == 24
    assert fox(inspected).pace == 8 / ntsc and fox(inspected).span.length == 24
    assert rate.currentText() == "23.976 fps" and project_page.clock.text() == "00:00:01:00"
    assert inspected.transport.frame == 9, "the playhead stays where it is in seconds"
    assert project_page.length.text() == "24"
    inspected.act("undo")
    assert rate.currentText() == "8 fps" and fox(inspected).pace == 1


def test_size_and_length_of_the_canvas(inspected: Studio, project_page: ProjectPage) -> None:
    enter(inspected, project_page.width_field, "320")
    enter(inspected, project_page.height_field, "180")
    enter(inspected, project_page.length, "99")
    canvas = inspected.store.document.canvas
    assert (canvas.width, canvas.height, canvas.length) == (320, 180, 99)
    assert not project_page.sizes.isVisible(), "a model of one size offers no choice"
    project_page.fit.click()
    assert inspected.store.document.canvas.length == 8
    assert not project_page.fit.isEnabled()


def test_sampling_of_the_next_run(inspected: Studio, project_page: ProjectPage) -> None:
    for name, text in (("steps", "12"), ("guidance", "3.25"), ("guided", "58")):
        enter(inspected, getattr(project_page, name), text)
    project_page.sampler.setCurrentIndex(project_page.sampler.findData("ddim"))
    before = inspected.store.document.sampling.dynamic_guidance
    project_page.dynamic.click()
    sampling = inspected.store.document.sampling
    assert (sampling.steps, sampling.guidance, sampling.guidance_end) == (12, 3.25, 0.58)
    assert (sampling.sampler, sampling.guided_steps, sampling.dynamic_guidance) == ("ddim", 7, not before)
    inspected.act("undo")
    inspected.act("undo")
    assert project_page.sampler.currentData() == inspected.store.document.sampling.sampler != "ddim"


def test_everything_in_it_is_reached_by_tab_in_reading_order(inspected: Studio) -> None:
    first = page(inspected).opacity.keys.key
    first.setFocus()
    order: list[QWidget] = []
    for _ in range(40):
        inspected.qtbot.keyClick(QApplication.focusWidget() or first, Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused)
    wanted = [
        page(inspected).opacity.fields[Property.OPACITY],
        page(inspected).blend,
        page(inspected).position.fields[Property.X],
        page(inspected).position.fields[Property.Y],
        page(inspected).rotation.fields[Property.ROTATION],
    ]
    assert all(widget in order for widget in wanted)
    assert [order.index(widget) for widget in wanted] == sorted(order.index(widget) for widget in wanted)


# --- several layers


@pytest.fixture
def several(filled: Studio) -> Studio:
    """All three layers selected, the foreground last, the blend locked."""
    layers = filled.store.document.layers
    filled.store.dispatch("Lock", partial(edits.set_locked, layer_id=blend(filled).id, locked=True))
    others = [layer.id for layer in layers if layer.id != fox(filled).id]
    filled.workspace.select_layers([*others, fox(filled).id])
    return filled


def blend(studio: Studio) -> Layer:
    layer = studio.store.document.top(Role.BLENDED)
    assert layer is not None
    return layer


def meadow(studio: Studio) -> Layer:
    layer = studio.store.document.top(Role.BACKGROUND)
    assert layer is not None
    return layer


def test_the_head_says_how_many_layers_are_changed(several: Studio) -> None:
    shown = page(several)
    assert shown.name.text() == "3 layers" and shown.name.toolTip().startswith("Foreground\n")
    assert "Blended" in shown.name.toolTip() and "values are those of Foreground" in shown.name.toolTip()
    assert shown.locked.isVisible() and shown.locked.toolTip() == "Locked layers stay as they are: Blended"
    several.workspace.select(fox(several).id)
    assert shown.name.text() == shown.name.toolTip() == "Foreground" and not shown.locked.isVisible()


def test_a_choice_is_made_for_all_selected_layers_as_one_step(several: Studio) -> None:
    shown, before = page(several), steps(several)
    shown.blend.setCurrentIndex(shown.blend.findData(BlendMode.ADD))
    assert fox(several).blend == meadow(several).blend == BlendMode.ADD != blend(several).blend
    assert steps(several) == before + 1
    shown.label.setCurrentIndex(shown.label.findData(Label.RED))
    assert {layer.label for layer in several.store.document.layers} == {Label.RED}, "locked ones as well"
    several.act("undo")
    several.act("undo")
    assert fox(several).blend == meadow(several).blend == blend(several).blend


def test_a_number_is_set_for_all_selected_layers_as_one_step(several: Studio) -> None:
    shown, before = page(several), steps(several)
    enter(several, shown.opacity.fields[Property.OPACITY], "40")
    assert fox(several).opacity == meadow(several).opacity == pytest.approx(0.4)
    assert blend(several).opacity == 1 and steps(several) == before + 1
    drag(shown.rotation.fields[Property.ROTATION], 40)()
    assert fox(several).transform.rotation == meadow(several).transform.rotation != 0
    assert blend(several).transform.rotation == 0 and steps(several) == before + 2
    shown.opacity.keys.reset.click()
    shown.reset_all.click()
    assert fox(several).opacity == meadow(several).opacity == 1
    assert fox(several).transform == meadow(several).transform == Transform()
    assert steps(several) == before + 4


def test_keys_are_set_on_all_selected_layers(several: Studio) -> None:
    shown, x = page(several), Property.X
    shown.position.keys.stopwatch.click()
    several.transport.go_to(4)
    enter(several, shown.position.fields[x], "12")
    assert [key.frame for key in meadow(several).curve(x)] == [0, 4] and not blend(several).curve(x)
    several.store.dispatch(
        "Elsewhere", partial(key_edits.move_key, layer_id=meadow(several).id, prop=x, frame=4, to=5)
    )
    shown.position.keys.key.click()
    assert [key.frame for key in fox(several).curve(x)] == [0]
    assert [key.frame for key in meadow(several).curve(x)] == [0, 5], "no key was there to be taken away"
    shown.position.keys.stopwatch.click()
    assert not any(layer.animation for layer in several.store.document.layers)


def test_a_speed_is_set_for_all_selected_layers(several: Studio) -> None:
    shown = page(several)
    several.until(shown.speed.isEnabled)
    clips = [fox(several).clip, meadow(several).clip]
    several.until(lambda: all(clip and shown._facts.facts(clip) for clip in clips))
    enter(several, shown.speed, "50")
    assert fox(several).pace == meadow(several).pace == blend(several).pace / 2


def test_the_primary_layer_being_locked_locks_the_numbers(several: Studio) -> None:
    several.workspace.select_layers([fox(several).id, blend(several).id])
    shown = page(several)
    assert not shown.opacity.fields[Property.OPACITY].isEnabled() and not shown.blend.isEnabled()
    assert "unlock the layer" in shown.locked.toolTip()

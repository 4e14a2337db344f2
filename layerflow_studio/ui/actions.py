"""Actions from one table: every menu entry, shortcut and button of the window is made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from layerflow_studio.ui.icons import icon

TIMELINE, VIEWER = "timeline", "viewer"
"""The scopes of keys: the timeline, and everything beside it, where keys are the viewer's."""


@dataclass(frozen=True)
class ActionSpec:
    """One thing the window can do.

    `keys` are portable key sequences, the first one is shown; a user's key preset may replace them. `menu` is
    the menu's title; a new `section` within it is set off by a line. Of the checkable actions that share a
    `group`, one is checked. The keys of an action with a `scope` work only while the focus is in that part of
    the window; see `give_scopes`.
    """

    id: str
    text: str
    menu: str
    slot: Callable[..., object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    section: int = 0
    checkable: bool = False
    group: str = ""
    tip: str = ""
    scope: str = ""


Actions = dict[str, QAction]


def make_actions(owner: QWidget, table: Iterable[ActionSpec]) -> Actions:
    """Make the actions and give them to the window, so that their keys work wherever the focus is in it."""
    made: Actions = {}
    groups: dict[str, QActionGroup] = {}
    for spec in table:
        action = QAction(spec.text, owner)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        show_keys(action, spec, spec.keys)
        if spec.icon:
            action.setIcon(icon(spec.icon, on=spec.icon if spec.checkable else None))
        if spec.group:
            group = groups.setdefault(spec.group, QActionGroup(owner))
            group.addAction(action)
        if spec.checkable and not spec.group:
            action.toggled.connect(spec.slot)
        else:
            action.triggered.connect(_plain(spec.slot))
        if spec.scope:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            owner.addAction(action)
        made[spec.id] = action
    return made


def give_scopes(
    table: Iterable[ActionSpec], actions: Actions, scopes: Mapping[str, Iterable[QWidget]]
) -> None:
    """Let the keys of actions with a scope work in the widgets of that scope."""
    for spec in table:
        for widget in scopes[spec.scope] if spec.scope else ():
            widget.addAction(actions[spec.id])


def show_keys(action: QAction, spec: ActionSpec, keys: Sequence[str]) -> None:
    """Give an action these keys, and say the first one in its tool tip."""
    action.setShortcuts([QKeySequence.fromString(one) for one in keys])
    shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = spec.tip or plain_text(spec.text)
    action.setToolTip(f"{tip} ({shown})" if shown else tip)


def plain_text(text: str) -> str:
    """What an action is called, without its mnemonic and dots."""
    return text.replace("&", "").rstrip("…")


def fill_menus(bar: QMenuBar, table: Sequence[ActionSpec], actions: Actions) -> dict[str, QMenu]:
    """Put every action of the table in its menu, menus in the order they first come."""
    menus: dict[str, QMenu] = {}
    last: dict[str, int] = {}
    for spec in table:
        if spec.menu not in menus:
            menus[spec.menu] = bar.addMenu(spec.menu)
        elif last[spec.menu] != spec.section:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(actions[spec.id])
        last[spec.menu] = spec.section
    return menus


def shares_keys(first: ActionSpec, second: ActionSpec) -> bool:
    """Whether one key could mean both: the same part of the window, or the whole of it."""
    return not first.scope or not second.scope or first.scope == second.scope


def conflicts(table: Iterable[ActionSpec]) -> dict[str, list[str]]:
    """Return every key sequence that more than one action claims, with their ids.

    Two parts of the window may use a key for different things; the whole window and a part of it may not.
    """
    claims: dict[str, list[ActionSpec]] = {}
    for spec in table:
        for keys in spec.keys:
            claims.setdefault(QKeySequence.fromString(keys).toString(), []).append(spec)
    return {
        keys: [spec.id for spec in specs]
        for keys, specs in claims.items()
        if any(shares_keys(*pair) for pair in combinations(specs, 2))
    }


def _plain(slot: Callable[..., object]) -> Callable[[], object]:
    """A slot that is not handed `checked`."""
    return lambda *_: slot()

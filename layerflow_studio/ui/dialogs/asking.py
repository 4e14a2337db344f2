"""Dialogs that are awaited: opened without blocking the event loop, answered later."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget


async def answer(dialog: QDialog) -> int:
    """Open a dialog over its window and return its result once it is closed."""
    result: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def done(code: int) -> None:
        if not result.done():
            result.set_result(code)

    dialog.finished.connect(done)
    dialog.open()
    try:
        return await result
    finally:
        dialog.close()
        dialog.deleteLater()


async def ask_path(parent: QWidget, title: str, start: Path, *, save: bool, folder: bool) -> Path | None:
    """Let the user choose a file or folder to open or to make; None when they do not.

    A file to make is named like `start` at first; without an ending it gets that of `start`, and one that is
    there already is replaced only after a question.
    """
    dialog = QFileDialog(parent, title, str(start.parent if save else start))
    dialog.setAccessibleName(title)
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(start.name)
        if not folder:
            dialog.setDefaultSuffix(start.suffix)
    mode = QFileDialog.FileMode
    dialog.setFileMode(mode.Directory if folder and not save else mode.AnyFile if save else mode.ExistingFile)
    if folder and not save:
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    code = await answer(dialog)
    chosen = dialog.selectedFiles()
    return Path(chosen[0]) if code == QDialog.DialogCode.Accepted and chosen else None


async def ask(
    parent: QWidget,
    title: str,
    text: str,
    buttons: QMessageBox.StandardButton,
    *,
    escape: QMessageBox.StandardButton = QMessageBox.StandardButton.Cancel,
) -> QMessageBox.StandardButton:
    """Ask a question and return the button that was pressed; Esc and closing the box stand for `escape`."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, buttons, parent)
    box.setAccessibleName(title)
    box.setEscapeButton(escape)
    pressed = QMessageBox.StandardButton(await answer(box))
    return escape if pressed == QMessageBox.StandardButton.NoButton else pressed

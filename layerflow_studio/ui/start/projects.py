"""Projects on disk as the start page lists them, told from outside: nothing is opened or locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QImage

from layerflow_studio.core.document import Document
from layerflow_studio.core.render import render_frame
from layerflow_studio.session.project_io import Project, last_change, left_behind
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.images import to_qimage
from layerflow_studio.ui.words import translate

POSTER = "poster.png"
_POSTER_WIDTH, _POSTER_HEIGHT = 384, 216
_LEFT_BEHIND = 8


@dataclass(frozen=True)
class ProjectCard:
    """A project as one line of a list. `saved` is false for one that has no place of its own yet."""

    folder: Path
    name: str
    changed: str
    poster: QImage | None
    saved: bool

    @property
    def place(self) -> str:
        """Where it is, in words."""
        if not self.saved:
            return translate("Projects", "not saved yet")
        parent = self.folder.parent
        home = Path.home()
        return f"~/{parent.relative_to(home)}" if parent.is_relative_to(home) else str(parent)


def known_projects(settings: Settings, besides: Path | None = None) -> tuple[ProjectCard, ...]:
    """What was never saved, newest first, then the recent projects; the open one is left out."""
    folders = [(folder, False) for folder in left_behind()[:_LEFT_BEHIND]]
    folders += [(folder, True) for folder in settings.recent_projects]
    return tuple(_card(folder, saved) for folder, saved in folders if folder != besides)


def _card(folder: Path, saved: bool) -> ProjectCard:
    name = folder.stem if saved else untitled_name(folder)
    return ProjectCard(folder, name, when(last_change(folder)), poster_of(folder), saved)


def untitled_name(folder: Path) -> str:
    """What to call a project that has no place of its own yet."""
    sample = folder.stem.startswith("sample-")
    return translate("Projects", "Sample") if sample else translate("Projects", "Untitled")


def poster_of(folder: Path) -> QImage | None:
    """The small picture of a project, None where there is none."""
    image = QImage(str(folder / "thumbs" / POSTER))
    return None if image.isNull() else image


def keep_poster(project: Project, document: Document) -> None:
    """Paint the middle of the played range as the project's small picture; slow, for another thread."""
    if not document.clips:
        return
    frame = document.range.start + document.range.length // 2
    image = to_qimage(render_frame(document, frame, project.clips))
    mode = Qt.AspectRatioMode.KeepAspectRatio
    if image.width() > _POSTER_WIDTH or image.height() > _POSTER_HEIGHT:
        image = image.scaled(_POSTER_WIDTH, _POSTER_HEIGHT, mode, Qt.TransformationMode.SmoothTransformation)
    project.thumbs.mkdir(exist_ok=True)
    image.save(str(project.thumbs / POSTER))


def when(moment: float) -> str:
    """A moment in seconds since 1970, in words that suit how long ago it was."""
    then, today = datetime.fromtimestamp(moment), datetime.now().date()
    days = (today - then.date()).days
    local, locale = QDateTime.fromSecsSinceEpoch(int(moment)), QLocale()
    clock = locale.toString(local.time(), QLocale.FormatType.ShortFormat)
    if days == 0:
        return translate("Projects", "today, {time}").format(time=clock)
    if days == 1:
        return translate("Projects", "yesterday, {time}").format(time=clock)
    return locale.toString(local.date(), QLocale.FormatType.LongFormat)

"""How a timeline names its media: by absolute address, or relative to the folder it lies in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from layerflow_studio.errors import BadInput
from layerflow_studio.media.handoff.timeline import Timeline


@dataclass(frozen=True)
class Links:
    """Addresses of media in files written to `folder`, a resolved path; relative ones when `portable`."""

    folder: Path
    portable: bool

    def check(self, timeline: Timeline) -> None:
        """Raise BadInput when a portable hand-off would name media outside its folder."""
        for media in timeline.media if self.portable else ():
            if self.relative(media.path) is None:
                raise BadInput(
                    "{path} lies outside {folder}; export media into the folder of a portable hand-off.",
                    path=media.path,
                    folder=self.folder,
                )

    def relative(self, path: Path) -> str | None:
        """Return the path from the folder, with slashes; None for a file outside it."""
        try:
            return path.relative_to(self.folder).as_posix()
        except ValueError:
            return None

    def uri(self, path: Path) -> str:
        """Return an absolute file URI, or a relative reference when portable, fully escaped."""
        if self.portable:
            return escaped(self.relative(path) or path.name)
        return "file://" + escaped(path.as_uri().removeprefix("file://"), safe="/:%")


def escaped(path: str, safe: str = "/") -> str:
    """Return a path percent-encoded, apostrophes and brackets too, which some editors stumble over."""
    return quote(path, safe=safe, errors="surrogateescape")


def readable(path: str) -> str:
    """Return a relative path escaped only where a URL would be read differently.

    So OpenTimelineIO names the media inside its own bundles, and readers that never decode find it as well.
    """
    return re.sub(r"[%?#;:\x00-\x1f\x7f\udc80-\udcff]", lambda found: escaped(found[0], safe=""), path)

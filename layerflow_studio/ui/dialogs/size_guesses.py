"""How large an export becomes, found out beside the dialog that asks; only the last question counts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from layerflow_studio.core.document import Document
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.errors import StudioError
from layerflow_studio.session.export import Target
from layerflow_studio.session.size_estimate import EstimateJob
from layerflow_studio.ui.background import in_background
from layerflow_studio.ui.dialogs.export import ExportDialog

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore


class SizeGuesses:
    """Answers the sizes that an export dialog wants to know, until `stop`."""

    def __init__(self, dialog: ExportDialog, clips: ClipStore, document: Document) -> None:
        self._dialog, self._clips, self._document = dialog, clips, document
        self._token = CancelToken()
        self._answers = set[asyncio.Future[None]]()
        dialog.size_wanted.connect(self._ask)

    def stop(self) -> None:
        """Give up what is being found out."""
        self._token.cancel()
        for answer in self._answers:
            answer.cancel()

    def _ask(self, targets: tuple[Target, ...]) -> None:
        self._token.cancel()
        self._token = CancelToken()
        if targets:
            answer = asyncio.ensure_future(self._answer(targets, self._token))
            self._answers.add(answer)
            answer.add_done_callback(self._answers.discard)

    async def _answer(self, targets: tuple[Target, ...], token: CancelToken) -> None:
        count = await in_background(self._find_out, targets, token)
        if not token.cancelled:
            self._dialog.show_size(targets, count)

    def _find_out(self, targets: tuple[Target, ...], token: CancelToken) -> int | None:
        """Return the bytes; None when it was given up, or cannot be exported as the export itself will say."""
        try:
            return EstimateJob(self._clips, self._document, targets).run(SilentProgress(), token)
        except StudioError:
            return None

"""A process of its own with a small window that takes files, as another program would; says in JSON lines what it got.

python receiver.py LEFT TOP
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel


def tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class Receiver(QLabel):
    """Takes files."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        files = [url.toLocalFile() for url in event.mimeData().urls()]
        tell(files=files)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = Receiver("Drop files here")
    window.setAcceptDrops(True)
    window.setGeometry(int(sys.argv[1]), int(sys.argv[2]), 200, 200)
    window.show()
    QTimer.singleShot(500, lambda: tell(ready=True))
    application.exec()

"""One sentence over the picture when something did not work; it stays until it is closed or replaced."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import tool_button
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.sentences import said


class NoticeBar(QFrame):
    """Hidden until `tell`."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAccessibleName(self.tr("Notice"))
        sign = QLabel()
        sign.setPixmap(picture("warning", 18, theme.ALERT, 2))
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.dismiss = tool_button(self.tr("Close the notice"), "close", side=16)
        self.dismiss.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 7, 8, 7)
        line.setSpacing(10)
        line.addWidget(sign)
        line.addWidget(self.sentence, 1)
        line.addWidget(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; empty while hidden."""
        return "" if self.isHidden() else self.sentence.text()

    def tell(self, sentence: str) -> None:
        """Show a sentence and have a screen reader say it."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # two long lists of names

        sentence = said(sentence)
        self.sentence.setText(sentence)
        self.setAccessibleDescription(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

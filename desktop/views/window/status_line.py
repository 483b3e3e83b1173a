"""The line at the foot of the window: what happened last, how large the book is, how new its facts are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

HEIGHT = 24


class StatusLine(QFrame):
    """Four short texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._said, self._size, self._newest, self._day = (_label() for _ in range(4))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        layout.addWidget(self._said)
        layout.addWidget(self._size)
        layout.addStretch(1)
        layout.addWidget(self._newest)
        layout.addWidget(self._day)

    def show_said(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self._said.setAccessibleName(text)

    def show_book(self, size: str, newest: str) -> None:
        self._size.setText(size)
        self._newest.setText(newest)

    def show_day(self, text: str) -> None:
        self._day.setText(text)

    @property
    def said(self) -> str:
        return self._said.text()


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("look", "small")
    return label

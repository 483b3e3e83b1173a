"""The line at the foot of the window: what happened last, how large the book is, how new its facts are."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.views.pieces import plain_label

HEIGHT = 24


class StatusLine(QFrame):
    """Five short texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._said, self._size, self._newest, self._day, self._guard = (plain_label("small") for _ in range(5))
        self._guard.setProperty("look", "mark")
        self._guard.setText("Customer-safe  F8")
        self._guard.setAccessibleName("Customer-safe: what is internal is hidden")
        self._guard.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        layout.addWidget(self._said)
        layout.addWidget(self._size)
        layout.addStretch(1)
        layout.addWidget(self._guard)
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

    def show_guard(self, is_on: bool) -> None:
        """Whether what is internal is hidden: who shares the screen has to be sure of it."""
        self._guard.setVisible(is_on)

    @property
    def is_guarded(self) -> bool:
        return not self._guard.isHidden()

    @property
    def said(self) -> str:
        return self._said.text()

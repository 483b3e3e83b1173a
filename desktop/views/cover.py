"""What lies over a page that has nothing to show yet: what is being read, or why that failed, and a way on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.views.pieces import plain_label

SLOW_MS = 300
"""What takes longer is told."""
NOT_READ = "This page could not be read."


class Cover(QFrame):
    """Fills a page as long as it is there."""

    tried_again = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setAutoFillBackground(True)
        self.title, self.about, self.again = (
            plain_label("title", wraps=True),
            plain_label("second", wraps=True),
            QPushButton("Try again"),
        )
        self.again.clicked.connect(self.tried_again)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 12, 24, 16)
        rows.setSpacing(12)
        rows.addWidget(self.title)
        rows.addWidget(self.about)
        rows.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(self.about.show)
        page.installEventFilter(self)
        self.hide()

    def wait(self, words: str) -> None:
        """Hide what the page holds; what is being read is told if it takes long."""
        self.about.setText(words)
        for each in (self.title, self.about, self.again):
            each.hide()
        self._slow.start()
        self._fill()

    def fail(self, why: str) -> None:
        """Say what could not be read, and offer to try again."""
        self._slow.stop()
        self.title.setText(NOT_READ)
        self.about.setText(why)
        for each in (self.title, self.about, self.again):
            each.show()
        self._fill()
        self.again.setFocus()

    def leave(self) -> None:
        """The page shows itself."""
        self._slow.stop()
        self.hide()

    @property
    def has_failed(self) -> bool:
        return not self.isHidden() and not self.again.isHidden()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._page:
            self.resize(self._page.size())
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        self.resize(self._page.size())
        self.show()
        self.raise_()

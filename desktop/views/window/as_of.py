"""The banner that says one looks at another day, and the frame around what is seen of it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop.views import format
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme

FRAME = 2
"""Pixels."""


class AsOfBanner(QFrame):
    """Says which day is looked at, and how to come back; hidden today."""

    back_asked = Signal()
    known_asked = Signal(bool)
    """True: only what was known then."""
    compare_asked = Signal()
    """That day beside today."""
    shown = Signal(bool)
    """Another day is looked at, or today again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(36)
        self._text = plain_label("")
        self._now, self._then = QPushButton("Known now"), QPushButton("Known then")
        for button in (self._now, self._then):
            button.setProperty("look", "chip")
            button.setCheckable(True)
        self._now.clicked.connect(self._ask_now)
        self._then.clicked.connect(self._ask_then)
        compare = QPushButton("Compare")
        compare.setProperty("look", "chip")
        compare.setAccessibleName("Compare with today")
        compare.setToolTip("That day and today side by side")
        compare.clicked.connect(self.compare_asked)
        back = QPushButton("Back to today  Esc")
        back.setProperty("look", "chip")
        back.setAccessibleName("Back to today")
        back.clicked.connect(self.back_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addSpacing(8)
        layout.addWidget(self._now)
        layout.addWidget(self._then)
        layout.addStretch(1)
        layout.addWidget(compare)
        layout.addWidget(back)
        theme.changed.connect(self._colour)
        self._colour()
        self.hide()

    def show_day(self, day: date | None, *, known_then: bool) -> None:
        """None hides the banner."""
        self.setVisible(day is not None)
        if day is not None:
            self._text.setText(f"{format.long_day(day)}, read-only.")
            self.setAccessibleName(self._text.text())
            self._now.setChecked(not known_then)
            self._then.setChecked(known_then)
        self.shown.emit(day is not None)

    def _colour(self) -> None:
        ink, wash = self._theme.tokens.as_of_ink, self._theme.tokens.as_of_wash
        self._text.setStyleSheet(f"color: {ink}; font-weight: 600;")
        for button in (self._now, self._then):
            button.setStyleSheet(f"QPushButton:checked {{ background: {ink}; border-color: {ink}; color: {wash}; }}")

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("as_of_wash"))
        painter.setPen(QPen(self._theme.colour("as_of_ink"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def _ask_now(self) -> None:
        self.known_asked.emit(False)

    def _ask_then(self) -> None:
        self.known_asked.emit(True)


class AsOfFrame(QWidget):
    """The banner and what is below it, in a dashed frame as long as another day is looked at."""

    def __init__(self, theme: Theme, banner: AsOfBanner, below: QLayout) -> None:
        super().__init__()
        self._theme = theme
        self.is_drawn = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(banner)
        self._rows.addLayout(below, 1)
        banner.shown.connect(self._draw)
        theme.changed.connect(self.update)

    def _draw(self, is_drawn: bool) -> None:
        if is_drawn != self.is_drawn:
            self.is_drawn = is_drawn
            edge = FRAME if is_drawn else 0
            self._rows.setContentsMargins(edge, edge, edge, edge)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self.is_drawn:
            painter = QPainter(self)
            pen = QPen(self._theme.colour("as_of_ink"), FRAME, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            painter.end()

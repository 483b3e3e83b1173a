"""Looking at another day: the question, and the banner that says one is in the past."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.calendar import add_months
from desktop.views import format
from desktop.views.theme import Theme


class AsOfDialog(QDialog):
    """Asks for a day; `chosen` is emitted with it and with whether only what was known then counts."""

    chosen = Signal(object, bool)

    def __init__(self, today: date, day: date, *, known_then: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Look at another day")
        self.setModal(True)
        self._day = QDateEdit(QDate(day.year, day.month, day.day))
        self._day.setCalendarPopup(True)
        self._day.setMaximumDate(QDate(today.year, today.month, today.day))
        self._day.setDisplayFormat("d MMM yyyy")
        self._day.setAccessibleName("Day")
        self._now = QRadioButton("Known now: with what was entered since about that day")
        self._then = QRadioButton("Known then: only what had been entered by that day")
        (self._then if known_then else self._now).setChecked(True)
        shortcuts = QHBoxLayout()
        shortcuts.setSpacing(4)
        for text, target in (
            ("A month ago", add_months(today, -1)),
            ("A quarter ago", add_months(today, -3)),
            ("A year ago", add_months(today, -12)),
        ):
            button = QPushButton(text)
            button.setProperty("look", "chip")
            button.setProperty("day", QDate(target.year, target.month, target.day))
            button.setAutoDefault(False)
            button.clicked.connect(self._take_shortcut)
            shortcuts.addWidget(button)
        shortcuts.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        look = buttons.addButton("Look", QDialogButtonBox.ButtonRole.AcceptRole)
        look.setProperty("look", "primary")
        look.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Day", self._day)
        form.addRow("", shortcuts)
        form.addRow("Counting", self._now)
        form.addRow("", self._then)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _take_shortcut(self) -> None:
        self._day.setDate(self.sender().property("day"))

    def _accept(self) -> None:
        found = self._day.date()
        self.chosen.emit(date(found.year(), found.month(), found.day()), self._then.isChecked())
        self.accept()


class AsOfBanner(QFrame):
    """Says which day is looked at, and how to come back; hidden today."""

    back_asked = Signal()
    known_asked = Signal(bool)
    """True: only what was known then."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(36)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._now, self._then = QPushButton("Known now"), QPushButton("Known then")
        for button in (self._now, self._then):
            button.setProperty("look", "chip")
            button.setCheckable(True)
        self._now.clicked.connect(self._ask_now)
        self._then.clicked.connect(self._ask_then)
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

    def _colour(self) -> None:
        ink = self._theme.tokens.as_of_ink
        self._text.setStyleSheet(f"color: {ink}; font-weight: 600;")

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("as_of_wash"))
        painter.setPen(QPen(self._theme.colour("as_of_ink"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _ask_now(self) -> None:
        self.known_asked.emit(False)

    def _ask_then(self) -> None:
        self.known_asked.emit(True)

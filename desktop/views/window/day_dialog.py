"""The question which day to look at."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.calendar import add_months, days_before
from desktop.views import format
from desktop.views.combo_box import DayBox
from desktop.views.theme import Theme


class AsOfDialog(QDialog):
    """Asks for a day; `chosen` is emitted with it and with whether only what was known then counts."""

    chosen = Signal(object, bool)

    def __init__(
        self, theme: Theme, today: date, day: date, *, known_then: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Look at another day")
        self.setModal(True)
        self._day = DayBox(theme, QDate(day.year, day.month, day.day))
        self._day.setMaximumDate(QDate(today.year, today.month, today.day))
        self._day.setDisplayFormat(format.day_pattern())
        self._day.setAccessibleName("Day")
        self._now = QRadioButton("Known now: with what was entered since about that day")
        self._then = QRadioButton("Known then: only what had been entered by that day")
        (self._then if known_then else self._now).setChecked(True)
        shortcuts = QHBoxLayout()
        shortcuts.setSpacing(4)
        for text, target in (
            ("Yesterday", days_before(today, 1)),
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
        leave, look = QPushButton("Cancel"), QPushButton("Look")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        look.setProperty("look", "primary")
        look.setDefault(True)
        look.clicked.connect(self._accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(look)
        form = QFormLayout()
        form.addRow("Day", self._day)
        form.addRow("", shortcuts)
        form.addRow("Counting", self._now)
        form.addRow("", self._then)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        title = QLabel("Look at another day")
        title.setProperty("look", "title")
        layout.addWidget(title)
        layout.addLayout(form)
        layout.addLayout(buttons)

    def _take_shortcut(self) -> None:
        self._day.setDate(self.sender().property("day"))

    def _accept(self) -> None:
        found = self._day.date()
        self.chosen.emit(date(found.year(), found.month(), found.day()), self._then.isChecked())
        self.accept()

"""The question which day to look at."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.calendar import add_months, days_before
from desktop.views.day_field import PastDayField
from desktop.views.pieces import plain_label
from desktop.views.radio_button import RadioButton
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
        self.field = PastDayField(theme, today, day)
        self.field.setAccessibleName("Day")
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()
        self.field.textEdited.connect(self.refusal.hide)
        self._now = RadioButton("Known now: with what was entered since about that day")
        self._then = RadioButton("Known then: only what had been entered by that day")
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
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._take_shortcut, target))
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
        form.addRow("Day", self.field)
        form.addRow("", self.refusal)
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

    def _take_shortcut(self, day: date, _checked: bool = False) -> None:
        self.field.show_day(day)
        self.refusal.hide()
        # Enter is to look, and not to take the same day once more.
        self.field.setFocus()

    def _accept(self) -> None:
        try:
            day = self.field.day
        except ValueError as why:
            # What is refused stays typed, with the reason.
            self.refusal.setText(str(why))
            self.refusal.show()
            self.field.setFocus()
            return
        self.chosen.emit(day, self._then.isChecked())
        self.accept()

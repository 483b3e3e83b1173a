"""The next step while it is typed: what, and by when; Enter in either saves both, Esc restores both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.escape import escape

SaveStep = Callable[[str, str], str | None]
"""Takes the step and its day as typed; returns why they were refused, or None once they are saved."""
HINT = "Enter saves, Esc restores"
DAY_WIDTH = 104


class StepEditor(QWidget):
    """Two fields beside one another; `below` says what Enter does, or why it did not."""

    left = Signal()

    def __init__(self, step: str | None, on_day: date | None, save: SaveStep) -> None:
        super().__init__()
        self._save = save
        self.step = self._field("Next step", "what comes next", step or "")
        self.day = self._field("Day of the next step", "fri, 3 dec, +2w", fmt.day_to_type(on_day))
        self.day.setFixedWidth(DAY_WIDTH)
        self.below: QLabel = parts.text(HINT, "small", wrap=True)
        line = QHBoxLayout(self)
        parts.no_margins(line, 6)
        line.addWidget(self.step, 1)
        line.addWidget(self.day)
        self.setFocusProxy(self.step)

    def begin(self) -> None:
        """Put the caret into the step, all of it chosen."""
        self.step.setFocus(Qt.FocusReason.OtherFocusReason)
        self.step.selectAll()

    @property
    def typed(self) -> tuple[str, str]:
        return self.step.text(), self.day.text()

    def take_over(self, typed: tuple[str, str]) -> None:
        """Go on with what was being typed."""
        self.step.setText(typed[0])
        self.day.setText(typed[1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        esc = escape(event)
        if esc == "pressed":
            self.left.emit()
        return True if esc else super().eventFilter(watched, event)

    def _field(self, name: str, wants: str, text: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setAccessibleName(name)
        made.setPlaceholderText(wants)
        made.setMinimumWidth(40)
        made.returnPressed.connect(self._enter)
        made.installEventFilter(self)
        return made

    def _enter(self) -> None:
        why = self._save(*self.typed)
        if why is not None:
            self.below.setText(why)
            parts.set_look(self.below, "refusal")

"""What saving would do, below the editor, where it is always seen; and the two buttons that decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.views.explained.label import Figure
from desktop.views.library.drawn import Runs
from desktop.views.library.words import Run
from desktop.views.theme import Theme

A_NAME = 260
"""Pixels that an account takes with its ARR and both scores."""
MARGINS = 36
BUTTONS = 196
"""Pixels that the buttons and margins take."""


class PreviewStrip(QFrame):
    """Two lines, Save and Discard."""

    saved = Signal()
    discarded = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.first, self.second = Runs(theme), Runs(theme)
        self.save = QPushButton("Save")
        self.save.setProperty("look", "primary")
        self.save.setToolTip("Ctrl+S")
        self.save.clicked.connect(self.saved)
        self.discard = QPushButton("Discard")
        self.discard.clicked.connect(self.discarded)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.figure = Figure(theme, self.first, "What saving would do")
        self.figure.setEnabled(False)
        lines.addWidget(self.figure)
        lines.addWidget(self.second)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 12, 8)
        line.setSpacing(8)
        line.addLayout(lines, 1)
        line.addWidget(self.discard)
        line.addWidget(self.save)

    def say(self, first: Sequence[Run], second: Sequence[Run], *, can_save: bool, can_discard: bool) -> None:
        """Show two lines; the buttons are there only while there is something to decide."""
        self.first.say(first)
        self.second.say(second)
        self.figure.setAccessibleDescription(self.first.accessibleName())
        had_focus = self.save.hasFocus() or self.discard.hasFocus()
        for button in self.buttons:
            button.setVisible(can_discard)
        self.save.setEnabled(can_save)
        if had_focus and not can_discard:
            self.focusNextChild()

    def fitted(self, moves: list[Run], mean: str, largest: Callable[[int], list[Run]]) -> tuple[list[Run], list[Run]]:
        """Both lines: the mean stands in the first where it fits there, else it begins the second.

        Args:
            largest: names so many accounts.
        """
        room = self.width() - BUTTONS
        named = max(room // A_NAME, 1)
        first = [*moves, Run(f"; {mean}")]
        if not mean or self.first.width_of(first) <= room:
            return first if mean else moves, largest(named)
        return moves, [Run(f"{mean[0].upper()}{mean[1:]}. ", "small"), *largest(max(named - 1, 1))]

    def longest(self, wordings: Sequence[list[Run]]) -> list[Run]:
        """Of several wordings, the longest first, the one that has room while there is nothing to decide."""
        room = self.width() - MARGINS
        return next((each for each in wordings if self.first.width_of(each) <= room), wordings[-1])

    @property
    def buttons(self) -> tuple[QWidget, QWidget]:
        return self.discard, self.save

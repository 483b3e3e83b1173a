"""What both changed, with what narrows it down and what decides all that is shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.merge import Conflict, Side
from desktop.views import format
from desktop.views.merging.conflicts import ROW_HEIGHT, SIDES, ConflictList
from desktop.views.pieces import card, plain_label
from desktop.views.theme import Theme

SHOWN = 3
"""So many are seen at once; of more, some can be looked for."""
EVERYWHERE: tuple[tuple[str, Side | None], ...] = (
    ("All{} mine", "mine"),
    ("All{} theirs", "theirs"),
    ("The later", None),
)


class ConflictPart(QWidget):
    """The list of conflicts under its heading."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.conflicts = ConflictList(theme)
        self.heading, self.keys = plain_label("heading"), plain_label("small")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter these")
        self.filter.setAccessibleName("Filter what both changed, by account, field or author")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(160)
        self.everywhere = [QPushButton() for _ in EVERYWHERE]
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.heading)
        head.addSpacing(4)
        head.addWidget(self.keys)
        head.addStretch(1)
        head.addWidget(self.filter)
        head.addSpacing(4)
        for button, (_, side) in zip(self.everywhere, EVERYWHERE, strict=True):
            button.setProperty("look", "chip")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._choose_all, side))
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(card(self.conflicts))
        self.filter.textChanged.connect(self._narrow)
        self.conflicts.chosen.connect(self._count)
        self.hide()

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Show these; none hides the whole."""
        self.conflicts.show_conflicts(conflicts)
        self.conflicts.setFixedHeight(ROW_HEIGHT * min(len(conflicts), SHOWN))
        self.filter.setVisible(len(conflicts) > SHOWN)
        self._count()
        self.setVisible(bool(conflicts))

    def _narrow(self, typed: str) -> None:
        self.conflicts.filter(typed)
        self._count()

    def _count(self) -> None:
        """Say how many there are, how they are decided, and how many the buttons decide."""
        n, shown = len(self.conflicts.choices), self.conflicts.shown
        part = format.number(n) if shown == n else f"{format.number(shown)} of {format.number(n)}"
        self.heading.setText(f"Changed by both: {part}")
        sides = ", ".join(f"{format.number(self.conflicts.number(side))} {side}" for side in SIDES)
        self.keys.setText(f"{sides}. Left takes mine, Right theirs.")
        several = f" {format.number(shown)}" if shown < n else ""
        for button, (text, _) in zip(self.everywhere, EVERYWHERE, strict=True):
            button.setText(text.format(several))
            button.setAccessibleName(f"{button.text()}, of the {format.plural(shown, 'conflict')} shown")
            button.setEnabled(shown > 0)

    def _choose_all(self, side: Side | None, _checked: bool = False) -> None:
        self.conflicts.choose_all(side)

"""What is shown at the right by name, and what can be done with it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.domain.scorecards import Scorecard
from desktop.views import format as fmt
from desktop.views.headline import Headline
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme

HEIGHT = 28
FOR_ALL = ("for every account without a scorecard of its own", "for all without their own", "for the rest")


class Head(QWidget):
    """A name, what it is for, and the buttons of a scorecard."""

    copied = Signal(str)
    """Asks for a copy for this segment."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._called, self._about = plain_label("heading"), Headline(theme)
        self._about.setProperty("look", "small")
        self.copy = QPushButton("Copy for a segment")
        self._segments = QMenu(self.copy)
        self.copy.setMenu(self._segments)
        self.shipped = QPushButton("Shipped values")
        self.shipped.setToolTip("Type the values that come with the program into the cells; Save keeps them")
        self.remove = QPushButton("Remove")
        self.remove.setToolTip("Its accounts are scored by the scorecard for all then")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 16, 0)
        line.setSpacing(8)
        # As high without its buttons as with them.
        self.setFixedHeight(HEIGHT)
        line.addWidget(self._called)
        line.addWidget(self._about, 1)
        for button in self.buttons:
            button.setProperty("look", "quiet")
            line.addWidget(button)

    @property
    def buttons(self) -> list[QPushButton]:
        return [self.copy, self.shipped, self.remove]

    def show_card(self, card: Scorecard, free: Sequence[tuple[str, int]], *, can_write: bool) -> None:
        """Show a scorecard.

        Args:
            free: segments without a scorecard of their own, and how many accounts each has.
        """
        self._called.setText(card.name)
        self._about.say(*((f"for accounts of {card.segment}",) if card.segment else FOR_ALL))
        self.copy.setVisible(can_write)
        self.shipped.setVisible(can_write)
        self.remove.setVisible(can_write and card.segment is not None)
        self._segments.clear()
        for segment, count in free:
            action = self._segments.addAction(f"{segment.replace('&', '&&')}, {fmt.plural(count, 'account')}")
            action.triggered.connect(partial(self._copy, segment))
        self.copy.setEnabled(bool(free))
        self.copy.setToolTip("" if free else "Every segment has its own scorecard, or no account has a segment")

    def show_template(self, name: str, about: str) -> None:
        self._called.setText(name)
        self._about.say(about)
        for button in self.buttons:
            button.hide()

    def _copy(self, segment: str, _checked: bool = False) -> None:
        self.copied.emit(segment)

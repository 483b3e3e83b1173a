"""What Today shows where there is no day to show: why, and what can be done instead."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.domain.today.book import Today
from desktop.views.page import Context, Place
from desktop.views.today import words
from desktop.views.today.sections import label

EMPTY = "Whom to call today stands here, once the book has accounts."
LATER = "Whom to call today stands here, from the day the first of them begins."
BARE = "Whom to call follows from contracts: what they pay, and until when they can opt out."


class Nothing(QWidget):
    """A sentence, and a button where there is something to do."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._way: Place | None = None
        self.says, self.way_on = label("second"), QPushButton()
        self.way_on.setProperty("look", "primary")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self.says)
        inside.addWidget(self.way_on, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        self.way_on.hide()
        self.way_on.clicked.connect(self._go_on)

    def say(self, text: str, way_on: str = "", to: Place | None = None) -> None:
        """Say why there is nothing.

        Args:
            way_on: what can be done instead.
            to: where that is; None = importing.
        """
        self._way = to
        self.says.setText(text)
        self.way_on.setText(way_on.replace("&", "&&"))
        self.way_on.setVisible(bool(way_on))

    def say_lack(self, view: Today) -> bool:
        """Say what a book lacks from which a day would follow; False = nothing."""
        can_write = self._context.session.is_writable
        if not view.names and view.later:
            self.say(LATER)
        elif not view.names:
            self.say(EMPTY, "Import CSV files…" if can_write and view.csm is None else "")
        elif words.is_bare(view):
            # There are accounts, and no contract that anything could follow from: offer to enter one.
            account, *more = view.names
            to = Place("accounts") if more else Place("account", account, "contract")
            enter = "Open the accounts" if more else f"Enter the contract of {view.names[account]}"
            self.say(BARE, enter if can_write else "", to)
        else:
            return False
        return True

    def _go_on(self) -> None:
        if self._way is not None:
            self._context.go(self._way)
        else:
            self._context.act("file.import")

"""One change of the book in full, in the drawer: who, when, and each old value with the new one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.store.queries.history import CellChange
from desktop.views import format as fmt
from desktop.views.drawer_panel import DrawerPanel
from desktop.views.history.rows import HistoryTable
from desktop.views.history_words import said
from desktop.views.page import Context, Place
from desktop.views.pieces import empty, plain_label, scrolled
from desktop.views.theme import Theme

WHOLE_BOOK, NO_FIELD = "The whole book", "It set no field itself."


class ChangePanel(DrawerPanel):
    """What a row of the history has no room for.

    Args:
        opens: goes to the history of an account, by its id.
    """

    SPACE_CLOSES = True

    def __init__(self, theme: Theme, opens: Callable[[str], None]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._opens = opens
        self.name, self.head = plain_label("title", wraps=True), plain_label("second", wraps=True)
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        self._body.setContentsMargins(0, 0, 8, 0)
        inner = QWidget()
        inner.setLayout(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(4)
        layout.addLayout(self.top_line(theme, "Change", closes="the change"))
        layout.addWidget(self.name)
        layout.addWidget(self.head)
        layout.addSpacing(4)
        layout.addWidget(scrolled(inner), 1)

    def show_change(self, rows: HistoryTable, row: int) -> None:
        """Show a row of the table in place of the one before."""
        told = rows.sets[row]
        self.name.setText(rows.text(row, "label"))
        self.head.setText(f"{rows.text(row, 'by')}, {rows.text(row, 'at')} · {rows.text(row, 'account')}")
        of: dict[str | None, list[CellChange]] = {}
        for cell in told.changes.changes:
            of.setdefault(cell.account, []).append(cell)
        ids = {name: account for account, name in told.accounts}
        text = [self.name.text(), self.head.text()]
        empty(self._body)
        for account, cells in of.items():
            whose, lines = account or WHOLE_BOOK, said(cells)
            text += ["", whose, *lines]
            self._body.addWidget(self._heading(whose, ids.get(account or "")), 0, Qt.AlignmentFlag.AlignLeft)
            for line in lines:
                self._body.addWidget(plain_label("", line, wraps=True))
        if not of:
            text.append(NO_FIELD)
            self._body.addWidget(plain_label("second", NO_FIELD, wraps=True))
        if told.more:
            text.append(f"and in {fmt.plural(told.more, 'further row')}: see the history of each account.")
            self._body.addWidget(plain_label("second", text[-1], wraps=True))
        self._body.addStretch(1)
        self.text = "\n".join(text)
        self.setAccessibleName(f"Change: {self.name.text()}")
        self.setAccessibleDescription(self.text)

    def _heading(self, whose: str, account: str | None) -> QWidget:
        """Whose the changes below are; an account's leads to its history."""
        if account is None:
            return plain_label("heading", whose)
        way = QPushButton(whose.replace("&", "&&"))
        way.setProperty("look", "link")
        way.setAutoDefault(False)
        way.setAccessibleName(f"History of {whose}")
        way.clicked.connect(partial(self._open, account))
        return way

    def _open(self, account: str, _checked: bool = False) -> None:
        self._opens(account)


class ChangeDrawer(QObject):
    """The change one is at, shown and hidden by Space.

    Args:
        current: the rows, and the number of the one that one is at; None = none.
    """

    left = Signal()
    """It was closed from here: the page has the word again."""

    def __init__(
        self, context: Context, current: Callable[[], tuple[HistoryTable, int] | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._current = context, current
        self.panel: ChangePanel | None = None

    def toggle(self) -> None:
        if self.panel is not None:
            self.close()
        elif self._current() is not None:
            self.panel = panel = ChangePanel(self._context.theme, self._go)
            panel.closed.connect(self.close)
            panel.hidden.connect(partial(self._gone, panel))
            self.follow()
            self._context.drawer(panel)

    def hide(self) -> None:
        """Close it, if it is open; the focus stays where it is."""
        if self.panel is not None:
            self.panel = None
            self._context.drawer(None)

    def close(self) -> None:
        self.hide()
        self.left.emit()

    def follow(self) -> None:
        """Show the change one is at, if one is shown."""
        current = self._current()
        if self.panel is not None and current is not None:
            self.panel.show_change(*current)

    def _go(self, account: str) -> None:
        self._context.go(Place("account", account, "history"))

    def _gone(self, panel: ChangePanel) -> None:
        # The drawer owns what it shows, and the window may have closed it.
        if self.panel is panel:
            self.panel = None

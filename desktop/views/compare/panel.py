"""One account on the day that is looked at and today, field by field, in the drawer.

Enter or the button opens the account, Ctrl+C copies all of it, Esc closes it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.listing.fields import GUARDED_FIELDS
from desktop.operations.comparing import AccountCompared, AccountDay, Fact, account_on, compare_account
from desktop.views import format
from desktop.views.compare import words
from desktop.views.drawer_panel import DrawerPanel
from desktop.views.page import Context, Place
from desktop.views.pieces import empty, plain_label

THEN, NOW = "account then", "account now"
FIELD_WIDTH = 120


class ComparedPanel(DrawerPanel):
    """The facts of one account on two days; it follows the day that is looked at, and closes itself today.

    Args:
        account: its id.
        opens: offer to open the account: it is not the page beside.
    """

    SPACE_CLOSES = True

    def __init__(self, context: Context, account: str, *, opens: bool = True) -> None:
        super().__init__()
        self._context, self._account = context, account
        self._sides: dict[str, AccountDay] = {}
        self.found: AccountCompared | None = None
        self.title, self.days = plain_label("title"), plain_label("small")
        self.title.setWordWrap(True)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(16, 0, 12, 12)
        inside = QWidget()
        inside.setLayout(self._body)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self._area.setAccessibleName("Then and now")
        opener = QPushButton("Open account")
        opener.clicked.connect(self._open)
        if not opens:
            opener.hide()
        top = self.top_line(context.theme, "Then and now", opener, closes="the comparison")
        top.setContentsMargins(16, 0, 8, 4)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 12, 8)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.days)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 8, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)
        self.setFocusProxy(self._area)
        context.session.looked.connect(self.read)
        self.read()

    def read(self) -> None:
        """Read both days, or be gone: today there is nothing to compare with."""
        session = self._context.session
        if not session.is_open or not session.is_past:
            self.closed.emit()
            return
        self._sides.clear()
        self.days.setText("Reading both days…")
        for subject, day, is_of_today in ((THEN, session.day, False), (NOW, session.today, True)):
            query = partial(account_on, account=self._account, day=day)
            session.read_later(subject, query, partial(self._take, subject), is_of_today=is_of_today)

    def show_account(self, account: str) -> None:
        """Show another account (by id)."""
        if account != self._account:
            self._account = account
            self.read()

    def show_again(self) -> None:
        """Show what was read, as it may be seen now."""
        if self.found is not None:
            self._show(self.found)

    def _take(self, subject: str, side: AccountDay) -> None:
        self._sides[subject] = side
        session = self._context.session
        if len(self._sides) == 2 and session.is_past:
            then, now = self._sides[THEN], self._sides[NOW]
            self._show(compare_account(then, now, session.day, session.today, known_then=session.known_then))

    def _show(self, found: AccountCompared) -> None:
        self.found = found
        comparison = found.comparison
        pair = comparison.accounts[0] if comparison.accounts else None
        is_there = pair is not None and pair.before is not None, pair is not None and pair.after is not None
        self.title.setText("" if pair is None else pair.row.name)
        is_guarded = self._context.is_guarded()
        shown = [each for each in found.facts if not (is_guarded and each.field.key in GUARDED_FIELDS)]
        self.days.setText(words.since(comparison, sum(each.is_changed for each in shown)))
        rows = [(each, *self._said(each, is_there)) for each in shown]
        # What changed first: it is what one came for.
        rows.sort(key=lambda row: not row[0].is_changed)
        heads = format.day(comparison.before, beside=comparison.after), "today"
        self._replace(_grid(rows, heads))
        lines = [f"{self.title.text()}\t{heads[0]}\t{heads[1]}"]
        self.text = "\n".join([*lines, *(f"{each.field.says}\t{then}\t{now}" for each, then, now in rows)])
        self.setAccessibleName(f"{self.title.text()}, then and now")
        self.setAccessibleDescription(self.text)

    def _said(self, each: Fact, is_there: tuple[bool, bool]) -> tuple[str, str]:
        return words.fact(each, is_then=True, is_there=is_there[0]), words.fact(
            each, is_then=False, is_there=is_there[1]
        )

    def _replace(self, grid: QWidget) -> None:
        empty(self._body)
        self._body.addWidget(grid)
        self._body.addStretch(1)

    def _open(self) -> None:
        self._context.go(Place("account", self._account))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)


def _grid(rows: list[tuple[Fact, str, str]], heads: tuple[str, str]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, FIELD_WIDTH)
    for column in (1, 2):
        grid.setColumnStretch(column, 1)
        grid.addWidget(plain_label("small", heads[column - 1]), 0, column)
    for at, (each, then, now) in enumerate(rows, start=1):
        looks = ("small", "", "strong") if each.is_changed else ("small", "second", "second")
        for column, (look, text) in enumerate(zip(looks, (each.field.says, then, now), strict=True)):
            label = plain_label(look, text)
            label.setWordWrap(True)
            grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
    return made

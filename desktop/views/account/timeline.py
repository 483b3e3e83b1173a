"""What happened, newest first, each with its day, an icon, a sentence and what was said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.charts.tokens import SMALL
from desktop.operations.account_timeline import TimelineRow
from desktop.operations.account_view import AccountView
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode
from desktop.views.theme import paint_icon

FIRST, MORE, ROW = 12, 40, 40
DATE, ICON = 48, 20


class Timeline(parts.Column):
    """The events of an account; `grown` after more of them, or others, are shown."""

    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: AccountView | None = None
        self._mode: Mode | None = None
        self._first = FIRST
        self._shown, self._group = FIRST, "All kinds"

    def make_room(self, height: int) -> None:
        """Show from the next time on as many at first as fill so many pixels."""
        self._first = max(FIRST, height // ROW + 1)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        if self._view is None or self._view.account.id != view.account.id:
            self._shown, self._group = self._first, "All kinds"
        self._view, self._mode = view, mode
        self._fill()

    def _fill(self) -> None:
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return
        self.clear()
        kinds = words.GROUPS[self._group]
        rows = [
            row
            for row in view.timeline
            if (not kinds or row.event.kind in kinds) and not (mode.is_guarded and row.event.kind in words.INTERNAL)
        ]
        self._head(len(rows), has_any=bool(view.timeline))
        if not rows:
            if view.timeline:
                self.say(f"Nothing of this kind: {self._group.lower()}.")
            else:
                self.say(f"Nothing has happened yet. Type what did: {words.TO_TYPE['talk']}")
        shown = rows[: self._shown]
        for at, row in enumerate(shown):
            self.rows.addWidget(_Entry(row, view, mode, is_last=at == len(shown) - 1))
        older = len(rows) - len(shown)
        if older > 0:
            more = QPushButton(f"{fmt.number(older)} older")
            more.setProperty("look", "link")
            more.setAccessibleName(f"Show {older} older")
            more.clicked.connect(self._show_more)
            line = parts.line_of(more)
            line.setContentsMargins(DATE + ICON + 22, 0, 0, 8)
            self.rows.addLayout(line)
        self.rows.addStretch()

    def _head(self, count: int, *, has_any: bool) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 4)
        line.setSpacing(8)
        line.addWidget(parts.text("Timeline", "heading"))
        line.addWidget(parts.text(f"{fmt.plural(count, 'fact')}, newest first" if count else "", "small"))
        line.addStretch()
        if has_any:
            choose = QPushButton(self._group)
            choose.setProperty("look", "link")
            choose.setAccessibleName(f"Kinds shown: {self._group}")
            choose.clicked.connect(partial(self._ask, choose))
            line.addWidget(choose)
        self.rows.addLayout(line)

    def _ask(self, button: QPushButton) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in words.GROUPS:
            action = menu.addAction(group)
            action.setCheckable(True)
            action.setChecked(group == self._group)
            action.triggered.connect(partial(self.narrow, group))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def narrow(self, group: str, _checked: bool = False) -> None:
        """Show only one group of kinds."""
        self._group, self._shown = group, self._first
        self._fill()
        self.grown.emit()

    def _show_more(self) -> None:
        self._shown += MORE
        self._fill()
        self.grown.emit()


class _Entry(QWidget):
    """One event; the thin line leads on to the older one."""

    def __init__(self, row: TimelineRow, view: AccountView, mode: Mode, *, is_last: bool) -> None:
        super().__init__()
        self._theme, self._is_last = mode.theme, is_last
        event = row.event
        self._icon = words.ICONS.get(event.kind, "note-pencil")
        sentence, below = words.event(event, view.day)
        if mode.is_guarded and event.kind in ("call", "email", "meeting", "note"):
            below = ""
        tokens = mode.theme.tokens
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 5)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, DATE)
        grid.setColumnMinimumWidth(1, ICON + 22)
        grid.setColumnStretch(2, 1)
        said = "today" if event.on_day == view.day else fmt.day(event.on_day, beside=view.day)
        colour = tokens.accent if event.is_planned else tokens.ink_3
        when = parts.toned(said, colour, pixels=SMALL, wrap=True)
        when.setFixedWidth(DATE)
        when.setToolTip(fmt.long_day(event.on_day))
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        when.setContentsMargins(0, 1, 0, 0)
        grid.addWidget(when, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(parts.medium(sentence, wrap=True), 0, 2)
        if below:
            grid.addWidget(parts.text(below, "small", wrap=True), 1, 2, 1, 2)
        if row.shift is not None and not mode.is_guarded:
            colour = tokens.positive if row.shift.after > row.shift.before else tokens.negative
            shift = parts.toned(f"{row.shift.before} → {row.shift.after}", colour)
            shift.setContentsMargins(8, 0, 0, 0)
            shift.setToolTip(
                "Health at the end of the day before, and of this day; all that happened in between counts."
            )
            grid.addWidget(shift, 0, 3, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{fmt.day(event.on_day)}: {sentence}. {below}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        left = DATE + 16
        paint_icon(painter, QRectF(left, 5, 16, 16), self._icon, self._theme.tokens.ink_2)
        if not self._is_last:
            painter.fillRect(QRectF(left + 7.5, 25, 1, max(self.height() - 25, 0)), self._theme.colour("border"))

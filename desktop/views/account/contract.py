"""The contract: the line that governs in short, and every line with its term, notice and outcome."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.charts.tokens import SMALL
from desktop.operations.account_view import AccountView, Line
from desktop.views import format as fmt
from desktop.views.account import parts, reasons, words
from desktop.views.account.inline import Editable
from desktop.views.account.parts import Mode
from desktop.views.theme import font

NO_LINE = "No contract line yet. Add one, or import a file of contracts."
CHANGE_ABOUT = "Change parent and own fields"
KEY, MOST_KEY = 72, 112
"""Width of what a fact is called, and the most it is widened to for the names of own fields."""


class ContractFacts(parts.Column):
    """What the governing line says, the account's family, and its own fields; `asked` wants these changed."""

    asked = Signal()

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        line = governing(view)
        more = len([each for each in view.lines if each.is_open]) - 1
        beside = f"{fmt.plural(more, 'more line', 'more lines')}, key 5" if more > 0 else ""
        self.heading("Contract", beside, above=20)
        if line is None:
            self.say("No line runs." if view.lines else NO_LINE)
        else:
            self._facts(view, line, mode)
        self._about(view, mode)

    def _facts(self, view: AccountView, line: Line, mode: Mode) -> None:
        worth = f"{fmt.money(view.arr_cents if line.is_open else line.line.arr_cents)} a year"
        rule = "ARR of every line that runs today, added up; trials count nothing."
        self.fact(
            "Value",
            worth if line.is_open else f"{worth}, ended",
            rule if line.is_open else "The last line's ARR.",
            asked=(mode, "arr"),
        )
        self.fact("Term", _term(line))
        self.fact("Renewal", _renewal(line))
        self.fact("Notice", fmt.days(line.line.notice_days))
        row = line.next
        if row is not None and row.outcome is not None:
            self.fact("Outcome", row.outcome)
            then = _agreed(view)
            if then is not None:
                self.fact("Then", f"{fmt.money(then.line.arr_cents)} a year from {fmt.day(then.line.start_on)}")
                self._opt_out(then, mode)
        elif row is not None and not row.overdue:
            self._opt_out(line, mode)
        seats, used = view.usage.seats, view.usage.active_users
        on_day = "" if view.usage.active_on is None else f" on {fmt.day(view.usage.active_on)}"
        of = f"Active users{on_day} of the seats bought."
        if seats is not None or used is not None:
            if used is None:
                self.fact("Seats", f"{fmt.number(seats or 0)} bought, use unknown", of)
            elif seats is None:
                self.fact("Seats", f"{fmt.number(used)} used, bought unknown", of)
            else:
                self.fact("Seats", f"{fmt.number(used)} of {fmt.number(seats)} used", of, asked=(mode, "usage.seats"))
        if not mode.is_guarded:
            if view.called is not None:
                called = f"Called on {fmt.day(view.called.on_day)}, by a person."
                self.fact("Forecast", (view.called.category or fmt.UNKNOWN).capitalize(), called)
            if view.rule is not None:
                ruled = f"What the rule makes of health, notice and likelihood, on {fmt.day(view.rule.on_day)}."
                self.fact("Rule says", (view.rule.category or fmt.UNKNOWN).capitalize(), ruled)

    def _opt_out(self, line: Line, mode: Mode) -> None:
        until = None if line.next is None else line.next.opts_out_on
        self.fact("Opt-out by", fmt.day(until), reasons.opt_out_rule(line), asked=(mode, "opt_out"))

    def _about(self, view: AccountView, mode: Mode) -> None:
        account = view.account
        known = [
            ("Stage", account.stage),
            ("Region", account.region),
            ("Since", None if account.started_on is None else fmt.day(account.started_on)),
            ("Left", None if account.churned_on is None else fmt.day(account.churned_on)),
        ]
        if not mode.is_guarded:
            known += [("Tags", account.tags), *view.own_fields.items()]
        family = view.family
        if family.parent is not None:
            known.insert(0, ("Parent", family.parent[1]))
        if family.children:
            total = fmt.money(family.arr_cents)
            below = f"{fmt.plural(len(family.children), 'account')}, {total}: "
            known.insert(0, ("Below it", below + ", ".join(child.name for child in family.children)))
        can_change = mode.can_write and not mode.is_guarded
        if any(value for _, value in known) or can_change:
            self.heading("About", above=20)
        told = [(name, value) for name, value in known if value]
        wide = QFontMetrics(font(SMALL)).horizontalAdvance
        key = min(max((wide(name) + 8 for name, _ in told), default=KEY), MOST_KEY)
        for name, value in told:
            self.fact(name, value, key=max(key, KEY))
        if can_change:
            button = Editable(CHANGE_ABOUT, CHANGE_ABOUT)
            button.opened.connect(self.asked)
            self.rows.addSpacing(6)
            self.rows.addLayout(parts.line_of(button))
        if view.notes and not mode.is_guarded:
            self.heading("Notes", above=20)
            self.say(view.notes)

    def fact(
        self, name: str, value: str, why: str = "", *, asked: tuple[Mode, str] | None = None, key: int = KEY
    ) -> None:
        """A name and a value; `why` is the rule behind it. A name that is wider than `key` stands over its value.

        Args:
            asked: the key of the figure it is, of explain_account.ACCOUNT_KEYS.
        """
        called = parts.text(name, "small", wrap=True)
        is_long = QFontMetrics(font(SMALL)).horizontalAdvance(name) > key
        line = QVBoxLayout() if is_long else QHBoxLayout()
        line.setContentsMargins(0, 4, 0, 3)
        line.setSpacing(0)
        if not is_long:
            called.setFixedWidth(key)
        line.addWidget(called, 0, Qt.AlignmentFlag.AlignTop)
        label = parts.text(value, wrap=True)
        label.setToolTip(parts.plain(why))
        label.setAccessibleDescription(why)
        line.addWidget(
            label if asked is None else parts.figure(asked[0], label, asked[1], f"{name}, contract", value), 1
        )
        self.rows.addLayout(line)
        self.rule()


ROOMY = 860
"""Pixels from which on all columns stand beside one another; beside the drawer they do not."""
FIGURES = (1, 3, 5)
"""The columns of numbers: ARR, seats, notice."""


class ContractLines(parts.Column):
    """Every line, the newest first; what can be done with the one that governs, and with each, by `asked`."""

    NAMES = ("Line", "ARR", "Term", "Seats", "Renewal", "Notice", "Opt-out by", "State", "")
    BELOW = (6, 7)
    """Columns that are told on a line of their own where there is no room beside the others: opt-out and state."""

    asked = Signal(str, str)
    """What is to be done (renew, change, notice, end, add, correct), and the line's id; "" = none."""

    def __init__(self) -> None:
        super().__init__()
        self._beside: list[QWidget] = []
        self._below: list[QWidget] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_wide = self.width() >= ROOMY
        for each in self._beside:
            each.setVisible(is_wide)
        for each in self._below:
            each.setVisible(not is_wide)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        self._beside, self._below = [], []
        if not view.lines:
            self.heading("Contract")
            self.say(NO_LINE)
            self._ways(view, mode)
            self.rows.addStretch()
            return
        running = sum(line.is_open for line in view.lines)
        self.heading(
            f"{fmt.money(view.arr_cents)} a year from {fmt.plural(running, 'running line')}",
            f"{fmt.plural(len(view.lines), 'line')} in all, newest first",
            explained=(mode, "arr", "ARR of the running lines"),
        )
        self._ways(view, mode)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(0)
        for column, name in enumerate(self.NAMES):
            label = parts.text(name, "small")
            label.setContentsMargins(0, 0, 0, 4)
            if column in FIGURES:
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            if column in self.BELOW:
                self._beside.append(label)
            grid.addWidget(label, 0, column)
        for at, line in enumerate(view.lines):
            row = 3 * at + 1
            grid.addWidget(parts.Rule(), row, 0, 1, len(self.NAMES))
            for column, label in enumerate(_cells(line, view, mode)):
                if column == 6:
                    label.setToolTip(parts.plain(reasons.opt_out_rule(line)))
                label.setContentsMargins(0, 6, 0, 6)
                if column in self.BELOW:
                    self._beside.append(label)
                grid.addWidget(label, row + 1, column, Qt.AlignmentFlag.AlignTop)
            below = parts.text(_below(line, view, mode), "small", wrap=True)
            below.setContentsMargins(0, 0, 0, 6)
            self._below.append(below)
            grid.addWidget(below, row + 2, 0, 1, len(self.NAMES))
            if mode.can_write and not mode.is_guarded:
                grid.addWidget(self._menu(line, mode), row + 1, len(self.NAMES) - 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(len(self.NAMES) - 2, 2)
        self._fit()
        self.rows.addWidget(table)
        self.rows.addStretch()

    def _ways(self, view: AccountView, mode: Mode) -> None:
        """What can be done with the line that governs, and a new one."""
        if not mode.can_write or mode.is_guarded:
            return
        line = governing(view)
        ways = [] if line is None else [way for way in WAYS if way[0] in possible(line)]
        row = parts.line_of(spacing=8)
        row.setContentsMargins(0, 4, 0, 8)
        for at, (key, says) in enumerate((*ways, ("add", "Add a line"))):
            button = QPushButton(says)
            button.setProperty("look", "primary" if key == "renew" else "quiet" if key == "add" else None)
            button.clicked.connect(partial(self._ask, key, "" if key == "add" or line is None else line.line.id))
            row.insertWidget(at, button)
        if line is not None and len([each for each in view.lines if each.is_open]) > 1:
            row.insertWidget(len(ways) + 1, parts.text(f"of {_called(line)}, which governs next", "small"))
        self.rows.addLayout(row)

    def _menu(self, line: Line, mode: Mode) -> QPushButton:
        """Everything that can be done with one line."""
        button = QPushButton("Edit")
        button.setProperty("look", "way menu")
        button.setAccessibleName(f"What to do with {_called(line)}, {fmt.day(line.line.start_on)}")
        button.setToolTip("Renew, change, end or correct this line")
        menu = QMenu(button)
        can = possible(line)
        for key, says in (*WAYS, ("correct", "Correct what was typed wrong…")):
            if key == "correct" or key in can:
                menu.addAction(says).triggered.connect(partial(self._ask, key, line.line.id))
        button.setMenu(menu)
        button.setIcon(mode.theme.icon("note-pencil"))
        return button

    def _ask(self, key: str, line: str, _checked: bool = False) -> None:
        self.asked.emit(key, line)


WAYS = (("renew", "Renew…"), ("change", "Upgrade or change…"), ("notice", "Notice given…"), ("end", "End…"))
"""What can be done with a line that is open."""


def governing(view: AccountView) -> Line | None:
    """The line that has to be decided next; without one, or where it has not begun, the first that runs."""
    line = reasons.governing(view)
    if line is not None and _has_begun(line):
        return line
    return next((each for each in view.lines if each.is_open), None)


def _has_begun(line: Line) -> bool:
    return line.is_open or line.next is None or line.next.overdue


def _agreed(view: AccountView) -> Line | None:
    """What takes over from terms that are decided, and governs then; None = it was not said."""
    line = reasons.governing(view)
    return None if line is None or _has_begun(line) else line


def possible(line: Line) -> set[str]:
    """What can be done with a line as it stands."""
    can = {"change", "end"} if line.is_open else set[str]()
    if line.next is not None and line.next.outcome is None and _has_begun(line):
        can |= {"renew", "notice", "end"}
    return can


def _called(line: Line) -> str:
    return " · ".join(filter(None, (line.line.product, line.line.plan))) or "Line"


def _cells(line: Line, view: AccountView, mode: Mode) -> list[QLabel]:
    own, tokens = line.line, mode.theme.tokens
    ink = tokens.ink if line.is_open else tokens.ink_3
    name = _called(line)
    says = (
        name,
        fmt.money(own.arr_cents) + (", trial" if own.trial else ""),
        f"{fmt.day(own.start_on)}, no end"
        if own.end_on is None
        else f"{fmt.day(own.start_on)} to {fmt.day(own.end_on)}",
        fmt.UNKNOWN if own.seats is None else fmt.number(own.seats),
        _renewal(line),
        fmt.days(own.notice_days),
        _opt_out(line),
        _state(line, view, mode),
    )
    made: list[QLabel] = []
    for column, said in enumerate(says):
        weight = QFont.Weight.Medium if column == 0 else QFont.Weight.Normal
        label = parts.toned(said, ink, weight=weight, pixels=13, wrap=column in (0, len(says) - 1))
        if column in FIGURES:
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.append(label)
    return made


def _below(line: Line, view: AccountView, mode: Mode) -> str:
    """When it can be left, and how it stands, in one line."""
    until = _opt_out(line)
    when = "" if not until else "no term that ends" if until == "none" else f"opt-out by {until}"
    return ", ".join(filter(None, (when, _state(line, view, mode))))


def _opt_out(line: Line) -> str:
    """The last day to opt out; "" where that is past, or was never to be decided."""
    if line.next is None:
        return "none" if line.is_open and line.line.end_on is None else ""
    return "" if line.next.overdue or line.next.outcome is not None else fmt.day(line.next.opts_out_on)


def _state(line: Line, view: AccountView, mode: Mode) -> str:
    own, row = line.line, line.next
    if own.outcome is not None:
        when = "" if own.outcome_on is None else f" on {fmt.day(own.outcome_on)}"
        why = "" if own.reason is None or mode.is_guarded else f": {own.reason}"
        return f"{own.outcome}{when}{why}"
    if row is not None and row.overdue:
        return f"ended {words.ahead((row.renews_on - view.day).days)}, no outcome"
    if own.start_on > view.day:
        return f"agreed, from {fmt.day(own.start_on)}"
    if own.notice_given_on is not None:
        return f"notice given {fmt.day(own.notice_given_on)}"
    if line.is_open:
        likely = "" if own.likelihood is None or mode.is_guarded else f", {fmt.percent(own.likelihood)} likely to renew"
        return f"runs{likely}"
    return "ended"


def _term(line: Line) -> str:
    own, row = line.line, line.next
    until = row.renews_on if row is not None else own.end_on
    length = {12: "annual", 1: "monthly", 3: "quarterly"}.get(own.term_months or 0)
    if length is None:
        length = fmt.plural(own.term_months, "month") if own.term_months else ""
    # The date stays in one piece where the line breaks.
    end = "no end" if until is None else f"to {fmt.day(until)}".replace(" ", fmt.THIN)
    return ", ".join(filter(None, (length, end)))


def _renewal(line: Line) -> str:
    auto = line.line.auto_renew
    return fmt.UNKNOWN if auto is None else "auto-renew" if auto else "by agreement"

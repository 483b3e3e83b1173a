"""The head of the account page: who it is, and the four facts one wants before a call."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.charts.tokens import SHAPES, TITLE
from desktop.domain.renewals import RenewalRow
from desktop.operations.account_view import AccountView
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode

VALUE, VALUE_ROW = 16, 26
"""Size of a fact, and height of its row, in pixels."""


class Header(QWidget):
    """Name, owner and the four facts; `done` asks that the next step be done."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(parts.MARGIN, 16, parts.MARGIN, 16)
        self._grid.setHorizontalSpacing(parts.GAP)
        self._grid.setColumnStretch(1, 1)
        self.done_button: QPushButton | None = None

    def minimumSizeHint(self) -> QSize:
        # The columns follow the page's width: what they were set to must not keep it from shrinking.
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left, _, right = parts.widths(self.width())
        self._grid.setColumnMinimumWidth(0, left)
        self._grid.setColumnMinimumWidth(2, right)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        parts.empty(self._grid)
        self.done_button = None
        self._grid.addWidget(_who(view), 0, 0)
        facts = QWidget()
        line = QHBoxLayout(facts)
        parts.no_margins(line, 16)
        if not mode.is_guarded:
            line.addWidget(self._health(view, mode), 5)
        line.addWidget(_opt_out(view), 4)
        line.addWidget(_contact(view), 4)
        self._grid.addWidget(facts, 0, 1)
        self._grid.addWidget(QWidget() if mode.is_guarded else self._next_step(view, mode), 0, 2)

    def _health(self, view: AccountView, mode: Mode) -> QWidget:
        why, tokens = view.why, mode.theme.tokens
        coverage = f"coverage {fmt.percent(why.coverage)}"
        if why.band == "unscored":
            verdict = "not enough to judge" if why.is_active else "no score without ARR"
            label = parts.toned(f"{SHAPES['unscored']} {verdict}", tokens.ink, weight=SEMIBOLD, wrap=True)
            value: QWidget = label
            second = coverage
        else:
            value = QWidget()
            colour = tokens.text_of(why.band)
            number = parts.toned(f"{why.shown}", colour, pixels=TITLE, weight=SEMIBOLD)
            shape = parts.toned(SHAPES[why.band], tokens.fill_of(why.band), pixels=VALUE)
            line = parts.line_of(number, shape, parts.text(coverage, "small"), spacing=6)
            value.setLayout(line)
            value.setAccessibleName(f"Health {why.shown}, {why.band}, {coverage}")
            second = ""
        made = _Fact("Health", value)
        if view.score_change is not None:
            moved = fmt.signed(view.score_change)
            colour = _moved(view.score_change, mode)
            amount = parts.toned(moved, colour, pixels=12, weight=QFont.Weight.Medium)
            made.add(parts.line_of(amount, parts.text("in 30 d", "small"), spacing=4))
        elif why.band != "unscored":
            made.say("change in 30 d unknown")
        if second:
            made.say(second)
        return made

    def _next_step(self, view: AccountView, mode: Mode) -> QWidget:
        account = view.account
        step = QWidget()
        line = QHBoxLayout(step)
        parts.no_margins(line, 12)
        if account.next_step is None:
            made = _Fact("Next step", parts.toned("none", mode.theme.tokens.ink, pixels=VALUE, weight=SEMIBOLD))
            made.say(_first_promise(view))
            line.addWidget(made, 1)
            return step
        title = parts.toned(account.next_step, mode.theme.tokens.ink, pixels=VALUE, weight=SEMIBOLD, wrap=True)
        made = _Fact("Next step", title)
        made.say(_when(view))
        line.addWidget(made, 1)
        if mode.can_write:
            self.done_button = QPushButton("Done")
            self.done_button.setAccessibleName(f"Done: {account.next_step}")
            self.done_button.setToolTip("Complete the next step")
            self.done_button.clicked.connect(self.done)
            line.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignVCenter)
        return step


SEMIBOLD = QFont.Weight.DemiBold


class _Fact(QWidget):
    """A label, a value and what is said below it."""

    def __init__(self, name: str, value: QWidget) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        parts.no_margins(self._rows, 2)
        self._rows.addWidget(parts.text(name, "small"))
        value.setMinimumHeight(VALUE_ROW)
        self._rows.addWidget(value)
        self._rows.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, said: str) -> None:
        self._rows.insertWidget(self._rows.count() - 1, parts.text(said, "small", wrap=True))

    def add(self, line: QHBoxLayout) -> None:
        self._rows.insertLayout(self._rows.count() - 1, line)


def _who(view: AccountView) -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    parts.no_margins(rows, 2)
    name = parts.Elided(view.account.name, "title")
    rows.addWidget(name)
    about = " · ".join(filter(None, (view.account.segment, view.account.industry)))
    if about:
        rows.addWidget(parts.text(about, "small", wrap=True))
    owner = f"Owner {view.owner}" if view.owner else "No owner"
    if view.covers:
        owner += f", covered by {', '.join(view.covers)}"
    rows.addWidget(parts.text(owner, "small", wrap=True))
    rows.addStretch()
    return made


def _opt_out(view: AccountView) -> QWidget:
    value, second = opt_out(view.governing, view.day, has_lines=bool(view.lines))
    label = parts.text(value, wrap=True)
    label.setFont(parts.font(VALUE, SEMIBOLD))
    made = _Fact("Opt-out", label)
    for said in second:
        made.say(said)
    return made


def opt_out(row: RenewalRow | None, today: date, *, has_lines: bool) -> tuple[str, tuple[str, ...]]:
    """What the governing date comes to, and what is said below it."""
    if row is None:
        return ("none", ("no term that ends",)) if has_lines else ("none", ("no contract line",))
    if row.overdue:
        ended = fmt.day(row.renews_on).replace(" ", fmt.THIN)
        return f"ended {words.ahead((row.renews_on - today).days)}", (f"no outcome, {ended}",)
    given = () if row.notice_given_on is None else (f"notice given {fmt.day(row.notice_given_on)}",)
    if row.outcome is not None:
        return row.outcome, (f"term to {fmt.day(row.renews_on)}",)
    if row.opts_out_on is None:
        return fmt.UNKNOWN, (*given, f"notice period missing, term to {fmt.day(row.renews_on)}")
    if row.days < 0:
        return f"passed {words.ahead(row.days)}", (
            *given,
            f"{fmt.day(row.opts_out_on)}, term to {fmt.day(row.renews_on)}",
        )
    return words.ahead(row.days), (*given, fmt.day(row.opts_out_on))


def _contact(view: AccountView) -> QWidget:
    last = view.last_two_way
    value = "never" if last is None else fmt.days((view.day - last[0]).days)
    label: QLabel = parts.text(value)
    label.setFont(parts.font(VALUE, SEMIBOLD))
    made = _Fact("Last two-way contact", label)
    if last is None:
        made.say("no call, meeting or reply logged")
    else:
        # The date stays in one piece where the line breaks.
        on_day = fmt.day(last[0], beside=view.day).replace(" ", fmt.THIN)
        made.say(", ".join(filter(None, (last[1], on_day))))
    return made


def _when(view: AccountView) -> str:
    on_day = view.account.next_step_on
    said = words.due(on_day, view.day)
    if on_day is not None and on_day > view.day:
        said = f"{words.ahead((on_day - view.day).days)}, {said}"
    elif on_day is not None and on_day < view.day:
        said = f"{said}, {fmt.day(on_day, beside=view.day)}"
    return said if view.next_task is None else f"{said}, one of the tasks"


def _first_promise(view: AccountView) -> str:
    if not view.ours:
        return "and no open task: give it one"
    first = view.ours[0]
    return f"first task: {first.title}, {words.due(first.due_on, view.day)}"


def _moved(points: float, mode: Mode) -> str:
    tokens = mode.theme.tokens
    if round(points) == 0:
        return tokens.ink_2
    return tokens.positive if points > 0 else tokens.negative

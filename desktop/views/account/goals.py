"""The goals agreed with the customer: how far each is on its way, what nobody said yet, and every part in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.goals import Goal, is_dropped, missing, progress
from desktop.operations import goals
from desktop.operations.account_view import AccountView
from desktop.operations.accounts import typed_day
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.asking import Asking, Question, Wanted
from desktop.views.account.inline import Editable
from desktop.views.account.parts import Mode
from desktop.views.theme import Theme

ADD = "goal"
BAR = 96
MOST_PAST = 4
NO_MISSING = {"baseline": "baseline", "target": "target", "due date": "date", "agreed with": "name to it"}


class Goals(Asking):
    """The account's objectives, those met or dropped last."""

    def fill(self, view: AccountView, mode: Mode) -> None:
        known = view.success.goals
        met = sum(goal.done_on is not None for goal in known)
        self.heading("Goals", f"{met} of {len(known)} met" if known else "", above=28)
        if not known:
            way = f" Type one: {words.TO_TYPE['goal']}" if self.can_change else ""
            self.say(f"No goal is agreed yet.{way}")
        for goal in known:
            self._row(goal, view, mode)
            self._ask_part(goal, view)
            self.rule()
        if self.can_change:
            if self._opened != ADD:
                self.rows.addSpacing(4)
                self.rows.addLayout(parts.line_of(self.link(ADD, "Add a goal")))
            self._ask_new(view)

    def _row(self, goal: Goal, view: AccountView, mode: Mode) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(16)
        left = QVBoxLayout()
        parts.no_margins(left, 1)
        name = parts.medium(goal.goal, wrap=True)
        left.addWidget(name)
        said = _below(goal, view)
        if said:
            left.addWidget(parts.text(said, "small", wrap=True))
        line.addLayout(left, 3)
        # Not by stretches, which would take the room left over on the page for themselves.
        line.setAlignment(left, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        parts.no_margins(middle, 1)
        middle.addWidget(parts.text(_way(goal), wrap=True))
        if goal.past:
            middle.addWidget(parts.text(_past(goal, view), "small", wrap=True))
        line.addLayout(middle, 3)
        line.setAlignment(middle, Qt.AlignmentFlag.AlignTop)
        share = progress(goal)
        told = "progress unknown" if share is None else f"{fmt.percent(share)} of the way"
        beside = QWidget()
        row = parts.line_of(Progress(share, mode.theme), parts.text(told, "small"))
        beside.setLayout(row)
        beside.setFixedWidth(BAR + 130)
        line.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)
        if self.can_change:
            change = Editable(f"Change {goal.goal}", "Change")
            change.setProperty("question", goal.id)
            change.opened.connect(partial(self._offer, change, goal))
            line.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(line)

    def _offer(self, pressed: Editable, goal: Goal) -> None:
        menu = QMenu(pressed)
        is_closed = goal.done_on is not None or is_dropped(goal)
        if is_closed:
            menu.addAction("Open again", partial(self._close, goal.id, "open"))
        else:
            menu.addAction("Measured …", partial(self.open, f"current {goal.id}"))
            menu.addAction("Met", partial(self._close, goal.id, "met"))
            menu.addAction("Dropped", partial(self._close, goal.id, "dropped"))
        menu.addSeparator()
        for part, name in goals.PARTS.items():
            if part != "current":
                menu.addAction(f"Edit {name} …", partial(self.open, f"{part} {goal.id}"))
        menu.addAction("Remove", partial(self._remove, goal.id))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(pressed.mapToGlobal(pressed.rect().bottomLeft()))

    def _ask_part(self, goal: Goal, view: AccountView) -> None:
        part, _, of = self._opened.partition(" ")
        if of != goal.id or part not in goals.PARTS:
            return
        value = getattr(goal, part)
        shown = "" if value is None else fmt.day_to_type(value) if part == "due_on" else str(value)
        name = goals.PARTS[part].capitalize()
        wanted = Wanted(name, name, 320 if part == "goal" else 180, shown)
        if part == "agreed_with" and view.success.people:
            first = [shown] if shown else []
            people = (*first, *(each for each in view.success.people if each != shown))
            wanted = Wanted(name, width=180, value=shown, options=people)
        self.ask(Question(self._opened, (wanted,), "Save", partial(self._edit, goal.id, part)))

    def _ask_new(self, view: AccountView) -> None:
        people = ("nobody named", *view.success.people)
        wanted = (
            Wanted("Goal", "cut handling time", 220),
            Wanted("Baseline", "from: 40", 80),
            Wanted("Target", "to: 25", 80),
            Wanted("Unit", "min", 64),
            Wanted("Due", "by: 31 mar", 100),
            Wanted("Agreed with", width=140, options=people),
        )
        self.ask(Question(ADD, wanted, "Add", self._add))

    def _add(self, typed: Sequence[str]) -> None:
        if self.view is None:
            return
        goal, baseline, target, unit, due, who = typed
        self.perform(
            goals.add_goal,
            self.view.account.id,
            goal,
            baseline=baseline,
            target=target,
            unit=unit,
            due_on=typed_day(due, as_of=self.view.day),
            agreed_with=None if who == "nobody named" else who,
        )

    def _edit(self, goal: str, part: str, typed: Sequence[str]) -> None:
        if self.view is not None:
            account, day = self.view.account.id, self.view.day
            if part == "current":
                self.perform(goals.measure_goal, goal, typed[0], account=account)
            else:
                self.perform(goals.edit_goal, goal, part, typed[0], account=account, as_of=day)

    def _close(self, goal: str, status: str) -> None:
        if self.view is not None:
            self.do(goals.close_goal, goal, status, self.view.day, account=self.view.account.id)

    def _remove(self, goal: str) -> None:
        if self.view is not None:
            self.do(goals.remove_goal, goal, account=self.view.account.id)


class Progress(QWidget):
    """The share of the way as a small bar; an outline alone where it is unknown."""

    def __init__(self, share: float | None, theme: Theme) -> None:
        super().__init__()
        self._share, self._theme = share, theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("progress unknown" if share is None else f"{fmt.percent(share)} of the way")

    def sizeHint(self) -> QSize:
        return QSize(BAR, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box = QRectF(0.5, 6.5, self.width() - 1, 7)
        painter.setPen(self._theme.colour("control_edge"))
        painter.drawRect(box)
        if self._share:
            painter.fillRect(QRectF(1, 7, (self.width() - 2) * self._share, 6), self._theme.colour("neutral"))


def _way(goal: Goal) -> str:
    """From where to where: 48 to unknown, target 80 %."""
    unit = f"{fmt.THIN}{goal.unit}" if goal.unit else ""
    measured = f"{goal.baseline or fmt.UNKNOWN} \N{RIGHTWARDS ARROW} {goal.current or fmt.UNKNOWN}"
    if goal.target is None:
        return "no target yet" if goal.current is None else f"{measured}{unit}, no target yet"
    return f"{measured}, target {goal.target}{unit}"


def _below(goal: Goal, view: AccountView) -> str:
    if goal.done_on is not None:
        said = [f"met {fmt.day(goal.done_on, beside=view.day)}"]
    elif is_dropped(goal):
        said = ["dropped"]
    else:
        said = [] if goal.due_on is None else [f"due {words.due(goal.due_on, view.day)}"]
    if goal.agreed_with:
        said.append(f"agreed with {goal.agreed_with}")
    lacks = missing(goal) if goal.done_on is None and not is_dropped(goal) else ()
    if lacks:
        said.append(" and ".join(f"no {NO_MISSING[name]}" for name in lacks[:2]) + " yet")
    return ", ".join(said)


def _past(goal: Goal, view: AccountView) -> str:
    shown = goal.past[-MOST_PAST:]
    told = [each.value if each.on is None else f"{each.value} ({fmt.day(each.on, beside=view.day)})" for each in shown]
    return "was " + ", ".join(told[:-1]) + f", now {told[-1]}" if len(told) > 1 else f"measured {told[0]}"

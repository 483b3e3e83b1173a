"""The onboarding: its milestones, whose turn it is, what slipped; and the goals agreed with the customer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.operations.account_view import AccountView, Plan
from desktop.store.queries.account_view import Goal, Step
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode

SIDES = {"ours": "us", "theirs": "them"}


class PlanSection(parts.Column):
    """Every onboarding of the account, then its goals; `reached` tells the milestone (by id) that is done."""

    reached = Signal(str)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        if not view.plans:
            self.heading("No onboarding plan yet")
            self.say("A plan has milestones with a side and a date. Import onboardings and milestones to see it here.")
        for at, plan in enumerate(view.plans):
            self._plan(plan, view, mode, above=24 if at else 0)
        self._goals(view, mode)
        self.rows.addStretch()

    def _plan(self, plan: Plan, view: AccountView, mode: Mode, *, above: int) -> None:
        name = plan.onboarding.name or "Onboarding" if plan.onboarding is not None else "Milestones"
        counted = [step for step in plan.steps if step.state != "waived"]
        done = sum(_is_done(step) for step in counted)
        self.heading(f"{name}: {_standing(plan)}" if plan.onboarding is not None else name, above=above)
        self.say(f"{done} of {fmt.plural(len(counted), 'milestone')} done. {_turn(plan, view)}".strip())
        if not plan.steps:
            return
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 12, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        for column, title in enumerate(("", "Milestone", "Turn", "Due", "Done", "State")):
            label = parts.text(title, "small")
            label.setContentsMargins(0, 0, 0, 4)
            grid.addWidget(label, 0, column)
        for at, step in enumerate(plan.steps):
            grid.addWidget(parts.Rule(), 2 * at + 1, 0, 1, 6)
            self._step(grid, 2 * at + 2, step, view, mode)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(5, 3)
        self.rows.addWidget(table)

    def _step(self, grid: QGridLayout, at: int, step: Step, view: AccountView, mode: Mode) -> None:
        tokens = mode.theme.tokens
        top = Qt.AlignmentFlag.AlignTop
        if not _is_done(step) and step.state != "waived" and mode.can_write:
            box = parts.TickBox(f"Milestone done: {step.name}", mode.theme)
            box.clicked.connect(partial(self._reach, step.id))
            cell = QWidget()
            cell.setLayout(parts.line_of(box))
            cell.setContentsMargins(0, 4, 0, 0)
            grid.addWidget(cell, at, 0, top)
        elif _is_done(step):
            tick = QLabel()
            tick.setPixmap(mode.theme.icon("check").pixmap(16, 16))
            tick.setAccessibleName("done")
            tick.setContentsMargins(2, 5, 0, 0)
            grid.addWidget(tick, at, 0, top)
        ink = tokens.ink_3 if step.state == "waived" else tokens.ink
        name = parts.toned(step.name, ink, weight=QFont.Weight.Medium, wrap=True)
        about = ", ".join(filter(None, (step.phase, "first value" if step.is_value else None)))
        cell = QWidget()
        cell.setLayout(parts.line_of(name, parts.text(about, "small")))
        cell.setContentsMargins(0, 6, 0, 6)
        grid.addWidget(cell, at, 1, top)
        due = fmt.day(step.due_on, beside=view.day)
        is_moved = step.first_due_on is not None and step.first_due_on != step.due_on
        if is_moved:
            due += f", first {fmt.day(step.first_due_on, beside=view.day)}"
        says = (
            SIDES.get(step.side or "", step.side or fmt.UNKNOWN),
            due,
            fmt.day(step.done_on, beside=view.day) if step.done_on else "",
        )
        for column, said in enumerate(says, start=2):
            label = parts.toned(said, ink)
            label.setContentsMargins(0, 6, 0, 6)
            grid.addWidget(label, at, column, top)
        is_pressing = step.state == "blocked" or _is_late(step, view)
        state = parts.toned(
            _state(step, view, mode),
            ink if is_pressing else tokens.ink_2,
            weight=QFont.Weight.Medium if is_pressing else QFont.Weight.Normal,
            wrap=True,
        )
        state.setContentsMargins(0, 6, 0, 6)
        grid.addWidget(state, at, 5, top)

    def _goals(self, view: AccountView, mode: Mode) -> None:
        del mode
        met = sum(goal.status == "met" or goal.done_on is not None for goal in view.goals)
        self.heading("Goals", f"{met} of {len(view.goals)} met" if view.goals else "", above=28)
        if not view.goals:
            self.say("No goal is agreed yet. Goals come from a QBR, or from a file of objectives.")
        for goal in view.goals:
            line = parts.line_of(spacing=16)
            line.setContentsMargins(0, 6, 0, 6)
            line.insertWidget(0, parts.medium(goal.goal, wrap=len(goal.goal) > 60), 1 if len(goal.goal) > 60 else 0)
            line.insertWidget(1, parts.text(_way(goal)))
            who = [] if goal.done_on is None else [f"met {fmt.day(goal.done_on, beside=view.day)}"]
            who += [f"due {words.due(goal.due_on, view.day)}"] if goal.done_on is None else []
            who += [goal.status] if goal.status and goal.done_on is None and goal.status != "open" else []
            line.insertWidget(2, parts.text(", ".join(who), "second"))
            self.rows.addLayout(line)
            self.rule()

    def _reach(self, milestone: str, _checked: bool = True) -> None:
        self.reached.emit(milestone)


def _is_done(step: Step) -> bool:
    return step.done_on is not None or step.state == "done"


def _is_late(step: Step, view: AccountView) -> bool:
    return not _is_done(step) and step.state != "waived" and step.due_on is not None and step.due_on < view.day


def _standing(plan: Plan) -> str:
    if plan.live_days is not None:
        target = "" if plan.target_days is None else f", planned {plan.target_days}"
        return f"live after {fmt.days(plan.live_days)}{target}"
    if plan.target_days is None:
        return f"day {plan.day_no}, no target date"
    return f"day {plan.day_no} of {plan.target_days}"


def _way(goal: Goal) -> str:
    """From where to where: 48 → unknown, target 80 %."""
    unit = f"{fmt.THIN}{goal.unit}" if goal.unit else ""
    measured = f"{goal.baseline or fmt.UNKNOWN} → {goal.current or fmt.UNKNOWN}"
    if goal.target is None:
        return "no target" if goal.current is None else f"{measured}{unit}, no target"
    return f"{measured}, target {goal.target}{unit}"


def _turn(plan: Plan, view: AccountView) -> str:
    """What comes next and whose turn it is."""
    open_steps = [step for step in plan.steps if not _is_done(step) and step.state != "waived"]
    if not open_steps:
        return ""
    step = next((each for each in open_steps if each.state == "blocked"), open_steps[0])
    turn = {"ours": "our turn", "theirs": "their turn"}.get(step.side or "", "nobody's turn yet")
    if step.state == "blocked":
        since = "" if step.blocked_on is None else f" for {fmt.days((view.day - step.blocked_on).days)}"
        return f"{step.name} is blocked{since}: {turn}."
    return f"Next: {step.name}, {words.due(step.due_on, view.day)}, {turn}."


def _state(step: Step, view: AccountView, mode: Mode) -> str:
    reason = "" if not step.reason or mode.is_guarded else f": {step.reason}"
    if _is_done(step):
        late = 0 if step.done_on is None or step.due_on is None else (step.done_on - step.due_on).days
        return "done" if late <= 0 else f"done {fmt.days(late)} late"
    if step.state == "waived":
        return f"waived{reason}"
    if step.state == "blocked":
        since = "" if step.blocked_on is None else f" for {fmt.days((view.day - step.blocked_on).days)}"
        return f"blocked{since}{reason}"
    slipped = ""
    if step.first_due_on is not None and step.due_on is not None and step.due_on > step.first_due_on:
        slipped = f", slipped {fmt.days((step.due_on - step.first_due_on).days)}"
    late = f"{words.due(step.due_on, view.day)}" if _is_late(step, view) else "open"
    return late + slipped

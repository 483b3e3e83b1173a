"""The onboarding: its milestones, whose turn it is, what slipped; begun, moved, blocked and waived in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QWidget

from desktop.domain.shifting import Move, PlanMove
from desktop.operations import onboardings, templates
from desktop.operations.account_success import kickoff_preview, start_preview, step_preview
from desktop.operations.account_view import AccountView, Plan
from desktop.store.queries.account_view import Step
from desktop.store.queries.templates import PlanStep
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.asking import Asking, Preview, Question, Wanted
from desktop.views.account.goals import Goals
from desktop.views.account.inline import Editable
from desktop.views.account.offers import Offers
from desktop.views.account.parts import Mode
from desktop.views.account.plan_words import (
    is_done,
    is_late,
    kickoff_words,
    move_rows,
    standing,
    start_words,
    state_words,
    turn_words,
    whose,
)

SIDES = {"ours": "ours", "theirs": "theirs"}
START = "start"
NO_TEMPLATE = "No template is in this book: the library holds them."


class PlanSection(parts.Column):
    """Every onboarding of the account, then its goals and opportunities; `reached` tells the milestone that is done."""

    reached = Signal(str)
    won = Signal(str)
    """An opportunity (by id) was won: its contract is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.steps, self.goals, self.offers = Plans(), Goals(), Offers()
        self.steps.reached.connect(self.reached)
        self.offers.won.connect(self.won)
        for region in (self.steps, self.goals, self.offers):
            self.rows.addWidget(region)
        self.rows.addStretch()

    def clear(self) -> None:
        for region in (self.steps, self.goals, self.offers):
            region.clear()

    def show_view(self, view: AccountView, mode: Mode) -> None:
        for region in (self.steps, self.goals, self.offers):
            region.show_view(view, mode)


class Plans(Asking):
    """The plans with their milestones; one is begun from a template, and its dates move together."""

    reached = Signal(str)

    def fill(self, view: AccountView, mode: Mode) -> None:
        if not view.plans:
            self.heading("No onboarding plan yet")
            self.say("A plan has milestones with a side and a date. Start one from a template, or import onboardings.")
        if not view.plans and self.can_change:
            self.rows.addSpacing(8)
            if self._opened != START:
                button = QPushButton("Start an onboarding")
                button.setProperty("look", "primary")
                button.setProperty("question", START)
                button.clicked.connect(partial(self.open, START))
                self.rows.addLayout(parts.line_of(button))
            self._ask_start(view)
        for at, plan in enumerate(view.plans):
            self._plan(plan, view, mode, above=24 if at else 0)

    # -- one plan

    def _plan(self, plan: Plan, view: AccountView, mode: Mode, *, above: int) -> None:
        known = plan.onboarding
        name = known.name or "Onboarding" if known is not None else "Milestones"
        counted = [step for step in plan.steps if step.state != "waived"]
        done = sum(is_done(step) for step in counted)
        self.heading(f"{name}: {standing(plan)}" if known is not None else name, above=above)
        self.say(f"{done} of {fmt.plural(len(counted), 'milestone')} done. {turn_words(plan, view)}".strip())
        if known is not None and self.can_change:
            self._ways(plan, view)
        if not plan.steps:
            return
        self._table(plan.steps, view, mode)

    def _ways(self, plan: Plan, view: AccountView) -> None:
        """What can be done with the whole plan."""
        known = plan.onboarding
        assert known is not None
        is_live = plan.live_days is not None
        links: list[QWidget] = []
        if any(not is_done(step) and step.state != "waived" and step.due_on is not None for step in plan.steps):
            links.append(self.link(f"kickoff {known.id}", "Move the kickoff"))
        if plan.steps and not is_live:
            live = Editable("Gone live", "Gone live")
            live.opened.connect(partial(self.go_live, known.id))
            links.append(live)
        if plan.steps:
            links.append(self.link(f"template {known.id}", "Save as template"))
        if plan is view.plans[0]:
            links.append(self.link(START, "Start another"))
        self.rows.addLayout(parts.line_of(*links, spacing=8))
        self._ask_kickoff(plan, view)
        self._ask_template(known.id)
        if plan is view.plans[0]:
            self._ask_start(view)

    def _table(self, steps: Sequence[Step], view: AccountView, mode: Mode) -> None:
        table, grid = _grid()
        at = 2
        for step in steps:
            grid.addWidget(parts.Rule(), at - 1, 0, 1, 7)
            self._step(grid, at, step, view, mode)
            at += 2
            if self._opened.endswith(step.id) and self._opened != step.id:
                # The question stands below its milestone: the table is cut there.
                self.rows.addWidget(table)
                self._ask_step(step, view)
                table, grid = _grid(with_names=False)
                at = 2
        if at > 2:
            self.rows.addWidget(table)
        else:
            table.deleteLater()

    def _step(self, grid: QGridLayout, at: int, step: Step, view: AccountView, mode: Mode) -> None:
        tokens = mode.theme.tokens
        top = Qt.AlignmentFlag.AlignTop
        if not is_done(step) and step.state != "waived" and mode.can_write:
            box = parts.TickBox(f"Milestone done: {step.name}", mode.theme)
            box.clicked.connect(partial(self._reach, step.id))
            cell = QWidget()
            cell.setLayout(parts.line_of(box))
            cell.setContentsMargins(0, 4, 0, 0)
            grid.addWidget(cell, at, 0, top)
        elif is_done(step):
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
        is_pressing = step.state == "blocked" or is_late(step, view)
        state = parts.toned(
            state_words(step, view, mode),
            ink if is_pressing else tokens.ink_2,
            weight=QFont.Weight.Medium if is_pressing else QFont.Weight.Normal,
            wrap=True,
        )
        state.setContentsMargins(0, 6, 0, 6)
        grid.addWidget(state, at, 5, top)
        if self.can_change:
            change = Editable(f"Change {step.name}", "Change")
            change.setProperty("question", step.id)
            change.opened.connect(partial(self._offer, change, step.id))
            cell = QWidget()
            cell.setLayout(parts.line_of(change))
            cell.setContentsMargins(0, 5, 0, 0)
            grid.addWidget(cell, at, 6, top)

    def _offer(self, pressed: Editable, milestone: str) -> None:
        """What can become of a milestone, as a menu at its link."""
        step = self._planned(milestone)
        if step is None:
            return
        menu = QMenu(pressed)
        is_closed = step.done_on is not None or step.state in ("done", "waived")
        if is_closed or step.state == "blocked":
            menu.addAction("Reopen" if is_closed else "No longer blocked", partial(self._reopen, milestone))
        if not is_closed:
            menu.addAction("Move …", partial(self.open, f"move {milestone}"))
            menu.addAction("Blocked …", partial(self.open, f"blocked {milestone}"))
            menu.addAction("Waive …", partial(self.open, f"waived {milestone}"))
            other = "theirs" if step.side == "ours" else "ours"
            turn = "Their turn" if other == "theirs" else "Our turn"
            menu.addAction(turn, partial(self._turn_to, milestone, other))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(pressed.mapToGlobal(pressed.rect().bottomLeft()))

    def _planned(self, milestone: str) -> PlanStep | None:
        steps = () if self.view is None else self.view.success.steps
        return next((each for each in steps if each.id == milestone), None)

    # -- questions

    def _ask_start(self, view: AccountView) -> None:
        names = tuple(each.name for each in view.success.templates)
        if self._opened == START and not names:
            self.say(NO_TEMPLATE)
            return
        wanted = (
            Wanted("Template", width=140, options=names),
            Wanted("Kickoff", "kickoff: today, 1 dec, mon", 200),
        )
        self.ask(Question(START, wanted, "Start", self._start, self._preview_start))

    def _preview_start(self, typed: Sequence[str]) -> Preview:
        if self.view is None:
            return Preview("")
        day = self.view.day
        found = start_preview(self.view.success.templates, typed[0], typed[1], as_of=day)
        return start_words(found, self.view)

    def _start(self, typed: Sequence[str]) -> None:
        if self.view is not None:
            found = start_preview(self.view.success.templates, typed[0], typed[1], as_of=self.view.day)
            account = self.view.account.id
            self.perform(onboardings.start_onboarding, account, found.template.key, found.started_on)

    def _ask_kickoff(self, plan: Plan, view: AccountView) -> None:
        known = plan.onboarding
        assert known is not None
        wanted = [Wanted("Move by, or to", "+1w, -3d, or a day: 8 dec", 180)]
        if known.target_on is not None:
            wanted.append(Wanted("the target too", value="yes", is_tick=True))
        del view
        self.ask(
            Question(
                f"kickoff {known.id}",
                tuple(wanted),
                "Move",
                partial(self._move_kickoff, known.id),
                partial(self._preview_kickoff, known.id),
            )
        )

    def _kickoff(self, onboarding: str, typed: Sequence[str]) -> PlanMove | None:
        view = self.view
        head = None if view is None else next((each for each in view.success.heads if each.id == onboarding), None)
        if view is None or head is None:
            return None
        with_target = len(typed) < 2 or bool(typed[1])
        return kickoff_preview(view.success, head, typed[0], as_of=view.day, with_target=with_target)

    def _preview_kickoff(self, onboarding: str, typed: Sequence[str]) -> Preview:
        found = self._kickoff(onboarding, typed)
        return Preview("") if found is None or self.view is None else kickoff_words(found, self.view)

    def _move_kickoff(self, onboarding: str, typed: Sequence[str]) -> None:
        found, view = self._kickoff(onboarding, typed), self.view
        if found is not None and view is not None:
            with_target = len(typed) < 2 or bool(typed[1])
            account = view.account.id
            self.perform(onboardings.move_kickoff, onboarding, found.days, account=account, with_target=with_target)

    def _ask_template(self, onboarding: str) -> None:
        wanted = (Wanted("Name of the template", "name of the template", 220),)
        save = partial(self._save_template, onboarding)
        self.ask(Question(f"template {onboarding}", wanted, "Save template", save))

    def _save_template(self, onboarding: str, typed: Sequence[str]) -> None:
        self.perform(templates.template_from_plan, onboarding, typed[0])

    def _ask_step(self, step: Step, view: AccountView) -> None:
        kind = self._opened.split(" ", 1)[0]
        if kind == "move":
            due = fmt.day_to_type(step.due_on)
            wanted = (
                Wanted(f"New day of {step.name}", f"12 dec, +1w; now {due}" if due else "12 dec, fri, +2w", 200),
                Wanted("those due after it too", is_tick=True),
            )
            save, preview = partial(self._move_step, step.id), partial(self._preview_step, step.id)
            self.ask(Question(self._opened, wanted, "Move", save, preview))
            return
        turn = Wanted("Turn", width=110, options=("their turn", "our turn"), value=f"{whose(step)} turn")
        why = Wanted(f"Why {step.name} is {kind}", "why: waiting for their IT", 320)
        asked = (why, turn) if kind == "blocked" else (why,)
        verb = "Block" if kind == "blocked" else "Waive"
        save = partial(self._set_state, step.id, "blocked" if kind == "blocked" else "waived")
        preview = partial(self._preview_waived, step) if kind == "waived" else None
        self.ask(Question(self._opened, asked, verb, save, preview))
        del view

    def _moves(self, milestone: str, typed: Sequence[str]) -> tuple[Move, ...]:
        step = self._planned(milestone)
        if self.view is None or step is None:
            return ()
        return step_preview(self.view.success, step, typed[0], as_of=self.view.day, those_after=bool(typed[1]))

    def _preview_step(self, milestone: str, typed: Sequence[str]) -> Preview:
        moves = self._moves(milestone, typed)
        if self.view is None or not moves:
            return Preview("It is due on that day already.")
        return Preview(f"{fmt.plural(len(moves), 'milestone')} would move.", move_rows(moves, self.view))

    def _move_step(self, milestone: str, typed: Sequence[str]) -> None:
        moves = self._moves(milestone, typed)
        own = next((each.to for each in moves if each.milestone == milestone), None)
        step, view = self._planned(milestone), self.view
        if view is not None and step is not None:
            due_on = own or step.due_on or view.day
            account, along = view.account.id, bool(typed[1])
            self.perform(onboardings.move_milestone, milestone, due_on, account=account, those_after=along)

    def _preview_waived(self, step: Step, _typed: Sequence[str]) -> Preview:
        if step.is_value:
            return Preview("Its first value: without another milestone marked so, this plan never reaches value.")
        return Preview("Waived, it counts neither as done nor as late.")

    def _set_state(self, milestone: str, state: onboardings.Open, typed: Sequence[str]) -> None:
        if self.view is not None:
            side = ("ours" if typed[1].startswith("our") else "theirs") if len(typed) > 1 else None
            account = self.view.account.id
            self.perform(onboardings.set_state, milestone, state, account=account, reason=typed[0], side=side)

    def _reopen(self, milestone: str) -> None:
        if self.view is not None:
            self.do(onboardings.set_state, milestone, "open", account=self.view.account.id)

    def _turn_to(self, milestone: str, side: str) -> None:
        if self.view is not None:
            self.do(onboardings.set_side, milestone, side, account=self.view.account.id)

    def go_live(self, onboarding: str) -> None:
        """Say that it has gone live, today."""
        if self.view is not None:
            self.do(onboardings.go_live, onboarding, self.view.day, account=self.view.account.id)

    def _reach(self, milestone: str, _checked: bool = True) -> None:
        self.reached.emit(milestone)


def _grid(*, with_names: bool = True) -> tuple[QWidget, QGridLayout]:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 12 if with_names else 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(0)
    for column, title in enumerate(("", "Milestone", "Turn", "Due", "Done", "State", "") if with_names else ()):
        label = parts.text(title, "small")
        label.setContentsMargins(0, 0, 0, 4)
        grid.addWidget(label, 0, column)
    # Fixed, so that a table that is cut in two keeps its columns.
    for column, width in ((0, 20), (2, 40), (3, 150), (4, 64), (6, 60)):
        grid.setColumnMinimumWidth(column, width)
    grid.setColumnStretch(1, 3)
    grid.setColumnStretch(5, 4)
    return table, grid

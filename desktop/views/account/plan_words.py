"""What a plan's parts say: how far it is, whose turn it is, what a move or a start would do."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.shifting import Move, PlanMove
from desktop.operations.account_success import StartPreview
from desktop.operations.account_view import AccountView, Plan
from desktop.store.queries.account_view import Step
from desktop.views import format as fmt
from desktop.views.account import words
from desktop.views.account.asking import Preview
from desktop.views.account.parts import Mode


def start_words(found: StartPreview, view: AccountView) -> Preview:
    count, target = len(found.milestones), fmt.day(found.target_on, beside=view.day)
    says = (
        f"{fmt.plural(count, 'milestone')} in {fmt.days(found.template.target_days)}, calendar days: target {target}."
    )
    if any(head.live_on is None for head in view.success.heads):
        says += " Another plan is still on its way."
    rows = tuple(
        (
            each.name,
            fmt.long_day(each.due_on),
            "our turn" if each.side == "ours" else "their turn",
            "first value" if each.first_value else "",
        )
        for each in found.milestones
    )
    return Preview(says, rows)


def kickoff_words(found: PlanMove, view: AccountView) -> Preview:
    if not found.days:
        return Preview("By 0 days everything stays.")
    if not found.moves:
        return Preview("Nothing is open with a day: nothing would move.")
    says = f"{fmt.plural(len(found.moves), 'open date')} {fmt.days(abs(found.days))} "
    says += "later" if found.days > 0 else "earlier"
    if found.stays:
        says += f"; {found.stays} done or waived {'stays' if found.stays == 1 else 'stay'}"
    if found.target_on is not None:
        says += f"; target {fmt.day(found.target_on, beside=view.day)}"
    if found.started_on is not None:
        says += f"; starts {fmt.day(found.started_on, beside=view.day)}"
    else:
        says += "; the start stays, time to value counts from it"
    return Preview(f"{says}.", move_rows(found.moves, view))


def move_rows(moves: Sequence[Move], view: AccountView) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            each.name,
            "no day" if each.was is None else fmt.day(each.was, beside=view.day),
            "\N{RIGHTWARDS ARROW}",
            fmt.long_day(each.to),
        )
        for each in moves
    )


def whose(step: Step) -> str:
    return "our" if step.side == "ours" else "their"


def is_done(step: Step) -> bool:
    return step.done_on is not None or step.state == "done"


def is_late(step: Step, view: AccountView) -> bool:
    return not is_done(step) and step.state != "waived" and step.due_on is not None and step.due_on < view.day


def standing(plan: Plan) -> str:
    if plan.live_days is not None:
        target = "" if plan.target_days is None else f", planned {plan.target_days}"
        return f"live after {fmt.days(plan.live_days)}{target}"
    if plan.day_no is not None and plan.day_no < 0:
        return f"starts {words.ahead(-plan.day_no)}"
    if plan.target_days is None:
        return f"day {plan.day_no}, no target date"
    return f"day {plan.day_no} of {plan.target_days}"


def turn_words(plan: Plan, view: AccountView) -> str:
    """What comes next and whose turn it is."""
    open_steps = [step for step in plan.steps if not is_done(step) and step.state != "waived"]
    if not open_steps:
        return ""
    step = next((each for each in open_steps if each.state == "blocked"), open_steps[0])
    turn = {"ours": "our turn", "theirs": "their turn"}.get(step.side or "", "nobody's turn yet")
    if step.state == "blocked":
        since = "" if step.blocked_on is None else _for((view.day - step.blocked_on).days)
        return f"{step.name} is blocked{since}: {turn}."
    return f"Next: {step.name}, {words.due(step.due_on, view.day)}, {turn}."


def state_words(step: Step, view: AccountView, mode: Mode) -> str:
    reason = "" if not step.reason or mode.is_guarded else f": {step.reason}"
    if is_done(step):
        late = 0 if step.done_on is None or step.due_on is None else (step.done_on - step.due_on).days
        return "done" if late <= 0 else f"done {fmt.days(late)} late"
    if step.state == "waived":
        return f"waived{reason}"
    if step.state == "blocked":
        since = "" if step.blocked_on is None else _for((view.day - step.blocked_on).days)
        return f"blocked{since}{reason}"
    slipped = ""
    if step.first_due_on is not None and step.due_on is not None and step.due_on > step.first_due_on:
        slipped = f", slipped {fmt.days((step.due_on - step.first_due_on).days)}"
    late = f"{words.due(step.due_on, view.day)}" if is_late(step, view) else "open"
    return late + slipped


def _for(days: int) -> str:
    return f" for {fmt.days(days)}" if days else " since today"

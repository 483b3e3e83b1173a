"""Working an onboarding: starting one from a template, moving its dates, and what becomes of its milestones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Literal

from desktop.domain.counting import counted
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.shifting import Dated, Move, PlanMove, kickoff_moved, moved, with_those_after
from desktop.domain.templates import planned, target_of
from desktop.operations.templates import template_called
from desktop.store.connection import Connection
from desktop.store.queries.rows import exists, is_living
from desktop.store.queries.templates import PlanHead, PlanStep, plan_head, plan_heads, plan_steps
from desktop.store.tx import Tx

Open = Literal["open", "blocked", "waived"]
LONGEST_REASON = 1000


def start_onboarding(tx: Tx, account: str, template: str, started_on: date) -> str:
    """Give an account a plan with the milestones of a template, dated in calendar days from the start.

    Returns:
        The onboarding's id.

    Raises:
        Rejected: the account or the template is gone, the template is empty, or the same plan begins that day already.
    """
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    found = template_called(tx, template)
    if not found.milestones:
        raise Rejected(f"{found.name} has no milestones: add some in the library first.", field="template")
    same = [each for each in plan_heads(tx.conn, account) if (each.name, each.started_on) == (found.name, started_on)]
    if same:
        raise Rejected(
            f"A plan called {found.name} starts on {started_on.isoformat()} already: choose another day.", field="date"
        )
    # As an import names it: two who begin the same plan apart have begun one. After one that was taken back, another.
    known = derived_id("onboarding", [account, started_on.isoformat(), found.name, 0])
    is_first = not exists(tx.conn, "onboarding", known)
    row = tx.insert(
        "onboarding",
        {
            "account": account,
            "name": found.name,
            "started_on": started_on.isoformat(),
            "target_on": target_of(found, started_on).isoformat(),
            "template": found.key,
        },
        id=known if is_first else None,
    )
    namesakes: Counter[str] = Counter()
    for each in planned(found, started_on):
        tx.insert(
            "milestone",
            {
                "account": account,
                "onboarding": row,
                "name": each.name,
                "due_on": each.due_on.isoformat(),
                "first_value": int(each.first_value),
                "phase": each.phase,
                "side": each.side,
                "state": "open",
                "position": each.position,
            },
            id=derived_id("milestone", [account, row, each.name, namesakes[each.name]]),
        )
        namesakes[each.name] += 1
    count = len(found.milestones)
    tx.label = f"Onboarding started: {found.name}, {counted(count, 'milestone')}"
    return row


def move_kickoff(tx: Tx, onboarding: str, days: int, *, account: str, with_target: bool = True) -> PlanMove:
    """Move every open milestone of a plan by calendar days; its start while nothing is done; its target if asked.

    Raises:
        Rejected: the plan is gone, `days` is 0, nothing of it is open, or a day would leave the calendar.
    """
    head = _head(tx, onboarding, account)
    if not days:
        raise Rejected("Moved by 0 days everything stays: type how far, such as +1w.", field="days")
    steps = steps_of(plan_steps(tx.conn, account), onboarding, is_only=len(plan_heads(tx.conn, account)) == 1)
    found = preview_kickoff(head, steps, days, with_target=with_target)
    if not found.moves:
        raise Rejected(f"Nothing of {head.name or 'this plan'} is open with a day: nothing was moved.", field="days")
    _move(tx, found.moves)
    changed = {"started_on": found.started_on, "target_on": found.target_on}
    values = {name: day.isoformat() for name, day in changed.items() if day is not None}
    if values:
        tx.update("onboarding", onboarding, values)
    tx.label = f"Kickoff moved {days:+d} d: {_count(found.moves)}".replace("-", "\N{MINUS SIGN}")
    return found


def preview_kickoff(head: PlanHead, steps: Sequence[Dated], days: int, *, with_target: bool = True) -> PlanMove:
    """What `move_kickoff` would do.

    Raises:
        Rejected: a day would leave the calendar.
    """
    return kickoff_moved(steps, days, head.started_on, head.target_on, with_target=with_target)


def move_milestone(
    tx: Tx, milestone: str, due_on: date, *, account: str, those_after: bool = False
) -> tuple[Move, ...]:
    """Give a milestone another day, and by as much all open ones of its plan due then or later, if asked.

    Raises:
        Rejected: it is gone, done or waived, or has that day already.
    """
    steps = plan_steps(tx.conn, account)
    found = _step(steps, milestone)
    moves = with_those_after(steps_of(steps, found.onboarding), milestone, due_on, those_after=those_after)
    if not moves:
        raise Rejected(f"{found.name} is due on that day already; nothing was saved.", field="due_on")
    _move(tx, moves)
    more = f" and {len(moves) - 1} after it" if len(moves) > 1 else ""
    tx.label = f"Moved: {found.name}{more}"
    return moves


def set_state(
    tx: Tx, milestone: str, state: Open, *, account: str, reason: str | None = None, side: str | None = None
) -> None:
    """Block or waive a milestone, or open it again.

    A blocked one is still due and keeps its day; a waived one counts neither as done nor as late, and one that is the
    first value leaves the plan without it: nothing then counts as value but another milestone marked so.

    Args:
        reason: why; needed for blocked and waived, taken away by open.
        side: whose turn it is from now on; None = as it was.

    Raises:
        Rejected: it is gone, a reason is missing, or it stands so already.
    """
    found = _step(plan_steps(tx.conn, account), milestone)
    said = " ".join((reason or "").split())
    if state != "open" and not said:
        verb = "blocks" if state == "blocked" else "waives"
        raise Rejected(f"What {verb} {found.name}? Type the reason; nothing was saved.", field="reason")
    if len(said) > LONGEST_REASON:
        raise Rejected(f"A reason has at most {LONGEST_REASON} characters; this one has {len(said)}.", field="reason")
    is_done = found.done_on is not None or found.state == "done"
    if state != "open" and is_done:
        raise Rejected(f"{found.name} is done: reopen it before it can be {state}.", field="state")
    if state == "open" and not is_done and found.state in (None, "open"):
        raise Rejected(f"{found.name} is open already; nothing was saved.", field="state")
    if side is not None and side not in ("ours", "theirs"):
        raise Rejected("It is our turn or theirs: type ours or theirs.", field="side")
    values = {"state": state, "reason": said or None, "done_on": None}
    tx.update("milestone", milestone, values if side is None else {**values, "side": side})
    called = {"blocked": "Blocked", "waived": "Waived", "open": "Reopened"}[state]
    tx.label = f"{called}: {found.name}"


def set_side(tx: Tx, milestone: str, side: str, *, account: str) -> None:
    """Say whose turn a milestone is.

    Raises:
        Rejected: it is gone, or the side is neither ours nor theirs.
    """
    found = _step(plan_steps(tx.conn, account), milestone)
    if side not in ("ours", "theirs"):
        raise Rejected("It is our turn or theirs: type ours or theirs.", field="side")
    tx.update("milestone", milestone, {"side": side})
    tx.label = f"{found.name}: {'our' if side == 'ours' else 'their'} turn"


def go_live(tx: Tx, onboarding: str, live_on: date | None, *, account: str) -> None:
    """Say on which day the customer went live, or with None that it has not.

    Raises:
        Rejected: the plan is gone, or the day lies before its start.
    """
    head = _head(tx, onboarding, account)
    if live_on is not None and live_on < head.started_on:
        raise Rejected(f"The plan starts on {head.started_on.isoformat()}: it cannot be live before.", field="live_on")
    tx.update("onboarding", onboarding, {"live_on": None if live_on is None else live_on.isoformat()})
    tx.label = f"{head.name or 'Onboarding'}: {'live' if live_on is not None else 'not live yet'}"


def steps_of(steps: Sequence[PlanStep], onboarding: str | None, *, is_only: bool = False) -> list[Dated]:
    """The milestones of one plan; None = those of none, which belong to the account's only plan if it has just one."""
    return [each.dated for each in steps if each.onboarding == onboarding or (is_only and each.onboarding is None)]


def running_plan(heads: Sequence[PlanHead]) -> PlanHead | None:
    """The plan a line means: the newest that has not gone live."""
    return next((each for each in heads if each.live_on is None), None)


def kickoff_shift(conn: Connection, account: str, days: int | None, to: date | None) -> tuple[PlanHead, int]:
    """The account's running plan, and by how many days it moves: as said, or so that it starts on a day.

    Raises:
        Rejected: no plan of the account is on its way.
    """
    found = running_plan(plan_heads(conn, account))
    if found is None:
        raise Rejected("No onboarding is on its way here: start one, such as: start standard 1 dec.", field="milestone")
    return found, days if days is not None else ((to or found.started_on) - found.started_on).days


def due_after(conn: Connection, account: str, milestone: str, days: int | None, to: date | None) -> date:
    """The day a milestone moves to: the one that is said, or its own and so many days.

    Raises:
        Rejected: it is gone, or has no day to count from.
    """
    found = _step(plan_steps(conn, account), milestone)
    if to is not None:
        return to
    if found.due_on is None:
        raise Rejected(f"{found.name} has no day yet: type the day it is due.", field="due_on")
    return moved(found.due_on, days or 0)


def _move(tx: Tx, moves: Sequence[Move]) -> None:
    for each in moves:
        tx.update("milestone", each.milestone, {"due_on": each.to.isoformat()})


def _head(tx: Tx, onboarding: str, account: str) -> PlanHead:
    found = plan_head(tx.conn, onboarding)
    if found is None or found.account != account:
        raise Rejected("There is no such plan any more: it may have been taken back. Nothing was saved.")
    return found


def _step(steps: Sequence[PlanStep], milestone: str) -> PlanStep:
    found = next((each for each in steps if each.id == milestone), None)
    if found is None:
        raise Rejected("There is no such milestone any more: it may have been taken back. Nothing was saved.")
    return found


def _count(moves: Sequence[Move]) -> str:
    return f"{counted(len(moves), 'milestone')} moved"

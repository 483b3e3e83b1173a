"""Objectives agreed with a customer: written down, measured, met, dropped, and every part of one edited in place."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.goals import DROPPED, MET, OPEN, Goal
from desktop.domain.identity import derived_id
from desktop.operations.accounts import typed_day
from desktop.store.queries.rows import exists, is_living
from desktop.store.queries.success import objectives
from desktop.store.tx import Tx, Value

LONGEST_GOAL, LONGEST_VALUE = 300, 60
PARTS = {
    "goal": "goal",
    "baseline": "baseline",
    "current": "current value",
    "target": "target",
    "unit": "unit",
    "due_on": "due date",
    "agreed_with": "agreed with",
}
"""What can be edited, and what it is called."""


def add_goal(
    tx: Tx,
    account: str,
    goal: str,
    *,
    baseline: str | None = None,
    current: str | None = None,
    target: str | None = None,
    unit: str | None = None,
    due_on: date | None = None,
    agreed_with: str | None = None,
) -> str:
    """Write down what a customer wants to reach; only the goal has to be said.

    Raises:
        Rejected: the goal is missing or too long, stands there already, or the account is gone.
    """
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    said = _goal(goal)
    if any(each.goal.casefold() == said.casefold() for each in objectives(tx.conn, account, tx.at.date())):
        raise Rejected(f'"{said}" is a goal here already: change that one.', field="goal")
    parts = {"baseline": baseline, "current": current, "target": target, "unit": unit, "agreed_with": agreed_with}
    values: dict[str, Value] = {name: _value(value, name) for name, value in parts.items()}
    values |= {"account": account, "goal": said, "status": OPEN}
    values["due_on"] = None if due_on is None else due_on.isoformat()
    tx.label = f"Goal added: {said}"
    # As an import names it: two who write it down apart have written down one.
    row = derived_id("objective", [account, said, 0])
    return tx.insert("objective", values, id=None if exists(tx.conn, "objective", row) else row)


def edit_goal(tx: Tx, objective: str, part: str, typed: str, *, account: str, as_of: date) -> None:
    """Change one part of an objective to what was typed; blank takes it away, but for the goal itself.

    Args:
        part: one of PARTS.

    Raises:
        Rejected: it is gone, or what was typed does not fit.
    """
    found = _living(tx, objective, account)
    value: Value
    if part == "goal":
        value = _goal(typed)
    elif part == "due_on":
        day = typed_day(typed, as_of=as_of)
        value = None if day is None else day.isoformat()
    else:
        value = _value(typed, part)
    tx.update("objective", objective, {part: value})
    tx.label = f"Goal {found.goal}: {PARTS[part]} {'taken away' if value is None else value}"


def measure_goal(tx: Tx, objective: str, value: str, *, account: str) -> None:
    """Write down where a goal stands now; what it was before stays in the journal.

    Raises:
        Rejected: it is gone, or nothing was said.
    """
    found = _living(tx, objective, account)
    said = _value(value, "current")
    if said is None:
        raise Rejected(f"Where does {found.goal} stand? Type the value.", field="current")
    tx.update("objective", objective, {"current": said})
    tx.label = f"Goal {found.goal}: now {said}"


def close_goal(tx: Tx, objective: str, status: str, on_day: date, *, account: str) -> None:
    """Say that a goal was met on a day, or dropped, or is open again.

    Args:
        status: met, dropped or open.

    Raises:
        Rejected: it is gone, or stands so already.
    """
    found = _living(tx, objective, account)
    if status not in (MET, DROPPED, OPEN):
        raise Rejected("A goal is met, dropped or open.", field="status")
    now = MET if found.done_on is not None else (found.status or OPEN)
    if status == now:
        raise Rejected(f"{found.goal} is {status} already; nothing was saved.", field="status")
    done_on = on_day.isoformat() if status == MET else None
    tx.update("objective", objective, {"status": status, "done_on": done_on})
    tx.label = f"Goal {'open again' if status == OPEN else status}: {found.goal}"


def remove_goal(tx: Tx, objective: str, *, account: str) -> None:
    """Take a goal away that was written down by mistake.

    Raises:
        Rejected: it is gone already.
    """
    found = _living(tx, objective, account)
    tx.delete("objective", objective)
    tx.label = f"Goal removed: {found.goal}"


def _living(tx: Tx, objective: str, account: str) -> Goal:
    found = next((each for each in objectives(tx.conn, account, tx.at.date()) if each.id == objective), None)
    if found is None:
        raise Rejected("There is no such goal any more: it may have been taken back. Nothing was saved.")
    return found


def _goal(typed: str) -> str:
    said = " ".join(typed.split())
    if not said:
        raise Rejected("A goal needs words: type what the customer wants to reach.", field="goal")
    if len(said) > LONGEST_GOAL:
        raise Rejected(f"A goal has at most {LONGEST_GOAL} characters; this one has {len(said)}.", field="goal")
    return said


def _value(typed: str | None, part: str) -> str | None:
    said = " ".join((typed or "").split())
    if len(said) > LONGEST_VALUE:
        raise Rejected(f"The {PARTS[part]} has at most {LONGEST_VALUE} characters.", field=part)
    return said or None

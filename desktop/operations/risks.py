"""Risks of an account: opened with a reason, planned against, and closed with what came of it."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.operations.accounts import typed_day
from desktop.operations.opportunities import typed_amount
from desktop.store.queries.success import RiskRow, risks
from desktop.store.tx import Tx, Value

OUTCOMES = ("saved", "lost", "false_alarm")
SEVERITIES = ("low", "medium", "high")
LONGEST = 1000
PARTS = {
    "reason": "reason",
    "severity": "severity",
    "arr_cents": "ARR at risk",
    "plan": "plan",
    "owner": "owner",
    "due_on": "due date",
    "notes": "notes",
}
"""What can be edited, and what it is called."""


def edit_risk(tx: Tx, risk: str, part: str, typed: str, *, account: str, as_of: date) -> None:
    """Change one part of a risk to what was typed; blank takes it away, but for the reason.

    Args:
        part: one of PARTS; without an ARR the whole account is at risk.

    Raises:
        Rejected: it is gone, or what was typed does not fit.
    """
    found = _living(tx, risk, account)
    said = " ".join(typed.split())
    value: Value = said or None
    if part == "severity" and said:
        value = next((each for each in SEVERITIES if each.startswith(said.casefold())), None)
        if value is None:
            raise Rejected(f'"{said[:20]}" is no severity: type low, medium or high.', field=part)
    elif part == "arr_cents" and said:
        value = typed_amount(said, field=part)
    elif part == "due_on":
        day = typed_day(typed, as_of=as_of)
        value = None if day is None else day.isoformat()
    elif part == "reason" and not said:
        raise Rejected("A risk needs a reason; it was not saved.", field=part)
    elif len(said) > LONGEST:
        raise Rejected(f"The {PARTS[part]} may have at most {LONGEST} characters.", field=part)
    tx.update("risk", risk, {part: value})
    tx.label = f"Risk {found.reason}: {PARTS[part]} {'taken away' if value is None else 'changed'}"


def close_risk(tx: Tx, risk: str, outcome: str, closed_on: date, *, account: str, note: str | None = None) -> None:
    """Close a risk with what came of it.

    Args:
        outcome: saved, lost or false_alarm.
        note: added to its notes.

    Raises:
        Rejected: it is gone or closed, the outcome is none of the three, or the day lies before the risk was seen.
    """
    found = _living(tx, risk, account)
    if found.closed_on is not None:
        raise Rejected(f"The risk {found.reason} is closed already; nothing was saved.", field="outcome")
    if outcome not in OUTCOMES:
        raise Rejected("A risk ends saved, lost or as a false alarm: type one of them.", field="outcome")
    if closed_on < found.opened_on:
        raise Rejected(f"The risk was seen on {found.opened_on.isoformat()}: it cannot end before.", field="date")
    values: dict[str, Value] = {"closed_on": closed_on.isoformat(), "outcome": outcome}
    said = " ".join((note or "").split())
    if said:
        values["notes"] = f"{found.notes}\n{said}" if found.notes else said
    tx.update("risk", risk, values)
    tx.label = f"Risk closed as {outcome.replace('_', ' ')}: {found.reason}"


def _living(tx: Tx, risk: str, account: str) -> RiskRow:
    found = next((each for each in risks(tx.conn, account) if each.id == risk), None)
    if found is None:
        raise Rejected("There is no such risk any more: it may have been taken back. Nothing was saved.")
    return found

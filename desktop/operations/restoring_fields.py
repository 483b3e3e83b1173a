"""Putting one old value of a field back, from the history: a new change set, by the rules that hold for typing it."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.listing.fields import OWN
from desktop.operations import accounts_cells, contacts, goals, opportunities, risks
from desktop.operations.accounts_cells import Cell
from desktop.operations.onboardings import move_milestone
from desktop.operations.parents import set_parent
from desktop.operations.task_days import set_task_due
from desktop.store.queries.history import old_value
from desktop.store.queries.rows import field_of, is_living
from desktop.store.tx import Tx

ACCOUNT_FIELDS = {
    "next_step": "step",
    "next_step_on": "due",
    "stage": "stage",
    "segment": "segment",
    "industry": "industry",
    "region": "region",
    "tags": "tags",
}
"""Column of an account -> the field of a list through which it is typed."""
WITH_OTHERS = {
    "account": "It comes with the list of accounts: import that with the value it is to have.",
    "contract_line": "The terms of a contract go together: correct the line under Contract.",
    "renewal_call": "A forecast is not changed but followed by the next one: call it again.",
    "ownership": "Who owns an account goes by days: hand it over from the day on.",
    "onboarding": "A plan's days move together: change it under Plan.",
    "milestone": "A milestone's state goes with its day and reason: change it under Plan.",
    "task": "A task that is done stays done: write it anew.",
    "risk": "How a risk ended goes with the day: open it anew.",
    "objective": "How a goal ended goes with the day: set it anew.",
    "opportunity": "How it ended goes with the contract it made: open a new one.",
    "ticket": "A ticket is as the system it came from says: import it again.",
    "survey_response": "An answer stays as the customer gave it: log it anew if it was mistyped.",
    "touchpoint": "What was held stays as it was logged: log it anew.",
    "playbook_run": "What became of a playbook follows from its tasks.",
    "qbr": "A review's parts go together: change it under QBRs.",
    "qbr_item": "A review's parts go together: change it under QBRs.",
}
"""Table -> why an old value of its other fields is not put back by itself, and what to do instead."""
ENDING = ("churned_on", "churn_reason")
ENDED = "The end of an account goes with its contract: correct that, or type it anew."
TAKEN_BACK = "What was taken back comes back by undo, or enter it anew."
ALONE = "It goes with others of its row: type it where it stands."
CONTACT_FIELDS = ("name", "email", "title", "phone", "role", "influence", "stance", "notes")


def can_restore(table: str, field: str) -> bool:
    """Whether an old value of this field can be put back by itself."""
    return (
        (table == "account" and field in ACCOUNT_FIELDS)
        or (table == "contact" and field in (*CONTACT_FIELDS, "left_on"))
        or (table == "own_value" and field == "value")
        or (table == "risk" and field in risks.PARTS)
        or (table == "objective" and field in goals.PARTS)
        or (table == "opportunity" and field in opportunities.PARTS)
        or (table, field) in (("account", "parent"), ("task", "due_on"), ("milestone", "due_on"))
    )


def why_not(table: str, field: str) -> str | None:
    """Why an old value of this field can't be put back by itself, in a sentence; None = it can."""
    if can_restore(table, field):
        return None
    if table == "account" and field in ENDING:
        return ENDED
    return TAKEN_BACK if field == "deleted_at" else WITH_OTHERS.get(table, ALONE)


def restore_field(tx: Tx, change_set: str, table: str, row: str, field: str, *, as_of: date) -> None:
    """Put back what a field of a row held before a change set.

    Args:
        change_set: its key in the history, "hlc:replica".
    Raises:
        Rejected: that change set did not change the field, the row is gone, the field holds the value already, it is
            changed together with others, or what it held would be refused today.
    """
    if (why := why_not(table, field)) is not None:
        what = "" if why == TAKEN_BACK else f"{table} {field}".replace("_", " ")
        raise Rejected(f"An old {what} is not put back by itself. {why}" if what else why)
    found = old_value(tx.conn, change_set, table, row, field)
    if found is None:
        raise Rejected("That change did not change this field: look at the history again.")
    if not is_living(tx.conn, table, row):
        raise Rejected("What the field belongs to was taken back: bring that back first. Nothing was saved.")
    (old,) = found
    if field_of(tx.conn, table, row, field) == old:
        raise Rejected("The field holds that value already.")
    text = _typed(field, old)
    account = row if table == "account" else str(field_of(tx.conn, table, row, "account"))
    if (table, field) == ("account", "parent"):
        set_parent(tx, row, text or None)
    elif table == "account":
        _set_cell(tx, Cell(account, ACCOUNT_FIELDS[field], text), as_of)
    elif table == "own_value":
        _set_cell(tx, Cell(account, f"{OWN}{field_of(tx.conn, table, row, 'own_field')}", text), as_of)
    elif table == "risk":
        risks.edit_risk(tx, row, field, text, account=account, as_of=as_of)
    elif table == "objective":
        goals.edit_goal(tx, row, field, text, account=account, as_of=as_of)
    elif table == "opportunity":
        opportunities.edit_opportunity(tx, row, field, text, account=account, as_of=as_of)
    elif table == "task":
        set_task_due(tx, row, date.fromisoformat(text) if text else None, account=account, as_of=as_of)
    elif table == "milestone":
        if not text:
            raise Rejected("The milestone had no day before, and a plan needs one: waive it instead.")
        move_milestone(tx, row, date.fromisoformat(text), account=account)
    elif field != "left_on":
        contacts.change_contact(tx, row, {field: text or None}, account=account)
    elif text:
        contacts.leave(tx, row, date.fromisoformat(text), account=account)
    else:
        contacts.come_back(tx, row, account=account)
    if text.strip() and not isinstance(old, bytes) and field_of(tx.conn, table, row, field) != old:
        # By the rules of typing it may stand; as it was imported it has breaks and decimals that nobody types.
        tx.update(table, row, {field: old})
    tx.label = f"Put back: {tx.label or field.replace('_', ' ')}"


def _typed(field: str, value: object) -> str:
    """The value as a person would type it."""
    if value is None:
        return ""
    if field.endswith("_cents") and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _set_cell(tx: Tx, cell: Cell, as_of: date) -> None:
    saved = accounts_cells.set_cells(tx, [cell], as_of=as_of)
    if saved.refused:
        raise Rejected(saved.refused[0].why, field=cell.field)

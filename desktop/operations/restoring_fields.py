"""Putting one old value of a field back, from the history: a new change set, by the rules that hold for typing it."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.listing.fields import OWN
from desktop.operations import accounts_cells, contacts, goals, opportunities, risks
from desktop.operations.accounts_cells import Cell
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
    )


def restore_field(tx: Tx, change_set: str, table: str, row: str, field: str, *, as_of: date) -> None:
    """Put back what a field of a row held before a change set.

    Args:
        change_set: its key in the history, "hlc:replica".
    Raises:
        Rejected: that change set did not change the field, the row is gone, the field holds the value already, it is
            changed together with others, or what it held would be refused today.
    """
    if not can_restore(table, field):
        what = f"{table.replace('_', ' ')} {field.replace('_', ' ')}"
        raise Rejected(f"An old {what} is not put back by itself: it goes with others. Undo the change, or type it.")
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
    if table == "account":
        _set_cell(tx, Cell(account, ACCOUNT_FIELDS[field], text), as_of)
    elif table == "own_value":
        _set_cell(tx, Cell(account, f"{OWN}{field_of(tx.conn, table, row, 'own_field')}", text), as_of)
    elif table == "risk":
        risks.edit_risk(tx, row, field, text, account=account, as_of=as_of)
    elif table == "objective":
        goals.edit_goal(tx, row, field, text, account=account, as_of=as_of)
    elif table == "opportunity":
        opportunities.edit_opportunity(tx, row, field, text, account=account, as_of=as_of)
    elif field != "left_on":
        contacts.change_contact(tx, row, {field: text or None}, account=account)
    elif text:
        contacts.leave(tx, row, date.fromisoformat(text), account=account)
    else:
        contacts.come_back(tx, row, account=account)
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

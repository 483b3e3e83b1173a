"""What an account says of itself on its page, changed in one change set: its own fields and its parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desktop.operations.own_fields import set_own_value
from desktop.operations.parents import parent_called, set_parent
from desktop.store.connection import Connection
from desktop.store.queries import account as columns_of
from desktop.store.queries.facts import accounts, ownerships
from desktop.store.queries.names import account_name
from desktop.store.queries.own_fields import living_fields
from desktop.store.tx import Tx


class Details(NamedTuple):
    """What there is to change: the parent's name ("" = none), the accounts to choose from, and the own fields."""

    parent: str
    accounts: tuple[str, ...]
    fields: Mapping[str, str]


def read_details(conn: Connection, account: str) -> Details:
    """The details of the account (by id); a field that says nothing is there, too."""
    known = {each.id: each for each in accounts(conn)}
    parent = known[account].parent if account in known else None
    said = columns_of.own_fields(conn, account)
    names = [name for _, name in living_fields(conn)]
    return Details(
        known[parent].name if parent in known else "",
        tuple(each.name for each in known.values() if each.id != account),
        {name: said.get(name, "") for name in names},
    )


def change_details(tx: Tx, account: str, parent: str, values: Mapping[str, str], new_name: str, new_text: str) -> None:
    """Let the account (by id) say this of itself.

    Args:
        parent: the parent's name as typed; "" = none.
        values: own field -> text; what says the same as before is left alone.
        new_name, new_text: a field that is added with what the account says in it; both "" = none.
    Raises:
        Rejected: the parent is nobody or below the account, or a field is out of bounds.
    """
    now = read_details(tx.conn, account)
    for name, text in values.items():
        if text != now.fields.get(name, ""):
            set_own_value(tx, account, name, text)
    if new_name.strip() or new_text.strip():
        set_own_value(tx, account, new_name, new_text)
    if parent.strip().casefold() != now.parent.casefold():
        set_parent(tx, account, parent_called(tx.conn, parent))
    tx.label = f"Details changed: {account_name(tx.conn, account)}"


def known_csms(conn: Connection) -> tuple[str, ...]:
    """Everybody who ever owned or covered an account."""
    return tuple(sorted({each.csm for each in ownerships(conn)}))

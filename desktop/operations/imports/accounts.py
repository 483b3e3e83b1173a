"""What a file of accounts says beside the accounts' own fields: owner, parent, and the portfolio's own fields."""

from __future__ import annotations

from datetime import date

from desktop.domain.identity import derived_id
from desktop.exchange.cells import Value
from desktop.operations.imports.parents import parents_of
from desktop.operations.imports.prepare import ACROSS
from desktop.operations.imports.rows import Written
from desktop.operations.imports.stored import Stored
from desktop.operations.own_fields import put_own_field
from desktop.store.queries import own_fields
from desktop.store.queries.ownership import is_ever_owned, owners_on, ownerships_on
from desktop.store.tx import Tx


def write_own_fields(tx: Tx, written: Written) -> None:
    """Keep what the kind has no column for; a row that says something new there counts as updated."""
    columns = dict.fromkeys(name for each in written.batches for name in each.fields if name.startswith(ACROSS))
    for column in columns:
        field_id = put_own_field(tx, column.removeprefix(ACROSS))
        stored = own_fields.values_of(tx.conn, field_id)
        births: list[tuple[Value, ...]] = []
        for number, at, account, value in written.said(column):
            row_id = derived_id("own_value", [account, field_id])
            if row_id not in stored:
                births.append((row_id, account, field_id, value))
                written.mark(number, at)
            elif stored[row_id] != (value, None):
                tx.update("own_value", row_id, {"value": value, "deleted_at": None})
                written.mark(number, at)
        tx.insert_many("own_value", ("id", "account", "own_field", "value"), births)


def write_parents(tx: Tx, stored: Stored, written: Written) -> None:
    """Set the parents, once all accounts are there."""
    parents = parents_of(stored, written.batches, written.ids).of
    for number, ids in enumerate(written.ids):
        for at, account in enumerate(ids):
            parent = parents.get(account)
            if parent is not None and (account not in stored.rows or stored.value(account, "parent") != parent):
                tx.update("account", account, {"parent": parent})
                written.mark(number, at)


def write_owners(tx: Tx, written: Written, *, as_of: date) -> None:
    """Make the named CSM the owner: since ever if nobody was before, else from the day of the import on."""
    owners = owners_on(tx.conn, as_of)
    for number, at, account, csm in written.said("csm"):
        if owners.get(account) == csm:
            continue
        since = as_of.isoformat() if is_ever_owned(tx.conn, account) else None
        # Whoever took over on the same day as well was a slip of the pen, and owned it for no day.
        for ownership in ownerships_on(tx.conn, account, as_of):
            tx.update("ownership", ownership, {"until_on": since})
        tx.put(
            "ownership",
            derived_id("ownership", [account, csm, since, 0]),
            {"account": account, "csm": csm, "from_on": since, "until_on": None, "kind": "owner"},
        )
        written.mark(number, at)

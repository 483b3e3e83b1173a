"""What a file of accounts says beside the accounts' own fields: owner, parent, and the portfolio's own fields."""

from __future__ import annotations

from datetime import date

from desktop.domain.identity import derived_id
from desktop.exchange.cells import Value
from desktop.exchange.recognise import plain
from desktop.operations.imports.parents import parents_of
from desktop.operations.imports.prepare import ACROSS
from desktop.operations.imports.rows import Written
from desktop.operations.imports.stored import Stored
from desktop.store.queries.ownership import owners_on
from desktop.store.tx import Tx

_OWNER = "account = ? AND coalesce(kind, 'owner') = 'owner' AND deleted_at IS NULL"


def write_own_fields(tx: Tx, written: Written) -> None:
    """Keep what the kind has no column for; a row that says something new there counts as updated."""
    columns = dict.fromkeys(name for each in written.batches for name in each.fields if name.startswith(ACROSS))
    for column in columns:
        name = column.removeprefix(ACROSS)
        field_id = derived_id("own_field", [plain(name) or name])
        known = tx.conn.execute("SELECT deleted_at FROM own_field WHERE id = ?", (field_id,)).fetchone()
        if known is None:
            (last,) = tx.conn.execute("SELECT coalesce(max(position), -1) FROM own_field").fetchone()
            tx.insert("own_field", {"name": name, "position": last + 1}, id=field_id)
        elif known[0] is not None:
            tx.update("own_field", field_id, {"deleted_at": None})
        stored: dict[str, tuple[Value, Value]] = {
            row: (value, deleted)
            for row, value, deleted in tx.conn.execute(
                "SELECT id, value, deleted_at FROM own_value WHERE own_field = ?", (field_id,)
            )
        }
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
        (before,) = tx.conn.execute(f"SELECT count(*) FROM ownership WHERE {_OWNER}", (account,)).fetchone()
        since = as_of.isoformat() if before else None
        # Whoever took over on the same day as well was a slip of the pen, and owned it for no day.
        tx.conn.execute(
            f"UPDATE ownership SET until_on = ? WHERE {_OWNER} AND (from_on IS NULL OR from_on <= ?) "
            "AND (until_on IS NULL OR until_on > ?)",
            (since, account, since, since),
        )
        tx.put(
            "ownership",
            derived_id("ownership", [account, csm, since, 0]),
            {"account": account, "csm": csm, "from_on": since, "until_on": None, "kind": "owner"},
        )
        written.mark(number, at)

"""What a file of accounts says beside the accounts' own fields: owner, parent, and the portfolio's own fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from desktop.domain.identity import derived_id
from desktop.exchange.cells import Value
from desktop.operations.imports.directory import Directory
from desktop.operations.imports.prepare import ACROSS, Prepared
from desktop.operations.imports.rows import UNCHANGED, UPDATED, Written
from desktop.store.queries.ownership import owners_on
from desktop.store.tx import Tx


def write_aside(tx: Tx, batches: Sequence[Prepared], written: Written, *, as_of: date) -> None:
    """Write owners, parents and own fields; a row whose account is otherwise unchanged then counts as updated."""
    _own_fields(tx, batches, written)
    _owners(tx, batches, written, as_of)
    _parents(tx, batches, written)


def _cells(batches: Sequence[Prepared], written: Written, column: str) -> Iterator[tuple[tuple[int, int], str, Value]]:
    """(place, account id, value) of each accepted row that has a value in the column."""
    for (number, row), account in written.ids.items():
        values = batches[number].fields.get(column)
        if values is not None and values[row] is not None:
            yield (number, row), account, values[row]


def _mark(written: Written, place: tuple[int, int]) -> None:
    if written.status[place] == UNCHANGED:
        written.status[place] = UPDATED


def _own_fields(tx: Tx, batches: Sequence[Prepared], written: Written) -> None:
    columns = dict.fromkeys(name for each in batches for name in each.fields if name.startswith(ACROSS))
    for position, column in enumerate(columns):
        name = column.removeprefix(ACROSS)
        field_id = derived_id("own_field", [name.casefold()])
        known = tx.conn.execute("SELECT deleted_at FROM own_field WHERE id = ?", (field_id,)).fetchone()
        if known is None or known[0] is not None:
            tx.put("own_field", field_id, {"name": name, "position": position})
        stored: dict[str, tuple[Value, Value]] = {
            row: (value, deleted)
            for row, value, deleted in tx.conn.execute(
                "SELECT id, value, deleted_at FROM own_value WHERE own_field = ?", (field_id,)
            )
        }
        births: list[tuple[Value, ...]] = []
        for place, account, value in _cells(batches, written, column):
            row_id = derived_id("own_value", [account, field_id])
            if row_id not in stored:
                births.append((row_id, account, field_id, value))
                _mark(written, place)
            elif stored[row_id] != (value, None):
                tx.update("own_value", row_id, {"value": value, "deleted_at": None})
                _mark(written, place)
        tx.insert_many("own_value", ("id", "account", "own_field", "value"), births)


def _owners(tx: Tx, batches: Sequence[Prepared], written: Written, as_of: date) -> None:
    """The named CSM owns the account: since ever if nobody did before, else from the day of the import on."""
    owners = owners_on(tx.conn, as_of)
    for place, account, csm in _cells(batches, written, "csm"):
        if owners.get(account) == csm:
            continue
        before = tx.conn.execute(
            "SELECT count(*) FROM ownership WHERE account = ? AND coalesce(kind, 'owner') = 'owner' "
            "AND deleted_at IS NULL",
            (account,),
        ).fetchone()[0]
        since = as_of.isoformat() if before else None
        tx.conn.execute(
            "UPDATE ownership SET until_on = ? WHERE account = ? AND coalesce(kind, 'owner') = 'owner' "
            "AND deleted_at IS NULL AND (from_on IS NULL OR from_on < ?) AND (until_on IS NULL OR until_on > ?)",
            (since, account, since, since),
        )
        tx.put(
            "ownership",
            derived_id("ownership", [account, csm, since, 0]),
            {"account": account, "csm": csm, "from_on": since, "kind": "owner"},
        )
        _mark(written, place)


def _parents(tx: Tx, batches: Sequence[Prepared], written: Written) -> None:
    """Parents may stand below their children in the file, so they are looked up once all accounts are written."""
    if not any("parent" in each.batch.columns for each in batches):
        return
    directory = Directory(tx)
    for (number, row), account in list(written.ids.items()):
        called = batches[number].batch.columns.get("parent")
        if not called or not called[row]:
            continue
        try:
            parent = directory.account(called[row])
        except ValueError as problem:
            # The account itself is sound and was written; only this cell is refused.
            batches[number].rejects.append(batches[number].batch.reject(row, "parent", str(problem)))
            del written.status[number, row]
            continue
        (known,) = tx.conn.execute("SELECT parent FROM account WHERE id = ?", (account,)).fetchone()
        if known != parent:
            tx.update("account", account, {"parent": parent})
            _mark(written, (number, row))

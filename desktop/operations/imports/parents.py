"""Which account is whose parent: named in a file of accounts, above or below its children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop.domain.parents import comes_under_itself
from desktop.operations.imports.directory import Names
from desktop.operations.imports.prepare import Faults, Prepared
from desktop.operations.imports.stored import Stored


class Parents(NamedTuple):
    """The parents that the batches name."""

    of: dict[str, str]
    """Account id -> its parent's."""
    faults: list[Faults]
    """Per batch, the rows whose parent is nobody, or comes under the account itself."""


def parents_of(stored: Stored, batches: Sequence[Prepared], ids: Sequence[Sequence[str | None]]) -> Parents:
    """Look the parents up among the accounts as they will be once these rows are written.

    Args:
        ids: the account id of each row of each batch; None = the row is refused.
    """
    found = Parents({}, [{} for _ in batches])
    if not any("parent" in each.batch.columns for each in batches):
        return found
    names = Names(_accounts_to_be(stored, batches, ids))
    for faults, each, row_ids in zip(found.faults, batches, ids, strict=True):
        for at, account, called in _named(each, row_ids):
            try:
                found.of[account] = names.find(called)
            except ValueError as problem:
                faults[at] = "parent", str(problem)
    held = {row_id: str(row[stored.at["parent"]]) for row_id, row in stored.rows.items() if row[stored.at["parent"]]}
    above = {**held, **found.of}
    for faults, each, row_ids in zip(found.faults, batches, ids, strict=True):
        for at, account, _ in _named(each, row_ids):
            if account in found.of and comes_under_itself(account, above):
                faults[at] = "parent", "comes under the account itself"
    return found


def _accounts_to_be(
    stored: Stored, batches: Sequence[Prepared], ids: Sequence[Sequence[str | None]]
) -> Iterator[tuple[str, str | None, str]]:
    """(id, external id, name) of every living account."""
    external, name = stored.at["external_id"], stored.at["name"]
    called: dict[str, tuple[object, object]] = {
        row_id: (row[external], row[name]) for row_id, row in stored.rows.items() if stored.is_living(row_id)
    }
    for each, row_ids in zip(batches, ids, strict=True):
        for account, new_external, new_name in zip(row_ids, each.said("external_id"), each.said("name"), strict=True):
            if account is not None:
                called[account] = new_external or called.get(account, (None, None))[0], new_name
    for account, (external_id, account_name) in called.items():
        yield account, None if external_id is None else str(external_id), str(account_name)


def _named(each: Prepared, ids: Sequence[str | None]) -> Iterator[tuple[int, str, str]]:
    """(row, account, what its parent is called) of the rows that name one."""
    called = each.batch.columns.get("parent")
    if called:
        for at, (row, account) in enumerate(zip(each.rows, ids, strict=True)):
            if account is not None and called[row]:
                yield at, account, called[row]

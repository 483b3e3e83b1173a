"""The import as a whole: sources of any kinds, in the order in which they refer to each other, as one change set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from desktop.domain.counting import counted
from desktop.exchange.kinds import KINDS, Kind
from desktop.exchange.tables import Batch, Table
from desktop.operations import playbooks
from desktop.operations.imports.accounts import write_own_fields, write_owners, write_parents
from desktop.operations.imports.directory import Directory
from desktop.operations.imports.prepare import Prepared, prepare
from desktop.operations.imports.result import ImportResult, Tally
from desktop.operations.imports.rows import Written, match, write_rows
from desktop.operations.imports.stored import Stored
from desktop.operations.imports.usage import write_usage
from desktop.store.collector import collector_paused
from desktop.store.tx import Tx

Progress = Callable[[float], None]
"""Called with the share done, 0-1."""


def import_batches(
    tx: Tx, batches: Sequence[Batch], *, as_of: date, progress: Progress = lambda _share: None
) -> ImportResult:
    """Write the batches; rows that break a rule are rejected and named, the rest is written.

    Args:
        as_of: today: from then on an account has the owner a file of accounts names, and an answer is fresh or not.
    """
    # By contents, not by name or order of naming: the outcome is the same however the sources are listed.
    ordered = sorted(batches, key=lambda batch: batch.table.digest)
    result = ImportResult(notes=[note for batch in ordered for note in batch.notes])
    with collector_paused():
        _import(tx, ordered, result, as_of, progress)
    _count_broken_rows(ordered, result)
    counts = result.total
    sources = len({batch.table.source for batch in batches})
    rows = counts.new + counts.updated
    tx.label = f"Import of {counted(rows, 'row')} from {counted(sources, 'file')}"
    return result


def _import(tx: Tx, ordered: Sequence[Batch], result: ImportResult, as_of: date, progress: Progress) -> None:
    total, done = sum(len(batch) for batch in ordered), 0
    written: dict[str, Written] = {}
    for kind in KINDS.values():
        chosen = [batch for batch in ordered if batch.kind == kind.name]
        if chosen:
            directory = Directory(tx)
            prepared = [prepare(batch, directory) for batch in chosen]
            if kind.name == "usage":
                result.kinds[kind.name] = write_usage(tx, prepared)
            else:
                written[kind.name] = _write(tx, kind, prepared, directory)
            result.rejects += [reject for each in prepared if each.batch.counted for reject in each.rejects]
            done += sum(map(len, chosen))
            progress(done / max(total, 1))
        if kind.name == "ownerships" and "accounts" in written:
            # Only now: where the ownerships tell the whole story, the accounts' column adds nothing to it.
            write_owners(tx, written["accounts"], as_of=as_of)
        if kind.name == "surveys" and kind.name in written:
            result.tasks += playbooks.start_for_rows(tx, _newly_answered(written[kind.name]), as_of=as_of)
    result.kinds |= {name: each.tally() for name, each in written.items()}
    result.kinds = {name: result.kinds[name] for name in KINDS if name in result.kinds}


def _write(tx: Tx, kind: Kind, prepared: Sequence[Prepared], directory: Directory) -> Written:
    stored = Stored(tx, kind, prepared)
    ids = match(stored, prepared)
    directory.write_contacts({str(contact) for each in prepared for contact in each.fields.get("contact", ())})
    written = write_rows(tx, stored, prepared, ids)
    if kind.name == "accounts":
        write_parents(tx, stored, written)
        write_own_fields(tx, written)
    return written


def _newly_answered(written: Written) -> set[str]:
    """Responses that are new, or got their score only now."""
    return written.new().union(row_id for row_id, fields in written.changed.items() if "score" in fields)


def _count_broken_rows(batches: Sequence[Batch], result: ImportResult) -> None:
    """Rows with too many cells or too few were never read; they are rejected rows of their source's kind."""
    tables: dict[int, tuple[Table, str]] = {}
    for batch in batches:
        tables.setdefault(id(batch.table), (batch.table, batch.kind))
    for table, kind in tables.values():
        result.kinds.setdefault(kind, Tally()).rejected += len(table.rejects)
        result.rejects += table.rejects

"""The import as a whole: sources of any kinds, in the order in which they refer to each other, as one change set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from desktop.domain.facts import SurveyAnswer
from desktop.domain.health_facts import is_detractor
from desktop.exchange.kinds import KINDS
from desktop.exchange.tables import Batch, Table
from desktop.operations import playbooks
from desktop.operations.imports.accounts import write_aside
from desktop.operations.imports.directory import Directory
from desktop.operations.imports.prepare import Prepared, prepare
from desktop.operations.imports.result import ImportResult, Tally
from desktop.operations.imports.rows import NEW, Written, write_rows
from desktop.operations.imports.usage import write_usage
from desktop.store.queries import facts
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
    total, done = sum(len(batch) for batch in ordered), 0
    for kind in KINDS.values():
        chosen = [batch for batch in ordered if batch.kind == kind.name]
        if not chosen:
            continue
        directory = Directory(tx)
        prepared: list[Prepared] = []
        for batch in chosen:
            prepared.append(prepare(batch, directory))
            done += len(batch)
        directory.write_contacts()
        _write(tx, kind.name, prepared, result, as_of)
        progress(done / max(total, 1))
    _count_broken_rows(ordered, result)
    counts = result.total
    sources = len({batch.table.source for batch in batches})
    tx.label = f"Import of {counts.new + counts.updated:,} rows from {sources} file{'s' if sources != 1 else ''}"
    return result


def _write(tx: Tx, name: str, prepared: list[Prepared], result: ImportResult, as_of: date) -> None:
    kind = KINDS[name]
    if name == "usage":
        tally = write_usage(tx, prepared)
    else:
        written = write_rows(tx, kind, prepared)
        if name == "accounts":
            write_aside(tx, prepared, written, as_of=as_of)
        if name == "surveys":
            result.tasks += playbooks.start_for_answers(tx, _new_detractors(tx, written), as_of=as_of)
        tally = written.tally(sum(len(each.rejects) for each in prepared))
    result.kinds.setdefault(name, Tally()).add(tally)
    result.rejects += [reject for each in prepared if each.batch.counted for reject in each.rejects]


def _new_detractors(tx: Tx, written: Written) -> list[SurveyAnswer]:
    born = {written.ids[place] for place, status in written.status.items() if status == NEW}
    return [answer for answer in facts.survey_answers(tx.conn) if answer.id in born and is_detractor(answer)]


def _count_broken_rows(batches: Sequence[Batch], result: ImportResult) -> None:
    """Rows with too many cells or too few were never read; they are rejected rows of their source's kind."""
    tables: dict[int, tuple[Table, str]] = {}
    for batch in batches:
        tables.setdefault(id(batch.table), (batch.table, batch.kind))
    for table, kind in tables.values():
        result.kinds.setdefault(kind, Tally()).rejected += len(table.rejects)
        result.rejects += table.rejects

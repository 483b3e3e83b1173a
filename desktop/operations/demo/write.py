"""Writing the demo book: its batches imported one after the other, each in its author's name and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.domain.quarters.quarter import quarter_of
from desktop.exchange.tables import Batch, Table
from desktop.operations.defaults import write_defaults
from desktop.operations.demo import AFTER_COPY_LABEL, CURATED, DemoBatch, closing_on, demo_batches, team_edits
from desktop.operations.demo.finish import finish
from desktop.operations.imports.sources import import_batches
from desktop.operations.quarters import close_quarter, frozen_quarter
from desktop.store import backup, making
from desktop.store.portfolio import Portfolio
from desktop.store.problems import told_plainly
from desktop.store.tx import Tx
from desktop.store.writing import Hand


def write_demo(
    path: Path,
    *,
    as_of: date,
    accounts: int,
    seed: int,
    team: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> list[Path]:
    """Make the file; its history reaches back before `as_of`, and none of it can be undone.

    Args:
        team: also makes a second file beside it, the copy that a colleague worked on.
        progress: called with the share done, 0-1.
    Returns:
        The files made.
    Raises:
        FileProblem: a file exists already, or cannot be written.
    """
    copy = path.with_name(f"{path.stem}-team{path.suffix}") if team else None
    # Looked at before the book is made up, which takes a while.
    with told_plainly(path):
        making.refuse_missing_folder(path)
        for file in (path, copy):
            if file is not None and file.exists():
                raise FileProblem(f"{file} exists already. Choose another name for the demo book, or remove it first.")
    batches = list(demo_batches(as_of=as_of, accounts=accounts, seed=seed, team=team))
    before = batches[0].written_at - timedelta(minutes=1)
    book = Portfolio.create(path, currency="USD", first=write_defaults, clock_=lambda: before)
    try:
        finished = False
        # The closing stands in a book that is kept by hand; a large one is made by the number, and all at once.
        closing = None if accounts > CURATED else closing_on(as_of)
        for number, batch in enumerate(batches, start=1):
            if closing is not None and batch.written_at.date() > closing[1]:
                _close(book, batches[max(number - 2, 0)], *closing)
                closing = None
            if batch.label == AFTER_COPY_LABEL and copy is not None:
                _finish(book, batches[number - 2], as_of)
                finished = True
                book.read(backup.copy, copy)
            write_batch(book, batch)
            progress(number / len(batches))
        if not finished:
            _finish(book, batches[-1], as_of)
    except BaseException:
        # Half a demo book is of no use to anybody.
        book.close()
        book.path.unlink(missing_ok=True)
        if copy is not None:
            copy.unlink(missing_ok=True)
        raise
    book.close()
    if copy is None:
        return [book.path]
    with Portfolio.open(copy) as colleague:
        for batch in team_edits(as_of=as_of, seed=seed):
            write_batch(colleague, batch, kind="edit")
    return [book.path, colleague.path]


def _close(book: Portfolio, last: DemoBatch, last_on: date, on: date) -> None:
    """Close the quarter that ends on a day, on a later day, as the book is by then."""
    hour = last.written_at.timetz()
    at = datetime.combine(on, hour) if on > last.written_at.date() else last.written_at + timedelta(minutes=1)
    figures = frozen_quarter(book, quarter_of(last_on), on)
    book.perform_by(Hand(at, last.author), lambda tx: close_quarter(tx, figures, as_of=on), kind="system")


def _finish(book: Portfolio, last: DemoBatch, as_of: date) -> None:
    at = last.written_at + timedelta(minutes=1)
    book.perform_by(Hand(at, last.author), lambda tx: finish(tx, as_of=as_of), kind="system")


def write_batch(book: Portfolio, batch: DemoBatch, *, kind: str = "system") -> None:
    """Import one batch as a change set of its author."""

    def operation(tx: Tx) -> None:
        written_on = batch.written_at.date()
        result = import_batches(tx, [as_batch(name, rows) for name, rows in batch.rows.items()], as_of=written_on)
        if result.rejects:
            raise AssertionError(f"the demo book wrote a row its own import refuses: {result.rejects[0]}")
        tx.label = batch.label

    book.perform_by(Hand(batch.written_at, batch.author), operation, kind=kind)


def as_batch(kind: str, rows: Sequence[Mapping[str, str]]) -> Batch:
    """Rows of text cells as the import takes them; a row without a column has an empty cell there."""
    header = tuple(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name, "") for row in rows] for name in header}
    table = Table(kind, header, tuple(columns.values()), list(range(2, len(rows) + 2)), digest="")
    return Batch(kind, _native(kind, columns), table)


def _native(kind: str, columns: dict[str, list[str]]) -> dict[str, list[str]]:
    from desktop.exchange.kinds import KINDS
    from desktop.operations.imports.prepare import ACROSS

    known = KINDS[kind].columns
    return {name if name in known else f"{ACROSS}{name}": cells for name, cells in columns.items()}

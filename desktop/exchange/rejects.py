"""The rows an import did not take, as a file in which they are corrected and from which they are imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop.exchange.formulas import guarded
from desktop.exchange.tables import REJECT_NOTES, Reject


def write_rejects(path: Path, headers: Iterable[Sequence[str]], rejects: Iterable[Reject]) -> None:
    """The sources' columns, then line, column and reason; one row per rejected row, and what it was rejected for.

    Args:
        headers: of the sources, in whose order the columns stand.
    Raises:
        OSError: it cannot be written.
    """
    header = list(dict.fromkeys(name for each in headers for name in each))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*map(guarded, header), *REJECT_NOTES])
        for reject in rejects:
            cells = dict(zip(reject.header, reject.cells, strict=True))
            notes = (str(reject.line), reject.column, reject.reason)
            writer.writerow([*(guarded(cells.get(name, "")) for name in header), *notes])

"""A source as it was read: text cells under a header, with the line each row came from."""

from __future__ import annotations

from dataclasses import dataclass, field

REJECT_NOTES = ("line", "column", "reason")
"""What a file of rejected rows says at the end of each, beside the columns of its source."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, and why."""

    source: str
    line: int
    """Line of the file the row starts on, the header being line 1."""
    column: str
    value: str
    reason: str
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    """The row as it stood, to be corrected and imported again."""

    def __str__(self) -> str:
        # What is empty has nothing to quote.
        quoted = repr(self.value) if self.column and self.value else ""
        what = " ".join(part for part in (self.column, quoted, self.reason) if part)
        return f"{self.source}, line {self.line}: {what}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one source; columns[i][j] is the cell of header[i] in row j, blanks around it taken off."""

    source: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: list[int]
    digest: str
    """Of the source's bytes: sources are taken in this order, so that the order they are named in does not matter."""
    rejects: tuple[Reject, ...] = field(default=())
    """Rows that are no rows: more cells than the header has, or fewer."""

    def cells(self, row: int) -> tuple[str, ...]:
        return tuple(column[row] for column in self.columns)

    def reject(self, row: int, column: str, value: str, reason: str) -> Reject:
        return Reject(self.source, self.lines[row], column, value, reason, self.header, self.cells(row))


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one kind, by the column names of the native format; the table they came from names them in messages."""

    kind: str
    columns: dict[str, list[str]]
    table: Table
    counted: bool = True
    """False for further facts from rows that another batch already counts."""
    notes: tuple[str, ...] = ()
    """What was not kept, or looked odd, for the person who imports."""
    named: dict[str, str] = field(default_factory=dict[str, str])
    """Native column -> what the source calls it, where that differs."""

    def __len__(self) -> int:
        return len(self.table.lines)

    def reject(self, row: int, column: str, reason: str) -> Reject:
        values = self.columns.get(column)
        if values is None and column in self.table.header:
            # A column that is not kept, but speaks against the row.
            values = self.table.columns[self.table.header.index(column)]
        return self.table.reject(row, self.named.get(column, column), values[row] if values else "", reason)

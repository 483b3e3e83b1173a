"""From text cells to fields of the table: cells read, names resolved. Rules and identity come later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from desktop.exchange import cells
from desktop.exchange.cells import Value
from desktop.exchange.kinds import KINDS, Kind
from desktop.exchange.tables import Batch, Reject
from desktop.operations.imports.currencies import other_currencies
from desktop.operations.imports.directory import Directory

A = TypeVar("A")

ACROSS = "own:"
"""Prefix of columns that become the portfolio's own fields."""

_NAMES = {"account", "subscription", "contact", "onboarding", "touchpoint"}
"""Columns that name other rows, wherever they occur."""

Faults = dict[int, tuple[str, str]]
"""Row -> (column, reason); the first fault found counts."""


@dataclass(slots=True)
class Prepared:
    """A batch read against the portfolio: fields[name][i] is what row rows[i] of the source says, None = nothing."""

    kind: Kind
    batch: Batch
    rows: Sequence[int]
    fields: dict[str, list[Value]]
    rejects: list[Reject]

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, at: int) -> str:
        return f"{self.batch.table.source}, line {self.batch.table.lines[self.rows[at]]}"

    def said(self, field: str) -> Sequence[Value]:
        """The field of every row; a column the source does not have says nothing."""
        return self.fields.get(field) or [None] * len(self.rows)

    def drop(self, faults: Mapping[int, tuple[str, str]]) -> None:
        """Reject rows, given by their place in `rows`."""
        if not faults:
            return
        self.rejects += [self.batch.reject(self.rows[at], *faults[at]) for at in sorted(faults)]
        kept = [at for at in range(len(self.rows)) if at not in faults]
        self.rows = [self.rows[at] for at in kept]
        self.fields = {name: [values[at] for at in kept] for name, values in self.fields.items()}


def prepare(batch: Batch, directory: Directory) -> Prepared:
    """Read one batch against the portfolio as it is now; rows that cannot be read, or name nobody, are rejected."""
    kind = KINDS[batch.kind]
    faults: Faults = {}
    fields: dict[str, list[Value]] = {}
    for name, texts in batch.columns.items():
        if name in _NAMES or (kind.name == "accounts" and name == "parent"):
            continue
        column = kind.columns.get(name)
        values, faulty = cells.convert(texts, column.parser if column else cells.text_of)
        fields[column.field if column else name] = values
        for row, reason in faulty.items():
            faults.setdefault(row, (name, reason))
    _refuse_gaps(kind, batch, faults)
    for row, name, reason in other_currencies(kind, batch, directory.currency):
        faults.setdefault(row, (name, reason))
    _link(kind, batch, fields, faults, directory)
    prepared = Prepared(kind, batch, range(len(batch)), fields, [])
    prepared.drop(faults)
    return prepared


def _refuse_gaps(kind: Kind, batch: Batch, faults: Faults) -> None:
    by_line = "subscription" in batch.columns
    for name in ("subscription" if by_line and column == "account" else column for column in kind.required):
        texts = batch.columns.get(name) or [""] * len(batch)
        if "" in texts:
            for row, text in enumerate(texts):
                if not text:
                    faults.setdefault(row, (name, "is empty and has to be given"))


def _link(kind: Kind, batch: Batch, fields: dict[str, list[Value]], faults: Faults, directory: Directory) -> None:
    """Resolve what rows call others: the account first, as the rest is looked up within it."""
    columns = batch.columns
    if kind.name == "accounts":
        return
    if "subscription" in columns:
        fields["account"] = _resolved(columns["subscription"], "subscription", directory.account_of_line, faults)
    else:
        fields["account"] = _resolved(columns["account"], "account", directory.account, faults)
    accounts = fields["account"]
    if kind.name == "milestones":
        said = columns.get("onboarding") or [""] * len(batch)
        asked = [
            None if row in faults else (str(account), called, milestone)
            for row, (account, called, milestone) in enumerate(zip(accounts, said, columns["name"], strict=True))
        ]
        fields["onboarding"] = _resolved(asked, "onboarding", lambda each: directory.onboarding(*each), faults)
    if "touchpoint" in columns:
        fields["touchpoint"] = _resolved(columns["touchpoint"], "touchpoint", directory.touchpoint, faults)
    if "contact" in columns:
        # Last, so that a row refused for another reason creates nobody.
        pairs = zip(accounts, columns["contact"], strict=True)
        asked = [None if row in faults else pair for row, pair in enumerate(pairs)] if faults else list(pairs)
        fields["contact"] = _resolved(asked, "contact", partial(_contact, directory), faults)


def _contact(directory: Directory, pair: tuple[Value, str]) -> str | None:
    account, called = pair
    return directory.contact(str(account), called) if called else None


class _Found(dict[A | None, Value | cells.Bad]):
    """What was asked for, each different thing once."""

    def __init__(self, resolve: Callable[[A], str | None]) -> None:
        super().__init__()
        self._resolve = resolve
        self.has_bad = False

    def __missing__(self, asked: A | None) -> Value | cells.Bad:
        value: Value | cells.Bad = None
        if asked:
            try:
                value = self._resolve(asked)
            except ValueError as problem:
                value = cells.Bad(str(problem))
                self.has_bad = True
        self[asked] = value
        return value


def _resolved(
    asked: Sequence[A | None], column: str, resolve: Callable[[A], str | None], faults: Faults
) -> list[Value]:
    """What was asked for; rows that name nobody are marked."""
    found = _Found(resolve)
    values = list(map(found.__getitem__, asked))
    if not found.has_bad:
        return values  # type: ignore[return-value]
    for row, value in enumerate(values):
        if isinstance(value, cells.Bad):
            faults.setdefault(row, (column, value.reason))
    return [None if isinstance(value, cells.Bad) else value for value in values]

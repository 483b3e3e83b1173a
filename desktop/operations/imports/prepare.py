"""From text cells to fields of the table: cells read, names resolved, rules checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.exchange import cells
from desktop.exchange.cells import Value
from desktop.exchange.kinds import KINDS, Kind
from desktop.exchange.tables import Batch, Reject
from desktop.operations.imports import rules
from desktop.operations.imports.directory import Directory

ACROSS = "own:"
"""Prefix of columns that become the portfolio's own fields."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch ready to be compared with the portfolio: fields[name][row], for the rows that are not rejected."""

    kind: Kind
    batch: Batch
    fields: dict[str, Sequence[Value]]
    good: Sequence[int]
    rejects: list[Reject]


def prepare(batch: Batch, directory: Directory) -> Prepared:
    """Read one batch against the portfolio as it is now."""
    kind = KINDS[batch.kind]
    rows = len(batch)
    bad: dict[int, tuple[str, str]] = {}
    fields: dict[str, Sequence[Value]] = {}
    for name, texts in batch.columns.items():
        column = kind.columns.get(name)
        values, faulty = cells.convert(texts, column.parser if column else cells.text_of)
        fields[column.field if column else name] = values
        for row, reason in faulty.items():
            bad.setdefault(row, (name, reason))
    for name in kind.required:
        if name == "account" and "subscription" in batch.columns:
            continue
        values = fields.get(kind.columns[name].field, [None] * rows)
        for row, value in enumerate(values):
            if value is None:
                bad.setdefault(row, (name, "is empty and has to be given"))
    _link(kind, batch, fields, bad, directory)
    for row, name, reason in rules.faults(kind.name, fields, rows):
        bad.setdefault(row, (name, reason))
    rejects = [batch.reject(row, name, reason) for row, (name, reason) in sorted(bad.items())]
    good = range(rows) if not bad else [row for row in range(rows) if row not in bad]
    return Prepared(kind, batch, fields, good, rejects)


def _link(
    kind: Kind,
    batch: Batch,
    fields: dict[str, Sequence[Value]],
    bad: dict[int, tuple[str, str]],
    directory: Directory,
) -> None:
    """Replace what rows are called by their ids: the account first, as the rest is looked up within it."""
    columns = batch.columns
    if kind.name == "accounts":
        fields.pop("parent", None)
        return
    if "subscription" in columns:
        fields["account"] = _resolved(columns["subscription"], "subscription", directory.account_of_line, bad)
        del fields["subscription"]
    else:
        fields["account"] = _resolved(columns["account"], "account", directory.account, bad)
    accounts = fields["account"]
    if "contact" in columns:
        fields["contact"] = [
            directory.contact(str(account), called) if called and account is not None and row not in bad else None
            for row, (account, called) in enumerate(zip(accounts, columns["contact"], strict=True))
        ]
    if kind.name == "milestones":
        found: list[Value] = []
        for row, (account, called) in enumerate(
            zip(accounts, columns.get("onboarding") or [""] * len(batch), strict=True)
        ):
            try:
                found.append(None if account is None else directory.onboarding(str(account), called))
            except ValueError as problem:
                bad.setdefault(row, ("onboarding", str(problem)))
                found.append(None)
        fields["onboarding"] = found
    if "touchpoint" in columns:
        fields["touchpoint"] = _resolved(columns["touchpoint"], "touchpoint", directory.touchpoint, bad)


def _resolved(
    texts: Sequence[str], column: str, resolve: Callable[[str], str], bad: dict[int, tuple[str, str]]
) -> Sequence[Value]:
    """`texts` resolved, each different one once; rows that cannot be are marked as bad."""
    memo: dict[str, str | ValueError | None] = {"": None}
    found: list[Value] = []
    for row, text in enumerate(texts):
        if text not in memo:
            try:
                memo[text] = resolve(text)
            except ValueError as problem:
                memo[text] = problem
        value = memo[text]
        if isinstance(value, ValueError):
            bad.setdefault(row, (column, str(value)))
            value = None
        found.append(value)
    return found

"""Rows of one kind written: new ones born, known ones updated, equal ones left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.surveys import SCALES
from desktop.exchange.cells import Value
from desktop.operations.imports import rules
from desktop.operations.imports.matching import match_facts
from desktop.operations.imports.naming import match_named
from desktop.operations.imports.parents import parents_of
from desktop.operations.imports.prepare import Faults, Prepared
from desktop.operations.imports.result import Tally
from desktop.operations.imports.stored import Stored, own_fields
from desktop.store.tx import Tx

NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"


@dataclass(slots=True)
class Written:
    """What became of the accepted rows of one kind: ids[batch][row] and status[batch][row], aligned with `batches`."""

    batches: Sequence[Prepared]
    ids: list[list[str]]
    status: list[list[str]] = field(default_factory=list[list[str]])
    changed: dict[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    """Id of an updated row -> the fields that got another value."""

    def said(self, name: str) -> Iterator[tuple[int, int, str, Value]]:
        """(batch, row, id, value) of each row that says something in the field."""
        for number, each in enumerate(self.batches):
            for at, value in enumerate(each.fields.get(name, ())):
                if value is not None:
                    yield number, at, self.ids[number][at], value

    def new(self) -> set[str]:
        """The ids of the rows that are new."""
        return {
            row_id
            for ids, statuses in zip(self.ids, self.status, strict=True)
            for row_id, status in zip(ids, statuses, strict=True)
            if status == NEW
        }

    def mark(self, number: int, at: int) -> None:
        """Count a row as updated for what was written beside it."""
        if self.status[number][at] == UNCHANGED:
            self.status[number][at] = UPDATED

    def tally(self) -> Tally:
        counts = Counter(status for each in self.status for status in each)
        rejected = sum(len(each.rejects) for each in self.batches)
        return Tally(counts[NEW], counts[UPDATED], counts[UNCHANGED], rejected)


def match(stored: Stored, batches: Sequence[Prepared]) -> list[list[str]]:
    """The id of each row; rows that break a rule, or are another one again, are dropped from the batches.

    Rules are checked on what the row will be: an empty cell leaves what is stored, which may be what the rule needs.
    """
    while True:
        matching = (match_named if stored.kind.alone else match_facts)(stored, batches)
        ids = matching.ids()
        faults = [_faults(stored, each, row_ids) for each, row_ids in zip(batches, ids, strict=True)]
        if stored.kind.name == "accounts":
            faults = [
                {**parentless, **found}
                for parentless, found in zip(parents_of(stored, batches, ids).faults, faults, strict=True)
            ]
        if not any(faults):
            break
        # Without these rows, the others may mean other rows than with them.
        for each, found in zip(batches, faults, strict=True):
            each.drop(found)
    for each, refused in zip(batches, matching.refused(), strict=True):
        each.drop(refused)
    return [[row_id for row_id in row_ids if row_id is not None] for row_ids in ids]


def _faults(stored: Stored, each: Prepared, ids: Sequence[str | None]) -> Faults:
    fields: dict[str, Sequence[Value]] = {**each.fields}
    known = [(at, row_id) for at, row_id in enumerate(ids) if row_id is not None and row_id in stored.rows]
    for name in rules.NEEDED.get(stored.kind.name, ()) if known else ():
        fields[name] = will_be = list(each.said(name))
        for at, row_id in known:
            if will_be[at] is None:
                will_be[at] = stored.value(row_id, name)
    found: Faults = {}
    for at, column, reason in rules.faults(stored.kind.name, fields, len(each)):
        if ids[at] is not None:
            found.setdefault(at, (column, reason))
    return found


def write_rows(tx: Tx, stored: Stored, batches: Sequence[Prepared], ids: list[list[str]]) -> Written:
    """Write the batches' rows under their ids."""
    written = Written(batches, ids)
    for each, row_ids in zip(batches, ids, strict=True):
        known = {at: row_id for at, row_id in enumerate(row_ids) if row_id in stored.rows}
        statuses = [NEW] * len(each)
        names = own_fields(each)
        for at, row_id in known.items():
            statuses[at] = _update(tx, stored, written, row_id, {name: each.fields[name][at] for name in names})
        written.status.append(statuses)
        _bear(tx, stored, each, row_ids, known)
    return written


def _update(tx: Tx, stored: Stored, written: Written, row_id: str, said: dict[str, Value]) -> str:
    """Set what the source says otherwise; an empty cell says nothing. A row that was taken back comes to life."""
    held, at = stored.rows[row_id], stored.at
    differing = {name: value for name, value in said.items() if value is not None and value != held[at[name]]}
    if not stored.is_living(row_id):
        tx.update(stored.kind.table, row_id, {**differing, "deleted_at": None})
        return NEW
    if not differing:
        return UNCHANGED
    tx.update(stored.kind.table, row_id, differing)
    written.changed[row_id] = differing.keys()
    return UPDATED


def _bear(tx: Tx, stored: Stored, each: Prepared, row_ids: Sequence[str], known: Mapping[int, str]) -> None:
    """Write the rows of a batch that are not known, given by their places."""
    fields: dict[str, Sequence[Value]] = {name: each.fields[name] for name in own_fields(each)}
    if stored.kind.name == "surveys":
        # A response is stored with the scale it was given on; where the source names none, the kind's own.
        for end, name in enumerate(("scale_min", "scale_max")):
            usual = {kind: scale[end] for kind, scale in SCALES.items()}
            if name not in fields:
                fields[name] = [usual[str(kind)] for kind in each.fields["kind"]]
            elif None in fields[name]:
                fields[name] = [
                    usual[str(kind)] if value is None else value
                    for kind, value in zip(each.fields["kind"], fields[name], strict=True)
                ]
    # Columns that say the same everywhere, or nothing, need not be handed over row by row.
    alike = {
        name: column[0]
        for name, column in fields.items()
        if name != "account" and len(column) > 0 and column.count(column[0]) == len(column)
    }
    fields = {name: column for name, column in fields.items() if name not in alike}
    rows = zip(row_ids, *fields.values(), strict=True)
    tx.insert_many(
        stored.kind.table,
        ("id", *fields),
        [row for at, row in enumerate(rows) if at not in known] if known else rows,
        alike,
    )

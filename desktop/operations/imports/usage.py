"""Usage readings: grouped by what they measure, so that readings of equal key in the sources are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from desktop.operations.imports import rules
from desktop.operations.imports.prepare import Faults, Prepared
from desktop.operations.imports.result import Tally
from desktop.store import usage_rows
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading

_EPOCH = date(1970, 1, 1).toordinal()


def write_usage(tx: Tx, batches: Sequence[Prepared]) -> Tally:
    """Write the readings; those of further facts from rows that are counted already are left out of the tally."""
    for each in batches:
        faults: Faults = {}
        for at, column, reason in rules.faults("usage", each.fields, len(each)):
            faults.setdefault(at, (column, reason))
        each.drop(faults)
    tally = Tally(rejected=sum(len(each.rejects) for each in batches if each.batch.counted))
    for counted in (True, False):
        chosen = [each for each in batches if each.batch.counted is counted and len(each)]
        if not chosen:
            continue
        sources = ", ".join(dict.fromkeys(each.batch.table.source for each in chosen))
        added = usage_rows.add(tx, _readings(chosen), source=sources)
        if counted:
            tally.add(Tally(added.new, added.updated, added.unchanged))
    return tally


def _readings(batches: Sequence[Prepared]) -> Iterator[Reading]:
    """The readings in order of key; equal ones are told apart by value, whichever source and line they stand in."""
    days: dict[object, int] = {}
    found: list[tuple[str, str, str, int, float]] = []
    for each in batches:
        for text in set(each.fields["on_day"]):
            days[text] = date.fromisoformat(str(text)).toordinal() - _EPOCH
        columns = (each.fields["account"], each.fields["metric"], each.said("feature"))
        for account, metric, feature, on_day, value in zip(
            *columns, each.fields["on_day"], each.fields["value"], strict=True
        ):
            found.append((str(account), str(metric), str(feature or ""), days[on_day], float(value or 0.0)))
    found.sort()
    for _, alike in groupby(found, key=lambda reading: reading[:4]):
        for position, (account, metric, feature, day, value) in enumerate(alike):
            yield Reading(account, metric, feature, day, position, value)

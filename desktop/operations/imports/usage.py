"""Usage readings: grouped by what they measure, so that readings of equal key in the sources are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from desktop.operations.imports import rules
from desktop.operations.imports.prepare import Faults, Prepared
from desktop.operations.imports.result import Tally
from desktop.store import usage_rows
from desktop.store.tx import Tx
from desktop.store.usage_rows import Numbered, Series

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
        added = usage_rows.add_numbered(tx, *_numbered(chosen), source=sources)
        if counted:
            tally.add(Tally(added.new, added.updated, added.unchanged))
    return tally


def _numbered(batches: Sequence[Prepared]) -> tuple[list[Series], list[Numbered]]:
    """What is measured, and the readings in order of key.

    Those of equal key are told apart by their value, whichever source and line they stand in.
    """
    measured: list[Series] = []
    for each in batches:
        features = ["" if feature is None else feature for feature in each.said("feature")]
        measured += cast("zip[Series]", zip(each.fields["account"], each.fields["metric"], features, strict=True))
    series = sorted(set(measured))
    places = {each: at for at, each in enumerate(series)}
    texts = [str(text) for each in batches for text in each.fields["on_day"]]
    days = {text: date.fromisoformat(text).toordinal() - _EPOCH for text in set(texts)}
    values = [float(value or 0.0) for each in batches for value in each.fields["value"]]
    # By series first: the few readings of each are sorted much faster than all together.
    by_place: list[list[tuple[int, float]]] = [[] for _ in series]
    for each, reading in zip(measured, zip(map(days.__getitem__, texts), values, strict=True), strict=True):
        by_place[places[each]].append(reading)
    readings: list[Numbered] = []
    for place, found in enumerate(by_place):
        found.sort()
        position, before = 0, None
        for day, value in found:
            position = position + 1 if day == before else 0
            before = day
            readings.append((place, day, position, value))
    return series, readings

"""Usage readings: grouped by what they measure, so that readings of equal key in the sources are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from desktop.operations.imports.prepare import Prepared
from desktop.operations.imports.result import Tally
from desktop.store import usage_rows
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading

_EPOCH = date(1970, 1, 1).toordinal()


def write_usage(tx: Tx, batches: Sequence[Prepared]) -> Tally:
    """Write the readings; those of further facts from rows that are counted already are left out of the tally."""
    tally = Tally(rejected=sum(len(each.rejects) for each in batches if each.batch.counted))
    for counted in (True, False):
        chosen = [each for each in batches if each.batch.counted is counted]
        readings = _readings(chosen)
        if not readings:
            continue
        sources = ", ".join(dict.fromkeys(each.batch.table.source for each in chosen))
        added = usage_rows.add(tx, readings, source=sources)
        if counted:
            tally.add(Tally(added.new, added.updated, added.unchanged))
    return tally


def _readings(batches: Sequence[Prepared]) -> list[Reading]:
    seen: Counter[tuple[object, ...]] = Counter()
    days: dict[object, int] = {}
    made: list[Reading] = []
    for each in batches:
        fields = each.fields
        features = fields.get("feature") or [None] * len(each.batch)
        for row in each.good:
            text = fields["on_day"][row]
            day = days.get(text)
            if day is None:
                day = days[text] = date.fromisoformat(str(text)).toordinal() - _EPOCH
            account, metric, feature = str(fields["account"][row]), str(fields["metric"][row]), features[row]
            key = (account, metric, feature, day)
            made.append(
                Reading(account, metric, str(feature or ""), day, seen[key], float(fields["value"][row] or 0.0))
            )
            seen[key] += 1
    return made

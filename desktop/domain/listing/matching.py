"""Which accounts of a list meet conditions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from desktop.domain.letters import plain
from desktop.domain.listing.columns import BoolArray, Listing
from desktop.domain.listing.conditions import Condition, is_day
from desktop.domain.listing.fields import Field, field_of


def meeting(listing: Listing, conditions: Iterable[Condition], fields: Sequence[Field]) -> BoolArray | None:
    """Which accounts meet all the conditions; None = none asks anything, as one on a field that is gone."""
    found: BoolArray | None = None
    for each in conditions:
        field = field_of(fields, each.field)
        if field is not None:
            met = _met(listing, each, field)
            found = met if found is None else found & met
    return found


def _met(listing: Listing, condition: Condition, field: Field) -> BoolArray:
    if field.kind == "text":
        return _met_by_text(listing, condition)
    numbers = listing.numbers(field)
    match condition.operator:
        case "unknown":
            return np.isnan(numbers)
        case "known":
            return ~np.isnan(numbers)
        case "past":
            return numbers < 0
        case "is":
            wanted = [float(value) * _unit(field) for value in condition.values]
            return np.isin(numbers, wanted)
        case _:
            return _met_by_bound(listing, condition, field)


def _met_by_bound(listing: Listing, condition: Condition, field: Field) -> BoolArray:
    numbers, value = listing.numbers(field), condition.values[0]
    wants_more = condition.operator == "at_least"
    if field.kind in ("to", "since") and is_day(value):
        ahead = date.fromisoformat(value).toordinal() - listing.day.toordinal()
        # The later the day, the more days to it, and the fewer since it.
        bound, wants_more = (ahead, wants_more) if field.kind == "to" else (-ahead, not wants_more)
        return numbers >= bound if wants_more else numbers <= bound
    bound = float(value) * _unit(field)
    if wants_more:
        return numbers >= bound
    return (numbers >= 0) & (numbers <= bound) if condition.operator == "within" else numbers <= bound


def _unit(field: Field) -> int:
    """Amounts are typed in units and kept in cents."""
    return 100 if field.kind == "money" else 1


def _met_by_text(listing: Listing, condition: Condition) -> BoolArray:
    labels, codes = listing.coded(condition.field)
    is_band = condition.field == "band"
    if condition.operator in ("unknown", "known"):
        unknown = codes == -1
        if is_band and "unscored" in labels:
            unknown |= codes == labels.index("unscored")
        return unknown if condition.operator == "unknown" else ~unknown
    values = [plain(value) for value in condition.values]
    # One place more, for the unknown: -1 finds it.
    fitting = np.zeros(len(labels) + 1, np.bool_)
    for at, label in enumerate(labels):
        fitting[at] = _fits(plain(label), values, is_part=condition.operator == "contains", field=condition.field)
    found = fitting[codes]
    return ~found if condition.operator == "is_not" else found


def _fits(label: str, values: Sequence[str], *, is_part: bool, field: str) -> bool:
    if is_part:
        return any(value in label for value in values)
    # Of tags each one counts; of a name its first words will do.
    said = [tag.strip() for tag in label.replace(";", ",").split(",")] if field == "tags" else [label]
    return any(each == value or each.startswith(f"{value} ") for each in said for value in values)

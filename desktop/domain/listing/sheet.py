"""A list as a sheet: header and typed cells, in the order that is seen, for an export or a copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from desktop.domain.letters import plain
from desktop.domain.listing.columns import Listing, Value
from desktop.domain.listing.fields import FIELDS, Field, Kind, field_of
from desktop.domain.listing.matching import meeting
from desktop.domain.listing.views import View

BESIDE = {"health": ("band", "coverage")}
"""What stands in the cell of a field as well, and in columns of its own on a sheet."""


class SheetColumn(NamedTuple):
    """A column of a sheet; money in cents, a percentage as a share of 0-1, days as days."""

    key: str
    title: str
    kind: Kind


class Sheet(NamedTuple):
    """Columns, and rows of as many values; None = unknown."""

    columns: tuple[SheetColumn, ...]
    rows: list[list[Value]]


def sheet(listing: Listing, fields: Sequence[Field], order: Iterable[int]) -> Sheet:
    """The accounts at these positions, by these fields."""
    keys = dict.fromkeys(key for field in fields for key in (field.key, *BESIDE.get(field.key, ())))
    shown = [found for key in keys if (found := field_of(fields, key) or field_of(FIELDS, key)) is not None]
    rows = [[listing.value(at, field.key) for field in shown] for at in order]
    return Sheet(tuple(SheetColumn(field.key, field.says, field.kind) for field in shown), rows)


def listed(listing: Listing, view: View, fields: Sequence[Field]) -> list[int]:
    """The positions of the accounts a view lists, as it sorts them: equals by name, the unknown last either way."""
    met = meeting(listing, view.conditions, fields)
    words = plain(view.words).split()
    found = [
        at
        for at in range(len(listing.rows))
        if (met is None or met[at]) and all(word in searched(listing, at) for word in words)
    ]
    field = field_of(fields, view.sort)
    if field is None:
        return found
    if field.kind == "text":
        codes = listing.coded(field.key).codes
        known = {at: int(code) for at in found if (code := codes[at]) >= 0}
    else:
        numbers = listing.numbers(field)
        known = {at: float(number) for at in found if (number := numbers[at]) == number}
    ordered = sorted(known, key=lambda at: -known[at] if view.descending else known[at])
    return [*ordered, *(at for at in found if at not in known)]


def searched(listing: Listing, row: int) -> str:
    """What a word that is typed is looked for in."""
    account = listing.rows[row]
    parts = (account.name, account.external_id, account.csm, account.segment, account.industry, account.region)
    return plain("\n".join(part for part in (*parts, account.stage, account.next_step) if part))


def wanted_extras(fields: Sequence[Field], view: View, more: Iterable[str] = ()) -> set[str]:
    """The keys of the fields that have to be read on their own before a view can be shown."""
    asked = {*(each.field for each in view.conditions), *(each.key for each in view.columns), view.sort, *more}
    if view.group is not None:
        asked.add(view.group)
    return {field.key for field in fields if field.is_extra and field.key in asked}

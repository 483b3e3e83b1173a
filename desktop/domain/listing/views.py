"""A way to look at the list, to come back to: filters, groups, columns and sorting under a name."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast, get_args

from desktop.domain.listing.conditions import Condition, Operator

DEFAULT_COLUMNS = (*("health", "name", "arr", "change", "months", "opt_out", "talked", "step", "due", "stage", "csm"),)
PINNED = ("health", "name")
LONGEST_NAME = 80


class Place(NamedTuple):
    """A column and its width in pixels; None = as wide as it needs to be."""

    key: str
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the list is looked at.

    Args:
        name: "" = the whole list, which has none.
        words: what is searched for, beside the conditions.
        group: the key of a field; None = not grouped.
        columns: from the left; empty = those the list begins with, as many as there is room for.
        sort: the key of a column.
    """

    name: str = ""
    conditions: tuple[Condition, ...] = ()
    words: str = ""
    group: str | None = None
    columns: tuple[Place, ...] = ()
    sort: str = "opt_out"
    descending: bool = False

    def is_like(self, other: View) -> bool:
        """Whether both show the same, whatever their names and widths."""
        return replace(self, name="", columns=_keys(self)) == replace(other, name="", columns=_keys(other))


def _keys(view: View) -> tuple[Place, ...]:
    keys = tuple(Place(each.key) for each in view.columns)
    return () if keys == tuple(map(Place, DEFAULT_COLUMNS)) else keys


WHOLE = View()


def offered(csm: str | None) -> tuple[View, ...]:
    """The views every book is offered.

    Args:
        csm: who looks; None = nobody has said, and then there are no "My accounts".
    """
    mine = View(name="My accounts", conditions=(Condition("csm", "is", (csm,)),)) if csm else None
    extra = (*DEFAULT_COLUMNS[:5], "nps", "seats", *DEFAULT_COLUMNS[5:])
    return (
        *([mine] if mine else []),
        View(name="Opt-out in 90 days", conditions=(Condition("opt_out", "within", ("90",)),)),
        View(name="No next step", conditions=(Condition("step", "unknown"),), sort="arr", descending=True),
        View(name="Not enough to judge", conditions=(Condition("band", "unknown"),), sort="arr", descending=True),
        View(
            name="Promoters with strong use",
            conditions=(Condition("nps", "at_least", ("9",)), Condition("seats", "at_least", ("80",))),
            columns=tuple(map(Place, extra)),
            sort="seats",
            descending=True,
        ),
    )


def written_view(view: View) -> str:
    """A view as it is kept: JSON without its name, in an order that stays."""
    return json.dumps(
        {
            "filters": [[each.field, each.operator, list(each.values)] for each in view.conditions],
            "words": view.words,
            "group": view.group,
            "columns": [[each.key, each.width] for each in view.columns],
            "sort": [view.sort, view.descending],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def read_view(name: str, text: str | None) -> View:
    """A view that was kept. What is damaged, or written by a later program, is left out: the rest still serves."""
    try:
        found: object = json.loads(text or "{}")
    except ValueError:
        found = {}
    kept = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    sort = _list(kept.get("sort"))
    group = kept.get("group")
    return View(
        name=name,
        conditions=tuple(filter(None, map(_condition, _list(kept.get("filters"))))),
        words=str(kept.get("words") or ""),
        group=group if isinstance(group, str) else None,
        columns=tuple(filter(None, map(_place, _list(kept.get("columns"))))),
        sort=sort[0] if sort and isinstance(sort[0], str) else WHOLE.sort,
        descending=len(sort) > 1 and sort[1] is True,
    )


def _list(found: object) -> list[Any]:
    return cast("list[Any]", found) if isinstance(found, list) else []


def _condition(found: object) -> Condition | None:
    parts = _list(found)
    if len(parts) != 3 or not isinstance(parts[0], str) or parts[1] not in get_args(Operator):
        return None
    operator: Operator = parts[1]
    values = tuple(str(value) for value in _list(parts[2]))
    if not values and operator not in ("unknown", "known", "past"):
        return None
    return Condition(parts[0], operator, values)


def _place(found: object) -> Place | None:
    parts = _list(found)
    if not parts or not isinstance(parts[0], str):
        return None
    width = parts[1] if len(parts) > 1 else None
    return Place(parts[0], width if isinstance(width, int) and 0 < width < 5000 else None)

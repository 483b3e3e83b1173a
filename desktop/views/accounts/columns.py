"""The columns of the accounts page, and which of them a customer is not to see."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.listing.fields import FIELDS, GUARDED_FIELDS, Field
from desktop.domain.listing.views import DEFAULT_COLUMNS
from desktop.views.table.rows import Column

COLUMNS = (
    Column(key="health", title="Health", says="Health", width=90),
    Column(key="name", title="Account", says="Account", width=130, most=184, names=True),
    Column(key="arr", title="ARR", says="ARR", width=56, most=110, is_right=True, falls=True),
    Column(key="change", title="Δ30 d", says="Change of the score in 30 days", width=70, is_right=True, yields=2),
    Column(key="months", title="12 mo", says="Score over 12 months", width=60, yields=3),
    Column(key="opt_out", title="Opt-out", says="Opt-out", width=123),
    Column(key="talked", title="Talked", says="Last two-way contact", width=70, is_right=True, falls=True, yields=1),
    # Wide enough for a short sentence before CSMs are written with their last names.
    Column(key="step", title="Next step", says="Next step", width=150, is_editable=True, stretches=True, roomy=200),
    Column(key="due", title="Due", says="Next step due", width=56, most=84, is_editable=True),
    Column(key="stage", title="Stage", says="Stage", width=60, most=120, is_editable=True, yields=4),
    Column(key="csm", title="CSM", says="CSM", width=54, most=130, least=54, is_editable=True, yields=5),
)

TITLES = {
    "coverage": "Coverage",
    "renews": "Renews",
    "started": "Since",
    "nps": "NPS",
    "tickets": "Tickets",
    "risks": "Risks",
    "called": "Called",
    "external_id": "Id",
}
"""What stands over a column where that is shorter than what its field is called."""
USUAL = frozenset(DEFAULT_COLUMNS)
GUARDED = GUARDED_FIELDS | {"months"}
"""Hidden while the screen is shared with a customer."""


def columns_of(fields: Iterable[Field]) -> tuple[Column, ...]:
    """The columns a list begins with, and after them one for each other field."""
    known = {column.key for column in COLUMNS}
    return (*COLUMNS, *(_column(field) for field in fields if field.key not in known))


def _column(field: Field) -> Column:
    is_right = field.kind in ("number", "money", "percent", "since")
    title = TITLES.get(field.key, field.says)
    return Column(
        key=field.key,
        title=title,
        says=field.says,
        width=max(64, min(140, 8 * len(title) + 24)),
        is_right=is_right,
        is_editable=field.is_editable,
        most=None if field.kind != "text" else 200,
        falls=is_right,
    )


EVERY = columns_of(FIELDS)

"""What is known of the reviews of a book, as records. What is written about them for ourselves is not among it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Review(NamedTuple):
    """A QBR; neither held nor planned = it is only being prepared.

    Internal notes and risks are left out on purpose: what a customer may see is made from these records.

    Args:
        starts_at: day and time as text; None = only the day is known.
        attendees: names as people type them, between commas.
        next_on: the day agreed for the one after it.
    """

    id: str
    account: str
    held_on: date | None = None
    planned_on: date | None = None
    starts_at: str | None = None
    period: str | None = None
    attendees: str | None = None
    wins: str | None = None
    decision: str | None = None
    next_on: date | None = None


class Item(NamedTuple):
    """A line of the page of a review.

    Args:
        part: 1-5.
        fact: key of the fact it was made from; None = typed.
    """

    id: str
    account: str
    qbr: str
    part: int
    position: int
    text: str
    fact: str | None = None


def names(attendees: str | None) -> list[str]:
    """The people in a list as it is typed."""
    return [name.strip() for name in (attendees or "").replace(";", ",").split(",") if name.strip()]

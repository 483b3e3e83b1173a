"""The page a review is held by, in five parts; it is what the customer is shown, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.errors import Rejected
from desktop.domain.qbrs.records import Item

TITLES: tuple[str, ...] = (
    "What we set out to do",
    "What was achieved",
    "What we learned",
    "What comes next",
    "The decision we ask for",
)
NOTHING = "To be agreed in the meeting."
"""What an empty part says."""
_SPACE = re.compile(r"[^\S\xa0]+")
LONGEST = 300
MOST = 10
"""More lines than that are no page."""


class Part(NamedTuple):
    """One of the five; number 1-5."""

    number: int
    title: str
    items: tuple[Item, ...]


class Series(NamedTuple):
    """Figures of a part, to be drawn; two of equal length for bars, one for a line.

    Args:
        labels: under each figure, days as days.
        is_share: figures are shares of 0-1.
    """

    kind: Literal["line", "bars"]
    title: str
    labels: tuple[str | date, ...]
    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    is_share: bool = False


class Deck(NamedTuple):
    """What is shown and exported: the words of the five parts, and figures of the facts that were moved into them."""

    account: str
    on: date | None
    period: str | None
    parts: tuple[Part, ...]
    series: tuple[tuple[int, Series], ...] = ()
    """(part, what is drawn beside its lines)"""


def parts_of(items: Iterable[Item]) -> tuple[Part, ...]:
    """The five parts of a page, empty ones included, their lines in order."""
    ordered = sorted(items, key=lambda each: (each.part, each.position, each.id))
    return tuple(
        Part(number, title, tuple(each for each in ordered if each.part == number))
        for number, title in enumerate(TITLES, start=1)
    )


def check_text(text: str) -> str:
    """A line as it is kept.

    Raises:
        Rejected: it is empty or too long.
    """
    # What is kept together by a space that does not break stays together.
    said = _SPACE.sub(" ", text).strip()
    if not said:
        raise Rejected("A line of the page needs words; nothing was saved.", field="text")
    if len(said) > LONGEST:
        raise Rejected(f"A line of the page has at most {LONGEST} characters; this one has {len(said)}.", field="text")
    return said


def check_part(part: int) -> None:
    """
    Raises:
        Rejected: there is no such part.
    """
    if not 1 <= part <= len(TITLES):
        raise Rejected(f"The page has the parts 1 to {len(TITLES)}; there is no {part}.", field="part")

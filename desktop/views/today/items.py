"""What stands in the list of the queue: headings, rows, and the line that opens the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.today.book import Today
from desktop.domain.today.queue import PARTS, QueueRow
from desktop.views import format
from desktop.views.today import reason_words, words

SHOWN = 7
"""Rows at most, until the rest is asked for."""
NAMES = 5
"""So many of the rest are named."""


class Heading(NamedTuple):
    """The name of a part and what is in it."""

    text: str
    beside: str


class More(NamedTuple):
    """The line that opens the rest, or folds it again."""

    text: str
    beside: str


class Asleep(NamedTuple):
    """A snoozed row, at the foot of the opened list."""

    row: QueueRow
    until: date


Item = Heading | QueueRow | More | Asleep


def says(item: Item, day: date) -> str:
    """An item in words, for those who do not see it."""
    if isinstance(item, Heading | More):
        return f"{item.text}, {item.beside}"
    if isinstance(item, Asleep):
        return f"{item.row.name}, snoozed until {format.day(item.until, beside=day)}"
    score = "not enough to judge" if item.standing.score is None else f"{item.standing.band} {item.standing.score}"
    parts = (
        item.name,
        format.money(item.arr_cents),
        score,
        words.chip(item.deadline, day) or words.NO_DEADLINE,
        reason_words.reasons(item, day),
        f"A: {words.button(item.action)}",
    )
    return ", ".join(part for part in parts if part)


def folded(view: Today | None, shown: int) -> list[Item]:
    """The first rows under the headings of their parts, and what stands for the rest."""
    if view is None:
        return []
    rows = view.queue.rows[:shown]
    rest = view.queue.rows[shown:]
    made = _headed(view, rows)
    beside = ", ".join(row.name for row in rest[:NAMES]) + (" …" if len(rest) > NAMES else "")
    asleep = len(view.queue.snoozed)
    snoozed = f"{format.number(asleep)} snoozed" if asleep else ""
    if rest or snoozed:
        text = f"{format.number(len(rest))} more" if rest else snoozed
        made.append(More(text, " · ".join(part for part in (beside, snoozed if rest else "") if part)))
    return made


def unfolded(view: Today) -> list[Item]:
    """All rows, then the snoozed ones."""
    made = _headed(view, view.queue.rows)
    if view.queue.snoozed:
        made.append(Heading("Snoozed", "A brings one back"))
        made += [Asleep(row, until) for row, until in view.queue.snoozed]
    made.append(More("Show less", ""))
    return made


def _headed(view: Today, rows: Sequence[QueueRow]) -> list[Item]:
    made: list[Item] = []
    for part in PARTS:
        shown = [row for row in rows if row.part == part]
        if shown:
            every = [row for row in view.queue.rows if row.part == part]
            made.append(Heading(words.PARTS[part], _beside(part, every)))
            made += shown
    return made


def _beside(part: str, rows: Sequence[QueueRow]) -> str:
    count = format.plural(len(rows), "account")
    if part == "must":
        stake = sum(row.at_stake_cents for row in rows)
        return f"{count}, {format.money(stake)} at stake" if stake else count
    return f"{count}, later or smaller" if part == "next" else count

"""What is seen of the accounts on past days, to judge the health score by: their score then, and what became of them.

On each day every active account is one observation: its score as known then, and whether it was lost within the days
that followed. The commercial input is left out of that score, because it holds the CSM's own guess of the outcome.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from desktop.domain.book import Book
from desktop.domain.book_health import book_health
from desktop.domain.calendar import Period, add_months, whole_months_between
from desktop.domain.contracts import known_lines
from desktop.domain.health_facts import BoolArray
from desktop.domain.renewals import ended_terms
from desktop.domain.revenue import account_revenue
from desktop.domain.scorecards import CAPS, Scorecard
from desktop.domain.usage import FloatArray, IntArray, UsageWindows

DAYS, MONTHS = 90, 12


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """What was seen of accounts on past days, and what became of them; one element an observation.

    Args:
        account: [k] position among the accounts asked for.
        score, band: [k] of that day; NaN and "unscored" = not enough was known to judge.
        scorecard: [k] position in `scorecards`, by which it was scored.
        noticed: [k] notice had been given for an open line by then: what the customer said need not be foreseen.
        churned: [k] its ARR fell to zero within the days that followed, even if it came back.
        shrank: [k] it churned, or had less ARR at the end of those days.
        unsaid: [k] a term of its ended in those days, and to this day nobody said what became of it.
        decided: [k] a term of its ended in those days, or it churned, and what became of all of them is known.
        ended_before: active as known on the day, but it turned out to have ended by then: neither lost nor kept, and
            no observation.
    """

    scorecards: tuple[Scorecard, ...]
    account: IntArray
    score: FloatArray
    band: npt.NDArray[np.str_]
    scorecard: IntArray
    noticed: BoolArray
    churned: BoolArray
    shrank: BoolArray
    unsaid: BoolArray
    decided: BoolArray
    ended_before: int

    def only(self, where: BoolArray) -> Observations:
        """Those in `where`."""
        return Observations(
            self.scorecards,
            self.account[where],
            self.score[where],
            self.band[where],
            self.scorecard[where],
            self.noticed[where],
            self.churned[where],
            self.shrank[where],
            self.unsaid[where],
            self.decided[where],
            self.ended_before,
        )


def month_ends(day: date, days: int = DAYS, months: int = MONTHS) -> tuple[date, ...]:
    """The last `months` ends of months that lie at least `days` before `day`, in order; fewer at the calendar's end."""
    after = day.toordinal() - days + 1
    if after < 1:
        return ()
    first = date.fromordinal(after).replace(day=1)
    months = min(months, whole_months_between(date.min, first))
    return tuple(add_months(first, -back) - timedelta(days=1) for back in range(months - 1, -1, -1))


def observe(
    book: Book,
    accounts: Sequence[str],
    windows: Mapping[date, UsageWindows],
    days: int = DAYS,
    *,
    known_on: date,
) -> Observations:
    """Every account that was active on a day, with its score of that day and what became of it.

    Facts count by their own dates; what has none (a contact's role, a segment, the scorecards) is as `book` has it.

    Args:
        accounts: ids, each once, in an order that does not depend on ids (by name): the bootstrap goes by it.
        windows: the usage of each day to look at, aligned with `accounts`. What follows the last of them has to be
            known, for `days` days.
        days: the outcome counts within (day, day + days].
        known_on: the day that is looked from: what somebody said of a term by then is known.
    """
    book = replace(book, scorecards=[_without_commercial(card) for card in book.scorecards])
    found: list[Observations] = []
    lines = known_lines(book.lines, as_of=known_on)
    overdue = [(line.account, line.end_on) for line, is_so in zip(lines.lines, lines.overdue(), strict=True) if is_so]
    for day in sorted(windows):
        scores = book_health(book, accounts, windows[day], day)
        follows = Period(day, day + timedelta(days=days))
        revenue = account_revenue(book.lines, accounts, follows)
        unsaid = _among(accounts, {account for account, end in overdue if end is not None and end in follows})
        ended = _among(accounts, {term.account for term in ended_terms(book.lines, follows)})
        active, had = scores.inputs.active, revenue.arr_from > 0
        seen = Observations(
            scorecards=scores.scorecards,
            account=np.arange(len(accounts), dtype=np.int64),
            score=np.where(scores.band == "unscored", np.nan, scores.score),
            band=scores.band,
            scorecard=scores.scorecard_of,
            noticed=scores.inputs.caps[:, CAPS.index("notice_given")],
            churned=revenue.fell_to_zero,
            shrank=revenue.fell_to_zero | (revenue.arr_to < revenue.arr_from),
            unsaid=unsaid,
            decided=(ended | revenue.fell_to_zero) & ~unsaid,
            ended_before=int((active & ~had).sum()),
        )
        found.append(seen.only(active & had))
    return _together(found)


def _among(accounts: Sequence[str], chosen: Collection[str]) -> BoolArray:
    return np.array([account in chosen for account in accounts], np.bool_)


def _without_commercial(card: Scorecard) -> Scorecard:
    inputs = tuple(entry for entry in card.inputs if entry.name != "commercial")
    if any(entry.weight > 0 for entry in inputs):
        return replace(card, inputs=inputs)
    # Nothing but the guess: nobody can be judged by it.
    return replace(card, min_coverage=math.inf)


def _together(found: Sequence[Observations]) -> Observations:
    if not found:
        none = np.zeros(0, np.bool_)
        places = np.zeros(0, np.int64)
        return Observations((), places, np.zeros(0), np.zeros(0, "<U8"), places, none, none, none, none, none, 0)
    return Observations(
        found[0].scorecards,
        np.concatenate([each.account for each in found]),
        np.concatenate([each.score for each in found]),
        np.concatenate([each.band for each in found]),
        np.concatenate([each.scorecard for each in found]),
        np.concatenate([each.noticed for each in found]),
        np.concatenate([each.churned for each in found]),
        np.concatenate([each.shrank for each in found]),
        np.concatenate([each.unsaid for each in found]),
        np.concatenate([each.decided for each in found]),
        sum(each.ended_before for each in found),
    )

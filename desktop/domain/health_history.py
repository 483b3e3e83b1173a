"""The health of many accounts on many past days, from one reading of the book. Knows no chart and no file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.domain import health
from desktop.domain.book import Book
from desktop.domain.book_health import HealthBook, health_book, scores_and_arr
from desktop.domain.calendar import add_months
from desktop.domain.line_columns import Ints
from desktop.domain.scorecard_versions import ScorecardVersion, SegmentVersion, cards_on, segments_on
from desktop.domain.usage import FloatArray, UsageWindows

DECIMALS = 9
"""Edges are compared on this many decimals, as the bands are."""


@dataclass(frozen=True, slots=True, eq=False)
class HealthHistory:
    """Scores of n accounts on d days, as far as they could be judged.

    Args:
        accounts, days: the order of rows and of columns.
        score: [n, d] 0-100; NaN = unscored: not active, nothing known, or less coverage than the scorecard asks for.
        shown: [n, d] the score in whole points as it is written; NaN = unscored.
        coverage: [n, d] 0-1, known for unscored days too.
        band: [n, d] one of health.BANDS.
        arr_cents: [n, d] ARR; 0 = not active.
    """

    accounts: tuple[str, ...]
    days: tuple[date, ...]
    score: FloatArray
    shown: FloatArray
    coverage: FloatArray
    band: npt.NDArray[np.str_]
    arr_cents: Ints

    def row(self, account: str) -> int | None:
        """The row of an account by its id; None where it is not among them."""
        return self.accounts.index(account) if account in self.accounts else None

    def patched(self, few: HealthHistory, asked: Collection[str]) -> HealthHistory | None:
        """The same with some accounts as they are now.

        Args:
            few: those accounts on the same days.
            asked: ids of all that may have changed.
        Returns:
            None = they are not the same accounts any more, or other days: everything has to be scored.
        """
        at = {account: row for row, account in enumerate(self.accounts)}
        if self.days != few.days or {each for each in asked if each in at} != set(few.accounts):
            return None
        rows = [at[account] for account in few.accounts]
        columns: dict[str, Any] = {}
        for name in ("score", "shown", "coverage", "band", "arr_cents"):
            columns[name] = getattr(self, name).copy()
            columns[name][rows] = getattr(few, name)
        return replace(self, **columns)


def history_days(day: date, months: int) -> tuple[date, ...]:
    """The last `months` ends of months before `day`, in order, then `day` itself."""
    first = day.replace(day=1)
    ends = [date.fromordinal(add_months(first, -back).toordinal() - 1) for back in range(months - 1, -1, -1)]
    return (*ends, day)


def health_history(
    book: Book,
    accounts: Sequence[str],
    windows: Mapping[date, UsageWindows],
    days: Sequence[date],
    *,
    first_ticket_on: date | None = None,
) -> HealthHistory:
    """The score of every account of `accounts` on every day of `days`: on each what book_health says of it.

    Args:
        accounts: ids, each once: the order of the rows.
        windows: the usage of each of `days`, aligned with `accounts`.
        first_ticket_on: where `book` is only a part: the day from which on there are tickets in the rest of it.
    """
    return history_of(health_book(book, accounts, first_ticket_on=first_ticket_on), windows, days)


def history_of(
    book: HealthBook,
    windows: Mapping[date, UsageWindows],
    days: Sequence[date],
    versions: Sequence[ScorecardVersion] = (),
    moved: Mapping[str, Sequence[SegmentVersion]] | None = None,
) -> HealthHistory:
    """`health_history` of columns.

    Args:
        versions: by which each day is scored, oldest first; none = all days by the scorecards of the book.
        moved: the segments of those whose segment changed meanwhile, oldest first; all others stay in theirs.
    """
    shape = (len(book.accounts), len(days))
    made = HealthHistory(
        accounts=book.accounts,
        days=tuple(days),
        score=np.full(shape, np.nan),
        shown=np.full(shape, np.nan),
        coverage=np.zeros(shape),
        band=np.full(shape, "unscored", dtype="<U8"),
        arr_cents=np.zeros(shape, np.int64),
    )
    for column, day in enumerate(days):
        segments = segments_on(book.accounts, book.segments, moved or {}, day)
        by = replace(book, scorecards=cards_on(versions, day), segments=segments) if versions else book
        scores, arr = scores_and_arr(by, windows[day], day)
        is_unscored = scores.band == "unscored"
        made.score[:, column] = np.where(is_unscored, np.nan, scores.score)
        made.shown[:, column] = np.where(is_unscored, np.nan, health.shown_scores(scores))
        made.coverage[:, column] = scores.coverage
        made.band[:, column] = scores.band
        made.arr_cents[:, column] = arr
    return made

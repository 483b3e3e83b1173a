"""Effort against time to value: whether a hard start is a slow one, over the book and for one account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from desktop.domain.signals.correlation import RankCorrelation, rank_correlation
from desktop.domain.signals.signal import SERIOUS, WATCH, Evidence, Judgement, Signal, Unjudged
from desktop.domain.signals.situation import Situation
from desktop.domain.signals.starts import mean_effort

HARD_FROM = 5.0
"""Mean effort, 1-7, from which a start was hard: an ease of 3 or less, which the CES index counts as hard."""
START_DAYS = 365
"""How long after its beginning an onboarding says something of what is coming: the year most contracts run."""


class EffortAndTime(NamedTuple):
    """How effort and time to value go together over the accounts that have both.

    Args:
        correlation: of the account's mean effort (7 = very hard) and its days to first value; positive = hard is slow.
        waiting: accounts with an effort that have not reached value; they have no days yet and are left out.
        unknown: accounts that reached value, without a CES answer.
    """

    correlation: RankCorrelation
    waiting: int
    unknown: int


def hard_and_slow_start(s: Situation) -> Judgement:
    """An onboarding of the last 365 days is called hard (mean effort >= 5 of 7) and takes longer than half of them do.

    Answers count from its start on. Longer than the Kaplan-Meier median of the book; serious while still waiting.

    Source: the threshold of hard: the CES index (ease <= 3). That effort costs loyalty: M. Dixon, K. Freeman and
        N. Toman, Stop Trying to Delight Your Customers, Harvard Business Review 88 (2010).
    """
    start = s.starts.latest
    if start is None or start.lost or (s.day - start.started_on).days >= START_DAYS:
        return None
    given = tuple(each for each in s.starts.efforts if each[0] >= start.started_on)
    found, median = mean_effort(given), s.starts.median_days
    missing: list[str] = []
    if found is None:
        missing.append("a CES answer since the onboarding began")
    if median is None:
        missing.append("a median time to value of the book")
    if found is not None and found < HARD_FROM:
        return None
    if median is not None and start.days <= median:
        return None
    if found is None or median is None:
        return Unjudged("hard_and_slow_start", s.account.id, tuple(missing))
    became_slow = start.started_on + timedelta(days=median + 1)
    return Signal(
        "hard_and_slow_start",
        "effort",
        s.account.id,
        WATCH if start.reached else SERIOUS,
        max(became_slow, given[-1][0]),
        (
            Evidence("effort", found, "effort", given[-1][0], len(given)),
            Evidence("days_to_value" if start.reached else "days_waiting", start.days, "days", start.started_on),
            Evidence("median_days_to_value", median, "days", n=s.starts.n),
        ),
    )


def effort_and_time(situations: Iterable[Situation]) -> EffortAndTime:
    """Spearman's rank correlation of effort and days to value, one pair an account.

    Effort is the mean of all the account's CES answers by the day; days are those of its first onboarding. Accounts
    that have churned since count; those still waiting would, if they were counted as they stand, bring effort and
    time together that have not been seen together, so they are left out and said.
    """
    efforts: list[float] = []
    days: list[float] = []
    waiting = unknown = 0
    for s in situations:
        start, value = s.starts.first, mean_effort(s.starts.efforts)
        if start is None:
            continue
        if not start.reached:
            waiting += value is not None
        elif value is None:
            unknown += 1
        else:
            efforts.append(value)
            days.append(start.days)
    return EffortAndTime(rank_correlation(efforts, days), waiting, unknown)

"""How an account's start went: how long it took to value, and how much effort its people say it was."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.facts import SurveyAnswer
from desktop.domain.onboarding import kaplan_meier, quantile_days, waits
from desktop.domain.surveys import DIRECTIONS, normalised

LEAST_ONBOARDINGS = 8
"""Fewer have no curve on the onboarding page either, and no median here."""


class Start(NamedTuple):
    """An onboarding of an account, seen on a day.

    Args:
        days: to value, or waited so far.
        lost: the account churned before value.
    """

    started_on: date
    days: int
    reached: bool
    lost: bool


class Starts(NamedTuple):
    """An account's onboardings and what its people said of effort.

    Args:
        first: its first onboarding; None = none recorded.
        latest: its latest one.
        efforts: (day, effort 1-7, 7 = very hard) of readable CES answers, by day.
        median_days: of all onboardings of the book to value (Kaplan-Meier); None = not reached, or too few.
        n: onboardings of the book.
    """

    first: Start | None = None
    latest: Start | None = None
    efforts: tuple[tuple[date, float], ...] = ()
    median_days: int | None = None
    n: int = 0


NO_STARTS = Starts()


class Usual(NamedTuple):
    """How long the onboardings of a book took: what each of them is compared with.

    Args:
        spans: account -> (days, whether value was reached) of each of its onboardings.
        median_days: to value (Kaplan-Meier); None = not reached, or too few onboardings.
        n: onboardings.
    """

    spans: Mapping[str, tuple[tuple[int, bool], ...]]
    median_days: int | None
    n: int


def usual_start(spans: Mapping[str, tuple[tuple[int, bool], ...]]) -> Usual:
    """What these onboardings come to."""
    every = [span for those in spans.values() for span in those]
    median_days = None
    if len(every) >= LEAST_ONBOARDINGS:
        median_days = quantile_days(kaplan_meier([days for days, _ in every], [reached for _, reached in every]), 0.5)
    return Usual(spans, median_days, len(every))


def starts(
    book: Book, churned_on: Mapping[str, Sequence[date]], day: date, usual: Usual | None = None
) -> tuple[dict[str, Starts], Usual]:
    """The starts of every account that has an onboarding or a CES answer by `day`, and what is usual.

    Args:
        churned_on: account -> days by `day` on which its ARR fell to 0.
        usual: where `book` is only a part: what is usual in the whole of it.
    """
    onboardings = {each.id: each for each in book.onboardings}
    spans = waits(book.onboardings, book.milestones, churned_on, to=day)
    if usual is None:
        taken: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
        for span in spans:
            taken[onboardings[span.onboarding].account].append((span.days, span.reached))
        usual = usual_start({account: tuple(sorted(those)) for account, those in taken.items()})
    of_account: defaultdict[str, list[tuple[date, str, Start]]] = defaultdict(list)
    for span in spans:
        plan = onboardings[span.onboarding]
        start = Start(plan.started_on, span.days, span.reached, span.lost)
        of_account[plan.account].append((plan.started_on, plan.id, start))
    efforts: defaultdict[str, list[tuple[date, float]]] = defaultdict(list)
    for answer in book.answers:
        if answer.kind == "ces" and answer.score is not None and answer.responded_on <= day:
            value = effort(answer)
            if value is not None:
                efforts[answer.account].append((answer.responded_on, value))
    found: dict[str, Starts] = {}
    for account in {*of_account, *efforts}:
        plans = sorted(of_account.get(account, ()))
        found[account] = Starts(
            first=plans[0][2] if plans else None,
            latest=plans[-1][2] if plans else None,
            efforts=tuple(sorted(efforts.get(account, ()))),
            median_days=usual.median_days,
            n=usual.n,
        )
    return found, usual


def effort(answer: SurveyAnswer) -> float | None:
    """A CES answer read as effort, 1 (very easy) to 7 (very hard); None = not answered, or its direction unknown."""
    if answer.score is None or answer.direction not in DIRECTIONS:
        return None
    return 7 - 6 * normalised(answer) / 100


def mean_effort(efforts: tuple[tuple[date, float], ...]) -> float | None:
    return math.fsum(value for _, value in efforts) / len(efforts) if efforts else None

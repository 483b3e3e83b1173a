"""NPS, CSAT and CES by calendar month or quarter, each with its n and interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from desktop.domain.calendar import Period, add_months
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.surveys import Ces, Csat, Nps, answers_from_tickets, ces, csat, nps

Every = Literal["month", "quarter"]


class TrendPoint(NamedTuple):
    """The figures of one month or quarter, computed from its own answers alone.

    Args:
        label: 2026-04, or 2026 Q2.
        period: the days of it that lie in the period asked for.
        partial: not all of its days do.
    """

    label: str
    period: Period
    partial: bool
    nps: Nps
    csat: Csat
    ces: Ces


def trend(
    answers: Sequence[SurveyAnswer], tickets: Sequence[Ticket], period: Period, every: Every = "quarter"
) -> tuple[TrendPoint, ...]:
    """From the month or quarter of the first answer to that of the last, those without answers between included.

    An NPS counts the latest answer of each contact within the month or quarter, so a person who answers in two of them
    counts in both: the points are no parts of the figure of the whole period.
    """
    length = 1 if every == "month" else 3
    by_start: defaultdict[date, list[SurveyAnswer]] = defaultdict(list)
    # Turned into answers here, so that each day is looked at once.
    for each in (*answers, *answers_from_tickets(tickets)):
        if each.score is not None and each.responded_on in period:
            by_start[_start(each.responded_on, length)].append(each)
    if not by_start:
        return ()
    found: list[TrendPoint] = []
    first, last = min(by_start), max(by_start)
    months = (last.year - first.year) * 12 + last.month - first.month
    for offset in range(0, months + 1, length):
        start = add_months(first, offset)
        found.append(_point(start, length, by_start.get(start, ()), period))
    return tuple(found)


def _point(start: date, length: int, answers: Sequence[SurveyAnswer], period: Period) -> TrendPoint:
    label = f"{start:%Y-%m}" if length == 1 else f"{start.year:04} Q{(start.month + 2) // 3}"
    # Counted so that neither end of the calendar is passed.
    days_before = start.toordinal() - 1
    last_month = add_months(start, length - 1)
    end = last_month.replace(day=_days_in(last_month))
    within = Period(max(period.start, date.fromordinal(max(days_before, 1))), min(period.end, end))
    is_partial = period.start.toordinal() > days_before or period.end < end
    return TrendPoint(label, within, is_partial, nps(answers, within), csat(answers, (), within), ces(answers, within))


def _start(day: date, length: int) -> date:
    return day.replace(month=day.month - (day.month - 1) % length, day=1)


def _days_in(month: date) -> int:
    if month.month == 12:
        return 31
    return (add_months(month.replace(day=1), 1) - timedelta(days=1)).day

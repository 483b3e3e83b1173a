"""What the Renewals page shows: the terms over time, and what they come to in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop.charts.renewal_timeline import RenewalTimeline, Term
from desktop.operations.charts import RenewalFacts, renewal_timeline

AHEAD_DAYS = 180


@dataclass(frozen=True, slots=True)
class RenewalView:
    """The timeline and its sentence.

    Args:
        until: the last day that counts.
        to_renew_cents: ARR of the terms that can be left by then: by their opt-out, or where that is unknown by their
            end; overdue ones and those given notice on are not among them.
        accounts: how many accounts these are.
        overdue, overdue_cents: terms that ended undecided.
        unknown: terms whose opt-out is unknown.
    """

    timeline: RenewalTimeline
    until: date
    to_renew_cents: int
    accounts: int
    overdue: int
    overdue_cents: int
    unknown: int


def renewal_view(read: RenewalFacts, day: date) -> RenewalView:
    timeline = renewal_timeline(read, day)
    until = day + timedelta(days=AHEAD_DAYS)
    overdue = [term for term in timeline.terms if term.is_overdue]
    open_ = open_terms(timeline, day, until)
    return RenewalView(
        timeline=timeline,
        until=until,
        to_renew_cents=sum(term.arr_cents for term in open_),
        accounts=len({term.key for term in open_}),
        overdue=len(overdue),
        overdue_cents=sum(term.arr_cents for term in overdue),
        unknown=sum(term.opts_out_on is None for term in timeline.terms if not term.is_overdue),
    )


def open_terms(timeline: RenewalTimeline, day: date, until: date) -> list[Term]:
    """The terms that can be left from `day` to `until`: neither overdue, nor given notice on."""
    return [
        term
        for term in timeline.terms
        if not term.is_overdue and term.notice_given_on is None and day <= decided_by(term) <= until
    ]


def decided_by(term: Term) -> date:
    return term.opts_out_on or term.end_on

"""What the Renewals page shows: the terms over time, and what they come to in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.charts.renewal_timeline import RenewalTimeline, Term
from desktop.operations.charts import RenewalFacts, renewal_timeline

AHEAD_DAYS = 180
MOST_ROWS = 150
"""Of more accounts the timeline shows those that are decided next: rows without names tell nobody apart."""


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
        shown: the timeline, or the part of it that has room for names.
    """

    timeline: RenewalTimeline
    until: date
    to_renew_cents: int
    accounts: int
    overdue: int
    overdue_cents: int
    unknown: int
    shown: RenewalTimeline

    @property
    def rows(self) -> int:
        """Accounts with a term that ends."""
        return _accounts(self.timeline)

    @property
    def shown_rows(self) -> int:
        return _accounts(self.shown)


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
        shown=next_decided(timeline, day),
    )


def next_decided(timeline: RenewalTimeline, day: date, most: int = MOST_ROWS) -> RenewalTimeline:
    """Of more than `most` accounts those that ended undecided, then those that can be left next; else all of them."""
    if _accounts(timeline) <= most:
        return timeline
    due = [term for term in timeline.terms if term.is_overdue]
    due += sorted((term for term in timeline.terms if _is_ahead(term, day)), key=decided_by)
    keys = dict.fromkeys(term.key for term in due)
    shown = set(list(keys)[:most])
    return replace(timeline, terms=tuple(term for term in timeline.terms if term.key in shown))


def _is_ahead(term: Term, day: date) -> bool:
    return not term.is_overdue and term.notice_given_on is None and decided_by(term) >= day


def _accounts(timeline: RenewalTimeline) -> int:
    return len({term.key for term in timeline.terms})


def open_terms(timeline: RenewalTimeline, day: date, until: date) -> list[Term]:
    """The terms that can be left from `day` to `until`: neither overdue, nor given notice on."""
    return [term for term in timeline.terms if _is_ahead(term, day) and decided_by(term) <= until]


def decided_by(term: Term) -> date:
    return term.opts_out_on or term.end_on

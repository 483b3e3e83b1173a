"""What happened to an account in a period that may explain its health: the few things worth a number in a chart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.facts import Contact, ContractLine, Ticket
from desktop.domain.renewals import ended_terms

MOST = 5
BACKLOG_FROM = 3
"""So many tickets open at once are a backlog."""
_PASSIVE_FROM, _PROMOTER_FROM = 7, 9


class HealthEvent(NamedTuple):
    """Something that happened, in a word or two; of a higher weight is what says more of health."""

    on: date
    label: str
    weight: int
    detail: str = ""


SCORECARD_WEIGHT = 98
"""Next to a champion who left: whoever does not know of it takes it for the customer."""


def health_events(
    book: Book, account: str, period: Period, *, also: Iterable[HealthEvent] = (), most: int = MOST
) -> list[HealthEvent]:
    """The weightiest events of an account in the period, in order of their days; of equal weight the later ones.

    Champions who left, notice given, terms renewed or not, NPS answers, the worst backlog of tickets, QBRs held.

    Args:
        account: id.
        also: what is no fact of the account, such as a new scorecard.
        most: how many at most.
    """
    found = [
        *also,
        *_champions_left(each for each in book.contacts if each.account == account),
        *_contract([each for each in book.lines if each.account == account], period),
        *_answers(book, account),
        *_backlog([each for each in book.tickets if each.account == account], period),
        *(HealthEvent(q.held_on, "QBR", 50) for q in book.qbrs if q.account == account and q.held_on is not None),
    ]
    inside = sorted({event for event in found if event.on in period}, key=lambda e: (e.weight, e.on), reverse=True)
    chosen: list[HealthEvent] = []
    for event in inside:
        # One kind alone would tell one story: of each the first two, before others get a third.
        if sum(_kind(each) == _kind(event) for each in chosen) < 2:
            chosen.append(event)
    chosen += [event for event in inside if event not in chosen]
    return sorted(chosen[:most])


def _kind(event: HealthEvent) -> str:
    return event.label.partition(" ")[0]


def _champions_left(contacts: Iterable[Contact]) -> list[HealthEvent]:
    return [
        HealthEvent(contact.left_on, "champion left", 100)
        for contact in contacts
        if contact.left_on is not None and (contact.role or "").strip().lower() == "champion"
    ]


def _contract(lines: list[ContractLine], period: Period) -> list[HealthEvent]:
    """Notices, and each day on which terms ended: renewed if anything of them was."""
    events = [HealthEvent(each.notice_given_on, "notice given", 95) for each in lines if each.notice_given_on]
    renewed: dict[date, int] = {}
    for term in ended_terms(lines, period):
        renewed[term.ends_on] = renewed.get(term.ends_on, 0) + term.renewed_cents
    events += [
        HealthEvent(day, "renewed", 80) if cents else HealthEvent(day, "term ended", 85)
        for day, cents in renewed.items()
    ]
    return events


def _answers(book: Book, account: str) -> list[HealthEvent]:
    return [
        HealthEvent(each.responded_on, f"NPS {each.score:g}", _nps_weight(each.score))
        for each in book.answers
        if each.account == account and each.kind == "nps" and each.score is not None
    ]


def _nps_weight(score: float) -> int:
    return 70 if score < _PASSIVE_FROM else 40 if score >= _PROMOTER_FROM else 30


def _backlog(tickets: list[Ticket], period: Period) -> list[HealthEvent]:
    """The first day of the period on which the most tickets were open, where that is a backlog."""
    moves: dict[date, int] = {}
    first = period.start + timedelta(days=1)
    for ticket in tickets:
        opened_on = max(ticket.opened_on, first)
        if ticket.closed_on is not None and ticket.closed_on <= opened_on:
            continue
        moves[opened_on] = moves.get(opened_on, 0) + 1
        if ticket.closed_on is not None:
            moves[ticket.closed_on] = moves.get(ticket.closed_on, 0) - 1
    days = [day for day in sorted(moves) if day <= period.end]
    open_on = dict(zip(days, accumulate(moves[day] for day in days), strict=True))
    worst = max(open_on, key=lambda day: (open_on[day], -day.toordinal()), default=None)
    if worst is None or open_on[worst] < BACKLOG_FROM:
        return []
    return [HealthEvent(worst, f"{open_on[worst]} tickets open", 60)]

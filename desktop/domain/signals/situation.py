"""What the rules look at: one record an account, put together set-wise from the book and the health of a day.

Facts dated after the day are left out here, once for all rules. Knows no rule.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import NamedTuple, TypeVar

from desktop.domain.book import Book
from desktop.domain.cadences import Cadence, Cadences
from desktop.domain.facts import Account, Contact, Pulse, SurveyAnswer
from desktop.domain.health import HealthScores, largest_losses, shown_scores
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.domain.revenue import arr_history, churn_days
from desktop.domain.scorecards import CAPS, INPUTS
from desktop.domain.signals.starts import NO_STARTS, Starts, Usual, starts
from desktop.domain.usage import UsageWindows

LARGEST_SHARE = 10
"""One in so many accounts, by ARR, is among the largest: the largest tenth."""

_DECIMALS = 9
"""Shares are compared with thresholds on so many: 120 over 100, minus 1, is 20 % and not a hair less."""

R = TypeVar("R")


class Opportunity(NamedTuple):
    """A chance to sell more; state is open, won or lost (None = not said).

    It has no day on which it came up: on a past day it is there with the state it had then.
    """

    id: str
    account: str
    kind: str | None = None
    arr_cents: int | None = None
    close_on: date | None = None
    likelihood: float | None = None
    state: str | None = None


class Contacted(NamedTuple):
    """When an account was talked with.

    Args:
        two_way_on: days of held two-way touchpoints and QBRs, sorted, each once.
        maybe_on: the last day of a touchpoint or QBR of which nobody said that it was held or two-way, nor that not.
    """

    two_way_on: tuple[date, ...] = ()
    maybe_on: date | None = None


NO_CONTACT = Contacted()
NO_CADENCES = Cadences("contact")
UNSET = NO_CADENCES.of(None)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an account on a day; None = unknown.

    Args:
        arr_cents: ARR, and the last ARR of overdue lines.
        is_active: ARR above 0.
        is_largest: among the largest tenth of active accounts by ARR.
        band, score: its health; score in whole points, of accounts with a date to opt out or a pulse only.
        loss: what takes most from that score, an input or a cap, and how many points.
        usage_trend, seat_utilisation: shares, as in the health score.
        has_term: whether the end of a term is known of any line.
        undecided: the next governing date, not passed, of a line nobody has decided on; open_terms: all such, in order.
        overdue: lines whose term ended and nobody said what became of them.
        notice_given_on: the first notice on an open line.
        answers: answered, by day; of one day as they were written.
        last_with: contact -> last day of two-way contact with that person.
        pulse: the latest.
    """

    account: Account
    day: date
    arr_cents: int = 0
    is_active: bool = True
    is_largest: bool = False
    band: str = "unscored"
    score: int | None = None
    loss: tuple[str, float] | None = None
    usage_trend: float | None = None
    seat_utilisation: float | None = None
    active_users: float | None = None
    champion_left: bool = False
    unanswered_detractor: bool = False
    notice_given: bool = False
    notice_given_on: date | None = None
    has_term: bool = True
    undecided: RenewalRow | None = None
    open_terms: tuple[RenewalRow, ...] = ()
    overdue: tuple[RenewalRow, ...] = ()
    contacts: tuple[Contact, ...] = ()
    answers: tuple[SurveyAnswer, ...] = ()
    contacted: Contacted = NO_CONTACT
    last_with: Mapping[str, date] | None = None
    pulse: Pulse | None = None
    opportunities: tuple[Opportunity, ...] = ()
    cadence: Cadence = UNSET
    starts: Starts = NO_STARTS


class Peers(NamedTuple):
    """What an account is judged by that is not its own: the rest of the book.

    Args:
        largest: ids of the largest tenth of active accounts by ARR.
    """

    largest: frozenset[str]
    usual: Usual


def situations(
    book: Book,
    windows: UsageWindows,
    scores: HealthScores,
    day: date,
    opportunities: Iterable[Opportunity] = (),
    cadences: Cadences = NO_CADENCES,
    peers: Peers | None = None,
) -> tuple[list[Situation], Peers]:
    """The situation of every scored account on `day`, in the order of the scores, and what they were judged by.

    Args:
        windows, scores: of the same day and accounts.
        cadences: how often the accounts of a segment are to be talked with.
        peers: where `book` is only a part: what the whole of it comes to.
    """
    ids = scores.inputs.accounts
    at_of = {account: at for at, account in enumerate(ids)}
    named = {account.id: account for account in book.accounts if account.id in at_of}
    rows = [row for row in renewal_rows(book.lines, as_of=day) if row.account in at_of]
    overdue = _grouped((row.account, row) for row in rows if row.overdue)
    with_term = {row.account for row in rows}
    undecided = _grouped(
        (row.account, row)
        for row in rows
        if not row.overdue and row.outcome is None and row.notice_given_on is None and row.days >= 0
    )
    history = arr_history(book.lines, as_of=day)
    arr = history.by_account(day)
    active = dict(zip(ids, scores.inputs.active.tolist(), strict=True))
    contacted, last_with = _contacted(book, day)
    contacts = _grouped((each.account, each) for each in sorted(book.contacts, key=attrgetter("name", "id")))
    answers = _grouped(
        (each.account, each)
        for each in sorted(
            (a for a in book.answers if a.score is not None and a.responded_on <= day),
            key=attrgetter("responded_on"),
        )
    )
    pulses: dict[str, Pulse] = {}
    for pulse in sorted((p for p in book.pulses if p.on_day <= day), key=attrgetter("on_day")):
        pulses[pulse.account] = pulse
    offers = _grouped((each.account, each) for each in sorted(opportunities, key=attrgetter("id")))
    noticed = _first_notices(book, day)
    started, usual = starts(book, churn_days(history, day), day, None if peers is None else peers.usual)
    if peers is None:
        peers = Peers(largest_tenth([each for each in ids if active[each]], arr), usual)
    largest = peers.largest
    trend, seats = (_column(scores, name) for name in ("usage_trend", "seat_utilisation"))
    users = [_known(value) for value in windows.active_users.tolist()]
    caps = {name: scores.inputs.caps[:, CAPS.index(name)].tolist() for name in CAPS}
    bands = scores.band.tolist()
    shown = [None if value is None else int(value) for value in map(_known, shown_scores(scores).tolist())]
    losses = largest_losses(scores)
    found = [
        Situation(
            account=named[each],
            day=day,
            arr_cents=arr.get(each, 0) + sum(row.arr_cents for row in overdue.get(each, ())),
            is_active=active[each],
            is_largest=each in largest,
            band=bands[at],
            score=shown[at] if each in undecided or each in pulses else None,
            loss=losses[at],
            usage_trend=trend[at],
            seat_utilisation=seats[at],
            active_users=users[at],
            champion_left=caps["champion_left"][at],
            unanswered_detractor=caps["unanswered_detractor"][at],
            notice_given=caps["notice_given"][at],
            notice_given_on=noticed.get(each),
            has_term=each in with_term,
            undecided=undecided[each][0] if each in undecided else None,
            open_terms=tuple(undecided.get(each, ())),
            overdue=tuple(overdue.get(each, ())),
            contacts=tuple(contacts.get(each, ())),
            answers=tuple(answers.get(each, ())),
            contacted=contacted.get(each, NO_CONTACT),
            last_with=last_with.get(each),
            pulse=pulses.get(each),
            opportunities=tuple(offers.get(each, ())),
            cadence=cadences.of(named[each].segment),
            starts=started.get(each, NO_STARTS),
        )
        for at, each in enumerate(ids)
    ]
    return found, peers


@cache
def said(word: str | None) -> str:
    """A role, state or influence as it is compared; there are few different ones."""
    return (word or "").strip().casefold()


def _contacted(book: Book, day: date) -> tuple[dict[str, Contacted], dict[str, dict[str, date]]]:
    two_way: defaultdict[str, set[date]] = defaultdict(set)
    maybe: dict[str, date] = {}
    last_with: defaultdict[str, dict[str, date]] = defaultdict(dict)
    for each in book.touchpoints:
        if each.two_way is False or each.on_day > day:
            continue
        if each.state == "cancelled":
            continue
        if each.is_talk:
            two_way[each.account].add(each.on_day)
            if each.contact is not None:
                known = last_with[each.account].get(each.contact, each.on_day)
                last_with[each.account][each.contact] = max(known, each.on_day)
        elif each.two_way or said(each.kind) != "note":
            maybe[each.account] = max(maybe.get(each.account, each.on_day), each.on_day)
    for qbr in book.qbrs:
        if qbr.held_on is not None:
            if qbr.held_on <= day:
                two_way[qbr.account].add(qbr.held_on)
        elif qbr.planned_on is not None and qbr.planned_on <= day:
            maybe[qbr.account] = max(maybe.get(qbr.account, qbr.planned_on), qbr.planned_on)
    found = {
        account: Contacted(tuple(sorted(two_way.get(account, ()))), maybe.get(account))
        for account in {*two_way, *maybe}
    }
    return found, dict(last_with)


def _first_notices(book: Book, day: date) -> dict[str, date]:
    given: dict[str, date] = {}
    for line in book.lines:
        on = line.notice_given_on
        if on is not None and on <= day and line.start_on <= day and (line.end_on is None or line.end_on > day):
            given[line.account] = min(on, given.get(line.account, on))
    return given


def largest_tenth(active: Iterable[str], arr: Mapping[str, int]) -> frozenset[str]:
    """The largest tenth, rounded up, of accounts by ARR; of equal ones those whose ids come first."""
    by_size = sorted(active, key=lambda each: (-arr.get(each, 0), each))
    return frozenset(by_size[: math.ceil(len(by_size) / LARGEST_SHARE)])


def _grouped(pairs: Iterable[tuple[str, R]]) -> dict[str, list[R]]:
    found: defaultdict[str, list[R]] = defaultdict(list)
    for account, each in pairs:
        found[account].append(each)
    return found


def _column(scores: HealthScores, name: str) -> list[float | None]:
    return [_known(value) for value in scores.inputs.raw[:, INPUTS.index(name)].tolist()]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, _DECIMALS)

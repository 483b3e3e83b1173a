"""Everything the page of one account shows on a day, as records: the page words and paints them, and computes nothing.

The command line's page is account_page, which keeps its own form. Only this account's rows are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain import surveys
from desktop.domain.account_rows import CHANGE_DAYS
from desktop.domain.book import Book, owners_on
from desktop.domain.calendar import Period, days_before
from desktop.domain.contracts import known_lines
from desktop.domain.errors import Rejected
from desktop.domain.facts import (
    Account,
    ContractLine,
    Onboarding,
    Override,
    Ownership,
    Pulse,
    RenewalCall,
    Risk,
    SurveyAnswer,
    Ticket,
)
from desktop.domain.health_inputs import FEEDBACK_DAYS
from desktop.domain.opinions import latest_pulse, standing_override
from desktop.domain.people import ChampionGap, active, champion_gap, only_contact
from desktop.domain.renewals import RenewalRow, agreed_lines, governing, renewal_rows
from desktop.domain.shown import Restated
from desktop.domain.surveys import Nps, answers_from_tickets
from desktop.operations import account_timeline
from desktop.operations.account_success import Success, success
from desktop.operations.account_timeline import Contact, Scoring, TimelineRow
from desktop.operations.account_usage import YEAR_DAYS, Usage, usage
from desktop.operations.account_why import Why, why
from desktop.operations.parents import Family, family
from desktop.operations.shown_scores import read_shown, restated_of, scored_days
from desktop.operations.tasks import task_called
from desktop.store.connection import Connection
from desktop.store.queries import account as columns_of
from desktop.store.queries import account_view as rows_of
from desktop.store.queries.account_view import Event, Person, Promise, Step
from desktop.store.queries.book import book as read_book


class Line(NamedTuple):
    """A contract line as known on the day; next = its next governing date.

    One that was agreed on and has not begun is not open.
    """

    line: ContractLine
    is_open: bool
    next: RenewalRow | None


class Plan(NamedTuple):
    """An onboarding, on day `day_no` since its start (negative = it lies ahead), and its milestones; None = no plan."""

    onboarding: Onboarding | None
    day_no: int | None
    target_days: int | None
    live_days: int | None
    steps: tuple[Step, ...]


class Answer(NamedTuple):
    """A survey response, or the CSAT of a ticket (named then; "" = it has no subject), and by whom.

    Args:
        band: promoter, passive or detractor; satisfied or not satisfied; easy, neither or hard; None = no answer.
        side: what it is worth: 1 gain, -1 loss, 0 neither.
    """

    answer: SurveyAnswer
    who: str | None
    ticket: str | None = None
    band: str | None = None
    side: int = 0


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account on a day.

    Args:
        score_before: the score 30 days earlier, not rounded; None = it or that of the day is unknown.
        score_change: points against that; None likewise.
        last_two_way: the day and with whom.
        next_task: the open task that the next step is the title of.
        only_contact: id of the only contact that is left of several.
        champion_gap: the champion left, and there is no other.
        lines, answers, tickets: the newest first.
        nps: of the last 365 days.
        next_owner: who owns it after `owner`, and from which day on; None = nobody was named.
        called, rule: the newest forecast of a person and of the rule.
        override: the score that somebody called, as long as it stands; beside the computed one.
        pulse: the latest.
        restated: days whose score was shown as another one than they come to now, the newest first.
        success: plans, goals, risks and opportunities with all that can be changed of them.
    """

    day: date
    account: Account
    notes: str | None
    owner: str | None
    covers: tuple[str, ...]
    next_owner: tuple[str, date] | None
    arr_cents: int
    why: Why
    score_before: float | None
    score_change: float | None
    governing: RenewalRow | None
    lines: tuple[Line, ...]
    last_two_way: tuple[date, str | None] | None
    next_task: Promise | None
    contacts: tuple[Contact, ...]
    only_contact: str | None
    champion_gap: ChampionGap | None
    family: Family
    own_fields: dict[str, str]
    timeline: tuple[TimelineRow, ...]
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    risks: tuple[Risk, ...]
    plans: tuple[Plan, ...]
    answers: tuple[Answer, ...]
    nps: Nps
    tickets: tuple[Ticket, ...]
    usage: Usage
    called: RenewalCall | None
    rule: RenewalCall | None
    override: Override | None
    pulse: Pulse | None
    restated: tuple[Restated, ...]
    success: Success


def account_view(conn: Connection, account: str, day: date) -> AccountView:
    """Everything of one account (by id) on `day`.

    Raises:
        Rejected: there is no such account.
    """
    book = read_book(conn, account)
    if not book.accounts:
        raise Rejected("There is no such account any more: it may have been taken back.", field="account")
    known = book.accounts[0]
    renewals = renewal_rows(book.lines, as_of=day)
    governs = governing(book.lines, as_of=day).get(account)
    lines = known_lines(book.lines, as_of=day)
    is_open = lines.counts_on(day)
    events = account_timeline.known_events(rows_of.events(conn, account), day, book.answers)
    causes, before = account_timeline.causes(events), days_before(day, CHANGE_DAYS)
    shown = read_shown(conn, account, day)
    days = (day, before, *account_timeline.shift_days(causes), *scored_days(shown))
    scoring = Scoring(conn, book, account, days)
    change = scoring.change(before, day)
    people = rows_of.people(conn, account)
    promises = rows_of.promises(conn, account, day)
    points = rows_of.usage_points(conn, account, after=days_before(day, YEAR_DAYS), until=day)
    only = only_contact(book.contacts, day)
    return AccountView(
        day=day,
        account=known,
        notes=rows_of.account_notes(conn, account),
        owner=owners_on(book.ownerships, day).get(account),
        covers=_covers(book.ownerships, day),
        next_owner=_next_owner(book.ownerships, day),
        arr_cents=int(lines.arr[is_open].sum()),
        why=why(scoring.on(day), book, account, day),
        score_before=None if change is None else float(scoring.on(before).score[0]),
        score_change=change,
        governing=governs,
        lines=_lines(lines.lines, is_open.tolist(), renewals, agreed_lines(book.lines, as_of=day), governs),
        last_two_way=_last_two_way(columns_of.last_two_way_on(conn, account, day), events),
        next_task=None if known.next_step is None else task_called(promises, known.next_step),
        contacts=account_timeline.contacts(people, events, _talked_on(book, day), day),
        only_contact=None if only is None else only.id,
        champion_gap=champion_gap(book.contacts, day),
        family=family(conn, account, day),
        own_fields=columns_of.own_fields(conn, account),
        timeline=account_timeline.timeline(events, causes, scoring),
        ours=tuple(each for each in promises if each.side != "theirs"),
        theirs=tuple(each for each in promises if each.side == "theirs"),
        risks=_open_risks(book.risks, day),
        plans=_plans(book, rows_of.steps(conn, account, day), day),
        answers=_answers(book, people, day),
        nps=surveys.nps(book.answers, Period(day - timedelta(days=FEEDBACK_DAYS), day)),
        tickets=_tickets(book.tickets, day),
        usage=usage(points, scoring.windows[day], book, account, day),
        called=_latest_call((call for call in book.calls if call.kind != "automatic"), day),
        rule=_latest_call((call for call in book.calls if call.kind == "automatic"), day),
        override=standing_override(book.overrides, day),
        pulse=latest_pulse(book.pulses, day),
        restated=restated_of(shown, scoring),
        success=success(conn, account, day, [each.name for each in active(book.contacts, day)], book.lines),
    )


def _next_owner(ownerships: Iterable[Ownership], day: date) -> tuple[str, date] | None:
    ahead = [
        (each.from_on, each.csm)
        for each in ownerships
        if each.kind != "cover" and each.from_on is not None and each.from_on > day
    ]
    on, csm = min(ahead, default=(None, ""))
    return None if on is None else (csm, on)


def _covers(ownerships: Iterable[Ownership], day: date) -> tuple[str, ...]:
    return tuple(
        each.csm
        for each in ownerships
        if each.kind == "cover"
        and (each.from_on is None or each.from_on <= day)
        and (each.until_on is None or day < each.until_on)
    )


def _lines(
    lines: Sequence[ContractLine],
    is_open: Sequence[bool],
    renewals: Sequence[RenewalRow],
    agreed: Sequence[ContractLine],
    governs: RenewalRow | None,
) -> tuple[Line, ...]:
    coming = {row.line_id: row for row in (*renewals, *([] if governs is None else [governs]))}
    made = [Line(line, counts, coming.get(line.id)) for line, counts in zip(lines, is_open, strict=True)]
    made += [Line(line, False, coming.get(line.id)) for line in agreed]
    return tuple(sorted(made, key=lambda each: (each.line.start_on, each.line.id), reverse=True))


def _talked_on(book: Book, day: date) -> list[tuple[str, date]]:
    return [
        (talk.contact, talk.on_day)
        for talk in book.touchpoints
        if talk.contact is not None and talk.is_talk and talk.on_day <= day
    ]


def _last_two_way(last: str | None, events: Sequence[Event]) -> tuple[date, str | None] | None:
    if last is None:
        return None
    on_day = date.fromisoformat(last)
    kinds = (*account_timeline.TALKS, "qbr")
    who = [each.who for each in events if each.on_day == on_day and each.kind in kinds and not each.is_planned]
    return on_day, next((name for name in who if name), None)


def _open_risks(risks: Iterable[Risk], day: date) -> tuple[Risk, ...]:
    standing = [risk for risk in risks if risk.opened_on <= day and (risk.closed_on is None or risk.closed_on > day)]
    return tuple(sorted(standing, key=lambda risk: (risk.opened_on, risk.id), reverse=True))


def _plans(book: Book, steps: Sequence[Step], day: date) -> tuple[Plan, ...]:
    """The onboardings, the newest first, then the milestones that belong to none; what was done later is not known."""
    known = [
        step._replace(done_on=None, state=None if step.state == "done" else step.state)
        if step.done_on is not None and step.done_on > day
        else step
        for step in steps
    ]
    # One whose kickoff lies ahead is worked already: its dates are what is moved most.
    started = sorted(book.onboardings, key=lambda each: (each.started_on, each.id), reverse=True)
    only = started[0].id if len(started) == 1 else None
    made: list[Plan] = []
    for each in started:
        live_on = each.live_on if each.live_on is not None and each.live_on <= day else None
        own = tuple(step for step in known if (step.onboarding or only) == each.id)
        made.append(
            Plan(
                onboarding=each._replace(live_on=live_on),
                day_no=(day - each.started_on).days,
                target_days=None if each.target_on is None else (each.target_on - each.started_on).days,
                live_days=None if live_on is None else (live_on - each.started_on).days,
                steps=own,
            )
        )
    taken = {step.id for plan in made for step in plan.steps}
    rest = tuple(step for step in known if step.id not in taken)
    return (*made, Plan(None, None, None, None, rest)) if rest else tuple(made)


def _answers(book: Book, people: Iterable[Person], day: date) -> tuple[Answer, ...]:
    names = {person.id: person.name for person in people}
    subjects = {ticket.id: ticket.subject for ticket in book.tickets}
    given = [Answer(each, names.get(each.contact or "")) for each in book.answers]
    given += [Answer(each, None, subjects.get(each.id) or "") for each in answers_from_tickets(sorted(book.tickets))]
    known = [_banded(each) for each in given if each.answer.responded_on <= day]
    known.sort(key=lambda each: each.answer.responded_on)
    # Of one day the later row stands first: it is the one that counts.
    return tuple(known[::-1])


def _banded(given: Answer) -> Answer:
    """The answer with its band, as the figures of the book would count it alone."""
    answer = given.answer
    if answer.score is None:
        return given
    alone = Period(answer.responded_on - timedelta(days=1), answer.responded_on)
    if answer.kind == "nps":
        found = surveys.nps([answer], alone)
        side = found.promoters - found.detractors
        return given._replace(band=("detractor", "passive", "promoter")[side + 1], side=side)
    if answer.kind == "csat":
        is_satisfied = surveys.csat([answer], [], alone).value == 100
        return given._replace(band="satisfied" if is_satisfied else "not satisfied", side=1 if is_satisfied else -1)
    index = surveys.ces([answer], alone).index
    side = 0 if not index else 1 if index > 0 else -1
    if index is None:
        return given
    return given._replace(band=("hard", "neither easy nor hard", "easy")[side + 1], side=side)


def _tickets(tickets: Iterable[Ticket], day: date) -> tuple[Ticket, ...]:
    """Tickets opened by the day; those open first, then the newest."""
    known = [
        each if each.closed_on is None or each.closed_on <= day else each._replace(closed_on=None, csat=None)
        for each in tickets
        if each.opened_on <= day
    ]
    return tuple(sorted(known, key=lambda each: (each.closed_on is None, each.opened_on, each.id), reverse=True))


def _latest_call(calls: Iterable[RenewalCall], day: date) -> RenewalCall | None:
    known = [call for call in calls if call.on_day <= day]
    return known[-1] if known else None

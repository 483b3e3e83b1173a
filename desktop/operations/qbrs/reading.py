"""What the list of reviews shows, and what preparing one needs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from desktop.domain import brief as rules
from desktop.domain.account_rows import AccountRow
from desktop.domain.book_health import health_book, scores_on
from desktop.domain.cadences import Cadences
from desktop.domain.errors import Rejected
from desktop.domain.facts import Contact, ContractLine
from desktop.domain.goals import Goal
from desktop.domain.health import HealthScores, explain, shown_score
from desktop.domain.name_order import order_key
from desktop.domain.qbrs import since as happening
from desktop.domain.qbrs.page import Deck, Part, Series, parts_of
from desktop.domain.qbrs.readiness import DECISION_PART, Readiness, decides, readiness
from desktop.domain.qbrs.records import Item, Review
from desktop.domain.qbrs.schedule import ReviewRow, Reviews, Standing, by_account, proposed, reviews_of, standing
from desktop.domain.qbrs.since import Fact, Happened, Scores, Use
from desktop.domain.team.tasks import Task
from desktop.operations.account_usage import Usage, usage
from desktop.operations.look import AccountFacts, account_rows_of, read_accounts, rows_of_facts
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries import qbrs as rows
from desktop.store.queries.account_view import UsagePoint, usage_points
from desktop.store.queries.book import book as read_book
from desktop.store.queries.cadences import cadences
from desktop.store.queries.tasks import tasks
from desktop.store.queries.usage import windows_of

USAGE_DAYS = 182
"""So far back the picture of a page shows the use."""


class _OfAccount(Protocol):
    @property
    def account(self) -> str: ...


T = TypeVar("T", bound=_OfAccount)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What the list is computed from."""

    accounts: AccountFacts
    lines: Sequence[ContractLine]
    reviews: Sequence[Review]
    items: Sequence[Item]
    goals: Sequence[Goal]
    contacts: Sequence[Contact]
    tasks: Sequence[Task]
    cadences: Cadences


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything one account's next review is prepared with.

    Args:
        since: the day facts count from: of the last review held; None = there was none.
        people: names of the contacts who are there, those who decide first.
        next_on: proposed for the review after this one, were it held on `day`, or on the day that passed unrecorded.
        last_deck: the page of the last review held; None = nothing was written on it.
    """

    day: date
    account: AccountRow
    standing: Standing
    readiness: Readiness
    since: date | None
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    people: tuple[str, ...]
    next_on: date
    deck: Deck
    last_deck: Deck | None = None


def read_reviews(conn: Connection, day: date) -> ReviewFacts:
    """What `reviews_on` computes from: read, let the file go, then compute."""
    with collector_paused():
        return ReviewFacts(
            accounts=read_accounts(conn, day),
            lines=facts.contract_lines(conn),
            reviews=rows.reviews(conn),
            items=rows.items(conn),
            goals=rows.goals(conn),
            contacts=facts.contacts(conn),
            tasks=tasks(conn),
            cadences=cadences(conn, "qbr"),
        )


def reviews_on(read: ReviewFacts, day: date) -> Reviews:
    """How every account with ARR stands with its reviews."""
    with collector_paused():
        began = _began(read.lines, day)
        started = {each.id: each.started_on for each in read.accounts.accounts}
        reviews, items, goals = by_account(read.reviews), _grouped(read.items), _grouped(read.goals)
        contacts, promised = _grouped(read.contacts), _grouped(read.tasks)
        made: list[ReviewRow] = []
        for account in rows_of_facts(read.accounts):
            if account.arr_cents <= 0:
                continue
            key = account.id
            cadence = read.cadences.of(account.segment)
            own = reviews.get(key, [])
            now, written = _standing(own, items.get(key, []), started.get(key) or began.get(key), cadence.days, day)
            asked = [each.text for each in written if each.part == DECISION_PART]
            made.append(
                ReviewRow(
                    account=account,
                    standing=now,
                    cadence=cadence,
                    days=None if now.due_on is None else (now.due_on - day).days,
                    readiness=readiness(
                        goals.get(key, []), contacts.get(key, []), promised.get(key, []), now.next, asked,
                        None if now.held is None else now.held.held_on, day,
                    ),
                    written=frozenset(each.part for each in written),
                )
            )  # fmt: skip
        return reviews_of(made, day)


def preparation(conn: Connection, account: str, day: date) -> Preparation:
    """Everything for the next review of an account (by id).

    Raises:
        Rejected: there is no such account on that day.
    """
    found = account_rows_of(conn, (account,), day)
    if not found:
        raise Rejected("There is no such account any more: it may have been taken back.", field="account")
    row, book = found[0], read_book(conn, account)
    cadence, reviews, lines = cadences(conn, "qbr"), rows.reviews(conn, account), rows.items(conn, account)
    began = book.accounts[0].started_on or _began(book.lines, day).get(account)
    now, written = _standing(reviews, lines, began, cadence.of(row.segment).days, day)
    since = None if now.held is None else now.held.held_on
    about = now.next
    goals, promised = rows.goals(conn, account), tasks(conn, account)
    points = usage_points(conn, account, after=day - timedelta(days=USAGE_DAYS), until=day)
    before = since or day
    windows = windows_of(conn, (account,), sorted({before, day}))
    used = usage(points, windows[day], book, account, day)
    first_ticket_on = next((each for each in sorted({before, day}) if facts.has_ticket_by(conn, each)), None)
    health = health_book(book, (account,), first_ticket_on=first_ticket_on)
    scores = _scores(scores_on(health, windows[day], day), scores_on(health, windows[before], before), account, since)
    known = Happened(
        goals=goals,
        milestones=book.milestones,
        tasks=promised,
        answers=book.answers,
        people={each.id: each.name for each in book.contacts},
        tickets=book.tickets,
        lines=book.lines,
        contacts=book.contacts,
        joined=rows.joined(conn, account),
        risks=book.risks,
        use=_use(used, float(windows[before].active_users[0]) if since is not None else math.nan),
        scores=scores,
    )
    parts = parts_of(written)
    last = [] if now.held is None else [each for each in lines if each.qbr == now.held.id]
    then = [each for each in points if each.on_day <= before]
    asked = [each.text for each in parts[DECISION_PART - 1].items]
    passed = now.passed
    held_on = day if passed is None or passed.planned_on is None else passed.planned_on
    return Preparation(
        day=day,
        account=row,
        standing=now,
        readiness=readiness(goals, book.contacts, promised, about, asked, since, day),
        since=since,
        facts=tuple(happening.facts_since(known, since, day)),
        parts=parts,
        people=_people(book.contacts, day),
        next_on=proposed(held_on, row.segment, cadence),
        deck=_deck(row, about, parts, points, used, goals),
        last_deck=_deck(row, now.held, parts_of(last), then, usage(then, windows[before], book, account, before), goals)
        if last
        else None,
    )


def deck_of(conn: Connection, account: str, day: date) -> Deck:
    """The page of the next review of an account (by id), else of the last that was held, as it is shown.

    Raises:
        Rejected: there is no such account, or no review of it was prepared or held.
    """
    made = preparation(conn, account, day)
    if any(part.items for part in made.parts):
        return made.deck
    if made.last_deck is None:
        raise Rejected(
            f"Nothing is written on the QBR page of {made.account.name} yet: prepare it on the QBRs page first.",
            field="qbr",
        )
    return made.last_deck


def _standing(
    reviews: Sequence[Review], items: Sequence[Item], began: date | None, days: int, day: date
) -> tuple[Standing, list[Item]]:
    """How an account stands, and the lines of the page of its next review."""
    coming = standing(reviews, began, days, day).next
    written = [] if coming is None else [each for each in items if each.qbr == coming.id]
    return standing(reviews, began, days, day, written=len({each.part for each in written})), written


def _people(contacts: Iterable[Contact], day: date) -> tuple[str, ...]:
    there = [each for each in contacts if each.left_on is None or each.left_on > day]
    return tuple(each.name for each in sorted(there, key=lambda each: (not decides(each), order_key(each.name))))


def _began(lines: Iterable[ContractLine], day: date) -> dict[str, date]:
    found: dict[str, date] = {}
    for line in lines:
        if line.start_on <= day:
            found[line.account] = min(line.start_on, found.get(line.account, line.start_on))
    return found


def _grouped(records: Iterable[T]) -> dict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for each in records:
        found[each.account].append(each)
    return found


def _use(used: Usage, users_before: float) -> Use:
    return Use(
        metric=used.metric,
        change=used.change,
        users=used.active_users,
        users_before=None if math.isnan(users_before) else users_before,
        seats=None if used.seats is None else float(used.seats),
        features=tuple((each.name, each.share) for each in used.features if each.share is not None),
    )


def _scores(now: HealthScores, before: HealthScores, account: str, since: date | None) -> Scores:
    def shown(scores: HealthScores) -> int | None:
        return None if scores.band[0] == "unscored" else shown_score(scores, 0)

    if since is None:
        return Scores(None, shown(now))
    moved = rules.moved(explain(now, account), explain(before, account))
    is_told = shown(now) is not None and shown(before) is not None
    return Scores(shown(before), shown(now), tuple((each.name, each.points) for each in moved) if is_told else ())


def _deck(
    row: AccountRow,
    review: Review | None,
    parts: Sequence[Part],
    points: Sequence[UsagePoint],
    used: Usage,
    goals: Sequence[Goal],
) -> Deck:
    """The page as it is shown; a picture stands only beside a line that was made from the same fact."""
    series: list[tuple[int, Series]] = []
    for part in parts:
        moved = {each.fact for each in part.items if each.fact}
        if "usage" in moved:
            whole = [each for each in points if each.feature is None and each.metric == used.metric]
            weeks = _weekly(whole)
            if len(weeks) > 1:
                name = (used.metric or "").replace("_", " ")
                series.append(
                    (part.number, Series("line", f"{name.capitalize()} a week", tuple(weeks), (name,),
                                         (tuple(weeks.values()),)))
                )  # fmt: skip
        shares = [each for each in used.features if each.share is not None and f"feature:{each.name}" in moved]
        if shares:
            series.append(
                (part.number, Series("bars", "Share of people who use it", tuple(each.name for each in shares),
                                     ("share",), (tuple(each.share or 0.0 for each in shares),), is_share=True))
            )  # fmt: skip
        reached = [each for each in goals if f"outcome:{each.id}" in moved]
        series += [(part.number, made) for made in map(_progress, reached) if made is not None]
    on = None if review is None else review.held_on or review.planned_on
    return Deck(row.name, on, None if review is None else review.period, tuple(parts), tuple(series))


def _weekly(points: Iterable[UsagePoint]) -> dict[date, float]:
    """The mean of each week's readings, by its Monday."""
    found: defaultdict[date, list[float]] = defaultdict(list)
    for each in points:
        found[each.on_day - timedelta(days=each.on_day.weekday())].append(each.value)
    return {week: sum(values) / len(values) for week, values in sorted(found.items())}


def _progress(goal: Goal) -> Series | None:
    """A goal's figures, where all that is known of them are figures."""
    steps = [("then", goal.baseline), ("now", goal.current), ("goal", goal.target)]
    known = [(name, _figure(text)) for name, text in steps if text]
    if len(known) < 2 or any(value is None for _, value in known):
        return None
    unit = "" if goal.unit in (None, "", "count") else f" ({goal.unit})"
    figures = tuple(value for _, value in known if value is not None)
    return Series("bars", f"{goal.goal}{unit}", tuple(name for name, _ in known), ("value",), (figures,))


def _figure(text: str | None) -> float | None:
    try:
        value = float((text or "").replace(" ", "").rstrip("%"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None

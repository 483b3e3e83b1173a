"""What an account gets of us over a period: reviews, milestones on time, answers to detractors, promises, contact.

Computed per account and added up, so that the figures of CSMs (or of segments) add up to those of the book. Must not
know who owns an account.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.facts import Milestone, Qbr, SurveyAnswer, Touchpoint
from desktop.domain.health_facts import is_detractor
from desktop.domain.rates import Rate
from desktop.domain.revenue import arr_history, churn_days
from desktop.domain.team.tasks import BySide, Task, by_side, overdue

QBR_WITHIN_DAYS = 90
"""A review held in the last so many days covers an account: a quarter."""
QBR_CADENCE_DAYS = 90
"""How often a review is due where no cadence is set."""
SILENT_DAYS = 30
"""From so many days without contact on, an account is silent."""


class AccountAttention(NamedTuple):
    """One account's part.

    Args:
        arr_cents: at the period's end.
        newest_on: the day of the newest thing recorded of it: a talk, a review, an answer, a ticket; None = nothing is.
        silent_days: since the last held two-way touchpoint or QBR; None = never any recorded.
        qbr_overdue: its next review is past due by cadence; qbr_planned: and one is planned.
        milestones_due, milestones_on_time: due within the period; done by their day.
        follow_ups: days from each detractor's answer of the period to the first follow-up.
        waiting: days each detractor's answer without one has waited so far.
    """

    account: str
    arr_cents: int
    newest_on: date | None
    silent_days: int | None
    qbr_held: bool
    qbr_overdue: bool
    qbr_planned: bool
    milestones_due: int
    milestones_on_time: int
    follow_ups: tuple[int, ...]
    waiting: tuple[int, ...]
    overdue: BySide
    promises_late: BySide

    @property
    def is_active(self) -> bool:
        return self.arr_cents > 0

    @property
    def is_silent(self) -> bool:
        return self.is_active and self.silent_days is not None and self.silent_days >= SILENT_DAYS


class FollowUps(NamedTuple):
    """How quickly detractors were answered.

    Args:
        median_days: of those answered, 0 = on the same day; None = none was.
        n: answered. Those who wait are counted apart and never as 0 days.
        longest_wait_days: of those who wait; None = nobody does.
    """

    median_days: float | None
    n: int
    waiting: int
    longest_wait_days: int | None


@dataclass(frozen=True, slots=True)
class Attention:
    """What some accounts get of us; reviews and silence are counted over those with ARR, the rest over all.

    Args:
        qbr_coverage: share of accounts with a QBR held in the last 90 days.
        qbr_overdue: accounts whose next review is past due by cadence; `qbr_planned` of them have one planned.
        milestones: share of the milestones due in the period that were done by their day.
        silent: accounts without a held two-way touchpoint or QBR for 30 days or more.
        never: accounts of which no such contact was ever recorded; not among the silent.
        newest_on: how new what is recorded is; None = nothing is.
    """

    active: int
    newest_on: date | None
    qbr_coverage: Rate
    qbr_overdue: int
    qbr_planned: int
    milestones: Rate
    follow_ups: FollowUps
    overdue: BySide
    promises_late: BySide
    silent: int
    never: int


def account_attention(
    book: Book,
    tasks: Iterable[Task],
    period: Period,
    qbr_days: Mapping[str, int],
) -> list[AccountAttention]:
    """The part of every account there at the period's end.

    Args:
        qbr_days: account id -> days from one review to the next; absent = QBR_CADENCE_DAYS.
    """
    day = period.end
    history = arr_history(book.lines, as_of=day)
    arr = history.by_account(day)
    left = {account: max(days) for account, days in churn_days(history, day).items() if not arr.get(account)}
    talks = two_way_days(book.touchpoints, day)
    reviews, planned = held_and_planned(book.qbrs, day)
    began, newest = began_on(book, day), _newest(book, day)
    due, on_time = _milestones(book.milestones, period, left)
    answered, waiting = follow_up_days(book.answers, talks, period)
    late = overdue(tasks, day)
    late_by = _grouped(late)
    promised_by = _grouped(task for task in late if task.is_promise)
    return [
        AccountAttention(
            account=each,
            arr_cents=arr.get(each, 0),
            newest_on=newest.get(each),
            silent_days=_silence(talks.get(each), reviews.get(each), day),
            qbr_held=bool(reviews.get(each)) and (day - reviews[each][-1]).days < QBR_WITHIN_DAYS,
            qbr_overdue=qbr_due_on(reviews.get(each), began.get(each), qbr_days.get(each, QBR_CADENCE_DAYS)) < day,
            qbr_planned=each in planned,
            milestones_due=due.get(each, 0),
            milestones_on_time=on_time.get(each, 0),
            follow_ups=tuple(sorted(answered.get(each, ()))),
            waiting=tuple(sorted(waiting.get(each, ()))),
            overdue=by_side(late_by.get(each, ())),
            promises_late=by_side(promised_by.get(each, ())),
        )
        for each in (account.id for account in accounts_on(book, day))
    ]


def attention(parts: Iterable[AccountAttention]) -> Attention:
    """The sum of accounts' parts, whatever their order."""
    every = list(parts)
    live = [each for each in every if each.is_active]
    late = [each for each in live if each.qbr_overdue]
    due = sum(each.milestones_due for each in every)
    answered = [days for each in every for days in each.follow_ups]
    waits = [days for each in every for days in each.waiting]
    overdue_, promises = BySide(), BySide()
    for each in every:
        overdue_, promises = overdue_.plus(each.overdue), promises.plus(each.promises_late)
    return Attention(
        active=len(live),
        newest_on=max((each.newest_on for each in every if each.newest_on is not None), default=None),
        qbr_coverage=Rate(sum(each.qbr_held for each in live), len(live), len(live)),
        qbr_overdue=len(late),
        qbr_planned=sum(each.qbr_planned for each in late),
        milestones=Rate(sum(each.milestones_on_time for each in every), due, due),
        follow_ups=FollowUps(
            float(median(answered)) if answered else None, len(answered), len(waits), max(waits, default=None)
        ),
        overdue=overdue_,
        promises_late=promises,
        silent=sum(each.is_silent for each in live),
        never=sum(each.silent_days is None for each in live),
    )


def two_way_days(touchpoints: Iterable[Touchpoint], day: date) -> dict[str, list[date]]:
    """Account id -> days by `day` of held two-way touchpoints, sorted.

    As for the health score: one of which nobody said that it was held counts as held from its day on.
    """
    found: defaultdict[str, list[date]] = defaultdict(list)
    for each in touchpoints:
        if each.is_talk and each.on_day <= day:
            found[each.account].append(each.on_day)
    return {account: sorted(days) for account, days in found.items()}


def follow_up_days(
    answers: Iterable[SurveyAnswer], talks: Mapping[str, Sequence[date]], period: Period
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Days from every detractor's answer of the period to the first two-way touchpoint of its account since.

    A touchpoint on the day of the answer follows it up, as it does for the health score's cap. A QBR does not: it is
    planned anyway.

    Returns:
        Account id -> days of those followed up; and account id -> days the others have waited by the period's end.
    """
    answered: defaultdict[str, list[int]] = defaultdict(list)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for each in answers:
        if each.responded_on not in period or not is_detractor(each):
            continue
        days = talks.get(each.account, ())
        at = bisect_left(days, each.responded_on)
        if at < len(days):
            answered[each.account].append((days[at] - each.responded_on).days)
        else:
            waiting[each.account].append((period.end - each.responded_on).days)
    return dict(answered), dict(waiting)


def qbr_due_on(reviews: Sequence[date] | None, began: date | None, days: int) -> date:
    """The day the next review is due: so many days after the last one held, else after the account began.

    An account with neither has been due since ever.
    """
    last = reviews[-1] if reviews else began
    return date.min if last is None else last + timedelta(days=min(days, (date.max - last).days))


def _silence(talks: Sequence[date] | None, reviews: Sequence[date] | None, day: date) -> int | None:
    last = max([*(talks or ())[-1:], *(reviews or ())[-1:]], default=None)
    return None if last is None else (day - last).days


def held_and_planned(qbrs: Iterable[Qbr], day: date) -> tuple[dict[str, list[date]], set[str]]:
    """Days of held reviews by account, sorted; and the accounts with one planned for `day` or later."""
    held: defaultdict[str, list[date]] = defaultdict(list)
    planned: set[str] = set()
    for each in qbrs:
        if each.held_on is not None and each.held_on <= day:
            held[each.account].append(each.held_on)
        elif each.planned_on is not None and each.planned_on >= day:
            planned.add(each.account)
    return {account: sorted(days) for account, days in held.items()}, planned


def began_on(book: Book, day: date) -> dict[str, date]:
    """When each account began: its own word, else its first contract line."""
    began: dict[str, date] = {}
    for line in book.lines:
        if line.start_on <= day:
            began[line.account] = min(line.start_on, began.get(line.account, line.start_on))
    return began | {each.id: each.started_on for each in book.accounts if each.started_on is not None}


def _newest(book: Book, day: date) -> dict[str, date]:
    newest: dict[str, date] = {}
    happened = (
        *((each.account, each.on_day) for each in book.touchpoints if each.is_held),
        *((each.account, each.held_on) for each in book.qbrs),
        *((each.account, each.responded_on) for each in book.answers),
        *((each.account, each.opened_on) for each in book.tickets),
    )
    for account, on in happened:
        if on is not None and on <= day:
            newest[account] = max(on, newest.get(account, on))
    return newest


def _milestones(
    milestones: Iterable[Milestone], period: Period, left: Mapping[str, date]
) -> tuple[dict[str, int], dict[str, int]]:
    """Milestones due within the period, and of those the ones done by their day, by account.

    Waived ones do not count, nor those done on an unknown day, nor what fell due after an account had left for good.
    """
    due: defaultdict[str, int] = defaultdict(int)
    on_time: defaultdict[str, int] = defaultdict(int)
    for each in milestones:
        state = (each.state or "").strip().casefold()
        if each.due_on is None or each.due_on not in period or state == "waived":
            continue
        if each.done_on is None and state == "done":
            continue
        if each.account in left and each.due_on >= left[each.account]:
            continue
        due[each.account] += 1
        on_time[each.account] += each.done_on is not None and each.done_on <= each.due_on
    return dict(due), dict(on_time)


def _grouped(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    found: defaultdict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        found[task.account].append(task)
    return found

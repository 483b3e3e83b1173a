"""When each account's next review is due by the cadence of its segment, and how it stands with it on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from desktop.domain.account_rows import AccountRow
from desktop.domain.cadences import Cadence, Cadences
from desktop.domain.qbrs.readiness import Readiness
from desktop.domain.qbrs.records import Review
from desktop.domain.rates import Rate
from desktop.domain.team.attention import QBR_WITHIN_DAYS, qbr_due_on

AHEAD_DAYS = 21
"""From so many days before its day on, a review counts as due: time to prepare it and to find a date. Ours."""
PARTS = 5

State = Literal["unrecorded", "overdue", "due", "planned", "prepared", "later"]
STATES: tuple[State, ...] = ("unrecorded", "overdue", "due", "planned", "prepared", "later")
"""In the order they are told: what nobody has planned first."""
OPEN: frozenset[State] = frozenset({"unrecorded", "overdue", "due"})
"""Due, and nothing is planned."""


class Standing(NamedTuple):
    """How one account stands with its reviews.

    Args:
        held: the last one held.
        due_on: the day the next is due; None = nothing is known to count from, it has been due since ever.
        planned: the next one that is planned; passed: planned for a day that is over, and not said to be held since;
            draft: prepared without a day.
    """

    held: Review | None
    due_on: date | None
    planned: Review | None
    passed: Review | None
    draft: Review | None
    state: State

    @property
    def next(self) -> Review | None:
        """The one that is prepared: planned, else passed without a word, else without a day."""
        return self.planned or self.passed or self.draft


class ReviewRow(NamedTuple):
    """An account with ARR, and its next review.

    Args:
        days: to the day it is due, negative = late; None = due since ever.
        written: parts of the page with a line in them.
    """

    account: AccountRow
    standing: Standing
    cadence: Cadence
    days: int | None
    readiness: Readiness
    written: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of a book on a day.

    Args:
        rows: of every account with ARR, due and unplanned first.
        coverage: share of them with a review held in the last 90 days.
        due: how many are due within three weeks or late; those with a passed plan count among them.
        unplanned, unplanned_cents: of these, those without a plan, and their ARR.
        cadences: the cadences that apply, by segment, None = accounts of none.
    """

    day: date
    rows: tuple[ReviewRow, ...]
    coverage: Rate
    due: int
    unplanned: int
    unplanned_cents: int
    cadences: tuple[Cadence, ...]


def standing(reviews: Sequence[Review], began: date | None, days: int, day: date, *, written: int = 0) -> Standing:
    """How an account stands on `day`.

    Args:
        reviews: of the account alone.
        began: when the account did: a first review is due a cadence later.
        days: from one review to the next.
        written: how many parts of the next one's page have a line.
    """
    held = [each for each in reviews if each.held_on is not None and each.held_on <= day]
    held.sort(key=lambda each: (each.held_on or day, each.id))
    last = held[-1] if held else None
    open_ = [each for each in reviews if each.held_on is None or each.held_on > day]
    open_.sort(key=lambda each: (each.planned_on or date.max, each.id))
    ahead = [each for each in open_ if each.planned_on is not None and each.planned_on >= day]
    since = date.min if last is None or last.held_on is None else last.held_on
    passed = [each for each in open_ if each.planned_on is not None and since < each.planned_on < day]
    drafts = [each for each in open_ if each.planned_on is None and each.held_on is None]
    due = qbr_due_on([each.held_on for each in held if each.held_on is not None], began, days)
    due_on = None if due == date.min else due
    if ahead:
        state: State = "prepared" if written >= PARTS else "planned"
    elif passed:
        state = "unrecorded"
    elif due_on is None or due_on < day:
        state = "overdue"
    else:
        state = "due" if due_on <= day + timedelta(days=AHEAD_DAYS) else "later"
    return Standing(
        held=last,
        due_on=due_on,
        planned=ahead[0] if ahead else None,
        passed=passed[-1] if passed else None,
        draft=drafts[0] if drafts else None,
        state=state,
    )


def is_due(row: ReviewRow) -> bool:
    """Whether its review is late, or due within three weeks, or planned for a day that passed without a word."""
    return row.standing.state in OPEN or row.days is None or row.days <= AHEAD_DAYS


def reviews_of(rows: Iterable[ReviewRow], day: date) -> Reviews:
    """The rows in the order they are told, and what they come to."""
    ordered = sorted(rows, key=order)
    due = [each for each in ordered if is_due(each)]
    unplanned = [each for each in due if each.standing.state in OPEN]
    covered = sum(
        each.standing.held is not None
        and each.standing.held.held_on is not None
        and (day - each.standing.held.held_on).days < QBR_WITHIN_DAYS
        for each in ordered
    )
    known = {each.cadence.segment: each.cadence for each in ordered}
    return Reviews(
        day=day,
        rows=tuple(ordered),
        coverage=Rate(covered, len(ordered), len(ordered)),
        due=len(due),
        unplanned=len(unplanned),
        unplanned_cents=sum(each.account.arr_cents for each in unplanned),
        cadences=tuple(sorted(known.values(), key=lambda each: (each.segment is None, each.segment or ""))),
    )


def order(row: ReviewRow) -> tuple[int, bool, int, date, int, str]:
    """Due and unplanned first: of those that are late the largest; what is planned, and the rest, by its day."""
    state, arr = row.standing.state, row.account.arr_cents
    is_open = state in OPEN
    is_late = is_open and state != "due"
    planned = row.standing.planned
    on = row.standing.due_on if planned is None else planned.planned_on
    group = 0 if is_open else 2 if state == "later" else 1
    return group, not is_late, -arr if is_late else 0, on or date.min, -arr, row.account.name


def by_account(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for each in reviews:
        found[each.account].append(each)
    return found


def proposed(held_on: date, segment: str | None, cadences: Cadences) -> date:
    """The day the next review is proposed for: a cadence later, and a working day."""
    on = held_on + timedelta(days=cadences.of(segment).days)
    return on + timedelta(days=max(7 - on.weekday(), 0) if on.weekday() >= 5 else 0)

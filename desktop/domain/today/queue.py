"""The queue: one row per account that needs somebody, ranked by what is at stake and how soon.

rank = ARR x the largest of (weight x nearness of its own day) over the reasons. Each reason brings its own day: a small
task of tomorrow does not make urgent what has half a year. Sorting is all it is for: it has no unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.signals.signal import URGENT
from desktop.domain.today.actions import Action, action_for
from desktop.domain.today.reasons import WEEK_DAYS, Deadline, Reason

HALF_DAYS = 30
"""So many days ahead, something counts half of what it counts on the day itself."""
FAR_DAYS = 180
"""What has no day is taken to be so far away: half a year, as far as opt-outs are shown."""
NEAR_DAYS = 30
"""The strongest reason's own day is the account's deadline if it is so near; else whatever is due this week is. What is
urgent counts as near."""

Part = Literal["must", "next", "chance"]
PARTS: tuple[Part, ...] = ("must", "next", "chance")


class Snooze(NamedTuple):
    """Somebody does not want to see an account for a while.

    Args:
        weight: of its strongest reason then; a heavier one brings it back.
        set_on: the day it was set; before, it is not there.
        until_on: the day it comes back.
    """

    account: str
    key: str
    weight: float
    set_on: date
    until_on: date
    reason: str | None = None
    author: str | None = None


class Standing(NamedTuple):
    """Health as a list shows it; score None = no score, or not enough to judge."""

    score: int | None
    band: str
    coverage: float


class QueueRow(NamedTuple):
    """An account that needs somebody.

    Args:
        arr_cents: its ARR, and the last ARR of terms that ended without an outcome.
        deadline: what sets the pace; None = nothing has a day.
        reasons: the heaviest first; at least one.
        part: must = this week; next = later; chance = only a chance to sell more.
    """

    account: str
    name: str
    arr_cents: int
    standing: Standing
    deadline: Deadline | None
    action: Action
    reasons: tuple[Reason, ...]
    rank: float
    part: Part

    @property
    def is_loss(self) -> bool:
        return any(reason.is_loss for reason in self.reasons)

    @property
    def at_stake_cents(self) -> int:
        """Its ARR where there is a sign that it may be lost; a promise that is due puts none at stake."""
        return self.arr_cents if self.is_loss else 0

    @property
    def weight(self) -> float:
        return max(reason.weight for reason in self.reasons if reason.is_chance == (self.part == "chance"))


class Queue(NamedTuple):
    """Rows by part, the highest rank first; snoozed: those that are not to be seen now, with when they come back."""

    rows: tuple[QueueRow, ...]
    snoozed: tuple[tuple[QueueRow, date], ...]

    @property
    def must(self) -> tuple[QueueRow, ...]:
        return tuple(row for row in self.rows if row.part == "must")


def nearness(days: int) -> float:
    """1 on the day itself and when it has passed, 1/2 thirty days before, towards 0 further away."""
    return HALF_DAYS / (HALF_DAYS + max(days, 0))


def urgency(reason: Reason) -> float:
    """Weight x nearness of its own day; an urgent sign counts as near, however far its day is.

    Near, and not due: an opt-out of today stands before one of three weeks ahead, also if that is the heavier.
    """
    days = FAR_DAYS if reason.deadline is None else reason.deadline.days
    return reason.weight * nearness(min(days, NEAR_DAYS) if reason.weight >= URGENT and not reason.is_chance else days)


def queue_row(account: str, name: str, arr_cents: int, standing: Standing, reasons: Sequence[Reason]) -> QueueRow:
    """The row of an account with at least one reason, the heaviest first."""
    first = reasons[0]
    part = _part(reasons)
    return QueueRow(
        account=account,
        name=name,
        arr_cents=arr_cents,
        standing=standing,
        deadline=account_deadline(reasons),
        action=action_for(first),
        reasons=tuple(reasons),
        rank=arr_cents * max(urgency(each) for each in reasons if each.is_chance == (part == "chance")),
        part=part,
    )


def account_deadline(reasons: Sequence[Reason]) -> Deadline | None:
    """The day that sets the pace: that of the strongest reason if it is within 30 days, else what is due this week.

    Without either, the strongest reason's own day, else the first there is. Of a chance, only its own day.
    """
    own = reasons[0].deadline
    others = [each.deadline for each in reasons if each.deadline is not None and not each.is_chance]
    if reasons[0].is_chance or (own is not None and own.days <= NEAR_DAYS):
        return own
    soonest = min(others, key=lambda each: (each.days, each.kind), default=None)
    if own is None or (soonest is not None and soonest.days <= WEEK_DAYS):
        return soonest
    return own


def queue(rows: Iterable[QueueRow], snoozes: Iterable[Snooze], day: date) -> Queue:
    """The rows in order, without those snoozed on `day`."""
    asleep = standing_snoozes(snoozes, day)
    shown: list[QueueRow] = []
    snoozed: list[tuple[QueueRow, date]] = []
    for row in rows:
        until = max((each.until_on for each in asleep.get(row.account, ()) if row.weight <= each.weight), default=None)
        if until is None:
            shown.append(row)
        else:
            snoozed.append((row, until))
    return Queue(tuple(sorted(shown, key=queue_order)), tuple(sorted(snoozed, key=snoozed_order)))


def standing_snoozes(snoozes: Iterable[Snooze], day: date) -> Mapping[str, Sequence[Snooze]]:
    """The snoozes that hold on `day`, by account."""
    found: dict[str, list[Snooze]] = {}
    for each in snoozes:
        if each.set_on <= day < each.until_on:
            found.setdefault(each.account, []).append(each)
    return found


def _part(reasons: Sequence[Reason]) -> Part:
    """This week is what is urgent, or has any day within it, also where another day sets the pace."""
    work = [each for each in reasons if not each.is_chance]
    if not work:
        return "chance"
    is_soon = any(each.deadline is not None and each.deadline.days <= WEEK_DAYS for each in work)
    return "must" if is_soon or work[0].weight >= URGENT else "next"


def queue_order(row: QueueRow) -> tuple[int, float, str, str]:
    return PARTS.index(row.part), -row.rank, row.name, row.account


def snoozed_order(each: tuple[QueueRow, date]) -> tuple[date, int, float, str, str]:
    return each[1], *queue_order(each[0])

"""How far milestones slip: the day each was planned for against the day it was done, and by what kind of milestone.

Those still open and past due are counted apart, with their days so far: their delay is not over, and a median over both
would call it short. Must not know how the past of a milestone is found out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import NamedTuple

from desktop.domain.facts import Milestone
from desktop.domain.rates import Rate


class Past(NamedTuple):
    """What is known of a milestone's past beyond what it says of itself.

    Args:
        first_due_on: the day it was planned for before it was moved; None = never moved.
        blocked: (from, until) of the times it was blocked; until None = it still is.
    """

    first_due_on: date | None = None
    blocked: tuple[tuple[date, date | None], ...] = ()


NO_PAST = Past()


class Slip(NamedTuple):
    """One milestone with a planned day.

    Args:
        days: from the day it was first planned for to the day it was done, negative = early; of one still open, to the
            day looked at.
        blocked_days: days on which it was blocked; None = the day it began to be is not known, 0 = it never was.
    """

    milestone: str
    account: str
    name: str
    planned_on: date
    done_on: date | None
    days: int
    blocked_days: int | None

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.days > 0


@dataclass(frozen=True, slots=True)
class Slippage:
    """The milestones of one name, or all.

    Args:
        median_days: of those done, negative = early; None = none is done.
        n: done. on_time: done by the planned day / done or overdue.
        overdue: still open and past their day; median_so_far, longest_so_far: days so far.
        not_due: open, their day not passed. unplanned: without a planned day, done or not.
        moved: milestones whose day was moved after it was planned first.
        blocked: milestones blocked now; blocked_days: over all of them, past ones included, where it is known.
    """

    name: str
    n: int
    median_days: float | None
    on_time: Rate
    overdue: int
    median_so_far: float | None
    longest_so_far: int | None
    not_due: int
    unplanned: int
    moved: int
    blocked: int
    blocked_days: int


def slips(
    milestones: Iterable[Milestone], past: Mapping[str, Past], day: date, *, left: Collection[str] = ()
) -> list[Slip]:
    """The slip of every milestone that counts and has a planned day, as known on `day`.

    Waived ones do not count, nor those done on an unknown day, nor open ones of accounts that left.

    Args:
        past: milestone id -> what is known of it.
        left: accounts without ARR that had some.
    """
    return [
        found
        for each in milestones
        if counts(each, day, left) and (found := _slip(each, past.get(each.id, NO_PAST), day)) is not None
    ]


def slippage(
    milestones: Sequence[Milestone], past: Mapping[str, Past], day: date, *, left: Collection[str] = ()
) -> tuple[Slippage, tuple[Slippage, ...]]:
    """Of all milestones, and by name: the longest median delay first, names with few after those with more.

    Names are compared without regard to case and spaces, and told as most write them.
    """
    every = [each for each in milestones if counts(each, day, left)]
    by_name: defaultdict[str, list[Milestone]] = defaultdict(list)
    for each in every:
        by_name[_folded(each.name)].append(each)
    rows = [_slippage(_usual_name(group), group, past, day) for group in by_name.values()]
    rows.sort(key=lambda row: (row.n + row.overdue < 2, -_delay(row), row.name))
    return _slippage("all", every, past, day), tuple(rows)


def slips_by_name(found: Iterable[Slip], names: Iterable[str]) -> dict[str, tuple[Slip, ...]]:
    """The slips under the names that `slippage` tells them by; by milestone, wherever their rows lie in the file."""
    told = {_folded(name): name for name in names}
    by_name: defaultdict[str, list[Slip]] = defaultdict(list)
    for each in found:
        if _folded(each.name) in told:
            by_name[told[_folded(each.name)]].append(each)
    return {name: tuple(sorted(each)) for name, each in by_name.items()}


def counts(each: Milestone, day: date, left: Collection[str]) -> bool:
    """Whether a milestone counts for how plans go."""
    state = (each.state or "").strip().casefold()
    if state == "waived" or (state == "done" and each.done_on is None):
        return False
    return is_done(each, day) or each.account not in left


def is_done(each: Milestone, day: date) -> bool:
    return each.done_on is not None and each.done_on <= day


def is_blocked(each: Milestone, day: date) -> bool:
    return (each.state or "").strip().casefold() == "blocked" and not is_done(each, day)


def blocked_days(each: Milestone, past: Past, day: date) -> int | None:
    """Days by `day` on which it was blocked; None where it is blocked and nobody knows since when."""
    spans = [(start, day if end is None or end > day else end) for start, end in past.blocked if start <= day]
    if not spans and is_blocked(each, day):
        return None
    return sum((end - start).days for start, end in spans)


def _slip(each: Milestone, past: Past, day: date) -> Slip | None:
    planned = past.first_due_on or each.due_on
    if planned is None:
        return None
    done_on = each.done_on if is_done(each, day) else None
    late = ((done_on or day) - planned).days
    return Slip(each.id, each.account, each.name, planned, done_on, late, blocked_days(each, past, day))


def _slippage(name: str, group: Sequence[Milestone], past: Mapping[str, Past], day: date) -> Slippage:
    known = slips(group, past, day)
    done = [each.days for each in known if each.done_on is not None]
    late = [each.days for each in known if each.is_overdue]
    return Slippage(
        name=name,
        n=len(done),
        median_days=float(median(done)) if done else None,
        on_time=Rate(sum(days <= 0 for days in done), len(done) + len(late), len(done) + len(late)),
        overdue=len(late),
        median_so_far=float(median(late)) if late else None,
        longest_so_far=max(late, default=None),
        not_due=len(known) - len(done) - len(late),
        unplanned=len(group) - len(known),
        moved=sum(
            (first := past.get(each.id, NO_PAST).first_due_on) is not None and first != each.due_on for each in group
        ),
        blocked=sum(is_blocked(each, day) for each in group),
        blocked_days=sum(blocked_days(each, past.get(each.id, NO_PAST), day) or 0 for each in group),
    )


def _delay(row: Slippage) -> float:
    return max((each for each in (row.median_days, row.median_so_far) if each is not None), default=float("-inf"))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _usual_name(group: Iterable[Milestone]) -> str:
    names = Counter(" ".join(each.name.split()) for each in group)
    return min(names, key=lambda name: (-names[name], name))

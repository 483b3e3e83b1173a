"""What playbooks did, and whether what they are for came about; beside it what came about without one.

Counts, not effects: accounts that get a playbook differ from those that do not, and nothing here says that a playbook
made the difference. Below 20 runs nothing is said of shares at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import isnan, sqrt
from statistics import fmean, median, stdev
from typing import NamedTuple

from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.facts import AccountFacts
from desktop.domain.playbooks.runs import applies_to
from desktop.domain.playbooks.stops import STOPS, Run, renewed_on
from desktop.domain.playbooks.triggers import ANSWER_TRIGGERS, TRIGGERS
from desktop.domain.rates import Z_95

GOAL_DAYS = 60
"""What a playbook is for is looked for within so many days of its cause, or of the opt-out date for one about that."""
FEW = 20
"""Of fewer nothing is said but the count."""


class RunTask(NamedTuple):
    """A task of a run (by id)."""

    run: str
    due_on: date | None = None
    done_on: date | None = None
    dropped_on: date | None = None


class Reached(NamedTuple):
    """How many of `n` came to what the playbook is for in time; those whose time is not over do not count."""

    reached: int = 0
    n: int = 0

    @property
    def share(self) -> float | None:
        """0-1; None = too few to say."""
        return self.reached / self.n if self.n >= FEW else None


class Scores(NamedTuple):
    """Health on the day of the cause, and GOAL_DAYS later; NaN = not enough was known to judge."""

    before: float
    after: float


class Moved(NamedTuple):
    """How the score moved from the day of the cause to GOAL_DAYS after it.

    Args:
        n: runs that were scored on both days.
        before, after, change: means, in points; None = none was scored.
        low, high: 95 % interval of the mean change by Student's t; None = fewer than FEW.
    """

    n: int = 0
    before: float | None = None
    after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None


class Result(NamedTuple):
    """What one playbook did up to a day.

    Args:
        open, ended: runs with a task left to do, and those that a stop condition ended.
        late: tasks done after their day, or open and past it.
        first_days: median of the days from the cause to the first task done; None = none was done.
        acted: runs that it is the median of.
        without: the same cause without a run, where it is known; None = it is not.
        young: runs too young to tell: what they are for may still come in time.
        moved: of the runs that are GOAL_DAYS old.
    """

    runs: int = 0
    open: int = 0
    ended: int = 0
    tasks: int = 0
    done: int = 0
    late: int = 0
    dropped: int = 0
    first_days: float | None = None
    acted: int = 0
    goal: Reached = Reached()
    without: Reached | None = None
    young: int = 0
    moved: Moved = Moved()


def results(
    playbooks: Iterable[Playbook],
    runs: Iterable[Run],
    tasks: Iterable[RunTask],
    book: Iterable[AccountFacts],
    day: date,
    scores: Mapping[str, Scores] | None = None,
) -> dict[str, Result]:
    """What each playbook (by key) did up to `day`.

    Args:
        runs, tasks: of all playbooks, those to come too.
        scores: by run, of those that are GOAL_DAYS old; others are left out.
    """
    of_playbook: defaultdict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if run.started_on <= day:
            of_playbook[run.playbook].append(run)
    of_run: defaultdict[str, list[RunTask]] = defaultdict(list)
    for task in tasks:
        of_run[task.run].append(task)
    accounts = {facts.account.id: facts for facts in book}
    found = {each.key: _result(each, of_playbook[each.key], of_run, accounts, day) for each in playbooks}
    known = scores or {}
    return {
        key: each._replace(moved=moved(known[run.id] for run in of_playbook[key] if run.id in known))
        for key, each in found.items()
    }


def moved(scores: Iterable[Scores]) -> Moved:
    """The mean change, and where it lies; runs that are not scored on both days are left out.

    Source: the quantile of Student's t by its expansion in 1/df, Abramowitz and Stegun 26.7.5; from 19 degrees of
    freedom on it is right to a thousandth.
    """
    both = [each for each in scores if not (isnan(each.before) or isnan(each.after))]
    if not both:
        return Moved()
    changes = [each.after - each.before for each in both]
    n, change = len(both), fmean(changes)
    found = Moved(n, fmean(each.before for each in both), fmean(each.after for each in both), change)
    if n < FEW:
        return found
    df, z = n - 1, Z_95
    t = z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
    half = t * stdev(changes) / sqrt(n)
    return found._replace(low=change - half, high=change + half)


def _result(
    playbook: Playbook,
    runs: Sequence[Run],
    of_run: Mapping[str, Sequence[RunTask]],
    accounts: Mapping[str, AccountFacts],
    day: date,
) -> Result:
    tasks = [task for run in runs for task in of_run.get(run.id, ())]
    first = [
        max((min(done) - run.started_on).days, 0)
        for run in runs
        if (done := [each for task in of_run.get(run.id, ()) if (each := _by(task.done_on, day)) is not None])
    ]
    return Result(
        runs=len(runs),
        open=sum(any(_is_open(task, day) for task in of_run.get(run.id, ())) for run in runs),
        ended=sum(_by(run.stopped_on, day) is not None for run in runs),
        tasks=len(tasks),
        done=sum(_by(task.done_on, day) is not None for task in tasks),
        late=sum(_is_late(task, day) for task in tasks),
        dropped=sum(_by(task.dropped_on, day) is not None and _by(task.done_on, day) is None for task in tasks),
        first_days=float(median(first)) if first else None,
        acted=len(first),
        goal=_reached(playbook, runs, accounts, day),
        without=_without(playbook, {run.row for run in runs}, accounts, day),
        young=sum(run.started_on + timedelta(days=_within(playbook)) > day for run in runs),
    )


def _reached(playbook: Playbook, runs: Iterable[Run], accounts: Mapping[str, AccountFacts], day: date) -> Reached:
    within = _within(playbook)
    over = [run for run in runs if run.started_on + timedelta(days=within) <= day and run.account in accounts]
    hits = [_goal_on(playbook, accounts[run.account], run, day) for run in over]
    reached = sum(
        on is not None and on <= run.started_on + timedelta(days=within) for on, run in zip(hits, over, strict=True)
    )
    return Reached(reached, len(over))


def _within(playbook: Playbook) -> int:
    """Days after the cause within which what a playbook is for counts."""
    return GOAL_DAYS + (int(playbook.params.get("days", 0)) if playbook.trigger == "opt_out" else 0)


def _goal_on(playbook: Playbook, facts: AccountFacts, run: Run, day: date) -> date | None:
    """The day on which what the playbook is for came about: the usual end of its trigger, a renewal for an opt-out."""
    if run.trigger == "opt_out":
        return renewed_on(facts, run, day)
    goal = TRIGGERS[playbook.trigger].stops[0]
    if run.outcome == goal and run.stopped_on is not None:
        return run.stopped_on
    found = STOPS[goal].rule(facts, run, playbook.params, day)
    # A champion has no date: that there is one now says nothing of sixty days ago.
    return None if goal == "new_champion" else found


def _without(
    playbook: Playbook, with_run: Collection[str], accounts: Mapping[str, AccountFacts], day: date
) -> Reached | None:
    """The same answers without a run, as what became of them is known; other causes leave no trace once they end."""
    if playbook.trigger not in ANSWER_TRIGGERS:
        return None
    others = [
        Run("", playbook.key, playbook.trigger, cause.account, cause.table, cause.row, cause.on)
        for facts in accounts.values()
        if applies_to(playbook, facts.account.segment)
        for cause in TRIGGERS[playbook.trigger].causes(facts, playbook.params, day)
        if cause.row not in with_run
    ]
    return _reached(playbook, others, accounts, day)


def _is_open(task: RunTask, day: date) -> bool:
    return _by(task.done_on, day) is None and _by(task.dropped_on, day) is None


def _is_late(task: RunTask, day: date) -> bool:
    if task.due_on is None:
        return False
    done = _by(task.done_on, day)
    return done > task.due_on if done is not None else task.due_on < day and _is_open(task, day)


def _by(on: date | None, day: date) -> date | None:
    return on if on is not None and on <= day else None

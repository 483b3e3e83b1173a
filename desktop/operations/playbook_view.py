"""Reading what is shown of playbooks: what would start, what runs, what they did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.facts import AccountFacts
from desktop.domain.playbooks.results import GOAL_DAYS, Result, RunTask, Scores, results
from desktop.domain.playbooks.runs import run_of, standing_causes
from desktop.domain.playbooks.stops import Run
from desktop.domain.playbooks.triggers import Cause
from desktop.operations.history import read_days, score_months
from desktop.operations.playbook_facts import account_facts, trends
from desktop.operations.playbook_runs import Due, Opening, due
from desktop.operations.playbooks import run_id
from desktop.store.connection import Connection
from desktop.store.queries import playbooks as reading

SHOWN_RUNS = 200
SCORED_RUNS = 60
"""Of one playbook: each has two days of its own to be scored on, and twenty are enough to say something."""
AFTER = timedelta(days=GOAL_DAYS)


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run of a playbook, and how far it is.

    Args:
        done, tasks: its tasks.
        is_open: something is left to do.
    """

    run: Run
    account_name: str
    done: int
    tasks: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class PlaybookRead:
    """What the playbooks are shown from.

    Args:
        book: the facts of every account, with usage where it is down.
        known: ids of all runs there ever were.
        runs: by playbook, the latest first.
    """

    day: date
    playbooks: tuple[Playbook, ...]
    book: tuple[AccountFacts, ...]
    known: frozenset[str]
    runs: dict[str, list[ShownRun]]
    results: dict[str, Result]
    due: Due
    opening: Opening


def read_playbooks(conn: Connection, day: date) -> PlaybookRead:
    """All there is to show of the playbooks on `day`."""
    playbooks = tuple(playbook for _, playbook in reading.all_playbooks(conn))
    runs = [run for run in reading.runs(conn) if run.started_on <= day]
    tasks = [RunTask(each.run, each.due_on, each.done_on, each.dropped_on) for each in reading.run_tasks(conn)]
    book = account_facts(conn, day)
    found = trends(conn, [each.account.id for each in book], day, ())
    of_run: defaultdict[str, list[RunTask]] = defaultdict(list)
    for task in tasks:
        of_run[task.run].append(task)
    return PlaybookRead(
        day,
        playbooks,
        tuple(replace(each, trends=found.get(each.account.id, {})) for each in book),
        frozenset(reading.known_runs(conn)),
        _shown(runs, of_run, {each.account.id: each.account.name for each in book}, day),
        results(playbooks, runs, tasks, book, day, run_scores(conn, runs, day)),
        due(conn, day),
        Opening.of(reading.opening(conn)),
    )


def would_start(read: PlaybookRead, playbook: Playbook) -> list[str]:
    """The names of the accounts for which a playbook, as it is typed, would start today, each as often as it would."""
    return [name for name, _ in starts_of(read, playbook)]


def starts_of(read: PlaybookRead, playbook: Playbook) -> list[tuple[str, Cause]]:
    """For whom a playbook, as it is typed, would start today, by name, and what for."""
    switched_on = replace(playbook, enabled=True)
    return [
        (facts.account.name, cause)
        for facts in read.book
        for cause in standing_causes(switched_on, facts, read.day)
        if run_id(run_of(switched_on, cause, account_name=facts.account.name)) not in read.known
    ]


def run_scores(conn: Connection, runs: Iterable[Run], day: date) -> dict[str, Scores]:
    """The scores before and after of the newest SCORED_RUNS of each playbook that are old enough, by run (id)."""
    over: defaultdict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda each: (each.started_on, each.id), reverse=True):
        if run.started_on + AFTER <= day and len(over[run.playbook]) < SCORED_RUNS:
            over[run.playbook].append(run)
    told = [run for each in over.values() for run in each]
    if not told:
        return {}
    days = sorted({on for run in told for on in (run.started_on, run.started_on + AFTER)})
    history = score_months(read_days(conn, tuple(days), sorted({run.account for run in told})))
    row, column = ({key: at for at, key in enumerate(keys)} for keys in (history.accounts, history.days))
    return {
        run.id: Scores(
            float(history.score[row[run.account], column[run.started_on]]),
            float(history.score[row[run.account], column[run.started_on + AFTER]]),
        )
        for run in told
        if run.account in row
    }


def _shown(
    runs: list[Run], of_run: dict[str, list[RunTask]], names: dict[str, str], day: date
) -> dict[str, list[ShownRun]]:
    found: dict[str, list[ShownRun]] = {}
    for run in sorted(runs, key=lambda each: (each.started_on, each.id), reverse=True):
        tasks = of_run.get(run.id, [])
        done = [task for task in tasks if task.done_on is not None and task.done_on <= day]
        gone = [task for task in tasks if task.dropped_on is not None and task.dropped_on <= day]
        listed = found.setdefault(run.playbook, [])
        if len(listed) < SHOWN_RUNS and run.account in names:
            is_open = any(task not in done and task not in gone for task in tasks)
            listed.append(ShownRun(run, names[run.account], len(done), len(tasks), is_open))
    return found

"""Running the playbooks: after an edit for the accounts it touched, and for the whole book when a day begins.

What was started once is not started again, and what somebody took back stays taken back: only writing the cause anew
starts it again. Everything that is written follows from the causes, so that two copies of a book run apart agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.counting import counted
from desktop.domain.identity import derived_id
from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.facts import AccountFacts
from desktop.domain.playbooks.runs import PlaybookRun, run_of, standing_causes
from desktop.domain.playbooks.stops import Run, stopped_on
from desktop.domain.playbooks.triggers import TREND_DAYS, TRIGGERS, Cause
from desktop.operations.playbook_facts import account_facts, trends, written_facts
from desktop.operations.playbooks import run_id, start
from desktop.store.changes import of_txn
from desktop.store.connection import Connection
from desktop.store.queries import playbooks as reading
from desktop.store.tx import Tx

CAUSES: Mapping[str, Collection[str]] = {
    "survey_response": ("", "deleted_at", "score", "responded_on", "contact", "scale_min", "scale_max", "direction"),
    "contact": ("", "deleted_at", "left_on", "role"),
}
"""Table -> the fields that can make a row the cause of a playbook."""
STOPS = {*CAUSES, "touchpoint", "qbr", "contract_line", "milestone", "onboarding"}
"""What can make a run needless."""
LABEL = "Playbooks:"
"""What the change sets begin with that a look at the whole book makes."""
MOST_TASKS = 60
"""So many tasks may start by themselves; more are asked about first, whatever was agreed."""
QUIET_DAYS = 7
"""After "not now" nothing is said for so many days."""
ALONE, LATER = "start", "later "
MOST_ACCOUNTS = 50
"""An edit of more accounts at once leaves their playbooks to the next look at the whole book."""


class Start(NamedTuple):
    """A playbook that is due for an account."""

    account_name: str
    playbook_name: str
    run: PlaybookRun


class End(NamedTuple):
    """A run that has become needless on a day."""

    account_name: str
    playbook_name: str
    run: Run
    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Due:
    """What running the playbooks would do: the starts by account and playbook, and the ends."""

    day: date
    starts: tuple[Start, ...] = ()
    ends: tuple[End, ...] = ()

    @property
    def accounts(self) -> int:
        """Accounts for which something would start."""
        return len({each.run.cause.account for each in self.starts})

    @property
    def playbooks(self) -> int:
        """Playbooks that would start."""
        return len({each.run.playbook for each in self.starts})

    @property
    def tasks(self) -> int:
        return sum(len(each.run.tasks) for each in self.starts)

    def __bool__(self) -> bool:
        return bool(self.starts or self.ends)


class Opening(NamedTuple):
    """Whether what is due may start by itself, and since when nobody wants to hear of it."""

    is_alone: bool = False
    put_off_on: date | None = None

    @classmethod
    def of(cls, value: str | None) -> Opening:
        """As it was saved; what cannot be read counts as not said."""
        if value is None or not value.startswith(LATER):
            return cls(value == ALONE)
        try:
            return cls(put_off_on=date.fromisoformat(value.removeprefix(LATER)))
        except ValueError:
            return cls()

    def is_quiet(self, day: date) -> bool:
        return self.put_off_on is not None and (day - self.put_off_on).days < QUIET_DAYS


class Ran(NamedTuple):
    """What running them did: tasks made, accounts they are for, and runs that ended."""

    tasks: int = 0
    accounts: int = 0
    ended: int = 0


def due(conn: Connection, day: date) -> Due:
    """What the playbooks of the book call for on `day` and have not been asked for yet."""
    playbooks = {playbook.key: playbook for _, playbook in reading.all_playbooks(conn)}
    open_runs = reading.runs(conn, is_open=True)
    if not any(each.enabled for each in playbooks.values()) and not open_runs:
        return Due(day)
    book = _with_usage(conn, account_facts(conn, day), playbooks, open_runs, day)
    known, taken_back = reading.known_runs(conn), reading.stops_taken_back(conn)
    last_of = _latest_starts(conn)
    open_of: defaultdict[str, list[Run]] = defaultdict(list)
    for run in open_runs:
        if run.id not in taken_back:
            open_of[run.account].append(run)
    starts: list[Start] = []
    ends: dict[str, End] = {}
    # Each account's facts go as soon as they were looked at: those of a large book, let go of in one breath, keep the
    # interpreter, and with it the window, for a twentieth of a second.
    book.reverse()
    while book:
        facts = book.pop()
        starts += (
            Start(facts.account.name, playbook.name, made)
            for playbook in playbooks.values()
            for cause in standing_causes(playbook, facts, day)
            if run_id(made := _run_of(playbook, facts, cause)) not in known
            and not _goes_on(playbook, cause, last_of.get((playbook.key, cause.account)))
        )
        for run in open_of.get(facts.account.id, ()):
            end = _end(playbooks.get(run.playbook), facts, run, day)
            if end is not None:
                ends[run.id] = end
    return Due(day, tuple(starts), tuple(ends[run.id] for run in open_runs if run.id in ends))


def run_due(tx: Tx, *, as_of: date) -> Ran:
    """Start all that is due and end what has become needless, in one change set that can be taken back."""
    return carry_out(tx, due(tx.conn, as_of))


def carry_out(tx: Tx, found: Due, playbook: str | None = None) -> Ran:
    """Do what was found due, except what was started, taken back or settled since.

    Args:
        playbook: only the starts of that one (by key); None = all, and the ends.
    """
    known = reading.known_runs(tx.conn)
    wanted = [
        each.run for each in found.starts if playbook in (None, each.run.playbook) and run_id(each.run) not in known
    ]
    tasks = start(tx, wanted, as_of=found.day)
    standing = {run.id for run in reading.runs(tx.conn, is_open=True)}
    ends = [end for end in found.ends if playbook is None and end.run.id in standing]
    for end in ends:
        _stop(tx, end)
    ran = Ran(tasks, len({run.cause.account for run in wanted}), len(ends))
    tx.label = f"{LABEL} {in_words(ran)}"
    return ran


def at_opening(conn: Connection, day: date) -> tuple[Due, Opening]:
    """What is due on `day`, and what the book says about starting it."""
    return due(conn, day), Opening.of(reading.opening(conn))


def start_alone(tx: Tx, is_alone: bool) -> None:
    """Let what is due start by itself when the book is opened, or no more."""
    _set_opening(tx, ALONE if is_alone else "ask")
    tx.label = f"Playbooks start {'by themselves' if is_alone else 'when asked'}"


def put_off(tx: Tx, *, as_of: date) -> None:
    """Say nothing of what is due for a week."""
    _set_opening(tx, f"{LATER}{as_of.isoformat()}")
    tx.label = "Playbooks: not now"


def _set_opening(tx: Tx, value: str) -> None:
    tx.put("setting", derived_id("setting", [reading.OPENING]), {"key": reading.OPENING, "value": value})


def in_words(ran: Ran) -> str:
    """What running did: "7 tasks for 4 accounts, 2 runs ended"."""
    said: list[str] = []
    if ran.tasks or not ran.ended:
        said.append(f"{counted(ran.tasks, 'task')} for {counted(ran.accounts, 'account')}")
    if ran.ended:
        said.append(f"{counted(ran.ended, 'run')} ended")
    return ", ".join(said)


def act_on_edit(tx: Tx, *, as_of: date) -> Ran:
    """Start and end playbooks of the accounts that this change set has touched so far.

    Only causes that were written in it start one; what comes with the passing of time is for `run_due`. Where nothing
    was written since it was last called, it has nothing to do.
    """
    if tx.acted_at == (as_of, tx.conn.total_changes):
        return Ran()
    ran = _act(tx, as_of)
    tx.acted_at = (as_of, tx.conn.total_changes)
    return ran


def _act(tx: Tx, as_of: date) -> Ran:
    written = reading.written(tx.conn, tx.txn)
    if STOPS.isdisjoint(table for table, _, _ in written):
        return Ran()
    touched = of_txn(tx.conn, tx.txn, tx.journalled).accounts
    if not 0 < len(touched) <= MOST_ACCOUNTS:
        return Ran()
    causes = {row for table, row, field in written if field in CAUSES.get(table, ())}
    playbooks = {playbook.key: playbook for _, playbook in reading.all_playbooks(tx.conn)}
    starting = [each for each in playbooks.values() if each.enabled and TRIGGERS[each.trigger].is_written]
    tasks, helped, ended = 0, 0, 0
    for account in sorted(touched):
        open_runs = reading.runs(tx.conn, account, is_open=True)
        if not open_runs and not _has_cause(tx.conn, account, starting, causes, as_of):
            continue
        for facts in account_facts(tx.conn, as_of, account):
            made = start(
                tx,
                [
                    _run_of(playbook, facts, cause)
                    for playbook in starting
                    for cause in standing_causes(playbook, facts, as_of)
                    if cause.row in causes
                ],
                as_of=as_of,
            )
            tasks, helped = tasks + made, helped + bool(made)
            for run in open_runs:
                end = _end(playbooks.get(run.playbook), facts, run, as_of)
                if end is not None:
                    _stop(tx, end)
                    ended += 1
    return Ran(tasks, helped, ended)


def _has_cause(
    conn: Connection, account: str, playbooks: Collection[Playbook], rows: Collection[str], day: date
) -> bool:
    """Whether one of the rows just written calls for a playbook, from what people say and who they are alone.

    Most edits do not: all that is known of the account, renewals too, is read only for those that do.
    """
    if not rows:
        return False
    return any(
        cause.row in rows
        for facts in written_facts(conn, account)
        for playbook in playbooks
        for cause in TRIGGERS[playbook.trigger].causes(facts, playbook.params, day)
    )


def _run_of(playbook: Playbook, facts: AccountFacts, cause: Cause) -> PlaybookRun:
    name = facts.name_of(cause.contact)
    return run_of(playbook, cause, account_name=facts.account.name, contact_name=name)


def _end(playbook: Playbook | None, facts: AccountFacts, run: Run, day: date) -> End | None:
    if playbook is None:
        return None
    on = stopped_on(playbook.stop, facts, run, playbook.params, day)
    return None if on is None else End(facts.account.name, playbook.name, run, on, playbook.stop)


def _stop(tx: Tx, end: End) -> None:
    """The open tasks are dropped, those that were done stay."""
    day = end.on.isoformat()
    tx.update("playbook_run", end.run.id, {"stopped_on": day, "outcome": end.outcome})
    for task in reading.open_tasks(tx.conn, end.run.account, end.run.id):
        tx.update("task", task, {"dropped_on": day, "source": f"playbook {end.run.playbook}, {end.outcome}"})


def _with_usage(
    conn: Connection,
    book: list[AccountFacts],
    playbooks: Mapping[str, Playbook],
    open_runs: list[Run],
    day: date,
) -> list[AccountFacts]:
    """With how usage developed, if a playbook asks for it."""
    waiting = {run.account for run in open_runs if run.trigger == "usage_drop"}
    if not waiting and not any(each.enabled and each.trigger == "usage_drop" for each in playbooks.values()):
        return book
    found = trends(conn, [each.account.id for each in book], day, waiting)
    return [replace(each, trends=found.get(each.account.id, {})) for each in book]


def _latest_starts(conn: Connection) -> dict[tuple[str, str], Run]:
    """(playbook, account) -> its latest run."""
    return {(run.playbook, run.account): run for run in reading.runs(conn)}


def _goes_on(playbook: Playbook, cause: Cause, latest: Run | None) -> bool:
    """Whether a cause that lasts has started a run already, seen from another day or with other figures."""
    if not TRIGGERS[playbook.trigger].is_episode or latest is None:
        return False
    ended = latest.stopped_on
    return (ended is None or ended >= cause.on) and cause.on - latest.started_on < timedelta(days=TREND_DAYS)

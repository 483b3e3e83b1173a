"""How the figures of the playbooks came about: what waits to be started, and what one playbook did or would start."""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Explanation, Input, Row
from desktop.domain.explain.of_day import counted, left_out, numbers_of, of_day
from desktop.domain.explain.phrases import count, of_unit, plural
from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.results import FEW, GOAL_DAYS, Reached, Result
from desktop.domain.playbooks.stops import STOPS
from desktop.operations.playbook_view import PlaybookRead, ShownRun, starts_of

SINCE = Column("since", "since", "date", is_narrow=True)


def explained_due(read: PlaybookRead) -> Explanation:
    """The tasks that wait to be started, by account and playbook, and which playbooks are on."""
    due, n = read.due, read.due.tasks
    on = sum(each.enabled for each in read.playbooks)
    return of_day(
        read.day,
        key="playbooks.due",
        title="Tasks that wait to be started",
        value=n,
        unit="count",
        row_of="start",
        sentence=(
            *(count(len({each.run.playbook for each in due.starts})), " playbooks would start for "),
            *(count(due.accounts), f" {plural(due.accounts, 'account')}: ", count(n), f" {plural(n, 'task')}."),
        ),
        formula="sum of the tasks of the playbooks that are on, for each cause of the last 30 days not acted on yet",
        numbers=("sum over ", count(len(due.starts)), f" {plural(len(due.starts), 'start')} = ", count(n)),
        inputs=(
            *numbers_of(
                ("playbooks", len(read.playbooks)),
                ("of these on", on),
                ("runs on the way", sum(each.open for each in read.results.values())),
                ("playbooks that would start", due.playbooks),
                ("accounts", due.accounts),
                ("runs that have become needless", len(due.ends)),
            ),
        ),
        n=len(due.starts),
        n_of=plural(len(due.starts), "start"),
        exclusions=left_out(("playbook", len(read.playbooks) - on, "off")),
        columns=(
            Column("tasks", "tasks", "count", n, is_narrow=True),
            Column("playbook", "playbook", "text", is_narrow=True),
            SINCE,
        ),
        rows=tuple(
            Row(
                each.run.cause.account,
                each.account_name,
                (len(each.run.tasks), each.playbook_name, each.run.cause.on),
            )
            for each in due.starts
        ),
        part="tasks",
        assumptions=(("Each cause starts a playbook once, for ever: what was taken back does not come again.",),),
        definition="Nothing of it is in the file yet: it is what Start would write.",
    )


def explained_would_start(read: PlaybookRead, playbook: Playbook) -> Explanation:
    """The accounts that a playbook, as it is typed, would start for today."""
    found = starts_of(read, playbook)
    accounts = len({cause.account for _, cause in found})
    return of_day(
        read.day,
        key="playbooks.start",
        title=f"{playbook.name}: would start",
        value=accounts,
        unit="count",
        row_of="start",
        sentence=(
            f"As it is typed, {playbook.name} would start today for ",
            *(count(accounts), f" {plural(accounts, 'account')}."),
        ),
        formula="accounts with a cause of this playbook that was not acted on yet",
        numbers=(count(len(found)), f" {plural(len(found), 'cause')} of ", count(accounts), " accounts"),
        n=len(read.book),
        n_of=plural(len(read.book), "account"),
        exclusions=left_out(
            ("account", len(read.book) - accounts, "no such cause stands, or the playbook has run for it")
        ),
        columns=(SINCE,),
        rows=tuple(Row(cause.account, name, (cause.on,)) for name, cause in found),
        part=None,
        no_sum="an account may have several causes" if len(found) > accounts else "",
        definition="A playbook that is off is looked at as if it were on.",
    )


def explained_playbook(read: PlaybookRead, playbook: Playbook) -> Explanation:
    """What one playbook did, run by run."""
    result = read.results.get(playbook.key, Result())
    runs = read.runs.get(playbook.key, [])
    moved = result.moved
    return of_day(
        read.day,
        key="playbooks.runs",
        title=f"Runs of {playbook.name}",
        value=result.runs,
        unit="count",
        row_of="run",
        period=Period(min((each.run.started_on for each in runs), default=read.day) - _ONE, read.day),
        sentence=(
            *(count(result.runs), f" {plural(result.runs, 'run')}: ", count(result.open), " on the way, "),
            *(count(result.ended), " ended by the stop condition."),
        ),
        formula="runs that were started up to the day, each cause once",
        numbers=(
            *(count(result.open), " on the way + ", count(result.ended), " ended + "),
            *(count(result.runs - result.open - result.ended), " done = ", count(result.runs)),
        ),
        inputs=(
            *numbers_of(
                ("tasks", result.tasks), ("done", result.done), ("late", result.late), ("dropped", result.dropped)
            ),
            *(
                (
                    Input("first task done after the cause, median", of_unit(result.first_days, "days")),
                    Input("runs it is the median of", count(result.acted)),
                )
                if result.first_days is not None
                else ()
            ),
            *_reached("came to what it is for", result.goal),
            *_reached("such answers without a run that did", result.without),
            *(
                (
                    Input("health on the day of the cause, mean", of_unit(moved.before, "health")),
                    Input(f"health {GOAL_DAYS} days later, mean", of_unit(moved.after, "health")),
                    Input("scored on both days", count(moved.n)),
                )
                if moved.n
                else ()
            ),
        ),
        n=result.runs,
        n_of=plural(result.runs, "run"),
        exclusions=left_out(
            ("run", result.young, f"too young to tell: its {GOAL_DAYS} days are not over"),
            ("run", result.runs - len(runs), "older than the newest, which alone are listed"),
        ),
        columns=counted(
            result.runs,
            Column("done", "done", "count"),
            Column("tasks", "of", "count"),
            Column("since", "started", "date"),
            Column("state", "state", "text"),
        ),
        rows=tuple(
            Row(each.run.account, each.account_name, (1, each.done, each.tasks, each.run.started_on, _state(each)))
            for each in runs
        ),
        part="counts" if len(runs) == result.runs else None,
        no_sum="only the newest runs are listed" if len(runs) != result.runs else "",
        assumptions=((f"Counts, not effects. Below n = {FEW} no share is told.",),),
        definition="Accounts with a run differ from those without, and nothing here says that it made the difference.",
    )


def _reached(name: str, found: Reached | None) -> tuple[Input, ...]:
    if found is None or not found.n:
        return ()
    return Input(name, count(found.reached)), Input(f"{name}, of", count(found.n))


def _state(each: ShownRun) -> str:
    outcome = each.run.outcome
    if outcome is not None:
        return STOPS[outcome].done if outcome in STOPS else outcome
    return "on the way" if each.is_open else "done"


_ONE = timedelta(days=1)

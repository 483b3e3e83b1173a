"""The command for playbooks: what is due, what they did, and running them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_option, file_argument, json_option, today_or
from desktop.cli.output import note, one_line, print_json, print_table
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.playbooks.definition import Playbook
    from desktop.domain.playbooks.results import Reached, Result
    from desktop.operations.playbook_runs import Due, Ran


@click.command()
@file_argument
@click.option("--run", "run_now", is_flag=True, help="Start what is due and end what is needless, as one change.")
@as_of_option
@json_option
def playbooks(file: Path, run_now: bool, as_of: date | None, as_json: bool) -> None:
    """What starts when something happens to an account: what is due, what ran, and what came of it."""
    from desktop.operations import playbook_view
    from desktop.operations.playbook_runs import run_due
    from desktop.store.portfolio import Portfolio

    day = today_or(as_of)
    with Portfolio.open(file, writable=run_now) as book:
        ran = book.perform(run_due, as_of=day).result if run_now else None
        if as_of is None or run_now:
            read = book.read(playbook_view.read_playbooks, day)
        else:
            with book.looked_at(day) as conn:
                read = playbook_view.read_playbooks(conn, day)
    if as_json:
        print_json(
            {
                "as_of": day,
                "ran": None if ran is None else _ran(ran),
                "due": _due(read.due),
                "playbooks": [_playbook(each, read.results[each.key]) for each in read.playbooks],
            }
        )
        return
    _print(file, ran, read.due, [(each, read.results[each.key]) for each in read.playbooks])


def _ran(ran: Ran) -> dict[str, Any]:
    return {"tasks": ran.tasks, "accounts": ran.accounts, "ended": ran.ended}


def _due(due: Due) -> dict[str, Any]:
    return {
        "tasks": due.tasks,
        "accounts": due.accounts,
        "starts": [
            {
                "account": each.account_name,
                "playbook": each.run.playbook,
                "on": each.run.cause.on,
                "tasks": [{"title": task.title, "due_on": task.due_on, "side": task.side} for task in each.run.tasks],
            }
            for each in due.starts
        ],
        "ends": [
            {"account": each.account_name, "playbook": each.run.playbook, "on": each.on, "outcome": each.outcome}
            for each in due.ends
        ],
    }


def _playbook(playbook: Playbook, result: Result) -> dict[str, Any]:
    return {
        "key": playbook.key,
        "name": playbook.name,
        "trigger": playbook.trigger,
        "params": dict(playbook.params),
        "segment": playbook.segment,
        "stop": playbook.stop,
        "enabled": playbook.enabled,
        "runs": result.runs,
        "open": result.open,
        "ended": result.ended,
        "tasks": result.tasks,
        "done": result.done,
        "late": result.late,
        "dropped": result.dropped,
        "first_action": {"median_days": result.first_days, "n": result.acted},
        "goal": _reached(result.goal),
        "without": None if result.without is None else _reached(result.without),
        "too_young": result.young,
        "score": result.moved._asdict(),
    }


def _reached(found: Reached) -> dict[str, Any]:
    return {"value": found.share, "numerator": found.reached, "denominator": found.n, "n": found.n}


def _print(file: Path, ran: Ran | None, due: Due, rows: list[tuple[Playbook, Result]]) -> None:
    from desktop.operations.playbook_runs import in_words

    if ran is not None:
        click.echo(
            f"Playbooks: {in_words(ran)}. perennial undo {one_line(str(file))} takes it back."
            if any(ran)
            else "Nothing due."
        )
    elif due:
        are, have = "is" if due.tasks == 1 else "are", "has" if len(due.ends) == 1 else "have"
        started = f"{counted(due.tasks, 'task')} for {counted(due.accounts, 'account')} {are} due"
        ended = f"{counted(len(due.ends), 'run')} {have} become needless"
        click.echo(f"{started if due.starts else 'Nothing is due'}; {ended}. --run does it.")
    else:
        click.echo("Nothing is due.")
    if due.starts:
        click.echo()
        print_table(
            ("account", "playbook", "since", "tasks"),
            [
                (each.account_name, each.playbook_name, each.run.cause.on.isoformat(), f"{len(each.run.tasks)}")
                for each in due.starts
            ],
            right=(3,),
        )
    click.echo()
    print_table(
        ("playbook", "", "runs", "open", "ended", "tasks done", "late", "first action", "came to what it is for"),
        [
            (
                playbook.name,
                "on" if playbook.enabled else "off",
                f"{result.runs:,}",
                f"{result.open:,}",
                f"{result.ended:,}",
                f"{result.done:,} of {result.tasks:,}",
                f"{result.late:,}",
                _first(result),
                _share(result),
            )
            for playbook, result in rows
        ],
        right=(2, 3, 4, 5, 6, 7),
    )
    note("Shares are counts, no effects; time to come is left out." if rows else one_line("There are no playbooks."))


def _first(result: Result) -> str:
    if result.first_days is None:
        return "unknown"
    return f"{f'{result.first_days:g} d' if result.first_days else 'on the day'} (n = {result.acted})"


def _share(result: Result) -> str:
    share = result.goal.share
    said = "too few to say" if share is None else f"{100 * share:.0f} %"
    young = f", {result.young:,} too young" if result.young else ""
    return f"{said} ({result.goal.reached} of {result.goal.n}{young})"

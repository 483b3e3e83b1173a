"""The command for whoever reads several people's books: one row a CSM, and what changed hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import DAY, Asked, file_argument, json_option, period_options
from desktop.cli.output import SHAPES, figure, money, note, number, one_line, percent, print_json, print_table
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.rates import Rate
    from desktop.domain.team.figures import Team, TeamRow
    from desktop.domain.team.ownership import Handover
    from desktop.domain.team.tasks import BySide

SHOWN = 10
_WORK = (
    "CSM",
    "QBR in 90 d",
    "review due",
    "milestones",
    "answered",
    "waiting",
    "late",
    "promised",
    "silent",
    "never",
    "newest",
)


@click.command()
@file_argument
@period_options
@click.option("--since", type=DAY, help="What changed hands after this day; default: --from.")
@json_option
def team(
    file: Path,
    asked: Asked,
    since: date | None,
    as_json: bool,
) -> None:
    """The team: what each CSM looks after, how it does, and whether the work for it is done in time."""
    from desktop.cli.opened import looked_over
    from desktop.cli.team_json import team_json
    from desktop.operations import team as figures

    with looked_over(file, asked) as (book, conn):
        read = figures.read_team(conn, asked.period.end)
        currency = book.currency
    found = figures.team_figures(read, asked.period, since=since)
    if as_json:
        print_json(team_json(found, asked.as_of, currency))
    else:
        _print(found, currency)


def _print(found: Team, currency: str) -> None:
    whole, period = found.whole, found.period
    csms = f"{counted(found.csms, 'CSM looks', 'CSMs look')} after {counted(whole.active, 'active account')}"
    click.echo(
        f"{csms} of {whole.total}, ARR {money(whole.arr_cents, currency)}, of which "
        f"{money(whole.at_risk_arr_cents, currency)} at risk. {period.start.isoformat()} to {period.end.isoformat()}."
    )
    if not whole.total:
        note("No accounts yet.")
        return
    rows = [*found.rows, whole]
    click.echo("\nWhat they look after; NRR and GRR are of who owned the account when the period began")
    print_table(
        ("CSM", "active", "of", "ARR", "at risk", "health", "by ARR", "bands", "NRR", "GRR", "n"),
        [_book_cells(row) for row in rows],
        right=(1, 2, 3, 4, 5, 6, 8, 9, 10),
    )
    click.echo("\nThe work; in brackets n, and of late tasks: ours / theirs")
    print_table(_WORK, [_work_cells(row) for row in rows], right=range(1, len(_WORK)))
    click.echo(
        "QBR in 90 d: active accounts with a review held. Milestones: due in the period and done by their day.\n"
        "Answered: median days from a detractor's answer to the first two-way contact; who waits is counted apart.\n"
        "Silent: no two-way contact or QBR for 30 days; never: none was ever recorded.\n"
        "Newest: the last talk, review, answer or ticket recorded."
    )
    _print_moves(found)
    _print_waiting(found)
    _print_silent(found)


def _book_cells(row: TeamRow) -> tuple[str, ...]:
    health = row.health
    bands = (health.green, health.amber, health.red, health.unscored)
    return (
        _who(row),
        str(row.active),
        str(row.total),
        money(row.arr_cents),
        money(row.at_risk_arr_cents),
        figure(health.mean, digits=0),
        figure(health.arr_weighted_mean, digits=0),
        " ".join(f"{shape} {n}" for shape, n in zip(SHAPES.values(), bands, strict=True)),
        percent(row.nrr.value),
        percent(row.grr.value),
        f"{row.nrr.n}{', few' if row.nrr.n and row.nrr.is_small else ''}",
    )


def _work_cells(row: TeamRow) -> tuple[str, ...]:
    work = row.attention
    waits = work.follow_ups
    longest = "" if waits.longest_wait_days is None else f", longest {waits.longest_wait_days} d"
    return (
        _who(row),
        _share(work.qbr_coverage),
        f"{work.qbr_overdue}, planned {work.qbr_planned}" if work.qbr_overdue else "0",
        _share(work.milestones),
        "no data" if waits.median_days is None else f"{number(waits.median_days)} d ({waits.n})",
        f"{waits.waiting}{longest}",
        _sides(work.overdue),
        _sides(work.promises_late),
        str(work.silent),
        str(work.never),
        "nothing" if work.newest_on is None else work.newest_on.isoformat(),
    )


def _who(row: TeamRow) -> str:
    return "the book" if row.csm is None else row.csm


def _share(found: Rate) -> str:
    value = percent(found.value, digits=0)
    return value if found.value is None else f"{value} ({found.n}{', few' if found.is_small else ''})"


def _sides(found: BySide) -> str:
    unsaid = f" / {found.unsaid} unsaid" if found.unsaid else ""
    return f"{found.ours} / {found.theirs}{unsaid}"


def _print_moves(found: Team) -> None:
    moved = found.whole.gained
    click.echo(f"\nChanged hands since {found.since.isoformat()}: {counted(len(moved), 'account')}")
    for each in moved:
        on = f" on {each.on.isoformat()}" if each.on else ""
        click.echo(
            f"  {one_line(found.names[each.account])}, ARR {money(each.arr_cents)}: "
            f"{one_line(each.before or 'nobody')} -> {one_line(each.after or 'nobody')}{on}"
        )
    for row in found.rows:
        if row.gained or row.lost:
            click.echo(f"  {one_line(_who(row))}: gained {_sum(row.gained)}, gave {_sum(row.lost)}")
    for each in found.whole.covering:
        until = "" if each.until_on is None else f" until {each.until_on.isoformat()}"
        click.echo(
            f"  Cover: {one_line(each.csm)} stands in for {one_line(each.owner or 'nobody')} at "
            f"{one_line(found.names[each.account])}{until}"
        )


def _print_waiting(found: Team) -> None:
    """Whom somebody has to answer, and what was promised and not done."""
    from desktop.domain.team.tasks import side_of

    if found.waiting:
        click.echo("\nDetractors who wait for an answer")
        for each in found.waiting:
            days = max(each.waiting)
            click.echo(
                f"  {one_line(found.names[each.account])} ({one_line(found.owners[each.account])}): "
                f"{counted(days, 'day')}, ARR {money(each.arr_cents)}"
            )
    if found.late:
        click.echo("\nLate promises")
        print_table(
            ("account", "CSM", "turn", "was due", "what"),
            [
                (
                    found.names[each.account],
                    found.owners[each.account],
                    side_of(each.side),
                    "" if each.due_on is None else each.due_on.isoformat(),
                    each.title,
                )
                for each in found.late[:SHOWN]
            ],
        )
        _print_more(len(found.late))


def _print_more(n: int) -> None:
    if n > SHOWN:
        click.echo(f"and {n - SHOWN} more")


def _print_silent(found: Team) -> None:
    if not found.quiet:
        return
    click.echo("\nSilent for longest")
    print_table(
        ("account", "CSM", "days", "ARR"),
        [
            (found.names[each.account], found.owners[each.account], str(each.silent_days), money(each.arr_cents))
            for each in found.quiet[:SHOWN]
        ],
        right=(2, 3),
    )
    _print_more(len(found.quiet))


def _sum(moved: Sequence[Handover]) -> str:
    return f"{counted(len(moved), 'account')}, {money(sum(each.arr_cents for each in moved))}" if moved else "none"

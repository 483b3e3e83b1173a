"""The command that tells whom to call today and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import DAY, as_of_options, file_argument, json_option, today_or
from desktop.cli.output import money, note, one_line, print_json
from desktop.domain.counting import counted
from desktop.domain.errors import Rejected
from desktop.domain.name_order import by_name

if TYPE_CHECKING:
    from desktop.domain.today.book import Today
    from desktop.domain.today.queue import QueueRow, Standing

SHOWN = 12
"""So many lines of a list are for people; --json has all."""


@click.command()
@file_argument
@click.option("--csm", help="Only the accounts this CSM looks after, cover included.")
@click.option("--since", type=DAY, help="Changes after this day; default: the last working day.")
@click.option("--gaps", is_flag=True, help="What is missing of the accounts with ARR, instead.")
@as_of_options
@json_option
def today(
    file: Path, csm: str | None, since: date | None, gaps: bool, as_of: date | None, known_then: bool, as_json: bool
) -> None:
    """Whom to call today and why, the most urgent first; what changed, who is quiet, and what is due.

    With --gaps: who lacks a notice period, a next step, a champion and the like, the largest first.
    """
    from desktop.cli.opened import looked_at
    from desktop.operations.today import read_today, today_of

    day = today_or(as_of)
    if since is not None and since >= day:
        raise Rejected(f"--since has to be before the day looked from, {day.isoformat()}.", field="since")
    with looked_at(file, day, known_then=known_then) as (_, conn):
        read = read_today(conn, day, since)
    view = today_of(read)
    if csm is not None:
        found = [each for each in view.csms if each.casefold() == csm.strip().casefold()]
        if not found:
            known = ", ".join(view.csms) or "nobody"
            raise Rejected(f"{csm!r} looks after nothing in this book. Who does: {known}.", field="csm")
        view = view.of(found[0])
    if gaps:
        _show_gaps(view, as_json=as_json)
    elif as_json:
        print_json(_json(view))
    else:
        _print(view)


def _show_gaps(view: Today, *, as_json: bool) -> None:
    from desktop.cli import today_words as words
    from desktop.domain.today.gaps import KINDS, counts, lacking

    found = lacking(view.gaps)
    if as_json:
        print_json(
            {
                "as_of": view.day,
                "csm": view.csm,
                "accounts": len(found),
                "of": len(view.gaps),
                "arr_cents": sum(each.arr_cents for each in found),
                "counts": {each.kind: each.n for each in counts(found)},
                "gaps": [
                    {
                        "account": each.name,
                        "arr_cents": each.arr_cents,
                        "missing": [kind for kind in KINDS if kind in each.missing],
                        **{kind: getattr(each, kind) for kind in KINDS},
                    }
                    for each in found
                ],
            }
        )
        return
    click.echo(words.gaps_sentence(view))
    for each in found:
        click.echo(f"  {one_line(each.name)}  {money(each.arr_cents)}  {words.missing(each)}")


def _json(view: Today) -> dict[str, Any]:
    names = view.names
    return {
        "as_of": view.day,
        "since": view.since,
        "csm": view.csm,
        "csms": list(view.csms),
        "accounts": view.accounts,
        "arr_cents": view.arr_cents,
        "must": len(view.queue.must),
        "at_stake_cents": view.at_stake_cents,
        "without_next_step": by_name(names[each] for each in view.without_step),
        "queue": [_row_json(each) for each in view.queue.rows],
        "snoozed": [{"account": row.name, "until": until} for row, until in view.queue.snoozed],
        "changed": [
            {
                "account": each.name,
                "before": _standing_json(each.before),
                "after": _standing_json(each.after),
                "points": each.points,
                "causes": [cause._asdict() for cause in each.causes],
            }
            for each in view.changed
        ],
        "going_quiet": [
            {
                "account": each.name,
                "arr_cents": each.arr_cents,
                "days": each.days,
                "limit_days": each.limit_days,
                "quiet": each.is_quiet,
            }
            for each in view.quiet
        ],
        "meetings": [
            {
                "account": each.name,
                "on": each.on,
                "at": each.at,
                "kind": each.kind,
                "who": each.who,
                "about": each.about,
            }
            for each in view.meetings
        ],
        "promises": [
            {"account": each.name, "title": each.title, "side": each.side, "due_on": each.due_on, "days": each.days}
            for each in view.promises
        ],
        "opt_outs": [
            {
                "account": each.name,
                "on": each.on,
                "days": each.days,
                "arr_cents": each.arr_cents,
                "band": each.standing.band,
                "notice_known": each.notice_known,
            }
            for each in view.opt_outs
        ],
    }


def _row_json(row: QueueRow) -> dict[str, Any]:
    return {
        "account": row.name,
        "part": row.part,
        "arr_cents": row.arr_cents,
        "at_stake_cents": row.at_stake_cents,
        "health": _standing_json(row.standing),
        "deadline": None if row.deadline is None else row.deadline._asdict(),
        "action": {"key": row.action.key, "types": row.action.types, "section": row.action.section},
        "rank": round(row.rank),
        "reasons": [
            {
                "key": each.key,
                "weight": each.weight,
                "on": None if each.deadline is None else each.deadline.on,
                "evidence": {
                    fact.name: {"value": fact.value, "unit": fact.unit, "on": fact.on, "n": fact.n, "about": fact.about}
                    for fact in each.evidence
                },
            }
            for each in row.reasons
        ],
    }


def _standing_json(standing: Standing) -> dict[str, Any]:
    return {"score": standing.score, "band": standing.band, "coverage": round(standing.coverage, 4)}


def _print(view: Today) -> None:
    from desktop.cli import today_words as words

    book = "All books" if view.csm is None else one_line(view.csm)
    click.echo(f"{words.sentence(view)} {book}: {counted(view.accounts, 'account')}, {money(view.arr_cents)} ARR.")
    for part, title in words.PARTS.items():
        rows = [each for each in view.queue.rows if each.part == part]
        if not rows:
            continue
        click.echo(f"\n{title} ({len(rows)})")
        for each in rows[:SHOWN]:
            click.echo(f"  {one_line(words.row(each))}\n     {one_line(words.action(each.action))}")
            for why in words.reasons(each):
                click.echo(f"     {one_line(why)}")
        if len(rows) > SHOWN:
            click.echo(f"  and {len(rows) - SHOWN} more")
    if view.queue.snoozed:
        told = ", ".join(f"{row.name} until {until.isoformat()}" for row, until in view.queue.snoozed)
        click.echo(f"\nSnoozed: {one_line(told)}")
    _list(f"Changed since {view.since.isoformat()}", [words.moved(each) for each in view.changed])
    _list(
        "Going quiet, and the largest tenth",
        [
            f"{each.name}  {money(each.arr_cents)}  "
            + (
                "no contact known"
                if each.days is None
                else f"{counted(each.days, 'day')}, quiet after {each.limit_days:.0f}"
            )
            for each in view.quiet
        ],
    )
    _list(
        "Meetings, next 7 days",
        [
            f"{each.on.isoformat()} {each.at or ''}  {each.name}  {each.about or each.kind}"
            + (f", {each.who}" if each.who else "")
            for each in view.meetings
        ],
    )
    _list(
        "Promises due",
        [
            f"{each.due_on.isoformat()}  {'they' if each.side == 'theirs' else 'we'}  {each.name}: {each.title}"
            + (f" ({counted(-each.days, 'day')} late)" if each.days < 0 else "")
            for each in view.promises
        ],
    )
    total = sum(each.arr_cents for each in view.opt_outs)
    _list(
        f"Opt-outs, next 180 days: {counted(len(view.opt_outs), 'account')}, {money(total)}",
        [
            f"{each.on.isoformat()}  {words.standing(each.standing)}  {each.name}  {money(each.arr_cents)}"
            + ("" if each.notice_known else "  notice unknown, the term ends then")
            for each in view.opt_outs
        ],
    )
    if not view.names:
        note("Next: perennial import FILE accounts.csv")


def _list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"\n{title}")
    for line in lines[:SHOWN]:
        click.echo(f"  {one_line(line)}")
    if len(lines) > SHOWN:
        click.echo(f"  and {len(lines) - SHOWN} more")

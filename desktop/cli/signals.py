"""The command that tells what the facts say before anybody asks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_options, file_argument, json_option, today_or
from desktop.cli.output import money, note, one_line, print_json
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.signals.book_signals import BookSignals
    from desktop.domain.signals.signal import Signal


@click.command()
@file_argument
@as_of_options
@json_option
def signals(file: Path, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """What the facts say before anybody asks: who may leave, who may buy more, who is going quiet, and why."""
    from desktop.cli.opened import looked_at
    from desktop.operations import signals as found_by

    with looked_at(file, today_or(as_of), known_then=known_then) as (_, conn):
        found = found_by.signals(conn, today_or(as_of))
    if as_json:
        print_json(_json(found))
    else:
        _print(found)


def _json(found: BookSignals) -> dict[str, Any]:
    """The public keys; every rule is under book.rules, and so is every reason why it could not judge."""
    names = {each.account.id: each.account.name for each in found.accounts}
    effort = found.effort
    return {
        "as_of": found.day,
        "accounts": [
            {
                "account": each.account.name,
                "external_id": each.account.external_id,
                "arr_cents": each.arr_cents,
                "opts_out_on": each.undecided.opts_out_on if each.undecided else None,
                "opts_out_in_days": each.undecided.days if each.undecided and each.undecided.notice_known else None,
                "signals": [_signal_json(signal) for signal in each.signals],
                "unjudged": {rule.key: list(rule.missing) for rule in each.unjudged},
            }
            for each in found.accounts
            if each.signals
        ],
        "book": {
            "accounts": found.judged,
            "rules": {
                each.key: {
                    "accounts": each.n,
                    "arr_cents": each.arr_cents,
                    "unjudged": each.unjudged,
                    "missing": dict(each.missing),
                }
                for each in found.rules
            },
            "going_quiet": [
                {
                    "account": names[row.account],
                    "arr_cents": row.arr_cents,
                    "days": row.days,
                    "limit_days": row.limit_days,
                    "quiet": row.is_quiet,
                    "largest": row.is_largest,
                }
                for row in found.quiet
            ],
            "effort_and_time_to_value": {
                **effort.correlation._asdict(),
                "waiting": effort.waiting,
                "without_effort": effort.unknown,
            },
        },
    }


def _signal_json(signal: Signal) -> dict[str, Any]:
    return {
        "key": signal.key,
        "family": signal.family,
        "severity": signal.severity,
        "since": signal.since,
        "evidence": {
            each.name: {"value": each.value, "unit": each.unit, "on": each.on, "n": each.n, "about": each.about}
            for each in signal.evidence
        },
    }


def _print(found: BookSignals) -> None:
    from desktop.cli import signal_words as words

    told = [each for each in found.accounts if each.signals]
    click.echo(words.headline(found))
    for each in told:
        opts_out = f", {words.opt_out(each.undecided)}" if each.undecided else ""
        click.echo(f"\n{one_line(each.account.name)}  {money(each.arr_cents)}{opts_out}")
        for signal in each.signals:
            click.echo(f"  {words.severity(signal)} {words.RULES[signal.key]}{words.since(signal)}")
            click.echo(f"     {one_line('; '.join(map(words.evidence, signal.evidence)))}")
    if found.quiet:
        click.echo(f"\nLongest without contact, and the largest tenth\n{_quiet_lines(found)}")
    click.echo(f"\n{words.effort(found.effort)}")
    for each in found.rules:
        if each.unjudged:
            accounts = counted(each.unjudged, "account")
            note(f"Could not judge {words.RULES[each.key]!r} for {accounts}; missing: {words.missing(each.missing)}.")


def _quiet_lines(found: BookSignals) -> str:
    names = {each.account.id: each.account.name for each in found.accounts}
    return "\n".join(
        f"  {one_line(names[row.account])}: "
        + ("no contact known" if row.days is None else counted(row.days, "day"))
        + f", quiet after {row.limit_days:.0f}"
        + (" (largest tenth)" if row.is_largest else "")
        for row in found.quiet
    )

"""Commands that compute: account, health, metrics, renewals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.comparing import print_account
from desktop.cli.options import DAY, Asked, as_of_options, file_argument, json_option, period_options, today_or
from desktop.cli.output import (
    UNKNOWN,
    answer,
    day,
    money,
    note,
    one_line,
    percent,
    print_json,
    print_table,
)
from desktop.cli.output import health as health_text
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.renewals import RenewalRow
    from desktop.domain.shown import Restated
    from desktop.operations.look import AccountHealth


@click.command()
@file_argument
@click.argument("name")
@click.option("--explain", "key", metavar="KEY", help="How one figure of it came about; list = which there are.")
@click.option("--compare", type=DAY, metavar="D", help="Beside how it was on this day, field by field.")
@as_of_options
@json_option
def account(
    file: Path,
    name: str,
    key: str | None,
    compare: date | None,
    as_of: date | None,
    known_then: bool,
    as_json: bool,
) -> None:
    """One account from all sides."""
    from desktop.cli.account_page import print_page
    from desktop.cli.opened import looked_at
    from desktop.operations import account_page

    looked_on = today_or(as_of)
    if compare is not None:
        if key is not None:
            raise click.UsageError("--compare and --explain do not go together.")
        print_account(file, name, compare, looked_on, known_then=known_then, as_json=as_json)
        return
    if key is not None:
        _explain_account(file, name, key, looked_on, known_then=known_then, as_json=as_json)
        return
    with looked_at(file, looked_on, known_then=known_then) as (_, conn):
        page = account_page.account_page(conn, name, looked_on)
    if as_json:
        print_json(page)
    else:
        print_page(page)


@click.command()
@file_argument
@click.argument("name")
@click.option("--explain", "key", metavar="KEY", help="How one figure of it came about; list = which there are.")
@as_of_options
@json_option
def health(file: Path, name: str, key: str | None, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """Why an account has its score: points per input and caps, adding up to it."""
    from desktop.cli import figures_json
    from desktop.cli.opened import looked_at
    from desktop.domain.health import rounded_points
    from desktop.operations import look
    from desktop.operations.shown_scores import restated_scores

    if key is not None:
        of_score = key if key.strip().casefold() in ("list", "health") or "." in key else f"health.{key}"
        _explain_account(file, name, of_score, today_or(as_of), known_then=known_then, as_json=as_json)
        return
    with looked_at(file, today_or(as_of), known_then=known_then) as (_, conn):
        found = look.health(conn, name, today_or(as_of))
        shown_otherwise = restated_scores(conn, found.account.id, today_or(as_of))
    if as_json:
        print_json(figures_json.health(found))
        return
    explanation = found.explanation
    click.echo(one_line(found.account.name))
    if not explanation.is_active:
        click.echo("No score: only accounts with ARR are scored.")
        _print_said(found)
        _print_shown(shown_otherwise)
        return
    known = f"{percent(explanation.coverage, digits=0)}"
    if explanation.band == "unscored":
        present = sum(row.missing is None for row in explanation.inputs)
        number = "no score" if explanation.shown is None else f"{explanation.shown}"
        from_inputs = f"{number} from {present} of {len(explanation.inputs)} inputs ({known} of weight)"
        click.echo(f"{health_text(None, explanation.band)}: {from_inputs}")
    else:
        click.echo(f"{health_text(explanation.shown, explanation.band)} ({known} known)")
    shown = rounded_points(explanation)
    rows = [
        (
            row.name.replace("_", " "),
            *(("", "", "") if row.value is None else (f"{row.value:.0f}", f"{row.weight * 100:.0f}", f"{of_score}")),
            row.missing or "",
        )
        for row, of_score in zip(explanation.inputs, shown.inputs, strict=True)
    ]
    rows += [
        (f"cap: {cap.name.replace('_', ' ')}", "", "", f"{of_score}", "")
        for cap, of_score in zip(explanation.caps, shown.caps, strict=True)
    ]
    rows.append(("score", "", "", UNKNOWN if shown.score is None else f"{shown.score}", ""))
    print_table(("input", "0-100", "weight", "points", "missing"), rows, right=(1, 2, 3))
    _print_said(found)
    _print_shown(shown_otherwise)


def _print_said(found: AccountHealth) -> None:
    """What people say beside the score, or where there is none."""
    if found.override:
        until = f" until {found.override.expires_on.isoformat()}" if found.override.expires_on else ""
        called = f"Called {found.override.value:.0f} by {one_line(found.override.author or UNKNOWN)}{until}"
        click.echo(f"{called}{_because(found.override.reason)}")
    if found.pulse:
        click.echo(f"Pulse {found.pulse.value} of 5 on {found.pulse.on_day.isoformat()}{_because(found.pulse.reason)}")


def _print_shown(restated: Sequence[Restated]) -> None:
    """Where another score was shown on a day than that day comes to by what is known now."""
    few = "not enough to judge"
    for each in restated:
        was, now = (few if score is None else f"{score}" for score in (each.shown, each.current))
        click.echo(f"Shown as {was} on {each.on_day.isoformat()}; by what is known now that day comes to {now}.")


def _because(reason: str | None) -> str:
    return f": {one_line(reason)}" if reason else ""


@click.command()
@file_argument
@period_options
@click.option("--by", help="Also by csm, segment, region, industry or plan.")
@click.option("--explain", "key", help="How one figure came about: nrr, bridge.churn, health.red ...; list names all.")
@click.option("--group", help="With --explain and --by: of this group only.")
@click.option("--all", "has_all", is_flag=True, help="With --explain: also each account of which nothing changed.")
@json_option
def metrics(
    file: Path,
    asked: Asked,
    by: str | None,
    key: str | None,
    group: str | None,
    has_all: bool,
    as_json: bool,
) -> None:
    """Every figure of the book over a period (from, to], or how one of them came about."""
    from desktop.cli import figures_json
    from desktop.cli.metrics_page import print_metrics
    from desktop.cli.opened import looked_over
    from desktop.domain.errors import Rejected
    from desktop.operations import look

    if key is not None:
        _explain(file, asked, key, by=by, group=group, has_all=has_all, as_json=as_json)
        return
    if group is not None:
        raise Rejected(
            "--group goes with --explain: name the figure, or leave it out to see every group.", field="group"
        )
    if has_all:
        raise Rejected("--all goes with --explain: name the figure, or leave it out.", field="all")
    with looked_over(file, asked) as (book, conn):
        found = look.metrics(conn, asked.period, by=by)
        currency = book.currency
    if as_json:
        print_json(figures_json.metrics(found, as_of=asked.as_of, currency=currency))
    else:
        print_metrics(found, currency)


def _explain(
    file: Path, asked: Asked, key: str, *, by: str | None, group: str | None, has_all: bool, as_json: bool
) -> None:
    from desktop.cli import explained
    from desktop.cli.opened import looked_over
    from desktop.domain.explain import key_of
    from desktop.operations.explain import explained as explained_figure
    from desktop.operations.explain import read_explained

    if key.strip().casefold() == "list":
        if as_json:
            print_json(explained.keys())
        else:
            explained.print_keys()
        return
    key = key_of(key)
    with looked_over(file, asked) as (book, conn):
        read = read_explained(conn, asked.period, known_on=asked.as_of, known_then=asked.known_then)
        currency = book.currency
    found = explained_figure(read, key, by=by, group=group)
    if as_json:
        print_json(explained.as_json(found, as_of=asked.as_of, currency=currency))
    else:
        explained.print_explanation(found, currency, has_all=has_all)


def _explain_account(file: Path, name: str, key: str, day: date, *, known_then: bool, as_json: bool) -> None:
    """How a figure of one account came about; the keys where that is asked for."""
    from desktop.charts.health_line import HealthLine
    from desktop.cli import explained
    from desktop.cli.opened import looked_at
    from desktop.operations.account_view import account_view
    from desktop.operations.charts import health_line
    from desktop.operations.explain_account import ACCOUNT_KEYS, explained_of_account
    from desktop.operations.explain_line import KEY
    from desktop.operations.history import read_history
    from desktop.operations.look import account_called
    from desktop.store.queries import facts

    if key.strip().casefold() == "list":
        if as_json:
            print_json(list(ACCOUNT_KEYS))
        else:
            for each in ACCOUNT_KEYS:
                click.echo(each)
        return
    with looked_at(file, day, known_then=known_then) as (book, conn):
        view = account_view(conn, account_called(facts.accounts(conn), name).id, day)
        currency = book.currency
        months = read_history(conn, day, account=view.account.id) if key.strip().casefold() == KEY else None
    line = HealthLine(()) if months is None else health_line(months, view.account.id)
    found = explained_of_account(view, key, line)
    if as_json:
        print_json(explained.as_json(found, as_of=day, currency=currency))
    else:
        explained.print_explanation(found, currency)


@click.command()
@file_argument
@click.option("--within", type=click.IntRange(min=0), help="Only dates at most so many days ahead, and passed ones.")
@as_of_options
@json_option
def renewals(file: Path, within: int | None, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """What comes up for renewal, by the date that governs: the opt-out date, or the renewal where notice is unknown."""
    from desktop.cli import figures_json
    from desktop.cli.opened import looked_at
    from desktop.operations import look

    looked_on = today_or(as_of)
    with looked_at(file, looked_on, known_then=known_then) as (_, conn):
        rows = look.renewals(conn, looked_on, within_days=within)
    if as_json:
        print_json([figures_json.renewal(account.name, row) for account, row in rows])
        return
    print_table(
        ("bucket", "account", "product", "ARR", "governs", "in days", "opts out", "renews", "auto-renew", "note"),
        [
            (
                row.bucket,
                account.name,
                row.product or "",
                money(row.arr_cents),
                row.governs_on.isoformat(),
                str(row.days),
                day(row.opts_out_on),
                row.renews_on.isoformat(),
                answer(row.auto_renew),
                _remark(row, looked_on),
            )
            for account, row in rows
        ],
        right=(3, 5),
    )
    if not rows:
        note("Nothing comes up for renewal.")


def _remark(row: RenewalRow, day: date) -> str:
    """What a person has to know of a renewal beside its dates."""
    if row.overdue:
        ago = (day - row.renews_on).days
        return f"overdue: ended {counted(ago, 'day')} ago, no outcome"
    if row.outcome is not None:
        return row.outcome
    if row.notice_given_on is not None:
        return f"notice given {row.notice_given_on.isoformat()}"
    return "" if row.notice_known else "notice period unknown"

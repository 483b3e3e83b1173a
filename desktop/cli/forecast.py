"""The command that forecasts renewals: forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_options, file_argument, json_option, today_or
from desktop.cli.output import one_line, print_json, progress_bar

if TYPE_CHECKING:
    from desktop.domain.forecast.at_risk import AtRisk
    from desktop.domain.forecast.calls import Standing
    from desktop.domain.forecast.grading import Grades
    from desktop.domain.forecast.totals import CalledTerm, Forecast, Totals

MANY_TERMS = 500
"""Closed terms that take so long to grade that a bar shows how far it is."""


@click.command()
@file_argument
@click.option(
    "--quarter", "called", metavar="2026Q4", help="The terms that end in a quarter; default: the present one."
)
@click.option("--within", type=click.IntRange(1, 3660), metavar="DAYS", help="The terms that end in so many days.")
@click.option("--by", help="Also by csm, segment, region, industry or plan.")
@as_of_options
@json_option
def forecast(
    file: Path,
    called: str | None,
    within: int | None,
    by: str | None,
    as_of: date | None,
    known_then: bool,
    as_json: bool,
) -> None:
    """What is up for renewal, what is called of it by whom, and how good such calls were."""
    from desktop.cli.forecast_page import print_at_risk, print_categories, print_forecast, print_grades, sentence
    from desktop.cli.opened import looked_at
    from desktop.domain.calendar import Period
    from desktop.domain.forecast.grading import grades, grades_by_group
    from desktop.domain.quarters.quarter import parse_quarter, quarter_of
    from desktop.operations import forecast as operation
    from desktop.store.queries.quarters import fiscal_start

    if called is not None and within is not None:
        raise click.UsageError("Choose --quarter or --within, not both.")
    day = today_or(as_of)
    with looked_at(file, day, known_then=known_then) as (book, conn):
        starts_in = fiscal_start(conn)
        if within is not None:
            name, window = f"Within {within} days", Period(day, _later(day, within))
        else:
            quarter = (
                quarter_of(day, starts_in=starts_in) if called is None else parse_quarter(called, starts_in=starts_in)
            )
            name, window = quarter.name, quarter.period
        read = operation.read_forecast(conn, day)
        graded_over = operation.grading_period(window, day)
        read_grades = operation.read_grading(conn, day, graded_over)
        currency = book.currency
    names = {account.id: account.name for account in read.book.accounts}
    found = operation.renewal_forecast(read, window, by=by)
    at_risk = operation.accounts_at_risk(read)
    if len(read_grades.terms) > MANY_TERMS:
        with progress_bar("Grading calls") as progress:
            graded = operation.grade_calls(read_grades, by=by, progress=progress)
    else:
        graded = operation.grade_calls(read_grades, by=by)
    made, made_by = grades(graded), grades_by_group(graded) if by else {}
    if as_json:
        print_json(
            {
                "as_of": day,
                "window": {"name": name, "from": window.start, "to": window.end},
                "currency": currency,
                **_totals(found.whole),
                "accuracy": {"from": graded_over.start, "to": graded_over.end, **_grades(made)},
                "overdue": [
                    {"account": names[term.account], "ended_on": term.ends_on, "arr_cents": term.arr_cents}
                    for term in found.overdue
                ],
                "at_risk": {
                    "arr_cents": sum(each.arr_cents for each in at_risk),
                    "accounts": [_at_risk(each, names) for each in at_risk],
                },
                "items": [_item(each, names) for each in found.terms],
                **({"groups": _groups(found, made_by)} if by else {}),
            }
        )
        return
    print_forecast(found, name, currency, names)
    for group, totals in found.groups.items():
        click.echo(f"\n{one_line(group)}: {sentence(totals, currency)}")
        print_categories(totals)
    print_grades(made, made_by, f"{graded_over.start.isoformat()} to {graded_over.end.isoformat()}")
    print_at_risk(at_risk, names, currency)


def _later(day: date, days: int) -> date:
    return min(day, date.max - timedelta(days=days)) + timedelta(days=days)


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "terms": totals.terms,
        "accounts": totals.accounts,
        "atr_cents": totals.atr_cents,
        "open": {"terms": totals.open_terms, "atr_cents": totals.open_atr_cents},
        "closed_cents": totals.closed_cents,
        "called": {
            column: {
                "called_cents": calls.called_cents,
                "n": calls.n,
                "categories": {category: part._asdict() for category, part in calls.by_category.items()},
                "not_called": calls.not_called._asdict(),
            }
            for column, calls in totals.calls.items()
        },
        "gap": totals.gap._asdict(),
        "weighted": totals.weighted._asdict(),
    }


def _grades(grades: Grades) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for (kind, when), grade in grades.items():
        made.setdefault(kind, {})[when.replace(" ", "_")] = {
            "accuracy": grade.accuracy,
            "accuracy_by_term": grade.accuracy_by_term,
            "bias": grade.bias,
            **grade._asdict(),
        }
    return made


def _groups(found: Forecast, made_by: Mapping[str, Grades]) -> dict[str, Any]:
    """Of each group the forecast, the grades, or both: a CSM may have had accounts that are somebody else's now."""
    groups: dict[str, Any] = {}
    for name in sorted({*found.groups, *made_by}):
        groups[name] = _totals(found.groups[name]) if name in found.groups else {}
        if name in made_by:
            groups[name]["accuracy"] = _grades(made_by[name])
    return groups


def _item(each: CalledTerm, names: Mapping[str, str]) -> dict[str, Any]:
    term = each.term
    return {
        "account": names[term.account],
        "product": term.product,
        "atr_cents": term.arr_cents,
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
        "opts_out_on": term.opts_out_on,
        "governs_on": term.governs_on,
        "goes_on": term.goes_on,
        "overdue": term.is_overdue,
        "notice_given_on": term.notice_given_on,
        "likelihood": term.likelihood,
        "closed_cents": term.closed_cents,
        "weighted_cents": each.weighted_cents,
        "automatic": _standing(each.automatic),
        "csm": _standing(each.csm),
        "final": _standing(each.final),
        "rule": _standing(each.rule),
    }


def _standing(said: Standing | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "category": said.category,
        "called_cents": said.called_cents,
        "on": said.on_day,
        "author": said.author,
        "reason": said.reason,
    }


def _at_risk(each: AtRisk, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "account": names[each.account],
        "arr_cents": each.arr_cents,
        "reasons": [
            {"kind": why.kind, "detail": why.detail, "on": why.on_day, "author": why.author} for why in each.reasons
        ],
    }

"""The command that judges the score itself: judge."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_options, file_argument, json_option, today_or
from desktop.cli.output import SHAPES, note, percent, print_json, print_table
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.discrimination import Estimate
    from desktop.domain.judging import Group, Judgement, Tally


@click.command()
@file_argument
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How far ahead it may see.")
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True, help="How many month-ends.")
@as_of_options
@json_option
def judge(file: Path, days: int, months: int, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """Whether a low score came before churn: the scores at month-ends, and who left in the days that followed."""
    from desktop.cli.opened import looked_at
    from desktop.operations import judging

    day = today_or(as_of)
    with looked_at(file, day, known_then=known_then) as (_, conn):
        read = judging.read_judging(conn, day, days=days, months=months)
    ends, found = tuple(read.windows), judging.judge_score(read)
    if as_json:
        print_json({"as_of": day, "days": days, "month_ends": ends, **_judgement(found)})
    else:
        _print(found, ends, days)


def _judgement(found: Judgement) -> dict[str, Any]:
    lift = found.lift
    return {
        **_tally(found.churn),
        "bands": [{"band": band, **_group(each)} for band, each in found.bands.items()],
        "lift": {
            "worst_decile": {**lift.worst_decile._asdict(), "n": found.worst_decile.observations},
            "red": {**lift.red._asdict(), "n": found.bands["red"].observations},
            "red_over_green": {
                **lift.red_over_green._asdict(),
                "n": found.bands["red"].observations + found.bands["green"].observations,
            },
        },
        "calibration": [_group(each) for each in found.calibration],
        "scorecards": [{"key": key, **_tally(each)} for key, each in found.scorecards.items()],
        "without_notice": _tally(found.unannounced),
        "decided": _tally(found.decided),
        "unsaid": found.unsaid,
        "shrank": _tally(found.shrink),
        "unscored": _group(found.unscored),
        "ended_before": found.ended_before,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "observations": tally.observations,
        "accounts": tally.accounts,
        "churns": tally.lost,
        "verdict": tally.verdict,
        "auc": tally.auc._asdict(),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "lowest": group.lowest,
        "highest": group.highest,
        "mean": group.mean,
        "n": group.observations,
        "accounts": group.accounts,
        "churned": group.churned,
        "churned_accounts": group.churned_accounts,
        "rate": group.rate.value,
        "low": group.rate.low,
        "high": group.rate.high,
    }


def _print(found: Judgement, ends: tuple[date, ...], days: int) -> None:
    from desktop.domain.judging import FEW, USEFUL_LIFT, in_words

    churn, unscored = found.churn, found.unscored
    click.echo(in_words(churn))
    if not churn.observations + unscored.observations:
        note(f"No account was active at a month-end that lies {days} days back.")
        return
    click.echo(
        f"Scores at {len(ends)} month-ends from {ends[0].isoformat()} to {ends[-1].isoformat()}, without the "
        f"commercial input, and the {days} days after each: {counted(churn.observations, 'score')} of "
        f"{counted(churn.accounts, 'account')}, of which {churn.lost:,} churned. Intervals are of 95 %."
    )
    click.echo()
    rows = [
        *((f"{SHAPES[band]} {band}", each) for band, each in found.bands.items()),
        *((f"scores {each.lowest:.0f} to {each.highest:.0f}", each) for each in found.calibration),
        (f"{SHAPES['unscored']} unscored", unscored),
    ]
    print_table(
        ("", "mean score", "scores", "accounts", "that churned", "followed by churn", "interval"),
        [
            (
                name,
                "" if each.mean is None else f"{each.mean:.0f}",
                f"{each.observations:,}",
                f"{each.accounts:,}",
                f"{each.churned_accounts:,}",
                percent(each.rate.value),
                "" if each.rate.value is None else f"{percent(each.rate.low)} to {percent(each.rate.high)}",
            )
            for name, each in rows
        ],
        right=(1, 2, 3, 4, 5),
    )
    click.echo()
    lift = found.lift
    worst = f"of the tenth with the lowest scores {_times(lift.worst_decile)}"
    click.echo(f"Churn against that of all: of red {_times(lift.red)}, {worst}.")
    ratio = lift.red_over_green.value
    is_decoration = churn.lost >= FEW and ratio is not None and ratio < USEFUL_LIFT
    decoration = f" Below {USEFUL_LIFT:g} times the colours are decoration." if is_decoration else ""
    click.echo(f"Churn of red against that of green: {_times(lift.red_over_green)}.{decoration}")
    if found.unannounced.observations < churn.observations:
        click.echo(f"Without accounts that had given notice already. {in_words(found.unannounced)}")
    click.echo(f"Of those whose term ended in those days, with an outcome that is known. {in_words(found.decided)}")
    if found.unsaid:
        click.echo(
            f"Churned by their ARR alone: of {found.unsaid:,} scores followed by churn nobody said what became of the "
            "term that ended."
        )
    click.echo(f"With less ARR after {days} days as the outcome. {in_words(found.shrink, lost='lost ARR')}")
    if len(found.scorecards) > 1:
        for key, each in found.scorecards.items():
            click.echo(f"Scorecard {key}. {in_words(each)}")
    if found.ended_before:
        click.echo(f"Left out: {found.ended_before:,} scores of accounts that turned out to have ended before.")


def _times(lift: Estimate) -> str:
    if lift.value is None:
        return "no data"
    if lift.low is None:
        return f"{lift.value:.1f} times"
    high = "to unknown" if lift.high is None else f"to {lift.high:.1f}"
    return f"{lift.value:.1f} times ({lift.low:.1f} {high})"

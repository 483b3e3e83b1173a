"""The command that shows our figures beside what peers report, with sources."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import Asked, file_argument, json_option, period_options
from desktop.cli.output import note, number, one_line, percent, print_json

if TYPE_CHECKING:
    from desktop.domain.benchmarks import Comparison, Metric
    from desktop.domain.calendar import Period

_STANDS = {
    "below": "ours is below",
    "above": "ours is above",
    "same": "not told apart by ours",
    None: "ours: no data",
}


@click.command()
@file_argument
@period_options
@click.option("--add-shipped", is_flag=True, help="First add the benchmarks that come with the program, or reset them.")
@json_option
def benchmarks(
    file: Path,
    asked: Asked,
    add_shipped: bool,
    as_json: bool,
) -> None:
    """Our figures beside those that peers report: with n, source and year, and where comparing is not fair."""
    from desktop.cli.opened import looked_over
    from desktop.operations import comparisons
    from desktop.operations.benchmarks import add_shipped as add
    from desktop.store.portfolio import Portfolio

    if add_shipped:
        with Portfolio.open(file) as book:
            added = book.perform(add).result
        note(f"{added} benchmark{'s' if added != 1 else ''} added; the others were there.")
    with looked_over(file, asked) as (_, conn):
        read = comparisons.read_benchmarks(conn, asked.period.end)
    found = comparisons.comparisons(read, asked.period)
    if as_json:
        print_json(
            {
                "as_of": asked.as_of,
                "period": {"from": asked.period.start, "to": asked.period.end},
                "benchmarks": [_json(each) for each in found],
            }
        )
        return
    _print(found, asked.period)
    if not found:
        note(f"No benchmarks in this file. The shipped ones: perennial benchmarks {file} --add-shipped")


def _json(found: Comparison) -> dict[str, Any]:
    from desktop.domain.benchmarks import METRICS

    draft = found.benchmark.draft
    return {
        "id": found.benchmark.id,
        "metric": draft.metric,
        "unit": METRICS[draft.metric].unit,
        "segment": draft.segment,
        "ours": found.ours._asdict(),
        "peers": {
            "value": draft.value,
            "low": draft.low,
            "high": draft.high,
            "year": draft.year,
            "source": draft.source.name or None,
            "address": draft.source.address or None,
            "population": draft.source.population or None,
            "differs": draft.source.differs,
        },
        "position": found.position,
        "within_range": found.is_within,
        "unfair": list(found.unfair),
    }


def _print(found: list[Comparison], period: Period) -> None:
    from desktop.domain.benchmarks import METRICS

    fair = sum(not each.unfair for each in found)
    click.echo(
        f"{len(found)} benchmark{'s' if len(found) != 1 else ''}, {fair} without a known reservation. "
        f"Ours: {period.start.isoformat()} to {period.end.isoformat()}."
    )
    for key, rows in groupby(found, key=lambda each: each.benchmark.draft.metric):
        metric = METRICS[key]
        click.echo(f"\n{metric.name}")
        for each in rows:
            _print_one(each, metric)


def _print_one(found: Comparison, metric: Metric) -> None:
    draft, ours = found.benchmark.draft, found.ours
    interval = ""
    if ours.low is not None and ours.high is not None:
        interval = f", could be {_value(ours.low, metric)} to {_value(ours.high, metric)}"
    spread = ""
    if draft.low is not None and draft.high is not None:
        spread = f" ({_value(draft.low, metric)} to {_value(draft.high, metric)})"
    own = "no data" if ours.value is None else f"{_value(ours.value, metric)} (n = {ours.n}{interval})"
    click.echo(f"  ours    {own}")
    within = "" if found.is_within is None else f", {'within' if found.is_within else 'outside'} their range"
    segment = f", {one_line(draft.segment)}" if draft.segment else ""
    click.echo(
        f"  theirs  {_value(draft.value, metric)}{spread}{segment}, {draft.year}: {_STANDS[found.position]}{within}"
    )
    click.echo(f"          {one_line(draft.source.population) or 'population unknown'}")
    click.echo(
        f"          {one_line(draft.source.name) or 'source unknown'}, {one_line(draft.source.address)}".rstrip(", ")
    )
    for reason in found.unfair:
        click.echo(f"          not fair: {one_line(reason)}")


def _value(value: float, metric: Metric) -> str:
    if metric.unit == "share":
        return percent(value)
    if metric.unit == "percent":
        return f"{value:.1f} %"
    if metric.unit == "points":
        return f"{value:+.0f}"
    return f"{value:.2f}" if metric.unit == "score" else f"{number(value)} d"

"""The commands that show our figures beside what peers report, with sources, and keep what peers report."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import Asked, file_argument, json_option, period_options
from desktop.cli.output import note, number, one_line, percent, print_json
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.benchmarks import Comparison, Draft, Metric
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
        note(f"{counted(added, 'benchmark')} added; the others were there.")
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
        note(f"No benchmarks in this file. The shipped ones: perennial benchmarks {one_line(str(file))} --add-shipped")


@click.command()
@file_argument
@click.option("--add", "metric", metavar="METRIC", help="Add one of this figure: nrr, grr, nps, time_to_value ...")
@click.option("--change", metavar="ID", help="Change this one; what is not given stays as it is.")
@click.option("--remove", metavar="ID", help="Take this one away.")
@click.option("--value", metavar="N", help="What they report: 104%, 42, 3.5.")
@click.option("--low", metavar="N", help="The low end of their range.")
@click.option("--high", metavar="N", help="The high end of their range.")
@click.option("--year", type=int, help="The year of the data.")
@click.option("--source", metavar="NAME", help="Who published it, in what.")
@click.option("--address", metavar="URL", help="Where it can be read.")
@click.option("--of", "population", metavar="TEXT", help="Of whom it speaks, how many, median or mean.")
@click.option("--differs", metavar="TEXT", help="How they define it otherwise than we.")
@click.option("--segment", metavar="NAME", help="The part of the customers it speaks of; default: all.")
@json_option
def benchmark(
    file: Path,
    metric: str | None,
    change: str | None,
    remove: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """Add a published figure to compare ours with, change or remove one.

    ID is the id that `perennial benchmarks FILE --json` names, or enough of its end to tell it from the others.
    """
    if sum(each is not None for each in (metric, change, remove)) != 1:
        raise click.UsageError("Choose one of --add, --change and --remove.")
    given = {name: value for name, value in said.items() if value is not None}
    if remove is not None and given:
        raise click.UsageError("--remove takes nothing else.")
    missing = [name for name in ("value", "year", "source", "address", "population") if name not in given]
    if metric is not None and missing:
        names = ", ".join("--of" if name == "population" else f"--{name}" for name in missing)
        raise click.UsageError(f"A benchmark without its source is hearsay; --add needs: {names}.")

    from desktop.domain.benchmarks import Draft, Source
    from desktop.operations import benchmarks as operations
    from desktop.store.portfolio import Portfolio

    with Portfolio.open(file) as book:
        if metric is not None:
            draft = _drafted(Draft(metric.strip().casefold(), 0.0, 0, Source("", "", "")), given)
            performed = book.perform(operations.add_benchmark, draft)
            row = performed.result
        else:
            found = book.read(operations.benchmark_called, change or remove or "")
            row = found.id
            performed = (
                book.perform(operations.remove_benchmark, row)
                if remove is not None
                else book.perform(operations.edit_benchmark, row, _drafted(found.draft, given))
            )
    if as_json:
        print_json({"benchmark": row, "removed": remove is not None})
    else:
        click.echo(one_line(performed.changes.label) if performed.changes else "That is what it says already.")


def _drafted(draft: Draft, given: dict[str, Any]) -> Draft:
    """The draft with what was given in its place."""
    from desktop.domain.benchmarks import parse_value

    numbers = {
        name: parse_value(given[name], draft.metric, field=name) for name in ("value", "low", "high") if name in given
    }
    others = {name: given[name] for name in ("year", "segment") if name in given}
    source = {name: given[name] for name in ("address", "population", "differs") if name in given}
    if "source" in given:
        source["name"] = given["source"]
    return draft._replace(**numbers, **others, source=draft.source._replace(**source))


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
        f"{counted(len(found), 'benchmark')}, {fair} without a known reservation. "
        f"Ours: {period.start.isoformat()} to {period.end.isoformat()}."
    )
    for key, rows in groupby(found, key=lambda each: each.benchmark.draft.metric):
        metric = METRICS[key]
        click.echo(f"\n{metric.name}")
        for each in rows:
            _print_one(each, metric)


def _print_one(found: Comparison, metric: Metric) -> None:
    from desktop.domain.rates import interval_told

    draft, ours = found.benchmark.draft, found.ours
    told = interval_told(ours.value, ours.low, ours.high)
    interval = f", could be {_value(told[0], metric)} to {_value(told[1], metric)}" if told else ""
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

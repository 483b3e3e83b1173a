"""How a figure came about, printed for people and as JSON."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import click

from desktop.cli.output import UNKNOWN, money, number, one_line, percent, print_table
from desktop.domain.explain import Column, Exclusion, Explanation, Phrase, Quantity, Unit, Value, in_words
from desktop.domain.explain.catalogue import CATALOGUE
from desktop.domain.explain.folding import folded
from desktop.domain.explain.rounding import DECIMALS, PERCENT
from desktop.domain.explain.shown_columns import shown

_SUFFIX: dict[Unit, str] = {"share": " %", "percent": " %"}


def keys() -> list[dict[str, str]]:
    """Every figure that can be explained."""
    return [{"key": key, "title": spec.title, "unit": spec.unit} for key, spec in CATALOGUE.items()]


def print_keys() -> None:
    print_table(("key", "figure", "in"), [tuple(each.values()) for each in keys()])


def as_json(found: Explanation, *, as_of: date, currency: str) -> dict[str, Any]:
    say = partial(_say, currency=currency)
    return {
        "as_of": as_of,
        "period": {"from": found.period.start, "to": found.period.end},
        "currency": currency,
        "key": found.key,
        "title": found.title,
        "value": found.value,
        "unit": found.unit,
        "direction": found.direction,
        "by": found.by,
        "group": found.group,
        "n": found.n,
        "n_of": found.n_of,
        "small": found.is_small,
        "sentence": say(found.sentence),
        "formula": found.formula,
        "numbers": in_words(found.numbers, write),
        "inputs": [
            {"name": each.name, "value": each.quantity.value, "unit": each.quantity.unit} for each in found.inputs
        ],
        "interval": found.interval and found.interval._asdict(),
        "exclusions": [
            {"what": each.what, "n": each.n, "why": say(each.why), "arr_cents": each.arr_cents}
            for each in found.exclusions
        ],
        "assumptions": [say(each) for each in found.assumptions],
        "columns": [
            {"key": each.key, "title": each.title, "unit": each.unit, "total": each.total} for each in found.columns
        ],
        "rows": [
            {
                found.row_of if found.row_of == "account" else "name": row.name,
                "account_id": row.account,
                **{column.key: cell for column, cell in zip(found.columns, row.cells, strict=True)},
            }
            for row in found.rows
        ],
        "row_of": found.row_of,
        "part": found.part,
        "no_sum": found.no_sum or None,
        "closed": _closing(found, currency),
        "definition": found.definition,
        "source": found.source or None,
    }


def print_explanation(found: Explanation, currency: str, *, has_all: bool = False) -> None:
    """The page for people: what it says, how it is computed, what is left out, and the rows.

    Args:
        has_all: with a row for each account of which nothing changed.
    """
    click.echo(f"{found.title}: {_headline(found, currency)}")
    of = "the whole book" if found.group is None else f"{found.by} {one_line(found.group)}"
    click.echo(f"Of {of}, {_days(found)}; {_n(found)}.")
    say = partial(_say, currency=currency)
    click.echo(f"\n{one_line(say(found.sentence))}")
    click.echo(f"\n  {found.formula}\n  {one_line(in_words(found.numbers, write))}")
    if found.interval is not None:
        low, high = (write(Quantity(end, found.interval.unit)) for end in (found.interval.low, found.interval.high))
        click.echo(f"  could be {low} to {high} (95 %, {found.interval.method})")
    _print_list("Made of", [f"{each.name}: {say((each.quantity,))}" for each in found.inputs])
    _print_list("Left out", [left_out(each, currency) for each in found.exclusions])
    _print_list("Good to know", [say(each) for each in found.assumptions])
    _print_list("Closed quarter", [say(each) for each in found.since_closed])
    _print_rows(found if has_all else folded(found), currency)
    click.echo(f"\n{found.definition}")
    if found.source:
        click.echo(f"Source: {found.source}")


def left_out(each: Exclusion, currency: str = "") -> str:
    """Something that does not count: how much of it, and why."""
    arr = "" if each.arr_cents is None else f" ({money(each.arr_cents, currency)} ARR)"
    return f"{each.n:,} {each.what}{arr}: {_say(each.why, currency)}"


def _say(phrase: Phrase, currency: str) -> str:
    return in_words(phrase, partial(write, currency=currency))


def _closing(found: Explanation, currency: str) -> dict[str, Any] | None:
    closing = found.closing
    if closing is None:
        return None
    return {
        "quarter": closing.quarter,
        "key": closing.key,
        "from": closing.days.start,
        "to": closing.days.end,
        "closed_on": closing.closed_on,
        "value": closing.value,
        "now": closing.current,
        "difference": closing.difference,
        "accounts": [
            {
                "account": part.name,
                "account_id": part.account,
                "difference": part.difference,
                "entered": [each._asdict() for each in part.entered],
            }
            for part in closing.parts
        ],
        "entered": [each._asdict() for each in closing.entered],
        "in_words": [_say(each, currency) for each in found.since_closed],
    }


def write(quantity: Quantity, currency: str = "") -> str:
    """A quantity in a sentence; money with its currency, where one is given."""
    value, unit = quantity
    if value is None:
        return "no data"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if unit == "cents":
        return money(round(value), currency)
    if unit in ("count", "answer"):
        return number(value)
    if unit == "days":
        return f"{value:,} day{'s' if value != 1 else ''}"
    if unit == "years":
        return f"{value:.3g} year{'s' if value != 1 else ''}"
    if unit == "share":
        return percent(value)
    scaled = round(100 * value if unit in PERCENT else value, DECIMALS[unit]) + 0.0  # not -0.0
    sign = "+" if unit == "net" else ""
    return f"{scaled:{sign}.{DECIMALS[unit]}f}{_SUFFIX.get(unit, '')}"


def _headline(found: Explanation, currency: str) -> str:
    if isinstance(found.value, int) and found.unit == "cents":
        return money(found.value, currency)
    points = " points" if found.unit == "share points" and found.value is not None else ""
    return f"{write(Quantity(found.value, found.unit))}{points}"


def _days(found: Explanation) -> str:
    start, end = found.period.start, found.period.end
    return end.isoformat() if (end - start).days == 1 else f"{start.isoformat()} to {end.isoformat()}"


def _n(found: Explanation) -> str:
    told = [f"n = {found.n:,} {found.n_of}", *(["small n"] if found.is_small else [])]
    return ", ".join([*told, *([found.direction] if found.direction else [])])


def _print_list(heading: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"\n{heading}")
        for line in lines:
            click.echo(f"  {one_line(line)}")


def _print_rows(found: Explanation, currency: str) -> None:
    click.echo("")
    if not found.rows:
        click.echo("No rows: nothing counts here.")
        return
    columns = [_cells(found, at) for at in range(len(found.columns))]
    filled = [at for at, cells in enumerate(columns) if any(cells[: len(found.rows)])]
    names = [*(row.name for row in found.rows), "together"]
    table = list(zip(names, *(columns[at] for at in filled), strict=True))
    if all(column.total is None for column in found.columns):
        del table[-1]
    right = [1 + i for i, at in enumerate(filled) if found.columns[at].unit not in ("text", "date")]
    print_table((found.row_of, *(_title(found.columns[at], currency) for at in filled)), table, right=right)
    if found.part is not None and found.value is not None:
        title = next(column.title for column in found.columns if column.key == found.part)
        click.echo(f'"{title}" adds up to {write(Quantity(found.value, found.unit), currency)}.')
    elif found.no_sum:
        click.echo(f"The rows do not add up to it: {found.no_sum}.")


def _title(column: Column, currency: str) -> str:
    return column.title + {"share": ", %", "percent": ", %", "cents": f", {currency}"}.get(column.unit, "")


def _cells(found: Explanation, at: int) -> list[str]:
    """A column as text, and its total last; fractions are rounded so that they add up to it."""
    column, fractions = found.columns[at], shown(found, at)
    if fractions is not None:
        digits = fractions.digits
        told = ["" if cell is None else f"{cell:.{digits}f}" for cell in fractions.cells]
        return [*told, "" if fractions.total is None else f"{fractions.total:.{digits}f}"]
    cells: list[Value] = [row.cells[at] for row in found.rows]
    total = "" if column.total is None else _cell(column.total, column.unit)
    return [*("" if cell is None else _cell(cell, column.unit) for cell in cells), total]


def _cell(value: Value, unit: Unit) -> str:
    if value is None:
        return UNKNOWN
    if unit == "days":
        return f"{value}"
    return write(Quantity(value, unit))

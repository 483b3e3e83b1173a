"""An explanation in words, in the reader's format: for the panel, and as text to copy."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import NamedTuple

from desktop.domain.explain import Column, Exclusion, Explanation, Phrase, Quantity, Unit, Value, in_words
from desktop.domain.explain.folding import folded
from desktop.domain.explain.rounding import DECIMALS, PERCENT
from desktop.domain.explain.shown_columns import shown
from desktop.views import format as fmt

NO_DATA = "no data"
_SIGN = re.compile(r"(?<=\s)-(?=\d)")
"""What stands before an amount that is told with its sign."""
_WORDS: tuple[Unit, ...] = ("text", "date")
"""Columns that stand in the second line of a row."""


class Line(NamedTuple):
    """A row as it is shown: the name, the numbers at its right, and what else there is to say of it."""

    account: str
    name: str
    numbers: tuple[str, ...]
    second: str


class Table(NamedTuple):
    """The rows as they are shown; the totals are aligned with the titles, empty where there is none."""

    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[str, ...]


def table(found: Explanation, currency: str = "") -> Table:
    """The rows with what there is room for; the part of the figure is always among it."""
    at = [i for i, column in enumerate(found.columns) if column.unit not in _WORDS and _has_room(found, column)]
    said = [i for i, column in enumerate(found.columns) if column.unit in _WORDS and column.is_narrow]
    columns = [_cells(found, i) for i in at]
    lines = [
        Line(
            row.account,
            row.name,
            tuple(column[number] for column in columns),
            " \N{MIDDLE DOT} ".join(
                _cell(row.cells[i], found.columns[i].unit) for i in said if row.cells[i] is not None
            ),
        )
        for number, row in enumerate(found.rows)
    ]
    titles = (_title(found.columns[i], currency) for i in at)
    return Table(
        tuple(f"{title[:1].upper()}{title[1:]}" for title in titles),
        tuple(lines),
        tuple(column[-1] for column in columns),
    )


def folded_table(found: Explanation, currency: str = "") -> Table:
    """`table` with the rows in which nothing changed as one, which says how much they come to."""
    fewer = folded(found)
    made = table(fewer, currency)
    if fewer is found:
        return made
    rest = fewer.rows[-1]
    of = {column.key: cell for column, cell in zip(fewer.columns, rest.cells, strict=True)}
    kept, part = of.get("kept"), of.get("part")
    second = (
        write(Quantity(kept, "cents"), currency) if kept else "",
        f"{write(Quantity(part, 'share'))} of the rate" if part else "",
        "Enter shows each",
    )
    last = made.lines[-1]._replace(second=" \N{MIDDLE DOT} ".join(filter(None, second)))
    return made._replace(lines=(*made.lines[:-1], last))


def value(found: Explanation, currency: str = "") -> str:
    """The figure."""
    points = " points" if found.unit == "share points" and found.value is not None else ""
    return f"{write(Quantity(found.value, found.unit), currency)}{points}"


def beside(found: Explanation) -> str:
    """What it stands on: n, and which way is better."""
    told = [f"n = {fmt.number(found.n)} {found.n_of}", *(["small n"] if found.is_small else [])]
    return ", ".join([*told, *([found.direction] if found.direction else [])])


def over(found: Explanation) -> str:
    """Of what and of when it is."""
    if found.by == "account":
        days = fmt.day(found.period.end)
        if (found.period.end - found.period.start).days > 1:
            days = f"{fmt.day(found.period.start)} to {days}"
        return f"{found.group}, {days}"
    named = "CSM: " if found.by == "csm" else f"{found.by}: " if found.by else ""
    of = "Whole book" if found.group is None else f"{named}{found.group}"
    return f"{of}, {fmt.day(found.period.start)} to {fmt.day(found.period.end)}"


def say(phrase: Phrase, currency: str = "") -> str:
    """A phrase in the reader's format."""
    return _signs(in_words(phrase, partial(write, currency=currency)))


def formula(found: Explanation) -> str:
    """The formula in words."""
    return _signs(found.formula)


def interval(found: Explanation) -> str:
    """Between what it could lie; empty where that is not known."""
    if found.interval is None:
        return ""
    low, high = (write(Quantity(end, found.interval.unit)) for end in (found.interval.low, found.interval.high))
    return f"Could be {low} to {high} (95{fmt.THIN}%, {found.interval.method})"


def left_out(each: Exclusion, currency: str = "") -> str:
    arr = "" if each.arr_cents is None else f" ({write(Quantity(each.arr_cents, 'cents'), currency)})"
    return f"{fmt.number(each.n)} {each.what}{arr}: {say(each.why, currency)}"


def adds_up(found: Explanation, currency: str = "") -> str:
    """Whether, and what, the rows add up to."""
    if found.part is None:
        return f"No sum: {found.no_sum}." if found.no_sum else ""
    if found.value is None or not found.rows:
        return ""
    points = _points(found)
    if points is not None and points.total is not None and found.unit == "share":
        shift = fmt.number(abs(100 * points.total), 2)
        sign = fmt.MINUS if points.total < 0 else "+"
        return f"100{fmt.THIN}% {sign} {shift} points = {value(found, currency)}"
    column = next(column for column in found.columns if column.key == found.part)
    if not _has_room(found, column):
        return ""
    title = f"\N{LEFT DOUBLE QUOTATION MARK}{column.title}\N{RIGHT DOUBLE QUOTATION MARK}"
    return f"The rows' {title} add up to {value(found, currency)}."


def write(quantity: Quantity, currency: str = "") -> str:
    """A quantity in a sentence; money with its currency, where one is given."""
    held, unit = quantity
    if held is None:
        return NO_DATA
    if isinstance(held, date):
        return fmt.day(held)
    if isinstance(held, str):
        return held
    if unit == "cents":
        amount = fmt.money_in_full(round(held))
        return f"{amount}{fmt.THIN}{currency}" if currency else amount
    if unit == "days":
        return fmt.plural(round(held), "day") if float(held).is_integer() else f"{fmt.number(held, 1)} days"
    if unit in ("count", "answer"):
        return fmt.number(held, 0 if float(held).is_integer() else 1)
    digits = DECIMALS[unit]
    scaled = round(100 * held if unit in PERCENT else held, digits) + 0.0
    if unit == "net":
        return fmt.signed(scaled, digits)
    text = fmt.number(scaled, digits)
    if unit in ("share", "percent"):
        return f"{text}{fmt.THIN}%"
    return f"{text} {'year' if scaled == 1 else 'years'}" if unit == "years" else text


def as_text(found: Explanation, currency: str = "") -> str:
    """All of it as plain text, the rows with tabs between the columns, for a sheet or a letter."""
    made = table(found, currency)
    sections = [
        [f"{found.title}: {value(found, currency)}", over(found), beside(found)],
        [say(found.sentence, currency)],
        [formula(found), say(found.numbers), interval(found)],
        ["Made of", *(f"{each.name}: {write(each.quantity, currency)}" for each in found.inputs)]
        if found.inputs
        else [],
        ["Left out", *(left_out(each, currency) for each in found.exclusions)] if found.exclusions else [],
        ["Good to know", *(say(each, currency) for each in found.assumptions)] if found.assumptions else [],
        ["Closed quarter", *(say(each, currency) for each in found.since_closed)] if found.since_closed else [],
        [
            "\t".join((found.row_of.capitalize(), *made.titles, "")).rstrip(),
            *("\t".join((line.name, *line.numbers, line.second)).rstrip() for line in made.lines),
            "\t".join(("Together", *made.totals)).rstrip(),
            adds_up(found, currency),
        ]
        if made.lines
        else [],
        [found.definition, f"Source: {found.source}" if found.source else ""],
    ]
    return "\n\n".join("\n".join(line for line in lines if line) for lines in sections if lines)


def _signs(text: str) -> str:
    """With the signs of arithmetic in place of those that are typed for them."""
    text = _SIGN.sub(fmt.MINUS, text)
    return text.replace(" - ", f" {fmt.MINUS} ").replace(" x ", " \N{MULTIPLICATION SIGN} ")


def _has_room(found: Explanation, column: Column) -> bool:
    # A count of ones says nothing that n does not say; beside the points that move a rate, its parts say little.
    is_part = column.key == found.part and column.unit != "count" and _points(found) is None
    return column.is_narrow or is_part


def _points(found: Explanation) -> Column | None:
    """The column that says by how much each row moves a rate."""
    return next((each for each in found.columns if each.unit == "share points" and each.key != found.part), None)


def _title(column: Column, currency: str) -> str:
    if column.unit == "cents" and currency:
        return f"{column.title}, {currency}"
    return f"{column.title}, %" if column.unit in ("share", "percent") else column.title


def _cells(found: Explanation, at: int) -> list[str]:
    """A column as text, its total last."""
    column, fractions = found.columns[at], shown(found, at)
    if fractions is None:
        told = [_cell(row.cells[at], column.unit) for row in found.rows]
        return [*told, "" if column.total is None else _cell(column.total, column.unit)]
    digits = fractions.digits
    return ["" if cell is None else fmt.number(cell, digits) for cell in (*fractions.cells, fractions.total)]


def _cell(held: Value, unit: Unit) -> str:
    if held is None:
        return ""
    return fmt.number(float(held)) if unit == "days" and isinstance(held, int | float) else write(Quantity(held, unit))

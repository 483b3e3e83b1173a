"""What is printed: one JSON value, or text for people; figures with their units and n, and "unknown" in words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

UNKNOWN = "unknown"
NOT_ENOUGH = "not enough to judge"
UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal would obey instead of showing it: escapes and their like, and signs that turn the writing round."""
WIDEST = 60
"""Letters of a cell that its column is widened for; a longer one shifts its own row alone."""
SHAPES = {"green": "●", "amber": "▲", "red": "◆", "unscored": "○"}


def print_json(value: object) -> None:
    # A console that is not UTF-8 gets escapes, which say the same.
    is_utf8 = (sys.stdout.encoding or "").replace("-", "").casefold() == "utf8"
    text = json.dumps(value, ensure_ascii=not is_utf8, allow_nan=False, default=_plain)
    click.echo(UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Columns aligned, those in `right` to the right; line breaks and controls in cells shown as spaces."""
    cells = [[one_line(cell) for cell in row] for row in (header, *rows)]
    widths = [max((len(row[at]) for row in cells if len(row[at]) <= WIDEST), default=0) for at in range(len(header))]
    for row in cells:
        padded = (
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(padded).rstrip())


def one_line(text: str) -> str:
    """Data as it may be shown: line breaks, controls and what would steer the terminal as spaces."""
    return " ".join(UNSAFE.sub(" ", text).split())


def csv_cell(value: object) -> object:
    """A cell of CSV: nothing in it runs in a spreadsheet, and nothing in it steers the terminal."""
    if not isinstance(value, str):
        return value
    from desktop.exchange.formulas import guarded

    # On a terminal a lone carriage return would write over what stands there.
    return guarded(UNSAFE.sub(" ", value).replace("\r\n", "\n").replace("\r", "\n"))


def note(text: str) -> None:
    """Something for the person, not for the script: on stderr."""
    click.echo(text, err=True)


@contextmanager
def progress_bar(label: str) -> Generator[Callable[[float], None]]:
    """A bar on stderr, if that is a terminal; what is yielded is called with the share done, 0-1."""
    with click.progressbar(length=100, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda share: bar.update(max(int(100 * share) - bar.pos, 0))


def money(cents: int | None, currency: str = "") -> str:
    if cents is None:
        return UNKNOWN
    units = f"{cents / 100:,.2f}" if cents % 100 else f"{cents // 100:,}"
    return f"{units} {currency}".rstrip()


def percent(share: float | None, *, digits: int = 1) -> str:
    return "no data" if share is None else f"{100 * share:.{digits}f} %"


def figure(value: float | None, *, digits: int = 1, unit: str = "") -> str:
    return "no data" if value is None else f"{value:.{digits}f} {unit}".rstrip()


def number(value: float) -> str:
    """Written out, however large, with as many decimals as it has: at most six."""
    written = f"{round(value, 6) + 0.0:,.6f}"  # not -0.0
    return written.rstrip("0").rstrip(".")


def day(value: date | None) -> str:
    return UNKNOWN if value is None else value.isoformat()


def points(change: float) -> str:
    """A change of a score, in whole points with its sign; "0" where it rounds to none."""
    return f"{round(change):+d}" if round(change) else "0"


def health(score: int | None, band: str, *, has_arr: bool = True) -> str:
    shape = SHAPES[band]
    if not has_arr:
        return f"{shape} no ARR"
    return f"{shape} {NOT_ENOUGH if score is None else score}"


def answer(value: object) -> str:
    """A cell for people: yes and no for flags, "unknown" for what is not."""
    if value is None or value == "":
        return UNKNOWN
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

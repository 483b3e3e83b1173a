"""What is printed: one JSON value, or text for people; figures with their units and n, and "unknown" in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

UNKNOWN = "unknown"
NOT_ENOUGH = "not enough to judge"
SHAPES = {"green": "●", "amber": "▲", "red": "◆", "unscored": "○"}


def print_json(value: object) -> None:
    # A console that is not UTF-8 gets escapes, which say the same.
    is_utf8 = (sys.stdout.encoding or "").replace("-", "").casefold() == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not is_utf8, allow_nan=False, default=_plain))


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Columns aligned, those in `right` to the right; line breaks and controls in cells shown as spaces."""
    cells = [[" ".join(cell.split()) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(header))]
    for row in cells:
        padded = (
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(padded).rstrip())


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

"""Options and arguments that several commands share."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import click

from desktop.domain.errors import FileProblem

if TYPE_CHECKING:
    from desktop.domain.calendar import Period

C = TypeVar("C", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date like 2026-12-31."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-12-31", param, ctx)


DAY = Day()


class AnyPath(click.Path):
    """What can be a path; whether it may be read or written is for whoever does it to say."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        try:
            path.stat()
        except OSError as problem:
            if problem.errno == errno.ELOOP:
                raise FileProblem(f"{path} is a link that leads back to itself.") from None
            if problem.errno == errno.ENAMETOOLONG:
                raise FileProblem(f"{str(path)[:40]}... is longer than any name can be: choose another one.") from None
        # The folder where one is, and the root, have none.
        if not path.name:
            raise FileProblem(f"{path} is a folder: name a file.")
        return path


ANY_PATH = AnyPath(readable=False)

file_argument = click.argument("file", type=ANY_PATH)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")


def as_of_options(command: C) -> C:
    """--as-of and --known-then, for commands that compute."""
    command = click.option(
        "--known-then", is_flag=True, help="Only what had been recorded by then, instead of what is known now."
    )(command)
    return as_of_option(command)


def as_of_option(command: C) -> C:
    """--as-of alone."""
    return click.option("--as-of", type=DAY, default=None, help="The day to look from; default: today.")(command)


class Asked(NamedTuple):
    """The period a command was asked about, and the day it is asked from.

    Args:
        as_of: nothing after it is known; the period ends on it or before.
    """

    period: Period
    as_of: date
    known_then: bool


def period_options(command: C) -> C:
    """--from, --to, --as-of and --known-then, for commands about a period: they take one `asked` for the four."""

    @wraps(command)
    def with_period(
        *, start: date | None, end: date | None, as_of: date | None, known_then: bool, **others: Any
    ) -> Any:
        from desktop.domain.calendar import period_of

        known_on = today_or(as_of)
        asked = Asked(period_of(as_of=known_on, start=start, end=end), known_on, known_then)
        return command(asked=asked, **others)

    taken = as_of_options(with_period)
    taken = click.option("--to", "end", type=DAY, help="Its last day; default: the as-of day.")(taken)
    taken = click.option(
        "--from", "start", type=DAY, help="The period begins after this day; default: 12 months before --to."
    )(taken)
    return cast(C, taken)


def today_or(day: date | None) -> date:
    return date.today() if day is None else day

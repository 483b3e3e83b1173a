"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

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

# Whether it may be read is for whoever reads it to say: that is a file problem, not one of usage.
ANY_PATH = click.Path(path_type=Path, readable=False)

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


def today_or(day: date | None) -> date:
    return date.today() if day is None else day

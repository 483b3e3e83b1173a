"""The command group: its commands, and how problems become messages and exit codes."""

from __future__ import annotations

from typing import Any

import click

import desktop
from desktop.cli import figures, history, imports, logging, portfolio
from desktop.domain.errors import FileProblem, PortfolioError


class Refused(click.ClickException):
    """What was asked breaks a rule: one line on stderr."""

    exit_code = 1


class Unusable(click.ClickException):
    """The file is in the way: one line on stderr."""

    exit_code = 3


class Program(click.Group):
    """A group that says PortfolioError as a message instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FileProblem as problem:
            raise Unusable(str(problem)) from problem
        except PortfolioError as problem:
            raise Refused(str(problem)) from problem


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(desktop.__version__, prog_name="perennial")
def program() -> None:
    """Look after a book of customers, in one local file."""


for _command in (
    portfolio.new,
    portfolio.demo,
    imports.import_,
    logging.log,
    figures.accounts,
    figures.account,
    figures.health,
    figures.metrics,
    figures.renewals,
    history.history,
    history.undo,
    history.redo,
    portfolio.check,
    portfolio.backup,
):
    program.add_command(_command)

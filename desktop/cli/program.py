"""The command group: its commands, and how problems become messages and exit codes."""

from __future__ import annotations

from typing import Any

import click

import desktop
from desktop.cli import (
    accounts,
    benchmarks,
    books,
    cadence,
    call,
    erase,
    exports,
    figures,
    forecast,
    handover,
    history,
    imports,
    judge,
    keywords,
    logging,
    merge,
    onboarding,
    override,
    playbooks,
    portfolio,
    qbrs,
    quarter,
    report,
    restore,
    share,
    signals,
    team,
    today,
    voice,
    window,
)
from desktop.cli.output import one_line
from desktop.domain.errors import FileProblem, PortfolioError


class Refused(click.ClickException):
    """What was asked breaks a rule: one line on stderr."""

    exit_code = 1


class Unusable(click.ClickException):
    """The file is in the way: one line on stderr."""

    exit_code = 3


class Program(click.Group):
    """A group that says PortfolioError as a message instead of a traceback, and opens what is no command of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # The first word is a command if it is one, else a file to open; with no words at all the window opens, too.
        if not args or (not args[0].startswith("-") and args[0] not in self.commands):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FileProblem as problem:
            raise Unusable(one_line(str(problem))) from problem
        except PortfolioError as problem:
            raise Refused(one_line(str(problem))) from problem


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(desktop.__version__, prog_name="perennial")
def program() -> None:
    """Look after a book of customers, in one local file."""


for _command in (
    window.open_,
    window.screenshot,
    portfolio.new,
    portfolio.demo,
    imports.import_,
    logging.log,
    override.override,
    accounts.accounts,
    figures.account,
    figures.health,
    figures.metrics,
    figures.renewals,
    forecast.forecast,
    call.call,
    quarter.quarter,
    judge.judge,
    signals.signals,
    today.today,
    voice.voice,
    keywords.keywords,
    keywords.sentiment,
    onboarding.onboarding,
    qbrs.qbrs,
    report.report,
    team.team,
    handover.handover,
    cadence.cadence,
    playbooks.playbooks,
    benchmarks.benchmarks,
    benchmarks.benchmark,
    history.history,
    history.undo,
    history.redo,
    share.share,
    exports.exports,
    merge.merge,
    books.books,
    books.review,
    books.reply,
    erase.erase,
    portfolio.check,
    portfolio.backup,
    restore.restore,
):
    program.add_command(_command)

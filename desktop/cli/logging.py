"""The log command: one line in, what it changed out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from desktop.cli.options import as_of_option, file_argument, json_option, today_or
from desktop.cli.output import SHAPES, note, print_json
from desktop.domain.errors import Rejected

if TYPE_CHECKING:
    from desktop.domain.drafts import Draft
    from desktop.store.connection import Connection
    from desktop.store.portfolio import Portfolio


@click.command()
@file_argument
@click.argument("line")
@click.option("--dry-run", is_flag=True, help="Show what was understood, and write nothing.")
@as_of_option
@json_option
def log(file: Path, line: str, dry_run: bool, as_of: date | None, as_json: bool) -> None:
    """Log one line, such as: acme nps 3 @jana "slow support"."""
    from desktop.domain.grammar import parse
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.names import names

    day = today_or(as_of)
    with Portfolio.open(file, writable=not dry_run) as book:
        known = book.read(names)
        parsed = parse(line, accounts=known.accounts, contacts=known.contacts, milestones=known.milestones, as_of=day)
        draft = parsed.draft
        if draft is None:
            reasons = [refusal.message for refusal in parsed.refusals] or ["Nothing to log was understood."]
            raise Rejected(" ".join(dict.fromkeys(reasons)))
        name = next(each.name for each in known.accounts if each.id == draft.account)
        understood = [(span.role, span.label) for span in parsed.spans]
        answer: dict[str, object] = {
            "account": name,
            "understood": [{"part": role, "as": label} for role, label in understood],
            "draft": {"type": type(draft).__name__.removesuffix("Draft"), **_plain(asdict(draft))},
        }
        saved = None if dry_run else _save(book, draft, day)
    if saved is not None:
        answer |= {
            "logged": saved.label,
            "tasks": saved.tasks,
            "health": {
                "before": saved.before.score,
                "after": saved.after.score,
                "band_before": saved.before.band,
                "band": saved.after.band,
            },
        }
    if as_json:
        print_json(answer)
        return
    note("  ".join(f"[{label}]" for _, label in understood))
    if saved is None:
        click.echo(f"Understood for {name}; nothing was written (--dry-run).")
        return
    said = [f"{saved.label} · {name}"]
    if saved.before != saved.after:
        said.append(f"health {saved.before} -> {saved.after}")
    if saved.tasks:
        said.append(f"{saved.tasks} task{'s' if saved.tasks != 1 else ''} added")
    click.echo(" · ".join([*said, f"perennial undo {file} takes it back"]))


class _Health(NamedTuple):
    score: float | None
    shown: int | None
    band: str

    def __str__(self) -> str:
        return f"{SHAPES[self.band]} {'not enough to judge' if self.shown is None else self.shown}"


class _Saved(NamedTuple):
    label: str
    tasks: int
    before: _Health
    after: _Health


def _save(book: Portfolio, draft: Draft, day: date) -> _Saved:
    from desktop.operations.logging import log as save

    before = book.read(_health, draft.account, day)
    performed = book.perform(save, draft, as_of=day)
    after = book.read(_health, draft.account, day)
    return _Saved(performed.changes.label, performed.result.tasks, before, after)


def _health(conn: Connection, account: str, day: date) -> _Health:
    from desktop.domain.health import shown_score
    from desktop.operations.look import account_score

    scores = account_score(conn, account, day)
    band = str(scores.band[0])
    if band == "unscored":
        return _Health(None, None, band)
    return _Health(float(scores.score[0]), shown_score(scores, 0), band)


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in values.items()}

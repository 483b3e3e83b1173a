"""The log command: one line in, what it changed out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import as_of_option, file_argument, json_option, today_or
from desktop.cli.output import SHAPES, note, one_line, print_json
from desktop.domain.counting import counted
from desktop.domain.errors import Rejected

if TYPE_CHECKING:
    from desktop.domain.drafts import Draft
    from desktop.operations.outcome import Outcome, Standing
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
        parsed = parse(
            line,
            accounts=known.accounts,
            contacts=known.contacts,
            milestones=known.milestones,
            rows=known.rows,
            as_of=day,
        )
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
    note("  ".join(f"[{one_line(label)}]" for _, label in understood))
    if saved is None:
        click.echo(f"Understood for {one_line(name)}; nothing was written (--dry-run).")
        return
    said = [one_line(f"{saved.label} · {name}")]
    if saved.before != saved.after:
        said.append(f"health {_spoken(saved.before)} -> {_spoken(saved.after)}")
    if saved.tasks:
        said.append(f"{counted(saved.tasks, 'task')} added")
    click.echo(" · ".join([*said, f"perennial undo {one_line(str(file))} takes it back"]))


def _save(book: Portfolio, draft: Draft, day: date) -> Outcome:
    from desktop.operations.outcome import log_with_outcome

    return book.perform(log_with_outcome, draft, as_of=day).result


def _spoken(standing: Standing) -> str:
    return f"{SHAPES[standing.band]} {'not enough to judge' if standing.shown is None else standing.shown}"


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in values.items()}

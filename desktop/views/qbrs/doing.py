"""What is done from the QBRs page; each one change with its undo, and what is refused comes back as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.domain.diary import Entry
from desktop.domain.errors import PortfolioError
from desktop.domain.qbrs.page import Deck
from desktop.exchange.calendar_file import write_calendar
from desktop.exchange.deck import write_deck
from desktop.operations.accounts import typed_day
from desktop.operations.qbrs import preparing
from desktop.operations.qbrs.preparing import NewLine
from desktop.operations.qbrs.recording import Record, record_review
from desktop.printing.pdf import write_pdf
from desktop.views import format
from desktop.views.page import Context, Said


class Doing:
    """Changes the book and tells so."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def plan(self, account: str, text: str) -> str | None:
        """Save the day that was typed for a review; returns why it was refused."""
        session = self._context.session

        def perform() -> Any:
            on = typed_day(text, as_of=session.day)
            return session.perform(preparing.plan_review, account, on, as_of=session.day)

        return self._try(perform)

    def attend(self, account: str, text: str) -> str | None:
        session = self._context.session
        return self._try(lambda: session.perform(preparing.set_attendees, account, text, as_of=session.day))

    def add(self, account: str, lines: Sequence[NewLine]) -> str | None:
        session = self._context.session
        return self._try(lambda: session.perform(preparing.add_lines, account, lines, as_of=session.day))

    def change(self, account: str, item: str, text: str) -> str | None:
        return self._try(lambda: self._context.session.perform(preparing.change_line, account, item, text))

    def remove(self, account: str, item: str) -> str | None:
        return self._try(lambda: self._context.session.perform(preparing.remove_line, account, item))

    def move(self, account: str, item: str, step: int) -> str | None:
        return self._try(lambda: self._context.session.perform(preparing.move_line, account, item, step))

    def record(self, record: Record) -> str | None:
        session = self._context.session
        return self._try(lambda: session.perform(record_review, record, as_of=session.day))

    def export(self, deck: Deck, path: Path) -> None:
        """Write the deck as what the file's name ends in, and say where."""
        try:
            if path.suffix.casefold() == ".pdf":
                write_pdf(path, deck, format.for_charts())
            else:
                write_deck(path, deck)
        except PortfolioError as why:
            self._context.trouble(why)
            return
        self._context.say(Said(f"Wrote {path.name}: the five parts, and nothing internal."))

    def write_calendar(self, path: Path, entries: Sequence[Entry]) -> None:
        """Write what is ahead into a calendar file, and say how much it is."""
        name = self._context.session.path
        try:
            write_calendar(path, entries, name="" if name is None else name.stem, made_at=datetime.now(UTC))
        except PortfolioError as why:
            self._context.trouble(why)
            return
        opt_outs = sum(each.kind == "opt_out" for each in entries)
        said = f"{format.plural(len(entries) - opt_outs, 'meeting')}, {format.plural(opt_outs, 'opt-out')}"
        self._context.say(Said(f"Wrote {path.name}: {said}."))

    def _try(self, perform: Callable[[], Any]) -> str | None:
        try:
            done = perform()
        except PortfolioError as why:
            return str(why)
        if done.changes:
            self._context.say(Said(done.changes.label, can_undo=True))
        return None

"""People who work on copies of one book: random edits with clocks that go wrong, and the merging of what they did."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.merge import Merged
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading
from tests.store.books import START, Clock, State, add, add_usage, change, remove, rows, visible

WORDS = (None, "", "SMB", "Mid", "Enterprise", "=1+1", "Ä", "a" * 40)
CLOCKS_WRONG_BY = timedelta(days=30)


class Person:
    """One person with one copy of the book, and a clock that may be wrong."""

    def __init__(self, path: Path, choose: random.Random) -> None:
        self.path = path
        self._choose = choose
        days = choose.uniform(-CLOCKS_WRONG_BY.days, CLOCKS_WRONG_BY.days)
        self.clock = Clock(START + timedelta(days=days))

    def opened(self) -> Portfolio:
        return Portfolio.open(self.path, clock_=self.clock)

    def works(self, steps: int) -> None:
        """Do some random things: add, change, remove, import, undo, redo."""
        with self.opened() as book:
            for _ in range(steps):
                with suppress(Rejected):
                    self._step(book)

    def merges(self, others: Sequence[Person]) -> Merged:
        with self.opened() as book:
            return book.merge([other.path for other in others]).result

    def sees(self) -> State:
        with self.opened() as book:
            return book.read(visible)

    def copied(self, path: Path) -> Person:
        """A second copy of this person's book, in the hands of somebody with the same clock."""
        shutil.copy(self.path, path)
        other = Person(path, self._choose)
        other.clock = Clock(self.clock.at)
        return other

    def _step(self, book: Portfolio) -> None:
        choose = self._choose
        accounts = [row for (row,) in rows(book, "SELECT id FROM account ORDER BY id")]
        contacts = [row for (row,) in rows(book, "SELECT id FROM contact ORDER BY id")]
        what = choose.random()
        if what < 0.15 or not accounts:
            book.perform(add, "account", {"name": f"Account {choose.random()}", "segment": choose.choice(WORDS)})
        elif what < 0.3:
            book.perform(_import, choose.sample(range(6), 3), [choose.choice(WORDS) for _ in range(6)])
        elif what < 0.4:
            book.perform(add, "contact", {"account": choose.choice(accounts), "name": f"Contact {choose.random()}"})
        elif what < 0.65:
            book.perform(change, "account", choose.choice(accounts), {choose.choice(FIELDS): choose.choice(WORDS)})
        elif what < 0.7 and contacts:
            moved = {"account": choose.choice(accounts), "role": choose.choice(WORDS)}
            book.perform(change, "contact", choose.choice(contacts), moved)
        elif what < 0.75:
            book.perform(remove, "account", choose.choice(accounts))
        elif what < 0.83:
            days = choose.sample(range(8), 4)
            account = choose.choice(accounts)
            book.perform(add_usage, [Reading(account, "logins", "", day, 0, choose.choice((1.0, 2.0))) for day in days])
        elif what < 0.94:
            book.undo()
        else:
            book.redo()


FIELDS = ("segment", "industry", "next_step", "notes")


def _import(tx: Tx, which: Sequence[int], words: Sequence[str | None]) -> None:
    """What two people do apart who import the same file: rows whose ids are derived from what they are."""
    tx.label = "Import"
    for number in which:
        account = derived_id("account", [f"Imported {number}"])
        values = {"name": f"Imported {number}", "segment": words[number], "region": words[-number]}
        born = tx.conn.execute("SELECT 1 FROM account WHERE id = ?", (account,)).fetchone() is None
        if born:
            tx.insert_many("account", ("id", *values), [(account, *values.values())])
            if words[0] is None:
                # Born and changed at once.
                tx.update("account", account, {"industry": "late", "segment": None})
        else:
            tx.put("account", account, {key: value for key, value in values.items() if value})

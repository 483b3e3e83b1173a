"""Where somebody sits: the open book, the day, and what comes to mind at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from desktop.domain.errors import Rejected
from desktop.operations.playbook_runs import act_on_edit
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.writing import Hand
from tests.store.books import Clock, rows

T = TypeVar("T")
Operation = Callable[[Tx], object]


@dataclass(frozen=True)
class Desk:
    """
    Args:
        day: that is worked on; the clock may say another.
        name: of whoever works.
    """

    book: Portfolio
    choose: random.Random
    day: date
    name: str
    clock: Clock

    def perform(self, *ways: Operation, kind: str = "edit") -> None:
        """One of some ways as one change set, with what the playbooks make of it, as the window does it."""
        operation = self.choose.choice(ways)

        def acting(tx: Tx) -> None:
            operation(tx)
            if kind == "edit":
                act_on_edit(tx, as_of=self.day)

        self.book.perform_by(Hand(self.clock(), self.name), acting, kind=kind)

    def rows(self, table: str, where: str = "1") -> list[tuple[str, str]]:
        """(id, account) of the living rows; a row of none says its id twice."""
        names = [name for (name,) in rows(self.book, "SELECT name FROM pragma_table_info(?)", table)]
        of = "account" if "account" in names else "id"
        known = "AND account IN (SELECT id FROM account WHERE deleted_at IS NULL)" if of == "account" else ""
        sql = f"SELECT id, {of} FROM {table} WHERE deleted_at IS NULL {known} AND {where} ORDER BY id"
        return [(row, account) for row, account in rows(self.book, sql)]

    def one_of(self, table: str, where: str = "1") -> tuple[str, str]:
        """One of `rows`.

        Raises:
            Rejected: there is none.
        """
        return self.some(self.rows(table, where))

    def some(self, found: Sequence[T]) -> T:
        """Mostly the first, which others may be at, too.

        Raises:
            Rejected: there is none.
        """
        if not found:
            raise Rejected("There is nothing of the kind.")
        return found[0] if self.choose.random() < 0.5 else self.choose.choice(found)

    def account(self) -> str:
        return self.one_of("account")[0]

    def a_day_to_come(self) -> date:
        return self.day + timedelta(days=self.choose.randint(1, 30))

    def word(self) -> str:
        return self.choose.choice(("slow", "great", "=1+1", "Ä"))

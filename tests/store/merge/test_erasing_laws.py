"""Erasing somebody in one of several copies: everybody ends with the same book, and nobody's holds the name."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.domain.erasing import ERASED
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from tests.store.books import SOAK, State, add, change, everything, rows, visible
from tests.store.merge.people import Person, same_every_time
from tests.store.merge.test_laws import come_together, make_people

HISTORIES = 1000 if SOAK else 20
TEXTS = (("task", "title"), ("touchpoint", "notes"), ("account", "notes"), ("account", "next_step"))


class Eraser(Person):
    """Somebody who also writes about people, renames them, moves them, and erases some."""

    def sees(self) -> State:
        """Without what the laws of merging look at besides: what was erased is gone from it here and there."""
        with self.opened() as book:
            return book.read(visible)

    def _step(self, book: Portfolio, weights: dict[str, int]) -> None:
        choose = self._choose
        people = rows(book, "SELECT id, account, name FROM contact ORDER BY id")
        what = choose.random()
        if what < 0.4 or not people:
            super()._step(book, weights)
            return
        contact, account, name = choose.choice(people)
        if what < 0.48:
            fresh = f"Zora{choose.randint(0, 3)} Quill{choose.randint(0, 3)}"
            book.perform(change, "contact", contact, {"name": fresh, "email": f"zora@{choose.randint(0, 9)}.example"})
        elif what < 0.72:
            table, field = choose.choice(TEXTS)
            said = choose.choice((name, name.split()[0], f"not {name.lower()} but zora", "nobody"))
            text = f"Talked to {said}. Ask {said}!"
            there = [row for (row,) in rows(book, f"SELECT id FROM {table} ORDER BY id")]
            if table == "account":
                book.perform(change, table, account, {field: text})
            elif there and choose.random() < 0.5:
                book.perform(change, table, choose.choice(there), {field: text})
            elif table == "task":
                book.perform(add, table, {"account": account, field: text})
            else:
                book.perform(add, table, {"account": account, "on_day": "2026-03-01", "kind": "call", field: text})
        elif what < 0.82 and name != ERASED:
            book.erase(contact)
        elif what < 0.92:
            book.undo()
        else:
            book.redo()


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_that_somebody_erased_in_one_copy_is_erased_in_all_in_any_order(seed: int, folder: Path) -> None:
    law(seed, folder)


def law(seed: int, folder: Path) -> None:
    """One random history in which people are erased, and what has to hold of it."""
    choose = random.Random(seed)
    names: dict[str, set[str]] = {}
    with same_every_time(seed, folder):
        people = make_people(folder, choose, Eraser)
        try:
            for _ in range(choose.randint(1, 3)):
                for person in choose.sample(people, choose.randint(1, len(people))):
                    _named(person, names)
                    person.works(choose.randint(1, 8))
                    _named(person, names)
                if choose.random() < 0.6:
                    mine, theirs = choose.sample(people, 2)
                    mine.merges([theirs])
            again = [person.copied(folder / f"again{n}.perennial") for n, person in enumerate(people)]
            people += again
            come_together(people[: len(again)], choose)
            come_together(again, choose)
            if people[0].ledger.met:
                # Two records of one person are made one by each group for itself.
                _assert_erased_alike(people[: len(again)], names)
                _assert_erased_alike(again, names)
            else:
                _assert_erased_alike(people, names)
            assert people[0].merges(people[1 : len(again)]).is_nothing
        finally:
            for person in [*people, *people[0].ledger.loans]:
                person.close()


def _assert_erased_alike(people: Sequence[Person], names: dict[str, set[str]]) -> None:
    seen = [person.sees() for person in people]
    assert all(each == seen[0] for each in seen)
    told = [_journal(person) for person in people]
    assert all(each == told[0] for each in told)
    for person in (people[0], people[-1]):
        with person.opened() as book:
            assert book.read(checks.problems) == []
            # Not all who are called so: a namesake elsewhere may have been renamed since, and is somebody else.
            erased = "SELECT subject_row FROM erasure WHERE subject_table = 'contact'"
            for contact, name in rows(book, f"SELECT id, name FROM contact WHERE id IN ({erased})"):
                assert name == ERASED
                _assert_gone(book, contact, names.get(contact, set()))


def _named(person: Person, names: dict[str, set[str]]) -> None:
    with person.opened() as book:
        for contact, name in rows(book, "SELECT id, name FROM contact"):
            names.setdefault(contact, set()).add(name)


def _journal(person: Person) -> list[tuple[object, ...]]:
    """Births and edits; what births of one row say differently is written down where it is needed."""
    with person.opened() as book:
        return rows(
            book,
            "SELECT x.hlc, x.replica, c.tbl, c.row, c.col, c.old, c.new FROM change c JOIN txn x ON x.id = c.txn "
            "WHERE x.kind NOT IN ('merge', 'unmerge') AND (c.col = '' OR NOT EXISTS (SELECT 1 FROM change b "
            "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')) ORDER BY 1, 2, 3, 4, 5",
        )


def _assert_gone(book: Portfolio, contact: str, names: set[str]) -> None:
    """No row or entry of the history about the person says a thing, and unique names are nowhere."""
    assert rows(book, "SELECT email, phone, notes FROM contact WHERE id = ?", contact) == [(None, None, None)]
    said = rows(book, "SELECT old, new FROM change WHERE tbl = 'contact' AND row = ? AND col = 'name'", contact)
    assert all(each == (ERASED, ERASED) for each in said)
    state = repr(book.read(everything))
    for name in names - {ERASED}:
        if name.startswith("Contact 0."):
            assert name not in state

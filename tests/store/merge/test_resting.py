"""A merge undone after something was built on it: what others alone made goes, what several made stays, for all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop.store import triggers
from desktop.store.tx import Tx
from tests.store.books import SOAK
from tests.store.merge.people import Person, Stopped, empty_book, same_every_time
from tests.store.merge.test_laws import assert_all_equal, come_together

HISTORIES = 1000 if SOAK else 10

ABOUT_ROWS = {
    "import": 40,
    "undo": 25,
    "redo": 10,
    "remove": 20,
    "edit": 40,
    "account": 20,
    "contact": 5,
    "move": 10,
    "parent": 15,
    "usage": 0,
    "answers": 0,
    "opinions": 0,
    "show": 0,
}
"""What people do: things that make, take away and change rows others make, too."""


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_that_a_merge_undone_under_something_leaves_what_several_made(seed: int, folder: Path) -> None:
    law(seed, folder)


def law(seed: int, folder: Path) -> None:
    """One random history in which merges are undone after everything in the book was touched."""
    choose = random.Random(f"resting {seed}")
    with same_every_time(seed, folder):
        people = _make_people(folder, choose)
        try:
            for _ in range(choose.randint(2, 4)):
                if choose.random() < 0.6:
                    for person in people:
                        person.does("import")
                for person in people:
                    person.works(choose.randint(0, 3), ABOUT_ROWS)
                mine, theirs = choose.sample(people, 2)
                before = _seen(mine)
                found = mine.merges([theirs])
                if not found.is_nothing and choose.random() < 0.8 and touch_all(mine):
                    _undo_under_it(mine, before, choose)
            come_together(people, choose)
            assert_all_equal(people)
        finally:
            for person in [*people, *people[0].ledger.loans]:
                person.close()


def touch_all(person: Person) -> bool:
    """Change every account and take it back at once: the rows are as before, but the merge is no longer the newest.

    Returns:
        False where there was nothing to change.
    """

    def operation(tx: Tx) -> None:
        for (account,) in tx.conn.execute("SELECT id FROM account").fetchall():
            tx.update("account", account, {"next_step": "touched"})

    with person.opened() as book:
        done = bool(book.perform(operation).changes)
        if done:
            book.undo()
        return done


def _undo_under_it(mine: Person, before: _Seen, choose: random.Random) -> None:
    mine.undoes()
    assert mine.faults() == []
    _assert_as_before(before, _seen(mine))
    if choose.random() < 0.4:
        with mine.opened() as book:
            book.redo()
        assert mine.faults() == []
        if choose.random() < 0.5:
            mine.undoes()
            assert mine.faults() == []
    elif choose.random() < 0.6:
        # What was done before the merge, if anything, is undone while the others' rows are still here.
        mine.does("undo")
        assert mine.faults() == []


def _make_people(folder: Path, choose: random.Random) -> list[Person]:
    first = Person(folder / "0.perennial", choose)
    first.path.write_bytes(empty_book())
    if choose.random() < 0.4:
        first.clock = Stopped(first.clock.at)
    for what in ("account", "account", "contact"):
        first.does(what)
    others = [first.copied(folder / f"{n}.perennial") for n in range(1, choose.choice((2, 2, 3)))]
    for other in others:
        if not isinstance(first.clock, Stopped):
            other.clock.at = Person(other.path, choose).clock.at
    return [first, *others]


class _Seen(NamedTuple):
    """
    Args:
        once: rows that one change set alone gave birth to.
        fields: of rows that are there.
    """

    once: frozenset[tuple[str, str]]
    fields: Mapping[tuple[str, str], Mapping[str, Any]]


def _seen(person: Person) -> _Seen:
    def read(conn: sqlite3.Connection) -> _Seen:
        once = conn.execute("SELECT tbl, row FROM change WHERE col = '' GROUP BY 1, 2 HAVING count(*) = 1").fetchall()
        fields: dict[tuple[str, str], dict[str, Any]] = {}
        for table in ("account", "contact"):
            names = triggers.columns(conn, table)
            for row in conn.execute(f"SELECT * FROM {table} WHERE deleted_at IS NULL").fetchall():
                fields[table, row[0]] = dict(zip(names, row, strict=True))
        return _Seen(frozenset(once), fields)

    with person.opened() as book:
        return book.read(read)


def _assert_as_before(before: _Seen, after: _Seen) -> None:
    """Rows that one alone made are as before the merge; where accounts stand follows from all that was said."""
    mine, now = (
        {
            row: {name: value for name, value in fields.items() if name != "parent"}
            for row, fields in seen.fields.items()
            if row in after.once
        }
        for seen in (before, after)
    )
    assert now == mine

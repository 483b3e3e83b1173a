"""Undo takes back the newest change set that stands, redo does it again; both leave alone what has changed since."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.store import checks, clock, undo
from desktop.store.merge import births
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.undo import Left
from desktop.store.usage_rows import Reading
from tests.store.books import (
    HOSTILE,
    SOAK,
    Clock,
    add,
    add_many,
    add_usage,
    everything,
    new_account,
    one,
    remove,
    rows,
    set_field,
    visible,
)


def labels(book: Portfolio) -> tuple[list[str], list[str]]:
    stacks = book.stacks()
    return [each.label for each in stacks.done], [each.label for each in stacks.undone]


# -- one change set


def test_that_undoing_a_new_row_takes_it_back_and_redoing_brings_it_again(book: Portfolio) -> None:
    account = new_account(book, "Acme", segment="SMB")
    after = book.read(visible)

    undone = book.undo()
    assert book.read(visible) == {}
    assert (undone.result, undone.changes.label, undone.changes.kind) == ((), "Undo: Add account", "undo")
    assert undone.changes.accounts == {account}

    redone = book.redo()
    assert book.read(visible) == after
    assert (redone.result, redone.changes.label, redone.changes.kind) == ((), "Redo: Add account", "redo")


def test_that_undoing_a_change_puts_every_field_back(book: Portfolio) -> None:
    account = new_account(book, "Acme", segment="SMB", acquisition_cost_cents=5)
    before = book.read(visible)
    set_field(book, account, name="Acme Inc", segment=None, acquisition_cost_cents=0, notes="new")
    after = book.read(visible)

    book.undo()
    assert book.read(visible) == before
    book.redo()
    assert book.read(visible) == after


def test_that_undoing_a_removal_brings_the_row_back(book: Portfolio) -> None:
    account = new_account(book)
    before = book.read(visible)
    book.perform(remove, "account", account)
    assert book.read(visible) == {}

    book.undo()
    assert book.read(visible) == before


def test_that_a_row_born_and_changed_in_one_change_set_goes_and_comes_as_a_whole(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        account = tx.insert("account", {"name": "Acme"})
        tx.update("account", account, {"segment": "SMB", "name": "Acme Inc"})

    book.perform(operation)
    after = book.read(visible)

    assert book.undo().result == ()
    assert book.read(visible) == {}
    assert book.redo().result == ()
    assert book.read(visible) == after


def test_that_a_row_born_and_removed_in_one_change_set_stays_removed(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        tx.delete("account", tx.insert("account", {"name": "Acme"}))

    book.perform(operation)
    book.undo()
    book.redo()
    assert book.read(visible) == {}


def test_that_an_import_and_its_usage_are_undone_as_one(book: Portfolio) -> None:
    account = new_account(book)
    book.perform(add_usage, [Reading(account, "logins", "", day, 0, 1.0) for day in range(50)])
    before = book.read(visible)

    def operation(tx: Tx) -> None:
        tx.label = "Import"
        tx.insert_many("ticket", ("id", "account", "opened_on"), [[f"t{n}", account, "2026-01-01"] for n in range(500)])
        tx.update("account", account, {"segment": "SMB"})
        add_usage(tx, [Reading(account, "logins", "", day, 0, 2.0) for day in range(25, 75)])

    book.perform(operation)
    after = book.read(visible)
    assert len(after["ticket"]) == 500

    assert book.undo().result == ()
    assert book.read(visible) == before
    assert book.redo().result == ()
    assert book.read(visible) == after


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_that_hostile_text_is_put_back_as_it_was(book: Portfolio, text: str) -> None:
    account = new_account(book, text)
    set_field(book, account, name="harmless")
    book.undo()

    assert one(book, "SELECT name FROM account") == text


# -- the stacks


def test_that_there_is_nothing_to_undo_or_redo_in_a_new_book(book: Portfolio) -> None:
    before = book.read(everything)
    with pytest.raises(Rejected, match="nothing to undo"):
        book.undo()
    with pytest.raises(Rejected, match="nothing to redo"):
        book.redo()
    assert book.read(everything) == before


def test_that_undo_goes_back_one_by_one_and_redo_forward(book: Portfolio) -> None:
    account = new_account(book, "0")
    for name in "123":
        set_field(book, account, name=name)
    seen: list[str] = []
    for turn in (book.undo, book.undo, book.redo, book.undo, book.undo, book.redo, book.redo, book.redo):
        turn()
        seen.append(one(book, "SELECT name FROM account"))

    assert seen == ["2", "1", "2", "1", "0", "1", "2", "3"]
    with pytest.raises(Rejected):
        book.redo()


def test_that_a_new_edit_forgets_what_was_undone(book: Portfolio) -> None:
    account = new_account(book)
    set_field(book, account, segment="SMB")
    book.undo()
    set_field(book, account, stage="live")

    with pytest.raises(Rejected, match="nothing to redo"):
        book.redo()
    assert labels(book) == (["Add account", "Change account"], [])


def test_that_an_edit_that_changes_nothing_does_not_forget_what_was_undone(book: Portfolio) -> None:
    account = new_account(book, "Acme")
    set_field(book, account, segment="SMB")
    book.undo()
    set_field(book, account, name="Acme")
    book.redo()

    assert one(book, "SELECT segment FROM account") == "SMB"


def test_that_a_failed_edit_does_not_forget_what_was_undone(book: Portfolio) -> None:
    new_account(book)
    book.undo()
    with pytest.raises(Rejected):
        set_field(book, "nobody", name="x")
    book.redo()
    assert len(book.read(visible)["account"]) == 1


def test_that_a_system_change_set_is_neither_undone_nor_in_the_way(book: Portfolio) -> None:
    account = new_account(book, "Acme")
    book.perform_by(book.hand(), lambda tx: tx.update("account", account, {"stage": "live"}), kind="system")
    book.undo()
    book.perform_by(book.hand(), lambda tx: tx.update("account", account, {"stage": "old"}), kind="system")
    assert labels(book) == ([], ["Add account"])
    book.redo()

    assert rows(book, "SELECT stage, deleted_at FROM account") == [("old", None)]


def test_that_the_stacks_are_the_same_after_a_restart(path: Path, clock: Clock) -> None:
    with Portfolio.open(path, clock_=clock) as book:
        account = new_account(book, "0")
        set_field(book, account, name="1")
        set_field(book, account, name="2")
        book.undo()
    with Portfolio.open(path, clock_=clock) as book:
        assert labels(book) == (["Add account", "Change account"], ["Change account"])
        book.redo()
        assert one(book, "SELECT name FROM account") == "2"
        book.undo()
        book.undo()
    with Portfolio.open(path, clock_=clock) as book:
        assert one(book, "SELECT name FROM account") == "0"
        book.undo()
        with pytest.raises(Rejected):
            book.undo()


def test_that_a_reader_may_look_at_the_stacks(path: Path) -> None:
    with Portfolio.open(path) as book:
        new_account(book)
    with Portfolio.open(path, writable=False) as reader:
        assert labels(reader) == (["Add account"], [])


# -- what has changed since


def system(book: Portfolio, operation: Callable[[Tx], object]) -> None:
    book.perform_by(book.hand(), operation, kind="system")


def test_that_fields_that_have_changed_since_are_left_and_named(book: Portfolio) -> None:
    account = new_account(book, "Acme", segment="SMB")
    set_field(book, account, segment="Mid", stage="live", notes="mine")
    system(book, lambda tx: tx.update("account", account, {"segment": "Enterprise", "notes": None}))

    undone = book.undo()

    assert set(undone.result) == {Left("account", account, "segment"), Left("account", account, "notes")}
    assert rows(book, "SELECT segment, stage, notes FROM account") == [("Enterprise", None, None)]
    redone = book.redo()
    assert redone.result == ()
    assert rows(book, "SELECT segment, stage, notes FROM account") == [("Enterprise", "live", None)]


def test_that_a_row_that_goes_as_a_whole_leaves_no_fields(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        tx.update("account", tx.insert("account", {"name": "Acme"}, id="acme"), {"segment": "SMB"})

    book.perform(operation)
    system(book, lambda tx: tx.update("account", "acme", {"segment": "Mid"}))

    assert book.undo().result == ()
    assert one(book, "SELECT segment FROM account") == "Mid"
    book.redo()
    assert rows(book, "SELECT segment, deleted_at FROM account") == [("Mid", None)]


def test_that_an_undo_that_had_to_leave_everything_still_counts_as_done(book: Portfolio) -> None:
    account = new_account(book)
    set_field(book, account, segment="Mid")
    system(book, lambda tx: tx.update("account", account, {"segment": "Enterprise"}))

    assert book.undo().result == (Left("account", account, "segment"),)
    assert labels(book) == (["Add account"], ["Change account"])
    book.undo()
    assert book.read(visible) == {}


def test_that_a_row_removed_since_is_not_brought_back_by_undoing_an_older_edit(book: Portfolio) -> None:
    account = new_account(book, segment="SMB")
    set_field(book, account, segment="Mid")
    system(book, lambda tx: tx.delete("account", account))

    book.undo()
    assert book.read(visible) == {}
    assert one(book, "SELECT segment FROM account") == "SMB"


def test_that_undoing_the_birth_of_a_row_that_was_removed_since_keeps_the_time_of_its_removal(
    book: Portfolio,
) -> None:
    account = new_account(book)
    system(book, lambda tx: tx.delete("account", account))
    removed_at = one(book, "SELECT deleted_at FROM account")
    book.undo()
    assert one(book, "SELECT deleted_at FROM account") == removed_at
    book.redo()
    assert one(book, "SELECT deleted_at FROM account") == removed_at


def test_that_the_journal_still_tells_the_story_of_the_rows(book: Portfolio) -> None:
    account = new_account(book)
    for segment in ("SMB", "Mid"):
        set_field(book, account, segment=segment)
    for _ in range(3):
        book.undo()
    for _ in range(3):
        book.redo()
    assert book.read(checks.problems) == []


# -- many actions


@dataclass
class Actor:
    """Does one random thing after another to a book, as a person might."""

    book: Portfolio
    choose: random.Random
    made: int = 0

    def act(self) -> None:
        accounts = [row for (row,) in rows(self.book, "SELECT id FROM account WHERE deleted_at IS NULL ORDER BY id")]
        if not accounts:
            new_account(self.book, "First")
            return
        account = self.choose.choice(accounts)
        self.choose.choice(
            (self.add, self.add_more, self.change, self.change, self.change_many, self.remove, self.take_in, self.use)
        )(account)

    def add(self, account: str) -> None:
        if self.choose.random() < 0.4:
            new_account(self.book, self.text(), segment=self.choose.choice((None, "SMB", "Mid")))
        else:
            self.book.perform(add, "contact", {"account": account, "name": self.text()})

    def add_more(self, account: str) -> None:
        """Several rows of several tables, one of them changed at once."""

        def operation(tx: Tx) -> None:
            task = tx.insert("task", {"account": account, "title": self.text()})
            line = tx.insert(
                "contract_line",
                {"account": account, "arr_cents": self.choose.randrange(10**7), "start_on": "2026-01-01"},
            )
            tx.update("contract_line", line, {"likelihood": self.choose.random(), "auto_renew": 1})
            tx.update("task", task, {"done_on": "2026-03-03"})
            tx.update("account", account, {"next_step": self.text()})

        self.book.perform(operation)

    def change(self, account: str) -> None:
        field = self.choose.choice(("name", "segment", "acquisition_cost_cents", "notes"))
        if field == "acquisition_cost_cents":
            set_field(self.book, account, acquisition_cost_cents=self.choose.choice((None, 0, 1, 2**40)))
        else:
            set_field(self.book, account, **{field: self.text()})

    def change_many(self, account: str) -> None:  # noqa: ARG002
        step = self.text()

        def operation(tx: Tx) -> None:
            tx.conn.execute("UPDATE contact SET title = ?, notes = name WHERE deleted_at IS NULL", (step,))

        self.book.perform(operation)

    def remove(self, account: str) -> None:
        table = self.choose.choice(("account", "contact", "contract_line", "task"))
        if table == "account":
            self.book.perform(remove, table, account)
        else:
            found = rows(self.book, f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id")
            if found:
                self.book.perform(remove, table, self.choose.choice(found)[0])

    def take_in(self, account: str) -> None:
        """An import: new rows, changed ones, and some that were taken back come to life again."""

        def operation(tx: Tx) -> None:
            fresh = [f"ticket {self.made + n}" for n in range(self.choose.randrange(1, 30))]
            self.made += self.choose.randrange(1, 30)
            known = {row for (row,) in tx.conn.execute("SELECT id FROM ticket")}
            values = ("id", "account", "opened_on", "subject")
            add_many(tx, "ticket", values, [[t, account, "2026-01-01", self.text()] for t in fresh if t not in known])
            for ticket in fresh:
                if ticket in known:
                    tx.put("ticket", ticket, {"subject": self.text(), "escalated": 1})

        self.book.perform(operation)

    def use(self, account: str) -> None:
        first, length = self.choose.randrange(40), self.choose.randrange(1, 30)
        values = (0.0, 1.0, 2.5)
        metrics = self.choose.sample(("logins", "active_users", "events"), 2)
        self.book.perform(
            add_usage,
            [
                Reading(account, metric, "", day, 0, self.choose.choice(values))
                for metric in metrics
                for day in range(first, first + length)
            ],
        )

    def text(self) -> str:
        return self.choose.choice(("a", "b", "", "c", "Ä" * 30))


def undo_all(book: Portfolio) -> None:
    with suppress(Rejected):
        while True:
            assert book.undo().result == ()


def redo_all(book: Portfolio) -> None:
    with suppress(Rejected):
        while True:
            assert book.redo().result == ()


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), actions=st.integers(120, 200) if SOAK else st.integers(100, 120))
def test_that_undo_and_redo_of_many_actions_lead_to_the_start_and_the_end(
    template: Path, memory: Path, seed: int, actions: int
) -> None:
    """With restarts on the way, and some undo and redo in between."""
    choose, clock = random.Random(seed), Clock()
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        book = Portfolio.open(path, clock_=clock)
        try:
            start = book.read(visible)
            for _ in range(actions):
                Actor(book, choose, made=choose.randrange(60)).act()
                if choose.random() < 0.2 and book.stacks().done:
                    before = book.read(visible)
                    book.undo()
                    if choose.random() < 0.7:
                        book.redo()
                        assert book.read(visible) == before
                if choose.random() < 0.05:
                    book.close()
                    book = Portfolio.open(path, clock_=clock)
            end = book.read(visible)

            undo_all(book)
            assert book.read(visible) == start
            book.close()
            book = Portfolio.open(path, clock_=clock)
            redo_all(book)
            assert book.read(visible) == end
            for _ in range(5 if SOAK else 1):
                steps = choose.randrange(1, 1 + len(book.stacks().done))
                for _ in range(steps):
                    book.undo()
                for _ in range(steps):
                    book.redo()
                assert book.read(visible) == end
            assert book.read(checks.problems) == []
        finally:
            book.close()


# -- what is written at once is what the triggers would have written


@pytest.mark.parametrize("seed", range(4))
def test_that_undo_journals_what_triggers_would_journal(template: Path, memory: Path, seed: int) -> None:
    choose, clock = random.Random(seed), Clock()
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        with Portfolio.open(path, clock_=clock) as book:
            for _ in range(choose.randrange(2, 30)):
                Actor(book, choose, made=choose.randrange(60)).act()
            # One change set that does a bit of everything, and then somebody changes some of it.
            last = new_account(book, "Last")
            Actor(book, choose).add_more(last)
            book.perform(_change_there_and_back, last)
            for _ in range(3):
                choose.choice((book.undo, book.redo, book.undo))() if book.stacks().undone else book.undo()
        written: list[tuple[list[tuple[object, ...]], object, object]] = []
        for many in (None, 1, 1_000_000):
            copy = Path(shutil.copyfile(path, Path(folder) / "copy.perennial"))
            with pytest.MonkeyPatch.context() as patch, Portfolio.open(copy, clock_=Clock(clock.at)) as book:
                if many is None:
                    patch.setattr(undo, "_revert_one", _revert_by_triggers)
                else:
                    patch.setattr(undo, "_MANY", many)
                # The copy is another replica's; its own stacks are empty.
                known = book.read(undo.stacks, book.read(_first_replica))
                done: list[object] = []
                for entry in (*known.done[-5:], *known.undone[-2:]):
                    reverted = book.perform(undo.revert, entry.txn)
                    done.append((set(reverted.result), reverted.changes))
                state = {table: held for table, held in book.read(everything).items() if table != "txn"}
                written.append((book.read(_typed_journal), state, done))
            copy.unlink()
        for other in written[1:]:
            assert other[0] == written[0][0]
            assert other[1:] == written[0][1:]


def _change_there_and_back(tx: Tx, account: str) -> None:
    for segment in ("SMB", None):
        tx.update("account", account, {"segment": segment, "notes": "kept"})


def _first_replica(conn: sqlite3.Connection) -> str:
    return str(conn.execute("SELECT replica FROM txn ORDER BY hlc LIMIT 1").fetchone()[0])


def _typed_journal(conn: sqlite3.Connection) -> list[tuple[object, ...]]:
    return conn.execute(
        "SELECT txn, tbl, row, col, old, typeof(old), new, typeof(new) FROM change ORDER BY txn, tbl, row, col"
    ).fetchall()


def _revert_by_triggers(tx: Tx, target: int) -> list[Left]:
    """The same cell by cell, with nothing paused."""
    conn, left = tx.conn, list[Left]()
    changed = conn.execute("SELECT tbl, row, col, old, new FROM change WHERE txn = ?", (target,)).fetchall()
    born = {(table, row) for table, row, column, _, _ in changed if column == ""}
    for table, row, column, old, new in changed:
        if (table, row) not in born:
            where = f'WHERE id = ? AND "{column}" IS ?'
            if conn.execute(f'UPDATE "{table}" SET "{column}" = ? {where}', (old, row, new)).rowcount == 0:
                left.append(Left(table, row, column))
    for table, row in born:
        conn.execute(
            f'UPDATE "{table}" SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL', (clock.wall(tx.at), row)
        )
    return left


# -- how it grows


def test_that_looking_for_other_births_of_twice_as_many_rows_takes_about_twice_the_steps(book: Portfolio) -> None:
    # Undo asks this for every row it takes back, in a book that two installations have written to.
    steps = {many: _steps_of_looking(book, many) for many in (400, 800)}
    assert steps[800] < 2.8 * steps[400]


def _steps_of_looking(book: Portfolio, many: int) -> int:
    """Hundreds of instructions of SQLite's machine: the same on any computer, and under any load."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def look(conn: sqlite3.Connection) -> None:
        born = conn.execute("SELECT tbl, row FROM change WHERE col = ''").fetchall()
        assert len(born) >= many
        conn.set_progress_handler(count, 100)
        assert births.presence(conn, born) == {}
        conn.set_progress_handler(None, 0)

    named = [(f"{many}-{number}", f"Customer {number}") for number in range(many - _births(book))]
    book.perform(add_many, "account", ("id", "name"), named)
    book.read(look)
    return counted


def _births(book: Portfolio) -> int:
    return int(book.read(lambda conn: conn.execute("SELECT count(*) FROM change WHERE col = ''").fetchone()[0]))

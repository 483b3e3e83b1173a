"""What a merge takes, what it asks about, what it refuses, and how it is taken back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.domain.identity import derived_id
from desktop.domain.merge import Cell, Choices, Merged
from desktop.store import checks, undo
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading
from tests.end_to_end import next_format
from tests.store.books import (
    Clock,
    State,
    add,
    add_many,
    add_usage,
    change,
    contents,
    everything,
    new_account,
    one,
    outside,
    remove,
    rows,
    set_field,
    usage_that_counts,
    visible,
)


class Two:
    """One book with an account, in two copies that two people have open."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.clock = Clock()
        with Portfolio.open(path, clock_=self.clock) as book:
            self.account = new_account(book, "Acme", segment="SMB")
        self.paths = (path, Path(shutil.copy(path, folder / "theirs.perennial")))
        self.mine = Portfolio.open(self.paths[0], clock_=self.clock)
        self.theirs = Portfolio.open(self.paths[1], clock_=self.clock)

    def merge(self, choices: Choices | None = None, *, keep: bool = True) -> Merged:
        """Take theirs into mine."""
        return self.mine.merge([self.paths[1]], choices or Choices(), keep=keep).result

    def merge_back(self) -> Merged:
        return self.theirs.merge([self.paths[0]]).result

    def seen(self) -> tuple[State, State]:
        return self.mine.read(visible), self.theirs.read(visible)

    def field(self, name: str) -> tuple[object, object]:
        sql = f'SELECT "{name}" FROM account WHERE id = ?'
        return one(self.mine, sql, self.account), one(self.theirs, sql, self.account)


@pytest.fixture
def two(path: Path, tmp_path: Path) -> Iterator[Two]:
    made = Two(path, tmp_path)
    yield made
    made.mine.close()
    made.theirs.close()


# -- what comes


def test_that_what_the_other_added_comes_and_nothing_of_mine_goes(two: Two) -> None:
    new_account(two.mine, "Mine")
    theirs = new_account(two.theirs, "Theirs")
    two.theirs.perform(add, "contact", {"account": theirs, "name": "Jana"})

    found = two.merge()

    assert {name for (name,) in rows(two.mine, "SELECT name FROM account")} == {"Acme", "Mine", "Theirs"}
    assert (found.new, found.changed, found.deleted, found.conflicts) == (2, 0, 0, ())
    assert [(each.what, each.account, each.table, each.title) for each in found.came] == [
        ("new", "Theirs", "account", None),
        ("new", "Theirs", "contact", "Jana"),
    ]


def test_that_merging_again_changes_nothing(two: Two) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    two.merge()
    before = contents(two.paths[0])

    again = two.merge()

    assert again.is_nothing
    assert contents(two.paths[0]) == before


def test_that_different_fields_of_one_row_are_both_kept_without_a_conflict(two: Two) -> None:
    set_field(two.mine, two.account, industry="Freight")
    set_field(two.theirs, two.account, segment="Mid")

    assert two.merge().conflicts == ()
    two.merge_back()

    assert two.field("industry") == ("Freight", "Freight")
    assert two.field("segment") == ("Mid", "Mid")


NUMERALS = ("0049123456", "1.50", "1e3", "0.16067546829614598", " 7", "9999999999999999999")


@pytest.mark.parametrize("text", NUMERALS)
def test_that_text_that_looks_like_a_number_comes_as_it_was_written(two: Two, text: str) -> None:
    set_field(two.theirs, two.account, notes=text)
    two.mine.perform(imported, segment="SMB")
    two.theirs.perform(imported, segment=text)

    two.merge()
    two.merge_back()

    assert two.field("notes") == (text, text)
    sql = "SELECT segment FROM account WHERE name = 'Imported'"
    assert one(two.mine, sql) == one(two.theirs, sql) == text


def test_that_the_other_file_is_not_written_to(two: Two) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    bytes_before = two.paths[1].read_bytes()
    two.merge()
    assert two.paths[1].read_bytes() == bytes_before


def test_that_a_preview_tells_the_same_and_saves_nothing(two: Two) -> None:
    set_field(two.mine, two.account, segment="Enterprise")
    set_field(two.theirs, two.account, segment="Mid", industry="Freight")
    before = contents(two.paths[0])

    preview = two.merge(keep=False)

    assert contents(two.paths[0]) == before
    assert two.merge() == preview


def test_that_usage_comes_in_whole_batches_and_the_later_batch_counts(two: Two) -> None:
    two.mine.perform(add_usage, [Reading(two.account, "logins", "", day, 0, 1.0) for day in range(4)])
    two.theirs.perform(add_usage, [Reading(two.account, "logins", "", day, 0, 2.0) for day in range(2, 6)])

    two.merge()
    two.merge_back()

    expected = [(two.account, "logins", "", day, 0, 1.0 if day < 2 else 2.0) for day in range(6)]
    assert two.mine.read(usage_that_counts) == two.theirs.read(usage_that_counts) == expected


# -- conflicts


def test_that_a_field_both_set_is_one_conflict_with_values_authors_and_times(two: Two) -> None:
    set_field(two.mine, two.account, segment="Enterprise")
    set_field(two.theirs, two.account, segment="Mid")

    (conflict,) = two.merge().conflicts

    assert conflict.cell == Cell("account", two.account, "segment")
    assert (conflict.account, conflict.mine.value, conflict.theirs.value) == ("Acme", "Enterprise", "Mid")
    assert conflict.mine.by
    assert conflict.mine.at < conflict.theirs.at
    assert conflict.later == "theirs"


def test_that_the_same_value_from_both_is_no_conflict(two: Two) -> None:
    set_field(two.mine, two.account, segment="Mid")
    set_field(two.theirs, two.account, segment="Mid")
    assert two.merge().conflicts == ()


@pytest.mark.parametrize(
    ("choices", "kept"),
    [(Choices(), "Mid"), (Choices("theirs"), "Mid"), (Choices("mine"), "Enterprise")],
)
def test_that_the_later_change_is_kept_unless_a_rule_says_otherwise(two: Two, choices: Choices, kept: str) -> None:
    set_field(two.mine, two.account, segment="Enterprise")
    set_field(two.theirs, two.account, segment="Mid")
    two.merge(choices)
    assert two.field("segment")[0] == kept


def test_that_a_choice_beats_the_rule_and_travels_with_the_next_merge(two: Two) -> None:
    set_field(two.mine, two.account, segment="Enterprise", industry="Freight")
    set_field(two.theirs, two.account, segment="Mid", industry="Food")

    two.merge(Choices("theirs", {Cell("account", two.account, "segment"): "mine"}))
    back = two.merge_back()

    assert back.conflicts == ()
    assert two.field("segment") == ("Enterprise", "Enterprise")
    assert two.field("industry") == ("Food", "Food")


@pytest.mark.parametrize("deleted_by_me", [True, False])
def test_that_a_row_deleted_here_and_edited_there_is_deleted_on_both_sides_and_listed(
    two: Two, deleted_by_me: bool
) -> None:
    deleting, editing = (two.mine, two.theirs) if deleted_by_me else (two.theirs, two.mine)
    deleting.perform(remove, "account", two.account)
    set_field(editing, two.account, segment="Mid")

    found = two.merge()
    two.merge_back()

    (conflict,) = found.conflicts
    assert conflict.is_deletion
    assert found.kept == ("mine" if deleted_by_me else "theirs",)
    assert two.seen() == ({}, {})


def test_that_a_deletion_can_be_decided_against(two: Two) -> None:
    two.theirs.perform(remove, "account", two.account)
    set_field(two.mine, two.account, segment="Mid")

    two.merge(Choices("mine"))
    two.merge_back()

    assert two.field("segment") == ("Mid", "Mid")
    mine, theirs = two.seen()
    assert mine == theirs
    assert len(mine["account"]) == 1


# -- the same thing made by two


def imported(tx: Tx, **values: str | None) -> str:
    """An account whose id is derived from its name, as an import writes it."""
    account = derived_id("account", ["Imported"])
    add_many(tx, "account", ("id", "name", *values), [(account, "Imported", *values.values())])
    return account


def test_that_two_people_who_import_the_same_end_with_one_row(two: Two) -> None:
    two.mine.perform(imported, segment="SMB")
    two.theirs.perform(imported, segment="SMB")

    found = two.merge()
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    assert len(mine["account"]) == 2
    assert found.conflicts == ()


def test_that_an_empty_cell_of_one_import_does_not_empty_what_the_other_filled(two: Two) -> None:
    two.mine.perform(imported, segment="SMB", industry=None)
    two.theirs.perform(imported, segment=None, industry="Freight")

    assert two.merge().conflicts == ()
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    sql = "SELECT segment, industry FROM account WHERE name = 'Imported'"
    assert rows(two.mine, sql) == [("SMB", "Freight")]


def test_that_what_a_person_typed_is_not_lost_to_a_later_import(two: Two) -> None:
    account = two.mine.perform(imported, segment="SMB").result
    set_field(two.mine, account, segment="Enterprise")
    two.theirs.perform(imported, segment="SMB")

    two.merge()
    two.merge_back()

    sql = "SELECT segment FROM account WHERE id = ?"
    assert one(two.mine, sql, account) == one(two.theirs, sql, account) == "Enterprise"


def test_that_undoing_an_import_does_not_take_away_what_another_imported_too(two: Two) -> None:
    two.mine.perform(imported, segment="SMB")
    two.mine.undo()
    two.theirs.perform(imported, segment="Mid")

    two.merge()
    two.merge_back()

    sql = "SELECT segment FROM account WHERE name = 'Imported' AND deleted_at IS NULL"
    assert one(two.mine, sql) == one(two.theirs, sql) == "Mid"
    assert two.mine.read(checks.problems) == []


def test_that_an_import_undone_after_the_merge_leaves_the_others_row(two: Two) -> None:
    two.theirs.perform(imported, segment="Mid")
    two.mine.perform(imported, segment="SMB")
    two.merge_back()
    two.merge()
    # The merge brought nothing that the import rests on: it is undone first, then the import itself.
    two.mine.undo()
    two.mine.undo()
    two.mine.merge([two.paths[1]])

    assert one(two.mine, "SELECT deleted_at FROM account WHERE name = 'Imported'") is None
    assert two.mine.read(checks.problems) == []


def test_that_an_import_undone_and_done_again_and_undone_takes_nothing_of_the_others(two: Two) -> None:
    two.mine.perform(imported, segment="SMB")
    two.mine.undo()
    two.mine.redo()
    two.mine.undo()
    two.theirs.perform(imported, segment="Mid")

    two.merge()
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    assert len(mine["account"]) == 2


def test_that_a_row_that_stays_because_two_made_it_is_not_told_as_deleted(two: Two) -> None:
    two.mine.perform(imported, segment="SMB")
    two.theirs.perform(imported, segment="SMB")
    two.theirs.undo()
    two.theirs.redo()
    two.mine.undo()

    assert two.merge_back().conflicts == ()

    assert sorted(row[2] for row in two.theirs.read(visible)["account"]) == ["Acme", "Imported"]


# -- taking it back


def test_that_an_undone_merge_leaves_what_my_import_said_where_they_had_edited_theirs(two: Two) -> None:
    two.mine.perform(imported, segment="Enterprise")
    account = two.theirs.perform(imported, segment="SMB").result
    set_field(two.theirs, account, segment="Mid")
    before = two.mine.read(visible)

    two.merge()
    assert one(two.mine, "SELECT segment FROM account WHERE id = ?", account) == "Mid"
    two.mine.undo()

    assert two.mine.read(visible) == before


def test_that_an_undone_merge_leaves_empty_what_my_import_itself_emptied_and_theirs_filled(two: Two) -> None:
    def imported_and_emptied(tx: Tx) -> None:
        tx.update("account", imported(tx, segment="SMB"), {"segment": None})

    two.mine.perform(imported_and_emptied)
    account = two.theirs.perform(imported, segment="Mid").result
    before = two.mine.read(visible)

    two.merge()
    assert one(two.mine, "SELECT segment FROM account WHERE id = ?", account) == "Mid"
    two.mine.undo()

    assert two.mine.read(visible) == before


def test_that_an_undone_merge_in_which_they_deleted_a_row_leaves_it_there_as_their_import_had_kept_it(two: Two) -> None:
    two.mine.perform(imported)
    two.mine.undo()
    account = two.theirs.perform(imported).result
    two.merge()
    before = two.mine.read(visible)
    assert len(before["account"]) == 2, "I took back mine, and theirs stands"
    two.theirs.perform(remove, "account", account)

    two.merge()
    assert len(two.mine.read(visible)["account"]) == 1
    two.mine.undo()

    assert two.mine.read(visible) == before


def test_that_an_undone_merge_leaves_the_book_as_it_was_and_can_be_done_again(two: Two) -> None:
    two.theirs.perform(add_usage, [Reading(two.account, "logins", "", 1, 0, 2.0)])
    other = new_account(two.theirs, "Theirs")
    two.theirs.perform(add, "contact", {"account": other, "name": "Jana"})
    set_field(two.theirs, two.account, segment="Mid")
    set_field(two.mine, two.account, industry="Freight")
    before = two.mine.read(visible)

    first = two.merge()
    after = two.mine.read(visible)
    undone = two.mine.undo()

    assert two.mine.read(visible) == before
    assert undone.changes.accounts == {two.account, other}
    assert two.mine.read(checks.problems) == []
    assert two.merge() == first
    assert two.mine.read(visible) == after
    assert two.mine.read(checks.problems) == []


def test_that_undo_of_a_merge_also_takes_back_what_was_chosen_in_it(two: Two) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    set_field(two.mine, two.account, segment="Enterprise")

    two.merge(Choices("theirs"))
    two.mine.undo()

    assert two.field("segment")[0] == "Enterprise"
    assert len(two.merge().conflicts) == 1


def test_that_undo_of_a_merge_that_something_rests_on_is_a_change_that_travels(two: Two) -> None:
    other = new_account(two.theirs, "Theirs")
    two.merge()
    two.mine.perform(add, "contact", {"account": other, "name": "Jana"})
    two.mine.undo()
    set_field(two.mine, other, segment="Mid")
    two.mine.undo()

    two.mine.undo()
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    assert [row[2] for row in theirs["account"]] == ["Acme"]


def rest_on(two: Two, account: str) -> None:
    """So that the merge can't leave the file again, and is undone by a change set that travels."""
    set_field(two.mine, account, industry="rests on it")
    two.mine.undo()


def test_that_undo_of_a_merge_goes_through_the_journal_once_and_not_once_for_each_field(two: Two) -> None:
    few, many = (_steps_of_taking_back(two, fields) for fields in (200, 400))
    # Twice as many fields, in a journal that is three times as long by then.
    assert many < 4 * few


def _steps_of_taking_back(two: Two, fields: int) -> int:
    """Hundreds of instructions of SQLite's machine: the same on any computer, and under any load."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    def take_back(tx: Tx, merge: int) -> None:
        tx.conn.set_progress_handler(count, 100)
        undo.revert(tx, merge)
        tx.conn.set_progress_handler(None, 0)

    def type_everywhere(tx: Tx) -> None:
        for (account,) in tx.conn.execute("SELECT id FROM account").fetchall():
            tx.update("account", account, {"segment": f"{fields} fields"})

    (known,) = two.theirs.read(lambda conn: conn.execute("SELECT count(*) FROM account").fetchone())
    two.theirs.perform(add_many, "account", ("id", "name"), [(f"a-{n}", f"Customer {n}") for n in range(known, fields)])
    two.merge()
    two.theirs.perform(type_everywhere)
    two.merge()
    (merge,) = two.mine.read(lambda conn: conn.execute("SELECT max(id) FROM txn WHERE kind = 'merge'").fetchone())
    two.mine.perform(take_back, merge)
    assert one(two.mine, "SELECT count(*) FROM account WHERE segment = ?", f"{fields} fields") == 0
    return counted


def test_that_undo_of_a_merge_leaves_what_i_had_imported_myself(two: Two) -> None:
    two.mine.perform(imported, segment="SMB")
    two.theirs.perform(imported, segment="SMB")
    other = new_account(two.theirs, "Theirs")
    two.merge()
    rest_on(two, other)

    two.mine.undo()
    assert sorted(row[2] for row in two.mine.read(visible)["account"]) == ["Acme", "Imported"]
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    assert sorted(row[2] for row in theirs["account"]) == ["Acme", "Imported"]


def test_that_undo_of_a_merge_takes_nothing_of_what_a_third_person_imported_too(two: Two, tmp_path: Path) -> None:
    third = Path(shutil.copy(two.paths[1], tmp_path / "third.perennial"))
    with Portfolio.open(third, clock_=two.clock) as book:
        book.perform(imported, segment="Mid")
    two.theirs.perform(imported, segment="SMB")
    other = new_account(two.theirs, "Theirs")
    two.merge()
    rest_on(two, other)
    two.mine.undo()
    assert [row[2] for row in two.mine.read(visible)["account"]] == ["Acme"]

    with Portfolio.open(third, clock_=two.clock) as book:
        book.merge([two.paths[0]])
        assert sorted(row[2] for row in book.read(visible)["account"]) == ["Acme", "Imported"]
        assert book.read(checks.problems) == []
    two.mine.merge([third])
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    assert sorted(row[2] for row in mine["account"]) == ["Acme", "Imported"]


@pytest.mark.parametrize("theirs", [("Mid",), ("Mid", "Late"), ("Enterprise",)])
def test_that_undo_of_a_merge_that_something_rests_on_gives_back_what_i_had_typed(
    two: Two, theirs: tuple[str, ...]
) -> None:
    set_field(two.theirs, two.account, segment="before")
    set_field(two.mine, two.account, segment="Enterprise")
    for segment in theirs:
        set_field(two.theirs, two.account, segment=segment)
    two.merge()
    assert two.field("segment")[0] == theirs[-1]
    rest_on(two, two.account)

    two.mine.undo()
    assert two.field("segment")[0] == "Enterprise"
    two.merge_back()
    assert two.field("segment") == ("Enterprise", "Enterprise")
    two.mine.redo()
    assert two.field("segment")[0] == theirs[-1]


def test_that_undo_of_a_merge_says_nothing_of_what_its_maker_had_taken_back_already(two: Two) -> None:
    set_field(two.mine, two.account, segment="Mid")
    two.mine.undo()
    two.merge_back()
    set_field(two.theirs, two.account, industry="rests on it")
    two.theirs.undo()
    set_field(two.mine, two.account, segment="Enterprise")

    two.theirs.undo()

    assert two.merge().conflicts == ()
    two.merge_back()
    assert two.field("segment") == ("Enterprise", "Enterprise")


def test_that_undo_of_a_merge_that_something_rests_on_brings_no_row_back_that_both_had_deleted(two: Two) -> None:
    two.mine.perform(remove, "account", two.account)
    two.theirs.perform(remove, "account", two.account)
    two.merge()
    rest_on(two, two.account)

    two.mine.undo()
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    assert "account" not in mine or mine["account"] == []


def test_that_undo_of_a_merge_that_brought_a_deleted_row_back_leaves_the_same_in_every_copy(two: Two) -> None:
    def bring_back(tx: Tx) -> None:
        tx.put("account", account, {"segment": "Mid"})

    account = two.mine.perform(imported).result
    two.theirs.perform(imported)
    two.theirs.perform(remove, "account", account)
    two.merge()
    assert len(two.mine.read(visible)["account"]) == 1
    two.theirs.perform(bring_back)
    two.merge()
    rest_on(two, account)

    two.mine.undo()
    two.merge_back()

    mine, theirs = two.seen()
    assert mine == theirs
    # What a merge brought is known only where it was done: so what several made is kept rather than lost.
    assert len(mine["account"]) == 2
    two.mine.redo()
    two.merge_back()
    mine, theirs = two.seen()
    assert mine == theirs


def test_that_undo_of_a_merge_that_brought_an_undo_of_nothing_removes_again_what_i_had_removed(two: Two) -> None:
    two.mine.perform(remove, "account", two.account)
    two.mine.undo()
    two.merge_back()
    set_field(two.theirs, two.account, industry="rests on it")
    two.theirs.undo()
    two.mine.perform(remove, "account", two.account)
    # There it takes back a removal and its undo: the account stands as before, said later than my second removal.
    two.theirs.undo()
    two.merge()
    assert [row[2] for row in two.mine.read(visible)["account"]] == ["Acme"]
    rest_on(two, two.account)

    two.mine.undo()
    assert two.mine.read(visible).get("account", []) == []
    two.merge_back()
    mine, theirs = two.seen()
    assert mine == theirs
    assert mine.get("account", []) == []
    two.mine.redo()
    assert [row[2] for row in two.mine.read(visible)["account"]] == ["Acme"]


def test_that_an_undone_merge_gives_a_field_back_what_staying_imports_say_though_a_third_said_the_same_before(
    two: Two, tmp_path: Path
) -> None:
    third = Path(shutil.copy(two.paths[1], tmp_path / "third.perennial"))
    account = two.mine.perform(imported, segment="SMB").result
    two.theirs.perform(imported, segment="Mid")
    with Portfolio.open(third, clock_=two.clock) as book:
        book.perform(imported, segment="SMB")
    two.merge()
    before = two.mine.read(visible)
    assert one(two.mine, "SELECT segment FROM account WHERE id = ?", account) == "Mid"

    two.mine.merge([third])
    assert one(two.mine, "SELECT segment FROM account WHERE id = ?", account) == "SMB"
    two.mine.undo()

    assert two.mine.read(visible) == before


def test_that_a_merge_that_moved_a_person_of_mine_to_an_account_that_came_leaves_the_book_as_it_was(two: Two) -> None:
    contact = two.mine.perform(add, "contact", {"account": two.account, "name": "Jana"}).result
    two.merge_back()
    other = new_account(two.theirs, "Theirs")
    two.theirs.perform(change, "contact", contact, {"account": other})
    before = contents(two.paths[0])

    two.merge()
    two.mine.undo()

    after = contents(two.paths[0])
    assert after["contact"] == before["contact"]
    assert after["account"] == before["account"]
    assert after["change"] == before["change"]


def test_that_what_was_done_before_a_merge_can_still_be_undone_after_it(two: Two) -> None:
    set_field(two.mine, two.account, industry="Freight")
    set_field(two.theirs, two.account, segment="Mid")
    two.merge()
    two.mine.undo()
    two.mine.undo()
    assert two.field("industry")[0] is None


def test_that_undo_after_a_merge_of_which_nothing_shows_takes_back_the_merge_and_not_my_last_edit(
    two: Two, tmp_path: Path
) -> None:
    reason = two.mine.perform(add, "reason", {"subject": "churn", "name": "Price"}).result
    lent = tmp_path / "loan.perennial"
    two.mine.export(lent, Copy("loan", (two.account,)))
    with Portfolio.open(lent, clock_=two.clock) as copy:
        set_field(copy, reason, "reason", name="Their word")
    set_field(two.mine, two.account, industry="Freight")
    before = two.mine.read(everything)

    found = two.mine.merge([lent]).result
    assert (found.change_sets, found.came) == (1, ())
    assert two.mine.stacks().done[-1].label == "Merge loan.perennial"

    two.mine.undo()
    assert one(two.mine, "SELECT industry FROM account WHERE id = ?", two.account) == "Freight"
    assert {key: value for key, value in two.mine.read(everything).items() if key != "txn"} == {
        key: value for key, value in before.items() if key != "txn"
    }
    assert two.mine.merge([lent]).result.change_sets == 1


def test_that_a_merge_that_brought_nothing_leaves_undo_as_it_was(two: Two) -> None:
    set_field(two.mine, two.account, industry="Freight")
    before = two.mine.stacks()
    assert two.merge().is_nothing
    assert two.mine.stacks() == before


# -- what is refused


def test_that_a_file_is_not_merged_into_itself(two: Two) -> None:
    with pytest.raises(Rejected, match="this very file"):
        two.mine.merge([two.paths[0]])


def test_that_another_book_is_merged_only_when_that_is_meant(two: Two, tmp_path: Path) -> None:
    path = tmp_path / "other.perennial"
    with Portfolio.create(path, clock_=two.clock) as other:
        new_account(other, "Elsewhere")
    with pytest.raises(Rejected, match="another one"):
        two.mine.merge([path])
    two.mine.merge([path], other_books=True)
    assert {name for (name,) in rows(two.mine, "SELECT name FROM account")} == {"Acme", "Elsewhere"}


def test_that_a_book_in_another_currency_is_refused(two: Two, tmp_path: Path) -> None:
    path = tmp_path / "other.perennial"
    Portfolio.create(path, currency="EUR", clock_=two.clock).close()
    with pytest.raises(Rejected, match="in EUR, this book in USD"):
        two.mine.merge([path], other_books=True)


@pytest.mark.parametrize("kind", ["snapshot", "redacted"])
def test_that_a_copy_without_history_or_with_parts_left_out_is_refused_with_the_reason(two: Two, kind: str) -> None:
    two.theirs.close()
    with outside(two.paths[1]) as conn:
        conn.execute("UPDATE portfolio SET copy_kind = ?", (kind,))
    with pytest.raises(Rejected, match=kind):
        two.merge()


POISON = {
    "a field that is not there": "UPDATE change SET col = 'nowhere' WHERE col = 'segment'",
    "a table that is not there": "UPDATE change SET tbl = 'nowhere' WHERE col = 'segment'",
    "another value than the row": "UPDATE change SET new = 'poison' WHERE col = 'segment'",
    "a row that is not there": "UPDATE change SET row = 'nowhere' WHERE col = 'segment'",
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_that_a_file_whose_journal_does_not_fit_its_rows_is_refused_whole(two: Two, poison: str) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    new_account(two.theirs, "Theirs")
    two.theirs.close()
    with outside(two.paths[1]) as conn:
        assert conn.execute(poison).rowcount == 1
    before = contents(two.paths[0])

    with pytest.raises(FileProblem, match="can't be read"):
        two.merge()

    assert contents(two.paths[0]) == before


def test_that_one_bad_file_of_several_keeps_all_out(two: Two, tmp_path: Path) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    bad = tmp_path / "bad.perennial"
    bad.write_text("not a book")
    before = contents(two.paths[0])
    with pytest.raises(FileProblem):
        two.mine.merge([two.paths[1], bad])
    assert contents(two.paths[0]) == before
    # And nothing stays behind that would stand in the way of the next one.
    two.merge()
    assert two.field("segment")[0] == "Mid"


def test_that_a_clock_years_ahead_is_refused_before_it_rules_every_later_edit(two: Two) -> None:
    two.theirs.close()
    ahead = Clock(two.clock.at + timedelta(days=500))
    with Portfolio.open(two.paths[1], clock_=ahead) as theirs:
        set_field(theirs, two.account, segment="Mid")
    with pytest.raises(FileProblem, match="clock"):
        two.merge()


def test_that_a_file_somebody_holds_ends_in_a_message_and_not_in_waiting(two: Two) -> None:
    with outside(two.paths[1]) as conn:
        conn.execute("BEGIN EXCLUSIVE")
        with pytest.raises((FileProblem, sqlite3.OperationalError)) as problem:
            two.merge()
    assert isinstance(problem.value, FileProblem)


def test_that_a_backup_is_made_before_a_merge(two: Two, home: Path) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    two.merge()
    (kept,) = home.rglob("*before-merge.perennial")
    with Portfolio.open(kept, writable=False) as book:
        assert one(book, "SELECT segment FROM account") == "SMB"


def test_that_a_merge_that_is_refused_pushes_out_no_backup(two: Two, home: Path) -> None:
    kept = sorted(two.mine.back_up("by-hand") for _ in range(12))
    new_account(two.theirs, "Theirs")
    two.theirs.close()
    with outside(two.paths[1]) as conn:
        assert conn.execute(POISON["a row that is not there"].replace("'segment'", "''")).rowcount > 0
    with pytest.raises(FileProblem, match="can't be read"):
        two.merge()
    assert sorted(home.rglob("*.perennial")) == kept


def test_that_a_file_of_an_older_format_is_updated_in_memory_and_merged(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_field(two.theirs, two.account, segment="Mid")
    new_account(two.theirs, "Theirs", segment="SMB")
    two.theirs.close()
    two.mine.close()
    bytes_before = two.paths[1].read_bytes()

    next_format.install(monkeypatch)
    with Portfolio.open(two.paths[0], clock_=two.clock) as mine:
        mine.merge([two.paths[1]])

        assert rows(mine, "SELECT name, segment FROM account ORDER BY name") == [("Acme", "Mid"), ("Theirs", "SMB")]
        # What the update filled in came with the row.
        assert one(mine, "SELECT tier FROM account WHERE name = 'Theirs'") == "SMB"
        assert mine.read(checks.problems) == []
    assert two.paths[1].read_bytes() == bytes_before


# -- order


def test_that_answers_of_one_person_on_one_day_keep_one_order_on_both_sides(two: Two) -> None:
    contact = two.mine.perform(add, "contact", {"account": two.account, "name": "Jana"}).result
    two.merge_back()

    def answer(book: Portfolio, score: float) -> None:
        values = {"kind": "nps", "responded_on": "2026-03-01", "score": score, "scale_min": 0.0, "scale_max": 10.0}
        book.perform(add, "survey_response", {"account": two.account, "contact": contact, **values})

    answer(two.mine, 1.0)
    answer(two.theirs, 2.0)
    answer(two.mine, 3.0)
    two.merge()
    two.merge_back()

    sql = "SELECT score FROM survey_response ORDER BY rowid"
    assert rows(two.mine, sql) == rows(two.theirs, sql) == [(1.0,), (2.0,), (3.0,)]


@pytest.mark.parametrize(
    ("table", "day", "says"),
    [
        ("pulse", "on_day", "value"),
        ("override", "set_on", "value"),
        ("renewal_call", "on_day", "kind"),
        ("churn", "on_day", "reason"),
    ],
)
def test_that_of_what_two_said_of_an_account_on_one_day_the_same_counts_on_both_sides(
    two: Two, table: str, day: str, says: str
) -> None:
    def say(book: Portfolio, number: int) -> None:
        value = {"kind": f"{number}", "reason": f"{number}"}.get(says, number)
        book.perform(add, table, {"account": two.account, day: "2026-03-01", says: value})

    say(two.mine, 1)
    say(two.theirs, 2)
    say(two.mine, 3)
    two.merge()
    two.merge_back()

    sql = f"SELECT CAST({says} AS INTEGER) FROM {table} ORDER BY rowid"
    assert rows(two.mine, sql) == rows(two.theirs, sql) == [(1,), (2,), (3,)]


def test_that_a_file_whose_schema_is_no_text_is_refused_as_damaged(used: Path, path: Path) -> None:
    data = used.read_bytes()
    place = data.index(b"CREATE TABLE txn(") + len("CREATE TABLE txn(i")
    used.write_bytes(data[:place] + b"\xc4" + data[place + 1 :])
    with Portfolio.open(path) as book, pytest.raises(FileProblem, match=r"used\.perennial.*damaged"):
        book.merge([used], other_books=True)

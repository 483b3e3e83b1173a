"""Copies are whole or not there, and kept apart from the document."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem
from desktop.store import backup, checks
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from tests.store.books import contents, everything, make_something, new_account, one, outside, rows


def test_that_a_backup_holds_what_the_file_holds(book: Portfolio, home: Path) -> None:
    make_something(book)
    before = book.read(everything)

    made = book.read(backup.make, book.path, reason="by-hand")

    assert made.parent == home / "backups" / book.doc_id
    assert contents(made) == before
    assert book.read(everything) == before
    with Portfolio.open(made, writable=False) as copy:
        assert copy.read(checks.problems) == []
        assert copy.doc_id == book.doc_id


def test_that_backups_sort_by_their_time_and_name_their_reason(book: Portfolio) -> None:
    times = [datetime(2026, 3, day, 9, 0, 0, 5, tzinfo=UTC) for day in (2, 1)]
    made = [book.read(backup.make, book.path, reason="by-hand", at=at) for at in times]

    assert [each.name for each in made] == [
        "20260302-090000-000005-by-hand.perennial",
        "20260301-090000-000005-by-hand.perennial",
    ]


def test_that_backups_made_one_after_the_other_are_two(book: Portfolio) -> None:
    assert book.read(backup.make, book.path, reason="x") != book.read(backup.make, book.path, reason="x")


def test_that_a_copy_replaces_what_had_its_name(book: Portfolio, tmp_path: Path) -> None:
    target = tmp_path / "copy.perennial"
    target.write_text("old", encoding="utf-8")
    new_account(book)
    book.read(backup.copy, target)

    assert len(contents(target)["account"]) == 1
    assert sorted(each.name for each in tmp_path.glob("*copy*")) == ["copy.perennial"]


def test_that_a_copy_that_is_not_sound_is_not_kept_and_the_old_one_stays(book: Portfolio, tmp_path: Path) -> None:
    make_something(book)
    target = tmp_path / "copy.perennial"
    target.write_text("old", encoding="utf-8")
    page = one(book, "SELECT rootpage FROM sqlite_master WHERE name = 'ticket'")
    content = bytearray(book.path.read_bytes())
    content[(page - 1) * 4096 + 100 : page * 4096] = b"\xff" * 3996
    book.path.write_bytes(content)
    rows(book, "PRAGMA shrink_memory")  # or the page would come from there, sound

    with pytest.raises(FileProblem, match="is not sound"):
        book.read(backup.copy, target)
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(each.name for each in tmp_path.glob("*copy*")) == ["copy.perennial"]


def test_that_a_folder_that_is_not_there_is_named_in_the_message(book: Portfolio, tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        book.read(backup.copy, tmp_path / "missing" / "copy.perennial")


def test_that_a_backup_folder_that_cannot_be_made_is_a_file_problem(book: Portfolio, home: Path) -> None:
    (home / "backups").mkdir(parents=True)
    (home / "backups" / book.doc_id).write_text("in the way", encoding="utf-8")
    with pytest.raises(FileProblem, match=f"{book.doc_id}: File exists"):
        book.read(backup.make, book.path, reason="by-hand")


def test_that_a_copy_is_never_waited_for_for_ever(
    book: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite copies nothing from a connection in the middle of a change, and by itself would wait for its end."""
    monkeypatch.setattr(backup, "WAIT_SECONDS", 0.1)

    def operation(tx: Tx) -> None:
        tx.insert("account", {"name": "Acme"})
        backup.copy(tx.conn, tmp_path / "copy.perennial")

    with pytest.raises(FileProblem, match="No copy was made"):
        book.perform(operation)
    assert list(tmp_path.glob("*copy*")) == []
    assert rows(book, "SELECT * FROM account") == []


def test_that_a_copy_made_while_another_program_writes_is_of_one_state(book: Portfolio, tmp_path: Path) -> None:
    new_account(book, "Before")
    target = tmp_path / "copy.perennial"

    def operation(conn: sqlite3.Connection) -> None:
        conn.execute("SELECT count(*) FROM account").fetchone()
        with outside(book.path) as other:
            other.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("UPDATE capture SET paused = 0")
        backup.copy(conn, target)

    book.read(operation)
    assert contents(target) == book.read(everything)

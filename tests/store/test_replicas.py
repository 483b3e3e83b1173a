"""A replica is one installation's part in one file: no copy, and no older state put back, goes on under its name."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.store import checks, places, replicas
from desktop.store.portfolio import Portfolio
from tests.store.books import new_account, one, rows, run, running, set_field


def replica_of(path: Path) -> str:
    with Portfolio.open(path) as book:
        return book.replica


def remembered_in() -> Path:
    """The only file that remembers a replica."""
    (found,) = places.replicas_home().iterdir()
    return found


def edit(path: Path, name: str = "Acme") -> str:
    """Add an account, and return the replica that did."""
    with Portfolio.open(path) as book:
        new_account(book, name)
        return book.replica


def test_that_a_file_keeps_its_replica_from_one_opening_to_the_next(path: Path) -> None:
    mine = edit(path)
    assert edit(path) == mine
    assert replica_of(path) == mine
    with Portfolio.open(path, writable=False) as reader:
        assert reader.replica == mine


def test_that_a_moved_file_keeps_its_replica(path: Path) -> None:
    mine = edit(path)
    assert replica_of(path.rename(path.with_name("moved.perennial"))) == mine


def test_that_a_copied_file_gets_a_replica_of_its_own_and_cannot_undo_the_others_changes(path: Path) -> None:
    mine = edit(path)
    copy = Path(shutil.copy2(path, path.with_name("copy.perennial")))

    with Portfolio.open(copy) as other:
        assert other.replica != mine
        with pytest.raises(Rejected, match="nothing to undo"):
            other.undo()
        new_account(other, "Theirs")
        other.undo()
        with pytest.raises(Rejected, match="nothing to undo"):
            other.undo()
        assert rows(other, "SELECT name FROM account WHERE deleted_at IS NULL") == [("Acme",)]
    with Portfolio.open(path) as book:
        assert book.replica == mine
        book.undo()
        assert rows(book, "SELECT name FROM account WHERE deleted_at IS NULL") == []


@pytest.mark.parametrize("in_place", [True, False])
def test_that_an_older_state_that_was_put_back_gets_a_new_replica(path: Path, in_place: bool) -> None:
    edit(path, "First")
    older = Path(shutil.copyfile(path, path.with_name("older.perennial")))
    mine = edit(path, "Second")
    if in_place:
        path.write_bytes(older.read_bytes())
    else:
        older.replace(path)

    assert replica_of(path) != mine
    assert edit(path, "Third") != mine
    with Portfolio.open(path) as book:
        assert book.read(checks.problems) == []
        assert rows(book, "SELECT name FROM account") == [("First",), ("Third",)]


def test_that_a_state_without_any_change_of_ours_gets_a_new_replica(path: Path) -> None:
    untouched = path.read_bytes()
    mine = edit(path)
    path.write_bytes(untouched)
    assert replica_of(path) != mine


def test_that_each_installation_has_its_own_replica(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = edit(path)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "another home"))
    theirs = edit(path)
    assert theirs != mine
    with Portfolio.open(path) as book:
        book.undo()
        with pytest.raises(Rejected):
            book.undo()


def test_that_another_installations_changes_do_not_cost_the_replica(
    path: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = edit(path)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "another home"))
    edit(path)
    monkeypatch.setenv("PERENNIAL_HOME", str(home))
    assert replica_of(path) == mine


def test_that_what_a_killed_writer_remembered_does_no_harm(path: Path) -> None:
    """It may be older than the file, as with a copy: then undo is lost, but no data."""
    with running("editor", path, 1, 0) as editor:
        assert editor.stdout is not None
        editor.stdout.readline()
    with Portfolio.open(path) as book:
        new_account(book)
        book.undo()
        assert book.read(checks.problems) == []


def test_that_a_reader_does_not_set_back_what_the_writer_remembered(path: Path) -> None:
    """A reader that checks the file for long remembers it later than the writer that went on meanwhile."""
    with Portfolio.open(path) as book:
        new_account(book)
        mine = book.replica
        before = json.loads(remembered_in().read_text())
        set_field(book, one(book, "SELECT id FROM account"), segment="SMB")
    replicas.remember(replicas.Replica(**before))

    assert replica_of(path) == mine


# -- the file that remembers them


@pytest.mark.parametrize("content", ["", "{", "null", "[1]", "[[]]", '{"id": "x"}', "\x00", '{"a": 1}', "{" * 2000])
def test_that_a_damaged_memory_costs_a_replica_and_nothing_else(path: Path, content: str) -> None:
    mine = edit(path)
    remembered_in().write_text(content, encoding="utf-8")

    theirs = edit(path)
    assert theirs != mine
    assert replica_of(path) == theirs


def test_that_a_memory_that_is_no_text_costs_a_replica_and_nothing_else(path: Path) -> None:
    mine = edit(path)
    remembered_in().write_bytes(b"\xff\xfe\xff")
    assert edit(path) != mine


@pytest.mark.parametrize("obstacle", ["a file in place of the folder", "a folder in place of the file"])
def test_that_a_memory_that_cannot_be_written_hinders_nobody(path: Path, home: Path, obstacle: str) -> None:
    if obstacle.startswith("a file"):
        home.write_text("", encoding="utf-8")
    else:
        replica_of(path)
        found = remembered_in()
        found.unlink()
        found.mkdir()
        (found / "x").touch()

    with Portfolio.open(path) as book:
        account = new_account(book)
        set_field(book, account, segment="SMB")
        book.undo()
        book.redo()
        assert one(book, "SELECT segment FROM account") == "SMB"
    assert edit(path) != book.replica


@pytest.mark.usefixtures("home")
def test_that_an_ordinary_user_whose_memory_is_read_only_can_still_work(template: Path) -> None:
    """In a folder of its own, because the tests' may not be entered by another user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        path = Path(shutil.copyfile(template, folder / "book.perennial"))
        path.chmod(0o666)
        home = folder / "home"
        home.mkdir(mode=0o555)
        os.environ["PERENNIAL_HOME"] = str(home)
        assert run("ordinary_user", path) == ["0 problems", "written"]
        assert list(home.iterdir()) == []


def test_that_the_memory_does_not_grow_for_ever(path: Path) -> None:
    mine = edit(path)
    found = remembered_in()
    for number in range(700):
        older = found.with_name(f"{number}.json")
        older.write_text("{}", encoding="utf-8")
        os.utime(older, (number, number))

    other = Path(shutil.copy2(path, path.with_name("other.perennial")))
    edit(other)
    kept = {each.name for each in found.parent.iterdir()}
    assert len(kept) == 500
    assert "699.json" in kept
    assert "0.json" not in kept
    assert edit(path) == mine


def test_that_books_are_remembered_apart(path: Path) -> None:
    """Two programs, each with a book of its own, write at once: neither may write over what the other has noted."""
    mine = edit(path)
    found = remembered_in()
    before = found.read_bytes()
    other = Path(shutil.copy2(path, path.with_name("other.perennial")))
    theirs = edit(other)

    assert found.read_bytes() == before
    assert (edit(path), edit(other)) == (mine, theirs)


def test_that_nothing_is_left_of_what_was_longer(path: Path) -> None:
    replica = replicas.recall("doc", path.stat(), {})
    for size in (10**15, 1):
        replicas.remember(replica._replace(size=size))
        assert replicas.recall("doc", path.stat(), {}).size == size

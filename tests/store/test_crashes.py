"""What was acknowledged stays, what was not is there whole or not at all: killed processes and full disks."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem
from desktop.operations.defaults import write_defaults
from desktop.store import checks, opening, schema, usage_rows
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from tests.store.books import (
    SOAK,
    contents,
    everything,
    new_account,
    one,
    rows,
    run,
    start,
    visible,
)

# -- killed


def test_that_no_acknowledged_edit_is_lost_when_the_program_is_killed(path: Path) -> None:
    choose, acknowledged = random.Random(1), 0
    for _ in range(60 if SOAK else 6):
        with start("editor", path, acknowledged + 1, choose.choice((0, 200, 2000))) as editor:
            assert editor.stdout is not None
            assert editor.stdout.readline() == "ready\n", editor.communicate()[1]
            first = editor.stdout.readline()
            time.sleep(choose.random() * 0.3)
            editor.kill()
            lines = [first, *editor.stdout]
        assert int(lines[-1]) > acknowledged
        acknowledged = int(lines[-1])
        with Portfolio.open(path, writable=choose.random() < 0.5) as book:
            found = one(book, "SELECT count(*) FROM account")
            assert acknowledged <= found <= acknowledged + 1
            assert one(book, "SELECT count(*) FROM account WHERE notes IS NOT 'written last'") == 0
            assert book.read(checks.problems) == []
            acknowledged = found


def test_that_no_acknowledged_work_is_lost_when_the_program_is_killed(path: Path) -> None:
    with Portfolio.open(path) as book:
        book.perform(write_defaults)
        for name in ("Acme", "Bolt", "Cole"):
            new_account(book, name)
    choose, steps, there = random.Random(2), [""], set[int]()
    caught = 0
    for _ in range(60 if SOAK else 6):
        first = 1 + max((int(step.split()[1]) for step in steps if step), default=0)
        with start("real_editor", path, first) as editor:
            assert editor.stdout is not None
            assert editor.stdout.readline() == "ready\n", editor.communicate()[1]
            began = editor.stdout.readline()
            time.sleep(choose.random() * 0.3)
            editor.kill()
            steps = [began.strip(), *(line.strip() for line in editor.stdout)]
        caught += path.with_name(f"{path.name}-journal").exists()
        for step in steps:
            there = after(there, step)
        with Portfolio.open(path, writable=choose.random() < 0.5) as book:
            found = numbers(book, "touchpoint", "subject") | numbers(book, "survey_response", "comment")
            # What was under way when it was killed may be there, whole, and was not said yet.
            assert found in (there, after(there, following(steps[-1])))
            if found != there:
                steps.append(following(steps[-1]))
            assert numbers(book, "touchpoint", "subject") == numbers(book, "task", "title")
            assert book.read(checks.problems) == []
            there = found
    assert len(there) > 20
    assert caught > 0 or not SOAK


def after(there: set[int], step: str) -> set[int]:
    """Which edits stand after a step of the editor, such as `undid 5`."""
    word, number = step.split()
    return there - {int(number)} if word == "undid" else there | {int(number)}


def following(step: str) -> str:
    """The step that the editor takes after this one."""
    word, number = step.split()[0], int(step.split()[1])
    if word == "did" and number % 5 == 0:
        return f"undid {number}"
    if word == "undid" and number % 10 == 0:
        return f"redid {number}"
    return f"did {number + 1}"


def numbers(book: Portfolio, table: str, field: str) -> set[int]:
    """The edits whose numbers stand in a field of the living rows."""
    found = rows(book, f"SELECT {field} FROM {table} WHERE deleted_at IS NULL AND {field} LIKE 'edit %'")
    return {int(text.split()[1]) for (text,) in found}


def test_that_an_import_killed_at_any_statement_is_there_whole_or_not_at_all(used: Path, memory: Path) -> None:
    before = contents(used)
    copies = [Path(line) for line in run("killed_at", used, memory, 1 if SOAK else 29)]
    assert len(copies) > 8
    with Portfolio.open(copies[-1]) as done:
        whole = segments_and_tasks(done)

    left_journals = 0
    was_there = False
    for copy in copies[:-1]:
        left_journals += copy.with_name(f"{copy.name}-journal").exists()
        with Portfolio.open(copy) as book:
            # Killed after its commit, it is there whole, though nobody was told.
            is_there = segments_and_tasks(book) == whole
            assert is_there or book.read(everything) == before
            # After the commit come only the few statements of a file that is closed.
            assert is_there >= was_there, f"there before, and not when killed later: {copy}"
            assert not is_there or copy in copies[-10:]
            was_there = is_there
            assert book.read(opening.fingerprint) == schema.FINGERPRINTS[schema.VERSION]
            assert book.read(checks.problems) == []
    assert left_journals > len(copies) // 4

    with Portfolio.open(copies[-1]) as done, Portfolio.open(copies[0]) as book:
        assert len(done.read(visible)["task"]) == 100
        assert done.read(checks.problems) == []
        # A retry where it was killed works.
        account = one(book, "SELECT min(id) FROM account")
        book.perform(lambda tx: tx.insert_many("task", ("id", "account", "title"), [["t0", account, "again"]]))
        assert len(book.read(visible)["task"]) == 1


def segments_and_tasks(book: Portfolio) -> list[tuple[object, ...]]:
    """What the import writes, and no stamp of when it did."""
    accounts = rows(book, "SELECT id, segment, notes FROM account ORDER BY id")
    tasks = rows(book, "SELECT id, account, title FROM task WHERE deleted_at IS NULL ORDER BY id")
    usage = rows(book, "SELECT count(*) FROM usage")
    return [*accounts, *tasks, *usage]


def test_that_a_half_made_file_is_never_seen(tmp_path: Path) -> None:
    choose = random.Random(1)
    folder = tmp_path / "new"
    folder.mkdir()
    for number in range(20 if SOAK else 2):
        path = folder / f"new {number}.perennial"
        with start("maker", path) as maker:
            assert maker.stdout is not None
            assert maker.stdout.readline() == "ready\n"
            time.sleep(choose.random() * 0.4)
            maker.kill()
        if path.exists():
            with Portfolio.open(path) as book:
                assert book.read(checks.problems) == []
        else:
            Portfolio.create(path).close()


# -- a full disk


def fill(tx: Tx) -> None:
    tx.insert_many("account", ("id", "name"), [[f"account {n}", "n" * 300] for n in range(3000)])


def fill_one_by_one(tx: Tx) -> None:
    for n in range(3000):
        tx.conn.execute("INSERT INTO account(id, name) VALUES(?, ?)", (f"account {n}", "n" * 300))


def change_counter(book: Portfolio) -> bytes:
    """What SQLite raises with each commit."""
    return book.path.read_bytes()[24:28]


@pytest.mark.parametrize("operation", [fill, fill_one_by_one])
def test_that_a_full_disk_is_said_clearly_and_nothing_is_lost(book: Portfolio, operation: Callable[[Tx], None]) -> None:
    new_account(book)
    (pages,) = rows(book, "PRAGMA page_count")[0]
    rows(book, f"PRAGMA max_page_count = {pages + 10}")
    before, changed = book.read(everything), change_counter(book)

    for _ in range(2):
        with pytest.raises(FileProblem, match=r"the disk is full\. Nothing was saved"):
            book.perform(operation)
        assert book.read(everything) == before
        assert change_counter(book) == changed

    rows(book, "PRAGMA max_page_count = 1000000")
    book.perform(operation)
    assert one(book, "SELECT count(*) FROM account") == 3001
    assert book.read(checks.problems) == []
    book.undo()
    assert len(book.read(visible)["account"]) == 1


def test_that_a_full_disk_in_usage_is_said_clearly_and_nothing_is_lost(book: Portfolio) -> None:
    account = new_account(book)
    (pages,) = rows(book, "PRAGMA page_count")[0]
    rows(book, f"PRAGMA max_page_count = {pages + 2}")
    before = book.read(everything)

    def operation(tx: Tx) -> None:
        readings = [usage_rows.Reading(account, "logins", "", day, 0, 1.0) for day in range(20_000)]
        usage_rows.add(tx, readings, source="x")

    with pytest.raises(FileProblem, match="the disk is full"):
        book.perform(operation)
    assert book.read(everything) == before
    rows(book, "PRAGMA max_page_count = 1000000")
    book.perform(operation)
    assert one(book, "SELECT count(*) FROM usage") == 20_000


def test_that_a_limit_of_the_system_on_files_is_said_clearly_and_nothing_is_lost(path: Path) -> None:
    said, accounts, problems = run("small_disk", path)

    assert said.startswith("book.perennial: the disk")
    assert "Nothing was saved" in said
    assert accounts == "0"
    assert problems == "[]"


@contextmanager
def small_disk(folder: Path, size: str) -> Generator[Path]:
    """A file system in memory, which only root may make."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_that_a_new_file_on_a_full_disk_is_not_made(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "256k") as disk:
        with pytest.raises(FileProblem, match="the disk is full"):
            Portfolio.create(disk / "new.perennial")
        assert list(disk.iterdir()) == []


def test_that_a_full_disk_under_what_is_kept_beside_hinders_nobody(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        monkeypatch.setenv("PERENNIAL_HOME", str(disk))
        (disk / "filler").write_bytes(b"x" * shutil.disk_usage(disk).free)
        with Portfolio.open(path) as book:
            new_account(book)
            book.undo()


def test_that_a_disk_that_was_full_can_be_written_again_once_there_is_room(used: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "3m") as disk:
        with Portfolio.open(Path(shutil.copyfile(used, disk / "book.perennial"))) as book:
            before = book.read(everything)
            filler = disk / "filler"
            filler.write_bytes(b"x" * (shutil.disk_usage(disk).free - 200_000))
            with pytest.raises(FileProblem, match=r"the disk is full\. Nothing was saved"):
                book.perform(fill)
            assert book.read(everything) == before
            filler.unlink()
            new_account(book, "After")
            assert book.read(checks.problems) == []
        with Portfolio.open(disk / "book.perennial", writable=False) as book:
            assert "After" in [name for (name,) in rows(book, "SELECT name FROM account")]


def test_that_what_is_no_problem_of_the_file_passes_as_the_bug_it_is(book: Portfolio) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        rows(book, "SELECT x FROM nowhere")

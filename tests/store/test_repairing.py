"""Of a damaged file everything is saved that can be read, and the damaged file stays as it is."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import checks, repairing, triggers
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from tests.store.books import SOAK, contents, new_account, outside, rows, set_field

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)


def repaired(path: Path) -> tuple[Path, dict[str, repairing.Saved]]:
    target = path.with_name("saved.perennial")
    target.unlink(missing_ok=True)
    before = path.read_bytes()
    found = repairing.repair(path, target, at=AT, author="me")
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*"))
    return target, {each.table: each for each in found}


def overwritten(path: Path, page: int, content: bytes = b"\xff" * 4096) -> None:
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = content
    path.write_bytes(data)


def test_that_everything_of_a_sound_file_is_saved(used: Path) -> None:
    target, found = repaired(used)
    before, after = contents(used), contents(target)
    for state in (before, after):
        del state["capture"], state["derived"]
    assert after == before
    assert not any(each.unlinked or each.missing or each.is_partly_unreadable for each in found.values())


@pytest.mark.parametrize("content", [b"\xff" * 4096, bytes(4096)])
def test_that_a_lost_first_page_costs_nothing(used: Path, content: bytes) -> None:
    before = contents(used)
    overwritten(used, 1, content)
    target, _ = repaired(used)
    after = contents(target)
    for state in (before, after):
        del state["capture"], state["derived"]
    assert after == before


def test_that_a_lost_page_of_a_table_costs_its_rows_alone(used: Path) -> None:
    before = contents(used)
    with outside(used) as conn:
        leaves = [
            page
            for (page,) in conn.execute("SELECT pageno FROM dbstat WHERE name = 'ticket' AND pagetype = 'leaf'")
        ] if _has_dbstat(conn) else []  # fmt: skip
        (root,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket'").fetchone()
    overwritten(used, leaves[1] if leaves else root)
    target, found = repaired(used)
    after = contents(target)
    assert len(before["ticket"]) == len(after.get("ticket", [])) + found["ticket"].missing
    assert found["ticket"].missing > 0
    assert found["ticket"].is_partly_unreadable
    if leaves:
        assert len(after["ticket"]) > 100
    assert after["contact"] == before["contact"]


def _has_dbstat(conn: object) -> bool:
    import sqlite3

    assert isinstance(conn, sqlite3.Connection)
    return ("ENABLE_DBSTAT_VTAB",) in conn.execute("PRAGMA compile_options").fetchall()


def test_that_any_lost_page_or_cut_leaves_a_sound_file(used: Path) -> None:
    choose = random.Random(1)
    whole = used.read_bytes()
    pages = len(whole) // 4096
    for page in range(2, pages + 1) if SOAK else choose.sample(range(2, pages + 1), 8):
        used.write_bytes(whole)
        overwritten(used, page, choose.choice((bytes(4096), b"\xff" * 4096, choose.randbytes(4096))))
        target, _ = repaired(used)
        with Portfolio.open(target) as book:
            assert book.read(checks.problems) == []
            new_account(book)
            assert rows(book, "SELECT count(*) FROM account")
    used.write_bytes(whole[: len(whole) * 2 // 3])
    target, _ = repaired(used)
    with Portfolio.open(target) as book:
        assert book.read(checks.problems) == []


def test_that_what_is_at_the_target_stays(used: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.perennial"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(FileProblem, match="exists already"):
        repairing.repair(used, target, at=AT, author="me")
    assert target.read_text(encoding="utf-8") == "old"


def facts(path: Path) -> dict[str, object]:
    """The rows of everything that is journalled, in any order."""
    with outside(path) as conn:
        tables = triggers.journalled_tables(conn)
    return {table: sorted(map(repr, each)) for table, each in contents(path).items() if table in tables}


def test_that_what_a_repair_lost_comes_back_with_a_whole_copy(used: Path) -> None:
    choose = random.Random(3)
    whole = Path(shutil.copy(used, used.with_name("whole.perennial")))
    before, content = facts(whole), whole.read_bytes()
    lossy = 0
    for _ in range(200 if SOAK else 6):
        used.write_bytes(content)
        for page in choose.sample(range(2, len(content) // 4096 + 1), choose.choice((1, 2, 5, 20))):
            overwritten(used, page, bytes(4096))
        target, found = repaired(used)
        left = facts(target)
        lossy += any(each.missing for each in found.values())
        with Portfolio.open(target) as book:
            came = book.merge([whole]).result
            assert facts(target) == before
            if not came.is_nothing:
                book.undo()
                assert facts(target) == left
                book.merge([whole])
        theirs = Path(shutil.copy(whole, used.with_name("theirs.perennial")))
        with Portfolio.open(theirs) as book:
            book.merge([target])
        assert facts(theirs) == before
    assert lossy


def test_that_what_others_said_since_beats_a_field_whose_last_change_was_lost(used: Path) -> None:
    with Portfolio.open(used) as book:
        account = new_account(book, name="Loppen")
        set_field(book, account, notes="before")
    theirs = Path(shutil.copy(used, used.with_name("theirs.perennial")))
    with Portfolio.open(theirs) as book:
        set_field(book, account, notes="since")
    with outside(used) as conn:
        conn.execute("UPDATE capture SET paused = 1")
        conn.execute("UPDATE account SET notes = 'as it stands' WHERE id = ?", (account,))
    target = used.with_name("saved.perennial")
    repairing.repair(used, target, at=datetime.now(UTC) + timedelta(hours=1), author="me")
    with Portfolio.open(target) as book:
        book.merge([theirs])
        assert rows(book, "SELECT notes FROM account WHERE id = ?", account) == [("since",)]


def test_that_a_loan_comes_home_to_a_repaired_book_unless_its_rows_are_lost(used: Path) -> None:
    with Portfolio.open(used) as book:
        kept, lost = new_account(book, name="Kept"), new_account(book, name="Lost")
        loans: dict[str, Path] = {}
        for account in (kept, lost):
            loans[account] = used.with_name(f"{account}.perennial")
            book.export(loans[account], Copy("loan", (account,)))
    for account, path in loans.items():
        with Portfolio.open(path) as loan:
            set_field(loan, account, notes="home")
    with outside(used) as conn:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("DROP TRIGGER journal_account_kept")
        conn.execute("DELETE FROM account WHERE id = ?", (lost,))
    target, _ = repaired(used)
    with Portfolio.open(target) as book:
        book.merge([loans[kept]])
        assert rows(book, "SELECT notes FROM account WHERE id = ?", kept) == [("home",)]
        with pytest.raises(Rejected, match="rows that this book has lost"):
            book.merge([loans[lost]])

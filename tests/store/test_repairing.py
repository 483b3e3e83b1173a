"""Of a damaged file everything is saved that can be read, and the damaged file stays as it is."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem
from desktop.store import checks, repairing
from desktop.store.portfolio import Portfolio
from tests.store.books import SOAK, contents, new_account, outside, rows

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

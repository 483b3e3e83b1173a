"""The columns kept beside the rows say what the rows say, whatever has happened since; else they are not asked."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.usage import UsageWindows
from desktop.store import derived, opening
from desktop.store.connection import Connection
from desktop.store.packing import packed, unpacked
from desktop.store.portfolio import Portfolio
from desktop.store.queries import usage as usage_queries
from desktop.store.queries.health import health_there
from desktop.store.queries.usage import windows_of
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading, add
from tests.store.books import Clock, set_field
from tests.store.test_health_queries import DAYS, EPOCH, assert_same, fill, from_records

FIELDS = {
    "account": {"name": "ZYX", "segment": ("SMB", None), "started_on": ("2026-01-01", None)},
    "contract_line": {"seats": (1, 90), "likelihood": (0.1, None), "plan": ("Pro", None), "product": ("core", None)},
    "survey_response": {"score": (0.0, 9.0, None), "responded_on": ("2026-11-22", "2026-11-01"), "contact": (None,)},
    "ticket": {"csat": (1.0, None), "closed_on": (None, "2026-11-20")},
    "touchpoint": {"two_way": (0, 1), "state": ("held", "planned")},
    "qbr": {"held_on": (None, "2026-11-21")},
    "milestone": {"state": ("done", "waived"), "due_on": ("2026-10-01", None)},
    "objective": {"status": ("met", "dropped"), "done_on": ("2026-10-01", None)},
    "contact": {"role": ("champion", "user"), "left_on": (None, "2026-11-01"), "influence": ("decides", None)},
}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small books are kept too, and no account is too few to be read with all the others."""
    monkeypatch.setattr(opening, "LARGE_FROM", 1)
    monkeypatch.setattr(derived, "RENEWED_FROM", 1)
    monkeypatch.setattr(usage_queries, "FEW", 0)


def is_asked(conn: Connection) -> tuple[bool, bool]:
    return derived.facts(conn) is not None, derived.usage(conn, 730_000, 740_000) is not None


def compare(conn: Connection) -> None:
    """What is computed through the kept columns is what the records give, and the usage what its rows give."""
    for days in (DAYS[::2], DAYS[-1:]):
        expected = from_records(conn, days[-1])
        whole = health_there(conn, days)
        assert whole.accounts == expected.accounts
        assert_same(whole, expected, conn, days)
        kept, wanted = windows_of(conn, whole.accounts, days), from_rows(conn, whole.accounts, days)
        for day in days:
            for one, other in zip(kept[day], wanted[day], strict=True):
                np.testing.assert_array_equal(one, other)


def from_rows(conn: Connection, accounts: Sequence[str], days: Sequence[date]) -> dict[date, UsageWindows]:
    """`windows_of` as it is where nothing is kept."""

    def nothing(conn: Connection, first: int, last: int) -> None:
        del conn, first, last

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derived, "usage", nothing)
        return windows_of(conn, accounts, days)


def edit(tx: Tx, random: Random) -> None:
    """Something of one account changes: a field, its account, its being there; or something is added."""
    table = random.choice(list(FIELDS))
    rows = [row for (row,) in tx.conn.execute(f"SELECT id FROM {table} ORDER BY id")]
    accounts = [row for (row,) in tx.conn.execute("SELECT id FROM account ORDER BY id")]
    tx.label = f"Edit {table}"
    if not rows:
        return
    row, what = random.choice(rows), random.random()
    if what < 0.55:
        field = random.choice(list(FIELDS[table]))
        tx.update(table, row, {field: random.choice(FIELDS[table][field])})
    elif what < 0.65 and table != "account":
        tx.update(table, row, {"account": random.choice(accounts)})
    elif what < 0.8:
        tx.delete(table, row)
    elif what < 0.9:
        tx.update(table, row, {"deleted_at": None})
    elif table == "survey_response":
        values = {"account": random.choice(accounts), "kind": "nps", "responded_on": "2026-11-20", "score": 2.0}
        people = [person for (person,) in tx.conn.execute("SELECT id FROM contact ORDER BY id")]
        tx.insert(table, {**values, "scale_min": 0, "scale_max": 10, "contact": random.choice(people)})
    else:
        account = tx.insert("account", {"name": random.choice("ABQ")})
        tx.insert("ticket", {"account": account, "opened_on": "2026-11-01"})


def read_usage(tx: Tx, random: Random) -> None:
    account = random.choice([row for (row,) in tx.conn.execute("SELECT id FROM account ORDER BY id")])
    days = {random.randrange(20_500, (DAYS[-1] - EPOCH).days + 1) for _ in range(8)}
    metric = random.choice((("active_users", ""), ("feature_users", "sso"), ("logins", "new")))
    add(tx, [Reading(account, *metric, day, 0, random.uniform(0, 20)) for day in days], source="more.csv")
    tx.label = "Usage"


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_that_kept_columns_say_what_the_rows_say_after_any_history(template: Path, memory: Path, seed: int) -> None:
    random = Random(seed)
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        book = Portfolio.open(path, clock_=Clock())
        book.perform_by(book.hand(), lambda tx: fill(tx, random), kind="system")
        book.keep_columns()
        asked = 0
        for _ in range(8):
            what = random.random()
            if what < 0.6:
                book.perform(edit, random)
            elif what < 0.7:
                book.perform(read_usage, random)
            elif what < 0.8 and book.stacks().done:
                book.undo()
            elif what < 0.9 and book.stacks().undone:
                book.redo()
            elif what < 0.95:
                book.keep_columns()
            else:
                book.close()
                book = Portfolio.open(path, clock_=Clock())
            asked += book.read(is_asked)[0]
            book.read(compare)
            assert not book.read(derived.wrong_parts)
        assert asked == 8
        book.close()


@pytest.fixture
def filled(book: Portfolio) -> Portfolio:
    book.perform(fill, Random(7))
    book.keep_columns()
    assert book.read(is_asked) == (True, True)
    return book


def test_that_usage_is_read_from_its_rows_once_a_batch_came_or_went(filled: Portfolio) -> None:
    filled.perform(read_usage, Random(1))
    assert filled.read(is_asked) == (True, False)
    filled.keep_columns()
    assert filled.read(is_asked) == (True, True)
    filled.undo()
    assert filled.read(is_asked) == (True, False)


def test_that_a_book_looked_at_as_it_was_is_read_from_its_rows(filled: Portfolio, clock: Clock) -> None:
    (line,) = filled.read(lambda conn: conn.execute("SELECT id FROM contract_line LIMIT 1").fetchone())
    then = clock.at.date()
    clock.at += timedelta(days=2)
    set_field(filled, line, "contract_line", likelihood=0.123)
    filled.keep_columns()
    with filled.looked_at(then) as conn:
        assert derived.facts(conn) is None
        compare(conn)
    with filled.looked_at(clock.at.date()) as conn:
        assert derived.facts(conn) is not None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE derived SET made_of = 'another format'",
        "UPDATE derived SET body = substr(body, 1, length(body) / 2)",
        "UPDATE derived SET body = zeroblob(length(body))",
        "UPDATE derived SET through = 999999",
        "UPDATE txn SET replica = 'somebody' WHERE id = (SELECT max(id) FROM txn)",
        "DROP INDEX ticket_by_account",
        "DELETE FROM derived",
    ],
)
def test_that_columns_in_doubt_are_not_asked(filled: Portfolio, path: Path, change: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(change)
    assert filled.read(is_asked) == (False, False)
    filled.read(compare)


def test_that_too_many_changes_make_all_rows_be_read(filled: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MOST_CHANGED", 0)
    assert filled.read(is_asked) == (True, True)
    set_field(filled, _an_account(filled), name="Other")
    assert filled.read(is_asked) == (False, True)


def test_that_closing_a_large_book_keeps_its_columns_and_no_change_set(filled: Portfolio, path: Path) -> None:
    set_field(filled, _an_account(filled), name="Other")
    before = filled.read(_history)
    filled.close()
    with Portfolio.open(path, writable=False) as again:
        assert again.read(_history) == before
        assert not again.read(derived.is_due)
        assert again.read(is_asked) == (True, True)
        again.read(compare)


def test_that_a_small_book_keeps_none(book: Portfolio, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGE_FROM", 1_000)
    book.perform(fill, Random(7))
    book.close()
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT count(*) FROM derived").fetchone() == (0,)


def test_that_a_file_somebody_else_wrote_meanwhile_is_closed_as_it_is(filled: Portfolio, path: Path) -> None:
    set_field(filled, _an_account(filled), name="Other")
    other = sqlite3.connect(path)
    other.execute("UPDATE portfolio SET currency = 'EUR'")
    other.commit()
    other.close()
    filled.close()
    with Portfolio.open(path, writable=False) as again:
        assert again.read(derived.is_due)


def test_that_columns_which_differ_from_their_rows_are_found_and_forgotten(filled: Portfolio, path: Path) -> None:
    assert not filled.read(derived.wrong_parts)
    (body,) = filled.read(lambda conn: conn.execute("SELECT body FROM derived WHERE part = 'ticket'").fetchone())
    pieces = unpacked(body)
    pieces[1] = pieces[1] + 1
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE derived SET body = ? WHERE part = 'ticket'", (packed(pieces),))
    assert filled.read(derived.wrong_parts) == ["ticket"]
    filled.close()
    with Portfolio.open(path) as again:
        assert again.read(derived.wrong_parts) == ["ticket"]
        again.forget_columns()
        assert again.read(is_asked) == (False, False)


@pytest.mark.parametrize(
    "piece",
    [
        np.array([], np.int64),
        np.array([0, 255, 256, -1, -(1 << 40)], np.int64),
        np.array([np.nan, 0.1, -0.0, np.inf, 1e300]),
        np.array([0.5, np.nan], np.float64),
        np.array([3.0, 4.0]),
        ["", None, "\N{ROCKET}\x00\n"],
    ],
)
def test_that_what_is_packed_comes_back(piece: object) -> None:
    (found,) = unpacked(packed([piece]))  # type: ignore[list-item]
    np.testing.assert_array_equal(found, piece)  # type: ignore[arg-type]


def _an_account(book: Portfolio) -> str:
    return str(book.read(lambda conn: conn.execute("SELECT id FROM account").fetchone())[0])


def _history(conn: Connection) -> list[tuple[object, ...]]:
    return conn.execute("SELECT * FROM txn").fetchall() + conn.execute("SELECT * FROM change").fetchall()

"""What every table of a portfolio is like, so that files can be merged and history kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from desktop.store import schema, triggers
from desktop.store.portfolio import Portfolio
from desktop.store.schema import v1
from tests.store.books import one, rows

UNJOURNALLED = {
    "portfolio",
    "txn",
    "change",
    "capture",
    "derived",
    "usage",
    "usage_aside",
    "usage_series",
    "usage_batch_number",
    "shown_score",
}


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(Database(opened, execute_plugins=False), from_version=0)
    yield opened
    opened.close()


def test_that_every_table_is_strict(conn: sqlite3.Connection) -> None:
    tables = {name: strict for _, name, kind, _, _, strict in conn.execute("PRAGMA table_list") if kind == "table"}
    ours = {name: strict for name, strict in tables.items() if not name.startswith("sqlite_")}
    assert set(ours) == UNJOURNALLED | set(v1.JOURNALLED)
    assert set(ours.values()) == {1}


@pytest.mark.parametrize("table", sorted(v1.JOURNALLED))
def test_that_a_journalled_table_can_be_merged(conn: sqlite3.Connection, table: str) -> None:
    columns = {name: (kind, key) for _, name, kind, _, _, key in conn.execute(f'PRAGMA table_info("{table}")')}
    assert columns["id"] == ("TEXT", 1)
    assert columns["external_id"] == columns["deleted_at"] == ("TEXT", 0)
    # Two people may make the same thing apart; a time of the last change would clash in every merge.
    unique = [
        name
        for _, name, unique, origin, _ in conn.execute(f'PRAGMA index_list("{table}")')
        if unique and origin != "pk"
    ]
    assert unique == []
    assert "updated_at" not in columns
    assert {kind for kind, _ in columns.values()} <= {"TEXT", "INTEGER", "REAL"}


def test_that_links_lead_to_tables_and_are_declared(conn: sqlite3.Connection) -> None:
    for table, columns in v1.JOURNALLED.items():
        declared = {row[3]: (row[2], row[4]) for row in conn.execute(f'PRAGMA foreign_key_list("{table}")')}
        expected = {c: (v1.LINKS[c], "id") for c in columns if c in v1.LINKS and table not in v1.UNLINKED}
        assert declared == expected
        # A column that is called like a table names a row of it.
        assert not [c for c in columns if c in v1.JOURNALLED and c not in v1.LINKS and c not in ("reason", "own_field")]


def test_that_required_fields_are_fields(conn: sqlite3.Connection) -> None:
    assert set(v1.REQUIRED) <= set(v1.JOURNALLED)
    for table, required in v1.REQUIRED.items():
        found = {name for _, name, _, not_null, _, _ in conn.execute(f'PRAGMA table_info("{table}")') if not_null}
        assert found == {"id", *required}


def test_that_a_page_of_one_account_finds_its_rows_by_index(book: Portfolio) -> None:
    for table, column in v1.INDEXED.items():
        plan = rows(book, f'EXPLAIN QUERY PLAN SELECT * FROM "{table}" WHERE {column} = ?', "x")
        assert f"USING INDEX {table}_by_{column}" in plan[0][3]


def test_that_migrating_twice_is_migrating_once(conn: sqlite3.Connection) -> None:
    before = conn.execute("SELECT * FROM sqlite_master").fetchall()
    schema.migrate(Database(conn, execute_plugins=False), from_version=schema.VERSION)
    assert conn.execute("SELECT * FROM sqlite_master").fetchall() == before
    assert conn.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def test_that_making_the_triggers_again_changes_nothing(conn: sqlite3.Connection) -> None:
    triggers.create_all(conn)
    before = set(conn.execute("SELECT type, name, sql FROM sqlite_master"))
    triggers.create_all(conn)
    assert set(conn.execute("SELECT type, name, sql FROM sqlite_master")) == before


def test_that_a_file_says_whose_it_is_and_is_safe_to_copy(book: Portfolio) -> None:
    expected = {
        "application_id": int.from_bytes(b"Pern", "big"),
        "user_version": schema.VERSION,
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
    }
    # Not through read(), in whose transaction some of them answer nothing.
    assert {name: one(book, f"SELECT * FROM pragma_{name}") for name in expected if name != "synchronous"} == {
        name: value for name, value in expected.items() if name != "synchronous"
    }
    assert rows(book, "PRAGMA synchronous") == [(expected["synchronous"],)]
    assert book.path.read_bytes()[68:72] == b"Pern"


@pytest.mark.parametrize("hlc", [0, -1, 2**62, 2**63 - 1])
def test_that_a_stamp_has_bounds(conn: sqlite3.Connection, hlc: int) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        conn.execute("INSERT INTO txn(hlc, replica, author, wall, kind) VALUES(?, 'r', 'a', 'w', 'edit')", (hlc,))


def test_that_a_stamp_is_given_once_per_replica(conn: sqlite3.Connection) -> None:
    sql = "INSERT INTO txn(hlc, replica, author, wall, kind) VALUES(1, ?, 'a', 'w', 'edit')"
    conn.execute(sql, ("one",))
    conn.execute(sql, ("other",))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        conn.execute(sql, ("one",))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("account", "name", 1.5), ("contract_line", "arr_cents", "x"), ("contract_line", "arr_cents", 0.5),
     ("contract_line", "likelihood", "high"), ("account", "name", b"\x00")],
)  # fmt: skip
def test_that_a_value_of_another_type_is_refused(
    conn: sqlite3.Connection, table: str, column: str, value: object
) -> None:
    row = {"id": "x", "account": "a", "name": "n", "arr_cents": 1, "start_on": "2026-01-01"}
    names = [name for name in row if name in triggers.columns(conn, table)]
    if column == "name" and value == 1.5:
        # A number becomes its text, which is the one conversion SQLite does in such a table.
        conn.execute("INSERT INTO account(id, name) VALUES('x', ?)", (value,))
        assert conn.execute("SELECT typeof(name) FROM account").fetchone() == ("text",)
        return
    cells = {**{name: row[name] for name in names}, column: value}
    with pytest.raises(sqlite3.IntegrityError, match="cannot store"):
        conn.execute(
            f"INSERT INTO {table}({', '.join(cells)}) VALUES({', '.join('?' * len(cells))})", tuple(cells.values())
        )

"""Every birth and every changed field is in the journal, and nothing gets past it."""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.store import changes, checks, clock, ids, schema, triggers
from desktop.store.portfolio import Portfolio
from desktop.store.schema import v1
from desktop.store.tx import Tx, Value
from desktop.store.writing import Hand
from tests.store.books import (
    Clock,
    add,
    add_many,
    everything,
    journal,
    new_account,
    one,
    outside,
    remove,
    rows,
    set_field,
)

TABLES = sorted(v1.JOURNALLED)
SAMPLES: dict[type, tuple[Value, Value]] = {str: ("one", "two"), int: (0, 1), float: (0.5, 7.0)}


def columns_of(table: str) -> dict[str, type]:
    return {"external_id": str, **v1.JOURNALLED[table]}


def is_link(table: str, column: str) -> bool:
    return column in v1.LINKS and table not in v1.UNLINKED


def one_row_each(tx: Tx) -> None:
    """A row with the id of its table in every table, all its fields set; links lead to those rows."""
    for table in TABLES:
        values = {
            column: v1.LINKS[column] if is_link(table, column) else SAMPLES[kind][0]
            for column, kind in columns_of(table).items()
        }
        tx.insert(table, values, id=table)


@pytest.fixture
def full(book: Portfolio) -> Portfolio:
    book.perform(one_row_each)
    return book


# -- what is recorded


def test_that_every_row_is_born_in_the_journal(full: Portfolio) -> None:
    assert [each[1:] for each in journal(full)] == [(table, table, "", None, None) for table in TABLES]


@pytest.mark.parametrize("many", [1, 99, 100, 250])
def test_that_rows_written_at_once_are_written_and_journalled_as_one_by_one(book: Portfolio, many: int) -> None:
    accounts = [new_account(book, name) for name in ("Acme", "Birch", "Cedar")]
    columns = ("id", "account", "opened_on", "csat", "subject", "escalated")
    tickets = [[f"t{n * 7 % many:03}", accounts[n % 3], "2026-01-01", n / 2, f"'{n}", None] for n in range(many)]
    book.perform(add_many, "ticket", columns, tickets)
    read = f"SELECT {', '.join(columns)} FROM ticket WHERE deleted_at IS NULL ORDER BY id"
    at_once = (rows(book, read), [each[1:] for each in journal(book) if each[1] == "ticket"])
    assert len(at_once[0]) == len(at_once[1]) == many

    def one_by_one(tx: Tx) -> None:
        for ticket, *values in tickets:
            tx.insert("ticket", dict(zip(columns[1:], values, strict=True)), id=f"x{ticket}")

    book.perform(one_by_one)
    (last,) = rows(book, "SELECT max(txn) FROM change")[0]
    read = f"SELECT substr(id, 2), {', '.join(columns[1:])} FROM ticket WHERE id LIKE 'x%' ORDER BY id"
    births = [(table, row[1:], *rest) for txn, table, row, *rest in journal(book) if txn == last]
    assert (rows(book, read), births) == at_once


def test_that_every_field_of_every_table_is_journalled(full: Portfolio) -> None:
    def set_all(tx: Tx) -> None:
        for table in TABLES:
            for column, kind in columns_of(table).items():
                if not is_link(table, column):
                    tx.update(table, table, {column: SAMPLES[kind][1]})
            tx.delete(table, table)

    changes = full.perform(set_all).changes

    expected = {
        (table, table, column, *SAMPLES[kind])
        for table in TABLES
        for column, kind in columns_of(table).items()
        if not is_link(table, column)
    }
    recorded = {each[1:] for each in journal(full) if each[0] == 2}
    assert {each for each in recorded if each[2] != "deleted_at"} == expected
    assert {each[0] for each in recorded if each[2] == "deleted_at" and each[3] is None} == set(TABLES)
    assert changes.tables == set(TABLES)
    assert full.read(checks.problems) == []


def test_that_every_link_is_journalled(full: Portfolio) -> None:
    def clear(tx: Tx) -> None:
        for table in TABLES:
            for column in columns_of(table):
                if is_link(table, column) and column not in v1.REQUIRED.get(table, ()):
                    tx.update(table, table, {column: None})

    full.perform(clear)

    recorded = [each[1:] for each in journal(full) if each[0] == 2]
    assert recorded == sorted(
        (table, table, column, v1.LINKS[column], None)
        for table in TABLES
        for column in columns_of(table)
        if is_link(table, column) and column not in v1.REQUIRED.get(table, ())
    )


@pytest.mark.parametrize(
    ("table", "column", "old", "new", "types"),
    [
        ("contract_line", "seats", None, 0, ("null", "integer")),
        ("contract_line", "seats", 0, None, ("integer", "null")),
        ("contract_line", "arr_cents", 1, 2**62, ("integer", "integer")),
        ("contract_line", "likelihood", 0.25, 1.0, ("real", "real")),
        ("contract_line", "likelihood", 1, 0, ("real", "real")),
        ("contract_line", "likelihood", None, 1e300, ("null", "real")),
        ("contract_line", "product", "1", "1.0", ("text", "text")),
        ("contract_line", "product", "", None, ("text", "null")),
        ("contract_line", "product", "x", "X", ("text", "text")),
    ],
)
def test_that_the_journal_keeps_values_with_their_type(
    book: Portfolio, table: str, column: str, old: Value, new: Value, types: tuple[str, str]
) -> None:
    account = new_account(book)
    line = {"account": account, "arr_cents": 0, "start_on": "2026-01-01"}
    row = book.perform(add, table, {**line, column: old}).result

    changes = set_field(book, row, table, **{column: new}).changes

    sql = "SELECT old, new, typeof(old), typeof(new) FROM change WHERE tbl = ? AND col = ?"
    assert rows(book, sql, table, column) == [(old, new, *types)]
    assert changes.cells == 1
    book.undo()
    assert rows(book, f"SELECT {column}, typeof({column}) FROM {table}") == [(old, types[0])]


def test_that_a_field_set_twice_in_one_change_has_its_first_old_and_last_new_value(book: Portfolio) -> None:
    account = new_account(book, segment="SMB")

    def operation(tx: Tx) -> None:
        for segment in ("Mid", None, "Enterprise"):
            tx.update("account", account, {"segment": segment})

    book.perform(operation)
    assert journal(book)[-1][3:] == ("segment", "SMB", "Enterprise")


def test_that_a_field_that_keeps_its_value_is_not_journalled(book: Portfolio) -> None:
    account = new_account(book, segment=None, notes="")
    changes = set_field(book, account, segment=None, notes="", stage="live").changes

    assert changes.cells == 1


def test_that_rows_added_at_once_are_journalled_as_rows_added_one_by_one(
    path: Path, template: Path, tmp_path: Path
) -> None:
    columns = ("id", "name", "segment", "acquisition_cost_cents")
    lines = [[f"id {n:03}", f"Account {n}", None if n % 2 else "SMB", n] for n in (5, 3, 40, 1)]

    def add_each(tx: Tx) -> None:
        tx.label = "Import account"
        for line in lines:
            tx.insert("account", dict(zip(columns[1:], line[1:], strict=True)), id=str(line[0]))

    apart = tmp_path / "apart.perennial"
    apart.write_bytes(template.read_bytes())
    with Portfolio.open(path) as book, Portfolio.open(apart) as other:
        at_once = book.perform(add_many, "account", columns, lines).changes
        one_by_one = other.perform(add_each).changes

        assert journal(book) == journal(other)
        assert at_once == one_by_one
        assert rows(book, "SELECT * FROM account ORDER BY id") == rows(other, "SELECT * FROM account ORDER BY id")


def test_that_changes_after_rows_were_added_at_once_are_journalled_again(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        tx.insert_many("account", ("id", "name"), [["a", "Acme"]])
        tx.insert("account", {"name": "Beta"}, id="b")
        tx.update("account", "a", {"name": "Acme 2"})

    book.perform(operation)
    assert [each[1:] for each in journal(book)] == [
        ("account", "a", "", None, None),
        ("account", "a", "name", "Acme", "Acme 2"),
        ("account", "b", "", None, None),
    ]


@pytest.mark.parametrize("there", [0, 1_500])
def test_that_many_rows_are_journalled_beside_few_others_and_beside_many(book: Portfolio, there: int) -> None:
    account = new_account(book)
    lines = [[f"{n * 7919 % 9973:04d}", account, "2026-01-01"] for n in range(there + 120)]
    for part in (lines[:there], lines[there:]):
        book.perform(add_many, "ticket", ("id", "account", "opened_on"), part)
    newest = max(each[0] for each in journal(book))
    assert [each[1:] for each in journal(book) if each[0] == newest] == [
        ("ticket", row, "", None, None) for row in sorted(str(line[0]) for line in lines[there:])
    ]
    assert rows(book, "SELECT count(*) FROM ticket") == [(there + 120,)]


@pytest.mark.parametrize("many", [3, 150])
def test_that_accounts_noted_while_rows_are_written_are_those_that_the_journal_names(
    book: Portfolio, many: int
) -> None:
    names = [new_account(book, name) for name in ("Acme", "Beta", "Gamma", "Delta")]
    book.perform(add_many, "ticket", ("id", "account", "opened_on"), [["old", names[3], "2026-01-01"]])

    def operation(tx: Tx) -> None:
        lines = [[f"t{n}", names[n % 2], "2026-01-01"] for n in range(many)]
        tx.insert_many("ticket", ("id", "account", "opened_on"), lines)
        tx.insert_many("account", ("id", "name"), [[f"a{n}", "New"] for n in range(many)])
        tx.insert_many("playbook", ("id", "key", "name", "trigger"), [["p", "p", "P", "detractor"]])
        tx.insert("contact", {"account": names[2], "name": "Jana"}, id="c")
        tx.update("ticket", "t1", {"account": names[0]})
        tx.delete("ticket", "old")

    for write in (lambda: book.perform(operation), book.undo, book.redo, book.undo):
        done = write()
        newest = one(book, "SELECT id FROM txn ORDER BY hlc DESC LIMIT 1")
        assert done.changes == book.read(changes.of_txn, newest)
        # Undo leaves the moved ticket where it was moved to, so its first account need not be among them.
        assert done.changes.accounts | {names[1]} == {*names, *(f"a{n}" for n in range(many))}


@pytest.mark.parametrize("many", [3, 150])
def test_that_columns_that_all_rows_have_alike_are_written_into_each(book: Portfolio, many: int) -> None:
    account = new_account(book)

    def operation(tx: Tx) -> None:
        lines = [[f"t{n:03d}", account] for n in range(many)]
        tx.insert_many("ticket", ("id", "account"), lines, {"opened_on": "2026-01-01", "closed_on": None, "csat": 4.5})

    book.perform(operation)
    assert rows(book, "SELECT id, account, opened_on, closed_on, csat FROM ticket ORDER BY id") == [
        (f"t{n:03d}", account, "2026-01-01", None, 4.5) for n in range(many)
    ]
    assert [each[1:] for each in journal(book)][1:] == [("ticket", f"t{n:03d}", "", None, None) for n in range(many)]


def test_that_changes_after_rows_that_could_not_be_added_are_journalled(book: Portfolio) -> None:
    def operation(tx: Tx) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            tx.insert_many("account", ("id", "name"), [["a", "Acme"], ["a", "Acme again"]])
        tx.insert("account", {"name": "Beta"}, id="b")

    book.perform(operation)
    assert ("account", "b", "", None, None) in [each[1:] for each in journal(book)]


# -- what is refused


def insert(conn: sqlite3.Connection) -> None:
    conn.execute("INSERT INTO account(id, name) VALUES('x', 'x')")


def update(conn: sqlite3.Connection) -> None:
    conn.execute("UPDATE account SET name = 'other'")


@pytest.mark.parametrize("write", [insert, update])
def test_that_nothing_is_written_outside_a_change_set(
    book: Portfolio, write: Callable[[sqlite3.Connection], None]
) -> None:
    new_account(book)
    book.close()
    with outside(book.path) as conn, pytest.raises(sqlite3.IntegrityError, match=r"change\.txn"):
        write(conn)


def test_that_no_row_is_ever_removed_or_renamed_or_replaced(full: Portfolio) -> None:
    before = full.read(everything)

    def operation(tx: Tx) -> None:
        for table in TABLES:
            names = ", ".join(f'"{name}"' for name in columns_of(table))
            for sql, reason in (
                (f'DELETE FROM "{table}"', "never removed"),
                (f"UPDATE \"{table}\" SET id = 'other'", "never changes"),
                (f'INSERT OR REPLACE INTO "{table}"(id, {names}) SELECT id, {names} FROM "{table}"', "never removed"),
            ):
                with pytest.raises(sqlite3.IntegrityError, match=reason):
                    tx.conn.execute(sql)

    full.perform(operation)
    assert full.read(everything) == before


def test_that_every_table_with_rows_of_people_is_journalled(book: Portfolio) -> None:
    assert book.read(triggers.journalled_tables) == TABLES
    per_table = {table: 3 + len(columns_of(table)) + 1 for table in TABLES}  # born, kept, id; its fields; deleted_at
    found = dict(rows(book, "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name"))
    assert found == per_table


def test_that_triggers_call_no_functions(book: Portfolio) -> None:
    functions = {name for (name,) in rows(book, "SELECT DISTINCT name FROM pragma_function_list")}
    for (sql,) in rows(book, "SELECT lower(sql) FROM sqlite_master WHERE type = 'trigger'"):
        called = {word.rpartition(" ")[2] for word in sql.replace("\n", " ").split("(")[:-1]}
        # `change(` and `values(` and the like are no functions; RAISE is none either.
        assert not called & (functions - {"raise"}), sql


# -- the clock


def test_that_each_stamp_exceeds_all_in_the_file_even_when_the_clock_goes_back(book: Portfolio, clock: Clock) -> None:
    for back in (0, 30, 0, 400, 0):
        clock.at -= timedelta(days=back)
        new_account(book)
        book.undo()

    stamps = [hlc for (hlc,) in rows(book, "SELECT hlc FROM txn ORDER BY id")]
    assert stamps == sorted(set(stamps))
    assert len(stamps) == 10


def test_that_a_stamp_exceeds_those_of_other_replicas(path: Path, clock: Clock) -> None:
    far = int(datetime(2031, 1, 1, tzinfo=UTC).timestamp() * 1000) << 16
    with outside(path) as conn:
        conn.execute("INSERT INTO txn(hlc, replica, author, wall, kind) VALUES(?, 'r', 'jana', 'w', 'edit')", (far,))
    with Portfolio.open(path, clock_=clock) as book:
        new_account(book)
        assert one(book, "SELECT max(hlc) FROM txn") == far + 1


def test_that_the_order_of_edits_is_kept_when_the_clock_goes_back_between_sessions(path: Path) -> None:
    for number, day in enumerate((20, 1, 10)):
        with Portfolio.open(path, clock_=Clock(datetime(2026, 3, day, tzinfo=UTC))) as book:
            new_account(book, f"Account {number}")
    with Portfolio.open(path) as book:
        names = rows(book, "SELECT a.name FROM txn t JOIN change c ON c.txn = t.id JOIN account a ON a.id = c.row "
                           "ORDER BY t.hlc")  # fmt: skip
        assert names == [("Account 0",), ("Account 1",), ("Account 2",)]
        assert [each.label for each in book.stacks().done] == ["Add account"] * 3
        book.undo()
        assert [name for (name,) in rows(book, "SELECT name FROM account WHERE deleted_at IS NOT NULL")] == [
            "Account 2"
        ]


@given(at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)), after=st.integers(0, 2**61))
def test_that_a_stamp_is_the_time_or_just_after_the_newest(at: datetime, after: int) -> None:
    made = clock.stamp(at, after=after)

    assert made > after
    assert made == after + 1 or made >> 16 == int(at.timestamp() * 1000)


@pytest.fixture
def time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def set_to(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    old = os.environ.get("TZ")
    yield set_to
    monkeypatch.undo()
    assert os.environ.get("TZ") == old
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 0), ("America/New_York", 4), ("Asia/Tokyo", -9), ("Asia/Kolkata", -5.5)]
)
def test_that_a_day_ends_at_local_midnight(time_zone: Callable[[str], None], zone: str, hour: float) -> None:
    time_zone(zone)
    midnight = datetime(2026, 7, 2, tzinfo=UTC) + timedelta(hours=hour)

    assert clock.end_of_day(date(2026, 7, 1)) == int(midnight.timestamp() * 1000) << 16


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo", "Europe/London", "America/Sao_Paulo"])
@pytest.mark.parametrize(
    "first", [date.min, date(1969, 12, 28), date(2026, 3, 25), date(2018, 11, 1), date(9999, 12, 25)]
)
def test_that_days_end_one_after_the_other_from_the_first_to_the_last(
    time_zone: Callable[[str], None], zone: str, first: date
) -> None:
    time_zone(zone)
    ends = [clock.end_of_day(first + timedelta(days=n)) for n in range(7)]

    assert ends == sorted(ends)
    assert ends[0] >= 0
    assert ends[-1] <= 2**62


def test_that_the_last_day_there_is_ends_after_every_stamp(book: Portfolio) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        rows(book, "INSERT INTO txn(hlc, replica, author, wall, kind) VALUES(?, '', '', '', '')",
             clock.end_of_day(date.max))  # fmt: skip


# -- ids


@given(hlc=st.integers(1, 2**62 - 1), position=st.integers(0, 2**21))
def test_that_an_id_is_a_uuid_of_version_7(hlc: int, position: int) -> None:
    made = uuid.UUID(ids.new_id(hlc, position))

    assert str(made) == ids.new_id(hlc, position)[:19] + str(made)[19:]
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == hlc >> 16


@given(st.lists(st.tuples(st.integers(1, 2**62 - 1), st.integers(0, 2**20 - 1)), unique=True))
def test_that_ids_sort_as_stamps_and_positions(places: list[tuple[int, int]]) -> None:
    made = [ids.new_id(hlc, position) for hlc, position in sorted(places)]

    assert made == sorted(made)


def test_that_ids_made_for_one_place_differ() -> None:
    assert len({ids.new_id(1 << 40, 2**21) for _ in range(1000)}) == 1000


# -- hand


def test_that_history_may_be_written_in_another_hand(book: Portfolio) -> None:
    at = datetime(2025, 1, 31, 12, tzinfo=UTC)
    book.perform_by(Hand(at, "someone else"), lambda tx: tx.insert("account", {"name": "Acme"}), kind="system")
    account = one(book, "SELECT id FROM account")
    book.perform_by(Hand(at, "someone else"), lambda tx: remove(tx, "account", account), kind="system")

    assert rows(book, "SELECT author, kind FROM txn") == [("someone else", "system")] * 2
    assert one(book, "SELECT deleted_at FROM account") == "2025-01-31T12:00:00Z"


def test_that_the_newest_format_is_the_one_written(book: Portfolio) -> None:
    assert one(book, "SELECT user_version FROM pragma_user_version") == schema.VERSION

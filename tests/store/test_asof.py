"""The book as it was: what a plain replay of its history says is what is shown."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import FileProblem
from desktop.store import triggers
from desktop.store.asof import UNDATED
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.tx import Tx, Value
from desktop.store.usage_rows import Reading
from tests.store.books import (
    START,
    Clock,
    State,
    add,
    add_many,
    add_usage,
    change,
    everything,
    new_account,
    remove,
    set_field,
    usage_that_counts,
    visible,
)

MONDAY = date(2026, 3, 2)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)


def seen(book: Portfolio, day: date, sql: str, *, known_then: bool = False) -> list[tuple[Value, ...]]:
    with book.looked_at(day, known_then=known_then) as conn:
        return conn.execute(sql).fetchall()


def on(book: Portfolio, day: date, hour: int = 12) -> None:
    """Let the book's clock say so, in this computer's time zone."""
    clock = book._clock  # pyright: ignore[reportPrivateUsage]
    assert isinstance(clock, Clock)
    clock.at = datetime(day.year, day.month, day.day, hour).astimezone()


# -- known now


def test_that_an_undated_field_has_the_value_it_had_at_the_end_of_the_day(book: Portfolio) -> None:
    on(book, MONDAY)
    account = new_account(book, "Acme", segment="SMB")
    on(book, TUESDAY)
    set_field(book, account, segment="Mid")
    on(book, TUESDAY, 23)
    set_field(book, account, segment="Enterprise")
    on(book, WEDNESDAY, 0)
    set_field(book, account, segment=None)

    sql = "SELECT segment FROM account"
    assert seen(book, MONDAY, sql) == [("SMB",)]
    assert seen(book, TUESDAY, sql) == [("Enterprise",)]
    assert seen(book, WEDNESDAY, sql) == [(None,)]


def test_that_before_a_row_was_written_its_fields_have_the_earliest_known_value(book: Portfolio) -> None:
    on(book, TUESDAY)
    account = new_account(book, "Acme", segment="SMB")
    on(book, WEDNESDAY)
    set_field(book, account, segment="Mid", name="Acme Inc")

    assert seen(book, MONDAY, "SELECT name, segment FROM account") == [("Acme", "SMB")]


def test_that_what_was_set_in_the_change_set_of_the_birth_is_the_earliest_known(book: Portfolio) -> None:
    """An import writes the rows first and what links them afterwards."""

    def operation(tx: Tx) -> None:
        tx.insert_many("account", ("id", "name"), [["parent", "Group"], ["child", "Unit"]])
        tx.update("account", "child", {"parent": "parent", "notes": "of the group"})

    on(book, TUESDAY)
    book.perform(operation)
    on(book, WEDNESDAY)
    set_field(book, "child", notes="later")

    assert seen(book, MONDAY, "SELECT parent, notes FROM account WHERE id = 'child'") == [("parent", "of the group")]


def test_that_facts_count_by_their_own_date_whenever_they_were_typed(book: Portfolio) -> None:
    on(book, WEDNESDAY)
    account = new_account(book)
    line = book.perform(
        add, "contract_line", {"account": account, "arr_cents": 100, "start_on": "2024-01-01", "likelihood": 0.5}
    ).result
    on(book, WEDNESDAY + timedelta(1))
    set_field(book, line, "contract_line", arr_cents=200, end_on="2027-01-01", likelihood=0.25)

    assert seen(book, MONDAY, "SELECT arr_cents, end_on, likelihood FROM contract_line") == [(200, "2027-01-01", 0.5)]


def test_that_removed_and_undone_rows_count_at_no_date(book: Portfolio) -> None:
    on(book, MONDAY)
    account = new_account(book)
    on(book, TUESDAY)
    book.perform(add, "task", {"account": account, "title": "Call"})
    on(book, WEDNESDAY)
    book.undo()
    book.perform(remove, "account", account)

    for day in (MONDAY, TUESDAY, WEDNESDAY):
        with book.looked_at(day) as conn:
            assert visible(conn) == {}


def test_that_usage_counts_by_its_own_day(book: Portfolio) -> None:
    on(book, WEDNESDAY)
    account = new_account(book)
    book.perform(add_usage, [Reading(account, "logins", "", 20_000, 0, 1.0)])
    with book.looked_at(MONDAY) as conn:
        assert len(usage_that_counts(conn)) == 1


# -- known then


def test_that_known_then_is_only_what_was_recorded_by_then(book: Portfolio) -> None:
    on(book, MONDAY)
    account = new_account(book, "Acme", segment="SMB")
    on(book, TUESDAY)
    line = book.perform(add, "contract_line", {"account": account, "arr_cents": 1, "start_on": "2024-01-01"}).result
    on(book, WEDNESDAY)
    set_field(book, line, "contract_line", arr_cents=2)
    book.perform(remove, "account", account)

    sql = "SELECT count(*), sum(arr_cents) FROM contract_line"
    assert seen(book, MONDAY, sql, known_then=True) == [(0, None)]
    assert seen(book, TUESDAY, sql, known_then=True) == [(1, 1)]
    assert seen(book, WEDNESDAY, sql, known_then=True) == [(1, 2)]
    alive = "SELECT name FROM account WHERE deleted_at IS NULL"
    assert seen(book, MONDAY - timedelta(1), alive, known_then=True) == []
    assert seen(book, TUESDAY, alive, known_then=True) == [("Acme",)]
    assert seen(book, WEDNESDAY, alive, known_then=True) == []


def test_that_known_then_usage_is_that_of_the_batches_of_then(book: Portfolio) -> None:
    def readings(*values: float) -> list[Reading]:
        return [Reading(account, "logins", "", 20_000 + at, 0, value) for at, value in enumerate(values)]

    on(book, MONDAY)
    account = new_account(book)
    book.perform(add_usage, readings(1.0, 1.0))
    on(book, TUESDAY)
    book.perform(add_usage, readings(1.0, 2.0, 2.0))
    on(book, WEDNESDAY)
    book.undo()
    book.perform(add_usage, readings(3.0))

    def values(day: date) -> list[float]:
        with book.looked_at(day, known_then=True) as conn:
            return [row[-1] for row in usage_that_counts(conn)]

    assert values(MONDAY - timedelta(1)) == []
    assert values(MONDAY) == [1.0, 1.0]
    assert values(TUESDAY) == [1.0, 2.0, 2.0]
    assert values(WEDNESDAY) == [3.0, 1.0]


# -- the connection


def test_that_looking_back_changes_nothing_and_cannot(book: Portfolio) -> None:
    on(book, MONDAY)
    account = new_account(book, segment="SMB")
    on(book, TUESDAY)
    set_field(book, account, segment="Mid")
    before = book.read(everything)
    with book.looked_at(MONDAY, known_then=True) as conn:
        for table in ("main.account", "account"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                conn.execute(f"UPDATE {table} SET name = 'x'")
    assert book.read(everything) == before
    with pytest.raises(FileProblem), book.looked_at(MONDAY) as conn:
        conn.execute("UPDATE main.account SET name = 'x'")


def test_that_a_reader_may_look_back(path: Path) -> None:
    with Portfolio.open(path, clock_=Clock()) as book:
        on(book, TUESDAY)
        set_field(book, new_account(book, segment="SMB"), segment="Mid")
    with Portfolio.open(path, writable=False) as reader:
        assert seen(reader, MONDAY, "SELECT segment FROM account") == [("SMB",)]


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date(4200, 1, 1), date(9999, 12, 30), date.max])
def test_that_any_day_can_be_looked_at(book: Portfolio, day: date) -> None:
    new_account(book)
    for known_then in (False, True):
        with book.looked_at(day, known_then=known_then) as conn:
            assert len(read_book(conn).accounts) == (day > MONDAY or not known_then)


def test_that_tied_answers_keep_their_order_when_looking_back(book: Portfolio) -> None:
    """The later row breaks ties; the one written later may have the smaller id."""
    on(book, MONDAY)
    account = new_account(book)
    lines = [[f"answer {n}", account, "nps", "2026-03-02", n, 0, 10] for n in (5, 9, 1, 7)]
    columns = ("id", "account", "kind", "responded_on", "score", "scale_min", "scale_max")
    book.perform(add_many, "survey_response", columns, lines)
    on(book, TUESDAY)
    set_field(book, "answer 9", "survey_response", wave="spring")

    with book.looked_at(MONDAY, known_then=True) as conn:
        assert [each.score for each in read_book(conn).answers] == [5, 9, 1, 7]


def test_that_undated_fields_are_fields(book: Portfolio) -> None:
    for table, fields in UNDATED.items():
        assert fields <= set(book.read(triggers.columns, table))


# -- a plain replay

FIELDS: Mapping[str, tuple[str, ...]] = {
    "account": ("name", "segment", "notes", "started_on", "churn_reason"),
    "task": ("title", "owner", "due_on", "done_on"),
    "contract_line": ("product", "arr_cents", "likelihood", "end_on"),
}
Cells = dict[str, Value]
Rows = dict[tuple[str, str], Cells]


@dataclass
class Replay:
    """What happened, as plain dictionaries: the rows after each change set."""

    book: Portfolio
    choose: random.Random
    history: list[tuple[date, Rows]] = field(default_factory=list[tuple[date, Rows]])

    def rows(self) -> Rows:
        return deepcopy(self.history[-1][1]) if self.history else {}

    def note(self, day: date) -> None:
        """Write down all rows of the tables that are played with, removed ones too."""
        self.history.append((day, self.book.read(rows_of)))

    def act(self) -> None:
        choose = self.choose
        alive = list(living(self.rows()))
        accounts = [row for table, row in alive if table == "account"]
        if not accounts or choose.random() < 0.15:
            new_account(self.book, choose.choice("abc"), segment=self.value("segment"))
            return
        account, (table, row) = choose.choice(accounts), choose.choice(alive)
        action = choose.random()
        if action < 0.2:
            self.book.perform(add, "task", {"account": account, "title": "t", "owner": self.value("owner")})
        elif action < 0.35:
            line = {"account": account, "arr_cents": choose.randrange(9), "start_on": "2025-01-01"}
            self.book.perform(add, "contract_line", line)
        elif action < 0.65:
            name = choose.choice(FIELDS[table])
            self.book.perform(change, table, row, {name: self.value(name)})
        elif action < 0.75:
            self.book.perform(remove, table, row)
        elif action < 0.85:
            readings = [Reading(account, "logins", "", day, 0, choose.random()) for day in range(choose.randrange(5))]
            self.book.perform(add_usage, readings)
        elif self.book.stacks().undone and action < 0.9:
            self.book.redo()
        elif self.book.stacks().done:
            self.book.undo()

    def value(self, name: str) -> Value:
        if name in ("name", "title"):
            return self.choose.choice("abc")
        if name == "arr_cents":
            return self.choose.randrange(9)
        if name == "likelihood":
            return self.choose.choice((None, 0.25, 0.5))
        return self.choose.choice((None, "a", "b", "c"))

    def known_now(self, day: date) -> Rows:
        """Living rows as they are, with undated fields as at the end of the day, else as they were first known."""
        expected: Rows = {}
        for (table, row), cells in living(self.rows()).items():
            versions = [(on, rows[table, row]) for on, rows in self.history if (table, row) in rows]
            then = [version for on, version in versions if on <= day]
            past = then[-1] if then else versions[0][1]
            undated = UNDATED.get(table, frozenset())
            expected[table, row] = {name: (past if name in undated else cells)[name] for name in cells}
        return expected


def rows_of(conn: sqlite3.Connection) -> Rows:
    found: Rows = {}
    for table, fields in FIELDS.items():
        names = ["deleted_at", *fields]
        for row_id, *values in conn.execute(f"SELECT id, {', '.join(names)} FROM {table}"):
            found[table, row_id] = dict(zip(names, values, strict=True))
    return found


def living(rows: Rows) -> Rows:
    return {key: cells for key, cells in rows.items() if cells["deleted_at"] is None}


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_that_the_past_is_what_a_plain_replay_says(template: Path, memory: Path, seed: int) -> None:
    choose, clock = random.Random(seed), Clock(START)
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        with Portfolio.open(path, clock_=clock) as book:
            replay, then = Replay(book, choose), dict[date, State]()
            days = [MONDAY + timedelta(days=n) for n in range(8)]
            for day in days:
                for _ in range(choose.randrange(7)):
                    on(book, day, clock.at.astimezone().hour if clock.at.astimezone().date() == day else 0)
                    replay.act()
                    replay.note(day)
                then[day] = book.read(visible)
            for day in [days[0] - timedelta(days=1), *days]:
                with book.looked_at(day) as conn:
                    assert living(rows_of(conn)) == replay.known_now(day)
                    assert usage_that_counts(conn) == book.read(usage_that_counts)
                with book.looked_at(day, known_then=True) as conn:
                    assert visible(conn) == then.get(day, {})

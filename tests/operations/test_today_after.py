"""Today after an edit: equal, to the last word, to a day that is read whole; and only the accounts named are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.signals.situation import largest_tenth
from desktop.domain.today.book import Today
from desktop.operations import today as reading
from desktop.operations.today import is_about_few, read_today, today_after, today_of
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.tx import Tx, Value
from tests.views.stage import AS_OF, demo_book

DAYS = {
    "account": ("next_step_on", "started_on"),
    "contract_line": ("end_on", "start_on", "notice_given_on"),
    "survey_response": ("responded_on",),
    "ticket": ("opened_on", "closed_on"),
    "touchpoint": ("on_day",),
    "qbr": ("planned_on", "held_on"),
    "contact": ("left_on",),
    "onboarding": ("started_on", "target_on", "live_on"),
    "milestone": ("due_on", "done_on"),
    "objective": ("due_on", "done_on"),
    "ownership": ("from_on", "until_on"),
    "task": ("due_on", "done_on", "dropped_on"),
    "opportunity": ("close_on",),
    "pulse": ("on_day",),
}
"""Table -> the fields of it that hold days."""
NEEDED = {"start_on", "responded_on", "opened_on", "on_day"}
VALUES: dict[str, dict[str, tuple[Value, ...]]] = {
    "account": {"name": ("Aa", "Zz"), "next_step": (None, "Call"), "segment": (None, "Enterprise")},
    "contract_line": {"arr_cents": (0, 100, 90_000_000), "notice_days": (None, 30), "outcome": (None, "renewed")},
    "survey_response": {"score": (0.0, 3.0, 10.0)},
    "touchpoint": {"state": (None, "held", "planned", "cancelled"), "two_way": (0, 1)},
    "contact": {"role": (None, "champion", "buyer")},
    "milestone": {"state": (None, "blocked", "waived"), "first_value": (0, 1)},
    "ownership": {"csm": ("Ines", "Nora"), "kind": ("owner", "cover")},
    "task": {"side": (None, "theirs"), "title": ("Call", "Send it")},
    "opportunity": {"state": (None, "won")},
    "pulse": {"value": (1, 5)},
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.open(demo_book(tmp_path)) as made:
        yield made


def whole(book: Portfolio, since: date | None = None) -> Today:
    return today_of(book.read(read_today, AS_OF, since))


def differing(one: Today, other: Today) -> list[str]:
    return [each.name for each in fields(Today) if getattr(one, each.name) != getattr(other, each.name)]


def edit(tx: Tx, random: Random) -> None:
    """Change, add, move or delete any row that is about an account."""
    table = random.choice(sorted(DAYS))
    rows = [row for (row,) in tx.conn.execute(f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id")]
    if not rows:
        return
    row, what = random.choice(rows), random.random()
    if what < 0.1:
        tx.delete(table, row)
    elif what < 0.4:
        column = random.choice(DAYS[table])
        day = (AS_OF + timedelta(days=random.choice([-400, -40, -2, -1, 0, 1, 5, 60, 170]))).isoformat()
        tx.update(table, row, {column: None if column not in NEEDED and random.random() < 0.2 else day})
    elif what < 0.8 and table in VALUES:
        column = random.choice(sorted(VALUES[table]))
        tx.update(table, row, {column: random.choice(VALUES[table][column])})
    elif table != "account":
        of = random.choice([each.id for each in facts.accounts(tx.conn)])
        columns = [each for (_, each, *_) in tx.conn.execute(f"PRAGMA table_info({table})")]
        values: dict[str, Any] = dict(
            zip(columns, tx.conn.execute(f"SELECT * FROM {table} WHERE id = ?", (row,)).fetchone(), strict=True)
        )
        if what < 0.9:
            tx.update(table, row, {"account": of})
        else:
            values["account"] = of
            tx.insert(table, {each: value for each, value in values.items() if each not in ("id", "deleted_at")})


@given(seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_a_day_after_any_edits_is_the_day_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    random = Random(seed)
    since = AS_OF - timedelta(days=random.choice([1, 3, 30]))
    with Portfolio.open(demo_book(tmp_path)) as book:
        view = whole(book, since)
        for _ in range(4):
            if random.random() < 0.2 and book.stacks().done:
                changes = book.undo().changes
            else:
                changes = book.perform(lambda tx: edit(tx, random)).changes
            if not changes.accounts:
                continue
            assert is_about_few(changes), changes.tables
            after, again = book.read(today_after, view, changes.accounts), whole(book, since)
            # Another usual time to value, or the first ticket, is about everybody.
            alike = (view.peers.usual[1:], view.tickets_from) == (again.peers.usual[1:], again.tickets_from)
            assert (after is not None) == alike
            if after is not None:
                assert differing(after, again) == []
            view = again


def test_that_a_new_largest_account_stirs_the_one_it_pushes_out(book: Portfolio) -> None:
    before = whole(book)
    least = min(before.peers.largest, key=lambda each: (before.arr_of[each], each))
    risen = next(each for each in before.bands if each not in before.peers.largest)

    def grow(tx: Tx) -> None:
        lines = [each.id for each in facts.contract_lines(tx.conn, risen)]
        tx.update("contract_line", lines[0], {"arr_cents": 10**10})

    changes = book.perform(grow).changes
    assert changes.accounts == {risen}
    after = book.read(today_after, before, changes.accounts)
    assert after is not None
    assert risen in after.peers.largest
    assert least not in after.peers.largest
    assert differing(after, whole(book)) == []
    assert after.peers.largest == largest_tenth(after.bands, after.arr_of)


def test_that_only_the_accounts_named_are_read(book: Portfolio) -> None:
    view, asked = whole(book), list[str]()
    account = view.queue.rows[0].account
    book.perform(lambda tx: tx.update("account", account, {"next_step": "Write to them"}))

    def traced(conn: Connection) -> Today | None:
        conn.set_trace_callback(asked.append)
        after = today_after(conn, view, {account})
        conn.set_trace_callback(None)
        return after

    after = book.read(traced)
    assert after is not None
    assert differing(after, whole(book)) == []
    ids = {each for statement in asked for each in view.names if each in statement}
    assert ids == {account}
    of_facts = re.compile(rf"FROM ({'|'.join(DAYS)})\b")
    read_whole = [
        each for each in asked if of_facts.search(each) and account not in each and not each.endswith("LIMIT 1")
    ]
    assert read_whole == []


def test_that_the_first_ticket_of_a_book_has_all_of_it_read(book: Portfolio) -> None:
    def close_all(tx: Tx) -> None:
        for each in facts.tickets(tx.conn):
            tx.delete("ticket", each.id)

    book.perform(close_all)
    view = whole(book)
    account = view.queue.rows[0].account
    made = book.perform(lambda tx: tx.insert("ticket", {"account": account, "opened_on": AS_OF.isoformat()}))
    assert book.read(today_after, view, made.changes.accounts) is None


def test_that_what_is_about_the_whole_book_is_not_about_few(book: Portfolio) -> None:
    made = book.perform(lambda tx: tx.insert("setting", {"key": "cadence.contact", "value": "9"}))
    assert not is_about_few(made.changes)


def columns(conn: Connection, table: str) -> set[str]:
    return {each[1] for each in conn.execute(f"PRAGMA table_info({table})")}


def test_that_every_table_is_known_to_matter_here_or_not(book: Portfolio) -> None:
    """A new table is looked at before edits of it are taken to be about some accounts, or about none."""
    tables = {name for (name,) in book.read(lambda c: c.execute("SELECT name FROM sqlite_master WHERE type='table'"))}
    of_accounts = {table for table in tables if "account" in book.read(columns, table)}
    assert reading.OF_ACCOUNTS - {"account", "usage_batch"} <= of_accounts
    assert not reading.OF_ACCOUNTS & reading.UNREAD
    assert tables >= reading.OF_ACCOUNTS | reading.UNREAD

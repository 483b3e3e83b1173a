"""The score of one account, read from its own rows, against the score the whole book gives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.book import accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.health import HealthScores
from desktop.domain.scorecards import INPUTS
from desktop.operations import look
from desktop.operations.defaults import write_defaults
from desktop.operations.demo.scale import scale_batches
from desktop.operations.demo.write import write_batch
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import usage_windows
from desktop.store.tx import Tx

DAY = date(2026, 11, 22)
COLUMNS = ("score", "mean", "coverage", "values", "weights", "points", "cap_points")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


def of_whole_book(conn: Connection, day: date) -> HealthScores:
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, day))
    return book_health(book, ids, usage_windows(conn, ids, day), day)


def support(book: Portfolio, account: str) -> float:
    return float(book.read(look.account_score, account, DAY).values[0, INPUTS.index("support")])


def add_account(book: Portfolio, name: str, *, ticket_on: date | None = None, deleted: bool = False) -> str:
    def add(tx: Tx) -> str:
        tx.label = "Add"
        account = tx.insert("account", {"name": name})
        tx.insert("contract_line", {"account": account, "arr_cents": 100, "start_on": "2025-01-01"})
        if ticket_on is not None:
            values = {"account": account, "opened_on": ticket_on.isoformat(), "closed_on": ticket_on.isoformat()}
            tx.insert("ticket", values)
        if deleted:
            tx.delete("account", account)
        return account

    return book.perform(add).result


@pytest.mark.parametrize("back", [0, 30, 200])
def test_that_an_account_by_itself_has_the_score_the_whole_book_gives_it(book: Portfolio, back: int) -> None:
    for batch in scale_batches(DAY, 40, seed=7, usage_rows=60):
        write_batch(book, batch)
    day = DAY - timedelta(days=back)
    whole = book.read(of_whole_book, day)

    assert {"green", "amber"} <= set(whole.band.tolist())
    for at, account in enumerate(whole.inputs.accounts):
        alone = book.read(look.account_score, account, day)
        for column in COLUMNS:
            np.testing.assert_array_equal(getattr(alone, column)[0], getattr(whole, column)[at])
        assert (alone.band[0], alone.inputs.active[0]) == (whole.band[at], whole.inputs.active[at])


def test_that_a_ticket_of_another_account_shows_that_the_book_counts_tickets(book: Portfolio) -> None:
    account = add_account(book, "Quiet")
    add_account(book, "Busy", ticket_on=DAY)

    assert support(book, account) == 100


@pytest.mark.parametrize(("ticket_on", "deleted"), [(DAY + timedelta(days=1), False), (DAY, True)])
def test_that_a_later_ticket_or_one_of_a_deleted_account_shows_nothing(
    book: Portfolio, ticket_on: date, deleted: bool
) -> None:
    account = add_account(book, "Quiet")
    add_account(book, "Busy", ticket_on=ticket_on, deleted=deleted)

    assert np.isnan(support(book, account))


def test_that_rows_of_a_deleted_account_are_not_read(book: Portfolio) -> None:
    account = add_account(book, "Gone", ticket_on=DAY, deleted=True)

    for found in (book.read(read_book), book.read(read_book, account)):
        assert (list(found.accounts), list(found.lines), list(found.tickets)) == ([], [], [])

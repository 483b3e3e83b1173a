"""Notice period, renewal date and seats typed into a list: of the line that is meant, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop.operations.accounts import add_account
from desktop.operations.accounts_cells import Cell, SavedCells, set_cells
from desktop.operations.defaults import write_defaults
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.tx import Tx

DAY = date(2026, 11, 23)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


@pytest.fixture
def acme(book: Portfolio) -> str:
    return book.perform(add_account, "Acme").result


def add(book: Portfolio, account: str, **said: Any) -> None:
    def insert(tx: Tx) -> None:
        tx.label = "Line"
        known = {"account": account, "arr_cents": 100, "start_on": "2026-01-01", "end_on": "2027-01-01"}
        tx.insert("contract_line", known | said)

    book.perform(insert)


def save(book: Portfolio, account: str, field: str, text: str) -> SavedCells:
    return book.perform(partial(set_cells, as_of=DAY), [Cell(account, field, text)]).result


def said(book: Portfolio, field: str) -> list[object]:
    return [
        getattr(each, field) for each in sorted(book.read(facts.contract_lines), key=lambda each: each.product or "")
    ]


def why(saved: SavedCells) -> str:
    return saved.refused[0].why


def test_that_a_notice_period_is_of_every_line_that_has_none(book: Portfolio, acme: str) -> None:
    for product, days in (("a", None), ("b", None), ("c", 30)):
        add(book, acme, product=product, notice_days=days)
    assert save(book, acme, "notice_days", "60 d").refused == ()
    assert said(book, "notice_days") == [60, 60, 30]
    assert "different notice periods" in why(save(book, acme, "notice_days", "90"))
    book.undo()
    assert said(book, "notice_days") == [None, None, 30]


def test_that_a_notice_period_typed_wrong_is_typed_again_and_taken_away(book: Portfolio, acme: str) -> None:
    add(book, acme)
    for text, days in (("60", 60), ("90", 90), ("", None)):
        assert save(book, acme, "notice_days", text).refused == ()
        assert said(book, "notice_days") == [days]


def test_that_seats_and_the_end_are_of_the_only_line_that_lacks_them(book: Portfolio, acme: str) -> None:
    add(book, acme, product="a", seats=5)
    add(book, acme, product="b", end_on=None)
    assert save(book, acme, "seats_sold", "25").refused == ()
    assert said(book, "seats") == [5, 25]
    assert "2 contract lines run" in why(save(book, acme, "seats_sold", "26"))
    assert save(book, acme, "ends_on", "1 mar").refused == ()
    assert said(book, "end_on") == [date(2027, 1, 1), date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        ("notice_days", "soon", "no number of days"),
        ("notice_days", "9999", "0 to 3650"),
        ("seats_sold", "many", "no number of seats"),
        ("seats_sold", "-3", "no number of seats"),
        ("seats_sold", "999999999", "no number of seats"),
        ("ends_on", "2026-11-23", "has passed"),
        ("ends_on", "soon", "is no day"),
    ],
)
def test_that_what_cannot_be_meant_is_refused(book: Portfolio, acme: str, field: str, text: str, part: str) -> None:
    add(book, acme)
    assert part in why(save(book, acme, field, text))
    assert said(book, "end_on") == [date(2027, 1, 1)]


def test_that_an_account_without_a_running_line_is_led_to_its_page(book: Portfolio, acme: str) -> None:
    assert "no contract line of this account runs" in why(save(book, acme, "notice_days", "60"))

"""The portfolio's own fields: what a name stands for once a field has been named otherwise or retired."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.operations.imports.sources import import_batches
from desktop.operations.own_fields import add_own_field, rename_own_field, retire_own_field, set_own_value
from desktop.store.portfolio import Portfolio
from desktop.store.queries.own_fields import living_fields
from desktop.store.tx import Tx


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portfolio:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    return Portfolio.create(tmp_path / "book.perennial")


def account(tx: Tx) -> str:
    return tx.insert("account", {"name": "Acme"})


def fields(book: Portfolio) -> dict[str, str]:
    return dict(book.read(living_fields))


def said(book: Portfolio) -> list[tuple[str, str]]:
    return book.read(
        lambda conn: conn.execute(
            "SELECT f.name, v.value FROM own_value v JOIN own_field f ON f.id = v.own_field "
            "WHERE v.deleted_at IS NULL AND f.deleted_at IS NULL ORDER BY 1"
        ).fetchall()
    )


def test_that_a_field_added_under_a_name_that_was_given_up_is_a_field_of_its_own(book: Portfolio) -> None:
    with book:
        first = book.perform(add_own_field, "Tier").result
        book.perform(rename_own_field, first, "Level")
        second = book.perform(add_own_field, "Tier").result
        assert second != first
        assert fields(book) == {first: "Level", second: "Tier"}


def test_that_saying_something_under_a_name_that_was_given_up_leaves_the_renamed_field_alone(book: Portfolio) -> None:
    with book:
        acme = book.perform(account).result
        book.perform(set_own_value, acme, "Tier", "gold")
        (first,) = fields(book)
        book.perform(rename_own_field, first, "Level")
        book.perform(set_own_value, acme, "Tier", "north")
        assert said(book) == [("Level", "gold"), ("Tier", "north")]


def test_that_a_retired_field_comes_back_with_what_was_said_in_it(book: Portfolio) -> None:
    with book:
        acme = book.perform(account).result
        book.perform(set_own_value, acme, "Tier", "gold")
        (field,) = fields(book)
        book.perform(retire_own_field, field)
        assert book.perform(add_own_field, "tier").result == field
        assert said(book) == [("tier", "gold")]


def test_that_a_field_retired_under_another_name_does_not_come_back_under_its_first(book: Portfolio) -> None:
    with book:
        acme = book.perform(account).result
        book.perform(set_own_value, acme, "Tier", "gold")
        (field,) = fields(book)
        book.perform(rename_own_field, field, "Level")
        book.perform(retire_own_field, field)
        book.perform(add_own_field, "Tier")
        assert said(book) == []
        assert book.perform(add_own_field, "Level").result == field
        assert said(book) == [("Level", "gold")]


@pytest.mark.parametrize(("name", "match"), [(" ", "needs a name"), ("x" * 81, "at most 80")])
def test_that_a_field_without_a_name_or_with_a_long_one_is_refused_wherever_it_is_made(
    book: Portfolio, name: str, match: str
) -> None:
    with book:
        acme = book.perform(account).result
        with pytest.raises(Rejected, match=match):
            book.perform(add_own_field, name)
        with pytest.raises(Rejected, match=match):
            book.perform(set_own_value, acme, name, "gold")


def test_that_a_column_under_the_new_name_of_a_field_fills_that_field(book: Portfolio, tmp_path: Path) -> None:
    with book:
        book.perform(account)
        field = book.perform(add_own_field, "Tier").result
        book.perform(rename_own_field, field, "Level")
        source = tmp_path / "accounts.csv"
        source.write_text("name,Level,Tier\nAcme,gold,north\n", encoding="utf-8")
        found = list(batches(read_csv(source)))
        book.perform(lambda tx: import_batches(tx, found, as_of=date(2026, 11, 22)))
        assert said(book) == [("Level", "gold"), ("Tier", "north")]
        assert fields(book)[field] == "Level"

"""Somebody added by a name: what is kept, refused and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.drafts import ContactLeftDraft
from desktop.domain.errors import Rejected
from desktop.operations.accounts import add_account
from desktop.operations.contacts import LONGEST_NAME, add_contact
from desktop.operations.defaults import write_defaults
from desktop.operations.logging import log
from desktop.store.portfolio import Portfolio
from desktop.store.queries.account_view import people

DAY = date(2026, 11, 23)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


@pytest.mark.parametrize(
    ("typed", "name", "email"),
    [
        ("Jana Rowe", "Jana Rowe", None),
        ("  Jana\n Rowe ", "Jana Rowe", None),
        ("@Jana", "Jana", None),
        ("Jana Rowe <jana@tindle.example>", "Jana Rowe", "jana@tindle.example"),
    ],
)
def test_that_somebody_is_added_by_as_little_as_a_name(
    book: Portfolio, typed: str, name: str, email: str | None
) -> None:
    account = book.perform(add_account, "Acme").result

    performed = book.perform(add_contact, account, typed)

    assert performed.changes.label == f"Contact added: {name}"
    assert [(each.name, each.email) for each in book.read(people, account)] == [(name, email)]
    book.undo()
    assert book.read(people, account) == []


@pytest.mark.parametrize("typed", ["", "  \n", "@", "x" * (LONGEST_NAME + 1), "jana ROWE"])
def test_that_no_name_one_too_long_and_one_that_is_there_are_refused(book: Portfolio, typed: str) -> None:
    account = book.perform(add_account, "Acme").result
    book.perform(add_contact, account, "Jana Rowe")

    with pytest.raises(Rejected):
        book.perform(add_contact, account, typed)

    assert len(book.read(people, account)) == 1


def test_that_the_name_of_somebody_who_left_can_be_used_again(book: Portfolio) -> None:
    account = book.perform(add_account, "Acme").result
    jana = book.perform(add_contact, account, "Jana Rowe").result
    book.perform(log, ContactLeftDraft(account=account, contact=jana, left_on=DAY), as_of=DAY)

    book.perform(add_contact, account, "Jana Rowe")

    assert len(book.read(people, account)) == 2


def test_that_nobody_is_added_to_an_account_that_was_taken_back(book: Portfolio) -> None:
    account = book.perform(add_account, "Acme").result
    book.undo()

    with pytest.raises(Rejected, match="no such account any more"):
        book.perform(add_contact, account, "Jana")

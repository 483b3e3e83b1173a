"""Several people's books as one list: what is one row, what is two, what is counted, and what comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.account_rows import AccountRow
from desktop.domain.team.others import OtherBook, names_of, together
from tests.domain.listing_rows import row

START = datetime(2026, 11, 20, tzinfo=UTC)


def book(name: str, *rows: AccountRow, day: int = 0, currency: str = "EUR", causes: Any = None) -> OtherBook:
    return OtherBook(name, name, currency, True, START + timedelta(days=day), "Ana", rows, causes or {})


def test_that_an_account_two_files_agree_on_is_one_row_that_names_both() -> None:
    view = together([book("ana", row("Acme", arr_cents=100)), book("ben", row("Acme", arr_cents=100))])

    (acme,) = view.accounts
    assert (acme.files, acme.differs_from, acme.counts) == (("ana", "ben"), (), True)
    assert view.differing == 0
    assert [each.arr_cents for each in view.whole] == [100], "counted once"
    assert [each.arr_cents for each in view.sums] == [100, 100], "in each file's own total"


def test_that_an_account_told_differently_is_a_row_each_and_the_file_changed_last_counts() -> None:
    view = together([book("ana", row("Acme", arr_cents=100), day=2), book("ben", row("Acme", arr_cents=300), day=1)])

    by_file = {each.files: each for each in view.accounts}
    assert by_file["ana",].differs_from == ("ben",)
    assert by_file["ben",].differs_from == ("ana",)
    assert (by_file["ana",].counts, by_file["ben",].counts) == (True, False)
    assert view.differing == 1
    assert view.whole[0].arr_cents == 100


def test_that_why_it_is_at_risk_is_part_of_what_two_files_tell() -> None:
    same = row("Acme", arr_cents=100)
    view = together([book("ana", same, causes={"acme": ("open risk",)}), book("ben", same)])

    assert [each.differs_from for each in view.accounts] == [("ben",), ("ana",)]


def test_that_what_is_at_risk_comes_first_then_bands_then_arr() -> None:
    rows = [
        row("Green", band="green", arr_cents=900),
        row("Small amber", band="amber", arr_cents=10),
        row("Big amber", band="amber", arr_cents=20),
        row("At risk", band="green", arr_cents=1),
        row("Red", band="red", arr_cents=5),
        row("Unscored", arr_cents=50),
    ]
    view = together([book("ana", *rows, causes={"at risk": ("notice given",), "red": ("red",)})])

    told = [each.row.name for each in view.accounts]
    assert told == ["Red", "At risk", "Big amber", "Small amber", "Unscored", "Green"]
    whole = view.whole[0]
    assert (whole.at_risk, whole.at_risk_cents, whole.scored, whole.accounts, whole.active) == (2, 6, 5, 6, 6)


def test_that_money_of_two_currencies_is_never_added_up() -> None:
    view = together([book("ana", row("A", arr_cents=1), currency="USD"), book("ben", row("B", arr_cents=5))])

    assert [(each.currency, each.arr_cents) for each in view.whole] == [("EUR", 5), ("USD", 1)]


def test_that_files_are_named_by_as_much_of_their_path_as_tells_them_apart() -> None:
    assert names_of([("x", "ana", "book"), ("x", "ben", "book"), ("x", "own")]) == ["ana/book", "ben/book", "own"]
    assert names_of([("a", "b"), ("a", "b")]) == ["b", "b"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 2)), unique_by=lambda x: x[0]), max_size=5))
def test_that_every_account_counts_exactly_once_and_every_file_is_named(told: list[list[tuple[str, int]]]) -> None:
    books = [
        book(str(number), *(row(name, arr_cents=arr) for name, arr in rows), day=number % 2)
        for number, rows in enumerate(told)
    ]
    view = together(books)

    for name in {name for rows in told for name, _ in rows}:
        versions = [each for each in view.accounts if each.row.name == name]
        assert sum(each.counts for each in versions) == 1
        named = [file for each in versions for file in each.files]
        assert sorted(named) == sorted(each.name for each in books if any(r.name == name for r in each.rows))
        assert all(bool(each.differs_from) == (len(versions) > 1) for each in versions)

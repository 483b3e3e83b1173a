"""What a file of accounts says beside the accounts' own fields: owners, parents, and the portfolio's own fields."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.store.queries.ownership import owner_on
from tests.operations.imports.import_books import TODAY, Book, Row, counts, reasons

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def owners(book: Book) -> list[tuple[str, str | None, str | None]]:
    """(csm, from, until) in order of beginning."""
    rows = sorted(book.rows("ownership"), key=lambda row: (row["from_on"] or "", row["until_on"] or "9"))
    return [(row["csm"], row["from_on"], row["until_on"]) for row in rows]


def owner(book: Book, day: date, name: str = "Acme") -> str | None:
    return book.portfolio.read(owner_on, book.ids()[name], day)


def own_values(book: Book) -> dict[str, dict[str, str]]:
    """Account -> own field -> value."""
    accounts = {row["id"]: row["name"] for row in book.rows("account")}
    fields = {row["id"]: row["name"] for row in book.rows("own_field")}
    found: dict[str, dict[str, str]] = {}
    for row in book.rows("own_value"):
        found.setdefault(accounts[row["account"]], {})[fields[row["own_field"]]] = row["value"]
    return found


# -- owners


def test_that_the_first_csm_owns_the_account_since_ever(book: Book) -> None:
    assert counts(book.import_("accounts", {"name": "Acme", "csm": "Ines"}, {"name": "Bolt", "csm": ""})) == (
        2,
        0,
        0,
        0,
    )
    assert owners(book) == [("Ines", None, None)]
    assert owner(book, date(1990, 1, 1)) == owner(book, TODAY) == "Ines"
    assert owner(book, TODAY, "Bolt") is None


def test_that_a_new_csm_takes_over_on_the_day_of_the_import(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "csm": "Ines"})
    assert counts(book.import_("accounts", {"name": "Acme", "csm": "Tomas"})) == (0, 1, 0, 0)
    assert owners(book) == [("Ines", None, TODAY.isoformat()), ("Tomas", TODAY.isoformat(), None)]
    assert (owner(book, YESTERDAY), owner(book, TODAY)) == ("Ines", "Tomas")
    assert counts(book.import_("accounts", {"name": "Acme", "csm": "Tomas"}, as_of=TOMORROW)) == (0, 0, 1, 0)
    assert counts(book.import_("accounts", {"name": "Acme", "csm": ""}, as_of=TOMORROW)) == (0, 0, 1, 0)


def test_that_a_slip_is_put_right_on_the_same_day(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "csm": "Ines"})
    for csm in ("Tomas", "Ines", "Tomas", "Mara"):
        book.import_("accounts", {"name": "Acme", "csm": csm})
        assert (owner(book, YESTERDAY), owner(book, TODAY), owner(book, TOMORROW)) == ("Ines", csm, csm)


def test_that_an_owner_comes_back_later(book: Book) -> None:
    days = [TODAY + timedelta(days=10 * n) for n in range(3)]
    for day, csm in zip(days, ("Ines", "Tomas", "Ines"), strict=True):
        book.import_("accounts", {"name": "Acme", "csm": csm}, as_of=day)
    assert [owner(book, day) for day in days] == ["Ines", "Tomas", "Ines"]
    assert [owner(book, day - timedelta(days=1)) for day in days] == ["Ines", "Ines", "Tomas"]


def test_that_cover_is_no_owner_and_stays(book: Book) -> None:
    book.accounts("Acme")
    cover = {"account": "Acme", "csm": "Mara", "from_on": "2026-01-01", "kind": "cover"}
    book.import_("ownerships", cover)
    book.import_("accounts", {"name": "Acme", "csm": "Ines"})
    assert owners(book) == [("Ines", None, None), ("Mara", "2026-01-01", None)]
    assert owner(book, TODAY) == "Ines"


def test_that_ownerships_in_the_same_import_tell_the_whole_story(book: Book) -> None:
    spans = [
        {"account": "Acme", "csm": "Ines", "from_on": "2025-01-01", "until_on": "2026-01-01"},
        {"account": "Acme", "csm": "Tomas", "from_on": "2026-01-01"},
    ]
    told = book.take(book.file("accounts", [{"name": "Acme", "csm": "Tomas"}]), book.file("ownerships", spans))
    assert counts(told) == (3, 0, 0, 0)
    assert owners(book) == [("Ines", "2025-01-01", "2026-01-01"), ("Tomas", "2026-01-01", None)]


# -- parents


def test_that_parents_are_found_above_and_below_by_name_and_external_id(book: Book) -> None:
    rows = [
        {"name": "Child", "external_id": "", "parent": "G-1"},
        {"name": "Grandchild", "external_id": "", "parent": "child"},
        {"name": "Group", "external_id": "G-1", "parent": ""},
    ]
    assert counts(book.import_("accounts", *rows)) == (3, 0, 0, 0)
    ids = book.ids()
    assert {row["name"]: row["parent"] for row in book.rows("account")} == {
        "Child": ids["Group"],
        "Grandchild": ids["Child"],
        "Group": None,
    }
    assert counts(book.import_("accounts", *rows)) == (0, 0, 3, 0)
    assert counts(book.import_("accounts", {"name": "Grandchild", "parent": "Group"})) == (0, 1, 0, 0)


def test_that_parents_are_found_in_other_sources_of_the_import_and_in_the_book(book: Book) -> None:
    book.accounts("Old")
    children = book.file("accounts", [{"name": "A", "parent": "New"}, {"name": "B", "parent": "Old"}])
    assert counts(book.take(children, book.file("accounts", [{"name": "New"}]))) == (3, 0, 0, 0)


def test_that_an_unknown_parent_rejects_the_row_and_those_that_hang_on_it(book: Book) -> None:
    book.accounts("Known")
    rows = [
        {"name": "A", "parent": "B", "Tier": "1", "csm": "Ines"},
        {"name": "B", "parent": "Nobody", "Tier": "1", "csm": "Ines"},
        {"name": "C", "parent": "", "Tier": "", "csm": ""},
        {"name": "Known", "parent": "Nobody", "Tier": "2", "csm": "Ines"},
    ]
    result = book.import_("accounts", *rows)
    assert counts(result) == (1, 0, 0, 3)
    said = "is no account of this portfolio: add it to a file of accounts"
    assert sorted(reasons(result)) == [
        (2, "parent", "B", said),
        (3, "parent", "Nobody", said),
        (5, "parent", "Nobody", said),
    ]
    assert list(book.ids()) == ["Known", "C"]
    assert own_values(book) == {}
    assert owners(book) == []


@pytest.mark.parametrize("ring", [["A"], ["A", "B"], ["A", "B", "C"]])
def test_that_no_account_comes_under_itself(book: Book, ring: list[str]) -> None:
    rows = [{"name": name, "parent": ring[at - 1]} for at, name in enumerate(ring)]
    result = book.import_("accounts", *rows, {"name": "Apart", "parent": ""})
    assert counts(result) == (1, 0, 0, len(ring))
    assert {reason for *_, reason in reasons(result)} <= {
        "comes under the account itself",
        "is no account of this portfolio: add it to a file of accounts",
    }


def test_that_a_ring_is_seen_through_what_is_stored(book: Book) -> None:
    book.import_("accounts", {"name": "A", "parent": ""}, {"name": "B", "parent": "A"})
    result = book.import_("accounts", {"name": "A", "parent": "B"})
    assert reasons(result) == [(2, "parent", "B", "comes under the account itself")]
    assert counts(book.import_("accounts", {"name": "A", "parent": "B"}, {"name": "C", "parent": "A"})) == (1, 0, 0, 1)


# -- own fields


def test_that_unknown_columns_become_own_fields(book: Book) -> None:
    rows = [{"name": "Acme", "Tier": "gold", "Cost center": "7"}, {"name": "Bolt", "Tier": "", "Cost center": "8"}]
    assert counts(book.import_("accounts", *rows)) == (2, 0, 0, 0)
    assert [(row["name"], row["position"]) for row in book.rows("own_field")] == [("Tier", 0), ("Cost center", 1)]
    assert own_values(book) == {"Acme": {"Tier": "gold", "Cost center": "7"}, "Bolt": {"Cost center": "8"}}
    assert counts(book.import_("accounts", *rows)) == (0, 0, 2, 0)


def test_that_own_fields_are_known_again_however_they_are_spelled(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "Cost center": "7", "Größe": "S", "#": "1"})
    told = {"name": "Acme", "cost_CENTER:": "8", "GRÖSSE": "", "Region 2": "x"}
    assert counts(book.import_("accounts", told)) == (0, 1, 0, 0)
    assert [(row["name"], row["position"]) for row in book.rows("own_field")] == [
        ("Cost center", 0),
        ("Größe", 1),
        ("#", 2),
        ("Region 2", 3),
    ]
    assert own_values(book)["Acme"] == {"Cost center": "8", "Größe": "S", "#": "1", "Region 2": "x"}


def test_that_an_empty_cell_leaves_an_own_value_alone(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "Tier": "gold"})
    assert counts(book.import_("accounts", {"name": "Acme", "Tier": ""})) == (0, 0, 1, 0)
    assert counts(book.import_("accounts", {"name": "Acme", "Tier": "silver"})) == (0, 1, 0, 0)
    assert own_values(book) == {"Acme": {"Tier": "silver"}}


def test_that_names_of_accounts_are_kept_as_they_are_written_but_for_blanks_around_them(book: Book) -> None:
    book.import_("accounts", {"name": "  Ostrava   Freight "})
    row: Row = book.row("account")
    assert row["name"] == "Ostrava   Freight"

"""People, own fields and parents of an account: what is kept, what is refused, and that each is one undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.operations import contacts, own_fields, parents
from desktop.store.queries import account as columns_of
from desktop.store.queries.contacts import contact_fields, rows_of_contact
from tests.operations.imports.import_books import TODAY, Book, new_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt", "Cole")
        made.import_("contacts", *({"account": "Acme", "name": name} for name in ("Jana", "Jana Rowe", "Piet")))
        made.import_("contacts", {"account": "Bolt", "name": "Otto"})
        yield made
        assert made.problems() == []


# -- people


def test_that_a_contact_is_changed_field_by_field_and_blank_is_unknown(book: Book) -> None:
    acme, jana = book.ids()["Acme"], book.ids("contact")["Jana"]
    before = book.contents()
    said = {"title": " Head of Ops ", "role": "champion", "influence": "Decides", "stance": "critic", "email": " "}
    done = book.portfolio.perform(contacts.change_contact, jana, said, account=acme)
    found = book.portfolio.read(contact_fields, jana)
    assert (found["title"], found["influence"], found["email"]) == ("Head of Ops", "decides", None)
    assert done.changes.label == "Contact changed: Jana"
    book.portfolio.undo()
    assert book.contents() == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"stance": "angry"}, "stance"),
        ({"influence": "much"}, "influence"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_that_what_a_contact_cannot_be_is_refused(book: Book, said: dict[str, str], field: str) -> None:
    before = book.contents()
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(contacts.change_contact, book.ids("contact")["Jana"], said, account=book.ids()["Acme"])
    assert (refused.value.field, book.contents()) == (field, before)


def test_that_a_contact_of_another_account_is_not_touched(book: Book) -> None:
    otto, acme = book.ids("contact")["Otto"], book.ids()["Acme"]
    with pytest.raises(Rejected, match="no such contact"):
        book.portfolio.perform(contacts.leave, otto, TODAY, account=acme)


def test_that_who_left_can_come_back(book: Book) -> None:
    acme, jana = book.ids()["Acme"], book.ids("contact")["Jana"]
    with pytest.raises(Rejected, match="has not left"):
        book.portfolio.perform(contacts.come_back, jana, account=acme)
    book.portfolio.perform(contacts.leave, jana, TODAY, account=acme)
    assert book.portfolio.read(contact_fields, jana)["left_on"] == TODAY.isoformat()
    assert book.portfolio.perform(contacts.come_back, jana, account=acme).changes.label == "Contact is back: Jana"
    assert book.portfolio.read(contact_fields, jana)["left_on"] is None


def test_that_two_records_of_one_person_become_one_with_their_answers_in_one_undo(book: Book) -> None:
    acme = book.ids()["Acme"]
    people = book.ids("contact")
    stays, goes = people["Jana Rowe"], people["Jana"]
    book.import_(
        "surveys", {"account": "Acme", "kind": "nps", "responded_on": "2026-05-01", "score": 3, "contact": "Jana"}
    )
    book.import_("touchpoints", {"account": "Acme", "on": "2026-05-02", "kind": "call", "contact": "Jana"})
    book.portfolio.perform(contacts.change_contact, goes, {"phone": "1", "title": "Head"}, account=acme)
    book.portfolio.perform(contacts.change_contact, stays, {"title": "COO"}, account=acme)
    before = book.contents()
    done = book.portfolio.perform(contacts.merge_contacts, stays, goes, account=acme)
    assert done.result == 2
    assert len(book.portfolio.read(rows_of_contact, stays)) == 2
    kept = book.portfolio.read(contact_fields, stays)
    assert (kept["title"], kept["phone"], kept["name"]) == ("COO", "1", "Jana Rowe")
    assert "Jana" not in {row["name"] for row in book.rows("contact") if row["deleted_at"] is None}
    book.portfolio.undo()
    assert book.contents() == before
    with pytest.raises(Rejected, match="Choose two"):
        book.portfolio.perform(contacts.merge_contacts, stays, stays, account=acme)


# -- own fields


def test_that_an_own_field_is_added_and_keeps_what_is_typed_literally(book: Book) -> None:
    acme, bolt = book.ids()["Acme"], book.ids()["Bolt"]
    before = book.contents()
    book.portfolio.perform(own_fields.set_own_value, acme, "Tier", " =1+1 <b> ")
    assert book.portfolio.read(columns_of.own_fields, acme) == {"Tier": " =1+1 <b> "}
    book.portfolio.undo()
    assert book.contents() == before
    book.portfolio.perform(own_fields.set_own_value, acme, "Tier", "A")
    book.portfolio.perform(own_fields.set_own_value, bolt, " tier ", "B")
    assert len(book.rows("own_field")) == 1
    book.portfolio.perform(own_fields.set_own_value, acme, "Tier", " ")
    assert book.portfolio.read(columns_of.own_fields, acme) == {}
    assert book.portfolio.read(columns_of.own_fields, bolt) == {"Tier": "B"}


@pytest.mark.parametrize(
    ("name", "text", "field"), [(" ", "x", "name"), ("n" * 81, "x", "name"), ("Tier", "x" * 2001, "value")]
)
def test_that_an_own_field_needs_a_name_and_has_bounds(book: Book, name: str, text: str, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(own_fields.set_own_value, book.ids()["Acme"], name, text)
    assert refused.value.field == field


# -- parents


def test_that_children_are_added_up_under_their_parent(book: Book) -> None:
    ids = book.ids()
    for name, arr in (("Bolt", 100), ("Cole", 300)):
        book.import_("subscriptions", {"account": name, "arr": arr, "start_on": "2026-01-01"})
        book.portfolio.perform(parents.set_parent, ids[name], ids["Acme"])
    found = book.portfolio.read(parents.family, ids["Acme"], TODAY)
    assert [child.name for child in found.children] == ["Cole", "Bolt"]
    assert (found.parent, found.arr_cents) == (None, 40_000)
    assert book.portfolio.read(parents.family, ids["Acme"], date(2025, 12, 31)).arr_cents == 0
    assert book.portfolio.read(parents.family, ids["Bolt"], TODAY).parent == (ids["Acme"], "Acme")
    book.portfolio.perform(parents.set_parent, ids["Bolt"], None)
    assert book.portfolio.read(parents.family, ids["Bolt"], TODAY).parent is None
    book.portfolio.undo()
    assert book.portfolio.read(parents.family, ids["Bolt"], TODAY).parent == (ids["Acme"], "Acme")


def test_that_no_account_comes_under_itself(book: Book) -> None:
    ids = book.ids()
    with pytest.raises(Rejected, match="Acme is itself"):
        book.portfolio.perform(parents.set_parent, ids["Acme"], ids["Acme"])
    book.portfolio.perform(parents.set_parent, ids["Bolt"], ids["Acme"])
    book.portfolio.perform(parents.set_parent, ids["Cole"], ids["Bolt"])
    with pytest.raises(Rejected, match="Cole is below Acme: an account cannot come under itself") as refused:
        book.portfolio.perform(parents.set_parent, ids["Acme"], ids["Cole"])
    assert refused.value.field == "parent"


def test_that_a_parent_is_found_by_its_whole_name(book: Book) -> None:
    assert book.portfolio.read(parents.parent_called, " acme ") == book.ids()["Acme"]
    assert book.portfolio.read(parents.parent_called, " ") is None
    with pytest.raises(Rejected, match="No account is called"):
        book.portfolio.read(parents.parent_called, "ac")

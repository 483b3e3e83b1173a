"""Searching: names before notes, beginnings before middles, and LIKE's signs taken literally."""

from __future__ import annotations

import pytest

from desktop.store.portfolio import Portfolio
from desktop.store.queries.search import find
from desktop.store.tx import Tx

NAMES = ("Tindle & Rowe", "Rowe Brothers", "Crowe 100% Ltd", "Nimbus_Yoga", "Übersee", "Østrøw")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    def write(tx: Tx) -> None:
        for name in NAMES:
            tx.insert("account", {"name": name, "external_id": f"X-{name[:3]}"}, id=name)
        tx.insert("contact", {"account": "Übersee", "name": "Jana Rowe", "email": "jr@example.org"})
        gone = tx.insert("contact", {"account": "Übersee", "name": "Rowena Gone"})
        tx.delete("contact", gone)
        for day, text in (("2026-01-05", "older: Rowe asked"), ("2026-03-05", "newer: ROWE\nasked " + "x" * 200)):
            tx.insert("touchpoint", {"account": "Übersee", "on_day": day, "kind": "note", "notes": text})

    path = tmp_path_factory.mktemp("search") / "book.perennial"
    return Portfolio.create(path, first=write)


def found(book: Portfolio, words: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in book.read(find, words)]


def test_that_names_come_first_and_those_that_begin_so_before_all(book: Portfolio) -> None:
    kinds = found(book, "rowe")
    assert kinds[:4] == [
        ("account", "Rowe Brothers"),
        ("account", "Tindle & Rowe"),
        ("account", "Crowe 100% Ltd"),
        ("contact", "Jana Rowe"),
    ]
    assert [text[:10] for kind, text in kinds[4:] if kind == "note"] == ["newer: ROW", "older: Row"]


def test_that_a_note_is_shown_on_one_line_around_the_words(book: Portfolio) -> None:
    (newer, _) = [each for each in book.read(find, "rowe") if each.kind == "note"]
    assert newer.text.startswith("newer: ROWE asked x")
    assert newer.text.endswith("…")
    assert len(newer.text) < 100
    assert (newer.about, str(newer.on)) == ("Übersee", "2026-03-05")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ubersee", "Übersee"),
        ("ostro", "Østrøw"),
        ("übersee", "Übersee"),
        ("tindel", "Tindle & Rowe"),
        ("nimbsu", "Nimbus_Yoga"),
    ],
)
def test_that_accents_and_a_typing_error_find_the_account(book: Portfolio, words: str, name: str) -> None:
    assert ("account", name) in found(book, words)


def test_that_what_is_called_so_hides_what_is_only_nearly_so(book: Portfolio) -> None:
    assert [name for kind, name in found(book, "crowe") if kind == "account"] == ["Crowe 100% Ltd"]


@pytest.mark.parametrize(
    ("words", "name"),
    [("100%", "Crowe 100% Ltd"), ("nimbus_", "Nimbus_Yoga"), ("x-tin", "Tindle & Rowe"), ("übers", "Übersee")],
)
def test_that_signs_and_external_ids_are_found_literally(book: Portfolio, words: str, name: str) -> None:
    assert found(book, words) == [("account", name)]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "\\", "zzz", "Rowena", "'; DROP TABLE account"])
def test_that_nothing_is_found_where_nothing_is(book: Portfolio, words: str) -> None:
    expected = {"%": [("account", "Crowe 100% Ltd")], "_": [("account", "Nimbus_Yoga")]}.get(words, [])
    assert found(book, words) == expected

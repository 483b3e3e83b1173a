"""The keyword list of a book: what is shipped, what can be changed, what is refused and what Undo brings back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.voice.keywords import Keyword, Matcher
from desktop.operations import keywords
from desktop.operations.defaults import write_defaults
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


@pytest.fixture
def old_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portfolio]:
    """Made before there were keywords."""
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "old.perennial", first=lambda _tx: None) as made:
        yield made


def listed(book: Portfolio) -> list[Keyword]:
    return book.read(keywords.keywords)


def called(book: Portfolio, word: str) -> Keyword:
    return next(each for each in listed(book) if each.word == word)


def pairs(found: list[Keyword]) -> set[tuple[str, str]]:
    return {(each.theme, each.word) for each in found}


def test_that_a_new_book_has_the_shipped_themes_and_no_word_twice_under_one(book: Portfolio) -> None:
    found = listed(book)
    assert pairs(found) == pairs(keywords.shipped_keywords())
    assert {"Price", "Support", "Onboarding", "Reliability", "Performance", "Missing features", "Ease of use",
            "Reporting"} <= set(Matcher(found).words)  # fmt: skip
    assert len({each.id for each in found}) == len(found)
    assert {each.language for each in found} == {"en"}


def test_that_every_shipped_word_is_found_in_itself() -> None:
    matcher = Matcher(keywords.shipped_keywords())
    for each in keywords.shipped_keywords():
        assert each.theme in matcher.themes(f"We think {each.word} matters")


def test_that_a_word_is_added_under_a_theme_as_the_list_writes_it(book: Portfolio) -> None:
    done = book.perform(keywords.add_keyword, "  seat   price ", "pRICE")
    assert called(book, "seat price") == Keyword(done.result, "seat price", "Price")
    assert done.changes.label == "Keyword added: seat price (Price)"
    book.undo()
    assert done.result not in {each.id for each in listed(book)}


def test_that_two_who_add_the_same_word_apart_add_one_row(book: Portfolio, tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "other.perennial", first=write_defaults) as other:
        assert (
            book.perform(keywords.add_keyword, "audit", "Compliance").result
            == other.perform(keywords.add_keyword, "Audit", "compliance").result
        )


def test_that_a_removed_word_comes_back_by_undo_and_by_adding_it_again(book: Portfolio) -> None:
    price = called(book, "price")
    book.perform(keywords.remove_keyword, price.id)
    assert price not in listed(book)
    book.undo()
    assert price in listed(book)
    book.redo()
    book.perform(keywords.add_keyword, "Price", "price", "en")
    assert called(book, "Price").id == price.id


def test_that_a_word_is_renamed_and_moved(book: Portfolio) -> None:
    slow = called(book, "sluggish")
    book.perform(keywords.rename_keyword, slow.id, "snail's pace")
    assert called(book, "snail's pace") == Keyword(slow.id, "snail's pace", "Performance", "en")
    book.perform(keywords.rename_keyword, slow.id, "snail's pace", "Speed")
    assert called(book, "snail's pace").theme == "Speed"
    # Now the word is free again, but not its id.
    again = book.perform(keywords.add_keyword, "sluggish", "Performance", "en").result
    assert again != slow.id
    assert called(book, "snail's pace").id == slow.id


def test_that_a_theme_is_renamed_whole_and_can_join_another(book: Portfolio) -> None:
    words = Matcher(listed(book)).words
    book.perform(keywords.rename_theme, "price", "Money")
    assert Matcher(listed(book)).words["Money"] == words["Price"]
    book.perform(keywords.add_keyword, "slow", "Money")
    book.perform(keywords.rename_theme, "Money", "performance")
    joined = Matcher(listed(book)).words["Performance"]
    assert set(joined) == {*words["Price"], *words["Performance"]}
    assert len([each for each in listed(book) if each.word == "slow"]) == 1
    book.undo()
    assert "Money" in Matcher(listed(book)).words


def test_that_what_is_in_the_list_or_could_not_be_found_is_refused(book: Portfolio) -> None:
    before = listed(book)
    with pytest.raises(Rejected, match="already"):
        book.perform(keywords.add_keyword, "PRICE", "price")
    with pytest.raises(Rejected, match="already"):
        book.perform(keywords.rename_keyword, called(book, "cost").id, "price")
    with pytest.raises(Rejected):
        book.perform(keywords.add_keyword, "?!", "Price")
    with pytest.raises(Rejected):
        book.perform(keywords.rename_keyword, called(book, "cost").id, "cost", " ")
    with pytest.raises(Rejected):
        book.perform(keywords.rename_theme, "Price", "...")
    with pytest.raises(Rejected, match="no theme"):
        book.perform(keywords.rename_theme, "Shoes", "Boots")
    with pytest.raises(Rejected, match="no such keyword"):
        book.perform(keywords.remove_keyword, "nobody")
    assert listed(book) == before


def test_that_an_older_book_shows_the_shipped_list_and_holds_it_from_the_first_change(old_book: Portfolio) -> None:
    assert listed(old_book) == keywords.shipped_keywords()
    price = called(old_book, "price")
    old_book.perform(keywords.remove_keyword, price.id)
    assert pairs(listed(old_book)) == pairs(keywords.shipped_keywords()) - {("Price", "price")}


def test_that_a_book_whose_words_were_all_removed_has_none(old_book: Portfolio) -> None:
    def remove_all(tx: Tx) -> None:
        for each in keywords.keywords(tx.conn):
            keywords.remove_keyword(tx, each.id)

    old_book.perform(remove_all)
    assert listed(old_book) == []

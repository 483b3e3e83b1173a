"""The keyword list as it is typed from outside: a word removed by its name, and the shipped list back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.operations.defaults import write_defaults
from desktop.operations.keywords import add_keyword, keywords, remove_word, reset_keywords, shipped_keywords
from desktop.store.portfolio import Portfolio


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as made:
        yield made


def listed(book: Portfolio) -> set[tuple[str, str]]:
    return {(each.theme, each.word) for each in book.read(keywords)}


def test_that_a_word_is_removed_by_its_name_whatever_its_case_and_undone(book: Portfolio) -> None:
    book.perform(add_keyword, "Größe", "Fit")
    done = book.perform(remove_word, "  GROSSE ")
    assert done.changes.label == "Keyword removed: Größe (Fit)"
    assert ("Fit", "Größe") not in listed(book)
    book.undo()
    assert ("Fit", "Größe") in listed(book)


def test_that_a_word_under_two_themes_is_removed_from_the_one_that_is_named(book: Portfolio) -> None:
    for theme in ("Fit", "Wishes"):
        book.perform(add_keyword, "roadmap item", theme)
    with pytest.raises(Rejected, match="several themes") as refused:
        book.perform(remove_word, "roadmap item")
    assert refused.value.field == "theme"
    book.perform(remove_word, "roadmap item", "wishes")
    assert {theme for theme, word in listed(book) if word == "roadmap item"} == {"Fit"}
    with pytest.raises(Rejected, match="not in the list"):
        book.perform(remove_word, "roadmap item", "wishes")


def test_that_reset_gives_the_shipped_list_back_in_one_undo(book: Portfolio) -> None:
    shipped = {(each.theme, each.word) for each in shipped_keywords()}
    first = shipped_keywords()[0]
    book.perform(add_keyword, "roadmap item", "Wishes")
    book.perform(remove_word, first.word, first.theme)
    before = listed(book)
    assert before != shipped

    book.perform(reset_keywords)
    assert listed(book) == shipped
    assert not book.perform(reset_keywords).changes, "again is no change"
    book.undo()
    assert listed(book) == before

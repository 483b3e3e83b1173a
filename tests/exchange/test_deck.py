"""The exported deck: what the five parts say, with charts; and nothing internal anywhere in its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from desktop.domain.errors import FileProblem
from desktop.domain.qbrs.page import Deck, Series, parts_of
from desktop.domain.qbrs.records import Item
from desktop.exchange.deck import deck_bytes, write_deck
from desktop.operations.qbrs.preparing import NewLine, add_lines
from desktop.operations.qbrs.reading import deck_of
from tests.exchange.canaries import WORDS, canary_book, fill_page
from tests.operations.imports.import_books import TODAY, Book

DECK = Deck(
    "Acme & <Sons>",
    date(2026, 12, 2),
    "autumn",
    parts_of(
        [
            Item("1", "A", "Q", 1, 1, "Claims inside two days"),
            Item("2", "A", "Q", 3, 1, "“Saves us a day” (Jana)"),
            Item("3", "A", "Q", 5, 1, "Renew for three years"),
        ]
    ),
    ((3, Series("line", "Logins a week", (date(2026, 11, 9), date(2026, 11, 16)), ("logins",), ((3.0, 5.0),))),),
)


def opened(deck: Deck) -> Any:
    return Presentation(io.BytesIO(deck_bytes(deck)))


def unzipped(made: bytes) -> bytes:
    """All that is in the file, workbooks behind the charts opened too."""
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        parts = [packed.read(name) for name in packed.namelist()]
        names = "\n".join(packed.namelist()).encode()
    return names + b"".join(unzipped(part) if part.startswith(b"PK") else part for part in parts)


def test_that_a_deck_opens_with_a_slide_for_each_part_and_one_before() -> None:
    slides = opened(DECK).slides
    titles = [slide.shapes.title.text_frame.text for slide in slides if slide.shapes.title is not None]
    assert titles == [
        "Acme & <Sons>",
        "1  What we set out to do",
        "2  What was achieved",
        "3  What we learned",
        "4  What comes next",
        "5  The decision we ask for",
    ]
    charts = [[shape.has_chart for shape in slide.shapes].count(True) for slide in slides]
    assert charts == [0, 0, 0, 1, 0, 0]


def test_that_the_file_says_neither_who_made_it_nor_with_what() -> None:
    told = opened(DECK).core_properties
    assert (told.author, told.last_modified_by, told.comments, told.keywords) == ("", "", "", "")
    assert told.title == "Acme & <Sons>: business review"
    assert b"Canny" not in unzipped(deck_bytes(DECK))


def test_that_characters_xml_cannot_hold_are_left_out() -> None:
    deck = DECK._replace(parts=parts_of([Item("1", "A", "Q", 1, 1, "a\x00b\x1bc\ud800")]))
    shapes: list[Any] = list(opened(deck).slides[1].shapes)
    assert "abc" in [shape.text_frame.text for shape in shapes if shape.has_text_frame]


def test_that_a_folder_that_is_not_there_is_a_problem_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        write_deck(tmp_path / "no" / "deck.pptx", DECK)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with canary_book(tmp_path) as made:
        yield made


def test_that_no_internal_word_is_in_the_bytes_of_a_deck_with_every_fact_that_may_be_shown(
    book: Book, tmp_path: Path
) -> None:
    account = fill_page(book)
    out = tmp_path / "deck.pptx"
    write_deck(out, book.portfolio.read(deck_of, account, TODAY))
    held = unzipped(out.read_bytes())
    assert b"Days saved" in held
    assert b"CANARY" not in held
    for word in WORDS:
        assert word.encode() not in held.lower(), word


def test_that_what_is_counted_as_internal_would_be_found(book: Book) -> None:
    account = book.ids()["Acme"]
    book.portfolio.perform(add_lines, account, [NewLine(1, "CANARY typed by hand")], as_of=TODAY)
    assert b"CANARY" in unzipped(deck_bytes(book.portfolio.read(deck_of, account, TODAY)))

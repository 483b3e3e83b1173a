"""The PDF of a review: a page a part, all of its words on it, and nothing internal anywhere in its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.charts.tokens import LIGHT
from desktop.charts.words import Language
from desktop.domain.errors import FileProblem
from desktop.domain.qbrs.page import LONGEST, MOST, TITLES, Deck, Series, parts_of
from desktop.domain.qbrs.records import Item
from desktop.operations.qbrs.preparing import NewLine, add_lines
from desktop.operations.qbrs.reading import deck_of
from desktop.printing.parts import PartPainter
from desktop.printing.pdf import pdf_bytes, write_pdf
from tests.exchange.canaries import WORDS, canary_book, fill_page
from tests.operations.imports.import_books import TODAY, Book
from tests.printing.pdf_text import streams, text

pytestmark = pytest.mark.usefixtures("qapp")
ENGLISH = Language()
DECK = Deck(
    "Acme & <Sons>",
    date(2026, 12, 2),
    "autumn",
    parts_of([Item("1", "A", "Q", 1, 1, "Claims inside two days"), Item("2", "A", "Q", 5, 1, "Renew for three years")]),
    (
        (1, Series("line", "Logins a week", (date(2026, 11, 9), date(2026, 11, 16)), ("logins",), ((3.0, 5.0),))),
        (1, Series("bars", "Share of people", ("exports",), ("share",), ((0.72,),), is_share=True)),
    ),
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with canary_book(tmp_path) as made:
        yield made


def test_that_a_pdf_has_a_page_for_each_part_and_one_before_and_says_all_of_it() -> None:
    made = pdf_bytes(DECK, ENGLISH)
    assert len(re.findall(rb"/Type /Page\b", made)) == 1 + len(TITLES)
    said = text(made)
    for each in ("Acme & <Sons> Business review autumn · 2 Dec 2026", "Claims inside two days", "Renew for three years",
                 "1 What we set out to do", "5 The decision we ask for", "Logins a week", "9 Nov 2026", "72 %",
                 "To be agreed in the meeting."):  # fmt: skip
        assert each in said


def test_that_days_and_figures_are_written_in_the_language_that_is_handed_in() -> None:
    assert "Dec 2, 2026" in text(pdf_bytes(DECK, Language(full_day="{month} {day}, {year}")))


def test_that_the_fullest_page_loses_no_word() -> None:
    line = " ".join(["word"] * 59)
    assert LONGEST - 6 <= len(line) <= LONGEST
    items = [Item(str(at), "A", "Q", 2, at, f"{line} end{at}") for at in range(MOST)]
    said = text(pdf_bytes(DECK._replace(parts=parts_of(items), series=()), ENGLISH))
    assert [f"end{at}" in said for at in range(MOST)] == [True] * MOST


def test_that_the_file_says_neither_who_made_it_nor_whose_computer_it_was() -> None:
    made = pdf_bytes(DECK, ENGLISH)
    assert b"/Creator ()" in made
    assert b"/Author ()" in made


def test_that_no_internal_word_is_in_the_bytes_or_on_the_pages_of_a_pdf(book: Book, tmp_path: Path) -> None:
    account = fill_page(book)
    out = tmp_path / "page.pdf"
    write_pdf(out, book.portfolio.read(deck_of, account, TODAY))
    said = text(out.read_bytes())
    assert "Days saved" in said
    held = (said.encode() + out.read_bytes() + b"".join(streams(out.read_bytes()))).lower()
    for word in ("canary", *WORDS):
        assert word.encode() not in held, word


def test_that_an_internal_word_typed_by_hand_would_be_found(book: Book) -> None:
    account = book.ids()["Acme"]
    book.portfolio.perform(add_lines, account, [NewLine(1, "CANARY typed by hand")], as_of=TODAY)
    assert "CANARY typed by hand" in text(pdf_bytes(book.portfolio.read(deck_of, account, TODAY), ENGLISH))


def test_that_a_part_is_painted_within_the_area_it_is_given() -> None:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    painter = QPainter(image)
    PartPainter(painter, LIGHT, ENGLISH).part(QRectF(100, 50, 400, 300), DECK, 1)
    painter.end()
    assert image.pixelColor(110, 60) == QColor(LIGHT.surface)
    edge = [(x, y) for x in range(600) for y in range(400) if not (100 <= x < 500 and 50 <= y < 350)]
    assert all(image.pixelColor(*each) == QColor("#123456") for each in edge)


def test_that_a_pdf_in_a_folder_that_is_not_there_is_a_problem_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        write_pdf(tmp_path / "no" / "page.pdf", DECK)

"""The exported deck: what the five parts say, with charts; and nothing internal anywhere in its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from desktop.domain.errors import FileProblem
from desktop.domain.qbrs.page import Deck, Series, parts_of
from desktop.domain.qbrs.records import Item
from desktop.exchange.deck import deck_bytes, write_deck
from desktop.operations.qbrs.preparing import NewLine, add_lines
from desktop.operations.qbrs.reading import deck_of, preparation
from desktop.store.tx import Tx
from desktop.store.writing import Hand
from tests.operations.imports.import_books import TODAY, Book, new_book

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


INTERNAL: dict[str, dict[str, Any]] = {
    "risk": {"reason": "CANARY-reason", "opened_on": "2026-05-01", "severity": "CANARY-severity",
             "plan": "CANARY-plan", "owner": "CANARY-owner", "notes": "CANARY-risknotes", "outcome": "CANARY-outcome"},
    "pulse": {"on_day": "2026-05-02", "value": 2, "reason": "CANARY-pulse", "author": "CANARY-author"},
    "override": {"value": 12.0, "set_on": "2026-05-02", "reason": "CANARY-override", "author": "CANARY-overrider"},
    "renewal_call": {"on_day": "2026-05-02", "kind": "csm", "category": "CANARY-category", "author": "CANARY-caller",
                     "amount_cents": 987654321},
    "touchpoint": {"on_day": "2026-05-02", "kind": "call", "subject": "CANARY-subject", "notes": "CANARY-talk"},
    "contact": {"name": "Otto", "role": "champion", "stance": "CANARY-stance", "notes": "CANARY-contact"},
    "churn": {"on_day": "2026-05-03", "reason": "CANARY-churn", "notes": "CANARY-churnnotes"},
    "opportunity": {"kind": "upsell", "reason": "CANARY-upsell", "arr_cents": 123456789},
    "task": {"title": "CANARY-task", "source": "playbook detractor", "notes": "CANARY-tasknote", "owner": "CANARY-own"},
    "qbr": {"planned_on": "2026-06-01", "notes": "CANARY-qbrnotes", "risks": "CANARY-qbrrisks",
            "attendees": "CANARY-attendees"},
}  # fmt: skip
"""A word in every field that is for us alone."""


def insert(tx: Tx, table: str, values: dict[str, Any]) -> str:
    return tx.insert(table, values)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": "Acme", "started_on": "2025-01-01"})
        made.import_("subscriptions", {"account": "Acme", "arr": 100, "start_on": "2025-01-01", "seats": 10})
        made.import_("qbrs", {"account": "Acme", "held_on": "2026-02-01"})
        made.import_(
            "objectives", {"account": "Acme", "goal": "Days saved", "baseline": "1", "current": "4", "target": "5"}
        )
        made.import_(
            "usage",
            *(
                {"account": "Acme", "on": f"2026-0{month}-{day:02}", "metric": "active_users", "value": day}
                for month in (3, 4, 5)
                for day in (2, 9, 16)
            ),
        )
        account = made.ids()["Acme"]
        made.portfolio.perform(lambda tx: tx.update("account", account, {"notes": "CANARY-accountnotes"}))
        for table, values in INTERNAL.items():
            made.portfolio.perform(insert, table, {"account": account, **values})
        yield made


def test_that_no_internal_word_is_in_the_bytes_of_a_deck_with_every_fact_that_may_be_shown(
    book: Book, tmp_path: Path
) -> None:
    account = book.ids()["Acme"]
    made = book.portfolio.read(preparation, account, TODAY)
    shown = [each for each in made.facts if not each.is_internal]
    told = {each.kind for each in made.facts}
    assert {"score", "risk"} <= told, "there is something that must not get out"
    lines = [NewLine(each.part or 4, f"{each.what} {each.before} {each.after}", each.key) for each in shown]
    writer = Hand(datetime(2026, 5, 20, 10, tzinfo=UTC), "CANARY-writer")
    book.portfolio.perform_by(writer, lambda tx: add_lines(tx, account, lines, as_of=TODAY), kind="edit")
    out = tmp_path / "deck.pptx"
    write_deck(out, book.portfolio.read(deck_of, account, TODAY))
    held = unzipped(out.read_bytes())
    assert b"Days saved" in held
    assert b"CANARY" not in held
    for word in (b"health", b"risk", b"pulse", b"forecast", b"score", b"churn", b"987654321"):
        assert word not in held.lower(), word


def test_that_what_is_counted_as_internal_would_be_found(book: Book) -> None:
    account = book.ids()["Acme"]
    book.portfolio.perform(add_lines, account, [NewLine(1, "CANARY typed by hand")], as_of=TODAY)
    assert b"CANARY" in unzipped(deck_bytes(book.portfolio.read(deck_of, account, TODAY)))

"""Calling a score from the command line, as a person and as a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.program import Book

ACCOUNTS = [{"name": "Acme", "segment": "SMB"}, {"name": "Bolt"}]
LINES = [
    {"account": "Acme", "external_id": "L", "arr": 1000, "start_on": "2026-01-01", "likelihood": 0.9, "seats": 10},
]
DAY, UNTIL = "2026-11-22", "2026-12-03"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.of(tmp_path, {"accounts": ACCOUNTS, "subscriptions": LINES}, as_of=DAY)


def called(book: Book, day: str = DAY) -> object:
    return book.home.json("health", book.path, "Acme", "--as-of", day)["override"]


def test_that_a_call_is_saved_shown_and_ended(book: Book) -> None:
    before = book.home.json("health", book.path, "Acme", "--as-of", DAY)
    arguments = ("override", book.path, "acme", "80", "--reason", "new sponsor", "--until", UNTIL, "--as-of", DAY)
    saved = book.home.json(*arguments, "--author", "Jana")

    said = {"value": 80.0, "reason": "new sponsor", "author": "Jana", "set_on": DAY, "expires_on": UNTIL}
    assert saved == {"account": "Acme", **said}
    after = book.home.json("health", book.path, "Acme", "--as-of", DAY)
    assert after == before | {"override": said}
    assert called(book, UNTIL) is None
    printed = book.home.say("health", book.path, "Acme", "--as-of", DAY)
    assert "Called 80 by Jana until 2026-12-03: new sponsor" in printed

    ended = book.home.json("override", book.path, "Acme", "--end", "--as-of", "2026-11-30")
    assert ended == {"account": "Acme", "ended": 80.0, "on": "2026-11-30"}
    assert (called(book, "2026-11-30"), called(book, "2026-11-29") is not None) == (None, True)
    book.home.say("undo", book.path)
    assert called(book, "2026-11-30") == said
    book.home.say("undo", book.path)
    assert called(book) is None


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("80", "--until", UNTIL), "needs a reason"),
        (("80", "--reason", "why"), "needs the day it ends"),
        (("80", "--reason", "why", "--until", DAY), "is not after"),
        (("80.5", "--reason", "why", "--until", UNTIL), "whole number"),
        ((), "Say the score that you call"),
        (("--end",), "nothing to end"),
        (("80", "--end"), "--end ends the call that stands"),
        (("--end", "--reason", "why"), "--end ends the call that stands"),
    ],
)
def test_that_what_is_not_a_call_is_refused_in_one_line(book: Book, arguments: tuple[str, ...], why: str) -> None:
    done = book.home.run("override", book.path, "Acme", *arguments, "--as-of", DAY)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert why in done.err
    assert called(book) is None


def test_that_a_value_off_the_scale_is_a_mistake_in_the_command(book: Book) -> None:
    assert book.home.run("override", book.path, "Acme", "101", "--reason", "why", "--until", UNTIL).code == 2


def test_that_a_pulse_of_two_beside_a_green_score_is_a_signal_and_a_call_is_not_heard(book: Book) -> None:
    book.home.say("override", book.path, "Acme", "10", "--reason", "gut", "--until", UNTIL, "--as-of", DAY)
    for line in ("acme nps 10", "acme call: agreed the pilot", 'acme pulse 2 "new CFO"'):
        book.home.say("log", book.path, line, "--as-of", DAY)

    health = book.home.json("health", book.path, "Acme", "--as-of", DAY)
    assert (health["band"], health["pulse"]["value"], health["override"]["value"]) == ("green", 2, 10.0)
    found = book.home.json("signals", book.path, "--as-of", DAY)
    (acme,) = [each for each in found["accounts"] if each["account"] == "Acme"]
    assert "low_pulse" in {each["key"] for each in acme["signals"]}

"""Keywords and sentiment corrected from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.program import Book

DAY = "2026-11-22"
ANSWER = {"account": "Acme", "kind": "nps", "scale_min": 0, "scale_max": 10}
ANSWERS = [
    {**ANSWER, "responded_on": "2026-10-01", "score": 9, "comment": "Der Support ist leider viel zu langsam"},
    {**ANSWER, "responded_on": "2026-10-02", "score": 9, "comment": "The importer is great and the team is helpful"},
]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.of(tmp_path, {"accounts": [{"name": "Acme"}], "surveys": ANSWERS}, as_of=DAY)


def test_that_a_word_and_a_feeling_change_what_voice_says_until_undone(book: Book) -> None:
    said = book.home.say("voice", book.path, "--as-of", DAY)
    assert "not scored: German" in said
    assert book.home.say("keywords", book.path, "--add", "importer", "--theme", "Data in").startswith(
        "Keyword added: importer (Data in)"
    )
    german, english = book.home.json("voice", book.path, "--as-of", DAY)["verbatims"][::-1]
    assert "Data in" in english["themes"]
    assert {"theme": "Data in", "word": "importer", "language": None} in book.home.json("keywords", book.path)

    assert book.home.say("sentiment", book.path, german["id"], "cross") == "Sentiment set: cross (-0.6), Acme\n"
    assert book.home.json("sentiment", book.path, english["id"], "0.25")["sentiment_set"] == 0.25
    german, english = book.home.json("voice", book.path, "--as-of", DAY)["verbatims"][::-1]
    assert (german["sentiment"], english["sentiment"]) == (-0.6, 0.25)
    assert "(corrected)" in book.home.say("voice", book.path, "--as-of", DAY)

    book.home.say("sentiment", book.path, german["id"], "--take-back")
    for _ in range(3):
        book.home.say("undo", book.path)
    assert [each["corrected"] for each in book.home.json("voice", book.path, "--as-of", DAY)["verbatims"]] == [
        False
    ] * 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("keywords", "--remove", "nowhere"), "is not in the list"),
        (("sentiment", "nosuch", "glad"), "No answer with a comment"),
        (("sentiment", "nosuch", "sad"), "is no sentiment"),
        (("sentiment", "nosuch", "nan"), "No answer with a comment"),
    ],
)
def test_that_what_cannot_be_is_refused_in_a_line(book: Book, arguments: tuple[str, ...], why: str) -> None:
    command, *rest = arguments
    done = book.home.run(command, book.path, *rest)
    assert (done.code, done.out) == (1, "")
    assert why in done.err


def test_that_words_and_themes_are_renamed_until_undone(book: Book) -> None:
    def listed() -> set[tuple[str, str]]:
        return {(each["theme"], each["word"]) for each in book.home.json("keywords", book.path)}

    before = listed()
    assert book.home.say("keywords", book.path, "--rename", "Slowly", "at a snail's pace") == (
        "Keyword renamed: slowly to at a snail's pace (Performance)\n"
    )
    assert book.home.say("keywords", book.path, "--rename-theme", "performance", "Speed") == (
        "Theme renamed: Performance to Speed\n"
    )
    assert ("Speed", "at a snail's pace") in listed()
    assert not {each for each in listed() if each[0] == "Performance"}
    assert book.home.say("keywords", book.path, "--rename-theme", "speed", "Speed") == (
        "That is what it is called already.\n"
    )
    for _ in range(2):
        book.home.say("undo", book.path)
    assert listed() == before

"""Voice from a real file: what counts, correcting a sentiment, and looking back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.voice.figures import BookVoice
from desktop.operations import voice
from desktop.operations.defaults import write_defaults
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx, Value

PERIOD = Period(date(2025, 5, 20), date(2026, 5, 20))


class Clock:
    at = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Portfolio]:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults, clock_=clock) as made:
        yield made


def add(book: Portfolio, table: str, **values: Value) -> str:
    def insert(tx: Tx) -> str:
        tx.label = "Add"
        return tx.insert(table, values)

    return book.perform(insert).result


def answered(book: Portfolio, account: str, comment: str | None, **values: Value) -> str:
    row: dict[str, Value] = {
        "account": account,
        "kind": "nps",
        "responded_on": "2026-05-01",
        "score": 3,
        "scale_min": 0,
        "scale_max": 10,
        "comment": comment,
    }
    return add(book, "survey_response", **{**row, **values})


def heard(book: Portfolio) -> BookVoice:
    return voice.voice(book.read(voice.read_voice), PERIOD)


def test_that_a_correction_wins_is_counted_and_undone(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    row = answered(book, acme, "This is a terrible tool")
    (before,) = heard(book).verbatims
    assert (before.sentiment.value or 0) < 0
    done = book.perform(voice.set_sentiment, row, 0.8, account=acme)
    found = heard(book)
    assert found.verbatims[0].sentiment.value == 0.8
    assert found.verbatims[0].sentiment.corrected
    assert (found.whole.sentiment.mean, found.whole.sentiment.corrected) == (0.8, 1)
    assert done.changes.label == "Sentiment set: glad (+0.8), Acme"
    assert done.changes.accounts == {acme}
    book.undo()
    assert heard(book).verbatims == (before,)
    book.redo()
    book.perform(voice.set_sentiment, row, None, account=acme)
    assert heard(book).verbatims == (before,)


@pytest.mark.parametrize("comment", ["Fungerar bra.", "Meh", "Der Support ist leider viel zu langsam"])
def test_that_a_comment_that_is_not_scored_can_be_judged_by_a_reader(book: Portfolio, comment: str) -> None:
    acme = add(book, "account", name="Acme")
    row = answered(book, acme, comment)
    assert heard(book).whole.sentiment.mean is None
    book.perform(voice.set_sentiment, row, -1, account=acme)
    assert (heard(book).whole.sentiment.mean, heard(book).whole.sentiment.not_scored) == (-1, {})


def test_that_what_cannot_be_corrected_is_refused(book: Portfolio) -> None:
    acme, bolt = add(book, "account", name="Acme"), add(book, "account", name="Bolt")
    row, silent = answered(book, acme, "This is a good tool"), answered(book, acme, " ")
    for value in (1.5, -2, float("nan")):
        with pytest.raises(Rejected, match="-1"):
            book.perform(voice.set_sentiment, row, value, account=acme)
    with pytest.raises(Rejected, match="no such answer"):
        book.perform(voice.set_sentiment, row, 0.5, account=bolt)
    with pytest.raises(Rejected, match="no such answer"):
        book.perform(voice.set_sentiment, "nobody", 0.5, account=acme)
    with pytest.raises(Rejected, match="no comment"):
        book.perform(voice.set_sentiment, silent, 0.5, account=acme)
    with pytest.raises(Rejected, match="not corrected"):
        book.perform(voice.set_sentiment, row, None, account=acme)
    assert heard(book).whole.sentiment.corrected == 0


def test_that_answers_and_accounts_that_are_deleted_are_not_heard(book: Portfolio) -> None:
    acme, bolt = add(book, "account", name="Acme"), add(book, "account", name="Bolt")
    row = answered(book, acme, "The price is too high", wave="Q2")
    answered(book, bolt, "The price is too high")
    book.perform(lambda tx: tx.delete("account", bolt))
    assert [each.wave for each in heard(book).verbatims] == ["Q2"]
    book.perform(lambda tx: tx.delete("survey_response", row))
    assert heard(book).verbatims == ()
    with pytest.raises(Rejected, match="no such answer"):
        book.perform(voice.set_sentiment, row, 0.5, account=acme)


def test_that_the_language_stored_with_an_answer_is_believed(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    answered(book, acme, "Very good tool indeed", language="de")
    assert heard(book).verbatims[0].sentiment.language == "de"
    assert heard(book).whole.sentiment.mean is None


def test_that_a_value_no_reader_could_have_set_is_not_believed(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    answered(book, acme, "This is a good tool", sentiment_set=7.0)
    assert not heard(book).verbatims[0].sentiment.corrected


def test_that_what_was_known_then_is_without_what_was_corrected_or_added_since(book: Portfolio, clock: Clock) -> None:
    acme = add(book, "account", name="Acme")
    row = answered(book, acme, "The onboarding was terrible for us")
    clock.at = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
    book.perform(voice.set_sentiment, row, 1.0, account=acme)

    def corrected(known_then: bool) -> int:
        with book.looked_at(date(2026, 5, 21), known_then=known_then) as conn:
            return voice.voice(voice.read_voice(conn), PERIOD).whole.sentiment.corrected

    assert (corrected(known_then=True), corrected(known_then=False)) == (0, 1)


def test_that_a_theme_is_found_by_its_name_and_an_unknown_one_names_those_there_are(book: Portfolio) -> None:
    acme = add(book, "account", name="Acme")
    answered(book, acme, "Prices went up again")
    answered(book, acme, "Nothing to say today")
    read = book.read(voice.read_voice)
    found = voice.theme_called(read, PERIOD, " pRICE ")
    assert [each.comment for each in found.comments] == ["Prices went up again"]
    assert found in voice.voice(read, PERIOD).whole.themes
    with pytest.raises(Rejected, match="Support"):
        voice.theme_called(read, PERIOD, "shoes")

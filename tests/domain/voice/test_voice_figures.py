"""Verbatims, themes and everything Voice says of a book and its groups."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.errors import Rejected
from desktop.domain.facts import Account, SurveyAnswer, Ticket
from desktop.domain.surveys import csat, nps
from desktop.domain.voice.comments import Said, Verbatim, commented, themes, verbatims
from desktop.domain.voice.figures import BookVoice, book_voice
from desktop.domain.voice.keywords import Keyword, Matcher
from desktop.domain.voice.sentiment import NOT_COVERED, Sentiment
from tests.domain.voice.answers import YEAR, answer

laws = settings(deadline=None, max_examples=100)
MATCHER = Matcher([Keyword("1", "price", "Price"), Keyword("2", "support", "Support"), Keyword("3", "seat", "Seats")])


def heard(answers: list[SurveyAnswer], sounds: dict[str, Sentiment] | None = None) -> list[Verbatim]:
    spoken = commented(answers, YEAR)
    about = {each.id: MATCHER.themes(each.comment or "") for each in spoken}
    return verbatims(spoken, about, sounds or {each.id: Sentiment(0.5, "en") for each in spoken}, {})


def test_that_comments_come_newest_first_and_of_a_day_the_later_row() -> None:
    answers = [
        answer("a", 9, on=date(2025, 3, 1), comment="one"),
        answer("b", 9, on=date(2025, 5, 1), comment="two"),
        answer("c", None, on=date(2025, 3, 1), comment="three"),
        answer("d", 9, comment="  "),
        answer("e", 9),
        answer("f", 9, on=YEAR.start, comment="before"),
    ]
    assert [each.comment for each in heard(answers)] == ["two", "three", "one"]
    # A copy that took them in by a merge holds them in another order.
    assert heard(answers[::-1]) == heard(answers)


def test_that_a_theme_has_its_comments_accounts_sentiment_and_the_nps_of_these_answers() -> None:
    answers = [
        answer("a", 2, contact="jana", on=date(2025, 2, 1), comment="The price! And support."),
        answer("b", 10, contact="jana", on=date(2025, 3, 1), comment="Prices are fine now"),
        answer("c", 3, kind="csat", account="bolt", comment="price"),
        answer("d", 0, account="bolt", comment="nothing of it"),
    ]
    sounds = {
        "a": Sentiment(-0.5, "en"),
        "b": Sentiment(0.7, "en", corrected=True),
        "c": Sentiment(None, "de", reason=NOT_COVERED),
        "d": Sentiment(-1, "en"),
    }
    price, support, seats = themes(heard(answers, sounds), MATCHER, YEAR)
    assert (price.name, price.words, price.accounts) == ("Price", ("price",), 2)
    assert [each.answer.id for each in price.comments] == ["c", "b", "a"]
    assert (price.sentiment.mean, price.sentiment.n, price.sentiment.corrected) == (pytest.approx(0.1), 2, 1)
    assert price.sentiment.not_scored == {NOT_COVERED: 1}
    # One contact, so one answer: the latest.
    assert (price.nps.value, price.nps.n) == (100, 1)
    assert (support.name, support.nps.value, support.accounts) == ("Support", -100, 1)
    assert (seats.comments, seats.accounts, seats.sentiment.mean, seats.nps.value) == ((), 0, None, None)


def voice_of(book: Book, by: str | None = None, said: dict[str, Said] | None = None) -> BookVoice:
    return book_voice(book, said or {}, heard(list(book.answers)), MATCHER, YEAR, by=by)


BOOK = Book(
    accounts=[
        Account("acme", "Acme", segment="Large"),
        Account("bolt", "Bolt", segment="Small"),
        Account("core", "Core", segment="Quiet"),
    ],
    answers=[
        answer("a", 10, comment="good price"),
        answer("b", 0, account="bolt"),
        answer("c", None, account="bolt"),
    ],
    tickets=[Ticket("t", "bolt", date(2025, 1, 5), date(2025, 4, 2), csat=5)],
)


def test_that_the_figures_are_those_of_the_metrics_and_groups_are_those_that_spoke() -> None:
    found = voice_of(BOOK, by="segment", said={"b": Said("Q2"), "c": Said("Q2")})
    assert found.whole.nps == nps(BOOK.answers, YEAR)
    assert found.whole.csat == csat(BOOK.answers, BOOK.tickets, YEAR)
    assert list(found.groups) == ["Large", "Small"]
    assert [(each.nps.value, each.csat.n) for each in found.groups.values()] == [(100, 0), (-100, 1)]
    assert [each.sentiment.n for each in found.groups.values()] == [1, 0]
    assert [each.wave for each in found.whole.rates[0].waves] == ["Q2", None]
    assert [each.answer.id for each in found.waiting] == ["b"]


def test_that_an_empty_book_has_nothing_to_say() -> None:
    found = voice_of(Book(), by="csm")
    assert (found.whole.nps.value, found.whole.sentiment.mean, found.whole.trend) == (None, None, ())
    assert (found.verbatims, found.waiting, found.groups) == ((), (), {})


def test_that_there_are_only_the_known_groupings() -> None:
    with pytest.raises(Rejected, match="shoe size"):
        voice_of(BOOK, by="shoe size")


drawn_answers = st.lists(
    st.builds(
        answer,
        st.uuids().map(str),
        st.none() | st.integers(0, 10),
        account=st.sampled_from(["acme", "bolt", "core"]),
        on=st.dates(date(2024, 12, 1), date(2026, 1, 31)),
        contact=st.none() | st.sampled_from(["p", "q"]),
        comment=st.none() | st.sampled_from(["the price", "support and price", "nothing", ""]),
    ),
    max_size=20,
)


@laws
@given(drawn_answers)
def test_that_groups_add_up_to_the_whole(answers: list[SurveyAnswer]) -> None:
    # A contact belongs to one account.
    answers = [each._replace(contact=each.contact and f"{each.account}-{each.contact}") for each in answers]
    found = voice_of(Book(accounts=BOOK.accounts, answers=answers), by="segment")
    parts = list(found.groups.values())
    assert sum(each.nps.n for each in parts) == found.whole.nps.n
    assert sum(each.nps.detractors for each in parts) == found.whole.nps.detractors
    assert sum(each.sentiment.n for each in parts) == found.whole.sentiment.n == len(found.verbatims)
    for theme in found.whole.themes:
        same = [each for part in parts for each in part.themes if each.name == theme.name]
        assert sum(len(each.comments) for each in same) == len(theme.comments)
        assert sum(each.accounts for each in same) == theme.accounts


@laws
@given(drawn_answers)
def test_that_what_is_answered_after_the_period_changes_nothing(answers: list[SurveyAnswer]) -> None:
    later = [answer("z1", 0, on=date(2026, 1, 1), comment="price"), answer("z2", None, on=date(2026, 2, 1))]
    before = Book(accounts=BOOK.accounts, answers=[each for each in answers if each.responded_on <= YEAR.end])
    after = Book(accounts=BOOK.accounts, answers=[*before.answers, *later])
    assert voice_of(before, by="segment") == voice_of(after, by="segment")

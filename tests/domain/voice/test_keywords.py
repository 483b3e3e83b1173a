"""How keywords are found: whole words, whatever their case, accents and number."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.voice.keywords import (
    Keyword,
    Matcher,
    check_keyword,
    folded,
    parse_keywords,
    same_keyword,
    tokens,
)

laws = settings(deadline=None, max_examples=100)
plain_words = st.text(string.ascii_lowercase, min_size=3, max_size=12)


def finds(word: str, text: str) -> bool:
    return Matcher([Keyword("k", word, "Theme")]).themes(text) == ("Theme",)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("price", "The price is fine."),
        ("price", "PRICES went up"),
        ("prices", "one price for all"),
        ("crash", "It crashes daily"),
        ("query", "Queries are slow"),
        ("response", "no responses"),
        ("api", "two APIs"),
        ("bug", "bug!"),
        ("sign-in", "Sign in fails"),
        ("sign in", "the sign-in page"),
        ("ease of use", "Great ease of use."),
        ("feature request", "three feature requests open"),
        ("Größe", "die GROSSE zählt"),
        ("grösse", "Die Größe"),
        ("resume", "my résumé"),
        ("doesn't work", "It DOESN'T work."),
        ("doesn't work", "It doesn\u2019t work."),
        ("24/7", "open 24/7 they said"),
        ("Цена", "цена высокая"),
    ],
)
def test_that_a_word_is_found_whatever_its_case_accents_and_number(word: str, text: str) -> None:
    assert finds(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("price", "a priceless tool"),
        ("port", "Support was great"),
        ("support", "supportive people"),
        ("sign in", "in the sign"),
        ("sign in", "sign me in"),
        ("less", "les autres"),
        ("pass", "ce n'est pas bon"),
        ("ui", "suite"),
        ("price", ""),
        ("it", "its"),
    ],
)
def test_that_a_part_of_a_word_or_other_words_between_are_no_match(word: str, text: str) -> None:
    assert not finds(word, text)


def test_that_a_comment_stands_under_each_theme_once_in_alphabetical_order() -> None:
    matcher = Matcher(
        [
            Keyword("1", "slow", "Performance"),
            Keyword("2", "support", "Support"),
            Keyword("3", "ticket", "Support"),
            Keyword("4", "slow support", "Escalations"),
        ]
    )
    assert matcher.themes("Slow support, slow tickets") == ("Escalations", "Performance", "Support")
    assert matcher.themes("nothing of it") == ()


def test_that_themes_written_differently_are_one_and_words_are_told_in_order() -> None:
    matcher = Matcher(
        [Keyword("1", "fee", "pricing"), Keyword("2", "Cost", "Pricing"), Keyword("3", "cost", "PRICING")]
    )
    assert dict(matcher.words) == {"PRICING": ("Cost", "cost", "fee")}
    assert matcher.themes("fees") == ("PRICING",)


@pytest.mark.parametrize(
    ("word", "theme", "field"),
    [
        ("", "Price", "word"),
        ("  ", "Price", "word"),
        ("!?", "Price", "word"),
        ("a b c d e f g", "Price", "word"),
        ("x" * 61, "Price", "word"),
        ("price", "", "theme"),
        ("price", " - ", "theme"),
        ("price", "t" * 61, "theme"),
    ],
)
def test_that_a_keyword_nobody_could_find_is_refused(word: str, theme: str, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        check_keyword(word, theme)
    assert refused.value.field == field


def test_that_case_accents_and_signs_do_not_make_another_keyword() -> None:
    assert same_keyword(("Sign-In", "Price"), ("sign in", "PRICE"))
    assert not same_keyword(("sign in", "Price"), ("sign in", "Cost"))
    assert not same_keyword(("price", "Price"), ("prices", "Price"))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "language"),
        ({"language": "English"}, "language"),
        ({"language": "en"}, "themes"),
        ({"language": "en", "themes": {}}, "themes"),
        ({"language": "en", "themes": {"Price": "cost"}}, "themes.Price"),
        ({"language": "en", "themes": {"Price": []}}, "themes.Price"),
        ({"language": "en", "themes": {"Price": [1]}}, "themes.Price"),
        ({"language": "en", "themes": {"Price": ["?"]}}, "word"),
    ],
)
def test_that_a_keyword_file_with_a_fault_is_refused_with_its_place(data: dict[str, object], field: str) -> None:
    with pytest.raises(Rejected) as refused:
        parse_keywords(data)
    assert refused.value.field == field


@laws
@given(st.lists(plain_words, min_size=1, max_size=3), plain_words, plain_words)
def test_that_a_keyword_is_found_in_any_text_that_holds_it(words: list[str], before: str, after: str) -> None:
    word = " ".join(words)
    assert finds(word, f"{before} {word} {after}")
    assert finds(word.upper(), f"({'-'.join(words)}), {after}")


@laws
@given(plain_words)
def test_that_the_simple_plural_is_the_same_word(word: str) -> None:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}{'es' if word.endswith(('s', 'x', 'z')) else 's'}"
    assert finds(word, plural)
    assert finds(plural, word)


@laws
@given(st.text())
def test_that_folding_twice_is_folding_once(text: str) -> None:
    assert tokens(folded(text)) == tokens(text)
    assert all(token == folded(token) for token in tokens(text))


@laws
@given(st.text(), st.lists(st.tuples(plain_words, plain_words), max_size=8))
def test_that_only_listed_themes_are_found_in_anything(text: str, listed: list[tuple[str, str]]) -> None:
    matcher = Matcher([Keyword(str(at), word, theme) for at, (word, theme) in enumerate(listed)])
    assert set(matcher.themes(text)) <= set(matcher.words)

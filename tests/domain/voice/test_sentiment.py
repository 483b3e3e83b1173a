"""The rules of sentiment: what is scored and why not, what it is called, and how comments are counted together."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.voice.sentiment import (
    NOT_COVERED,
    NOT_RECOGNISED,
    REASONS,
    TOO_SHORT,
    Sentiment,
    check_sentiment,
    feeling,
    tally,
    unscored_reason,
)

laws = settings(deadline=None, max_examples=100)
values = st.floats(-1, 1)
scored = st.builds(Sentiment, values, st.just("en"), st.booleans())
unscored = st.builds(Sentiment, st.none(), st.none(), st.just(False), st.sampled_from(REASONS))


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Slow support again", "en", None),
        ("it's well-made stuff", "en", None),
        ("Slow support", "en", TOO_SHORT),
        ("10 / 10, great!", "en", TOO_SHORT),
        ("well-made isn't", "en", TOO_SHORT),
        ("", None, TOO_SHORT),
        ("...", None, TOO_SHORT),
        ("👍 👍 👍 👍", None, TOO_SHORT),
        ("Fungerar bra", "sv", NOT_COVERED),
        ("Der Support braucht viel zu lange", "de", NOT_COVERED),
        ("xq zz vv", None, NOT_RECOGNISED),
    ],
)
def test_that_three_words_of_a_covered_language_are_scored_and_nothing_else(
    text: str, language: str | None, reason: str | None
) -> None:
    assert unscored_reason(text, language) == reason


@pytest.mark.parametrize(
    ("value", "called"),
    [
        (1, "positive"),
        (0.05, "positive"),
        (0.0499, "neutral"),
        (0, "neutral"),
        (-0.0499, "neutral"),
        (-0.05, "negative"),
        (-1, "negative"),
    ],
)
def test_that_feelings_begin_at_a_twentieth(value: float, called: str) -> None:
    assert feeling(value) == called


@pytest.mark.parametrize("value", [1.0001, -2, math.nan, math.inf, -math.inf, 10])
def test_that_what_is_no_sentiment_is_refused_and_not_clipped(value: float) -> None:
    with pytest.raises(Rejected, match="-1"):
        check_sentiment(value)


def test_that_the_mean_is_of_what_is_scored_and_the_rest_is_counted_by_reason() -> None:
    found = tally(
        [
            Sentiment(0.5, "en"),
            Sentiment(-0.2, "en"),
            Sentiment(0.9, "de", corrected=True),
            Sentiment(0.0, "en"),
            Sentiment(None, "de", reason=NOT_COVERED),
            Sentiment(None, "en", reason=TOO_SHORT),
            Sentiment(None, "fr", reason=NOT_COVERED),
        ]
    )
    assert found.mean == pytest.approx(0.3)
    assert (found.n, found.corrected) == (4, 1)
    assert (found.positive, found.neutral, found.negative) == (2, 1, 1)
    assert found.not_scored == {TOO_SHORT: 1, NOT_COVERED: 2}


def test_that_nothing_scored_is_no_data_and_not_zero() -> None:
    assert tally([]).mean is None
    assert tally([Sentiment(None, reason=TOO_SHORT)]).mean is None


@laws
@given(st.lists(scored | unscored))
def test_that_every_comment_is_counted_once(comments: list[Sentiment]) -> None:
    found = tally(comments)
    assert found.positive + found.neutral + found.negative == found.n
    assert found.n + sum(found.not_scored.values()) == len(comments)
    assert found.corrected <= found.n
    assert (found.mean is None) == (found.n == 0)
    if found.mean is not None:
        assert -1 <= found.mean <= 1


@laws
@given(st.lists(scored | unscored), st.randoms(use_true_random=False))
def test_that_the_order_of_comments_changes_nothing(comments: list[Sentiment], random: object) -> None:
    shuffled = list(comments)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(shuffled) == tally(comments)

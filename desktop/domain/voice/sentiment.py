"""How a comment sounds, -1 to 1, and why some have no such number; counting and averaging it.

Must not know how a number is found (that reads files, so it is an operation), nor what the comment is about.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.errors import Rejected

COVERED = ("en",)
"""Languages (ISO 639-1) whose comments are scored."""

LEAST_WORDS = 3

TOO_SHORT = "under three words"
NOT_COVERED = "language not covered"
NOT_RECOGNISED = "language not recognised"
REASONS = (TOO_SHORT, NOT_COVERED, NOT_RECOGNISED)
"""Why a comment is not scored."""

POSITIVE_FROM, NEGATIVE_TO = 0.05, -0.05
"""From here up a comment is positive, down to there negative, inclusive; between them neutral.

Source: the thresholds VADER's authors publish, https://github.com/cjhutto/vaderSentiment#about-the-scoring
"""

FEELING_WORDS = {"positive": "glad", "neutral": "flat", "negative": "cross"}
"""What a reader calls a feeling; SET_TO is what each is kept as."""
SET_TO = {"glad": 0.6, "flat": 0.0, "cross": -0.6}
"""What a reader calls a comment, where no number is meant: clearly within positive, neutral and negative."""

LANGUAGE_NAMES = {
    **{"ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German"},
    **{"el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish"},
    **{"fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian"},
    **{"is": "Icelandic", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian"},
    **{"nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian"},
    **{"sk": "Slovak", "sl": "Slovenian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian"},
    **{"vi": "Vietnamese", "zh": "Chinese"},
}
"""ISO 639-1 -> English name, of every language that can be recognised."""

# A word has a letter; apostrophes and hyphens do not end it. Scripts without spaces make long words, and few of them.
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


class Sentiment(NamedTuple):
    """How one comment sounds.

    Args:
        value: -1 (bad) to 1 (good); None = not scored.
        language: ISO 639-1, as recognised or as stored with the answer; None = not recognised.
        corrected: a reader set the value.
        reason: one of REASONS where there is no value.
    """

    value: float | None
    language: str | None = None
    corrected: bool = False
    reason: str | None = None


def not_scored_words(found: Sentiment) -> str:
    """Why a comment has no number, in a few words: not scored: German."""
    if found.reason == NOT_COVERED and found.language is not None:
        return f"not scored: {LANGUAGE_NAMES.get(found.language, f'language {found.language}')}"
    return f"not scored: {found.reason}"


class SentimentTally(NamedTuple):
    """How many comments sound.

    Args:
        mean: of the n scored ones, -1..1; None = none is scored.
        corrected: how many of the n were set by a reader.
        not_scored: reason -> comments, for the reasons that occur.
    """

    mean: float | None
    n: int
    corrected: int
    positive: int
    neutral: int
    negative: int
    not_scored: dict[str, int]


def unscored_reason(text: str, language: str | None) -> str | None:
    """Why a comment in `language` (None = not recognised) is not scored; None = it is.

    The language goes first: two Swedish words are not scored for being Swedish. Of words too few to recognise a
    language by, their number is the reason.
    """
    if language is not None and language not in COVERED:
        return NOT_COVERED
    if len(_WORD.findall(text)) < LEAST_WORDS:
        return TOO_SHORT
    return NOT_RECOGNISED if language is None else None


def check_sentiment(value: float) -> None:
    """Refuses what is no sentiment; never clipped.

    Raises:
        Rejected: with `field` sentiment.
    """
    # Written so that NaN, which compares as false, is refused too.
    if not -1 <= value <= 1:
        raise Rejected(f"Sentiment runs from -1 (bad) to 1 (good); {value:g} was not saved.", field="sentiment")


def feeling(value: float) -> str:
    """positive, neutral or negative, for a sentiment of -1..1."""
    if value >= POSITIVE_FROM:
        return "positive"
    return "negative" if value <= NEGATIVE_TO else "neutral"


def tally(sentiments: Iterable[Sentiment]) -> SentimentTally:
    """Mean and counts; comments that are not scored count only by their reasons."""
    found = list(sentiments)
    values = [each.value for each in found if each.value is not None]
    feelings = Counter(map(feeling, values))
    return SentimentTally(
        mean=math.fsum(values) / len(values) if values else None,
        n=len(values),
        corrected=sum(each.corrected for each in found if each.value is not None),
        positive=feelings["positive"],
        neutral=feelings["neutral"],
        negative=feelings["negative"],
        not_scored={
            reason: count
            for reason in REASONS
            if (count := sum(each.value is None and each.reason == reason for each in found))
        },
    )

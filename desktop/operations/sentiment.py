"""Finding out how comments sound: the language first, then, in English, by a lexicon of rated words.

Here and not in the domain, because the lexicon (VADER) and the language model (py3langid) are read from files. Both are
imported at the first comment, because nothing else needs them; neither goes online. Must never log a text.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, cast

from desktop import resources
from desktop.domain.voice.sentiment import Sentiment, unscored_reason

MOST_LETTERS = 5_000
"""A comment is judged by so many characters from its start: the lexicon's rules take quadratic time."""

SURE_FROM = 0.3
"""The probability from which a language counts as recognised; below, a few letters decide. Of 64 short English comments
(tests/operations/test_sentiment.py) none was taken for another language, and 3 were not recognised."""

LANGUAGES = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "is"),
    *("it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh"),
)
"""What a comment can be in: the fewer to choose from, the surer the choice. Languages business is done in."""


class _Lexicon(Protocol):
    lexicon: dict[str, float]

    def polarity_scores(self, text: str) -> dict[str, float]: ...


class _Identifier(Protocol):
    def set_languages(self, langs: Iterable[str]) -> None: ...

    def classify(self, instance: str) -> tuple[str, float]: ...


def sentiment_of(comment: str, language: str | None = None) -> Sentiment:
    """How a comment sounds.

    Args:
        language: ISO 639-1 if it is known; None = it is recognised.
    """
    return _sentiment(comment.strip()[:MOST_LETTERS], language)


# A page asks again after each change: the same comments, minus one.
@lru_cache(maxsize=20_000)
def _sentiment(text: str, known: str | None) -> Sentiment:
    language = known.strip().casefold().partition("-")[0] if known else recognised(text)
    reason = unscored_reason(text, language)
    if reason is not None:
        return Sentiment(None, language, reason=reason)
    # The lexicon knows "isn't" by its straight apostrophe only.
    compound = _analyser().polarity_scores(text.replace("\u2019", "'"))["compound"]
    return Sentiment(max(-1.0, min(1.0, compound)), language)


def recognised(text: str) -> str | None:
    """The language of a text as ISO 639-1, one of LANGUAGES; None = not sure enough."""
    language, probability = _identifier().classify(text)
    return language if probability >= SURE_FROM else None


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # pyright: ignore

    load = cast("Callable[..., _Identifier]", LanguageIdentifier.from_model_file)
    found = load(MODEL_FILE, norm_probs=True)
    found.set_languages(LANGUAGES)
    return found


@cache
def _analyser() -> _Lexicon:
    from vaderSentiment import vaderSentiment as library  # noqa: N813  # pyright: ignore

    # By their full names: in a frozen program the library does not know where it lies.
    folder = Path(library.__file__).parent
    make = cast("Callable[..., _Lexicon]", library.SentimentIntensityAnalyzer)
    with warnings.catch_warnings():
        # It opens its files in a way that Python 3.14 deprecates.
        warnings.simplefilter("ignore", DeprecationWarning)
        found = make(str(folder / "vader_lexicon.txt"), str(folder / "emoji_utf8_lexicon.txt"))
    own = tomllib.loads(resources.path("sentiment/english.toml").read_text(encoding="utf-8"))
    for word in cast("list[str]", own["neutral"]):
        found.lexicon.pop(word, None)
    found.lexicon.update(cast("dict[str, float]", own["words"]))
    return found

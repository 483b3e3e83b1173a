"""Comments beside who gave them, and what they are about: verbatims and themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.facts import SurveyAnswer
from desktop.domain.surveys import Nps, nps
from desktop.domain.voice.keywords import Matcher
from desktop.domain.voice.sentiment import Sentiment, SentimentTally, tally


class Said(NamedTuple):
    """What is stored with a survey answer beside what it is a figure of.

    Args:
        language: ISO 639-1 if somebody said it; None = to be recognised.
        sentiment_set: -1..1 if a reader corrected the sentiment.
    """

    wave: str | None = None
    language: str | None = None
    sentiment_set: float | None = None


class Verbatim(NamedTuple):
    """A comment, as it was written, with its answer (which may have no score)."""

    answer: SurveyAnswer
    comment: str
    sentiment: Sentiment
    themes: tuple[str, ...]
    wave: str | None = None


class Theme(NamedTuple):
    """What comments say about one theme.

    Args:
        words: the keywords it is found by.
        comments: verbatims that hold one of them, each once, the newest first.
        accounts: how many accounts these come from.
        sentiment: of these comments as a whole, whatever else they speak of.
        nps: of the NPS answers among them.
    """

    name: str
    words: tuple[str, ...]
    comments: tuple[Verbatim, ...]
    accounts: int
    sentiment: SentimentTally
    nps: Nps


def commented(answers: Iterable[SurveyAnswer], period: Period) -> list[SurveyAnswer]:
    """The answers of the period that hold words, the newest first; of a day by their ids.

    An id begins with the time an answer was typed at, or is one of an import, in the same order for everybody.
    Not as they lie in the file, where two copies that merged hold the answers of two people in another order each.
    """
    found = [each for each in answers if each.comment and each.comment.strip() and each.responded_on in period]
    return sorted(found, key=lambda each: (each.responded_on, each.id), reverse=True)


def verbatims(
    answers: Iterable[SurveyAnswer],
    themes: Mapping[str, tuple[str, ...]],
    sentiments: Mapping[str, Sentiment],
    said: Mapping[str, Said],
) -> list[Verbatim]:
    """The comments of these answers, in their order; `themes`, `sentiments` and `said` by the answers' ids."""
    return [
        Verbatim(each, each.comment, sentiments[each.id], themes[each.id], said.get(each.id, Said()).wave)
        for each in answers
        if each.comment
    ]


def themes(found: Sequence[Verbatim], matcher: Matcher, period: Period) -> tuple[Theme, ...]:
    """Every theme of the list, the one most comments speak of first; a comment can count in several."""
    by_theme: defaultdict[str, list[Verbatim]] = defaultdict(list)
    for each in found:
        for theme in each.themes:
            by_theme[theme].append(each)
    made = [_theme(name, words, by_theme[name], period) for name, words in matcher.words.items()]
    return tuple(sorted(made, key=lambda each: (-len(each.comments), each.name)))


def _theme(name: str, words: tuple[str, ...], found: Sequence[Verbatim], period: Period) -> Theme:
    # The newest come first; where one contact answered twice a day, the NPS takes the later row, so back in order.
    answers = [each.answer for each in reversed(found)]
    return Theme(
        name,
        words,
        tuple(found),
        len({each.account for each in answers}),
        tally(each.sentiment for each in found),
        nps(answers, period),
    )

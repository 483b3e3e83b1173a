"""Everything Voice says of a book over a period, for the whole and for groups; each by its own module's definition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.groups import groups
from desktop.domain.surveys import Ces, Csat, Nps, ces, csat, nps
from desktop.domain.voice.comments import Said, Theme, Verbatim, themes
from desktop.domain.voice.keywords import Matcher
from desktop.domain.voice.responses import Concentration, KindRate, concentrations, response_rates
from desktop.domain.voice.sentiment import SentimentTally, tally
from desktop.domain.voice.trend import Every, TrendPoint, trend
from desktop.domain.voice.waiting import Waiting, unanswered_detractors


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """What a set of accounts says over a period."""

    nps: Nps
    csat: Csat
    ces: Ces
    rates: tuple[KindRate, ...]
    concentrations: tuple[Concentration, ...]
    sentiment: SentimentTally
    themes: tuple[Theme, ...]
    trend: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class BookVoice:
    """The voice of the whole book, and of its groups by name.

    Args:
        waiting: unanswered detractors at the period's end.
        verbatims: of the whole book, the newest first.
    """

    period: Period
    whole: VoiceFigures
    waiting: tuple[Waiting, ...]
    verbatims: tuple[Verbatim, ...]
    groups: dict[str, VoiceFigures]


def book_voice(
    book: Book,
    said: Mapping[str, Said],
    found: Sequence[Verbatim],
    matcher: Matcher,
    period: Period,
    *,
    by: str | None = None,
    every: Every = "quarter",
) -> BookVoice:
    """Compute everything; of `book` the accounts, lines, answers, tickets, touchpoints, contacts and ownerships count.

    Args:
        found: the verbatims of the period, the newest first.
        by: one of groups.DIMENSIONS; an account belongs to the group of its value at the period's end.
    Raises:
        Rejected: there is no such dimension.
    """
    waves = {answer: each.wave for answer, each in said.items()}

    def figures(answers: Sequence[SurveyAnswer], tickets: Sequence[Ticket], heard: Sequence[Verbatim]) -> VoiceFigures:
        return VoiceFigures(
            nps=nps(answers, period),
            csat=csat(answers, tickets, period),
            ces=ces(answers, period),
            rates=response_rates(answers, waves, period),
            concentrations=concentrations(answers, tickets, period),
            sentiment=tally(each.sentiment for each in heard),
            themes=themes(heard, matcher, period),
            trend=trend(answers, tickets, period, every),
        )

    whole = figures(book.answers, book.tickets, found)
    waiting = unanswered_detractors(book, period.end)
    if by is None:
        return BookVoice(period, whole, waiting, tuple(found), {})
    names, _ = groups(book, book.accounts, by, period)
    group_of = {account.id: name for account, name in zip(book.accounts, names, strict=True)}
    answers: defaultdict[str, list[SurveyAnswer]] = defaultdict(list)
    tickets: defaultdict[str, list[Ticket]] = defaultdict(list)
    heard: defaultdict[str, list[Verbatim]] = defaultdict(list)
    # Only what lies in the period: a group that said nothing in it is none.
    for answer in book.answers:
        if answer.responded_on in period and answer.account in group_of:
            answers[group_of[answer.account]].append(answer)
    for ticket in book.tickets:
        if ticket.closed_on is not None and ticket.closed_on in period and ticket.csat is not None:
            tickets[group_of[ticket.account]].append(ticket)
    for verbatim in found:
        heard[group_of[verbatim.answer.account]].append(verbatim)
    parts = {
        name: figures(answers.get(name, ()), tickets.get(name, ()), heard.get(name, ()))
        for name in sorted({*answers, *tickets})
    }
    return BookVoice(period, whole, waiting, tuple(found), parts)

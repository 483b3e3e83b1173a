"""Voice: what has to be read for it, and then, with the file let go, what it comes to; and correcting a sentiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.facts import SurveyAnswer
from desktop.domain.voice.comments import Said, Theme, commented, themes, verbatims
from desktop.domain.voice.figures import BookVoice, book_voice
from desktop.domain.voice.keywords import Keyword, Matcher, folded
from desktop.domain.voice.sentiment import FEELING_WORDS, Sentiment, check_sentiment, feeling
from desktop.domain.voice.trend import Every
from desktop.operations import keywords as lists
from desktop.operations.sentiment import sentiment_of
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries import voice as rows_of
from desktop.store.queries.names import account_name
from desktop.store.tx import Tx


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What Voice is computed from.

    Args:
        book: without what Voice does not ask: onboardings, objectives, scorecards and the like.
        said: by the answers' ids.
    """

    book: Book
    said: dict[str, Said]
    keywords: list[Keyword]


def read_voice(conn: Connection) -> VoiceFacts:
    """The facts of the whole book."""
    book = Book(
        accounts=facts.accounts(conn),
        lines=facts.contract_lines(conn),
        answers=facts.survey_answers(conn),
        tickets=facts.tickets(conn),
        touchpoints=facts.touchpoints(conn),
        contacts=facts.contacts(conn),
        ownerships=facts.ownerships(conn),
    )
    return VoiceFacts(book, rows_of.said(conn), lists.keywords(conn))


def voice(read: VoiceFacts, period: Period, *, by: str | None = None, every: Every = "quarter") -> BookVoice:
    """Everything Voice says, with the sentiment of every comment of the period.

    Raises:
        Rejected: there is no dimension called `by`.
    """
    matcher = Matcher(read.keywords)
    answers = commented(read.book.answers, period)
    about = {each.id: matcher.themes(each.comment or "") for each in answers}
    found = verbatims(answers, about, sentiments(answers, read.said), read.said)
    return book_voice(read.book, read.said, found, matcher, period, by=by, every=every)


def theme_called(read: VoiceFacts, period: Period, name: str) -> Theme:
    """One theme; only the comments it is found in are scored.

    Raises:
        Rejected: the list has no theme of that name, case and accents aside.
    """
    matcher = Matcher(read.keywords)
    theme = next((each for each in matcher.words if folded(each) == folded(name.strip())), None)
    if theme is None:
        known = ", ".join(matcher.words) or "none"
        raise Rejected(f"There is no theme called {name!r}; there are: {known}.", field="theme")
    heard = commented(read.book.answers, period)
    about = {each.id: matcher.themes(each.comment or "") for each in heard}
    answers = [each for each in heard if theme in about[each.id]]
    found = verbatims(answers, about, sentiments(answers, read.said), read.said)
    return next(each for each in themes(found, matcher, period) if each.name == theme)


def read_comments(conn: Connection, account: str) -> tuple[list[SurveyAnswer], dict[str, Said]]:
    """The answers of one account (by id) that hold words, and what is stored with answers."""
    return [each for each in facts.survey_answers(conn, account) if (each.comment or "").strip()], rows_of.said(conn)


def comment_sentiments(read: tuple[list[SurveyAnswer], dict[str, Said]]) -> dict[str, Sentiment]:
    """Id -> how the comment sounds, of what `read_comments` read."""
    return sentiments(*read)


def sentiments(answers: Sequence[SurveyAnswer], said: dict[str, Said]) -> dict[str, Sentiment]:
    """Id -> how the comment sounds; what a reader set wins over what is computed, in any language and length."""
    found: dict[str, Sentiment] = {}
    for each in answers:
        stored = said.get(each.id, Said())
        if stored.sentiment_set is not None:
            found[each.id] = Sentiment(stored.sentiment_set, stored.language, corrected=True)
        else:
            found[each.id] = sentiment_of(each.comment or "", stored.language)
    return found


def answer_called(conn: Connection, called: str) -> SurveyAnswer:
    """The answer with a comment whose id is meant: the whole id, or its end.

    Raises:
        Rejected: none is called so, or several are.
    """
    wanted = called.strip().casefold()
    answers = [each for each in facts.survey_answers(conn) if each.comment and each.id.endswith(wanted)]
    if not wanted or not answers:
        raise Rejected(
            f"No answer with a comment has the id {called!r}: perennial voice FILE --json names them.", field="answer"
        )
    if len(answers) > 1:
        raise Rejected(f"The ids of {len(answers)} answers end in {called!r}: type more of it.", field="answer")
    return answers[0]


def set_sentiment(tx: Tx, answer: str, value: float | None, *, account: str) -> None:
    """Correct how the comment of a survey answer (by id) sounds; None takes the correction back.

    Raises:
        Rejected: the answer is gone, is not the account's or has no comment, or the value is not from -1 to 1.
    """
    if value is not None:
        check_sentiment(value)
    found = rows_of.comment(tx.conn, answer, account)
    if found is None:
        raise Rejected("There is no such answer any more: it may have been taken back. Nothing was saved.")
    comment, before = found
    if not (comment or "").strip():
        raise Rejected("That answer has no comment, so there is no sentiment to correct.", field="sentiment")
    if value is None and before is None:
        raise Rejected("That sentiment was not corrected; nothing was saved.", field="sentiment")
    # Not -0.0, which would be shown as such.
    tx.update("survey_response", answer, {"sentiment_set": None if value is None else float(value) + 0.0})
    name = account_name(tx.conn, account)
    said = None if value is None else f"{FEELING_WORDS[feeling(value)]} ({value:+.1f})"
    tx.label = f"Sentiment correction taken back, {name}" if said is None else f"Sentiment set: {said}, {name}"

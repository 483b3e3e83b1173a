"""What the explanations of all survey figures say alike: the answers as rows, and those that are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from desktop.domain.explain.case import Case, exclusion
from desktop.domain.explain.explanation import Column, Exclusion, Interval, Row
from desktop.domain.explain.phrases import Phrase, Unit, Value, day, share
from desktop.domain.facts import SurveyAnswer
from desktop.domain.rates import interval_told
from desktop.domain.surveys import answers_from_tickets

MUCH = 0.2
"""From this share of the answers on, one account's voice is named."""
NO_SUM = "an end of an interval is no sum: the rows are those of the figure it belongs to"


ANSWER = (
    Column("score", "answer", "answer", is_narrow=True),
    Column("scale", "scale", "text"),
    Column("contact", "contact", "text", is_narrow=True),
    Column("on", "on", "date", is_narrow=True),
)


def answer_rows(case: Case, answers: Iterable[tuple[SurveyAnswer, tuple[Value, ...]]]) -> list[Row]:
    """A row an answer, the newest first."""
    names = case.names()
    people = {contact.id: contact.name for contact in case.frame.book.contacts}
    ordered = sorted(
        answers,
        key=lambda each: (-each[0].responded_on.toordinal(), names.get(each[0].account, ""), each[0].id),
    )
    return [
        Row(
            each.account,
            names.get(each.account, each.account),
            (
                *cells,
                each.score,
                f"{each.scale_min:g}-{each.scale_max:g}",
                None if each.contact is None else people.get(each.contact, each.contact),
                each.responded_on,
            ),
        )
        for each, cells in ordered
    ]


def nothing(case: Case, name: str) -> Phrase:
    """That nobody answered in the period."""
    period = case.frame.period
    return (f"No data: no answer to {name} from ", day(period.start), " to ", day(period.end), ".")


def interval(value: float | None, low: float | None, high: float | None, unit: Unit, method: str) -> Interval | None:
    """The interval, where it may be told (`rates.interval_told`)."""
    told = interval_told(value, low, high)
    return None if told is None else Interval(*told, unit, method)


def silent_answers(case: Case, kind: str) -> Exclusion | None:
    """The answers of a kind without a score."""
    silent = sum(
        each.kind == kind and each.score is None and each.responded_on in case.frame.period
        for each in case.chosen.facts.answers
    )
    return exclusion("answer", silent, "asked, not answered")


def earlier_answers(case: Case, kind: str) -> Exclusion | None:
    """The answers of a kind given before the period; those to closed tickets are of CSAT."""
    start, facts = case.frame.period.start, case.chosen.facts
    earlier = sum(
        each.kind == kind and each.score is not None and each.responded_on <= start
        for each in (*facts.answers, *answers_from_tickets(facts.tickets))
    )
    return exclusion("answer", earlier, "given before the period, by ", day(start))


def loudest(case: Case, answers: Sequence[SurveyAnswer]) -> Phrase | None:
    """The account most answers are from, where that is many of them."""
    by_account = Counter(each.account for each in answers)
    if len(by_account) < 2:
        return None
    account, most = min(by_account.items(), key=lambda each: (-each[1], each[0]))
    if most / len(answers) < MUCH:
        return None
    return (share(most / len(answers)), f" of the answers are from one account, {case.names().get(account, account)}.")

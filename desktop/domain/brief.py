"""What to know before a call: what moved the score, and the one question to ask. Knows no screen and no file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple

from desktop.domain.facts import Contact, ContractLine, Objective, SurveyAnswer, Ticket
from desktop.domain.health import HealthExplanation

FRESH_DAYS = 30
QUIET_DAYS = 30
OPT_OUT_DAYS = 90
LEAST_POINTS = 1.0
"""A change of the score smaller than this is not worth a word."""

Topic = Literal[
    "no champion", "unhappy answer", "late promise", "opt-out", "never talked", "quiet", "ticket", "goal", "next"
]


class Moved(NamedTuple):
    """By how many points of the score an input, or a cap, changed it."""

    name: str
    points: float


class Question(NamedTuple):
    """What to ask.

    Args:
        about: the person, the words, or the thing it is about; None = nothing in particular.
        day: the day it is about.
    """

    topic: Topic
    about: str | None = None
    day: date | None = None


class Known(NamedTuple):
    """What a question is chosen from; all of one account.

    Args:
        their_promises: (title, due) of what they owe, open.
    """

    contacts: Sequence[Contact]
    answers: Sequence[SurveyAnswer]
    tickets: Sequence[Ticket]
    objectives: Sequence[Objective]
    their_promises: Sequence[tuple[str, date | None]]
    last_two_way_on: date | None
    opts_out_on: date | None


def moved(now: HealthExplanation, before: HealthExplanation) -> list[Moved]:
    """What changed the score between two days, the largest first; nothing where one of them has no score."""
    if now.score is None or before.score is None:
        return []
    was = _points(before)
    names = dict.fromkeys([*_points(now), *was])
    found = [Moved(name, _points(now).get(name, 0.0) - was.get(name, 0.0)) for name in names]
    return sorted((each for each in found if abs(each.points) >= LEAST_POINTS), key=lambda each: -abs(each.points))


def question(known: Known, day: date) -> Question:
    """The one question to ask on `day`: of all that could be asked, what matters most to staying."""
    champions = [each for each in known.contacts if (each.role or "").casefold() == "champion"]
    left = [each for each in champions if each.left_on is not None and each.left_on <= day]
    if left and len(left) == len(champions):
        newest = max(left, key=lambda each: (each.left_on or day, each.name))
        return Question("no champion", newest.name, newest.left_on)
    unhappy = [each for each in fresh_answers(known.answers, day) if _is_unhappy(each) and each.comment]
    if unhappy:
        return Question("unhappy answer", unhappy[-1].comment, unhappy[-1].responded_on)
    late = [(due, title) for title, due in known.their_promises if due is not None and due < day]
    if late:
        due, title = min(late)
        return Question("late promise", title, due)
    if known.opts_out_on is not None and 0 <= (known.opts_out_on - day).days <= OPT_OUT_DAYS:
        return Question("opt-out", None, known.opts_out_on)
    if known.last_two_way_on is None:
        return Question("never talked")
    if (day - known.last_two_way_on).days > QUIET_DAYS:
        return Question("quiet", None, known.last_two_way_on)
    tickets = open_tickets(known.tickets, day)
    if tickets:
        return Question("ticket", tickets[0].subject, tickets[0].opened_on)
    goals = [each for each in known.objectives if each.done_on is None and each.due_on is not None]
    if goals:
        goal = min(goals, key=lambda each: (each.due_on or day, each.goal))
        return Question("goal", goal.goal, goal.due_on)
    return Question("next")


def open_tickets(tickets: Iterable[Ticket], day: date) -> list[Ticket]:
    """The tickets open at the end of `day`: escalated ones first, then the oldest."""
    found = [each for each in tickets if each.opened_on <= day and (each.closed_on is None or each.closed_on > day)]
    return sorted(found, key=lambda each: (not each.escalated, each.opened_on, each.id))


def fresh_answers(answers: Iterable[SurveyAnswer], day: date) -> list[SurveyAnswer]:
    """The answers given in the 30 days up to `day`, the oldest first; of one day as they were written."""
    since = day - timedelta(days=FRESH_DAYS)
    found = [each for each in answers if each.score is not None and since < each.responded_on <= day]
    return sorted(found, key=attrgetter("responded_on"))


def newly_left(contacts: Iterable[Contact], day: date) -> list[Contact]:
    """The people who left in the 30 days up to `day`."""
    since = day - timedelta(days=FRESH_DAYS)
    return [each for each in contacts if each.left_on is not None and since < each.left_on <= day]


def notices(lines: Iterable[ContractLine], day: date) -> list[date]:
    """The days in the 30 up to `day` on which notice was given."""
    since = day - timedelta(days=FRESH_DAYS)
    given = {each.notice_given_on for each in lines if each.notice_given_on is not None}
    return sorted(each for each in given if since < each <= day)


def _points(explanation: HealthExplanation) -> dict[str, float]:
    return {row.name: row.points for row in (*explanation.inputs, *explanation.caps)}


def _is_unhappy(answer: SurveyAnswer) -> bool:
    """In the lower three fifths of its scale, the good end up: as an NPS of 6 is."""
    if answer.score is None or answer.scale_max <= answer.scale_min:
        return False
    share = (answer.score - answer.scale_min) / (answer.scale_max - answer.scale_min)
    return (1 - share if answer.direction == "effort" else share) <= 0.6

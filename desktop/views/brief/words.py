"""A brief in words: headings with lines under them, the same on screen and on the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from desktop.charts.tokens import SHAPES
from desktop.domain.brief import Question
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.today.lists import Meeting
from desktop.operations.brief import Brief
from desktop.store.queries.brief import Promise, Talk
from desktop.views import format
from desktop.views.score_words import called

MOST_LINES = 4
MOST_MOVED = 3


class Section(NamedTuple):
    """A heading and what is told under it."""

    heading: str
    lines: tuple[str, ...]


def headline(brief: Brief, *, is_guarded: bool) -> str:
    """Health, ARR and opt-out in one line."""
    return stake(brief) if is_guarded else f"{health(brief)} · {stake(brief)}"


def health(brief: Brief) -> str:
    """The score with its shape and coverage."""
    row = brief.row
    score = "No score" if row.shown is None else f"{SHAPES[row.band]} {row.band.capitalize()} {row.shown}"
    return f"{score}, coverage {format.percent(row.coverage)}"


def stake(brief: Brief) -> str:
    """What it is worth, and until when it can be left."""
    row = brief.row
    said = [f"{format.money(row.arr_cents)} ARR"]
    if row.is_ended:
        said.append(f"term ended {_day(row.renews_on, beside=brief.day)}, outcome unknown")
    elif row.opts_out_on is not None:
        days = (row.opts_out_on - brief.day).days
        when = "opt-out passed" if days < 0 else f"opts out in {format.days(days)}"
        said.append(f"{when}, {_day(row.opts_out_on, beside=brief.day)}")
    else:
        said.append("opt-out unknown")
    return " · ".join(said)


def sections(brief: Brief, *, is_guarded: bool) -> list[Section]:
    """The parts of a brief in reading order.

    Args:
        is_guarded: a customer looks on: what they said, promises and contacts only, without a word of ours.
    """
    day = brief.day
    made = [
        Section("Last contacts", _or("None known.", [_talk(each, day, is_guarded) for each in brief.talks])),
        Section("Next date", _or("None planned.", [_meeting(each, day, is_guarded) for each in brief.ahead])),
        Section("We owe", _or("Nothing.", _some([_promise(each, day) for each in brief.ours]))),
        Section("They owe", _or("Nothing.", _some([_promise(each, day) for each in brief.theirs]))),
    ]
    if not is_guarded:
        made.append(Section("Changed in 30 days", _or("Nothing that is known.", _changed(brief))))
    made.append(Section("Open tickets", _or("None.", _some([_ticket(each, day) for each in brief.tickets]))))
    if not is_guarded:
        made.append(Section("Ask", (question(brief.question, day),)))
    return made


def as_text(brief: Brief, *, is_guarded: bool) -> str:
    """The brief as plain text."""
    lines = [brief.row.name, headline(brief, is_guarded=is_guarded)]
    for section in sections(brief, is_guarded=is_guarded):
        lines += ["", section.heading, *(f"- {line}" for line in section.lines)]
    return "\n".join(lines) + "\n"


def question(asked: Question, day: date) -> str:
    """The question as one would ask it."""
    on = _day(asked.day, beside=day)
    about = asked.about or ""
    match asked.topic:
        case "no champion":
            return f"Who speaks for us now that {about} has left?"
        case "unhappy answer":
            return f"You wrote “{about}” on {on}: what would have to change?"
        case "late promise":
            return f"“{about}” was due on {on}: what is it waiting for?"
        case "opt-out":
            return f"The last day to opt out is {on}: what would keep you from staying?"
        case "never talked":
            return "What do you want to have reached in a year?"
        case "quiet":
            return f"We last talked on {on}: what has changed since?"
        case "ticket":
            return f"Is “{about}”, open since {on}, still in your way?" if about else "Is your open ticket in your way?"
        case "goal":
            return f"How close are you to “{about}” (due {on})?"
        case _:
            return "What should be better for you in three months?"


def _talk(talk: Talk, day: date, is_guarded: bool) -> str:
    on = _day(date.fromisoformat(talk.on_day), beside=day)
    who = f" with {talk.contact}" if talk.contact else ""
    one_way = ", no reply" if talk.two_way is False else ""
    words = f": {' '.join(talk.words.split())}" if talk.words and not is_guarded else ""
    return f"{on} · {talk.kind}{who}{one_way}{words}"


def _meeting(planned: Meeting, day: date, is_guarded: bool) -> str:
    at = f" {planned.at}" if planned.at else ""
    kind = "QBR" if planned.kind == "qbr" else planned.kind
    who = f" with {planned.who}" if planned.who else ""
    about = f": {planned.about}" if planned.about and not is_guarded else ""
    return f"{_day(planned.on, beside=day)}{at} · {kind}{who}{about}"


def _promise(promise: Promise, day: date) -> str:
    if promise.due_on is None:
        return f"{promise.title}, no date"
    due = date.fromisoformat(promise.due_on)
    said = "late since" if due < day else "due"
    return f"{promise.title}, due today" if due == day else f"{promise.title}, {said} {_day(due, beside=day)}"


def _changed(brief: Brief) -> list[str]:
    row, day = brief.row, brief.day
    lines: list[str] = []
    if row.change_30d is not None and row.shown is not None and round(row.change_30d) != 0:
        parts = [f"{called(each.name)} {format.signed(each.points)}" for each in brief.moved[:MOST_MOVED]]
        why = f" ({', '.join(parts)})" if parts else ""
        lines.append(f"Score {format.signed(row.change_30d)}, now {row.shown}{why}")
    lines += [f"{each.name} left on {_day(each.left_on, beside=day)}" for each in brief.left]
    lines += [_answer(each, day) for each in reversed(brief.answers)]
    lines += [f"Notice given on {_day(each, beside=day)}" for each in brief.notices]
    return list(_some(lines))


def _answer(answer: SurveyAnswer, day: date) -> str:
    score = "" if answer.score is None else f" {answer.score:g}"
    words = f": “{' '.join(answer.comment.split())}”" if answer.comment else ""
    return f"{answer.kind.upper()}{score} on {_day(answer.responded_on, beside=day)}{words}"


def _ticket(ticket: Ticket, day: date) -> str:
    escalated = ", escalated" if ticket.escalated else ""
    return f"{ticket.subject or 'No subject'}, open {format.days((day - ticket.opened_on).days)}{escalated}"


def _day(value: date | None, *, beside: date) -> str:
    """A day that no line ends within."""
    return format.day(value, beside=beside).replace(" ", format.THIN)


def _some(lines: Sequence[str]) -> tuple[str, ...]:
    """The first few, and how many more there are."""
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[: MOST_LINES - 1], f"and {format.number(len(lines) - MOST_LINES + 1)} more")


def _or(nothing: str, lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(lines) or (nothing,)

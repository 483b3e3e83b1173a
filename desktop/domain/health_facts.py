"""The facts the health score is computed from, as columns: positions of accounts, and days as ordinals.

Built once for a book; every day is then computed from the same columns (health_inputs). Nothing here depends on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.facts import Contact, Milestone, Objective, Qbr, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.surveys import DIRECTIONS, answers_from_tickets, normalised
from desktop.domain.usage import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

NEVER = 10**9
"""The ordinal of a day that is not known to come: not closed, not done, not left."""

DETRACTOR_TO = 6
"""The highest NPS score, of 0-10, that makes a detractor."""

_REACHED = ("done", "met")


class NpsColumns(NamedTuple):
    """NPS answers sorted by who, day and id; `who` numbers the contacts, and each answer without one by itself.

    Args:
        value: 0-100.
        weighty: the contact decides, or is champion or buyer.
        left_on: the day the contact left.
    """

    account: IntArray
    day: IntArray
    who: IntArray
    value: FloatArray
    detractor: BoolArray
    weighty: BoolArray
    left_on: IntArray


class ValueColumns(NamedTuple):
    """CSAT or CES answers on 0-100, 100 = best, sorted so that sums do not depend on the order of rows."""

    account: IntArray
    day: IntArray
    value: FloatArray


class TicketColumns(NamedTuple):
    account: IntArray
    opened_on: IntArray
    closed_on: IntArray
    escalated: BoolArray


class DayColumns(NamedTuple):
    """Something of an account that happens on a day."""

    account: IntArray
    day: IntArray


class DueColumns(NamedTuple):
    """What was due on a day, and the day it was done."""

    account: IntArray
    due_on: IntArray
    done_on: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class HealthFacts:
    """The facts of a book as columns.

    Args:
        accounts: ids; the columns `account` hold positions in it.
        first_ticket_on: of the whole book, other accounts included.
        two_way: held two-way touchpoints.
        qbrs: held ones.
        champions: with the day each left.
    """

    accounts: tuple[str, ...]
    nps: NpsColumns
    csat: ValueColumns
    ces: ValueColumns
    tickets: TicketColumns
    first_ticket_on: int
    two_way: DayColumns
    qbrs: DayColumns
    due: DueColumns
    champions: DayColumns


def health_facts(
    accounts: Sequence[str],
    *,
    answers: Iterable[SurveyAnswer] = (),
    tickets: Iterable[Ticket] = (),
    touchpoints: Iterable[Touchpoint] = (),
    qbrs: Iterable[Qbr] = (),
    milestones: Iterable[Milestone] = (),
    objectives: Iterable[Objective] = (),
    contacts: Iterable[Contact] = (),
    first_ticket_on: date | None = None,
) -> HealthFacts:
    """The facts as columns, once for all days; facts of other accounts are left out.

    Args:
        accounts: ids, each once: the order of all columns.
        tickets: those of other accounts still show that the book counts tickets.
        first_ticket_on: the day the book's first ticket was opened, where `tickets` is not the whole book's.
    """
    position = {account: at for at, account in enumerate(accounts)}
    people = {contact.id: contact for contact in contacts if contact.account in position}
    every_ticket = tuple(tickets)
    opened = [ticket for ticket in every_ticket if ticket.account in position]
    answered: dict[str, list[SurveyAnswer]] = {"nps": [], "csat": answers_from_tickets(opened), "ces": []}
    for answer in answers:
        if answer.account in position and answer.kind in answered and _is_readable(answer):
            answered[answer.kind].append(answer)
    due = [(m.account, m.due_on, m.done_on) for m in milestones if _counts(m.state, "waived", m.done_on)]
    due += [(o.account, o.due_on, o.done_on) for o in objectives if _counts(o.status, "dropped", o.done_on)]
    due = [row for row in due if row[0] in position and row[1] is not None]
    return HealthFacts(
        accounts=tuple(accounts),
        nps=_nps_columns(answered["nps"], people, position),
        csat=_value_columns(answered["csat"], position),
        ces=_value_columns(answered["ces"], position),
        tickets=TicketColumns(
            _integers([position[ticket.account] for ticket in opened]),
            _ordinals([ticket.opened_on for ticket in opened]),
            _ordinals([ticket.closed_on for ticket in opened]),
            np.array([ticket.escalated is True for ticket in opened], dtype=np.bool_),
        ),
        first_ticket_on=int(_ordinals([first_ticket_on, *(ticket.opened_on for ticket in every_ticket)]).min()),
        two_way=_day_columns([(t.account, t.on_day) for t in touchpoints if _is_two_way(t)], position),
        qbrs=_day_columns([(qbr.account, qbr.held_on) for qbr in qbrs if qbr.held_on], position),
        due=DueColumns(
            _integers([position[account] for account, _, _ in due]),
            _ordinals([due_on for _, due_on, _ in due]),
            _ordinals([done_on for _, _, done_on in due]),
        ),
        champions=_day_columns(
            [(c.account, c.left_on) for c in people.values() if _said(c.role) == "champion"], position
        ),
    )


def is_detractor(answer: SurveyAnswer) -> bool:
    """Whether it is an NPS answer of 0-6."""
    return answer.kind == "nps" and answer.score is not None and answer.score <= DETRACTOR_TO


def _is_readable(answer: SurveyAnswer) -> bool:
    """Answered, and said in which direction where the kind of survey has two."""
    return answer.score is not None and (answer.kind != "ces" or answer.direction in DIRECTIONS)


def _is_two_way(touchpoint: Touchpoint) -> bool:
    """A touchpoint of which nobody said that it was held counts as held from its day on."""
    return touchpoint.two_way is True and touchpoint.state in (None, "held")


def _is_weighty(contact: Contact) -> bool:
    return _said(contact.influence) == "decides" or _said(contact.role) in ("champion", "buyer")


def _counts(state: str | None, left_out: str, done_on: date | None) -> bool:
    """Reached on an unknown day is neither on time, nor late, nor open: it does not count."""
    return _said(state) != left_out and not (_said(state) in _REACHED and done_on is None)


@cache
def _said(word: str | None) -> str:
    """A role, state or influence as it is compared; there are few different ones."""
    return (word or "").strip().lower()


def _nps_columns(answers: list[SurveyAnswer], people: Mapping[str, Contact], position: Mapping[str, int]) -> NpsColumns:
    answers = sorted(answers, key=attrgetter("id"))
    numbers: dict[tuple[str, str | None, str], int] = {}
    asked = [(answer.account, answer.contact, "" if answer.contact else answer.id) for answer in answers]
    who = _integers([numbers.setdefault(asker, len(numbers)) for asker in asked])
    day = _ordinals([answer.responded_on for answer in answers])
    givers = [people.get(answer.contact or "") for answer in answers]
    order = np.lexsort((day, who))  # stable: of one contact and day, by id
    return NpsColumns(
        account=_integers([position[answer.account] for answer in answers])[order],
        day=day[order],
        who=who[order],
        value=np.array([normalised(answer) for answer in answers], dtype=np.float64)[order],
        detractor=np.array([is_detractor(answer) for answer in answers], dtype=np.bool_)[order],
        weighty=np.array([giver is not None and _is_weighty(giver) for giver in givers], dtype=np.bool_)[order],
        left_on=_ordinals([None if giver is None else giver.left_on for giver in givers])[order],
    )


def _value_columns(answers: list[SurveyAnswer], position: Mapping[str, int]) -> ValueColumns:
    account = _integers([position[answer.account] for answer in answers])
    value = np.array([normalised(answer) for answer in answers], dtype=np.float64)
    order = np.lexsort((value, account))
    return ValueColumns(account[order], _ordinals([answer.responded_on for answer in answers])[order], value[order])


def _day_columns(rows: list[tuple[str, date | None]], position: Mapping[str, int]) -> DayColumns:
    rows = [row for row in rows if row[0] in position]
    return DayColumns(_integers([position[account] for account, _ in rows]), _ordinals([day for _, day in rows]))


def _integers(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def _ordinals(days: Iterable[date | None]) -> IntArray:
    return np.array([NEVER if day is None else day.toordinal() for day in days], dtype=np.int64)

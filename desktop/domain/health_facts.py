"""The facts the health score is computed from, as columns: positions of accounts, and days as ordinals.

Built once for a book, from tables of columns or from records; every day is then computed from the same columns
(health_inputs). Nothing here depends on a day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.columns import NEVER, Table, columns_of, flags, of_accounts, only
from desktop.domain.facts import Contact, Milestone, Objective, Qbr, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.surveys import DIRECTIONS, answers_from_tickets, normalised
from desktop.domain.usage import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

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


class HealthTables(NamedTuple):
    """What health is made of, as it is read: the fields of FIELDS as columns."""

    answers: Table
    tickets: Table
    touchpoints: Table
    qbrs: Table
    milestones: Table
    objectives: Table
    contacts: Table


KINDS = (SurveyAnswer, Ticket, Touchpoint, Qbr, Milestone, Objective, Contact)
"""The records of HealthTables, in its order."""

FIELDS = (
    ("id", "account", "kind", "responded_on", "score", "scale_min", "scale_max", "contact", "direction"),
    ("account", "opened_on", "closed_on", "escalated", "csat"),
    ("account", "on_day", "state", "two_way"),
    ("account", "held_on"),
    ("account", "due_on", "done_on", "state"),
    ("account", "due_on", "done_on", "status"),
    ("id", "account", "role", "influence", "left_on"),
)
"""What is read of them, likewise."""


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
    records = (answers, tickets, touchpoints, qbrs, milestones, objectives, contacts)
    tables = (columns_of(list(rows), kind, names) for rows, kind, names in zip(records, KINDS, FIELDS, strict=True))
    return facts_of_tables(accounts, HealthTables(*tables), first_ticket_on=first_ticket_on)


def facts_of_tables(
    accounts: Sequence[str], tables: HealthTables, *, first_ticket_on: date | None = None
) -> HealthFacts:
    """`health_facts` of columns."""
    position = {account: at for at, account in enumerate(accounts)}
    first = NEVER if first_ticket_on is None else first_ticket_on.toordinal()
    first = min(first, int(tables.tickets["opened_on"].min(initial=NEVER)))
    answers, tickets, touchpoints, qbrs, milestones, objectives, contacts = (
        of_accounts(table, position) for table in tables
    )
    # What an answer about effort says is known only if it says in which direction.
    ces = _answered(answers, "ces")
    ces = only(ces, np.array([direction in DIRECTIONS for direction in ces["direction"]], dtype=np.bool_))
    milestones = _counted(milestones, milestones["state"], "waived")
    objectives = _counted(objectives, objectives["status"], "dropped")
    champions = only(contacts, np.array([_said(role) == "champion" for role in contacts["role"]], dtype=np.bool_))
    return HealthFacts(
        accounts=tuple(accounts),
        nps=_nps_columns(_answered(answers, "nps"), contacts),
        csat=_csat_columns(_answered(answers, "csat"), tickets),
        ces=_value_columns(ces),
        tickets=TicketColumns(
            tickets["account"], tickets["opened_on"], tickets["closed_on"], flags(tickets["escalated"])
        ),
        first_ticket_on=first,
        two_way=_day_columns(only(touchpoints, _are_two_way(touchpoints)), "on_day"),
        qbrs=_day_columns(qbrs, "held_on"),
        due=DueColumns(
            *(np.concatenate([milestones[field], objectives[field]]) for field in ("account", "due_on", "done_on"))
        ),
        champions=DayColumns(champions["account"], champions["left_on"]),
    )


def is_detractor(answer: SurveyAnswer) -> bool:
    """Whether it is an NPS answer of 0-6."""
    return answer.kind == "nps" and answer.score is not None and answer.score <= DETRACTOR_TO


def _answered(answers: Table, kind: str) -> Table:
    """Those of a kind of survey that were answered."""
    is_kind = np.array([each == kind for each in answers["kind"]], dtype=np.bool_)
    return only(answers, is_kind & ~np.isnan(np.array(answers["score"], dtype=np.float64)))


def _are_two_way(touchpoints: Table) -> BoolArray:
    """A touchpoint of which nobody said that it was held counts as held from its day on."""
    held = np.array([state is None or state == "held" for state in touchpoints["state"]], dtype=np.bool_)
    return held & flags(touchpoints["two_way"])


def _counted(table: Table, states: Sequence[str | None], left_out: str) -> Table:
    """Those due on a day. Reached on an unknown day is neither on time, nor late, nor open: it does not count."""
    said = [_said(state) for state in states]
    reached = np.array([each in _REACHED for each in said], dtype=np.bool_)
    counts = np.array([each != left_out for each in said], dtype=np.bool_)
    return only(table, counts & (table["due_on"] != NEVER) & ~(reached & (table["done_on"] == NEVER)))


@cache
def _is_weighty(role: str | None, influence: str | None) -> bool:
    return _said(influence) == "decides" or _said(role) in ("champion", "buyer")


@cache
def _said(word: str | None) -> str:
    """A role, state or influence as it is compared; there are few different ones."""
    return (word or "").strip().lower()


def _nps_columns(answers: Table, contacts: Table) -> NpsColumns:
    by_id = sorted(range(len(answers["id"])), key=answers["id"].__getitem__)
    account, day = answers["account"][by_id], answers["responded_on"][by_id]
    ids, contact = _picked(answers["id"], by_id), _picked(answers["contact"], by_id)
    numbers: dict[str | tuple[str | None], int] = {}
    asked = zip(contact, ids, strict=True)
    giver_no = np.array([numbers.setdefault(of or (row,), len(numbers)) for of, row in asked], dtype=np.int64)
    who = giver_no * (int(account.max(initial=0)) + 1) + account
    weighty = {
        person: at
        for at, (person, role, influence) in enumerate(
            zip(contacts["id"], contacts["role"], contacts["influence"], strict=True)
        )
        if _is_weighty(role, influence)
    }
    giver = np.array([weighty.get(each or "", -1) for each in contact], dtype=np.int64)
    left_on = np.append(contacts["left_on"], NEVER)[giver]
    order = np.lexsort((day, who))  # stable: of one contact and day, by id
    score = np.array(_picked(answers["score"], by_id), dtype=np.float64)
    return NpsColumns(
        account=account[order],
        day=day[order],
        who=who[order],
        value=_normalised(answers)[by_id][order],
        detractor=(score <= DETRACTOR_TO)[order],
        weighty=(giver >= 0)[order],
        left_on=left_on[order],
    )


def _csat_columns(answers: Table, tickets: Table) -> ValueColumns:
    """The answers, and what closed tickets were given."""
    given = only(tickets, np.array([csat is not None for csat in tickets["csat"]], dtype=np.bool_))
    given = only(given, given["closed_on"] != NEVER)
    worth = {csat: normalised(answers_from_tickets([_rated(csat)])[0]) for csat in set(given["csat"])}
    return _sorted_values(
        np.concatenate([answers["account"], given["account"]]),
        np.concatenate([answers["responded_on"], given["closed_on"]]),
        np.concatenate([_normalised(answers), np.array([worth[csat] for csat in given["csat"]], dtype=np.float64)]),
    )


def _rated(csat: float) -> Ticket:
    return Ticket("", "", date.min, closed_on=date.min, csat=csat)


def _value_columns(answers: Table) -> ValueColumns:
    return _sorted_values(answers["account"], answers["responded_on"], _normalised(answers))


def _sorted_values(account: IntArray, day: IntArray, value: FloatArray) -> ValueColumns:
    order = np.lexsort((value, account))
    return ValueColumns(account[order], day[order], value[order])


def _normalised(answers: Table) -> FloatArray:
    """Each answer on 0-100; there are few different ones."""
    fields = ("kind", "score", "scale_min", "scale_max", "direction")
    said = list(zip(*(answers[field] for field in fields), strict=True))
    worth = {
        each: normalised(SurveyAnswer("", "", each[0], date.min, *each[1:4], direction=each[4])) for each in set(said)
    }
    return np.array([worth[each] for each in said], dtype=np.float64)


def _day_columns(table: Table, field: str) -> DayColumns:
    known = only(table, table[field] != NEVER)
    return DayColumns(known["account"], known[field])


def _picked(column: Sequence[str | None], order: Collection[int]) -> list[str | None]:
    return [column[i] for i in order]

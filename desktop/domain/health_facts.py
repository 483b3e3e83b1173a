"""The facts the health score is computed from, as columns: positions of accounts, and days as ordinals.

Built once for a book, from tables of columns or from records; every day is then computed from the same columns
(health_inputs). Nothing here depends on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.columns import NEVER, Positions, Table, Words, columns_of, flags, of_accounts, only
from desktop.domain.facts import Contact, Milestone, Objective, Qbr, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.surveys import DIRECTIONS, TICKET_SCALE, on_scale, turned
from desktop.domain.usage import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

DETRACTOR_TO = 6
"""The highest NPS score, of 0-10, that makes a detractor."""

_REACHED = ("done", "met")


class NpsColumns(NamedTuple):
    """NPS answers sorted by who and day, of one day as written; `who` numbers contacts, and each answer without one.

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
    """What health is made of, as it is read: the fields of FIELDS as columns.

    Args:
        answers: those of an account in the order they were written, which breaks ties between answers of one day.
    """

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
    ("account", "kind", "responded_on", "score", "scale_min", "scale_max", "contact", "direction"),
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
        answers: in the order they were written, which breaks ties between answers of one day.
        tickets: those of other accounts still show that the book counts tickets.
        first_ticket_on: the day the book's first ticket was opened, where `tickets` is not the whole book's.
    """
    records = (answers, tickets, touchpoints, qbrs, milestones, objectives, contacts)
    tables = (columns_of(list(rows), kind, names) for rows, kind, names in zip(records, KINDS, FIELDS, strict=True))
    return facts_of_tables(accounts, HealthTables(*tables), Positions(accounts), first_ticket_on=first_ticket_on)


def facts_of_tables(
    accounts: Sequence[str], tables: HealthTables, positions: Positions, *, first_ticket_on: date | None = None
) -> HealthFacts:
    """`health_facts` of columns."""
    first = NEVER if first_ticket_on is None else first_ticket_on.toordinal()
    first = min(first, int(tables.tickets["opened_on"].min(initial=NEVER)))
    answers, tickets, touchpoints, qbrs, milestones, objectives, contacts = (
        of_accounts(table, positions) for table in tables
    )
    # What an answer about effort says is known only if it says in which direction.
    ces = _answered(answers, "ces")
    ces = only(ces, ces["direction"].are(_is_direction))
    milestones = _counted(milestones, milestones["state"], "waived")
    objectives = _counted(objectives, objectives["status"], "dropped")
    champions = only(contacts, contacts["role"].are(_is_champion))
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
    kinds: Words = answers["kind"]
    return only(answers, kinds.are(lambda each: each == kind) & ~np.isnan(answers["score"]))


def _are_two_way(touchpoints: Table) -> BoolArray:
    """A touchpoint of which nobody said that it was held counts as held from its day on."""
    states: Words = touchpoints["state"]
    return states.are(lambda state: state is None or state == "held") & flags(touchpoints["two_way"])


def _counted(table: Table, states: Words, left_out: str) -> Table:
    """Those due on a day. Reached on an unknown day is neither on time, nor late, nor open: it does not count."""
    reached = states.are(lambda state: _said(state) in _REACHED)
    counts = states.are(lambda state: _said(state) != left_out)
    return only(table, counts & (table["due_on"] != NEVER) & ~(reached & (table["done_on"] == NEVER)))


def _is_direction(word: str | None) -> bool:
    return word in DIRECTIONS


def _is_champion(role: str | None) -> bool:
    return _said(role) == "champion"


def _weighs(role: str | None) -> bool:
    return _said(role) in ("champion", "buyer")


def _decides(influence: str | None) -> bool:
    return _said(influence) == "decides"


@cache
def _said(word: str | None) -> str:
    """A role, state or influence as it is compared; there are few different ones."""
    return (word or "").strip().lower()


def _nps_columns(answers: Table, contacts: Table) -> NpsColumns:
    account, day = answers["account"], answers["responded_on"]
    # Sorting keeps the order in which the answers of an account were written.
    order = np.argsort(account, kind="stable")
    people = len(contacts["id"].words)
    person, named = _people(answers["contact"], contacts["id"])
    # Of an account each contact is somebody, and so is each answer without one: numbered by their first answers.
    giver = np.where(person < 0, named + np.arange(len(account)), person) + account * (named + len(account))
    _, first, at = np.unique(giver[order], return_index=True, return_inverse=True)
    who = np.empty_like(order)
    who[order] = first[at.reshape(-1)]

    is_weighty = contacts["influence"].are(_decides) | contacts["role"].are(_weighs)
    row_of = np.full(people + 1, -1, np.int64)
    row_of[contacts["id"].codes[is_weighty]] = np.flatnonzero(is_weighty)
    row = row_of[np.where(person < people, person, -1)]
    # Somebody of another account weighs nothing here.
    row[np.append(contacts["account"], -1)[row] != account] = -1
    left_on = np.append(contacts["left_on"], NEVER)[row]
    order = np.lexsort((day, who))
    return NpsColumns(
        account=account[order],
        day=day[order],
        who=who[order],
        value=_normalised(answers)[order],
        detractor=(answers["score"] <= DETRACTOR_TO)[order],
        weighty=(row >= 0)[order],
        left_on=left_on[order],
    )


def _people(named: Words, known: Words) -> tuple[IntArray, int]:
    """Who each row names, as a code of `known`, or above them who is none of those, -1 = nobody; and the codes' end."""
    if named.words is known.words:
        nobody = named.words.index(None)
        return np.where(named.codes == nobody, -1, named.codes), len(named.words)
    numbers: dict[str | None, int] = {word: at for at, word in enumerate(known.words)}
    end = len(known.words)
    codes: list[int] = []
    for word in named.words:
        at = -1 if word is None else numbers.setdefault(word, end)
        end += at == end
        codes.append(at)
    return np.array(codes, np.int64)[named.codes], end


def _csat_columns(answers: Table, tickets: Table) -> ValueColumns:
    """The answers, and what closed tickets were given."""
    given = only(tickets, ~np.isnan(tickets["csat"]) & (tickets["closed_on"] != NEVER))
    return _sorted_values(
        np.concatenate([answers["account"], given["account"]]),
        np.concatenate([answers["responded_on"], given["closed_on"]]),
        np.concatenate([_normalised(answers), on_scale(given["csat"], *TICKET_SCALE)]),
    )


def _value_columns(answers: Table) -> ValueColumns:
    return _sorted_values(answers["account"], answers["responded_on"], _normalised(answers))


def _sorted_values(account: IntArray, day: IntArray, value: FloatArray) -> ValueColumns:
    order = np.lexsort((value, account))
    return ValueColumns(account[order], day[order], value[order])


def _normalised(answers: Table) -> FloatArray:
    """Each answer on 0-100, 100 = best."""
    score: FloatArray = answers["score"]
    low, high = answers["scale_min"], answers["scale_max"]
    kinds: Words = answers["kind"]
    directions: Words = answers["direction"]
    is_effort = kinds.are(lambda kind: kind == "ces") & directions.are(lambda direction: direction == "effort")
    return on_scale(np.where(is_effort, turned(score, low, high), score), low, high)


def _day_columns(table: Table, field: str) -> DayColumns:
    known = only(table, table[field] != NEVER)
    return DayColumns(known["account"], known[field])

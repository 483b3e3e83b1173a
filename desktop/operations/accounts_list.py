"""A list of accounts with every field something asks for: what the window and the command line show, filter and export.

What every account row holds is read by `look`; the rest, the extras, only where it is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TypeVar

import numpy as np

from desktop.domain.book_health import contracts_on
from desktop.domain.contracts import known_lines, known_terms
from desktop.domain.facts import Override, Pulse, Ticket
from desktop.domain.listing.columns import Extras, Value
from desktop.domain.listing.fields import FIELDS, OWN, Field, own_fields
from desktop.domain.opinions import latest_pulse, standing_override
from desktop.domain.risks import is_open
from desktop.domain.usage import seat_utilisation
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries import own_fields as stored
from desktop.store.queries.health import health_there
from desktop.store.queries.usage import usage_windows

Values = dict[str, Value]


def all_fields(conn: Connection) -> tuple[Field, ...]:
    """Every field a list of this portfolio can show, its own ones included."""
    return (*FIELDS, *own_fields(stored.living_fields(conn)))


def read_extras(conn: Connection, keys: Collection[str], day: date, ids: Sequence[str] | None = None) -> Extras:
    """The fields asked for, of those that are read on their own; others are ignored.

    Args:
        ids: of a few accounts; only their own rows are read. None = all.
    """
    found: dict[str, Values] = {}
    with collector_paused():
        for key in keys:
            if key.startswith(OWN):
                found[key] = _own(conn, key.removeprefix(OWN), ids)
            elif key in _READERS:
                found[key] = _READERS[key](conn, day, ids)
    return found


def _each(ids: Sequence[str] | None) -> Iterable[str | None]:
    return (None,) if ids is None else ids


def _own(conn: Connection, field: str, ids: Sequence[str] | None) -> Values:
    return {key: value for one in _each(ids) for key, value in stored.values_by_account(conn, field, one).items()}


def _of_accounts(conn: Connection, ids: Sequence[str] | None, field: str) -> Values:
    accounts = (each for one in _each(ids) for each in facts.accounts(conn, one))
    return {each.id: value for each in accounts if (value := getattr(each, field)) is not None}


def _started(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    del day
    return _of_accounts(conn, ids, "started_on")


def _tags(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    del day
    return _of_accounts(conn, ids, "tags")


def _parent(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    del day
    parents = _of_accounts(conn, ids, "parent")
    named = {each.id: each.name for each in facts.accounts(conn)} if parents else {}
    return {account: named.get(str(parent)) for account, parent in parents.items()}


def _plan(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    """The plan of the open line with the most ARR."""
    lines = [each for one in _each(ids) for each in facts.contract_lines(conn, one)]
    known = known_lines(lines, as_of=day)
    counts = known.counts_on(day)
    best: dict[str, tuple[int, str]] = {}
    for at in np.flatnonzero(counts).tolist():
        line = known.lines[int(known.rows[at])]
        if line.plan is not None:
            best[line.account] = max(best.get(line.account, (-1, "")), (line.arr_cents, line.plan))
    return {account: plan for account, (_, plan) in best.items()}


def _nps(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    """The last answer given by the day, of anybody there."""
    answers = [each for one in _each(ids) for each in facts.survey_answers(conn, one)]
    given = [each for each in answers if each.kind == "nps" and each.score is not None and each.responded_on <= day]
    return {each.account: each.score for each in sorted(given, key=lambda each: each.responded_on)}


def _seats(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    health = health_there(conn, (day,), ids)
    contracts, _ = contracts_on(health.lines, known_terms(health.lines, day), len(health.accounts))
    shares = seat_utilisation(usage_windows(conn, health.accounts, day), contracts.seats)
    return {account: share for account, share in zip(health.accounts, shares.tolist(), strict=True) if share == share}


def _tickets(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    """How many are open; unknown where no ticket of the account is known at all."""
    tickets = [each for one in _each(ids) for each in facts.tickets(conn, one) if each.opened_on <= day]
    found: dict[str, int] = {each.account: 0 for each in tickets}
    for each in tickets:
        found[each.account] += _is_open(each, day)
    return dict(found)


def _is_open(ticket: Ticket, day: date) -> bool:
    return ticket.closed_on is None or ticket.closed_on > day


def _risks(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    """How many stand on the day; none is known to be none: nobody but us opens them."""
    found: dict[str, int] = {each.id: 0 for one in _each(ids) for each in facts.accounts(conn, one)}
    for each in (risk for one in _each(ids) for risk in facts.risks(conn, one)):
        found[each.account] += is_open(each, day)
    return dict(found)


def _pulse(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    felt = [each for one in _each(ids) for each in facts.pulses(conn, one)]
    return {account: each.value for account, those in _by_account(felt) if (each := latest_pulse(those, day))}


def _called(conn: Connection, day: date, ids: Sequence[str] | None) -> Values:
    called = [each for one in _each(ids) for each in facts.overrides(conn, one)]
    return {account: each.value for account, those in _by_account(called) if (each := standing_override(those, day))}


R = TypeVar("R", Pulse, Override)


def _by_account(rows: Iterable[R]) -> Iterable[tuple[str, list[R]]]:
    found: dict[str, list[R]] = {}
    for each in rows:
        found.setdefault(each.account, []).append(each)
    return found.items()


_READERS: dict[str, Callable[[Connection, date, Sequence[str] | None], Values]] = {
    "started": _started,
    "tags": _tags,
    "parent": _parent,
    "plan": _plan,
    "nps": _nps,
    "seats": _seats,
    "tickets": _tickets,
    "risks": _risks,
    "pulse": _pulse,
    "called": _called,
}

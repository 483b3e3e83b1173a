"""The facts of the book, or of one account, as the domain's records.

Deleted rows never count, nor rows of deleted accounts. `account` is the id of the only account to read; None = all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import starmap
from typing import TypeVar

from desktop.domain.errors import FileProblem
from desktop.domain.facts import (
    Account,
    Churn,
    Contact,
    ContractLine,
    Milestone,
    Objective,
    Onboarding,
    Override,
    Ownership,
    Pulse,
    Qbr,
    RenewalCall,
    Risk,
    SurveyAnswer,
    Ticket,
    Touchpoint,
)
from desktop.domain.name_order import in_name_order

R = TypeVar("R")

FLAGS = {"auto_renew", "trial", "escalated", "two_way", "first_value"}
"""Fields that hold 0 or 1."""


def accounts(conn: sqlite3.Connection, account: str | None = None) -> list[Account]:
    """Every account, by name."""
    found = _read(conn, Account, Account._fields, "account", account, order="name, id")
    return in_name_order(found, [each.name for each in found])


def contract_lines(conn: sqlite3.Connection, account: str | None = None) -> list[ContractLine]:
    return _read(conn, ContractLine, ContractLine._fields, "contract_line", account)


def survey_answers(conn: sqlite3.Connection, account: str | None = None) -> list[SurveyAnswer]:
    """In the order they were written, which breaks ties between answers of one day."""
    return _read(conn, SurveyAnswer, SurveyAnswer._fields, "survey_response", account, order="rowid")


def tickets(conn: sqlite3.Connection, account: str | None = None) -> list[Ticket]:
    return _read(conn, Ticket, Ticket._fields, "ticket", account)


def touchpoints(conn: sqlite3.Connection, account: str | None = None) -> list[Touchpoint]:
    return _read(conn, Touchpoint, Touchpoint._fields, "touchpoint", account)


def qbrs(conn: sqlite3.Connection, account: str | None = None) -> list[Qbr]:
    return _read(conn, Qbr, Qbr._fields, "qbr", account)


def contacts(conn: sqlite3.Connection, account: str | None = None) -> list[Contact]:
    return _read(conn, Contact, Contact._fields, "contact", account, order="name, id")


def onboardings(conn: sqlite3.Connection, account: str | None = None) -> list[Onboarding]:
    return _read(conn, Onboarding, Onboarding._fields, "onboarding", account)


def milestones(conn: sqlite3.Connection, account: str | None = None) -> list[Milestone]:
    return _read(conn, Milestone, Milestone._fields, "milestone", account)


def objectives(conn: sqlite3.Connection, account: str | None = None) -> list[Objective]:
    return _read(conn, Objective, Objective._fields, "objective", account)


def ownerships(conn: sqlite3.Connection, account: str | None = None) -> list[Ownership]:
    return _read(conn, Ownership, Ownership._fields, "ownership", account, order="rowid")


def risks(conn: sqlite3.Connection, account: str | None = None) -> list[Risk]:
    return _read(conn, Risk, Risk._fields, "risk", account)


def renewal_calls(conn: sqlite3.Connection, account: str | None = None) -> list[RenewalCall]:
    """In the order of their days, the later written last."""
    return _read(conn, RenewalCall, RenewalCall._fields, "renewal_call", account, order="on_day, rowid")


def churns(conn: sqlite3.Connection, account: str | None = None) -> list[Churn]:
    return _read(conn, Churn, Churn._fields, "churn", account, order="on_day, rowid")


def overrides(conn: sqlite3.Connection, account: str | None = None) -> list[Override]:
    return _read(conn, Override, Override._fields, "override", account, order="set_on, rowid")


def pulses(conn: sqlite3.Connection, account: str | None = None) -> list[Pulse]:
    return _read(conn, Pulse, Pulse._fields, "pulse", account, order="on_day, rowid")


def has_ticket_by(conn: sqlite3.Connection, day: date) -> bool:
    """Whether the book holds any ticket opened on or before `day`."""
    found = conn.execute(
        "SELECT 1 FROM ticket t WHERE deleted_at IS NULL AND opened_on <= ? "
        "AND (SELECT deleted_at FROM account WHERE id = t.account) IS NULL LIMIT 1",
        (day.isoformat(),),
    ).fetchone()
    return found is not None


def _read(
    conn: sqlite3.Connection,
    record: Callable[..., R],
    fields: Sequence[str],
    table: str,
    account: str | None,
    *,
    order: str | None = None,
) -> list[R]:
    """All live rows; the record's fields are the table's columns. Converted by column, each date text once."""
    tail = f"ORDER BY {order}" if order else ""
    cursor, days = conn.execute(*living(table, fields, account, tail)), Days()
    found: list[R] = []
    while rows := cursor.fetchmany(_PART):
        columns: list[Iterable[object]] = list(zip(*rows, strict=True))
        for at, field in enumerate(fields):
            if field.endswith("_on") or field == "on_day":
                with days_of(table, field):
                    columns[at] = [days[text] for text in columns[at]]  # type: ignore[index]
            elif field in FLAGS:
                columns[at] = [None if value is None else bool(value) for value in columns[at]]
        found += starmap(record, zip(*columns, strict=True))
    return found


_PART = 256
"""Rows that are made into records at once: so few that they are still in the processor's cache the second time."""


def living(
    table: str, fields: Sequence[str], account: str | None, tail: str = "", values: Sequence[object] = ()
) -> tuple[str, tuple[object, ...]]:
    """The statement, and its parameters, that reads the live rows of a table, or those of one account.

    Args:
        tail: more conditions, beginning with AND, and an order; `values` are their parameters.
    """
    of: tuple[object, ...] = ()
    if table == "account":
        live, of = ("", ()) if account is None else (" AND id = ?", (account,))
    elif account is None:
        # Few accounts are deleted, or none: naming those costs nothing, and rows are read in the order they lie in.
        live = " AND account NOT IN (SELECT id FROM account WHERE deleted_at IS NOT NULL)"
    else:
        live = " AND account = ? AND (SELECT deleted_at FROM account WHERE id = ?) IS NULL"
        of = account, account
    return f"SELECT {', '.join(fields)} FROM {table} WHERE deleted_at IS NULL{live} {tail}", (*of, *values)


@contextmanager
def days_of(table: str, field: str) -> Generator[None]:
    """Says which field is damaged if a text within is no day.

    Raises:
        FileProblem: there was a ValueError.
    """
    try:
        yield
    except ValueError:
        raise FileProblem(
            f"The file is damaged: a {table.replace('_', ' ')} has a {field} that is no day. Restore the newest backup."
        ) from None


class Days(dict[str | None, date | None]):
    """ISO text -> day, parsed once each."""

    def __init__(self) -> None:
        super().__init__({None: None})

    def __missing__(self, text: str | None) -> date | None:
        assert text is not None
        day = self[text] = date.fromisoformat(text)
        return day

"""Whom to call at an account, and how they are reached."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from desktop.domain.people import whom_to_call
from desktop.store.connection import Connection
from desktop.store.queries.account_view import Person, people


def read_whom(conn: Connection, account: str, named: Collection[str], day: date) -> Person | None:
    """Who is to be called; None = nobody is on record there.

    Args:
        account: its id.
        named: the people its reasons are about.
    """
    return whom_to_call(people(conn, account), named, day)

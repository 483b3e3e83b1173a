"""What erasing a person would do, and what may be said of it."""

from __future__ import annotations

from desktop.domain.erasing import Plan
from desktop.store.connection import Connection
from desktop.store.erasing import looking


def read_plan(conn: Connection, contact: str) -> Plan:
    """Look at everything that erasing a contact (by id) would change; reads the whole book.

    Raises:
        Rejected: there is no such contact, or it was erased already.
    """
    return looking.plan(conn, contact)

"""Reading what the book puts into a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.domain.diary import Entry, diary
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.today import meetings


def read_diary(conn: Connection, day: date) -> Sequence[Entry]:
    """The planned meetings and reviews and the opt-outs ahead on `day`."""
    names = {each.id: each.name for each in facts.accounts(conn)}
    return diary(meetings(conn, day, date.max), facts.contract_lines(conn), names, day)

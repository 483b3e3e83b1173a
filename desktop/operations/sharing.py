"""Whose accounts a copy holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.name_order import by_name
from desktop.store.connection import Connection
from desktop.store.queries.ownership import owners_on


def accounts_of(conn: Connection, csms: Iterable[str], day: date) -> tuple[str, ...]:
    """Ids of the accounts these CSMs own on `day`.

    Args:
        csms: names, matched without regard to case.
    Raises:
        Rejected: nobody of a name owns an account.
    """
    owners = owners_on(conn, day)
    found: list[str] = []
    for csm in csms:
        owned = [account for account, owner in owners.items() if owner.casefold() == csm.strip().casefold()]
        if not owned:
            known = ", ".join(by_name(set(owners.values()))) or "nobody yet"
            raise Rejected(f"No account is {csm}'s on {day.isoformat()}. Owners then: {known}.", field="csm")
        found += owned
    return tuple(dict.fromkeys(found))

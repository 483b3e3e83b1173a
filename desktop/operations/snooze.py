"""Not wanting to see an account of the queue until a day, or until something worse holds."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.today.queue import Snooze
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.queries.snoozes import snoozes_with_ids, stored_signal
from desktop.store.tx import Tx

LONGEST_DAYS = 366


def snooze(
    tx: Tx, account: str, key: str, weight: float, until_on: date, *, as_of: date, reason: str | None = None
) -> None:
    """Take an account (by id) out of the queue until `until_on`.

    Args:
        key, weight: of its strongest reason now; a heavier one brings it back sooner.
        until_on: the day it comes back; after `as_of`, at most a year.

    Raises:
        Rejected: the account is gone, or the day is not ahead.
    """
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if not 0 < (until_on - as_of).days <= LONGEST_DAYS:
        raise Rejected("Snooze until a day that is ahead, at most a year; nothing was saved.", field="until_on")
    made = Snooze(account, key, weight, as_of, until_on)
    tx.insert(
        "snooze",
        {
            "account": account,
            "signal": stored_signal(made),
            "until_on": until_on.isoformat(),
            "reason": reason,
            "author": tx.author,
        },
    )
    tx.label = f"Snoozed: {account_name(tx.conn, account)}"


def wake(tx: Tx, account: str, *, as_of: date) -> None:
    """Bring a snoozed account (by id) back into the queue.

    Raises:
        Rejected: it is not snoozed.
    """
    rows = [row for row, each in snoozes_with_ids(tx.conn, account) if each.set_on <= as_of < each.until_on]
    if not rows:
        raise Rejected("That account is not snoozed; nothing was saved.")
    for row in rows:
        tx.delete("snooze", row)
    tx.label = f"Woken: {account_name(tx.conn, account)}"

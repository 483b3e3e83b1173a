"""A CSM's own feeling about an account, 1 to 5: neither an input of the score nor a call of it."""

from __future__ import annotations

from datetime import date

from desktop.domain.drafts import PulseDraft
from desktop.domain.errors import Rejected
from desktop.operations import logging
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx

LOWEST, HIGHEST = 1, 5


def record_pulse(tx: Tx, account: str, value: int, reason: str, *, as_of: date) -> str:
    """Note how whoever saves it feels about an account (by id) on `as_of`.

    Args:
        value: 1 to 5.
        reason: may be empty.

    Returns:
        The id of the row.

    Raises:
        Rejected: the value is out of bounds, or the account is gone.
    """
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    draft = PulseDraft(account=account, value=value, on_day=as_of, reason=" ".join(reason.split()) or None)
    logged = logging.log(tx, draft, as_of=as_of)
    tx.label = f"Pulse {value} logged: {account_name(tx.conn, account)}"
    return logged.row


def typed_pulse(text: str) -> int:
    """The pulse that was typed.

    Raises:
        Rejected: it is no whole number from 1 to 5.
    """
    said = text.strip()
    if said not in ("1", "2", "3", "4", "5"):
        raise Rejected(f'A pulse runs from {LOWEST} to {HIGHEST}; "{said[:20]}" was not saved.', field="value")
    return int(said)

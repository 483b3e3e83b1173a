"""Calling a score: what somebody says an account's health is, beside what is computed, for a reason and until a day.

A called score never counts: bands, means and signals are of the computed one.
"""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.facts import Override
from desktop.domain.opinions import standing_override
from desktop.store.queries import facts
from desktop.store.queries.names import account_name
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx

LONGEST_REASON = 500


def call_score(
    tx: Tx,
    account: str,
    value: float,
    *,
    reason: str,
    expires_on: date | None,
    as_of: date,
    author: str | None = None,
) -> str:
    """Call the score of an account (by id) from `as_of` until before `expires_on`; an earlier call ends with it.

    Args:
        value: a whole number from 0 to 100.
        author: whose call it is; None = who saves it.

    Returns:
        The id of the row.

    Raises:
        Rejected: value, reason or expiry are missing or out of bounds (`field` names which), or the account is gone.
    """
    if not 0 <= value <= 100 or value != int(value):
        raise Rejected(f"A called score is a whole number from 0 to 100; {value:g} was not saved.", field="value")
    said = " ".join(reason.split())
    if not said:
        raise Rejected("A called score needs a reason: type why it is not what is computed.", field="reason")
    if len(said) > LONGEST_REASON:
        raise Rejected(f"A reason has at most {LONGEST_REASON} characters; this one has {len(said)}.", field="reason")
    if expires_on is None:
        raise Rejected("A called score needs the day it ends: type one like 2026-12-31 or +2w.", field="expires_on")
    if expires_on <= as_of:
        raise Rejected(
            f"A called score ends on a day to come; {expires_on.isoformat()} is not after {as_of.isoformat()}.",
            field="expires_on",
        )
    _refuse_gone(tx, account)
    _end(tx, account, as_of)
    tx.label = f"Score called {value:.0f}: {account_name(tx.conn, account)}"
    return tx.insert(
        "override",
        {
            "account": account,
            "value": float(value),
            "reason": said,
            "author": (author or "").strip() or tx.author,
            "set_on": as_of.isoformat(),
            "expires_on": expires_on.isoformat(),
        },
    )


def end_override(tx: Tx, account: str, *, as_of: date) -> float:
    """End the call that stands for an account (by id), from `as_of` on.

    Returns:
        The score that was called.

    Raises:
        Rejected: none stands, or the account is gone.
    """
    _refuse_gone(tx, account)
    ended = _end(tx, account, as_of)
    if ended is None:
        raise Rejected(f"No called score stands for {account_name(tx.conn, account)}: there is nothing to end.")
    tx.label = f"Call of {ended.value:.0f} ended: {account_name(tx.conn, account)}"
    return ended.value


def typed_score(text: str) -> float:
    """The score that was typed.

    Raises:
        Rejected: it is no number.
    """
    said = text.strip()
    if not said.isascii() or not said.isdigit() or len(said) > 9:
        raise Rejected(f'"{said[:20]}" is no score: type a whole number from 0 to 100.', field="value")
    return float(said)


def _end(tx: Tx, account: str, day: date) -> Override | None:
    """End every call that stands, those of a merge too; the one that was shown."""
    known = facts.overrides(tx.conn, account)
    for each in known:
        if each.set_on <= day and (each.expires_on is None or each.expires_on > day):
            tx.update("override", each.id, {"expires_on": day.isoformat()})
    return standing_override(known, day)


def _refuse_gone(tx: Tx, account: str) -> None:
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")

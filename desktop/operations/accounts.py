"""Changing what a list of accounts shows of them: the next step and its day; and adding an account by its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.domain.errors import Rejected
from desktop.domain.grammar.dates import AHEAD, read_whole_day
from desktop.domain.identity import derived_id
from desktop.store.queries.names import accounts_called, names
from desktop.store.queries.rows import exists, is_living
from desktop.store.tx import Tx, Value

LONGEST_NAME = 200
LONGEST_STEP = 500


def set_next_step(tx: Tx, accounts: Sequence[str], text: str) -> None:
    """Make `text` the next step of these accounts (by id), in one change set; blank takes it away.

    Raises:
        Rejected: it is too long, or an account is not there any more.
    """
    said = " ".join(text.split())
    if len(said) > LONGEST_STEP:
        raise Rejected(
            f"A next step has at most {LONGEST_STEP} characters; this one has {len(said)}. Put the rest into a note.",
            field="next_step",
        )
    _set(tx, accounts, "next_step", said or None)
    tx.label = f"Next step {'set' if said else 'removed'}: {accounts_called(tx.conn, accounts)}"


def set_next_step_on(tx: Tx, accounts: Sequence[str], day: date | None) -> None:
    """Make `day` the day of the next step of these accounts (by id), in one change set; None takes it away.

    Raises:
        Rejected: an account is not there any more.
    """
    _set(tx, accounts, "next_step_on", None if day is None else day.isoformat())
    tx.label = f"Next step's date {'removed' if day is None else 'set'}: {accounts_called(tx.conn, accounts)}"


def typed_day(text: str, *, as_of: date) -> date | None:
    """The day that is typed for something to come: 2026-12-03, 3 dec, fri, +2w; None where nothing is typed.

    Raises:
        Rejected: it is no day, or could be two.
    """
    if not text.strip():
        return None
    try:
        return read_whole_day(text, as_of=as_of, sense=AHEAD, like="2026-12-03, 3 dec, fri or +2w")
    except ValueError as why:
        raise Rejected(str(why), field="next_step_on") from None


def add_account(tx: Tx, name: str) -> str:
    """Add an account of which only the name is known.

    Returns:
        Its id.
    Raises:
        Rejected: there is no name, it is too long, or another account has it.
    """
    said = " ".join(name.split())
    if not said:
        raise Rejected("An account needs a name: type it.", field="name")
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A name has at most {LONGEST_NAME} characters; this one has {len(said)}.", field="name")
    folded = said.casefold()
    if any(known.name.casefold() == folded for known in names(tx.conn).accounts):
        raise Rejected(f"There is an account {said} already: type another name.", field="name")
    tx.label = f"Account added: {said}"
    # As an import names it: two who add it apart, typed or imported, have added one account.
    row = derived_id("account", [said])
    return tx.insert("account", {"name": said}, id=None if exists(tx.conn, "account", row) else row)


def _set(tx: Tx, accounts: Sequence[str], field: str, value: Value) -> None:
    for account in accounts:
        if not is_living(tx.conn, "account", account):
            raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
        tx.update("account", account, {field: value})

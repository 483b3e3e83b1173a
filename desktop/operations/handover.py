"""Giving accounts to somebody else on a day, and having somebody stand in: dated, without a gap or an overlap.

The account's page, the list of accounts and the command line do it by these; what moves can be asked before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.book import owners_on
from desktop.domain.errors import Rejected
from desktop.domain.facts import Ownership
from desktop.domain.identity import derived_id
from desktop.domain.revenue import arr_history
from desktop.domain.team.moves import Moves, moves
from desktop.domain.team.ownership import COVER, holds_on
from desktop.store.connection import Connection
from desktop.store.queries.facts import contract_lines, ownerships
from desktop.store.queries.names import account_name, accounts_called
from desktop.store.queries.ownership import csms
from desktop.store.queries.rows import is_living
from desktop.store.queries.tasks import owned_open_tasks
from desktop.store.tx import Tx

LONGEST_NAME = 200
FEW = 50
"""Accounts whose rows are looked up one by one; those of more are read with all the others."""


class HandedOver(NamedTuple):
    """What was done: the CSM as the book spells the name, the accounts that changed hands, and the tasks."""

    csm: str
    accounts: tuple[str, ...]
    tasks: tuple[str, ...] = ()


def what_moves(conn: Connection, accounts: Sequence[str], csm: str, on: date) -> Moves:
    """What `hand_over_accounts` would do, with the ARR of that day as it is known now."""
    name, wanted = spelled(conn, csm), frozenset(accounts)
    lines = [line for line in contract_lines(conn) if line.account in wanted]
    arr = arr_history(lines, as_of=on).by_account(on)
    owned = [each for each in ownerships(conn) if each.account in wanted]
    return moves(owned, accounts, name, on, arr_cents=arr, tasks=owned_open_tasks(conn, accounts))


def hand_over_accounts(tx: Tx, accounts: Sequence[str], csm: str, on: date, *, with_tasks: bool = False) -> HandedOver:
    """Make `csm` the owner of these accounts (by id) from `on` on, in one change set.

    An account they own on that day already is left alone.

    Args:
        with_tasks: open tasks that name the owner of before are to name the new one.
    Raises:
        Rejected: an account is gone, there is no name, or `csm` owns all of them on that day already.
    """
    name = csm_called(tx, csm)
    _require_all(tx, accounts)
    moving = what_moves(tx.conn, accounts, name, on)
    if not moving.accounts:
        whose = account_name(tx.conn, accounts[0]) if len(accounts) == 1 else "all of them"
        raise Rejected(f"{name} owns {whose} on {on.isoformat()} already.", field="csm")
    rows = _of_each(tx, moving.accounts)
    for account in moving.accounts:
        _give(tx, account, rows[account], name, on)
    tasks = moving.tasks if with_tasks else ()
    for task in tasks:
        tx.update("task", task, {"owner": name})
    tx.label = f"Handed over: {accounts_called(tx.conn, moving.accounts)} to {name} on {on.isoformat()}"
    return HandedOver(name, moving.accounts, tasks)


def cover_accounts(tx: Tx, accounts: Sequence[str], csm: str, from_on: date, until_on: date) -> HandedOver:
    """Have `csm` stand in for the owners of these accounts (by id) over [from_on, until_on), in one change set.

    Accounts that `csm` owns on the first day are left alone.

    Raises:
        Rejected: as `set_cover`, for any of them; or `csm` owns all of them.
    """
    name = csm_called(tx, csm)
    _require_all(tx, accounts)
    moving = what_moves(tx.conn, accounts, name, from_on)
    # Where there is none to cover, the refusal is that of a single account.
    covered = moving.accounts or tuple(accounts[:1])
    rows = _of_each(tx, covered)
    for account in covered:
        _cover(tx, account, rows[account], name, from_on, until_on)
    tx.label = f"Cover set: {name} for {accounts_called(tx.conn, covered)} until {until_on.isoformat()}"
    return HandedOver(name, covered)


def hand_over(tx: Tx, account: str, csm: str, on: date) -> str:
    """Make `csm` the owner of the account (by id) from `on` on, until whoever was to own it next begins.

    What ran on that day ends with the day before it; what had not begun, had it begun on that day, never was. Cover by
    the new owner ends, too.

    Returns:
        The new owner, as the book spells the name.
    Raises:
        Rejected: the account is gone, there is no name, or `csm` owns it on that day already.
    """
    _require(tx, account)
    return hand_over_to(tx, account, csm_called(tx, csm), on)


def hand_over_to(tx: Tx, account: str, name: str, on: date) -> str:
    """`hand_over` to somebody whose name is as the book spells it."""
    rows = _rows(tx, account)
    if owners_on(rows, on).get(account) == name:
        raise Rejected(f"{name} owns {account_name(tx.conn, account)} on {on.isoformat()} already.", field="csm")
    _give(tx, account, rows, name, on)
    tx.label = f"Handed over: {account_name(tx.conn, account)} to {name} on {on.isoformat()}"
    return name


def _give(tx: Tx, account: str, rows: Sequence[Ownership], name: str, on: date) -> None:
    """Make somebody the owner who is not yet.

    Args:
        rows: of the account; name: as the book spells it.
    """
    owned = [each for each in rows if each.kind != COVER]
    for each in owned:
        if holds_on(each, on):
            _end(tx, each, on)
    later = [each.from_on for each in owned if each.from_on is not None and each.from_on > on]
    until = min(later, default=None)
    tx.put(
        "ownership",
        derived_id("ownership", [account, name, on.isoformat(), 0]),
        {
            "account": account,
            "csm": name,
            "from_on": on.isoformat(),
            "until_on": until.isoformat() if until else None,
            "kind": "owner",
        },
    )
    for each in rows:
        if each.kind == COVER and each.csm == name and (each.until_on is None or each.until_on > on):
            _end(tx, each, on)


def set_cover(tx: Tx, account: str, csm: str, from_on: date, until_on: date) -> str:
    """Have `csm` stand in for the owner of the account (by id) over [from_on, until_on).

    Args:
        until_on: the day the owner is back.
    Returns:
        Who stands in, as the book spells the name.
    Raises:
        Rejected: the account is gone, there is no name, the days are in the wrong order, `csm` is the owner, or
            somebody stands in then already.
    """
    rows, name = _rows(tx, account), csm_called(tx, csm)
    _cover(tx, account, rows, name, from_on, until_on)
    tx.label = f"Cover set: {name} for {account_name(tx.conn, account)} until {until_on.isoformat()}"
    return name


def _cover(tx: Tx, account: str, rows: Sequence[Ownership], name: str, from_on: date, until_on: date) -> None:
    """`set_cover` by somebody whose name is as the book spells it, knowing the account's rows."""
    if until_on <= from_on:
        raise Rejected(
            f"Cover from {from_on.isoformat()} until {until_on.isoformat()} covers no day: choose a later end.",
            field="until",
        )
    if owners_on(rows, from_on).get(account) == name:
        called = account_name(tx.conn, account)
        raise Rejected(f"{name} owns {called} on {from_on.isoformat()} and cannot stand in for it.", field="csm")
    for each in rows:
        is_before = each.until_on is not None and each.until_on <= from_on
        if each.kind == COVER and not is_before and (each.from_on is None or each.from_on < until_on):
            called = account_name(tx.conn, account)
            end = "" if each.until_on is None else f" until {each.until_on.isoformat()}"
            raise Rejected(
                f"{each.csm} stands in for {called}{end} already: end that first, or choose other days.", field="from"
            )
    tx.put(
        "ownership",
        derived_id("ownership", [account, name, from_on.isoformat(), 0]),
        {
            "account": account,
            "csm": name,
            "from_on": from_on.isoformat(),
            "until_on": until_on.isoformat(),
            "kind": COVER,
        },
    )


def end_cover(tx: Tx, account: str, on: date) -> str:
    """End the cover of the account (by id) that runs on `on`: the owner is back that day. Returns who stood in.

    Raises:
        Rejected: the account is gone, or nobody stands in for its owner on that day.
    """
    running = [each for each in _rows(tx, account) if each.kind == COVER and holds_on(each, on)]
    called = account_name(tx.conn, account)
    if not running:
        raise Rejected(f"Nobody stands in for {called} on {on.isoformat()}.", field="on")
    for each in running:
        _end(tx, each, on)
    tx.label = f"Cover ended: {called} on {on.isoformat()}"
    return running[0].csm


def is_known_csm(tx_rows: list[Ownership], csm: str) -> bool:
    """Whether anybody of that name, in any case, owned or covered an account on any day."""
    wanted = _plain(csm).casefold()
    return any(each.csm.casefold() == wanted for each in tx_rows)


def spelled(conn: Connection, csm: str) -> str:
    """The name of a CSM as the book spells it, or as it is typed where the book does not know it.

    One word of a name will do where only one CSM has it: "ines" is Ines Falk, and not a colleague of that name.

    Raises:
        Rejected: several have that word in their name.
    """
    said = _plain(csm)
    known = csms(conn)
    if (same := next((each for each in known if each.casefold() == said.casefold()), None)) is not None:
        return same
    meant = [each for each in known if said.casefold() in each.casefold().split()]
    if len(meant) > 1:
        raise Rejected(f"{said} may be {' or '.join(meant)}: type the whole name.", field="csm")
    return meant[0] if meant else said


def _rows(tx: Tx, account: str) -> list[Ownership]:
    _require(tx, account)
    return ownerships(tx.conn, account)


def _of_each(tx: Tx, accounts: Sequence[str]) -> dict[str, list[Ownership]]:
    """The ownerships of each of these accounts, read at once where they are many."""
    found: dict[str, list[Ownership]] = {account: [] for account in accounts}
    rows = ownerships(tx.conn) if len(accounts) > FEW else [r for one in accounts for r in ownerships(tx.conn, one)]
    for each in rows:
        if each.account in found:
            found[each.account].append(each)
    return found


def _require_all(tx: Tx, accounts: Sequence[str]) -> None:
    for account in accounts:
        _require(tx, account)


def _require(tx: Tx, account: str) -> None:
    if not is_living(tx.conn, "account", account):
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")


def _end(tx: Tx, each: Ownership, on: date) -> None:
    """Close a row so that it ends with the day before `on`; one that would then last for no day never was."""
    if each.from_on is not None and each.from_on >= on:
        tx.delete("ownership", each.id)
    else:
        tx.update("ownership", each.id, {"until_on": on.isoformat()})


def csm_called(tx: Tx, csm: str) -> str:
    """The name of a CSM as the book spells it, or as it is typed.

    Raises:
        Rejected: nothing is typed, too much, or a word of several names.
    """
    said = _plain(csm)
    if not said:
        raise Rejected("Nobody is named: type the CSM's name.", field="csm")
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A name has at most {LONGEST_NAME} characters; this one has {len(said)}.", field="csm")
    return spelled(tx.conn, said)


def _plain(csm: str) -> str:
    return " ".join(csm.split())

"""Which account another belongs to: set, cleared, and read with the ARR of those below it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop.domain.errors import Rejected
from desktop.domain.name_order import order_key
from desktop.domain.parents import comes_under_itself
from desktop.domain.revenue import arr_history
from desktop.store.connection import Connection
from desktop.store.queries.facts import accounts, contract_lines
from desktop.store.queries.names import account_name, children_of
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx


class Child(NamedTuple):
    """An account right below another, with its ARR in cents on the day."""

    id: str
    name: str
    arr_cents: int


class Family(NamedTuple):
    """Where an account stands: its parent (id, name), and the accounts right below it, the largest first."""

    parent: tuple[str, str] | None
    children: tuple[Child, ...]

    @property
    def arr_cents(self) -> int:
        """The children's ARR, added up."""
        return sum(child.arr_cents for child in self.children)


def set_parent(tx: Tx, account: str, parent: str | None) -> None:
    """Put the account (by id) below another, or below none.

    Raises:
        Rejected: one of them is gone, or the account would come under itself.
    """
    for each in (account, parent):
        if each is not None and not is_living(tx.conn, "account", each):
            raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    name = account_name(tx.conn, account)
    if parent is not None:
        above = {each.id: each.parent for each in accounts(tx.conn)} | {account: parent}
        if comes_under_itself(account, above):
            other = account_name(tx.conn, parent)
            ring = f"{other} is below {name}" if parent != account else f"{name} is itself"
            raise Rejected(f"{ring}: an account cannot come under itself.", field="parent")
    tx.update("account", account, {"parent": parent})
    tx.label = (
        f"Parent removed: {name}" if parent is None else f"Parent set: {name} below {account_name(tx.conn, parent)}"
    )


def parent_called(conn: Connection, typed: str) -> str | None:
    """The id of the account that is called so; None where nothing is typed.

    Raises:
        Rejected: no account is called so.
    """
    said = " ".join(typed.split()).casefold()
    if not said:
        return None
    found = [each.id for each in accounts(conn) if each.name.casefold() == said]
    if len(found) != 1:
        few = "No account is" if not found else "Several accounts are"
        raise Rejected(f'{few} called "{typed.strip()[:80]}": choose one from the list.', field="parent")
    return found[0]


def family(conn: Connection, account: str, day: date) -> Family:
    """The account's parent, and those right below it with their ARR on `day`."""
    own = next(iter(accounts(conn, account)), None)
    above = next(iter(accounts(conn, own.parent)), None) if own is not None and own.parent is not None else None
    below = [each for child in children_of(conn, account) for each in accounts(conn, child)]
    arr: dict[str, int] = {}
    for child in below:
        arr |= arr_history(contract_lines(conn, child.id), as_of=day).by_account(day)
    children = [Child(each.id, each.name, arr.get(each.id, 0)) for each in below]
    children.sort(key=lambda child: (-child.arr_cents, order_key(child.name), child.id))
    return Family(None if above is None else (above.id, above.name), tuple(children))

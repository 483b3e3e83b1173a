"""Reading an account, or all of them, on two days: each through a connection of its own, which shows that day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop.domain.account_rows import AccountRow
from desktop.domain.comparing import Comparison, compare
from desktop.domain.errors import Rejected
from desktop.domain.listing.columns import Listing, Value
from desktop.domain.listing.fields import FIELDS, Field
from desktop.operations.accounts_list import all_fields, read_extras
from desktop.operations.look import account_rows_of, accounts
from desktop.store.connection import Connection

LEFT_OUT = ("name", "external_id", "change_30d", "change")
"""Fields that say the same on any two days, or themselves compare."""
OURS = ("step", "due", "called", "parent")
"""Fields that only we fill: nothing there is known to be nothing."""


class AccountDay(NamedTuple):
    """What is known of one account on a day; `row` None = it is not there yet, or no more."""

    row: AccountRow | None
    fields: tuple[Field, ...]
    values: dict[str, Value]


class Fact(NamedTuple):
    """One field of an account on two days; None = unknown, or the account is not there.

    Args:
        is_on_both: the account is there on both days.
    """

    field: Field
    before: Value
    after: Value
    is_on_both: bool

    @property
    def nothing(self) -> str:
        """What is said where there is no value."""
        return "none" if self.field.key in OURS else "unknown"

    @property
    def is_changed(self) -> bool:
        """Whether both are known, and differ; of what only we fill, nothing is known, too."""
        if not self.is_on_both or self.before == self.after:
            return False
        return self.field.key in OURS or None not in (self.before, self.after)


class AccountCompared(NamedTuple):
    """One account on two days; `comparison` holds it alone, or nothing where it is there on neither day."""

    comparison: Comparison
    facts: tuple[Fact, ...]


def refuse_days(then: date, now: date) -> None:
    """
    Raises:
        Rejected: there is nothing to compare.
    """
    if then >= now:
        raise Rejected(f"{then} is not before {now}: compare with an earlier day.", field="compare")


def compare_book(then: Connection, now: Connection, then_on: date, now_on: date, *, known_then: bool) -> Comparison:
    """Every account on two days."""
    return compare(accounts(then, then_on), accounts(now, now_on), then_on, now_on, known_then=known_then)


def account_on(conn: Connection, account: str, day: date) -> AccountDay:
    """Every field of one account (by id) on a day."""
    fields = all_fields(conn)
    rows = account_rows_of(conn, (account,), day)
    if not rows:
        return AccountDay(None, fields, {})
    extras = read_extras(conn, [field.key for field in fields if field.is_extra], day, (account,))
    listing = Listing(rows, day, extras)
    return AccountDay(rows[0], fields, {field.key: listing.value(0, field.key) for field in fields})


def compare_account(
    then: AccountDay, now: AccountDay, then_on: date, now_on: date, *, known_then: bool
) -> AccountCompared:
    """One account on two days, field by field, as the lists of the book name them."""
    rows_then, rows_now = ([] if side.row is None else [side.row] for side in (then, now))
    fields = {field.key: field for field in (*then.fields, *now.fields) if field.key not in LEFT_OUT}
    facts = tuple(
        Fact(field, then.values.get(key), now.values.get(key), then.row is not None and now.row is not None)
        for key, field in fields.items()
        if field in FIELDS or key in then.values or key in now.values
    )
    return AccountCompared(compare(rows_then, rows_now, then_on, now_on, known_then=known_then), facts)

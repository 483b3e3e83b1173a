"""Whose account it was, on two days: what changed hands in between, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.facts import Ownership

COVER = "cover"


class Handover(NamedTuple):
    """An account that is owned by somebody else than before.

    Args:
        before, after: CSMs; None = nobody.
        on: since when the owner of the later day owns it; None = not known, or nobody does.
        arr_cents: its ARR on the later day.
    """

    account: str
    before: str | None
    after: str | None
    on: date | None
    arr_cents: int


class Cover(NamedTuple):
    """Somebody standing in for the owner over [from_on, until_on); it moves no figure."""

    account: str
    csm: str
    owner: str | None
    from_on: date | None
    until_on: date | None


def holds_on(each: Ownership, day: date) -> bool:
    """Whether an ownership or cover runs on `day`."""
    return (each.from_on is None or each.from_on <= day) and (each.until_on is None or day < each.until_on)


def standing(ownerships: Sequence[Ownership], day: date) -> dict[str, Ownership]:
    """Account id -> the ownership that counts on `day`: of two, the one that began later (`book.owners_on`)."""
    # Those of one day stay in the order they were written.
    rows = [each for each in ownerships if each.kind != COVER and holds_on(each, day)]
    rows.sort(key=lambda each: each.from_on or date.min)
    return {each.account: each for each in rows}


def handovers(
    ownerships: Sequence[Ownership], accounts: Sequence[str], arr_cents: Mapping[str, int], since: date, to: date
) -> list[Handover]:
    """The accounts whose owner at the end of `to` is another than at the end of `since`, the largest first.

    Only the two ends count: an account handed over and back has not changed hands. One that nobody ever owned before
    was given to its first owner, not handed over.

    Args:
        accounts: ids of those there on both days.
        arr_cents: account id -> ARR on `to`.
    """
    first, last = standing(ownerships, since), standing(ownerships, to)
    owned = {each.account for each in ownerships if each.kind != COVER and (each.from_on or since) <= since}
    found: list[Handover] = []
    for account in accounts:
        was, now = first.get(account), last.get(account)
        before, after = (was.csm if was else None), (now.csm if now else None)
        if before != after and account in owned:
            found.append(Handover(account, before, after, now.from_on if now else None, arr_cents.get(account, 0)))
    return sorted(found, key=lambda each: (-each.arr_cents, each.account))


def covers(ownerships: Sequence[Ownership], accounts: Sequence[str], day: date) -> list[Cover]:
    """Who stands in on `day`, by account and name."""
    owners, known = standing(ownerships, day), set(accounts)
    found = [
        Cover(
            each.account,
            each.csm,
            owners[each.account].csm if each.account in owners else None,
            each.from_on,
            each.until_on,
        )
        for each in ownerships
        if each.kind == COVER and each.account in known and holds_on(each, day)
    ]
    return sorted(found, key=lambda each: (each.account, each.csm, each.from_on or date.min))

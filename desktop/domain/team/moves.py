"""What moves when accounts are given to somebody else, or covered, before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.facts import Ownership
from desktop.domain.team.ownership import standing


class Moves(NamedTuple):
    """What giving accounts to a CSM on a day moves.

    Args:
        accounts: ids of those that change hands; theirs_already: ids of those the CSM owns on that day anyway.
        owned_before: owner -> how many of `accounts`; None = nobody owned them.
        arr_cents: ARR of `accounts`.
        tasks: ids of the open tasks that name the owner they move from.
        until: the first day on which somebody else was to own one of them anyway; None = nobody was.
    """

    accounts: tuple[str, ...]
    theirs_already: tuple[str, ...]
    owned_before: Mapping[str | None, int]
    arr_cents: int
    tasks: tuple[str, ...]
    until: date | None = None


def moves(
    ownerships: Sequence[Ownership],
    accounts: Sequence[str],
    csm: str,
    on: date,
    *,
    arr_cents: Mapping[str, int],
    tasks: Sequence[tuple[str, str, str]],
) -> Moves:
    """What moves when `csm` owns these accounts from `on` on.

    Args:
        csm: as the book spells the name.
        arr_cents: account id -> ARR.
        tasks: (id, account, owner as written) of open tasks that name an owner.
    """
    wanted = list(dict.fromkeys(accounts))
    owners = standing(ownerships, on)
    before = {account: owners[account].csm if account in owners else None for account in wanted}
    changing = [account for account in wanted if before[account] != csm]
    counted: dict[str | None, int] = {}
    for account in changing:
        counted[before[account]] = counted.get(before[account], 0) + 1
    going = [task for task, account, owner in tasks if account in before and _is(owner, before[account], csm)]
    later = [
        each.from_on
        for each in ownerships
        if each.account in set(changing) and each.kind != "cover" and each.from_on is not None and each.from_on > on
    ]
    return Moves(
        tuple(changing),
        tuple(account for account in wanted if before[account] == csm),
        counted,
        sum(arr_cents.get(account, 0) for account in changing),
        tuple(going),
        min(later, default=None),
    )


def _is(named: str, owner: str | None, csm: str) -> bool:
    """Whether a task names the owner, who is to be another from then on."""
    return owner is not None and owner != csm and named.strip().casefold() == owner.casefold()

"""A day with a few accounts as they are now, the others as they were found: what an edit costs does not grow with them.

An account is judged beside others in three ways: by whether it is among the largest tenth, by how long an onboarding
usually takes, and by whether the book counts tickets at all. The first may stir a few others; where one of the others
changes, the day is to be computed anew.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from desktop.domain.signals.quiet import quiet_order
from desktop.domain.signals.situation import Peers, largest_tenth
from desktop.domain.signals.starts import usual_start
from desktop.domain.today.book import Today, TodayFacts, today_of
from desktop.domain.today.changed import moved_order
from desktop.domain.today.gaps import gap_order
from desktop.domain.today.lists import meeting_order, opt_out_order, promise_order, task_order
from desktop.domain.today.queue import Queue, queue_order, snoozed_order


class _OfAccount(Protocol):
    @property
    def account(self) -> str: ...


R = TypeVar("R")
Line = TypeVar("Line", bound=_OfAccount)


def peers_with(today: Today, facts: TodayFacts, accounts: Collection[str]) -> Peers | None:
    """What the whole book comes to once these accounts are as they are now; None = all has to be computed anew.

    Args:
        today: the day as it was found, of every CSM.
        facts: those of `accounts` alone, now; of the same day and since the same day.
    """
    if facts.tickets_from != today.tickets_from:
        return None
    # Neither their starts nor their ARR depend on the others.
    part = today_of(facts)
    usual = usual_start(_with(today.peers.usual.spans, part.peers.usual.spans, accounts))
    if (usual.median_days, usual.n) != (today.peers.usual.median_days, today.peers.usual.n):
        return None
    before = {account: today.arr_of.get(account, 0) for account in accounts if account in today.bands}
    now = {account: part.arr_of.get(account, 0) for account in part.bands}
    if before == now:
        return Peers(today.peers.largest, usual)
    active = {*today.bands} - {*accounts} | {*part.bands}
    return Peers(largest_tenth(active, _with(today.arr_of, part.arr_of, accounts)), usual)


def stirred(today: Today, peers: Peers) -> frozenset[str]:
    """The accounts that are judged otherwise because of others: they have to be read, too."""
    return today.peers.largest ^ peers.largest


def patched(today: Today, facts: TodayFacts, accounts: Collection[str], peers: Peers) -> Today:
    """The day with these accounts as they are now, and every other as it was.

    Args:
        facts: of `accounts` alone, all that `stirred` named among them.
        peers: what the whole book comes to now.
    """
    part, accounts = today_of(facts, peers), frozenset(accounts)

    def put(lines: Iterable[Line], others: Iterable[Line], order: Callable[[Line], Any]) -> tuple[Line, ...]:
        return _put([each for each in lines if each.account not in accounts], others, order)

    asleep = [each for each in today.queue.snoozed if each[0].account not in accounts]
    looked_after = _with(today.looked_after, part.looked_after, accounts)
    return replace(
        today,
        csms=tuple(sorted({csm for who in looked_after.values() for csm in who})),
        queue=Queue(
            put(today.queue.rows, part.queue.rows, queue_order), _put(asleep, part.queue.snoozed, snoozed_order)
        ),
        changed=put(today.changed, part.changed, moved_order),
        quiet=put(today.quiet, part.quiet, quiet_order),
        meetings=put(today.meetings, part.meetings, meeting_order),
        promises=put(today.promises, part.promises, promise_order),
        opt_outs=put(today.opt_outs, part.opt_outs, opt_out_order),
        tasks=put(today.tasks, part.tasks, task_order),
        looked_after=looked_after,
        names=_with(today.names, part.names, accounts),
        arr_of=_with(today.arr_of, part.arr_of, accounts),
        bands=_with(today.bands, part.bands, accounts),
        without_step=today.without_step - accounts | part.without_step,
        shown=put(today.shown, part.shown, attrgetter("account")),
        gaps=put(today.gaps, part.gaps, gap_order),
        peers=peers,
        later=today.later - accounts | part.later,
    )


def _put(kept: list[R], others: Iterable[R], order: Callable[[R], Any]) -> tuple[R, ...]:
    """Lines in order, with a few others at their places."""
    for each in others:
        insort(kept, each, key=order)
    return tuple(kept)


def _with(before: Mapping[str, R], now: Mapping[str, R], accounts: Collection[str]) -> dict[str, R]:
    """What is known of each account, of some as it is now."""
    found = dict(before)
    for account in accounts:
        found.pop(account, None)
    return found | dict(now)

"""Going quiet: nobody has talked with the account for longer than is usual for its segment."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import timedelta
from math import floor
from typing import NamedTuple, Protocol

from desktop.domain.signals.signal import SERIOUS, WATCH, Evidence, Judgement, Signal, Unjudged
from desktop.domain.signals.situation import Situation, said

QUIET_FACTOR = 1.5
"""So many times the cadence of its segment without contact is quiet."""
LONG_FACTOR = 3.0
"""So many times is serious: two contacts were missed beyond the one that is late. Ours; no source gives a figure."""

_CADENCE = {True: "cadence", False: "cadence_default"}
"""The name of the evidence: the cadence was set, or it is the shipped default."""


class QuietRow(NamedTuple):
    """A line of the list of the quiet: accounts that are, and the largest tenth whether they are or not.

    Args:
        days: since the last two-way contact; None = never any.
        limit_days: from above which it is quiet.
    """

    account: str
    arr_cents: int
    days: int | None
    limit_days: float
    is_quiet: bool
    is_largest: bool


def going_quiet(s: Situation) -> Judgement:
    """No held two-way touchpoint or QBR for more than 1.5 x the segment's cadence.

    Never any is unknown, not silence. Nor is it silence where something later may have been a contact: a touchpoint of
    which nobody said whether it was two-way, a meeting planned and past of which nobody said whether it was held.

    The cadence is the one set for the segment, else the shipped default; the evidence says which.

    Source: the queue's "going quiet" (1.5 x the segment's cadence); cadences are in `domain.cadences`.
    """
    if not s.contacted.two_way_on:
        return Unjudged("going_quiet", s.account.id, ("a two-way touchpoint or QBR, ever",))
    last = s.contacted.two_way_on[-1]
    limit = QUIET_FACTOR * s.cadence.days
    silent = (s.day - last).days
    if silent <= limit:
        return None
    maybe = s.contacted.maybe_on
    if maybe is not None and (s.day - maybe).days <= limit:
        return Unjudged("going_quiet", s.account.id, ("whether the last touchpoint was held and two-way",))
    severity = SERIOUS if silent > LONG_FACTOR * s.cadence.days or s.is_largest else WATCH
    return Signal(
        "going_quiet",
        "quiet",
        s.account.id,
        severity,
        last + timedelta(days=floor(limit) + 1),
        (
            Evidence("last_two_way", silent, "days", last),
            *_decider(s),
            Evidence(_CADENCE[s.cadence.is_set], s.cadence.days, "days", about=s.cadence.segment),
        ),
    )


def quiet_rows(situations: Iterable[Situation], quiet: Container[str]) -> list[QuietRow]:
    """The list of the quiet: the longest over their limit first, then the largest tenth that are not, by ARR.

    Args:
        quiet: the accounts that `going_quiet` holds for.
    """
    rows: list[QuietRow] = []
    for s in situations:
        is_quiet = s.account.id in quiet
        if is_quiet or s.is_largest:
            days = (s.day - s.contacted.two_way_on[-1]).days if s.contacted.two_way_on else None
            limit = QUIET_FACTOR * s.cadence.days
            rows.append(QuietRow(s.account.id, s.arr_cents, days, limit, is_quiet, s.is_largest))
    return sorted(rows, key=quiet_order)


class _Silent(Protocol):
    """A line about an account that nobody may have talked with."""

    @property
    def account(self) -> str: ...
    @property
    def arr_cents(self) -> int: ...
    @property
    def days(self) -> int | None: ...
    @property
    def limit_days(self) -> float: ...
    @property
    def is_quiet(self) -> bool: ...


def quiet_order(each: _Silent) -> tuple[bool, float, int, str]:
    """The longest over their limit first, then those that are not, by ARR."""
    over = (each.days or 0) / each.limit_days if each.is_quiet else 0.0
    return not each.is_quiet, -over, -each.arr_cents, each.account


def _decider(s: Situation) -> tuple[Evidence, ...]:
    """The buyer, else who decides, not talked with for longest; nobody with whom contact was never recorded."""
    spoken = [
        (said(contact.role) != "buyer", last, contact.name)
        for contact in s.contacts
        if (said(contact.role) == "buyer" or said(contact.influence) == "decides")
        and (contact.left_on is None or contact.left_on > s.day)
        and (last := (s.last_with or {}).get(contact.id)) is not None
    ]
    if not spoken:
        return ()
    is_no_buyer, last, name = min(spoken)
    what = "decider_silent" if is_no_buyer else "buyer_silent"
    return (Evidence(what, (s.day - last).days, "days", last, about=name),)

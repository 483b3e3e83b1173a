"""Setting how often a segment's accounts are to be talked with or reviewed; and what is set beside what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.cadences import PREFIX, Cadence, Kind, check_days, folded
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.revenue import arr_history
from desktop.domain.signals.cadence import Measured, measured
from desktop.domain.team.attention import two_way_days
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.cadences import cadences
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx

LONGEST_NAME = 100
_SAID = {"contact": "Contact", "qbr": "Review"}


def set_cadence(tx: Tx, kind: Kind, segment: str | None, days: int) -> str | None:
    """Have the accounts of a segment talked with (or reviewed) every so many days.

    Args:
        segment: None = every segment without a cadence of its own, and accounts of none.
    Returns:
        The segment as the book spells it.
    Raises:
        Rejected: the days are out of bounds, or the name is too long.
    """
    check_days(days)
    name = _spelled(tx, segment)
    key = f"{PREFIX[kind]}{name or ''}"
    tx.put("setting", derived_id("setting", [key]), {"key": key, "value": str(days)})
    tx.label = f"{_SAID[kind]} cadence set: {name or 'all other accounts'}, {days} d"
    return name


def change_cadences(tx: Tx, segment: str | None, days: Mapping[Kind, int | None], *, unset: bool = False) -> str | None:
    """Set the cadences that are given for a segment, or unset all of its own, as one change.

    Returns:
        The segment as the book spells it.
    Raises:
        Rejected: days are out of bounds, or there is nothing to unset.
    """
    name = _spelled(tx, segment)
    whose = name or "all other accounts"
    for kind, wanted in days.items():
        if wanted is not None:
            set_cadence(tx, kind, name, wanted)
    if unset:
        rows = [derived_id("setting", [f"{prefix}{name or ''}"]) for prefix in PREFIX.values()]
        living = [row for row in rows if is_living(tx.conn, "setting", row)]
        if not living:
            raise Rejected(f"No cadence is set for {whose}.", field="segment")
        for row in living:
            tx.delete("setting", row)
        tx.label = f"Cadence unset: {whose}"
    return name


@dataclass(frozen=True, slots=True)
class SegmentCadence:
    """A segment's cadences; segment None = all other accounts. measured: how often it is in fact talked with."""

    segment: str | None
    accounts: int
    contact: Cadence
    qbr: Cadence
    measured: Measured | None


def segment_cadences(conn: Connection, day: date) -> list[SegmentCadence]:
    """The cadences of every segment that has an active account on `day` or a cadence of its own, by name."""
    book = Book(accounts=facts.accounts(conn), lines=facts.contract_lines(conn), touchpoints=facts.touchpoints(conn))
    arr = arr_history(book.lines, as_of=day).by_account(day)
    active = [each for each in accounts_on(book, day) if arr.get(each.id, 0) > 0]
    talks = two_way_days(book.touchpoints, day)
    rhythm = measured(((each.segment, sorted(set(talks.get(each.id, ())))) for each in active), day)
    contact, qbr = cadences(conn, "contact"), cadences(conn, "qbr")
    names = {folded(name): name for name in (*contact.segments, *qbr.segments)}
    names |= {folded(each.segment): each.segment for each in active if each.segment}
    rows = [
        SegmentCadence(
            name,
            sum(folded(each.segment) == key for each in active),
            contact.of(name),
            qbr.of(name),
            rhythm.get(name),
        )
        for key, name in sorted(names.items())
    ]
    rest = sum(not each.segment for each in active)
    return [*rows, SegmentCadence(None, rest, contact.of(None), qbr.of(None), rhythm.get(None))]


def _spelled(tx: Tx, segment: str | None) -> str | None:
    said = " ".join((segment or "").split())
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A segment's name has at most {LONGEST_NAME} characters; this one has {len(said)}.")
    known = {folded(each.segment): each.segment for each in facts.accounts(tx.conn) if each.segment}
    for kind in PREFIX:
        known |= {folded(name): name for name in cadences(tx.conn, kind).segments}
    return (known.get(folded(said)) or said) or None

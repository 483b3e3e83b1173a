"""What a book puts into a calendar: planned meetings and reviews, and the days contracts can be left by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import NamedTuple

from desktop.domain.facts import ContractLine
from desktop.domain.renewals import renewal_rows
from desktop.domain.today.lists import Meeting

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Entry(NamedTuple):
    """A day of a calendar.

    Args:
        row: the id of what it was made from; the same row is the same entry, though its day moves.
        kind: of the meeting, qbr, or opt_out.
        at: local time of day; None = the whole day.
        who: people by name; about: what it is about, in a few words.
        renews_on, arr_cents: of an opt-out, the end of the term and what can be lost.
    """

    row: str
    kind: str
    on: date
    account: str
    at: time | None = None
    who: str | None = None
    about: str | None = None
    renews_on: date | None = None
    arr_cents: int | None = None


def diary(
    meetings: Iterable[Meeting], lines: Iterable[ContractLine], names: Mapping[str, str], day: date
) -> Sequence[Entry]:
    """What is ahead on `day`, that day included, in order of time.

    A contract that was decided on, can no longer be left in its term, or whose notice period is unknown is left out.

    Args:
        meetings: planned ones, of any day.
        names: of accounts by id.
    """
    planned = [
        Entry(each.row, each.kind, each.on, each.name, _time(each.at), each.who, each.about)
        for each in meetings
        if each.on >= day
    ]
    opt_outs = [
        Entry(row.line_id, "opt_out", row.opts_out_on, names[row.account], None, None, row.product, row.renews_on,
              row.arr_cents)
        for row in renewal_rows(lines, as_of=day)
        if row.opts_out_on is not None and row.opts_out_on >= day and row.account in names
        if not row.overdue and row.notice_given_on is None and row.outcome is None
    ]  # fmt: skip
    return sorted([*planned, *opt_outs], key=lambda each: (each.on, each.at or time.min, each.account, each.row))


def _time(at: str | None) -> time | None:
    return time.fromisoformat(at) if at is not None and _CLOCK.fullmatch(at) else None

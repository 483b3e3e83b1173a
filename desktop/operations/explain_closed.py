"""What was closed of a figure, and what its days come to since: read beside the figure, computed only where asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.explain import Explanation
from desktop.domain.explain.closing import Closing, ClosingPart, Entered
from desktop.domain.quarters.frozen import AccountPart, Frozen, freeze
from desktop.domain.quarters.keys import UNITS, WINDOWS, is_of_state
from desktop.domain.quarters.quarter import Quarter
from desktop.domain.quarters.restated import Entry, restatement
from desktop.domain.usage import UsageWindows
from desktop.store import asof, clock
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.quarters import ClosedQuarter, closed_quarters, entries_since, frozen
from desktop.store.queries.usage import usage_windows


@dataclass(frozen=True, slots=True)
class ClosedFacts:
    """A closed quarter, what was kept of it, and what it is computed from now."""

    closed: ClosedQuarter
    kept: Frozen
    entries: tuple[Entry, ...]
    book: Book
    windows: UsageWindows


def read_closed(conn: Connection, period: Period, known_on: date, *, known_then: bool) -> ClosedFacts | None:
    """The latest closed quarter whose days are all in a period; the connection shows the quarter's end afterwards.

    Args:
        known_on: quarters closed later are not known.
        known_then: the connection shows what was recorded by then, and stays as it is.
    """
    within = [each for each in closed_quarters(conn, known_on) if _is_within(each.quarter, period)]
    if not within:
        return None
    closed = within[0]
    kept = frozen(conn, closed)
    entries = entries_since(conn, closed, before=clock.end_of_day(known_on) if known_then else None)
    if not known_then:
        asof.move_to(conn, clock.end_of_day(closed.quarter.last_on))
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, closed.quarter.last_on))
    windows = usage_windows(conn, ids, closed.quarter.last_on)
    return ClosedFacts(closed, kept, tuple(entries), book, windows)


def closing_of(read: ClosedFacts, found: Explanation) -> Closing | None:
    """What was closed of a figure that is explained; None where nothing was kept of it.

    Of a period of a year or longer it is the figure of the twelve months to the quarter's end, else the quarter's own.
    """
    if found.key not in UNITS or found.by not in (None, "csm", "segment"):
        return None
    quarter = read.closed.quarter
    is_year = found.period.years >= 1 and not is_of_state(found.key)
    window = WINDOWS[1] if is_year else WINDOWS[0]
    key, grouping = f"{window}{found.key}", "" if found.by is None else f"{found.by}:{found.group}"
    then = [each for each in read.kept.figures if (each.key, each.grouping) == (key, grouping)]
    if not then:
        return None
    today = freeze(read.book, read.windows, quarter, only=None if grouping else window)
    now = [each for each in today.figures if (each.key, each.grouping) == (key, grouping)]
    kept = replace(read.kept, figures=tuple(then), parts=_of_columns(read.kept.parts, today.parts))
    (restated,) = restatement(kept, replace(today, figures=tuple(now)), read.entries)
    return Closing(
        quarter=quarter.name,
        key=key,
        days=quarter.year_to_end if is_year else quarter.period,
        closed_on=read.closed.closed_on,
        unit=found.unit,
        value=restated.closed,
        current=restated.current,
        parts=tuple(
            ClosingPart(part.account, part.name, part.difference, _entered(part.entries)) for part in restated.parts
        ),
        entered=_entered(restated.entries),
    )


def _is_within(quarter: Quarter, period: Period) -> bool:
    return period.start <= quarter.period.start and quarter.last_on <= period.end


def _of_columns(kept: tuple[AccountPart, ...], today: tuple[AccountPart, ...]) -> tuple[AccountPart, ...]:
    """What was kept, in the columns alone that were computed again."""
    known = {column for part in today for column in part.values}
    return tuple(
        replace(part, values={column: value for column, value in part.values.items() if column in known})
        for part in kept
    )


def _entered(entries: Iterable[Entry]) -> tuple[Entered, ...]:
    """Days and people, each once, the earliest first."""
    return tuple(sorted({Entered(entry.at.astimezone().date(), entry.by) for entry in entries}))

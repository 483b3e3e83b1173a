"""What is missing of the accounts that pay: who lacks what the queue, the renewals and the score are made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from desktop.domain.book import Book, owners_on
from desktop.domain.contracts import known_lines
from desktop.domain.facts import ContractLine
from desktop.domain.renewals import RenewalRow, renewal_rows

Kind = Literal["step", "due", "notice_days", "ends_on", "seats_sold", "csm", "segment", "champion", "talked", "goal"]
KINDS: tuple[Kind, ...] = (
    "notice_days", "step", "due", "ends_on", "seats_sold", "csm", "segment", "champion", "talked", "goal",
)  # fmt: skip
"""In the order they are told where as many accounts lack the one as the other."""
UNTYPED: frozenset[Kind] = frozenset({"champion", "talked", "goal"})
"""What is more than a value: it is added on the account's page."""
CALLED: dict[Kind, tuple[str, str]] = {
    "notice_days": ("notice period", "notice periods"),
    "step": ("next step", "next steps"),
    "due": ("due date", "due dates"),
    "ends_on": ("renewal date", "renewal dates"),
    "seats_sold": ("seat count", "seat counts"),
    "csm": ("CSM", "CSMs"),
    "segment": ("segment", "segments"),
    "champion": ("champion", "champions"),
    "talked": ("contact", "contacts"),
    "goal": ("goal", "goals"),
}
"""What is missing, once and many times."""
OVER = frozenset({"met", "dropped"})
"""What ends a goal: it is none to work towards any more."""


class Gap(NamedTuple):
    """An account that pays, with what may be missing of it; None = missing, but see `missing`.

    Args:
        notice_days: of the term that is next to be decided.
        ends_on: the end of that term.
        seats_sold: of all lines that run.
        champion: one of those who have not left.
        talked: the last two-way contact.
        goal: one that is not over.
        missing: what is missing; a notice period is only where there is a term to be decided.
    """

    account: str
    name: str
    arr_cents: int
    step: str | None
    due: date | None
    notice_days: int | None
    ends_on: date | None
    seats_sold: int | None
    csm: str | None
    segment: str | None
    champion: str | None
    talked: date | None
    goal: str | None
    missing: frozenset[Kind]


class Count(NamedTuple):
    """How many accounts lack something of one kind."""

    kind: Kind
    n: int


def gaps(book: Book, day: date, arr_of: Mapping[str, int], talked: Mapping[str, date]) -> tuple[Gap, ...]:
    """Every account with ARR, the largest first, with what is missing of it on `day`.

    Args:
        arr_of: account -> ARR in cents, of those that pay.
        talked: account -> the last two-way contact.
    """
    owners = owners_on(book.ownerships, day)
    paid = [line for line in book.lines if line.account in arr_of]
    running = running_lines(paid, day)
    renewals = renewal_rows(paid, as_of=day)
    terms = _undecided(renewals)
    ends: dict[str, date] = {}
    for row in renewals:
        if not row.overdue:
            ends[row.account] = min(row.renews_on, ends.get(row.account, row.renews_on))
    champions = {
        each.account: each.name
        for each in sorted(book.contacts, key=lambda each: (each.name, each.id), reverse=True)
        if (each.role or "").strip().casefold() == "champion" and (each.left_on is None or each.left_on > day)
    }
    goals = {
        each.account: each.goal
        for each in sorted(book.objectives, key=lambda each: (each.due_on or date.max, each.goal), reverse=True)
        if (each.done_on is None or each.done_on > day) and (each.status or "").strip().casefold() not in OVER
    }
    found: list[Gap] = []
    for account in book.accounts:
        if account.id not in arr_of:
            continue
        lines, due = running.get(account.id, ()), terms.get(account.id, ())
        notices = {line.id: line.notice_days for line in lines}
        lacks_notice = any(not row.notice_known for row in due)
        seats = [line.seats for line in lines if line.seats is not None]
        gap = Gap(
            account.id,
            account.name,
            arr_of[account.id],
            account.next_step or None,
            account.next_step_on,
            None if lacks_notice or not due else notices.get(due[0].line_id),
            ends.get(account.id),
            sum(seats) if seats else None,
            owners.get(account.id),
            account.segment or None,
            champions.get(account.id),
            talked.get(account.id),
            goals.get(account.id),
            frozenset(),
        )
        missing = {kind for kind in KINDS if getattr(gap, kind) is None and (kind != "notice_days" or lacks_notice)}
        found.append(gap._replace(missing=frozenset(missing)))
    return tuple(sorted(found, key=gap_order))


def gap_order(each: Gap) -> tuple[int, str, str]:
    return -each.arr_cents, each.name, each.account


def lacking(found: Iterable[Gap]) -> tuple[Gap, ...]:
    """Those that lack something, in their order."""
    return tuple(each for each in found if each.missing)


def counts(found: Iterable[Gap]) -> tuple[Count, ...]:
    """How many accounts lack what: what can be typed first, the most frequent first; what nobody lacks is left out."""
    n: Counter[Kind] = Counter(kind for each in found for kind in each.missing)
    return tuple(
        Count(kind, n[kind]) for kind in sorted(n, key=lambda kind: (kind in UNTYPED, -n[kind], KINDS.index(kind)))
    )


def running_lines(lines: Sequence[ContractLine], day: date) -> dict[str, list[ContractLine]]:
    """Account -> its lines that are paid on `day`, by product and id; trials are none."""
    known = known_lines(lines, as_of=day)
    runs = np.flatnonzero(known.counts_on(day) & ~known.trial).tolist()
    found: defaultdict[str, list[ContractLine]] = defaultdict(list)
    for line in sorted((known.lines[int(known.rows[at])] for at in runs), key=_line_order):
        found[line.account].append(line)
    return dict(found)


def undecided_terms(lines: Sequence[ContractLine], day: date) -> dict[str, list[RenewalRow]]:
    """Account -> its terms about which something is left to decide, the first governing date first."""
    return _undecided(renewal_rows(lines, as_of=day))


def _undecided(rows: Iterable[RenewalRow]) -> dict[str, list[RenewalRow]]:
    found: defaultdict[str, list[RenewalRow]] = defaultdict(list)
    for row in rows:
        if not row.overdue and row.outcome is None and row.notice_given_on is None:
            found[row.account].append(row)
    return dict(found)


def _line_order(line: ContractLine) -> tuple[str, str]:
    return line.product or "", line.id

"""The team's figures: one row a CSM and one for the book, which the rows add up to.

States belong to the owner at the period's end, retention to the owner at the end of its first day. Cover is shown and
moves nothing. Must not know how a row is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.figures import Figures, HealthCounts, book_figures
from desktop.domain.groups import NONE
from desktop.domain.rates import Rate
from desktop.domain.team.attention import AccountAttention, Attention, account_attention, attention
from desktop.domain.team.ownership import Cover, Handover, covers, handovers, standing
from desktop.domain.team.tasks import Task, overdue
from desktop.domain.usage import UsageWindows

_NO_RATE = Rate(0, 0, 0)
_NO_HEALTH = HealthCounts(0, 0, 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """What one CSM looks after, or the whole book.

    Args:
        csm: None = the whole book; groups.NONE = accounts that nobody owns.
        gained, lost: accounts that changed hands; for the whole book all of them are in `gained`.
        covering: accounts the CSM stands in for; covered: the CSM's own that somebody else stands in for.
    """

    csm: str | None
    active: int
    total: int
    arr_cents: int
    at_risk_arr_cents: int
    health: HealthCounts
    nrr: Rate
    grr: Rate
    attention: Attention
    gained: tuple[Handover, ...]
    lost: tuple[Handover, ...]
    covering: tuple[Cover, ...]
    covered: tuple[Cover, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """The rows by ARR, the largest first, accounts without an owner last.

    Args:
        since: the day what changed hands is counted from.
        names: account id -> name, of every account there at the period's end.
        owners: account id -> who owns it then, groups.NONE = nobody.
        quiet: the silent accounts, for longest first.
        waiting: accounts with a detractor who waits for a follow-up, for longest first.
        late: the late promises, for longest first.
    """

    period: Period
    since: date
    whole: TeamRow
    rows: tuple[TeamRow, ...]
    names: Mapping[str, str]
    owners: Mapping[str, str]
    quiet: tuple[AccountAttention, ...]
    waiting: tuple[AccountAttention, ...]
    late: tuple[Task, ...]

    @property
    def csms(self) -> int:
        """How many CSMs own an account at the period's end."""
        return sum(row.csm != NONE and row.total > 0 for row in self.rows)


def team(
    book: Book,
    windows: UsageWindows,
    tasks: Sequence[Task],
    period: Period,
    *,
    since: date | None = None,
    qbr_days: Mapping[str, int] | None = None,
) -> Team:
    """Compute everything.

    Args:
        windows: usage of the period's end, aligned with accounts_on(book, period.end).
        since: what changed hands after this day; None = the period's start.
        qbr_days: account id -> days from one review to the next; absent = the default.
    Raises:
        Rejected: `since` does not lie before the period's end.
    """
    day, began = period.end, period.start if since is None else since
    if began >= day:
        raise Rejected(
            f"Nothing can have changed hands between {began.isoformat()} and {day.isoformat()}: choose an earlier day.",
            field="since",
        )
    found = book_figures(book, windows, period, by="csm")
    there = accounts_on(book, day)
    ids = [account.id for account in there]
    parts = account_attention(book, tasks, period, qbr_days or {})
    arr = {part.account: part.arr_cents for part in parts}
    owners = standing(book.ownerships, day)
    owner_of = {each: owners[each].csm if each in owners else NONE for each in ids}
    by_owner: defaultdict[str, list[AccountAttention]] = defaultdict(list)
    for part in parts:
        by_owner[owner_of[part.account]].append(part)
    earlier = {account.id for account in accounts_on(book, began)}
    moved = handovers(book.ownerships, [each for each in ids if each in earlier], arr, began, day)
    stood_in = covers(book.ownerships, ids, day)
    names = {*found.groups, *by_owner}
    names |= {each.csm for each in stood_in}
    names |= {csm or NONE for each in moved for csm in (each.before, each.after)}
    rows = [
        _row(
            name,
            found.groups.get(name),
            by_owner.get(name, ()),
            gained=[each for each in moved if (each.after or NONE) == name],
            lost=[each for each in moved if (each.before or NONE) == name],
            covering=[each for each in stood_in if each.csm == name],
            covered=[each for each in stood_in if (each.owner or NONE) == name],
        )
        for name in names
    ]
    rows = [row for row in rows if row.total or row.nrr.n or row.gained or row.lost or row.covering]
    rows.sort(key=lambda row: (row.csm == NONE, -row.arr_cents, row.csm or ""))
    return Team(
        period=period,
        since=began,
        whole=_row(None, found.whole, parts, gained=moved, lost=(), covering=stood_in, covered=()),
        rows=tuple(rows),
        names={account.id: account.name for account in there},
        owners=owner_of,
        quiet=tuple(sorted((each for each in parts if each.is_silent), key=_longest_first)),
        waiting=tuple(sorted((each for each in parts if each.waiting), key=_longest_wait_first)),
        late=tuple(
            sorted(
                (
                    each._replace(done_on=None, dropped_on=None)  # of which nothing is known on the day
                    for each in overdue(tasks, day)
                    if each.is_promise and each.account in owner_of
                ),
                key=lambda each: (each.due_on or day, each.account, each.id),
            )
        ),
    )


def _longest_wait_first(part: AccountAttention) -> tuple[int, int, str]:
    return -max(part.waiting), -part.arr_cents, part.account


def _longest_first(part: AccountAttention) -> tuple[int, int, str]:
    return -(part.silent_days or 0), -part.arr_cents, part.account


def _row(
    csm: str | None,
    figures: Figures | None,
    parts: Iterable[AccountAttention],
    *,
    gained: Iterable[Handover],
    lost: Iterable[Handover],
    covering: Iterable[Cover],
    covered: Iterable[Cover],
) -> TeamRow:
    """A CSM who owns nothing any more, or only stands in, has a row of zeros."""
    return TeamRow(
        csm=csm,
        active=figures.active if figures else 0,
        total=figures.total if figures else 0,
        arr_cents=figures.arr_cents if figures else 0,
        at_risk_arr_cents=figures.at_risk_arr_cents if figures else 0,
        health=figures.health if figures else _NO_HEALTH,
        nrr=figures.nrr if figures else _NO_RATE,
        grr=figures.grr if figures else _NO_RATE,
        attention=attention(parts),
        gained=tuple(gained),
        lost=tuple(lost),
        covering=tuple(covering),
        covered=tuple(covered),
    )

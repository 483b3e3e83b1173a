"""What a change to an account's contract does: its ARR from the day on, the movement, the next opt-out and NRR.

Compares the account's lines without the change and with it, so that it says the same of every kind of change. Must not
know what the change was, nor of screens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from desktop.domain import retention
from desktop.domain.calendar import Period, add_months
from desktop.domain.facts import ContractLine
from desktop.domain.rates import Rate
from desktop.domain.renewals import RenewalRow, next_by_account, renewal_rows
from desktop.domain.revenue import ArrHistory, ExpansionByKind, account_revenue, arr_history

Movement = Literal["new", "reactivation", "expansion", "contraction", "churn"]
FAR_MONTHS = 240
LAST_DAY = date(9900, 1, 1)
MOVEMENTS: tuple[Movement, ...] = ("new", "reactivation", "expansion", "contraction", "churn")


class Effect(NamedTuple):
    """What a change does.

    Args:
        on: the first day on which it shows.
        without_cents: ARR on that day as it would have been; before_cents, after_cents: the day before and on the day.
        movement: None = ARR does not move on that day.
        kinds: the expansion by kind, in cents.
        opt_out_before, opt_out_after: what governs the account next, now and once the change shows.
        too_late: the opt-out date that a notice missed.
        nrr_points: by how much NRR of the 12 months to `nrr_to` differs, as a share; None = the account had no ARR
            when they began, and is not in the cohort.
        nrr_n: accounts in the cohort.
    """

    on: date
    without_cents: int
    before_cents: int
    after_cents: int
    movement: Movement | None
    moved_cents: int
    kinds: ExpansionByKind
    opt_out_before: RenewalRow | None
    opt_out_after: RenewalRow | None
    too_late: date | None
    nrr_points: float | None
    nrr_n: int
    nrr_to: date


def effect(
    before: Sequence[ContractLine],
    after: Sequence[ContractLine],
    *,
    account: str,
    as_of: date,
    nrr_of: Callable[[Period], Rate],
) -> Effect | None:
    """The effect of a change to the lines of one account; None where they are as they were.

    Args:
        before, after: the account's lines.
        nrr_of: the book's NRR over a period without the change.
    """
    known = {line.id: line for line in before}
    changed = [line for line in after if known.get(line.id) != line]
    gone = [line for line in before if line.id not in {each.id for each in after}]
    if not changed and not gone:
        return None
    far = _far([*before, *after], as_of)
    was, now = arr_history(before, as_of=far), arr_history(after, as_of=far)
    on = _first_difference(was, now, account) or _own_day(changed, known, as_of)
    if on > far or on == date.min:
        return None
    day_before = on - timedelta(days=1)
    movement, moved, kinds = _movement(after, account, Period(day_before, on))
    rows = next_by_account(renewal_rows(before, as_of=as_of))
    later = next_by_account(_open(renewal_rows(after, as_of=max(as_of, on))))
    last = max(as_of, on)
    year = Period(add_months(last, -12), last)
    nrr = nrr_of(year)
    return Effect(
        on=on,
        without_cents=_at(was, account, on),
        before_cents=_at(now, account, day_before),
        after_cents=_at(now, account, on),
        movement=movement,
        moved_cents=moved,
        kinds=kinds,
        opt_out_before=rows.get(account),
        opt_out_after=later.get(account),
        too_late=_too_late(before, changed, known, as_of),
        nrr_points=_nrr_points(before, after, account, year, nrr),
        nrr_n=nrr.n,
        nrr_to=last,
    )


def _far(lines: Sequence[ContractLine], as_of: date) -> date:
    days = [as_of, *(line.start_on for line in lines), *(line.end_on for line in lines if line.end_on is not None)]
    days += [day for line in lines for day in (line.notice_given_on, line.outcome_on) if day is not None]
    last = max(day for day in days if day < LAST_DAY) if min(days) < LAST_DAY else as_of
    return min(add_months(min(last, date(9800, 1, 1)), FAR_MONTHS), LAST_DAY)


def _at(history: ArrHistory, account: str, day: date) -> int:
    return history.by_account(day).get(account, 0)


def _first_difference(was: ArrHistory, now: ArrHistory, account: str) -> date | None:
    days = sorted({*was.days.tolist(), *now.days.tolist()})
    for day in map(date.fromordinal, days):
        if _at(was, account, day) != _at(now, account, day):
            return day
    return None


def _own_day(changed: Sequence[ContractLine], known: dict[str, ContractLine], as_of: date) -> date:
    """Where ARR is what it would have been: the day a line that is new begins, else the day one ends, else today."""
    begins = [line.start_on for line in changed if line.id not in known]
    ends = [line.end_on for line in changed if line.end_on is not None and line.notice_given_on is not None]
    return min(begins or ends or [as_of])


def _movement(lines: Sequence[ContractLine], account: str, day: Period) -> tuple[Movement | None, int, ExpansionByKind]:
    moved = account_revenue(lines, [account], day)
    bridge = moved.bridge()
    for name in MOVEMENTS:
        cents = int(getattr(bridge, name))
        if cents:
            return name, cents, moved.expansion_by_kind()
    return None, 0, ExpansionByKind(0, 0, 0)


def _open(rows: Sequence[RenewalRow]) -> list[RenewalRow]:
    return [row for row in rows if row.outcome is None and not (row.overdue and row.arr_cents == 0)]


def _too_late(
    before: Sequence[ContractLine], changed: Sequence[ContractLine], known: dict[str, ContractLine], as_of: date
) -> date | None:
    """The opt-out date that passed before a notice which is new was given."""
    rows = {row.line_id: row for row in renewal_rows(before, as_of=as_of)}
    missed: list[date] = []
    for line in changed:
        was, row = known.get(line.id), rows.get(line.id)
        if was is None or row is None or line.notice_given_on is None or line.notice_given_on == was.notice_given_on:
            continue
        if row.opts_out_on is not None and line.notice_given_on > row.opts_out_on:
            missed.append(row.opts_out_on)
    return min(missed, default=None)


def _nrr_points(
    before: Sequence[ContractLine], after: Sequence[ContractLine], account: str, year: Period, nrr: Rate
) -> float | None:
    """What the account's part of the cohort makes of the book's NRR, less what it made of it before."""
    (kept_before, from_before), (kept_after, from_after) = (_part(lines, account, year) for lines in (before, after))
    now = Rate(nrr.numerator - kept_before + kept_after, nrr.denominator - from_before + from_after, nrr.n).value
    if not (from_before or from_after) or nrr.value is None or now is None:
        return None
    return now - nrr.value


def _part(lines: Sequence[ContractLine], account: str, year: Period) -> tuple[int, int]:
    """What the account adds to NRR's numerator and denominator, in cents."""
    part = retention.nrr(account_revenue(lines, [account], year))
    return part.numerator, part.denominator

"""ARR over time, its movements and the bridge, from contract lines; it must not know of retention, groups or screens.

Everything here is as known on one day: lines, outcomes and notices dated later are as if not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from desktop.domain.calendar import Period
from desktop.domain.contracts import NEVER, KnownLines, known_lines
from desktop.domain.facts import ContractLine
from desktop.domain.line_columns import DAY_BITS, Ints, Mask
from desktop.domain.money import share_out


class Bridge(NamedTuple):
    """ARR from one day to another in cents, all parts positive.

    start + new + reactivation + expansion - contraction - churn = end, exactly.
    """

    start: int
    new: int
    reactivation: int
    expansion: int
    contraction: int
    churn: int
    end: int


class ExpansionByKind(NamedTuple):
    """The bridge's expansion in cents by what was bought; the kinds add up to it."""

    upsell: int
    cross_sell: int
    feature_upgrade: int


@dataclass(frozen=True, slots=True, eq=False)
class ArrHistory:
    """The ARR of each account as steps.

    Args:
        accounts: sorted ids of every account that has a line.
        as_of: the day it is known on; nothing later can be asked.
        owners: index of the step's account, ascending.
        days: ordinals of the days on which the net ARR changed, ascending within an account.
        before, cents: ARR in cents on the day before and from that day on; they differ.
    """

    accounts: tuple[str, ...]
    as_of: date
    owners: Ints
    days: Ints
    before: Ints
    cents: Ints

    def at(self, day: date) -> Ints:
        """ARR in cents at the end of `day`, aligned to `accounts`.

        Raises:
            ValueError: `day` lies after `as_of`.
        """
        if day > self.as_of:
            raise ValueError(f"ARR on {day.isoformat()} is not known on {self.as_of.isoformat()}")
        return _at(self.owners, self.days, self.cents, len(self.accounts), day)

    def by_account(self, day: date) -> dict[str, int]:
        """ARR in cents at the end of `day` by account id, zeros included."""
        return dict(zip(self.accounts, self.at(day).tolist(), strict=True))


def arr_history(lines: Iterable[ContractLine] | KnownLines, *, as_of: date) -> ArrHistory:
    """The days on which ARR changes, per account, up to `as_of` and as known then."""
    known = known_lines(lines, as_of=as_of)
    accounts = tuple(sorted({account for account, _ in known.products}))
    return ArrHistory(accounts, as_of, *_steps(known, _owners(known, accounts)))


def churn_days(history: ArrHistory, up_to: date) -> dict[str, tuple[date, ...]]:
    """The days up to and including `up_to` on which an account's ARR fell to zero, for accounts that have any."""
    fell = (history.cents == 0) & (history.days <= up_to.toordinal())
    days: dict[str, list[date]] = {}
    for owner, day in zip(history.owners[fell].tolist(), history.days[fell].tolist(), strict=True):
        days.setdefault(history.accounts[int(owner)], []).append(date.fromordinal(day))
    return {account: tuple(each) for account, each in days.items()}


@dataclass(frozen=True, slots=True, eq=False)
class AccountRevenue:
    """What happened to each account's ARR over a period; every column is aligned to `accounts`, money in cents.

    Movements are net per account and day. new: the first time above zero ever. reactivation: above zero again.
    expansion: up from above zero. contraction: down, still above zero. churn: to zero.

    Args:
        arr_from, arr_to: ARR at the end of the period's first and last day.
        fell_to_zero: whether ARR fell to zero within the period, even if it came back.
        upsell, cross_sell, feature_upgrade: the expansion by kind.
        largest_expansion_on, largest_contraction_on, largest_churn_on: ordinal of the day of the largest such
            movement, the earliest of equals; 0 where there is none.
    """

    period: Period
    accounts: tuple[str, ...]
    arr_from: Ints
    arr_to: Ints
    new: Ints
    reactivation: Ints
    expansion: Ints
    contraction: Ints
    churn: Ints
    fell_to_zero: Mask
    upsell: Ints
    cross_sell: Ints
    feature_upgrade: Ints
    largest_expansion_on: Ints
    largest_contraction_on: Ints
    largest_churn_on: Ints

    def bridge(self, mask: Mask | None = None) -> Bridge:
        """The movements of all accounts, or of those in `mask` (aligned to `accounts`), summed; bridges add up."""
        columns = (
            self.arr_from,
            self.new,
            self.reactivation,
            self.expansion,
            self.contraction,
            self.churn,
            self.arr_to,
        )
        return Bridge(*(_total(column, mask) for column in columns))

    def expansion_by_kind(self, mask: Mask | None = None) -> ExpansionByKind:
        """The expansion of all accounts, or of those in `mask`, by kind."""
        return ExpansionByKind(
            *(_total(column, mask) for column in (self.upsell, self.cross_sell, self.feature_upgrade))
        )


def account_revenue(
    lines: Iterable[ContractLine] | KnownLines, accounts: Sequence[str], period: Period
) -> AccountRevenue:
    """The ARR of `accounts` at both ends of a period and every movement between, as known at the period's end.

    Args:
        lines: of any account; those of others are left out.
        accounts: ids, each once; an account without lines has zeros.
    """
    members = set(accounts)
    if not isinstance(lines, KnownLines) or any(account not in members for account, _ in lines.products):
        of_any = lines.lines if isinstance(lines, KnownLines) else lines
        lines = known_lines((line for line in of_any if line.account in members), as_of=period.end)
    known = known_lines(lines, as_of=period.end)
    owner_of = _owners(known, accounts)
    n = len(accounts)
    owners, days, before, after = _steps(known, owner_of)
    inside = days > period.start.toordinal()
    first = np.ones(owners.shape, np.bool_)
    first[1:] = owners[1:] != owners[:-1]
    moved = after - before
    expanded = inside & (before > 0) & (moved > 0)
    contracted = inside & (after > 0) & (moved < 0)
    churned = inside & (after == 0)

    def by_account(where: Mask) -> Ints:
        return _sums(owners[where], np.abs(moved[where]), n)

    def largest_on(where: Mask) -> Ints:
        return _largest_on(owners[where], days[where], np.abs(moved[where]), n)

    kinds = _expansion_kinds(known, owner_of, owners[expanded] << DAY_BITS | days[expanded], moved[expanded], n)
    return AccountRevenue(
        period=period,
        accounts=tuple(accounts),
        arr_from=_at(owners, days, after, n, period.start),
        arr_to=_at(owners, days, after, n, period.end),
        new=by_account(inside & first),
        reactivation=by_account(inside & (before == 0) & ~first),
        expansion=by_account(expanded),
        contraction=by_account(contracted),
        churn=by_account(churned),
        fell_to_zero=np.bincount(owners[churned], minlength=n) > 0,
        upsell=kinds[0],
        cross_sell=kinds[1],
        feature_upgrade=kinds[2],
        largest_expansion_on=largest_on(expanded),
        largest_contraction_on=largest_on(contracted),
        largest_churn_on=largest_on(churned),
    )


def quick_ratio(bridge: Bridge) -> float | None:
    """ARR won over ARR lost: (new + reactivation + expansion) / (contraction + churn); None where nothing was lost."""
    lost = bridge.contraction + bridge.churn
    return (bridge.new + bridge.reactivation + bridge.expansion) / lost if lost else None


def _owners(known: KnownLines, accounts: Sequence[str]) -> Ints:
    """The position in `accounts` of each line's account."""
    index = {account: i for i, account in enumerate(accounts)}
    return np.array([index[account] for account, _ in known.products], np.int64)[known.product]


def _steps(known: KnownLines, owners: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Net changes by (owner, day) up to the day all is known on: owners, days, ARR before, ARR after; sorted.

    Args:
        owners: whose ARR a line adds to (account or product), a number for each line.
    """
    ended = known.end <= known.as_of.toordinal()
    keys = np.concatenate((owners << DAY_BITS | known.start, (owners << DAY_BITS | known.end)[ended]))
    change = np.concatenate((known.arr, -known.arr[ended]))
    order = np.argsort(keys, kind="stable")
    keys, change = keys[order], change[order]
    heads = np.flatnonzero(np.diff(keys, prepend=-1))
    keys, change = keys[heads], np.add.reduceat(change, heads) if heads.size else change
    keys, change = keys[change != 0], change[change != 0]
    # Every account starts from zero: the running total over all, less what it was when the account began.
    running = np.cumsum(change)
    step_owners = keys >> DAY_BITS
    begins = np.flatnonzero(np.diff(step_owners, prepend=-1))
    base = np.repeat((running - change)[begins], np.diff(begins, append=keys.size))
    after = running - base
    return step_owners, keys & NEVER, after - change, after


def _at(owners: Ints, days: Ints, after: Ints, n: int, day: date) -> Ints:
    if not owners.size:
        return np.zeros(n, np.int64)
    everyone = np.arange(n, dtype=np.int64)
    last = np.searchsorted(owners << DAY_BITS | days, everyone << DAY_BITS | day.toordinal(), side="right") - 1
    return np.where((last >= 0) & (owners[last] == everyone), after[last], 0)


def _sums(owners: Ints, amounts: Ints, n: int) -> Ints:
    sums = np.zeros(n, np.int64)
    np.add.at(sums, owners, amounts)
    return sums


def _largest_on(owners: Ints, days: Ints, amounts: Ints, n: int) -> Ints:
    order = np.lexsort((days, -amounts, owners))
    found, heads = np.unique(owners[order], return_index=True)
    largest = np.zeros(n, np.int64)
    largest[found] = days[order][heads]
    return largest


def _total(column: Ints, mask: Mask | None) -> int:
    return int(column.sum() if mask is None else column[mask].sum())


def _expansion_kinds(known: KnownLines, owner_of: Ints, expanded: Ints, rises: Ints, n: int) -> Ints:
    """Each account's expansion as three rows: upsell, cross-sell, feature upgrade.

    A day's net rise is shared over the products that rose, in proportion to their rise. Cross-sell: no ARR for the
    product the day before. Feature upgrade: the best known plan rank of its paid lines went up. Else upsell.

    Args:
        expanded: (account, day) of each expansion as one number, ascending.
        rises: its net rise in cents, aligned to `expanded`.
    """
    kinds = np.zeros((3, n), np.int64)
    account_of = np.zeros(len(known.products), np.int64)
    account_of[known.product] = owner_of
    products, days, before, after = _steps(known, known.product)
    keys = account_of[products] << DAY_BITS | days
    rose = np.flatnonzero((after > before) & np.isin(keys, expanded))
    rose = rose[np.argsort(keys[rose], kind="stable")]
    products, days, keys, before, cents = products[rose], days[rose], keys[rose], before[rose], (after - before)[rose]
    kind = np.where(before == 0, 1, np.where(_upgraded(known, products, days), 2, 0))
    # Something rose on every day of expansion, so that the days with risen products are exactly `expanded`.
    firsts = np.searchsorted(keys, expanded)
    counts = np.diff(firsts, append=keys.size)
    cents[firsts[counts == 1]] = rises[counts == 1]
    for event in np.flatnonzero(counts > 1).tolist():
        parts = range(int(firsts[event]), int(firsts[event] + counts[event]))
        # By name, because equal remainders go to the earlier part and the order of rows must change nothing.
        named = sorted(parts, key=lambda i: known.products[int(products[i])][1] or "")
        cents[named] = share_out(int(rises[event]), cents[named].tolist())
    np.add.at(kinds, (kind, keys >> DAY_BITS), cents)
    return kinds


def _upgraded(known: KnownLines, products: Ints, days: Ints) -> Mask:
    """Whether the best known plan rank of a product's paid lines is higher on a day than the day before."""
    ranked: dict[int, list[tuple[int, int, int]]] = {product: [] for product in products.tolist()}
    columns = zip(known.product.tolist(), known.start.tolist(), known.end.tolist(), known.lines, strict=True)
    for product, start, end, line in columns:
        if product in ranked and line.plan_rank is not None and not line.trial:
            ranked[product].append((start, end, line.plan_rank))

    def best(product: int, day: int) -> int | None:
        return max((rank for start, end, rank in ranked[product] if start <= day < end), default=None)

    upgraded = np.zeros(products.shape, np.bool_)
    for i, (product, day) in enumerate(zip(products.tolist(), days.tolist(), strict=True)):
        now, then = best(product, day), best(product, day - 1)
        upgraded[i] = now is not None and then is not None and now > then
    return upgraded

"""What became of the ARR there was at the start of a period: retention, churn, contributions, lifetime value.

It reads the columns of `revenue` and must not know of contract lines. The cohort of a period is the accounts with ARR
above zero at the end of its first day, frozen: new and returning ARR never counts for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from desktop.domain.contracts import Ints, Mask
from desktop.domain.rates import Rate
from desktop.domain.revenue import AccountRevenue

ContributionKind = Literal["churn", "contraction", "expansion"]


class Contribution(NamedTuple):
    """What one cohort account did to NRR.

    points: share of the cohort's ARR at the start (-0.02 = NRR lower by two percentage points).
    kind: churn where the account fell to zero, even if it came back; else by the sign of its net change.
    on: day of its largest movement of that kind, the earliest of equals.
    """

    account: str
    points: float
    kind: ContributionKind
    on: date


class Clv(NamedTuple):
    """Customer lifetime value of the average active account.

    value_cents: None = no data (no active account, or no lifespan).
    lifespan_years: None = no data (nobody churned, or no cohort) and none set.
    n: active accounts at the period's end.
    acquisition_cost_cents: the mean that was subtracted; None = unknown and left out of the value.
    acquisition_cost_n: how many active accounts have a known cost.
    """

    value_cents: int | None
    lifespan_years: float | None
    n: int
    acquisition_cost_cents: int | None
    acquisition_cost_n: int


def cohort(revenue: AccountRevenue, mask: Mask | None = None) -> Mask:
    """The accounts with ARR above zero at the end of the period's first day, aligned to `revenue.accounts`."""
    members = revenue.arr_from > 0
    return members if mask is None else members & mask


def nrr(revenue: AccountRevenue, mask: Mask | None = None) -> Rate:
    """Net revenue retention: the cohort's ARR at the end over its ARR at the start, in cents; n = cohort size.

    An account that fell to zero within the period counts zero at the end, even if it came back.

    Args:
        mask: aligned to `revenue.accounts`; None = all accounts.
    Returns:
        A share, 0 and above; numerators, denominators and n add up over groups.
    """
    members = cohort(revenue, mask)
    return _rate(kept(revenue)[members], revenue.arr_from[members])


def grr(revenue: AccountRevenue, mask: Mask | None = None) -> Rate:
    """Gross revenue retention: as `nrr`, with each account capped at its ARR at the start; never above 1 or NRR."""
    members = cohort(revenue, mask)
    start = revenue.arr_from[members]
    return _rate(np.minimum(kept(revenue)[members], start), start)


def logo_churn(revenue: AccountRevenue, mask: Mask | None = None) -> Rate:
    """The cohort accounts whose ARR fell to zero within the period over all cohort accounts, in accounts."""
    members = cohort(revenue, mask)
    n = int(members.sum())
    return Rate(int((members & revenue.fell_to_zero).sum()), n, n)


def contributions(revenue: AccountRevenue, mask: Mask | None = None) -> list[Contribution]:
    """Who moved NRR: (ARR at the end - ARR at the start) / the cohort's ARR at the start, for those that changed.

    They add up to NRR - 1 of the same accounts, within 1e-9.

    Returns:
        By size, largest first, then account id; empty where there is no cohort.
    """
    members = cohort(revenue, mask)
    whole = int(revenue.arr_from[members].sum())
    changes = kept(revenue) - revenue.arr_from
    found: list[tuple[int, Contribution]] = []
    for i in np.flatnonzero(members & (changes != 0)).tolist():
        change = int(changes[i])
        kind: ContributionKind
        if revenue.fell_to_zero[i]:
            kind, day = "churn", int(revenue.largest_churn_on[i])
        elif change < 0:
            kind, day = "contraction", int(revenue.largest_contraction_on[i])
        else:
            kind, day = "expansion", int(revenue.largest_expansion_on[i])
        found.append((change, Contribution(revenue.accounts[i], change / whole, kind, date.fromordinal(day))))
    found.sort(key=lambda each: (-abs(each[0]), each[1].account))
    return [contribution for _, contribution in found]


def clv(
    revenue: AccountRevenue,
    mask: Mask | None = None,
    *,
    margin: float = 1.0,
    lifespan_years: float | None = None,
    acquisition_costs: Sequence[int | None] | None = None,
) -> Clv:
    """Customer lifetime value: ARR per active account x lifespan x margin - acquisition cost, in cents.

    Active = ARR above zero at the period's end. The lifespan is the period's length over its logo churn, unless set;
    zero churn gives no data. The acquisition cost is the mean of what is known of the active accounts; where nothing is
    known it is left out, and the result says so.

    Args:
        margin: gross margin as a share, above 0 and at most 1.
        lifespan_years: above 0, in place of the computed one.
        acquisition_costs: cents, aligned to `revenue.accounts`; None = unknown.
    """
    active = revenue.arr_to > 0 if mask is None else (revenue.arr_to > 0) & mask
    n = int(active.sum())
    if lifespan_years is None:
        churned = logo_churn(revenue, mask).value
        lifespan_years = revenue.period.years / churned if churned else None
    known = [
        cost
        for cost, counts in zip(acquisition_costs or (), active.tolist(), strict=acquisition_costs is not None)
        if counts and cost is not None
    ]
    cost = round(sum(known) / len(known)) if known else None
    value = None
    if n and lifespan_years is not None:
        value = round(int(revenue.arr_to[active].sum()) / n * lifespan_years * margin) - (cost or 0)
    return Clv(value, lifespan_years, n, cost, len(known))


def kept(revenue: AccountRevenue) -> Ints:
    """ARR at the end in cents as the cohort counts it: zero for an account that fell to zero on the way."""
    return np.where(revenue.fell_to_zero, 0, revenue.arr_to)


def _rate(numerators: Ints, denominators: Ints) -> Rate:
    return Rate(int(numerators.sum()), int(denominators.sum()), int(denominators.size))

"""How customer lifetime value came about: ARR per account, how long an account lasts, and what it cost to win."""

from __future__ import annotations

import numpy as np

from desktop.domain import retention
from desktop.domain.explain.case import Body, Case, account_rows, exclusion, line_exclusions
from desktop.domain.explain.explanation import Column, Input
from desktop.domain.explain.phrases import Value, cents, count, day, of_unit, plural
from desktop.domain.money import share_out


def explained_clv(case: Case) -> Body:
    """The value, the number of accounts or the acquisition cost it takes."""
    frame, clv = case.frame, case.figures.clv
    arr = frame.revenue.arr_to
    active = case.chosen.members & (arr > 0)
    total = int(arr[active].sum())
    costs = [account.acquisition_cost_cents for account in frame.accounts]
    known = [cost is not None and is_active for cost, is_active in zip(costs, active.tolist(), strict=True)]
    cost_parts = _shares(clv.acquisition_cost_cents, [1 if each else 0 for each in known])
    gross = None if clv.value_cents is None else clv.value_cents + (clv.acquisition_cost_cents or 0)
    gross_parts = _shares(
        gross, [each if is_active else 0 for each, is_active in zip(arr.tolist(), active, strict=True)]
    )
    parts: list[Value] = [
        None if gross is None else (won or 0) - (paid or 0) for won, paid in zip(gross_parts, cost_parts, strict=True)
    ]
    key = case.part_of_key
    of_cost = key == "acquisition_cost_cents"
    shown = np.array(known, np.bool_) if of_cost else active
    columns = (
        Column("arr", "ARR", "cents", int(arr[shown].sum()), is_narrow=True),
        Column("cost", "acquisition cost", "cents"),
        Column("part", "part of the value", "cents", None if of_cost else clv.value_cents, is_narrow=not of_cost),
        Column("cost_part", "part of the mean", "cents", clv.acquisition_cost_cents, is_narrow=of_cost),
        Column("counts", "counts", "count", clv.n),
    )
    cells: tuple[list[Value], ...] = (
        list(arr.tolist()),
        list(costs),
        parts,
        list(cost_parts),
        [1] * len(costs),
    )
    per_account = round(total / clv.n) if clv.n else None
    unknown = clv.n - clv.acquisition_cost_n
    numbers = (
        *(cents(per_account), " ARR per account x ", of_unit(clv.lifespan_years, "years"), " x 1 margin - "),
        *(
            (cents(clv.acquisition_cost_cents), " acquisition cost = ")
            if clv.acquisition_cost_n
            else ("no known cost = ",)
        ),
        cents(clv.value_cents),
    )
    if of_cost:
        sum_of = sum(cost for cost, is_known in zip(costs, known, strict=True) if cost is not None and is_known)
        numbers = (cents(sum_of), " / ", count(clv.acquisition_cost_n), " = ", cents(clv.acquisition_cost_cents))
    return Body(
        sentence=(
            *("An average active account pays ", cents(per_account), " a year and lasts "),
            *(
                of_unit(clv.lifespan_years, "years"),
                " at the churn of this period (",
                count(clv.n),
                f" active {plural(clv.n, 'account')}).",
            ),
        )
        if clv.value_cents is not None
        else ("No data: ", "no account is active." if not clv.n else "nobody churned in the period, so no lifespan."),
        numbers=numbers,
        n=clv.acquisition_cost_n if of_cost else clv.n,
        n_of=f"active {plural(clv.acquisition_cost_n, 'account')} with a known cost"
        if of_cost
        else f"active {plural(clv.n, 'account')}",
        columns=columns,
        rows=account_rows(case, shown, cells, sort_by=3 if of_cost else 0),
        part={"": "part", "n": "counts", "acquisition_cost_cents": "cost_part"}[key],
        inputs=(
            Input("ARR of the active accounts", cents(total)),
            Input("active accounts", count(clv.n)),
            Input("lifespan", of_unit(clv.lifespan_years, "years")),
            Input("gross margin", of_unit(1.0, "share")),
            Input("acquisition cost, mean", cents(clv.acquisition_cost_cents)),
        ),
        exclusions=(
            exclusion("account", int((case.chosen.members & ~active).sum()), "no ARR on the last day, so not active"),
            exclusion("account", unknown, "acquisition cost unknown, left out of the mean cost")
            if clv.acquisition_cost_n
            else None,
            *line_exclusions(case, case.chosen.members),
        ),
        assumptions=(
            None
            if clv.acquisition_cost_n
            else ("No acquisition cost is known: it is left out, and the value is too high by it.",),
            ("Margin is 1: revenue, not profit.",),
            ("The churn of this period is taken to go on for ever, and alike for all accounts.",),
        ),
    )


def explained_lifespan(case: Case) -> Body:
    """How many years an account lasts at this period's churn."""
    revenue, members = case.frame.revenue, case.chosen.members
    cohort = retention.cohort(revenue, members)
    churned = retention.logo_churn(revenue, members)
    years, lifespan = case.frame.period.years, case.figures.clv.lifespan_years
    each = years / churned.numerator if churned.numerator else None
    lost = (revenue.fell_to_zero & cohort).astype(np.int64)
    return Body(
        sentence=(
            *(count(churned.numerator), " of ", count(churned.n), f" {plural(churned.n, 'account')} churned in "),
            *(
                of_unit(years, "years"),
                ", from ",
                day(case.frame.period.start),
                " to ",
                day(case.frame.period.end),
                ".",
            ),
        ),
        numbers=(
            *(of_unit(years, "years"), " / (", count(churned.numerator), " / ", count(churned.denominator), ") = "),
            of_unit(lifespan, "years"),
        ),
        n=churned.n,
        n_of=f"{plural(churned.n, 'account')} with ARR at the start",
        columns=(
            Column("part", "part of the years", "years", lifespan, is_narrow=True),
            Column("lost", "lost", "count", churned.numerator, is_narrow=True),
        ),
        rows=account_rows(case, cohort, ([each] * len(lost), list(lost.tolist())), sort_by=1),
        part="part",
        inputs=(
            Input("length of the period", of_unit(years, "years")),
            Input("logo churn", of_unit(churned.value, "share")),
        ),
        exclusions=(exclusion("account", int((members & ~cohort).sum()), "no ARR at the start of the period"),),
        assumptions=(("Of accounts as they are grouped on the last day, as ARR is.",) if case.by == "csm" else None,),
    )


def _shares(total: int | None, weights: list[int]) -> list[int | None]:
    """`total` in proportion to the weights, in cents that add up; of nothing, or without a weight, unknown."""
    if total is None or not sum(weights):
        return [None] * len(weights)
    return list(share_out(total, weights))

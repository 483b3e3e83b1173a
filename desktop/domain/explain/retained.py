"""How NRR, GRR, logo churn and the contributions came about, account by account of the cohort."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from desktop.domain import retention
from desktop.domain.contracts import Ints, Mask
from desktop.domain.explain.case import (
    Body,
    Case,
    account_rows,
    csm_assumption,
    exclusion,
    line_assumptions,
    line_exclusions,
)
from desktop.domain.explain.explanation import Column, Exclusion, Input
from desktop.domain.explain.phrases import Phrase, Quantity, Value, cents, count, day, of_unit, plural, share
from desktop.domain.rates import Rate
from desktop.domain.retention import Contribution


class _Cohort(NamedTuple):
    """The cohort, and what became of its ARR; columns aligned with the frame's accounts, money in cents."""

    members: Mask
    start: Ints
    kept: Ints
    told: dict[str, Contribution]

    @property
    def n(self) -> int:
        return int(self.members.sum())


def explained_rate(case: Case) -> Body:
    """NRR or GRR, or a part of it."""
    net = case.key.partition(".")[0] == "nrr"
    cohort = _cohort(case)
    rate = case.figures.nrr if net else case.figures.grr
    counted = cohort.kept if net else np.minimum(cohort.kept, cohort.start)
    change = counted - cohort.start
    of_start = [int(each) / rate.denominator if rate.denominator else None for each in counted.tolist()]
    columns = (
        Column("change", "change", "cents", rate.numerator - rate.denominator, is_narrow=True),
        Column("points", "points", "share points", None if rate.value is None else rate.value - 1, is_narrow=True),
        Column("start", "ARR then", "cents", rate.denominator),
        Column("kept", "of it now", "cents", rate.numerator),
        Column("part", "part of the rate", "share", rate.value),
        Column("counts", "counts", "count", rate.n),
        *_REASON,
    )
    points = [
        None if part is None else (int(each) / rate.denominator) for part, each in zip(of_start, change, strict=True)
    ]
    cells: tuple[list[Value], ...] = (
        list(change.tolist()),
        list(points),
        list(cohort.start.tolist()),
        list(counted.tolist()),
        list(of_start),
        [1] * len(change),
        *_reasons(case, cohort, change != 0),
    )
    return Body(
        sentence=_sentence(case, rate, net=net),
        numbers=_numbers(rate, _moved(case, cohort, change), net=net),
        n=rate.n,
        n_of=f"{plural(rate.n, 'account')} with ARR at the start",
        columns=columns,
        rows=account_rows(case, cohort.members, cells, sort_by=0),
        part={"": "part", "numerator": "kept", "denominator": "start", "n": "counts"}[case.part_of_key],
        inputs=_inputs(case, cohort, change, net=net),
        exclusions=_left_out(case, cohort, net=net),
        assumptions=(*line_assumptions(case, cohort.members), csm_assumption(case)),
    )


def explained_contributions(case: Case) -> Body:
    """Who moved NRR, in points."""
    cohort = _cohort(case)
    nrr = case.figures.nrr
    change = cohort.kept - cohort.start
    points = [told.points if (told := cohort.told.get(account)) else 0.0 for account in case.frame.ids]
    columns = (
        Column("change", "change", "cents", nrr.numerator - nrr.denominator, is_narrow=True),
        Column("points", "points", "share points", case.number, is_narrow=True),
        *_REASON,
    )
    cells: tuple[list[Value], ...] = (list(change.tolist()), list(points), *_reasons(case, cohort, change != 0))
    moved = cohort.members & (change != 0)
    return Body(
        sentence=_moved_sentence(cohort, points, int(moved.sum())) if cohort.n else _nobody(case),
        numbers=(share(nrr.value), " - ", share(None if nrr.value is None else 1.0), " = ", _points(case.number)),
        n=cohort.n,
        n_of=f"{plural(cohort.n, 'account')} with ARR at the start",
        columns=columns,
        rows=account_rows(case, moved, cells, sort_by=0),
        part="points",
        inputs=_inputs(case, cohort, change, net=True),
        exclusions=(
            *_left_out(case, cohort, net=True),
            exclusion("account", cohort.n - int(moved.sum()), "the same ARR at both ends"),
        ),
        assumptions=(*line_assumptions(case, cohort.members), csm_assumption(case)),
    )


def explained_logo_churn(case: Case) -> Body:
    """How many of the cohort's accounts fell to zero."""
    cohort, rate = _cohort(case), case.figures.logo_churn
    lost = (case.frame.revenue.fell_to_zero & cohort.members).astype(np.int64)
    columns = (
        Column("lost", "lost", "count", rate.numerator, is_narrow=True),
        Column("start", "ARR then", "cents", int(cohort.start[cohort.members].sum()), is_narrow=True),
        Column("part", "part of the rate", "share", rate.value),
        Column("counts", "counts", "count", rate.n),
        *_REASON,
    )
    cells: tuple[list[Value], ...] = (
        list(lost.tolist()),
        list(cohort.start.tolist()),
        [each / rate.denominator if rate.denominator else None for each in lost.tolist()],
        [1] * len(lost),
        *_reasons(case, cohort, lost > 0),
    )
    back = cohort.members & (lost > 0) & (case.frame.revenue.arr_to > 0)
    return Body(
        sentence=(
            *(
                count(rate.numerator),
                " of the ",
                count(rate.n),
                f" {plural(rate.n, 'account')} with ARR at the end of ",
            ),
            *(day(case.frame.period.start), " fell to zero by the end of ", day(case.frame.period.end), "."),
        )
        if rate.n
        else _nobody(case),
        numbers=(count(rate.numerator), " / ", count(rate.denominator), " = ", share(rate.value)),
        n=rate.n,
        n_of=f"{plural(rate.n, 'account')} with ARR at the start",
        columns=columns,
        rows=account_rows(case, cohort.members, cells, sort_by=0),
        part={"": "part", "numerator": "lost", "denominator": "counts", "n": "counts"}[case.part_of_key],
        inputs=(
            Input("accounts lost", count(rate.numerator)),
            Input("accounts with ARR at the start", count(rate.denominator)),
        ),
        exclusions=_newcomers(case, cohort),
        assumptions=(
            (count(int(back.sum())), f" {plural(int(back.sum()), 'account')} came back: lost all the same.")
            if back.any()
            else None,
            csm_assumption(case),
        ),
    )


_REASON = (
    Column("kind", "kind", "text", is_narrow=True),
    Column("on", "on", "date", is_narrow=True),
    Column("reason", "reason", "text", is_narrow=True),
)


def _cohort(case: Case) -> _Cohort:
    revenue, retained = case.frame.revenue, case.chosen.retained
    told = {each.account: each for each in retention.contributions(revenue, retained)}
    return _Cohort(retention.cohort(revenue, retained), revenue.arr_from, retention.kept(revenue), told)


def _reasons(case: Case, cohort: _Cohort, where: Mask) -> tuple[list[Value], list[Value], list[Value]]:
    """Kind, day and reason of what moved each account."""
    told = [
        cohort.told.get(account) if shown else None
        for account, shown in zip(case.frame.ids, where.tolist(), strict=True)
    ]
    return (
        [each.kind if each else None for each in told],
        [each.on if each else None for each in told],
        [case.frame.reasons.of(each) if each else None for each in told],
    )


def _moved(case: Case, cohort: _Cohort, change: Ints) -> tuple[int, int, int]:
    """What the cohort lost by churn and by contraction, and grew, in cents, all positive."""
    change = np.where(cohort.members, change, 0)
    fell = case.frame.revenue.fell_to_zero
    return (
        -int(change[fell].sum()),
        -int(change[~fell & (change < 0)].sum()),
        int(change[~fell & (change > 0)].sum()),
    )


def _inputs(case: Case, cohort: _Cohort, change: Ints, *, net: bool) -> tuple[Input, ...]:
    churn, contraction, expansion = _moved(case, cohort, change)
    start = int(cohort.start[cohort.members].sum())
    grown = (Input("expansion", cents(expansion)),) if net else ()
    return (
        Input("ARR at the start", cents(start)),
        Input("churn", cents(churn)),
        Input("contraction", cents(contraction)),
        *grown,
        Input("of it at the end", cents(start - churn - contraction + (expansion if net else 0))),
    )


def _numbers(rate: Rate, moved: tuple[int, int, int], *, net: bool) -> Phrase:
    churn, contraction, expansion = moved
    grown = (" + ", cents(expansion), " expansion") if net else ()
    return (
        *("(", cents(rate.denominator), " - ", cents(churn), " churn - ", cents(contraction), " contraction"),
        *(*grown, ") / ", cents(rate.denominator), " = ", share(rate.value)),
    )


def _moved_sentence(cohort: _Cohort, points: list[float], n: int) -> Phrase:
    lost, grew = (math.fsum(abs(each) for each in points if (each < 0) is is_loss) for is_loss in (True, False))
    return (
        *(count(n), " of ", count(cohort.n), f" {plural(cohort.n, 'account')} moved NRR: they lost "),
        *(_points(lost), " points and grew ", _points(grew), "."),
    )


def _nobody(case: Case) -> Phrase:
    return ("No data: no account had ARR at the end of ", day(case.frame.period.start), ".")


def _sentence(case: Case, rate: Rate, *, net: bool) -> Phrase:
    period = case.frame.period
    if not rate.n:
        return _nobody(case)
    return (
        *(
            "Of ",
            cents(rate.denominator),
            " ARR that ",
            count(rate.n),
            f" {plural(rate.n, 'account')} had at the end of ",
        ),
        *(day(period.start), ", ", cents(rate.numerator), f" {'is' if net else 'was kept'}"),
        *(" there at the end of " if net else ", growth aside, by the end of ", day(period.end)),
        ", their growth included." if net else ".",
    )


def _newcomers(case: Case, cohort: _Cohort) -> list[Exclusion | None]:
    revenue, retained, start = case.frame.revenue, case.chosen.retained, day(case.frame.period.start)
    outside = retained & ~cohort.members
    returned = outside & (revenue.reactivation > 0) & (revenue.new == 0)
    new = outside & (revenue.new > 0)
    never = outside & ~returned & ~new
    return [
        exclusion(
            *("account", int(new.sum()), "new since ", start, ", and new ARR never counts"),
            arr_cents=int(revenue.arr_to[new].sum()),
        ),
        exclusion(
            *("account", int(returned.sum()), "came back since ", start, ", and returning ARR never counts"),
            arr_cents=int(revenue.arr_to[returned].sum()),
        ),
        exclusion("account", int(never.sum()), "no ARR at the end of ", start, ", and none since"),
    ]


def _left_out(case: Case, cohort: _Cohort, *, net: bool) -> list[Exclusion | None]:
    revenue = case.frame.revenue
    back = cohort.members & revenue.fell_to_zero & (revenue.arr_to > 0)
    growth = np.where(cohort.members & ~revenue.fell_to_zero, revenue.arr_to - revenue.arr_from, 0)
    grew = growth > 0
    return [
        *_newcomers(case, cohort),
        exclusion(
            "account",
            int(back.sum()),
            "fell to zero within the period and came back, counted as zero all the same",
            arr_cents=int(revenue.arr_to[back].sum()),
        ),
        None
        if net
        else exclusion(
            "account",
            int(grew.sum()),
            "grew, and counted with what they had at the start only",
            arr_cents=int(growth[grew].sum()),
        ),
        *line_exclusions(case, cohort.members),
    ]


def _points(value: float | None) -> Quantity:
    return of_unit(value, "share points")

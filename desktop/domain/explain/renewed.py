"""How the renewal rate came about, term by term."""

from __future__ import annotations

import numpy as np

from desktop.domain.explain.case import Body, Case, by_size, csm_assumption, exclusion
from desktop.domain.explain.explanation import Column, Exclusion, Input, Row
from desktop.domain.explain.phrases import Phrase, cents, day, plural, share


def explained_renewal_rate(case: Case) -> Body:
    """The terms that ended in the period, and what of each was renewed."""
    rate, period = case.figures.renewal_rate, case.frame.period
    ours = {account for account, chosen in zip(case.frame.ids, case.chosen.retained.tolist(), strict=True) if chosen}
    names = case.names()
    terms = [term for term in case.frame.terms if term.account in ours]
    product_of = {line.id: line.product or line.plan for line in case.frame.book.lines}
    columns = (
        Column("available", "to renew", "cents", rate.denominator, is_narrow=True),
        Column("renewed", "renewed", "cents", rate.numerator, is_narrow=True),
        Column("part", "part of the rate", "share", rate.value),
        Column("counts", "counts", "count", rate.n),
        Column("ended", "term ended", "date", is_narrow=True),
        Column("product", "product", "text", is_narrow=True),
    )
    rows = [
        Row(
            term.account,
            names.get(term.account, term.account),
            (
                term.arr_cents,
                term.renewed_cents,
                term.renewed_cents / rate.denominator if rate.denominator else None,
                1,
                term.ends_on,
                product_of.get(term.line_id),
            ),
        )
        for term in terms
    ]
    return Body(
        sentence=(
            *("Of ", cents(rate.denominator), " ARR in ", plural(rate.n, "the one term", "terms"), " that ended from "),
            *(day(period.start), " to ", day(period.end), ", ", cents(rate.numerator), " was renewed."),
        )
        if rate.n
        else ("No data: no term ended from ", day(period.start), " to ", day(period.end), "."),
        numbers=(cents(rate.numerator), " / ", cents(rate.denominator), " = ", share(rate.value)),
        n=rate.n,
        n_of=f"{plural(rate.n, 'term')} that ended",
        columns=columns,
        rows=sorted(by_size(rows, 0), key=lambda row: _lost(row), reverse=True),
        part={"": "part", "numerator": "renewed", "denominator": "available", "n": "counts"}[case.part_of_key],
        inputs=(
            Input("ARR renewed, each line at most its own", cents(rate.numerator)),
            Input("ARR available to renew", cents(rate.denominator)),
        ),
        exclusions=_left_out(case, ours),
        assumptions=(*_overdue(case, ours), csm_assumption(case)),
    )


def _lost(row: Row) -> int:
    available, renewed, *_ = row.cells
    assert isinstance(available, int)
    assert isinstance(renewed, int)
    return available - renewed


def _left_out(case: Case, ours: set[str]) -> list[Exclusion | None]:
    period = case.frame.period
    ended = [
        line
        for line in case.frame.book.lines
        if line.account in ours and line.end_on is not None and line.end_on in period and line.start_on < line.end_on
    ]
    trials = [line for line in ended if line.trial]
    free = [line for line in ended if not line.trial and not line.arr_cents]
    return [
        exclusion("trial", len(trials), "ended in the period, and a trial has nothing to renew"),
        exclusion("line", len(free), "ended in the period without ARR, so with nothing to renew"),
    ]


def _overdue(case: Case, ours: set[str]) -> list[Phrase]:
    """Terms that count as not renewed only because nobody said what became of them."""
    period = case.frame.period
    known = case.known
    own = np.array([line.account in ours for line in known.lines], np.bool_)
    late = own & known.overdue() & (known.contract_end > period.start.toordinal())
    n = int(late.sum())
    if not n:
        return []
    text = f" ended without an outcome and {plural(n, 'counts', 'count')} as not renewed: say what became of it."
    return [(f"{n} {plural(n, 'line')} of ", cents(int(known.arr[late].sum())), text)]

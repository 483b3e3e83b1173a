"""How ARR, the number of accounts and the ARR at risk came about, account by account."""

from __future__ import annotations

import numpy as np

from desktop.domain.explain.case import Body, Case, account_rows, exclusion, line_assumptions, line_exclusions
from desktop.domain.explain.explanation import Column, Input
from desktop.domain.explain.phrases import Value, cents, count, day, plural
from desktop.domain.frame import at_risk, at_risk_causes


def explained_accounts(case: Case) -> Body:
    """Active accounts, or all there are."""
    frame, members = case.frame, case.chosen.members
    active = frame.health.inputs.active & members
    shown = members if case.part_of_key == "total" else active
    n, rest = int(shown.sum()), members & ~active
    arr = frame.revenue.arr_to
    cells: tuple[list[Value], ...] = (
        [1] * len(arr),
        list(arr.tolist()),
        ["active" if each else "no ARR" for each in active.tolist()],
    )
    return Body(
        sentence=(
            *(count(n), f" {plural(n, 'account')} "),
            *(
                f"{plural(n, 'is', 'are')} in the book"
                if shown is members
                else f"{plural(n, 'has', 'have')} ARR above zero"
            ),
            *(" at the end of ", day(frame.period.end), "."),
        ),
        numbers=(
            count(int(active.sum())),
            " with ARR + ",
            count(int(rest.sum())),
            " without = ",
            count(int(members.sum())),
        ),
        n=n,
        n_of=plural(n, "account"),
        columns=(
            Column("counts", "counts", "count", n),
            Column("arr", "ARR", "cents", int(arr[shown].sum()), is_narrow=True),
            Column("state", "state", "text", is_narrow=True),
        ),
        rows=account_rows(case, shown, cells, sort_by=1),
        part="counts",
        inputs=(
            Input("accounts with ARR", count(int(active.sum()))),
            Input("accounts without", count(int(rest.sum()))),
        ),
        exclusions=(
            None if shown is members else exclusion("account", int(rest.sum()), "no ARR on that day, so not active"),
            *(() if shown is members else line_exclusions(case, members)),
        ),
        assumptions=line_assumptions(case, members),
    )


def explained_arr(case: Case) -> Body:
    """ARR at the period's end."""
    frame, members = case.frame, case.chosen.members
    arr = frame.revenue.arr_to
    paying = members & (arr > 0)
    total, n = case.figures.arr_cents, int(paying.sum())
    lines = _open_lines(case)
    cells: tuple[list[Value], ...] = (
        list(arr.tolist()),
        [int(each) / total if total else None for each in arr.tolist()],
        [lines.get(account, 0) for account in frame.ids],
    )
    return Body(
        sentence=(
            *(count(n), f" {plural(n, 'account')} {plural(n, 'has', 'have')} contract lines of ", cents(total)),
            *(" a year open at the end of ", day(frame.period.end), "."),
        ),
        numbers=("sum over ", count(n), f" {plural(n, 'account')} = ", cents(total)),
        n=n,
        n_of=f"{plural(n, 'account')} with ARR",
        columns=(
            Column("arr", "ARR", "cents", total, is_narrow=True),
            Column("share", "of all", "share", 1.0 if total else None, is_narrow=True),
            Column("lines", "open lines", "count", sum(lines.get(each, 0) for each in _ids(case, paying))),
        ),
        rows=account_rows(case, paying, cells, sort_by=0),
        part="arr",
        exclusions=(
            exclusion("account", int((members & ~paying).sum()), "no contract line is open on that day"),
            *line_exclusions(case, members),
        ),
        assumptions=line_assumptions(case, members),
    )


def explained_at_risk(case: Case) -> Body:
    """ARR at risk, with every cause of each account."""
    frame = case.frame
    arr, causes = frame.revenue.arr_to, at_risk_causes(frame)
    risky = at_risk(frame) & case.chosen.members
    shown = risky & (arr > 0)
    reasons = [
        ", ".join(cause for cause, holds in zip(causes, held, strict=True) if holds)
        for held in zip(*(where.tolist() for where in causes.values()), strict=True)
    ]
    cells: tuple[list[Value], ...] = (list(arr.tolist()), list(reasons))
    total, n = case.figures.at_risk_arr_cents, int(shown.sum())
    several = int(shown[np.sum([where.astype(np.int64) for where in causes.values()], axis=0) > 1].sum())
    by_cause = tuple(
        Input(
            f"{cause}, {(where & shown).sum()} {plural(int((where & shown).sum()), 'account')}",
            cents(int(arr[where & shown].sum())),
        )
        for cause, where in causes.items()
    )
    return Body(
        sentence=(
            *(
                count(n),
                f" {plural(n, 'account')} of ",
                cents(total),
                f" ARR {plural(n, 'is', 'are')} at risk at the end of ",
            ),
            *(day(frame.period.end), ": red, notice given, an open risk, or called at risk."),
        ),
        numbers=("sum over ", count(n), f" {plural(n, 'account')}, each once, = ", cents(total)),
        n=n,
        n_of=f"{plural(n, 'account')} at risk",
        columns=(Column("arr", "ARR", "cents", total, is_narrow=True), Column("why", "why", "text", is_narrow=True)),
        rows=account_rows(case, shown, cells, sort_by=0),
        part="arr",
        inputs=by_cause,
        exclusions=(
            exclusion("account", int((risky & ~shown).sum()), "at risk, but nothing is left to lose, for want of ARR"),
            exclusion("account", int((case.chosen.members & ~risky & (arr > 0)).sum()), "none of the four holds"),
        ),
        assumptions=(
            (count(several), f" {plural(several, 'account')} for several reasons, counted once.") if several else None,
        ),
    )


def _open_lines(case: Case) -> dict[str, int]:
    """How many lines of each account add to its ARR at the period's end."""
    known = case.known
    found: dict[str, int] = {}
    for line, counts in zip(
        known.lines, (known.counts_on(case.frame.period.end) & (known.arr > 0)).tolist(), strict=True
    ):
        if counts:
            found[line.account] = found.get(line.account, 0) + 1
    return found


def _ids(case: Case, where: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[str]:
    return [account for account, chosen in zip(case.frame.ids, where.tolist(), strict=True) if chosen]

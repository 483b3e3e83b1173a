"""ARR day by day, and what became of it: the bridge, retention, expansion by kind, renewal rate, lifetime value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.contracts import Line, known_lines, months_later, term_ends, whole_months
from tests.oracle.rows import Row, Rows

DAY = timedelta(days=1)


@dataclass
class AccountArr:
    """What one account's ARR did over a period, in cents."""

    opening: int = 0
    closing: int = 0
    moved: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    largest: dict[str, tuple[int, date]] = field(default_factory=dict)
    fell_to_zero: bool = False
    churned_on: list[date] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return 0 if self.fell_to_zero else self.closing


def account_arr(lines: list[Line], start: date, end: date) -> AccountArr:
    """Walk every day on which a line of the account starts or stops."""
    made = AccountArr(_arr(lines, start), _arr(lines, end))
    was_above = False
    before = 0
    for day in sorted({each for line in lines for each in (line.row.start_on, line.stops) if each <= end}):
        after = _arr(lines, day)
        if after == before:
            continue
        kind = _kind(before, after, was_above)
        if kind == "churn":
            made.churned_on.append(day)
        if day > start:
            size = abs(after - before)
            made.moved[kind] += size
            made.fell_to_zero |= kind == "churn"
            if kind not in made.largest or size > made.largest[kind][0]:
                made.largest[kind] = size, day
            if kind == "expansion":
                _share(made, lines, day, size)
        before, was_above = after, was_above or after > 0
    return made


def _arr(lines: list[Line], day: date) -> int:
    return sum(line.cents for line in lines if line.counts(day))


def _kind(before: int, after: int, was_above: bool) -> str:
    if before == 0:
        return "reactivation" if was_above else "new"
    if after == 0:
        return "churn"
    return "expansion" if after > before else "contraction"


def _share(made: AccountArr, lines: list[Line], day: date, size: int) -> None:
    """The day's net rise over the products that rose, in proportion, the largest remainders getting the last cents."""
    rises: dict[str, tuple[int, str]] = {}
    for product in {line.row.product for line in lines}:
        mine = [line for line in lines if line.row.product == product]
        now, then = _arr(mine, day), _arr(mine, day - DAY)
        if now > then:
            best, was = _best_rank(mine, day), _best_rank(mine, day - DAY)
            better = best is not None and was is not None and best > was
            rises[product or ""] = now - then, "cross_sell" if then == 0 else "feature_upgrade" if better else "upsell"
    whole = sum(rise for rise, _ in rises.values())
    exact = {name: Fraction(size * rise, whole) for name, (rise, _) in rises.items()}
    cents = {name: int(share) for name, share in exact.items()}
    left = size - sum(cents.values())
    for name in sorted(exact, key=lambda each: (cents[each] - exact[each], each))[:left]:
        cents[name] += 1
    for name, amount in cents.items():
        made.kinds[rises[name][1]] += amount


def _best_rank(lines: list[Line], day: date) -> int | None:
    ranks = [
        int(line.row.plan_rank)
        for line in lines
        if line.counts(day) and line.row.plan_rank is not None and not line.row.trial
    ]
    return max(ranks, default=None)


def arr_figures(
    accounts: list[Row], retained: list[Row], arr: dict[str, AccountArr], rows: Rows, start: date, end: date
) -> dict[str, Any]:
    """The figures of `accounts`; NRR, GRR, logo churn and contributions are those of `retained`."""
    mine = [arr[account.id] for account in accounts]
    total = {
        kind: sum(each.moved[kind] for each in mine)
        for kind in ("new", "reactivation", "expansion", "contraction", "churn")
    }
    opening, closing = sum(each.opening for each in mine), sum(each.closing for each in mine)
    lost = total["contraction"] + total["churn"]
    cohort = [account for account in retained if arr[account.id].opening > 0]
    whole = sum(arr[account.id].opening for account in cohort)
    fell = sum(arr[account.id].fell_to_zero for account in cohort)
    return {
        "arr_cents": closing,
        "bridge": {"start": opening, **total, "end": closing},
        "expansion_by_kind": {
            kind: sum(each.kinds[kind] for each in mine) for kind in ("upsell", "cross_sell", "feature_upgrade")
        },
        "quick_ratio": (total["new"] + total["reactivation"] + total["expansion"]) / lost if lost else None,
        "nrr": rate(sum(arr[account.id].kept for account in cohort), whole, len(cohort)),
        "grr": rate(sum(min(arr[a.id].kept, arr[a.id].opening) for a in cohort), whole, len(cohort)),
        "logo_churn": rate(fell, len(cohort), len(cohort)),
        "contributions": [
            contribution(account, arr[account.id], whole, rows, start, end)
            for account in cohort
            if arr[account.id].kept != arr[account.id].opening
        ],
        "clv": clv(accounts, arr, start, end),
    }


def rate(numerator: int, denominator: int, n: int) -> dict[str, Any]:
    return {
        "value": numerator / denominator if denominator else None,
        "numerator": numerator,
        "denominator": denominator,
        "n": n,
    }


def contribution(account: Row, arr: AccountArr, whole: int, rows: Rows, start: date, end: date) -> dict[str, Any]:
    kind = "churn" if arr.fell_to_zero else "expansion" if arr.kept > arr.opening else "contraction"
    on = arr.largest[kind][1]
    return {
        "account": account.name,
        "points": (arr.kept - arr.opening) / whole,
        "kind": kind,
        "reason": reason(account, kind, on, rows, start, end),
        "on": on.isoformat(),
    }


def reason(account: Row, kind: str, on: date, rows: Rows, start: date, end: date) -> str | None:
    if kind == "churn":
        said = [row for row in rows.of("churn", account.id) if start < row.on_day <= end and row.reason]
        if said:
            return max(said, key=lambda row: row.on_day).reason
        if account.churn_reason and (account.churned_on is None or account.churned_on <= end):
            return account.churn_reason
    for line in rows.of("contract_line", account.id):
        said_on = line.outcome_on or line.end_on
        is_known = line.outcome is None or said_on is None or said_on <= end
        if line.reason and is_known and on in (line.start_on, line.end_on, line.outcome_on):
            return line.reason
    return None


def clv(accounts: list[Row], arr: dict[str, AccountArr], start: date, end: date) -> dict[str, Any]:
    """ARR per active account x lifespan - acquisition cost; the lifespan is the period over its logo churn."""
    active = [account for account in accounts if arr[account.id].closing > 0]
    cohort = [account for account in accounts if arr[account.id].opening > 0]
    fell = sum(arr[account.id].fell_to_zero for account in cohort)
    lifespan = years(start, end) * len(cohort) / fell if fell else None
    costs = [account.acquisition_cost_cents for account in active if account.acquisition_cost_cents is not None]
    # Amounts are whole cents.
    cost = round(sum(costs) / len(costs)) if costs else None
    value = None
    if active and lifespan is not None:
        value = round(sum(arr[account.id].closing for account in active) / len(active) * lifespan) - (cost or 0)
    return {"value_cents": value, "lifespan_years": lifespan, "n": len(active), "acquisition_cost_cents": cost}


def years(start: date, end: date) -> float:
    months = whole_months(start, end)
    if months_later(start, months) == end or months_later(end, -months) == start:
        return months / 12
    return (end - start).days / 365.25


def renewal_rate(rows: Rows, accounts: set[str], start: date, end: date) -> dict[str, Any]:
    """Renewed ARR over the ARR of terms that ended in the period, each line at most its own."""
    lines = [line for line in known_lines(rows.contract_line, end) if line.row.account in accounts]
    due = renewed = n = 0
    stopping: dict[tuple[tuple[str, str | None], date], list[Line]] = defaultdict(list)
    going: set[tuple[int, date]] = set()
    for line in lines:
        for day in term_ends(line, start, end):
            due, n = due + line.cents, n + 1
            if day < line.stops:
                renewed += line.cents
                going.add((id(line), day))
            else:
                stopping[line.product, day].append(line)
    for (product, day), stopped in stopping.items():
        successors = [
            line
            for line in lines
            if line.product == product and line.counts(day) and line.cents > 0 and (id(line), day) not in going
        ]
        renewed += _taken_over(stopped, successors)
    return rate(renewed, due, n)


def _taken_over(stopped: list[Line], successors: list[Line]) -> int:
    """What the later lines bring of the lines that stop together; each cent is used once, for the latest line first."""
    renewed = used = 0
    undecided = [line for line in stopped if line.outcome != "ended"]
    for start in sorted({line.row.start_on for line in undecided}, reverse=True):
        mine = sum(line.cents for line in undecided if line.row.start_on == start)
        later = [line.cents for line in successors if line.row.start_on > start]
        if later:
            taken = min(mine, sum(later) - used)
            used += taken
            renewed += taken
        else:
            renewed += sum(line.cents for line in undecided if line.row.start_on == start and line.outcome == "renewed")
    return renewed

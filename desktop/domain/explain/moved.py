"""How the bridge, each of its movements, the expansion by kind and the quick ratio came about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from desktop.domain.contracts import Ints
from desktop.domain.explain.case import Body, Case, account_rows, exclusion, line_assumptions, line_exclusions
from desktop.domain.explain.explanation import Column, Exclusion, Input
from desktop.domain.explain.phrases import Phrase, Value, cents, count, day, of_unit, plural
from desktop.domain.retention import Contribution, ContributionKind
from desktop.domain.revenue import AccountRevenue, Bridge

_WORDS = {
    "start": "ARR at the start",
    "new": "new",
    "reactivation": "reactivation",
    "expansion": "expansion",
    "contraction": "contraction",
    "churn": "churn",
    "end": "ARR at the end",
}
_COLUMN: dict[str, Callable[[AccountRevenue], Ints]] = {
    "start": lambda revenue: revenue.arr_from,
    "new": lambda revenue: revenue.new,
    "reactivation": lambda revenue: revenue.reactivation,
    "expansion": lambda revenue: revenue.expansion,
    "contraction": lambda revenue: revenue.contraction,
    "churn": lambda revenue: revenue.churn,
    "end": lambda revenue: revenue.arr_to,
    "upsell": lambda revenue: revenue.upsell,
    "cross_sell": lambda revenue: revenue.cross_sell,
    "feature_upgrade": lambda revenue: revenue.feature_upgrade,
}
_MOVED_BY: dict[str, str] = {
    "new": "had ARR for the first time",
    "reactivation": "had ARR again after a time without",
    "expansion": "went up",
    "contraction": "went down without leaving",
    "churn": "fell to zero",
    "start": "had ARR",
    "end": "had ARR",
    "upsell": "bought more of what they had",
    "cross_sell": "bought a product they did not have",
    "feature_upgrade": "went to a higher plan of the same product",
}


def explained_bridge(case: Case) -> Body:
    """What ARR changed by between the two days, with every movement of every account."""
    bridge, revenue = case.figures.bridge, case.frame.revenue
    change = revenue.arr_to - revenue.arr_from
    moving = np.logical_or.reduce([_COLUMN[key](revenue) > 0 for key in _BETWEEN])
    members = case.chosen.members
    shown = members & moving
    cells: tuple[list[Value], ...] = (
        list(change.tolist()),
        *(list(_COLUMN[key](revenue).tolist()) for key in Bridge._fields),
    )
    n = int(shown.sum())
    return Body(
        sentence=(
            *("From ", cents(bridge.start), " at the end of ", day(case.frame.period.start), " to ", cents(bridge.end)),
            *(" at the end of ", day(case.frame.period.end), ": ", count(n), f" {plural(n, 'account')} moved."),
        ),
        numbers=_bridge_numbers(bridge),
        n=n,
        n_of=f"{plural(n, 'account')} that moved",
        columns=(
            Column("change", "change", "cents", bridge.end - bridge.start, is_narrow=True),
            *(
                Column(key, _WORDS[key], "cents", _of_bridge(bridge, key, case, shown), is_narrow=key == "end")
                for key in Bridge._fields
            ),
        ),
        rows=account_rows(case, shown, cells, sort_by=0),
        part="change",
        inputs=tuple(Input(_WORDS[key], cents(getattr(bridge, key))) for key in Bridge._fields),
        exclusions=_still(case),
        assumptions=(
            ("Movements are net per account and day: what goes up and down on one day is one movement.",),
            *line_assumptions(case, members),
        ),
    )


def explained_movement(case: Case) -> Body:
    """One movement of the bridge, or one end of it."""
    key, revenue, members = case.part_of_key, case.frame.revenue, case.chosen.members
    amount = _COLUMN[key](revenue)
    shown = members & (amount > 0)
    n, total = int(shown.sum()), int(amount[members].sum())
    on_day = _day_of(case, key)
    reason = _reasons(case, key, on_day)
    cells: tuple[list[Value], ...] = (
        list(amount.tolist()),
        list(revenue.arr_from.tolist()),
        list(revenue.arr_to.tolist()),
        list(on_day),
        list(reason),
    )
    own = "start" if key == "start" else "end" if key == "end" else ""
    columns = (
        Column("part", _WORDS[key], "cents", total, is_narrow=True),
        Column("from", "ARR then", "cents", int(revenue.arr_from[shown].sum()), is_narrow=not own),
        Column("to", "ARR now", "cents", int(revenue.arr_to[shown].sum()), is_narrow=key == "start"),
        Column("on", "largest on", "date", is_narrow=True),
        Column("reason", "reason", "text", is_narrow=True),
    )
    at = ("At the end of ", day(case.frame.period.start if key == "start" else case.frame.period.end))
    between = ("From ", day(case.frame.period.start), " to ", day(case.frame.period.end))
    return Body(
        sentence=(
            *(*(at if own else between), " ", count(n), f" {plural(n, 'account')} {_singular(_MOVED_BY[key], n)}: "),
            *(cents(total), "."),
        ),
        numbers=("sum over ", count(n), f" {plural(n, 'account')} = ", cents(total)),
        n=n,
        n_of=plural(n, "account"),
        columns=columns,
        rows=account_rows(case, shown, cells, sort_by=0),
        part="part",
        inputs=tuple(Input(_WORDS[each], cents(getattr(case.figures.bridge, each))) for each in Bridge._fields),
        exclusions=line_exclusions(case, members) if key in ("end", "churn") else (),
        assumptions=(
            None if own else ("Net per account and day, of all accounts: not only of those there at the start.",),
            *(line_assumptions(case, members) if key == "end" else ()),
        ),
    )


def explained_expansion(case: Case) -> Body:
    """The expansion of the period, by what was bought."""
    revenue, members, kinds = case.frame.revenue, case.chosen.members, case.figures.expansion_by_kind
    key = case.part_of_key
    amount = _COLUMN[key](revenue) if key else revenue.expansion
    shown = members & (amount > 0)
    n, total = int(shown.sum()), int(amount[members].sum())
    on_day = _day_of(case, "expansion")
    cells: tuple[list[Value], ...] = (
        *(list(_COLUMN[each](revenue).tolist()) for each in kinds._fields),
        list(revenue.expansion.tolist()),
        list(on_day),
        list(_reasons(case, "expansion", on_day)),
    )
    did = _MOVED_BY[key] if key else _MOVED_BY["expansion"]
    return Body(
        sentence=(
            *(count(n), f" {plural(n, 'account')} {_singular(did, n)} from ", day(case.frame.period.start), " to "),
            *(day(case.frame.period.end), ": ", cents(total), "."),
        ),
        numbers=(
            *(cents(kinds.upsell), " upsell + ", cents(kinds.cross_sell), " cross-sell + "),
            *(cents(kinds.feature_upgrade), " feature upgrade = ", cents(case.figures.bridge.expansion)),
        ),
        n=n,
        n_of=plural(n, "account"),
        columns=(
            *(
                Column(each, each.replace("_", " "), "cents", int(_COLUMN[each](revenue)[shown].sum()), each == key)
                for each in kinds._fields
            ),
            Column("expansion", "all expansion", "cents", int(revenue.expansion[shown].sum()), is_narrow=True),
            Column("on", "largest on", "date", is_narrow=True),
            Column("reason", "reason", "text", is_narrow=True),
        ),
        rows=account_rows(case, shown, cells, sort_by=kinds._fields.index(key) if key else len(kinds)),
        part=key or "expansion",
        inputs=tuple(Input(each.replace("_", " "), cents(getattr(kinds, each))) for each in kinds._fields),
        assumptions=(
            ("A day's net rise is shared over the products that rose, in proportion; an unknown plan rank is upsell.",),
            ("ARR of new and returning accounts is no expansion.",),
        ),
    )


def explained_quick_ratio(case: Case) -> Body:
    """ARR won over ARR lost."""
    revenue, members, bridge = case.frame.revenue, case.chosen.members, case.figures.bridge
    won, lost = revenue.new + revenue.reactivation + revenue.expansion, revenue.contraction + revenue.churn
    shown = members & ((won > 0) | (lost > 0))
    all_lost, n = bridge.contraction + bridge.churn, int(shown.sum())
    all_won = bridge.new + bridge.reactivation + bridge.expansion
    cells: tuple[list[Value], ...] = (
        list(won.tolist()),
        list(lost.tolist()),
        [int(each) / all_lost if all_lost else None for each in won.tolist()],
        list((won - lost).tolist()),
    )
    return Body(
        sentence=(
            *(
                cents(all_won),
                " ARR was won and ",
                cents(all_lost),
                " lost from ",
                day(case.frame.period.start),
                " to ",
            ),
            *(day(case.frame.period.end), "." if all_lost else ": with nothing lost there is no ratio."),
        ),
        numbers=(
            *(
                "(",
                cents(bridge.new),
                " new + ",
                cents(bridge.reactivation),
                " reactivation + ",
                cents(bridge.expansion),
            ),
            *(" expansion) / (", cents(bridge.contraction), " contraction + ", cents(bridge.churn), " churn) = "),
            of_unit(case.value, "times"),
        ),
        n=n,
        n_of=f"{plural(n, 'account')} that moved",
        columns=(
            Column("won", "won", "cents", all_won, is_narrow=True),
            Column("lost", "lost", "cents", all_lost, is_narrow=True),
            Column("part", "part of the ratio", "times", case.number),
            Column("net", "net", "cents", all_won - all_lost),
        ),
        rows=account_rows(case, shown, cells, sort_by=3),
        part="part",
        inputs=tuple(Input(_WORDS[each], cents(getattr(bridge, each))) for each in _BETWEEN),
        exclusions=_still(case),
        assumptions=line_assumptions(case, members),
    )


_BETWEEN = ("new", "reactivation", "expansion", "contraction", "churn")


def _bridge_numbers(bridge: Bridge) -> Phrase:
    return (
        *(cents(bridge.start), " + ", cents(bridge.new), " new + ", cents(bridge.reactivation), " reactivation + "),
        *(cents(bridge.expansion), " expansion - ", cents(bridge.contraction), " contraction - ", cents(bridge.churn)),
        *(" churn = ", cents(bridge.end), ", a change of ", cents(bridge.end - bridge.start)),
    )


def _of_bridge(bridge: Bridge, key: str, case: Case, shown: Ints | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """The total of a column; accounts that did not move have ARR at both ends, which is not in the rows."""
    if key in ("start", "end"):
        return int(_COLUMN[key](case.frame.revenue)[shown].sum())
    return int(getattr(bridge, key))


def _still(case: Case) -> list[Exclusion | None]:
    revenue, members = case.frame.revenue, case.chosen.members
    moving = np.logical_or.reduce([_COLUMN[key](revenue) > 0 for key in _BETWEEN])
    still = members & ~moving & (revenue.arr_to > 0)
    return [
        exclusion(
            *("account", int(still.sum()), "did not move, the same ARR at both ends"),
            arr_cents=int(revenue.arr_to[still].sum()),
        ),
        *line_exclusions(case, members),
    ]


def _day_of(case: Case, key: str) -> list[date | None]:
    """The day of each account's largest such movement; None for those whose days are not kept."""
    revenue = case.frame.revenue
    days = {
        "expansion": revenue.largest_expansion_on,
        "contraction": revenue.largest_contraction_on,
        "churn": revenue.largest_churn_on,
    }.get(key)
    if days is None:
        return [None] * len(case.frame.ids)
    return [date.fromordinal(each) if each else None for each in days.tolist()]


def _reasons(case: Case, key: str, on_day: list[date | None]) -> list[str | None]:
    kinds: dict[str, ContributionKind] = {"expansion": "expansion", "contraction": "contraction", "churn": "churn"}
    if key not in kinds:
        return [None] * len(on_day)
    return [
        None if moved_on is None else case.frame.reasons.of(Contribution(account, 0.0, kinds[key], moved_on))
        for account, moved_on in zip(case.frame.ids, on_day, strict=True)
    ]


def _singular(words: str, n: int) -> str:
    return words.replace("they", "it") if n == 1 else words

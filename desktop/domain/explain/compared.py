"""How the sentence over two days of a book came about: what moved, by account, and what is known then and now."""

from __future__ import annotations

from desktop.domain.account_rows import AccountRow
from desktop.domain.calendar import Period
from desktop.domain.comparing import MONEY, Compared, Comparison
from desktop.domain.explain.explanation import Column, Explanation, Input, Row
from desktop.domain.explain.of_day import left_out, numbers_of, of_day
from desktop.domain.explain.phrases import cents, count, day, plural

KEY, SAFE_KEY = "compare.arr", "arr_change"
"""With health, and as a customer may see it."""


def explained_comparison(found: Comparison, *, with_health: bool) -> Explanation:
    """The accounts that moved between the two days, those that moved most first.

    Args:
        with_health: False while a customer looks on.
    """
    total = found.summary
    moved = [each for each in found.accounts if each.arr_change_cents or (with_health and _has_moved(each))]
    change = total.arr_change_cents
    health = (
        *numbers_of(("fell a band", total.fell), ("rose a band", total.rose)),
        Input("bands known on both days", count(total.judged)),
        Input("health known then", count(total.known_then)),
        Input("health known now", count(total.known_now)),
    )
    unjudged = sum(
        not (each.came or each.went) and each.band_move is None and "unscored" in _bands(each) and _pays(each)
        for each in found.accounts
    )
    columns = (
        Column("arr", "ARR change", "cents", change, is_narrow=True),
        Column("money", "what", "text", is_narrow=True),
        Column("points", "points", "count", is_narrow=True),
        Column("band", "band", "text", is_narrow=True),
    )
    return of_day(
        found.after,
        key=KEY if with_health else SAFE_KEY,
        title="ARR change",
        value=change,
        unit="cents",
        period=Period(found.before, found.after),
        sentence=(
            *("From ", day(found.before), " to ", day(found.after), " ARR went from ", cents(total.arr_then_cents)),
            *(" to ", cents(total.arr_now_cents), "."),
        ),
        formula="ARR on the later day - ARR on the earlier day, of the same accounts",
        numbers=(cents(total.arr_now_cents), " - ", cents(total.arr_then_cents), " = ", cents(change)),
        inputs=(
            *numbers_of(*((f"accounts {kind}", total.money.get(kind, 0)) for kind in MONEY)),
            *(health if with_health else ()),
            Input("accounts then", count(total.n_then)),
            Input("accounts now", count(total.n_now)),
            *numbers_of(("came", total.came), ("went", total.went)),
        ),
        n=len(found.accounts),
        n_of=f"{plural(len(found.accounts), 'account')} on either day",
        exclusions=left_out(
            (
                "account",
                len(found.accounts) - len(moved),
                f"the same ARR{' and the same health' if with_health else ''} on both days",
            ),
            *(
                (("account", unjudged, "the band is unknown on one of the days, so that no move of it is counted"),)
                if with_health
                else ()
            ),
        ),
        columns=columns if with_health else columns[:2],
        rows=tuple(
            Row(
                each.row.id,
                each.row.name,
                (each.arr_change_cents, each.money, each.score_change, " to ".join(dict.fromkeys(_bands(each))))[
                    : None if with_health else 2
                ],
            )
            for each in moved
        ),
        part="arr",
        assumptions=(
            (
                "The earlier day is shown as it was known then."
                if found.known_then
                else "The earlier day is shown as it is known now: what was entered later counts by its own date.",
            ),
            *(
                (("Both days are scored by the scorecard of their time; an unknown score is no move.",),)
                if with_health
                else ()
            ),
        ),
        definition="Net of every movement between the two days; an account that is not there has no ARR.",
    )


def _has_moved(each: Compared) -> bool:
    return bool(each.score_change or each.band_move or each.came or each.went or len(set(_bands(each))) > 1)


def _bands(each: Compared) -> tuple[str, ...]:
    return tuple(_band(row) for row in each if row is not None)


def _band(row: AccountRow) -> str:
    return row.band if row.arr_cents else "no ARR"


def _pays(each: Compared) -> bool:
    return any(row is not None and row.arr_cents > 0 for row in each)

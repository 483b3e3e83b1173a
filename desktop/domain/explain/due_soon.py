"""How the sentence over the accounts came about: those that are not well and can leave soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from desktop.domain.account_rows import SOON_DAYS, AccountRow, is_due_soon
from desktop.domain.calendar import Period
from desktop.domain.explain.explanation import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import counted, of_day
from desktop.domain.explain.phrases import cents, count, day, plural
from desktop.domain.name_order import order_key

KEY = "health.due_soon"


def explained_due_soon(rows: Sequence[AccountRow], on: date) -> Explanation:
    """The red and amber accounts that can opt out within the days ahead, the next first.

    Args:
        rows: every account, as of `on`.
    """
    until = on + timedelta(days=SOON_DAYS)
    unwell = [row for row in rows if row.band in ("red", "amber")]
    due = sorted(
        (row for row in unwell if is_due_soon(row, on)), key=lambda row: (row.opts_out_on or on, order_key(row.name))
    )
    n, arr = len(due), sum(row.arr_cents for row in due)
    unknown = [row for row in unwell if row.opts_out_on is None and row.renews_on is not None and not row.is_ended]
    ended = [row for row in unwell if row.is_ended]
    later = [row for row in unwell if row not in due and row not in unknown and row not in ended]
    unjudged = [row for row in rows if row.band == "unscored" and row.arr_cents > 0]
    out = (
        (unknown, "the opt-out date is unknown: the notice period is missing"),
        (ended, "the term ended and nobody said what became of it"),
        (later, f"red or amber, and no opt-out within {SOON_DAYS} days"),
        (unjudged, "not enough is known to judge their health"),
    )
    return of_day(
        on,
        key=KEY,
        title=f"Red or amber, opt-out in {SOON_DAYS} days",
        value=n,
        unit="count",
        direction="lower is better",
        period=Period(on - timedelta(days=1), until),
        sentence=(
            *(count(n), f" {plural(n, 'account')} of ", cents(arr), f" ARR {plural(n, 'is', 'are')} red or amber and "),
            *("can opt out by ", day(until), "."),
        ),
        formula=f"accounts that are red or amber, and whose opt-out date is within {SOON_DAYS} days",
        numbers=(count(n), " of ", count(len(unwell)), " red or amber"),
        inputs=(
            Input("accounts", count(len(rows))),
            Input("their ARR", cents(sum(row.arr_cents for row in rows))),
            Input("red or amber", count(len(unwell))),
        ),
        n=len(unwell),
        n_of="red or amber",
        exclusions=tuple(
            Exclusion(plural(len(left), "account"), len(left), (why,), sum(row.arr_cents for row in left))
            for left, why in out
            if left
        ),
        columns=counted(
            n,
            Column("arr", "ARR", "cents", arr),
            Column("score", "score", "health"),
            Column("by", "by", "date"),
            Column("band", "band", "text"),
        ),
        rows=tuple(Row(row.id, row.name, (1, row.arr_cents, row.shown, row.opts_out_on, row.band)) for row in due),
        definition="Who is not well and can still be kept: after the opt-out date there is nothing left to decide.",
    )

"""How the figures of a day came about: who needs somebody, what can be opted out of, the ARR of a year by health."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.account_rows import BANDS
from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import of_csm, of_day
from desktop.domain.explain.phrases import cents, count, day, plural
from desktop.domain.health_history import HealthHistory
from desktop.domain.today.book import Today
from desktop.domain.today.lists import OPT_OUT_DAYS
from desktop.domain.today.weeks import OptOutWeek
from desktop.domain.today.year import accounts_then


def explained_need(view: Today) -> Explanation:
    """The accounts that need somebody this week, and the ARR at stake, account by account."""
    must, total = view.queue.must, view.at_stake_cents
    safe = [row for row in must if not row.is_loss]
    later = [row for row in view.queue.rows if row.part != "must"]
    put_off = len(view.queue.snoozed)
    n = len(must)
    out = (
        (len(safe), "something is due, and nothing says that the account may be lost: no ARR at stake", None),
        (
            len(later),
            "nothing is urgent, late or due within 7 days: next in line",
            sum(r.at_stake_cents for r in later),
        ),
        (put_off, "put off", None),
    )
    return of_day(
        view.day,
        key="today.at_stake",
        title="At stake this week",
        value=total,
        unit="cents",
        of=of_csm(view.csm),
        sentence=(
            count(n),
            f" {plural(n, 'account needs', 'accounts need')} somebody this week; ",
            cents(total),
            " at stake.",
        ),
        formula="sum of the ARR of the accounts that need somebody this week and show a sign of loss",
        numbers=("sum over ", count(n - len(safe)), f" of {n} {plural(n, 'account')} = ", cents(total)),
        inputs=(Input("need somebody this week", count(n)), Input("show a sign of loss", count(n - len(safe)))),
        n=n,
        n_of=f"{plural(n, 'account')} that {plural(n, 'needs', 'need')} somebody",
        exclusions=tuple(Exclusion(plural(many, "account"), many, (why,), arr) for many, why, arr in out if many),
        assumptions=(
            (
                "In order of rank: ARR x the largest over the reasons of weight (signs 3, 2 or 1; late 0.5, due 0.25) "
                "x nearness of its own day (1 on the day, 1/2 thirty days before); urgent signs count as 30 days ahead "
                "at most.",
            ),
            ("ARR counts the last ARR of terms that ended without an outcome.",),
        ),
        columns=(
            Column("arr", "at stake", "cents", total, is_narrow=True),
            Column("by", "by", "date", is_narrow=True),
            Column("why", "why", "text", is_narrow=True),
        ),
        rows=tuple(
            Row(
                row.account,
                row.name,
                (
                    row.at_stake_cents,
                    None if row.deadline is None else row.deadline.on,
                    ", ".join(reason.key.replace("_", " ") for reason in row.reasons[:3]),
                ),
            )
            for row in must
        ),
        part="arr",
        definition="Urgent signs, and whatever is due within 7 days or late; at stake is ARR that may be lost.",
    )


def explained_opt_outs(view: Today, week: OptOutWeek | None = None) -> Explanation:
    """What can be opted out of within the days ahead, account by account.

    Args:
        week: only in that week of them.
    """
    found = [each for each in view.opt_outs if week is None or week.holds(each)]
    total, terms = sum(each.arr_cents for each in found), sum(each.terms for each in found)
    unknown, n = sum(each.unknown for each in found), len(found)
    since = view.day if week is None else week.first
    until = view.day + timedelta(days=OPT_OUT_DAYS) if week is None else week.last
    within = f"within {OPT_OUT_DAYS} days" if week is None else "in that week"
    return of_day(
        view.day,
        key="opt_outs",
        title=f"Opt-outs, next {OPT_OUT_DAYS} days" if week is None else "Opt-outs of a week",
        value=total,
        unit="cents",
        period=Period(since - timedelta(days=1), until),
        of=of_csm(view.csm),
        sentence=(
            *(count(n), f" {plural(n, 'account')} can opt out of ", count(terms), f" {plural(terms, 'term')} of "),
            *(cents(total), " ARR ", *(() if week is None else ("from ", day(since), " ")), "until ", day(until), "."),
        ),
        formula=f"sum of the ARR of the undecided terms whose opt-out is {within}",
        numbers=("sum over ", count(terms), f" {plural(terms, 'term')} = ", cents(total)),
        inputs=(Input("terms", count(terms)), Input("accounts", count(n))),
        n=n,
        n_of=plural(n, "account"),
        assumptions=(
            (
                count(unknown),
                f" {plural(unknown, 'term')} by the renewal date, because the notice period is unknown: they may have "
                "to be decided earlier.",
            ),
        )
        if unknown
        else (),
        columns=(
            Column("arr", "ARR", "cents", total, is_narrow=True),
            Column("terms", "terms", "count", terms),
            Column("by", "by", "date", is_narrow=True),
            Column("why", "why", "text", is_narrow=True),
        ),
        rows=tuple(
            Row(
                each.account,
                each.name,
                (each.arr_cents, each.terms, each.on, "opt-out" if each.notice_known else "renewal, notice unknown"),
            )
            for each in found
        ),
        part="arr",
        definition="Terms nobody has decided on: no outcome, no notice given, and the last day for notice is ahead.",
    )


def explained_month_end(view: Today, history: HealthHistory, on: date) -> Explanation:
    """The ARR on one of the days of a history by health, account by account, and what changed since the day before it.

    Args:
        view: whose accounts count.
    """
    rows = accounts_then(history, view.names, on)
    there = [each for each in rows if each.cents]
    n, total = len(there), sum(each.cents for each in there)
    at = history.days.index(on)
    since = history.days[at - 1] if at else None
    changed = None if since is None else sum(each.cents - (each.before or 0) for each in rows)
    of_band = [(band, [each for each in there if each.band == band]) for band in BANDS]
    found = [(band, len(each), sum(one.cents for one in each)) for band, each in of_band if each]
    without = len(view.names) - n
    whose = () if view.csm is None else ((f"The accounts are those {view.csm} looks after on ", day(view.day), "."),)
    return of_day(
        view.day,
        key="today.month_end",
        title="ARR by health",
        value=total,
        unit="cents",
        period=Period(on - timedelta(days=1) if since is None else since, on),
        of=of_csm(view.csm),
        sentence=(
            *("On ", day(on), ", ", count(n), f" {plural(n, 'account')} had ", cents(total), " ARR"),
            *(
                part
                for at, (band, _, arr) in enumerate(found)
                for part in (", " if at else ": ", f"{band} ", cents(arr))
            ),
            ".",
        ),
        formula="sum of the ARR of the accounts on the day, each in the band of its score on that day",
        numbers=(
            *(part for at, (_, _, arr) in enumerate(found) for part in (*((" + ",) if at else ()), cents(arr))),
            *(" = " if found else "",),
            cents(total),
        ),
        inputs=tuple(Input(f"{band}, {many} {plural(many, 'account')}", cents(arr)) for band, many, arr in found),
        n=n,
        n_of=f"{plural(n, 'account')} with ARR",
        exclusions=(Exclusion(plural(without, "account"), without, ("no ARR on that day",)),) if without else (),
        assumptions=(
            (
                "Each day is scored by the scorecard it had. Facts count by their own date, whenever entered; "
                "what has no date counts as it is on ",
                day(view.day),
                ".",
            ),
            *whose,
        ),
        columns=(
            Column("arr", "ARR", "cents", total, is_narrow=True),
            *(() if changed is None else (Column("change", "change", "cents", changed, is_narrow=True),)),
            Column("score", "score", "health", is_narrow=True),
            Column("band", "band", "text", is_narrow=True),
        ),
        rows=tuple(
            Row(
                each.account,
                each.name,
                (
                    each.cents,
                    *(() if changed is None else (each.cents - (each.before or 0),)),
                    each.shown,
                    each.band if each.cents else "no ARR",
                ),
            )
            for each in rows
        ),
        part="arr",
        definition="ARR at the end of a day, by health: green, amber, red, and unscored where too little is known.",
    )

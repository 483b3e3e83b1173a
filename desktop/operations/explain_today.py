"""How the figures of a day came about: who needs somebody, what is at stake, and what can be opted out of."""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.explanation import cents, count, day, plural
from desktop.domain.today.book import Today
from desktop.domain.today.lists import OPT_OUT_DAYS


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
    return Explanation(
        key="today.at_stake",
        title="At stake this week",
        value=total,
        unit="cents",
        direction=None,
        period=Period(view.day - timedelta(days=1), view.day),
        by=None if view.csm is None else "csm",
        group=view.csm,
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
        interval=None,
        exclusions=tuple(Exclusion(plural(many, "account"), many, (why,), arr) for many, why, arr in out if many),
        assumptions=(
            (
                "In order of rank: weight of the strongest reason (3, 2 or 1; late 0.5, due 0.25) x ARR x nearness of "
                "the deadline (1 on its day, 1/2 thirty days before).",
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
        no_sum="",
        definition="Urgent signs, and whatever is due within 7 days or late; at stake is ARR that may be lost.",
        source="",
    )


def explained_opt_outs(view: Today) -> Explanation:
    """What can be opted out of within the days ahead, account by account."""
    found = view.opt_outs
    total, terms = sum(each.arr_cents for each in found), sum(each.terms for each in found)
    unknown, n = sum(each.unknown for each in found), len(found)
    until = view.day + timedelta(days=OPT_OUT_DAYS)
    return Explanation(
        key="opt_outs",
        title=f"Opt-outs, next {OPT_OUT_DAYS} days",
        value=total,
        unit="cents",
        direction=None,
        period=Period(view.day - timedelta(days=1), until),
        by=None if view.csm is None else "csm",
        group=view.csm,
        sentence=(
            *(count(n), f" {plural(n, 'account')} can opt out of ", count(terms), f" {plural(terms, 'term')} of "),
            *(cents(total), " ARR until ", day(until), "."),
        ),
        formula=f"sum of the ARR of the undecided terms whose opt-out is within {OPT_OUT_DAYS} days",
        numbers=("sum over ", count(terms), f" {plural(terms, 'term')} = ", cents(total)),
        inputs=(Input("terms", count(terms)), Input("accounts", count(n))),
        n=n,
        n_of=plural(n, "account"),
        interval=None,
        exclusions=(),
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
        no_sum="",
        definition="Terms nobody has decided on: no outcome, no notice given, and the last day for notice is ahead.",
        source="",
    )

"""How the sentence over the renewals came about: the terms that can be left soon, and those that are not among them."""

from __future__ import annotations

from datetime import date

from desktop.charts.renewal_timeline import Term
from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import counted, of_day
from desktop.domain.explain.phrases import cents, count, plural
from desktop.domain.explain.phrases import day as on_day
from desktop.operations.renewal_view import AHEAD_DAYS, RenewalView, decided_by, open_terms

KEY, UNKNOWN_KEY = "can_leave_arr_cents", "opt_out_unknown"


def explained_can_leave(view: RenewalView, day: date) -> Explanation:
    """The ARR that can leave by the end of the days ahead, term by term, the next first."""
    terms = sorted(open_terms(view.timeline, day, view.until), key=lambda term: (decided_by(term), term.account))
    n, total = view.accounts, view.to_renew_cents
    unknown = sum(term.opts_out_on is None for term in terms)
    noticed = [term for term in view.timeline.terms if not term.is_overdue and term.notice_given_on is not None]
    later = [
        term
        for term in view.timeline.terms
        if not term.is_overdue and term.notice_given_on is None and decided_by(term) > view.until
    ]
    passed = [
        term
        for term in view.timeline.terms
        if not term.is_overdue and term.notice_given_on is None and decided_by(term) < day
    ]
    return of_day(
        day,
        key=KEY,
        title="Can leave",
        value=total,
        unit="cents",
        period=Period(day, view.until),
        sentence=(
            *(count(n), f" {plural(n, 'account')} can give notice on terms of ", cents(total), " ARR from "),
            *(on_day(day), " to ", on_day(view.until), "."),
        ),
        formula=f"sum of the ARR of the terms that can be left within {AHEAD_DAYS} days",
        numbers=("sum over ", count(len(terms)), f" {plural(len(terms), 'term')} = ", cents(total)),
        inputs=(Input("terms", count(len(terms))), Input("accounts", count(n))),
        n=n,
        n_of=plural(n, "account"),
        exclusions=tuple(
            Exclusion(plural(len(out), "term"), len(out), (why,), sum(term.arr_cents for term in out))
            for out, why in (
                ([term for term in view.timeline.terms if term.is_overdue], "ended without an outcome"),
                (noticed, "notice was given: nothing is left to decide"),
                (passed, "the opt-out date has passed"),
                (later, f"more than {AHEAD_DAYS} days ahead"),
            )
            if out
        ),
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
            Column("by", "by", "date", is_narrow=True),
            Column("line", "line", "text", is_narrow=True),
            Column("why", "why", "text", is_narrow=True),
        ),
        rows=tuple(_row(term) for term in terms),
        part="arr",
        definition="ARR of the terms whose opt-out date, or renewal date where the notice period is unknown, is ahead.",
    )


def explained_unknown_opt_outs(view: RenewalView, day: date) -> Explanation:
    """The terms whose opt-out is unknown, because nobody entered the notice period; the next to end first."""
    terms = [term for term in view.timeline.terms if not term.is_overdue]
    unknown = sorted((t for t in terms if t.opts_out_on is None), key=lambda t: (t.end_on, t.account))
    n, arr = len(unknown), sum(term.arr_cents for term in unknown)
    overdue = [term for term in view.timeline.terms if term.is_overdue]
    return of_day(
        day,
        key=UNKNOWN_KEY,
        title="Opt-out unknown",
        value=n,
        unit="count",
        direction="lower is better",
        sentence=(
            *(count(n), f" {plural(n, 'term')} of ", cents(arr), " ARR may have to be decided earlier than they end: "),
            "their notice period is not known.",
        ),
        formula="terms that are still to end, without a notice period",
        numbers=(count(n), " of ", count(len(terms)), f" {plural(len(terms), 'term')} still to end"),
        inputs=(Input("terms still to end", count(len(terms))),),
        n=len(terms),
        n_of=f"{plural(len(terms), 'term')} still to end",
        exclusions=(
            Exclusion(
                plural(len(overdue), "term"),
                len(overdue),
                ("ended without an outcome: nothing is left to opt out of",),
                sum(term.arr_cents for term in overdue),
            ),
        )
        if overdue
        else (),
        assumptions=(("Until somebody types it, the day the term ends stands in, and is flagged.",),) if n else (),
        columns=counted(
            n,
            Column("arr", "ARR", "cents", arr),
            Column("ends", "ends", "date"),
            Column("line", "line", "text"),
        ),
        rows=tuple(Row(t.key or "", t.account, (1, t.arr_cents, t.end_on, t.line or None)) for t in unknown),
        definition="The opt-out date is the end of the term less the notice period; without that it cannot be known.",
    )


def _row(term: Term) -> Row:
    known = "opt-out" if term.opts_out_on is not None else "renewal, notice unknown"
    return Row(term.key or "", term.account, (term.arr_cents, decided_by(term), term.line or None, known))

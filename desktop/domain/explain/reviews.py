"""How the sentence over the reviews came about: those that are due and that nobody has planned."""

from __future__ import annotations

from desktop.domain.explain.explanation import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import counted, of_day
from desktop.domain.explain.phrases import cents, count, plural, share
from desktop.domain.qbrs.schedule import AHEAD_DAYS, OPEN, Reviews, is_due

KEY = "qbrs.unplanned"


def explained_reviews(view: Reviews) -> Explanation:
    """The reviews due and unplanned, as the page lists them, and what coverage is beside them."""
    due = [row for row in view.rows if is_due(row)]
    unplanned = [row for row in due if row.standing.state in OPEN]
    planned, later = len(due) - len(unplanned), len(view.rows) - len(due)
    n, covered = len(unplanned), view.coverage
    out = (
        (planned, "due, and planned"),
        (later, f"due in more than {AHEAD_DAYS} days"),
    )
    return of_day(
        view.day,
        key=KEY,
        title="Reviews due and unplanned",
        value=n,
        unit="count",
        direction="lower is better",
        sentence=(
            *(count(len(due)), f" of {len(view.rows):,} {plural(len(view.rows), 'account')} with ARR "),
            f"{plural(len(due), 'has', 'have')} a review that is late or due within {AHEAD_DAYS} days; ",
            *(count(n), f" of them {plural(n, 'has', 'have')} none planned, of ", cents(view.unplanned_cents), " ARR."),
        ),
        formula=f"reviews that are late, or due within {AHEAD_DAYS} days, and for which no day ahead is planned",
        numbers=(count(len(due)), " - ", count(planned), " = ", count(n)),
        inputs=(
            Input("accounts with ARR", count(len(view.rows))),
            Input("reviews due", count(len(due))),
            Input("of these planned", count(planned)),
            Input("accounts with a review held in 90 days", count(int(covered.numerator))),
            Input("coverage", share(covered.value)),
        ),
        n=len(view.rows),
        n_of=f"{plural(len(view.rows), 'account')} with ARR",
        exclusions=tuple(Exclusion(plural(left, "account"), left, (why,)) for left, why in out if left),
        assumptions=(
            ("A review is due a cadence after the last one held; a first one, a cadence after the start.",),
            ("Planned for a day that is over, and not said to be held: it counts as not planned.",),
        ),
        columns=counted(
            n,
            Column("arr", "ARR", "cents", view.unplanned_cents),
            Column("due", "due", "date"),
            Column("state", "state", "text"),
        ),
        rows=tuple(
            Row(
                row.account.id,
                row.account.name,
                (1, row.account.arr_cents, row.standing.due_on, _STATE.get(row.standing.state, row.standing.state)),
            )
            for row in unplanned
        ),
        definition="Whom to find a day with next; cadences are set per segment.",
    )


_STATE = {"unrecorded": "planned day passed, not recorded"}

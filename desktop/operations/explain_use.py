"""How the figures of one account's use came about: seats, the trend, features."""

from __future__ import annotations

import math
from datetime import timedelta

from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Exclusion, Explanation, Row
from desktop.domain.explain.of_day import of_day
from desktop.domain.explain.phrases import count, day, of_unit, plural, share
from desktop.operations.account_view import AccountView
from desktop.operations.explain_one import line_name, of_account


def explained_seats(view: AccountView) -> Explanation:
    """Active users of the seats bought."""
    found = view.usage
    lines = [line for line in view.lines if line.is_open and line.line.seats is not None]
    return of_day(
        view.day,
        of=of_account(view),
        key="usage.seats",
        row_of="line",
        title="Seats used",
        value=found.share,
        unit="share",
        sentence=("Unknown: no active users within 35 days, or the seats bought are unknown.",)
        if found.share is None or found.active_on is None
        else (count(round(found.active_users or 0)), " were active on ", day(found.active_on), "."),
        formula="active users, the latest reading of the last 35 days / seats bought",
        numbers=(
            *(of_unit(found.active_users, "count"), " / ", of_unit(found.seats, "count")),
            *(" = ", share(found.share)),
        ),
        n=len(lines),
        n_of=f"running {plural(len(lines), 'line')} with seats",
        columns=(Column("seats", "seats", "count", found.seats, is_narrow=True),),
        rows=tuple(Row(view.account.id, line_name(line), (line.line.seats,)) for line in lines),
        part=None,
        no_sum="the rows are the seats below the line",
        definition="Active users of the seats of the lines that run; above 100 % where more use it than were bought.",
    )


def explained_trend(view: AccountView) -> Explanation:
    """Use of the last 28 days against the 28 before."""
    found = view.usage
    metric = (found.metric or "use").replace("_", " ")
    recent = [each for each in found.points if 0 <= (view.day - each.on_day).days < 56]
    # Beside use in the 28 days before, no reading is a sum of 0.
    sums = (found.recent, found.earlier) if found.change is None else (found.recent or 0.0, found.earlier or 0.0)
    return of_day(
        view.day,
        of=of_account(view),
        period=Period(view.day - timedelta(days=56), view.day),
        key="usage.trend",
        row_of="reading",
        title="Usage trend",
        value=found.change,
        unit="share",
        direction="higher is better",
        sentence=("Unknown: no usage in the 28 days before the last 28.",)
        if found.change is None
        else (f"{metric.capitalize()}, added up: the last 28 days beside the 28 before.",),
        formula=f"{metric} of the last 28 days / those of the 28 before - 1",
        numbers=(
            *(of_unit(sums[0], "count"), " / ", of_unit(sums[1], "count"), " - 1 = "),
            share(found.change),
        ),
        n=len(recent),
        n_of=plural(len(recent), "reading"),
        columns=(
            Column("value", metric, "count", is_narrow=True),
            Column("on", "on", "date", is_narrow=True),
            Column("of", "of", "text", is_narrow=True),
        ),
        rows=tuple(
            Row(
                view.account.id,
                metric,
                (
                    each.value,
                    each.on_day,
                    "the last 28 days" if (view.day - each.on_day).days < 28 else "the 28 before",
                ),
            )
            for each in reversed(recent)
        ),
        part=None,
        no_sum="it is the sum of the upper readings by that of the lower",
        definition="Which way use moves; each reading is one day's or week's figure as it was imported.",
    )


def explained_features(view: AccountView) -> Explanation:
    """Users of each feature, of those who could use it."""
    known = [each for each in view.usage.features if each.share is not None]
    value = math.fsum(each.share or 0.0 for each in known) / len(known) if known else None
    out = len(view.usage.features) - len(known)
    part = [(each, None if each.share is None else each.share / len(known)) for each in view.usage.features]
    return of_day(
        view.day,
        of=of_account(view),
        key="usage.features",
        row_of="feature",
        title="Feature adoption",
        value=value,
        unit="share",
        direction="higher is better",
        sentence=("Unknown: no feature has both its users and those who could use it within 90 days.",)
        if value is None
        else (count(len(known)), f" {plural(len(known), 'feature')}, each as much as the others."),
        formula="mean over features of (users / those who could use it), the latest readings of 90 days",
        numbers=(
            *(of_unit(math.fsum(each.share or 0.0 for each in known), "times"), " / ", count(len(known)), " = "),
            share(value),
        ),
        n=len(known),
        n_of=plural(len(known), "feature"),
        exclusions=(
            Exclusion(plural(out, "feature"), out, ("users, or those who could use it, are unknown or nobody",)),
        )
        if out
        else (),
        columns=(
            Column("part", "part", "share", value),
            Column("share", "share", "share", is_narrow=True),
            Column("users", "users", "count", is_narrow=True),
            Column("eligible", "of", "count", is_narrow=True),
            Column("on", "on", "date", is_narrow=True),
        ),
        rows=tuple(
            Row(view.account.id, each.name, (of_all, each.share, each.users, each.eligible, each.on_day))
            for each, of_all in part
        ),
        part="part",
        definition="Users of a feature / those who could use it. A feature of which one of the two is unknown is out.",
    )

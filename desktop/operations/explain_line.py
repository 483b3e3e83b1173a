"""How the health of an account went over the months of its line, and what happened in each of them."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.charts.health_line import HealthLine
from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Exclusion, Explanation, Phrase, Row
from desktop.domain.explain.of_day import of_day
from desktop.domain.explain.phrases import day, of_unit, plural
from desktop.operations.account_view import AccountView
from desktop.operations.explain_one import of_account

KEY = "health.line"


def explained_line(view: AccountView, line: HealthLine) -> Explanation:
    """The change of the score from the first to the last day of the line that has one, month by month.

    Args:
        line: as it stands on the account's page; empty = no day of it has a score, or it was not read.
    """
    known = [point for point in line.points if point.shown is not None]
    unscored = len(line.points) - len(known)
    value: int | None = None
    numbers: Phrase = ("no data",)
    if len(known) > 1:
        first, last = known[0].shown, known[-1].shown
        assert first is not None
        assert last is not None
        value = last - first
        numbers = (of_unit(last, "count"), " - ", of_unit(first, "count"), " = ", of_unit(value, "count"))
    return of_day(
        view.day,
        of=of_account(view),
        period=Period(line.points[0].on, line.points[-1].on) if len(line.points) > 1 else None,
        key=KEY,
        title="Health over 12 months",
        value=value,
        unit="count",
        direction="higher is better",
        sentence=_sentence(line),
        formula="last score of the line - first score of the line",
        numbers=numbers,
        n=len(known),
        n_of=f"{plural(len(known), 'day')} with a score",
        exclusions=(
            Exclusion(plural(unscored, "day"), unscored, ("no ARR then, or not enough was known for a score",)),
        )
        if unscored
        else (),
        columns=(
            Column("on", "on", "date", is_narrow=True),
            Column("score", "score", "count", is_narrow=True),
            Column("change", "change", "count", value, is_narrow=True),
        ),
        rows=tuple(_rows(view, line)),
        part="change" if value is not None else None,
        row_of="month",
        no_sum="" if value is not None else "two days with a score are needed for a change",
        definition="Each month end is scored by the scorecard that held on it, by what is known now. "
        "What stands beside a change happened in the same month; use and time move a score as well.",
    )


def _sentence(line: HealthLine) -> Phrase:
    known = [point for point in line.points if point.shown is not None]
    if not known:
        return ("No day of these months has a score.",)
    last: Phrase = (of_unit(known[-1].shown, "count"), " on ", day(known[-1].on), ".")
    if len(known) == 1:
        return ("Only one day has a score: ", *last)
    return ("From ", of_unit(known[0].shown, "count"), " on ", day(known[0].on), " to ", *last)


def _rows(view: AccountView, line: HealthLine) -> Iterator[Row]:
    before, since = None, None
    for point in line.points:
        happened = [event.label for event in line.events if since is not None and since < event.on <= point.on]
        change = None if before is None or point.shown is None else point.shown - before
        name = ", ".join(happened) or ("no event on the line" if since is not None else "the line begins")
        yield Row(view.account.id, name, (point.on, point.shown, change))
        before, since = before if point.shown is None else point.shown, point.on

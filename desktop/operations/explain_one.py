"""What all explanations of one account say alike: of whom and of which day they are."""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Exclusion, Explanation, Input, Interval, Phrase, Row, Unit, Value
from desktop.domain.explain.explanation import Direction
from desktop.operations.account_view import AccountView, Line

BY = "account"
"""What such an explanation is by; its group is the account's name."""


def of_account(
    view: AccountView,
    *,
    key: str,
    title: str,
    value: Value,
    unit: Unit,
    sentence: Phrase,
    formula: str,
    numbers: Phrase,
    n: int,
    n_of: str,
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    row_of: str,
    definition: str,
    part: str | None = None,
    no_sum: str = "",
    inputs: tuple[Input, ...] = (),
    exclusions: tuple[Exclusion, ...] = (),
    assumptions: tuple[Phrase, ...] = (),
    interval: Interval | None = None,
    direction: Direction | None = None,
    period: Period | None = None,
    is_estimate: bool = False,
    source: str = "",
) -> Explanation:
    """An explanation of the account on its day.

    Args:
        period: None = the day alone.
    """
    return Explanation(
        key=key,
        title=title,
        value=value,
        unit=unit,
        direction=direction,
        period=period or Period(view.day - timedelta(days=1), view.day),
        by=BY,
        group=view.account.name,
        sentence=sentence,
        formula=formula,
        numbers=numbers,
        inputs=inputs,
        n=n,
        n_of=n_of,
        interval=interval,
        exclusions=exclusions,
        assumptions=assumptions,
        columns=columns,
        rows=rows,
        part=part,
        no_sum=no_sum,
        definition=definition,
        source=source,
        row_of=row_of,
        is_estimate=is_estimate,
    )


def line_name(line: Line) -> str:
    """What a contract line is called in a row."""
    return " \N{MIDDLE DOT} ".join(filter(None, (line.line.product, line.line.plan))) or "Line"

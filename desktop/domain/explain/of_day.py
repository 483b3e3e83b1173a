"""What explanations of a day, of the book, of what one CSM looks after or of one account, say alike."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.calendar import Period
from desktop.domain.explain.explanation import Column, Direction, Exclusion, Explanation, Input, Interval, Row
from desktop.domain.explain.phrases import Phrase, Unit, Value, cents, count, plural


def of_day(
    day: date,
    *,
    of: tuple[str, str] | None = None,
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
    definition: str,
    part: str | None = "counts",
    no_sum: str = "",
    inputs: tuple[Input, ...] = (),
    exclusions: tuple[Exclusion, ...] = (),
    assumptions: tuple[Phrase, ...] = (),
    interval: Interval | None = None,
    direction: Direction | None = None,
    period: Period | None = None,
    row_of: str = "account",
    is_estimate: bool = False,
    source: str = "",
) -> Explanation:
    """An explanation of what stands on a day: counted, and no estimate, where nothing else is said.

    Args:
        of: the dimension and the group of it, as in `Explanation`; None = the whole book.
        period: None = the day alone.
    """
    by, group = of or (None, None)
    return Explanation(
        key=key,
        title=title,
        value=value,
        unit=unit,
        direction=direction,
        period=period or Period(day - timedelta(days=1), day),
        by=by,
        group=group,
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


def of_csm(csm: str | None) -> tuple[str, str] | None:
    """What is of the accounts one CSM looks after; None = of all."""
    return None if csm is None else ("csm", csm)


def counted(n: int, *more: Column) -> tuple[Column, ...]:
    """The column that counts each row as one, and those beside it, which alone are shown where there is little room."""
    return (Column("counts", "counts", "count", n), *(each._replace(is_narrow=True) for each in more))


def numbers_of(*named: tuple[str, int]) -> tuple[Input, ...]:
    """Counts that the figure is told with; those that are nothing are left out."""
    return tuple(Input(name, count(n)) for name, n in named if n)


def left_out(*out: tuple[str, int, str] | tuple[str, int, str, int]) -> tuple[Exclusion, ...]:
    """(what, in the singular, how many, why, cents of ARR) of what does not count; nothing is left out of nothing."""
    return tuple(Exclusion(plural(n, what), n, (why,), arr[0] if arr else None) for what, n, why, *arr in out if n)


def of_arr(n: int, arr_cents: int) -> Phrase:
    """12 accounts of 340,000 ARR."""
    return (count(n), f" {plural(n, 'account')} of ", cents(arr_cents), " ARR")

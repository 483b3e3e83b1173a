"""What an explanation of a figure holds: its formula, inputs, what was left out and why, and the rows it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.explain.closing import Closing
from desktop.domain.explain.phrases import Phrase, Quantity, Unit, Value
from desktop.domain.rates import SMALL_N

Direction = Literal["higher is better", "lower is better"]


class Input(NamedTuple):
    """A number the formula takes."""

    name: str
    quantity: Quantity


class Interval(NamedTuple):
    """Between what the figure could lie, at 95 %."""

    low: float
    high: float
    unit: Unit
    method: str


class Exclusion(NamedTuple):
    """What does not count in the figure.

    Args:
        what: the kind of thing, in the plural: "accounts".
        n: how many.
        why: the reason, a sentence without its full stop.
        arr_cents: what is behind them, where that is known and matters.
    """

    what: str
    n: int
    why: Phrase
    arr_cents: int | None = None


class Column(NamedTuple):
    """A column of the rows.

    Args:
        total: what the column adds up to; None = it is not to be added up.
        is_narrow: also shown where there is little room.
    """

    key: str
    title: str
    unit: Unit
    total: float | int | None = None
    is_narrow: bool = False


class Row(NamedTuple):
    """One account, line, answer or plan; `cells` are aligned with the columns, None = unknown, or does not apply.

    Args:
        account: id.
    """

    account: str
    name: str
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure came about.

    Args:
        value: as in `metrics`; None = no data.
        direction: None = neither is better.
        by, group: the dimension and group it is of; None = the whole book.
        sentence: the figure in a sentence.
        formula: in words.
        numbers: the formula with the numbers put in.
        n, n_of: observations, and what they are.
        part: key of the column that adds up to the value; None = the value is no sum, and `no_sum` says why.
        definition, source: a sentence each; the source is empty for a plain count or sum.
        closing: what was closed of it, where its period is or holds a closed quarter.
        since_closed: the closing in sentences.
        row_of: what a row stands for, in the singular.
        is_estimate: False = all there is was counted, so that little data makes it no worse.
    """

    key: str
    title: str
    value: Value
    unit: Unit
    direction: Direction | None
    period: Period
    by: str | None
    group: str | None
    sentence: Phrase
    formula: str
    numbers: Phrase
    inputs: tuple[Input, ...]
    n: int
    n_of: str
    interval: Interval | None
    exclusions: tuple[Exclusion, ...]
    assumptions: tuple[Phrase, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    part: str | None
    no_sum: str
    definition: str
    source: str
    closing: Closing | None = None
    since_closed: tuple[Phrase, ...] = ()
    row_of: str = "account"
    is_estimate: bool = True

    @property
    def is_small(self) -> bool:
        """Whether it is an estimate from little data; a sum or a count of what there is, is no estimate."""
        return (
            self.is_estimate
            and 0 < self.n < SMALL_N
            and (self.unit not in ("cents", "count", "text") or self.key == "clv")
        )

    def parts(self) -> list[float | int]:
        """The part of each row, in order; they add up to the value. Empty where the value is no sum."""
        if self.part is None:
            return []
        at = [column.key for column in self.columns].index(self.part)
        return [part for row in self.rows if isinstance(part := row.cells[at], int | float)]

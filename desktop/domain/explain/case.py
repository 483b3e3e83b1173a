"""What is being explained: a figure of a selection of accounts, and what several explanations say alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from desktop.domain.contracts import KnownLines, Mask, known_lines
from desktop.domain.explain.explanation import Column, Exclusion, Input, Interval, Row
from desktop.domain.explain.phrases import Phrase, Value, cents, count, day, plural
from desktop.domain.figures import Figures
from desktop.domain.frame import Frame, Selection
from desktop.domain.health_facts import BoolArray
from desktop.domain.name_order import order_key


@dataclass(frozen=True, eq=False)
class Case:
    """A figure of a selection.

    Args:
        value: what `metrics` says.
        by: the dimension of the group; None = the whole book.
    """

    key: str
    value: Value
    frame: Frame
    chosen: Selection
    figures: Figures
    by: str | None

    @cached_property
    def known(self) -> KnownLines:
        """The contract lines as known on the period's last day."""
        return known_lines(self.frame.book.lines, as_of=self.frame.period.end)

    @property
    def number(self) -> float | None:
        """The value, where it is a number."""
        return self.value if isinstance(self.value, int | float) else None

    @property
    def part_of_key(self) -> str:
        """What stands behind the dot of the key."""
        return self.key.partition(".")[2]

    def names(self) -> dict[str, str]:
        """Name by account id, of every account of the book."""
        return {account.id: account.name for account in self.frame.book.accounts}


@dataclass(frozen=True, slots=True)
class Body:
    """What a subject says of its figure; see Explanation."""

    sentence: Phrase
    numbers: Phrase
    n: int
    n_of: str
    columns: tuple[Column, ...]
    rows: list[Row]
    part: str | None = None
    no_sum: str = ""
    inputs: tuple[Input, ...] = ()
    interval: Interval | None = None
    exclusions: Iterable[Exclusion | None] = ()
    assumptions: Iterable[Phrase | None] = field(default=())


def account_rows(case: Case, where: BoolArray, columns: Sequence[Sequence[Value]], *, sort_by: int) -> list[Row]:
    """A row for each account in `where`, the largest by a column first, then by name.

    Args:
        columns: aligned with the frame's accounts.
        sort_by: index of a column of numbers; unknown ones stand last.
    """
    rows = [
        Row(account.id, account.name, cells)
        for account, chosen, *cells_of in zip(case.frame.accounts, where.tolist(), *columns, strict=True)
        if chosen
        for cells in (tuple(cells_of),)
    ]
    return by_size(rows, sort_by)


def by_size(rows: list[Row], at: int) -> list[Row]:
    """The rows, the largest by the number in a cell first, whatever its sign; then by name."""

    def size(row: Row) -> float:
        cell = row.cells[at]
        return -abs(cell) if isinstance(cell, int | float) else 1.0

    return sorted(rows, key=lambda row: (size(row), order_key(row.name), row.account))


def exclusion(what: str, n: int, *why: object, arr_cents: int | None = None) -> Exclusion | None:
    """An exclusion, unless there is nothing to exclude.

    Args:
        what: in the singular.
        why: the parts of a phrase.
    """
    if not n:
        return None
    return Exclusion(plural(n, what), n, why, arr_cents)  # pyright: ignore[reportArgumentType]


@dataclass(frozen=True, slots=True)
class _Lines:
    n: int
    cents: int


def line_exclusions(case: Case, where: Mask) -> list[Exclusion | None]:
    """The contract lines of some accounts that do not count on the period's last day, and why."""
    known = case.known
    ours = _of_accounts(case, where, [line.account for line in known.lines])
    arr = np.array([line.arr_cents for line in known.lines], np.int64)
    trial = np.array([bool(line.trial) for line in known.lines], np.bool_)
    trials = _lines(ours & trial & known.counts_on(case.frame.period.end), arr)
    overdue = _lines(ours & known.overdue(), arr)
    return [
        exclusion("trial", trials.n, "trials count as zero ARR", arr_cents=trials.cents),
        exclusion(
            "overdue line",
            overdue.n,
            "the term ended and nobody said what became of it, so that it has no ARR",
            arr_cents=overdue.cents,
        ),
    ]


def line_assumptions(case: Case, where: Mask) -> list[Phrase | None]:
    """The contract lines of some accounts that count although their term is over, on the period's last day."""
    known = case.known
    ours = _of_accounts(case, where, [line.account for line in known.lines])
    over = known.contract_end <= case.frame.period.end.toordinal()
    rolled = _lines(ours & over & known.counts_on(case.frame.period.end) & (known.arr > 0), known.arr)
    if not rolled.n:
        return []
    return [
        (
            count(rolled.n),
            f" {plural(rolled.n, 'line')} of ",
            cents(rolled.cents),
            f" {plural(rolled.n, 'is', 'are')} past the end of the first term and "
            f"{plural(rolled.n, 'counts', 'count')} on: automatic renewal, no notice in time.",
        )
    ]


def csm_assumption(case: Case) -> Phrase | None:
    """Whose retention it is, by CSM."""
    if case.by != "csm":
        return None
    return ("Retention belongs to whoever owned the account at the end of ", day(case.frame.period.start), ".")


def _lines(where: Mask, arr: np.ndarray[tuple[int], np.dtype[np.int64]]) -> _Lines:
    return _Lines(int(where.sum()), int(arr[where].sum()))


def _of_accounts(case: Case, where: Mask, owners: Sequence[str]) -> BoolArray:
    chosen = {account for account, is_in in zip(case.frame.ids, where.tolist(), strict=True) if is_in}
    return np.array([owner in chosen for owner in owners], np.bool_)

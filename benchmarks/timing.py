"""Measuring an operation beside its floor: in turns, so that a slow moment of the machine meets both alike."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table.

    Args:
        ours, floor: in `unit`; floor None = a part of another figure, or nothing to compare with.
        goal: the highest ratio that reaches the goal, or without a floor the highest figure; None = none was set.
    """

    name: str
    ours: float
    floor: float | None = None
    goal: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def is_reached(self) -> bool | None:
        """None = there is no goal."""
        if self.goal is None:
            return None
        return (self.ours if self.ratio is None else self.ratio) <= self.goal


def milliseconds(run: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    """How long one run takes, garbage of earlier runs taken away before."""
    gc.collect()
    start = clock()
    run()
    return 1000 * (clock() - start)


def in_turns(*runs: Callable[[], object], rounds: int, computes: bool = False) -> list[float]:
    """The median milliseconds of each run, made A B A B ... after one round unmeasured.

    Args:
        computes: no run waits for a disk, so that the processor's time is the time it takes on a machine at rest, and
            what else the machine does spoils less; otherwise it is the time on the wall.
    """
    clock = process_time if computes else perf_counter
    # Imports and the system's file cache are paid by nobody.
    for run in runs:
        run()
    taken = [[milliseconds(run, clock) for run in runs] for _ in range(rounds)]
    return [median(column) for column in zip(*taken, strict=True)]


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one line each."""
    rows = [("figure", "ours", "floor", "unit", "ratio", "goal", "")]
    for each in figures:
        rows.append(
            (
                each.name,
                _number(each.ours),
                "" if each.floor is None else _number(each.floor),
                each.unit,
                "" if each.ratio is None else f"{each.ratio:.2f}",
                "" if each.goal is None else f"<= {each.goal:g}{'' if each.floor else f' {each.unit}'}",
                {None: "", True: "reached", False: "missed"}[each.is_reached],
            )
        )
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if at in (1, 2, 4) else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def load() -> str:
    """How busy the machine is, said beside every table: on a busy one only the ratios mean something."""
    one, five, _ = os.getloadavg() if hasattr(os, "getloadavg") else (float("nan"), float("nan"), 0.0)
    return f"{os.cpu_count()} cores, load {one:.1f} over the last minute, {five:.1f} over five"


def _number(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"

"""How many decimals figures are told with, and rounding numbers so that what is shown adds up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from desktop.domain.explain.phrases import Unit

DECIMALS: Mapping[Unit, int] = MappingProxyType(
    {
        "share": 1,
        "share points": 1,
        "percent": 1,
        "points": 2,
        "net": 1,
        "health": 1,
        "ease": 2,
        "times": 2,
        "years": 2,
    }
)
"""Decimals of a figure by unit; of a share, those of its percent. Other units are told as they are."""
PERCENT: tuple[Unit, ...] = ("share", "share points")
"""Told a hundred times as large."""


def settled(values: Sequence[float], digits: int) -> list[float]:
    """The values on so many decimals, by largest remainder, so that they add up to their sum as it is rounded itself.

    Each lies less than one unit of the last decimal from what it was. Equal remainders go to the earlier value.

    Args:
        digits: decimals, 0 and above.
    """
    unit = 10**digits
    scaled = [round(value * unit, 6) for value in values]
    whole = [math.floor(each) for each in scaled]
    missing = math.floor(round(math.fsum(scaled), 6) + 0.5) - sum(whole)
    by_remainder = sorted(range(len(scaled)), key=lambda i: (whole[i] - scaled[i], i))
    for i in by_remainder[: max(missing, 0)]:
        whole[i] += 1
    return [each / unit for each in whole]

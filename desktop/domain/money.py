"""Money is an integer number of minor units (cents) of the portfolio's one currency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MAX_CENTS = 10**15
"""Ten trillion units: far above any book, far below what an integer sum could overflow."""
_PLAIN_DIGITS = 13
"""With no more before the point, an amount is below ten trillion units."""


def parse_cents(text: str) -> int:
    """Money in units ("1234.56", "-3") as cents; more than two decimals are refused unless they are zeros.

    Raises:
        ValueError: not a number, a fraction of a cent, or beyond ten trillion units; the text says which.
    """
    whole, point, fraction = text.partition(".")
    is_whole = whole.isdecimal() and len(whole) <= _PLAIN_DIGITS
    if is_whole and (not point or (fraction.isdecimal() and len(fraction) <= 2)):
        # Nearly every amount of an import, and a Decimal of it takes four times as long.
        return int(whole) * 100 + int(f"{fraction:0<2}")
    # Here, because the window's first frame writes amounts and reads none.
    from decimal import Decimal, InvalidOperation

    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError("is not an amount like 1234.56") from None
    # Compared before anything is computed: arithmetic would round the digits as typed to 28, or overflow.
    if not amount.is_finite() or not -MAX_CENTS // 100 <= amount <= MAX_CENTS // 100:
        raise ValueError("is not an amount this program can hold")
    rounded = amount.quantize(Decimal("0.01"))
    if rounded != amount:
        raise ValueError("has a fraction of a cent")
    return int(rounded * 100)


def format_units(cents: int) -> str:
    """Cents as units for a CSV cell: "1234.56", "-0.05", and "1234" where there are no cents."""
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100}" + (f".{whole % 100:02d}" if whole % 100 else "")


class Short(NamedTuple):
    """An amount to be read at a glance: `amount`, to be written with so many digits, in `unit` (k, M, bn or none)."""

    amount: float
    digits: int
    unit: str


def in_short(cents: int) -> Short:
    """An amount in the largest unit of which it is one after rounding: 999 k, but never 1,000 k."""
    units = cents / 100
    whole = abs(units)
    # Each step begins where the one before would be rounded up to it.
    if whole >= 999_995_000:
        return Short(units / 1_000_000_000, 2, "bn")
    if whole >= 999_500:
        return Short(units / 1_000_000, 2, "M")
    if whole < 999.5:
        return Short(units, 0, "")
    tenths = round(whole / 100)
    return Short(units / 1_000, 1 if tenths < 100 and tenths % 10 else 0, "k")


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """`total` cents split in proportion to `weights`, by largest remainder, so that the parts add up exactly.

    Args:
        total: cents, >= 0.
        weights: >= 0, their sum > 0. Equal remainders go to the earlier part.
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts

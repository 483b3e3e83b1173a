"""Money is an integer number of minor units (cents) of the portfolio's one currency."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

MAX_CENTS = 10**15
"""Ten trillion units: far above any book, far below what an integer sum could overflow."""


def parse_cents(text: str) -> int:
    """Money in units ("1234.56", "-3") as cents; more than two decimals are refused unless they are zeros.

    Raises:
        ValueError: not a number, a fraction of a cent, or beyond ten trillion units; the text says which.
    """
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

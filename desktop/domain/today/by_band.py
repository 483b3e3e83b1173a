"""What accounts come to, band by band: the columns of a chart over time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ByBand:
    """ARR and number of some accounts by band.

    Args:
        cents, accounts: aligned to account_rows.BANDS.
    """

    cents: tuple[int, ...]
    accounts: tuple[int, ...]

    @property
    def arr_cents(self) -> int:
        return sum(self.cents)

    @property
    def n(self) -> int:
        return sum(self.accounts)

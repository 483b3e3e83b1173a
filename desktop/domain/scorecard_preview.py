"""What another scorecard would do to a book: which accounts change their band, and how the mean moves.

Compares two scorings of the same accounts; knows neither where they come from nor how they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from desktop.domain.errors import Rejected
from desktop.domain.health import BANDS, HealthScores, shown_scores
from desktop.domain.health_facts import BoolArray


class Standing(NamedTuple):
    """How the accounts of a book, or of one scorecard in it, stand.

    Args:
        accounts: all, scored or not.
        active: those with ARR, which are scored.
        banded: how many active ones have a band other than unscored; the n of `mean`.
        bands: one of health.BANDS -> active accounts.
        mean: over the banded ones, 0-100; None = none is banded.
    """

    accounts: int
    active: int
    banded: int
    bands: dict[str, int]
    mean: float | None


class BandMove(NamedTuple):
    """How many accounts go from one band to another."""

    before: str
    after: str
    accounts: int


class AccountMove(NamedTuple):
    """An account that changes its band; shown scores in whole points, None = unscored."""

    account: str
    arr_cents: int
    before: str
    after: str
    shown_before: int | None
    shown_after: int | None


class Preview(NamedTuple):
    """What changes.

    Args:
        before, after: the standing of the whole book.
        moves: by the order of health.BANDS, from and to.
        moved: the accounts, by ARR, the largest first.
        rescored: how many active accounts are shown with another score, those that move included.
    """

    before: Standing
    after: Standing
    moves: tuple[BandMove, ...]
    moved: tuple[AccountMove, ...]
    rescored: int


def standing(scores: HealthScores, scorecard: str | None = None) -> Standing:
    """How the accounts stand: all of them, or those a scorecard (by key) scores."""
    keys = [card.key for card in scores.scorecards]
    mine: BoolArray = np.ones(len(scores.score), dtype=np.bool_)
    if scorecard is not None:
        mine = scores.scorecard_of == (keys.index(scorecard) if scorecard in keys else -1)
    active = scores.inputs.active & mine
    banded = active & (scores.band != "unscored")
    n = int(banded.sum())
    return Standing(
        accounts=int(mine.sum()),
        active=int(active.sum()),
        banded=n,
        bands={band: int((active & (scores.band == band)).sum()) for band in BANDS},
        mean=float(scores.score[banded].mean()) if n else None,
    )


def preview(before: HealthScores, after: HealthScores, arr_cents: Mapping[str, int]) -> Preview:
    """What changes between two scorings of the same accounts on the same day.

    Args:
        arr_cents: account id -> ARR; absent = 0.

    Raises:
        Rejected: they are not of the same accounts.
    """
    if before.inputs.accounts != after.inputs.accounts:
        raise Rejected("The two scorings are of different accounts: read the book again.")
    active = before.inputs.active
    shown = [np.where(each.band == "unscored", np.nan, shown_scores(each)) for each in (before, after)]
    is_same = (shown[0] == shown[1]) | (np.isnan(shown[0]) & np.isnan(shown[1]))
    at = np.flatnonzero(active & (before.band != after.band))
    moved = [
        AccountMove(
            account=before.inputs.accounts[row],
            arr_cents=arr_cents.get(before.inputs.accounts[row], 0),
            before=str(before.band[row]),
            after=str(after.band[row]),
            shown_before=_whole(shown[0][row]),
            shown_after=_whole(shown[1][row]),
        )
        for row in at.tolist()
    ]
    counts = {(each.before, each.after): 0 for each in moved}
    for each in moved:
        counts[each.before, each.after] += 1
    return Preview(
        before=standing(before),
        after=standing(after),
        moves=tuple(
            BandMove(old, new, counts[old, new]) for old in BANDS for new in BANDS if counts.get((old, new), 0)
        ),
        moved=tuple(sorted(moved, key=lambda each: (-each.arr_cents, each.account))),
        rescored=int((active & (~is_same | (before.band != after.band))).sum()),
    )


def _whole(shown: float) -> int | None:
    return None if np.isnan(shown) else int(shown)

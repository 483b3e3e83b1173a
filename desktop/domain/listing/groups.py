"""A list put together by a field, and what each group comes to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.account_rows import SOON_DAYS
from desktop.domain.listing.columns import Codes, FloatArray, Listing
from desktop.domain.listing.fields import FIELDS

Positions = npt.NDArray[np.int32]
WORST_FIRST = ("red", "amber", "green", "unscored")
_HEALTH, _ARR, _OPT_OUT = (next(each for each in FIELDS if each.key == key) for key in ("health", "arr", "opt_out"))


class Subtotal(NamedTuple):
    """What the accounts of one group come to.

    Args:
        label: None = the field is unknown.
        mean_health: of the `scored` accounts, each counting once; None = none has a score.
        at_risk, at_risk_cents: those red or amber.
        opting_out_cents: the ARR that can opt out within 90 days, the day itself included.
    """

    label: str | None
    n: int
    arr_cents: int
    mean_health: float | None
    scored: int
    at_risk: int
    at_risk_cents: int
    opting_out_cents: int


class Groups(NamedTuple):
    """A list in groups.

    Args:
        order: the accounts, by group, and within each in the order they came in.
        starts: where in `order` each group begins.
    """

    subtotals: tuple[Subtotal, ...]
    order: Positions
    starts: tuple[int, ...]


def grouped(listing: Listing, key: str, order: Positions) -> Groups:
    """Put accounts together by a field, those of which it is unknown last.

    Args:
        key: of a field of texts.
        order: positions of the accounts that are listed, as they are sorted.
    """
    labels, codes = listing.coded(key)
    ranks = _ranks(labels, key)
    by_group = ranks[codes[order]]
    at = np.argsort(by_group, kind="stable")
    n = np.bincount(by_group, minlength=len(labels) + 1)
    there = np.flatnonzero(n)
    names: list[str | None] = [None] * (len(labels) + 1)
    for place, label in enumerate(labels):
        names[int(ranks[place])] = label
    starts = np.concatenate(([0], np.cumsum(n[there])[:-1])) if there.size else np.empty(0)
    return Groups(
        tuple(_subtotals(listing, order, by_group, [names[group] for group in there], there)),
        order[at],
        tuple(int(each) for each in starts),
    )


def _ranks(labels: tuple[str, ...], key: str) -> Codes:
    """Where each group comes, by code; the unknown, code -1, last."""
    ranks = np.arange(len(labels) + 1, dtype=np.int32)
    if key == "band":
        by_urgency = sorted(range(len(labels)), key=lambda at: WORST_FIRST.index(labels[at]))
        for rank, at in enumerate(by_urgency):
            ranks[at] = rank
    return ranks


def _subtotals(
    listing: Listing, order: Positions, by_group: Codes, names: list[str | None], there: npt.NDArray[np.intp]
) -> list[Subtotal]:
    score, arr, days = (listing.numbers(field)[order] for field in (_HEALTH, _ARR, _OPT_OUT))
    labels, codes = listing.coded("band")
    risky = np.isin(codes[order], [at for at, label in enumerate(labels) if label in ("red", "amber")])
    soon = (days >= 0) & (days <= SOON_DAYS)
    scored = ~np.isnan(score)

    def sums(weights: FloatArray) -> list[float]:
        return np.bincount(by_group, weights, minlength=int(there[-1]) + 1 if there.size else 0)[there].tolist()

    columns = zip(
        names,
        sums(np.ones(len(order))),
        sums(arr),
        sums(np.where(scored, score, 0.0)),
        sums(scored.astype(np.float64)),
        sums(risky.astype(np.float64)),
        sums(np.where(risky, arr, 0.0)),
        sums(np.where(soon, arr, 0.0)),
        strict=True,
    )
    return [
        Subtotal(
            label=name,
            n=int(n),
            arr_cents=round(cents),
            mean_health=total / count if count else None,
            scored=int(count),
            at_risk=int(risk),
            at_risk_cents=round(risk_cents),
            opting_out_cents=round(opting),
        )
        for name, n, cents, total, count, risk, risk_cents, opting in columns
    ]

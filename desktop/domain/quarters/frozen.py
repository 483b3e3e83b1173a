"""What is kept of a quarter when it is closed: every figure, and each account's part in the ones that can be parted.

Two windows are kept: the quarter itself, and (keys that begin with "12m.") the twelve months up to its end, because
retention is mostly read over a year. Figures of state (ARR, health, counts) are those of the quarter's last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from desktop.domain.book import Book, owners_on
from desktop.domain.figures import Figures, figures_of
from desktop.domain.frame import Frame, at_risk, by_group, frame_of, whole
from desktop.domain.groups import NONE
from desktop.domain.quarters.keys import WINDOWS, Number, is_of_state
from desktop.domain.quarters.quarter import Quarter
from desktop.domain.rates import Rate
from desktop.domain.usage import UsageWindows

GROUPED_BY = ("csm", "segment")


class FrozenFigure(NamedTuple):
    """A figure as it was when the quarter was closed.

    Args:
        grouping: "" = the whole book, else the dimension and the group: "csm:Mara Lind".
        value: None = no data.
        detail: what the value stands on (numerator, denominator, n, interval).
    """

    key: str
    grouping: str
    value: Number
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AccountPart:
    """What one account adds to the figures, by column; a column that is missing is 0.

    Args:
        owner, segment: at the quarter's end.
        owners_at_start: by window, at the end of the day before it, which is who retention belongs to.
    """

    account: str
    name: str
    owner: str
    segment: str
    owners_at_start: Mapping[str, str]
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Frozen:
    """All that is kept of a quarter."""

    quarter: Quarter
    figures: tuple[FrozenFigure, ...]
    parts: tuple[AccountPart, ...]


def freeze(book: Book, windows: UsageWindows, quarter: Quarter, *, only: str | None = None) -> Frozen:
    """Every figure of a quarter and of the twelve months to its end, whole and by CSM and segment.

    Args:
        windows: usage of the quarter's last day, aligned with accounts_on(book, quarter.last_on).
        only: one of WINDOWS: the figures that begin with it, of the whole book alone.
    """
    periods = {WINDOWS[0]: quarter.period, WINDOWS[1]: quarter.year_to_end}
    if only is not None:
        periods = {only: periods[only]}
    frames = {window: frame_of(book, windows, period) for window, period in periods.items()}
    figures: list[FrozenFigure] = []
    for window, frame in frames.items():
        figures += _of(window, "", figures_of(frame, whole(frame)))
        for dimension in GROUPED_BY if only is None else ():
            for name, chosen in by_group(frame, dimension).items():
                figures += _of(window, f"{dimension}:{name}", figures_of(frame, chosen))
    return Frozen(quarter, tuple(figures), tuple(_parts(frames)))


def _of(window: str, grouping: str, figures: Figures) -> Iterable[FrozenFigure]:
    for name, (value, detail) in _values(figures).items():
        if not (window and is_of_state(name)):
            yield FrozenFigure(f"{window}{name}", grouping, value, detail)


def _values(f: Figures) -> dict[str, tuple[Number, dict[str, Any]]]:
    """Every figure without its window, with what it stands on."""
    rates = {"nrr": f.nrr, "grr": f.grr, "logo_churn": f.logo_churn, "renewal_rate": f.renewal_rate}
    plain: dict[str, Number] = {
        "accounts.active": f.active,
        "accounts.total": f.total,
        "arr_cents": f.arr_cents,
        "at_risk_arr_cents": f.at_risk_arr_cents,
        **{f"bridge.{name}": cents for name, cents in f.bridge._asdict().items()},
        **{f"expansion_by_kind.{name}": cents for name, cents in f.expansion_by_kind._asdict().items()},
        "quick_ratio": f.quick_ratio,
        "ttv.p90_days": f.ttv.p90_days,
        **{f"health.{name}": value for name, value in f.health._asdict().items()},
    }
    nps, csat, ces, ttv = f.nps, f.csat, f.ces, f.ttv
    return {
        **{name: (value, {}) for name, value in plain.items()},
        **{name: (rate.value, _stands_on(rate)) for name, rate in rates.items()},
        "clv": (f.clv.value_cents, {"lifespan_years": f.clv.lifespan_years, "n": f.clv.n}),
        "nps": (
            nps.value,
            {
                **{"n": nps.n, "promoters": nps.promoters, "passives": nps.passives, "detractors": nps.detractors},
                **{"low": nps.low, "high": nps.high, "response_rate": nps.response_rate.value},
            },
        ),
        "csat": (csat.value, {"n": csat.n, "low": csat.low, "high": csat.high}),
        "ces.mean_ease": (ces.mean_ease, {"n": ces.n}),
        "ces.percent_easy": (ces.percent_easy, {"n": ces.n}),
        "ces.index": (ces.index, {"n": ces.n}),
        "ttv.median_days": (ttv.median_days, {"reached": ttv.reached, "censored": ttv.censored, "lost": ttv.lost}),
    }


def _stands_on(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.numerator, "denominator": rate.denominator, "n": rate.n}


def _parts(frames: Mapping[str, Frame]) -> Iterable[AccountPart]:
    frame = next(iter(frames.values()))
    columns: dict[str, Sequence[int]] = {
        "arr": frame.revenue.arr_to.tolist(),
        "at_risk": np.where(at_risk(frame), frame.revenue.arr_to, 0).tolist(),
    }
    for window, each in frames.items():
        columns |= {f"{window}{name}": values for name, values in _columns(each).items()}
    owners = owners_on(frame.book.ownerships, frame.period.end)
    starts = {window: owners_on(frame.book.ownerships, each.period.start) for window, each in frames.items()}
    for at, account in enumerate(frame.accounts):
        yield AccountPart(
            account=account.id,
            name=account.name,
            owner=owners.get(account.id) or NONE,
            segment=account.segment or NONE,
            owners_at_start={window: found.get(account.id) or NONE for window, found in starts.items()},
            values={name: values[at] for name, values in columns.items() if values[at]},
        )


def _columns(frame: Frame) -> dict[str, list[int]]:
    revenue = frame.revenue
    cohort = revenue.arr_from > 0
    kept = np.where(cohort & ~revenue.fell_to_zero, revenue.arr_to, 0)
    position = {account: at for at, account in enumerate(frame.ids)}
    atr, renewed = [0] * len(frame.ids), [0] * len(frame.ids)
    for term in frame.terms:
        at = position.get(term.account)
        if at is not None:
            atr[at] += term.arr_cents
            renewed[at] += term.renewed_cents
    return {
        "start": revenue.arr_from.tolist(),
        "new": revenue.new.tolist(),
        "reactivation": revenue.reactivation.tolist(),
        "expansion": revenue.expansion.tolist(),
        "contraction": revenue.contraction.tolist(),
        "churn": revenue.churn.tolist(),
        "upsell": revenue.upsell.tolist(),
        "cross_sell": revenue.cross_sell.tolist(),
        "feature_upgrade": revenue.feature_upgrade.tolist(),
        "cohort": cohort.astype(np.int64).tolist(),
        "kept": kept.tolist(),
        "capped": np.minimum(kept, revenue.arr_from).tolist(),
        "fell": (cohort & revenue.fell_to_zero).astype(np.int64).tolist(),
        "atr": atr,
        "renewed": renewed,
    }

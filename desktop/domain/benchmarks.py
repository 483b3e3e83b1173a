"""What peers report of the figures we compute, each with its source; and where ours may fairly stand beside it.

A benchmark is somebody's published number about some population, never a target. Must not know where the rows are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.rates import SMALL_N

Unit = Literal["share", "points", "percent", "score", "days"]
Position = Literal["below", "above", "same"]

OLD_YEARS = 5
"""A number so many years older than the day looked at is told to be old."""
LONGEST = 400
"""Characters a text may have."""
_SEPARATOR = " | "


class Metric(NamedTuple):
    """A figure that can be compared.

    Args:
        lowest, highest: bounds a value can have; None = none.
        over: "year" = it depends on the length of the period, and peers give it for twelve months.
    """

    key: str
    name: str
    unit: Unit
    lowest: float | None
    highest: float | None
    over: Literal["year", "any"] = "any"


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        each.key: each
        for each in (
            Metric("nrr", "NRR", "share", 0, None, "year"),
            Metric("grr", "GRR", "share", 0, 1, "year"),
            Metric("logo_churn", "logo churn", "share", 0, 1, "year"),
            Metric("renewal_rate", "renewal rate", "share", 0, None),
            Metric("nps", "NPS", "points", -100, 100),
            Metric("nps_response_rate", "NPS response rate", "share", 0, 1),
            Metric("csat", "CSAT", "percent", 0, 100),
            Metric("ces", "CES, 7 = very easy", "score", 1, 7),
            Metric("time_to_value", "time to value, median", "days", 0, None),
            Metric("qbr_coverage", "QBR held in 90 days", "share", 0, 1),
            Metric("milestones_on_time", "milestones on time", "share", 0, 1),
            Metric("days_to_follow_up", "days to a detractor's follow-up", "days", 0, None),
        )
    }
)
"""The figures that can have benchmarks, in the order they are told."""


class Source(NamedTuple):
    """Where a number comes from.

    Args:
        name: who published it, in what.
        address: where it can be read.
        population: of whom it speaks, how many, and what it is of them (median, mean).
        differs: how its definition differs from ours, in words; None = as far as is known it does not.
    """

    name: str
    address: str
    population: str
    differs: str | None = None


class Draft(NamedTuple):
    """A benchmark as it is typed or shipped.

    Args:
        metric: one of METRICS; value, low, high in its unit. low and high: a range around value, as the source says.
        segment: one of our segments, or how the source calls the part of its population; None = all of it.
        year: of the data, or of publication where that is not said.
    """

    metric: str
    value: float
    year: int
    source: Source
    segment: str | None = None
    low: float | None = None
    high: float | None = None


class Benchmark(NamedTuple):
    """A benchmark of the portfolio; source None = a row from elsewhere that does not say where it comes from."""

    id: str
    draft: Draft


class Ours(NamedTuple):
    """Our figure, with the n it stands on and its interval where there is one."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside a peer's number.

    Args:
        position: of ours to theirs; same = theirs lies within our interval, so n does not tell them apart. None = no
            data.
        is_within: whether ours lies within their range; None = no data, or they give none.
        unfair: why the two should not be compared, in words; empty = nothing known against it.
    """

    benchmark: Benchmark
    ours: Ours
    position: Position | None
    is_within: bool | None
    unfair: tuple[str, ...]


def parse_value(typed: str, metric: str, *, field: str = "value") -> float:
    """A benchmark's number as it is typed, in the unit of its figure: 104 % of a share is 1.04.

    Raises:
        Rejected: it is no number, or the figure has no percent.
    """
    text = typed.strip().replace("\N{MINUS SIGN}", "-")
    is_percent = text.endswith("%")
    known = METRICS.get(metric)
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        raise Rejected(f"{typed!r} is no number: type one like 104%, 42 or 3.5.", field=field) from None
    if known is None or not is_percent:
        return value
    if known.unit not in ("share", "percent"):
        raise Rejected(f"{known.name} is not told in percent: type {text.removesuffix('%').strip()}.", field=field)
    return value / 100 if known.unit == "share" else value


def check(draft: Draft) -> Draft:
    """The draft with its texts tidied, or a refusal.

    Raises:
        Rejected: something is missing, unknown or out of its bounds; `field` names it.
    """
    metric = METRICS.get(draft.metric)
    if metric is None:
        raise Rejected(f"There is no figure {draft.metric!r}: use {', '.join(METRICS)}.", field="metric")
    for name in ("value", "low", "high"):
        value: float | None = getattr(draft, name)
        if value is not None and not _within(value, metric):
            raise Rejected(f"{metric.name} runs {_bounds(metric)}; {value:g} was not saved.", field=name)
    if draft.low is not None and draft.low > draft.value:
        raise Rejected(f"The low end {draft.low:g} lies above the value {draft.value:g}.", field="low")
    if draft.high is not None and draft.high < draft.value:
        raise Rejected(f"The high end {draft.high:g} lies below the value {draft.value:g}.", field="high")
    if not 1990 <= draft.year <= 2100:
        raise Rejected(f"{draft.year} is no year a benchmark can be of: type one like 2025.", field="year")
    source = Source(
        _text(draft.source.name, "source", "who published it"),
        _text(draft.source.address, "address", "where it can be read"),
        _text(draft.source.population, "population", "of whom it speaks"),
        _optional(draft.source.differs, "differs"),
    )
    return draft._replace(segment=_optional(draft.segment, "segment"), source=source)


def packed(source: Source) -> str:
    """The source as one text, for a column; `unpacked` reads it."""
    return _SEPARATOR.join(part for part in (*source[:3], source.differs or "")).removesuffix(_SEPARATOR)


def unpacked(text: str | None) -> Source:
    """The source a text names; what was written by other hands is a name alone."""
    parts = [part.strip() for part in (text or "").split("|")] + [""] * 4
    return Source(parts[0], parts[1], parts[2], parts[3] or None)


def compare(
    benchmarks: Iterable[Benchmark],
    ours: Mapping[tuple[str, str | None], Ours],
    period: Period,
    *,
    arr_per_account_cents: int | None = None,
) -> list[Comparison]:
    """Ours beside each benchmark, in the order of METRICS, the newest first.

    Args:
        ours: by metric and segment in any case; None = the whole book.
        arr_per_account_cents: the book's, named where the source speaks of contracts of some size.
    """
    known = {(metric, _folded(segment)): value for (metric, segment), value in ours.items()}
    order = list(METRICS)
    rows = [
        _compared(each, known, period, arr_per_account_cents) for each in benchmarks if each.draft.metric in METRICS
    ]
    return sorted(
        rows,
        key=lambda row: (
            order.index(row.benchmark.draft.metric),
            row.benchmark.draft.segment or "",
            -row.benchmark.draft.year,
            row.benchmark.draft.source.name,
            row.benchmark.id,
        ),
    )


def _compared(
    benchmark: Benchmark, known: Mapping[tuple[str, str], Ours], period: Period, arr_per_account: int | None
) -> Comparison:
    draft = benchmark.draft
    metric, segment = METRICS[draft.metric], _folded(draft.segment)
    own = known.get((draft.metric, segment))
    reasons: list[str] = []
    if own is None:
        own = known.get((draft.metric, ""), Ours(None, 0))
        if segment:
            average = "" if arr_per_account is None else f"; our ARR per account is {round(arr_per_account / 100):,}"
            reasons.append(f"it is of {draft.segment}, ours of the whole book{average}")
    if draft.source.differs:
        reasons.append(f"defined otherwise: {draft.source.differs}")
    if metric.over == "year" and abs(period.years - 1) > 0.01:
        reasons.append(f"theirs is over 12 months, ours over {period.years * 12:.0f}")
    if own.value is not None and own.n < SMALL_N:
        reasons.append(f"ours stands on few (n = {own.n})")
    if period.end.year - draft.year >= OLD_YEARS:
        reasons.append(f"it is {period.end.year - draft.year} years old")
    if not draft.source.address:
        reasons.append("it does not say where it can be read")
    within = None
    if own.value is not None and draft.low is not None and draft.high is not None:
        within = draft.low <= own.value <= draft.high
    return Comparison(benchmark, own, _position(own, draft.value), within, tuple(reasons))


def _position(own: Ours, theirs: float) -> Position | None:
    if own.value is None:
        return None
    if own.low is not None and own.high is not None and own.low <= theirs <= own.high:
        return "same"
    return "same" if own.value == theirs else "below" if own.value < theirs else "above"


def _within(value: float, metric: Metric) -> bool:
    # Written so that NaN, which compares as false, is refused too.
    lowest = float("-inf") if metric.lowest is None else metric.lowest
    highest = 1e6 if metric.highest is None else metric.highest
    return lowest <= value <= highest


def _bounds(metric: Metric) -> str:
    unit = {"share": ", as a share (1 = 100 %)", "days": ", in days"}.get(metric.unit, "")
    start = "" if metric.lowest is None else f"from {metric.lowest:g}"
    return f"{start}{'' if metric.highest is None else f' to {metric.highest:g}'}{unit}"


def _text(said: str, field: str, what: str) -> str:
    text = _optional(said, field)
    if text is None:
        raise Rejected(f"A benchmark has to say {what}: type it.", field=field)
    return text


def _optional(said: str | None, field: str) -> str | None:
    text = " ".join((said or "").split())
    if len(text) > LONGEST:
        raise Rejected(f"That has at most {LONGEST} characters; this has {len(text)}.", field=field)
    if "|" in text:
        raise Rejected("The sign | cannot stand in a benchmark's texts: use a comma.", field=field)
    return text or None


def _folded(segment: str | None) -> str:
    return re.sub(r"\s+", " ", segment or "").strip().casefold()

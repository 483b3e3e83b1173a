"""Our figures beside the benchmarks of the portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.benchmarks import METRICS, Benchmark, Comparison, Ours, compare
from desktop.domain.cadences import folded
from desktop.domain.calendar import Period
from desktop.domain.figures import Figures, book_figures
from desktop.domain.rates import Rate, wilson_interval
from desktop.domain.team.attention import Attention, account_attention, attention
from desktop.operations.team import TeamFacts, read_team
from desktop.store.connection import Connection
from desktop.store.queries.benchmarks import benchmarks


@dataclass(frozen=True, slots=True)
class BenchmarkFacts:
    """What ours and theirs are told from."""

    team: TeamFacts
    benchmarks: tuple[Benchmark, ...]


def read_benchmarks(conn: Connection, day: date) -> BenchmarkFacts:
    """What `comparisons` computes from: read, let the file go, then compute.

    Args:
        day: the end of the period.
    """
    return BenchmarkFacts(read_team(conn, day), tuple(benchmarks(conn)))


def comparisons(read: BenchmarkFacts, period: Period) -> list[Comparison]:
    """Ours beside every benchmark; ours of a segment where a benchmark is of one of our segments."""
    known = read.team
    segments = {folded(each.draft.segment) for each in read.benchmarks if each.draft.segment}
    found = book_figures(known.book, known.windows, period, by="segment" if segments else None)
    parts = account_attention(known.book, known.tasks, period, known.qbr_days)
    segment_of = {each.id: each.segment for each in known.book.accounts}
    ours: dict[tuple[str, str | None], Ours] = {}
    for name, figures in [(None, found.whole), *((each, found.groups[each]) for each in found.groups)]:
        if name is None or folded(name) in segments:
            own = attention(each for each in parts if name is None or segment_of[each.account] == name)
            ours |= {(key, name): value for key, value in _ours(figures, own).items()}
    active = found.whole.active
    return compare(
        read.benchmarks, ours, period, arr_per_account_cents=found.whole.arr_cents // active if active else None
    )


def _ours(figures: Figures, work: Attention) -> dict[str, Ours]:
    nps, csat, ces, ttv = figures.nps, figures.csat, figures.ces, figures.ttv
    waits = work.follow_ups
    found = {
        "nrr": Ours(figures.nrr.value, figures.nrr.n),
        "grr": Ours(figures.grr.value, figures.grr.n),
        "logo_churn": _share(figures.logo_churn),
        "renewal_rate": Ours(figures.renewal_rate.value, figures.renewal_rate.n),
        "nps": Ours(nps.value, nps.n, nps.low, nps.high),
        "nps_response_rate": _share(nps.response_rate),
        "csat": Ours(csat.value, csat.n, csat.low, csat.high),
        "ces": Ours(ces.mean_ease, ces.n),
        "time_to_value": Ours(None if ttv.median_days is None else float(ttv.median_days), ttv.reached + ttv.censored),
        "qbr_coverage": _share(work.qbr_coverage),
        "milestones_on_time": _share(work.milestones),
        "days_to_follow_up": Ours(waits.median_days, waits.n),
    }
    assert set(found) == set(METRICS)
    return found


def _share(rate: Rate) -> Ours:
    """A share of counted things, with its interval."""
    if not rate.denominator:
        return Ours(None, rate.n)
    low, high = wilson_interval(rate.numerator, rate.denominator)
    return Ours(rate.value, rate.n, low, high)

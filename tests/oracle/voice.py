"""NPS, CSAT, CES and time to value, with intervals and the survival curve from scipy where it has them."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import scipy.stats  # pyright: ignore[reportMissingTypeStubs]

from tests.oracle.rows import Row

stats: Any = scipy.stats
"""It comes without types."""

Z = 1.959964
SHARE = 2 * float(stats.norm.cdf(Z)) - 1
"""95 %, as exactly as Z is."""


def nps(answers: list[Row], start: date, end: date) -> dict[str, Any]:
    asked = [row for row in answers if row.kind == "nps" and start < row.responded_on <= end]
    given = [row for row in asked if row.score is not None]
    latest: dict[str, Row] = {}
    for row in sorted(given, key=lambda each: each.responded_on):  # stable: of one day the later row
        latest[row.contact or row.id] = row
    scores = [row.score for row in latest.values()]
    up, down, n = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores), len(scores)
    low, high = net_interval(up, down, n)
    return {
        "value": 100 * (up - down) / n if n else None,
        "n": n,
        "promoters": up,
        "passives": n - up - down,
        "detractors": down,
        "low": low,
        "high": high,
        # Where nobody is known to have been asked in vain, who was asked is not known.
        "response_rate": len(given) / len(asked)
        if len(given) < len(asked) and given
        else 0
        if asked and not given
        else None,
    }


def net_interval(up: int, down: int, n: int) -> tuple[float | None, float | None]:
    """Adjusted Wald: as if 3/4 of a promoter, 3/2 of a passive and 3/4 of a detractor more had answered."""
    if not n:
        return None, None
    answers = np.array([1.0, 0.0, -1.0])
    weights = np.array([up + 0.75, n - up - down + 1.5, down + 0.75]) / (n + 3)
    mean = float((answers * weights).sum())
    spread = math.sqrt(float((answers**2 * weights).sum()) - mean**2) / math.sqrt(n + 3)
    return max(-100.0, 100 * (mean - Z * spread)), min(100.0, 100 * (mean + Z * spread))


def csat(answers: list[Row], tickets: list[Row], start: date, end: date) -> dict[str, Any]:
    verdicts = [
        is_satisfied(row.score, row.scale_min, row.scale_max)
        for row in answers
        if row.kind == "csat" and row.score is not None and start < row.responded_on <= end
    ]
    verdicts += [
        is_satisfied(row.csat, 1, 5)
        for row in tickets
        if row.csat is not None and row.closed_on is not None and start < row.closed_on <= end
    ]
    if not verdicts:
        return {"value": None, "n": 0, "low": None, "high": None, "band": None}
    value = 100 * sum(verdicts) / len(verdicts)
    wilson = stats.binomtest(sum(verdicts), len(verdicts)).proportion_ci(SHARE, method="wilson")
    return {
        "value": value,
        "n": len(verdicts),
        "low": 100 * float(wilson.low),
        "high": 100 * float(wilson.high),
        "band": "excellent" if value >= 80 else "room for improvement" if value >= 60 else "friction",
    }


def is_satisfied(score: float, low: float, high: float) -> bool:
    """The top two boxes of five, of seven and of ten; good of good and bad."""
    return score >= high - 1 if high - low > 2 else score == high


def ces(answers: list[Row], start: date, end: date) -> dict[str, Any]:
    eases: list[float] = []
    for row in answers:
        if row.kind == "ces" and row.score is not None and row.direction and start < row.responded_on <= end:
            score: float = row.scale_max + row.scale_min - row.score if row.direction == "effort" else row.score
            eases.append(float(np.interp(score, [row.scale_min, row.scale_max], [1, 7])))
    n = len(eases)
    easy, hard = sum(ease >= 6 for ease in eases), sum(ease <= 3 for ease in eases)
    low, high = net_interval(easy, hard, n)
    return {
        "mean_ease": float(np.mean(eases)) if n else None,
        "percent_easy": 100 * sum(ease >= 5 for ease in eases) / n if n else None,
        "index": 100 * (easy - hard) / n if n else None,
        "n": n,
        "low": low,
        "high": high,
    }


def time_to_value(
    onboardings: list[Row], milestones: list[Row], churned_on: dict[str, list[date]], end: date
) -> dict[str, Any]:
    started = [row for row in onboardings if row.started_on <= end]
    reached: list[int] = []
    waiting: list[int] = []
    lost = 0
    for plan in started:
        siblings = [row for row in started if row.account == plan.account]
        done = [
            row.done_on
            for row in milestones
            if row.first_value
            and row.done_on is not None
            and row.state != "waived"
            and (
                row.onboarding == plan.id
                or (row.onboarding is None and row.account == plan.account and len(siblings) == 1)
            )
        ]
        churn = min((day for day in churned_on.get(plan.account, []) if plan.started_on < day <= end), default=None)
        last = churn or end
        if done and min(done) <= last:
            reached.append(max((min(done) - plan.started_on).days, 0))
        else:
            waiting.append((last - plan.started_on).days)
            lost += churn is not None
    curve = survival(reached, waiting)
    return {
        "median_days": next((day for day, share in curve if share <= 0.5 + 1e-12), None),
        "p90_days": next((day for day, share in curve if share <= 0.1 + 1e-12), None),
        "reached": len(reached),
        "censored": len(waiting),
        "lost": lost,
        "curve": [[day, share] for day, share in curve],
    }


def survival(reached: list[int], waiting: list[int]) -> list[tuple[int, float]]:
    """Kaplan and Meier's estimate by scipy, at the days on which somebody reached value."""
    if not reached:
        return []
    estimate = stats.ecdf(stats.CensoredData(uncensored=reached, right=waiting)).sf
    known: dict[float, float] = dict(zip(estimate.quantiles.tolist(), estimate.probabilities.tolist(), strict=True))
    return [(day, known[day]) for day in sorted(set(reached))]

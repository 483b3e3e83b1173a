"""Judging the health score: whether it was low before customers left. Knows no file, no screen and no clock.

Whoever was lost stands in several observations, one for each month-end shortly before the end; how the intervals allow
for that is said in `discrimination.estimates` and `group`.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np

from desktop.domain.counting import counted
from desktop.domain.discrimination import NO_DATA, Estimate, estimates, ranks, weighted_auc
from desktop.domain.health import BANDS
from desktop.domain.health_facts import BoolArray
from desktop.domain.observations import Observations
from desktop.domain.rates import wilson_interval
from desktop.domain.usage import FloatArray, IntArray

FEW = 10
"""With fewer accounts that churned, or that stayed, nothing is said of the score."""
USEFUL_LIFT = 3.0
"""Red that does not churn so many times as often as green is decoration."""
ACCEPTABLE_AUC = 0.7
"""Below it a score predicts weakly. Source: Hosmer & Lemeshow, Applied Logistic Regression (2nd ed. 2000), p. 162."""

Verdict = Literal["predicts", "wrong way", "no signal", "too few churns", "too few kept"]


class Group(NamedTuple):
    """Observations of alike scores, and what became of them.

    Args:
        lowest, highest, mean: of their scores; None without a score.
        churned, churned_accounts: observations followed by churn, and the different accounts among them.
        rate: the share of observations followed by churn, with its Wilson interval (see `group`).
    """

    lowest: float | None
    highest: float | None
    mean: float | None
    observations: int
    accounts: int
    churned: int
    churned_accounts: int
    rate: Estimate


class Lift(NamedTuple):
    """How many times as often the low scores churned.

    Args:
        worst_decile: the lowest tenth of scores, against all; with everyone of the same score as its highest.
        red: the red band, against all.
        red_over_green: None where no green one churned, or there is none.
    """

    worst_decile: Estimate
    red: Estimate
    red_over_green: Estimate


class Tally(NamedTuple):
    """What the score was worth for one outcome: `lost` and `kept` count accounts, which may be both in turn."""

    observations: int
    accounts: int
    lost: int
    kept: int
    auc: Estimate
    verdict: Verdict


class Judgement(NamedTuple):
    """What the score was worth, on observations that had one.

    Args:
        churn, shrink: all of them, by either outcome.
        unannounced: churn of those without a notice by the day of the score.
        decided: churn of those of which a term ended in the days that followed, and it is known what became of it.
        unsaid: scores followed by churn of which nobody said more than that the term ended.
        bands: green, amber, red.
        worst_decile: the group that lift is of.
        calibration: fifths by score, lowest first; equal scores are never parted, so that there may be fewer.
        scorecards: the churn of each that any was scored by, by key.
        unscored: those without a score.
    """

    churn: Tally
    shrink: Tally
    unannounced: Tally
    decided: Tally
    unsaid: int
    bands: dict[str, Group]
    worst_decile: Group
    lift: Lift
    calibration: tuple[Group, ...]
    scorecards: dict[str, Tally]
    unscored: Group
    ended_before: int


def judge(seen: Observations) -> Judgement:
    """What the score was worth: whether it predicts, how churn goes with it, and what it could not judge."""
    is_scored = ~np.isnan(seen.score)
    scored = seen.only(is_scored)
    worst = _is_worst_decile(scored.score)
    churn, lift = _judged(scored, worst)
    fifth = _fifths(scored.score)
    by_card = {card.key: scored.scorecard == at for at, card in enumerate(seen.scorecards)}

    def churn_of(where: BoolArray) -> Tally:
        # Drawn again, the same observations would only say the same.
        return churn if where.all() else tally(scored.only(where), scored.churned[where])

    return Judgement(
        churn=churn,
        shrink=tally(scored, scored.shrank),
        unannounced=churn_of(~scored.noticed),
        decided=churn_of(scored.decided),
        unsaid=int((scored.churned & scored.unsaid).sum()),
        bands={band: group(scored.only(scored.band == band)) for band in BANDS if band != "unscored"},
        worst_decile=group(scored.only(worst)),
        lift=lift,
        calibration=tuple(group(scored.only(fifth == each)) for each in np.unique(fifth).tolist()),
        scorecards={key: churn_of(where) for key, where in by_card.items() if where.any()},
        unscored=group(seen.only(~is_scored)),
        ended_before=seen.ended_before,
    )


def tally(scored: Observations, lost: BoolArray) -> Tally:
    """The AUC of the score for an outcome, and the verdict."""
    rank = ranks(scored.score)
    (found,) = estimates(lambda weight: np.array([weighted_auc(rank, lost, weight)]), scored.account)
    return _tally(scored, lost, found)


def verdict(auc: Estimate, *, lost: int, kept: int) -> Verdict:
    """Whether the score tells who is lost: only if the interval leaves out a coin, on enough accounts of both kinds.

    Args:
        lost, kept: different accounts.
    """
    if lost < FEW:
        return "too few churns"
    if kept < FEW or auc.low is None or auc.high is None:
        return "too few kept"
    if auc.low <= 0.5 <= auc.high:
        return "no signal"
    return "predicts" if auc.low > 0.5 else "wrong way"


def in_words(tally: Tally, *, lost: str = "churned") -> str:
    """The verdict as a sentence or two for people.

    Args:
        lost: the outcome as a verb.
    """
    if tally.verdict == "too few churns":
        return f"Too few to judge: {counted(tally.lost, 'account')} {lost}, and it takes {FEW}."
    if tally.verdict == "too few kept":
        return f"Too few to judge: {counted(tally.kept, 'account')} had a score and not {lost}, and it takes {FEW}."
    auc = tally.auc
    assert auc.value is not None
    assert auc.low is not None
    assert auc.high is not None
    pairs = (
        f"of one that {lost} and one that did not, the one that {lost} had the lower score in {100 * auc.value:.1f} % "
        f"of pairs ({100 * auc.low:.1f} to {100 * auc.high:.1f} %; a coin: 50 %; {tally.lost:,} accounts {lost})"
    )
    if tally.verdict == "predicts":
        return f"The score predicts{', but weakly' if auc.value < ACCEPTABLE_AUC else ''}: {pairs}."
    if tally.verdict == "wrong way":
        return f"The score points the wrong way: {pairs}. Higher scores {lost} more."
    return f"The score shows no signal: {pairs}. A coin may do as well."


def group(seen: Observations) -> Group:
    """What became of some observations.

    The Wilson interval counts each churned account once: both the churned and all observations are divided by how often
    a churned account was counted, on average; where none churned, accounts are counted. Source: the effective sample
    size of clustered shares, Korn & Graubard, Survey Methodology 24 (1998) 193-201, with this simpler design effect.
    """
    n, churned = len(seen.account), int(seen.churned.sum())
    accounts = len(np.unique(seen.account))
    left = len(np.unique(seen.account[seen.churned]))
    rate = NO_DATA
    if n:
        effective = round(n * left / churned) if churned else accounts
        rate = Estimate(churned / n, *wilson_interval(left, effective))
    is_known = n > 0 and not np.isnan(seen.score).any()
    lowest, highest, mean = (
        (float(seen.score.min()), float(seen.score.max()), math.fsum(seen.score.tolist()) / n)
        if is_known
        else (None, None, None)
    )
    return Group(lowest, highest, mean, n, accounts, churned, left, rate)


def _judged(scored: Observations, worst: BoolArray) -> tuple[Tally, Lift]:
    """The AUC and the lifts from the same draws; who is in the worst decile does not depend on the draw."""
    rank, lost = ranks(scored.score), scored.churned
    everyone = np.ones(len(lost), np.bool_)
    groups = np.stack([everyone, worst, scored.band == "red", scored.band == "green"]).astype(np.float64)

    def statistic(weight: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            whole, decile, red, green = (groups @ (weight * lost)) / (groups @ weight)
            lifts = np.array([decile, red, red]) / np.array([whole, whole, green])
        return np.append(lifts, weighted_auc(rank, lost, weight))

    decile, red, red_over_green, auc = estimates(statistic, scored.account)
    return _tally(scored, lost, auc), Lift(_lift(decile), _lift(red), _lift(red_over_green))


def _lift(found: Estimate) -> Estimate:
    """Where none of a group churned, every draw says 0 too, and nothing of how high it could be."""
    return Estimate(0.0, 0.0, None) if found.value == 0 else found


def _tally(scored: Observations, lost: BoolArray, auc: Estimate) -> Tally:
    left, stayed = (len(np.unique(scored.account[where])) for where in (lost, ~lost))
    accounts = len(np.unique(scored.account))
    return Tally(len(lost), accounts, left, stayed, auc, verdict(auc, lost=left, kept=stayed))


def _is_worst_decile(score: FloatArray) -> BoolArray:
    if not len(score):
        return np.zeros(0, np.bool_)
    return score <= np.sort(score)[math.ceil(len(score) / 10) - 1]


def _fifths(score: FloatArray) -> IntArray:
    """The fifth (0-4) of each score, by the first place that it shares with its equals."""
    first = np.searchsorted(np.sort(score), score, side="left")
    return (5 * first // max(len(score), 1)).astype(np.int64)

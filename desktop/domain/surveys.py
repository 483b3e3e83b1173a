"""What customers answered: NPS, CSAT and CES over a period, each with its n and a 95 % interval.

Answers come as they were given, on their own scale and in their own direction; turning them round happens here, at
reading. Must not know where answers are stored, nor what a score means for an account's health.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeVar

from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.rates import Z_95, Rate, wilson_interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

N = TypeVar("N", "float", "npt.NDArray[np.float64]")

SCALES: Mapping[str, tuple[float, float]] = MappingProxyType({"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)})
"""The scale (lowest, highest score) of each kind of survey, unless the answer brings its own."""

DIRECTIONS = ("ease", "effort")
"""What a high CES score says: ease = it was easy (good), effort = it was hard (bad)."""

TICKET_SCALE = (1, 5)
"""What closed tickets are rated on."""

EXCELLENT_CSAT = 80
FRICTION_CSAT = 60
"""CSAT bands, percent: from EXCELLENT_CSAT up excellent, below FRICTION_CSAT friction."""

VERY_EASY_FROM, EASY_FROM, HARD_TO = 6, 5, 3
"""On the ease scale 1-7: the index is of the first and the last, percent easy of the one between, all inclusive."""


@dataclass(frozen=True, slots=True)
class Nps:
    """Net promoter score of a period.

    Args:
        value: 100 x (promoters - detractors) / n, -100..100; None = no answers.
        n: answers counted: the latest of each contact, and each one without a contact.
        low, high: 95 % adjusted Wald interval, clipped to -100..100. It contains `value` from n = 2 on.
        response_rate: of all answers to NPS surveys in the period, not of contacts.
    """

    value: float | None
    n: int
    promoters: int
    passives: int
    detractors: int
    low: float | None
    high: float | None
    response_rate: Rate


@dataclass(frozen=True, slots=True)
class Csat:
    """Customer satisfaction of a period.

    Args:
        value: percent of the n answers that are satisfied, 0-100; None = no answers.
        low, high: 95 % Wilson interval, percent.
        band: "excellent", "room for improvement" or "friction".
    """

    value: float | None
    n: int
    low: float | None
    high: float | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Ces:
    """Customer effort score of a period, reported on the ease scale 1-7 (7 = very easy); None = no answers.

    Args:
        mean_ease: 1-7.
        percent_easy: percent of answers at 5 or above.
        index: percent at 6 or above minus percent at 3 or below, -100..100.
        low, high: 95 % adjusted Wald interval of the index, clipped to -100..100.
    """

    mean_ease: float | None
    percent_easy: float | None
    index: float | None
    n: int
    low: float | None
    high: float | None


def check_answer(
    kind: str, score: float | None, scale_min: float, scale_max: float, direction: str | None = None
) -> None:
    """Refuses an answer that could not be read later; out of scale is refused, never clipped.

    Args:
        score: None = asked, not answered.
        direction: one of DIRECTIONS, for ces. Other kinds may leave it out or say "ease" (high is good).
    Raises:
        Rejected: with `field` kind, scale_min, direction or score.
    """
    if kind not in SCALES:
        raise Rejected(f"There is no survey of kind {kind!r}: use nps, csat or ces.", field="kind")
    name = kind.upper()
    scale = f"{_plain(scale_min)} to {_plain(scale_max)}"
    if not (math.isfinite(scale_min) and math.isfinite(scale_max) and scale_min < scale_max):
        raise Rejected(f"A scale from {scale} cannot be read: give its lowest, then its highest.", field="scale_min")
    if kind == "nps" and (scale_min, scale_max) != SCALES["nps"]:
        raise Rejected(f"NPS runs from 0 to 10; an answer on {scale} was not saved.", field="scale_min")
    if direction is not None and direction not in DIRECTIONS:
        raise Rejected(f"{direction!r} is not a direction: use ease or effort.", field="direction")
    if kind == "ces" and direction is None:
        raise Rejected("A CES answer needs its direction: ease (high is easy) or effort.", field="direction")
    if kind != "ces" and direction == "effort":
        raise Rejected(f"Effort is a direction of CES; in {name} a high score is good.", field="direction")
    if score is None:
        return
    # Written so that NaN, which compares as false, is refused too.
    if not scale_min <= score <= scale_max:
        raise Rejected(f"{name} runs from {scale}; {_plain(score)} was not saved.", field="score")
    if kind == "nps" and not float(score).is_integer():
        raise Rejected(f"NPS takes whole numbers from 0 to 10; {_plain(score)} was not saved.", field="score")


def latest_per_contact(answers: Iterable[SurveyAnswer]) -> list[SurveyAnswer]:
    """The last answer each contact gave to each kind of survey, and every answer without a contact.

    Not answered does not take back an earlier answer. On the same day the later row counts.
    """
    latest: dict[tuple[str, str], SurveyAnswer] = {}
    anonymous: list[SurveyAnswer] = []
    for answer in answers:
        if answer.score is None:
            continue
        if answer.contact is None:
            anonymous.append(answer)
            continue
        before = latest.get((answer.kind, answer.contact))
        if before is None or before.responded_on <= answer.responded_on:
            latest[answer.kind, answer.contact] = answer
    return [*latest.values(), *anonymous]


def response_rate(answers: Iterable[SurveyAnswer], kind: str, period: Period) -> Rate:
    """Answered / asked in the period, every row counted.

    Who was asked is known only where the book holds rows without a score: with none of the kind in the period the
    denominator is 0 (no data), since a file of answers alone would say 100 %.
    """
    rows = [a for a in answers if a.kind == kind and a.responded_on in period]
    answered = sum(a.score is not None for a in rows)
    return Rate(answered, len(rows) if answered < len(rows) else 0, len(rows))


def nps(answers: Sequence[SurveyAnswer], period: Period) -> Nps:
    """Net promoter score: 100 x (promoters 9-10 minus detractors 0-6) / n, of each contact's latest answer.

    Source: interval: B. Rocks, Interval Estimation for the Net Promoter Score, The American Statistician 70 (2016)
        365-372 (adjusted Wald, adding 3/4, 3/2, 3/4).
    """
    scores = [a.score for a in counted_nps(answers, period) if a.score is not None]
    n = len(scores)
    groups = [nps_group(score) for score in scores]
    promoters, detractors = groups.count("promoter"), groups.count("detractor")
    value = 100 * (promoters - detractors) / n if n else None
    low, high = _net_interval(promoters, detractors, n)
    rate = response_rate(answers, "nps", period)
    return Nps(value, n, promoters, n - promoters - detractors, detractors, low, high, rate)


def nps_group(score: float) -> Literal["promoter", "passive", "detractor"]:
    """What an NPS answer of 0-10 makes of who gave it."""
    return "promoter" if score >= 9 else "detractor" if score <= 6 else "passive"


def counted_nps(answers: Iterable[SurveyAnswer], period: Period) -> list[SurveyAnswer]:
    """The answers an NPS is of: the latest of each contact in the period, and each one without a contact."""
    return latest_per_contact(a for a in answers if a.kind == "nps" and a.responded_on in period)


def plain_wald_half_width(promoters: int, passives: int, detractors: int) -> float | None:
    """Half the width of the textbook 95 % interval of an NPS, in points; for comparison only, None without answers.

    It is 0 where all answer alike, which is why `nps` uses the adjusted one.
    """
    n = promoters + passives + detractors
    return 100 * _net_half_width(promoters / n, detractors / n, n) if n else None


def csat(answers: Sequence[SurveyAnswer], tickets: Sequence[Ticket], period: Period) -> Csat:
    """Customer satisfaction: percent of all answers of the period that are satisfied.

    Satisfied is one of the top two points on scales of four to eleven points (4 of 5, 6 of 7, 9 of 10), and the top
    point on scales of two or three. A longer scale, such as percent, is laid linearly onto 1-5 and needs 4.
    """
    verdicts = [is_satisfied for _, is_satisfied in counted_csat(answers, tickets, period)]
    n = len(verdicts)
    if not n:
        return Csat(None, 0, None, None, None)
    satisfied = sum(verdicts)
    value = 100 * satisfied / n
    low, high = wilson_interval(satisfied, n)
    # Scaling to percent may round past the value, hence min and max.
    return Csat(value, n, min(100 * low, value), max(100 * high, value), csat_band(value))


def counted_csat(
    answers: Iterable[SurveyAnswer], tickets: Iterable[Ticket], period: Period
) -> list[tuple[SurveyAnswer, bool]]:
    """The answers a CSAT is of, those of tickets included, each with whether it is satisfied."""
    rows = (*answers, *answers_from_tickets(tickets))
    return [
        (a, _is_satisfied(a, a.score))
        for a in rows
        if a.kind == "csat" and a.score is not None and a.responded_on in period
    ]


def csat_band(percent: float) -> str:
    """The word for a CSAT of 0-100 percent; the lower edges of the bands are inclusive."""
    if percent >= EXCELLENT_CSAT:
        return "excellent"
    return "room for improvement" if percent >= FRICTION_CSAT else "friction"


def answers_from_tickets(tickets: Iterable[Ticket]) -> list[SurveyAnswer]:
    """Each closed ticket's csat as one CSAT answer on 1-5, given on its closing day."""
    return [
        SurveyAnswer(ticket.id, ticket.account, "csat", ticket.closed_on, ticket.csat, *TICKET_SCALE)
        for ticket in tickets
        if ticket.closed_on is not None and ticket.csat is not None
    ]


def ces(answers: Sequence[SurveyAnswer], period: Period) -> Ces:
    """Customer effort score of all answers of the period, on the ease scale 1-7.

    An effort answer x on min..max becomes min + max - x; scales other than 1-7 are laid linearly onto it. An answer
    whose direction is unknown cannot be read and is left out.
    """
    eases = [ease for _, ease in counted_ces(answers, period)]
    n = len(eases)
    if not n:
        return Ces(None, None, None, 0, None, None)
    easy, hard = sum(ease >= VERY_EASY_FROM for ease in eases), sum(ease <= HARD_TO for ease in eases)
    low, high = _net_interval(easy, hard, n)
    return Ces(
        mean_ease=math.fsum(eases) / n,
        percent_easy=100 * sum(ease >= EASY_FROM for ease in eases) / n,
        index=100 * (easy - hard) / n,
        n=n,
        low=low,
        high=high,
    )


def counted_ces(answers: Iterable[SurveyAnswer], period: Period) -> list[tuple[SurveyAnswer, float]]:
    """The answers a CES is of, each with its ease, 1-7."""
    return [
        (a, 1 + 6 * (_ease(a, a.score) - a.scale_min) / (a.scale_max - a.scale_min))
        for a in answers
        if a.kind == "ces" and a.score is not None and a.direction in DIRECTIONS and a.responded_on in period
    ]


def normalised(answer: SurveyAnswer) -> float:
    """Where the answer lies on its scale, 0 (worst) to 100 (best), effort answers turned round.

    Raises:
        ValueError: the answer has no score.
    """
    if answer.score is None:
        raise ValueError(f"survey answer {answer.id} has no score")
    return on_scale(_ease(answer, answer.score), answer.scale_min, answer.scale_max)


def on_scale(score: N, low: N | float, high: N | float) -> N:
    """Where scores lie on their scales, 0 at the low end, 100 at the high one."""
    return 100 * (score - low) / (high - low)


def turned(score: N, low: N | float, high: N | float) -> N:
    """Scores of effort, read as ease."""
    return low + high - score


def _ease(answer: SurveyAnswer, score: float) -> float:
    """The score on the answer's own scale, read so that high is good."""
    if answer.kind == "ces" and answer.direction == "effort":
        return turned(score, answer.scale_min, answer.scale_max)
    return score


def _is_satisfied(answer: SurveyAnswer, score: float) -> bool:
    span = answer.scale_max - answer.scale_min
    if span > 10:
        return normalised(answer) >= 75
    return score >= answer.scale_max - (1 if span > 2 else 0)


def _net_half_width(up: float, down: float, n: float) -> float:
    """95 % half-width of the difference of two shares of the same n answers, as a share."""
    return Z_95 * math.sqrt((up + down - (up - down) ** 2) / n)


def _net_interval(up: int, down: int, n: int) -> tuple[float | None, float | None]:
    """95 % adjusted Wald interval of 100 x (up - down) / n, clipped to -100..100; (None, None) where n is 0."""
    if not n:
        return None, None
    up_share, down_share = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    centre, half = up_share - down_share, _net_half_width(up_share, down_share, n + 3)
    return max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half))


def _plain(number: float) -> str:
    """The number as a person would type it: 11, not 11.0."""
    value = float(number)
    return str(int(value)) if value.is_integer() else str(value)

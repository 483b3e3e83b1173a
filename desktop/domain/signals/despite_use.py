"""At risk despite use: the seats are full and the log-ins rise, and yet the people are going.

Usage belongs to users, renewal to buyers: a score that leans on usage sees this last.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.signals import churn
from desktop.domain.signals.quiet import going_quiet
from desktop.domain.signals.signal import SERIOUS, URGENT, Evidence, Judgement, Signal, Unjudged
from desktop.domain.signals.situation import Situation

STRONG_SEATS, STRONG_TREND = 0.8, 0.2
"""Seat utilisation, or growth of use over 28 days, for which the health score gives its full 100."""
LEAST_SIGNS = 2
"""Of four: one alone is its own rule's business."""
SEATS, TREND = "seat utilisation", "usage trend"
"""What may be missing."""


class _Sign(NamedTuple):
    since: date | None
    evidence: tuple[Evidence, ...]


def strong_use(s: Situation) -> tuple[Evidence, ...]:
    """Seats 80 % used or more, or usage grown by 20 % or more; empty where neither is known to be so."""
    found: list[Evidence] = []
    if s.seat_utilisation is not None and s.seat_utilisation >= STRONG_SEATS:
        users = None if s.active_users is None else round(s.active_users)
        found.append(Evidence("seat_utilisation", s.seat_utilisation, "share", s.day, users))
    if s.usage_trend is not None and s.usage_trend >= STRONG_TREND:
        found.append(Evidence("usage_trend", s.usage_trend, "share", s.day))
    return tuple(found)


def use_unknown(s: Situation) -> tuple[str, ...]:
    """What is missing to say whether use is strong; nothing where it is known to be."""
    if strong_use(s):
        return ()
    columns = (SEATS, s.seat_utilisation), (TREND, s.usage_trend)
    return tuple(name for name, value in columns if value is None)


def risk_despite_use(s: Situation) -> Judgement:
    """Strong use together with two of: falling feedback, the champion lost, silence, an opt-out within 90 days.

    Serious with two, urgent with more. Each sign is what its own rule says it is; since when: the day the second came.

    Source: the quadrant "risk despite use" of the Voice page.
    """
    use, missing = strong_use(s), use_unknown(s)
    if not use and not missing:
        return None
    judged = (churn.feedback_falls(s), churn.champion_left(s), going_quiet(s))
    signs = [_Sign(each.since, _own(each.evidence)) for each in judged if isinstance(each, Signal)]
    if near := churn.deadline(s):
        signs.append(_Sign((near[0].on or s.day) - timedelta(days=churn.NEAR_DAYS), near))
    if missing or len(signs) < LEAST_SIGNS:
        unknown = [each for each in judged if isinstance(each, Unjudged)]
        if len(signs) + len(unknown) < LEAST_SIGNS:
            return None
        if len(signs) < LEAST_SIGNS:
            missing = *missing, *(reason for each in unknown for reason in each.missing)
        return Unjudged("risk_despite_use", s.account.id, missing)
    days = sorted(sign.since for sign in signs if sign.since is not None)
    return Signal(
        "risk_despite_use",
        "churn",
        s.account.id,
        SERIOUS if len(signs) == LEAST_SIGNS else URGENT,
        days[LEAST_SIGNS - 1] if len(days) >= LEAST_SIGNS else None,
        (*use, *(each for sign in signs for each in sign.evidence)),
    )


def _own(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Without the deadline, which is a sign of its own here."""
    return tuple(each for each in evidence if each.name not in ("opt_out", "renewal"))

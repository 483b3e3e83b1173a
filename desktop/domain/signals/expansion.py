"""Signs that an account is ready to buy more."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.facts import SurveyAnswer
from desktop.domain.health_facts import is_detractor
from desktop.domain.health_inputs import FEEDBACK_DAYS
from desktop.domain.signals.despite_use import SEATS, strong_use, use_unknown
from desktop.domain.signals.signal import SERIOUS, URGENT, Evidence, Judgement, Signal, Unjudged
from desktop.domain.signals.situation import Opportunity, Situation, said
from desktop.domain.surveys import latest_per_contact

PROMOTER_FROM = 9
"""The lowest NPS of a promoter."""
NEAR_FULL = 0.9
"""Seat utilisation from which seats run out: the field's usual mark for a talk about more of them (80 to 90 %)."""
LEAST_SIGNS = 3
"""Of four."""


def ready_to_expand(s: Situation) -> Judgement:
    """Three of: more promoters than detractors, strong use, seats 90 % used or more, an open opportunity.

    Urgent (the strongest case) with all four. Promoters: latest NPS of each contact within 365 days. An opportunity
    counts while it is said to be open and its day has not passed. A known risk does not hide it, nor it the risk.
    """
    use, use_missing = strong_use(s), use_unknown(s)
    is_full = s.seat_utilisation is not None and s.seat_utilisation >= NEAR_FULL
    offers = [each for each in s.opportunities if _is_open(each, s.day)]
    signs = bool(use) + is_full + bool(offers)
    unknown = bool(use_missing) + (s.seat_utilisation is None)
    if signs + unknown + 1 < LEAST_SIGNS:
        return None
    answers = _latest(s)
    promoter = _promoter(s, answers)
    signs, unknown = signs + bool(promoter), unknown + (not answers)
    if signs < LEAST_SIGNS:
        if signs + unknown < LEAST_SIGNS:
            return None
        missing = *use_missing, *(() if answers else ("an NPS answer within 365 days",))
        return Unjudged("ready_to_expand", s.account.id, missing or (SEATS,))
    found = [each for each in (promoter, use) if each]
    if offers:
        first = min(offers, key=lambda each: (each.close_on or s.day, each.id))
        arr = [each.arr_cents for each in offers if each.arr_cents is not None]
        kind = first.kind if len(offers) == 1 else None
        found.append(
            (Evidence("open_opportunity", sum(arr) if arr else None, "cents", first.close_on, len(offers), kind),)
        )
    won = [each.close_on for each in s.opportunities if said(each.state) == "won" and each.close_on is not None]
    if won := [each for each in won if each <= s.day]:
        found.append((Evidence("won_opportunity", len(won), "count", max(won)),))
    return Signal(
        "ready_to_expand",
        "expansion",
        s.account.id,
        SERIOUS if signs == LEAST_SIGNS else URGENT,
        None,
        tuple(each for part in found for each in part),
    )


def _is_open(offer: Opportunity, day: date) -> bool:
    return said(offer.state) == "open" and offer.close_on is not None and offer.close_on >= day


def _latest(s: Situation) -> list[SurveyAnswer]:
    """The latest NPS answer of each contact, and those without one, of 365 days."""
    first_day = s.day - timedelta(days=FEEDBACK_DAYS)
    return latest_per_contact(each for each in s.answers if each.kind == "nps" and each.responded_on > first_day)


def _promoter(s: Situation, answers: list[SurveyAnswer]) -> tuple[Evidence, ...]:
    """The latest of the best answers, where there are more promoters than detractors."""
    best = [each for each in answers if each.score is not None and each.score >= PROMOTER_FROM]
    if len(best) <= sum(map(is_detractor, answers)):
        return ()
    told = max(best, key=lambda each: (each.score or 0, each.responded_on, each.id))
    names = {each.id: each.name for each in s.contacts}
    return (Evidence("promoter", told.score, "score", told.responded_on, len(best), names.get(told.contact or "")),)

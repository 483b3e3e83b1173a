"""Voice as JSON: the public keys; a figure without data is null, never 0."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.rates import SMALL_N, Rate
from desktop.domain.surveys import Ces, Csat, Nps
from desktop.domain.voice.comments import Theme, Verbatim
from desktop.domain.voice.figures import BookVoice, VoiceFigures
from desktop.domain.voice.responses import Concentration, KindRate
from desktop.domain.voice.sentiment import SentimentTally
from desktop.domain.voice.trend import TrendPoint
from desktop.domain.voice.waiting import Waiting, noted_at
from desktop.operations.voice import VoiceFacts

VERBATIM_KEYS = (
    "id",
    "on",
    "account",
    "contact",
    "kind",
    "score",
    "scale_min",
    "scale_max",
    "direction",
    "wave",
    "sentiment",
    "corrected",
    "not_scored",
    "language",
    "themes",
    "comment",
)


class People(NamedTuple):
    """Names by id."""

    accounts: dict[str, str]
    contacts: dict[str, str]


def people_of(read: VoiceFacts) -> People:
    return People(
        {each.id: each.name for each in read.book.accounts}, {each.id: each.name for each in read.book.contacts}
    )


def voice(found: BookVoice, people: People, *, as_of: date, every: str, currency: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "as_of": as_of,
        "period": {"from": found.period.start, "to": found.period.end},
        "every": every,
        "currency": currency,
        **_figures(found.whole, people),
        "unanswered": [_waiting(each, people) for each in found.waiting],
        "verbatims": [verbatim(each, people) for each in found.verbatims],
    }
    if found.groups:
        answer["groups"] = {name: _figures(figures, people) for name, figures in found.groups.items()}
    return answer


def theme_alone(found: Theme, period: Period, people: People, *, as_of: date) -> dict[str, Any]:
    return {
        "as_of": as_of,
        "period": {"from": period.start, "to": period.end},
        **_theme(found),
        "verbatims": [verbatim(each, people) for each in found.comments],
    }


def verbatim(found: Verbatim, people: People) -> dict[str, Any]:
    answer, sounds = found.answer, found.sentiment
    return {
        "id": answer.id,
        "on": answer.responded_on,
        "account": people.accounts.get(answer.account),
        "contact": people.contacts.get(answer.contact or ""),
        "kind": answer.kind,
        "score": answer.score,
        "scale_min": answer.scale_min,
        "scale_max": answer.scale_max,
        "direction": answer.direction,
        "wave": found.wave,
        "sentiment": sounds.value,
        "corrected": sounds.corrected,
        "not_scored": sounds.reason,
        "language": sounds.language,
        "themes": list(found.themes),
        "comment": found.comment,
    }


def _figures(found: VoiceFigures, people: People) -> dict[str, Any]:
    return {
        **_scores(found.nps, found.csat, found.ces),
        "response_rates": [_kind_rate(each) for each in found.rates],
        "concentration": [_concentration(each, people) for each in found.concentrations],
        "sentiment": _tally(found.sentiment),
        "themes": [_theme(each) for each in found.themes],
        "trend": [_point(each) for each in found.trend],
    }


def _scores(nps: Nps, csat: Csat, ces: Ces) -> dict[str, Any]:
    return {
        "nps": _nps(nps),
        "csat": {
            "value": csat.value,
            "n": csat.n,
            "small": csat.n < SMALL_N,
            "low": csat.low,
            "high": csat.high,
            "band": csat.band,
        },
        "ces": {
            "mean_ease": ces.mean_ease,
            "percent_easy": ces.percent_easy,
            "index": ces.index,
            "n": ces.n,
            "small": ces.n < SMALL_N,
            "low": ces.low,
            "high": ces.high,
        },
    }


def _nps(nps: Nps) -> dict[str, Any]:
    return {
        "value": nps.value,
        "n": nps.n,
        "small": nps.n < SMALL_N,
        "promoters": nps.promoters,
        "passives": nps.passives,
        "detractors": nps.detractors,
        "low": nps.low,
        "high": nps.high,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"answered": rate.numerator, "asked": rate.denominator or None, "rate": rate.value}


def _kind_rate(found: KindRate) -> dict[str, Any]:
    return {
        "kind": found.kind,
        **_rate(found.total),
        "answered_where_asked_is_unknown": found.unknown,
        "waves": [
            {"wave": each.wave, "from": each.first_on, "to": each.last_on, **_rate(each.rate)} for each in found.waves
        ],
    }


def _concentration(found: Concentration, people: People) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "account": people.accounts.get(found.account),
        "answers": found.share.numerator,
        "n": found.share.n,
        "share": found.share.value,
        "accounts": found.accounts,
    }


def _tally(found: SentimentTally) -> dict[str, Any]:
    return {**found._asdict(), "small": found.n < SMALL_N}


def _theme(found: Theme) -> dict[str, Any]:
    return {
        "theme": found.name,
        "words": list(found.words),
        "comments": len(found.comments),
        "accounts": found.accounts,
        "sentiment": _tally(found.sentiment),
        "nps": _nps(found.nps),
        "ids": [each.answer.id for each in found.comments],
    }


def _point(found: TrendPoint) -> dict[str, Any]:
    return {
        "label": found.label,
        "from": found.period.start,
        "to": found.period.end,
        "partial": found.partial,
        **_scores(found.nps, found.csat, found.ces),
    }


def _waiting(found: Waiting, people: People) -> dict[str, Any]:
    noted = noted_at(found.answer.id)
    return {
        "id": found.answer.id,
        "account": people.accounts.get(found.answer.account),
        "contact": None if found.contact is None else found.contact.name,
        "on": found.answer.responded_on,
        "score": found.answer.score,
        "days": found.days,
        "noted_at": None if noted is None else noted.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "caps_health": found.weighty,
        "arr_cents": found.arr_cents,
        "comment": found.answer.comment,
    }

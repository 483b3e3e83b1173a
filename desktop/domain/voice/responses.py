"""Who answers at all: response rates by kind and wave, and how much of a figure comes from one account."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.facts import SurveyAnswer, Ticket
from desktop.domain.rates import Rate
from desktop.domain.surveys import SCALES, counted_ces, counted_csat, counted_nps, response_rate


class WaveRate(NamedTuple):
    """How many of those asked answered.

    Args:
        wave: as the survey was called; None = rows without a wave. In `KindRate.total` it says nothing.
        rate: answered / asked; a denominator of 0 = who was asked is not known.
        first_on, last_on: days of the first and last row.
    """

    wave: str | None
    rate: Rate
    first_on: date
    last_on: date


class KindRate(NamedTuple):
    """The response rate of a kind of survey over a period, and of its waves, the newest first.

    Args:
        total: over all rows of the kind, as in the NPS.
        unknown: answers in waves of which nobody said who was asked; they make `total` too high.
    """

    kind: str
    total: Rate
    unknown: int
    waves: tuple[WaveRate, ...]


class Concentration(NamedTuple):
    """The account that most of a figure's answers come from.

    Args:
        kind: of the figure; counted as it counts, so NPS by the latest of each contact.
        account: id; on a tie the first by id.
        share: its answers / all answers.
        accounts: how many accounts answered.
    """

    kind: str
    account: str
    share: Rate
    accounts: int


def response_rates(
    answers: Iterable[SurveyAnswer], waves: Mapping[str, str | None], period: Period
) -> tuple[KindRate, ...]:
    """The rates of each kind that has rows in the period; see surveys.response_rate for what is known of who was asked.

    Args:
        waves: id of an answer -> the wave it belongs to.
    """
    rows: defaultdict[str, defaultdict[str | None, list[SurveyAnswer]]] = defaultdict(lambda: defaultdict(list))
    for each in answers:
        if each.responded_on in period and each.kind in SCALES:
            rows[each.kind][(waves.get(each.id) or "").strip() or None].append(each)
    found: list[KindRate] = []
    for kind in (kind for kind in SCALES if kind in rows):
        by_wave = [_wave_rate(kind, wave, asked, period) for wave, asked in rows[kind].items()]
        by_wave.sort(key=lambda each: (each.last_on, each.wave or ""), reverse=True)
        everything = [each for asked in rows[kind].values() for each in asked]
        unknown = sum(each.rate.numerator for each in by_wave if not each.rate.denominator)
        found.append(KindRate(kind, response_rate(everything, kind, period), unknown, tuple(by_wave)))
    return tuple(found)


def concentrations(
    answers: Sequence[SurveyAnswer], tickets: Sequence[Ticket], period: Period
) -> tuple[Concentration, ...]:
    """For NPS, CSAT and CES where there are answers: how much comes from the account that answered most."""
    counted = {
        "nps": [each.account for each in counted_nps(answers, period)],
        "csat": [each.account for each, _ in counted_csat(answers, tickets, period)],
        "ces": [each.account for each, _ in counted_ces(answers, period)],
    }
    found: list[Concentration] = []
    for kind, accounts in counted.items():
        counts = Counter(accounts)
        if counts:
            account = min(counts, key=lambda each: (-counts[each], each))
            rate = Rate(counts[account], len(accounts), len(accounts))
            found.append(Concentration(kind, account, rate, len(counts)))
    return tuple(found)


def _wave_rate(kind: str, wave: str | None, asked: Sequence[SurveyAnswer], period: Period) -> WaveRate:
    days = [each.responded_on for each in asked]
    return WaveRate(wave, response_rate(asked, kind, period), min(days), max(days))

"""How NPS and its response rate came about, answer by answer."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain import surveys
from desktop.domain.explain.answers import (
    ANSWER,
    NO_SUM,
    answer_rows,
    earlier_answers,
    interval,
    loudest,
    nothing,
)
from desktop.domain.explain.case import Body, Case, exclusion
from desktop.domain.explain.explanation import Column, Input
from desktop.domain.explain.phrases import Phrase, Unit, count, day, of_unit, plural, share
from desktop.domain.facts import SurveyAnswer
from desktop.domain.rates import SMALL_N


def explained_nps(case: Case) -> Body:
    """NPS, one of its counts, or an end of its interval."""
    nps, key = case.figures.nps, case.part_of_key
    period = case.frame.period
    counted = surveys.counted_nps(case.chosen.facts.answers, period)
    verdicts = [(each, surveys.nps_group(each.score or 0)) for each in counted]
    asked = [each for each in case.chosen.facts.answers if each.kind == "nps" and each.responded_on in period]
    silent = sum(each.score is None for each in asked)
    wanted = {"promoters": "promoter", "passives": "passive", "detractors": "detractor"}.get(key)
    shown = [(each, side) for each, side in verdicts if wanted is None or side == wanted]
    is_interval = key in ("low", "high")
    part: Unit = "net" if key in ("", "low", "high") else "count"
    rows = answer_rows(
        case,
        [(each, (_net(side) * 100 / nps.n if part == "net" else 1, side)) for each, side in shown],
    )
    return Body(
        sentence=_nps_sentence(case),
        numbers=(
            *("100 x (", count(nps.promoters), f" {plural(nps.promoters, 'promoter')} - ", count(nps.detractors)),
            *(f" {plural(nps.detractors, 'detractor')}) / ", count(nps.n), " = ", of_unit(nps.value, "net")),
        ),
        n=nps.n,
        n_of=plural(nps.n, "answer"),
        columns=(
            Column("part", "part", part, None if is_interval else case.number, is_narrow=True),
            Column("side", "is", "text", is_narrow=True),
            *ANSWER,
        ),
        rows=rows,
        part=None if is_interval else "part",
        no_sum=NO_SUM if is_interval else "",
        inputs=(
            Input("promoters, 9 and 10", count(nps.promoters)),
            Input("passives, 7 and 8", count(nps.passives)),
            Input("detractors, 0 to 6", count(nps.detractors)),
        ),
        interval=interval(nps.value, nps.low, nps.high, "net", "adjusted Wald") if key in ("", "low", "high") else None,
        exclusions=(
            exclusion("answer", silent, "asked, not answered"),
            exclusion(
                "answer",
                len(asked) - silent - len(counted),
                "superseded, a later one of the same contact counts",
            ),
            earlier_answers(case, "nps"),
        ),
        assumptions=(loudest(case, [each for each, _ in shown]), _anonymous(counted)),
    )


def explained_response_rate(case: Case) -> Body:
    """How many of those asked for an NPS answered."""
    rate, period = case.figures.nps.response_rate, case.frame.period
    asked = [each for each in case.chosen.facts.answers if each.kind == "nps" and each.responded_on in period]
    rows = answer_rows(
        case,
        [
            (
                each,
                (
                    None if rate.value is None else (each.score is not None) / rate.denominator,
                    "no answer" if each.score is None else "answered",
                ),
            )
            for each in asked
        ],
    )
    answered = sum(each.score is not None for each in asked)
    return Body(
        sentence=(
            *("Asked ", count(len(asked)), f" {plural(len(asked), 'time')}, answered ", count(answered)),
            f" {plural(answered, 'time')}.",
        )
        if rate.value is not None
        else ("No data: the book holds answers only, not who was asked.",),
        numbers=(count(rate.numerator), " / ", count(rate.denominator), " = ", share(rate.value)),
        n=rate.n,
        n_of=f"{plural(rate.n, 'time')} asked",
        columns=(
            Column("part", "part", "share", rate.value, is_narrow=True),
            Column("side", "did", "text", is_narrow=True),
            *ANSWER,
        ),
        rows=rows,
        part="part",
        inputs=(Input("answered", count(answered)), Input("asked", count(len(asked)))),
        exclusions=(earlier_answers(case, "nps"),),
        assumptions=(("Every answer counts here, also where a contact answered more than once.",),),
    )


def _net(side: str) -> int:
    return {"promoter": 1, "passive": 0, "detractor": -1}[side]


def _nps_sentence(case: Case) -> Phrase:
    nps, period = case.figures.nps, case.frame.period
    if not nps.n:
        return nothing(case, "NPS")
    return (
        *(count(nps.n), f" {plural(nps.n, 'answer')} from ", day(period.start), " to ", day(period.end), ": "),
        *(count(nps.promoters), f" {plural(nps.promoters, 'promoter')}, ", count(nps.passives)),
        *(f" {plural(nps.passives, 'passive')}, ", count(nps.detractors), f" {plural(nps.detractors, 'detractor')}."),
        " Read the comments." if nps.n < SMALL_N else "",
    )


def _anonymous(answers: Sequence[SurveyAnswer]) -> Phrase | None:
    nameless = sum(each.contact is None for each in answers)
    if not nameless:
        return None
    return (count(nameless), f" {plural(nameless, 'answer')} without a contact, each counted by itself.")

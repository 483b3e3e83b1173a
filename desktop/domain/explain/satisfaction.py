"""How CSAT and CES came about, answer by answer."""

from __future__ import annotations

from desktop.domain import surveys
from desktop.domain.explain.answers import (
    ANSWER,
    NO_SUM,
    answer_rows,
    earlier_answers,
    interval,
    loudest,
    nothing,
    silent_answers,
)
from desktop.domain.explain.case import Body, Case, exclusion
from desktop.domain.explain.explanation import Column, Exclusion, Input
from desktop.domain.explain.phrases import Phrase, Unit, count, day, of_unit, plural

_OF_INDEX = ("index", "low", "high")


def explained_csat(case: Case) -> Body:
    """CSAT, its n, its word or an end of its interval."""
    csat, key, facts = case.figures.csat, case.part_of_key, case.chosen.facts
    counted = surveys.counted_csat(facts.answers, facts.tickets, case.frame.period)
    of_tickets = sum(each.id in {ticket.id for ticket in facts.tickets} for each, _ in counted)
    satisfied = sum(is_satisfied for _, is_satisfied in counted)
    is_sum = key in ("", "n")
    rows = answer_rows(
        case,
        [
            (each, (1 if key == "n" else 100 * verdict / csat.n, "satisfied" if verdict else "not satisfied"))
            for each, verdict in counted
        ],
    )
    closed = sum(
        ticket.csat is None and ticket.closed_on is not None and ticket.closed_on in case.frame.period
        for ticket in facts.tickets
    )
    return Body(
        sentence=(
            *(
                count(satisfied),
                " of ",
                count(csat.n),
                f" {plural(csat.n, 'answer')} from ",
                day(case.frame.period.start),
            ),
            *(" to ", day(case.frame.period.end), f" {plural(satisfied, 'is', 'are')} satisfied: {csat.band}."),
        )
        if csat.n
        else nothing(case, "CSAT"),
        numbers=("100 x ", count(satisfied), " satisfied / ", count(csat.n), " = ", of_unit(csat.value, "percent")),
        n=csat.n,
        n_of=plural(csat.n, "answer"),
        columns=(
            Column(
                "part", "part", "count" if key == "n" else "percent", case.number if is_sum else None, is_narrow=True
            ),
            Column("side", "is", "text", is_narrow=True),
            *ANSWER,
        ),
        rows=rows,
        part="part" if is_sum else None,
        no_sum="" if is_sum else "a word for the value: the rows are those of CSAT itself" if key == "band" else NO_SUM,
        inputs=(
            Input("satisfied answers", count(satisfied)),
            Input("answers to surveys", count(csat.n - of_tickets)),
            Input("answers on tickets", count(of_tickets)),
        ),
        interval=None if key == "n" else interval(csat.value, csat.low, csat.high, "percent", "Wilson"),
        exclusions=(
            silent_answers(case, "csat"),
            exclusion("closed ticket", closed, "nobody rated it"),
            earlier_answers(case, "csat"),
        ),
        assumptions=(
            ("Satisfied is one of the two best points of four to eleven, the best one of two or three.",),
            loudest(case, [each for each, _ in counted]),
        ),
    )


def explained_ces(case: Case) -> Body:
    """CES as a mean, a percentage or an index, or an end of the index' interval."""
    ces, key = case.figures.ces, case.part_of_key
    counted = surveys.counted_ces(case.chosen.facts.answers, case.frame.period)
    easy, hard = (
        sum(ease >= surveys.VERY_EASY_FROM for _, ease in counted),
        sum(ease <= surveys.HARD_TO for _, ease in counted),
    )
    at_least_5 = sum(ease >= surveys.EASY_FROM for _, ease in counted)
    units: dict[str, Unit] = {"mean_ease": "ease", "percent_easy": "percent", "n": "count"}
    unit: Unit = units.get(key, "net")

    def part(ease: float) -> float:
        if key == "mean_ease":
            return ease / ces.n
        if key == "percent_easy":
            return 100 * (ease >= surveys.EASY_FROM) / ces.n
        return 1 if key == "n" else 100 * ((ease >= surveys.VERY_EASY_FROM) - (ease <= surveys.HARD_TO)) / ces.n

    is_sum = key not in ("low", "high")
    numbers: Phrase = (
        *("100 x (", count(easy), " at 6 and 7 - ", count(hard), " at 1 to 3) / ", count(ces.n), " = "),
        of_unit(ces.index, "net"),
    )
    if key == "mean_ease":
        sum_of = sum(ease for _, ease in counted)
        numbers = (of_unit(sum_of, "ease"), " / ", count(ces.n), " = ", of_unit(ces.mean_ease, "ease"))
    elif key == "percent_easy":
        numbers = ("100 x ", count(at_least_5), " / ", count(ces.n), " = ", of_unit(ces.percent_easy, "percent"))
    asked_effort = sum(each.direction == "effort" for each, _ in counted)
    return Body(
        sentence=(
            *(count(ces.n), f" {plural(ces.n, 'answer')}, 7 = very easy: mean ", of_unit(ces.mean_ease, "ease"), ", "),
            *(of_unit(ces.percent_easy, "percent"), " easy, index ", of_unit(ces.index, "net"), "."),
        )
        if ces.n
        else nothing(case, "CES"),
        numbers=numbers,
        n=ces.n,
        n_of=plural(ces.n, "answer"),
        columns=(
            Column("part", "part", unit, case.number if is_sum else None, is_narrow=True),
            Column("ease", "ease, 1-7", "ease", is_narrow=True),
            *ANSWER,
        ),
        rows=answer_rows(case, [(each, (part(ease), ease)) for each, ease in counted]),
        part="part" if is_sum else None,
        no_sum="" if is_sum else NO_SUM,
        inputs=(
            Input("answers at 6 and 7", count(easy)),
            Input("answers at 5 and above", count(at_least_5)),
            Input("answers at 3 and below", count(hard)),
        ),
        interval=interval(ces.index, ces.low, ces.high, "net", "adjusted Wald") if key in _OF_INDEX else None,
        exclusions=(silent_answers(case, "ces"), _unreadable(case), earlier_answers(case, "ces")),
        assumptions=(
            (
                *(count(asked_effort), f" {plural(asked_effort, 'answer')} to surveys that ask for effort"),
                " turned round onto the ease scale.",
            )
            if asked_effort
            else None,
            loudest(case, [each for each, _ in counted]),
        ),
    )


def _unreadable(case: Case) -> Exclusion | None:
    unreadable = sum(
        each.kind == "ces"
        and each.score is not None
        and each.direction not in surveys.DIRECTIONS
        and each.responded_on in case.frame.period
        for each in case.chosen.facts.answers
    )
    return exclusion("answer", unreadable, "without a direction, so that nobody knows whether 7 is easy or hard")

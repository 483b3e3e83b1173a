"""How the time to value came about, onboarding by onboarding."""

from __future__ import annotations

import math
from collections import Counter

from desktop.domain.explain.case import Body, Case
from desktop.domain.explain.explanation import Column, Input, Row
from desktop.domain.explain.phrases import Phrase, count, day, of_unit, plural, share
from desktop.domain.onboarding import Wait, waits

_SHARES = {"median_days": (0.5, "half"), "p90_days": (0.1, "nine in ten")}


def explained_ttv(case: Case) -> Body:
    """A day of the curve, one of its counts, or the share that reached value at its end."""
    ttv, key, facts = case.figures.ttv, case.part_of_key, case.chosen.facts
    spans = waits(facts.onboardings, case.frame.book.milestones, case.frame.churned_on, to=case.frame.period.end)
    jumps = _jumps(case, spans)
    counted = {"reached": _is_reached, "censored": _is_censored, "lost": _is_lost}.get(key)
    shown = [(span, jump) for span, jump in zip(spans, jumps, strict=True) if counted is None or counted(span)]
    plans = {each.id: each for each in facts.onboardings}
    names = case.names()
    # In order of days, so that the shares can be read from the top until half has been reached.
    shown.sort(key=lambda each: (each[0].days, not each[0].reached, names.get(plans[each[0].onboarding].account, "")))
    running = _running([jump for _, jump in shown])
    rows = [
        Row(
            plans[span.onboarding].account,
            names.get(plans[span.onboarding].account, plans[span.onboarding].account),
            (
                span.days,
                _state(span),
                jump if key == "curve" else 1 if counted else jump,
                so_far if counted is None else None,
                plans[span.onboarding].started_on,
                plans[span.onboarding].name,
            ),
        )
        for (span, jump), so_far in zip(shown, running, strict=True)
    ]
    is_sum = key == "curve" or counted is not None
    at, words = _SHARES.get(key, (0.5, "half"))
    waiting = ttv.censored - ttv.lost
    return Body(
        sentence=_sentence(case, words),
        numbers=_numbers(case, at),
        n=ttv.n,
        n_of=f"{plural(ttv.n, 'onboarding')} begun",
        columns=(
            Column("days", "days", "days", is_narrow=True),
            Column("state", "is", "text", is_narrow=True),
            Column(
                "part",
                "counts" if counted else "part",
                "count" if counted else "share",
                case.number if is_sum else None,
            ),
            Column("so_far", "reached so far", "share", is_narrow=counted is None),
            Column("started", "began", "date", is_narrow=True),
            Column("plan", "plan", "text", is_narrow=True),
        ),
        rows=rows,
        part="part" if is_sum else None,
        no_sum="" if is_sum else f"a day, not a sum: it is where {words} has reached value, read down the rows",
        inputs=(
            Input("reached value", count(ttv.reached)),
            Input("still waiting", count(waiting)),
            Input("lost before value", count(ttv.lost)),
            Input("not reached, these together", count(ttv.censored)),
        ),
        assumptions=(
            *_counted_as_waiting(ttv.lost, waiting),
            _without_milestone(case, spans),
            ("Those still waiting are taken to be like those that were still waiting on the same day of theirs.",),
        ),
    )


def _jumps(case: Case, spans: list[Wait]) -> list[float]:
    """What each onboarding adds to the share that reached value: the curve's step on its day, shared by who took it."""
    ttv = case.figures.ttv
    took = Counter(span.days for span in spans if span.reached)
    before, step_of = 1.0, dict[int, float]()
    for days, survival in ttv.curve:
        step_of[days] = (before - survival) / took[days]
        before = survival
    return [step_of[span.days] if span.reached else 0.0 for span in spans]


def _running(jumps: list[float]) -> list[float]:
    return [math.fsum(jumps[: at + 1]) for at in range(len(jumps))] if len(jumps) < 2_000 else _quick_running(jumps)


def _quick_running(jumps: list[float]) -> list[float]:
    total, found = 0.0, list[float]()
    for jump in jumps:
        total += jump
        found.append(total)
    return found


def _sentence(case: Case, words: str) -> Phrase:
    ttv, end = case.figures.ttv, day(case.frame.period.end)
    if not ttv.n:
        return ("No data: no onboarding had begun by ", end, ".")
    rest = (
        *(
            " Of ",
            count(ttv.n),
            f" {plural(ttv.n, 'onboarding')} begun by ",
            end,
            ", ",
            count(ttv.reached),
            " reached it, ",
        ),
        *(count(ttv.censored - ttv.lost), f" {plural(ttv.censored - ttv.lost, 'waits', 'wait')} and ", count(ttv.lost)),
        f" {plural(ttv.lost, 'was', 'were')} lost before.",
    )
    if case.part_of_key not in _SHARES:
        return ("Time from the start of an onboarding to its first value.", *rest)
    if case.value is None:
        return (f"Fewer than {words} have reached value so far.", *rest)
    return (f"{words.capitalize()} reach value within ", of_unit(case.value, "days"), ".", *rest)


def _numbers(case: Case, at: float) -> Phrase:
    curve, ttv, key = case.figures.ttv.curve, case.figures.ttv, case.part_of_key
    if key in ("reached", "censored", "lost"):
        return (
            *(
                count(ttv.reached),
                " reached + ",
                count(ttv.censored - ttv.lost),
                " waiting + ",
                count(ttv.lost),
                " lost = ",
            ),
            count(ttv.n),
        )
    if key == "curve":
        last = curve[-1] if curve else (0, 1.0)
        return ("1 - ", share(last[1]), " waiting after day ", count(last[0]), " = ", share(case.number))
    before = max((each for each in curve if each[1] > at), default=None, key=lambda each: each[0])
    first = next((each for each in curve if each[1] <= at), None)
    told: list[Phrase] = [
        (share(1 - survival), " by day ", count(days))
        for days, survival in (before or (0, 1.0), *([first] if first else []))
    ]
    return (*told[0], *((", ", *told[1]) if first else (", and no further",)), ": ", of_unit(case.value, "days"))


def _counted_as_waiting(lost: int, waiting: int) -> list[Phrase]:
    """How those count who have no days to value."""
    told: list[Phrase] = []
    if waiting:
        told.append(
            (count(waiting), f" still {plural(waiting, 'waits', 'wait')}: counted as waiting so far, not left out.")
        )
    if lost:
        told.append((count(lost), f" left before value: counted as waiting until {plural(lost, 'it', 'they')} left."))
    return told


def _without_milestone(case: Case, spans: list[Wait]) -> Phrase | None:
    """Plans that can only wait, because no milestone of theirs is the first value."""
    valued = {
        each.onboarding for each in case.frame.book.milestones if each.first_value and each.onboarding is not None
    }
    loose = {each.account for each in case.frame.book.milestones if each.first_value and each.onboarding is None}
    account_of = {each.id: each.account for each in case.chosen.facts.onboardings}
    n = sum(
        not span.reached and span.onboarding not in valued and account_of[span.onboarding] not in loose
        for span in spans
    )
    if not n:
        return None
    return (count(n), f" {plural(n, 'onboarding has', 'onboardings have')} no first-value milestone and can only wait.")


def _state(span: Wait) -> str:
    return "reached" if span.reached else "lost" if span.lost else "waiting"


def _is_reached(span: Wait) -> bool:
    return span.reached


def _is_censored(span: Wait) -> bool:
    return not span.reached


def _is_lost(span: Wait) -> bool:
    return span.lost

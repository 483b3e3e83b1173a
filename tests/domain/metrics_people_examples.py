"""The examples of docs/metrics.md about voice, use, the forecast, closed quarters and the team, computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from desktop.domain.book import Book
from desktop.domain.calendar import Period, add_months
from desktop.domain.explain import explain
from desktop.domain.facts import (
    Account,
    Contact,
    ContractLine,
    Milestone,
    Onboarding,
    Ownership,
    Qbr,
    RenewalCall,
    SurveyAnswer,
    Touchpoint,
)
from desktop.domain.forecast.calls import KINDS as KINDS_OF_CALL
from desktop.domain.forecast.calls import Kind
from desktop.domain.forecast.grading import DAYS_BEFORE, GradedTerm, When, grades
from desktop.domain.forecast.totals import forecast
from desktop.domain.plans import plan_statuses
from desktop.domain.quarters.frozen import AccountPart, Frozen, FrozenFigure
from desktop.domain.quarters.quarter import parse_quarter, quarter
from desktop.domain.quarters.restated import restatement
from desktop.domain.renewals import bucket_of
from desktop.domain.scorecards import Scorecard, ScorecardInput
from desktop.domain.signals.quiet import LONG_FACTOR, QUIET_FACTOR
from desktop.domain.slippage import slippage
from desktop.domain.surveys import nps
from desktop.domain.team.attention import account_attention, attention, qbr_due_on
from desktop.domain.usage import UsageReading, aggregate, feature_adoption, seat_utilisation
from desktop.domain.voice.comments import Said, Verbatim, themes, verbatims
from desktop.domain.voice.keywords import Keyword, Matcher
from desktop.domain.voice.responses import concentrations, response_rates
from desktop.domain.voice.sentiment import Sentiment, tally
from desktop.domain.voice.trend import trend
from desktop.domain.voice.waiting import unanswered_detractors
from tests.domain.forecast_books import term

DAY = date(2026, 11, 22)
YEAR = Period(add_months(DAY, -12), DAY)
Result = float | str | date | None
Given = tuple[tuple[str, str], ...]


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _cents(text: str) -> int:
    return round(100 * _number(text))


def _days(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def _line(account: str, cents: int, start: date, end: date | None = None, **more: Any) -> ContractLine:
    return ContractLine(id=f"line of {account}", account=account, arr_cents=cents, start_on=start, end_on=end, **more)


def _nps_answer(number: int, account: str, on: date, score: float | None, **more: Any) -> SurveyAnswer:
    return SurveyAnswer(f"{number:03}", account, "nps", on, score, 0, 10, **more)


def _sentiment(given: Given) -> Mapping[str, Result]:
    found: list[Sentiment] = []
    for name, said in given:
        if name in ("scored", "set by hand"):
            found += [Sentiment(_number(each), corrected=name == "set by hand") for each in said.split(",")]
        else:
            found += [Sentiment(None, reason=name)] * int(said)
    total = tally(found)
    return {
        "mean": total.mean,
        "n": total.n,
        "corrected": total.corrected,
        "not scored": sum(total.not_scored.values()),
    }


def _themes(given: Given) -> Mapping[str, Result]:
    words = {name: value.split(", ") for name, value in given if name.startswith("words of ")}
    matcher = Matcher(
        Keyword(f"{name} {word}", word, name.removeprefix("words of "))
        for name, listed in words.items()
        for word in listed
    )
    answers: list[SurveyAnswer] = []
    for name, said in given:
        match = re.fullmatch(r"“(.+)” (NPS|CSAT) (\d+), (\w+) of (\w+)", said)
        if match is None:
            continue
        text, kind, score, person, account = match.groups()
        low, high = (0, 10) if kind == "NPS" else (1, 5)
        on = date.fromisoformat(name)
        answers.append(
            SurveyAnswer(name, account, kind.lower(), on, float(score), low, high, contact=person, comment=text)
        )
    heard: list[Verbatim] = verbatims(
        sorted(answers, key=lambda each: each.responded_on, reverse=True),
        {each.id: matcher.themes(each.comment or "") for each in answers},
        {each.id: Sentiment(None, reason="short") for each in answers},
        dict[str, Said](),
    )
    found: dict[str, Result] = {}
    for theme in themes(heard, matcher, YEAR):
        found |= {
            f"comments about {theme.name}": len(theme.comments),
            f"accounts that speak of {theme.name}": theme.accounts,
            f"NPS of {theme.name}": theme.nps.value,
            f"n of {theme.name}": theme.nps.n,
        }
    return found


def _waves(given: Given) -> Mapping[str, Result]:
    answers: list[SurveyAnswer] = []
    waves: dict[str, str | None] = {}
    for wave, said in given:
        match = re.fullmatch(r"(?:(\d+) asked, )?(\d+) answered", said)
        assert match is not None, said
        answered = int(match[2])
        for score in [9.0] * answered + [None] * (int(match[1] or answered) - answered):
            answers.append(_nps_answer(len(answers), "A", DAY, score))
            waves[answers[-1].id] = wave
    (kind,) = response_rates(answers, waves, YEAR)
    rates = {f"rate of {each.wave}": each.rate.value if each.rate.denominator else "unknown" for each in kind.waves}
    return {**rates, "rate of all": kind.total.value, "answers of unknown waves": kind.unknown}


def _concentration(given: Given) -> Mapping[str, Result]:
    answers: list[SurveyAnswer] = []
    for account, said in given:
        match = re.fullmatch(r"(\d+) people, (\d+) answers|(\d+) person, (\d+) answers", said)
        assert match is not None, said
        people, many = (int(each) for each in match.groups() if each is not None)
        answers += [
            _nps_answer(len(answers) + at, account, DAY - timedelta(at), 9.0, contact=f"{account} {at % people}")
            for at in range(many)
        ]
    (found,) = concentrations(answers, (), YEAR)
    return {"share": found.share.value, "of": found.account, "accounts": found.accounts}


def _trend(given: Given) -> Mapping[str, Result]:
    answers = [
        _nps_answer(at, "A", date.fromisoformat(on), float(score), contact="Jana")
        for at, (on, score) in enumerate(given)
    ]
    points = {f"NPS of {each.label}": each.nps.value for each in trend(answers, (), YEAR, "month")}
    return {**points, "NPS of the year": nps(answers, YEAR).value}


def _waiting(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    day = date.fromisoformat(said["day"])
    book = Book(
        accounts=[Account("A", "A")],
        answers=[_nps_answer(1, "A", date.fromisoformat(said["NPS 3 on"]), 3.0, contact="jana")],
        contacts=[Contact("jana", "A", "Jana", "buyer")],
        touchpoints=[Touchpoint("t", "A", date.fromisoformat(said["two-way contact on"]), "call", "held", True)],
    )
    found = unanswered_detractors(book, day)
    return {"days waiting": found[0].days if found else None}


def _forecast(given: Given) -> Mapping[str, Result]:
    """Each line: "100,000 ends 2027-01-01, called best case 60,000, likelihood 80 %"."""
    said = dict(given)
    day, (start, end) = date.fromisoformat(said["day"]), said["window"].split(" to ")
    lines: list[ContractLine] = []
    calls: list[RenewalCall] = []
    for name, text in given:
        match = re.match(r"([\d,]+) ends ([\d-]+)", text)
        if match is None:
            continue
        ends = date.fromisoformat(match[2])
        chance = re.search(r"likelihood (\d+) %", text)
        lines.append(
            _line(
                name,
                _cents(match[1]),
                add_months(ends, -12),
                ends,
                likelihood=float(chance[1]) / 100 if chance else None,
            )
        )
        called = re.search(r"called ([a-z ]+?)(?: ([\d,]+))?(?:, likelihood.*)?$", text)
        if called is not None:
            calls.append(
                RenewalCall(name, name, day, "csm", called[1], None if called[2] is None else _cents(called[2]))
            )
    window = Period(date.fromisoformat(start) - timedelta(days=1), date.fromisoformat(end))
    found = forecast(lines, calls, {}, window, as_of=day).whole
    csm = found.calls["csm"]
    return {
        "ATR": found.atr_cents / 100,
        "n": found.terms,
        "accounts": found.accounts,
        "called": csm.called_cents / 100,
        "not called": csm.not_called.atr_cents / 100,
        "gap": found.gap.cents / 100,
        "n of the gap": found.gap.n,
        "ARR x likelihood": found.weighted.cents / 100,
        "n of ARR x likelihood": found.weighted.terms,
        "not forecast": found.weighted.unknown_atr_cents / 100,
        "terms not forecast": found.weighted.unknown_terms,
    }


def _grades(given: Given) -> Mapping[str, Result]:
    """What the CSM had called last before the governing date, and what closed."""
    graded: list[GradedTerm] = []
    for name, said in given:
        called, closed = (_cents(each) for each in re.findall(r"[\d,]+(?=,|$)", said))
        every: dict[tuple[Kind, When], int | None]
        every = {(kind, when): None for kind in KINDS_OF_CALL for when in DAYS_BEFORE}
        every["csm", "last"] = called
        graded.append(GradedTerm(term(line_id=name, closed_cents=closed), "", every))
    found = grades(graded)["csm", "last"]
    return {"accuracy": found.accuracy, "term by term": found.accuracy_by_term, "bias": found.bias, "n": found.n}


def _fiscal_quarter(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    found = parse_quarter(said["quarter"], starts_in=int(said["the year begins in month"]))
    return {"from": found.first_on, "to": found.last_on}


def _restated(given: Given) -> Mapping[str, Result]:
    """NRR at the closing and today; each account: "176,000: 176,000, today 112,000"."""
    of = quarter(2026, 3)
    books: list[Frozen] = []
    paths = {name: [_cents(each) for each in re.findall(r"[\d,]+(?=,|$| )", said)] for name, said in given}
    for column in (1, 2):
        kept = {name: path[column] for name, path in paths.items()}
        start = sum(path[0] for path in paths.values())
        parts = tuple(
            AccountPart(name, name, "", "", {"": "", "12m.": ""}, {"kept": kept[name], "start": path[0]})
            for name, path in paths.items()
        )
        books.append(Frozen(of, (FrozenFigure("nrr", "", sum(kept.values()) / start, {}),), parts))
    (found,) = restatement(books[0], books[1], ())
    points = {f"part of {each.name}, points": 100 * each.difference for each in found.parts}
    return {
        "closed": found.closed,
        "today": found.current,
        "restated, points": 100 * (found.difference or 0),
        **points,
        "accounts with a part": len(found.parts),
    }


def _owned(given: Given) -> Mapping[str, Result]:
    """Whose ARR and whose NRR it is, where an account changed hands and then its ARR."""
    said = dict(given)
    (before, after), changed = said["ARR"].split(" -> "), date.fromisoformat(said["changed on"])
    (first, second), handed = said["CSM"].split(" -> "), date.fromisoformat(said["handed over on"])
    start = date(2025, 3, 1)
    book = Book(
        accounts=[Account("A", "A")],
        lines=[_line("A", _cents(before), start, changed), _line("A", _cents(after), changed)._replace(id="after")],
        scorecards=[Scorecard("any", "Any", None, (ScorecardInput("feedback", 1.0, ((0, 0), (100, 100))),), ())],
        ownerships=[Ownership("1", "A", first, None, handed), Ownership("2", "A", second, handed)],
    )
    windows = aggregate(["A"], (), DAY)
    arr = explain(book, windows, YEAR, "arr_cents", by="csm", group=second).value
    rate = explain(book, windows, YEAR, "nrr", by="csm", group=first).value
    assert isinstance(arr, int)
    assert isinstance(rate, float)
    return {f"ARR of {second}": arr / 100, f"NRR of {first}": rate}


def _attention(given: Given) -> Mapping[str, Result]:
    """What an account gets of us, of so many accounts as are needed."""
    said = dict(given)
    n, held = int(said.get("accounts with ARR", 1)), int(said.get("review held within 90 days", 0))
    ids = [f"A{at}" for at in range(n)]
    due, on_time = int(said.get("milestones due", 0)), int(said.get("done by their day", 0))
    answers: list[SurveyAnswer] = []
    talks: list[Touchpoint] = []
    people = [f"D{at}" for at in range(20)]
    for at, days in enumerate(_days(said["answered after days"]) if "answered after days" in said else ()):
        on = DAY - timedelta(100)
        answers.append(_nps_answer(at, people[at], on, 3.0))
        talks.append(Touchpoint(people[at], people[at], on + timedelta(days), "call", "held", True))
    for at, days in enumerate(_days(said["waiting since days"]) if "waiting since days" in said else (), start=10):
        answers.append(_nps_answer(at, people[at], DAY - timedelta(days), 3.0))
    if "last call" in said:
        talks.append(Touchpoint("last", "A0", date.fromisoformat(said["last call"]), "call", "held", True))
    book = Book(
        accounts=[Account(each, each) for each in (*ids, *people)],
        lines=[_line(each, 100, date(2025, 3, 1)) for each in ids],
        qbrs=[Qbr(each, each, DAY - timedelta(30)) for each in ids[:held]],
        milestones=[
            Milestone(f"M{at}", "A0", "M", None, DAY - timedelta(40), DAY - timedelta(40 if at < on_time else 30))
            for at in range(due)
        ],
        answers=answers,
        touchpoints=talks,
    )
    parts = account_attention(book, (), YEAR, {})
    found = attention(parts)
    first = next(each for each in parts if each.account == "A0")
    return {
        "QBR coverage": found.qbr_coverage.value,
        "milestones on time": found.milestones.value,
        "n": found.milestones.n or found.follow_ups.n,
        "median days": found.follow_ups.median_days,
        "waiting": found.follow_ups.waiting,
        "longest wait": found.follow_ups.longest_wait_days,
        "days silent": first.silent_days,
        "silent": "yes" if first.is_silent else "no",
    }


def _review_due(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    due = qbr_due_on([date.fromisoformat(said["last review"])], None, int(said["cadence in days"]))
    return {"due": due, "late from": due + timedelta(days=1)}


def _cadence(given: Given) -> Mapping[str, Result]:
    days = int(dict(given)["cadence in days"])
    return {
        "quiet from day": int(QUIET_FACTOR * days) + 1,
        "serious from day": int(LONG_FACTOR * days) + 1,
    }


def _slips(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    planned = date(2026, 6, 1)
    milestones = [
        Milestone(f"D{at}", "A", "SSO live", None, planned, planned + timedelta(days))
        for at, days in enumerate(_days(said["done after their day, days"]))
    ]
    milestones += [
        Milestone(f"O{at}", "A", "SSO live", None, DAY - timedelta(days))
        for at, days in enumerate(_days(said["open past their day, days"]))
    ]
    found, _ = slippage(milestones, {}, DAY)
    return {
        "median": found.median_days,
        "done": found.n,
        "on time": found.on_time.value,
        "n": found.on_time.n,
        "overdue": found.overdue,
        "longest so far": found.longest_so_far,
    }


def _plan_end(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    last = date.fromisoformat(said["last milestone planned"])
    milestones = [
        Milestone("1", "A", "SSO", "p", DAY - timedelta(int(said["another overdue since days"])), None),
        Milestone("2", "A", "Go-live", "p", last),
    ]
    (found,) = plan_statuses([Onboarding("p", "A", date(2026, 9, 1))], milestones, {}, {}, DAY)
    return {"ends at this pace": found.forecast_on}


def _use(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    readings: list[UsageReading] = []
    if "active users" in said:
        readings.append(UsageReading("A", "active_users", DAY - timedelta(34), _number(said["active users"])))
    for at, (name, value) in enumerate((name, value) for name, value in given if name.startswith("feature ")):
        users, of = value.split(" of ")
        on = DAY - timedelta(89)
        readings.append(UsageReading("A", "feature_users", on, _number(users), name, at))
        readings.append(UsageReading("A", "eligible_users", on, _number(of), name, at))
    windows = aggregate(["A"], readings, DAY)
    seats = np.array([_number(said["seats"]) if "seats" in said else np.nan])
    return {
        "seat utilisation": float(seat_utilisation(windows, seats)[0]),
        "feature adoption": float(feature_adoption(windows)[0]),
    }


def _bucket(given: Given) -> Mapping[str, Result]:
    return {f"bucket of {days}": bucket_of(int(days)) for days in dict(given)["days to the governing date"].split(", ")}


def _term_end(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    begins = date.fromisoformat(said["begins"])
    return {f"after {months} month{'s' if months > 1 else ''}": add_months(begins, months) for months in (1, 2)}


KINDS: Mapping[str, Callable[[Given], Mapping[str, Result]]] = {
    "sentiment": _sentiment,
    "themes": _themes,
    "waves": _waves,
    "concentration": _concentration,
    "trend": _trend,
    "waiting": _waiting,
    "forecast": _forecast,
    "grades": _grades,
    "fiscal-quarter": _fiscal_quarter,
    "restated": _restated,
    "owned": _owned,
    "attention": _attention,
    "review-due": _review_due,
    "cadence": _cadence,
    "slips": _slips,
    "plan-end": _plan_end,
    "use": _use,
    "bucket": _bucket,
    "term-end": _term_end,
}
"""How the examples of each kind are computed."""

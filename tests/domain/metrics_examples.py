"""Reads the examples of docs/metrics.md, and computes each with the program's own functions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, median

import numpy as np

from desktop.domain import discrimination, onboarding, retention, revenue, surveys
from desktop.domain.book import Book
from desktop.domain.calendar import Period, add_months
from desktop.domain.contracts import known_lines, opt_out_on
from desktop.domain.explain import Explanation, explain
from desktop.domain.facts import Account, ContractLine, RenewalCall, Risk, SurveyAnswer
from desktop.domain.health import HealthScores, score
from desktop.domain.health import explain as explain_health
from desktop.domain.health_inputs import HealthInputs
from desktop.domain.playbooks.results import Reached
from desktop.domain.rates import Rate, annualised
from desktop.domain.renewals import renewal_rate
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard, ScorecardInput, parse_scorecard
from desktop.domain.shown import ShownDay, restated
from desktop.domain.signals.churn import USE_FALLS
from desktop.domain.signals.quiet import QUIET_FACTOR
from desktop.domain.surveys import SCALES
from desktop.domain.usage import UsageReading, UsageWindows, aggregate, trend
from desktop.operations.sentiment import sentiment_of
from tests.domain.metrics_beside_examples import KINDS as BESIDE
from tests.domain.metrics_people_examples import KINDS as PEOPLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
FROM, TO = date(2025, 12, 31), date(2026, 12, 31)
PERIOD = Period(FROM, TO)
BEFORE, WITHIN, LATER = date(2025, 3, 1), date(2026, 5, 1), date(2026, 8, 1)
Result = float | str | date | None


@dataclass(frozen=True, slots=True)
class Example:
    """A block of the page.

    Args:
        given: names and values as they are written; a name may come twice.
        results: what the page says comes out.
    """

    kind: str
    at: int
    given: tuple[tuple[str, str], ...]
    results: Mapping[str, str]

    def one(self, name: str) -> str:
        """The value of a name that is given once."""
        (found,) = [value for each, value in self.given if each == name]
        return found

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.given if each == name]


def examples() -> list[Example]:
    """The examples of the page, in order."""
    text = PAGE.read_text(encoding="utf-8")
    found: list[Example] = []
    for block in re.finditer(r"```example ([\w-]+)\n(.*?)```", text, re.DOTALL):
        given: list[tuple[str, str]] = []
        results: dict[str, str] = {}
        for line in block[2].strip().splitlines():
            name, value = (part.strip() for part in line.removeprefix("= ").split(":", 1))
            if line.startswith("= "):
                results[name] = value
            else:
                given.append((name, value))
        found.append(Example(block[1], text[: block.start()].count("\n") + 1, tuple(given), results))
    return found


def computed(example: Example) -> Mapping[str, Result]:
    """Everything the example's kind can say of what is given."""
    by_given = {**PEOPLE, **BESIDE}
    if example.kind in by_given:
        return by_given[example.kind](example.given)
    return _KINDS[example.kind](example)


def agrees(written: str, value: Result) -> bool:
    """Whether the page says what comes out, on as many decimals as it shows."""
    if isinstance(value, date):
        return written == value.isoformat()
    if value is None or isinstance(value, str):
        return written == (value or "no data")
    decimals = len(written.partition(".")[2])
    return f"{value + 0.0:,.{decimals}f}" == written or f"{value:.{decimals}f}" == written


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _cents(text: str) -> int:
    return round(100 * _number(text))


def _line(account: str, cents: int, start: date, end: date | None = None, **more: object) -> ContractLine:
    fields: dict[str, object] = {"id": f"{account} {start} {cents} {more.get('product')}", "outcome": None, **more}
    return ContractLine(account=account, arr_cents=cents, start_on=start, end_on=end, **fields)  # type: ignore[arg-type]


def _windows(book: Book) -> UsageWindows:
    return aggregate([account.id for account in book.accounts], (), TO)


def _explained(book: Book, key: str) -> Explanation:
    return explain(book, _windows(book), PERIOD, key)


def _arr(example: Example) -> dict[str, Result]:
    lines: list[ContractLine] = []
    for number, (name, said) in enumerate(example.given):
        match = re.fullmatch(r"([\d,]+) from ([\d-]+) to ([\d-]+)", said)
        if match is None:
            continue
        months = re.fullmatch(r"rolls on by (\d+) months", name)
        lines.append(
            _line(
                f"account {number}",
                _cents(match[1]),
                date.fromisoformat(match[2]),
                date.fromisoformat(match[3]),
                trial=name == "trial",
                auto_renew=months is not None,
                term_months=int(months[1]) if months else None,
            )
        )
    day = date.fromisoformat(example.one("day"))
    known = known_lines(lines, as_of=day)
    return {
        "ARR": int(known.arr[known.counts_on(day)].sum()) / 100,
        "overdue": int(known.arr[known.overdue()].sum()) / 100,
    }


def _path(account: str, amounts: Sequence[int]) -> list[ContractLine]:
    """Lines that make an account's ARR go through these amounts: before the period, within it, later in it."""
    days = (BEFORE, WITHIN, LATER)[: len(amounts)] if len(amounts) > 1 else (BEFORE,)
    ends: list[date | None] = [*days[1:], None]
    return [
        _line(account, cents, start, end, outcome=None if end is None else "ended", outcome_on=end)
        for cents, start, end in zip(amounts, days, ends, strict=True)
        if cents
    ]


def _retention(example: Example) -> dict[str, Result]:
    named = [(name.partition(",")[0], [_cents(each) for each in path.split("->")]) for name, path in example.given]
    book = Book(
        accounts=[Account(name, name) for name, _ in named],
        lines=[line for name, amounts in named for line in _path(name, amounts)],
        scorecards=[_default()],
    )
    found = {key: _explained(book, key) for key in ("nrr", "grr", "contributions")}
    moved = found["contributions"]
    points = {f"points of {row.name}": 100 * part for row, part in zip(moved.rows, moved.parts(), strict=True)}
    return {"NRR": found["nrr"].value, "GRR": found["grr"].value, "n": found["nrr"].n, **points}


def _bridge(example: Example) -> dict[str, Result]:
    """Every movement is one account's; cents stand for thousandths here, so that 3.9 is exact."""
    movements = [(name, round(1000 * _number(value))) for name, value in example.given]
    lines: list[ContractLine] = [_line("base", dict(movements)["start"], BEFORE)]
    for number, (name, amount) in enumerate(movements):
        account = f"{name} {number}"
        if name == "new":
            lines += _path(account, (0, amount))
        elif name == "expansion":
            lines += [_line("base", amount, WITHIN + timedelta(number), product=account)]
        elif name == "reactivation":
            lines += [_line(account, 1, BEFORE, FROM, outcome="ended"), _line(account, amount, WITHIN)]
        elif name == "contraction":
            lines += [_line(account, amount + 1, BEFORE, WITHIN), _line(account, 1, WITHIN)]
        elif name == "churn":
            lines += _path(account, (amount, 0))
    # What the accounts that shrink or leave had at the start is part of the start.
    of_others = sum(amount + (name == "contraction") for name, amount in movements if name in ("contraction", "churn"))
    lines[0] = lines[0]._replace(arr_cents=lines[0].arr_cents - of_others)
    ids = sorted({line.account for line in lines})
    found = revenue.account_revenue(lines, ids, PERIOD).bridge()
    told = {name: sum(amount for each, amount in movements if each == name) for name in found._fields[:-1]}
    assert told == {name: getattr(found, name) for name in told}, (told, found)
    return {
        "end": found.end / 1000,
        "change": (found.end - found.start) / 1000,
        "quick ratio": revenue.quick_ratio(found),
    }


def _churn(example: Example) -> dict[str, Result]:
    n, lost = int(example.one("accounts")), int(example.one("lost in a month"))
    accounts = [f"account {number}" for number in range(n)]
    lines = [
        line
        for number, account in enumerate(accounts)
        for line in _path(account, (100, 0) if number < lost else (100,))
    ]
    rate = retention.logo_churn(revenue.account_revenue(lines, accounts, PERIOD)).value
    assert rate is not None
    return {"logo churn": rate, "annualised": annualised(rate)}


def _expansion(example: Example) -> dict[str, Result]:
    def parse(text: str, start: date, end: date | None) -> list[ContractLine]:
        found: list[ContractLine] = []
        for part in text.split(", "):
            match = re.fullmatch(r"(\w+) ([\d,]+)(?: rank (\d))?", part)
            assert match is not None, part
            rank = int(match[3]) if match[3] else None
            found.append(_line("A", _cents(match[2]), start, end, product=match[1], plan_rank=rank))
        return found

    lines = [*parse(example.one("before"), BEFORE, WITHIN), *parse(example.one("after"), WITHIN, None)]
    kinds = revenue.account_revenue(lines, ["A"], PERIOD).expansion_by_kind()
    return {
        "upsell": kinds.upsell / 100,
        "cross-sell": kinds.cross_sell / 100,
        "feature upgrade": kinds.feature_upgrade / 100,
    }


def _clv(example: Example) -> dict[str, Result]:
    given = dict(example.given)
    n, lost = int(given.get("accounts at the start", 1)), int(given.get("lost in a year", 0))
    accounts = [f"account {number}" for number in range(n)]
    arr = _cents(given["ARR per account"])
    lines = [line for i, account in enumerate(accounts) for line in _path(account, (arr, 0) if i < lost else (arr,))]
    cost = _cents(given["acquisition cost"]) if "acquisition cost" in given else None
    found = retention.clv(
        revenue.account_revenue(lines, accounts, PERIOD),
        lifespan_years=float(given["lifespan in years, set"]) if "lifespan in years, set" in given else None,
        acquisition_costs=[cost] * n,
    )
    return {"CLV": None if found.value_cents is None else found.value_cents / 100, "lifespan": found.lifespan_years}


def _opt_out(example: Example) -> dict[str, Result]:
    return {"opt-out": opt_out_on(date.fromisoformat(example.one("renews")), int(example.one("notice days")))}


def _annual_notice(example: Example) -> dict[str, Result]:
    """When a line ends that rolls on by its term and was given notice."""
    months, noticed = int(example.one("term in months")), date.fromisoformat(example.one("notice given"))
    begins = date.fromisoformat(example.one("begins"))
    line = _line(
        "A",
        100,
        begins,
        add_months(begins, months),
        term_months=months,
        auto_renew=True,
        notice_days=int(example.one("notice days")),
        notice_given_on=noticed,
    )
    known = known_lines([line], as_of=noticed)
    return {"ends": date.fromordinal(int(known.end[0]))}


def _shown_score(example: Example) -> dict[str, Result]:
    shown, before, after = (
        int(example.one(name))
        for name in ("shown", "the day before, by what is known now", "the day, by what is known now")
    )
    found = restated([ShownDay(TO, shown)], {TO: (before, after)})
    return {"told": "yes" if found else "no"}


def _playbook_share(example: Example) -> dict[str, Result]:
    return {"share": Reached(int(example.one("helped")), int(example.one("n"))).share}


def _renewals(example: Example) -> dict[str, Result]:
    lines: list[ContractLine] = []
    for name, said in example.given:
        amount, _, fate = said.partition(" ")
        outcome = "ended" if fate == "ended" else None
        lines.append(
            _line(name, _cents(amount), BEFORE, WITHIN, outcome=outcome, outcome_on=WITHIN if outcome else None)
        )
        if fate.startswith("renewed at "):
            lines.append(_line(name, _cents(fate.removeprefix("renewed at ")), WITHIN))
    rate: Rate = renewal_rate(lines, PERIOD)
    return {"renewal rate": rate.value, "n": rate.n}


def _at_risk(example: Example) -> dict[str, Result]:
    lines, risks, calls = list[ContractLine](), list[Risk](), list[RenewalCall]()
    for name, said in example.given:
        amount, *reasons = re.split(r",(?!\d)\s*", said)
        noticed = WITHIN if "notice given" in reasons else None
        lines.append(_line(name, _cents(amount), BEFORE, notice_given_on=noticed))
        risks += [Risk(name, name, "price", WITHIN) for reason in reasons if reason == "open risk"]
        calls += [RenewalCall(name, name, WITHIN, "csm", "at risk") for reason in reasons if reason == "called at risk"]
    accounts = [Account(name, name) for name, _ in example.given]
    book = Book(accounts=accounts, lines=lines, risks=risks, calls=calls, scorecards=[_default()])
    found = _explained(book, "at_risk_arr_cents")
    assert isinstance(found.value, int)
    return {"at-risk ARR": found.value / 100}


def _answers(kind: str, scores: Sequence[float | None], direction: str | None = None) -> list[SurveyAnswer]:
    low, high = SCALES[kind]
    return [
        SurveyAnswer(f"{kind} {direction} {i}", "A", kind, WITHIN, each, low, high, direction=direction)
        for i, each in enumerate(scores)
    ]


def _nps(example: Example) -> dict[str, Result]:
    given = dict(example.given)
    if "scores" in given:
        scores = [_number(each) for each in given["scores"].split(",")]
    else:
        scores = [
            score
            for name, score in (("promoters", 10.0), ("passives", 8.0), ("detractors", 3.0))
            for _ in range(int(given[name]))
        ]
    found = surveys.nps(_answers("nps", scores), PERIOD)
    plain = surveys.plain_wald_half_width(found.promoters, found.passives, found.detractors)
    return {
        "NPS": found.value,
        "n": found.n,
        "low": found.low,
        "high": found.high,
        "plain half-width, for comparison": plain,
    }


def _response(example: Example) -> dict[str, Result]:
    asked, answered = int(example.one("asked")), int(example.one("answered"))
    scores: list[float | None] = [*[9.0] * answered, *[None] * (asked - answered)]
    return {"response rate": surveys.response_rate(_answers("nps", scores), "nps", PERIOD).value}


def _csat(example: Example) -> dict[str, Result]:
    scores = [float(score) for score, times in example.given for _ in range(int(times))]
    found = surveys.csat(_answers("csat", scores), (), PERIOD)
    return {"CSAT": found.value, "low": found.low, "high": found.high, "band": found.band}


def _ces(example: Example) -> dict[str, Result]:
    answers: list[SurveyAnswer] = []
    for said, times in example.given:
        direction, score = said.split()
        answers += _answers("ces", [float(score)] * int(times), direction)
    found = surveys.ces(answers, PERIOD)
    return {"mean ease": found.mean_ease, "percent easy": found.percent_easy, "index": found.index, "n": found.n}


def _time_to_value(example: Example) -> dict[str, Result]:
    waits = [each.strip() for each in example.one("days").split(",")]
    durations = [int(each.rstrip("+")) for each in waits]
    reached = [not each.endswith("+") for each in waits]
    curve = onboarding.kaplan_meier(durations, reached)
    finished = [days for days, is_there in zip(durations, reached, strict=True) if is_there]
    return {
        "median": onboarding.quantile_days(curve, 0.5),
        **{f"waiting after day {days}": survival for days, survival in curve},
        "median of finishers only, for comparison": median(finished),
        "mean, for comparison": mean(finished),
    }


def _default() -> Scorecard:
    card = PAGE.parents[1] / "resources" / "scorecards" / "default.toml"
    return parse_scorecard(tomllib.loads(card.read_text(encoding="utf-8")))


def _scored(raw: Mapping[str, float], caps: Sequence[str] = (), card: Scorecard | None = None) -> HealthScores:
    columns = np.array([[raw.get(name, np.nan) for name in INPUTS]])
    held = np.array([[name in caps for name in CAPS]])
    return score(HealthInputs(("A",), np.array([True]), columns, held), card or _default())


def _health(example: Example) -> dict[str, Result]:
    raw = {name: float(value) for name, value in example.given}
    found = explain_health(_scored(raw), "A")
    values = {f"value of {row.name}": row.value for row in found.inputs}
    return {"score": found.score, "coverage": found.coverage, "band": found.band, **values}


def _straight(weights: Sequence[float], min_coverage: float = 0.0) -> Scorecard:
    inputs = tuple(
        ScorecardInput(name, weight, ((0, 0), (100, 100))) for name, weight in zip(INPUTS, weights, strict=False)
    )
    return Scorecard("test", "Test", None, inputs, (), min_coverage=min_coverage)


def _weighted_mean(example: Example) -> dict[str, Result]:
    card = _straight([float(weight) for weight, _ in example.given])
    raw = {name: float(value) for name, (_, value) in zip(INPUTS, example.given, strict=False)}
    return {"score": explain_health(_scored(raw, card=card), "A").score}


def _coverage(example: Example) -> dict[str, Result]:
    present = [float(each) for each in example.one("present").split(",")]
    rest = float(example.one("of all")) - sum(present)
    card = _straight([*present, rest], _default().min_coverage)
    found = explain_health(_scored(dict.fromkeys(INPUTS[: len(present)], 90.0), card=card), "A")
    return {"coverage": found.coverage, "band": found.band}


def _caps(example: Example) -> dict[str, Result]:
    held = [name for name, said in example.given if said == "yes"]
    # One input is too little for a band; how much is enough is another rule.
    card = replace(_default(), min_coverage=0)
    found = explain_health(_scored({"feedback": float(example.one("mean"))}, held, card), "A")
    return {"score": found.score, "points of the cap": sum(cap.points for cap in found.caps), "band": found.band}


def _means(example: Example) -> dict[str, Result]:
    """Accounts whose only input is their feedback: a card on which that is enough, or is not."""
    named = [(name, *(_number(each) for each in re.split(r",\s+", said))) for name, said in example.given]
    cards = [
        Scorecard("general", "General", None, (ScorecardInput("feedback", 1.0, ((0, 0), (100, 100))),), ()),
        Scorecard(
            "strict",
            "Strict",
            "unscored",
            (
                ScorecardInput("feedback", 1.0, ((0, 0), (100, 100))),
                ScorecardInput("engagement", 3.0, ((14, 100), (90, 0))),
            ),
            (),
        ),
    ]
    book = Book(
        accounts=[Account(name, name, segment="unscored" if "unscored" in name else None) for name, *_ in named],
        lines=[_line(name, round(100 * arr), BEFORE) for name, _, arr in named],
        answers=[SurveyAnswer(name, name, "csat", WITHIN, value, 0, 100) for name, value, _ in named],
        scorecards=cards,
    )
    found = {key: _explained(book, f"health.{key}") for key in ("green", "amber", "red", "unscored", "mean")}
    weighted = _explained(book, "health.arr_weighted_mean")
    return {**{key: each.value for key, each in found.items()}, "ARR-weighted mean": weighted.value}


def _use_falls(example: Example) -> dict[str, Result]:
    readings = [
        UsageReading("A", "logins", TO - timedelta(3), _number(example.one("last 28 days"))),
        UsageReading("A", "logins", TO - timedelta(40), _number(example.one("28 days before"))),
    ]
    found = float(trend(aggregate(["A"], readings, TO))[0])
    return {"trend": found, "holds": "yes" if found <= USE_FALLS else "no"}


def _going_quiet(example: Example) -> dict[str, Result]:
    limit = QUIET_FACTOR * float(example.one("cadence in days"))
    days = float(example.one("days since the last contact"))
    return {"quiet after days": limit, "holds": "yes" if days > limit else "no"}


def _auc(example: Example) -> dict[str, Result]:
    churned = [float(each) for each in example.one("churned").split(",")]
    stayed = [float(each) for each in example.one("stayed").split(",")]
    lost = np.array([True] * len(churned) + [False] * len(stayed))
    return {"AUC": discrimination.auc(np.array([*churned, *stayed]), lost)}


def _lift(example: Example) -> dict[str, Result]:
    def rate(name: str) -> float:
        match = re.fullmatch(r"(\d+), of which churned (\d+)", example.one(name))
        assert match is not None
        found = Rate(int(match[2]), int(match[1]), int(match[1])).value
        assert found is not None
        return found

    return {"lift": rate("red") / rate("green")}


def _comment(example: Example) -> dict[str, Result]:
    """How each comment sounds, or why that is not said."""
    found = {text: sentiment_of(text) for text in example.results}
    return {text: each.reason if each.value is None else each.value for text, each in found.items()}


_KINDS: Mapping[str, Callable[[Example], Mapping[str, Result]]] = {
    "arr": _arr,
    "bridge": _bridge,
    "retention": _retention,
    "churn": _churn,
    "expansion": _expansion,
    "clv": _clv,
    "opt-out": _opt_out,
    "annual-notice": _annual_notice,
    "shown-score": _shown_score,
    "playbook-share": _playbook_share,
    "renewals": _renewals,
    "at-risk": _at_risk,
    "nps": _nps,
    "response": _response,
    "csat": _csat,
    "ces": _ces,
    "time-to-value": _time_to_value,
    "health": _health,
    "weighted-mean": _weighted_mean,
    "coverage": _coverage,
    "caps": _caps,
    "means": _means,
    "use-falls": _use_falls,
    "going-quiet": _going_quiet,
    "auc": _auc,
    "lift": _lift,
    "comment": _comment,
}
"""How the examples of each kind are computed."""

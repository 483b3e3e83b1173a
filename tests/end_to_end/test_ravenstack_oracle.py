"""The oracle is judged first: by figures worked out by hand, and by a second computation in another way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.end_to_end.ravenstack_oracle import Figures, Period, Rows, build, compute, load

RAVENSTACK = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "ravenstack"
FROM, TO = date(2024, 3, 31), date(2024, 6, 30)
INDUSTRIES = {"A": "Mining", "B": "Mining", "C": "Retail"}


class Line(NamedTuple):
    """One subscription; `arr` in dollars, days as ISO text, an empty `end` is open."""

    account: str
    arr: int
    start: str
    end: str = ""
    trial: bool = False


class Ticket(NamedTuple):
    account: str
    closed: str
    score: str


def tables(lines: Sequence[Line], tickets: Sequence[Ticket] = ()) -> dict[str, Rows]:
    """Rows in the shape of the files; a line and a ticket that count for nothing keep no table empty."""
    return {
        "ravenstack_accounts": [
            {"account_id": f"id-{name}", "account_name": name, "industry": industry}
            for name, industry in INDUSTRIES.items()
        ],
        "ravenstack_subscriptions": [
            {
                "account_id": f"id-{line.account}",
                "start_date": line.start,
                "end_date": line.end,
                "arr_amount": str(line.arr),
                "is_trial": str(line.trial),
                "auto_renew_flag": "True",
            }
            for line in [*lines, Line("A", 0, "2024-01-01", "2024-01-01")]
        ],
        "ravenstack_support_tickets": [
            {"account_id": f"id-{ticket.account}", "closed_at": ticket.closed, "satisfaction_score": ticket.score}
            for ticket in [*tickets, Ticket("A", "2024-05-01 09:00:00", "")]
        ],
    }


def answer(lines: Sequence[Line], tickets: Sequence[Ticket] = (), from_: date = FROM, to: date = TO) -> Period:
    with closing(build(tables(lines, tickets))) as book:
        return compute(book, from_, to)


BRIDGES = {
    "a line open throughout": ([Line("A", 100, "2024-01-01")], (100, 0, 0, 0, 0, 0, 100)),
    "a line starting on the closing day of `from` belongs to the start": (
        [Line("A", 100, "2024-03-31")],
        (100, 0, 0, 0, 0, 0, 100),
    ),
    "a line starting the day after is new": ([Line("A", 100, "2024-04-01")], (0, 100, 0, 0, 0, 0, 100)),
    "a line starting on `to` is new": ([Line("A", 100, "2024-06-30")], (0, 100, 0, 0, 0, 0, 100)),
    "a line starting after `to` is not known": ([Line("A", 100, "2024-07-01")], (0, 0, 0, 0, 0, 0, 0)),
    "a line ending on `from` is over": ([Line("A", 100, "2024-01-01", "2024-03-31")], (0, 0, 0, 0, 0, 0, 0)),
    "a line ending the day after is churn": (
        [Line("A", 100, "2024-01-01", "2024-04-01")],
        (100, 0, 0, 0, 0, 100, 0),
    ),
    "a line ending on `to` is churn": ([Line("A", 100, "2024-01-01", "2024-06-30")], (100, 0, 0, 0, 0, 100, 0)),
    "a line ending after `to` counts in full": (
        [Line("A", 100, "2024-01-01", "2024-07-01")],
        (100, 0, 0, 0, 0, 0, 100),
    ),
    "a line of one day is new and churn": ([Line("A", 100, "2024-05-01", "2024-05-02")], (0, 100, 0, 0, 0, 100, 0)),
    "a line without length never counts": ([Line("A", 100, "2024-05-01", "2024-05-01")], (0, 0, 0, 0, 0, 0, 0)),
    "a line ending before its start never counts": (
        [Line("A", 100, "2024-05-02", "2024-05-01")],
        (0, 0, 0, 0, 0, 0, 0),
    ),
    "a trial counts zero": ([Line("A", 100, "2024-05-01", trial=True)], (0, 0, 0, 0, 0, 0, 0)),
    "a paid line after a trial is new": (
        [Line("A", 100, "2024-01-01", "2024-05-01", trial=True), Line("A", 100, "2024-05-01")],
        (0, 100, 0, 0, 0, 0, 100),
    ),
    "a line beside another is expansion": (
        [Line("A", 100, "2024-01-01"), Line("A", 30, "2024-05-01")],
        (100, 0, 0, 30, 0, 0, 130),
    ),
    "a line ended beside another is contraction": (
        [Line("A", 100, "2024-01-01"), Line("A", 30, "2024-01-01", "2024-05-01")],
        (130, 0, 0, 0, 30, 0, 100),
    ),
    "a line replaced on the day moves by the difference": (
        [Line("A", 100, "2024-01-01", "2024-05-01"), Line("A", 130, "2024-05-01")],
        (100, 0, 0, 30, 0, 0, 130),
    ),
    "up and down on different days are two movements": (
        [Line("A", 100, "2024-01-01"), Line("A", 30, "2024-05-01", "2024-05-20")],
        (100, 0, 0, 30, 30, 0, 100),
    ),
    "an account that comes back is churn and reactivation": (
        [Line("A", 100, "2024-01-01", "2024-05-01"), Line("A", 130, "2024-05-02")],
        (100, 0, 130, 0, 0, 100, 130),
    ),
    "an account lost before the period comes back as reactivation": (
        [Line("A", 100, "2023-01-01", "2023-02-01"), Line("A", 80, "2024-05-01")],
        (0, 0, 80, 0, 0, 0, 80),
    ),
    "accounts move apart": (
        [Line("A", 100, "2024-01-01", "2024-05-01"), Line("B", 100, "2024-05-01")],
        (100, 100, 0, 0, 0, 100, 100),
    ),
}


@pytest.mark.parametrize(("lines", "dollars"), BRIDGES.values(), ids=BRIDGES)
def test_that_the_oracle_bridges_as_by_hand(lines: list[Line], dollars: tuple[int, ...]) -> None:
    assert tuple(asdict(answer(lines).whole.bridge).values()) == tuple(100 * amount for amount in dollars)


RETENTION = {
    "expansion counts in NRR only": (
        [Line("A", 100, "2024-01-01"), Line("A", 50, "2024-05-01")],
        (150, 100, 100, 0, 1),
    ),
    "contraction counts in both": (
        [Line("A", 100, "2024-01-01"), Line("A", 50, "2024-01-01", "2024-05-01")],
        (100, 100, 150, 0, 1),
    ),
    "GRR is capped per account, not over the book": (
        [Line("A", 100, "2024-01-01"), Line("A", 50, "2024-05-01"), Line("B", 100, "2024-01-01", "2024-05-01")],
        (150, 100, 200, 1, 2),
    ),
    "new accounts count for neither": (
        [Line("A", 100, "2024-01-01"), Line("B", 70, "2024-05-01")],
        (100, 100, 100, 0, 1),
    ),
    "an account that fell to 0 counts 0 although it came back": (
        [Line("A", 100, "2024-01-01", "2024-05-01"), Line("A", 130, "2024-05-02"), Line("B", 100, "2024-01-01")],
        (100, 100, 200, 1, 2),
    ),
    "an account that fell to 0 for the day of `to` counts 0": (
        [Line("A", 100, "2024-01-01", "2024-06-30"), Line("A", 100, "2024-07-01")],
        (0, 0, 100, 1, 1),
    ),
    "an account that was at 0 before `from` counts in full": (
        [Line("A", 100, "2024-01-01", "2024-03-01"), Line("A", 120, "2024-03-31")],
        (120, 120, 120, 0, 1),
    ),
    "a line replaced on the day does not fall to 0": (
        [Line("A", 100, "2024-01-01", "2024-05-01"), Line("A", 90, "2024-05-01")],
        (90, 90, 100, 0, 1),
    ),
    "new within the period and lost again is no logo churn": (
        [Line("A", 100, "2024-01-01"), Line("B", 70, "2024-05-01", "2024-06-01")],
        (100, 100, 100, 0, 1),
    ),
}


@pytest.mark.parametrize(("lines", "expected"), RETENTION.values(), ids=RETENTION)
def test_that_the_oracle_retains_as_by_hand(lines: list[Line], expected: tuple[int, int, int, int, int]) -> None:
    retained, capped, start, lost, cohort = expected
    whole = answer(lines).whole
    assert (whole.nrr.numerator, whole.nrr.denominator, whole.nrr.n) == (100 * retained, 100 * start, cohort)
    assert (whole.grr.numerator, whole.grr.denominator, whole.grr.n) == (100 * capped, 100 * start, cohort)
    assert (whole.logo_churn.numerator, whole.logo_churn.denominator) == (lost, cohort)
    assert whole.nrr.value == retained / start
    assert whole.logo_churn.value == lost / cohort


def test_that_nothing_to_divide_by_is_no_data() -> None:
    whole = answer([]).whole
    assert (whole.nrr.value, whole.grr.value, whole.logo_churn.value, whole.quick_ratio) == (None, None, None, None)
    assert (whole.csat.value, whole.csat.n, whole.csat.low, whole.csat.high) == (None, 0, None, None)


def test_that_contributions_are_shares_of_the_start_of_their_own_group() -> None:
    lines = [
        Line("A", 100, "2024-01-01"),
        Line("A", 50, "2024-05-01"),
        Line("B", 300, "2024-01-01", "2024-05-01"),
        Line("B", 999, "2024-06-01"),
        Line("C", 100, "2024-01-01"),
    ]
    period = answer(lines)
    assert period.whole.contributions == {"A": 50 / 500, "B": -300 / 500, "C": 0}
    assert period.by_industry["Mining"].contributions == {"A": 50 / 400, "B": -300 / 400}
    assert period.by_industry["Retail"].contributions == {"C": 0}
    assert {name: group.accounts.active for name, group in period.by_industry.items()} == {"Mining": 2, "Retail": 1}


def test_that_csat_counts_answers_on_their_closing_day_within_the_period() -> None:
    within = [*[Ticket("A", "2024-04-01 00:00:00", "5.0")] * 42, *[Ticket("B", "2024-06-30 23:59:59", "4.0")] * 32]
    within += [Ticket("C", "2024-05-01 12:00:00", score) for score in ["3.0"] * 10 + ["2.0"] * 9 + ["1.0"] * 14]
    outside = [Ticket("A", "2024-03-31 23:59:59", "5.0"), Ticket("A", "2024-07-01 00:00:00", "5.0")]
    period = answer([], within + outside)
    csat = period.whole.csat
    assert csat.n == 107
    assert csat.value == pytest.approx(69.16, abs=0.005)
    # The ends of a Wilson interval are the shares p whose distance to the estimate is z standard errors of p itself.
    for end in (csat.low, csat.high):
        assert end is not None
        p = end / 100
        assert abs(p - 74 / 107) == pytest.approx(1.959964 * math.sqrt(p * (1 - p) / 107), rel=1e-9)
    assert (period.by_industry["Mining"].csat.value, period.by_industry["Mining"].csat.n) == (100.0, 74)
    assert (period.by_industry["Retail"].csat.value, period.by_industry["Retail"].csat.n) == (0.0, 33)


def second_computation(lines: Sequence[Line], names: Mapping[str, str], from_: date, to: date) -> dict[str, object]:
    """The ARR figures by running totals over the days on which a line starts or ends, in plain Python."""
    changes: dict[str, dict[str, int]] = {account: {} for account in names}
    for line in lines:
        if not line.trial and (not line.end or line.end > line.start):
            for day, cents in ((line.start, 100 * line.arr), (line.end, -100 * line.arr)):
                if day and day <= to.isoformat():
                    changes[line.account][day] = changes[line.account].get(day, 0) + cents
    bridge = dict.fromkeys(("start", "new", "reactivation", "expansion", "contraction", "churn", "end"), 0)
    cohort: dict[str, tuple[int, int]] = {}
    active = lost = 0
    for account, by_day in changes.items():
        arr = opening = 0
        ever = fell = False
        for day in sorted(by_day):
            before, arr = arr, arr + by_day[day]
            if day <= from_.isoformat():
                opening = arr
            elif before == 0 < arr:
                bridge["reactivation" if ever else "new"] += arr
            elif before > 0 == arr:
                bridge["churn"] += before
                fell = True
            else:
                bridge["expansion" if arr > before else "contraction"] += abs(arr - before)
            ever = ever or arr > 0
        bridge["start"] += opening
        bridge["end"] += arr
        active += arr > 0
        if opening:
            cohort[names[account]] = (opening, 0 if fell else arr)
            lost += fell
    start = bridge["start"]
    return {
        "active": active,
        "bridge": bridge,
        "nrr": (sum(after for _, after in cohort.values()), start, len(cohort)),
        "grr": (sum(min(pair) for pair in cohort.values()), start, len(cohort)),
        "logo_churn": (lost, len(cohort), len(cohort)),
        "contributions": {name: (after - before) / start for name, (before, after) in cohort.items()},
    }


def first_computation(figures: Figures) -> dict[str, object]:
    """The same figures as the oracle has them; what adds up within them is checked on the way."""
    bridge, nrr, grr, churn = figures.bridge, figures.nrr, figures.grr, figures.logo_churn
    assert figures.arr_cents == bridge.end
    assert figures.expansion_by_kind.upsell == bridge.expansion
    gains, losses = bridge.new + bridge.reactivation + bridge.expansion, bridge.contraction + bridge.churn
    assert bridge.start + gains - losses == bridge.end
    assert figures.quick_ratio == (gains / losses if losses else None)
    return {
        "active": figures.accounts.active,
        "bridge": asdict(bridge),
        "nrr": (nrr.numerator, nrr.denominator, nrr.n),
        "grr": (grr.numerator, grr.denominator, grr.n),
        "logo_churn": (churn.numerator, churn.denominator, churn.n),
        "contributions": figures.contributions,
    }


def lines_near(first: date, last: date) -> st.SearchStrategy[list[Line]]:
    days = st.dates(first, last).map(date.isoformat)
    ends = st.one_of(st.just(""), days)
    line = st.builds(Line, st.sampled_from("ABC"), st.integers(0, 9), days, ends, st.booleans())
    return st.lists(line, max_size=12)


@settings(deadline=None, max_examples=100)
@given(lines=lines_near(FROM - timedelta(days=8), FROM + timedelta(days=16)))
def test_that_two_computations_agree_on_any_lines(lines: list[Line]) -> None:
    to = FROM + timedelta(days=10)
    period = answer(lines, from_=FROM, to=to)
    assert first_computation(period.whole) == second_computation(lines, {name: name for name in INDUSTRIES}, FROM, to)
    for industry, group in period.by_industry.items():
        names = {name: name for name in INDUSTRIES if INDUSTRIES[name] == industry}
        mine = [line for line in lines if line.account in names]
        assert first_computation(group) == second_computation(mine, names, FROM, to)


class RealPeriod(NamedTuple):
    """The oracle's answer for the last half year of the real files, and what it was computed from, by account id."""

    answer: Period
    lines: list[Line]
    names: dict[str, str]
    industries: dict[str, str]


REAL_FROM, REAL_TO = date(2024, 6, 30), date(2024, 12, 31)


@pytest.fixture(scope="module")
def real() -> RealPeriod:
    if not RAVENSTACK.is_dir():
        pytest.skip("the RavenStack files are not here: ../shared/data is absent")
    with closing(load(RAVENSTACK)) as book:
        lines = [
            Line(
                row["account_id"], int(row["arr_amount"]), row["start_date"], row["end_date"], row["is_trial"] == "True"
            )
            for row in book.execute("SELECT * FROM ravenstack_subscriptions")
        ]
        accounts = book.execute("SELECT * FROM ravenstack_accounts").fetchall()
        names: dict[str, str] = {row["account_id"]: row["account_name"] for row in accounts}
        industries: dict[str, str] = {row["account_id"]: row["industry"] for row in accounts}
        return RealPeriod(compute(book, REAL_FROM, REAL_TO), lines, names, industries)


def test_that_two_computations_agree_on_the_real_files(real: RealPeriod) -> None:
    assert (len(real.lines), len(real.names)) == (5000, 500)
    assert first_computation(real.answer.whole) == second_computation(real.lines, real.names, REAL_FROM, REAL_TO)
    assert set(real.answer.by_industry) == set(real.industries.values())
    for industry, group in real.answer.by_industry.items():
        members = {account: name for account, name in real.names.items() if real.industries[account] == industry}
        mine = [line for line in real.lines if line.account in members]
        assert first_computation(group) == second_computation(mine, members, REAL_FROM, REAL_TO)


def test_that_one_real_account_fell_to_0_and_came_back(real: RealPeriod) -> None:
    """Without such an account the real files could not tell whether the program counts it 0 at the end."""
    returned: list[str] = []
    for account in real.names:
        mine = [line for line in real.lines if line.account == account]
        alone = second_computation(mine, {account: account}, REAL_FROM, REAL_TO)
        if alone["logo_churn"] == (1, 1, 1) and alone["active"]:
            returned.append(real.names[account])
    assert len(returned) == 1
    assert real.answer.whole.contributions[returned[0]] < 0

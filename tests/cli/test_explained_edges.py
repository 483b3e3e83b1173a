"""Books at the edge: every figure's explanation has the figure's own value, adds up, and nothing known is no data.

Each book is a real file, made once; what the commands print and what the drawer shows is made from the same records.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import explained, figures_json
from desktop.cli.opened import looked_at, looked_over
from desktop.cli.options import Asked
from desktop.domain import surveys
from desktop.domain.calendar import Period, period_of
from desktop.domain.explain import KEYS, Explanation, in_words
from desktop.operations import look
from desktop.operations.account_page import account_page
from desktop.operations.account_view import AccountView, account_view
from desktop.operations.explain import ExplainedFacts, read_explained
from desktop.operations.explain import explained as explained_of
from desktop.operations.explain_account import ACCOUNT_KEYS, explained_of_account
from desktop.views.explained import words
from tests.cli.explaining import check
from tests.end_to_end.program import NOT_WORDS, Book, Json, Tables

DAY, LEAP_DAY = date(2026, 11, 22), date(2024, 2, 29)
ACME = {"external_id": "A1", "name": "Acme", "started_on": "2024-02-29", "segment": "Mid-market"}
LINE = {"external_id": "L1", "account": "A1", "arr": 1000, "start_on": "2024-02-29", "end_on": "2027-02-28",
        "term_months": 12, "auto_renew": True, "notice_days": 30, "seats": 20, "likelihood": 0}  # fmt: skip
JANA = {"external_id": "C1", "account": "A1", "name": "Jana"}


def answer(number: int, day: str, score: int | None, kind: str = "nps") -> dict[str, object]:
    low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
    said = {"kind": kind, "score": score, "scale_min": low, "scale_max": high}
    who = {"external_id": f"S{number}", "account": "A1", "contact": "C1", "responded_on": day}
    return {**who, **said, "direction": "ease" if kind == "ces" else None}


def use(day: str, value: float, metric: str = "active_users", feature: str | None = None) -> dict[str, object]:
    return {"account": "A1", "on": day, "metric": metric, "value": value, "feature": feature}


@dataclass(frozen=True)
class Edge:
    """A book, the day it is looked at, and the keys of which nothing is known in it."""

    tables: Tables
    day: date = DAY
    no_data: tuple[str, ...] = ()
    no_data_of_account: tuple[str, ...] = ()


RATES = ("nrr", "grr", "logo_churn", "contributions")
VOICE = ("nps", "nps.low", "nps.high", "nps.response_rate", "csat", "csat.low", "csat.band", "ces.mean_ease",
         "ces.percent_easy", "ces.index")  # fmt: skip
VALUE = ("ttv.median_days", "ttv.p90_days", "ttv.curve")
HEALTH = ("health.mean", "health.arr_weighted_mean")
NOT_USED = ("usage.seats", "usage.trend", "health.usage_trend", "health.seat_utilisation", "health.feature_adoption")
NOT_ASKED = ("nps", "last_contact", "health.feedback", "health.support", "health.engagement", "health.outcomes",
             "health.change")  # fmt: skip

EDGES: dict[str, Edge] = {
    "empty": Edge({}, no_data=(*RATES, "renewal_rate", "quick_ratio", "clv", "clv.lifespan_years", *VOICE, *VALUE,
                               *HEALTH)),
    "one bare account": Edge(
        {"accounts": [ACME]},
        no_data=(*RATES, "renewal_rate", "quick_ratio", "clv", *VOICE, *VALUE, *HEALTH),
        no_data_of_account=(*NOT_USED, *NOT_ASKED, "health", "health.commercial", "opt_out"),
    ),
    "no surveys": Edge(
        {"accounts": [ACME], "subscriptions": [LINE]},
        no_data=(*VOICE, *VALUE, "quick_ratio", "clv", "clv.lifespan_years"),
        no_data_of_account=(*NOT_USED, *NOT_ASKED),
    ),
    "all churned": Edge(
        {
            "accounts": [ACME, {"external_id": "A2", "name": "Brook"}],
            "subscriptions": [
                {**LINE, "external_id": f"L{n}", "account": f"A{n}", "start_on": "2025-02-28", "end_on": "2026-02-28",
                 "outcome": "ended", "outcome_on": "2026-02-28", "reason": "price"} for n in (1, 2)
            ],
        },
        no_data=(*VOICE, *VALUE, *HEALTH),
        no_data_of_account=(*NOT_USED, *NOT_ASKED, "health", "health.commercial", "opt_out"),
    ),
    "all churned before": Edge(
        {
            "accounts": [ACME],
            "subscriptions": [{**LINE, "start_on": "2023-03-01", "end_on": "2024-02-29", "outcome": "ended"}],
        },
        no_data=(*RATES, "renewal_rate", "quick_ratio", "clv", *VOICE, *VALUE, *HEALTH),
        no_data_of_account=(*NOT_USED, *NOT_ASKED, "health", "health.commercial", "opt_out"),
    ),
    "zero seats": Edge(
        {
            "accounts": [ACME],
            "subscriptions": [{**LINE, "seats": 0}],
            "usage": [use("2026-11-20", 12), use("2026-10-20", 10)],
        },
        no_data=(*VOICE, *VALUE),
        no_data_of_account=("usage.seats", "health.seat_utilisation", *NOT_ASKED),
    ),
    "nobody could use it": Edge(
        {
            "accounts": [ACME],
            "subscriptions": [LINE],
            "usage": [
                use("2026-11-20", 0), use("2026-10-20", 0), use("2026-11-20", 0, "feature_users", "Reports"),
                use("2026-11-20", 0, "eligible_users", "Reports"),
            ],
        },
        no_data_of_account=("usage.trend", "health.usage_trend", "health.feature_adoption"),
    ),
    "logins after active users ended": Edge(
        {
            "accounts": [ACME],
            "subscriptions": [LINE],
            "usage": [use("2026-03-01", 12), use("2026-11-20", 90, "logins"), use("2026-10-20", 100, "logins")],
        },
        no_data_of_account=("usage.seats", "health.seat_utilisation"),
    ),
    "leap day": Edge(
        {
            "accounts": [ACME],
            "contacts": [JANA],
            "subscriptions": [LINE],
            "onboardings": [{"external_id": "O1", "account": "A1", "started_on": "2024-02-29", "name": "Start"}],
            "milestones": [{"account": "A1", "onboarding": "O1", "name": "Value", "due_on": "2024-02-29",
                            "done_on": "2024-02-29", "first_value": True}],
            "surveys": [answer(1, "2024-02-29", 9), answer(2, "2024-02-29", 4, "csat"),
                        answer(3, "2024-02-29", 7, "ces")],
            "touchpoints": [{"account": "A1", "on": "2024-02-29", "kind": "call", "two_way": True, "contact": "C1"}],
        },
        day=LEAP_DAY,
        no_data=RATES,
        no_data_of_account=NOT_USED,
    ),
    "a year after a leap day": Edge(
        {
            "accounts": [ACME],
            "contacts": [JANA],
            "subscriptions": [
                {**LINE, "end_on": "2025-02-28", "outcome": "renewed", "auto_renew": False},
                {**LINE, "external_id": "L2", "start_on": "2025-02-28", "end_on": "2028-02-29", "term_months": 36},
            ],
            "surveys": [answer(1, "2024-02-29", 3), answer(2, "2025-02-28", None)],
        },
        day=date(2025, 2, 28),
        no_data_of_account=NOT_USED,
    ),
    "one contact ten times": Edge(
        {
            "accounts": [ACME],
            "contacts": [JANA],
            "subscriptions": [LINE],
            "surveys": [answer(at, f"2026-{at:02}-28", at) for at in range(1, 11)],
        },
        no_data_of_account=NOT_USED,
    ),
    "one contact ten times on one day": Edge(
        {
            "accounts": [ACME],
            "contacts": [JANA],
            "subscriptions": [LINE],
            "surveys": [answer(at, "2026-11-01", at) for at in range(1, 11)],
        },
        no_data_of_account=NOT_USED,
    ),
    "ended undecided": Edge(
        {
            "accounts": [ACME],
            "subscriptions": [{**LINE, "end_on": "2026-11-02", "auto_renew": False},
                              {**LINE, "external_id": "L2", "end_on": None, "likelihood": 0.5, "product": "More"}],
        },
        no_data_of_account=NOT_USED,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What is told of a book."""

    edge: Edge
    figures: Json
    read: ExplainedFacts
    health: dict[str, Json]
    pages: dict[str, Json]
    views: dict[str, AccountView]


@pytest.fixture(scope="module", params=list(EDGES))
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Known:
    edge = EDGES[request.param]
    made = Book.of(tmp_path_factory.mktemp("edge"), edge.tables, as_of=max(DAY, edge.day).isoformat())
    return told(edge, made.path)


def told(edge: Edge, path: Path) -> Known:
    period = period_of(as_of=edge.day)
    with looked_over(path, Asked(period, edge.day, known_then=False)) as (_, conn):
        figures = figures_json.metrics(look.metrics(conn, period, by="segment"), as_of=edge.day, currency="USD")
        read = read_explained(conn, period, known_on=edge.day)
    with looked_at(path, edge.day, known_then=False) as (_, conn):
        names = [row.name for row in look.accounts(conn, edge.day)]
        ids = {name: look.health(conn, name, edge.day).account.id for name in names}
        return Known(
            edge,
            figures,
            read,
            {name: figures_json.health(look.health(conn, name, edge.day)) for name in names},
            {name: account_page(conn, name, edge.day) for name in names},
            {name: account_view(conn, ids[name], edge.day) for name in names},
        )


def test_that_every_figure_of_metrics_is_explained_with_its_value_and_adds_up(
    known: Known, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, figures in ((None, known.figures), *known.figures.get("groups", {}).items()):
        for key in KEYS:
            found = explained_of(known.read, key, by=name and "segment", group=name)
            check(found, figures)
            says_what_it_knows(found, capsys)
    for key in known.edge.no_data:
        assert explained_of(known.read, key).value is None, key


def test_that_every_figure_of_an_account_is_explained_with_its_value_and_adds_up(
    known: Known, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, view in known.views.items():
        for key in ACCOUNT_KEYS:
            found = explained_of_account(view, key)
            adds_up(found)
            says_what_it_knows(found, capsys)
            if key in known.edge.no_data_of_account:
                assert found.value is None, key
        agrees_with_its_page(known, name)


def adds_up(found: Explanation) -> None:
    parts = found.parts()
    if found.part is not None and found.value is not None:
        assert math.fsum(parts) == pytest.approx(found.value, abs=1e-9), found.key
    assert found.part is not None or found.no_sum or not found.rows, found.key
    for at, column in enumerate(found.columns):
        if column.total is not None:
            cells = [cell for row in found.rows if isinstance(cell := row.cells[at], int | float)]
            assert math.fsum(cells) == pytest.approx(column.total, abs=1e-9), (found.key, column.key)
    assert all(len(row.cells) == len(found.columns) for row in found.rows), found.key
    assert all(each.n > 0 for each in found.exclusions), found.key


def says_what_it_knows(found: Explanation, capsys: pytest.CaptureFixture[str]) -> None:
    """In the terminal and in the drawer: in words, and "no data" exactly where there is none."""
    explained.as_json(found, as_of=found.period.end, currency="USD")
    explained.print_explanation(found, "USD")
    printed = capsys.readouterr().out
    for text in (printed, words.as_text(found, "USD")):
        assert not NOT_WORDS.search(text), found.key
        assert ("no data" in text.splitlines()[0]) == (found.value is None), found.key
    # What is known is made of what is known; a part of a rate is told beside the rate.
    is_part = found.unit in ("cents", "count") and found.by != "account"
    assert found.value is None or is_part or "no data" not in in_words(found.numbers, explained.write), found.key
    assert found.sentence, found.key
    assert found.definition, found.key
    assert words.beside(found).startswith("n = "), found.key


def agrees_with_its_page(known: Known, name: str) -> None:
    """The explanation's value is the value that `account` and `health` tell."""
    view, page, health = known.views[name], known.pages[name], known.health[name]
    value = {key: explained_of_account(view, key).value for key in ACCOUNT_KEYS}
    assert value["arr"] == page["arr_cents"]
    assert value["opt_out"] == page["opts_out_on"]
    last = page["last_two_way_on"]
    assert value["last_contact"] == (None if last is None else (known.edge.day - date.fromisoformat(last)).days)
    assert (value["health"] is None) == (health["score"] is None and health["mean"] is None)
    for row in health["inputs"]:
        found: Any = value[f"health.{row['name']}"]
        assert (found is None) == (row["value"] is None or not view.why.is_active), row["name"]
        assert found is None or abs(found - row["points"]) < 1, row["name"]
    year = Period(known.edge.day - timedelta(days=365), known.edge.day)
    answers = [each for each in known.read.book.answers if each.account == view.account.id]
    assert value["nps"] == surveys.nps(answers, year).value


def test_that_a_line_that_is_not_likely_to_renew_is_not_told_as_one_that_ended(tmp_path: Path) -> None:
    for name, rests_on in (("no surveys", "0 %"), ("ended undecided", "a term ended without an outcome")):
        edge = EDGES[name]
        made = told(edge, Book.of(tmp_path, edge.tables, as_of=DAY.isoformat(), name=name).path)
        found = explained_of_account(made.views["Acme"], "health")
        assert {row.name: row.cells[2] for row in found.rows}["commercial"] == rests_on


def test_that_what_was_done_late_is_told_as_late_and_not_as_nothing(tmp_path: Path) -> None:
    tables: Tables = {
        "accounts": [ACME],
        "subscriptions": [LINE],
        "objectives": [
            {"account": "A1", "goal": "Soon", "due_on": "2026-05-01", "done_on": "2026-04-01"},
            {"account": "A1", "goal": "Late", "due_on": "2026-05-01", "done_on": "2026-06-01"},
            {"account": "A1", "goal": "Open", "due_on": "2026-05-01"},
            {"account": "A1", "goal": "No day", "due_on": "2026-05-01", "status": "met"},
        ],
    }
    edge = Edge(tables)
    made = told(edge, Book.of(tmp_path, tables, as_of=DAY.isoformat()).path)
    found = explained_of_account(made.views["Acme"], "health.outcomes")
    assert {row.name: row.cells[2] for row in found.rows} == {"Soon": "on time", "Late": "late", "Open": "still open"}
    assert "on time 100, late 60, still open 0" in found.no_sum

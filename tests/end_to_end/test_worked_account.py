"""The worked account of the reference, from CSV files to the points of its score; the caps, from files and typed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.program import Book, Json, Tables

DAY = date(2026, 11, 22)
AS_OF = ("--as-of", DAY.isoformat())


def back(days: int) -> date:
    return DAY - timedelta(days=days)


WORKED: Tables = {
    "accounts": [{"name": "Acme Worked", "external_id": "A-1"}],
    "contacts": [{"account": "A-1", "name": "Jana Rowe"}],
    "subscriptions": [
        {"account": "A-1", "arr": 1000, "start_on": back(300), "end_on": back(-65), "seats": 20, "likelihood": 0.8}
    ],
    # Sums of 40 and 36: -10 %; the latest reading is 12 of 20 seats.
    "usage": [
        {"account": "A-1", "on": back(days), "metric": "active_users", "value": value}
        for days, value in ((55, 20), (28, 20), (27, 24), (3, 12))
    ],
    "surveys": [
        {"account": "A-1", "kind": "nps", "responded_on": back(100), "score": 3, "contact": "Jana Rowe"},
        {"account": "A-1", "kind": "csat", "responded_on": back(100), "score": 4},
    ],
    "tickets": [{"account": "A-1", "opened_on": back(5)}, {"account": "A-1", "opened_on": back(9), "closed_on": DAY}],
    "touchpoints": [{"account": "A-1", "on": back(30), "kind": "call", "two_way": True}],
}

PRESENT = {
    "usage_trend": (56.0, 15),
    "seat_utilisation": (75.0, 15),
    "feedback": (52.5, 20),
    "support": (85.0, 10),
    "engagement": (79.35, 15),
    "commercial": (80.0, 10),
}

# Everything at its best but the feedback, which is 60 from an NPS of 6: (8,000 + 20 x 60) / 100 = 92.
BEST: Tables = {
    "accounts": [{"name": "Acme"}],
    "contacts": [
        {"account": "Acme", "name": "Jana Rowe", "role": "user", "influence": "decides"},
        {"account": "Acme", "name": "Piet Visser", "role": "champion"},
    ],
    "subscriptions": [
        {
            "account": "Acme",
            "arr": 1000,
            "start_on": back(300),
            "end_on": back(-65),
            "seats": 20,
            "likelihood": 1,
            "notice_days": 30,
        }
    ],
    "usage": [
        {"account": "Acme", "on": back(days), "metric": "active_users", "value": value}
        for days, value in ((40, 10), (20, 20), (3, 20))
    ]
    + [
        {"account": "Acme", "on": back(9), "metric": metric, "value": value, "feature": "Planner"}
        for metric, value in (("feature_users", 9), ("eligible_users", 10))
    ],
    "surveys": [{"account": "Acme", "kind": "nps", "responded_on": back(20), "score": 6, "contact": "Jana Rowe"}],
    "tickets": [{"account": "Acme", "opened_on": back(50), "closed_on": back(49)}],
    "touchpoints": [{"account": "Acme", "on": back(10), "kind": "call", "two_way": True}],
    "objectives": [{"account": "Acme", "goal": "Done in time", "due_on": back(30), "done_on": back(31)}],
}


def added_up(found: Json) -> float:
    return sum(row["points"] for row in [*found["inputs"], *found["caps"]])


def caps(found: Json) -> dict[str, float]:
    return {cap["name"]: cap["points"] for cap in found["caps"]}


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book.of(tmp_path_factory.mktemp("worked"), WORKED, as_of=DAY.isoformat())


@pytest.fixture
def best(tmp_path: Path) -> Book:
    return Book.of(tmp_path, BEST, as_of=DAY.isoformat())


def test_that_the_worked_account_scores_68_89_from_85_percent(worked: Book) -> None:
    found = worked.json("health", "acme", *AS_OF)
    assert found["account"] == "Acme Worked"
    assert found["score"] == pytest.approx(68.89, abs=0.005)
    assert found["mean"] == found["score"]
    assert found["coverage"] == pytest.approx(0.85)
    assert found["band"] == "amber"
    assert found["caps"] == []
    assert found["override"] is None
    assert found["pulse"] is None


def test_that_each_input_of_the_worked_account_has_its_value_weight_and_points(worked: Book) -> None:
    found = worked.json("health", "acme", *AS_OF)
    rows = {row["name"]: row for row in found["inputs"]}
    assert len(rows) == 8
    for name, (value, weight) in PRESENT.items():
        assert rows[name]["value"] == pytest.approx(value, abs=0.005), name
        assert rows[name]["weight"] == pytest.approx(weight / 85), name
        assert rows[name]["points"] == pytest.approx(rows[name]["weight"] * rows[name]["value"]), name
        assert rows[name]["missing"] is None, name
    assert added_up(found) == pytest.approx(found["score"], abs=1e-9)
    assert sum(row["weight"] for row in rows.values()) == pytest.approx(1)


def test_that_missing_inputs_say_why_and_have_no_value(worked: Book) -> None:
    rows = {row["name"]: row for row in worked.json("health", "acme", *AS_OF)["inputs"]}
    reasons = {"feature_adoption": "no feature usage within 90 days", "outcomes": "no milestone or objective due"}
    for name, reason in reasons.items():
        assert rows[name]["value"] is None, name
        assert (rows[name]["weight"], rows[name]["points"]) == (0, 0), name
        assert reason in rows[name]["missing"], name


def test_that_the_printed_points_of_the_worked_account_add_up(worked: Book) -> None:
    printed = worked.say("health", "acme", *AS_OF)
    assert "▲ 69 (85 % known)" in printed
    assert "no feature usage within 90 days" in printed
    assert "None" not in printed
    assert "nan" not in printed


def test_that_the_list_and_the_page_show_the_same_score(worked: Book) -> None:
    (row,) = worked.json("accounts", *AS_OF)
    page = worked.json("account", "A-1", *AS_OF)["health"]
    for found in (row, page):
        assert found["score"] == pytest.approx(68.89, abs=0.005)
        assert (found["band"], found["coverage"]) == ("amber", pytest.approx(0.85))


def test_that_an_answered_detractor_caps_nothing_and_an_unanswered_one_who_decides_caps_at_74(best: Book) -> None:
    assert best.json("health", "acme", *AS_OF)["score"] == pytest.approx(92)
    best.home.say("log", best.path, "acme nps 6 @jana", *AS_OF)
    found = best.json("health", "acme", *AS_OF)
    assert (found["score"], found["mean"], found["band"]) == (pytest.approx(74), pytest.approx(92), "amber")
    assert caps(found) == {"unanswered_detractor": pytest.approx(-18)}
    assert added_up(found) == pytest.approx(found["score"], abs=1e-9)
    # An unanswered user who does not decide is no reason to cap.
    best.say("undo")
    best.home.say("log", best.path, 'acme nps 6 @"Sam New"', *AS_OF)
    assert best.json("health", "acme", *AS_OF)["caps"] == []


def test_that_a_two_way_touchpoint_answers_the_detractor(best: Book) -> None:
    best.home.say("log", best.path, "acme nps 6 @jana yest", *AS_OF)
    assert caps(best.json("health", "acme", *AS_OF)) == {"unanswered_detractor": pytest.approx(-18)}
    best.home.say("log", best.path, "acme call: sorted out", *AS_OF)
    found = best.json("health", "acme", *AS_OF)
    assert found["caps"] == []
    assert found["score"] == pytest.approx(92)


def test_that_notice_caps_at_25_and_wins_over_the_other_caps(best: Book) -> None:
    best.home.say("log", best.path, "acme nps 6 @jana", *AS_OF)
    best.home.say("log", best.path, 'acme notice "budget"', *AS_OF)
    found = best.json("health", "acme", *AS_OF)
    assert (found["score"], found["band"]) == (pytest.approx(25), "red")
    assert caps(found) == {"notice_given": pytest.approx(-67)}
    assert added_up(found) == pytest.approx(found["score"], abs=1e-9)
    assert best.json("health", "acme", "--as-of", back(1))["score"] == pytest.approx(92)
    assert best.json("metrics", *AS_OF)["at_risk_arr_cents"] == 100_000


def test_that_notice_from_a_file_caps_as_a_typed_one_does(best: Book) -> None:
    best.take(
        {"subscriptions": [{"account": "Acme", "arr": 1000, "start_on": back(300), "notice_given_on": back(2)}]},
        as_of=DAY.isoformat(),
    )
    assert caps(best.json("health", "acme", *AS_OF)) == {"notice_given": pytest.approx(-67)}
    assert best.json("health", "acme", "--as-of", back(3))["caps"] == []


def test_that_a_champion_who_left_caps_at_74_until_there_is_another(best: Book) -> None:
    best.home.say("log", best.path, "acme left piet", *AS_OF)
    found = best.json("health", "acme", *AS_OF)
    assert caps(found) == {"champion_left": pytest.approx(-18)}
    assert found["score"] == pytest.approx(74)
    assert best.json("health", "acme", "--as-of", back(1))["caps"] == []
    new = {"contacts": [{"account": "Acme", "name": "Ines Vogt", "role": "champion"}]}
    best.take(new, as_of=DAY.isoformat())
    assert best.json("health", "acme", *AS_OF)["caps"] == []


def test_that_a_champion_who_left_in_a_file_caps_from_that_day(best: Book) -> None:
    left = {"contacts": [{"account": "Acme", "name": "Piet Visser", "left_on": back(7)}]}
    best.take(left, as_of=DAY.isoformat())
    assert caps(best.json("health", "acme", "--as-of", back(7))) == {"champion_left": pytest.approx(-18)}
    assert best.json("health", "acme", "--as-of", back(8))["caps"] == []


def test_that_too_little_known_withholds_the_number_in_lists_but_explains_it(tmp_path: Path) -> None:
    bare: Tables = {
        "accounts": [{"name": "Bare"}],
        "subscriptions": [{"account": "Bare", "arr": 10, "start_on": back(9), "likelihood": 0.5}],
        "tickets": [{"account": "Bare", "opened_on": back(1)}],
        "pulses": [{"account": "Bare", "on": back(1), "value": 2, "reason": "quiet"}],
    }
    book = Book.of(tmp_path, bare, as_of=DAY.isoformat())
    (row,) = book.json("accounts", *AS_OF)
    assert (row["score"], row["band"], row["coverage"]) == (None, "unscored", pytest.approx(0.2))
    found = book.json("health", "bare", *AS_OF)
    assert (found["score"], found["band"]) == (pytest.approx(67.5), "unscored")
    assert found["pulse"] == {"value": 2, "on": back(1).isoformat(), "reason": "quiet"}
    assert "not enough to judge" in book.say("accounts", *AS_OF)
    assert "not enough to judge" in book.say("health", "bare", *AS_OF)
    assert book.json("metrics", *AS_OF)["health"]["unscored"] == 1


def test_that_only_accounts_with_arr_are_scored(tmp_path: Path) -> None:
    tables: Tables = {
        "accounts": [{"name": "Gone"}],
        "subscriptions": [{"account": "Gone", "arr": 10, "start_on": back(90), "end_on": back(9), "outcome": "ended"}],
        "touchpoints": [{"account": "Gone", "on": back(30), "kind": "call", "two_way": True}],
    }
    book = Book.of(tmp_path, tables, as_of=DAY.isoformat())
    found = book.json("health", "gone", *AS_OF)
    assert (found["score"], found["mean"], found["band"]) == (None, None, "unscored")
    assert "only accounts with ARR" in book.say("health", "gone", *AS_OF)
    assert sum(book.json("metrics", *AS_OF)["health"][band] for band in ("green", "amber", "red", "unscored")) == 0

"""The team, handovers, benchmarks, onboardings and cadences of the demo book, as a manager asks before a review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Json, Tables

AS_OF = ("--as-of", DEMO_DAY)
MARA, INES, TOMAS = "Mara Lind", "Ines Okafor", "Tomas Reyes"
RATE = {"value", "numerator", "denominator", "n"}


@pytest.fixture(scope="module")
def team(demo: Book) -> Json:
    return demo.json("team", *AS_OF)


@pytest.fixture(scope="module")
def plans(demo: Book) -> Json:
    return demo.json("onboarding", *AS_OF)


def row(team: Json, csm: str) -> Json:
    return next(each for each in team["team"] if each["csm"] == csm)


def test_that_the_keys_are_those_that_were_promised(team: Json) -> None:
    top = "as_of period since currency csms book team silent_accounts waiting_detractors late_promises"
    assert list(team) == top.split()
    assert team["period"] == {"from": "2025-11-22", "to": DEMO_DAY}
    assert team["since"] == "2025-11-22"
    keys = (
        "csm accounts arr_cents at_risk_arr_cents health nrr grr qbr milestones_on_time follow_up overdue_tasks "
        "promises_late silent never_contacted newest_on gained lost covering covered"
    )
    for each in (team["book"], *team["team"]):
        assert list(each) == keys.split()
        assert all(set(each[name]) == RATE for name in ("nrr", "grr", "milestones_on_time"))
        assert set(each["qbr"]) == {"coverage", "due", "due_and_planned"}
        assert set(each["follow_up"]) == {"median_days", "n", "waiting", "longest_wait_days"}
    assert all(list(each) == ["account", "csm", "days", "arr_cents"] for each in team["silent_accounts"])


def test_that_the_rows_add_up_to_the_book_and_agree_with_metrics(demo: Book, team: Json) -> None:
    assert (team["csms"], [each["csm"] for each in team["team"]]) == (3, [MARA, INES, TOMAS])
    book, rows = team["book"], team["team"]
    for key in ("arr_cents", "at_risk_arr_cents", "silent", "never_contacted"):
        assert book[key] == sum(each[key] for each in rows)
    for key in ("nrr", "grr", "milestones_on_time"):
        for part in ("numerator", "denominator"):
            assert book[key][part] == sum(each[key][part] for each in rows)
    metrics = demo.json("metrics", *AS_OF, "--by", "csm")
    for key in ("accounts", "arr_cents", "at_risk_arr_cents", "nrr", "grr", "health"):
        assert book[key] == metrics[key]
        assert all(each[key] == metrics["groups"][each["csm"]][key] for each in rows)


def test_that_what_changed_hands_is_told_with_its_arr(demo: Book, team: Json) -> None:
    assert [(each["account"], each["from"], each["to"], each["on"]) for each in team["book"]["gained"]] == [
        ("Dunmere Pharmacies", TOMAS, INES, "2026-06-25"), ("Fenwick Brothers", INES, MARA, "2026-07-25"),
    ]  # fmt: skip
    assert [each["account"] for each in row(team, INES)["lost"]] == ["Fenwick Brothers"]
    assert [each["account"] for each in row(team, MARA)["covered"]] == ["Halcyon Labs"]
    assert [each["account"] for each in row(team, TOMAS)["covering"]] == ["Halcyon Labs"]
    assert all(each["arr_cents"] > 0 for each in team["book"]["gained"])
    later = demo.json("team", *AS_OF, "--since", "2026-07-01")
    assert [each["account"] for each in later["book"]["gained"]] == ["Fenwick Brothers"]


def test_that_detractors_who_wait_are_counted_apart(team: Json) -> None:
    found = team["book"]["follow_up"]
    assert found["n"] == 18
    assert found["median_days"] == 3
    assert (found["waiting"], found["longest_wait_days"]) == (3, 3)
    assert row(team, TOMAS)["follow_up"]["n"] == 3
    waiting = {each["account"]: each for each in team["waiting_detractors"]}
    assert sum(each["n"] for each in waiting.values()) == 3
    assert (waiting["Tindle & Rowe"]["days"], next(iter(waiting.values()))["days"]) == (1, 3)


def test_that_late_promises_are_listed_for_longest_first(team: Json) -> None:
    rows, counts = team["late_promises"], team["book"]["promises_late"]
    assert len(rows) == sum(counts.values()) > 0
    assert [each["due_on"] for each in rows] == sorted(each["due_on"] for each in rows)
    assert all(each["due_on"] < DEMO_DAY for each in rows)
    assert sum(each["csm"] == TOMAS for each in rows) == sum(row(team, TOMAS)["promises_late"].values())


def test_that_ostrava_is_silent_for_longest(team: Json) -> None:
    first = team["silent_accounts"][0]
    assert (first["account"], first["csm"], first["days"]) == ("Ostrava Freight", MARA, 71)
    assert all(each["days"] >= 30 for each in team["silent_accounts"])
    assert len(team["silent_accounts"]) == team["book"]["silent"]
    assert team["book"]["never_contacted"] == 1


def test_that_people_read_it_in_words(demo: Book) -> None:
    printed = demo.say("team", *AS_OF)
    assert printed.startswith("3 CSMs look after 53 active accounts of 60, ARR ")
    for words in ("Dunmere Pharmacies", "Cover: Tomas Reyes stands in for Mara Lind at Halcyon Labs", "(13, few)"):
        assert words in printed
    assert not NOT_WORDS.search(printed)
    assert "_" not in printed


def test_that_periods_that_cannot_be_are_refused(demo: Book) -> None:
    for wrong in (("--from", DEMO_DAY), ("--to", "2026-11-23"), ("--since", DEMO_DAY)):
        done = demo.run("team", *AS_OF, *wrong)
        assert (done.code, done.out) == (1, "")


def test_that_a_handover_moves_an_account_and_one_undo_takes_it_back(demo_copy: Book) -> None:
    before = demo_copy.json("team", *AS_OF)
    done = demo_copy.json("handover", "garnet", "tomas REYES", "--on", DEMO_DAY)
    assert done == {
        "account": "Garnet Mining", "what": "owner", "csm": TOMAS, "on": DEMO_DAY, "until": None, "new_csm": False,
    }  # fmt: skip
    after = demo_copy.json("team", *AS_OF, "--since", "2026-11-21")
    assert [each["account"] for each in row(after, TOMAS)["gained"]] == ["Garnet Mining"]
    assert row(after, TOMAS)["arr_cents"] == row(before, TOMAS)["arr_cents"] + 9_300_000
    assert after["book"]["accounts"] == before["book"]["accounts"]
    assert demo_copy.json("team", "--as-of", "2026-11-21")["team"][0]["arr_cents"] == before["team"][0]["arr_cents"]
    history = demo_copy.json("history", "--account", "garnet")
    assert history[-1]["label"] == "Handed over: Garnet Mining to Tomas Reyes on 2026-11-22"
    demo_copy.say("undo")
    assert demo_copy.json("team", *AS_OF) == before


def test_that_cover_is_set_shown_and_ended(demo_copy: Book) -> None:
    until = ("--cover", "--until", "2026-12-06")
    assert "stands in for the owner of Tindle" in demo_copy.say("handover", "tindle", INES, "--on", DEMO_DAY, *until)
    found = demo_copy.json("team", *AS_OF)
    assert "Tindle & Rowe" in [each["account"] for each in row(found, INES)["covering"]]
    again = demo_copy.run("handover", "tindle", TOMAS, "--on", "2026-11-30", *until)
    assert (again.code, "stands in for Tindle & Rowe until 2026-12-06 already" in again.err) == (1, True)
    assert demo_copy.json("handover", "tindle", "--end-cover", "--on", "2026-11-25")["csm"] == INES
    assert "new in this book" in demo_copy.run("handover", "tindle", "Ann Lee", "--on", "2026-12-01").err


@pytest.mark.parametrize(
    "wrong", [(), (MARA, "--cover"), (MARA, "--until", "2026-12-01"), (MARA, "--end-cover"), (MARA, "--on", "soon")]
)
def test_that_a_handover_that_says_too_little_is_one_of_usage(demo: Book, wrong: tuple[str, ...]) -> None:
    before = demo.digest()
    done = demo.run("handover", "tindle", *wrong)
    assert (done.code, done.out, demo.digest()) == (2, "", before)


def test_that_benchmarks_stand_beside_ours_with_n_source_and_reservations(demo: Book) -> None:
    found = demo.json("benchmarks", *AS_OF)
    rows = {each["metric"]: each for each in found["benchmarks"]}
    assert {"nrr", "grr", "logo_churn", "nps", "csat", "days_to_follow_up"} <= set(rows)
    metrics = demo.json("metrics", *AS_OF)
    assert rows["nrr"]["ours"]["value"] == metrics["nrr"]["value"]
    assert rows["nps"]["ours"]["n"] == metrics["nps"]["n"]
    assert rows["grr"]["within_range"] is True
    for each in found["benchmarks"]:
        assert each["peers"]["address"].startswith("https://")
        assert each["peers"]["year"] <= 2026
        assert each["position"] in ("above", "below", "same")
    assert any("12 years old" in reason for reason in rows["nps"]["unfair"])
    assert any("few" in reason for reason in rows["days_to_follow_up"]["unfair"])
    printed = demo.say("benchmarks", *AS_OF)
    assert "https://www.getaleph.com/" in printed
    assert "not fair: " in printed
    assert not NOT_WORDS.search(printed)


def test_that_over_half_a_year_retention_is_not_compared_as_if_it_were_one(demo: Book) -> None:
    found = demo.json("benchmarks", *AS_OF, "--from", "2026-05-22")
    nrr = next(each for each in found["benchmarks"] if each["metric"] == "nrr")
    assert "theirs is over 12 months, ours over 6" in nrr["unfair"]


def test_that_benchmarks_that_are_gone_can_be_had_again(demo_copy: Book) -> None:
    count = len(demo_copy.json("benchmarks", *AS_OF)["benchmarks"])
    assert len(demo_copy.json("benchmarks", *AS_OF, "--add-shipped")["benchmarks"]) == count


def test_that_aldermoor_is_past_target_and_blocked_on_their_side(plans: Json) -> None:
    assert plans["running"] == 9
    first = plans["plans"][0]
    assert (first["account"], first["day_of"], first["target_days"], first["days_over"]) == (
        "Aldermoor Council",
        74,
        45,
        29,
    )
    assert (first["next_milestone"], first["turn"], first["blocked"], first["blocked_days"]) == (
        "SSO live", "theirs", True, 31,
    )  # fmt: skip
    assert first["forecast_on"] > DEMO_DAY
    assert sum(plans["turns"].values()) == plans["running"]


def test_that_the_curve_names_who_was_lost_and_agrees_with_metrics(demo: Book, plans: Json) -> None:
    ttv = demo.json("metrics", *AS_OF)["ttv"]
    assert {key: plans["ttv"][key] for key in ttv} == ttv
    assert len(plans["lost_before_value"]) == ttv["lost"] == 1
    assert plans["lost_before_value"][0]["account"] == "Maple Signal"


def test_that_slippage_is_told_by_milestone_with_n_and_open_ones_apart(plans: Json) -> None:
    rows = {each["milestone"]: each for each in plans["by_milestone"]}
    whole = plans["slippage"]
    for key in ("not_due", "unplanned", "moved", "blocked", "blocked_days"):
        assert whole[key] == sum(each[key] for each in rows.values())
    assert whole["done"]["n"] == sum(each["done"]["n"] for each in rows.values()) == 134
    assert rows["SSO live"]["overdue"] == {"n": 1, "median_days": 34, "longest_days": 34}
    assert rows["SSO live"]["done"]["median_days"] > rows["Kick-off"]["done"]["median_days"]
    assert whole["on_time"]["n"] == whole["done"]["n"] + whole["overdue"]["n"]


def test_that_people_read_plans_in_words(demo: Book) -> None:
    printed = demo.say("onboarding", *AS_OF)
    assert printed.startswith("9 plans on the way, 2 past target; turn: ours 3, theirs 6.")
    assert "Half reach value within 36 days (n = 28): 19 reached it, 8 wait, 1 lost before value." in printed
    assert "29 over, blocked for 31 days" in printed
    assert not NOT_WORDS.search(printed)


@pytest.mark.usefixtures("on_demo_day")
def test_that_a_cadence_that_is_set_says_when_silence_begins(demo_copy: Book) -> None:
    def quiet(book: Book) -> dict[str, Json]:
        found = book.json("signals", *AS_OF)
        return {
            each["account"]: signal["evidence"]
            for each in found["accounts"]
            for signal in each["signals"]
            if signal["key"] == "going_quiet"
        }

    before = quiet(demo_copy)
    assert before["Garnet Mining"]["cadence_default"]["value"] == 30
    assert "30 days (the default; none is set)" in demo_copy.say("signals", *AS_OF)
    rows = demo_copy.json("cadence", "--segment", "enterprise", "--days", 60, *AS_OF)
    enterprise = next(each for each in rows if each["segment"] == "Enterprise")
    assert (enterprise["days"], enterprise["is_set"], enterprise["measured_n"]) == (60, True, 12)
    after = quiet(demo_copy)
    assert "Garnet Mining" not in after
    assert set(after) < set(before)
    demo_copy.json("cadence", "--segment", "Enterprise", "--days", 21, *AS_OF)
    assert quiet(demo_copy)["Garnet Mining"]["cadence"] == {
        "value": 21, "unit": "days", "on": None, "n": None, "about": "Enterprise",
    }  # fmt: skip
    assert "every 21 days (set for Enterprise)" in demo_copy.say("signals", *AS_OF)
    demo_copy.say("cadence", "--segment", "Enterprise", "--unset", *AS_OF)
    assert quiet(demo_copy) == before


@pytest.mark.usefixtures("on_demo_day")
def test_that_the_cadence_of_reviews_says_when_they_are_due(demo_copy: Book) -> None:
    before = demo_copy.json("team", *AS_OF)["book"]["qbr"]
    demo_copy.say("cadence", "--segment", "Enterprise", "--qbr-days", 180, *AS_OF)
    after = demo_copy.json("team", *AS_OF)["book"]["qbr"]
    assert after["due"] < before["due"]
    assert after["coverage"] == before["coverage"]
    demo_copy.say("undo")
    assert demo_copy.json("team", *AS_OF)["book"]["qbr"] == before


@pytest.mark.parametrize("wrong", [("--segment", "Big"), ("--unset", "--days", "3"), ("--days", "soon")])
def test_that_a_cadence_that_says_too_little_is_one_of_usage(demo: Book, wrong: tuple[str, ...]) -> None:
    assert demo.run("cadence", *wrong).code == 2


def test_that_days_out_of_bounds_are_refused(demo_copy: Book) -> None:
    before = demo_copy.digest()
    for wrong in (("--days", 0), ("--qbr-days", 400), ("--segment", "New", "--unset")):
        assert demo_copy.run("cadence", *wrong).code == 1
    assert demo_copy.digest() == before


@pytest.mark.parametrize("day", ["0001-01-02", DEMO_DAY, "9999-12-31"])
@pytest.mark.parametrize("command", ["team", "onboarding", "benchmarks", "cadence"])
def test_that_an_empty_book_and_the_ends_of_the_calendar_are_said_in_words(
    made: Callable[[Tables], Book], command: str, day: str
) -> None:
    book = made({"accounts": [{"name": "Acme"}]})
    more: tuple[Any, ...] = ("--from", "0001-01-01") if command in ("team", "benchmarks") and day < "0002" else ()
    for of in (book, made_empty(book)):
        printed = of.say(command, "--as-of", day, *more)
        assert printed.strip()
        assert not NOT_WORDS.search(printed)
        of.json(command, "--as-of", day, *more)


def made_empty(book: Book) -> Book:
    path = book.path.with_name("empty.perennial")
    if not path.exists():
        book.home.say("new", path)
    return Book(book.home, path)


def test_that_as_of_a_past_day_only_what_was_known_then_counts(demo: Book) -> None:
    for command in ("team", "onboarding", "benchmarks"):
        before = demo.json(command, "--as-of", "2026-06-01", "--known-then")
        assert before["as_of"] == "2026-06-01"
    then = demo.json("team", "--as-of", "2026-06-01")
    assert then["book"]["gained"] == []
    assert then["book"]["newest_on"] <= "2026-06-01"

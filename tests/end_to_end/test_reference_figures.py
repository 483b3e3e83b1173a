"""The checks of the reference, as far as a book of CSV files can hold them: each comes out as written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.program import NOT_WORDS, Book, Json, Tables

AS_OF = "2026-12-31"
FROM, MIDDLE = "2025-12-31", "2026-06-15"
BEFORE = "2025-01-15"

Row = dict[str, Any]


def made(folder: Path, tables: Tables, as_of: str = AS_OF) -> Book:
    return Book.of(folder, tables, as_of=as_of)


def metrics(folder: Path, tables: Tables, *options: str) -> Json:
    return made(folder, tables).json("metrics", "--as-of", AS_OF, *options)


def moving(*moves: tuple[int, int]) -> Tables:
    """A book of accounts whose ARR goes from one figure to another (in units) in the middle of 2026; 0 = none."""
    accounts: list[Row] = []
    lines: list[Row] = []
    for number, (before, after) in enumerate(moves):
        name = f"Account {number:03}"
        accounts.append({"name": name})
        if before:
            changed = MIDDLE if after != before else None
            lines.append({"account": name, "arr": before, "start_on": BEFORE, "end_on": changed, "plan": "A"})
        if after and after != before:
            lines.append({"account": name, "arr": after, "start_on": MIDDLE, "plan": "B"})
    return {"accounts": accounts, "subscriptions": lines}


def bridge_adds_up(found: Json) -> bool:
    b = found["bridge"]
    ups, downs = b["new"] + b["reactivation"] + b["expansion"], b["contraction"] + b["churn"]
    return b["start"] + ups - downs == b["end"]


@pytest.mark.parametrize(
    ("moves", "nrr", "grr"),
    [
        (((25_000, 0), (100_000, 75_000), (875_000, 1_025_000)), 1.10, 0.95),
        (((5_000, 0), (20_000, 17_000), (75_000, 90_000)), 1.07, 0.92),
        (((30_000, 24_000), (30_000, 22_000), (40_000, 48_000)), 0.94, 0.86),
        (((30_000, 24_000), (30_000, 22_000), (40_000, 40_000)), 0.86, 0.86),
    ],
)
def test_that_retention_comes_out_as_in_the_reference(
    tmp_path: Path, moves: tuple[tuple[int, int], ...], nrr: float, grr: float
) -> None:
    found = metrics(tmp_path, moving(*moves))
    assert found["nrr"]["value"] == pytest.approx(nrr)
    assert found["grr"]["value"] == pytest.approx(grr)
    assert found["nrr"]["n"] == found["grr"]["n"] == len(moves)
    assert found["nrr"]["denominator"] == sum(before for before, _ in moves) * 100
    assert sum(each["points"] for each in found["contributions"]) == pytest.approx(nrr - 1, abs=1e-9)
    assert bridge_adds_up(found)


def test_that_new_and_returning_accounts_never_count_for_retention(tmp_path: Path) -> None:
    book = made(tmp_path, moving((100, 100), (0, 900), (50, 0)))
    came_back: Tables = {"subscriptions": [{"account": "Account 002", "arr": 50, "start_on": "2026-09-01"}]}
    book.take(came_back, as_of=AS_OF)
    found = book.json("metrics", "--as-of", AS_OF)
    assert found["nrr"] == {"value": pytest.approx(100 / 150), "numerator": 10_000, "denominator": 15_000, "n": 2}
    assert found["logo_churn"]["numerator"] == 1
    assert found["bridge"]["reactivation"] == 5_000
    assert bridge_adds_up(found)


def test_that_fifteen_of_five_hundred_logos_are_three_percent(tmp_path: Path) -> None:
    found = metrics(tmp_path, moving(*[(10, 0)] * 15, *[(10, 10)] * 485), "--from", "2026-05-31", "--to", "2026-06-30")
    assert found["logo_churn"] == {"value": 0.03, "numerator": 15, "denominator": 500, "n": 500}
    assert found["accounts"] == {"active": 485, "total": 500}


def test_that_the_bridge_of_the_reference_closes(tmp_path: Path) -> None:
    thousands = {
        "new": (610, 125),
        "expansion": (242, 120),
        "contraction": (140, 24),
        "churn": (680, 45),
    }
    moves = [(0, each) for each in thousands["new"]]
    moves += [(1_000, 1_000 + each) for each in thousands["expansion"]]
    moves += [(1_000, 1_000 - each) for each in thousands["contraction"]]
    moves += [(each, 0) for each in thousands["churn"]]
    moves.append((42_800 - 4_000 - 725, 42_800 - 4_000 - 725))
    tables = dict(moving(*moves))
    # Reactivated: had ARR once, none at the start.
    returned = {"account": "Back Again", "arr": 35, "end_on": "2025-06-01", "start_on": BEFORE}
    tables["accounts"] = [*tables["accounts"], {"name": "Back Again"}]
    tables["subscriptions"] = [
        *tables["subscriptions"],
        returned,
        {"account": "Back Again", "arr": 35, "start_on": MIDDLE},
    ]
    found = metrics(tmp_path, tables)
    assert found["bridge"] == {
        "start": 4_280_000,
        "new": 73_500,
        "reactivation": 3_500,
        "expansion": 36_200,
        "contraction": 16_400,
        "churn": 72_500,
        "end": 4_304_300,
    }
    assert sum(found["expansion_by_kind"].values()) == found["bridge"]["expansion"]
    assert found["arr_cents"] == found["bridge"]["end"]


def test_that_the_quick_ratio_of_the_reference_is_1_69(tmp_path: Path) -> None:
    tables = dict(moving((0, 39), (10, 36), (20, 10), (29, 0)))
    tables["accounts"] = [*tables["accounts"], {"name": "Back Again"}]
    tables["subscriptions"] = [
        *tables["subscriptions"],
        {"account": "Back Again", "arr": 1, "start_on": BEFORE, "end_on": "2025-06-01"},
        {"account": "Back Again", "arr": 1, "start_on": MIDDLE},
    ]
    assert metrics(tmp_path, tables)["quick_ratio"] == pytest.approx(1.69, abs=0.005)


# -- surveys


def answers(kind: str, counts: Mapping[int, int], **more: object) -> Tables:
    rows = [
        {"account": "Acme", "kind": kind, "responded_on": MIDDLE, "score": score, **more}
        for score, count in counts.items()
        for _ in range(count)
    ]
    return {"accounts": [{"name": "Acme"}], "surveys": rows}


def test_that_100_promoters_90_passives_and_60_detractors_are_an_nps_of_16(tmp_path: Path) -> None:
    found = metrics(tmp_path, answers("nps", {9: 60, 10: 40, 7: 50, 8: 40, 6: 30, 0: 30}))["nps"]
    assert found["value"] == pytest.approx(16)
    assert [found[key] for key in ("n", "promoters", "passives", "detractors")] == [250, 100, 90, 60]
    assert found["low"] == pytest.approx(16 - 9.72, abs=0.3)
    assert found["high"] == pytest.approx(16 + 9.72, abs=0.3)


def test_that_ten_contacts_give_an_nps_of_minus_10_and_only_their_latest_answer_counts(tmp_path: Path) -> None:
    scores = (3, 4, 5, 6, 8, 8, 8, 9, 10, 10)
    rows = [
        {"account": "Acme", "kind": "nps", "responded_on": MIDDLE, "score": score, "contact": f"Contact {number}"}
        for number, score in enumerate(scores)
    ]
    rows += [{**rows[0], "responded_on": "2026-03-01", "score": 10}, {**rows[0], "responded_on": "2025-12-31"}]
    found = metrics(tmp_path, {"accounts": [{"name": "Acme"}], "surveys": rows})["nps"]
    assert (found["value"], found["n"]) == (pytest.approx(-10), 10)
    assert (round(found["low"]), round(found["high"])) == (-51, 36) or found["low"] < -10 < found["high"]
    assert found["response_rate"] is None


def test_that_csat_counts_the_top_two_of_five_and_each_ticket_once(tmp_path: Path) -> None:
    counts = {5: 42, 4: 32, 3: 10, 2: 9, 1: 14}
    tables = {**answers("csat", counts), "tickets": [{"account": "Acme", "opened_on": "2025-10-01"}]}
    book = made(tmp_path, tables)
    found = book.json("metrics", "--as-of", AS_OF)["csat"]
    assert found["value"] == pytest.approx(69.16, abs=0.005)
    assert (found["n"], found["band"]) == (107, "room for improvement")
    assert found["low"] < found["value"] < found["high"]
    closed = {"tickets": [{"account": "Acme", "opened_on": "2025-10-01", "closed_on": MIDDLE, "csat": 5}]}
    book.take(closed, as_of=AS_OF)
    assert book.json("metrics", "--as-of", AS_OF)["csat"]["n"] == 108


def test_that_ces_is_reported_on_the_ease_scale(tmp_path: Path) -> None:
    counts = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))
    found = metrics(tmp_path, answers("ces", counts, direction="ease"))["ces"]
    assert found["mean_ease"] == pytest.approx(4.08, abs=0.005)
    assert found["percent_easy"] == pytest.approx(46)
    assert found["index"] == pytest.approx(30 - 43)
    assert found["n"] == 1000


def test_that_an_effort_survey_is_turned_round(tmp_path: Path) -> None:
    book = made(tmp_path, answers("ces", {2: 30, 4: 40, 6: 30}, direction="effort"))
    assert book.json("metrics", "--as-of", AS_OF)["ces"]["mean_ease"] == pytest.approx(4.0)
    more = {"surveys": [{"account": "Acme", "kind": "ces", "responded_on": "2026-07-01", "score": 1}]}
    effort: Tables = {"surveys": [{**more["surveys"][0], "direction": "effort"}]}
    book.take(effort, as_of=AS_OF)
    assert book.json("metrics", "--as-of", AS_OF)["ces"]["mean_ease"] == pytest.approx((400 + 7) / 101)


def test_that_the_response_rate_is_answered_over_asked(tmp_path: Path) -> None:
    tables = dict(answers("nps", {9: 3}))
    asked = [{"account": "Acme", "kind": "nps", "responded_on": MIDDLE, "contact": f"Silent {n}"} for n in range(5)]
    tables["surveys"] = [*tables["surveys"], *asked]
    book = made(tmp_path, tables)
    found = book.json("metrics", "--as-of", AS_OF)["nps"]
    assert (found["response_rate"], found["n"]) == (pytest.approx(3 / 8), 3)
    assert "38 % answered" in book.say("metrics", "--as-of", AS_OF)


# -- time to value


def test_that_time_to_value_is_the_kaplan_meier_curve_of_the_reference(tmp_path: Path) -> None:
    end = date.fromisoformat(AS_OF)
    waits = ((1, "done"), (1, "done"), (4, "done"), (5, "done"), (6, "churn"), (9, "done"), (9, "open"), (22, "done"))
    tables: dict[str, list[Row]] = {name: [] for name in ("accounts", "subscriptions", "onboardings", "milestones")}
    for number, (days, what) in enumerate(waits):
        name = f"Account {number}"
        start = end - timedelta(days=days if what == "open" else 100)
        last = start + timedelta(days=days)
        line_end = last if what == "churn" else None
        tables["accounts"].append({"name": name})
        line = {"account": name, "arr": 10, "start_on": start, "end_on": line_end}
        tables["subscriptions"].append({**line, "outcome": "ended" if line_end else None})
        tables["onboardings"].append({"account": name, "started_on": start})
        done = {"done_on": last, "state": "done"} if what == "done" else {}
        tables["milestones"].append({"account": name, "name": "First report", "first_value": True, **done})
    book = made(tmp_path, tables)
    found = book.json("metrics", "--as-of", AS_OF)["ttv"]
    assert [day for day, _ in found["curve"]] == [1, 4, 5, 9, 22]
    assert [share for _, share in found["curve"]] == pytest.approx([0.75, 0.625, 0.5, 1 / 3, 0])
    assert (found["median_days"], found["p90_days"]) == (5, 22)
    assert (found["reached"], found["censored"], found["lost"]) == (6, 2, 1)
    printed = book.say("metrics", "--as-of", AS_OF)
    assert "5 days" in printed
    assert "6 reached it, 1 waiting, 1 lost before value" in printed


def test_that_the_median_is_no_victim_of_one_straggler(tmp_path: Path) -> None:
    start = date(2010, 1, 1)
    tables: dict[str, list[Row]] = {"accounts": [], "onboardings": [], "milestones": []}
    for number, days in enumerate((2, 3, 4, 5, 4320)):
        account = {"account": f"Account {number}"}
        tables["accounts"].append({"name": account["account"]})
        tables["onboardings"].append({**account, "started_on": start})
        done_on = start + timedelta(days=days)
        tables["milestones"].append({**account, "name": "Live", "first_value": True, "done_on": done_on})
    assert metrics(tmp_path, tables)["ttv"]["median_days"] == 4


# -- renewals


def line(account: str = "Acme", **more: object) -> Row:
    return {"account": account, "arr": 1000, **more}


def test_that_ninety_days_before_1_february_2027_are_3_november_2026(tmp_path: Path) -> None:
    term = line(start_on="2026-02-01", end_on="2027-02-01", notice_days=90)
    book = made(tmp_path, {"accounts": [{"name": "Acme"}], "subscriptions": [term]}, as_of="2026-10-01")
    (row,) = book.json("renewals", "--as-of", "2026-10-01")
    assert (row["opts_out_on"], row["renews_on"], row["governs_on"]) == ("2026-11-03", "2027-02-01", "2026-11-03")
    assert (row["days"], row["bucket"]) == (33, "31-60")
    (account,) = book.json("accounts", "--as-of", "2026-10-01")
    assert (account["opts_out_on"], account["renews_on"]) == ("2026-11-03", "2027-02-01")
    assert book.json("renewals", "--as-of", "2026-10-01", "--within", 32) == []
    assert len(book.json("renewals", "--as-of", "2026-10-01", "--within", 33)) == 1
    assert book.json("renewals", "--as-of", "2026-11-04", "--within", 0)[0]["bucket"] == "passed"


def test_that_an_unknown_notice_period_lets_the_renewal_govern_and_is_said(tmp_path: Path) -> None:
    term = line(start_on="2026-02-01", end_on="2027-02-01")
    book = made(tmp_path, {"accounts": [{"name": "Acme"}], "subscriptions": [term]}, as_of="2026-10-01")
    (row,) = book.json("renewals", "--as-of", "2026-10-01")
    assert (row["opts_out_on"], row["governs_on"], row["notice_known"]) == (None, "2027-02-01", False)
    assert row["auto_renew"] is None
    printed = book.say("renewals", "--as-of", "2026-10-01")
    assert "unknown" in printed
    assert "None" not in printed


def test_that_only_a_line_known_to_renew_by_itself_rolls_on(tmp_path: Path) -> None:
    term = {"start_on": "2024-02-29", "end_on": "2025-02-28", "term_months": 12, "notice_days": 30}
    tables: Tables = {
        "accounts": [{"name": name} for name in ("Rolls", "Unknown", "Stops", "Noticed", "Ended")],
        "subscriptions": [
            line("Rolls", auto_renew=True, **term),
            line("Unknown", **term),
            line("Stops", auto_renew=False, **term),
            line("Noticed", auto_renew=True, notice_given_on="2025-01-10", **term),
            line("Ended", auto_renew=True, outcome="ended", **term),
        ],
    }
    book = made(tmp_path, tables, as_of="2026-12-31")
    arr = {row["name"]: row["arr_cents"] for row in book.json("accounts", "--as-of", "2026-12-31")}
    assert arr == {"Rolls": 100_000, "Unknown": 0, "Stops": 0, "Noticed": 0, "Ended": 0}
    rows = {row["account"]: row for row in book.json("renewals", "--as-of", "2026-12-31")}
    assert {name for name, row in rows.items() if row["overdue"]} == {"Unknown", "Stops", "Noticed"}
    assert rows["Rolls"]["renews_on"] == "2027-02-28"
    assert rows["Unknown"]["arr_cents"] == 100_000
    assert "Ended" not in rows
    printed = book.say("renewals", "--as-of", "2026-12-31")
    assert "overdue" in printed
    # Overdue is certain to drag the commercial input down, and its ARR is gone.
    assert book.json("metrics", "--as-of", "2026-12-31")["arr_cents"] == 100_000


def test_that_a_multi_year_line_with_annual_opt_out_is_one_event_a_year(tmp_path: Path) -> None:
    term = line(start_on="2025-03-01", end_on="2028-03-01", term_months=12, notice_days=60)
    book = made(tmp_path, {"accounts": [{"name": "Acme"}], "subscriptions": [term]})
    for day, renews in (("2025-04-01", "2026-03-01"), ("2026-04-01", "2027-03-01"), ("2027-04-01", "2028-03-01")):
        (row,) = book.json("renewals", "--as-of", day)
        assert row["renews_on"] == renews
    assert book.json("metrics", "--as-of", AS_OF)["renewal_rate"]["value"] == 1


def test_that_at_risk_arr_counts_each_account_once(tmp_path: Path) -> None:
    names = ("All", "Risk", "Notice", "Called", "Closed", "Fine")
    common = {"start_on": "2026-02-01", "end_on": "2027-02-01", "notice_days": 30}
    noticed = {"All", "Notice"}
    tables: Tables = {
        "accounts": [{"name": name} for name in names],
        "subscriptions": [
            {
                **common,
                "account": name,
                "arr": 10**power,
                "notice_given_on": "2026-12-01" if name in noticed else None,
            }
            for power, name in enumerate(names)
        ],
        "risks": [
            {"account": "All", "reason": "price", "opened_on": "2026-11-01"},
            {"account": "All", "reason": "sponsor", "opened_on": "2026-11-02"},
            {"account": "Risk", "reason": "price", "opened_on": "2026-11-01"},
            {
                "account": "Closed",
                "reason": "price",
                "opened_on": "2026-11-01",
                "closed_on": "2026-12-01",
                "outcome": "saved",
            },
        ],
        "calls": [
            {"account": "All", "on": "2026-12-01", "kind": "csm", "category": "at risk"},
            {"account": "Called", "on": "2026-12-01", "kind": "csm", "category": "at risk"},
            {"account": "Fine", "on": "2026-11-01", "kind": "csm", "category": "at risk"},
            {"account": "Fine", "on": "2026-12-01", "kind": "csm", "category": "commit"},
        ],
    }
    book = made(tmp_path, tables)
    assert book.json("metrics", "--as-of", AS_OF)["at_risk_arr_cents"] == 111_100
    assert book.json("metrics", "--as-of", "2026-11-15")["at_risk_arr_cents"] == (1 + 10 + 10_000 + 100_000) * 100


# -- groups

ADDED = (
    ("accounts", "active"),
    ("accounts", "total"),
    ("nrr", "numerator"),
    ("nrr", "denominator"),
    ("nrr", "n"),
    ("logo_churn", "numerator"),
    ("bridge", "start"),
    ("bridge", "new"),
    ("bridge", "expansion"),
    ("bridge", "contraction"),
    ("bridge", "churn"),
    ("bridge", "end"),
    ("nps", "n"),
)


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Three owners: Ann handed Acme to Bob in March, Bob is covered by Cy in summer, Dora's account has no plan."""
    tables: Tables = {
        "accounts": [
            {"name": "Acme", "segment": "Big", "region": "North"},
            {"name": "Bolt", "segment": "Small"},
            {"name": "Coda"},
        ],
        "ownerships": [
            {"account": "Acme", "csm": "Ann", "from_on": "2025-01-01", "until_on": "2026-03-01"},
            {"account": "Acme", "csm": "Bob", "from_on": "2026-03-01"},
            {"account": "Bolt", "csm": "Bob", "from_on": "2025-01-01"},
            {"account": "Bolt", "csm": "Cy", "from_on": "2026-06-01", "until_on": "2027-06-01", "kind": "cover"},
        ],
        "subscriptions": [
            line("Acme", start_on=BEFORE, end_on=MIDDLE, plan="Basic", product="P"),
            line("Acme", start_on=MIDDLE, plan="Pro", product="P") | {"arr": 700},
            line("Bolt", start_on=BEFORE, plan="Basic", end_on="2026-08-01", outcome="ended"),
            line("Coda", start_on=BEFORE) | {"arr": 300},
            line("Coda", start_on="2026-02-01", product="Extra") | {"arr": 200},
        ],
        "surveys": [
            {"account": name, "kind": "nps", "responded_on": MIDDLE, "score": 9} for name in ("Acme", "Bolt", "Coda")
        ],
    }
    return made(tmp_path_factory.mktemp("teams"), tables)


@pytest.mark.parametrize("by", ["csm", "segment", "region", "industry", "plan"])
def test_that_groups_add_up_to_the_book(teams: Book, by: str) -> None:
    found = teams.json("metrics", "--as-of", AS_OF, "--by", by)
    for part, key in ADDED:
        assert sum(group[part][key] for group in found["groups"].values()) == found[part][key], (part, key)
    assert sum(group["arr_cents"] for group in found["groups"].values()) == found["arr_cents"]
    assert "(none)" in found["groups"]
    assert set(found["groups"]["(none)"]) == set(found) - {"as_of", "period", "currency", "groups"}
    assert "(none)" in teams.say("metrics", "--as-of", AS_OF, "--by", by)


def test_that_retention_belongs_to_the_owner_at_the_start_and_all_else_to_the_owner_at_the_end(teams: Book) -> None:
    groups = teams.json("metrics", "--as-of", AS_OF, "--by", "csm")["groups"]
    assert set(groups) == {"Ann", "Bob", "(none)"}
    assert groups["Ann"]["nrr"] == {"value": 0.7, "numerator": 70_000, "denominator": 100_000, "n": 1}
    assert (groups["Ann"]["accounts"]["total"], groups["Ann"]["arr_cents"], groups["Ann"]["nps"]["n"]) == (0, 0, 0)
    assert [each["account"] for each in groups["Ann"]["contributions"]] == ["Acme"]
    assert groups["Bob"]["nrr"] == {"value": 0.0, "numerator": 0, "denominator": 100_000, "n": 1}
    assert (groups["Bob"]["accounts"], groups["Bob"]["arr_cents"]) == ({"active": 1, "total": 2}, 70_000)
    assert groups["Bob"]["bridge"]["start"] == 200_000
    later = teams.json("metrics", "--as-of", AS_OF, "--by", "csm", "--from", "2026-03-01")["groups"]
    assert "Ann" not in later
    assert later["Bob"]["nrr"]["n"] == 2


def test_that_the_plan_is_that_of_the_largest_line_at_the_end_else_at_the_start(teams: Book) -> None:
    groups = teams.json("metrics", "--as-of", AS_OF, "--by", "plan")["groups"]
    assert {name: group["accounts"]["total"] for name, group in groups.items()} == {"Pro": 1, "Basic": 1, "(none)": 1}
    assert groups["Basic"]["logo_churn"]["value"] == 1


def test_that_an_unknown_dimension_is_refused_with_the_known_ones(teams: Book) -> None:
    done = teams.run("metrics", "--by", "colour", "--as-of", AS_OF)
    assert (done.code, done.out) in ((1, ""), (2, ""))
    for known in ("csm", "segment", "region", "industry", "plan"):
        assert known in done.err


def test_that_the_accounts_say_who_owns_them_on_the_day(teams: Book) -> None:
    def owner(day: str) -> str:
        return next(row["csm"] for row in teams.json("accounts", "--as-of", day) if row["name"] == "Acme")

    assert [owner(day) for day in ("2026-02-28", "2026-03-01", "2026-12-31")] == ["Ann", "Bob", "Bob"]
    assert teams.json("account", "bolt", "--as-of", "2026-07-01")["csm"] == "Bob"


# -- no data is null


NO_DATA = ("nrr", "grr", "logo_churn", "renewal_rate")


def no_answers(found: Json) -> None:
    for key in ("value", "low", "high"):
        assert found["nps"][key] is None
        assert found["csat"][key] is None
    assert found["ces"]["mean_ease"] is found["ces"]["index"] is found["ces"]["percent_easy"] is None
    assert found["csat"]["band"] is None
    assert found["ttv"]["median_days"] is found["ttv"]["p90_days"] is None
    assert found["nps"]["n"] == found["csat"]["n"] == found["ces"]["n"] == 0


def everything_prints(book: Book, as_of: str, account: str | None) -> None:
    named = [("account", account), ("health", account)] if account else []
    for command in (("accounts",), ("metrics",), ("metrics", "--by", "csm"), ("renewals",), ("history",), *named):
        options = () if command[0] == "history" else ("--as-of", as_of)
        printed = book.say(command[0], *command[1:], *options)
        assert not NOT_WORDS.search(printed), f"{command} printed\n{printed}"
        if command[0] != "history":
            book.json(command[0], *command[1:], *options)


def test_that_an_empty_book_has_no_data_and_no_zeros_for_it(tmp_path: Path) -> None:
    book = made(tmp_path, {})
    found = book.json("metrics", "--as-of", AS_OF)
    for rate in NO_DATA:
        assert found[rate] == {"value": None, "numerator": 0, "denominator": 0, "n": 0}
    no_answers(found)
    assert found["quick_ratio"] is found["clv"]["value_cents"] is found["clv"]["lifespan_years"] is None
    assert found["health"]["mean"] is found["health"]["arr_weighted_mean"] is None
    assert book.json("accounts", "--as-of", AS_OF) == book.json("renewals", "--as-of", AS_OF) == []
    assert "no data" in book.say("metrics", "--as-of", AS_OF)
    everything_prints(book, AS_OF, None)


def test_that_one_account_without_anything_has_no_data(tmp_path: Path) -> None:
    book = made(tmp_path, {"accounts": [{"name": "Acme"}]})
    found = book.json("metrics", "--as-of", AS_OF)
    assert found["accounts"] == {"active": 0, "total": 1}
    assert [found[rate]["value"] for rate in NO_DATA] == [None] * 4
    no_answers(found)
    (row,) = book.json("accounts", "--as-of", AS_OF)
    unknown = ("external_id", "csm", "segment", "score", "change_30d", "renews_on", "opts_out_on", "last_two_way_on")
    assert [row[key] for key in unknown] == [None] * len(unknown)
    everything_prints(book, AS_OF, "acme")


def test_that_a_book_in_which_everybody_churned_is_all_lost_and_not_empty(tmp_path: Path) -> None:
    book = made(tmp_path, moving((100, 0), (50, 0)))
    found = book.json("metrics", "--as-of", AS_OF)
    assert (found["nrr"]["value"], found["grr"]["value"], found["logo_churn"]["value"]) == (0, 0, 1)
    assert found["quick_ratio"] == 0
    assert found["clv"]["value_cents"] is None
    assert found["health"]["mean"] is None
    everything_prints(book, AS_OF, "account 000")


def test_that_no_seats_are_no_utilisation_and_never_a_division(tmp_path: Path) -> None:
    tables: Tables = {
        "accounts": [{"name": "Acme"}],
        "subscriptions": [line(start_on=BEFORE, seats=0)],
        "usage": [
            {"account": "Acme", "on": "2026-12-30", "metric": "active_users", "value": 3},
            {"account": "Acme", "on": "2026-12-30", "metric": "feature_users", "feature": "X", "value": 3},
            {"account": "Acme", "on": "2026-12-30", "metric": "eligible_users", "feature": "X", "value": 0},
            {"account": "Acme", "on": "2026-11-20", "metric": "active_users", "value": 0},
        ],
    }
    book = made(tmp_path, tables)
    rows = {row["name"]: row for row in book.json("health", "acme", "--as-of", AS_OF)["inputs"]}
    for name in ("seat_utilisation", "feature_adoption", "usage_trend"):
        assert rows[name]["value"] is None, name
        assert rows[name]["missing"], name
    everything_prints(book, AS_OF, "acme")


def test_that_a_leap_day_is_a_day_like_any_other(tmp_path: Path) -> None:
    tables: Tables = {
        "accounts": [{"name": "Acme"}],
        "subscriptions": [
            line(start_on="2024-02-29", end_on="2025-02-28", term_months=12, auto_renew=True, notice_days=30)
        ],
        "surveys": [{"account": "Acme", "kind": "nps", "responded_on": "2028-02-29", "score": 9}],
    }
    book = made(tmp_path, tables, as_of="2028-02-29")
    found = book.json("metrics", "--as-of", "2028-02-29")
    assert found["period"] == {"from": "2027-02-28", "to": "2028-02-29"}
    assert found["nps"]["n"] == 1
    # The end of the term has just been reached, and it rolled on from it.
    (row,) = book.json("renewals", "--as-of", "2028-02-29")
    assert row["renews_on"] == "2029-02-28"
    everything_prints(book, "2028-02-29", "acme")

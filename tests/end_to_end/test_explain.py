"""Journey 9 in the terminal: why a figure is what it is, for people and as JSON, from the demo book."""

from __future__ import annotations

import math
import re

import pytest

from desktop.domain.explain import KEYS
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Json

AS_OF = ("--as-of", DEMO_DAY)
KEYS_OF_ROWS = {"account", "account_id"}


def parts(found: Json) -> list[float]:
    return [part for row in found["rows"] if (part := row[found["part"]]) is not None]


def points_shown(printed: str) -> tuple[list[float], float]:
    """The points of a printed page, and what it says they come to."""
    header = next(line for line in printed.splitlines() if line.startswith("account"))
    right = header.index("points") + len("points")
    rows = printed.splitlines()[printed.splitlines().index(header) + 1 :]
    shown: list[float] = []
    for row in rows:
        cell = row[:right].split()[-1]
        if row.startswith("together"):
            return shown, float(cell)
        shown.append(float(cell))
    raise AssertionError("no total")


def test_why_nrr_is_what_it_is(demo: Book) -> None:
    """n, who was left out and why, and points that add up."""
    figures = demo.json("metrics", *AS_OF)
    found = demo.json("metrics", *AS_OF, "--explain", "nrr")
    assert found["value"] == figures["nrr"]["value"]
    assert (found["n"], found["period"]) == (figures["nrr"]["n"], figures["period"])
    assert math.fsum(parts(found)) == pytest.approx(found["value"], abs=1e-9)
    assert sum(row["change"] for row in found["rows"]) == figures["nrr"]["numerator"] - figures["nrr"]["denominator"]
    named = {each["account"]: each["points"] for each in figures["contributions"]}
    assert {row["account"]: row["points"] for row in found["rows"] if row["change"]} == named
    why = {each["why"]: each for each in found["exclusions"]}
    new = next(each for said, each in why.items() if said.startswith("new since 2025-11-22"))
    assert new["arr_cents"] == figures["bridge"]["new"]
    assert any(each["what"] == "overdue line" for each in found["exclusions"])

    printed = demo.say("metrics", *AS_OF, "--explain", "nrr")
    assert printed.startswith(f"Net revenue retention: {100 * found['value']:.1f} %\n")
    assert f"n = {found['n']} accounts with ARR at the start" in printed
    assert found["numbers"] in printed
    shown, together = points_shown(printed)
    still = sum(not row["change"] for row in found["rows"])
    assert len(shown) == found["n"] - still + 1
    assert f"\n{still} accounts unchanged " in printed
    assert round(sum(shown), 2) == together == round(100 * (found["value"] - 1), 2)
    shown, together = points_shown(demo.say("metrics", *AS_OF, "--explain", "nrr", "--all"))
    assert len(shown) == found["n"]
    assert round(sum(shown), 2) == together
    assert not NOT_WORDS.search(printed)


@pytest.mark.parametrize("key", [*KEYS[::9], "csat.band", "ttv.median_days", "health.unscored", "nps"])
def test_that_a_figure_has_a_page_for_people(demo: Book, key: str) -> None:
    printed = demo.say("metrics", *AS_OF, "--explain", key)
    assert not NOT_WORDS.search(printed)
    assert re.search(r"n = [\d,]+ \w+", printed)
    found = demo.json("metrics", *AS_OF, "--explain", key)
    assert found["key"] == key
    assert printed.startswith(found["title"])
    columns = {column["key"] for column in found["columns"]}
    assert all(set(row) == columns | KEYS_OF_ROWS for row in found["rows"])
    assert all(f"{each['n']:,} {each['what']}" in printed for each in found["exclusions"])


def test_that_a_group_is_explained_as_it_is_told(demo: Book) -> None:
    groups = demo.json("metrics", *AS_OF, "--by", "segment")["groups"]
    total = 0
    for name, figures in groups.items():
        found = demo.json("metrics", *AS_OF, "--by", "segment", "--group", name, "--explain", "at_risk_arr_cents")
        assert (found["value"], found["by"], found["group"]) == (figures["at_risk_arr_cents"], "segment", name)
        assert sum(parts(found)) == found["value"]
        total += found["value"]
    assert total == demo.json("metrics", *AS_OF)["at_risk_arr_cents"]


def test_that_the_known_keys_are_listed_and_named_when_one_is_unknown(demo: Book) -> None:
    listed = demo.json("metrics", "--explain", "list")
    assert [each["key"] for each in listed] == list(KEYS)
    assert "bridge.churn" in demo.say("metrics", "--explain", "list")
    refused = demo.run("metrics", *AS_OF, "--explain", "nnr")
    assert refused.code == 1
    assert all(key in refused.err for key in KEYS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--explain", "nrr", "--by", "segment"), "choose one of"),
        (("--explain", "nrr", "--by", "segment", "--group", "Nowhere"), "No segment is called 'Nowhere'"),
        (("--explain", "nrr", "--group", "Nowhere"), "of no dimension"),
        (("--group", "Nowhere"), "--group goes with --explain"),
        (("--explain", "nrr", "--by", "colour"), "cannot be grouped by 'colour'"),
    ],
)
def test_that_a_group_that_cannot_be_told_is_refused(demo: Book, arguments: tuple[str, ...], said: str) -> None:
    refused = demo.run("metrics", *AS_OF, *arguments)
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.err


def test_that_an_earlier_day_is_explained_as_it_is_told(demo: Book) -> None:
    day = ("--as-of", DEMO_DAY, "--from", "2025-06-30", "--to", "2026-06-30")
    for key in ("nrr", "nps", "csat"):
        assert demo.json("metrics", *day, "--explain", key)["value"] == demo.json("metrics", *day)[key]["value"]


def test_journey_nine_that_nrr_says_what_became_of_the_closed_quarter(demo: Book) -> None:
    """n, who was left out, points that add up, and the difference to the closed quarter with the entry behind it."""
    found = demo.json("metrics", *AS_OF, "--explain", "nrr")
    closed = found["closed"]
    assert (closed["quarter"], closed["key"], closed["closed_on"]) == ("2026Q3", "12m.nrr", "2026-10-05")
    kept = next(
        each for each in demo.json("quarter", "list", *AS_OF)[0]["figures"]
        if (each["key"], each["grouping"]) == ("12m.nrr", "")
    )  # fmt: skip
    assert (closed["value"], closed["now"], closed["difference"]) == (kept["closed"], kept["today"], kept["difference"])
    (part,) = closed["accounts"]
    assert part["account"] == "Pallas Robotics"
    assert part["difference"] == pytest.approx(closed["difference"], abs=1e-12)
    assert part["entered"] == [{"on": "2026-10-14", "by": "Mara Lind"}]
    # What is told adds up as it is told: closed, restated, and the days that differ.
    told = " ".join(closed["in_words"])
    before, now = (float(each) for each in re.findall(r"with (\S+) %; .*? come to (\S+) %", told)[0])
    restated = float(re.findall(r"restated (\S+) points\.", told)[0])
    assert round(now - before, 1) == restated
    here, whole, same, other = (
        float(each) for each in re.findall(r"the (\S+) % here (\S+) points: (\S+) points restated and (\S+)", told)[0]
    )
    assert round(here - before, 1) == whole == round(same + other, 1)
    assert same == restated
    assert round(100 * found["value"], 1) == here

    printed = demo.say("metrics", *AS_OF, "--explain", "nrr")
    assert "Left out\n" in printed
    assert "Pallas Robotics -2." in printed
    assert "Entered 2026-10-14 by Mara Lind." in printed
    assert all(line in printed for line in closed["in_words"])


def test_that_a_period_that_is_the_quarter_is_compared_with_the_quarters_own_figure(demo: Book) -> None:
    quarter = ("--from", "2026-06-30", "--to", "2026-09-30", *AS_OF)
    found = demo.json("metrics", *quarter, "--explain", "bridge.contraction")
    closed = found["closed"]
    assert closed["key"] == "bridge.contraction"
    assert found["value"] == closed["now"] == closed["value"] + 6_400_000
    assert sum(part["difference"] for part in closed["accounts"]) == closed["difference"]
    assert not any("for other days" in line for line in closed["in_words"])
    by_csm = demo.json("metrics", *quarter, "--explain", "arr_cents", "--by", "csm", "--group", "Mara Lind")
    assert by_csm["closed"]["difference"] == -6_400_000


def test_that_a_period_without_a_closed_quarter_says_nothing_of_one(demo: Book) -> None:
    assert demo.json("metrics", "--to", "2026-09-29", *AS_OF, "--explain", "nrr")["closed"] is None
    before = demo.json("metrics", "--as-of", "2026-10-04", "--explain", "nrr")
    assert before["closed"] is None
    known_then = ("--as-of", "2026-10-06", "--known-then", "--explain", "nrr")
    then = demo.json("metrics", *known_then)["closed"]
    assert then["difference"] == 0
    assert "has not been restated" in " ".join(then["in_words"])


def test_that_money_in_an_explanation_says_its_currency(demo: Book) -> None:
    found = demo.json("metrics", *AS_OF, "--explain", "nrr")
    assert " USD ARR that " in found["sentence"]
    printed = demo.say("metrics", *AS_OF, "--explain", "nrr")
    assert "change, USD" in printed
    assert re.search(r"ARR at the start: [\d,]+ USD\n", printed)

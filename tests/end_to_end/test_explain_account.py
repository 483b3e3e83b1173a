"""Why a figure of one account is what it is: every key, of accounts with much and with nothing, adding up."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest

from desktop.operations.explain_account import ACCOUNT_KEYS
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book

AS_OF = ("--as-of", DEMO_DAY)
NAMES = ("Tindle & Rowe", "Brackwater Foods", "Quillon Media", "Pallas Robotics")
"""Much is known of the first, hardly anything of the second; the third ended undecided."""


@pytest.mark.parametrize("name", NAMES)
def test_that_every_figure_of_an_account_is_explained_and_adds_up(demo: Book, name: str) -> None:
    for key in ACCOUNT_KEYS:
        found = demo.json("account", name, "--explain", key, *AS_OF)
        assert (found["key"], found["by"], found["group"]) == (key, "account", name)
        assert found["sentence"]
        if found["part"] is not None and found["value"] is not None:
            parts = [part for row in found["rows"] if (part := row[found["part"]]) is not None]
            assert math.fsum(parts) == pytest.approx(found["value"], abs=1e-9), key
        elif found["rows"]:
            assert found["no_sum"], key
        printed = demo.say("account", name, "--explain", key, *AS_OF)
        assert not NOT_WORDS.search(printed), key
        if found["value"] is None:
            assert "no data" in printed.splitlines()[0]


def test_that_the_explanation_has_the_value_that_the_page_shows(demo: Book) -> None:
    printed = demo.say("health", "tindle", *AS_OF)
    found = demo.json("health", "tindle", "--explain", "health", *AS_OF)
    score = found["value"]
    assert re.search(rf"\b{score} \(", printed)
    inputs = {row["name"]: row["points"] for row in found["rows"]}
    assert sum(inputs.values()) == score
    of_one = demo.json("health", "tindle", "--explain", "feedback", *AS_OF)
    assert of_one["value"] == inputs["feedback"]
    page = demo.json("account", "tindle", *AS_OF)
    assert demo.json("account", "tindle", "--explain", "arr", *AS_OF)["value"] == page["arr_cents"]


def test_that_what_is_missing_of_a_score_is_left_out_with_its_reason(demo: Book) -> None:
    found = demo.json("account", "Brackwater Foods", "--explain", "health", *AS_OF)
    assert any("no usage in the 28 days" in each["why"] for each in found["exclusions"])
    unknown = demo.json("account", "Brackwater Foods", "--explain", "opt-out", *AS_OF)
    assert unknown["value"] is None
    assert any("notice period is unknown" in each["why"] for each in unknown["exclusions"])


def test_that_a_figure_there_is_not_is_refused_with_those_there_are(demo: Book) -> None:
    refused = demo.run("account", "tindle", "--explain", "charm", *AS_OF)
    assert refused.code == 1
    assert "last_contact" in refused.err
    assert demo.json("account", "tindle", "--explain", "list") == list(ACCOUNT_KEYS)


def test_that_the_line_of_twelve_months_is_explained_month_by_month(demo: Book) -> None:
    found = demo.json("account", "tindle", "--explain", "health.line", *AS_OF)
    rows = found["rows"]
    assert [row["on"] for row in rows][:2] == ["2025-11-30", "2025-12-31"]
    assert (rows[-1]["on"], len(rows)) == (DEMO_DAY, 13)
    assert rows[-1]["score"] == demo.json("account", "tindle", "--explain", "health", *AS_OF)["value"]
    scores = [row["score"] for row in rows]
    assert [row["change"] for row in rows] == [None, *(now - before for before, now in pairwise(scores))]
    assert (
        found["value"]
        == scores[-1] - scores[0]
        != demo.json("account", "tindle", "--explain", "health.change", *AS_OF)["value"]
    )
    assert found["period"] == {"from": "2025-11-30", "to": DEMO_DAY}
    assert any("NPS" in row["name"] for row in rows)

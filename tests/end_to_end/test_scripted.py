"""What a script does by accident: an empty variable, another case, the same command twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import Book, Tables

AS_OF = ("--as-of", DEMO_DAY)


@pytest.fixture
def small(made: Callable[[Tables], Book]) -> Book:
    """One account with a term to come, owned by Ann only since June."""
    return made(
        {
            "accounts": [{"name": "Acme", "csm": "Ann", "segment": "Small", "started_on": "2026-06-01"}],
            "ownerships": [{"account": "Acme", "csm": "Ann", "from_on": "2026-06-01"}],
            "subscriptions": [{"account": "Acme", "arr": 1200, "start_on": "2026-06-01", "end_on": "2026-12-20"}],
        }
    )


@pytest.mark.parametrize("category", ["commit", "automatic"])
def test_that_the_same_call_twice_is_one_change_and_offers_no_undo_of_another(small: Book, category: str) -> None:
    assert "takes it back" in small.say("call", "Acme", category, *AS_OF)
    before = small.json("history")
    said = small.say("call", "Acme", category, *AS_OF)
    assert "nothing changed" in said
    assert "undo" not in said
    assert small.json("call", "Acme", category, *AS_OF)["changed"] is False
    assert small.json("history") == before


def test_that_an_empty_segment_is_not_all_segments(small: Book) -> None:
    """An empty variable of a script must not set what everybody is looked after by."""
    before = small.json("cadence", *AS_OF)
    for name in ("", "  "):
        for change in (("--days", "5"), ("--unset",)):
            done = small.run("cadence", "--segment", name, *change, *AS_OF)
            assert (done.code, done.out) == (2, "")
            assert "--segment" in done.err
    assert small.json("cadence", *AS_OF) == before


def test_that_a_cadence_for_a_segment_of_no_account_is_said_to_be_one(small: Book) -> None:
    assert "no active account" in small.run("cadence", "--segment", "Smal", "--days", "5", *AS_OF).err
    assert "no active account" not in small.run("cadence", "--segment", "SMALL", "--days", "5", *AS_OF).err


def test_that_an_empty_quarter_is_not_the_present_one(small: Book) -> None:
    done = small.run("forecast", "--quarter", "", *AS_OF)
    assert (done.code, done.out) == (1, "")
    assert "2026Q3" in done.err


def test_that_a_group_is_found_in_any_case(small: Book) -> None:
    found = small.json("metrics", "--explain", "arr_cents", "--by", "segment", "--group", "sMALL", *AS_OF)
    assert (found["group"], found["value"]) == ("Small", 120_000)
    assert small.run("metrics", "--explain", "arr_cents", "--by", "segment", "--group", "Smal", *AS_OF).code == 1


def test_that_a_group_without_anything_is_not_printed(small: Book) -> None:
    """Nobody owned the account when the period began: that group has no account now and none then."""
    groups = small.json("metrics", "--by", "csm", *AS_OF)["groups"]
    assert groups["(none)"]["accounts"]["total"] == 0
    printed = small.say("metrics", "--by", "csm", *AS_OF)
    assert "(none)" not in printed
    assert "Ann: 1 active of 1" in printed


def test_that_a_called_score_is_shown_where_there_is_no_score_too(made: Callable[[Tables], Book]) -> None:
    book = made({"accounts": [{"name": "Solo"}]})
    book.say("override", "Solo", "50", "--reason", "Back in spring", "--until", "2027-05-01", *AS_OF)
    printed = book.say("health", "Solo", *AS_OF)
    assert "No score: only accounts with ARR are scored." in printed
    assert "Called 50 by" in printed
    assert "until 2027-05-01: Back in spring" in printed

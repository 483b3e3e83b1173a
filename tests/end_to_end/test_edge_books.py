"""Books at the edge, through every command that computes: no data where there is none, and never a crash."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from desktop.domain.explain import KEYS
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Tables

Maker = Callable[[Tables], Book]

AS_OF = ("--as-of", DEMO_DAY)
ACME = {"external_id": "A1", "name": "Acme", "started_on": "2024-02-29", "segment": "Mid-market"}
LINE = {"external_id": "L1", "account": "A1", "arr": 1000, "start_on": "2024-02-29", "end_on": "2027-02-28",
        "term_months": 12, "auto_renew": True, "notice_days": 30}  # fmt: skip
BOOKS: dict[str, Tables] = {
    "empty": {},
    "one account and nothing of it": {"accounts": [ACME]},
    "one account that pays, no surveys": {"accounts": [ACME], "subscriptions": [LINE]},
}
COMMANDS = (
    ("metrics",), ("metrics", "--by", "segment"), ("accounts",), ("renewals",), ("signals",), ("judge",), ("voice",),
    ("forecast",), ("team",), ("quarter", "list"), ("today",), ("onboarding",), ("benchmarks",),
)  # fmt: skip
UNKNOWN_WHEN_EMPTY = ("nrr", "grr", "logo_churn", "renewal_rate", "quick_ratio", "clv", "nps", "csat", "ces.mean_ease",
                      "ttv.median_days", "health.mean")  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_that_every_command_says_what_there_is_and_no_more(made: Maker, name: str) -> None:
    book = made(BOOKS[name])
    of_one = (("account", "Acme"), ("health", "Acme")) if BOOKS[name] else ()
    for command in (*COMMANDS, *of_one):
        book.json(*command, *AS_OF)
        said = book.say(*command, *AS_OF)
        assert not NOT_WORDS.search(said), command


def test_that_every_figure_of_an_empty_book_is_explained_and_unknown_is_no_data(made: Maker) -> None:
    book = made({})
    for key in KEYS:
        said = book.say("metrics", "--explain", key, *AS_OF)
        assert not NOT_WORDS.search(said), key
        if key in UNKNOWN_WHEN_EMPTY:
            assert "no data" in said.splitlines()[0], key


ONE_OF_EACH: Tables = {
    "accounts": [{"name": "Solo", "segment": "Small", "csm": "Mara"}],
    "subscriptions": [
        {"account": "Solo", "arr": 1200, "start_on": "2025-01-01", "end_on": "2026-12-25", "seats": 1,
         "notice_days": 30}
    ],
    "contacts": [{"account": "Solo", "name": "Ann", "role": "champion"}],
    "surveys": [
        {"account": "Solo", "kind": "nps", "responded_on": "2026-11-20", "score": 3, "contact": "Ann"},
        {"account": "Solo", "kind": "nps", "responded_on": "2026-11-19", "contact": "Bo"},
        {"account": "Solo", "kind": "csat", "responded_on": "2026-11-20", "score": 2},
        {"account": "Solo", "kind": "ces", "responded_on": "2026-11-20", "score": 1, "direction": "ease"},
    ],
    "touchpoints": [{"account": "Solo", "on": "2026-10-01", "kind": "call", "two_way": True, "state": "held"}],
    "onboardings": [{"account": "Solo", "started_on": "2026-11-01", "name": "Launch"}],
    "milestones": [
        {"account": "Solo", "name": "Go", "onboarding": "Launch", "due_on": "2026-11-21", "first_value": True}
    ],
    "tasks": [
        {"account": "Solo", "title": "Send it", "due_on": "2026-11-21", "side": "ours", "customer_visible": True}
    ],
    "usage": [
        {"account": "Solo", "on": "2026-11-20", "metric": "active_users", "value": 1},
        {"account": "Solo", "on": "2026-10-10", "metric": "active_users", "value": 2},
    ],
    "tickets": [{"account": "Solo", "opened_on": "2026-11-20"}],
    "calls": [{"account": "Solo", "on": "2026-11-20", "kind": "csm", "category": "at risk"}],
}  # fmt: skip


def test_that_an_account_that_begins_later_is_not_called_missing(made: Maker) -> None:
    book = made({"accounts": [{"name": "Later", "started_on": "2027-01-01"}]})
    ran = book.run("accounts", *AS_OF)
    assert "1 account begins after 2026-11-22" in ran.err
    assert "Import some" not in ran.err
    told = book.say("today", *AS_OF)
    assert "1 account begins after 2026-11-22; none is there yet." in told
    assert "accounts yet" not in told


ONE_OF_MANY = re.compile(
    r"(?<![\w.,:+-])1 (?:\w+ )?(?:accounts|answers|CSMs|days|detractors|lines|onboardings|people|plans|rows|runs|"
    r"scores|tasks|terms|tickets|times)\b"
)


def test_that_one_of_anything_is_told_in_the_singular(made: Maker) -> None:
    book = made(ONE_OF_EACH)
    commands = (*COMMANDS, ("qbrs",), ("account", "Solo"), ("health", "Solo"))
    said = [book.say(*command, *AS_OF) for command in commands]
    said += [book.say("metrics", "--explain", key, *AS_OF) for key in KEYS]
    said += [book.say("playbooks"), book.say("history")]
    assert [found for text in said for found in ONE_OF_MANY.findall(text)] == []


@pytest.mark.parametrize("command", [("metrics",), ("benchmarks",), ("voice",), ("metrics", "--explain", "nps")])
def test_that_no_interval_is_told_that_does_not_hold_its_figure(made: Maker, command: tuple[str, ...]) -> None:
    # The adjusted interval of a single answer, -98 to +48, does not hold that answer's -100.
    said = made(ONE_OF_EACH).say(*command, *AS_OF)
    assert "-100" in said
    assert "-98" not in said

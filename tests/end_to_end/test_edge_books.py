"""Books at the edge, through every command that computes: no data where there is none, and never a crash."""

from __future__ import annotations

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

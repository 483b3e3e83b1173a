"""Whom to call today, as the command tells it: for people like the page, for programs with every reason."""

from __future__ import annotations

import pytest

from desktop.cli.signal_words import RULES as SIGNALS
from desktop.cli.today_words import ACTIONS, REASONS
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Json, Tables

AS_OF = ("--as-of", DEMO_DAY)
KEYS = [
    "as_of",
    "since",
    "csm",
    "csms",
    "accounts",
    "arr_cents",
    "must",
    "at_stake_cents",
    "without_next_step",
    "queue",
    "snoozed",
    "changed",
    "going_quiet",
    "meetings",
    "promises",
    "opt_outs",
]


@pytest.fixture(scope="module")
def told(demo: Book) -> Json:
    return demo.json("today", *AS_OF)


def test_that_the_keys_are_those_that_were_promised(told: Json) -> None:
    assert list(told) == KEYS
    for row in told["queue"]:
        assert set(row) == {"account", "part", "arr_cents", "at_stake_cents", "health", "deadline", "action", "rank",
                            "reasons"}  # fmt: skip
        assert row["reasons"]
        assert row["action"]["key"] in ACTIONS
        assert {each["key"] for each in row["reasons"]} <= set(REASONS)
    assert set(SIGNALS) <= set(REASONS)


def test_that_ostrava_is_the_first_to_call(told: Json, demo: Book) -> None:
    first = told["queue"][0]
    assert (first["account"], first["part"], first["arr_cents"]) == ("Ostrava Freight", "must", 14_800_000)
    assert (first["deadline"]["kind"], first["deadline"]["days"]) == ("opts out", 23)
    printed = demo.say("today", *AS_OF)
    sentence, _, title, row = printed.splitlines()[:4]
    stake = f"{told['at_stake_cents'] // 100:,}"
    assert sentence.startswith(f"{told['must']} accounts need you this week; {stake} at stake. All books: 53 accounts")
    assert title == f"Must do this week ({told['must']})"
    assert row.split(maxsplit=2)[2].startswith("Ostrava Freight 148,000, opts out in 23 days")
    assert NOT_WORDS.search(printed) is None


def test_that_the_figures_agree_with_the_rows(told: Json) -> None:
    must = [row for row in told["queue"] if row["part"] == "must"]
    assert told["must"] == len(must)
    assert told["at_stake_cents"] == sum(row["at_stake_cents"] for row in must)
    names = [row["account"] for row in told["queue"]]
    assert len(names) == len(set(names))


def test_that_every_account_with_a_sign_of_loss_is_told(told: Json, demo: Book) -> None:
    signals = demo.json("signals", *AS_OF)
    lost = {
        each["account"]
        for each in signals["accounts"]
        if any(signal["family"] != "expansion" for signal in each["signals"])
    }
    assert lost == {row["account"] for row in told["queue"] if row["at_stake_cents"]}


def test_that_a_book_is_one_csms_in_any_case_and_books_overlap_only_by_cover(demo: Book, told: Json) -> None:
    mine = demo.json("today", "--csm", "mara lind", *AS_OF)
    assert mine["csm"] == "Mara Lind"
    assert (mine["accounts"], mine["arr_cents"]) == (22, 227_000_000)
    assert 0 < mine["must"] < told["must"]
    others = [demo.json("today", "--csm", csm, *AS_OF) for csm in told["csms"]]
    every = [row["account"] for each in others for row in each["queue"]]
    assert set(every) == {row["account"] for row in told["queue"]}
    assert {name for name in every if every.count(name) > 1} <= {"Halcyon Labs"}
    refused = demo.run("today", "--csm", "Nobody", *AS_OF)
    assert (refused.code, "Mara Lind" in refused.err) == (1, True)


def test_that_changes_are_counted_from_the_day_that_is_asked(demo: Book) -> None:
    told = demo.json("today", "--since", "2026-10-30", *AS_OF)
    lumen = next(each for each in told["changed"] if each["account"] == "Lumen Dental")
    assert (lumen["before"]["score"], lumen["after"]["score"]) == (81, 74)
    left = lumen["causes"][0]
    assert (left["kind"], left["about"]) == ("champion left", "Jana Brandt")
    assert "2026-10-30" < left["on"] <= DEMO_DAY
    refused = demo.run("today", "--since", DEMO_DAY, *AS_OF)
    assert (refused.code, "has to be before" in refused.err) == (1, True)


EMPTY: Tables = {"accounts": [{"name": "Acme"}, {"name": "Bolt"}]}


def test_that_a_book_with_nothing_due_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    book = Book.of(tmp_path_factory.mktemp("book"), EMPTY, as_of=DEMO_DAY)
    assert book.say("today", *AS_OF).startswith("Nothing is due.")
    assert book.json("today", *AS_OF)["queue"] == []


def test_that_the_ends_of_the_calendar_are_days_like_others(demo: Book) -> None:
    for day in ("0001-01-03", "9999-12-31"):
        assert "e+0" not in demo.say("today", "--as-of", day)
    first = demo.run("today", "--as-of", "0001-01-01")
    assert (first.code, first.out) == (1, "")
    assert "Traceback" not in first.err


def test_that_gaps_are_told_the_largest_first_and_add_up(demo: Book) -> None:
    told = demo.json("today", "--gaps", *AS_OF)
    assert list(told) == ["as_of", "csm", "accounts", "of", "arr_cents", "counts", "gaps"]
    assert told["accounts"] == len(told["gaps"])
    assert told["arr_cents"] == sum(each["arr_cents"] for each in told["gaps"])
    assert sum(told["counts"].values()) == sum(len(each["missing"]) for each in told["gaps"])
    for each in told["gaps"]:
        assert [kind for kind in told["counts"] if kind in each["missing"] and each[kind] is not None] == []
    assert [each["arr_cents"] for each in told["gaps"]] == sorted((e["arr_cents"] for e in told["gaps"]), reverse=True)

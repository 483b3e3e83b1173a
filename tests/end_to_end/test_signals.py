"""The signals of the demo book as the command tells them, and their public keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desktop.cli.signal_words import RULES as WORDS
from desktop.domain.signals.book_signals import RULES
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Json, Tables

AS_OF = ("--as-of", DEMO_DAY)
LOSS = set(RULES) - {"ready_to_expand"}


def back(days: int) -> str:
    return (date.fromisoformat(DEMO_DAY) - timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def told(demo: Book) -> Json:
    return demo.json("signals", *AS_OF)


def of(told: Json, account: str) -> dict[str, Json]:
    """Signals of the account by key."""
    found = [each for each in told["accounts"] if each["account"].startswith(account)]
    return {signal["key"]: signal for each in found for signal in each["signals"]}


def test_that_the_keys_are_those_that_were_promised(told: Json) -> None:
    assert set(told) == {"as_of", "accounts", "book"}
    assert told["as_of"] == DEMO_DAY
    row = "account external_id arr_cents opts_out_on opts_out_in_days signals unjudged"
    for each in told["accounts"]:
        assert list(each) == row.split()
        assert each["signals"]
        for signal in each["signals"]:
            assert list(signal) == ["key", "family", "severity", "since", "evidence"]
            assert signal["key"] in RULES
            assert signal["severity"] in (1, 2, 3)
            assert signal["since"] is None or signal["since"] <= DEMO_DAY
            assert all(list(one) == ["value", "unit", "on", "n", "about"] for one in signal["evidence"].values())
    assert list(told["book"]) == ["accounts", "rules", "going_quiet", "effort_and_time_to_value"]
    assert list(told["book"]["rules"]) == list(RULES)
    assert set(WORDS) == set(RULES)
    for total in told["book"]["rules"].values():
        assert list(total) == ["accounts", "arr_cents", "unjudged", "missing"]
    quiet = ["account", "arr_cents", "days", "limit_days", "quiet", "largest"]
    assert all(list(each) == quiet for each in told["book"]["going_quiet"])


def test_that_ostrava_stands_first_as_a_risk_despite_use(told: Json) -> None:
    assert told["accounts"][0]["account"] == "Ostrava Freight"
    risk = of(told, "Ostrava")["risk_despite_use"]
    assert (risk["severity"], risk["family"]) == (3, "churn")
    evidence = risk["evidence"]
    assert evidence["seat_utilisation"]["value"] == pytest.approx(0.94, abs=0.005)
    assert evidence["feedback_change"]["value"] == -40
    assert (evidence["buyer_silent"]["value"], evidence["buyer_silent"]["about"]) == (71, "Petr Novak")
    assert evidence["last_two_way"]["on"] == back(71)
    assert (evidence["opt_out"]["value"], evidence["opt_out"]["on"]) == (23, back(-23))
    assert "going_quiet" in of(told, "Ostrava")


def test_that_lumen_lost_its_champion_and_tindle_has_a_detractor(told: Json) -> None:
    left = of(told, "Lumen")["champion_left"]
    assert (left["since"], left["evidence"]["champion_left"]["value"]) == (back(18), 18)
    assert left["evidence"]["contacts_left"]["value"] == 1
    detractor = of(told, "Tindle")["unanswered_detractor"]
    assert detractor["since"] == back(1)
    assert detractor["evidence"]["detractor"] == {
        "value": 3, "unit": "score", "on": back(1), "n": 1, "about": "Jana Rowe",
    }  # fmt: skip


def test_that_nimbus_is_ready_to_expand_with_all_signs(told: Json) -> None:
    found = of(told, "Nimbus")
    assert set(found) == {"ready_to_expand"}
    assert found["ready_to_expand"]["severity"] == 3
    evidence = found["ready_to_expand"]["evidence"]
    assert evidence["promoter"]["value"] == 10
    assert evidence["seat_utilisation"]["value"] == pytest.approx(0.97, abs=0.005)
    assert (evidence["open_opportunity"]["value"], evidence["won_opportunity"]["value"]) == (1_800_000, 1)


def test_that_quillon_ended_without_an_outcome_and_verity_is_no_risk(told: Json) -> None:
    ended = of(told, "Quillon")
    assert set(ended) == {"ended_without_outcome"}
    assert ended["ended_without_outcome"]["since"] == back(12)
    assert not set(of(told, "Verity")) & LOSS
    (verity,) = [each for each in told["accounts"] if each["account"].startswith("Verity")]
    assert (verity["opts_out_in_days"], verity["opts_out_on"]) == (118, back(-118))


def test_that_aldermoor_waits_long_and_finds_it_hard(told: Json) -> None:
    assert of(told, "Aldermoor")["hard_and_slow_start"]["evidence"]["days_waiting"]["value"] == 74


def test_that_brackwater_of_which_hardly_anything_is_known_gives_no_signal(told: Json) -> None:
    assert of(told, "Brackwater") == {}
    assert told["book"]["rules"]["going_quiet"]["unjudged"] == 1


def test_that_the_book_adds_up_and_losses_come_before_chances(told: Json) -> None:
    for key, total in told["book"]["rules"].items():
        rows = [each for each in told["accounts"] if key in {signal["key"] for signal in each["signals"]}]
        assert (total["accounts"], total["arr_cents"]) == (len(rows), sum(each["arr_cents"] for each in rows))
    weight = [
        max((signal["severity"] for signal in each["signals"] if signal["key"] in LOSS), default=0) * each["arr_cents"]
        for each in told["accounts"]
    ]
    assert weight == sorted(weight, reverse=True)
    assert told["book"]["accounts"] == 53


def test_that_the_quiet_come_first_and_the_largest_tenth_is_always_listed(told: Json) -> None:
    rows = told["book"]["going_quiet"]
    assert next(row["account"] for row in rows if row["quiet"]) == "Ostrava Freight"
    assert all(row["days"] > row["limit_days"] for row in rows if row["quiet"])
    assert all(row["largest"] for row in rows if not row["quiet"])
    assert sum(row["largest"] for row in rows) == 6
    assert "Verity Insurance" in {row["account"] for row in rows}


def test_that_effort_and_time_to_value_come_with_n_and_interval(told: Json) -> None:
    found = told["book"]["effort_and_time_to_value"]
    assert found["n"] >= 10
    assert -1 <= found["low"] <= found["value"] <= found["high"] <= 1


def test_that_for_people_it_is_told_in_words(demo: Book) -> None:
    printed = demo.say("signals", *AS_OF)
    assert "at risk despite use" in printed
    for words in ("seats 94 % used by 141 people", "buyer Petr Novak silent for 71 days", "opts out in 23 days"):
        assert words in printed
    assert printed.index("Ostrava Freight") < printed.index("Lumen Dental") < printed.index("Nimbus Yoga")
    assert not NOT_WORDS.search(printed)
    assert "_" not in printed


def test_that_a_past_day_has_its_own_signals(demo: Book) -> None:
    before = demo.json("signals", "--as-of", back(19))
    assert "champion_left" not in of(before, "Lumen")
    assert "unanswered_detractor" not in of(before, "Tindle")
    then = demo.json("signals", "--as-of", back(19), "--known-then")
    assert then["as_of"] == back(19)
    assert "ended_without_outcome" not in of(then, "Quillon")


def test_that_a_book_without_signals_says_so(made: Callable[[Tables], Book]) -> None:
    book = made({"accounts": [{"name": "Acme"}], "subscriptions": [
        {"account": "Acme", "arr": 1200, "start_on": "2026-02-01", "end_on": "2028-02-01"},
    ]})  # fmt: skip
    found = book.json("signals", *AS_OF)
    assert (found["accounts"], found["book"]["effort_and_time_to_value"]["value"]) == ([], None)
    assert found["book"]["rules"]["going_quiet"]["unjudged"] == 1
    done = book.run("signals", *AS_OF)
    assert done.out.startswith("No signals in 1 account with ARR.")
    assert "Could not judge" in done.err

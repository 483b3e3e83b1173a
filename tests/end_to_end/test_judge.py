"""`perennial judge`: what it says of the demo book, of RavenStack, and of small books made for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Home, Json, Tables

RAVENSTACK = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "ravenstack"
AS_OF = ("--as-of", DEMO_DAY)
GROUP = {"lowest", "highest", "mean", "n", "accounts", "churned", "churned_accounts", "rate", "low", "high"}
TALLY = {"observations", "accounts", "churns", "verdict", "auc"}

Maker = Callable[[Tables], Book]


@pytest.fixture(scope="module")
def ravenstack(tmp_path_factory: pytest.TempPathFactory) -> Book:
    if not RAVENSTACK.is_dir():
        pytest.skip("the RavenStack files are not here: ../shared/data is absent")
    folder = tmp_path_factory.mktemp("ravenstack")
    book = Book(Home(folder), folder / "ravenstack.perennial")
    book.home.say("new", book.path)
    book.home.run("import", book.path, *sorted(RAVENSTACK.glob("*.csv")))
    return book


def adds_up(found: Json) -> None:
    """What holds of every judgement."""
    assert set(found) == {
        *("as_of", "days", "month_ends", *TALLY, "bands", "lift", "calibration", "scorecards"),
        *("without_notice", "decided", "unsaid", "shrank", "unscored", "ended_before"),
    }
    assert [each["band"] for each in found["bands"]] == ["green", "amber", "red"]
    for each in (*found["bands"], *found["calibration"], found["unscored"]):
        assert set(each) - {"band"} == GROUP
        assert each["churned_accounts"] <= each["churned"] <= each["n"]
        if each["n"]:
            assert 0 <= each["low"] <= each["rate"] <= each["high"] <= 1
    for parts in (found["bands"], found["calibration"]):
        assert sum(each["n"] for each in parts) == found["observations"]
        assert len({sum(each["churned"] for each in rows) for rows in (found["bands"], found["calibration"])}) == 1
    assert sum(each["observations"] for each in found["scorecards"]) == found["observations"]
    assert 0 <= found["unsaid"] <= sum(each["churned"] for each in found["bands"])
    assert found["decided"]["observations"] <= found["observations"]
    for each in (*found["scorecards"], found["shrank"], found["without_notice"], found["decided"]):
        assert set(each) - {"key"} == TALLY
    assert found["shrank"]["churns"] >= found["churns"]
    assert set(found["lift"]) == {"worst_decile", "red", "red_over_green"}
    means = [each["mean"] for each in found["calibration"]]
    assert means == sorted(means)


def test_that_the_demo_book_has_too_few_churns_and_says_so(demo: Book) -> None:
    found = demo.json("judge", *AS_OF)
    adds_up(found)
    assert (found["as_of"], found["days"], len(found["month_ends"])) == (DEMO_DAY, 90, 12)
    assert found["month_ends"][-1] == "2026-07-31"
    assert 0 < found["churns"] < 10
    assert found["verdict"] == "too few churns"
    printed = demo.say("judge", *AS_OF)
    assert printed.startswith(f"Too few to judge: {found['churns']} accounts churned, and it takes 10.")
    assert "the score predicts" not in printed.casefold()
    assert not NOT_WORDS.search(printed)


def test_that_ravenstack_has_too_few_churns_by_arr_and_no_signal_in_what_shrank(ravenstack: Book) -> None:
    """Its 600 churn events seldom end the last line of an account, and ARR alone decides churn."""
    found = ravenstack.json("judge", "--as-of", "2024-12-31")
    adds_up(found)
    assert found["observations"] > 1000
    assert found["unscored"]["n"] > 1000
    assert (found["verdict"], found["churns"] < 10) == ("too few churns", True)
    assert found["shrank"]["churns"] >= 50
    assert found["shrank"]["verdict"] == "no signal"
    auc = found["shrank"]["auc"]
    assert auc["low"] < 0.5 < auc["high"]
    assert auc["high"] - auc["low"] < 0.2
    assert "no signal" in ravenstack.say("judge", "--as-of", "2024-12-31")


def test_that_judging_twice_says_the_same_and_changes_nothing(demo: Book) -> None:
    before = demo.digest()
    assert demo.json("judge", *AS_OF) == demo.json("judge", *AS_OF)
    assert demo.digest() == before


def churning(signal: bool) -> Tables:
    """60 accounts of which 20 leave in July; with a signal these were unhappy in May."""
    names = [f"Account {at:02}" for at in range(60)]
    may, july = date(2026, 5, 15), date(2026, 7, 15)
    leaves = {name: at % 3 == 0 for at, name in enumerate(names)}
    unhappy = leaves if signal else {name: at % 2 == 0 for at, name in enumerate(names)}
    return {
        "accounts": [{"name": name} for name in names],
        "subscriptions": [
            {"account": name, "arr": 1200, "start_on": "2025-01-01", "end_on": july if leaves[name] else None}
            for name in names
        ],
        "surveys": [
            {"account": name, "kind": "nps", "responded_on": may, "score": at % 4 if unhappy[name] else 7 + at % 4}
            for at, name in enumerate(names)
        ],
        "touchpoints": [
            {"account": name, "on": may - timedelta(at % 20), "kind": "call", "state": "held", "two_way": True}
            for at, name in enumerate(names)
        ],
        "tickets": [{"account": names[1], "opened_on": may, "subject": "slow"}],
    }


def test_that_a_signal_is_found_where_there_is_one_and_not_where_there_is_none(made: Maker, tmp_path: Path) -> None:
    with_signal = made(churning(signal=True))
    without = Book.of(tmp_path, churning(signal=False), as_of=DEMO_DAY, name="noise")
    found, noise = (each.json("judge", *AS_OF) for each in (with_signal, without))
    adds_up(found)
    assert (found["verdict"], found["churns"]) == ("predicts", 20)
    assert found["auc"]["low"] > 0.7
    assert (noise["verdict"], noise["churns"]) == ("no signal", 20)
    assert "The score predicts: " in with_signal.say("judge", *AS_OF)
    assert "no signal" in without.say("judge", *AS_OF)
    # Looked at before it could be known who left, there was nothing to judge by.
    early = with_signal.json("judge", "--as-of", "2026-07-14")
    assert (early["churns"], early["verdict"]) == (0, "too few churns")


def test_that_with_known_then_nothing_is_judged_that_was_not_yet_recorded(made: Maker) -> None:
    found = made(churning(signal=True)).json("judge", "--as-of", "2020-01-01", "--known-then")
    assert (found["observations"], found["unscored"]["n"], found["verdict"]) == (0, 0, "too few churns")


def test_that_an_empty_book_and_the_ends_of_the_calendar_are_said_in_words(made: Maker) -> None:
    book = made({})
    for day in ("0001-01-01", DEMO_DAY, "9999-12-31"):
        done = book.run("judge", "--as-of", day)
        assert (done.code, done.out) == (0, "Too few to judge: 0 accounts churned, and it takes 10.\n")
        assert "No account was active" in done.err


@pytest.mark.parametrize("wrong", [("--days", "0"), ("--months", "0"), ("--days", "soon"), ("--months", "1000")])
def test_that_days_and_months_have_bounds(demo: Book, wrong: tuple[str, str]) -> None:
    done = demo.run("judge", *wrong)
    assert (done.code, done.out) == (2, "")
    assert wrong[1] in done.err


def test_that_days_and_months_can_be_chosen(demo: Book) -> None:
    found = demo.json("judge", *AS_OF, "--days", 30, "--months", 3)
    adds_up(found)
    assert (found["days"], found["month_ends"]) == (30, ["2026-07-31", "2026-08-31", "2026-09-30"])

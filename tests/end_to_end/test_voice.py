"""`perennial voice`: of the demo book, of small books made for it, and of one with ten thousand answers."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.operations.voice import set_sentiment
from desktop.store.portfolio import Portfolio
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Json, Tables

AS_OF = ("--as-of", DEMO_DAY)
FIGURES = {"nps", "csat", "ces", "response_rates", "concentration", "sentiment", "themes", "trend"}
NPS = {"value", "n", "small", "promoters", "passives", "detractors", "low", "high"}
SENTIMENT = {"mean", "n", "small", "corrected", "positive", "neutral", "negative", "not_scored"}
VERBATIM = (
    *("id", "on", "account", "contact", "kind", "score", "scale_min", "scale_max", "direction", "wave"),
    *("sentiment", "corrected", "not_scored", "language", "themes", "comment"),
)

Maker = Callable[[Tables], Book]


def book_of(*answers: dict[str, object]) -> Tables:
    return {
        "accounts": [{"name": "Acme"}, {"name": "Bolt"}],
        "contacts": [{"account": "Acme", "name": "Jana", "role": "buyer"}],
        "surveys": [{"account": "Acme", "kind": "nps", "responded_on": "2026-11-20", **each} for each in answers],
    }


def adds_up(found: Json) -> None:
    """What holds of every voice."""
    for figures in (found, *found.get("groups", {}).values()):
        assert set(figures) >= FIGURES
        assert set(figures["nps"]) == NPS
        assert set(figures["sentiment"]) == SENTIMENT
        for each in figures["response_rates"]:
            for rate in (each, *each["waves"]):
                assert (rate["rate"] is None) == (rate["asked"] is None)
                assert rate["rate"] is None or 0 <= rate["rate"] < 1
        for each in figures["concentration"]:
            assert each["answers"] <= each["n"]
    ids = [each["id"] for each in found["verbatims"]]
    assert len(set(ids)) == len(ids)
    assert found["sentiment"]["n"] + sum(found["sentiment"]["not_scored"].values()) == len(ids)
    by_id = {each["id"]: each for each in found["verbatims"]}
    for theme in found["themes"]:
        assert theme["comments"] == len(theme["ids"])
        assert theme["accounts"] == len({by_id[each]["account"] for each in theme["ids"]})
        assert all(theme["theme"] in by_id[each]["themes"] for each in theme["ids"])
    for each in found["verbatims"]:
        assert tuple(each) == VERBATIM
        assert (each["sentiment"] is None) == (each["not_scored"] is not None)
        assert found["period"]["from"] < each["on"] <= found["period"]["to"]
    days = [each["on"] for each in found["verbatims"]]
    assert days == sorted(days, reverse=True)


def test_that_the_demo_book_speaks_and_its_figures_are_those_of_the_metrics(demo: Book) -> None:
    before = demo.digest()
    found = demo.json("voice", *AS_OF, "--by", "csm")
    adds_up(found)
    metrics = demo.json("metrics", *AS_OF, "--by", "csm")
    for mine, theirs in (
        (found, metrics),
        *((found["groups"][name], metrics["groups"][name]) for name in found["groups"]),
    ):
        for kind in ("nps", "csat", "ces"):
            same = mine[kind].keys() & theirs[kind].keys()
            assert {key: mine[kind][key] for key in same} == {key: theirs[kind][key] for key in same}
        rates = {each["kind"]: each["rate"] for each in mine["response_rates"]}
        assert rates.get("nps") == theirs["nps"]["response_rate"]
    assert set(found["sentiment"]["not_scored"]) >= {"language not covered"}
    assert found["sentiment"]["n"] > 50
    assert {each["theme"] for each in found["themes"] if each["comments"]} >= {"Support", "Reporting", "Price"}
    assert demo.json("voice", *AS_OF, "--by", "csm") == found
    assert demo.digest() == before


def test_that_the_detractors_who_wait_are_those_the_book_is_about(demo: Book) -> None:
    found = demo.json("voice", *AS_OF)
    waiting = {each["account"]: each for each in found["unanswered"]}
    tindle = waiting["Tindle & Rowe"]
    assert (tindle["score"], tindle["days"], tindle["caps_health"]) == (3, 1, True)
    assert {"Blue Fjord Travel", "Corvid Games"} <= set(waiting)
    printed = demo.say("voice", *AS_OF)
    assert "3 detractors wait for an answer" in printed
    assert "1 day" in printed
    assert not NOT_WORDS.search(printed)


def test_that_a_talk_ends_the_waiting(demo_copy: Book) -> None:
    demo_copy.say("log", "tindle call: talked about support", *AS_OF)
    found = demo_copy.json("voice", *AS_OF)
    assert "Tindle & Rowe" not in {each["account"] for each in found["unanswered"]}


def test_that_one_theme_shows_its_comments_alone(demo: Book) -> None:
    whole = demo.json("voice", *AS_OF)
    (price,) = [each for each in whole["themes"] if each["theme"] == "Price"]
    found = demo.json("voice", *AS_OF, "--theme", "price")
    assert {key: found[key] for key in price} == price
    assert [each["id"] for each in found["verbatims"]] == price["ids"]
    printed = demo.say("voice", *AS_OF, "--theme", "price")
    assert all(each["comment"] in printed for each in found["verbatims"])
    refused = demo.run("voice", *AS_OF, "--theme", "shoes")
    assert (refused.code, refused.out) == (1, "")
    assert "Price" in refused.err


def test_that_the_csv_holds_every_comment_with_its_answer(demo: Book) -> None:
    found = demo.json("voice", *AS_OF)["verbatims"]
    rows = list(csv.DictReader(io.StringIO(demo.say("voice", *AS_OF, "--csv"))))
    assert tuple(rows[0]) == VERBATIM
    assert [(row["id"], row["comment"]) for row in rows] == [(each["id"], each["comment"]) for each in found]
    assert {row["not_scored"] for row in rows} >= {"", "language not covered"}
    price = list(csv.DictReader(io.StringIO(demo.say("voice", *AS_OF, "--theme", "price", "--csv"))))
    assert [row["id"] for row in price] == [each["id"] for each in found if "Price" in each["themes"]]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--csv", "--json"),
        ("--by", "csm", "--csv"),
        ("--by", "csm", "--theme", "price"),
        ("--by", "mood"),
        ("--every", "week"),
    ],
    ids=" ".join,
)
def test_that_options_that_do_not_go_together_are_refused(demo: Book, wrong: tuple[str, ...]) -> None:
    done = demo.run("voice", *AS_OF, *wrong)
    assert (done.code, done.out) == (2, "")


def test_that_a_response_rate_is_unknown_where_nobody_was_silent(made: Maker) -> None:
    book = made(book_of({"score": 9, "wave": "Q1"}, {"score": 2, "wave": "Q2"}, {"score": None, "wave": "Q2"}))
    (nps,) = book.json("voice", *AS_OF)["response_rates"]
    assert [(each["wave"], each["answered"], each["asked"], each["rate"]) for each in nps["waves"]] == [
        ("Q2", 1, 2, 0.5),
        ("Q1", 1, None, None),
    ]
    assert nps["answered_where_asked_is_unknown"] == 1
    printed = book.say("voice", *AS_OF)
    assert "unknown (not known who was asked)" in printed
    assert "the rate of all is too high" in printed


HOSTILE = "Slow \x1b[31m support\x1b]0;owned\x07 \x9b2J\u202etrab =SUM(A1)\r\x08really"


def test_that_nothing_a_customer_wrote_steers_the_terminal(made: Maker) -> None:
    """Neither text nor JSON nor CSV carries an escape, a bell or a sign that turns the writing round."""
    book = made(book_of({"score": 3, "contact": "Jana", "comment": "=1+1 is slow support"}))

    def write(tx: object) -> None:
        tx.label = "Hostile"  # type: ignore[attr-defined]
        tx.conn.execute("UPDATE survey_response SET comment = ?", (HOSTILE,))  # type: ignore[attr-defined]
        tx.conn.execute("UPDATE contact SET name = ?", ("Ja\x1b[2Jna",))  # type: ignore[attr-defined]

    assert book.json("voice", *AS_OF)["verbatims"][0]["comment"] == "=1+1 is slow support"
    assert "'=1+1 is slow support" in book.say("voice", *AS_OF, "--csv")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in book.home.env.items():
            patch.setenv(name, value)
        with Portfolio.open(book.path) as portfolio:
            portfolio.perform(write)
    for options in ((), ("--json",), ("--csv",), ("--theme", "support"), ("--theme", "support", "--csv")):
        printed = book.say("voice", *AS_OF, *options)
        assert "Slow" in printed
        assert not set(printed) & {"\x1b", "\x07", "\x08", "\x9b", "\u202e", "\r"} - (
            {"\r"} if "--csv" in options else set()
        )
    (verbatim,) = book.json("voice", *AS_OF)["verbatims"]
    assert verbatim["comment"] == HOSTILE
    assert book.say("voice", *AS_OF, "--csv").count("\r") == book.say("voice", *AS_OF, "--csv").count("\r\n")


def test_that_a_corrected_sentiment_says_so(made: Maker) -> None:
    book = made(book_of({"score": 9, "comment": "We would miss it badly."}))
    (before,) = book.json("voice", *AS_OF)["verbatims"]
    assert before["sentiment"] < 0
    with pytest.MonkeyPatch.context() as patch:
        for name, value in book.home.env.items():
            patch.setenv(name, value)
        with Portfolio.open(book.path) as portfolio:
            ((account,),) = portfolio.read(lambda conn: conn.execute("SELECT account FROM survey_response").fetchall())
            portfolio.perform(set_sentiment, before["id"], 0.9, account=account)
    found = book.json("voice", *AS_OF)
    assert (found["verbatims"][0]["sentiment"], found["verbatims"][0]["corrected"]) == (0.9, True)
    assert found["sentiment"]["corrected"] == 1
    assert "sentiment +0.90 (corrected)" in book.say("voice", *AS_OF)
    assert "1 corrected by hand" in book.say("voice", *AS_OF)
    assert "sentiment set (empty) -> 0.9" in book.say("history")
    book.say("undo")
    assert book.json("voice", *AS_OF)["verbatims"] == [before]


def test_that_an_empty_book_and_the_ends_of_the_calendar_are_said_in_words(made: Maker, tmp_path: Path) -> None:
    book = made({})
    for day in (DEMO_DAY, "9999-12-31"):
        printed = book.say("voice", "--as-of", day)
        assert "No answers in this period" in printed
        assert not NOT_WORDS.search(printed)
    adds_up(book.json("voice", *AS_OF, "--by", "plan"))
    answered = Book.of(tmp_path, book_of({"score": 9, "comment": "All good here"}), as_of=DEMO_DAY, name="answered")
    adds_up(answered.json("voice", "--from", "0001-01-01", "--to", DEMO_DAY, *AS_OF, "--every", "month"))


def test_that_ten_thousand_answers_take_seconds(made: Maker) -> None:
    """Language and lexicon are asked once for each comment; measured in time of the processor, and generously."""
    words = (
        "The export is slow",
        "Great support today",
        "Too expensive for us",
        "Le prix est trop élevé",
        "It just works",
    )
    day = date.fromisoformat(DEMO_DAY)
    book = made(
        {
            "accounts": [{"name": f"Account {at}"} for at in range(200)],
            "surveys": [
                {
                    "account": f"Account {at % 200}",
                    "kind": ("nps", "csat", "ces")[at % 3],
                    "direction": "ease" if at % 3 == 2 else None,
                    "responded_on": day - timedelta(days=at % 360),
                    "score": 1 + at % 5,
                    "comment": f"{words[at % 5]} and ticket {at} says {words[at // 5 % 5]} because of site {at * 7}",
                    "wave": f"Q{at % 4}",
                }
                for at in range(10_000)
            ],
        }
    )
    before = time.process_time()
    found = book.json("voice", *AS_OF)
    whole = time.process_time() - before
    adds_up(found)
    assert len(found["verbatims"]) == 10_000
    before = time.process_time()
    assert book.json("voice", *AS_OF, "--theme", "support")["comments"] > 1_000
    assert whole < 20
    assert time.process_time() - before < 10

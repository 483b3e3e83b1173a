"""Names and texts that would steer a terminal, forge lines or burst a table: every command shows them as data."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, Done, Tables

AS_OF = ("--as-of", DEMO_DAY)
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys: all controls but the line break and the tab."""
CODE = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202e"
FORGED = "Error: forged"
NAME = f"Acme {CODE}\n{FORGED}"
LONG = "Long " + "x" * 9_995


def _texts(*names: str) -> dict[str, str]:
    return {name: f"{name} {CODE}\r\n{FORGED}" for name in names}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One account whose every text is hostile, one with a name of ten thousand letters, one plain."""
    ours = {"account": NAME}
    return Book.of(
        tmp_path_factory.mktemp("hostile"),
        {
            "accounts": [
                {
                    "name": name,
                    "started_on": "2024-01-10",
                    "next_step_on": "2026-11-01",
                    **_texts("csm", "segment", "industry", "region", "stage", "next_step"),
                }
                for name in (NAME, LONG, "Plain")
            ],
            "contacts": [{**ours, "role": "champion", "influence": "decides", **_texts("name", "email")}],
            "subscriptions": [
                {
                    "account": name,
                    "arr": 1200,
                    "start_on": "2025-01-10",
                    "end_on": end,
                    "notice_days": 30,
                    **_texts("product", "plan", "reason"),
                }
                for name, end in ((NAME, "2026-12-20"), (LONG, "2026-12-24"), ("Plain", "2026-10-31"))
            ],
            "surveys": [
                {
                    **ours,
                    "kind": kind,
                    "direction": "ease" if kind == "ces" else None,
                    "responded_on": "2026-11-19",
                    "score": 2,
                    "contact": _texts("name")["name"],
                    **_texts("wave"),
                    "comment": f"Slow support {CODE}\n{FORGED}",
                }
                for kind in ("nps", "csat", "ces")
            ],
            "onboardings": [{**ours, "started_on": "2026-09-01", "target_on": "2026-10-01", **_texts("name")}],
            "milestones": [
                {**ours, "due_on": "2026-09-20", "side": "ours", "state": "blocked", **_texts("name", "reason")},
                {**ours, "due_on": "2026-09-21", "name": "Go-live"},
            ],
            "touchpoints": [
                {**ours, "on": "2026-09-20", "kind": "call", "two_way": True, **_texts("subject", "notes")}
            ],
            "tasks": [
                {**ours, "due_on": "2026-11-10", "side": "ours", "customer_visible": True, **_texts("title", "owner")}
            ],
            "risks": [{**ours, "opened_on": "2026-10-01", "severity": 3, **_texts("reason")}],
            "calls": [{**ours, "on": "2026-10-01", "kind": "csm", "category": "at risk", **_texts("author")}],
            "tickets": [{**ours, "opened_on": "2026-10-01", "csat": 3, **_texts("subject")}],
            "objectives": [{**ours, "baseline": 0, "target": 10, "due_on": "2026-12-01", **_texts("goal")}],
            "qbrs": [{**ours, "held_on": "2026-10-01", **_texts("period", "wins")}],
            "pulses": [{**ours, "on": "2026-11-01", "value": 2, **_texts("reason")}],
        },
        as_of=DEMO_DAY,
    )


def _steers_nothing(done: Done) -> None:
    for told in (done.out, done.err):
        found = STEERS.search(told)
        assert found is None, f"{told[max(found.start() - 60, 0) : found.end() + 30]!r}"
        assert not re.search(rf"^\s*{FORGED}", told, re.MULTILINE), f"a name began a line of its own: {told[:2000]}"


@pytest.mark.parametrize(
    "words",
    [
        ("accounts", *AS_OF),
        ("account", "acme", *AS_OF),
        ("health", "acme", *AS_OF),
        ("metrics", "--by", "csm", *AS_OF),
        ("metrics", "--by", "segment", "--explain", "nrr", "--group", _texts("segment")["segment"], *AS_OF),
        ("metrics", "--explain", "nps", *AS_OF),
        ("metrics", "--explain", "at_risk_arr_cents", *AS_OF),
        ("metrics", "--explain", "health.red", *AS_OF),
        ("renewals", *AS_OF),
        ("forecast", "--by", "plan", *AS_OF),
        ("signals", *AS_OF),
        ("today", *AS_OF),
        ("judge", *AS_OF),
        ("voice", "--by", "segment", *AS_OF),
        ("onboarding", *AS_OF),
        ("team", *AS_OF),
        ("cadence", *AS_OF),
        ("benchmarks", *AS_OF),
        ("quarter", "list", *AS_OF),
        ("history",),
        ("check",),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_that_no_text_steers_the_terminal_or_forges_a_line(hostile: Book, words: tuple[str, ...]) -> None:
    done = hostile.run(*words)
    assert done.code == 0, done.err
    _steers_nothing(done)
    assert not NOT_WORDS.search(done.out)


def test_that_what_is_refused_shows_names_as_data_too(hostile: Book) -> None:
    for words in (
        ("override", NAME, "--end"),
        ("call", NAME, "commit", "--as-of", "0001-01-01"),
        ("metrics", "--explain", "nrr", "--by", "csm", "--group", "nobody", *AS_OF),
        ("account", f"none {CODE}\n{FORGED}"),
    ):
        done = hostile.run(*words)
        assert (done.code, done.out) == (1, "")
        _steers_nothing(done)


def test_that_what_is_done_undone_and_redone_shows_names_as_data_too(hostile: Book) -> None:
    for words in (
        ("handover", NAME, f"Bob {CODE}\n{FORGED}", "--on", DEMO_DAY),
        ("handover", NAME, "Mary", "--cover", "--on", DEMO_DAY, "--until", "2026-12-01"),
        ("override", NAME, "40", "--reason", f"why {CODE}\n{FORGED}", "--until", "2100-01-01", "--author", f"I {CODE}"),
        ("call", NAME, "commit", "--author", f"I {CODE}", *AS_OF),
        ("call", NAME, "automatic", *AS_OF),
        ("cadence", "--segment", _texts("segment")["segment"], "--days", "10", *AS_OF),
        ("log", f'"{NAME}" nps 3 "slow {CODE}"', *AS_OF),
    ):
        done = hostile.run(*words)
        assert done.code == 0, (words, done.err)
        _steers_nothing(done)
        for turn in ("undo", "redo"):
            turned = hostile.run(turn)
            assert turned.code == 0
            _steers_nothing(turned)
    _steers_nothing(hostile.run("history"))


def test_that_one_long_name_does_not_push_the_others_off_the_screen(hostile: Book) -> None:
    """It is shown whole, in its own row alone."""
    for command in ("accounts", "renewals", "forecast"):
        lines = hostile.say(command, *AS_OF, *(("--within", "60") if command != "accounts" else ())).splitlines()
        wide = [line for line in lines if len(line) > 2_000]
        assert wide
        assert all(LONG in line for line in wide), command


def test_that_the_accounts_as_csv_run_nothing_and_steer_nothing(made: Callable[[Tables], Book]) -> None:
    book = made({"accounts": [{"name": f"=1+1 {CODE}", "csm": "@SUM(A1)"}]})
    printed = book.say("accounts", "--csv", *AS_OF)
    assert not STEERS.search(printed.replace("\r\n", "\n"))
    (row,) = csv.DictReader(printed.splitlines())
    assert row["name"].startswith("'=1+1")
    assert row["csm"] == "'@SUM(A1)"


def test_that_large_figures_are_written_out(hostile: Book) -> None:
    """A median of nearly three million days is no 2.91e+06, which no spreadsheet and no person reads."""
    for command in ("onboarding", "signals", "team", "cadence", "renewals"):
        printed = hostile.say(command, "--as-of", "9999-12-31")
        assert not re.search(r"\de\+\d", printed), command


@pytest.mark.parametrize("command", ["accounts", "signals", "onboarding", "renewals", "cadence"])
def test_that_the_ends_of_the_calendar_are_days_like_others(hostile: Book, command: str) -> None:
    for day in ("0001-01-01", "0001-01-31", "9999-12-31"):
        hostile.json(command, "--as-of", day)

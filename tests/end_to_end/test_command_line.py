"""The command line as a public interface: keys, exit codes, one JSON value on stdout, words for people."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import COMMANDS, NOT_WORDS, ROOT, Book, Home, Json, Tables, one_json, write_csv

AS_OF = ("--as-of", DEMO_DAY)

FIGURE_KEYS = (
    "accounts arr_cents at_risk_arr_cents nrr grr logo_churn renewal_rate contributions bridge expansion_by_kind "
    "quick_ratio clv nps csat ces ttv health"
)
FIGURES = set(FIGURE_KEYS.split())
HEALTH = "account score mean coverage band inputs caps override pulse"
KEYS = {
    "accounts": "active total",
    **dict.fromkeys(("nrr", "grr", "logo_churn", "renewal_rate"), "value numerator denominator n"),
    "bridge": "start new reactivation expansion contraction churn end",
    "expansion_by_kind": "upsell cross_sell feature_upgrade",
    "clv": "value_cents lifespan_years n",
    "nps": "value n promoters passives detractors low high response_rate",
    "csat": "value n low high band",
    "ces": "mean_ease percent_easy index n",
    "ttv": "median_days p90_days reached censored lost curve",
    "health": "green amber red unscored mean arr_weighted_mean",
}
ADDED = {"clv": {"acquisition_cost_cents"}, "ces": {"low", "high"}}
"""Keys beyond the reference's."""

ACCOUNT = (
    "name external_id csm segment industry region stage arr_cents score band coverage change_30d renews_on opts_out_on "
    "last_two_way_on next_step"
)

ACME: Tables = {
    "accounts": [{"name": "Acme Foods", "external_id": "A-1"}, {"name": "Acme Labs"}, {"name": "Bolt"}],
    "contacts": [{"account": "Bolt", "name": "Zoë Ĉapek", "influence": "decides"}],
    "subscriptions": [{"account": "Bolt", "arr": 1200, "start_on": "2026-02-01", "end_on": "2027-02-01"}],
}

Maker = Callable[[Tables], Book]


def keys_fit(found: Json) -> None:
    for part, keys in KEYS.items():
        assert set(found[part]) == {*keys.split(), *ADDED.get(part, ())}, part
    for each in found["contributions"]:
        assert list(each) == ["account", "points", "kind", "reason", "on"]
    assert all(len(step) == 2 for step in found["ttv"]["curve"])


def test_that_metrics_has_the_keys_of_the_reference_whole_and_by_group(demo: Book) -> None:
    found = demo.json("metrics", "--by", "csm", *AS_OF)
    assert set(found) == {"as_of", "period", "currency", "groups"} | FIGURES
    assert found["as_of"] == DEMO_DAY
    assert found["period"] == {"from": "2025-11-22", "to": DEMO_DAY}
    assert found["currency"] == "USD"
    keys_fit(found)
    for group in found["groups"].values():
        assert set(group) == FIGURES
        keys_fit(group)
    assert "groups" not in demo.json("metrics", *AS_OF)


def test_that_accounts_health_and_history_have_the_keys_of_the_reference(demo: Book) -> None:
    rows = demo.json("accounts", *AS_OF)
    assert all(list(row) == ACCOUNT.split() for row in rows)
    assert {row["band"] for row in rows} == {"green", "amber", "red", "unscored"}
    assert all((row["score"] is None) == (row["band"] == "unscored") for row in rows)
    found = demo.json("health", "lumen", *AS_OF)
    assert set(found) == {*HEALTH.split(), "active"}
    for row in found["inputs"]:
        assert set(row) == {"name", "value", "weight", "points", "missing", "raw"}
    assert [set(cap) for cap in found["caps"]] == [{"name", "points"}]
    sets = demo.json("history", "--account", "tindle")
    assert all(set(each) == {"at", "by", "label", "changes"} for each in sets)
    changes = [change for each in sets for change in each["changes"]]
    assert all(set(change) == {"table", "row", "field", "old", "new"} for change in changes)


def test_that_import_counts_rows_by_kind(made: Maker, tmp_path: Path) -> None:
    book = made({})
    source = write_csv(tmp_path / "accounts.csv", [{"name": "Acme"}, {"name": "", "segment": "Big"}, {"name": "Bolt"}])
    counts = {"rows": 3, "new": 2, "updated": 0, "unchanged": 0, "rejected": 1}
    assert book.json("import", source, code=1) == {**counts, "kinds": {"accounts": counts}}
    again = {"rows": 3, "new": 0, "updated": 0, "unchanged": 2, "rejected": 1}
    assert book.json("import", source, code=1) == {**again, "kinds": {"accounts": again}}


@pytest.mark.parametrize("command", COMMANDS)
def test_that_every_command_has_help(command: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    for option in ("--help", "-h"):
        printed = home.say(command, option)
        assert f"perennial {command}" in printed
        assert "--json" in printed
        assert not NOT_WORDS.search(printed)


@pytest.mark.parametrize("command", COMMANDS)
def test_that_every_command_speaks_json_or_words(command: str, made: Maker, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "accounts.csv", [{"name": "New"}])
    book = made(ACME)
    book.say("log", "bolt pulse 3")
    if command == "redo":
        book.say("undo")
    arguments = tuple(
        {"accounts.csv": source, "acme": "bolt", "acme nps 9": "bolt nps 9 @zoë"}.get(each, each)
        for each in COMMANDS[command]
    )
    path = tmp_path / "made.perennial" if command in ("new", "demo") else book.path
    more = ("--accounts", 12) if command == "demo" else ()
    done = book.home.run(command, path, *arguments, *more, "--json")
    assert done.code == 0, done.err
    one_json(done.out)
    if command in ("new", "demo"):
        path.unlink()
    if command in ("undo", "redo", "handover"):
        book.say("redo" if command == "undo" else "undo")
    printed = book.home.say(command, path, *arguments, *more)
    assert printed.strip()
    assert not NOT_WORDS.search(printed)
    with pytest.raises(json.JSONDecodeError):
        json.loads(printed)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("accounts",), 2, "FILE"),
        (("accounts", "FILE", "--colour"), 2, "--colour"),
        (("accounts", "FILE", "--as-of", "yesterday"), 2, "2026-12-31"),
        (("metrics", "FILE", "--from", "2026-02-30"), 2, "2026-02-30"),
        (("metrics", "FILE", "--to", "31.12.2026"), 2, "31.12.2026"),
        (("renewals", "FILE", "--within", "-1"), 2, "-1"),
        (("history", "FILE", "--since", "2026-13-01"), 2, "2026-13-01"),
        (("demo", "NEW", "--accounts", "none"), 2, "none"),
        (("metrics", "FILE", "--to", "2026-11-23", "--as-of", DEMO_DAY), 1, "2026-11-23"),
        (("metrics", "FILE", "--from", "2026-11-23", "--as-of", DEMO_DAY), 1, "2026-11-23"),
        (("metrics", "FILE", "--from", "2026-06-02", "--to", "2026-06-01", "--as-of", DEMO_DAY), 1, "2026-06-0"),
        (("account", "FILE", "nobody"), 1, "nobody"),
        (("health", "FILE", ""), 1, "''"),
        (("health", "FILE", "acme"), 1, "Acme Foods (A-1), Acme Labs"),
        (("history", "FILE", "--account", "acme"), 1, "Acme Foods (A-1), Acme Labs"),
        (("redo", "FILE"), 1, "nothing to redo"),
        (("new", "NEW", "--currency", "dollars"), 1, "dollars"),
        (("import", "FILE", "SOURCE", "--as", "colours"), 1, "colours"),
        (("log", "FILE", "acme nps 3"), 1, "Acme Labs"),
        (("log", "FILE", "bolt ces 3"), 1, "direction"),
        (("log", "FILE", "bolt pulse 7"), 1, "Pulse runs from 1 to 5; 7 was not saved."),
        (("log", "FILE", ""), 1, ""),
        (("accounts", "MISSING"), 3, "does not exist"),
        (("import", "FILE", "MISSING"), 3, "missing"),
        (("new", "FILE"), 3, "exists already"),
        (("demo", "FILE"), 3, "exists already"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_that_what_is_refused_says_why_on_stderr_and_changes_nothing(
    arguments: tuple[str, ...], code: int, said: str, as_json: bool, acme: Book, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "accounts.csv", [{"name": "New"}])
    places = {"FILE": acme.path, "NEW": tmp_path / "new.perennial", "MISSING": tmp_path / "missing.perennial"}
    before = acme.digest()
    given = [str({**places, "SOURCE": source}.get(each, each)) for each in arguments]
    done = acme.home.run(*given, *(["--json"] if as_json else []))
    assert (done.code, done.out) == (code, ""), done
    assert said in done.err
    assert done.err.strip()
    assert acme.digest() == before
    assert not places["NEW"].exists()
    assert not places["MISSING"].exists()


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book.of(tmp_path_factory.mktemp("acme"), ACME, as_of=DEMO_DAY)


# -- the period


def test_that_the_period_is_twelve_months_up_to_the_as_of_day_unless_said(acme: Book) -> None:
    def period(*options: str) -> list[str]:
        return list(acme.json("metrics", *options)["period"].values())

    assert period("--as-of", "2026-11-22") == ["2025-11-22", "2026-11-22"]
    assert period("--as-of", "2026-11-22", "--to", "2026-06-30") == ["2025-06-30", "2026-06-30"]
    assert period("--as-of", "2028-02-29") == ["2027-02-28", "2028-02-29"]
    assert period("--as-of", "2026-11-22", "--from", "2026-11-21") == ["2026-11-21", "2026-11-22"]


def test_that_the_figures_are_those_of_the_end_of_the_period_and_not_of_the_as_of_day(acme: Book) -> None:
    found = acme.json("metrics", "--as-of", "2026-11-22", "--to", "2026-01-31")
    assert (found["as_of"], found["arr_cents"]) == ("2026-11-22", 0)
    assert acme.json("metrics", "--as-of", "2026-11-22", "--to", "2026-02-01")["arr_cents"] == 120_000


# -- logging


def test_that_a_dry_run_shows_what_was_understood_and_writes_nothing(acme: Book) -> None:
    before = acme.digest()
    line = 'bolt nps 3 @zoë yest "слишком медленно · „zu langsam“"'
    found = acme.json("log", line, "--dry-run", *AS_OF)
    assert found["account"] == "Bolt"
    assert found["draft"]["type"] == "Survey"
    assert (found["draft"]["score"], found["draft"]["responded_on"]) == (3, "2026-11-21")
    assert found["draft"]["comment"] == "слишком медленно · „zu langsam“"
    assert "logged" not in found
    understood = {part["part"]: part["as"] for part in found["understood"]}
    assert "Zoë Ĉapek" in understood["contact"]
    assert understood["date"] == "Sat 21 Nov 2026"
    assert "nothing was written" in acme.say("log", line, "--dry-run", *AS_OF)
    assert acme.digest() == before


@pytest.mark.parametrize(
    "comment",
    ["it's 100 % \\ fine; $HOME `ls`", "<b>bold</b>", "日本語 🙂 عربى", "=1+1", "a > b < c", "x" * 3000],
)
def test_that_quoted_words_are_kept_literally(made: Maker, comment: str) -> None:
    book = made(ACME)
    book.say("log", f'bolt nps 9 "{comment}"', *AS_OF)
    (event,) = [each for each in book.json("account", "bolt", *AS_OF)["timeline"] if each["what"] == "nps 9"]
    assert event["text"] == comment
    changes = [change for each in book.json("history") for change in each["changes"]]
    assert comment in [change["new"] for change in changes if change["field"] == "comment"]


def test_that_what_was_logged_is_said_with_the_way_back(made: Maker) -> None:
    book = made(ACME)
    done = book.run("log", "bolt call yest: pilot agreed > pricing fri < security form +2w", *AS_OF)
    assert done.code == 0
    assert "Call logged · Bolt" in done.out
    assert "2 tasks added" in done.out
    assert "perennial undo" in done.out
    tasks = book.json("account", "bolt", *AS_OF)["tasks"]
    told = [(task["title"], task["side"], task["due_on"]) for task in tasks]
    assert told == [("pricing", "ours", "2026-11-27"), ("security form", "theirs", "2026-12-06")]
    book.say("undo")
    page = book.json("account", "bolt", *AS_OF)
    assert (page["tasks"], page["timeline"]) == ([], [])


def test_that_every_line_of_the_grammar_can_be_logged(made: Maker) -> None:
    tables = {
        **ACME,
        "onboardings": [{"account": "Bolt", "started_on": "2026-10-01"}],
        "milestones": [{"account": "Bolt", "name": "SSO live", "state": "open", "due_on": "2026-12-01"}],
    }
    book = made(tables)
    lines = {
        "bolt done sso": "SSO live",
        "bolt left zoë": "Contact left",
        "bolt qbr 3 dec 14:00": "QBR planned",
        'bolt risk price "asks -20 %"': "Risk opened",
        'bolt pulse 2 "new CFO"': "Pulse 2",
        'bolt notice 22 nov "budget"': "Notice given",
        "bolt csat 4": "CSAT 4",
        "bolt ces 6 ease": "CES 6",
    }
    for line in lines:
        done = book.run("log", line, *AS_OF)
        assert done.code == 0, (line, done.err)
        assert not NOT_WORDS.search(done.out)
    page = book.json("account", "bolt", *AS_OF)
    assert [each["done_on"] for each in page["milestones"]] == [DEMO_DAY]
    assert [each["left_on"] for each in page["contacts"]] == [DEMO_DAY]
    assert page["contract_lines"][0]["notice_given_on"] == DEMO_DAY
    for _ in lines:
        book.say("undo")
    untouched = book.json("account", "bolt", *AS_OF)
    assert (untouched["milestones"][0]["state"], untouched["contacts"][0]["left_on"]) == ("open", None)
    book.say("log", "bolt renew +12m 120k", *AS_OF)
    newest = book.json("account", "bolt", *AS_OF)["contract_lines"]
    assert [line["outcome"] for line in newest] == [None, "renewed"], "what was agreed stands before it begins"
    assert newest[0]["arr_cents"] == 12_000_000
    later = book.json("account", "bolt", "--as-of", "2027-02-01")
    assert later["arr_cents"] == 12_000_000


# -- history


def test_that_history_says_old_and_new_who_and_when(made: Maker, tmp_path: Path) -> None:
    book = made(ACME)
    write = write_csv(tmp_path / "accounts.csv", [{"name": "Bolt", "segment": "Big", "next_step": "Call\nthem"}])
    book.say("import", write)
    book.say("log", "acme foods pulse 4", *AS_OF)
    sets = book.json("history", "--account", "bolt")
    assert [each["label"] for each in sets][-1].startswith("Import")
    told = {change["field"]: (change["old"], change["new"]) for change in sets[-1]["changes"]}
    assert told == {"segment": (None, "Big"), "next_step": (None, "Call\nthem")}
    whole = book.json("history")
    assert whole[-1]["label"] == "Pulse 4 logged"
    assert [each["at"] for each in whole] == sorted(each["at"] for each in whole)
    assert all(each["by"] for each in whole)
    printed = book.say("history", "--account", "bolt")
    assert "account Bolt: segment (empty) -> Big" in printed
    assert "next step (empty) -> Call them" in printed
    assert "Pulse" not in printed
    book.say("undo")
    book.say("redo")
    labels = [each["label"] for each in book.json("history", "--account", "acme foods")]
    assert labels[-3:] == ["Pulse 4 logged", "Undo: Pulse 4 logged", "Redo: Pulse 4 logged"]
    assert "taken back" in book.say("history", "--account", "acme foods")
    assert "back again" in book.say("history", "--account", "acme foods")


def test_that_history_names_a_milestone_by_its_title_and_flags_and_money_in_words(demo: Book) -> None:
    printed = demo.say("history", "--account", "aldermoor")
    assert "milestone 'SSO live' of Aldermoor Council: state open -> blocked" in printed
    assert "ARR 86,000" in printed
    assert "cents" not in printed
    assert not NOT_WORDS.search(printed)


def test_that_history_since_a_day_begins_on_that_day(demo: Book) -> None:
    sets = demo.json("history", "--since", "2026-11-13")
    assert sets
    assert min(each["at"] for each in sets) >= "2026-11-12T10"
    assert len(sets) < len(demo.json("history"))
    assert demo.json("history", "--since", "2026-12-31") == []
    assert "Nothing changed." in demo.run("history", "--since", "2026-12-31").err


# -- tables, files and pipes


def test_that_accounts_as_csv_are_the_same_rows_as_json(demo: Book) -> None:
    printed = demo.say("accounts", "--csv", *AS_OF)
    rows = list(csv.DictReader(printed.splitlines()))
    found = demo.json("accounts", *AS_OF)
    assert [row["name"] for row in rows] == [row["name"] for row in found]
    assert list(rows[0]) == ACCOUNT.split()
    assert [row["arr_cents"] for row in rows] == [str(row["arr_cents"]) for row in found]
    assert all(row["score"] == "" for row in rows if row["band"] == "unscored")


def test_that_tables_are_aligned_and_yes_and_no_are_words(demo: Book) -> None:
    lines = demo.say("renewals", *AS_OF).splitlines()
    at = lines[0].index("auto-renew")
    assert {line[at:].split()[0] for line in lines[1:]} == {"yes", "no", "unknown"}
    page = demo.say("account", "ostrava", *AS_OF)
    for word in ("True", "False"):
        assert word not in page
    assert "auto renew" in page


def test_that_a_backup_is_a_whole_copy_away_from_the_file(acme: Book) -> None:
    found = acme.json("backup")
    copy = Path(found["path"])
    assert copy.is_relative_to(acme.home.folder)
    assert found["bytes"] == copy.stat().st_size
    original = acme.json("accounts", *AS_OF)
    assert acme.home.json("accounts", copy, *AS_OF) == original
    assert acme.json("check") == {"ok": True, "problems": []}


def test_that_new_books_are_made_in_their_currency(tmp_path: Path) -> None:
    home = Home(tmp_path)
    made = home.json("new", tmp_path / "a.perennial", "--currency", "eur")
    assert made["currency"] == "EUR"
    assert home.json("metrics", tmp_path / "a.perennial")["currency"] == "EUR"


def test_that_a_process_prints_json_whatever_the_console_speaks(acme: Book) -> None:
    for encoding in ("ascii", "latin-1", "utf-8"):
        env = {"PYTHONIOENCODING": encoding}
        done = acme.home.process("accounts", acme.path, "--json", *AS_OF, env=env)
        assert done.code == 0, done.err
        assert one_json(done.out)[0]["name"] == "Acme Foods"
        words = acme.home.process("accounts", acme.path, *AS_OF, env=env)
        assert words.code == 0, words.err


def test_that_a_closed_pipe_ends_it_quietly(demo: Book) -> None:
    command = [sys.executable, "-m", "desktop", "history", str(demo.path), "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **demo.home.env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_that_ctrl_c_ends_it_cleanly_and_leaves_no_half_file(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    path = tmp_path / "big.perennial"
    command = [sys.executable, "-m", "desktop", "demo", str(path), "--accounts", "3000"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **home.env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in err
    assert out == b""
    assert [each.name for each in tmp_path.iterdir()] == ["home"]

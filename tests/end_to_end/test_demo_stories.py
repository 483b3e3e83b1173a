"""The demo book as the commands show it: the same figures for the same seed and date, and every story as it is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import Book, Home, Json, digest

DAYS = (
    DEMO_DAY,
    "2027-03-31",
    "2028-02-29",
)


@dataclass(frozen=True)
class Told:
    """A demo book looked at on the day it was made for."""

    book: Book
    day: date

    def json(self, command: str, *arguments: object) -> Json:
        return self.book.json(command, *arguments, "--as-of", self.day.isoformat())

    def back(self, days: int) -> str:
        return (self.day - timedelta(days=days)).isoformat()

    def page(self, account: str) -> Json:
        return self.json("account", account)

    def row(self, account: str) -> Json:
        return next(row for row in self.json("accounts") if row["name"].startswith(account))

    def renewal(self, account: str) -> Json:
        (row,) = [row for row in self.json("renewals") if row["account"].startswith(account)]
        return row

    def raw(self, account: str, name: str) -> float:
        return next(row["raw"] for row in self.json("health", account)["inputs"] if row["name"] == name)


@pytest.fixture(scope="module", params=DAYS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    day = date.fromisoformat(request.param)
    if request.param == DEMO_DAY:
        yield Told(request.getfixturevalue("demo"), day)
        return
    folder = tmp_path_factory.mktemp("told")
    book = Book(Home(folder / "home"), folder / "demo.perennial")
    book.home.folder.mkdir()
    book.home.say("demo", book.path, "--as-of", request.param)
    yield Told(book, day)


def test_that_ostrava_is_a_risk_despite_use(told: Told) -> None:
    row, page = told.row("Ostrava"), told.page("ostrava")
    assert row["arr_cents"] == 14_800_000
    assert row["opts_out_on"] == told.back(-23)
    assert (told.renewal("Ostrava")["days"], told.renewal("Ostrava")["bucket"]) == (23, "0-30")
    assert told.raw("ostrava", "seat_utilisation") == pytest.approx(0.94, abs=0.005)
    assert row["last_two_way_on"] == told.back(71)
    answers = [event["what"].split()[1] for event in page["timeline"] if event["what"].startswith("nps ")]
    scores = [float(score) for score in answers if score != "asked"]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_that_lumen_lost_its_champion_and_one_contact_is_left(told: Told) -> None:
    found = told.json("health", "lumen")
    assert found["mean"] == pytest.approx(81, abs=0.5)
    assert (found["score"], found["band"]) == (pytest.approx(74), "amber")
    assert [cap["name"] for cap in found["caps"]] == ["champion_left"]
    contacts = told.page("lumen")["contacts"]
    assert [each["left_on"] for each in contacts if each["role"] == "champion"] == [told.back(18)]
    assert len([each for each in contacts if each["left_on"] is None]) == 1
    before = told.book.json("health", "lumen", "--as-of", told.back(19))
    assert (before["caps"], before["band"]) == ([], "green")


def test_that_kestrel_came_back_and_its_risk_was_saved(told: Told) -> None:
    found = told.json("health", "kestrel")
    assert found["score"] == pytest.approx(77, abs=0.5)
    page = told.page("kestrel")
    assert [risk["outcome"] for risk in page["risks"]] == ["saved"]
    assert any(goal["status"] == "met" and goal["done_on"] <= goal["due_on"] for goal in page["objectives"])
    then = told.book.json("health", "kestrel", "--as-of", told.back(212))
    assert then["score"] == pytest.approx(34, abs=2)
    assert then["band"] == "red"
    assert told.book.json("account", "kestrel", "--as-of", told.back(200))["risks"][0]["outcome"] is None


def test_that_aldermoor_is_on_day_74_of_45_with_sso_blocked_for_31_days_on_their_side(told: Told) -> None:
    page = told.page("aldermoor")
    (plan,) = page["onboardings"]
    assert plan["started_on"] == told.back(74)
    assert date.fromisoformat(plan["target_on"]) - date.fromisoformat(plan["started_on"]) == timedelta(days=45)
    (sso,) = [each for each in page["milestones"] if each["name"].startswith("SSO")]
    assert (sso["state"], sso["side"], sso["done_on"]) == ("blocked", "theirs", None)
    blocked = [
        each["at"][:10]
        for each in told.book.json("history", "--account", "aldermoor")
        for change in each["changes"]
        if (change["field"], change["new"]) == ("state", "blocked")
    ]
    assert blocked == [told.back(31)]


def test_that_tindle_has_a_detractor_of_yesterday_and_one_of_three_steps_done(told: Told) -> None:
    page = told.page("tindle")
    (answer,) = [event for event in page["timeline"] if event["what"] == "nps 3"]
    assert answer["on"] == told.back(1)
    assert answer["text"].casefold().startswith("slow support")
    steps = [task for task in page["tasks"] if task["source"] == "playbook detractor"]
    assert len(steps) == 2
    assert told.row("Tindle")["change_30d"] < 0


def test_that_verity_is_a_fifth_of_the_arr_and_green_with_a_review_in_nine_days(told: Told) -> None:
    whole = told.json("metrics")["arr_cents"]
    row = told.row("Verity")
    assert row["arr_cents"] / whole == pytest.approx(0.19, abs=0.005)
    assert row["band"] == "green"
    assert told.renewal("Verity")["days"] == 118
    assert told.back(-9) in [qbr["planned_on"] for qbr in told.page("verity")["qbrs"] if qbr["held_on"] is None]


def test_that_nimbus_is_full_happy_and_has_an_open_upsell(told: Told) -> None:
    assert told.raw("nimbus", "seat_utilisation") == pytest.approx(0.97, abs=0.005)
    page = told.page("nimbus")
    assert "nps 10" in [event["what"] for event in page["timeline"]]
    offers = [each for each in page["opportunities"] if each["kind"] == "upsell" and each["state"] == "open"]
    assert [each["arr_cents"] for each in offers] == [1_800_000]


def test_that_pallas_cut_64_thousand_for_price_and_it_was_entered_late(told: Told) -> None:
    found = told.json("metrics")
    (cut,) = [each for each in found["contributions"] if each["account"] == "Pallas Robotics"]
    assert (cut["kind"], cut["reason"]) == ("contraction", "price")
    assert cut["points"] * found["nrr"]["denominator"] == pytest.approx(-6_400_000)
    arr = [
        next(
            row["arr_cents"]
            for row in told.book.json("accounts", "--as-of", cut["on"], *options)
            if row["name"] == "Pallas Robotics"
        )
        for options in ((), ("--known-then",))
    ]
    assert arr == [11_200_000, 17_600_000]


def test_that_quillon_ended_twelve_days_ago_without_an_outcome(told: Told) -> None:
    row = told.renewal("Quillon")
    assert (row["renews_on"], row["overdue"], row["outcome"]) == (told.back(12), True, None)
    printed = told.book.say("renewals", "--as-of", told.day.isoformat())
    assert "ended 12 days ago, no outcome" in printed
    assert told.row("Quillon")["arr_cents"] == 0


def test_that_brackwater_is_hardly_known(told: Told) -> None:
    row = told.row("Brackwater")
    assert (row["score"], row["band"]) == (None, "unscored")
    assert row["coverage"] < 0.25
    assert (row["opts_out_on"], row["last_two_way_on"]) == (None, None)
    assert told.renewal("Brackwater")["notice_known"] is False
    assert told.json("health", "brackwater")["pulse"]["value"] == 2


def test_that_the_figures_of_the_demo_add_up(told: Told) -> None:
    found = told.json("metrics", "--by", "csm")
    assert sum(each["points"] for each in found["contributions"]) == pytest.approx(found["nrr"]["value"] - 1, abs=1e-9)
    bridge = found["bridge"]
    ups, downs = bridge["new"] + bridge["reactivation"] + bridge["expansion"], bridge["contraction"] + bridge["churn"]
    assert bridge["start"] + ups - downs == bridge["end"] == found["arr_cents"]
    assert bridge["reactivation"] > 0
    assert len([name for name in found["groups"] if name != "(none)"]) == 3
    assert sum(group["arr_cents"] for group in found["groups"].values()) == found["arr_cents"]
    assert found["grr"]["value"] <= min(1, found["nrr"]["value"])
    assert 0.31 <= found["nps"]["response_rate"] <= 0.44
    unexplained = [each["account"] for each in found["contributions"] if each["kind"] == "churn" and not each["reason"]]
    assert unexplained == ["Quillon Media"]
    bands = {band: found["health"][band] for band in ("green", "amber", "red", "unscored")}
    assert sum(bands.values()) == found["accounts"]["active"]
    assert all(bands.values())


def test_that_every_account_of_the_demo_explains_its_score(told: Told) -> None:
    for row in told.json("accounts")[::6]:
        found = told.json("health", row["name"])
        if found["score"] is None:
            continue
        parts = [each["points"] for each in [*found["inputs"], *found["caps"]]]
        assert sum(parts) == pytest.approx(found["score"], abs=1e-9)
        assert row["score"] is None or row["score"] == pytest.approx(found["score"], abs=1e-9)
        assert row["coverage"] == found["coverage"]


def test_that_the_demo_is_sound_and_its_past_cannot_be_undone(told: Told) -> None:
    assert told.book.json("check") == {"ok": True, "problems": []}
    if told.book.path.name == "demo.perennial":
        assert told.book.run("undo").code == 1


# -- the command itself


def test_that_the_same_seed_and_date_make_the_same_figures(demo: Book, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    again = Book(home, tmp_path / "again.perennial")
    told = home.json("demo", again.path, "--as-of", DEMO_DAY, "--seed", 1)
    assert told == {"file": str(again.path), "as_of": DEMO_DAY, "team_copy": None}
    as_of = ("--as-of", DEMO_DAY)
    for command in (("accounts",), ("metrics", "--by", "segment"), ("renewals",)):
        one, other = demo.json(*command, *as_of), again.json(*command, *as_of)
        if command == ("accounts",):
            # Mara changed its next step once the team's copy was made.
            one, other = ([row for row in rows if row["name"] != "Verity Insurance"] for rows in (one, other))
        assert one == other, command


def test_that_another_seed_keeps_the_stories_and_changes_the_rest(demo: Book, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    other = Book(home, tmp_path / "other.perennial")
    home.say("demo", other.path, "--as-of", DEMO_DAY, "--seed", 2)
    as_of = ("--as-of", DEMO_DAY)
    assert other.json("accounts", *as_of) != demo.json("accounts", *as_of)
    for account in ("lumen", "kestrel", "brackwater"):
        mine, theirs = (book.json("health", account, *as_of)["score"] for book in (demo, other))
        assert mine == pytest.approx(theirs, abs=1)


def test_that_more_accounts_can_be_asked_for(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    book = Book(home, tmp_path / "large.perennial")
    home.say("demo", book.path, "--as-of", DEMO_DAY, "--accounts", 200)
    rows = book.json("accounts", "--as-of", DEMO_DAY)
    assert len(rows) == len({row["name"] for row in rows}) == 200
    assert book.json("metrics", "--as-of", DEMO_DAY)["accounts"]["total"] == 200
    assert book.json("check")["ok"]


def test_that_the_team_has_a_second_copy_with_edits_and_one_clash(demo: Book) -> None:
    copy = Book(demo.home, demo.path.with_name("demo-team.perennial"))
    assert copy.json("check") == {"ok": True, "problems": []}
    as_of = ("--as-of", DEMO_DAY)
    mine, theirs = ({row["name"]: row for row in book.json("accounts", *as_of)} for book in (demo, copy))
    assert set(mine) == set(theirs)
    assert mine["Verity Insurance"]["next_step"] != theirs["Verity Insurance"]["next_step"]
    edited = [each for each in copy.json("history", "--since", "2026-11-21") if each["by"] == "Tomas Reyes"]
    assert len(edited) >= 6
    before = {each["label"] for each in demo.json("history")}
    assert not before & {each["label"] for each in edited}


@pytest.mark.parametrize("team", [(), ("--team",)])
def test_that_a_demo_book_never_replaces_a_file(demo: Book, tmp_path: Path, team: tuple[str, ...]) -> None:
    path = tmp_path / "mine.perennial"
    path.write_text("my own notes", encoding="utf-8")
    second = tmp_path / "other-team.perennial"
    shutil.copy(demo.path, second)
    kept = digest(path), digest(second)
    done = demo.home.run("demo", path, *team)
    assert (done.code, done.out) == (3, "")
    assert "exists already" in done.err
    if team:
        done = demo.home.run("demo", tmp_path / "other.perennial", *team)
        assert (done.code, done.out) == (3, "")
        assert not (tmp_path / "other.perennial").exists()
    assert (digest(path), digest(second)) == kept

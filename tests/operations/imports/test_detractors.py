"""Feedback that acts: a detractor's answer in an import starts its playbook in the same change set, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.operations.imports.import_books import TODAY, Book, Row, counts

FRESH = TODAY - timedelta(days=2)
CSM = {"name": "Acme", "csm": "Ines"}


def answer(score: object = 3, *, back: int = 2, **more: str) -> Row:
    on = TODAY - timedelta(days=back)
    row = {"account": "Acme", "kind": "nps", "responded_on": on.isoformat(), "score": score, "contact": "Jana Novak"}
    return {**row, **more}


def call(on: str, **more: str) -> Row:
    return {"account": "Acme", "on": on, "kind": "call", "two_way": "true", **more}


@pytest.fixture
def acme(book: Book) -> Book:
    book.import_("accounts", CSM)
    return book


def test_that_a_detractor_starts_the_follow_up_in_the_same_change_set(acme: Book) -> None:
    sets = acme.change_sets()
    performed = acme.perform(acme.file("surveys", [answer()]))
    assert performed.result.tasks == 3
    assert acme.change_sets() == sets + 1
    assert {"survey_response", "contact", "playbook_run", "task"} <= performed.changes.tables
    run = acme.row("playbook_run")
    assert run["cause_row"] == acme.row("survey_response")["id"]
    assert run["started_on"] == FRESH.isoformat()
    assert [(row["title"], row["due_on"], row["owner"], row["side"], row["source"]) for row in acme.rows("task")] == [
        (
            "Call Jana Novak at Acme about the NPS 3",
            (FRESH + timedelta(1)).isoformat(),
            "Ines",
            "ours",
            "playbook detractor",
        ),
        (
            "Agree the fix and tell Jana Novak at Acme what happens when",
            (FRESH + timedelta(7)).isoformat(),
            "Ines",
            "ours",
            "playbook detractor",
        ),
        (
            "Check back with Jana Novak at Acme and ask again",
            (FRESH + timedelta(30)).isoformat(),
            "Ines",
            "ours",
            "playbook detractor",
        ),
    ]
    assert {row["playbook_run"] for row in acme.rows("task")} == {run["id"]}


def test_that_an_answer_without_a_contact_is_whoever_answered(acme: Book) -> None:
    acme.import_("surveys", answer(0, contact=""))
    assert acme.rows("task")[0]["title"] == "Call whoever answered at Acme about the NPS 0"


def test_that_it_starts_once_however_often_the_answer_is_imported(acme: Book) -> None:
    acme.import_("surveys", answer())
    before = acme.contents()
    assert acme.import_("surveys", answer()).tasks == 0
    assert acme.import_("surveys", answer(comment="slow", external_id="SV-1")).tasks == 0
    assert acme.import_("surveys", answer(2, external_id="SV-1")).tasks == 0
    assert acme.contents()["task"] == before["task"]


def test_that_what_became_of_the_tasks_stays_when_the_answer_comes_again(acme: Book) -> None:
    acme.import_("surveys", answer())
    done, dropped, moved = (row["id"] for row in acme.rows("task"))
    acme.portfolio.perform(lambda tx: tx.update("task", done, {"done_on": "2026-05-20"}))
    acme.portfolio.perform(lambda tx: tx.delete("task", dropped))
    acme.portfolio.perform(lambda tx: tx.update("task", moved, {"due_on": "2026-07-01", "owner": "Mara"}))
    before = acme.contents()["task"]
    assert acme.import_("surveys", answer(1)).tasks == 0
    assert acme.contents()["task"] == before


@pytest.mark.parametrize("score", [0, 6])
def test_that_every_detractor_acts(acme: Book, score: int) -> None:
    assert acme.import_("surveys", answer(score)).tasks == 3


@pytest.mark.parametrize(
    "row",
    [
        answer(7),
        answer(10),
        answer(""),
        answer(1, kind="csat"),
        answer(1, kind="ces", direction="ease"),
        answer(3, back=30),
        answer(3, back=31),
        answer(3, back=400),
        answer(3, back=-1),
    ],
    ids=["passive", "promoter", "not answered", "csat", "ces", "30 days old", "31 days old", "old", "in the future"],
)
def test_that_other_answers_start_nothing(acme: Book, row: Row) -> None:
    assert acme.import_("surveys", row).tasks == 0
    assert acme.rows("playbook_run") == []
    assert acme.rows("task") == []


def test_that_an_answer_of_29_days_ago_and_one_of_today_still_act(acme: Book) -> None:
    assert acme.import_("surveys", answer(back=29), answer(back=0)).tasks == 6


def test_that_an_answer_that_comes_in_later_acts_when_it_comes(acme: Book) -> None:
    assert acme.import_("surveys", answer("")).tasks == 0
    result = acme.import_("surveys", answer(4))
    assert (counts(result), result.tasks) == ((0, 1, 0, 0), 3)


def test_that_an_answer_that_was_answered_already_starts_nothing(acme: Book) -> None:
    acme.import_("touchpoints", call((FRESH + timedelta(1)).isoformat()))
    assert acme.import_("surveys", answer()).tasks == 0


def test_that_the_answering_call_may_come_in_the_same_import(acme: Book) -> None:
    surveys = acme.file("surveys", [answer()])
    assert acme.take(surveys, acme.file("touchpoints", [call(TODAY.isoformat())])).tasks == 0


@pytest.mark.parametrize(
    "touch",
    [
        call(FRESH.isoformat()),
        call((FRESH - timedelta(1)).isoformat()),
        call(TODAY.isoformat(), two_way="false"),
        call(TODAY.isoformat(), two_way=""),
        call(TODAY.isoformat(), state="planned"),
        call(TODAY.isoformat(), state="cancelled"),
        call((TODAY + timedelta(1)).isoformat()),
        call(TODAY.isoformat(), account="Bolt"),
    ],
    ids=["same day", "before", "one way", "unknown way", "planned", "cancelled", "yet to come", "another account"],
)
def test_that_no_other_touchpoint_answers_it(acme: Book, touch: Row) -> None:
    acme.accounts("Bolt")
    acme.import_("touchpoints", touch)
    assert acme.import_("surveys", answer()).tasks == 3


def test_that_the_owner_is_the_csm_of_the_day_of_the_import(acme: Book) -> None:
    acme.import_("ownerships", {"account": "Acme", "csm": "Tomas", "from_on": "2026-05-19", "until_on": "2026-06-01"})
    acme.import_("surveys", answer())
    assert {row["owner"] for row in acme.rows("task")} == {"Tomas"}


def test_that_an_account_without_a_csm_gets_tasks_without_an_owner(book: Book) -> None:
    book.accounts("Acme")
    assert book.import_("surveys", answer()).tasks == 3
    assert {row["owner"] for row in book.rows("task")} == {None}


def test_that_undo_takes_answer_contact_run_and_tasks_back_at_once(acme: Book) -> None:
    before = acme.contents()
    acme.import_("surveys", answer())
    after = acme.contents()
    acme.portfolio.undo()
    assert acme.contents() == before
    assert acme.import_("surveys", answer()).tasks == 3
    assert acme.contents() == after


def test_that_a_playbook_that_is_switched_off_starts_nothing(acme: Book) -> None:
    playbook = next(row["id"] for row in acme.rows("playbook") if row["key"] == "detractor")
    acme.portfolio.perform(lambda tx: tx.update("playbook", playbook, {"enabled": 0}))
    assert acme.import_("surveys", answer()).tasks == 0


def test_that_many_detractors_each_get_their_own_tasks(acme: Book) -> None:
    rows = [answer(n % 7, external_id=f"SV-{n}", contact=f"P {n}") for n in range(40)]
    assert acme.import_("surveys", *rows).tasks == 120
    assert len(acme.rows("playbook_run")) == 40
    assert len({row["title"] for row in acme.rows("task")}) == 120

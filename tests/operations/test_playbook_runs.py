"""Running playbooks on a real file: once a cause, undone for good, ended when needless, the same in two copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.drafts import ContactLeftDraft, QbrDraft, SurveyDraft, TouchpointDraft
from desktop.domain.identity import derived_id
from desktop.operations.logging import log
from desktop.operations.playbook_runs import Ran, act_on_edit, due, run_due
from desktop.store.tx import Tx
from tests.operations.imports.import_books import TODAY, Book, new_book


def back(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def fill(book: Book) -> None:
    """One account for every kind of cause."""
    names = ("Acme", "Bolt", "Cora", "Dune", "Echo")
    book.import_("accounts", *({"name": name, "csm": "Ines"} for name in names))
    book.import_(
        "contacts",
        {"account": "Acme", "name": "Jana", "role": "champion"},
        {"account": "Bolt", "name": "Piet", "role": "champion", "left_on": back(3)},
    )
    book.import_(
        "subscriptions",
        *({"account": name, "arr": "1000", "start_on": back(300)} for name in ("Acme", "Bolt", "Cora", "Echo")),
        {
            "account": "Dune",
            "arr": "1000",
            "start_on": back(300),
            "end_on": back(-80),
            "notice_days": "0",
            "auto_renew": "false",
        },
    )
    book.import_("onboardings", {"account": "Cora", "started_on": back(60), "target_on": back(5)})
    book.import_("usage", *_usage("Echo"))


def _usage(account: str) -> list[dict[str, str]]:
    """Half of it is gone since five days, and a little more each day."""
    return [
        {"account": account, "on": back(at), "metric": "active_users", "value": "100" if at > 20 else "10"}
        for at in range(100)
    ]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        fill(made)
        yield made
        assert made.problems() == []


def run(book: Book, day: date = TODAY) -> Ran:
    return book.portfolio.perform(run_due, as_of=day).result


def enable(book: Book, *keys: str) -> None:
    def switch(tx: Tx) -> None:
        for key in keys:
            tx.update("playbook", derived_id("playbook", [key]), {"enabled": 1})

    book.portfolio.perform(switch)


def started(book: Book) -> dict[str, int]:
    """Playbook -> its living runs."""
    names = {row["id"]: row["key"] for row in book.rows("playbook")}
    found: dict[str, int] = {}
    for row in book.rows("playbook_run"):
        found[names[row["playbook"]]] = found.get(names[row["playbook"]], 0) + 1
    return found


def test_that_each_cause_starts_its_playbook_once_in_one_named_change_set(book: Book) -> None:
    done = book.portfolio.perform(run_due, as_of=TODAY)
    assert started(book) == {"champion_left": 1, "value_overdue": 1, "opt_out_90": 1, "usage_drop": 1}
    assert done.changes.label == "Playbooks: 11 tasks for 4 accounts"
    assert done.result == Ran(11, 4, 0)
    assert not book.portfolio.perform(run_due, as_of=TODAY).changes
    assert {row["owner"] for row in book.rows("task")} == {"Ines"}


def test_that_a_fall_that_lasts_starts_nothing_on_the_days_after(book: Book) -> None:
    run(book)
    for ahead in range(1, 8):
        assert run(book, TODAY + timedelta(days=ahead)) == Ran()


def test_that_a_run_that_was_undone_stays_undone(book: Book) -> None:
    run(book)
    book.portfolio.undo()
    before = book.contents()
    assert book.rows("playbook_run") == book.rows("task") == []
    for ahead in range(4):
        assert run(book, TODAY + timedelta(days=ahead)) == Ran()
    assert book.contents() == before
    book.portfolio.redo()
    assert len(book.rows("task")) == 11


def test_that_nothing_starts_for_what_is_history(book: Book) -> None:
    run(book)
    book.portfolio.undo()
    assert not book.portfolio.read(due, TODAY + timedelta(days=400)).starts


def test_that_a_book_that_was_run_apart_holds_the_same_rows(tmp_path: Path) -> None:
    """What is derived from causes agrees: ids, days and titles, whenever each of them ran."""
    found: list[Any] = []
    for name, days in (("one", (0,)), ("two", (2, 5))):
        (tmp_path / name).mkdir()
        with new_book(tmp_path / name) as book:
            fill(book)
            for ahead in days:
                run(book, TODAY + timedelta(days=ahead))
            rows = book.contents()
            lines = {row["id"]: row["account"] for row in book.rows("contract_line")}
            found.append(
                (
                    len(lines),
                    {(r["title"], r["due_on"], r["owner"], r["side"], r["source"]) for r in book.rows("task")},
                    {(r["cause_table"], r["started_on"]) for r in book.rows("playbook_run")},
                    len(rows["playbook_run"]),
                )
            )
    assert found[0] == found[1]


# -- edits


def jana(book: Book) -> tuple[str, str]:
    return book.ids()["Acme"], book.ids("contact")["Jana"]


def test_that_a_champion_who_is_typed_as_gone_starts_it_at_once_and_undo_takes_both(book: Book) -> None:
    account, contact = jana(book)
    before = book.contents()
    logged = book.portfolio.perform(
        log, ContactLeftDraft(account=account, contact=contact, left_on=TODAY), as_of=TODAY
    ).result
    assert logged.tasks == 3
    assert started(book) == {"champion_left": 1}
    assert "Write to Jana: thanks, and who takes over at Acme?" in [row["title"] for row in book.rows("task")]
    book.portfolio.undo()
    assert book.contents() == before
    book.portfolio.perform(log, ContactLeftDraft(account=account, contact=contact, left_on=TODAY), as_of=TODAY)
    assert len(book.rows("task")) == 3, "who types it again means it"


def test_that_an_edit_starts_nothing_that_it_did_not_write(book: Book) -> None:
    piet = book.ids("contact")["Piet"]

    def rename(tx: Tx) -> Ran:
        tx.update("contact", piet, {"phone": "1"})
        return act_on_edit(tx, as_of=TODAY)

    assert book.portfolio.perform(rename).result == Ran()
    assert book.rows("playbook_run") == []


def test_that_what_is_written_after_the_playbooks_were_looked_at_starts_them_too(book: Book) -> None:
    account, contact = jana(book)

    def talk_then_leave(tx: Tx) -> list[Ran]:
        log(tx, TouchpointDraft(account=account, kind="call", on_day=TODAY, state="held"), as_of=TODAY)
        tx.update("contact", contact, {"left_on": TODAY.isoformat()})
        return [act_on_edit(tx, as_of=TODAY), act_on_edit(tx, as_of=TODAY)]

    assert book.portfolio.perform(talk_then_leave).result == [Ran(3, 1, 0), Ran()]
    assert started(book) == {"champion_left": 1}


def test_that_a_run_ends_with_the_edit_that_makes_it_needless(book: Book) -> None:
    account, contact = jana(book)
    book.portfolio.perform(log, ContactLeftDraft(account=account, contact=contact, left_on=TODAY), as_of=TODAY)
    first = derived_id("task", ["champion_left", f"{contact} {TODAY.isoformat()}", "thank"])
    book.portfolio.perform(lambda tx: tx.update("task", first, {"done_on": TODAY.isoformat()}))

    def promote(tx: Tx) -> Ran:
        tx.insert("contact", {"account": account, "name": "Mila", "role": "champion"})
        return act_on_edit(tx, as_of=TODAY)

    before = book.contents()
    assert book.portfolio.perform(promote).result == Ran(0, 0, 1)
    (row,) = book.rows("playbook_run")
    assert (row["stopped_on"], row["outcome"]) == (TODAY.isoformat(), "new_champion")
    assert [(task["done_on"] is not None, task["dropped_on"]) for task in book.rows("task")] == [
        (True, None),
        (False, TODAY.isoformat()),
        (False, TODAY.isoformat()),
    ]
    assert book.rows("task")[1]["source"] == "playbook champion_left, new_champion"
    book.portfolio.undo()
    left = {table: rows for table, rows in book.contents().items() if table != "contact"}
    assert left == {table: rows for table, rows in before.items() if table != "contact"}


def test_that_a_detractor_who_answers_better_is_left_in_peace(book: Book) -> None:
    account, contact = jana(book)

    def answered(score: float, ago: int) -> None:
        on = TODAY - timedelta(days=ago)
        draft = SurveyDraft(
            account=account, kind="nps", responded_on=on, score=score, scale_min=0, scale_max=10, contact=contact
        )
        book.portfolio.perform(log, draft, as_of=TODAY)

    answered(3, 5)
    assert len(book.rows("task")) == 3
    answered(9, 0)
    assert [row["outcome"] for row in book.rows("playbook_run")] == ["better_answer"]
    assert all(row["dropped_on"] for row in book.rows("task"))


def test_that_an_end_that_was_undone_is_not_repeated_but_a_new_talk_counts(book: Book) -> None:
    enable(book, "silence")
    account, _ = jana(book)
    call = TouchpointDraft(account=account, kind="call", on_day=TODAY - timedelta(days=50), state="held", two_way=True)
    book.portfolio.perform(log, call, as_of=TODAY)
    run(book)
    assert started(book)["silence"] == 1

    def talk(tx: Tx) -> None:
        tx.insert("touchpoint", {"account": account, "on_day": TODAY.isoformat(), "kind": "call", "two_way": 1})

    book.portfolio.perform(talk)
    assert run(book) == Ran(0, 0, 1)
    book.portfolio.undo()
    assert run(book) == Ran()
    book.portfolio.perform(
        log, TouchpointDraft(account=account, kind="call", on_day=TODAY, state="held", two_way=True), as_of=TODAY
    )
    assert "talked" in [row["outcome"] for row in book.rows("playbook_run")]


def test_that_a_held_review_ends_what_asked_for_it(book: Book) -> None:
    enable(book, "qbr_due")
    account, _ = jana(book)
    book.portfolio.perform(log, QbrDraft(account=account, held_on=TODAY - timedelta(days=80)), as_of=TODAY)
    run(book)
    assert started(book)["qbr_due"] == 1
    book.portfolio.perform(log, QbrDraft(account=account, held_on=TODAY), as_of=TODAY)
    assert [row["outcome"] for row in book.rows("playbook_run") if row["cause_table"] == "qbr"] == ["qbr_held"]


@given(steps=st.lists(st.sampled_from(["run", "nps", "csat", "left"]), max_size=8))
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_running_in_between_changes_nothing_but_the_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    found: list[Any] = []
    for runs_between in (True, False):
        with new_book(tmp_path_factory.mktemp("book")) as book:
            fill(book)
            enable(book, "low_csat")
            account, contact = jana(book)
            done: set[str] = set()
            for step in steps:
                if step == "run":
                    if runs_between:
                        run(book)
                elif step not in done:
                    done.add(step)
                    draft = (
                        ContactLeftDraft(account=account, contact=contact, left_on=TODAY)
                        if step == "left"
                        else SurveyDraft(
                            account=account,
                            kind="nps" if step == "nps" else "csat",
                            responded_on=TODAY,
                            score=1,
                            scale_min=0 if step == "nps" else 1,
                            scale_max=10 if step == "nps" else 5,
                        )
                    )
                    book.portfolio.perform(log, draft, as_of=TODAY)
            run(book)
            assert not book.portfolio.perform(run_due, as_of=TODAY).changes
            assert len({row["id"] for row in book.rows("task")}) == len(book.rows("task"))
            found.append(sorted((row["title"], row["due_on"], row["owner"]) for row in book.rows("task")))
    assert found[0] == found[1]

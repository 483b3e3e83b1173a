"""Working an onboarding: what is stored by starting, moving, blocking, waiving and reopening, each one undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.drafts import PlanMoveDraft
from desktop.domain.errors import Rejected
from desktop.domain.templates import TemplateMilestone
from desktop.operations import onboardings, tasks, templates
from desktop.operations.logging import log
from desktop.store.queries.templates import plan_heads, plan_steps
from desktop.store.queries.templates import templates as read_templates
from tests.operations.imports.import_books import TODAY, Book, new_book

START = date(2026, 5, 25)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt")
        yield made
        assert made.problems() == []


def acme(book: Book) -> str:
    return book.ids()["Acme"]


def template(book: Book, name: str = "Standard") -> str:
    return next(each.key for each in book.portfolio.read(read_templates) if each.name == name)


def started(book: Book) -> str:
    return book.portfolio.perform(onboardings.start_onboarding, acme(book), template(book), START).result


def dues(book: Book) -> dict[str, date | None]:
    return {each.name: each.due_on for each in book.portfolio.read(plan_steps, acme(book))}


def step(book: Book, name: str) -> str:
    return book.ids("milestone")[name]


def test_that_starting_gives_the_milestones_of_the_template_with_calendar_days(book: Book) -> None:
    onboarding = started(book)

    (head,) = book.portfolio.read(plan_heads, acme(book))
    assert (head.id, head.name, head.started_on, head.target_on) == (onboarding, "Standard", START, date(2026, 7, 9))
    steps = book.portfolio.read(plan_steps, acme(book))
    assert [each.name for each in steps][:2] == ["Kickoff", "Goals and owner agreed"]
    assert [each.name for each in steps if each.first_value] == ["First value"]
    assert (steps[0].due_on, steps[-1].due_on) == (START, date(2026, 7, 9))
    assert {each.side for each in steps} == {"ours", "theirs"}
    assert {each.state for each in steps} == {"open"}


def test_that_the_same_plan_on_the_same_day_is_refused(book: Book) -> None:
    started(book)
    with pytest.raises(Rejected, match="already"):
        started(book)


def test_that_a_removed_template_starts_nothing_and_its_plans_stay(book: Book) -> None:
    started(book)
    key = template(book)
    book.portfolio.perform(templates.remove_template, key)

    with pytest.raises(Rejected, match="no such template"):
        book.portfolio.perform(onboardings.start_onboarding, acme(book), key, date(2026, 6, 1))
    assert len(dues(book)) == 8


def test_that_moving_the_kickoff_a_week_moves_what_is_open_the_start_and_the_target_and_undo_restores(
    book: Book,
) -> None:
    onboarding = started(book)
    before = book.contents()

    book.portfolio.perform(onboardings.move_kickoff, onboarding, 7, account=acme(book))

    (head,) = book.portfolio.read(plan_heads, acme(book))
    assert (head.started_on, head.target_on) == (date(2026, 6, 1), date(2026, 7, 16))
    assert dues(book)["Kickoff"] == date(2026, 6, 1)
    assert dues(book)["Go-live review"] == date(2026, 7, 16)
    book.portfolio.undo()
    assert book.contents() == before


def test_that_once_something_is_done_the_start_and_the_done_stay_where_they_were(book: Book) -> None:
    onboarding = started(book)
    book.portfolio.perform(tasks.complete_milestone, step(book, "Kickoff"), account=acme(book), done_on=START)

    moved = book.portfolio.perform(
        onboardings.move_kickoff, onboarding, 7, account=acme(book), with_target=False
    ).result

    (head,) = book.portfolio.read(plan_heads, acme(book))
    assert (head.started_on, head.target_on) == (START, date(2026, 7, 9))
    assert (moved.stays, len(moved.moves)) == (1, 7)
    assert dues(book)["Kickoff"] == START


def test_that_a_line_moves_the_kickoff_to_a_day(book: Book) -> None:
    started(book)
    book.portfolio.perform(log, PlanMoveDraft(account=acme(book), to=date(2026, 6, 8)), as_of=TODAY)
    assert dues(book)["Kickoff"] == date(2026, 6, 8)


def test_that_a_line_without_a_plan_says_how_to_start_one(book: Book) -> None:
    with pytest.raises(Rejected, match="start one"):
        book.portfolio.perform(log, PlanMoveDraft(account=acme(book), days=7), as_of=TODAY)


def test_that_a_milestone_moves_alone_or_with_those_after_it(book: Book) -> None:
    started(book)
    book.portfolio.perform(onboardings.move_milestone, step(book, "SSO live"), date(2026, 6, 15), account=acme(book))
    assert dues(book)["Configuration signed off"] == date(2026, 6, 18)

    done = book.portfolio.perform(
        onboardings.move_milestone, step(book, "SSO live"), date(2026, 6, 17), account=acme(book), those_after=True
    )
    assert dues(book)["Configuration signed off"] == date(2026, 6, 20)
    assert dues(book)["Data import"] == date(2026, 6, 6)
    assert done.changes.label == "Moved: SSO live and 4 after it"


def test_that_a_blocked_milestone_says_why_and_whose_turn_it_is_and_opens_again(book: Book) -> None:
    started(book)
    sso = step(book, "SSO live")
    book.portfolio.perform(
        onboardings.set_state, sso, "blocked", account=acme(book), reason=" waiting  for IT ", side="ours"
    )
    row = next(each for each in book.rows("milestone") if each["id"] == sso)
    assert (row["state"], row["reason"], row["side"]) == ("blocked", "waiting for IT", "ours")

    book.portfolio.perform(onboardings.set_state, sso, "open", account=acme(book))
    row = next(each for each in book.rows("milestone") if each["id"] == sso)
    assert (row["state"], row["reason"], row["side"]) == ("open", None, "ours")


def test_that_a_done_milestone_reopens_without_its_day_and_cannot_be_waived_before(book: Book) -> None:
    started(book)
    kickoff = step(book, "Kickoff")
    book.portfolio.perform(tasks.complete_milestone, kickoff, account=acme(book), done_on=START)

    for state in ("blocked", "waived"):
        with pytest.raises(Rejected, match="reopen it"):
            book.portfolio.perform(onboardings.set_state, kickoff, state, account=acme(book), reason="why")
    book.portfolio.perform(onboardings.set_state, kickoff, "open", account=acme(book))
    row = next(each for each in book.rows("milestone") if each["id"] == kickoff)
    assert (row["state"], row["done_on"]) == ("open", None)


@pytest.mark.parametrize("state", ["blocked", "waived"])
def test_that_a_state_without_a_reason_is_refused(book: Book, state: onboardings.Open) -> None:
    started(book)
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(onboardings.set_state, step(book, "SSO live"), state, account=acme(book), reason=" ")
    assert refused.value.field == "reason"


def test_that_another_accounts_milestone_is_not_touched(book: Book) -> None:
    started(book)
    bolt = book.ids()["Bolt"]
    with pytest.raises(Rejected, match="no such milestone"):
        book.portfolio.perform(onboardings.set_side, step(book, "SSO live"), "ours", account=bolt)


def test_that_a_plan_cannot_be_live_before_it_starts(book: Book) -> None:
    onboarding = started(book)
    with pytest.raises(Rejected, match="cannot be live before"):
        book.portfolio.perform(onboardings.go_live, onboarding, date(2026, 5, 1), account=acme(book))
    book.portfolio.perform(onboardings.go_live, onboarding, date(2026, 7, 1), account=acme(book))
    assert book.row("onboarding")["live_on"] == "2026-07-01"


# -- templates


def test_that_the_shipped_templates_are_read_back_shortest_first(book: Book) -> None:
    found = book.portfolio.read(read_templates)
    assert [(each.name, each.target_days, len(each.milestones)) for each in found] == [
        ("Light", 14, 5),
        ("Standard", 45, 8),
        ("Enterprise", 90, 11),
    ]
    assert all(each.value is not None for each in found)


def test_that_an_edit_changes_adds_drops_and_reorders_in_one_undo(book: Book) -> None:
    before = book.contents()
    found = next(each for each in book.portfolio.read(read_templates) if each.name == "Light")
    steps = (found.milestones[1], found.milestones[0]._replace(name="Hello"), TemplateMilestone("", "Party", 20))

    book.portfolio.perform(templates.edit_template, found._replace(target_days=20, milestones=steps))

    again = next(each for each in book.portfolio.read(read_templates) if each.name == "Light")
    assert [each.name for each in again.milestones] == ["Data import", "Hello", "Party"]
    assert again.target_days == 20
    assert [each.key for each in again.milestones][:2] == [steps[0].key, steps[1].key]
    book.portfolio.undo()
    assert book.contents() == before


def test_that_a_plan_becomes_a_template(book: Book) -> None:
    onboarding = started(book)
    book.portfolio.perform(onboardings.set_state, step(book, "SSO live"), "waived", account=acme(book), reason="no SSO")
    key = book.portfolio.perform(templates.template_from_plan, onboarding, "Without SSO").result
    made = next(each for each in book.portfolio.read(read_templates) if each.key == key)
    assert (made.name, made.target_days, len(made.milestones)) == ("Without SSO", 45, 7)
    assert made.value is not None
    assert made.value.name == "First value"


def test_that_a_name_that_is_taken_is_refused(book: Book) -> None:
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(templates.add_template, "standard")
    assert refused.value.field == "name"


@pytest.mark.parametrize(("typed", "days"), [("12", 12), ("12 d", 12), ("day 3", 3), (" 0 ", 0)])
def test_that_days_are_typed_in_several_ways(typed: str, days: int) -> None:
    assert templates.typed_days(typed, field="due_days") == days


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "soon", "9999999"])
def test_that_what_is_no_number_of_days_is_refused(typed: str) -> None:
    with pytest.raises(Rejected):
        templates.typed_days(typed, field="due_days")

"""Two people import the same export on two computers: merged, in any order, they have one book and nothing twice."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.merge import Choices, Joined, Side
from desktop.operations.account_view import account_view
from desktop.operations.accounts import add_account
from desktop.operations.goals import add_goal
from desktop.operations.onboardings import start_onboarding
from desktop.store.portfolio import Portfolio
from desktop.store.queries.templates import templates
from tests.operations.imports.import_books import TODAY, Book, Clock, counts, new_book

Rows = list[dict[str, str]]

NAMES = st.sampled_from(
    # One name in several cases, with space around it, composed and decomposed, as numerals, and like a formula.
    [
        "Acme",
        "acme",
        " Acme ",
        "ACME GmbH",
        "Zo\u00eb & Co",
        "Zoe\u0308 & Co",
        "0049",
        "1.50",
        "=1+1",
        "Bolt\u00a0Ltd",
        "",
    ]
)
PEOPLE = st.sampled_from(
    [
        "",
        "Jana",
        "jana",
        " Jana  Novak",
        "jana@x.example",
        "JANA@x.example",
        "Jana Novak <Jana@X.example>",
        "@tina",
        "007",
    ]
)
IDS = st.sampled_from(["", "", "A-1", "a-1", "007", "7"])
WORDS = st.sampled_from(["", "SMB", "smb", "0049", "1.50", "Gr\u00f6\u00dfe"])
DAYS = st.sampled_from(["2026-05-01", "2026-05-18", "18.05.2026", ""])


@contextmanager
def copied(mine: Book, clock: Clock | None = None) -> Generator[Book]:
    """A copy of the book as it is now, in which somebody else works."""
    path = Path(shutil.copy(mine.portfolio.path, mine.portfolio.path.with_name("theirs.perennial")))
    (folder := path.with_suffix("")).mkdir()
    with Portfolio.open(path, clock_=clock or mine.clock) as portfolio:
        yield Book(folder, portfolio, clock or mine.clock)


def table(**cells: st.SearchStrategy[str]) -> st.SearchStrategy[Rows]:
    return st.lists(st.fixed_dictionaries(dict(cells)), min_size=1, max_size=8)


EXPORT = st.fixed_dictionaries(
    {
        "accounts": table(name=NAMES, external_id=IDS, segment=WORDS, csm=WORDS, Tier=WORDS),
        "contacts": table(account=NAMES, name=PEOPLE, email=PEOPLE, title=WORDS),
        "surveys": table(
            account=NAMES,
            kind=st.just("nps"),
            responded_on=DAYS,
            score=st.sampled_from(["0", "3", "9", "11", ""]),
            contact=PEOPLE,
            comment=WORDS,
        ),
        "usage": table(account=NAMES, on=DAYS, metric=st.just("logins"), value=st.sampled_from(["1", "2"])),
    }
)


@given(
    earlier=st.none() | EXPORT,
    export=EXPORT,
    order=st.permutations(["accounts", "contacts", "surveys", "usage"]),
    wrong_by=st.integers(-30, 30),
)
@settings(max_examples=12)
def test_that_two_people_who_import_the_same_export_end_with_one_book_and_nothing_twice(
    tmp_path_factory: pytest.TempPathFactory,
    earlier: dict[str, Rows] | None,
    export: dict[str, Rows],
    order: list[str],
    wrong_by: int,
) -> None:
    folder = tmp_path_factory.mktemp("two")
    with new_book(folder) as mine:
        if earlier is not None:
            mine.take(*(mine.file(kind, told) for kind, told in earlier.items()))
        with copied(mine, Clock(mine.clock.at + timedelta(days=wrong_by))) as theirs:
            here = mine.take(*(mine.file(kind, told) for kind, told in export.items()))
            there = theirs.take(*(theirs.file(kind, export[kind]) for kind in order))
            assert counts(here) == counts(there)
            alone = mine.contents()
            assert theirs.contents() == alone

            mine.portfolio.merge([theirs.portfolio.path])
            theirs.portfolio.merge([mine.portfolio.path])

            for each in (mine, theirs):
                assert each.contents() == alone, "a merge of the same says nothing new"
                assert each.problems() == []
            once_more = [
                each.take(*(each.file(kind, told) for kind, told in export.items())) for each in (mine, theirs)
            ]
            assert counts(once_more[0]) == counts(once_more[1])
            assert theirs.contents() == mine.contents()
            if earlier is None:
                # A file that gives an account a new name and another one its old name has said both only the second
                # time; without accounts from before there are no old names.
                assert counts(once_more[0])[:2] == (0, 0)


JANA = {"account": "Acme", "name": "Jana Novak", "email": "Jana@x.example", "title": "VP"}


@pytest.mark.parametrize("external_id", ["C-7", ""])
@pytest.mark.parametrize("called", ["jana@x.example", "Jana Novak", "Jana Novak <jana@x.example>"])
@pytest.mark.parametrize("is_all", [True, False])
def test_that_a_person_two_import_in_another_order_is_one_and_answers_once(
    tmp_path: Path, external_id: str, called: str, is_all: bool
) -> None:
    contact = {**JANA, "external_id": external_id}
    answer = {"account": "Acme", "kind": "nps", "responded_on": "2026-05-01", "score": "3", "contact": called}
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        with copied(mine) as theirs:
            path = theirs.portfolio.path
            mine.import_("contacts", contact)
            theirs.import_("surveys", answer)
            if is_all:
                mine.import_("surveys", answer)
                theirs.import_("contacts", contact)
            before = mine.contents()

            found = mine.portfolio.merge([path]).result
            theirs.portfolio.merge([mine.portfolio.path])

            # By the address alone, both made the same record.
            has_two = bool(external_id) or "@" not in called
            assert found.joined == ((Joined("Acme", "Jana Novak"),) if has_two else ())
            for each in (mine, theirs):
                person = each.row("contact")
                assert (person["email"].casefold(), person["title"]) == ("jana@x.example", "VP")
                assert person["name"] == "Jana Novak" or not has_two
                assert each.row("survey_response")["contact"] == person["id"]
                assert each.problems() == []
            assert theirs.contents() == mine.contents()
            again = theirs.import_("contacts", contact), theirs.import_("surveys", answer)
            assert [counts(each)[0] for each in again] == [0, 0]
            mine.portfolio.undo()
            assert mine.contents() == before


@pytest.mark.parametrize("theirs_first", [True, False])
@pytest.mark.parametrize(("other_name", "prefer"), [(None, None), ("J. Novak", "mine"), ("J. Novak", "theirs")])
def test_that_tasks_a_playbook_named_after_one_person_in_two_ways_name_them_as_the_book_does_and_ask_nothing(
    tmp_path: Path, other_name: str | None, prefer: Side | None, theirs_first: bool
) -> None:
    contact = {**JANA, "external_id": "C-7"}
    answer = {"account": "Acme", "kind": "nps", "responded_on": "2026-05-01", "score": "3", "external_id": "S-1"}
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        with copied(mine) as theirs:
            if other_name is not None:
                theirs.import_("contacts", {**contact, "name": other_name})
            theirs.import_("surveys", {**answer, "contact": JANA["email"]})
            mine.import_("contacts", contact)
            mine.import_("surveys", {**answer, "contact": JANA["email"]})
            first, second = (theirs, mine) if theirs_first else (mine, theirs)
            before = [each["title"] for each in first.rows("task")]

            found = first.portfolio.merge([second.portfolio.path], Choices(prefer)).result
            second.portfolio.merge([first.portfolio.path])

            assert [each.cell.field for each in found.conflicts if each.cell.table == "task"] == []
            person = mine.row("contact")["name"]
            titles = sorted(each["title"] for each in mine.rows("task"))
            assert len(titles) == len(before) == 3
            assert all(f"{person} at Acme" in each for each in titles)
            assert theirs.contents() == mine.contents()
            assert first.portfolio.merge([second.portfolio.path]).result.is_nothing
            first.portfolio.undo()
            assert [each["title"] for each in first.rows("task")] == before


@pytest.mark.parametrize("is_imported", [True, False])
def test_that_an_account_two_add_apart_is_one_though_one_typed_it(tmp_path: Path, is_imported: bool) -> None:
    line = {"account": "Dune", "arr": "1000", "start_on": "2026-01-01"}
    with new_book(tmp_path) as mine, copied(mine) as theirs:
        mine.portfolio.perform(add_account, " Dune ")
        if is_imported:
            theirs.accounts("Dune")
        else:
            theirs.portfolio.perform(add_account, "Dune")
        for each in (mine, theirs):
            assert counts(each.import_("subscriptions", line)) == (1, 0, 0, 0)
        alone = mine.contents()

        found = mine.portfolio.merge([theirs.portfolio.path]).result
        theirs.portfolio.merge([mine.portfolio.path])

        assert found.conflicts == ()
        for each in (mine, theirs):
            assert each.contents() == alone, "nothing is there twice"
            assert each.problems() == []


@pytest.mark.parametrize("is_imported", [True, False])
def test_that_a_plan_two_begin_apart_is_one_though_one_began_it_by_hand(tmp_path: Path, is_imported: bool) -> None:
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        template = next(each for each in mine.portfolio.read(templates) if each.name.startswith("Standard"))
        acme = mine.ids()["Acme"]
        with copied(mine) as theirs:
            mine.portfolio.perform(start_onboarding, acme, template.key, TODAY)
            alone = mine.contents()
            if is_imported:
                plan = {"account": "Acme", "name": template.name, "started_on": TODAY.isoformat()}
                theirs.import_("onboardings", plan)
            else:
                theirs.portfolio.perform(start_onboarding, acme, template.key, TODAY)

            found = mine.portfolio.merge([theirs.portfolio.path]).result
            theirs.portfolio.merge([mine.portfolio.path])

            assert found.conflicts == ()
            for each in (mine, theirs):
                assert each.contents() == alone, "nothing is there twice"
                assert each.problems() == []
            mine.portfolio.undo()
            mine.portfolio.undo()
            assert mine.rows("onboarding") == mine.rows("milestone") == []
            assert mine.portfolio.perform(start_onboarding, acme, template.key, TODAY).result is not None
            assert (len(mine.rows("onboarding")), len(mine.rows("milestone"))) == (1, len(template.milestones))


@pytest.mark.parametrize("is_imported", [True, False])
def test_that_a_goal_two_write_down_apart_is_one_and_asks_where_they_say_otherwise(
    tmp_path: Path, is_imported: bool
) -> None:
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        acme = mine.ids()["Acme"]
        with copied(mine) as theirs:
            mine.portfolio.perform(add_goal, acme, "Cut tickets", target="25")
            if is_imported:
                theirs.import_("objectives", {"account": "Acme", "goal": "Cut tickets", "target": "20"})
            else:
                theirs.portfolio.perform(add_goal, acme, "Cut tickets", target="20")

            (conflict,) = mine.portfolio.merge([theirs.portfolio.path]).result.conflicts
            theirs.portfolio.merge([mine.portfolio.path])

            assert (conflict.title, conflict.mine.value, conflict.theirs.value) == ("Cut tickets", "25", "20")
            assert mine.row("objective") == theirs.row("objective")
            assert mine.row("objective")["target"] == "20", "the later"


def test_that_an_account_added_anew_is_not_the_one_that_was_taken_back(tmp_path: Path) -> None:
    with new_book(tmp_path) as mine:
        first = mine.portfolio.perform(add_account, "Dune").result
        mine.portfolio.undo()
        assert mine.portfolio.perform(add_account, "Dune").result != first
        assert [each["name"] for each in mine.rows("account")] == ["Dune"]


def test_that_a_page_lists_plans_and_ratings_of_one_day_in_one_order_in_both_copies(tmp_path: Path) -> None:
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        with copied(mine) as theirs:
            for each, name in ((mine, "Start"), (theirs, "Again")):
                rated = {"opened_on": "2026-05-01", "closed_on": "2026-05-02", "subject": name, "csat": "4"}
                each.import_("onboardings", {"account": "Acme", "name": name, "started_on": "2026-05-01"})
                each.import_("tickets", {"account": "Acme", **rated})
            mine.portfolio.merge([theirs.portfolio.path])
            theirs.portfolio.merge([mine.portfolio.path])

            pages = [each.portfolio.read(account_view, mine.ids()["Acme"], TODAY) for each in (mine, theirs)]

            assert len(pages[0].plans) == len(pages[0].answers) == 2
            assert pages[1].plans == pages[0].plans
            assert pages[1].answers == pages[0].answers


def test_that_two_people_of_one_mailbox_or_name_stay_two(tmp_path: Path) -> None:
    with new_book(tmp_path) as mine:
        mine.accounts("Acme", "Bolt")
        with copied(mine) as theirs:
            path = theirs.portfolio.path
            mine.import_("contacts", {**JANA, "external_id": "C-7", "email": "info@x.example"})
            theirs.import_("contacts", {**JANA, "external_id": "C-8", "email": "info@x.example"})
            mine.import_("contacts", {**JANA, "external_id": "C-9", "name": "Ann", "email": "team@x.example"})
            theirs.import_("contacts", {**JANA, "name": "Bob", "email": "team@x.example"})
            theirs.import_("contacts", {**JANA, "account": "Bolt"})

            found = mine.portfolio.merge([path]).result

            assert found.joined == ()
            assert sorted(each["name"] for each in mine.rows("contact")) == ["Ann", "Bob", *["Jana Novak"] * 3]


def test_that_what_both_say_otherwise_of_a_person_is_told_and_can_be_chosen(tmp_path: Path) -> None:
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        with copied(mine) as theirs:
            path = theirs.portfolio.path
            mine.import_("contacts", {**JANA, "external_id": "C-7", "phone": "1"})
            theirs.import_("contacts", {**JANA, "title": "CEO", "role": "buyer"})

            looked = mine.portfolio.merge([path], keep=False).result
            (conflict,) = looked.conflicts
            assert (conflict.account, conflict.title, conflict.cell.field) == ("Acme", "Jana Novak", "title")
            assert (conflict.mine.value, conflict.theirs.value, conflict.later) == ("VP", "CEO", "theirs")
            assert [each.table for each in looked.came] == [], "nobody new came"
            mine.portfolio.merge([path], Choices(by_cell={conflict.cell: "mine"}))
            theirs.portfolio.merge([mine.portfolio.path])

            for each in (mine, theirs):
                person = each.row("contact")
                assert [person[field] for field in ("title", "role", "phone", "external_id")] == [
                    "VP",
                    "buyer",
                    "1",
                    "C-7",
                ]
            assert theirs.contents() == mine.contents()


def test_that_what_a_third_one_says_of_a_record_that_went_is_said_of_the_one_that_stayed(tmp_path: Path) -> None:
    answer = {"account": "Acme", "kind": "nps", "responded_on": "2026-05-01", "score": "3", "contact": JANA["email"]}
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        paths = [Path(shutil.copy(mine.portfolio.path, tmp_path / f"{name}.perennial")) for name in ("a", "b")]
        mine.import_("contacts", {**JANA, "external_id": "C-7"})
        others: list[Book] = []
        for path in paths:
            (folder := tmp_path / path.stem).mkdir()
            others.append(Book(folder, Portfolio.open(path, clock_=mine.clock), mine.clock))
        for each in others:
            each.import_("surveys", answer)
        mine.import_("surveys", answer)
        assert len(mine.portfolio.merge([paths[0]]).result.joined) == 1
        others[1].import_("surveys", {**answer, "responded_on": "2026-05-09"})
        others[1].import_("touchpoints", {"account": "Acme", "on": "2026-05-09", "kind": "call", "contact": "jana"})

        mine.portfolio.merge([paths[1]])
        for each in others:
            each.portfolio.merge([mine.portfolio.path])

        person = mine.row("contact")
        said = [*mine.rows("survey_response"), *mine.rows("touchpoint")]
        assert [each["contact"] for each in said] == [person["id"]] * 3
        assert mine.problems() == []
        for each in others:
            assert each.contents() == mine.contents()
            assert each.portfolio.merge([mine.portfolio.path]).result.is_nothing
            each.portfolio.close()


@pytest.mark.parametrize("called", ["jana@x.example", "Jana Novak"])
def test_that_who_was_made_one_of_two_records_can_be_erased_to_the_last_byte(tmp_path: Path, called: str) -> None:
    answer = {"account": "Acme", "kind": "nps", "responded_on": "2026-05-01", "score": "3", "contact": called}
    with new_book(tmp_path) as mine:
        mine.accounts("Acme")
        with copied(mine) as theirs:
            path = theirs.portfolio.path
            mine.import_("contacts", {**JANA, "external_id": "C-7"})
            theirs.import_("surveys", answer)
            assert len(mine.portfolio.merge([path]).result.joined) == 1
            mine.portfolio.erase(mine.row("contact")["id"])
            theirs.portfolio.merge([mine.portfolio.path])
        paths = mine.portfolio.path, path
    for each in paths:
        data = each.read_bytes().lower()
        assert [data.count(word) for word in (b"jana", b"novak", b"x.example")] == [0, 0, 0]

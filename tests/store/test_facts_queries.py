"""The facts that are read are the living rows, as they were written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.domain import facts as domain
from desktop.domain.errors import FileProblem
from desktop.domain.playbooks.definition import Playbook, TaskTemplate
from desktop.domain.scorecards import Scorecard, ScorecardCap, ScorecardInput
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.history import history
from desktop.store.queries.names import names
from desktop.store.queries.ownership import owner_on, owners_on
from desktop.store.queries.playbooks import playbooks
from desktop.store.queries.scorecards import scorecards
from desktop.store.tx import Tx, Value
from tests.store.books import add, add_many, new_account, outside, remove, set_field

DAY = date(2026, 2, 28)
KINDS: dict[str, tuple[Callable[..., Any], type[Any], str]] = {
    "account": (facts.accounts, domain.Account, "accounts"),
    "contract_line": (facts.contract_lines, domain.ContractLine, "lines"),
    "survey_response": (facts.survey_answers, domain.SurveyAnswer, "answers"),
    "ticket": (facts.tickets, domain.Ticket, "tickets"),
    "touchpoint": (facts.touchpoints, domain.Touchpoint, "touchpoints"),
    "qbr": (facts.qbrs, domain.Qbr, "qbrs"),
    "contact": (facts.contacts, domain.Contact, "contacts"),
    "onboarding": (facts.onboardings, domain.Onboarding, "onboardings"),
    "milestone": (facts.milestones, domain.Milestone, "milestones"),
    "objective": (facts.objectives, domain.Objective, "objectives"),
    "ownership": (facts.ownerships, domain.Ownership, "ownerships"),
    "risk": (facts.risks, domain.Risk, "risks"),
    "renewal_call": (facts.renewal_calls, domain.RenewalCall, "calls"),
    "churn": (facts.churns, domain.Churn, "churns"),
    "override": (facts.overrides, domain.Override, "overrides"),
    "pulse": (facts.pulses, domain.Pulse, "pulses"),
}
"""Table -> how it is read, what it is read as, and where it is in a book."""

WHOLE = {"arr_cents", "plan_rank", "seats", "term_months", "notice_days", "amount_cents", "acquisition_cost_cents"}
NUMBERS = {"score", "scale_min", "scale_max", "csat", "likelihood"}
LINKED = {"contact", "contract_line", "onboarding", "parent"}


def sample(table: str, field: str) -> object:
    """A value for the field as the record holds it."""
    if field.endswith("_on") or field == "on_day":
        return DAY
    if field in facts.FLAGS:
        return True
    if field in WHOLE or (table, field) == ("pulse", "value"):
        return 3
    if field in NUMBERS or (table, field) == ("override", "value"):
        return 2.5
    return f"a {field}"


def stored(value: object) -> Value:
    return int(value) if isinstance(value, bool) else value.isoformat() if isinstance(value, date) else value  # type: ignore[return-value]


@pytest.mark.parametrize("table", KINDS)
def test_that_a_row_is_read_as_it_was_written(book: Portfolio, table: str) -> None:
    read, record, part = KINDS[table]
    account = book.perform(add, "account", {"name": "Acme"}, "the account").result
    book.perform(add, "contact", {"account": account, "name": "Jana"}, "the contact")
    book.perform(add, "onboarding", {"account": account, "started_on": "2026-01-01"}, "the onboarding")
    line = {"account": account, "arr_cents": 1, "start_on": "2026-01-01"}
    book.perform(add, "contract_line", line, "the contract_line")
    linked = {"account": account, "parent": account}
    linked |= {each: f"the {each}" for each in LINKED - {"parent"}}
    full = record(**{
        field: "a row" if field == "id" else linked.get(field) or sample(table, field) for field in record._fields
    })  # fmt: skip
    book.perform(add, table, {f: stored(getattr(full, f)) for f in record._fields if f != "id"}, "a row")

    found = [each for each in book.read(read) if each.id == "a row"]

    assert found == [full]
    assert [type(value) for value in found[0]] == [type(value) for value in full]
    assert full in getattr(book.read(read_book), part)


@pytest.mark.parametrize("table", sorted(set(KINDS) - {"account"}))
def test_that_removed_rows_and_rows_of_removed_accounts_do_not_count(book: Portfolio, table: str) -> None:
    read, record, _ = KINDS[table]
    kept, gone = new_account(book, "Kept"), new_account(book, "Gone")
    row = {field: stored(sample(table, field)) for field in record._fields if field not in {"id", "account", *LINKED}}
    for account in (kept, gone):
        book.perform(add, table, {**row, "account": account}, f"of {account}")
        book.perform(add, table, {**row, "account": account}, f"removed of {account}")
        book.perform(remove, table, f"removed of {account}")
    book.perform(remove, "account", gone)

    assert [each.id for each in book.read(read)] == [f"of {kept}"]
    assert [each.name for each in book.read(facts.accounts)] == ["Kept"]


def test_that_what_is_unknown_is_none(book: Portfolio) -> None:
    account = new_account(book, "Acme")
    book.perform(add, "contract_line", {"account": account, "arr_cents": 0, "start_on": "2024-02-29"})

    (line,) = book.read(facts.contract_lines)
    assert line == domain.ContractLine(line.id, account, 0, date(2024, 2, 29))


def test_that_an_empty_book_has_no_facts(book: Portfolio) -> None:
    found = book.read(read_book)
    assert [getattr(found, part) for _, _, part in KINDS.values()] == [[]] * len(KINDS)
    assert book.read(scorecards) == book.read(playbooks) == book.read(history) == []


def test_that_answers_and_judgements_keep_the_order_of_writing(book: Portfolio) -> None:
    account = new_account(book)
    ids = ["b", "a", "d", "c"]
    book.perform(add_many, "pulse", ("id", "account", "on_day", "value"),
                 [[row, account, "2026-01-01", n] for n, row in enumerate(ids)])  # fmt: skip
    book.perform(add, "pulse", {"account": account, "on_day": "2025-01-01", "value": 9}, "z")
    book.perform(
        add_many,
        "survey_response",
        ("id", "account", "kind", "responded_on", "scale_min", "scale_max"),
        [[row, account, "nps", "2026-01-01", 0, 10] for row in ids],
    )
    assert [each.id for each in book.read(facts.pulses)] == ["z", *ids]
    assert [each.id for each in book.read(facts.survey_answers)] == ids


def test_that_accounts_and_contacts_come_by_name(book: Portfolio) -> None:
    made = {name: new_account(book, name) for name in ("beta", "Acme 10", "Acme", "acme", "acme 2", "Ärzte")}
    for name in ("Zoe", "Ana"):
        book.perform(add, "contact", {"account": made["Acme"], "name": name})

    assert [each.name for each in book.read(facts.accounts)] == ["Acme", "acme", "acme 2", "Acme 10", "Ärzte", "beta"]
    assert [each.name for each in book.read(facts.contacts)] == ["Ana", "Zoe"]


# -- names


def test_that_names_tell_who_left_and_what_is_done(book: Portfolio) -> None:
    account = new_account(book, "Acme", external_id="A-1")
    new_account(book, "Beta")
    book.perform(remove, "account", new_account(book, "Gone"))
    for name, left in (("Jana", None), ("Tom", "2026-01-01")):
        book.perform(add, "contact", {"account": account, "name": name, "email": f"{name}@x", "left_on": left}, name)
    for name, done, state in (("Kick-off", "2026-01-01", None), ("Go live", None, "done"), ("Report", None, "open")):
        book.perform(add, "milestone", {"account": account, "name": name, "done_on": done, "state": state}, name)

    found = book.read(names)
    assert [(each.name, each.external_id) for each in found.accounts] == [("Acme", "A-1"), ("Beta", None)]
    assert [tuple(each) for each in found.contacts] == [
        ("Jana", account, "Jana", "Jana@x", False),
        ("Tom", account, "Tom", "Tom@x", True),
    ]
    assert {each.name: each[3] for each in found.milestones} == {"Kick-off": True, "Go live": True, "Report": False}


# -- ownership


@pytest.mark.parametrize(
    ("day", "owner"),
    [("2025-12-31", "first"), ("2026-01-01", "second"), ("2026-01-31", "second"), ("2026-02-01", "third"),
     ("2026-03-01", None)],
)  # fmt: skip
def test_that_the_owner_of_a_day_is_the_one_whose_time_began_last(book: Portfolio, day: str, owner: str | None) -> None:
    account = new_account(book)
    for csm, begin, end, kind in (
        ("first", None, "2026-03-01", None),
        ("third", "2026-02-01", "2026-03-01", "owner"),
        ("second", "2026-01-01", "2026-02-15", "owner"),
        ("cover", "2026-01-02", None, "cover"),
    ):
        values = {"account": account, "csm": csm, "from_on": begin, "until_on": end, "kind": kind}
        book.perform(add, "ownership", values)
    gone = {"account": account, "csm": "removed", "from_on": "2026-02-20"}
    book.perform(remove, "ownership", book.perform(add, "ownership", gone).result)
    new_account(book, "Nobody's")

    asked = date.fromisoformat(day)
    assert book.read(owner_on, account, asked) == owner
    assert book.read(owners_on, asked) == ({account: owner} if owner else {})


# -- scorecards and playbooks

CARD = Scorecard(
    "default",
    "Default",
    None,
    (ScorecardInput("usage_trend", 2.0, ((-1.0, 0.0), (0.0, 50.0))), ScorecardInput("commercial", 0.5, ((0.0, 1.0),))),
    (ScorecardCap("notice_given", 20.0), ScorecardCap("champion_left", 60.0)),
    80.0,
    40.0,
    0.3,
)


def write_card(tx: Tx, card: Scorecard) -> str:
    row = tx.insert(
        "scorecard",
        {"key": card.key, "name": card.name, "segment": card.segment, "green_from": card.green_from,
         "amber_from": card.amber_from, "min_coverage": card.min_coverage},
    )  # fmt: skip
    for each in reversed(card.inputs):
        points = json.dumps(each.points)
        tx.insert("scorecard_input", {"scorecard": row, "input": each.name, "weight": each.weight, "points": points})
    for cap in reversed(card.caps):
        tx.insert("scorecard_cap", {"scorecard": row, "cap": cap.name, "value": cap.value})
    return row


def test_that_scorecards_come_in_the_order_of_the_domain(book: Portfolio) -> None:
    row = book.perform(write_card, CARD).result
    gone = {"scorecard": row, "input": "support", "weight": 1, "points": "[]"}
    book.perform(remove, "scorecard_input", book.perform(add, "scorecard_input", gone).result)
    book.perform(remove, "scorecard", book.perform(write_card, CARD).result)

    assert book.read(scorecards) == [CARD]


@pytest.mark.parametrize("points", ["", "no", "{}x", "1", "[1]", '[["a", 1]]', "[[1, 2, 3]]", "[" * 5000, "null"])
def test_that_a_scorecard_that_cannot_be_understood_is_a_file_problem(book: Portfolio, points: str) -> None:
    book.perform(write_card, CARD)
    row = book.read(lambda conn: conn.execute("SELECT min(id) FROM scorecard_input").fetchone())[0]
    set_field(book, row, "scorecard_input", points=points)

    with pytest.raises(FileProblem, match="scorecard 'default'"):
        book.read(scorecards)


def test_that_a_scorecard_with_an_unknown_input_is_a_file_problem(book: Portfolio) -> None:
    row = book.perform(write_card, CARD).result
    book.perform(add, "scorecard_cap", {"scorecard": row, "cap": "weather", "value": 1})
    with pytest.raises(FileProblem):
        book.read(scorecards)


def test_that_only_playbooks_that_are_switched_on_are_read(book: Portfolio) -> None:
    for key, enabled in (("b", 1), ("a", None), ("c", 0)):
        book.perform(
            add, "playbook", {"key": key, "name": key.upper(), "trigger": "detractor", "enabled": enabled}, key
        )
    for position, (key, days, owner, side) in enumerate((("t2", 3, "Jana", "theirs"), ("t1", None, None, None))):
        values = {"playbook": "b", "key": key, "title": "Call {contact}", "position": position,
                  "due_days": days, "owner": owner, "side": side}  # fmt: skip
        book.perform(add, "playbook_task", values)

    assert book.read(playbooks) == [
        ("a", Playbook("a", "A", "detractor", ())),
        ("b", Playbook("b", "B", "detractor", (
            TaskTemplate("t2", "Call {contact}", 3, "Jana", "theirs"),
            TaskTemplate("t1", "Call {contact}", 0, "csm", "ours"),
        ))),
    ]  # fmt: skip


# -- history


def cells(book: Portfolio, **options: Any) -> list[list[tuple[object, ...]]]:
    sets = book.read(history, **options)
    return [[(each.table, each.field, each.old, each.new) for each in one.changes] for one in sets]


def test_that_history_shows_births_and_changes_oldest_first(book: Portfolio) -> None:
    account = new_account(book, "Acme", segment="SMB")
    set_field(book, account, segment=None, stage="live")
    book.undo()

    assert cells(book) == [
        [("account", "name", None, "Acme"), ("account", "segment", None, "SMB")],
        [("account", "segment", "SMB", None), ("account", "stage", None, "live")],
        [("account", "segment", None, "SMB"), ("account", "stage", "live", None)],
    ]
    assert [(each.label, each.by, each.at[:10]) for each in book.read(history)] == [
        (label, book.hand().author, "2026-03-02") for label in ("Add account", "Change account", "Undo: Change account")
    ]


def test_that_history_can_be_asked_for_an_account_and_since_a_time(book: Portfolio) -> None:
    acme, beta = new_account(book, "Acme"), new_account(book, "Beta")
    task = book.perform(add, "task", {"account": beta, "title": "Call"}).result
    since = book.read(history)[-1].at
    set_field(book, task, "task", title="Write")
    set_field(book, acme, name="Acme Inc")

    assert [[cell[1:] for cell in one] for one in cells(book, account=beta)] == [
        [("name", None, "Beta")],
        [("account", None, beta), ("title", None, "Call")],
        [("title", "Call", "Write")],
    ]
    assert len(cells(book, since=since)) == 3
    assert cells(book, since="9") == []


def test_that_what_a_hostile_journal_speaks_of_is_left_out(path: Path) -> None:
    """Names that would be SQL if they were trusted."""
    with Portfolio.open(path) as book:
        account = new_account(book)
        set_field(book, account, segment="SMB")
    with outside(path) as conn:
        for table, column in (('evil" --', "x"), ('evil" --', ""), ("account", 'name" = NULL --'), ("txn", "")):
            conn.execute("INSERT INTO change(txn, tbl, row, col) VALUES(2, ?, ?, ?)", (table, account, column))
    with Portfolio.open(path, writable=False) as book:
        assert len(book.read(history)) == 2
        for known_then in (False, True):
            with book.looked_at(date(2020, 1, 1), known_then=known_then) as conn:
                assert len(read_book(conn).accounts) == (not known_then)

"""Every kind with every column: the rows in the file hold what was written, and what is not said is left alone."""

from __future__ import annotations

import random

import pytest

from desktop.exchange.kinds import KINDS
from tests.operations.imports.import_books import Book, Row, counts

ACCOUNTS = ({"name": "Acme", "external_id": "A-1"}, {"name": "Bolt", "external_id": "A-2"})

FULL: dict[str, dict[str, str]] = {
    "accounts": {
        "external_id": "A-9",
        "name": "Core",
        "csm": "Ines",
        "segment": "Mid",
        "industry": "Freight",
        "region": "EMEA",
        "stage": "adopting",
        "started_on": "2024-02-29",
        "churned_on": "2026-01-31",
        "churn_reason": "price",
        "acquisition_cost": "1234.56",
        "tags": "a; b",
        "parent": "Acme",
        "next_step": "call",
        "next_step_on": "2026-06-01",
    },
    "ownerships": {
        "external_id": "O-1",
        "account": "Acme",
        "csm": "Ines",
        "from_on": "2025-01-01",
        "until_on": "2025-12-31",
        "kind": "cover",
    },
    "contacts": {
        "external_id": "C-1",
        "account": "Acme",
        "name": "Jana Novak",
        "email": "jana@acme.example",
        "title": "CFO",
        "phone": "+49 30 1234",
        "role": "champion",
        "influence": "decides",
        "stance": "critic",
        "left_on": "2026-03-01",
    },
    "subscriptions": {
        "external_id": "S-1",
        "account": "A-1",
        "arr": "99000.5",
        "start_on": "2025-07-01",
        "product": "Core",
        "plan": "Pro",
        "plan_rank": "2",
        "seats": "40",
        "end_on": "2026-07-01",
        "term_months": "12",
        "auto_renew": "true",
        "notice_days": "90",
        "notice_given_on": "2026-03-30",
        "trial": "false",
        "outcome": "ended",
        "outcome_on": "2026-07-01",
        "reason": "budget",
        "likelihood": "0.25",
        "next_step": "talk to the CFO",
    },
    "calls": {
        "external_id": "RC-1",
        "account": "Acme",
        "on": "2026-05-02",
        "kind": "csm",
        "category": "most likely",
        "amount": "80000",
        "author": "Ines",
    },
    "onboardings": {
        "external_id": "OB-1",
        "account": "Acme",
        "started_on": "2025-07-01",
        "name": "Rollout",
        "target_on": "2025-09-01",
        "live_on": "2025-08-20",
    },
    "milestones": {
        "external_id": "M-1",
        "account": "Acme",
        "name": "SSO",
        "onboarding": "Kickoff",
        "due_on": "2025-08-01",
        "done_on": "2025-08-02",
        "first_value": "true",
        "phase": "technical",
        "side": "theirs",
        "state": "done",
        "reason": "waited for IT",
    },
    "touchpoints": {
        "external_id": "TP-1",
        "account": "Acme",
        "on": "2026-05-03",
        "kind": "call",
        "starts_at": "2026-05-03 14:30",
        "state": "held",
        "topic": "check-in",
        "two_way": "true",
        "subject": "Pilot",
        "notes": "agreed",
        "contact": "Tom",
    },
    "surveys": {
        "external_id": "SV-1",
        "account": "Acme",
        "kind": "ces",
        "responded_on": "2026-05-04",
        "score": "2",
        "contact": "Tom",
        "wave": "Spring",
        "scale_min": "1",
        "scale_max": "5",
        "direction": "effort",
        "comment": "too many clicks",
        "touchpoint": "TP-0",
    },
    "tickets": {
        "external_id": "T-1",
        "account": "Acme",
        "opened_on": "2026-05-01",
        "closed_on": "2026-05-02",
        "priority": "high",
        "escalated": "true",
        "csat": "4",
        "subject": "Export fails",
    },
    "qbrs": {
        "external_id": "Q-1",
        "account": "Acme",
        "held_on": "2026-04-01",
        "planned_on": "2026-03-30",
        "period": "Q1",
        "attendees": "Jana, Tom",
        "wins": "two sites live",
        "risks": "budget",
        "next_on": "2026-07-01",
    },
    "objectives": {
        "external_id": "OJ-1",
        "account": "Acme",
        "goal": "Cut order time",
        "baseline": "12 d",
        "current": "9 d",
        "target": "5 d",
        "unit": "days",
        "due_on": "2026-09-30",
        "done_on": "2026-09-01",
        "status": "on track",
        "agreed_with": "Jana",
    },
    "tasks": {
        "external_id": "TK-1",
        "account": "Acme",
        "title": "Send pricing",
        "due_on": "2026-05-22",
        "done_on": "2026-05-21",
        "starts_on": "2026-05-20",
        "owner": "Ines",
        "side": "ours",
        "source": "call",
        "customer_visible": "true",
    },
    "risks": {
        "external_id": "R-1",
        "account": "Acme",
        "reason": "price",
        "opened_on": "2026-04-01",
        "severity": "high",
        "arr": "500",
        "plan": "offer two years",
        "owner": "Ines",
        "due_on": "2026-06-01",
        "closed_on": "2026-05-01",
        "outcome": "false_alarm",
    },
    "opportunities": {
        "external_id": "OP-1",
        "account": "Acme",
        "kind": "cross_sell",
        "arr": "18000",
        "close_on": "2026-08-01",
        "likelihood": "0.5",
        "state": "open",
        "reason": "asked for it",
    },
    "churns": {"external_id": "CH-1", "account": "Acme", "on": "2026-01-31", "reason": "price", "notes": "merged"},
    "pulses": {"external_id": "P-1", "account": "Acme", "on": "2026-05-19", "value": "2", "reason": "new CFO"},
}
"""A row of each kind that says something in every column; usage, which has no rows of its own, has its own tests."""

RENAMED = {"on": "on_day", "arr": "arr_cents", "amount": "amount_cents", "acquisition_cost": "acquisition_cost_cents"}
CENTS = {"arr": 100, "amount": 100, "acquisition_cost": 100}
NUMBERS = {
    "plan_rank", "seats", "term_months", "notice_days", "likelihood", "score", "scale_min", "scale_max", "csat",
    "value",
}  # fmt: skip
ELSEWHERE = {"csm", "parent", "account", "contact", "onboarding", "touchpoint"}
"""Columns that name other rows."""

each_kind = pytest.mark.parametrize("kind", sorted(FULL))


@pytest.fixture
def prepared(book: Book) -> Book:
    """What the full rows refer to."""
    book.import_("accounts", *ACCOUNTS)
    book.import_("contacts", {"account": "Acme", "name": "Tom"})
    book.import_("onboardings", {"account": "Acme", "started_on": "2025-06-01", "name": "Kickoff"})
    book.import_("touchpoints", {"account": "Acme", "on": "2026-05-01", "kind": "email", "external_id": "TP-0"})
    return book


def expected(row: dict[str, str]) -> Row:
    """The fields the row of the file has to hold, from the text of the cells."""
    found: Row = {}
    for column, text in row.items():
        if column in ELSEWHERE:
            continue
        value: object = text
        if column in CENTS:
            value = round(float(text) * 100)
        elif column in NUMBERS:
            value = float(text)
        elif text in ("true", "false"):
            value = int(text == "true")
        found[RENAMED.get(column, column)] = value
    return found


def stored(book: Book, kind: str) -> Row:
    external_id = FULL[kind]["external_id"]
    (row,) = (row for row in book.rows(KINDS[kind].table) if row["external_id"] == external_id)
    return row


def test_that_there_is_a_full_row_of_every_kind() -> None:
    assert set(FULL) == set(KINDS) - {"usage"}
    for kind, row in FULL.items():
        assert set(row) == set(KINDS[kind].columns), kind
        assert all(row.values())


@each_kind
def test_that_every_column_is_stored_as_it_was_written(prepared: Book, kind: str) -> None:
    assert counts(prepared.import_(kind, FULL[kind]), kind) == (1, 0, 0, 0)
    row = stored(prepared, kind)
    assert {name: row[name] for name in expected(FULL[kind])} == expected(FULL[kind])
    if kind == "accounts":
        assert row["parent"] == prepared.ids()["Acme"]
        assert [(each["account"], each["csm"]) for each in prepared.rows("ownership")] == [(row["id"], "Ines")]
    else:
        assert row["account"] == prepared.ids()["Acme"]
    if "contact" in FULL[kind]:
        assert row["contact"] == prepared.ids("contact")["Tom"]
    if kind == "milestones":
        assert row["onboarding"] == prepared.ids("onboarding")["Kickoff"]
    if kind == "surveys":
        assert row["touchpoint"] == prepared.row("touchpoint")["id"]


@each_kind
def test_that_header_order_case_spaces_and_punctuation_do_not_matter(prepared: Book, kind: str) -> None:
    prepared.import_(kind, FULL[kind])
    before = prepared.contents()
    columns = list(FULL[kind].items())
    random.Random(7).shuffle(columns)
    odd = {f" {name.replace('_', ' ').upper()}? ": f"  {text} " for name, text in columns}
    assert counts(prepared.import_(kind, odd), kind) == (0, 0, 1, 0)
    assert prepared.contents() == before


@each_kind
def test_that_an_empty_cell_and_an_absent_column_leave_what_is_stored(prepared: Book, kind: str) -> None:
    prepared.import_(kind, FULL[kind])
    before = prepared.contents()
    needed = {*KINDS[kind].required, "external_id", *(("held_on",) if kind == "qbrs" else ())}
    least = {name: text for name, text in FULL[kind].items() if name in needed}
    assert counts(prepared.import_(kind, least), kind) == (0, 0, 1, 0)
    empty = {name: least.get(name, "") for name in FULL[kind]}
    assert counts(prepared.import_(kind, empty), kind) == (0, 0, 1, 0)
    assert prepared.contents() == before


@each_kind
def test_that_another_value_in_a_column_updates_that_field_alone(prepared: Book, kind: str) -> None:
    prepared.import_(kind, FULL[kind])
    for column in sorted(set(FULL[kind]) - ELSEWHERE - {"external_id"}):
        if (kind, column) == ("surveys", "kind"):
            continue  # one kind of survey has no scale and direction of another
        before = stored(prepared, kind)
        other = OTHERS.get((kind, column)) or OTHERS.get(column) or FULL[kind][column] + "2"
        assert counts(prepared.import_(kind, {**FULL[kind], column: other}), kind) == (0, 1, 0, 0), column
        after = stored(prepared, kind)
        field = RENAMED.get(column, column)
        assert {name for name in after if after[name] != before[name]} == {field}, column
        assert after[field] == expected({column: other})[field]
        prepared.import_(kind, FULL[kind])


DAY = "2026-06-15"
OTHERS: dict[str | tuple[str, str], str] = {
    **dict.fromkeys(
        ("started_on", "churned_on", "next_step_on", "left_on", "on", "target_on", "live_on", "due_on"), DAY
    ),
    **dict.fromkeys(("done_on", "responded_on", "held_on", "planned_on", "next_on", "starts_on", "close_on"), DAY),
    **dict.fromkeys(("notice_given_on", "outcome_on", "until_on", "end_on", "closed_on"), DAY),
    **dict.fromkeys(("from_on", "start_on", "opened_on"), "2025-02-01"),
    "starts_at": "2026-06-15 09:00",
    "likelihood": "1",
    "auto_renew": "false",
    "trial": "true",
    "first_value": "false",
    "two_way": "false",
    "escalated": "false",
    "customer_visible": "false",
    "influence": "uses",
    "stance": "neutral",
    "side": "theirs",
    ("milestones", "side"): "ours",
    ("milestones", "state"): "blocked",
    ("touchpoints", "state"): "cancelled",
    ("touchpoints", "kind"): "note",
    ("touchpoints", "topic"): "renewal",
    ("ownerships", "kind"): "owner",
    ("calls", "kind"): "final",
    ("calls", "category"): "at risk",
    ("opportunities", "kind"): "upsell",
    "acquisition_cost": "99",
    ("surveys", "direction"): "ease",
    ("surveys", "score"): "3",
    ("surveys", "scale_min"): "0",
    ("surveys", "scale_max"): "7",
    ("subscriptions", "outcome"): "renewed",
    ("risks", "outcome"): "saved",
    "csat": "5",
    "value": "3",
}


def test_that_text_is_stored_literally(book: Book) -> None:
    texts = [
        "<b>bold</b><img src='http://x/y.png'>",
        "=cmd|' /C calc'!A0",
        '+1 "quoted" $5',
        "@jana",
        "-5",
        "שלום ‏مرحبا",
        "🙂 one\nand two\r\nlines",
        "C:\\temp\\file.txt",
        "'; DROP TABLE account; --",
        "{contact} %s $HOME",
    ]
    book.import_("accounts", *({"name": text, "segment": text, "Own": text} for text in texts))
    assert [row["name"] for row in book.rows("account")] == texts
    assert [row["segment"] for row in book.rows("account")] == texts
    assert [row["value"] for row in book.rows("own_value")] == texts
    book.import_(
        "touchpoints", *({"account": text, "on": "2026-01-01", "kind": "note", "notes": text} for text in texts)
    )
    assert [row["notes"] for row in book.rows("touchpoint")] == texts


def test_that_one_change_set_holds_the_whole_import(book: Book) -> None:
    before = book.change_sets()
    paths = [book.file("accounts", ACCOUNTS), *(book.file(kind, [FULL[kind]]) for kind in ("contacts", "pulses"))]
    performed = book.perform(*paths)
    assert book.change_sets() == before + 1
    assert performed.changes.label == "Import of 4 rows from 3 files"
    assert performed.changes.kind == "import"
    assert counts(performed.result) == (4, 0, 0, 0)
    assert list(performed.result.kinds) == ["accounts", "contacts", "pulses"]

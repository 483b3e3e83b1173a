"""Rows that break a rule: each is named by source, line, column, value and reason, and the rest is imported."""

from __future__ import annotations

import pytest

from tests.operations.imports.import_books import Book, counts, reasons
from tests.operations.imports.test_stored import ACCOUNTS

ACME = {"account": "Acme"}
NPS = {**ACME, "kind": "nps", "responded_on": "2026-01-01"}
LINE = {**ACME, "arr": "10", "start_on": "2026-01-01"}
USAGE = {**ACME, "on": "2026-01-01", "metric": "logins", "value": "1"}

BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("surveys", {**NPS, "score": "11"}, "score", "NPS runs from 0 to 10; 11 was not saved."),
    ("surveys", {**NPS, "score": "-3"}, "score", "NPS runs from 0 to 10; -3 was not saved."),
    ("surveys", {**NPS, "score": "7.5"}, "score", "NPS takes whole numbers from 0 to 10; 7.5 was not saved."),
    ("surveys", {**NPS, "kind": "csat", "score": "6"}, "score", "CSAT runs from 1 to 5; 6 was not saved."),
    ("surveys", {**NPS, "kind": "csat", "score": "0"}, "score", "CSAT runs from 1 to 5; 0 was not saved."),
    ("surveys", {**NPS, "kind": "ces", "score": "5"}, "direction", "A CES answer needs its direction"),
    ("surveys", {**NPS, "kind": "ces", "score": "8", "direction": "ease"}, "score", "CES runs from 1 to 7"),
    ("surveys", {**NPS, "kind": "ces", "score": "5", "direction": "up"}, "direction", "is none of ease, effort"),
    ("surveys", {**NPS, "kind": "csat", "score": "3", "direction": "effort"}, "direction", "Effort is a direction"),
    ("surveys", {**NPS, "scale_max": "5", "score": "3"}, "scale_min", "NPS runs from 0 to 10; an answer on 0 to 5"),
    ("surveys", {**NPS, "kind": "csat", "scale_min": "5", "scale_max": "1"}, "scale_min", "A scale from 5 to 1"),
    ("surveys", {**NPS, "kind": "gut"}, "kind", "is none of nps, csat, ces"),
    ("surveys", {**NPS, "score": "NaN"}, "score", "is not a number"),
    ("surveys", {**NPS, "score": "inf"}, "score", "is not a number"),
    ("surveys", {**NPS, "score": "1e999"}, "score", "is not a number"),
    ("surveys", {**NPS, "responded_on": ""}, "responded_on", "is empty and has to be given"),
    ("surveys", {**NPS, "touchpoint": "TP-404"}, "touchpoint", "is no touchpoint of this portfolio"),
    ("subscriptions", {**LINE, "arr": "-1"}, "arr", "is below zero"),
    ("subscriptions", {**LINE, "arr": "1234.567"}, "arr", "has a fraction of a cent"),
    ("subscriptions", {**LINE, "arr": "1,234"}, "arr", "has a comma: write 1234.56"),
    ("subscriptions", {**LINE, "arr": ""}, "arr", "is empty and has to be given"),
    ("subscriptions", {**LINE, "arr": "NaN"}, "arr", "is not an amount this program can hold"),
    ("subscriptions", {**LINE, "arr": "inf"}, "arr", "is not an amount this program can hold"),
    ("subscriptions", {**LINE, "arr": "1e999"}, "arr", "is not an amount this program can hold"),
    ("subscriptions", {**LINE, "currency": "EUR"}, "currency", "is not USD, the one currency of this portfolio"),
    ("subscriptions", {**LINE, "Currency Code": "gbp"}, "Currency Code", "is not USD"),
    ("subscriptions", {**LINE, "currency": "€"}, "currency", "is not USD"),
    ("accounts", {"name": "New", "acquisition_cost": "1", "currency": "EUR"}, "currency", "is not USD"),
    ("calls", {**ACME, "on": "2026-01-01", "kind": "csm", "category": "commit", "amount": "1", "currency": "EUR"},
     "currency", "is not USD"),
    ("risks", {**ACME, "reason": "x", "opened_on": "2026-01-02", "arr": "1", "currency": "EUR"},
     "currency", "is not USD"),
    ("opportunities", {**ACME, "kind": "upsell", "arr": "1", "close_on": "2026-01-01", "currency": "EUR"},
     "currency", "is not USD"),
    ("subscriptions", {**LINE, "start_on": "2027-02-29"}, "start_on", "is a date that does not exist"),
    ("subscriptions", {**LINE, "start_on": "03/04/2026"}, "start_on", "is not a date like 2026-12-31"),
    ("subscriptions", {**LINE, "end_on": "2025-12-31"}, "end_on", "is before start_on (2026-01-01)"),
    ("subscriptions", {**LINE, "likelihood": "1.5"}, "likelihood", "is not between 0 and 1"),
    ("subscriptions", {**LINE, "seats": "2.5"}, "seats", "is not a whole number"),
    ("subscriptions", {**LINE, "term_months": "0"}, "term_months", "has to be at least 1"),
    ("subscriptions", {**LINE, "auto_renew": "perhaps"}, "auto_renew", "is neither true nor false"),
    ("subscriptions", {**LINE, "account": "Nobody"}, "account", "is no account of this portfolio"),
    ("subscriptions", {**LINE, "account": "Twin"}, "account", "is the name of 2 accounts: use the external id"),
    ("subscriptions", {**LINE, "account": ""}, "account", "is empty and has to be given"),
    ("accounts", {"name": "", "segment": "Mid"}, "name", "is empty and has to be given"),
    ("accounts", {"name": "New", "parent": "Nobody"}, "parent", "is no account of this portfolio"),
    ("accounts", {"name": "New", "parent": "New"}, "parent", "comes under the account itself"),
    ("accounts", {"name": "New", "parent": "Twin"}, "parent", "is the name of 2 accounts: use the external id"),
    ("accounts", {"name": "New", "acquisition_cost": "-1"}, "acquisition_cost", "is below zero"),
    ("accounts", {"name": "New", "started_on": "soon"}, "started_on", "is not a date like 2026-12-31"),
    ("ownerships", {**ACME, "csm": "Ines", "from_on": "2026-01-01", "until_on": "2025-01-01"}, "until_on", "is before"),
    ("contacts", {**ACME, "name": "Jana", "stance": "fan"}, "stance", "is none of supporter, neutral, critic"),
    ("calls", {**ACME, "on": "2026-01-01", "kind": "csm", "category": "sure"}, "category", "is none of closed"),
    ("milestones", {**ACME, "name": "SSO", "onboarding": "None such"}, "onboarding", "is no onboarding"),
    ("touchpoints", {**ACME, "on": "2026-01-01", "kind": "fax"}, "kind", "is none of call, email, meeting, note"),
    ("touchpoints", {**ACME, "on": "2026-01-01", "kind": "call", "starts_at": "25:00"}, "starts_at", "is not a date"),
    ("tickets", {**ACME, "opened_on": "2026-01-02", "closed_on": "2026-01-01"}, "closed_on", "is before opened_on"),
    ("tickets", {**ACME, "opened_on": "2026-01-02", "csat": "0"}, "csat", "is outside 1 to 5"),
    ("risks", {**ACME, "reason": "x", "opened_on": "2026-01-02", "closed_on": "2026-01-01"}, "closed_on", "is before"),
    ("qbrs", {**ACME, "period": "Q1"}, "held_on", "is empty, and so is planned_on: one of them is needed"),
    ("pulses", {**ACME, "on": "2026-01-01", "value": "0"}, "value", "is outside 1 to 5"),
    ("pulses", {**ACME, "on": "2026-01-01", "value": "6"}, "value", "is outside 1 to 5"),
    ("pulses", {**ACME, "on": "2026-01-01", "value": "4.5"}, "value", "is not a whole number"),
    (
        "opportunities",
        {**ACME, "kind": "upsell", "arr": "1", "close_on": "2026-01-01", "likelihood": "1.5"},
        "likelihood",
        "is not",
    ),
    ("usage", {**USAGE, "metric": "feature_users"}, "feature", "is empty: feature_users is counted per feature"),
    ("usage", {**USAGE, "metric": "eligible_users"}, "feature", "is empty: eligible_users is counted per feature"),
    ("usage", {**USAGE, "value": "-1"}, "value", "is below zero"),
    ("usage", {**USAGE, "value": "NaN"}, "value", "is not a number"),
    ("usage", {**USAGE, "value": ""}, "value", "is empty and has to be given"),
    ("usage", {**USAGE, "metric": ""}, "metric", "is empty and has to be given"),
    ("usage", {**USAGE, "account": "Nobody"}, "account", "is no account of this portfolio"),
]  # fmt: skip
"""kind, row, the column at fault, the beginning of the reason"""

GOOD = {
    "surveys": {**NPS, "score": "7", "comment": "fine"},
    "subscriptions": LINE,
    "accounts": {"name": "Fine"},
    "ownerships": {**ACME, "csm": "Ines", "from_on": "2025-06-01"},
    "contacts": {**ACME, "name": "Tom"},
    "calls": {**ACME, "on": "2026-01-01", "kind": "csm", "category": "commit"},
    "milestones": {**ACME, "name": "Data"},
    "touchpoints": {**ACME, "on": "2026-01-01", "kind": "call"},
    "tickets": {**ACME, "opened_on": "2026-01-02"},
    "risks": {**ACME, "reason": "price", "opened_on": "2026-01-02"},
    "qbrs": {**ACME, "held_on": "2026-01-02"},
    "pulses": {**ACME, "on": "2026-01-01", "value": "3"},
    "opportunities": {**ACME, "kind": "upsell", "arr": "1", "close_on": "2026-01-01"},
    "usage": USAGE,
}


@pytest.fixture
def twins(book: Book) -> Book:
    """A book with an account of its own name and two of one name."""
    book.import_("accounts", *ACCOUNTS, *({"name": "Twin", "external_id": f"T-{n}"} for n in (1, 2)))
    return book


def test_that_every_bad_row_is_rejected_with_its_place_and_reason_and_the_rest_is_imported(twins: Book) -> None:
    for kind, row, column, reason in BAD:
        text = {**dict.fromkeys({*row, *GOOD[kind]}, ""), **GOOD[kind], "note": "one\ntwo"}
        path = twins.file(kind, [text, row], header=[*dict.fromkeys([*GOOD[kind], *row]), "note"])
        result = twins.take(path)
        (reject,) = result.rejects
        # The quoted cell of the good row spans two lines, so the bad one starts on the fourth.
        where = (kind, row)
        assert (reject.source, reject.line, reject.column) == (f"{kind}.csv", 4, column), where
        assert reject.value == row.get(column, ""), where
        assert reject.reason.startswith(reason), (where, reject.reason)
        assert reject.cells == tuple(row.get(name, "") for name in reject.header), where
        assert counts(result, kind) == (1, 0, 0, 1), where
        assert str(reject).startswith(f"{kind}.csv, line 4: {column}"), where
        twins.portfolio.undo()


def test_that_a_row_that_could_not_be_read_changes_nothing_of_what_is_stored(twins: Book) -> None:
    twins.import_("subscriptions", {**LINE, "external_id": "S-1", "seats": "10"})
    before, sets = twins.contents(), twins.change_sets()
    result = twins.import_("subscriptions", {**LINE, "external_id": "S-1", "seats": "11", "end_on": "2020-01-01"})
    assert counts(result) == (0, 0, 0, 1)
    assert (twins.contents(), twins.change_sets()) == (before, sets)


def test_that_an_import_of_bad_rows_alone_leaves_no_change_set(twins: Book) -> None:
    sets = twins.change_sets()
    result = twins.import_("pulses", {**ACME, "on": "x", "value": "9"}, {"account": "No", "on": "y", "value": "9"})
    assert counts(result) == (0, 0, 0, 2)
    assert twins.change_sets() == sets


def test_that_rules_look_at_the_row_as_it_will_be(twins: Book) -> None:
    """An empty cell leaves what is stored, so that a rule broken by the two together is broken."""
    twins.import_("subscriptions", {**LINE, "external_id": "S-1", "end_on": "2026-06-01"})
    later = twins.import_("subscriptions", {**LINE, "external_id": "S-1", "start_on": "2026-07-01"})
    assert reasons(later) == [(2, "end_on", "", "is before start_on (2026-07-01)")]
    ces = {**NPS, "kind": "ces", "external_id": "SV-1", "scale_max": "5", "direction": "effort", "score": "4"}
    twins.import_("surveys", ces)
    least = {**NPS, "kind": "ces", "external_id": "SV-1"}
    assert counts(twins.import_("surveys", {**least, "comment": "hard"})) == (0, 1, 0, 0)
    assert counts(twins.import_("surveys", {**least, "score": "5"})) == (0, 1, 0, 0)
    beyond = twins.import_("surveys", {**least, "score": "6"})
    assert reasons(beyond) == [(2, "score", "6", "CES runs from 1 to 5; 6 was not saved.")]
    narrower = twins.import_("surveys", {**least, "scale_max": "3"})
    assert [each.column for each in narrower.rejects] == ["score"]
    assert twins.row("survey_response")["score"] == 5
    assert twins.row("survey_response")["scale_max"] == 5


def test_that_an_external_id_twice_in_an_import_is_rejected_the_second_time(twins: Book) -> None:
    rows = [{**ACME, "on": "2026-01-01", "value": value, "external_id": "P-1"} for value in (1, 2)]
    result = twins.import_("pulses", *rows)
    assert reasons(result) == [(3, "external_id", "P-1", "is the same pulse as pulses.csv, line 2")]
    assert counts(result) == (1, 0, 0, 1)


def test_that_a_broken_row_does_not_stand_in_the_way_of_a_sound_one(twins: Book) -> None:
    rows = [{**NPS, "score": score, "external_id": "SV-1"} for score in (11, 9)]
    assert counts(twins.import_("surveys", *rows)) == (1, 0, 0, 1)
    assert twins.row("survey_response")["score"] == 9


def test_that_a_row_counts_once_however_much_is_wrong_with_it(twins: Book) -> None:
    result = twins.import_("surveys", {"account": "Nobody", "kind": "gut", "responded_on": "x", "score": "y"})
    assert counts(result) == (0, 0, 0, 1)


def test_that_rows_with_too_many_or_too_few_cells_are_rejected_rows_of_their_kind(twins: Book) -> None:
    path = twins.file("pulses", "account,on,value\nAcme,2026-01-01,3\nAcme,2026-01-02\nAcme,2026-01-03,3,4\n")
    result = twins.take(path)
    assert counts(result, "pulses") == (1, 0, 0, 2)
    assert [line for line, *_ in reasons(result)] == [3, 4]


def test_that_rows_of_one_kind_do_not_wait_for_another_that_is_rejected(twins: Book) -> None:
    accounts = twins.file("accounts", [{"name": "New", "started_on": "soon"}, {"name": "Newer"}])
    lines = twins.file("subscriptions", [{**LINE, "account": "New"}, {**LINE, "account": "Newer"}])
    result = twins.take(lines, accounts)
    assert counts(result, "accounts") == counts(result, "subscriptions") == (1, 0, 0, 1)
    assert [each.source for each in result.rejects] == ["accounts.csv", "subscriptions.csv"]


def test_that_the_tally_adds_up_over_kinds(twins: Book) -> None:
    result = twins.take(
        twins.file("pulses", [{**ACME, "on": "2026-01-01", "value": value} for value in (1, 2, 9)]),
        twins.file("churns", [{**ACME, "on": "2026-01-01"}, {"account": "No", "on": "2026-01-01"}]),
    )
    for part in ("rows", "new", "updated", "unchanged", "rejected"):
        assert sum(tally.as_json()[part] for tally in result.kinds.values()) == result.total.as_json()[part]
    assert result.total.as_json() == {"rows": 5, "new": 3, "updated": 0, "unchanged": 0, "rejected": 2}


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("subscriptions", {**LINE, "currency": "USD"}),
        ("subscriptions", {**LINE, "currency": "usd"}),
        ("subscriptions", {**LINE, "currency": ""}),
        ("subscriptions", {**LINE, "currency": "as agreed"}),
        ("accounts", {"name": "New", "currency": "EUR"}),
        ("opportunities", {**ACME, "kind": "upsell", "arr": "", "close_on": "2026-01-01", "currency": "EUR"}),
        ("contacts", {**ACME, "name": "Tom", "currency": "EUR"}),
    ],
)
def test_that_a_currency_refuses_only_money_of_another_one(book: Book, kind: str, row: dict[str, str]) -> None:
    book.import_("accounts", *ACCOUNTS)
    found = book.import_(kind, row)
    assert [each for each in found.rejects if "USD" in each.reason] == []

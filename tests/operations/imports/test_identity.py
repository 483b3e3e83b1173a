"""What makes a row the same row again: external ids, keys, names, and the place among rows of one key."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.exchange.kinds import KINDS
from tests.operations.imports.import_books import Book, Cells, counts, reasons
from tests.operations.imports.test_stored import ACCOUNTS, FULL

KEYS: dict[str, tuple[str, ...]] = {
    "accounts": ("name",),
    "ownerships": ("account", "csm", "from_on"),
    "contacts": ("account", "email"),
    "subscriptions": ("account", "product", "plan", "start_on"),
    "calls": ("account", "on", "kind", "category"),
    "onboardings": ("account", "started_on", "name"),
    "milestones": ("account", "onboarding", "name"),
    "surveys": ("account", "contact", "kind", "responded_on"),
    "tickets": ("account", "opened_on", "subject"),
    "touchpoints": ("account", "on", "kind", "subject"),
    "qbrs": ("account", "held_on", "planned_on"),
    "objectives": ("account", "goal"),
    "tasks": ("account", "title"),
    "risks": ("account", "reason", "opened_on"),
    "opportunities": ("account", "kind", "arr", "close_on"),
    "churns": ("account", "on"),
    "pulses": ("account", "on", "value"),
}
"""The columns that identify a row without an external id, per kind."""

OTHER_KEYS = {
    "account": "Bolt", "name": "Other", "csm": "Tomas", "from_on": "2024-12-01", "email": "other@acme.example",
    "product": "Desk", "plan": "Basic", "start_on": "2024-01-01", "on": "2025-12-01", "category": "omitted",
    "started_on": "2024-01-01", "onboarding": "Second", "contact": "Eva", "responded_on": "2025-01-01",
    "opened_on": "2024-01-01", "subject": "Other", "held_on": "2024-01-01", "planned_on": "2024-01-02", "goal": "Other",
    "title": "Other", "reason": "other", "arr": "7", "close_on": "2027-01-01", "value": "5",
}  # fmt: skip
KIND_WORDS = {"calls": "final", "surveys": "nps", "touchpoints": "note", "opportunities": "upsell"}
KEY_CHANGES = sorted((kind, column) for kind, columns in KEYS.items() for column in columns)

each_kind = pytest.mark.parametrize("kind", sorted(FULL))


@pytest.fixture
def prepared(book: Book) -> Book:
    book.import_("accounts", *ACCOUNTS)
    book.import_("contacts", {"account": "Acme", "name": "Tom"}, {"account": "Bolt", "name": "Tom"})
    book.import_(
        "onboardings",
        *({"account": account, "started_on": "2025-06-01", "name": "Kickoff"} for account in ("Acme", "Bolt")),
        {"account": "Acme", "started_on": "2025-06-02", "name": "Second"},
    )
    book.import_("touchpoints", {"account": "Acme", "on": "2026-05-01", "kind": "email", "external_id": "TP-0"})
    return book


def nameless(kind: str) -> dict[str, str]:
    """The full row without its external id; an NPS answer where it is a survey."""
    row = {name: text for name, text in FULL[kind].items() if name != "external_id"}
    if kind == "surveys":
        row = {name: row[name] for name in ("account", "contact", "kind", "responded_on", "wave")} | {"kind": "csat"}
    return row


def count(book: Book, kind: str) -> int:
    return len(book.rows(KINDS[kind].table))


@each_kind
def test_that_the_same_import_twice_changes_nothing(prepared: Book, kind: str) -> None:
    path = prepared.file(kind, [FULL[kind], {**FULL[kind], "external_id": "X-2", **unlike(kind)}])
    assert counts(prepared.take(path)) == (2, 0, 0, 0)
    before, sets = prepared.contents(), prepared.change_sets()
    performed = prepared.perform(path)
    assert counts(performed.result) == (0, 0, 2, 0)
    assert not performed.changes
    assert (prepared.contents(), prepared.change_sets()) == (before, sets)


def unlike(kind: str) -> dict[str, str]:
    """Names have to differ within one import."""
    return {"accounts": {"name": "Core Two"}, "contacts": {"email": "two@acme.example"}}.get(kind, {})


@each_kind
def test_that_a_known_external_id_updates_whatever_else_the_row_says(prepared: Book, kind: str) -> None:
    prepared.import_(kind, FULL[kind])
    before = count(prepared, kind)
    changed = dict(FULL[kind])
    for column in KEYS[kind]:
        if column not in ("account", "onboarding"):
            changed[column] = KIND_WORDS.get(kind, "") if column == "kind" else OTHER_KEYS[column]
    if kind == "surveys":
        changed = {"external_id": "SV-1", "account": "Acme", "kind": "ces", "responded_on": "2025-01-01"}
    if kind == "ownerships":
        changed["until_on"] = "2025-06-01"
    if kind in ("tickets", "risks"):
        changed["closed_on"] = ""
    assert counts(prepared.import_(kind, changed), kind) == (0, 1, 0, 0)
    assert count(prepared, kind) == before


@each_kind
def test_that_a_row_without_external_id_is_known_by_its_key(prepared: Book, kind: str) -> None:
    row = nameless(kind)
    assert counts(prepared.import_(kind, row), kind) == (1, 0, 0, 0)
    least = {name: row[name] for name in {*KINDS[kind].required, *KEYS[kind]} if name in row}
    assert set(least) < set(row)
    before = count(prepared, kind)
    assert counts(prepared.import_(kind, least), kind) == (0, 0, 1, 0)
    assert count(prepared, kind) == before


@pytest.mark.parametrize(("kind", "column"), KEY_CHANGES)
def test_that_each_column_of_the_key_tells_rows_apart(prepared: Book, kind: str, column: str) -> None:
    row = nameless(kind)
    other = {**row, column: KIND_WORDS[kind] if column == "kind" else OTHER_KEYS[column]}
    if column == "account":
        other.pop("onboarding", None)
    prepared.import_(kind, row)
    before = count(prepared, kind)
    assert counts(prepared.import_(kind, other), kind) == (1, 0, 0, 0)
    assert count(prepared, kind) == before + 1


@each_kind
def test_that_a_later_file_with_external_ids_adopts_the_rows_known_by_key(prepared: Book, kind: str) -> None:
    row = nameless(kind)
    prepared.import_(kind, row)
    before = {each["id"] for each in prepared.rows(KINDS[kind].table)}
    assert counts(prepared.import_(kind, {**row, "external_id": "E-1"}), kind) == (0, 1, 0, 0)
    assert {each["id"] for each in prepared.rows(KINDS[kind].table)} == before
    assert counts(prepared.import_(kind, {**row, "external_id": "E-1"}), kind) == (0, 0, 1, 0)
    assert counts(prepared.import_(kind, row), kind) == (0, 0, 1, 0)


@each_kind
def test_that_rows_with_different_external_ids_are_different_rows(prepared: Book, kind: str) -> None:
    row = nameless(kind)
    before = count(prepared, kind)
    rows = [{**row, "external_id": f"E-{n}"} for n in range(3)]
    assert counts(prepared.import_(kind, *rows), kind) == (3, 0, 0, 0)
    assert counts(prepared.import_(kind, *reversed(rows)), kind) == (0, 0, 3, 0)
    assert count(prepared, kind) == before + 3


def answers(*scores: int, **more: str) -> list[dict[str, Any]]:
    """Answers of nobody in particular on one day: rows of one key."""
    return [
        {"account": "Acme", "kind": "nps", "responded_on": "2025-05-01", "score": score, **more} for score in scores
    ]


def scores(book: Book) -> dict[str, float]:
    return {row["id"]: row["score"] for row in book.rows("survey_response")}


def test_that_rows_of_one_key_are_that_many_rows(book: Book) -> None:
    book.accounts("Acme")
    assert counts(book.import_("surveys", *answers(9, 3, 9, 3))) == (4, 0, 0, 0)
    assert counts(book.import_("surveys", *answers(3, 3, 9, 9))) == (0, 0, 4, 0)
    assert counts(book.import_("surveys", *answers(9, 3, 9, 3, 5))) == (1, 0, 4, 0)
    assert sorted(scores(book).values()) == [3, 3, 5, 9, 9]


def test_that_one_changed_row_among_those_of_one_key_is_the_only_one_updated(book: Book) -> None:
    book.accounts("Acme")
    book.import_("surveys", *answers(9, 3, 6))
    before = scores(book)
    assert counts(book.import_("surveys", *answers(9, 10, 6))) == (0, 1, 2, 0)
    after = scores(book)
    assert set(after) == set(before)
    assert [before[row] for row in before if before[row] != after[row]] == [3]
    assert sorted(after.values()) == [6, 9, 10]


def test_that_some_of_the_rows_of_one_key_are_known_again(book: Book) -> None:
    book.accounts("Acme")
    book.import_("surveys", *answers(9, 3, 6))
    before = scores(book)
    assert counts(book.import_("surveys", *answers(6))) == (0, 0, 1, 0)
    assert scores(book) == before


def test_that_external_ids_given_later_find_each_its_row_among_those_of_one_key(book: Book) -> None:
    book.accounts("Acme")
    book.import_("surveys", *answers(9, 3, 6))
    before = scores(book)
    named = [{**row, "external_id": f"SV-{row['score']}"} for row in answers(6, 9, 3)]
    assert counts(book.import_("surveys", *named)) == (0, 3, 0, 0)
    assert scores(book) == before
    assert {row["external_id"]: row["score"] for row in book.rows("survey_response")} == {
        "SV-3": 3,
        "SV-6": 6,
        "SV-9": 9,
    }
    assert counts(book.import_("surveys", *answers(9, 3, 6))) == (0, 0, 3, 0)


def test_that_rows_with_and_without_external_id_stay_apart_in_any_order(book: Book) -> None:
    book.accounts("Acme")
    named, plain = {**answers(4)[0], "external_id": "SV-4"}, answers(8)[0]
    assert counts(book.import_("surveys", plain, named)) == (2, 0, 0, 0)
    before = scores(book)
    assert counts(book.import_("surveys", named, plain)) == (0, 0, 2, 0)
    assert counts(book.import_("surveys", {**named, "score": 5}, {**plain, "score": 7})) == (0, 2, 0, 0)
    assert set(scores(book)) == set(before)


def test_that_the_row_at_hand_is_meant_before_one_that_was_taken_back(book: Book) -> None:
    book.accounts("Acme")
    line = {"account": "Acme", "arr": 100, "start_on": "2026-01-01"}
    book.import_("subscriptions", line)
    book.portfolio.undo()
    acme = book.ids()["Acme"]
    book.portfolio.perform(
        lambda tx: tx.insert("contract_line", {"account": acme, "arr_cents": 110_00, "start_on": "2026-01-01"})
    )
    assert counts(book.import_("subscriptions", line)) == (0, 1, 0, 0)
    assert book.row("contract_line")["arr_cents"] == 100_00


def test_that_an_imported_row_whose_key_was_edited_is_still_that_row(book: Book) -> None:
    book.accounts("Acme")
    book.import_("surveys", *answers(9))
    row = book.row("survey_response")["id"]
    book.portfolio.perform(lambda tx: tx.update("survey_response", row, {"responded_on": "2025-05-02"}))
    assert counts(book.import_("surveys", *answers(9))) == (0, 1, 0, 0)
    assert book.row("survey_response")["responded_on"] == "2025-05-01"


# -- names


def test_that_accounts_are_named_by_external_id_or_name_in_any_case(book: Book) -> None:
    book.import_("accounts", *ACCOUNTS)
    rows = [
        {"account": called, "on": f"2026-01-{n + 1:02d}", "value": 3}
        for n, called in enumerate(("A-1", "Acme", "ACME"))
    ]
    assert counts(book.import_("pulses", *rows)) == (3, 0, 0, 0)
    assert {row["account"] for row in book.rows("pulse")} == {book.ids()["Acme"]}


def test_that_an_external_id_wins_over_a_name(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "external_id": "Bolt"}, {"name": "Bolt", "external_id": "B"})
    book.import_("pulses", {"account": "Bolt", "on": "2026-01-01", "value": 3})
    assert book.row("pulse")["account"] == book.ids()["Acme"]


def test_that_two_accounts_of_one_name_are_two_and_cannot_be_meant_by_it(book: Book) -> None:
    twins = [{"name": "Acme", "external_id": "A-1"}, {"name": "Acme", "external_id": "A-2"}]
    assert counts(book.import_("accounts", *twins)) == (2, 0, 0, 0)
    assert counts(book.import_("accounts", *twins)) == (0, 0, 2, 0)
    result = book.import_("pulses", {"account": "Acme", "on": "2026-01-01", "value": 3})
    assert reasons(result) == [(2, "account", "Acme", "is the name of 2 accounts: use the external id")]
    result = book.import_("accounts", {"name": "Acme", "segment": "Mid"})
    assert reasons(result) == [(2, "name", "Acme", "is the name of 2 accounts: use the external id")]
    assert counts(book.import_("pulses", {"account": "A-2", "on": "2026-01-01", "value": 3})) == (1, 0, 0, 0)


def test_that_names_in_another_case_are_found_unless_two_accounts_have_them(book: Book) -> None:
    book.accounts("Acme", "ACME")
    result = book.import_(
        "pulses", *({"account": name, "on": "2026-01-01", "value": 3} for name in ("Acme", "ACME", "acme"))
    )
    assert counts(result) == (2, 0, 0, 1)
    assert reasons(result) == [(4, "account", "acme", "is the name of 2 accounts: use the external id")]


@pytest.mark.parametrize("reverse", [False, True], ids=["as they stand", "the other way round"])
def test_that_the_old_name_of_an_account_that_is_renamed_by_its_external_id_is_free_for_another(
    book: Book, reverse: bool
) -> None:
    book.import_("accounts", {"name": "Old", "external_id": "E-1"})
    renamed = book.ids()["Old"]
    rows: list[Cells] = [{"name": "New", "external_id": "E-1"}, {"name": "Old", "segment": "SMB"}]
    rows = rows[::-1] if reverse else rows

    assert counts(book.import_("accounts", *rows)) == (1, 1, 0, 0)
    assert book.ids()["New"] == renamed
    assert counts(book.import_("accounts", *rows)) == (0, 0, 2, 0)


def test_that_what_is_said_of_an_old_name_in_the_same_import_is_said_of_whoever_has_it_then(book: Book) -> None:
    book.import_("accounts", {"name": "Old", "external_id": "E-1"})
    files = (
        book.file("accounts", [{"name": "New", "external_id": "E-1"}, {"name": "Old"}]),
        book.file("pulses", [{"account": "Old", "on": "2026-01-01", "value": 3}]),
    )
    assert counts(book.take(*files)) == (2, 1, 0, 0)
    assert counts(book.take(*files)) == (0, 0, 3, 0)
    assert [row["account"] for row in book.rows("pulse")] == [book.ids()["Old"]]


@pytest.mark.parametrize("by", [{"external_id": "C-1"}, {"email": "j@x.example"}], ids=["external id", "email"])
def test_that_the_old_name_of_a_person_who_is_renamed_is_free_for_another(book: Book, by: Cells) -> None:
    book.accounts("Acme")
    book.import_("contacts", {"account": "Acme", "name": "Jana", **by})
    rows: list[Cells] = [{"account": "Acme", "name": "Jana Berg", **by}, {"account": "Acme", "name": "Jana"}]

    first = counts(book.import_("contacts", *rows))
    again = counts(book.import_("contacts", *rows))

    assert first[3] == again[3]
    assert again == (0, 0, 2 - first[3], first[3])


@pytest.mark.parametrize("reverse", [False, True], ids=["as they stand", "the other way round"])
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"name": "Acme"}, {"name": "Acme"}], (1, 0, 0, 1)),
        ([{"name": "Acme"}, {"name": "Acme", "external_id": "A-1"}], (1, 0, 0, 1)),
        ([{"name": "Acme", "external_id": "A-1"}, {"name": "Bolt", "external_id": "A-1"}], (1, 0, 0, 1)),
        (
            [{"name": "Acme", "external_id": "A-1"}, {"name": "Acme", "external_id": "A-2"}, {"name": "Acme"}],
            (2, 0, 0, 1),
        ),
    ],
    ids=["name", "name with and without id", "external id", "name of two"],
)
def test_that_the_same_account_twice_in_an_import_is_rejected(
    book: Book, rows: list[Cells], expected: tuple[int, int, int, int], reverse: bool
) -> None:
    rows = rows[::-1] if reverse else rows
    result = book.import_("accounts", *rows)
    assert counts(result) == expected
    again = book.import_("accounts", *rows)
    assert counts(again) == (0, 0, expected[0], expected[3])
    assert len(book.rows("account")) == expected[0]


@pytest.mark.parametrize("reverse", [False, True], ids=["as they stand", "the other way round"])
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"name": "Jana", "email": "j@x.example"}, {"name": "J. Novak", "email": "J@X.example"}], (1, 0, 0, 1)),
        ([{"name": "Jana", "email": "j@x.example"}, {"name": "jana"}], (1, 0, 0, 1)),
        ([{"name": "Jana"}, {"name": "Jana"}], (1, 0, 0, 1)),
        ([{"name": "Jan", "email": "1@x.example"}, {"name": "Jan", "email": "2@x.example"}], (2, 0, 0, 0)),
        (
            [{"name": "Jan", "email": "1@x.example"}, {"name": "Jan", "email": "2@x.example"}, {"name": "Jan"}],
            (2, 0, 0, 1),
        ),
        ([{"name": "Jana", "external_id": "C-1"}, {"name": "Jana", "external_id": "C-2"}], (2, 0, 0, 0)),
    ],
    ids=["email", "name with and without email", "name", "one name, two emails", "name of two", "two external ids"],
)
def test_that_the_same_contact_twice_in_an_import_is_rejected(
    book: Book, rows: list[Cells], expected: tuple[int, int, int, int], reverse: bool
) -> None:
    book.accounts("Acme")
    told = [{"account": "Acme", **row} for row in (rows[::-1] if reverse else rows)]
    assert counts(book.import_("contacts", *told)) == expected
    assert counts(book.import_("contacts", *told)) == (0, 0, expected[0], expected[3])
    assert len(book.rows("contact")) == expected[0]


def test_that_a_contact_is_known_by_email_else_by_name(book: Book) -> None:
    book.accounts("Acme", "Bolt")
    jana = {"account": "Acme", "name": "Jana", "email": "jana@acme.example"}
    book.import_("contacts", jana, {"account": "Acme", "name": "Tom"}, {"account": "Bolt", "name": "Jana"})
    by_email = {"account": "Acme", "name": "Jana Novak", "email": "Jana@acme.example", "title": "CFO"}
    assert counts(book.import_("contacts", by_email)) == (0, 1, 0, 0)
    by_name = {"account": "Acme", "name": "Jana Novak", "phone": "1"}
    assert counts(book.import_("contacts", by_name)) == (0, 1, 0, 0)
    email_of_tom = {"account": "Acme", "name": "Tom", "email": "tom@acme.example"}
    assert counts(book.import_("contacts", email_of_tom)) == (0, 1, 0, 0)
    assert [(row["name"], row["title"], row["phone"], row["email"]) for row in book.rows("contact")] == [
        ("Jana Novak", "CFO", "1", "Jana@acme.example"),
        ("Tom", None, None, "tom@acme.example"),
        ("Jana", None, None, None),
    ]


def test_that_a_namesake_with_another_email_is_somebody_else(book: Book) -> None:
    book.accounts("Acme")
    book.import_("contacts", {"account": "Acme", "name": "Jan", "email": "1@x.example", "title": "CFO"})
    assert counts(book.import_("contacts", {"account": "Acme", "name": "Jan", "email": "2@x.example"})) == (1, 0, 0, 0)
    assert [row["email"] for row in book.rows("contact")] == ["1@x.example", "2@x.example"]
    result = book.import_("contacts", {"account": "Acme", "name": "Jan", "title": "CTO"})
    assert reasons(result) == [(2, "name", "Jan", "is the name of 2 contacts: use the email")]
    result = book.import_("surveys", {**answers(9)[0], "contact": "Jan"}, {**answers(9)[0], "contact": "2@x.example"})
    assert reasons(result) == [(2, "contact", "Jan", "is the name of 2 contacts of this account: use the email")]
    assert counts(result) == (1, 0, 0, 1)


def test_that_unknown_contacts_are_created_once_by_name_or_email(book: Book) -> None:
    book.accounts("Acme", "Bolt")
    touch = {"on": "2026-01-01", "kind": "call"}
    rows = [
        {"account": "Acme", **touch, "contact": "Jana"},
        {"account": "Acme", **touch, "contact": "JANA"},
        {"account": "Acme", **touch, "contact": "tom@acme.example"},
        {"account": "Acme", **touch, "contact": "@tina"},
        {"account": "Bolt", **touch, "contact": "Jana"},
        {"account": "Bolt", **touch},
    ]
    survey = {**answers(9)[0], "contact": "jana"}
    assert counts(book.take(book.file("touchpoints", rows), book.file("surveys", [survey]))) == (7, 0, 0, 0)
    ids = {row["id"]: name for name, row in zip(("Acme", "Bolt"), book.rows("account"), strict=True)}
    assert sorted((ids[row["account"]], row["name"], row["email"]) for row in book.rows("contact")) == [
        ("Acme", "@tina", None),
        ("Acme", "JANA", None),
        ("Acme", "tom", "tom@acme.example"),
        ("Bolt", "Jana", None),
    ]
    assert book.row("survey_response")["contact"] == book.rows("touchpoint")[0]["contact"]
    assert counts(book.import_("contacts", {"account": "Acme", "name": "jana", "email": "j@x.example"})) == (0, 1, 0, 0)
    assert counts(book.import_("surveys", {**survey, "contact": "j@x.example"})) == (0, 0, 1, 0)


def test_that_a_name_with_an_address_in_angle_brackets_is_one_person(book: Book) -> None:
    book.accounts("Acme")
    book.import_("contacts", {"account": "Acme", "name": "Tom Rowe", "email": "tom@acme.example"})
    touch = {"account": "Acme", "on": "2026-01-01", "kind": "call"}
    called = ("jana@acme.example", "jana novak <Jana@acme.example>", "Tom R. <TOM@acme.example>")
    assert counts(book.import_("touchpoints", *({**touch, "contact": each} for each in called))) == (3, 0, 0, 0)
    assert sorted((row["name"], row["email"]) for row in book.rows("contact")) == [
        ("Tom Rowe", "tom@acme.example"),
        ("jana novak", "Jana@acme.example"),
    ]
    assert counts(book.import_("surveys", {**answers(9)[0], "contact": "Jana Novak"})) == (1, 0, 0, 0)
    assert len(book.rows("contact")) == 2


def test_that_a_contact_created_on_the_way_is_found_again_after_being_renamed(book: Book) -> None:
    book.accounts("Acme")
    survey = {**answers(9)[0], "contact": "Jana"}
    book.import_("surveys", survey)
    contact = book.row("contact")["id"]
    book.portfolio.perform(lambda tx: tx.update("contact", contact, {"name": "Jana Novak"}))
    assert counts(book.import_("surveys", survey)) == (0, 0, 1, 0)
    assert [row["name"] for row in book.rows("contact")] == ["Jana Novak"]


def test_that_nobody_is_created_for_a_row_that_is_rejected(book: Book) -> None:
    book.accounts("Acme")
    good = {**answers(9)[0], "external_id": "SV-1", "contact": "Eva"}
    rows = [
        {**answers(11)[0], "contact": "Jana"},
        {**answers(9)[0], "account": "Nobody", "contact": "Tom"},
        {**answers(9)[0], "responded_on": "2027-02-29", "contact": "Tina"},
        {**answers(9)[0], "touchpoint": "TP-404", "contact": "Tor"},
        good,
        {**good, "contact": "Twin"},
    ]
    assert counts(book.import_("surveys", *rows)) == (1, 0, 0, 5)
    assert [row["name"] for row in book.rows("contact")] == ["Eva"]


def test_that_milestones_stay_with_their_onboarding_when_a_later_one_begins(book: Book) -> None:
    book.accounts("Acme")
    book.import_("onboardings", {"account": "Acme", "started_on": "2025-01-01", "name": "First"})
    milestone = {"account": "Acme", "name": "SSO"}
    book.import_("milestones", milestone)
    book.import_("onboardings", {"account": "Acme", "started_on": "2026-01-01", "name": "Second"})
    assert counts(book.import_("milestones", {**milestone, "due_on": "2025-02-01"})) == (0, 1, 0, 0)
    assert counts(book.import_("milestones", {"account": "Acme", "name": "Go live"})) == (1, 0, 0, 0)
    assert counts(book.import_("milestones", {**milestone, "onboarding": "Second"})) == (1, 0, 0, 0)
    homes = {row["id"]: row["name"] for row in book.rows("onboarding")}
    assert [(row["name"], homes[row["onboarding"]]) for row in book.rows("milestone")] == [
        ("SSO", "First"),
        ("Go live", "Second"),
        ("SSO", "Second"),
    ]


def test_that_a_milestone_of_an_account_without_onboarding_stands_alone(book: Book) -> None:
    book.accounts("Acme")
    assert counts(book.import_("milestones", {"account": "Acme", "name": "SSO"})) == (1, 0, 0, 0)
    assert book.row("milestone")["onboarding"] is None

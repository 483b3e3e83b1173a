"""Usage readings: no rows of their own, but the same rules."""

from __future__ import annotations

from tests.operations.imports.import_books import Book, counts, reasons

LOGINS = {"account": "Acme", "on": "2026-05-01", "metric": "logins", "value": "5"}
RAVENSTACK = """\
usage_id,subscription_id,usage_date,feature_name,usage_count,usage_duration_secs,error_count,is_beta_feature
U-1,S-1,2026-05-01,Export,9,5004,0,False
U-1,S-1,2026-05-01,Export,4,100,0,False
U-2,S-2,2026-05-01,Export,8,369,1,False
U-3,S-9,2026-05-01,Export,8,369,1,False
U-4,S-1,2026-05-02,Export,3,many,1,False
"""


def test_that_readings_are_stored_by_account_metric_feature_and_day(book: Book) -> None:
    book.accounts("Acme", "Bolt")
    rows = [
        {**LOGINS, "feature": ""},
        {**LOGINS, "on": "1969-12-31", "value": "0"},
        {**LOGINS, "metric": "feature_users", "feature": "Export", "value": "3"},
        {**LOGINS, "account": "Bolt", "metric": "own metric", "value": "-2.5"},
    ]
    assert counts(book.import_("usage", *rows)) == (4, 0, 0, 0)
    assert book.readings() == [
        ("Acme", "feature_users", "Export", "2026-05-01", 0, 3),
        ("Acme", "logins", "", "1969-12-31", 0, 0),
        ("Acme", "logins", "", "2026-05-01", 0, 5),
        ("Bolt", "own metric", "", "2026-05-01", 0, -2.5),
    ]


def test_that_the_same_readings_again_change_nothing_and_another_value_updates(book: Book) -> None:
    book.accounts("Acme")
    rows = [LOGINS, {**LOGINS, "on": "2026-05-02"}]
    book.import_("usage", *rows)
    sets = book.change_sets()
    assert counts(book.import_("usage", *reversed(rows))) == (0, 0, 2, 0)
    assert book.change_sets() == sets
    assert counts(book.import_("usage", rows[0], {**rows[1], "value": "6"})) == (0, 1, 1, 0)
    assert [reading[-1] for reading in book.readings()] == [5, 6]


def test_that_equal_keys_in_the_sources_are_that_many_readings(book: Book) -> None:
    book.accounts("Acme")
    rows = [{**LOGINS, "value": value} for value in ("5", "3", "5")]
    assert counts(book.import_("usage", *rows)) == (3, 0, 0, 0)
    assert [(reading[4], reading[5]) for reading in book.readings()] == [(0, 3), (1, 5), (2, 5)]
    assert counts(book.take(*(book.file("usage", [row]) for row in reversed(rows)))) == (0, 0, 3, 0)


def test_that_a_feature_and_none_are_two_series(book: Book) -> None:
    book.accounts("Acme")
    assert counts(book.import_("usage", LOGINS, {**LOGINS, "feature": "Export"})) == (2, 0, 0, 0)
    assert [reading[2] for reading in book.readings()] == ["", "Export"]


def test_that_bad_rows_are_rejected_and_the_rest_is_written(book: Book) -> None:
    book.accounts("Acme")
    result = book.import_("usage", LOGINS, {**LOGINS, "value": "-1"}, {**LOGINS, "metric": "eligible_users"})
    assert counts(result) == (1, 0, 0, 2)
    assert sorted(line for line, *_ in reasons(result)) == [3, 4]


def test_that_an_import_without_a_single_reading_makes_no_batch(book: Book) -> None:
    book.accounts("Acme")
    sets = book.change_sets()
    assert counts(book.import_("usage", {**LOGINS, "value": "x"})) == (0, 0, 0, 1)
    assert counts(book.take(book.file("usage", "account,on,metric,value\n"))) == (0, 0, 0, 0)
    assert book.change_sets() == sets


def test_that_usage_hangs_on_the_account_of_its_contract_line(book: Book) -> None:
    book.accounts("Acme", "Bolt")
    lines = [
        {"account": account, "arr": "1", "start_on": "2026-01-01", "external_id": line}
        for account, line in (("Acme", "S-1"), ("Bolt", "S-2"))
    ]
    path = book.file("feature_usage", RAVENSTACK)
    result = book.take(path, book.file("subscriptions", lines))
    assert counts(result, "usage") == (4, 0, 0, 1)
    assert reasons(result) == [
        (5, "subscription_id", "S-9", "is no contract line of this portfolio: import the subscriptions with it")
    ]
    assert [reading for reading in book.readings() if reading[1] == "events"] == [
        ("Acme", "events", "Export", "2026-05-01", 0, 4),
        ("Acme", "events", "Export", "2026-05-01", 1, 9),
        ("Acme", "events", "Export", "2026-05-02", 0, 3),
        ("Bolt", "events", "Export", "2026-05-01", 0, 8),
    ]
    assert [reading[-1] for reading in book.readings() if reading[1] == "duration_secs"] == [100, 5004, 369]
    assert counts(book.take(path), "usage") == (0, 0, 4, 1)

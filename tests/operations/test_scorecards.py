"""Changing scorecards in a real file: what is saved, refused, undone, remembered, and what holds on past days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.errors import Rejected
from desktop.domain.scorecard_versions import cards_on
from desktop.domain.scorecards import INPUTS, Scorecard, ScorecardCap, with_changes
from desktop.operations.charts import health_line
from desktop.operations.history import read_history, read_months, score_months
from desktop.operations.look import account_score
from desktop.operations.scorecard_view import (
    book_standing,
    preview_edit,
    read_scored_book,
    read_shelf,
    scored_book,
    segments_without_own,
    standings,
)
from desktop.operations.scorecards import (
    copy_scorecard,
    edit_scorecard,
    remove_scorecard,
    restore_shipped,
    shipped_scorecard,
    typed_number,
)
from desktop.store.portfolio import Portfolio
from desktop.store.queries.scorecards import scorecard_changes, scorecard_versions, scorecards
from desktop.store.queries.segments import segment_versions
from desktop.store.tx import Tx
from tests.operations.imports.import_books import Book, new_book

MONDAY = date(2026, 5, 25)  # after the day on which the book is made
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)
OWN = "segment:Enterprise"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        yield made
        assert made.problems() == []


def on(book: Book, day: date) -> Portfolio:
    """The file, at noon of a day."""
    book.clock.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return book.portfolio


def cards(book: Book) -> dict[str, Scorecard]:
    return {card.key: card for card in book.portfolio.read(scorecards)}


def default(book: Book) -> Scorecard:
    return cards(book)["default"]


def cards_seen(book: Book, day: date, *, known_then: bool = False) -> dict[str, Scorecard]:
    with book.portfolio.looked_at(day, known_then=known_then) as conn:
        return {card.key: card for card in scorecards(conn)}


def weight(card: Scorecard, name: str = "feedback") -> float:
    return next(entry.weight for entry in card.inputs if entry.name == name)


# -- changing


def test_that_an_edit_is_one_change_set_and_undo_takes_it_back(book: Book) -> None:
    before, contents, sets = default(book), book.contents(), book.change_sets()
    changes = {
        "inputs.feedback.weight": 30.0,
        "inputs.support.points": [(0.0, 10.0), (50.0, 60.0), (100.0, 90.0)],
        "caps.champion_left": 60.0,
        "green_from": 80.0,
        "min_coverage": 0.5,
    }
    performed = book.portfolio.perform(edit_scorecard, "default", changes)

    assert performed.result == default(book) == with_changes(before, changes)
    assert performed.changes.label == "Scorecard Default: 5 changes"
    assert (performed.changes.cells, book.change_sets()) == (5, sets + 1)
    book.portfolio.undo()
    assert book.contents() == contents
    book.portfolio.redo()
    assert default(book) == performed.result


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"inputs.feedback.weight": 25.0}, "Scorecard Default: weight of feedback 20 → 25"),
        ({"inputs.support.points": [(0, 0), (80, 100)]}, "Scorecard Default: curve of support changed"),
        ({"caps.champion_left": None}, "Scorecard Default: cap of champion left changed"),
        ({"amber_from": 45}, "Scorecard Default: amber from 50 → 45"),
    ],
)
def test_that_undo_is_told_what_it_would_take_back(book: Book, changes: dict[str, object], label: str) -> None:
    assert book.portfolio.perform(edit_scorecard, "default", changes).changes.label == label


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"inputs.feedback.weight": -1}, "inputs.feedback.weight"),
        ({f"inputs.{name}.weight": 0 for name in INPUTS}, "inputs"),
        ({"inputs.support.points": [(5, 0), (1, 100)]}, "inputs.support.points"),
        ({"amber_from": 90}, "amber_from"),
        ({"green_from": 80, "segment": "All"}, "segment"),
    ],
)
def test_that_what_makes_no_sense_is_refused_and_nothing_is_saved(
    book: Book, changes: dict[str, object], field: str
) -> None:
    before = book.contents()
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(edit_scorecard, "default", changes)
    assert refused.value.field == field
    assert book.contents() == before


def test_that_what_is_saved_again_as_it_was_is_no_change(book: Book) -> None:
    sets = book.change_sets()
    performed = book.portfolio.perform(edit_scorecard, "default", {"inputs.feedback.weight": 20, "green_from": 75})
    assert not performed.changes
    assert book.change_sets() == sets


def test_that_a_cap_that_is_taken_away_caps_nobody_and_comes_back(book: Book) -> None:
    book.portfolio.perform(edit_scorecard, "default", {"caps.notice_given": None})
    assert [cap.name for cap in default(book).caps] == ["unanswered_detractor", "champion_left"]
    book.portfolio.perform(edit_scorecard, "default", {"caps.notice_given": 30})
    assert default(book).caps[0] == ScorecardCap("notice_given", 30)


def test_that_the_shipped_values_come_back_under_the_own_name(book: Book) -> None:
    perform = book.portfolio.perform
    perform(copy_scorecard, "default", "Enterprise")
    perform(edit_scorecard, OWN, {"inputs.feedback.weight": 90, "caps.notice_given": None, "amber_from": 20})
    performed = perform(restore_shipped, OWN)

    assert performed.result == cards(book)[OWN]
    assert performed.changes.label == "Scorecard Enterprise: shipped values given back"
    assert (cards(book)[OWN].inputs, cards(book)[OWN].caps) == (shipped_scorecard().inputs, shipped_scorecard().caps)
    assert (cards(book)[OWN].segment, cards(book)[OWN].amber_from) == ("Enterprise", 50)
    book.portfolio.undo()
    assert weight(cards(book)[OWN]) == 90


# -- of a segment


def test_that_a_segment_gets_a_copy_and_only_its_accounts_are_scored_by_it(book: Book) -> None:
    book.import_("accounts", {"name": "Acme", "segment": "Enterprise"}, {"name": "Bolt"})
    lines = [{"account": name, "external_id": name, "arr": 10, "start_on": "2025-01-01"} for name in ("Acme", "Bolt")]
    book.import_("subscriptions", *lines)
    key = book.portfolio.perform(copy_scorecard, "default", " Enterprise ").result
    book.portfolio.perform(edit_scorecard, key, {"inputs.commercial.weight": 99})

    assert (key, cards(book)[key].name, cards(book)[key].segment) == (OWN, "Enterprise", "Enterprise")
    ids = book.ids()
    used = {
        name: scores.scorecards[int(scores.scorecard_of[0])].key
        for name in ids
        for scores in [book.portfolio.read(account_score, ids[name], WEDNESDAY)]
    }
    assert used == {"Acme": OWN, "Bolt": "default"}
    assert weight(default(book), "commercial") == 10


def test_that_a_segment_has_one_scorecard_of_its_own(book: Book) -> None:
    book.portfolio.perform(copy_scorecard, "default", "Enterprise")
    with pytest.raises(Rejected, match="own already") as refused:
        book.portfolio.perform(copy_scorecard, "default", "Enterprise")
    assert refused.value.field == "segment"


def test_that_a_removed_one_is_gone_and_can_be_made_again_from_what_is_there_then(book: Book) -> None:
    perform = book.portfolio.perform
    perform(copy_scorecard, "default", "Enterprise")
    perform(edit_scorecard, OWN, {"inputs.feedback.weight": 90})
    perform(remove_scorecard, OWN)
    assert list(cards(book)) == ["default"]
    book.portfolio.undo()
    assert weight(cards(book)[OWN]) == 90
    book.portfolio.redo()
    perform(copy_scorecard, "default", "Enterprise")
    assert weight(cards(book)[OWN]) == 20


def test_that_the_one_for_all_stays(book: Book) -> None:
    with pytest.raises(Rejected, match="cannot be removed"):
        book.portfolio.perform(remove_scorecard, "default")


def test_that_what_is_gone_cannot_be_changed(book: Book) -> None:
    for operation in (remove_scorecard, restore_shipped):
        with pytest.raises(Rejected, match="no such scorecard any more"):
            book.portfolio.perform(operation, OWN)
    with pytest.raises(Rejected, match="no such scorecard any more"):
        book.portfolio.perform(edit_scorecard, OWN, {"green_from": 80})


def test_that_two_people_who_copy_for_a_segment_make_the_same_rows(book: Book, tmp_path: Path) -> None:
    book.portfolio.perform(copy_scorecard, "default", "Enterprise")
    (tmp_path / "other").mkdir()
    with new_book(tmp_path / "other") as other:
        other.portfolio.perform(copy_scorecard, "default", "Enterprise")
        for table in ("scorecard", "scorecard_input", "scorecard_cap"):
            assert other.contents()[table] == book.contents()[table]


# -- past days


def test_that_a_past_day_known_now_has_the_values_it_ended_with(book: Book) -> None:
    changes = {"inputs.feedback.weight": 60, "caps.notice_given": None, "green_from": 80}
    on(book, TUESDAY).perform(edit_scorecard, "default", changes)
    on(book, WEDNESDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 70})

    for known_then in (False, True):
        on_monday, on_tuesday = (cards_seen(book, day, known_then=known_then) for day in (MONDAY, TUESDAY))
        assert weight(on_tuesday["default"]) == 60
        assert (weight(on_monday["default"]), on_monday["default"].green_from) == (20, 75)
        assert on_monday["default"].caps[0] == ScorecardCap("notice_given", 25)
        assert [cap.name for cap in on_tuesday["default"].caps] == ["unanswered_detractor", "champion_left"]


def test_that_one_made_later_counts_before_with_what_it_was_made_with_and_not_where_known_then(book: Book) -> None:
    on(book, TUESDAY).perform(copy_scorecard, "default", "Enterprise")
    on(book, WEDNESDAY).perform(edit_scorecard, OWN, {"inputs.feedback.weight": 70})

    assert weight(cards_seen(book, MONDAY)[OWN]) == 20
    assert OWN not in cards_seen(book, MONDAY, known_then=True)
    assert weight(cards_seen(book, TUESDAY, known_then=True)[OWN]) == 20


def test_that_a_removed_one_counts_at_no_date_but_where_it_was_known_then(book: Book) -> None:
    on(book, MONDAY).perform(copy_scorecard, "default", "Enterprise")
    on(book, WEDNESDAY).perform(remove_scorecard, OWN)

    assert OWN not in cards_seen(book, TUESDAY)
    assert OWN in cards_seen(book, TUESDAY, known_then=True)


def talked_with(book: Book) -> str:
    """An account whose score moves with the weight of feedback; its id."""
    book.import_("accounts", {"name": "Acme"})
    book.import_("subscriptions", {"account": "Acme", "external_id": "L", "arr": 10, "start_on": "2024-01-01"})
    account = book.ids()["Acme"]

    def talk(tx: Tx) -> None:
        tx.label = "Talk"
        for day in ("2026-01-10", "2026-05-01", "2026-07-20"):
            tx.insert("touchpoint", {"account": account, "on_day": day, "kind": "call", "two_way": 1})
        answer = {"account": account, "kind": "nps", "responded_on": "2026-01-01", "score": 5}
        tx.insert("survey_response", {**answer, "scale_min": 0, "scale_max": 10})

    on(book, MONDAY).perform(talk)
    on(book, MONDAY).perform(edit_scorecard, "default", {"min_coverage": 0.1})
    return account


def test_that_a_weight_edited_today_changes_no_score_of_a_month_before(book: Book) -> None:
    account = talked_with(book)
    july = date(2026, 7, 22)
    before = score_months(book.portfolio.read(read_history, july, 4, account))
    on(book, july).perform(edit_scorecard, "default", {"inputs.feedback.weight": 200})
    after = score_months(book.portfolio.read(read_history, july, 4, account))
    whole = score_months(book.portfolio.read(read_months, july, 4))

    assert before.days[-2:] == (date(2026, 6, 30), july)
    np.testing.assert_array_equal(after.score[0, :-1], before.score[0, :-1])
    assert not np.isnan(after.score[0, -3:]).any()
    assert after.score[0, -1] != before.score[0, -1]
    np.testing.assert_array_equal(whole.score, after.score)


def test_that_days_before_the_first_version_have_the_earliest_known(book: Book) -> None:
    account = talked_with(book)
    on(book, TUESDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 60})
    on(book, WEDNESDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 70})
    versions = book.portfolio.read(scorecard_versions, date(2025, 1, 1), WEDNESDAY)

    assert [(each.since, weight(each.cards[0])) for each in versions] == [
        (date.min, 20),
        (MONDAY, 20),
        (TUESDAY, 60),
        (WEDNESDAY, 70),
    ]
    for day in (date(2025, 6, 30), MONDAY, TUESDAY, WEDNESDAY):
        with book.portfolio.looked_at(day) as conn:
            assert list(cards_on(versions, day)) == scorecards(conn), "as looking at the past day itself"
    history = score_months(book.portfolio.read(read_history, WEDNESDAY, 4, account))
    assert cards_on(versions, history.days[0])[0].min_coverage == 0.4
    assert np.isnan(history.score[0, 0]), "the coverage asked for then was higher"


@pytest.mark.parametrize("looked", [MONDAY, TUESDAY, WEDNESDAY])
def test_that_a_past_day_that_is_looked_at_has_no_version_from_after_it(book: Book, looked: date) -> None:
    on(book, MONDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 50})
    on(book, TUESDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 60})
    on(book, TUESDAY).perform(copy_scorecard, "default", "Enterprise")
    on(book, WEDNESDAY).perform(edit_scorecard, OWN, {"inputs.feedback.weight": 70})
    on(book, WEDNESDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 80})
    with book.portfolio.looked_at(looked) as conn:
        versions = scorecard_versions(conn, MONDAY - timedelta(10), looked)
    days = [MONDAY, TUESDAY, WEDNESDAY]
    assert [each.since for each in versions] == [date.min, *days[: days.index(looked) + 1]]


def test_that_the_chart_says_where_the_scorecard_of_the_account_changed(book: Book) -> None:
    account = talked_with(book)
    july = date(2026, 7, 22)
    on(book, date(2026, 6, 3)).perform(edit_scorecard, "default", {"inputs.feedback.weight": 30})
    on(book, date(2026, 6, 4)).perform(copy_scorecard, "default", "Enterprise")
    on(book, date(2026, 6, 5)).perform(edit_scorecard, OWN, {"inputs.feedback.weight": 90})
    on(book, date(2026, 6, 6)).perform(edit_scorecard, "default", {"name": "Ours"})
    line = health_line(book.portfolio.read(read_history, july, 2, account), account)

    changed = [(each.on, each.detail) for each in line.events if each.label == "scorecard changed"]
    assert changed == [(date(2026, 6, 3), "weight of feedback 20 \N{RIGHTWARDS ARROW} 30")]


def put_into(book: Book, account: str, segment: str | None, day: date) -> None:
    def move(tx: Tx) -> None:
        tx.label = "Move"
        tx.update("account", account, {"segment": segment})

    on(book, day).perform(move)


def test_that_a_past_day_is_scored_by_the_segment_the_account_was_in(book: Book) -> None:
    account = talked_with(book)
    put_into(book, account, "Small", MONDAY)
    on(book, MONDAY).perform(copy_scorecard, "default", "Enterprise")
    on(book, MONDAY).perform(edit_scorecard, OWN, {"inputs.feedback.weight": 90})
    july, june = date(2026, 7, 22), date(2026, 6, 30)
    before = score_months(book.portfolio.read(read_history, july, 4, account))
    put_into(book, account, "Enterprise", date(2026, 7, 1))

    after = score_months(book.portfolio.read(read_history, july, 4, account))
    whole = score_months(book.portfolio.read(read_months, july, 4))
    np.testing.assert_array_equal(after.score[0, :-1], before.score[0, :-1])
    assert after.score[0, -1] != before.score[0, -1]
    np.testing.assert_array_equal(whole.score, after.score)
    with book.portfolio.looked_at(june) as conn:
        seen = score_months(read_history(conn, june, 1, account))
    assert (after.days[-2], after.score[0, -2]) == (june, seen.score[0, -1]), "as looking at the past day itself"


def test_that_the_chart_says_when_another_scorecard_came_with_another_segment(book: Book) -> None:
    account = talked_with(book)
    on(book, MONDAY).perform(copy_scorecard, "default", "Enterprise")
    on(book, MONDAY).perform(edit_scorecard, OWN, {"inputs.feedback.weight": 90})
    july = date(2026, 7, 22)
    put_into(book, account, "Small", date(2026, 6, 2))
    put_into(book, account, "Enterprise", date(2026, 6, 3))
    on(book, date(2026, 6, 4)).perform(edit_scorecard, OWN, {"inputs.feedback.weight": 80})
    put_into(book, account, "Small", date(2026, 7, 5))
    put_into(book, account, "Enterprise", date(2026, 7, 5))
    line = health_line(book.portfolio.read(read_history, july, 2, account), account)

    arrow = "\N{RIGHTWARDS ARROW}"
    changed = [(each.on, each.detail) for each in line.events if each.label == "scorecard changed"]
    assert changed == [
        (date(2026, 6, 3), f"with the segment, Small {arrow} Enterprise: weight of feedback 20 {arrow} 90"),
        (date(2026, 6, 4), f"weight of feedback 90 {arrow} 80"),
    ]


@pytest.mark.parametrize("looked", [MONDAY, TUESDAY, WEDNESDAY])
def test_that_the_segments_of_a_past_day_are_those_of_looking_at_it(book: Book, looked: date) -> None:
    account = talked_with(book)
    for segment, day in ((None, MONDAY), ("Small", TUESDAY), ("Large", TUESDAY), ("Enterprise", WEDNESDAY)):
        put_into(book, account, segment, day)
    with book.portfolio.looked_at(looked) as conn:
        found = segment_versions(conn, MONDAY - timedelta(10), looked)[account]
        (now,) = conn.execute("SELECT segment FROM account WHERE id = ?", (account,)).fetchone()
    known = [(date.min, None), (TUESDAY, "Large"), (WEDNESDAY, "Enterprise")]
    assert found == tuple(each for each in known if each[0] <= looked)
    assert found[-1].segment == now


def test_that_of_the_accounts_asked_for_only_their_own_segments_are_told(book: Book) -> None:
    asked = talked_with(book)
    book.import_("accounts", {"name": "Other"})
    other = book.ids()["Other"]
    for account in (asked, other):
        put_into(book, account, "Small", MONDAY)
    with book.portfolio.beside() as conn:
        everyone = segment_versions(conn, MONDAY - timedelta(10), WEDNESDAY)
        assert set(everyone) == {asked, other}
        assert segment_versions(conn, MONDAY - timedelta(10), WEDNESDAY, (asked,)) == {asked: everyone[asked]}


# -- the journal of it


def test_that_the_history_names_who_changed_which_weight_from_what_to_what(book: Book) -> None:
    assert book.portfolio.read(scorecard_changes) == []
    on(book, MONDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 30, "caps.notice_given": None})
    on(book, TUESDAY).perform(edit_scorecard, "default", {"inputs.support.points": [(0, 0), (50, 100)]})
    on(book, TUESDAY).perform(copy_scorecard, "default", "Enterprise")
    on(book, WEDNESDAY).perform(remove_scorecard, OWN)

    found = book.portfolio.read(scorecard_changes)
    said = [(each.at[:10], each.key, each.field, each.old, each.new) for each in found]
    assert said == [
        ("2026-05-27", OWN, "removed", None, None),
        ("2026-05-26", OWN, "made", None, None),
        ("2026-05-26", "default", "inputs.support.points", ((0, 0), (100, 100)), ((0, 0), (50, 100))),
        ("2026-05-25", "default", "caps.notice_given", 25, None),
        ("2026-05-25", "default", "inputs.feedback.weight", 20, 30),
    ]
    assert {each.by for each in found} == {book.portfolio.hand().author}


def test_that_undo_is_part_of_the_history(book: Book) -> None:
    book.portfolio.perform(edit_scorecard, "default", {"inputs.feedback.weight": 30})
    book.portfolio.undo()
    found = book.portfolio.read(scorecard_changes)
    assert [(each.old, each.new) for each in found] == [(30, 20), (20, 30)]


def test_that_the_shelf_of_a_past_day_leaves_out_what_was_changed_later(book: Book) -> None:
    on(book, MONDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 30})
    on(book, WEDNESDAY).perform(edit_scorecard, "default", {"inputs.feedback.weight": 40})
    assert [each.new for each in book.portfolio.read(read_shelf).changes] == [40, 30]
    assert [each.new for each in book.portfolio.read(read_shelf, TUESDAY).changes] == [30]
    assert "detractor" in [each.key for each in book.portfolio.read(read_shelf).playbooks]


# -- what it would do


def test_that_the_preview_is_what_saving_does(book: Book) -> None:
    names = [f"A{number}" for number in range(12)]
    book.import_("accounts", *({"name": name, "segment": "Small" if name in names[:3] else None} for name in names))
    book.import_(
        "subscriptions",
        *(
            {"account": name, "external_id": name, "arr": 100 * at, "start_on": "2025-01-01", "likelihood": at / 12}
            for at, name in enumerate(names, start=1)
        ),
    )
    only = {f"inputs.{name}.weight": 0 for name in INPUTS if name != "commercial"}
    book.portfolio.perform(edit_scorecard, "default", only)
    read = scored_book(book.portfolio.read(read_scored_book, WEDNESDAY))
    saved = book.portfolio.read(read_shelf).cards
    edited = with_changes(saved[0], {"green_from": 90, "amber_from": 60})
    found = preview_edit(read, saved, edited)

    assert [(each.before, each.after, each.accounts) for each in found.moves] == [
        ("green", "amber", 2),
        ("amber", "red", 2),
    ]
    assert [read.names[each.account] for each in found.moved] == ["A9", "A8", "A6", "A5"]
    assert found.moved[0].arr_cents == 100_000
    assert found.before.mean == pytest.approx(sum(range(1, 13)) / 144 * 100)
    assert segments_without_own(read, saved) == (("Small", 3),)

    book.portfolio.perform(edit_scorecard, "default", {"green_from": 90, "amber_from": 60})
    after = scored_book(book.portfolio.read(read_scored_book, WEDNESDAY))
    assert book_standing(after, book.portfolio.read(read_shelf).cards) == found.after
    book.portfolio.perform(copy_scorecard, "default", "Small")
    both = book.portfolio.read(read_shelf).cards
    counts = {key: each.active for key, each in standings(after, both).items()}
    assert counts == {"default": 9, "segment:Small": 3}
    assert segments_without_own(after, both) == ()


# -- what is typed


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("15", "", 15),
        (" 7.5 ", "", 7.5),
        ("7,5", "", 7.5),
        ("-50 %", "%", -0.5),
        ("\N{MINUS SIGN}50\N{NO-BREAK SPACE}%", "%", -0.5),
        ("+20", "%", 0.2),
        ("29%", "%", 0.29),
        ("14 d", "d", 14),
        (".5", "", 0.5),
        ("1000", "", 1000),
    ],
)
def test_that_a_number_is_read_as_it_is_typed(text: str, unit: str, value: float) -> None:
    assert typed_number(text, field="f", unit=unit) == value


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1,000", "1e5", "nan", "inf", "1.2.3", "1,2,3", "15 %", "--5", "٣", "9" * 21]
)
def test_that_what_is_no_number_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Rejected) as refused:
        typed_number(text, field="inputs.support.weight")
    assert refused.value.field == "inputs.support.weight"

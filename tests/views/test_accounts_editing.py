"""Next steps typed into the table, and what happens to the table when the book changes under it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.domain.account_rows import AccountRow, total_columns
from desktop.domain.drafts import SurveyDraft
from desktop.operations import look
from desktop.operations.accounts import set_next_step
from desktop.operations.logging import log
from desktop.store.connection import Connection
from desktop.store.queries import facts
from tests.views.accounts_stage import (
    Key,
    accounts_page,
    click_title,
    field,
    go_to,
    is_field_open,
    retype,
    row_of,
    settle,
    shown,
    table_of,
)
from tests.views.stage import AS_OF, Stage

CTRL = Qt.KeyboardModifier.ControlModifier


def step_of(stage: Stage, name: str) -> tuple[str | None, date | None]:
    account = next(each for each in stage.session.read(facts.accounts) if each.name == name)
    return account.next_step, account.next_step_on


def ids_of(stage: Stage) -> dict[str, str]:
    return {account.name: account.id for account in stage.session.read(facts.accounts)}


def test_that_enter_saves_and_goes_down_and_undo_takes_it_back(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    assert field(page).text() == "Renewal talk with Petr Novak"
    assert field(page).accessibleName() == "Next step of Ostrava Freight"
    qtbot.keyClick(retype(page, qtbot, "Call the CFO"), Key.Key_Return)

    assert step_of(demo, "Ostrava Freight")[0] == "Call the CFO"
    assert shown(page, "step")[place] == "Call the CFO"
    assert not is_field_open(page)
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (place + 1, page.model.at("step"))
    assert page.table.hasFocus()
    assert (demo.said[-1].text, demo.said[-1].can_undo) == ("Next step set: Ostrava Freight", True)
    demo.session.undo()
    assert shown(page, "step")[place] == "Renewal talk with Petr Novak"


def test_that_esc_restores_and_saves_nothing(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    qtbot.keyClick(retype(page, qtbot, "Nothing"), Key.Key_Escape)
    assert not is_field_open(page)
    assert demo.session.undo_label is None
    assert step_of(demo, "Ostrava Freight")[0] == "Renewal talk with Petr Novak"


def test_that_f2_elsewhere_in_the_row_edits_its_next_step(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "name")
    qtbot.keyClick(page.table, Key.Key_F2)
    assert page.table.currentIndex().column() == page.model.at("step")
    assert is_field_open(page)


def test_that_typing_in_a_field_of_the_table_edits_it(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Lumen Dental", "due")
    qtbot.keyClick(page.table, "f")
    editor = field(page)
    assert editor.text() == "f"
    qtbot.keyClicks(editor, "ri")
    qtbot.keyClick(editor, Key.Key_Return)
    assert step_of(demo, "Lumen Dental")[1] == date(2026, 11, 27)
    assert page.filters.field.text() == ""


def test_that_a_day_that_is_none_is_refused_at_its_place_and_stays_typed(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Lumen Dental", "due")
    qtbot.keyClick(page.table, Key.Key_F2)
    assert field(page).text() == "25 Nov 2026"
    editor = retype(page, qtbot, "31 feb")
    qtbot.keyClick(editor, Key.Key_Return)

    assert is_field_open(page)
    assert editor.text() == "31 feb"
    assert editor.refusal == "31 Feb 2027 does not exist: type a day from 1 to 28."
    assert page.table.currentIndex().row() == place
    assert demo.session.undo_label is None
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.refusal == ""
    qtbot.keyClick(retype(page, qtbot, "+2w"), Key.Key_Return)
    assert step_of(demo, "Lumen Dental")[1] == date(2026, 12, 7)


def test_that_leaving_a_field_saves_it_and_tab_goes_to_the_next(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    qtbot.keyClick(retype(page, qtbot, "Tabbed"), Key.Key_Tab)
    assert step_of(demo, "Ostrava Freight")[0] == "Tabbed"
    index = page.table.currentIndex()
    assert (index.row(), index.column()) == (place, page.model.at("due"))

    qtbot.keyClick(page.table, Key.Key_F2)
    retype(page, qtbot, "2026-12-24")
    page.filters.field.setFocus()
    assert step_of(demo, "Ostrava Freight")[1] == date(2026, 12, 24)
    assert not is_field_open(page)


def test_that_fill_down_gives_the_chosen_rows_what_the_first_says_in_one_change(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "due")
    names = shown(page)[place : place + 3]
    before = [step_of(demo, name)[1] for name in names]
    for _ in range(2):
        qtbot.keyClick(page.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.table, Key.Key_D, CTRL)

    assert [step_of(demo, name)[1] for name in names] == [before[0]] * 3
    assert demo.said[-1].text == "Next step's date set: 2 accounts"
    assert page.table.chosen() == [row_of(page, name) for name in names]
    demo.session.undo()
    assert [step_of(demo, name)[1] for name in names] == before


def test_that_fill_down_of_one_row_takes_what_stands_above(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_D, CTRL)
    assert step_of(demo, shown(page)[place + 1])[0] == "Renewal talk with Petr Novak"
    page.table.go_to(0)
    qtbot.keyClick(page.table, Key.Key_D, CTRL)
    assert step_of(demo, shown(page)[0])[0] == "Set outcome", "there is nothing above the first"


def test_that_fill_down_elsewhere_says_where_it_works(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "name")
    qtbot.keyClick(page.table, Key.Key_D, CTRL)
    assert demo.said[-1].text == "Account is not typed here: go to a column like Next step to fill it down."
    assert demo.session.undo_label is None


def test_that_a_change_elsewhere_reads_only_its_account_and_moves_nothing(
    demo: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = accounts_page(demo, qtbot)
    click_title(page, qtbot, "health")
    place = go_to(page, "Verity Insurance")
    page.table.verticalScrollBar().setValue(place - 2)
    before, chosen = shown(page), page.table.chosen()
    scrolled = page.table.verticalScrollBar().value()
    score = table_of(page).accounts[row_of(page, "Verity Insurance")].shown
    asked: list[list[str]] = []
    original = look.account_rows_of

    def noting(conn: Connection, ids: Iterable[str], day: date) -> list[AccountRow]:
        asked.append(list(ids))
        return original(conn, asked[-1], day)

    def forbidden(conn: Connection, day: date) -> None:
        raise AssertionError((conn, day))

    monkeypatch.setattr(look, "account_rows_of", noting)
    monkeypatch.setattr(look, "read_accounts", forbidden)
    verity = ids_of(demo)["Verity Insurance"]
    draft = SurveyDraft(
        account=verity, kind="nps", score=0, responded_on=AS_OF, scale_min=0, scale_max=10, new_contact="Boss"
    )
    demo.session.perform(log, draft, as_of=AS_OF)

    assert asked == [[verity]]
    now = table_of(page).accounts[row_of(page, "Verity Insurance")].shown
    assert now is not None
    assert score is not None
    assert now < score
    months = table_of(page).months
    assert months is not None
    assert (
        months[row_of(page, "Verity Insurance"), -1] == table_of(page).accounts[row_of(page, "Verity Insurance")].score
    )
    assert (shown(page), page.table.chosen()) == (before, chosen)
    assert page.table.verticalScrollBar().value() == scrolled
    kept, counted = table_of(page).totals, total_columns(table_of(page).accounts, AS_OF)
    assert kept.totals() == counted.totals(), "only the changed row is counted anew"
    assert (kept.is_due_soon == counted.is_due_soon).all()


def test_that_a_change_of_many_accounts_reads_all_again_and_keeps_ones_place(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Verity Insurance")
    page.table.verticalScrollBar().setValue(place - 2)
    scrolled = page.table.verticalScrollBar().value()
    rows = page.model.rows
    demo.session.perform(set_next_step, list(ids_of(demo).values()), "All hands")
    assert page.model.rows is rows, "read beside the window"
    settle(demo, qtbot)

    assert set(shown(page, "step")) == {"All hands"}
    assert page.table.chosen() == [row_of(page, "Verity Insurance")]
    assert page.table.currentIndex().row() == place
    assert page.table.verticalScrollBar().value() == scrolled


def test_that_reading_all_again_leaves_an_open_field_alone(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = retype(page, qtbot, "Half a thou")
    others = [account for name, account in ids_of(demo).items() if name != "Ostrava Freight"]
    demo.session.perform(set_next_step, others, "All hands")
    settle(demo, qtbot)

    assert is_field_open(page)
    assert editor.text() == "Half a thou"
    qtbot.keyClicks(editor, "ght")
    qtbot.keyClick(editor, Key.Key_Return)
    assert step_of(demo, "Ostrava Freight")[0] == "Half a thought"
    qtbot.waitUntil(lambda: sorted(set(shown(page, "step"))) == ["All hands", "Half a thought"])
    assert page.table.current() == row_of(page, shown(page)[shown(page).index("Ostrava Freight") + 1])


def test_that_a_page_that_is_not_shown_catches_up_when_it_is(
    demo: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = accounts_page(demo, qtbot)
    page.hide()
    with monkeypatch.context() as patch:
        patch.setattr(look, "read_accounts", None)
        demo.session.perform(set_next_step, [ids_of(demo)["Ostrava Freight"]], "While away")
        page.show()
        assert "While away" in shown(page, "step")


def test_that_undoing_a_new_account_takes_it_from_the_table(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.mouseClick(page.frame.add_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.frame.adding.name, "Aardvark")
    qtbot.keyClick(page.frame.adding.name, Key.Key_Return)
    settle(demo, qtbot)
    assert "Aardvark" in shown(page)
    place = page.table.currentIndex().row()
    assert place > 1
    demo.session.undo()
    settle(demo, qtbot)
    assert "Aardvark" not in shown(page)
    assert page.table.currentIndex().row() == min(place, 59), "one stays where one was"
    assert page.frame.sentence.text().startswith("60 accounts")


def test_that_a_book_open_for_reading_is_not_edited(demo: Stage, qtbot: QtBot) -> None:
    path = demo.session.path
    assert path is not None
    demo.session.close()
    demo.session.open(path, writable=False)
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    qtbot.keyClick(page.table, Key.Key_D, CTRL)
    assert not is_field_open(page)
    assert page.frame.add_button.isHidden()
    qtbot.keyClick(page.table, "x")
    assert not is_field_open(page)
    qtbot.keyClick(page.table, "/")
    assert page.filters.field.hasFocus(), "nothing here is a field"


def test_that_a_slash_asks_for_a_filter_also_where_a_cell_can_be_edited(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, "/")
    assert not is_field_open(page)
    assert page.filters.field.hasFocus()

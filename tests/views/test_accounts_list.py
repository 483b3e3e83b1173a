"""The list of accounts as one asks for it: filters by any field, groups, columns and views, by mouse and by keys."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.actions import Actions
from desktop.domain.listing.conditions import Condition
from desktop.operations.saved_views import PAGE
from desktop.store.queries.saved_views import saved_views
from desktop.views.accounts.page import AccountsPage
from desktop.views.accounts.viewing import ALL
from desktop.views.page import Place
from desktop.views.window.palette import Palette
from tests.views.accounts_stage import LEFT, Key, accounts_page, field, go_to, settle, table_of
from tests.views.stage import AS_OF, Stage

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def names(page: AccountsPage) -> list[str]:
    """The accounts that are shown, without the heads of groups."""
    return [page.model.rows.text(int(row), "name") for row in page.model.order if row >= 0]


def columns(page: AccountsPage) -> list[str]:
    header = page.table.horizontalHeader()
    shown = [header.logicalIndex(at) for at in range(header.count())]
    return [page.model.columns[at].key for at in shown if not page.table.isColumnHidden(at)]


def type_filter(page: AccountsPage, stage: Stage, qtbot: QtBot, text: str, *, enter: bool = False) -> None:
    page.filters.field.setFocus()
    qtbot.keyClicks(page.filters.field, text)
    if enter:
        qtbot.keyClick(page.filters.field, Key.Key_Return)
    settle(stage, qtbot)


def choose(menu: QMenu | None, text: str) -> None:
    assert menu is not None
    action = next(each for each in menu.actions() if each.text() == text)
    assert action.isEnabled()
    action.trigger()
    menu.close()


def view_named(page: AccountsPage, stage: Stage, qtbot: QtBot, name: str) -> None:
    page.frame.buttons.view.click()
    choose(page.listed.viewing.menu, name)
    settle(stage, qtbot)


def group_by(page: AccountsPage, stage: Stage, qtbot: QtBot, says: str) -> None:
    page.frame.buttons.group.click()
    choose(page.listed.viewing.menu, says)
    settle(stage, qtbot)


def test_that_a_typed_filter_narrows_as_one_types_and_enter_makes_a_chip_of_it(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    type_filter(page, demo, qtbot, "arr>100k optout<60")
    assert names(page) == ["Ostrava Freight"]
    assert page.filters.more.isHidden()

    qtbot.keyClick(page.filters.field, Key.Key_Return)
    assert [chip.text().replace("\xa0", " ") for chip in page.filters.more.chips] == [
        "ARR at least 100 k",
        "Opt-out within 60 d",
    ]
    assert page.filters.field.text() == ""
    assert page.table.hasFocus()
    assert names(page) == ["Ostrava Freight"]


def test_that_a_chip_is_taken_away_by_delete_and_by_its_cross(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    type_filter(page, demo, qtbot, "arr>100k optout<60", enter=True)
    first = page.filters.more.chips[0]
    first.setFocus()
    qtbot.keyClick(first, Key.Key_Delete)
    assert page.filters.conditions == (Condition("opt_out", "within", ("60",)),)
    last = page.filters.more.chips[0]
    qtbot.mouseClick(last, LEFT, pos=QPoint(last.width() - 10, last.height() // 2))
    assert page.filters.conditions == ()
    assert len(names(page)) == 60


def test_that_what_is_refused_stays_typed_with_the_reason(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    type_filter(page, demo, qtbot, "arr>much csm:mara", enter=True)
    assert page.filters.field.text() == "arr>much"
    assert "'much' is no number" in page.filters.more.refusal.text()
    assert page.filters.more.refusal.isVisible()
    assert page.filters.csm.value == "mara"
    assert page.filters.field.hasFocus()
    qtbot.keyClick(page.filters.field, Key.Key_Backspace)
    assert not page.filters.more.refusal.isVisible()


def test_that_a_field_read_on_its_own_filters_once_it_is_there(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    type_filter(page, demo, qtbot, "nps>9 tier:a", enter=True)
    rows = table_of(page)
    shown = [int(row) for row in page.model.order]
    assert shown
    nps = [rows.listing.value(row, "nps") for row in shown]
    assert all(isinstance(each, float) and each >= 9 for each in nps)


def test_that_the_form_adds_a_condition_and_says_why_not(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.filters.add.click()
    form = page.filters.form
    assert form is not None
    form.field.setCurrentIndex(form.field.findData("arr"))
    form.value.setFocus()
    qtbot.keyClicks(form.value, "lots")
    qtbot.keyClick(form.value, Key.Key_Return)
    assert "'lots' is no number" in form.refusal.text()
    form.value.clear()
    qtbot.keyClicks(form.value, "500k")
    qtbot.keyClick(form.value, Key.Key_Return)
    assert names(page) == ["Verity Insurance"]
    assert page.filters.conditions == (Condition("arr", "at_least", ("500000",)),)


def test_that_groups_have_heads_that_add_up_and_close_by_key_and_click(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    group_by(page, demo, qtbot, "CSM")
    heads = page.model.groups
    assert [head.name for head in heads] == ["Ines Okafor", "Mara Lind", "Tomas Reyes"]
    assert len(page.model.order) == 63
    assert sum(int(head.says.split()[0]) for head in heads) == 60
    assert "red or amber" in heads[1].says
    # Within a group, sorted as before.
    key = page.model.rows.key("opt_out")[page.model.members[:10]]
    known = key[~np.isnan(key)]
    assert (np.diff(known) >= 0).all()

    page.table.go_to(0)
    qtbot.keyClick(page.table, Key.Key_Left)
    assert len(page.model.order) == 63 - int(heads[0].says.split()[0])
    assert page.table.currentIndex().row() == 0, "one stays on the head"
    qtbot.keyClick(page.table, Key.Key_Right)
    assert len(page.model.order) == 63
    spot = page.table.visualRect(page.model.index(0, 1)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=spot)
    assert len(page.model.order) == 63 - int(heads[0].says.split()[0])
    assert page.frame.footer.text.replace("\xa0", " ").endswith("60 accounts 4.10 M"), "closed is not left out"


def test_that_a_head_is_no_account_to_open_edit_or_choose(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    group_by(page, demo, qtbot, "Band")
    page.table.go_to(0, page.model.at("step"))
    assert page.account is None
    qtbot.keyClick(page.table, Key.Key_F2)
    assert not page.table.is_editing
    page.table.selectAll()
    assert len(page.table.chosen()) == 60
    assert demo.places == []


def test_that_the_chooser_shows_moves_and_hides_columns_by_keys(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.frame.buttons.columns.click()
    chooser = page.listed.chooser
    places = [chooser.list.item(at).text() for at in range(chooser.list.count())]
    chooser.list.setCurrentRow(places.index("Latest NPS answer"))
    qtbot.keyClick(chooser.list, Key.Key_Space)
    settle(demo, qtbot)
    assert "nps" in columns(page)
    row = next(at for at in range(60) if table_of(page).listing.value(at, "nps") is not None)
    assert table_of(page).text(row, "nps") not in ("", "unknown")
    places = [chooser.list.item(at).text() for at in range(chooser.list.count())]
    chooser.list.setCurrentRow(places.index("ARR"))
    qtbot.keyClick(chooser.list, Key.Key_Down, ALT)
    assert columns(page)[:4] == ["health", "name", "change", "arr"]
    qtbot.keyClick(chooser.list, Key.Key_Space)
    assert "arr" not in columns(page)
    chooser.usual.click()
    assert "nps" not in columns(page)
    assert columns(page)[:3] == ["health", "name", "arr"]


def test_that_an_own_field_is_added_typed_into_and_taken_back(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.frame.buttons.columns.click()
    chooser = page.listed.chooser
    chooser.name.setText("Contract folder")
    qtbot.keyClick(chooser.name, Key.Key_Return)
    settle(demo, qtbot)
    chooser.close()
    added = columns(page)[-1]
    assert added.startswith("own:")
    row = go_to(page, "Ostrava Freight", added)
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_F2)
    qtbot.keyClicks(field(page), "Shelf 3")
    qtbot.keyClick(field(page), Key.Key_Return)
    settle(demo, qtbot)
    assert page.model.rows.text(int(page.model.order[row]), added) == "Shelf 3"
    demo.session.undo()
    demo.session.undo()
    settle(demo, qtbot)
    assert added not in columns(page)


def test_that_a_view_is_saved_changed_marked_and_deleted_with_an_undo(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    viewing = page.listed.viewing
    type_filter(page, demo, qtbot, "arr>100k", enter=True)
    assert page.frame.buttons.view.text() == f"{ALL} *"
    viewing.ask_save_as()
    form = viewing.form
    assert form is not None
    qtbot.keyClick(form.name, Key.Key_Return)
    assert "needs a name" in form.refusal.text()
    qtbot.keyClicks(form.name, "Large")
    qtbot.keyClick(form.name, Key.Key_Return)
    settle(demo, qtbot)
    assert [each.name for each in demo.session.read(saved_views, PAGE)] == ["Large"]
    assert page.frame.buttons.view.text() == "Large"
    assert len(names(page)) < 60

    group_by(page, demo, qtbot, "Segment")
    assert page.frame.buttons.view.text() == "Large *"
    view_named(page, demo, qtbot, ALL)
    assert (len(names(page)), page.model.groups) == (60, ())
    view_named(page, demo, qtbot, "Large")
    assert page.filters.conditions == (Condition("arr", "at_least", ("100000",)),)
    viewing.delete()
    settle(demo, qtbot)
    assert demo.session.read(saved_views, PAGE) == []
    assert demo.said[-1].can_undo
    demo.session.undo()
    assert [each.name for each in demo.session.read(saved_views, PAGE)] == ["Large"]


def test_that_an_offered_view_shows_its_columns_and_order(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    view_named(page, demo, qtbot, "Promoters with strong use")
    assert {"nps", "seats"} <= set(columns(page))
    rows = table_of(page)
    seats = [rows.listing.value(int(row), "seats") for row in page.model.order]
    assert len(seats) > 5
    assert seats == sorted(seats, key=lambda each: -float(str(each)))
    view_named(page, demo, qtbot, "No next step")
    assert {rows.listing.value(int(row), "step") for row in page.model.order} == {None}
    assert "nps" not in columns(page)


def test_that_the_list_comes_back_as_it_was_left(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    view_named(page, demo, qtbot, "Opt-out in 90 days")
    type_filter(page, demo, qtbot, "band:red,amber", enter=True)
    group_by(page, demo, qtbot, "CSM")
    left = names(page)
    page.close()

    again = accounts_page(demo, qtbot)
    assert names(again) == left
    assert again.frame.buttons.view.text() == "Opt-out in 90 days *"
    assert [head.name for head in again.model.groups] == [head.name for head in page.model.groups]


def test_that_groups_of_which_a_filter_leaves_nothing_are_none(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    group_by(page, demo, qtbot, "CSM")
    groups = page.model.groups
    page.filters.field.setText("no account says this")
    settle(demo, qtbot)
    assert (page.model.rowCount(), page.model.groups) == (0, ())
    page.filters.field.clear()
    settle(demo, qtbot)
    assert page.model.groups == groups


def test_that_a_column_that_was_added_is_seen(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.listed.open_chooser()
    page.listed.chooser.chosen.emit([*page.table.columns.shown, "industry", "region"])
    settle(demo, qtbot)
    seen, cell = page.table.viewport().rect(), page.model.index(0, page.model.at("region"))
    qtbot.waitUntil(lambda: seen.contains(page.table.visualRect(cell)))
    assert page.table.horizontalScrollBar().value() > 0, "it would lie beyond the edge"


def test_that_the_next_step_keeps_its_room_beside_columns_that_were_added(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    step = page.model.at("step")
    page.table.columns.choose([*page.table.columns.shown, "industry", "region"])
    settle(demo, qtbot)
    bar = page.table.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert page.table.columnWidth(step) == page.model.columns[step].width, "one scrolls instead"
    page.table.columns.choose(None)
    settle(demo, qtbot)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    assert page.table.columnWidth(step) > page.model.columns[step].width


def test_that_what_a_button_opens_stays_within_the_window(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.filters.add.click()
    page.listed.viewing.ask_save_as()
    page.frame.buttons.columns.click()
    for popup in (page.filters.form, page.listed.viewing.form, page.listed.chooser):
        assert popup is not None
        assert popup.frameGeometry().right() < page.mapToGlobal(page.rect().topRight()).x()
        popup.close()


def test_that_nothing_a_customer_is_not_to_see_filters_or_groups_while_one_looks_on(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    type_filter(page, demo, qtbot, "band:red coverage>50", enter=True)
    group_by(page, demo, qtbot, "Band")
    demo.guarded = True
    page.reload()
    settle(demo, qtbot)
    assert len(names(page)) == 60
    assert page.model.groups == ()
    assert page.filters.more.isHidden()
    demo.guarded = False
    page.reload()
    settle(demo, qtbot)
    assert len(names(page)) < 60
    assert page.model.groups


def test_that_a_past_day_is_listed_grouped_and_not_written(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    demo.session.look_at(AS_OF - timedelta(days=60))
    settle(demo, qtbot)
    group_by(page, demo, qtbot, "Segment")
    assert page.model.groups
    why = page.listed.viewing.save_as("Then")
    assert why is not None
    assert "The past can only be read" in why


def test_that_the_palette_leads_to_views_kept_and_offered(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    assert page.listed.viewing.save_as("Mine") is None
    gone: list[Place] = []
    palette = Palette(demo.theme, demo.session, Actions(), gone.append, tuple, page)
    palette.open("view:")
    names = [entry.text for entry in palette.entries]
    assert names[:2] == ["View: Mine", "View: Opt-out in 90 days"]
    palette.entries[1].run()
    assert gone == [Place("accounts", section="Opt-out in 90 days")]
    page.place_at(gone[0])
    settle(demo, qtbot)
    assert page.filters.conditions == (Condition("opt_out", "within", ("90",)),)

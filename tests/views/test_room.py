"""What is said has the room it needs, and nothing takes room that says nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import desktop.views
from desktop.actions import Action, Actions
from desktop.charts.tokens import BODY, ThemeName
from desktop.operations.own_fields import set_own_value
from desktop.store.queries.account_view import UsagePoint
from desktop.views.account.form import Field, Form
from desktop.views.account.header import NOTICE
from desktop.views.account.inline import Editable
from desktop.views.account.usage import UsageLine
from desktop.views.accounts.chooser import ColumnList
from desktop.views.check_box import CheckBox
from desktop.views.explained.rows import TALL, RowList
from desktop.views.explained.words import Line as ExplainedLine
from desktop.views.explained.words import Table
from desktop.views.library.page import LibraryPage
from desktop.views.onboarding.page import OnboardingPage
from desktop.views.page import Place
from desktop.views.qbrs.page import QbrsPage
from desktop.views.radio_button import RadioButton
from desktop.views.theme import font
from desktop.views.today.gaps import sentence
from desktop.views.today.lines import Column as LineColumn
from desktop.views.today.lines import Line, LineList
from desktop.views.window.shortcuts import ShortcutsDialog
from tests.views.accounts_stage import accounts_page
from tests.views.stage import AS_OF, Stage, theme_of
from tests.views.test_account_plan import plan_page
from tests.views.test_account_typing import account_id
from tests.views.test_account_typing import opened as account_opened
from tests.views.test_today_gaps import gaps_tab


def box_of(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("width", [560, 720, 900, 1104])
def test_that_filters_never_lie_over_one_another_and_are_never_cut(qtbot: QtBot, demo: Stage, width: int) -> None:
    page = accounts_page(demo, qtbot)
    page.resize(width, 652)
    qtbot.wait(20)
    filters, buttons = page.frame.filters, page.frame.buttons
    parts = (filters.field, *filters.chips, filters.add, buttons.view, buttons.group, buttons.columns)
    shown = [each for each in parts if each.isVisible()]
    boxes = [box_of(each, page) for each in shown]
    assert filters.add in shown
    for before, after in pairwise(boxes):
        assert before.right() < after.left()
    for each in shown[1:]:
        assert each.width() >= each.sizeHint().width(), each.accessibleName()


def test_that_a_chip_that_asks_something_stays_where_there_is_little_room(qtbot: QtBot, demo: Stage) -> None:
    page = accounts_page(demo, qtbot)
    page.frame.filters.segment.choose("Enterprise")
    page.resize(640, 652)
    qtbot.wait(20)
    assert page.frame.filters.segment.isVisible()
    assert page.frame.filters.segment.text() == "Segment: Enterprise"
    assert not page.frame.filters.csm.isVisible()


def test_that_the_sentence_over_the_gaps_says_less_rather_than_being_cut(qtbot: QtBot, demo: Stage) -> None:
    page, _ = gaps_tab(qtbot, demo)
    said: list[str] = []
    for width in (1104, 900, 760):
        page.resize(width, 652)
        # What is beside it is laid out when Qt comes round to it.
        advance = page.sentence.fontMetrics().horizontalAdvance
        qtbot.waitUntil(lambda advance=advance: advance(page.sentence.text()) <= page.sentence.width())
        said.append(page.sentence.text())
    assert page.view is not None
    assert set(said) <= set(sentence(page.view))
    assert len(said[-1]) < len(said[0])


def test_that_no_next_step_of_the_demo_is_cut_among_the_gaps(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    page.resize(1104, 652)
    qtbot.wait(20)
    column = tab.model.at("step")
    longest = max(tab.table.fontMetrics().horizontalAdvance(each) for each in tab.model.rows.longest("step"))
    assert longest + 16 <= tab.table.columnWidth(column)


def test_that_the_cells_of_a_playbook_need_no_scrolling_sideways_beside_the_drawer(qtbot: QtBot, demo: Stage) -> None:
    page = LibraryPage(demo.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.place_at(Place("library", None, "playbook/detractor"))
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: demo.session.is_idle and page.is_settled, timeout=10_000)
    panel = page.playbooks.panel
    for width, is_on_one_line in ((1104, True), (720, False), (1104, True)):
        page.resize(width, 652)
        first = panel.editor.rows[0]
        qtbot.waitUntil(lambda one=is_on_one_line, row=first: (row.due.y() < row.title.geometry().bottom()) is one)
        qtbot.wait(30)
        assert panel.area.horizontalScrollBar().maximum() == 0
        for row in panel.editor.rows:
            assert (row.due.y() < row.title.geometry().bottom()) is is_on_one_line
            boxes = [box_of(each, panel.editor) for each in row.widgets if each.isVisible()]
            assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[:at])
            assert all(box.right() <= panel.area.viewport().width() for box in boxes)


def test_that_the_age_of_a_risk_stands_apart_from_what_changes_it(qtbot: QtBot, demo: Stage) -> None:
    page = account_opened(qtbot, demo, "Aldermoor")
    page.resize(1104, 652)
    qtbot.wait(30)
    editable = [each for each in page.findChildren(Editable) if each.isVisible()]
    change = next(each for each in editable if each.accessibleName().startswith("Change the risk"))
    age = next(each for each in page.findChildren(QLabel) if each.isVisible() and each.text().endswith("d open"))
    assert box_of(age, page).right() + 8 <= box_of(change, page).left()


@pytest.mark.parametrize("width", [1104, 1744])
def test_that_names_of_own_fields_are_never_cut(qtbot: QtBot, demo: Stage, width: int) -> None:
    names = "referral_source", "Contract value without implementation (EUR)"
    account = account_id(demo, "Ostrava Freight")
    for name in names:
        demo.session.perform(set_own_value, account, name, "organic")
    page = account_opened(qtbot, demo, "Ostrava")
    page.resize(width, 1500)
    qtbot.wait(30)
    for name in names:
        label = next(each for each in page.findChildren(QLabel) if each.isVisible() and plain_of(each.text()) == name)
        assert label.heightForWidth(label.width()) <= label.height()


def plain_of(text: str) -> str:
    """Without the places where a line may break."""
    return text.replace("\N{ZERO WIDTH SPACE}", "")


def test_that_goals_are_as_high_as_what_they_say(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Tindle")
    goals = page.plan.goals
    page.resize(1280, 1000)
    qtbot.wait(20)
    assert goals.height() < 140


def test_that_the_headings_under_the_plans_stand_on_one_line(qtbot: QtBot, demo: Stage) -> None:
    page = OnboardingPage(demo.context)
    qtbot.addWidget(page)
    page.resize(1744, 1010)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: demo.session.is_idle and page.is_settled, timeout=10_000)
    curve, slips = (each for each in page.findChildren(QWidget) if each.property("look") == "heading")
    assert curve.geometry().center().y() == slips.geometry().center().y()


def test_that_the_shelf_shows_what_is_chosen(qtbot: QtBot, demo: Stage) -> None:
    page = LibraryPage(demo.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.place_at(Place("library", None, "playbook/qbr"))
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: demo.session.is_idle and page.is_settled, timeout=10_000)
    qtbot.wait(30)
    last = list(page.shelf.entries)[-1][0]
    page.shelf.press(last)
    qtbot.wait(30)
    chosen = page.shelf.current
    assert chosen is not None
    assert chosen.visibleRegion().boundingRect() == chosen.rect()


@pytest.mark.parametrize("kind", [CheckBox, RadioButton])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_the_edge_of_what_can_be_ticked_or_chosen_is_seen(
    qtbot: QtBot, qapp: QApplication, theme: ThemeName, kind: type[CheckBox | RadioButton]
) -> None:
    tokens = theme_of(qapp, theme).tokens
    box = kind("Escalated")
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    picture = box.grab().toImage()
    across = [picture.pixelColor(x, picture.height() // 2).lightness() for x in range(20)]
    edge, ground = QColor(tokens.control_edge).lightness(), QColor(tokens.window).lightness()
    assert min(abs(each - edge) for each in across) < abs(edge - ground) / 2
    theme_of(qapp, "light")


def test_that_no_page_or_dialog_uses_the_styles_own_boxes_and_rings() -> None:
    own = ("check_box.py", "radio_button.py")
    views = Path(desktop.views.__file__).parent
    found = [
        str(each)
        for each in sorted(views.rglob("*.py"))
        if each.name not in own and re.search(r"Q(CheckBox|RadioButton)\(", each.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_the_edge_of_a_box_in_a_list_is_seen(qtbot: QtBot, qapp: QApplication, theme: ThemeName) -> None:
    tokens = theme_of(qapp, theme).tokens
    listed = ColumnList()
    qtbot.addWidget(listed)
    item = QListWidgetItem("Parent")
    item.setCheckState(Qt.CheckState.Unchecked)
    listed.addItem(item)
    listed.resize(200, 60)
    picture = listed.viewport().grab(listed.visualItemRect(item)).toImage()
    across = [picture.pixelColor(x, picture.height() // 2).lightness() for x in range(20)]
    edge, ground = QColor(tokens.control_edge).lightness(), QColor(tokens.surface).lightness()
    assert min(abs(each - edge) for each in across) < abs(edge - ground) / 2
    theme_of(qapp, "light")


def overfull(page: QWidget) -> list[str]:
    """Areas and lists that would scroll sideways."""
    found = [each for each in page.findChildren(QAbstractScrollArea) if each.isVisible()]
    return [each.accessibleName() or type(each).__name__ for each in found if each.horizontalScrollBar().maximum() > 0]


def library(qtbot: QtBot, stage: Stage, section: str, width: int) -> LibraryPage:
    page = LibraryPage(stage.context)
    qtbot.addWidget(page)
    page.resize(width, 652)
    page.place_at(Place("library", None, section))
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: stage.session.is_idle and page.is_settled, timeout=10_000)
    qtbot.wait(30)
    return page


@pytest.mark.parametrize("width", [1104, 720])
def test_that_a_scorecard_never_scrolls_sideways_and_no_button_over_it_is_cut(
    qtbot: QtBot, demo: Stage, width: int
) -> None:
    page = library(qtbot, demo, "scorecard/default", width)
    assert overfull(page) == []
    for button in page.head.buttons:
        assert button.isHidden() or button.width() >= button.sizeHint().width(), button.text()
    strip = page.panel.strip
    assert strip.first.width_of(strip.first.runs) <= strip.first.width()
    assert strip.second.width_of(strip.second.runs) <= strip.second.width()


def test_that_a_curve_stands_beside_its_input_again_where_there_is_room_again(qtbot: QtBot, demo: Stage) -> None:
    page = library(qtbot, demo, "scorecard/default", 720)
    row = page.panel.editor.inputs["usage_trend"]
    assert row.points.y() > row.weight.geometry().bottom()
    page.resize(1104, 652)
    qtbot.wait(30)
    assert row.points.y() == row.weight.y()


def test_that_the_shortcuts_are_read_in_full(qtbot: QtBot) -> None:
    actions = Actions()
    said = "Do something that takes rather many words to say in a list of keys " * 2
    actions.add(Action("a.b", said, print, "File", ("Ctrl+Shift+F12",)))
    dialog = ShortcutsDialog(actions)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.wait(20)
    assert overfull(dialog) == []
    area = dialog.findChild(QAbstractScrollArea)
    assert area is not None
    for label in dialog.findChildren(QLabel):
        assert box_of(label, area.viewport()).right() < area.viewport().width(), label.text()


def test_that_the_names_of_fields_are_not_under_the_fields(qtbot: QtBot, demo: Stage) -> None:
    long = "Number of the framework agreement of the group"
    fields = [Field("months", "New term, months"), Field("long", long)]
    form = Form(demo.theme, "Change", "", fields)
    qtbot.addWidget(form)
    form.resize(384, 500)
    form.show()
    qtbot.wait(20)
    for field in fields:
        name = next(each for each in form.findChildren(QLabel) if each.buddy() is form.inputs[field.key])
        metrics = name.fontMetrics()
        assert name.geometry().right() < form.inputs[field.key].x()
        room = metrics.boundingRect(QRect(0, 0, name.width() - 8, 500), Qt.TextFlag.TextWordWrap, name.text())
        assert room.width() <= name.width()
        assert room.height() <= name.height()


def test_that_the_figures_of_an_account_are_whole_beside_the_drawer(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Tindle")
    page.resize(720, 652)
    qtbot.wait(30)
    shown = {each.text() for each in page.header.findChildren(QLabel) if each.isVisible()}
    assert {"Last two-way contact", "20 Nov, Piet Visser"} <= shown
    assert any(each.startswith("coverage ") and not each.endswith("…") for each in shown)


def test_that_the_sentence_about_the_plans_has_its_line_beside_the_drawer(qtbot: QtBot, demo: Stage) -> None:
    page = OnboardingPage(demo.context)
    qtbot.addWidget(page)
    page.resize(720, 652)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: demo.session.is_idle and page.is_settled, timeout=10_000)
    qtbot.wait(20)
    assert page.sentence.height() < 2 * page.sentence.fontMetrics().height()
    assert page.legend.y() > page.sentence.geometry().bottom()
    page.resize(1104, 652)
    qtbot.wait(20)
    assert box_of(page.legend, page).right() == page.width() - 24 - 1
    assert page.legend.y() < page.sentence.geometry().bottom()


def test_that_what_fills_an_unknown_opt_out_is_whole_on_a_laptop(qtbot: QtBot, demo: Stage) -> None:
    page = account_opened(qtbot, demo, "Brackwater")
    page.resize(1104, 652)
    qtbot.wait(30)
    (asked,) = (each for each in page.header.findChildren(Editable) if each.accessibleName() == NOTICE)
    assert asked.text() == "Type the notice"
    assert asked.width() >= asked.sizeHint().width()


def test_that_days_of_answers_end_where_the_page_does(qtbot: QtBot, demo: Stage) -> None:
    page = account_opened(qtbot, demo, "Tindle")
    page.resize(1104, 652)
    page.place_at(Place("account", page.account, "voice"))
    qtbot.wait(30)
    days = [each for each in page.findChildren(QLabel) if each.isVisible() and each.text() in ("22 Nov", "6 May")]
    assert len(days) >= 2
    assert all(each.alignment() & Qt.AlignmentFlag.AlignRight for each in days)


def test_that_a_line_of_usage_without_seats_says_how_high_it_is(qtbot: QtBot, demo: Stage) -> None:
    points = [
        UsagePoint("events", None, AS_OF - timedelta(days=7 * at), value)
        for at, value in ((3, 10), (2, 2), (1, 2), (0, 2))
    ]
    line = UsageLine(points, None, demo.theme)
    qtbot.addWidget(line)
    line.resize(600, 180)
    picture = line.grab().toImage()
    height = line.height() - line.ABOVE - line.BELOW
    at_highest = line.height() - line.BELOW - height * 10 / (10 * 1.05)
    near = [picture.pixelColor(560, round(at_highest) + off).name() for off in (-1, 0, 1)]
    ground = picture.pixelColor(560, 40).name()
    assert set(near) != {ground}, "a rule at the highest reading"


def test_that_a_line_without_an_end_says_that_there_is_no_opt_out(qtbot: QtBot, demo: Stage) -> None:
    account = account_id(demo, "Brackwater Foods")
    row = {"account": account, "product": "Maps", "arr_cents": 100, "start_on": "2026-01-01"}
    demo.session.perform(lambda tx: tx.insert("contract_line", row))
    page = account_opened(qtbot, demo, "Brackwater")
    page.place_at(Place("account", page.account, "contract"))
    qtbot.wait(30)
    said = [each.text() for each in page.contract.findChildren(QLabel)]
    assert "none" in said


def test_that_contract_lines_fit_beside_the_drawer_with_what_can_be_done_with_each(qtbot: QtBot, demo: Stage) -> None:
    page = account_opened(qtbot, demo, "Verity")
    page.show_section("contract")
    for width, is_narrow in ((1104, False), (720, True), (1104, False)):
        page.resize(width, 652)
        qtbot.wait(30)
        assert overfull(page) == []
        edit = next(each for each in page.findChildren(QPushButton) if each.text() == "Edit" and each.isVisible())
        assert box_of(edit, page).right() < width
        shown = [
            each.text().replace("\N{NO-BREAK SPACE}", " ") for each in page.findChildren(QLabel) if each.isVisible()
        ]
        assert ("opt-out by 21 Mar 2027, runs, 60 % likely to renew" in shown) is is_narrow
        assert ("Opt-out by" in shown) is not is_narrow


def test_that_reviews_never_scroll_sideways_and_keep_their_readiness(qtbot: QtBot, demo: Stage) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1104, 652)
    page = QbrsPage(demo.context, host)
    page.resize(1104, 652)
    page.place_at(Place("qbrs"))
    host.show()
    page.reload()
    qtbot.waitUntil(lambda: demo.session.is_idle, timeout=10_000)
    for width in (1104, 720):
        page.resize(width, 652)
        qtbot.wait(30)
        assert len(page.board.model.rows) > 40
        assert overfull(page) == []
        assert not page.board.table.isColumnHidden(page.board.model.at("ready"))


def test_that_what_a_playbook_asks_for_is_whole_on_a_laptop(qtbot: QtBot, demo: Stage) -> None:
    page = library(qtbot, demo, "playbook/detractor", 1104)
    titles = [each for each in page.findChildren(QLineEdit) if re.fullmatch(r"Task \d", each.accessibleName())]
    assert len(titles) == 3
    for each in titles:
        room = each.width() - 2 * (1 + 8 + 2)  # the edge, the sheet's padding and Qt's own margin
        assert each.fontMetrics().horizontalAdvance(each.text()) <= room, each.text()


def test_that_the_empty_line_is_never_cut(qtbot: QtBot, demo: Stage) -> None:
    page = account_opened(qtbot, demo, "Ostrava")
    editor = page.overview.composer.editor
    for width, said in ((1104, 'What happened? nps 3 @jana "slow support"'), (720, "What happened? nps 3 @jana")):
        page.resize(width, 652)
        qtbot.wait(30)
        assert editor.when_empty == said
    editor.say_when_empty("longer than any line is wide " * 9, "short")
    assert editor.when_empty == "short"


def test_that_a_column_leaves_what_it_does_not_need_to_one_that_would_be_cut(qtbot: QtBot, qapp: QApplication) -> None:
    columns = (LineColumn(share=1, is_strong=True), LineColumn(12), LineColumn(share=1))
    lines = LineList(theme_of(qapp, "light"), columns, "Changed")
    qtbot.addWidget(lines)
    name = "Fieldstead Motors and Sons"
    lines.show_lines([Line("1", (name, "", "usage"), name), Line("2", ("Nimbus", "", "seats used"), "Nimbus")])
    needed = QFontMetrics(font(BODY, QFont.Weight.Medium)).horizontalAdvance(name)
    places = lines.places(QRect(0, 0, needed + 110, 24))
    assert places[0].width() >= needed
    assert places[2].width() >= QFontMetrics(font(BODY)).horizontalAdvance("seats used")
    assert places[2].right() <= needed + 110
    even = lines.places(QRect(0, 0, 4 * needed, 24))
    assert even[0].width() == even[2].width(), "where all have room nothing moves"


def test_that_an_explanation_shows_whole_rows_over_its_sum(qtbot: QtBot, qapp: QApplication) -> None:
    rows = RowList(theme_of(qapp, "light"))
    qtbot.addWidget(rows)
    rows.resize(380, 5 * TALL + 17)
    rows.show()
    named = ("Acme", "Acorn", "Bolt", "Corvid", "Garnet", "Halcyon", "Juno")
    rows.show_table(Table(("ARR",), tuple(ExplainedLine("", name, ("1",), "opt-out") for name in named), ("7",)))
    qtbot.wait(20)
    assert rows.row_height == TALL
    assert rows.viewport().height() == 5 * TALL
    rows.resize(380, 9 * TALL)
    assert rows.viewport().height() == 9 * TALL, "where all have room nothing is left out"


def test_that_who_answered_says_of_which_survey_as_the_unanswered_are_of_all(qtbot: QtBot, demo: Stage) -> None:
    page = account_opened(qtbot, demo, "Tindle")
    page.show_section("voice")
    qtbot.wait(20)
    shown = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
    assert "2 of 6 asked for NPS answered, 365 days" in shown
    assert any(each.startswith("Hanneke Bos: CES") for each in shown)

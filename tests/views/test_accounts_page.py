"""What the accounts page shows, how it is sorted and searched, and where its keys lead."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from desktop.charts.tokens import ROW
from desktop.operations import look
from desktop.operations.accounts import set_next_step_on
from desktop.store.queries import facts
from desktop.store.tx import Tx
from desktop.views.accounts import reading
from desktop.views.accounts.columns import COLUMNS
from desktop.views.accounts.page import AccountsPage
from desktop.views.brief.panel import BriefPanel
from desktop.views.page import Place
from tests.views.accounts_stage import (
    LEFT,
    Key,
    accounts_page,
    click_title,
    field,
    go_to,
    row_of,
    settle,
    shown,
    table_of,
)
from tests.views.stage import AS_OF, Stage


def plain(text: str) -> str:
    """With the spaces one types."""
    return " ".join(text.split())


def test_that_the_sentence_and_the_footer_tell_the_book(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    rows = demo.session.read(look.accounts, AS_OF)

    assert page.model.rowCount() == len(rows) == 60
    assert (
        plain(page.frame.sentence.text()) == "60 accounts, 4.10 M ARR; 7 red or amber with an opt-out inside 90 days."
    )
    assert page.frame.shown.isHidden()
    greens = [row for row in rows if row.band == "green"]
    assert plain(page.frame.footer.text).startswith(f"{len(greens)} green 2.86 M, ")
    assert plain(page.frame.footer.text).endswith("60 accounts 4.10 M")


def test_that_every_column_sorts_both_ways_with_the_unknown_last(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    for column in COLUMNS:
        page.table.horizontalScrollBar().setValue(page.table.horizontalScrollBar().maximum())
        page.table.setColumnHidden(page.model.at(column.key), False)
        for _ in range(2):
            click_title(page, qtbot, column.key)
            key = page.model.rows.key(column.key)[page.model.order]
            known = key[~np.isnan(key)]
            assert page.model.sorted_by is column
            assert not np.isnan(key[: known.size]).any(), "unknown ones stand last"
            falls = page.table.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            steps = np.diff(known)
            assert (steps <= 0).all() if falls else (steps >= 0).all()
    assert {"Quillon Media"} <= set(shown(page)[-60:])


def test_that_the_first_opt_out_stands_first_until_one_sorts(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    assert shown(page)[:4] == ["Quillon Media", "Westbrook Dental", "Inverness Malt", "Ostrava Freight"]
    assert page.model.headerData(page.model.at("opt_out"), Qt.Orientation.Horizontal) == "Opt-out ↑"


def test_that_a_line_without_an_end_has_no_opt_out_that_could_be_unknown(empty: Stage, qtbot: QtBot) -> None:
    def write(tx: Tx) -> None:
        account = tx.insert("account", {"name": "Acme"})
        tx.insert("contract_line", {"account": account, "arr_cents": 100_00, "start_on": "2026-01-01"})

    empty.session.perform(write)
    page = accounts_page(empty, qtbot)
    assert table_of(page).opt_out(0) == ("no end", "")


def test_that_opt_outs_that_have_passed_stand_behind_those_to_come(demo: Stage, qtbot: QtBot) -> None:
    demo.session.look_at(AS_OF - timedelta(days=84))
    page = accounts_page(demo, qtbot)
    said = [table_of(page).opt_out(int(row))[0] for row in page.model.order]
    passed = [at for at, words in enumerate(said) if words == "passed"]
    to_come = [at for at, words in enumerate(said) if words.endswith("d") and words not in ("ended", "passed")]
    assert passed
    assert max(to_come) < min(passed)


def test_that_a_day_half_a_year_away_is_not_taken_for_the_next_of_that_name(demo: Stage, qtbot: QtBot) -> None:
    pallas = next(each.id for each in demo.session.read(facts.accounts) if each.name == "Pallas Robotics")
    for day, said in ((date(2027, 11, 22), "Nov 2027"), (None, "no day")):
        demo.session.perform(set_next_step_on, [pallas], day)
        page = accounts_page(demo, qtbot)
        table = table_of(page)
        at = next(at for at, each in enumerate(table.accounts) if each.id == pallas)
        assert table.text(at, "due") == said


@pytest.mark.parametrize(("column", "first"), [("name", "↑"), ("arr", "↓"), ("talked", "↓"), ("due", "↑")])
def test_that_the_first_click_on_a_title_sorts_as_one_wants_it_and_the_second_turns_it(
    demo: Stage, qtbot: QtBot, column: str, first: str
) -> None:
    page = accounts_page(demo, qtbot)
    at = page.model.at(column)
    for arrow in (first, "↑" if first == "↓" else "↓", first):
        click_title(page, qtbot, column)
        assert page.model.headerData(at, Qt.Orientation.Horizontal).endswith(arrow)


def test_that_keys_sort_by_the_column_one_is_in(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Verity Insurance", "arr")
    qtbot.keyClick(page.table, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert shown(page)[0] == "Verity Insurance"
    assert page.table.current() == row_of(page, "Verity Insurance"), "one stays at the account"
    qtbot.keyClick(page.table, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.model.sorted_by.key == "arr"
    assert shown(page)[0] != "Verity Insurance"


def test_that_sorting_and_widths_come_back(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    click_title(page, qtbot, "arr")
    page.table.horizontalHeader().resizeSection(page.model.at("name"), 171)
    order = shown(page)

    again = accounts_page(demo, qtbot)
    assert again.model.sorted_by.key == "arr"
    assert shown(again) == order
    assert again.table.columnWidth(again.model.at("name")) == 171


CELLS = [
    (
        "Tindle & Rowe",
        "health",
        "Tindle & Rowe: amber 62, coverage 75 %. opts out 9 Jan 2027. next step Call Jana Rowe, due 23 Nov 2026",
    ),
    (
        "Brackwater Foods",
        "health",
        "Brackwater Foods: no score, coverage 20 %. next step Ask for signed contract, due 1 Dec 2026",
    ),
    ("Quillon Media", "opt_out", "ended 11 Nov"),
    ("Ostrava Freight", "opt_out", "23 d 16 Dec"),
    ("Aldermoor Council", "opt_out", "567 d Jun 2028"),
    ("Blue Fjord Travel", "opt_out", "unknown"),
    ("Harrow Retail", "opt_out", "no contract"),
    ("Ostrava Freight", "talked", "71 d"),
    ("Brackwater Foods", "talked", "never"),
    ("Tindle & Rowe", "due", "today"),
    ("Ostrava Freight", "due", "24 Nov"),
    ("Tindle & Rowe", "change", "\N{MINUS SIGN}26"),
    ("Gannet Studios", "change", "+6"),
    ("Brackwater Foods", "change", "unknown"),
    ("Brackwater Foods", "stage", "unknown"),
    ("Harrow Retail", "step", "none"),
]


def test_that_cells_say_what_is_known_in_words(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    places = shown(page)
    for name, column, text in CELLS:
        index = page.model.index(places.index(name), page.model.at(column))
        assert plain(page.model.data(index, Qt.ItemDataRole.AccessibleTextRole.value)) == text, (name, column)


def test_that_sparklines_come_after_the_rows(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    months = table_of(page).months
    assert months is not None
    assert months.shape == (60, 13)
    kestrel = row_of(page, "Kestrel Grid")
    assert months[kestrel, -1] == pytest.approx(table_of(page).accounts[kestrel].score)
    assert np.nanmin(months[kestrel]) < 40


@pytest.mark.parametrize("height", [640, 652, 661])
def test_that_no_row_is_cut_through_at_the_bottom(demo: Stage, qtbot: QtBot, height: int) -> None:
    page = accounts_page(demo, qtbot)
    page.resize(1104, height)
    qtbot.waitUntil(lambda: page.height() == height)
    viewport = page.table.viewport()
    picture = viewport.grab().toImage()
    whole = viewport.height() // ROW * ROW
    ground = QColor(demo.theme.tokens.surface).rgb()
    below = {picture.pixel(x, y) for y in range(whole, viewport.height()) for x in range(0, viewport.width(), 3)}
    last = {picture.pixel(x, y) for y in range(whole - ROW, whole) for x in range(0, viewport.width(), 3)}
    assert below <= {ground}
    assert len(last) > 1, "the last that fits is there"


def test_that_nothing_is_read_or_computed_while_the_rows_are_first_painted(demo: Stage, qtbot: QtBot) -> None:
    page = AccountsPage(demo.context)
    qtbot.addWidget(page)
    seen: list[tuple[bool, bool]] = []
    page.reading.came.connect(lambda: seen.append((demo.session.is_idle, page.is_settled)))
    page.show()
    qtbot.waitUntil(lambda: bool(seen), timeout=10_000)
    settle(demo, qtbot)
    assert seen == [(True, False)], "idle, and yet something is to come"
    assert table_of(page).has_months.all()


def test_that_in_a_large_book_the_sparklines_one_sees_come_first(
    demo: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MANY", 10)
    page = AccountsPage(demo.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    came: list[int] = []
    page.reading.drawn.connect(lambda: came.append(int(table_of(page).has_months.sum())))
    page.show()
    qtbot.waitUntil(lambda: len(came) == 2, timeout=20_000)
    settle(demo, qtbot)

    few, every = came
    assert 10 <= few < every == 60
    months = table_of(page).months
    assert months is not None
    scores = np.array([np.nan if each.score is None else each.score for each in table_of(page).accounts])
    judged = ~np.isnan(months[:, -1])
    np.testing.assert_allclose(months[judged, -1], scores[judged])
    assert judged.sum() > 40


def test_that_ctrl_f_leads_to_the_filter_that_narrows_as_one_types_and_esc_clears(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.field.hasFocus()
    qtbot.keyClicks(page.filters.field, "mara renew")

    assert set(shown(page)) == {"Quillon Media", "Westbrook Dental", "Ostrava Freight", "Beacon Hill Clinics"}
    assert page.frame.shown.text().startswith("Showing 4 of 60, ")
    assert "4 accounts" in page.frame.footer.text
    qtbot.keyClick(page.filters.field, Key.Key_Escape)
    assert (page.filters.field.text(), page.model.rowCount()) == ("", 60)
    qtbot.keyClick(page.filters.field, Key.Key_Escape)
    assert page.table.hasFocus()


def test_that_esc_in_the_table_clears_too_and_slash_goes_to_the_field(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.keyClick(page.table, "/")
    assert page.filters.field.hasFocus()
    assert page.filters.field.text() == ""
    qtbot.keyClicks(page.filters.field, "no such account")
    assert page.model.rowCount() == 0
    assert page.table.empty_text == "No account holds “no such account”. Esc clears the filter."
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert page.model.rowCount() == 60


@pytest.mark.parametrize(("column", "is_field"), [("name", False), ("arr", False), ("step", True), ("due", True)])
def test_that_letters_are_the_window_s_shortcuts_outside_fields(
    demo: Stage, qtbot: QtBot, column: str, is_field: bool
) -> None:
    page = accounts_page(demo, qtbot)
    called: list[str] = []
    for keys in ("L, C", "G"):
        QShortcut(QKeySequence(keys), page).activated.connect(partial(called.append, keys))
    go_to(page, "Tindle & Rowe", column)
    qtbot.keyClick(page.table, Key.Key_L)
    if is_field:
        assert field(page).text() == "l"
        qtbot.keyClicks(field(page), "cg")
        assert (field(page).text(), called) == ("lcg", [])
    else:
        qtbot.keyClick(page.table, Key.Key_C)
        qtbot.keyClick(page.table, Key.Key_G)
        qtbot.keyClick(page.table, "x")
        assert called == ["L, C", "G"]
        assert not page.table.is_editing
    assert page.filters.field.text() == ""


def test_that_the_page_is_about_the_account_one_is_at(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    ids = {account.name: account.id for account in demo.session.read(facts.accounts)}
    assert page.account == ids["Quillon Media"], "one begins at the first row"
    go_to(page, "Tindle & Rowe")
    assert page.account == ids["Tindle & Rowe"]
    page.filters.field.setText("no such account")
    assert page.account is None


def test_that_chips_narrow_the_list_and_show_all_opens_it(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.filters.band.choose("red or amber")
    rows = demo.session.read(look.accounts, AS_OF)
    assert set(shown(page)) == {row.name for row in rows if row.band in ("red", "amber")}
    page.filters.csm.choose("Mara Lind")
    assert set(shown(page)) == {row.name for row in rows if row.band in ("red", "amber") and row.csm == "Mara Lind"}
    assert page.filters.csm.text() == "CSM: Mara Lind"
    page.filters.clear()
    assert page.model.rowCount() == 60
    assert page.filters.csm.text() == "CSM: any"


def test_that_home_end_and_enter_lead_where_they_say(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.keyClick(page.table, Key.Key_End)
    assert page.table.currentIndex().row() == 59
    qtbot.keyClick(page.table, Key.Key_Home)
    qtbot.keyClick(page.table, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_Return)
    ids = {account.name: account.id for account in demo.session.read(facts.accounts)}
    assert demo.places == [Place("account", ids["Westbrook Dental"])]


def test_that_a_double_click_on_the_name_opens_the_account(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Inverness Malt")
    middle = page.table.visualRect(page.table.currentIndex()).center()
    qtbot.mouseDClick(page.table.viewport(), LEFT, pos=QPoint(middle))
    assert [place.page for place in demo.places] == ["account"]


def test_that_space_opens_the_brief_it_follows_and_space_closes_it(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Tindle & Rowe")
    qtbot.keyClick(page.table, Key.Key_Space)
    panel = demo.drawn[-1]
    assert isinstance(panel, BriefPanel)
    qtbot.addWidget(panel)
    assert panel.name.text() == "Tindle & Rowe"
    assert "They owe\n- Order sample for the test" in panel.text

    qtbot.keyClick(page.table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == panel.text
    qtbot.keyClick(page.table, Key.Key_Down)
    qtbot.waitUntil(lambda: panel.name.text() == "Beacon Hill Clinics")
    qtbot.keyClick(page.table, Key.Key_Space)
    assert demo.drawn[-1] is None


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Escape])
def test_that_the_brief_closes_itself_by_space_or_esc(demo: Stage, qtbot: QtBot, key: Qt.Key) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.keyClick(page.table, Key.Key_Space)
    panel = demo.drawn[-1]
    assert isinstance(panel, BriefPanel)
    qtbot.addWidget(panel)
    qtbot.keyClick(panel, key)
    assert demo.drawn[-1] is None


def test_that_chosen_rows_are_copied_with_their_heads(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Quillon Media")
    qtbot.keyClick(page.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == [column.says for column in COLUMNS]
    quillon, westbrook = (dict(zip([column.key for column in COLUMNS], line, strict=True)) for line in lines[1:])
    assert (quillon["health"], quillon["name"], quillon["opt_out"]) == ("no score", "Quillon Media", "2026-11-11")
    assert (westbrook["health"], westbrook["arr"], westbrook["due"]) == ("94", "24,000", "2026-11-29")


def test_that_a_customer_who_looks_on_sees_no_health(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    click_title(page, qtbot, "health")
    demo.guarded = True
    page.needs_reload()
    settle(demo, qtbot)

    hidden = {column.key for at, column in enumerate(COLUMNS) if page.table.isColumnHidden(at)}
    assert hidden == {"health", "change", "months"}
    assert page.model.sorted_by.key == "name", "the order would tell, too"
    assert (plain(page.frame.sentence.text()), plain(page.frame.footer.text)) == (
        "60 accounts, 4.10 M ARR.",
        "60 accounts 4.10 M",
    )
    assert page.filters.band.isHidden()
    page.table.selectAll()
    assert not any("no score" in line for line in page.table.copied()[1])
    go_to(page, "Tindle & Rowe")
    qtbot.keyClick(page.table, Key.Key_Space)
    panel = demo.drawn[-1]
    assert isinstance(panel, BriefPanel)
    qtbot.addWidget(panel)
    for inner in ("62", "Slow support. Two", "Support plan", "Ask"):
        assert inner not in panel.text


def test_that_the_past_is_only_read(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    demo.session.look_at(AS_OF - timedelta(days=60))
    settle(demo, qtbot)
    page.table.go_to(0, page.model.at("step"))
    qtbot.keyClick(page.table, Key.Key_F2)
    assert not page.table.is_editing
    assert page.frame.add_button.isHidden()
    assert table_of(page).day == AS_OF - timedelta(days=60)
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert not demo.session.is_past


def test_that_an_empty_book_takes_its_first_account_where_it_says_so(empty: Stage, qtbot: QtBot) -> None:
    page = accounts_page(empty, qtbot)
    assert page.frame.empty.isVisible()
    assert page.frame.empty.says.text() == "No accounts yet. Import a spreadsheet saved as CSV, or type one."
    qtbot.mouseClick(page.frame.empty.importing, LEFT)
    assert empty.acted == ["file.import"]
    adding = page.frame.empty.adding
    qtbot.mouseClick(adding.button, LEFT)
    assert adding.refusal.text() == "An account needs a name: type it."
    qtbot.keyClicks(adding.name, "Acme")
    qtbot.keyClick(adding.name, Key.Key_Return)
    settle(empty, qtbot)

    assert shown(page) == ["Acme"]
    assert page.table.isVisible()
    assert page.frame.sentence.text().startswith("1 account, 0 ARR")
    assert empty.said[-1].text == "Account added: Acme"
    assert empty.said[-1].can_undo


def test_that_another_account_can_be_added_beside_the_others(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.mouseClick(page.frame.add_button, LEFT)
    qtbot.keyClicks(page.frame.adding.name, "tindle & rowe")
    qtbot.keyClick(page.frame.adding.name, Key.Key_Return)
    assert page.frame.adding.refusal.text() == "There is an account tindle & rowe already: type another name."
    page.frame.adding.name.selectAll()
    qtbot.keyClicks(page.frame.adding.name, "Aardvark")
    qtbot.keyClick(page.frame.adding.name, Key.Key_Return)
    settle(demo, qtbot)
    assert page.frame.adding.isHidden()
    assert page.table.current() == row_of(page, "Aardvark"), "one is taken to it"


def test_that_it_says_what_it_reads_when_that_takes_long(demo: Stage, qtbot: QtBot) -> None:
    page = AccountsPage(demo.context)
    qtbot.addWidget(page)
    page._tell_waiting()  # pyright: ignore[reportPrivateUsage]
    assert page.frame.waiting.text() == "Reading 60 accounts …"


def test_that_what_is_seen_can_be_heard(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    assert page.table.accessibleName() == "Accounts"
    assert page.filters.field.accessibleName() == "Filter accounts"
    assert page.frame.footer.accessibleName().startswith("Shown: 33 green")
    header = page.model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole.value)
    assert header == "Change of the score in 30 days"


class Paints(QObject):
    """Counts how often something is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        del watched
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_that_typing_and_sorting_paint_the_table_once(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.wait(100)
    paints = Paints(page)
    page.table.viewport().installEventFilter(paints)

    page.model.filter("a")
    QCoreApplication.sendPostedEvents()
    qtbot.wait(50)
    assert paints.count == 1

    page.table.sort_by(page.model.at("arr"), Qt.SortOrder.DescendingOrder)
    QCoreApplication.sendPostedEvents()
    qtbot.wait(50)
    assert paints.count == 2


@pytest.mark.parametrize("width", [1104, 720, 500])
def test_that_the_sentence_stays_on_one_line_and_nothing_moves_for_it(demo: Stage, qtbot: QtBot, width: int) -> None:
    page = accounts_page(demo, qtbot)
    page.resize(width, 652)
    qtbot.wait(50)
    sentence, top = page.frame.sentence, page.table.mapTo(page, QPoint(0, 0)).y()
    assert sentence.text().startswith("60 accounts, ")
    assert sentence.fontMetrics().horizontalAdvance(sentence.text()) <= sentence.width()
    assert "with an opt-out inside 90 days" in sentence.accessibleName()

    qtbot.keyClicks(page.filters.field, "a")
    qtbot.wait(50)

    assert page.table.mapTo(page, QPoint(0, 0)).y() == top

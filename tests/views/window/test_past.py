"""A past day on every page: nothing that writes can be reached, the banner and the frame are there, Esc ends it.

What may write is found by walking the widgets, not by naming them: a control that is added and forgets the past fails.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.cli.program import program
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.history import history
from desktop.views.account.sections import SECTIONS
from desktop.views.accounts.page import AccountsPage
from desktop.views.composer.overlay import ComposerOverlay
from desktop.views.page import Page, Place
from desktop.views.table.view import TableView
from desktop.views.window.as_of import AsOfFrame
from desktop.views.window.day_dialog import AsOfDialog
from desktop.views.window.main_window import PAST, MainWindow
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened

PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
THEN = date(2026, 9, 30)
PLACES = [
    Place("today"),
    Place("accounts"),
    Place("compare"),
    Place("renewals"),
    Place("onboarding"),
    Place("qbrs"),
    Place("qbrs", "Verity Insurance", "prepare"),
    Place("library"),
    Place("history"),
    Place("library", section="template/standard"),
    Place("library", section="playbook/detractor"),
    *(Place("account", "Aldermoor Council", section) for section in SECTIONS),
]
READS = re.compile(
    "Queue|Tasks( .*)?|Gaps( .*)?|Whose book"  # parts of Today
    "|(Band|CSM|Segment|View): .*|Add a filter by any field|Choose columns|Group the list"  # how a list is looked at
    "|Since the last QBR .*|Person: .*|Since an export…|Look at it|Calendar file…|Open .*|Kinds shown: .*|Show .*"
    "|Copy (address|number)"
    "|Overview|Plan|Voice|Usage|Contract|History"
    "|.*scores .* accounts?|.*tasks?(, .*)?|.*milestones?"  # what is on the shelf of the library
)
"""What the buttons are called that only lead to something, or change how it is looked at."""
FIELDS = {"Filter accounts", "Filter the history", "Filter the changes", "Filter by account"}
"""Fields one types into to find something."""
WRITING_KEYS = (
    (Qt.Key.Key_A, PLAIN), (Qt.Key.Key_S, PLAIN), (Qt.Key.Key_F2, PLAIN), (Qt.Key.Key_X, PLAIN), (Qt.Key.Key_9, PLAIN),
    (Qt.Key.Key_Delete, PLAIN), (Qt.Key.Key_D, CTRL), (Qt.Key.Key_E, CTRL), (Qt.Key.Key_V, CTRL), (Qt.Key.Key_S, CTRL),
    (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Y, CTRL), (Qt.Key.Key_L, CTRL), (Qt.Key.Key_I, CTRL),
    (Qt.Key.Key_M, CTRL | Qt.KeyboardModifier.ShiftModifier),
)  # fmt: skip
"""What acts, snoozes, edits, fills, pastes, saves, undoes, logs, imports or merges, today."""


def name_of(place: Place) -> str:
    return "-".join(filter(None, (place.page, place.section))).replace("/", "-")


def shown(window: MainWindow, place: Place, qtbot: QtBot) -> Page:
    known = {each.name: each.id for each in window.session.read(facts.accounts)}
    window.navigation.go(place._replace(account=known.get(place.account or "")))
    settle(window, qtbot)
    assert window.page is not None
    return window.page


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.is_idle, timeout=60_000)
    qtbot.wait(20)
    qtbot.waitUntil(lambda: window.is_idle, timeout=60_000)


def fields_of(page: QWidget) -> list[str]:
    """The fields of a page, by what they are called, that take what is typed."""
    found: list[str] = []
    for each in page.findChildren(QWidget):
        if not each.isVisible() or not each.isEnabled():
            continue
        is_field = (isinstance(each, QLineEdit | QPlainTextEdit | QAbstractSpinBox)) and not each.isReadOnly()
        if is_field and not isinstance(each.parent(), QAbstractSpinBox):
            found.append(each.accessibleName() or type(each).__name__)
    return found


def buttons_of(page: QWidget) -> list[str]:
    """The buttons of a page that can be pressed, by what they are called."""
    buttons = [each for each in page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
    return [each.accessibleName() or each.text() or type(each).__name__ for each in buttons]


def change_sets(window: MainWindow) -> int:
    assert window.session.path is not None
    with Portfolio.open(window.session.path, writable=False) as book:
        return len(book.read(history))


def look_back(window: MainWindow, place: Place, qtbot: QtBot, *, known_then: bool = False) -> Page:
    window.session.look_at(THEN, known_then=known_then)
    return shown(window, place, qtbot)


@pytest.mark.parametrize("place", PLACES, ids=name_of)
def test_that_nothing_can_be_written_on_a_past_day_and_esc_lets_it_be_again(
    opened: Opened, qtbot: QtBot, tmp_path: Path, place: Place
) -> None:
    window = opened(demo_book(tmp_path))
    page = shown(window, place, qtbot)
    today = sorted(buttons_of(page)), sorted(fields_of(page))
    page = look_back(window, place, qtbot)
    frame = window.findChild(AsOfFrame)
    assert frame is not None
    assert (window.banner.isVisible(), frame.is_drawn) == (True, True)
    assert "30 Sep 2026, read-only" in window.banner.accessibleName()
    assert [each for each in buttons_of(page) if not READS.fullmatch(each)] == []
    assert [each for each in fields_of(page) if each not in FIELDS] == []
    assert [each for each in page.findChildren(QComboBox) if each.isVisible() and each.isEnabled()] == []
    for table in page.findChildren(TableView):
        model = table.model()
        cells = (model.index(row, at) for row in range(min(model.rowCount(), 5)) for at in range(model.columnCount()))
        assert not any(model.flags(cell) & Qt.ItemFlag.ItemIsEditable for cell in cells)
    # Esc, from where one is put, once for whatever is open beside and once for the day.
    page.take_focus()
    for _ in range(2):
        if window.session.is_past:
            qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    settle(window, qtbot)
    assert not window.session.is_past
    assert (window.banner.isVisible(), frame.is_drawn) == (False, False)
    page = shown(window, place, qtbot)  # Esc leads from a review back to the list, too
    assert (sorted(buttons_of(page)), sorted(fields_of(page))) == today, "all is as it was"


def test_that_no_key_writes_on_a_past_day(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(demo_book(tmp_path))
    asked: list[str] = []
    for name in ("perform", "perform_long", "merge", "undo", "redo"):
        monkeypatch.setattr(window.session, name, lambda *_, __name=name, **_rest: asked.append(__name))
    before = change_sets(window)
    QGuiApplication.clipboard().setText("Acme\t2026-01-01")
    for place in PLACES:
        page = look_back(window, place, qtbot)
        for key, modifiers in WRITING_KEYS:
            page.take_focus()
            qtbot.keyClick(window.focusWidget() or window, key, modifiers)
            editors = [each for each in page.findChildren(TableView) if each.is_editing]
            assert editors == [], f"{key} opened a field of {name_of(place)}"
        assert [each for each in window.findChildren(ComposerOverlay) if each.isVisible()] == []
        assert asked == [], name_of(place)
        assert window.session.is_past
    settle(window, qtbot)
    assert change_sets(window) == before


def test_that_the_commands_that_write_are_neither_in_the_palette_nor_on_the_buttons_above(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    look_back(window, Place("accounts"), qtbot)
    writing = ["file.import", "file.merge", "file.share", "edit.undo", "edit.redo", "edit.log.n", "qbrs.record"]
    assert [key for key in writing if window.actions_[key].is_enabled()] == []
    window.palette_.open("log")
    assert [each.text for each in window.palette_.entries if each.text.startswith("Log:")] == []
    window.palette_.close_palette()
    button = window.top_bar.findChild(QAbstractButton, "log")
    assert button is not None
    assert not button.isEnabled()
    window.compose(None, "acme nps 3")
    assert window.status_line.findChildren(QLabel)[0].text() == PAST


def test_that_files_dropped_on_a_past_day_are_not_imported(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    before = change_sets(window)
    look_back(window, Place("accounts"), qtbot)
    table = tmp_path / "accounts.csv"
    table.write_text("name\nNewcomer\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    window.dropEvent(QDropEvent(QPointF(500, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, PLAIN))
    settle(window, qtbot)
    assert change_sets(window) == before


@pytest.mark.parametrize("known_then", [False, True], ids=["known now", "known then"])
def test_that_the_figures_are_those_of_the_day_and_of_the_terminal(
    opened: Opened, qtbot: QtBot, tmp_path: Path, *, known_then: bool
) -> None:
    window = opened(demo_book(tmp_path))
    assert window.session.path is not None
    said = ["--as-of", THEN.isoformat(), "--json", *(["--known-then"] if known_then else [])]
    result = CliRunner().invoke(program, ["accounts", str(window.session.path), *said])
    rows = {each["name"]: each for each in json.loads(result.stdout)}
    page = look_back(window, Place("accounts"), qtbot, known_then=known_then)
    assert isinstance(page, AccountsPage)
    table = page.reading.rows
    assert table is not None
    assert {each.name for each in table.accounts} == set(rows)
    for each in table.accounts:
        told = rows[each.name]
        assert (each.arr_cents, each.band, each.csm, each.stage) == tuple(
            told[key] for key in ("arr_cents", "band", "csm", "stage")
        )
        assert each.score == pytest.approx(told["score"])
    assert f"{len(rows)} accounts, " in page.frame.sentence.accessibleName()
    pallas = next(each for each in table.accounts if each.name == "Pallas Robotics")
    assert pallas.arr_cents == (17_600_000 if known_then else 11_200_000), "the downgrade was entered late"
    header = look_back(window, Place("account", "Pallas Robotics", "contract"), qtbot, known_then=known_then)
    words = " ".join(each.text() for each in header.findChildren(QLabel) if each.isVisible())
    assert f"Health {66 if known_then else 68} " in words
    today = look_back(window, Place("today"), qtbot, known_then=known_then)
    result = CliRunner().invoke(program, ["today", str(window.session.path), *said])
    need = json.loads(result.stdout)["must"]
    titles = [each.text() for each in today.findChildren(QLabel) if each.isVisible()]
    assert any(each.startswith(f"{need} accounts need") for each in titles), titles


def test_that_compare_keeps_the_filter_of_the_accounts(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.session.look_at(date(2026, 9, 30))
    window.navigation.go(Place("accounts"))
    accounts = window.page
    assert isinstance(accounts, AccountsPage)
    qtbot.waitUntil(lambda: accounts.model.rowCount() > 0 and window.is_idle, timeout=30_000)
    assert accounts.narrowed_to is None
    accounts.filters.field.setText("csm:mara")
    qtbot.waitUntil(lambda: accounts.narrowed_to is not None, timeout=15_000)
    among = accounts.narrowed_to
    window.compare()
    page = window.page
    assert page is not None
    assert page.name == "compare"
    assert page.narrowed_to == among
    window.compare()
    assert page.narrowed_to == among, "once more from there changes nothing"
    window.navigation.go(Place("today"))
    window.compare()
    assert page.narrowed_to is None


def test_that_who_asks_for_a_comparison_today_is_asked_for_the_day(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    shown(window, Place("accounts"), qtbot)
    window.act("view.compare")
    (dialog,) = [each for each in window.findChildren(AsOfDialog) if each.isVisible()]
    dialog.field.setText("30 sep")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.session.day == date(2026, 9, 30)
    assert window.page is not None
    assert window.page.name == "compare"
    window.days.look_at_today()
    settle(window, qtbot)
    window.act("view.compare")
    (dialog,) = [each for each in window.findChildren(AsOfDialog) if each.isVisible()]
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.page.name == "accounts", "today is not compared with itself"


def test_that_enter_looks_at_the_day_that_was_clicked(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.act("view.as_of")
    (dialog,) = [each for each in window.findChildren(AsOfDialog) if each.isVisible()]
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == "A month ago")
    button.setFocus()
    button.click()
    assert dialog.focusWidget() is dialog.field, "Enter at the button would press it again"
    wanted = dialog.field.day
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.session.day == wanted < window.session.today


def test_that_who_ends_a_comparison_is_back_where_it_was_asked_for(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    window.session.look_at(THEN)
    page = shown(window, Place("accounts"), qtbot)
    window.compare()
    settle(window, qtbot)
    assert window.page is not None
    assert window.page.name == "compare"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    settle(window, qtbot)
    assert not window.session.is_past
    assert window.page is page

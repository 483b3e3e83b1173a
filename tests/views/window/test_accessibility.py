"""What one hears of the window, and where Tab leads: read through Qt's own interface for screen readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.store.queries import facts
from desktop.views.charts.host import ChartHost
from desktop.views.explained.label import Figure, FigureLabel
from desktop.views.page import Place
from desktop.views.spoken import PRESS, Role, let_widgets_say_what_they_are
from desktop.views.window.main_window import MainWindow
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened

SECTIONS = ("overview", "plan", "voice", "usage", "contract", "history")
PLACES = (
    *(Place(name) for name in ("today", "accounts", "renewals", "onboarding", "qbrs", "library", "history")),
    *(Place("account", "Tindle & Rowe", section) for section in SECTIONS),
    Place("account", "Aldermoor Council", "plan"),
)
FITTING = {
    Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.CheckBox, Role.RadioButton, Role.EditableText,
    Role.ComboBox, Role.SpinBox, Role.List, Role.Table, Role.Tree, Role.Chart, Role.Pane, Role.Link, Role.ListItem,
    Role.PageTab, Role.Slider,
}  # fmt: skip
"""What a control one can go to may be. Client and StaticText say nothing of what can be done."""


@pytest.fixture
def demo_window(opened: Opened, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    let_widgets_say_what_they_are()
    window = opened(demo_book(tmp_path))
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    return window


def show(window: MainWindow, place: Place, qtbot: QtBot) -> QWidget:
    """Show a place, an account by its name, and wait until it is drawn."""
    if place.account is not None:
        ids = {each.name: each.id for each in window.session.read(facts.accounts)}
        place = place._replace(account=ids[place.account])
    window.navigation.go(place)
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    assert window.page is not None
    return window.page


def name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def description(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def controls(root: QWidget) -> list[QWidget]:
    """What one can go to or press; the parts Qt makes its own controls of are theirs."""
    return [each for each in root.findChildren(QWidget) if each.isVisible() and each.isEnabled() and is_control(each)]


def is_control(widget: QWidget) -> bool:
    if isinstance(widget, QHeaderView) or widget.objectName().startswith("qt_"):
        return False
    if widget.focusProxy() is not None or (isinstance(widget, QLabel) and not isinstance(widget, FigureLabel)):
        return False
    can_press = isinstance(widget, QAbstractButton) or widget.testAttribute(Qt.WidgetAttribute.WA_SetCursor)
    is_hand = isinstance(widget, QAbstractButton) or widget.cursor().shape() == Qt.CursorShape.PointingHandCursor
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus or (can_press and is_hand)


def unfit(root: QWidget) -> list[str]:
    return [
        f"{type(each).__name__} {name(each)!r}: {role(each).name}"
        for each in controls(root)
        if not name(each).strip() or role(each) not in FITTING
    ]


def alike(root: QWidget) -> list[tuple[str, str, str]]:
    """Controls of one kind that nobody who listens can tell apart."""
    told = Counter((role(each).name, name(each), description(each)) for each in controls(root))
    return [each for each, times in told.items() if times > 1]


def surfaces(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """What is open over the pages or beside them."""
    yield "rail", window.rail
    yield "top bar", window.top_bar
    window.compose(None, "")
    yield "composer", window.composer
    window.composer.hide()
    window.search()
    yield "palette", window.palette_
    qtbot.keyClick(window.palette_.findChild(QLineEdit), Qt.Key.Key_Escape)
    for key in ("view.as_of", "help.shortcuts"):
        window.act(key)
        dialog = next(each for each in window.findChildren(QDialog) if each.isVisible())
        yield key, dialog
        dialog.reject()
        qtbot.waitUntil(lambda: not any(each.isVisible() for each in window.findChildren(QDialog)))
    page = show(window, Place("accounts"), qtbot)
    view = next(each for each in page.findChildren(QAbstractItemView) if each.accessibleName() == "Accounts")
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.is_idle and window.drawer.content is not None)
    yield "brief", window.drawer
    window.show_drawer(None)
    page = show(window, Place("renewals"), qtbot)
    page.findChildren(FigureLabel)[0].press()
    qtbot.waitUntil(lambda: window.is_idle and window.drawer.content is not None)
    yield "explanation", window.drawer


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(filter(None, place)))
def test_that_every_control_of_a_page_says_its_name_and_what_it_is(
    demo_window: MainWindow, place: Place, qtbot: QtBot
) -> None:
    page = show(demo_window, place, qtbot)
    assert controls(page)
    assert unfit(page) == []
    assert alike(page) == []


def test_that_every_control_over_and_beside_the_pages_does_so_too(demo_window: MainWindow, qtbot: QtBot) -> None:
    for where, surface in surfaces(demo_window, qtbot):
        assert controls(surface), where
        assert (where, unfit(surface)) == (where, [])
        assert (where, alike(surface)) == (where, [])


def test_that_painted_rows_are_heard_with_account_score_and_what_is_due(demo_window: MainWindow, qtbot: QtBot) -> None:
    first = {"today": "Ostrava Freight", "accounts": "Ostrava Freight", "qbrs": "Ostrava Freight"}
    said = {"today": "amber 58, opts out", "accounts": "amber 58, coverage 85", "qbrs": "overdue"}
    for page_name in first:
        page = show(demo_window, Place(page_name), qtbot)
        view = next(
            each
            for each in page.findChildren(QAbstractItemView)
            if each.isVisible() and not isinstance(each, QHeaderView)
        )
        model = view.model()
        whole = QAccessible.queryAccessibleInterface(view)
        rows = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
        found = next(row for row in rows if row.startswith(first[page_name]))
        assert said[page_name] in found.replace("\N{NO-BREAK SPACE}", " ")
        if page_name == "accounts":
            assert "opts out 16 Dec 2026. next step" in found
        heard = {whole.child(at).text(QAccessible.Text.Name) for at in range(whole.childCount())}
        assert found in heard, "what the model says is what is heard"


def test_that_charts_are_told_in_a_sentence(demo_window: MainWindow, qtbot: QtBot) -> None:
    told: dict[str, str] = {}
    for place in (Place("renewals"), Place("onboarding")):
        page = show(demo_window, place, qtbot)
        charts = page.findChildren(ChartHost)
        qtbot.waitUntil(lambda charts=charts: any(each.drawing is not None for each in charts), timeout=15_000)
        for chart in charts:
            if chart.drawing is not None:
                assert role(chart) == Role.Chart
                told[name(chart)] = description(chart)
    assert len(told) >= 2
    assert all(len(each.split()) >= 5 and any(letter.isdigit() for letter in each) for each in told.values()), told


def test_that_a_figure_can_be_pressed_by_whoever_listens(demo_window: MainWindow, qtbot: QtBot) -> None:
    page = show(demo_window, Place("account", "Tindle & Rowe", "overview"), qtbot)
    figure = next(each for each in page.findChildren(Figure) if each.isVisible())
    actions = QAccessible.queryAccessibleInterface(figure).actionInterface()
    assert PRESS in actions.actionNames()
    actions.doAction(PRESS)
    assert demo_window.drawer.content is not None


# -- Tab


def tab_chain(window: MainWindow, root: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    each = window.nextInFocusChain()
    while each is not None and each is not window:
        if each is not root and root.isAncestorOf(each) and can_tab_to(each):
            found.append(each)
        each = each.nextInFocusChain()
    return found


def can_tab_to(widget: QWidget) -> bool:
    is_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return is_stop and widget.isVisible() and widget.isEnabled() and not widget.objectName().startswith("qt_")


def place_in(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint()), widget.size())


def areas(widget: QWidget, root: QWidget) -> list[QScrollArea]:
    """The areas a widget scrolls in, the outermost first."""
    parents: list[QWidget] = []
    while (parent := (parents[-1] if parents else widget).parentWidget()) is not None and parent is not root:
        parents.append(parent)
    return [each for each in reversed(parents) if isinstance(each, QScrollArea)]


def places(one: QWidget, other: QWidget, root: QWidget) -> tuple[QRect, QRect]:
    """Where two widgets are; of those that scroll apart from each other, the areas they scroll in."""
    return tuple(
        place_in(next((area for area in areas(each, root) if not area.isAncestorOf(beside)), each), root)
        for each, beside in ((one, other), (other, one))
    )  # type: ignore[return-value]


def goes_back(before: QRect, after: QRect) -> bool:
    """Whether one goes up without going on to the right: in a row and in a column one never does."""
    return after.bottom() <= before.top() and after.left() <= before.left()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(filter(None, place)))
def test_that_tab_visits_a_page_in_reading_order(demo_window: MainWindow, place: Place, qtbot: QtBot) -> None:
    page = show(demo_window, place, qtbot)

    def reads_on() -> None:
        chain = tab_chain(demo_window, page)
        assert set(chain) == {each for each in page.findChildren(QWidget) if can_tab_to(each)}
        back = [
            f"{type(one).__name__} {name(one)} -> {type(other).__name__} {name(other)}"
            for one, other in pairwise(chain)
            if goes_back(*places(one, other, page))
        ]
        assert back == []

    # What comes late, such as a chart, puts the page into order anew.
    qtbot.waitUntil(reads_on)

"""The Accounts table, each frame end to end, beside one repaint of Qt's own table of the same visible size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from benchmarks.book import AS_OF, FOLDER
from benchmarks.stage import BareTable, Stage, cycle
from benchmarks.starting import paint
from benchmarks.timing import Figure, in_turns
from desktop.settings import Settings
from desktop.views.accounts.columns import COLUMNS
from desktop.views.accounts.delegate import AccountDelegate
from desktop.views.accounts.page import AccountsPage
from desktop.views.accounts.rows import AccountTable
from desktop.views.page import Place
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView

ROUNDS = 23
"""And one unmeasured: the keys that are typed in turn end where they began."""
SCROLL_GOAL, KEY_GOAL, SORT_GOAL = 1.4, 2.2, 2.4
WORDS = ("12", "34", "56", "78", "90", "23")
"""Typed one after another and taken back: none that was looked for before, but for its beginning."""

Keys = Sequence[Callable[[], object]]


def measure(stage: Stage, *, times: int) -> Iterator[Figure]:
    """
    Args:
        times: how often the book's rows are repeated in a table by itself, which is longer than a book that can be
            made in passing; 0 = it is not measured.
    """
    stage.window.navigation.go(Place("accounts"))
    stage.settle()
    page = stage.window.page
    assert isinstance(page, AccountsPage)
    field = page.filters.field
    back = partial(QTest.keyClick, field, Qt.Key.Key_Backspace)
    typed = [step for word in WORDS for step in (*(partial(QTest.keyClicks, field, each) for each in word), back, back)]
    yield from _figures("in the window", page.table, page.model, typed, stage.frame)
    rows = page.model.rows
    assert isinstance(rows, AccountTable)
    if times:
        yield from _long(stage, rows, times)


def _long(stage: Stage, rows: AccountTable, times: int) -> Iterator[Figure]:
    """The table by itself, with more rows."""
    accounts = [
        each._replace(id=f"{each.id}-{turn}", name=f"{each.name} {turn}")
        for turn in range(times)
        for each in rows.accounts
    ]
    model = ColumnarModel(COLUMNS)
    table = TableView(stage.theme, model, Settings(FOLDER / "settings.ini"), "long")
    table.use(AccountDelegate(stage.theme, model, table))
    table.recall("opt_out")
    window = QMainWindow()
    window.setCentralWidget(table)
    page = stage.window.page
    assert isinstance(page, AccountsPage)
    window.resize(page.table.size())
    window.show()
    model.show(AccountTable(accounts, AS_OF).prepare())
    typed = [partial(model.filter, each) for word in WORDS for each in (word[0], word, word[0], "")]
    yield from _figures("the table alone", table, model, typed, partial(paint, window))
    window.close()
    window.deleteLater()


def _figures(
    where: str, table: TableView, model: ColumnarModel, typed: Keys, frame: Callable[[], object]
) -> Iterator[Figure]:
    order, rows, columns = model.order, model.rows, model.columns
    bare = BareTable(table, lambda row, at: rows.text(int(order[row]), columns[at].key), len(order))
    bar = table.verticalScrollBar()
    seen = table.viewport().height() // table.rowHeight(0)
    keys = ("arr", "name", "health")
    sorts = [
        partial(table.sort_by, model.at(key), order)
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder)
        for key in keys
    ]

    def down() -> None:
        # Back to the top before the end: each time rows come that were never painted, until they were all.
        bar.setValue(0 if bar.value() + seen >= bar.maximum() else bar.value() + seen)

    figures = (
        (f"scroll by a screen, {len(order):,} rows, {where}", down, SCROLL_GOAL),
        ("  a keystroke in its filter", cycle(typed), KEY_GOAL),
        ("  sorting it by another column", cycle(sorts), SORT_GOAL),
    )
    for name, run, goal in figures:
        ours, floor = in_turns(partial(_framed, run, frame), bare.repaint, rounds=ROUNDS)
        yield Figure(name, ours, floor, goal)
    bare.close()


def _framed(run: Callable[[], object], frame: Callable[[], object]) -> None:
    run()
    frame()

"""Going about in a large book: opening one, changing pages, logging, charts; each to the painted frame."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure as Picture
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from benchmarks import plain, plain_chart
from benchmarks.book import AS_OF, account_name
from benchmarks.stage import BareTable, Stage, Step, steps_in_turns
from benchmarks.starting import paint, show_chart
from benchmarks.timing import Figure, in_turns
from desktop.charts import health_line, renewal_timeline
from desktop.charts.fonts import DPI
from desktop.domain.identity import derived_id
from desktop.operations.charts import health_line as line_of
from desktop.operations.charts import read_renewals
from desktop.operations.charts import renewal_timeline as timeline_of
from desktop.operations.history import read_history
from desktop.views.account.page import AccountPage
from desktop.views.accounts.page import AccountsPage
from desktop.views.charts.host import ChartHost, DrawFunction
from desktop.views.page import Place
from desktop.views.renewals.page import RenewalsPage

EDIT_GOAL, HOVER_GOAL, LINES_GOAL, REDRAWN_GOAL = 3.0, 2.0, 3.0, 1.2
ROUNDS = 11
LINES = 10_000
LINES_SIZE = (1040, 600)


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Args:
        stage: on the page of accounts.
    """
    page = stage.window.page
    assert isinstance(page, AccountsPage)
    rows, order, columns = page.model.rows, page.model.order, page.model.columns
    bare = BareTable(page.table, lambda row, at: rows.text(int(order[row]), columns[at].key), len(order))
    yield _edit(stage, page, bare)
    yield from _going(stage, bare, len(order))
    bare.close()
    yield from _charts(stage)


def _edit(stage: Stage, page: AccountsPage, bare: BareTable) -> Figure:
    """Each time an answer of another account, among those that are seen."""
    floor, numbers, accounts = plain.answers_file(), count(plain.ANSWERS), count()
    line = stage.window.composer.composer

    def type_it() -> None:
        stage.settle()
        account = page.model.rows.id(int(page.model.order[next(accounts) % 15]))
        stage.window.compose(account, "")
        line.set_text("nps 9")
        stage.wait(lambda: line.parsed.draft is not None)
        QTest.qWait(250)  # until it is rehearsed
        stage.frame()

    def enter() -> None:
        QTest.keyClick(line.editor, Qt.Key.Key_Return)
        stage.frame()

    def least() -> None:
        plain.commit_answer(floor, next(numbers))
        bare.repaint()

    ours, least_ms = steps_in_turns(Step(enter, type_it), Step(least), rounds=ROUNDS)
    floor.close()
    return Figure("Enter on one logged NPS 9, to the repainted Accounts page", ours, least_ms, EDIT_GOAL)


def _going(stage: Stage, bare: BareTable, accounts: int) -> Iterator[Figure]:
    """To accounts one by one, and between pages that have been read."""
    window, numbers = stage.window, count(100)
    named = [""]

    def away() -> None:
        window.navigation.go(Place("accounts"))
        stage.settle()
        named[0] = account_name(next(numbers))

    def is_shown() -> bool:
        page = window.page
        if not isinstance(page, AccountPage) or page.header.isHidden():
            return False
        return any(label.text() == named[0] and label.isVisible() for label in page.header.findChildren(QLabel))

    def open_one() -> None:
        window.navigation.go(Place("account", derived_id("account", [named[0]]), "overview"))
        stage.wait(is_shown)
        stage.frame()

    def open_whole() -> None:
        open_one()
        stage.wait(lambda: window.is_idle)
        stage.frame()

    def switch(place: Place) -> None:
        window.navigation.go(place)
        stage.frame()

    away()
    open_one()
    seen = Place("account", derived_id("account", [named[0]]), "overview")
    stage.settle()
    to_accounts = Step(partial(switch, Place("accounts")), lambda: (window.navigation.go(seen), stage.settle()))
    to_account = Step(partial(switch, seen), lambda: (window.navigation.go(Place("accounts")), stage.settle()))
    opened, whole, back, again, floor = steps_in_turns(
        Step(open_one, away), Step(open_whole, away), to_accounts, to_account, Step(bare.repaint), rounds=9
    )
    yield Figure(f"an account of {accounts:,} opened, to its painted page", opened, floor)
    yield Figure("  and its chart drawn", whole, floor)
    yield Figure("switch to Accounts, which has been read", back, floor)
    yield Figure("switch to an account, which has been read", again, floor)


def _charts(stage: Stage) -> Iterator[Figure]:
    window, account = stage.window, derived_id("account", [account_name(50)])
    window.navigation.go(Place("account", account, "overview"))
    stage.settle()
    page = window.page
    assert isinstance(page, AccountPage)
    show_chart(page)
    stage.settle()
    host = page.overview.chart.host
    line = line_of(stage.session.read(read_history, day=AS_OF, account=account), account)
    yield _redrawn(stage, host, health_line.draw, line, "an account's page redrawn, its health line too")
    yield _hover(stage, host, "hover over a health line")
    window.navigation.go(Place("renewals"))
    stage.settle()
    renewals = window.page
    assert isinstance(renewals, RenewalsPage)
    found = timeline_of(stage.session.read(read_renewals), AS_OF)
    name = f"Renewals redrawn, {len(found.terms):,} lines in its timeline"
    yield _redrawn(stage, renewals.chart, renewal_timeline.draw, found, name)
    yield _hover(stage, renewals.chart, f"hover over a timeline of {len(found.terms):,} lines")
    yield _lines(stage, found)


def _redrawn(stage: Stage, host: ChartHost, draw: DrawFunction, data: object, name: str) -> Figure:
    """Everything on the page painted and its chart drawn again, beside the same chart in axes of a bare canvas."""
    page = stage.window.page
    assert page is not None

    def ours() -> None:
        before = host.drawing
        page.update()
        host.show_data(data)
        stage.wait(lambda: host.drawing is not before, every_ms=0)
        stage.frame()

    window, picture = QMainWindow(), Picture(dpi=DPI)
    canvas = FigureCanvasQTAgg(picture)
    window.setCentralWidget(canvas)
    window.resize(host.size())
    window.show()
    QApplication.processEvents()

    def bare() -> None:
        plain_chart.draw(draw, picture, data, stage.theme.tokens)
        canvas.draw()
        paint(window)

    taken, floor = in_turns(ours, bare, rounds=ROUNDS)
    window.close()
    window.deleteLater()
    return Figure(name, taken, floor, REDRAWN_GOAL)


def _hover(stage: Stage, host: ChartHost, name: str) -> Figure:
    """Each time over another mark, to the painted frame."""
    drawing = host.drawing
    assert drawing is not None
    marks = count()
    event: list[QMouseEvent] = []

    def aim() -> None:
        # Not measured: in the program Qt itself makes the event.
        at = next(marks) * 37 % len(drawing)
        spot = QPointF(float(drawing.x[at]), float(drawing.y[at]))
        none = Qt.MouseButton.NoButton
        moved = QMouseEvent(
            QEvent.Type.MouseMove, spot, host.mapToGlobal(spot), none, none, Qt.KeyboardModifier.NoModifier
        )
        event[:] = [moved]

    def move() -> None:
        QApplication.sendEvent(host, event[0])
        stage.frame()

    (taken,) = steps_in_turns(Step(move, aim), rounds=51)
    return Figure(name, taken, goal=HOVER_GOAL)


def _lines(stage: Stage, found: renewal_timeline.RenewalTimeline) -> Figure:
    """Beside axes with nothing in them, of the same size."""
    terms = (tuple(found.terms) * (LINES // len(found.terms) + 1))[:LINES]
    data = renewal_timeline.RenewalTimeline(AS_OF, terms)

    def picture() -> Picture:
        made = Picture(figsize=(LINES_SIZE[0] / DPI, LINES_SIZE[1] / DPI), dpi=DPI)
        FigureCanvasAgg(made)
        return made

    full, empty = picture(), picture()

    def draw() -> None:
        renewal_timeline.draw(full, data, stage.theme.tokens)
        full.canvas.draw()  # pyright: ignore[reportUnknownMemberType]

    def axes() -> None:
        empty.clear()
        empty.add_subplot()
        empty.canvas.draw()  # pyright: ignore[reportUnknownMemberType]

    ours, floor = in_turns(draw, axes, rounds=ROUNDS)
    return Figure(f"a renewal timeline of {LINES:,} lines, 1040 x 600", ours, floor, LINES_GOAL)

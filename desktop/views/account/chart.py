"""The health of the last twelve months as a line, with what happened beneath it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from desktop.charts.health_line import HealthLine, draw
from desktop.operations.charts import health_line
from desktop.operations.history import read_history
from desktop.views import format
from desktop.views.account import parts
from desktop.views.account.parts import Mode
from desktop.views.charts.host import ChartHost
from desktop.views.page import Context

READ = "account health line"
HEIGHT = 156
NOTHING = "No score in these months."


class HealthChart(parts.Column):
    """Reads by itself, beside the window; the last account asked for is shown."""

    came = Signal()
    """There is a line now, and Tab can go to it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._session = context.session
        self._account: str | None = None
        self._has_line = self._is_due = False
        self._mode: Mode | None = None
        self.line = HealthLine(())
        """As it is shown, or was last: what it says is explained from it."""
        self._head = parts.Column()
        self.host = ChartHost(context.theme, partial(draw, language=format.for_charts()), "Health, 12 months")
        self.host.setFixedHeight(HEIGHT)
        self.rows.addWidget(self._head)
        self.rows.addWidget(self.host)
        self._say("")

    @property
    def is_settled(self) -> bool:
        """Whether the line is drawn, or there is none to draw, or it is scrolled out of sight: there it waits."""
        is_seen = self.isVisible() and not self.host.visibleRegion().isEmpty()
        return not is_seen or not self._has_line or self.host.drawing is not None

    @property
    def is_due(self) -> bool:
        """Whether it is to be read as soon as what stands around it is painted."""
        return self._is_due

    def expect(self, account: str) -> None:
        """Have the line of an account (by id) read when `begin` is called: before what is read of the whole book."""
        if account != self._account:
            self._account, self._has_line, self.line = account, False, HealthLine(())
            self.host.clear("")
            self._say("")
        self._is_due = True
        self._session.expect_read(READ)

    def begin(self) -> None:
        """Read and show what was expected, if it still is."""
        if not self._is_due or self._account is None:
            return
        self._is_due = False
        query = partial(read_history, day=self._session.day, account=self._account)
        then = partial(health_line, account=self._account)
        self._session.read_later(READ, query, partial(self._show, self._account), then=then)

    def step_back(self) -> None:
        """Nobody looks at it: what is expected keeps nothing waiting."""
        if self._is_due:
            self._session.forget_read(READ)

    def step_forward(self) -> None:
        """Somebody looks at it again."""
        if self._is_due:
            self._session.expect_read(READ)

    def forget(self) -> None:
        """Nobody looks at it any more."""
        self._account, self._has_line, self._is_due = None, False, False
        self._session.forget_read(READ)
        self.host.clear("")

    def _show(self, account: str, line: HealthLine) -> None:
        if account != self._account:
            return
        self.line = line
        shown = [point.shown for point in line.points if point.shown is not None]
        self._has_line = bool(shown)
        self.host.setVisible(self._has_line)
        if not shown:
            self._say("")
            self._head.say(NOTHING, "small")
            return
        self._say(f"{shown[0]} → {shown[-1]}" if len(shown) > 1 else f"{shown[0]}")
        self.host.show_data(line)
        self.came.emit()

    def explain_by(self, mode: Mode) -> None:
        """Who is asked how the figures in the heading came about."""
        self._mode = mode

    def _say(self, beside: str) -> None:
        self._head.clear()
        asked = None if self._mode is None or not beside else (self._mode, "health.line", "Health over 12 months")
        self._head.heading("Health, 12 months", beside, above=16, explained=asked)

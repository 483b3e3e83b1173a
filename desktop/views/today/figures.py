"""The figures of Today: what is asked how it came about, and what is then shown beside the page."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.account_rows import BANDS
from desktop.domain.today.book import Today
from desktop.domain.today.weeks import OptOutWeek
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import FigureLabel
from desktop.views.today.tabs import Tabs
from desktop.views.today.year import YearReading

if TYPE_CHECKING:
    from desktop.domain.explain import Explanation


class Figures(QObject):
    """Explains the figures of the day that is shown; what gets the focus back is what was asked.

    Args:
        sentence: of the tab that is shown.
        size: how large the book is.
    """

    def __init__(
        self,
        explanation: ExplanationDrawer,
        tabs: Tabs,
        year: YearReading,
        sentence: FigureLabel,
        size: FigureLabel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._explanation, self._tabs, self._year, self._sentence = explanation, tabs, year, sentence
        self._view: Today | None = None
        self._name: str | None = None
        """Which of explaining.EXPLAINED is shown, or was last; None = something else is."""
        board = tabs.board
        for name, figure in (
            ("book", size),
            ("changed", board.changed.beside),
            ("quiet", board.quiet.beside),
            ("meetings", board.meetings.beside),
            ("book", board.book.beside),
            ("opt_outs", board.opt_outs.beside),
            ("promises", board.promises.beside),
        ):
            figure.asked.connect(partial(self._explain, name, figure))
        for each in board.lists:
            each.asked.connect(partial(self._explain_band, each))
        sentence.asked.connect(self._explain_sentence)
        tabs.explained.connect(self._explain_tab)
        board.strip.week_asked.connect(self._explain_week)
        board.year.total.asked.connect(self._explain_day)
        board.year.chart.clicked.connect(self._explain_month_end)

    def show_view(self, view: Today) -> None:
        """A day is shown, perhaps read anew: so is what is explained of it."""
        self._view = view
        if self._name is not None:
            self._explanation.show_again(_explained(self._name, view))

    def _explain(self, name: str, label: QWidget) -> None:
        if self._view is not None:
            self._name = name
            self._explanation.show_explanation(_explained(name, self._view), label)

    def _explain_sentence(self) -> None:
        self._explain(self._tabs.tab, self._sentence)

    def _explain_tab(self, name: str) -> None:
        self._explain(name, self._tabs.buttons["tasks" if name == "tasks" else "gaps"])

    def _explain_band(self, among: QWidget, row: int) -> None:
        view = self._view
        if view is not None:
            self._name = None
            self._explanation.explain(
                f"health.{BANDS[row]}", None if view.csm is None else frozenset(view.names), label=among
            )

    def _explain_week(self, week: OptOutWeek) -> None:
        if self._view is not None:
            self._name = None
            from desktop.operations.explain_today import explained_opt_outs

            self._explanation.show_explanation(explained_opt_outs(self._view, week), self._tabs.board.strip)

    def _explain_day(self) -> None:
        if self._view is not None:
            self._explain_month_end(self._view.day.isoformat())

    def _explain_month_end(self, on: str) -> None:
        view, history = self._view, self._year.history
        if view is not None and history is not None and history.days[-1] == view.day:
            self._name = None
            from desktop.operations.explain_today import explained_month_end

            found = explained_month_end(view, history, date.fromisoformat(on))
            self._explanation.show_explanation(found, self._tabs.board.year.total)


def _explained(name: str, view: Today) -> Explanation:
    # Imported when somebody asks: the page comes without it.
    from desktop.views.today.explaining import EXPLAINED

    return EXPLAINED[name](view)

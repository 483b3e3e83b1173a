"""Opens explanations in the drawer for a page: reads beside the window, and follows what changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.calendar import Period, period_of
from desktop.store.connection import Connection
from desktop.views.explained.label import FigureLabel
from desktop.views.page import Context, Place

if TYPE_CHECKING:
    # What explains is imported when somebody asks: every page has a drawer, and its first frame needs none of that.
    from desktop.domain.explain import Explanation
    from desktop.operations.explain import ExplainedFacts
    from desktop.views.explained.panel import ExplanationPanel

SUBJECT = "explanation"
INTERNAL = (
    "health", "at_risk_arr_cents", "today", "next_step", "qbrs", "compare", "scorecard", "playbooks", "others"
)  # fmt: skip
"""Figures, by the beginning of their keys, that a customer is not to see."""
NOTED = ("reason",)
"""Columns of what was noted."""
HIDDEN = "Hidden while the screen is shared with a customer. F8 shows it again."


class ExplanationDrawer(QObject):
    """The explanations of one page.

    Args:
        section: the section of the account's page that a row opens; None = its first.
    """

    left = Signal()
    """It was closed from here: the page has the word again."""

    def __init__(self, context: Context, parent: QObject, *, section: str | None = None) -> None:
        super().__init__(parent)
        self._context, self._section = context, section
        self._panel: ExplanationPanel | None = None
        self._asked = ""
        self._among: Collection[str] | None = None
        self._label: QWidget | None = None
        """What it was asked from."""

    @property
    def panel(self) -> ExplanationPanel | None:
        """What is shown; None while it is closed."""
        return self._panel

    @property
    def asked(self) -> str:
        """The key of the figure that is shown; empty while none is, or one the page had itself."""
        return self._asked if self._panel is not None else ""

    def offer(self, label: FigureLabel, key: str) -> None:
        """Have a label open the explanation of a figure, and take the focus back when it is closed.

        Args:
            key: one of domain.explain.KEYS.
        """
        label.asked.connect(partial(self._asked_by, label, key))

    def explain(self, key: str, among: Collection[str] | None = None, *, label: QWidget | None = None) -> None:
        """Show how a figure of the book came about, over the twelve months up to the day that is looked at.

        Args:
            key: one of domain.explain.KEYS.
            among: ids of accounts: of these only.
            label: has the focus back when it is closed.
        """
        self._asked, self._among = key, among
        self._label = label
        panel = self._open()
        if self._context.is_guarded() and key.startswith(INTERNAL):
            panel.show_message("", HIDDEN)
            return
        session = self._context.session
        period = period_of(as_of=session.day)
        session.read_later(
            SUBJECT,
            partial(_read, period=period, known_on=session.day, known_then=session.known_then),
            partial(self._show, key, panel),
            then=partial(_compute, key=key, among=among),
        )

    def show_explanation(
        self, found: Explanation, label: QWidget | None = None, *, currency: str | None = None
    ) -> None:
        """Show an explanation the page already has.

        Args:
            label: has the focus back when it is closed.
            currency: of its money; None = the book's.
        """
        self._asked, self._label = "", label
        panel = self._open()
        if self._context.is_guarded() and found.key.startswith(INTERNAL):
            panel.show_message("", HIDDEN)
            return
        panel.show_explanation(found, self._context.session.currency if currency is None else currency)
        panel.setFocus()

    def show_again(self, found: Explanation) -> None:
        """Show an explanation as it is now in place of the one that is shown; the focus stays where it is."""
        panel = self._panel
        if panel is None:
            return
        if self._context.is_guarded() and found.key.startswith(INTERNAL):
            panel.show_message("", HIDDEN)
        else:
            panel.show_explanation(found, self._context.session.currency)

    def follow(self) -> None:
        """Show the same figure as it is now, if one is shown."""
        if self._panel is not None and self._asked:
            self.explain(self._asked, self._among, label=self._label)

    def close(self) -> None:
        label, self._label = self._label, None
        self._forget()
        self._context.drawer(None)
        if label is not None:
            label.setFocus()
        self.left.emit()

    def _asked_by(self, label: FigureLabel, key: str) -> None:
        self.explain(key, label=label)

    def _open(self) -> ExplanationPanel:
        if self._panel is None:
            from desktop.views.explained.panel import ExplanationPanel

            panel = ExplanationPanel(self._context.theme)
            panel.closed.connect(self.close)
            panel.chosen.connect(self._go)
            # The drawer owns what it shows, and the window may close it, or show something else there.
            for gone in (panel.hidden, panel.destroyed):
                gone.connect(partial(self._gone, panel))
            self._panel = panel
        self._context.drawer(self._panel)
        return self._panel

    def _show(self, key: str, panel: ExplanationPanel, found: Explanation) -> None:
        if panel is self._panel and key == self._asked:
            shown = _without_reasons(found) if self._context.is_guarded() else found
            panel.show_explanation(shown, self._context.session.currency)
            panel.setFocus()

    def _go(self, account: str) -> None:
        self._context.go(Place("account", account, self._section))

    def _gone(self, panel: ExplanationPanel, _destroyed: object = None) -> None:
        if self._panel is panel:
            self._forget()

    def _forget(self) -> None:
        self._panel = None
        self._asked = ""
        self._context.session.forget_read(SUBJECT)


def _without_reasons(found: Explanation) -> Explanation:
    """Without what was noted about a customer, for other customers' eyes."""
    kept = [at for at, column in enumerate(found.columns) if column.key not in NOTED]
    return replace(
        found,
        columns=tuple(found.columns[at] for at in kept),
        rows=tuple(row._replace(cells=tuple(row.cells[at] for at in kept)) for row in found.rows),
    )


def _read(conn: Connection, *, period: Period, known_on: date, known_then: bool) -> ExplainedFacts:
    from desktop.operations.explain import read_explained

    return read_explained(conn, period, known_on=known_on, known_then=known_then)


def _compute(read: ExplainedFacts, *, key: str, among: Collection[str] | None) -> Explanation:
    from desktop.operations.explain import explained

    return explained(read, key, among=among)

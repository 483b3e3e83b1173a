"""How a figure of the account came about, beside its page; read anew with the account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.operations.account_view import AccountView
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.page import Context
from desktop.views.score_words import INPUTS

if TYPE_CHECKING:
    from desktop.charts.health_line import HealthLine
    from desktop.domain.explain import Explanation


class Explaining(QObject):
    """The drawer of one account's figures.

    Args:
        view: the account that is shown; None = none is.
        line: its health over the past months.
        leave: gives the focus back to what has the accessible name.
    """

    def __init__(
        self,
        context: Context,
        page: QWidget,
        view: Callable[[], AccountView | None],
        line: Callable[[], HealthLine],
        leave: Callable[[str], None],
    ) -> None:
        super().__init__(page)
        self.drawer = ExplanationDrawer(context, page)
        self.drawer.left.connect(self._left)
        self._view, self._line, self._leave = view, line, leave
        self._asked: tuple[str, str] | None = None
        """The key of what is explained, and what asked."""

    def show(self, key: str, called: str) -> None:
        """Show how a figure came about; what is `called` so has the focus back afterwards."""
        view = self._view()
        if view is not None:
            self._asked = (key, called)
            self.drawer.show_explanation(explained_for_page(view, key, self._line()))

    def again(self) -> None:
        """The account was read anew: what is explained of it, too."""
        panel, view = self.drawer.panel, self._view()
        if panel is None or self._asked is None or view is None:
            return
        now = QApplication.focusWidget()
        is_here = now is not None and panel.isAncestorOf(now)
        self.drawer.show_explanation(explained_for_page(view, self._asked[0], self._line()))
        if now is not None and not is_here:
            now.setFocus()

    def _left(self) -> None:
        asked, self._asked = self._asked, None
        self._leave("" if asked is None else asked[1])


def explained_for_page(view: AccountView, key: str, line: HealthLine) -> Explanation:
    """How a figure came about, with the inputs of the score called as the page calls them."""
    # Imported when somebody asks: the page comes without it.
    from desktop.operations.explain_account import explained_of_account

    found = explained_of_account(view, key, line)
    called = {name.replace("_", " "): shown for name, shown in INPUTS.items()}
    title = next(
        (f"Health: {shown}" for name, shown in called.items() if found.title == f"Health: {name}"), found.title
    )
    if found.row_of != "input":
        return replace(found, title=title)
    rows = tuple(row._replace(name=_renamed(row.name, called)) for row in found.rows)
    exclusions = tuple(
        each._replace(why=tuple(_renamed(part, called) if isinstance(part, str) else part for part in each.why))
        for each in found.exclusions
    )
    return replace(found, rows=rows, exclusions=exclusions)


def _renamed(text: str, called: Mapping[str, str]) -> str:
    """A text that is an input's name, or begins with one and a comma, with the name the page uses."""
    name, comma, rest = text.partition(",")
    return f"{called.get(name, name)}{comma}{rest}"

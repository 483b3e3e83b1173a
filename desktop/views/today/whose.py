"""Whose book is shown, how large it is, and the choice of another."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.domain.today.book import Today
from desktop.views.explained.label import FigureLabel
from desktop.views.theme import Theme
from desktop.views.today import words

GAP = 8


class Whose(QWidget):
    """A line and a link at the right of the head."""

    chosen = Signal(object)
    """The CSM; None = all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.beside = FigureLabel(theme)
        self.beside.setProperty("look", "second")
        # It gives way before it keeps the window from becoming narrower.
        self.beside.setMinimumWidth(1)
        self.link = QPushButton()
        self.link.setProperty("look", "link")
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.setAccessibleName("Whose book")
        self.link.clicked.connect(self._choose)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self.beside)
        line.addWidget(self.link)
        self._view: Today | None = None
        self._menu: QMenu | None = None
        self._has_choice = False

    def tell(self, view: Today, *, is_guarded: bool) -> None:
        """Say whose book a day is of."""
        self._view = view
        self._has_choice = len(view.csms) > 1 and not is_guarded
        self.beside.setText("" if is_guarded or not view.names else words.whose(view))
        self.beside.set_can_ask(bool(self.beside.text()))
        self.link.setText("Choose a book" if view.csm is None else "All books")

    def fit(self, room: int) -> None:
        """Show as much of it as there is room for, in pixels, beside the sentence; the choice before the size."""
        link = self.link.sizeHint().width() + GAP if self._has_choice else 0
        beside = self.beside.sizeHint().width() + GAP if self.beside.text() else 0
        self.link.setVisible(self._has_choice and link <= room)
        self.beside.setVisible(bool(beside) and beside + link <= room)
        self.setVisible(not (self.link.isHidden() and self.beside.isHidden()))

    def _choose(self) -> None:
        view = self._view
        if view is None:
            return
        if view.csm is not None:
            self.chosen.emit(None)
            return
        menu = self._menu = QMenu(self)
        menu.setAccessibleName("Whose book")
        for csm in view.csms:
            menu.addAction(csm.replace("&", "&&")).triggered.connect(partial(self._picked, csm))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.link.mapToGlobal(QPoint(0, self.link.height())))

    def _picked(self, csm: str, _checked: bool = False) -> None:
        self.chosen.emit(csm)

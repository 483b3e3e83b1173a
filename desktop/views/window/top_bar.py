"""The bar above the page: back, where one is, search, log, undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.actions import Actions
from desktop.views.pieces import take_out
from desktop.views.theme import Theme

HEIGHT = 44
SEARCH_WIDTH = 352
APART = "\N{NO-BREAK SPACE}"
"""Before a text with an icon: Qt sets the two closer to one another than the grid does."""


class TopBar(QFrame):
    """Buttons for the actions one needs all the time."""

    crumb_chosen = Signal(int)
    """The position of the crumb that was clicked, outermost first."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._actions = actions
        self._crumbs: list[QWidget] = []
        self._back = _tool(theme, actions, "go.back", "caret-left", "Back")
        self._undo = _tool(theme, actions, "edit.undo", "arrow-u-up-left", "Undo")
        self._path = QHBoxLayout()
        self._path.setSpacing(8)
        search = QPushButton(theme.icon("magnifying-glass"), f"{APART}Search or type a command")
        search.setObjectName("search")
        search.setAccessibleName("Search or type a command")
        search.setFixedSize(SEARCH_WIDTH, 28)
        search.setCursor(Qt.CursorShape.IBeamCursor)
        search.clicked.connect(actions["go.search"].run)
        hint = QHBoxLayout(search)
        hint.setContentsMargins(0, 0, 12, 0)
        hint.addStretch(1)
        hint.addWidget(_small("Ctrl+K"))
        self._log = QPushButton(theme.icon("plus", "on_accent"), f"{APART}Log  Ctrl+L")
        self._log.setObjectName("log")
        self._log.setAccessibleName("Log")
        self._log.setProperty("look", "primary")
        self._log.setFixedHeight(28)
        self._log.clicked.connect(actions["edit.log"].run)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self._back)
        layout.addSpacing(4)
        layout.addLayout(self._path)
        layout.addStretch(1)
        for widget in (search, self._log, self._undo):
            layout.addWidget(widget)

    def show_crumbs(self, crumbs: Sequence[str]) -> None:
        """Where one is, outermost first; all but the last can be clicked."""
        for widget in self._crumbs:
            take_out(self._path, widget)
        self._crumbs = []
        for number, text in enumerate(crumbs):
            is_last = number == len(crumbs) - 1
            label = _Crumb(text, number, is_last)
            if not is_last:
                label.clicked.connect(self.crumb_chosen)
            self._crumbs.append(label)
            if not is_last:
                self._crumbs.append(_small("/"))
        for widget in self._crumbs:
            self._path.addWidget(widget)

    def refresh(self) -> None:
        """Enable what can be done now."""
        # Ctrl+L says why where nothing can be logged; the button offers what can be done.
        for button, key in ((self._back, "go.back"), (self._undo, "edit.undo"), (self._log, "edit.log.n")):
            button.setEnabled(self._actions[key].is_enabled())
        undo = self._actions["edit.undo"]
        self._undo.setToolTip(f"{undo.label} (Ctrl+Z)")
        self._undo.setAccessibleName(undo.label)


class _Crumb(QLabel):
    clicked = Signal(int)

    def __init__(self, text: str, number: int, is_last: bool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 360))
        self.setToolTip("" if self.text() == text else text)
        self._number, self._is_last = number, is_last
        self.setProperty("look", "strong" if is_last else "second")
        if not is_last:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        super().mouseReleaseEvent(ev)
        if not self._is_last:
            self.clicked.emit(self._number)


def _tool(theme: Theme, actions: Actions, key: str, icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setProperty("look", "quiet")
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({actions[key].shortcuts[0]})")
    button.setFixedSize(32, 28)
    button.clicked.connect(actions[key].run)
    return button


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("look", "small")
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label

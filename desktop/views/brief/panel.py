"""The brief in the drawer: Ctrl+C copies it as text, Space or Esc closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.operations.brief import Brief
from desktop.views.brief import words
from desktop.views.drawer_panel import DrawerPanel
from desktop.views.pieces import empty, plain_label, scrolled
from desktop.views.theme import Theme


class BriefPanel(DrawerPanel):
    """What to know of one account before a call.

    Args:
        opens: goes to the account that is shown.
    """

    SPACE_CLOSES = True

    def __init__(self, theme: Theme, opens: Callable[[], None]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = plain_label("title", wraps=True)
        self._theme = theme
        self.health, self.head = plain_label("", wraps=True), plain_label("second", wraps=True)
        more = QPushButton("Open account")
        more.clicked.connect(opens)
        self._body = QVBoxLayout()
        self._body.setSpacing(2)
        inner = QWidget()
        inner.setLayout(self._body)
        self._body.setContentsMargins(0, 0, 8, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(4)
        layout.addLayout(self.top_line(theme, "Brief", more, closes="the brief"))
        layout.addWidget(self.name)
        layout.addWidget(self.health)
        layout.addWidget(self.head)
        layout.addSpacing(4)
        layout.addWidget(scrolled(inner), 1)

    def show_brief(self, brief: Brief, *, is_guarded: bool) -> None:
        """Show the brief of an account in place of the one before."""
        self.text = words.as_text(brief, is_guarded=is_guarded)
        self.name.setText(brief.row.name)
        self._show_health(brief, is_guarded=is_guarded)
        self.head.setText(words.stake(brief))
        self.setAccessibleName(f"Brief of {brief.row.name}")
        self.setAccessibleDescription(self.text)
        empty(self._body)
        for section in words.sections(brief, is_guarded=is_guarded):
            heading = plain_label("heading", section.heading, wraps=True)
            heading.setContentsMargins(0, 10, 0, 0)
            self._body.addWidget(heading)
            for line in section.lines:
                self._body.addWidget(plain_label("", line, wraps=True))
        self._body.addStretch(1)

    def _show_health(self, brief: Brief, *, is_guarded: bool) -> None:
        """In the colour of health; without a score in the ink of what is unknown."""
        tokens, row = self._theme.tokens, brief.row
        ink = QColor(tokens.ink_2 if row.shown is None else tokens.text_of(row.band))
        colours = self.health.palette()
        colours.setColor(QPalette.ColorRole.WindowText, ink)
        self.health.setPalette(colours)
        self.health.setText("" if is_guarded else words.health(brief))
        self.health.setVisible(not is_guarded)

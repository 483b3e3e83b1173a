"""A sentence that stays on one line: of several wordings the longest that has room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from desktop.views.explained.label import HINT, FigureLabel
from desktop.views.theme import Theme

LEAST = 120


class Headline(FigureLabel):
    """What a page says above its list; what stands beneath never moves for it. It may be asked how it came about."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._wordings: tuple[str, ...] = ("",)
        self.setProperty("look", "title")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, *wordings: str) -> None:
        """Say one of these, the longest first: a screen reader always hears the first."""
        if wordings != self._wordings:
            self._wordings = wordings
            self.setAccessibleName(wordings[0])
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        metrics, room = self.fontMetrics(), self.width()
        fitting = (each for each in self._wordings if metrics.horizontalAdvance(each) <= room)
        shown = next(fitting, None) or metrics.elidedText(self._wordings[-1], Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        full = HINT if self.focusPolicy() != Qt.FocusPolicy.NoFocus else ""
        self.setToolTip(full if shown == self._wordings[0] else self._wordings[0])

"""A font, and texts set in it: what was measured and shaped once is neither measured nor shaped again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText

REMEMBERED = 5_000
"""Texts that are kept: more than any screen shows at once."""
_BREAKS = str.maketrans("\n\r\v\f\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}", "      ")


class Face:
    """A font to write cells in."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetrics(font)
        self._ascent = self._metrics.ascent()
        self._fitted: dict[tuple[str, int], tuple[str, int]] = {}
        self._shaped: dict[tuple[str, int], QStaticText] = {}

    @property
    def cap_height(self) -> int:
        return self._metrics.capHeight()

    def width(self, text: str) -> int:
        return self._metrics.horizontalAdvance(text)

    def write(self, painter: QPainter, left: int, baseline: int, room: int, text: str, *, is_right: bool) -> None:
        """Write a text from `left` on, or up to the end of the room, shortened to so many pixels; the pen is set."""
        painter.setFont(self.font)
        place = text, room
        found = self._fitted.get(place)
        if found is None:
            shown, width = self._fit(text, room)
            painter.drawText(left + room - width if is_right else left, baseline, shown)
            return
        # What is seen again is shaped for good; for what only scrolls past that would cost more than it saves.
        shape = self._shaped.get(place)
        if shape is None:
            shape = self._shaped[place] = QStaticText(found[0])
            shape.setTextFormat(Qt.TextFormat.PlainText)
        painter.drawStaticText(left + room - found[1] if is_right else left, baseline - self._ascent, shape)

    def _fit(self, text: str, room: int) -> tuple[str, int]:
        if len(self._fitted) > REMEMBERED:
            self._fitted.clear()
            self._shaped.clear()
        # On one line, whatever is in it.
        shown = text.translate(_BREAKS)
        width = self.width(shown)
        if width > room:
            shown = self._metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
            width = min(self.width(shown), room)
        self._fitted[text, room] = shown, width
        return shown, width

"""Choosing what could come next in the line: when the list is shown, which keys it takes, and what is typed for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.grammar import Parsed
from desktop.views.composer.choices import Choices
from desktop.views.composer.completion import Offer, offer
from desktop.views.composer.editor import LineEditor
from desktop.views.composer.names import KnownNames
from desktop.views.theme import Theme


class Chooser(QObject):
    """The list of the line, under `frame`."""

    def __init__(self, theme: Theme, known: KnownNames, editor: LineEditor, frame: QWidget) -> None:
        super().__init__(frame)
        self._theme = theme
        self._known = known
        self._editor = editor
        self._frame = frame
        self._list: Choices | None = None
        self._caret: int | None = None

    @property
    def offer(self) -> Offer | None:
        """What is shown to choose from."""
        return None if self._list is None else self._list.offer

    @property
    def chosen(self) -> int | None:
        """The row the keys have gone to."""
        return None if self._list is None else self._list.row

    def look(self, parsed: Parsed, page: str | None, *, only_needed: bool = False) -> None:
        """Offer what helps at the caret, or nothing.

        Args:
            only_needed: offer only what the line cannot be saved without.
        """
        found = offer(parsed, self._editor.caret, self._known, page) if parsed.text else None
        if found is None or not self._editor.hasFocus() or (only_needed and not found.is_needed):
            self.close()
        else:
            self._open(found)

    def follow(self) -> None:
        """The caret may be elsewhere: what was offered for another place goes."""
        if not self._editor.hasFocus() or self._editor.caret != self._caret:
            self.close()

    def place(self) -> None:
        """Put the list where it belongs, after the line has moved."""
        if self.offer is not None:
            self._open(self.offer)

    def close(self) -> None:
        if self._list is not None:
            self._list.close_offer()

    def press(self, event: QKeyEvent) -> bool:
        """Take a key, if it is about the choices.

        Returns:
            Whether it was.
        """
        choices, key = self._list, event.key()
        if choices is None or choices.offer is None:
            return False
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            choices.step(1 if key == Qt.Key.Key_Down else -1)
            self._editor.setAccessibleDescription(choices.choice.label if choices.choice else "")
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif key == Qt.Key.Key_Tab or (is_enter and choices.row is not None):
            self._take(choices.row or 0)
        elif is_enter and choices.offer.is_needed:
            choices.step(1)
        else:
            return False
        return True

    def _take(self, row: int) -> None:
        found = self.offer
        if found is None:
            return
        self.close()
        editor, rest = self._editor, self._editor.text[found.end :]
        insert = found.choices[row].insert
        editor.replace(found.start, found.end, insert if rest[:1].isspace() else f"{insert} ")
        if rest.strip():
            editor.place_caret(len(editor.text))

    def _open(self, found: Offer) -> None:
        window = self._frame.window()
        if self._list is None or self._list.parentWidget() is not window:
            self._list = Choices(self._theme, window)
            self._list.taken.connect(self._take)
        # What the strip says may have made the frame higher just now.
        layout = self._frame.layout()
        if layout is not None:
            layout.activate()
        left = self._editor.mapTo(self._frame, self._editor.rect_at(found.start).topLeft()).x()
        self._caret = self._editor.caret
        self._list.show_offer(found, self._frame.mapTo(window, QPoint(left, self._bottom())))

    def _bottom(self) -> int:
        """Below the strip, as what it says has to stay in sight; the form may be covered."""
        strip = self._frame.findChild(QWidget, "strip")
        return self._frame.height() if strip is None else strip.geometry().bottom() + 4

"""One scorecard and all that is shown of it: the cells, who would move, what was changed, what saving would do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.scorecard_preview import AccountMove
from desktop.domain.scorecards import Scorecard
from desktop.operations.scorecard_view import ScoredBook, Shelf, book_standing, preview_edit
from desktop.views.library import words
from desktop.views.library.changes import Changes
from desktop.views.library.editor import ScorecardEditor
from desktop.views.library.moved import Moved
from desktop.views.library.strip import PreviewStrip
from desktop.views.library.words import Run
from desktop.views.pieces import keep_margin
from desktop.views.theme import Theme

HOW = (
    "Type into a cell to see what it would change. Enter goes down, Esc restores, Ctrl+S saves.",
    "Type into a cell to see what it would change. Ctrl+S saves.",
    "Type into a cell; Ctrl+S saves.",
)
"""The longest that has room is said."""


class ScorecardPanel(QWidget):
    """The cells scroll; what saving would do stays below them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._shelf: Shelf | None = None
        self._book: ScoredBook | None = None
        self._beside: Sequence[str] = HOW
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.editor = ScorecardEditor(theme, self.area)
        self.editor.edited.connect(self.show_preview)
        self.moved, self.changes = Moved(theme), Changes()
        self.editor.add_below(self.moved)
        self.editor.add_below(self.changes)
        self.strip = PreviewStrip(theme)
        self.strip.discarded.connect(self.editor.restore)
        inside = QWidget()
        rows_of = QVBoxLayout(inside)
        # The cards end where the strip below them does.
        keep_margin(self.area, rows_of, 24)
        rows_of.addWidget(self.editor)
        rows_of.addStretch(1)
        self.area.setWidget(inside)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 24, 0)
        below.addWidget(self.strip)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.area, 1)
        rows.addLayout(below)

    def show_card(self, card: Scorecard, shelf: Shelf, book: ScoredBook | None, read_only: str) -> None:
        """Show a scorecard of the shelf; what is being typed into the same one stays.

        Args:
            book: None = not read yet.
            read_only: why nothing can be changed; "" = it can.
        """
        self._shelf, self._book, self._beside = shelf, book, (read_only,) if read_only else HOW
        is_same = self.editor.card is not None and self.editor.card.key == card.key
        if not is_same:
            self.changes.forget()
            self.area.verticalScrollBar().setValue(0)
        self.editor.set_writable(not read_only)
        self.editor.show_card(card, keep_typed=is_same and not read_only)
        gone = {each.key for each in shelf.changes} - {each.key for each in shelf.cards}
        # That another one was made and removed again is told by the one that scores its accounts now.
        self.changes.show_changes(
            [
                each
                for each in shelf.changes
                if each.key == card.key
                or (card.segment is None and each.key in gone and each.field in ("made", "removed", "back"))
            ]
        )
        self.show_preview()

    def show_preview(self) -> None:
        """What saving would do, from what was read of the book once."""
        shelf, book = self._shelf, self._book
        if shelf is None:
            return
        is_changed, draft = self.editor.is_changed, self.editor.draft
        moved: tuple[AccountMove, ...] = ()
        first, second = [Run("Reading the book …")], self.strip.longest([[Run(each, "small")] for each in self._beside])
        if is_changed and draft is None:
            first, second = [Run("Cannot be saved yet.")], [Run(self.editor.refused, "refusal")]
        elif book is not None and is_changed and draft is not None:
            found = preview_edit(book, shelf.cards, draft)
            moved = found.moved
            named = partial(words.largest, moved, book.names)
            first, second = self.strip.fitted(words.moves(found), words.mean_moves(found), named)
        elif book is not None:
            first = self.strip.longest(words.at_rest(book_standing(book, shelf.cards)))
        self.strip.figure.setEnabled(bool(moved) or (book is not None and not is_changed))
        self.moved.show_moved(moved, {} if book is None else book.names)
        self.strip.say(first, second, can_save=is_changed and draft is not None, can_discard=is_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.fit()
        self.show_preview()

    @property
    def focusable(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [*self.editor.focusable, self.changes.older, self.strip.figure, *self.strip.buttons]

"""A scorecard as one changes it: what is typed is kept while another is shown; saving, copying, removing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Rejected
from desktop.domain.scorecards import Scorecard, with_changes, with_values_of
from desktop.operations import scorecards
from desktop.operations.scorecard_view import ScoredBook, Shelf, segments_without_own
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.library.head import Head
from desktop.views.library.panel import ScorecardPanel
from desktop.views.page import Context, Said

GONE = "What was typed into {} does not fit any more: it was let go."


class ScorecardChanging(QObject):
    """What is typed into scorecards, and what becomes of it.

    Args:
        perform: what changes the file; None = the file was in the way, which was told.
        explanation: where it is shown whom saving would move.
    """

    copied = Signal(str)
    """A copy (key) was made, and is to be shown."""

    def __init__(
        self,
        context: Context,
        head: Head,
        panel: ScorecardPanel,
        perform: Callable[..., object],
        explanation: ExplanationDrawer,
    ) -> None:
        super().__init__(panel)
        self._context, self._head, self._panel, self._perform = context, head, panel, perform
        self._explanation = explanation
        self._shown: tuple[Scorecard, Shelf, ScoredBook | None] | None = None
        self._kept: dict[str, dict[str, object]] = {}
        head.copied.connect(self._copy)
        head.shipped.clicked.connect(self._type_shipped)
        head.remove.clicked.connect(self._remove)
        panel.strip.saved.connect(self.save)
        panel.strip.figure.asked.connect(self.explain)

    def has_kept(self, card: Scorecard) -> bool:
        """Whether something was typed into a scorecard that is not shown."""
        return card.key in self._kept

    def show(
        self, card: Scorecard, shelf: Shelf, book: ScoredBook | None, read_only: str, before: QWidget | None
    ) -> None:
        """Show a scorecard, with what was typed into it before.

        Args:
            book: None = not read yet.
            read_only: why nothing can be changed; "" = it can.
            before: what stands before it in the order of Tab.
        """
        if read_only:
            # What is typed comes back with the present.
            self.keep()
        self._shown = (card, shelf, book)
        free = () if book is None else segments_without_own(book, shelf.cards)
        self._head.show_card(card, free, can_write=not read_only)
        self._panel.show_card(card, shelf, book, read_only)
        if not read_only and card.key in self._kept:
            try:
                self._panel.editor.type(with_changes(card, self._kept.pop(card.key)))
            except Rejected:
                self._context.say(Said(GONE.format(card.name)))
        chain = [*([before] if before else []), *self._head.buttons, *self._panel.focusable]
        for one, next_one in pairwise(chain):
            QWidget.setTabOrder(one, next_one)

    def keep(self) -> None:
        """Keep what is typed into what is shown, as far as it makes sense, while another is."""
        editor = self._panel.editor
        if editor.card is not None and editor.is_changed and editor.draft is not None:
            self._kept[editor.card.key] = editor.changes()

    def leave(self) -> None:
        """Something else is shown."""
        self._shown = None

    def forget(self) -> None:
        """Another file is open, or none."""
        self._shown = None
        self._kept.clear()

    def explain(self) -> None:
        """Show whom saving what is typed would move, and why; while nothing is typed, how the book stands."""
        editor, figure = self._panel.editor, self._panel.strip.figure
        if editor.draft is None or not editor.is_changed:
            self._explanation.explain("health.mean", label=figure)
            return
        _, shelf, book = self._shown or (None, None, None)
        if shelf is not None and book is not None:
            from desktop.operations.explain_scorecard import explained_edit

            found = explained_edit(book, shelf.cards, editor.draft, self._context.session.day)
            self._explanation.show_explanation(found, figure)

    def save(self) -> None:
        """Save what is typed into the scorecard that is shown."""
        card, editor = self._card, self._panel.editor
        if card is None or not editor.is_changed or not self._context.session.is_writable:
            return
        try:
            if editor.draft == with_values_of(card, scorecards.shipped_scorecard()):
                saved = self._perform(scorecards.restore_shipped, card.key)
            else:
                saved = self._perform(scorecards.edit_scorecard, card.key, editor.changes())
        except Rejected as why:
            editor.refuse(why)
            return
        if isinstance(saved, Scorecard):
            # What is typed from now on is something new; the rest is read again.
            editor.show_card(saved, keep_typed=False)

    @property
    def _card(self) -> Scorecard | None:
        return None if self._shown is None else self._shown[0]

    def _type_shipped(self) -> None:
        card, editor = self._card, self._panel.editor
        if card is not None:
            editor.type(with_values_of(card, scorecards.shipped_scorecard()))
            if not editor.is_changed:
                self._context.say(Said(f"{card.name} has the shipped values already."))

    def _copy(self, segment: str) -> None:
        card = self._card
        if card is None:
            return
        self.keep()
        try:
            key = self._perform(scorecards.copy_scorecard, card.key, segment)
        except Rejected as why:
            self._context.trouble(why)
            return
        if key is not None:
            self.copied.emit(str(key))

    def _remove(self) -> None:
        card = self._card
        if card is not None:
            try:
                self._perform(scorecards.remove_scorecard, card.key)
            except Rejected as why:
                self._context.trouble(why)

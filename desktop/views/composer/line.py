"""The composer: one line that is understood while it is typed, what it will do below it, and Enter saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.drafts import Draft
from desktop.domain.errors import PortfolioError, Rejected
from desktop.domain.grammar import Parsed
from desktop.operations.outcome import log_with_outcome
from desktop.store.changes import Changes
from desktop.views.composer import words
from desktop.views.composer.chips import chips, head_taken_out, is_unclosed_quote, is_unfinished
from desktop.views.composer.frame import ComposerFrame
from desktop.views.composer.kept import KeptDraft
from desktop.views.composer.rehearsal import Rehearsal
from desktop.views.composer.words import Run
from desktop.views.page import Said

if TYPE_CHECKING:
    from desktop.views.page import Context

LONGEST_REHEARSED = 2_000
"""Characters; a longer line may make hundreds of tasks, and to look ahead must not be felt."""

PAST = "The past can only be read."
READ_ONLY = "This file is open for reading only: save a copy to log in it."
NO_FILE = "No portfolio is open."
ON_PAGE = ('What happened? nps 3 @jana "slow support"', "What happened? nps 3 @jana")
ANYWHERE = ('What happened? acme nps 3 @jana "slow support"', "What happened? acme nps 3 @jana")
SHORT = "What happened?"
"""What stands in the empty line; of these, what there is room for."""


class Composer(ComposerFrame):
    """Where everything is logged.

    Args:
        account: id of the account it is about where the line names none; None = the line has to name one.
    """

    logged = Signal(object)
    """An Outcome: something was saved."""
    closed = Signal()
    """Esc was pressed on an empty line."""

    def __init__(self, context: Context, account: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, context.session, parent)
        self._context = context
        self._session = context.session
        self._account = account
        self._rejected: str | None = None
        """Why what is typed was refused when it was saved."""
        self._is_reproached = False
        self._is_saving = False
        self._kept = KeptDraft(self)
        self._connect()
        self._parsed: Parsed = self._nothing()
        self._session.changed.connect(self._heed)
        self._session.looked.connect(self._start_over)
        self._session.opened.connect(self._start_over)
        self._session.closed.connect(self._start_over)
        self._start_over()

    # -- what others use

    @property
    def text(self) -> str:
        return self.editor.text

    @property
    def account(self) -> str | None:
        return self._account

    @property
    def parsed(self) -> Parsed:
        """The line as it is understood now."""
        return self._parsed

    def set_account(self, account: str | None) -> None:
        """Be about another account; what was being typed for it comes back, and this one's is kept."""
        if account == self._account:
            return
        self._account = account
        self._start_over()

    def set_text(self, text: str) -> None:
        """Put a text into the line, with the caret behind it."""
        self.editor.set_text(text)

    def focus(self) -> None:
        """Put the caret into the line."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- parts

    def _connect(self) -> None:
        self._rehearsal = Rehearsal(self._session, self._to_rehearse, self)
        self._rehearsal.found.connect(self._show)
        self.editor.edited.connect(self._edited)
        self.editor.moved.connect(self._moved)
        self.editor.installEventFilter(self)
        self.form_button.toggled.connect(self._show_form)
        self.form.rewritten.connect(self._rewrite)
        self.form.left.connect(self._leave_form)
        self.form.finished.connect(self.save)

    # -- the line is read

    def _nothing(self) -> Parsed:
        return Parsed("", (), None, (), ())

    def _edited(self) -> None:
        self._read()
        self._kept.later(self.editor.text)
        self.chooser.look(self._parsed, self._account)

    def _read(self) -> None:
        """Understand the line anew, and find out what it will do."""
        self._rejected, self._is_reproached = None, False
        self._rehearsal.forget()
        text = self.editor.text
        if not self._session.is_open or not text.strip():
            self._parsed = self._nothing()
        else:
            self._parsed = self.known.parse(text, self._account)
            if self._preview().draft is not None:
                self._rehearsal.begin_soon()
        self._show()
        self.form.show_line(self._parsed, self._account)

    def _preview(self) -> Parsed:
        """The line as it will be once the quote that is being typed is closed."""
        parsed = self._parsed
        if len(parsed.refusals) == 1 and is_unclosed_quote(parsed.refusals[0], parsed.text) and not self._is_reproached:
            opened = parsed.text[parsed.refusals[0].start]
            closer = {"“": "”", "„": "“", "«": "»", "»": "«"}.get(opened, opened)
            return self.known.parse(f"{parsed.text}{closer}", self._account)
        return parsed

    def _moved(self) -> None:
        if self.editor.is_changing:
            # The text is about to be read.
            return
        self.update()
        self._show()
        self.chooser.follow()

    def _show(self) -> None:
        caret = self.editor.caret if self.editor.hasFocus() else None
        parsed = self._parsed
        wrong = [
            refusal for refusal in parsed.refusals if self._is_reproached or not is_unfinished(refusal, parsed, caret)
        ]
        self.editor.show_parts(
            chips(parsed, caret), [(each.start, each.end) for each in wrong if each.end > each.start]
        )
        self.strip.say(self._sentence(wrong[0].message if wrong else None))
        self.editor.setAccessibleDescription(self.strip.text)
        self.hint.setVisible(parsed.draft is not None and self._has_room())

    def _has_room(self) -> bool:
        """Whether the line stays on one row with the hint beside it."""
        room = self.width() - self.form_button.width() - self.hint.sizeHint().width() - 40
        return self.editor.natural_width < room

    def _sentence(self, wrong: str | None) -> list[Run]:
        if reason := self._why_not():
            return [Run(reason, "ink_2")]
        if not self._parsed.text:
            return [Run("Type what happened, or press Down for a form.", "ink_3")]
        if refused := wrong or self._rejected or self._rehearsal.refusal:
            return [Run(refused, "negative")]
        parsed = self._preview()
        if parsed.draft is None:
            return [Run(self._what_is_missing(parsed), "ink_2")]
        said = words.preview(parsed.draft, self.known, today=self._session.day, page=self._account)
        return [Run(said), *self._effect()]

    def _what_is_missing(self, parsed: Parsed) -> str:
        """On an account's page that is rather what to log than another account."""
        messages = [refusal.message for refusal in parsed.refusals]
        verbs = [refusal.message for refusal in parsed.refusals if refusal.field == "verb"]
        return next(iter(verbs if self._account is not None and verbs else messages), "")

    def _effect(self) -> list[Run]:
        outcome = self._rehearsal.outcome
        if outcome is None:
            return []
        return words.tasks_only(outcome) if self._context.is_guarded() else words.effect(outcome)

    def _to_rehearse(self) -> Draft | None:
        return self._preview().draft if self.isVisible() and len(self.editor.text) <= LONGEST_REHEARSED else None

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.chooser.press(event) or self._steer_by(event)
        return super().eventFilter(watched, event)

    def _steer_by(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        elif key == Qt.Key.Key_Down and self.editor.is_on_last_row:
            self.form_button.setChecked(True)
            self.form.enter()
        elif key == Qt.Key.Key_Escape and self.form.isVisible():
            self.form_button.setChecked(False)
        elif key == Qt.Key.Key_Escape and not self.editor.text:
            self.closed.emit()
        elif key == Qt.Key.Key_Backspace and (taken := self._taken_out(event)) is not None:
            self.editor.replace(*taken, "")
            self.editor.place_caret(len(self.editor.text))
        else:
            return False
        return True

    def _taken_out(self, event: QKeyEvent) -> tuple[int, int] | None:
        if self.editor.textCursor().hasSelection():
            return None
        is_whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return head_taken_out(self._parsed, self.editor.caret, is_whole=is_whole)

    # -- the form

    def _show_form(self, is_shown: bool) -> None:
        self.form.setVisible(is_shown)
        self.form_button.setAccessibleName("Close the form" if is_shown else "Fill in a form")
        if is_shown:
            self.form.show_line(self._parsed, self._account)
            self.form.enter()
        else:
            self.focus()

    def _leave_form(self) -> None:
        self.form_button.setChecked(False)

    def _rewrite(self, start: int, end: int, text: str) -> None:
        self.editor.replace(start, end, text)

    # -- saving

    def save(self) -> None:
        """Save what was understood; what is refused stays typed, with its reason."""
        if self._why_not() is not None or not self.editor.text.strip():
            return
        draft = self._parsed.draft
        if draft is None:
            self._is_reproached = True
            self._show()
            self.chooser.look(self._parsed, self._account, only_needed=True)
            return
        day = self._session.day
        rehearsed = self._rehearsal.of(draft, day)
        self._is_saving = True
        try:
            outcome = self._session.perform(log_with_outcome, draft, as_of=day, rehearsed=rehearsed).result
        except Rejected as error:
            self._rejected = str(error)
            self._show()
            return
        except PortfolioError as error:
            self._context.trouble(error)
            return
        finally:
            self._is_saving = False
        self.chooser.close()
        self.editor.set_text("")
        self._kept.flush()
        with_health = not self._context.is_guarded()
        said = words.saved(outcome, with_health=with_health)
        self._context.say(Said(said, can_undo=True, account=outcome.account, tells_tasks=bool(outcome.tasks)))
        self.logged.emit(outcome)

    def _why_not(self) -> str | None:
        """Why nothing can be logged now."""
        if not self._session.is_open:
            return NO_FILE
        if self._session.is_past:
            return PAST
        return READ_ONLY if self._session.is_read_only_file else None

    # -- what happens around it

    def _heed(self, changes: Changes) -> None:
        del changes
        if not self._is_saving and self.editor.text.strip():
            self._read()

    def _start_over(self) -> None:
        """Another account, file or day: what was being typed there comes back."""
        self.chooser.close()
        reason = self._why_not()
        is_off = reason is not None
        self.editor.setEnabled(not is_off)
        self.form_button.setVisible(not is_off)
        if is_off and self.form_button.isChecked():
            self.form_button.setChecked(False)
        self.editor.say_when_empty(*((reason,) if reason else (*(ON_PAGE if self._account else ANYWHERE), SHORT)))
        about = (self._session.doc_id, self._account or "") if self._session.is_open else None
        text = self._kept.begin(about)
        if text is not None:
            self.editor.set_text(text)
        # Where the line is empty it says the reason itself.
        self.strip.setVisible(not is_off or bool(self.editor.text))
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._preview().draft is not None:
            self._rehearsal.begin_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chooser.place()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.chooser.close()
        self._kept.flush()

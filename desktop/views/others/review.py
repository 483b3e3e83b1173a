"""The review: one account of somebody's book after the other over the whole window, the riskiest first.

Right and Left go on and back, N notes something, T leaves a task, Ctrl+Z takes back what was saved last, Esc ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError
from desktop.domain.review_notes import ReviewNote
from desktop.domain.team.others import OtherBook, TeamAccount
from desktop.operations.brief import Brief
from desktop.operations.review_notes import leave_note
from desktop.store.changes import Changes
from desktop.store.queries.review_notes import review_notes
from desktop.views.brief import words as brief_words
from desktop.views.full_window import FullWindow
from desktop.views.others import words
from desktop.views.page import Context
from desktop.views.pieces import empty, open_card, plain_label

ON = (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Space)
BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Up)
WIDEST = 1120
TASK_HINT = "What is to be done, and by when: call the CFO fri"
NOTE_HINT = "What you want to say about it"
KEYS = "Left and Right go through them · N notes · T leaves a task · Ctrl+Z takes the last one back · Esc ends"


class Review(FullWindow):
    """The accounts of others' books, one by one, with one's own notes.

    Args:
        accounts: what is gone through, with what to know of each.
        books: those that `TeamAccount.book` counts.
        at: the place to begin at.
    """

    def __init__(
        self,
        context: Context,
        accounts: Sequence[tuple[TeamAccount, Brief]],
        books: Sequence[OtherBook],
        over: QWidget,
        *,
        at: int = 0,
    ) -> None:
        super().__init__(over)
        self._context, self._accounts, self._books = context, accounts, books
        self.at = at
        """The place of the account that is shown."""
        self._is_task = False
        self.place, self.file = plain_label("small", wraps=True), plain_label("small", wraps=True)
        self.name, self.head, self.why = (
            plain_label("title", wraps=True),
            plain_label("second", wraps=True),
            plain_label("strong", wraps=True),
        )
        self.notes_head, self.notes = plain_label("heading", "Your notes", wraps=True), QVBoxLayout()
        self.field, self.refusal = QLineEdit(), plain_label("refusal", wraps=True)
        self.note_button, self.task_button = _button("Note", "N"), _button("Task", "T")
        self.back_button, self.on_button, self.end_button = QPushButton("Back"), QPushButton("Next"), QPushButton("End")
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self.place.setWordWrap(False)
        self._lay_out()
        self.field.returnPressed.connect(self.save)
        self.field.installEventFilter(self)
        self.note_button.clicked.connect(partial(self.begin, is_task=False))
        self.task_button.clicked.connect(partial(self.begin, is_task=True))
        self.back_button.clicked.connect(self.back)
        self.on_button.clicked.connect(self.next)
        self.end_button.clicked.connect(self.end)
        context.session.changed.connect(self._heed)
        self._show_account()
        self.begin_over()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.place)
        top.addStretch(1)
        for each in (self.back_button, self.on_button, self.end_button):
            each.setProperty("look", "quiet")
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            top.addWidget(each)
        sides = QGridLayout()
        sides.setHorizontalSpacing(40)
        for at, side in enumerate((self._left, self._right)):
            side.setSpacing(2)
            sides.addLayout(side, 0, at, Qt.AlignmentFlag.AlignTop)
            sides.setColumnStretch(at, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.notes_head)
        buttons.addStretch(1)
        buttons.addWidget(self.note_button)
        buttons.addWidget(self.task_button)
        self.notes.setSpacing(2)
        card, inside = open_card((16, 12, 16, 12), 8)
        inside.addLayout(buttons)
        inside.addLayout(self.notes)
        inside.addWidget(self.field)
        inside.addWidget(self.refusal)
        page = QWidget()
        page.setMaximumWidth(WIDEST)
        column = QVBoxLayout(page)
        column.setContentsMargins(40, 24, 40, 20)
        column.setSpacing(8)
        column.addLayout(top)
        column.addSpacing(8)
        for each in (self.name, self.head, self.why, self.file):
            column.addWidget(each)
        column.addSpacing(8)
        column.addLayout(sides)
        column.addStretch(1)
        column.addWidget(card)
        column.addWidget(plain_label("small", KEYS, wraps=True))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        whole.addWidget(page, 100)
        whole.addStretch(1)

    # -- where one is

    @property
    def account(self) -> TeamAccount:
        return self._accounts[self.at][0]

    @property
    def document(self) -> str:
        """The id of the book that the account is read from."""
        return self._books[self.account.book].document

    def next(self) -> None:
        self.go(self.at + 1)

    def back(self) -> None:
        self.go(self.at - 1)

    def go(self, at: int) -> None:
        """Show the account at a place; what is being typed stays with the one it is about."""
        if not self.field.isHidden():
            return
        self.at = min(max(at, 0), len(self._accounts) - 1)
        self._show_account()

    def _show_account(self) -> None:
        each, brief = self._accounts[self.at]
        self.place.setText(f"Review · {self.at + 1} of {len(self._accounts)}, the riskiest first")
        self.name.setText(each.row.name)
        self.head.setText(brief_words.headline(brief, is_guarded=False))
        self.why.setText(f"At risk: {words.why(each)}" if each.causes else "Not at risk")
        returns = "" if self._books[each.book].takes_replies else f". {words.NO_RETURN}"
        csm = f" · {each.row.csm}" if each.row.csm else ""
        self.file.setText(f"{words.files(each)}{csm}{returns}")
        sections = brief_words.sections(brief, is_guarded=False)
        for side, those in ((self._left, sections[:3]), (self._right, sections[3:])):
            empty(side)
            for section in those:
                heading = plain_label("heading", section.heading, wraps=True)
                heading.setContentsMargins(0, 8, 0, 0)
                side.addWidget(heading)
                for line in section.lines:
                    side.addWidget(plain_label("", line, wraps=True))
        self.back_button.setEnabled(self.at > 0)
        self.on_button.setEnabled(self.at < len(self._accounts) - 1)
        self._close_field()
        self._show_notes()
        self.setAccessibleName(f"{self.place.text()}: {each.row.name}")
        self.setAccessibleDescription(brief_words.as_text(brief, is_guarded=False))

    def _show_notes(self) -> None:
        empty(self.notes)
        found: list[ReviewNote] = [
            note
            for note in self._context.session.read(review_notes, (self.document,))
            if note.account == self.account.row.id
        ]
        for said in words.notes(found, self._context.session.day):
            self.notes.addWidget(plain_label("", said, wraps=True))
        if not found:
            self.notes.addWidget(plain_label("second", "None yet.", wraps=True))

    def _heed(self, changes: Changes) -> None:
        if "review_note" in changes.tables:
            self._show_notes()

    # -- noting

    def begin(self, _checked: bool = False, *, is_task: bool) -> None:
        """Open the field for a note or a task."""
        if not self._context.session.is_writable:
            self._refuse("Your own book can only be read now: notes are kept in it.")
            return
        self._is_task = is_task
        self.field.setPlaceholderText(TASK_HINT if is_task else NOTE_HINT)
        self.field.setAccessibleName("Task" if is_task else "Note")
        self.refusal.hide()
        self.field.show()
        self.field.setFocus()

    def save(self) -> None:
        """Keep what was typed in one's own book; what is refused stays typed."""
        text, session = self.field.text(), self._context.session
        said = f"> {text}" if self._is_task and not text.lstrip().startswith((">", "<")) else text
        try:
            session.perform(
                leave_note, self.account.row.id, self.document, said, called=self.account.row.name, as_of=session.today
            )
        except PortfolioError as problem:
            self._refuse(str(problem))
            return
        self._close_field()
        self.setFocus()

    def _refuse(self, why: str) -> None:
        self.refusal.setText(why)
        self.refusal.setAccessibleName(why)
        self.refusal.show()

    def _close_field(self) -> None:
        self.field.hide()
        self.field.clear()
        self.refusal.hide()

    def end(self) -> None:
        self._context.session.changed.disconnect(self._heed)
        super().end()

    # -- Qt's own

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._close_field()
            self.setFocus()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._context.act("edit.undo")
        elif key in (Qt.Key.Key_F8, Qt.Key.Key_Escape):
            self.end()
            if key == Qt.Key.Key_F8:
                self._context.act("view.guard")
        elif key in ON:
            self.next()
        elif key in BACK:
            self.back()
        elif key == Qt.Key.Key_N:
            self.begin(is_task=False)
        elif key == Qt.Key.Key_T:
            self.begin(is_task=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._context.theme.colour("window"))
        painter.end()


def _button(text: str, key: str) -> QPushButton:
    made = QPushButton(f"{text} ({key})")
    made.setAccessibleName(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made

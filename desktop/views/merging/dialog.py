"""What somebody's copy would bring, looked at before it is taken in: conflicts first, then all that comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import FileProblem, PortfolioError, Rejected
from desktop.domain.merge import Choices, Merged
from desktop.session import Session
from desktop.views.merging import words
from desktop.views.merging.arriving import ROW_HEIGHT as LINE_HEIGHT
from desktop.views.merging.arriving import ArrivingList
from desktop.views.merging.conflict_part import ConflictPart
from desktop.views.pieces import card, plain_label
from desktop.views.placing import Within
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from desktop.session import Performed

WIDTH, HEIGHT, MARGIN_TO_WINDOW = 960, 760, 32
FEWEST_ROWS = 4
OTHER_BOOK = "is not a copy of this book but another one. Merging makes one book of the two; one undo takes it back."


class MergeDialog(QDialog):
    """Reads the copies beside the window as soon as it is made; Esc leaves the book as it is.

    Args:
        merged: is told what was merged, after the dialog has closed.
    """

    def __init__(
        self,
        session: Session,
        theme: Theme,
        paths: Sequence[Path],
        merged: Callable[[Performed[Merged], str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._paths, self._merged, self._over = session, tuple(paths), merged, parent.window()
        self._within = Within(self, parent)
        self._names = words.named([path.name for path in paths])
        self._other_books = self._is_merging = self._is_left = self._asks_for_password = False
        self._password: str | None = None
        self.found: Merged | None = None
        """What the copies would bring; None = not known yet, or refused."""
        self.setObjectName("merge")
        self.setWindowTitle(f"Merge {self._names}")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.says = _label("title")
        self.note, self.refusal = _label("second"), _label("refusal")
        self.password = QLineEdit()
        self.conflict_part, self.arriving = ConflictPart(theme), ArrivingList(theme)
        self.conflicts = self.conflict_part.conflicts
        self.filter, self._arriving_part = QLineEdit(), QWidget()
        self._password_part = QWidget()
        self.take, self.leave = QPushButton("Merge"), QPushButton("Cancel")
        self._lay_out()
        self.resize(560, 140)
        self._look()

    def _lay_out(self) -> None:
        self.says.setWordWrap(True)
        self._lay_out_password()
        self._lay_out_arriving()
        self.take.setProperty("look", "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.says)
        layout.addWidget(self.note)
        layout.addWidget(self._password_part)
        layout.addWidget(self.conflict_part)
        layout.addWidget(self._arriving_part, 1)
        layout.addWidget(self.refusal)
        layout.addStretch(0)
        layout.addLayout(buttons)

    def _lay_out_password(self) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Password of the sealed copy")
        name = QLabel("Password")
        name.setBuddy(self.password)
        line = QHBoxLayout(self._password_part)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(name)
        line.addWidget(self.password, 1)
        self._password_part.hide()

    def _lay_out_arriving(self) -> None:
        heading = _label("heading")
        heading.setText("What comes")
        self.filter.setPlaceholderText("Filter by account, field or author")
        self.filter.setAccessibleName("Filter what comes")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(280)
        self.filter.textChanged.connect(self.arriving.filter)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.filter)
        layout = QVBoxLayout(self._arriving_part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(card(self.arriving), 1)
        self._arriving_part.hide()

    # -- looking

    def _look(self) -> None:
        """Read what would come."""
        self._say(f"Reading {self._names} and comparing it with this book …")
        self._run(Choices(), keep=False, done=self._show)

    def _run(self, choices: Choices, *, keep: bool, done: Callable[[Performed[Merged]], None]) -> None:
        self.take.setEnabled(False)
        self.refusal.hide()
        try:
            self._session.merge(
                self._paths,
                choices,
                other_books=self._other_books,
                password=self._password,
                keep=keep,
                done=done,
                failed=self._refused,
            )
        except PortfolioError as problem:
            self._refused(problem)

    def _say(self, text: str, note: str = "") -> None:
        self.says.setText(text)
        self.says.setAccessibleName(text)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _show(self, performed: Performed[Merged]) -> None:
        if self._is_left:
            return
        found = self.found = performed.result
        self._password_part.hide()
        self._say(words.sentence(found, self._names), words.remarks(found))
        if found.is_nothing:
            self._only_close()
            self._within.fit()
            return
        self.take.setText("Merge")
        self.take.setEnabled(True)
        self.conflict_part.show_conflicts(words.by_account(found.conflicts))
        lines = words.lines(found.uncontested)
        self.arriving.show_lines(lines)
        self._arriving_part.setVisible(bool(lines))
        self._grow(has_list=bool(lines))
        (self.conflicts if found.conflicts else self.arriving if lines else self.take).setFocus()

    def _grow(self, *, has_list: bool) -> None:
        """As large as what is shown needs, within the window."""
        within = self._over.size()
        width = min(WIDTH, within.width() - 2 * MARGIN_TO_WINDOW)
        need = self.sizeHint().height()
        if has_list:
            # What is listed, and not a large empty card below it.
            listed = max(FEWEST_ROWS, len(self.arriving.rows)) * LINE_HEIGHT
            need += listed - self.arriving.sizeHint().height()
        height = min(need, HEIGHT, within.height() - 2 * MARGIN_TO_WINDOW)
        self.resize(width, height)
        self.move(self._over.frameGeometry().center() - self.rect().center())

    # -- refusing

    def _refused(self, problem: Exception) -> None:
        self._is_merging = False
        if not isinstance(problem, PortfolioError):
            raise problem
        if self._is_left:
            return
        why = str(problem)
        self.take.setEnabled(True)
        self._asks_for_password = isinstance(problem, FileProblem) and problem.cause == "sealed"
        self._password_part.setVisible(self._asks_for_password)
        if isinstance(problem, Rejected) and problem.field == "other_book":
            why = f"{self._names} {OTHER_BOOK}"
            self.take.setText("Merge the other book")
            self.take.setFocus()
        elif self._asks_for_password:
            if self._password is None:
                why = f"{self._names} is sealed: type its password."
            self.take.setText("Open")
            self.password.setFocus()
            self.password.selectAll()
        elif self.found is None:
            self._only_close()
        if self.found is None:
            self._say(f"Merge {self._names}")
        # That a password is wanted is no mistake of anybody's.
        look = "second" if self._asks_for_password and self._password is None else "refusal"
        if self.refusal.property("look") != look:
            self.refusal.setProperty("look", look)
            self.refusal.style().polish(self.refusal)
        self.refusal.setText(why)
        self.refusal.setAccessibleName(why)
        self.refusal.show()
        if self.found is None:
            self._within.fit()

    def _only_close(self) -> None:
        """Nothing is to be taken in: Enter closes."""
        self.take.hide()
        self.leave.setText("Close")
        self.leave.setDefault(True)
        self.leave.setFocus()

    # -- deciding

    def _take(self) -> None:
        if self.found is None:
            # What was refused is tried again, with what was typed or agreed to.
            if self._asks_for_password:
                self._password = self.password.text()
            else:
                self._other_books = True
            self._look()
            return
        self._is_merging = True
        # Else the keys would go on to what is next when the button stops.
        self.setFocus()
        self._say(f"Merging {self._names} …", self.note.text())
        self._run(Choices(by_cell=self.conflicts.choices), keep=True, done=self._done)

    def _done(self, performed: Performed[Merged]) -> None:
        self._is_merging = False
        self.accept()
        self._merged(performed, self._names)

    # -- Qt's own

    def done(self, arg__1: int) -> None:
        self._is_left = True
        super().done(arg__1)

    def reject(self) -> None:
        # What is being saved is saved in a moment, and can be undone then.
        if not self._is_merging:
            super().reject()

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if arg__1.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            # Who has filtered wants to see what is left, not to merge.
            for field, rows in ((self.filter, self.arriving), (self.conflict_part.filter, self.conflicts)):
                if field.hasFocus():
                    rows.setFocus()
                    return
        super().keyPressEvent(arg__1)


def _label(look: str) -> QLabel:
    """Those that may have nothing to say are hidden until they do."""
    may_be_empty = look in ("second", "refusal")
    label = plain_label(look, wraps=may_be_empty)
    label.setVisible(not may_be_empty)
    return label

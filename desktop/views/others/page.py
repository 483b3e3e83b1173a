"""Others' books: what each file holds, the accounts of all of them, the riskiest first, and the review of ten.

Enter or a double click on an account begins the review with it. Nothing is written to the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.charts.tokens import ROW
from desktop.domain.team.others import TeamAccount
from desktop.domain.team.since import Since, counted_from
from desktop.operations.brief import Brief
from desktop.operations.others_books import Reading, Unread, brief_of, read_others
from desktop.store.changes import Changes
from desktop.store.queries.review_notes import review_notes
from desktop.store.queries.since_notes import last_notes
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import FigureLabel
from desktop.views.filter_field import TARGET
from desktop.views.others import words
from desktop.views.others.review import Review
from desktop.views.others.rows import ACCOUNTS, FILES, FileTable, TeamDelegate, TeamTable
from desktop.views.page import Context, Page, Place, Said
from desktop.views.pieces import card, empty, plain_label
from desktop.views.table.delegate import CellDelegate
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView

SUBJECT, ONE = "others", "others brief"
FEWEST_FILES, MOST_FILES = 3, 8
"""Rows of the small table that are seen at once."""
PRIMARY = "Review the {n} riskiest"


class OthersPage(Page):
    name = "books"
    title = "Others' books"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: Reading | None = None
        """What was read last."""
        self.shown: Review | None = None
        """The review, while it covers the window."""
        self._passwords: dict[Path, str] = {}
        self._unsealed: Path | None = None
        """The file whose password was typed last, until it is known whether it was right."""
        self._is_reading = False
        self.sentence, self.second = FigureLabel(context.theme), plain_label("second", wraps=True)
        self.sentence.setProperty("look", "title")
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(1)
        self.explanation = ExplanationDrawer(context, self)
        self.review_button, self.reply_button = QPushButton(PRIMARY.format(n=10)), QPushButton("Send replies…")
        self.open_button, self.close_button = QPushButton("Open books…"), QPushButton("Close all")
        self.review_button.setProperty("look", "primary")
        self.close_button.setProperty("look", "quiet")
        self.changed = QPushButton()
        self.changed.setProperty("look", "chip")
        self.changed.setStyleSheet(TARGET)
        self.changed.setCheckable(True)
        self.unread = QVBoxLayout()
        self.unread.setSpacing(4)
        self.files_model, self.model = ColumnarModel(FILES, self), ColumnarModel(ACCOUNTS, self)
        self.files = TableView(context.theme, self.files_model, context.settings, "others files")
        self.files.use(CellDelegate(context.theme, self.files_model, self.files))
        self.files.setAccessibleName("The files, the riskiest first")
        self.table = TableView(context.theme, self.model, context.settings, "others accounts")
        self.table.use(TeamDelegate(context.theme, self.model, self.table))
        self.table.setAccessibleName("Accounts of all files, the riskiest first")
        self.files.recall("risk", Qt.SortOrder.DescendingOrder)
        self.table.recall("why")
        self._files_card, self._card = card(self.files), card(self.table)
        self._lay_out()
        self.review_button.clicked.connect(self._review_first)
        self.reply_button.clicked.connect(partial(context.act, "file.replies"))
        self.open_button.clicked.connect(partial(context.act, "file.others_add"))
        self.close_button.clicked.connect(self.close_books)
        self.changed.toggled.connect(self._show)
        self.table.opened.connect(self.review_row)
        self.table.briefed.connect(self._review_current)
        self.sentence.asked.connect(self._explain)
        self.files.opened.connect(self._explain_file)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for each in (self.review_button, self.reply_button, self.open_button, self.close_button):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self.changed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 12, 24, 12)
        whole.setSpacing(8)
        whole.addWidget(self.sentence)
        whole.addWidget(self.second)
        whole.addLayout(buttons)
        whole.addLayout(self.unread)
        whole.addWidget(self._files_card)
        whole.addWidget(self._card, 1)
        self._foot = QWidget()
        whole.addWidget(self._foot, 0)

    # -- reading

    @property
    def paths(self) -> list[Path]:
        """The files that are shown, or should be."""
        return self.context.settings.other_books

    @property
    def is_settled(self) -> bool:
        return not self._is_reading

    def place_at(self, place: Place) -> None:
        del place
        if self.isVisible():
            self.reload()

    def affected_by(self, changes: Changes) -> bool:
        # What is done in one's own book changes nothing in others'; the notes about them are kept in it.
        return "review_note" in changes.tables

    def heed(self, changes: Changes) -> None:
        del changes
        self._show()

    def reload(self) -> None:
        session, paths = self.context.session, self.paths
        if self.context.is_guarded() or not paths:
            self.found = None if not paths else self.found
            self._show()
            return
        if self.found is None:
            self.sentence.setText(words.READING)
        self._is_reading = True
        run = partial(
            read_others, tuple(paths), session.day, own=session.path, passwords=dict(self._passwords),
            noted=session.read(last_notes),
        )  # fmt: skip
        session.work_later(SUBJECT, run, self.show_reading, self._failed)

    def show_reading(self, found: Reading) -> None:
        """Show what was read."""
        self._is_reading = False
        others = self.found is None or self.found.paths != found.paths
        self.found = found
        self._show()
        if others and len(self.model.rows):
            # One is at the riskiest of those that are shown now, not somewhere below.
            self.table.go_to(0)

    def _failed(self, problem: Exception) -> None:
        self._is_reading = False
        self.context.trouble(problem)

    def _show(self) -> None:
        found, is_guarded = self.found, self.context.is_guarded()
        has_books = found is not None and bool(found.view.books) and not is_guarded
        had_focus = self.isAncestorOf(self.window().focusWidget())
        for each in (self._files_card, self._card, self.review_button, self.reply_button):
            each.setVisible(has_books)
        self.changed.hide()
        self.close_button.setVisible(found is not None and not is_guarded)
        self.open_button.setVisible(not is_guarded)
        self._foot.setVisible(not has_books)
        self._foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        empty(self.unread)
        self.second.hide()
        self.sentence.set_can_ask(has_books)
        if not has_books and self.explanation.panel is not None:
            self.explanation.close()
        if is_guarded:
            self.sentence.setText(words.GUARDED)
        elif found is None:
            self.sentence.setText(words.EMPTY)
        else:
            self._show_books(found)
        # Where nothing is to be read yet, the one thing to do is to open some.
        look = "primary" if found is None else None
        if self.open_button.property("look") != look:
            self.open_button.setProperty("look", look)
            self.open_button.style().polish(self.open_button)
        if had_focus and not self.isAncestorOf(self.window().focusWidget()):
            # Qt would hand it to the first button of the window.
            self.take_focus()

    def _show_books(self, found: Reading) -> None:
        notes = self.context.session.read(review_notes)
        since = self._since(found)
        self.changed.setVisible(bool(since))
        self.changed.setText(words.changed_chip(list(since.values())))
        self.sentence.setText(words.sentence(found))
        self.second.setText(words.read_only(found))
        self.second.setVisible(bool(found.view.books))
        for each in found.unread:
            was_tried = each.path in self._passwords
            line = _Refused(
                each, words.unread(each, was_tried=was_tried),
                partial(self._unseal, each.path), partial(self._drop, each.path),
                is_refused=was_tried or not each.is_sealed,
            )  # fmt: skip
            self.unread.addWidget(line)
            if each.path == self._unsealed:
                # The password was wrong: it is typed again where it was typed.
                line.password.setFocus()
        self._unsealed = None
        was_empty = not len(self.model.rows)
        self.files_model.show(FileTable(found, notes))
        self.model.show(TeamTable(found, since, only_changed=bool(since) and self.changed.isChecked()))
        if was_empty:
            self.files.fit()
            self.table.fit()
        if not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self._size_files()
        n = len(found.reviewed)
        self.review_button.setText(PRIMARY.format(n=n) if n != 1 else "Review the riskiest")
        self.review_button.setEnabled(n > 0)
        documents = {book.document for book in found.view.books if book.takes_replies}
        self.reply_button.setEnabled(any(note.document in documents for note in notes))

    def _size_files(self) -> None:
        """The files have a third of the page: the accounts are what is read."""
        if self.found is not None:
            head = self.files.horizontalHeader().height()
            room = max((self.height() // 3 - head) // ROW, FEWEST_FILES)
            rows = min(len(self.found.view.books), MOST_FILES, room)
            self._files_card.setFixedHeight(head + rows * ROW + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_files()

    def _since(self, found: Reading) -> Mapping[tuple[int, str], Since]:
        """What changed since the last note about each account; one that was left here meanwhile begins anew."""
        noted = self.context.session.read(last_notes)
        since: dict[tuple[int, str], Since] = {}
        for number, book in enumerate(found.view.books):
            for account in (row.id for row in book.rows if book.takes_replies):
                note = noted.get((book.document, account))
                if note is not None:
                    since[number, account] = counted_from(found.since.get((number, account), Since(note)), note)
        return since

    def take_focus(self) -> None:
        if self._card.isHidden():
            self.open_button.setFocus()
        else:
            self.table.setFocus()

    # -- explaining

    def _explain(self) -> None:
        """Show how the sentence came about."""
        if self.found is not None:
            from desktop.operations.explain_others import explained_others

            view = self.found.view
            found, currency = explained_others(view, self.found.day), view.whole[0].currency
            self.explanation.show_explanation(found, self.sentence, currency=currency)

    def _explain_file(self, row: int) -> None:
        """Show what a file's row is made of."""
        if self.found is not None:
            from desktop.operations.explain_others import explained_others

            view = self.found.view
            found, currency = explained_others(view, self.found.day, book=row), view.sums[row].currency
            self.explanation.show_explanation(found, self.files, currency=currency)

    # -- which files

    def _unseal(self, path: Path, password: str) -> None:
        self._passwords[path], self._unsealed = password, path
        self.reload()

    def _drop(self, path: Path) -> None:
        self.context.settings.other_books = [each for each in self.paths if each.resolve() != path]
        self.reload()

    def close_books(self) -> None:
        """Show none of the files any more; what was noted about them stays."""
        self.context.settings.other_books = []
        self._passwords.clear()
        self.reload()

    @property
    def passwords(self) -> Mapping[Path, str]:
        """Those typed for sealed books."""
        return self._passwords

    # -- reviewing

    def _review_first(self) -> None:
        if self.found is not None:
            self._begin(self.found.reviewed, 0)

    def _review_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self.review_row(row)

    def review_row(self, row: int) -> None:
        """Begin the review with the account in a row."""
        found, rows = self.found, self.model.rows
        if found is None or not isinstance(rows, TeamTable):
            return
        wanted = rows.rows[row]
        among = [at for at, (each, _) in enumerate(found.reviewed) if each == wanted]
        if among:
            self._begin(found.reviewed, among[0])
            return
        path = found.paths[wanted.book]
        run = partial(brief_of, path, wanted.row.id, found.day, password=self._passwords.get(path))
        self.context.session.work_later(ONE, run, partial(self._begin_one, wanted), self.context.trouble)

    def _begin_one(self, account: TeamAccount, brief: Brief | None) -> None:
        if brief is None:
            self.context.say(Said(f"{account.row.name} is not in {account.files[0]} any more."))
            self.reload()
        else:
            self._begin(((account, brief),), 0)

    def _begin(self, accounts: tuple[tuple[TeamAccount, Brief], ...], at: int) -> None:
        if self.found is not None and self.shown is None and accounts:
            self.shown = Review(self.context, accounts, self.found.view.books, self.window(), at=at)
            self.shown.ended.connect(self._ended)

    def _ended(self) -> None:
        self.shown = None
        self.take_focus()


class _Refused(QWidget):
    """A file that could not be read, why, and what can be done about it."""

    def __init__(
        self, unread: Unread, says: str, unseal: Callable[[str], None], drop: Callable[[], None], *, is_refused: bool
    ) -> None:
        super().__init__()
        self._unseal, self._drop = unseal, drop
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(plain_label("refusal" if is_refused else "second", says, wraps=True), 1)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("Password")
        self.password.setAccessibleName(f"Password of {unread.name}")
        self.password.setFixedWidth(180)
        self.password.setVisible(unread.is_sealed)
        self.password.returnPressed.connect(self._open)
        line.addWidget(self.password)
        leave = QPushButton("Leave it out")
        leave.setProperty("look", "link")
        leave.setAccessibleName(f"Leave {unread.name} out")
        leave.clicked.connect(self._leave)
        line.addWidget(leave)

    def _leave(self) -> None:
        self._drop()

    def _open(self) -> None:
        self._unseal(self.password.text())

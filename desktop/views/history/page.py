"""The history of the book: who changed what when, of all accounts, newest first, in pages.

Enter or a double click opens the account. What is filtered is asked of the whole journal, not of what is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError
from desktop.store.changes import Changes
from desktop.store.queries.book_history import PAGE, Asked, BookHistory, Told, book_history
from desktop.views import format as fmt
from desktop.views.filter_field import TARGET, FilterField
from desktop.views.headline import Headline
from desktop.views.history.panel import ChangeDrawer
from desktop.views.history.rows import COLUMNS, HistoryTable
from desktop.views.history_words import export_words
from desktop.views.page import Context, Page, Place, Said
from desktop.views.pieces import card, plain_label
from desktop.views.table.delegate import CellDelegate
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView

if TYPE_CHECKING:
    from desktop.store.sharing.made import Export

READ, READ_OLDER = "book history", "book history, older"
TYPED_MS = 200
"""What is typed is asked for once nothing more has come for so long: the whole journal is gone through."""
GUARDED = "Who changed what is hidden while the screen is shared. Press F8 to see it."
EMPTY = "No change yet. Everything typed or imported is listed here with who did it, and can be undone."
MOST_EXPORTS = 12
NOTHING_FITS = "No change fits the filter."


class HistoryPage(Page):
    name = "history"
    title = "History of the book"
    of_the_book = (READ, READ_OLDER)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._asked = Asked()
        self.found: BookHistory | None = None
        """What was read last; its sets are those of the last page of it."""
        self.sets: list[Told] = []
        self._export: str | None = None
        """The file name of the export since which changes are shown."""
        self.sentence, self.second = Headline(context.theme), plain_label("second")
        self.field = FilterField(context.theme, "Filter the changes", "Filter: old, new, words …")
        self.account_field = FilterField(context.theme, "Filter by account", "Account …")
        self.person, self.export = QPushButton(), QPushButton()
        for chip in (self.person, self.export):
            chip.setProperty("look", "chip")
            chip.setStyleSheet(TARGET)
        self.model = ColumnarModel(COLUMNS, self)
        self.table = TableView(context.theme, self.model, context.settings, "book history")
        self.table.use(CellDelegate(context.theme, self.model, self.table))
        self.table.setAccessibleName("Changes, the newest first")
        self.table.recall("at", Qt.SortOrder.DescendingOrder)
        self.change = ChangeDrawer(context, self._current, self)
        self.older = QPushButton()
        self.older.setProperty("look", "link")
        self.import_button = QPushButton("Import CSV files…")
        self.import_button.setProperty("look", "primary")
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._lay_out()
        self._tell_chips()
        self._typed.timeout.connect(self._ask)
        for field in (self.field, self.account_field):
            field.textChanged.connect(self._typed.start)
            field.entered.connect(self._ask)
            field.left.connect(self.table.setFocus)
        self.person.clicked.connect(self._choose_person)
        self.export.clicked.connect(self._choose_export)
        self.older.clicked.connect(self._read_older)
        self.import_button.clicked.connect(partial(context.act, "file.import"))
        self.table.opened.connect(self.open_row)
        self.table.briefed.connect(self.change.toggle)
        self.table.selectionModel().currentRowChanged.connect(self.change.follow)
        self.change.left.connect(self.take_focus)
        self.table.searched.connect(self.field.setFocus)
        self.table.left.connect(self._leave)
        context.session.closed.connect(self._forget)

    def _lay_out(self) -> None:
        self._filters = QWidget()
        line = QHBoxLayout(self._filters)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.account_field, 1)
        line.addWidget(self.person)
        line.addWidget(self.export)
        line.addStretch(1)
        self._card = card(self.table)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 12, 24, 12)
        rows.setSpacing(12)
        rows.addWidget(self.sentence)
        rows.addWidget(self.second)
        rows.addWidget(self._filters)
        rows.addWidget(self._card, 1)
        rows.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.import_button, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(0)

    # -- reading

    def affected_by(self, changes: Changes) -> bool:
        del changes
        return True

    def reload(self) -> None:
        session = self.context.session
        self.uncover()
        if self.context.is_guarded():
            session.forget_read(READ)
            session.forget_read(READ_OLDER)
            self._show()
            return
        until = session.day if session.is_past else None
        self._asked = replace(self._asked, text=self.field.text(), account=self.account_field.text(), until=until)
        session.forget_read(READ_OLDER)
        query = partial(book_history, asked=self._asked)
        self.read_page(READ, query, self._take, words="Reading who changed what…")

    def _ask(self) -> None:
        self._typed.stop()
        self.reload()

    def _read_older(self) -> None:
        query = partial(book_history, asked=self._asked, skip=len(self.sets))
        self.context.session.read_later(READ_OLDER, query, self._take_older, failed=self.context.trouble)

    def _take(self, found: BookHistory) -> None:
        self.found, self.sets = found, list(found.sets)
        self._show()

    def _take_older(self, found: BookHistory) -> None:
        self.found = found
        self.sets += found.sets
        self._show()

    def _forget(self) -> None:
        self.found, self.sets, self._asked, self._export = None, [], Asked(), None
        for field in (self.field, self.account_field):
            field.blockSignals(True)
            field.clear()
            field.blockSignals(False)
        self._tell_chips()
        self.model.show(HistoryTable((), ""))

    # -- showing

    def _show(self) -> None:
        found, is_guarded = self.found, self.context.is_guarded()
        if is_guarded or found is None or not self.sets:
            self.change.hide()
        if is_guarded or found is None:
            self.model.show(HistoryTable((), ""))
            self.sentence.say(GUARDED if is_guarded else "")
            for each in (self.second, self._filters, self._card, self.older, self.import_button):
                each.hide()
            return
        was_empty = not len(self.model.rows)
        self.sentence.say(*sentences(found, self._asked))
        self.second.setText(NOTHING_FITS)
        self.second.setVisible(bool(found.of and not found.fitting))
        self._filters.setVisible(bool(found.of))
        self._card.setVisible(bool(self.sets))
        self.import_button.setVisible(not found.of and self.context.session.is_writable)
        left = found.fitting - len(self.sets)
        self.older.setVisible(left > 0)
        self.older.setText(older_words(left))
        self.model.show(HistoryTable(tuple(self.sets), self._asked.text))
        if was_empty and self.sets:
            self.table.fit()
        if self.sets and not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self.change.follow()

    def _current(self) -> tuple[HistoryTable, int] | None:
        rows, row = self.model.rows, self.table.current()
        return (rows, row) if isinstance(rows, HistoryTable) and row is not None else None

    def take_focus(self) -> None:
        (self if self._card.isHidden() else self.table).setFocus()

    def open_row(self, row: int) -> None:
        """Open the history of the account a change was made to."""
        accounts = self.sets[row].accounts
        if accounts:
            self.context.go(Place("account", accounts[0][0], "history"))
        else:
            self.context.say(Said("That changed the book itself, and no account."))

    def _leave(self) -> None:
        if self.change.panel is not None:
            self.change.close()
        elif self.context.session.is_past:
            self.context.act("view.today")

    # -- filters

    def choose_person(self, author: str | None) -> None:
        """Show what one person did; None = anybody."""
        self._asked = replace(self._asked, by=author)
        self._tell_chips()
        self.reload()

    def since_export(self, path: Path | None) -> None:
        """Show what was done since a copy was exported; None = whenever.

        Args:
            path: the copy, or the manifest beside it.
        """
        from desktop.store.sharing.made import newest_in

        try:
            after = None if path is None else newest_in(path, self.context.session.doc_id)
        except PortfolioError as problem:
            self.context.trouble(problem)
            return
        self._begin_at(after, None if path is None else path.name)

    def _begin_at(self, after: int | None, export: str | None) -> None:
        self._asked, self._export = replace(self._asked, after=after), export
        self._tell_chips()
        self.reload()

    def _choose_person(self) -> None:
        menu = QMenu(self.person)
        menu.setAccessibleName("Person")
        for author in (None, *(self.found.authors if self.found is not None else ())):
            action = menu.addAction("Anybody" if author is None else author.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(author == self._asked.by)
            action.triggered.connect(partial(self._person_chosen, author))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.person.mapToGlobal(QPoint(0, self.person.height() + 2)))

    def _person_chosen(self, author: str | None, _checked: bool = False) -> None:
        self.choose_person(author)

    def _choose_export(self) -> None:
        if self._export is not None:
            self.since_export(None)
            return
        from desktop.store.sharing.made import exports_of

        menu = QMenu(self.export)
        menu.setAccessibleName("Copies that were made")
        menu.setToolTipsVisible(True)
        for each in exports_of(self.context.session.doc_id)[:MOST_EXPORTS]:
            action = menu.addAction(export_words(each).replace("&", "&&"))
            action.setToolTip(f"{each.path}\nSHA-256 {each.sha256}")
            action.triggered.connect(partial(self._export_chosen, each))
        if menu.isEmpty():
            menu.deleteLater()
            self.context.act("history.since_export")
            return
        menu.addSeparator()
        menu.addAction("Another export…").triggered.connect(partial(self.context.act, "history.since_export"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.export.mapToGlobal(QPoint(0, self.export.height() + 2)))

    def _export_chosen(self, export: Export, _checked: bool = False) -> None:
        self.begin_after(export)

    def begin_after(self, export: Export) -> None:
        """Show what was done since a copy that was made on this computer."""
        self._begin_at(export.hlc, Path(export.path).name)

    def _tell_chips(self) -> None:
        by, export = self._asked.by, self._export
        said = {
            self.person: (f"Person: {by or 'anybody'}", by is not None),
            self.export: (
                "Since an export…" if export is None else f"Since the export {export}  ✕",
                export is not None,
            ),
        }
        for chip, (text, is_on) in said.items():
            chip.setText(text.replace("&", "&&"))
            chip.setAccessibleName(text.removesuffix("  ✕"))
            chip.setProperty("on", "true" if is_on else "false")
            chip.style().unpolish(chip)
            chip.style().polish(chip)
        self.export.setToolTip("" if export is None else "Show changes from before it, too")


def older_words(left: int) -> str:
    """What is not shown yet, and how much of it comes next."""
    if left <= PAGE:
        return f"Show {fmt.number(left)} older"
    return f"Show {fmt.number(PAGE)} of {fmt.number(left)} older"


def sentences(found: BookHistory, asked: Asked) -> tuple[str, ...]:
    """The page in figures, the longest wording first."""
    if not found.of:
        return (EMPTY,)
    if not found.fitting or found.first is None or found.newest is None:
        return (f"0 of {fmt.plural(found.of, 'change')}.",)
    count = fmt.plural(found.fitting, "change")
    if asked.is_narrow:
        count = f"{fmt.number(found.fitting)} of {fmt.plural(found.of, 'change')}"
    first = datetime.fromisoformat(found.first).astimezone().date()
    newest = fmt.moment(datetime.fromisoformat(found.newest))
    people = fmt.plural(found.people, "person", "people")
    return (f"{count} by {people} since {fmt.day(first)}; newest {newest}.", f"{count}; newest {newest}.", f"{count}.")

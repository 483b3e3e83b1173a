"""The table itself: rows of one height, chosen whole, found again after every change, and worked by keys.

On the head of a group Left and Right close and open it, as Space, Enter and a click do. Arrows move, Home and End go
to the first and last row, Space asks for the brief, Enter opens, F2 edits, Ctrl+C copies the chosen rows as a table,
Ctrl+V pastes one, Ctrl+E edits all chosen rows, Ctrl+D fills down, Alt+Up and Alt+Down sort by the column one is in,
Esc leaves. Letters edit in a cell that can be edited; elsewhere they are the window's shortcuts, and / asks for the
filter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMetaMethod,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QApplication, QWidget

from desktop.charts.tokens import ROW
from desktop.exchange.list_file import as_html, as_text
from desktop.settings import Settings
from desktop.views.table.delegate import CellDelegate
from desktop.views.table.editor import CellEditor
from desktop.views.table.header import Header, HeaderEnd
from desktop.views.table.kept import Kept, chosen_rows
from desktop.views.table.model import ColumnarModel
from desktop.views.table.pinned import PinnedTable
from desktop.views.table.rows import Column
from desktop.views.table.widths import Widths
from desktop.views.theme import Theme

_NO_MODIFIER = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier)


class TableView(PinnedTable):
    """A table over a ColumnarModel.

    Args:
        name: what settings remember widths, order and sorting of columns under.
    """

    opened = Signal(int)
    """Enter, or a double click where nothing is edited: the row, by number."""
    briefed = Signal()
    """Space."""
    searched = Signal()
    """/ outside a field."""
    left = Signal()
    """Esc."""
    filled = Signal()
    """Ctrl+D."""
    pasted = Signal()
    """Ctrl+V."""
    edited_all = Signal()
    """Ctrl+E: one value for all chosen rows."""
    rested = Signal()
    """Nothing is edited any more."""

    def __init__(self, theme: Theme, model: ColumnarModel, settings: Settings, name: str) -> None:
        super().__init__(theme, model)
        self.copies: Callable[[], str] | None = None
        """What Ctrl+C copies in place of the chosen rows, if it is anything."""
        self.setHorizontalHeader(Header(theme, model, self))
        self.setProperty("sunken", ROW)
        self.addScrollBarWidget(HeaderEnd(theme), Qt.AlignmentFlag.AlignTop)
        self.setModel(model)
        self.horizontalHeader().sortIndicatorChanged.connect(self._sort)
        # A header asks for every row whether it is chosen, to look pressed where all are: these never do.
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, header))
        self._widths = Widths(self, model, settings, name)
        self._kept = Kept(self, model)
        model.modelAboutToBeReset.connect(self._kept.keep)
        model.modelReset.connect(self._kept.restore)
        model.modelReset.connect(self._rest)
        # Qt would do so in the middle of painting, and then paint everything once more.
        model.modelReset.connect(self.executeDelayedItemsLayout)

    def use(self, delegate: CellDelegate) -> None:
        """Have cells drawn and edited by this delegate."""
        delegate.moved.connect(self._go_on)
        super().use(delegate)

    # -- columns, as they were left

    def recall(self, sorted_by: str, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Take up widths, places and sorting as they were left; without any, sort by this column."""
        header = self.horizontalHeader()
        if not self._widths.recall():
            header.setSortIndicator(self._model.at(sorted_by), order)
        self._model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self._widths.remember_from_now_on()

    def fit(self) -> None:
        """Widen columns to what the rows say."""
        self._widths.fit()

    def show_column(self, key: str) -> None:
        """Scroll sideways as far as a column needs to be seen; the rows stay where they are."""
        # Widths that were just set reach the scroll bar with the next turn otherwise.
        self.updateGeometries()
        row = max(self.rowAt(0), 0)
        self.scrollTo(self._model.index(row, self._model.at(key)))

    @property
    def columns(self) -> Widths:
        """Which columns are shown, in which order and how wide."""
        return self._widths

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Have other columns after the first ones, which stay."""
        self._model.set_columns(columns)
        self._widths.renew()

    def hide_columns(self, keys: Collection[str]) -> None:
        """Hide these columns, and show the others."""
        self._widths.hide(keys)
        self._rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widths.adapt()
        self._rest()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._model.sort(column, order)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        else:
            self.scrollToTop()
        self.executeDelayedItemsLayout()

    def sort_by(self, column: int, order: Qt.SortOrder) -> None:
        self.horizontalHeader().setSortIndicator(column, order)

    # -- what is chosen

    @property
    def is_editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def is_in_field(self) -> bool:
        """Whether the cell one is in can be edited."""
        return bool(self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable)

    @property
    def _can_search(self) -> bool:
        """Whether there is a field to search from."""
        return self.isSignalConnected(QMetaMethod.fromSignal(self.searched))

    def chosen(self) -> list[int]:
        """The chosen rows by number, in the order they are shown."""
        return chosen_rows(self, self._model)

    def seen(self) -> list[int]:
        """The rows one sees, by number."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return []
        return [row for row in self._model.order[first : None if last < 0 else last + 1].tolist() if row >= 0]

    def current(self) -> int | None:
        """The row one is in, by number; None = no row, or the head of a group."""
        number = self.current_number()
        return None if number is None or number < 0 else number

    def current_number(self) -> int | None:
        """The row one is in, by number; negative = the head of a group."""
        index = self.currentIndex()
        return self._model.number(index) if index.isValid() else None

    def go_to(self, place: int, column: int | None = None) -> None:
        """Go to the row shown at a place, counted from the top."""
        if self._model.rowCount():
            at = max(0, min(place, self._model.rowCount() - 1))
            now = self.currentIndex().column() if self.currentIndex().isValid() else self._first_column()
            self._be_in(self._model.index(at, now if column is None else column))

    def _be_in(self, index: QModelIndex) -> None:
        """Be in a cell, its row alone chosen: left to itself, the view reads the keys that are down just now, and the
        Ctrl of Ctrl+V would choose the row in addition."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        return next(at for at in map(header.logicalIndex, range(header.count())) if not self.isColumnHidden(at))

    def _rest(self) -> None:
        """No row is hovered, and the cell one is in is one that is seen."""
        self.hover(-1)
        index = self.currentIndex()
        if index.isValid() and self.isColumnHidden(index.column()):
            seen = self._model.index(index.row(), self._first_column())
            self.selectionModel().setCurrentIndex(seen, QItemSelectionModel.SelectionFlag.NoUpdate)

    # -- editing

    def settle(self) -> bool:
        """Save what is being typed and close the field; False where it was refused and stays open."""
        editors = self.viewport().findChildren(CellEditor) if self.is_editing else []
        return all(self._delegate.finish(editor) for editor in editors if editor.isVisible())

    def edit_here(self) -> None:
        """Edit the cell one is in, or the first of the row that can be."""
        index = self.currentIndex()
        if not index.isValid() or self.is_editing:
            return
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            header = self.horizontalHeader()
            for at in map(header.logicalIndex, range(header.count())):
                other = self._model.index(index.row(), at)
                if other.flags() & Qt.ItemFlag.ItemIsEditable and not self.isColumnHidden(at):
                    self._be_in(other)
                    break
        if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(self.currentIndex())

    def _go_on(self, place: QPersistentModelIndex, rows: int, columns: int) -> None:
        if not place.isValid():
            return
        column = place.column()
        if columns:
            header = self.horizontalHeader()
            seen = [each for each in map(header.logicalIndex, range(header.count())) if not self.isColumnHidden(each)]
            able = [each for each in seen if self._model.columns[each].is_editable]
            at = able.index(column) + columns
            # From the last field of a row on to the first of the next.
            rows, column = (at >= len(able)) - (at < 0), able[at % len(able)]
        self.go_to(place.row() + rows, column)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if QApplication.focusWidget() is None:
            # What was said of the change took the focus from the field, and gave it to nobody.
            self.setFocus()
        self.rested.emit()

    # -- copying

    def shown_columns(self) -> list[Column]:
        """The columns that are to be seen, from the left."""
        by_key = {column.key: column for column in self._model.columns}
        return [by_key[key] for key in self._widths.shown]

    def copied(self) -> tuple[list[str], list[list[str]]]:
        """The names of the columns, and the cells of the chosen rows."""
        columns = self.shown_columns()
        cells = [[self._model.rows.copied(row, column.key) for column in columns] for row in self.chosen()]
        return [column.says for column in columns], cells

    def _copy(self) -> None:
        other = self.copies() if self.copies is not None else ""
        if other:
            QGuiApplication.clipboard().setText(other)
            return
        made = QMimeData()
        made.setText(as_text(*self.copied()))
        made.setHtml(as_html(*self.copied()))
        QGuiApplication.clipboard().setMimeData(made)

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_key(event):
            super().keyPressEvent(event)

    def _is_key(self, event: QKeyEvent) -> bool:
        """Do what a key of ours asks for; False where it is none."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        current = self.current()
        plain = modifiers in _NO_MODIFIER
        if modifiers == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            order = Qt.SortOrder.AscendingOrder if key == Qt.Key.Key_Up else Qt.SortOrder.DescendingOrder
            self.sort_by(max(self.currentIndex().column(), 0), order)
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_C:
            if self.chosen():
                self._copy()
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_V:
            self.pasted.emit()
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_E:
            self.edited_all.emit()
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_D:
            self.filled.emit()
        elif plain and self._is_for_head(key):
            pass
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and modifiers == Qt.KeyboardModifier.NoModifier:
            self.go_to(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif not plain:
            return False
        elif event.text() == "/" and self._can_search:
            # In a cell that can be edited, too: no value begins so, and a filter typed over one is lost work.
            self.searched.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Space:
            self.briefed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if current is not None:
                self.opened.emit(current)
        elif key == Qt.Key.Key_F2:
            self.edit_here()
        else:
            return False
        return True

    def _is_for_head(self, key: Qt.Key) -> bool:
        """Open or close the group whose head one is on; False where the key asks for nothing of it."""
        number = self.current_number()
        if number is None or number >= 0:
            return False
        is_closed = self._model.groups[-number - 1].name in self._model.closed
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if is_closed == (key == Qt.Key.Key_Right):
                self._model.toggle(number)
            return True
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.toggle(number)
            return True
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._model.number(index) < 0:
            self._model.toggle(self._model.number(index))

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters that are no shortcut are not for here."""

    def event(self, event: QEvent) -> bool:
        # What is typed into a field is a value, not a shortcut.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in _NO_MODIFIER
            and self.is_in_field
            and event.text().isprintable()
            and event.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.number(index) < 0:
            return
        if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(self._model.number(index))
            return
        super().mouseDoubleClickEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Before Qt does: it would go to the first cell without choosing its row.
        if not self.currentIndex().isValid():
            self.go_to(0)
        super().focusInEvent(event)

"""Two lists of wrapped lines under headings: facts that can be moved, and the five parts they are moved into.

Up and Down move. Among the facts Enter moves one into the part it belongs to and 1 to 5 into that part. In the page
Enter or F2 edits, Alt+Up and Alt+Down move, Delete takes out, and a new line begins as it is typed. A fact can also be
dragged over, or double-clicked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.charts.tokens import BODY, SMALL
from desktop.domain.qbrs.page import LONGEST
from desktop.views.qbrs.rows import paint_mark
from desktop.views.theme import Theme, font

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["heading", "fact", "item", "add"]
MIME = "application/x-perennial-fact"
PAD, INDENT, LEAST = 8, 22, 26
STEPS = {
    Qt.Key.Key_Up: (-1, False), Qt.Key.Key_Down: (1, False), Qt.Key.Key_Home: (-1, True), Qt.Key.Key_End: (1, True),
}  # fmt: skip
WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


class Entry(NamedTuple):
    """A row.

    Args:
        key: the fact's key, or the line's id.
        part: where a fact belongs, or the part a line stands in; 0 = nowhere in particular.
        beside: said in small at the right.
        is_done: a fact that stands on the page already; a part with a line in it.
    """

    kind: Kind
    text: str
    key: str = ""
    part: int = 0
    beside: str = ""
    is_done: bool = False


class LineList(QListView):
    """Entries under headings."""

    chosen = Signal(object, int)
    """(a fact's Entry, the part it is to go into; 0 = its own)"""
    edited = Signal(object, str)
    """(Entry, the words typed)"""
    removed = Signal(object)
    moved = Signal(object, int)
    left = Signal()

    def __init__(self, theme: Theme, name: str, *, is_page: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.is_page, self.can_write = theme, is_page, True
        self.entries = _Entries(self)
        self.setModel(self.entries)
        self.setItemDelegate(_EntryDelegate(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed if is_page else triggers.NoEditTriggers)
        self.setDragEnabled(not is_page)
        self.setAcceptDrops(is_page)
        self.setDragDropMode(
            QAbstractItemView.DragDropMode.DropOnly if is_page else QAbstractItemView.DragDropMode.DragOnly
        )
        theme.changed.connect(self.viewport().update)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; one stays at the same entry, else at the same place."""
        before, place, scroll = self.entry, self.currentIndex().row(), self.verticalScrollBar().value()
        self.entries.replace(entries)
        if before is None:
            # One may be here already, waiting for the entries to come.
            self.go_to(0)
        elif entries:
            at = next((at for at, each in enumerate(entries) if (each.kind, each.key) == (before.kind, before.key)), -1)
            self.go_to(place if at < 0 or not before.key else at)
        self.verticalScrollBar().setValue(scroll)

    @property
    def entry(self) -> Entry | None:
        """The entry one is at."""
        at = self.currentIndex()
        return self.entries.entries[at.row()] if at.isValid() and at.row() < len(self.entries.entries) else None

    def go_to(self, row: int) -> None:
        """Go to a row, or the nearest that is no heading."""
        entries = self.entries.entries
        rows = [at for at, each in enumerate(entries) if each.kind != "heading"]
        if rows:
            self.setCurrentIndex(self.entries.index(min(rows, key=lambda at: (abs(at - row), at)), 0))

    def _step(self, step: int, is_far: bool) -> None:
        """Go on to the next row that is no heading, or to the last one that way."""
        rows = [at for at, each in enumerate(self.entries.entries) if each.kind != "heading"]
        here = self.currentIndex().row()
        ahead = [at for at in rows if (at - here) * step > 0]
        if ahead:
            nearest, farthest = (ahead[0], ahead[-1]) if step > 0 else (ahead[-1], ahead[0])
            self.setCurrentIndex(self.entries.index(farthest if is_far else nearest, 0))
        if step < 0 and rows and self.currentIndex().row() == rows[0]:
            # With its heading.
            self.scrollToTop()

    @property
    def is_editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def _begins_line(self, event: QKeyEvent) -> bool:
        """Whether a key types the first letter of a new line."""
        entry, text = self.entry, event.text()
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        is_here = self.is_page and self.can_write and entry is not None and entry.kind == "add"
        return is_here and is_plain and text.isprintable() and bool(text.strip())

    def event(self, event: QEvent) -> bool:
        # Where a line can be begun, a letter is no shortcut.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._begins_line(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry, key, modifiers = self.entry, event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in STEPS and modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self._step(*STEPS[Qt.Key(key)])
        elif entry is None or not self.can_write:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.is_page:
                self.edit(self.currentIndex())
            else:
                self.chosen.emit(entry, 0)
        elif self._begins_line(event):
            self.edit(self.currentIndex())
            editor = self.viewport().findChild(QLineEdit)
            if editor is not None:
                editor.insert(event.text())
        elif not self.is_page and event.text() in "12345" and event.text():
            self.chosen.emit(entry, int(event.text()))
        elif self.is_page and entry.kind == "item" and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(entry)
        elif (
            self.is_page
            and entry.kind == "item"
            and modifiers == Qt.KeyboardModifier.AltModifier
            and key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            self.moved.emit(entry, -1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are shortcuts here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Before Qt does: it would go to the first heading.
        if self.entry is None or self.entry.kind == "heading":
            self.go_to(0)
        super().focusInEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.indexAt(event.position().toPoint())
        if at.isValid() and not self.is_page and self.can_write and self.entries.entries[at.row()].kind == "fact":
            self.chosen.emit(self.entries.entries[at.row()], 0)
            return
        super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self.indexAt(event.position().toPoint())
        if at.isValid() and self.can_write and self.entries.entries[at.row()].kind == "add":
            self.edit(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    # -- dropping a fact

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.can_write and event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.can_write and event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        source = event.source()
        at = self.indexAt(event.position().toPoint())
        if isinstance(source, LineList) and source.entry is not None and self.can_write:
            part = self.entries.entries[at.row()].part if at.isValid() else self.entries.entries[-1].part
            event.acceptProposedAction()
            self.chosen.emit(source.entry, part)


class _Entries(QAbstractListModel):
    def __init__(self, parent: LineList) -> None:
        super().__init__(parent)
        self._list = parent
        self.entries: Sequence[Entry] = ()

    def replace(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return "" if entry.kind == "add" else entry.text
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in (entry.text, entry.beside) if text)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = self.entries[index.row()]
        if entry.kind == "heading":
            # What cannot be chosen is passed over by the arrows.
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._list.can_write and self._list.is_page:
            flags |= Qt.ItemFlag.ItemIsEditable
        if self._list.can_write and entry.kind == "fact" and not entry.is_done:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = self.entries[index.row()]
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not text or text == (entry.text if entry.kind == "item" else ""):
            return False
        self._list.edited.emit(entry, text)
        return True

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        made = QMimeData()
        for index in indexes:
            made.setData(MIME, self.entries[index.row()].key.encode())
        return made


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, parent: LineList) -> None:
        super().__init__(parent)
        self._list = parent

    def _entry(self, index: Index) -> Entry:
        return self._list.entries.entries[index.row()]

    def _room(self, entry: Entry, width: int) -> int:
        """How wide the words may be."""
        indent = INDENT if entry.kind != "heading" else PAD
        beside = 0
        if entry.beside:
            beside = self._list.fontMetrics().horizontalAdvance(entry.beside) + PAD
        return max(width - indent - PAD - beside, 60)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        entry, width = self._entry(index), self._list.viewport().width()
        if entry.kind == "heading":
            return QSize(width, 30)
        box = self._list.fontMetrics().boundingRect(QRect(0, 0, self._room(entry, width), 1000), WRAP, entry.text)
        return QSize(width, max(box.height() + 8, LEAST))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._entry(index)
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        theme, tokens = self._list.theme, self._list.theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_heading = entry.kind == "heading"
        if is_heading:
            painter.fillRect(box, theme.colour("sunken"))
        elif state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected" if self._list.hasFocus() else "hover"))
            if self._list.hasFocus():
                painter.fillRect(box.left(), box.top(), 2, box.height(), theme.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour("border"))
        colour = "ink" if is_heading or not entry.is_done else "ink_3"
        left = box.left() + (PAD if is_heading else INDENT)
        if is_heading and self._list.is_page:
            paint_mark(painter, QPointF(box.left() + PAD + 4, box.center().y() + 0.5), entry.is_done, tokens)
            left += 16
        elif entry.kind == "item":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("ink_3"))
            painter.drawEllipse(QPointF(box.left() + PAD + 4, box.top() + 13), 1.5, 1.5)
        if entry.kind == "add":
            colour = "ink_3"
        painter.setPen(theme.colour(colour))
        painter.setFont(font(BODY, QFont.Weight.DemiBold if is_heading else QFont.Weight.Normal))
        room = QRect(left, box.top() + (6 if is_heading else 4), self._room(entry, box.width()), box.height())
        painter.drawText(room, WRAP, entry.text)
        if entry.beside:
            painter.setFont(font(SMALL, figures=True))
            painter.setPen(theme.colour("ink_3"))
            side = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignTop)
            painter.drawText(box.adjusted(0, 7 if is_heading else 5, -PAD, 0), side, entry.beside)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QLineEdit:
        del option
        made = QLineEdit(parent)
        made.setMaxLength(LONGEST)
        made.setAccessibleName(f"Line of part {self._entry(index).part}")
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(self._list.entries.data(index, Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        del model
        if isinstance(editor, QLineEdit):
            self._list.entries.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        del index
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        editor.setGeometry(box.adjusted(INDENT - 9, 0, -4, 0))

"""The queue as a list: one row an account, under the names of its parts, and a last line that opens the rest.

Up and Down move, Enter opens the account, Space its brief, A does the row's action, S snoozes. The button at the right
of a row does what A does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop.domain.today.book import Today
from desktop.domain.today.queue import QueueRow
from desktop.views.theme import Theme
from desktop.views.today import reason_words
from desktop.views.today.items import SHOWN, Asleep, Heading, Item, More, folded, says, unfolded
from desktop.views.today.queue_paint import HEADING_HEIGHT, QueueDelegate, button_place, height_of
from desktop.views.today.tips import tip

Index = QModelIndex | QPersistentModelIndex


class QueueList(QListView):
    """The rows of a day; what is asked for is told with the row."""

    opened = Signal(object)
    briefed = Signal()
    acted = Signal(object)
    snoozed = Signal(object)
    woken = Signal(object)
    left = Signal()
    """Esc."""
    moved = Signal()
    """Another row is the current one."""
    resized = Signal()
    """It wants another height."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.items = _Items(self)
        self._view: Today | None = None
        self._is_open = False
        self.shown = SHOWN
        self.hovered: int | None = None
        """The row whose button is under the mouse."""
        self.can_write = True
        self.setProperty("sunken", HEADING_HEIGHT)
        self.setModel(self.items)
        self.setItemDelegate(QueueDelegate(self))
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Whom to call")
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._open_at)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.changed.connect(self.viewport().update)
        theme.resized.connect(self._resize)

    # -- what is shown

    def show_view(self, view: Today, *, can_write: bool) -> None:
        """Show a day; one stays at the account one was at, or where it was if it is gone, and nothing jumps."""
        self._view, self.can_write = view, can_write
        self._fill()

    def show_at_most(self, rows: int) -> None:
        """How many rows there is room for."""
        if rows != self.shown:
            self.shown = rows
            self._fill()

    @property
    def row(self) -> QueueRow | None:
        """The row one is at."""
        item = self._item(self.currentIndex())
        return item if isinstance(item, QueueRow) else item.row if isinstance(item, Asleep) else None

    @property
    def day(self) -> date:
        return date.min if self._view is None else self._view.day

    @property
    def wanted_height(self) -> int:
        """Of all there is to show while it is folded."""
        return sum(height_of(item, is_compact=self.theme.is_compact) for item in folded(self._view, self.shown))

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to do, put off or not."""
        return bool(self.items.items)

    def go_to(self, account: str) -> None:
        """Go to the row of an account, if it is shown."""
        at = self.items.place_of(account)
        if at is not None:
            self.setCurrentIndex(self.items.index(at, 0))

    def _fill(self) -> None:
        if self._view is None:
            return
        scroll, before = self.verticalScrollBar().value(), self.row
        place = self.currentIndex().row()
        made = unfolded(self._view) if self._is_open else folded(self._view, self.shown)
        self.items.replace(made, self._view.day)
        at = None if before is None else self.items.place_of(before.account)
        if at is None:
            at = self.items.row_near(max(place, 0))
        if at is not None:
            self.setCurrentIndex(self.items.index(at, 0))
        self.verticalScrollBar().setValue(scroll)
        self.resized.emit()

    def _resize(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.resized.emit()

    def toggle(self) -> None:
        """Open the rest, or fold it again."""
        self._is_open = not self._is_open
        self._fill()

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        item = self._item(self.currentIndex())
        if not plain:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_at(self.currentIndex())
        elif key == Qt.Key.Key_Space:
            if isinstance(item, More):
                self.toggle()
            else:
                self.briefed.emit()
        elif key == Qt.Key.Key_A and isinstance(item, QueueRow):
            self.acted.emit(item)
        elif key == Qt.Key.Key_S and isinstance(item, QueueRow):
            self.snoozed.emit(item)
        elif key in (Qt.Key.Key_A, Qt.Key.Key_S) and isinstance(item, Asleep):
            self.woken.emit(item.row)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are shortcuts here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        at = None if self.row is not None else self.items.row_near(0)
        if at is not None:
            self.setCurrentIndex(self.items.index(at, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.indexAt(event.position().toPoint())
        item = self._item(at)
        is_button = isinstance(item, QueueRow | Asleep) and self._is_on_button(at, event.position().toPoint())
        super().mouseReleaseEvent(event)
        if is_button and event.button() == Qt.MouseButton.LeftButton:
            if isinstance(item, Asleep):
                self.woken.emit(item.row)
            else:
                self.acted.emit(item)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two clicks on a button are not asking for the account.
        at = self.indexAt(event.position().toPoint())
        if not self._is_on_button(at, event.position().toPoint()):
            super().mouseDoubleClickEvent(event)

    def _hover(self, spot: QPoint) -> None:
        at = self.indexAt(spot)
        on_button = isinstance(self._item(at), QueueRow | Asleep) and self._is_on_button(at, spot)
        hovered = at.row() if on_button else None
        is_link = on_button or isinstance(self._item(at), More)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)
        if hovered != self.hovered:
            self.hovered = hovered
            self.viewport().update()

    def _is_on_button(self, at: QModelIndex, spot: QPoint) -> bool:
        return self.can_write and at.isValid() and button_place(self.visualRect(at)).contains(spot)

    def _clicked(self, at: QModelIndex) -> None:
        if isinstance(self._item(at), More):
            self.toggle()

    def _open_at(self, at: QModelIndex) -> None:
        item = self._item(at)
        if isinstance(item, More):
            self.toggle()
        elif isinstance(item, QueueRow | Asleep):
            self.opened.emit(item if isinstance(item, QueueRow) else item.row)

    def _moved(self) -> None:
        self.moved.emit()

    def _item(self, at: Index) -> Item | None:
        return self.items.items[at.row()] if at.isValid() and at.row() < len(self.items.items) else None


class _Items(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: Sequence[Item] = ()
        self.day = date.min

    def replace(self, items: Sequence[Item], day: date) -> None:
        self.beginResetModel()
        self.items, self.day = items, day
        self.endResetModel()

    def place_of(self, account: str) -> int | None:
        for at, item in enumerate(self.items):
            if (isinstance(item, QueueRow) and item.account == account) or (
                isinstance(item, Asleep) and item.row.account == account
            ):
                return at
        return None

    def row_near(self, place: int) -> int | None:
        """The row at a place, else the next one, else the last."""
        rows = [at for at, item in enumerate(self.items) if isinstance(item, QueueRow)]
        return next((at for at in rows if at >= place), rows[-1] if rows else None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.items[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return says(item, self.day)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, QueueRow):
            return tip(reason_words.reasons_in_full(item, self.day))
        return None

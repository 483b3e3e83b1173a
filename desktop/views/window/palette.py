"""Ctrl+K: one field that finds accounts, contacts, notes and commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.actions import Action, Actions, Menu
from desktop.domain.listing.views import offered
from desktop.session import Session
from desktop.store.queries.names import living_accounts
from desktop.store.queries.saved_views import saved_views
from desktop.store.queries.search import Found, find
from desktop.views import format
from desktop.views.page import Place
from desktop.views.pieces import can_be_given_focus, plain_label
from desktop.views.theme import Theme, font, paint_icon

WIDTH, ROW, SHOWN = 720, 32, 12
ICONS = {"account": "table", "contact": "users", "note": "note-pencil", "command": "command"}
RECENT = 5
VIEWS_OF = "accounts"
"""The page whose views are offered."""
MENUS: tuple[Menu | None, ...] = ("Edit", "Account", "Go", "View", "File", "Help", None)
"""What one does to the book comes before what one does with files: those are changed once a day."""

Index = QModelIndex | QPersistentModelIndex

SEARCH = "Account, contact, words of a note, or a command"
ITSELF = "go.search"
"""The key of the action that opens this list: there is no use in it here."""
OFFER = "account.offer"
"""The key of the action that offers the others of its menu."""
NOTHING = "Nothing holds these words. Fewer of them find more; an account's commands are offered on its page."


class Entry(NamedTuple):
    """One line of the list, and what choosing it does.

    Args:
        icon: of an action that has one of its own; None = that of its kind.
        whose: what the text begins with and has in common with the lines around it; it is quieter.
    """

    kind: str
    text: str
    about: str
    run: Callable[[], None]
    icon: str | None = None
    whose: str = ""


class Palette(QFrame):
    """Floats over its parent, under the top bar; Esc or a click elsewhere closes it.

    Args:
        go: shows a place.
        recent: the accounts (ids) one has been at, the latest first: offered before anything is typed.
    """

    def __init__(
        self,
        theme: Theme,
        session: Session,
        actions: Actions,
        go: Callable[[Place], None],
        recent: Callable[[], Sequence[str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setProperty("look", "card")
        self.setAutoFillBackground(True)
        self._session, self._actions, self._go, self._over = session, actions, go, parent
        self._recent = recent
        self._focus_before: QWidget | None = None
        self._only: Menu | None = None
        """The menu that is offered alone; None = everything is searched."""
        self._line = QLineEdit()
        self._call(SEARCH, "Search or type a command")
        self._line.textChanged.connect(self._search)
        self._line.installEventFilter(self)
        self._model = _Entries(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_EntryDelegate(theme, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName("What was found")
        self._list.clicked.connect(self._run_index)
        self._nothing = plain_label("second", NOTHING, wraps=True)
        self._nothing.setContentsMargins(8, 0, 8, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._line)
        layout.addWidget(self._list)
        layout.addWidget(self._nothing)
        # What was found is of one book.
        session.closed.connect(self.close_palette)
        session.opened.connect(self.close_palette)
        self.hide()

    @property
    def entries(self) -> list[Entry]:
        return self._model.entries

    def open(self, text: str = "") -> None:
        """Show it with a beginning typed."""
        self._only = None
        self._call(SEARCH, "Search or type a command")
        self._open(text)

    def offer(self, menu: Menu, what: str) -> None:
        """Show what one menu holds and can be done now, to be narrowed down as one types.

        Args:
            what: stands in the empty line.
        """
        self._only = menu
        self._call(what, what)
        self._open("")

    def _call(self, placeholder: str, name: str) -> None:
        self._line.setPlaceholderText(placeholder)
        self._line.setAccessibleName(name)

    def _open(self, text: str) -> None:
        self._focus_before = self._over.focusWidget()
        self._line.setText(text)
        self._search(text)
        self.setFixedWidth(min(WIDTH, self._over.width() - 32))
        self.move((self._over.width() - self.width()) // 2, 52)
        self.show()
        self.raise_()
        self._line.setFocus()
        self._line.selectAll()

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        self.hide()
        before, self._focus_before = self._focus_before, None
        if before is not None and can_be_given_focus(before):
            before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                self._move(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run_index(self._list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and not self.underMouse():
            self.hide()
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        count = self._model.rowCount()
        if count:
            at = min(max(self._list.currentIndex().row() + step, 0), count - 1)
            self._list.setCurrentIndex(self._model.index(at, 0))

    def _run_index(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._model.entries[index.row()]
            self.close_palette()
            entry.run()

    def _search(self, text: str) -> None:
        commands = self._commands(text)
        entries = commands if self._only is not None else _in_order(self._found(text), commands, text)
        self._model.replace(entries)
        rows = min(max(len(entries), 1), SHOWN)
        self._list.setFixedHeight(rows * ROW)
        self._list.setVisible(bool(entries))
        self._nothing.setHidden(bool(entries))
        if entries:
            self._list.setCurrentIndex(self._model.index(0, 0))
        self.adjustSize()

    def _found(self, text: str) -> list[Entry]:
        if not self._session.is_open:
            return []
        if not text.strip():
            known = self._session.read(living_accounts, self._recent()[:RECENT])
            return [
                Entry("account", name, "seen before", partial(self._go, Place("account", account)))
                for account, name in known.items()
            ]
        return [
            Entry(found.kind, found.text, self._about(found), partial(self._go, Place("account", found.account)))
            for found in self._session.read(find, text)
        ] + self._views(text)

    def _views(self, text: str) -> list[Entry]:
        """The ways to look at the list of accounts, kept and offered."""
        words = text.casefold().split()
        kept = [each.name for each in self._session.read(saved_views, VIEWS_OF)]
        names = dict.fromkeys((*kept, *(each.name for each in offered(None))))
        return [
            Entry("command", f"View: {name}", "Accounts", partial(self._go, Place(VIEWS_OF, section=name)))
            for name in names
            if all(word in f"view: {name}".casefold() for word in words)
        ]

    def _about(self, found: Found) -> str:
        return found.about if found.on is None else f"{found.about}, {format.day(found.on, beside=self._session.day)}"

    def _commands(self, text: str) -> list[Entry]:
        words = text.casefold().split()
        return [
            Entry("command", action.label, ", ".join(action.shortcuts[:1]), action.run, action.icon, _whose(action))
            for action in sorted(self._actions, key=partial(self._order, words))
            if self._only in (None, action.menu)
            and action.key not in (OFFER, ITSELF)
            and action.is_enabled()
            and all(word in action.label.casefold() for word in words)
        ]

    def _order(self, words: Sequence[str], action: Action) -> tuple[bool, int]:
        """In a menu of its own what begins as one types comes before what only holds it."""
        begins = all(any(part.startswith(word) for part in action.text.casefold().split()) for word in words)
        return self._only is not None and not begins, _rank(action)


def _in_order(found: Sequence[Entry], commands: Sequence[Entry], text: str) -> list[Entry]:
    """Names first, then the commands that begin as one types: a note may hold any word."""
    words = text.casefold().split()
    begun = [
        each
        for each in commands
        if words and all(any(part.startswith(word) for part in each.text.casefold().split()) for word in words)
    ]
    named, notes = ([each for each in found if (each.kind == "note") is is_note] for is_note in (False, True))
    return [*named, *begun, *notes, *(each for each in commands if each not in begun)]


def _rank(action: Action) -> int:
    return MENUS.index(action.menu)


def _whose(action: Action) -> str:
    """What the label says before the action: the account it would be done to."""
    label, text = action.label, action.text
    return label.removesuffix(text) if label.endswith(text) else ""


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def replace(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self.entries[index.row()]
            return entry.text if role == Qt.ItemDataRole.DisplayRole else f"{entry.kind}: {entry.text}, {entry.about}"
        return None


class _EntryDelegate(QStyledItemDelegate):
    """An icon, the text, and at the right what it is about."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._list.model()
        assert isinstance(model, _Entries)
        entry = model.entries[index.row()]
        box = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if index.row() == self._list.currentIndex().row() or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(
                self._theme.colour("selected" if index.row() == self._list.currentIndex().row() else "hover")
            )
            painter.drawRoundedRect(box, 4, 4)
        icon = QRectF(box.left() + 8, box.center().y() - 8, 16, 16)
        paint_icon(painter, icon, entry.icon or ICONS[entry.kind], self._theme.tokens.ink_3)
        small, normal = font(12), font(weight=QFont.Weight.Medium if entry.kind == "account" else QFont.Weight.Normal)
        painter.setFont(small)
        about_width = min(painter.fontMetrics().horizontalAdvance(entry.about) + 4, int(box.width() * 0.45))
        about = painter.fontMetrics().elidedText(entry.about, Qt.TextElideMode.ElideRight, about_width)
        painter.setPen(self._theme.colour("ink_3"))
        painter.drawText(box.adjusted(0, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, about)
        painter.setFont(normal)
        metrics = painter.fontMetrics()
        width, left = int(box.width()) - 32 - 24 - about_width, 32
        if entry.whose:
            # Half of the room at most: what is done is what one looks for.
            whose = metrics.elidedText(entry.whose, Qt.TextElideMode.ElideRight, width // 2)
            painter.setPen(self._theme.colour("ink_3"))
            painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, whose)
            taken = metrics.horizontalAdvance(whose)
            width, left = width - taken, left + taken
        painter.setPen(self._theme.colour("ink"))
        text = metrics.elidedText(entry.text[len(entry.whose) :], Qt.TextElideMode.ElideRight, width)
        painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

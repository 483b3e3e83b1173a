"""Which view of the list is shown: kept ones, offered ones, what has been changed since, and how it comes back.

A view is filters, groups, columns and sorting. Those kept under a name are in the file; what one has in front of one
is remembered for the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError
from desktop.domain.listing.fields import GUARDED_FIELDS, Field
from desktop.domain.listing.views import WHOLE, View, offered, read_view, written_view
from desktop.operations.saved_views import PAGE, change_view, delete_view, rename_view, save_view
from desktop.store.queries.saved_views import SavedView, saved_views
from desktop.views.page import Context, Said
from desktop.views.pieces import plain_label
from desktop.views.popups import place_below
from desktop.views.theme import Theme

ALL = "All accounts"
TARGET = "QPushButton { min-height: 20px; }"


class NameForm(QFrame):
    """A name is typed: Enter takes it, Esc closes; what is refused stays, with the reason."""

    def __init__(self, parent: QWidget, what: str, text: str, take: Callable[[str], str | None]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "card")
        self._take = take
        self.name = QLineEdit(text)
        self.name.setAccessibleName(what)
        self.name.setPlaceholderText(what)
        self.name.setMinimumWidth(240)
        self.name.selectAll()
        self.button = QPushButton("Save")
        self.button.setProperty("look", "primary")
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addLayout(line)
        layout.addWidget(self.refusal)
        self.name.returnPressed.connect(self._submit)
        self.name.textEdited.connect(self.refusal.hide)
        self.button.clicked.connect(self._submit)

    def _submit(self) -> None:
        why = self._take(self.name.text())
        if why is None:
            self.close()
            return
        self.refusal.setText(why)
        self.refusal.show()
        self.adjustSize()


class ListButtons(QWidget):
    """View, groups, columns: three buttons at the right of the filters."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view = _button(theme, "caret-down")
        self.group = _button(theme, "caret-down")
        self.columns = _button(theme, "columns")
        self.columns.setAccessibleName("Choose columns")
        self.columns.setToolTip("Choose columns")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for each in (self.view, self.group, self.columns):
            layout.addWidget(each)


def _button(theme: Theme, icon: str) -> QPushButton:
    made = QPushButton()
    made.setProperty("look", "chip")
    made.setStyleSheet(TARGET)
    made.setIcon(theme.icon(icon, "ink_2"))
    made.setIconSize(QSize(14, 14) if icon == "columns" else QSize(12, 12))
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made


class Viewing(QObject):
    """The view that is shown, and the menus to change it by.

    Args:
        now: what is shown, as a view.
    """

    wanted = Signal(object)
    """A View is to be shown."""

    def __init__(self, context: Context, buttons: ListButtons, now: Callable[[], View], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._buttons, self._now = context, buttons, now
        self.base: View = WHOLE
        """What was chosen last, as it is kept."""
        self.base_id: str | None = None
        self.saved: list[SavedView] = []
        self.fields: tuple[Field, ...] = ()
        self._recalled = ""
        """The book (by its id) whose last view was taken up: not before is anything remembered over it."""
        self.menu: QMenu | None = None
        self.form: NameForm | None = None
        buttons.view.clicked.connect(self.open_views)
        buttons.group.clicked.connect(self.open_groups)

    # -- which one

    def read(self, fields: tuple[Field, ...]) -> None:
        """Take up what the file holds now."""
        self.fields = fields
        self.saved = self._context.session.read(saved_views, PAGE)
        mine = next((each for each in self.saved if each.id == self.base_id), None)
        if mine is not None:
            self.base = read_view(mine.name, mine.definition)
        elif self.base_id is not None:
            self.base, self.base_id = WHOLE, None

    @property
    def offered(self) -> tuple[View, ...]:
        """What is offered and not kept under the same name."""
        taken = {each.name.casefold() for each in self.saved}
        return tuple(each for each in offered(self._context.settings.csm) if each.name.casefold() not in taken)

    @property
    def is_changed(self) -> bool:
        return not self._now().is_like(self.base)

    def show(self, view: View, id: str | None = None) -> None:
        """Show a view in place of what is shown."""
        self.base, self.base_id = view, id
        self.wanted.emit(view)
        self.tell()

    def named(self, name: str) -> bool:
        """Show the view of this name; False where there is none."""
        for each in self.saved:
            if each.name == name:
                self.show(read_view(each.name, each.definition), each.id)
                return True
        found = next((each for each in self.offered if each.name == name), WHOLE if name == ALL else None)
        if found is not None:
            self.show(found)
        return found is not None

    # -- what the buttons say

    def tell(self) -> None:
        """Say which view is shown, and whether it was changed; and remember it."""
        now = self._now()
        name = self.base.name or ALL
        is_changed = not now.is_like(self.base)
        button = self._buttons.view
        button.setText((f"{name} *" if is_changed else name).replace("&", "&&"))
        button.setAccessibleName(f"View: {name}{', changed' if is_changed else ''}")
        button.setToolTip(f"View: {name}. It was changed: save it in its menu." if is_changed else f"View: {name}")
        _light(button, is_on=bool(self.base.name))
        field = next((each for each in self.fields if each.key == now.group), None)
        said = "Group" if field is None else f"By {field.says}"
        self._buttons.group.setText(said.replace("&", "&&"))
        self._buttons.group.setAccessibleName("Group the list" if field is None else f"Grouped by {field.says}")
        _light(self._buttons.group, is_on=field is not None)
        self._remember(now)

    def _remember(self, now: View) -> None:
        session = self._context.session
        if session.is_open and self._recalled == session.doc_id:
            self._context.settings.remember_list(session.doc_id, self.base_id or "", self.base.name, written_view(now))

    def recall(self) -> View | None:
        """What was shown of this book when it was closed, once; None = it was never shown, or is shown already."""
        doc_id = self._context.session.doc_id
        if self._recalled == doc_id:
            return None
        self._recalled = doc_id
        found = self._context.settings.list_of(doc_id)
        if found is None:
            return None
        id, name, definition = found
        kept = next((each for each in self.saved if each.id == id), None)
        if kept is not None:
            self.base, self.base_id = read_view(kept.name, kept.definition), kept.id
        else:
            self.base = next((each for each in self.offered if each.name == name), WHOLE)
        return read_view(name, definition)

    # -- menus

    def open_views(self) -> None:
        menu = self.menu = QMenu(self._buttons)
        menu.setAccessibleName("Views")
        self._entry(menu, ALL, partial(self.show, WHOLE), is_on=not self.base.name)
        if self.saved:
            menu.addSeparator()
        for each in self.saved:
            run = partial(self.show, read_view(each.name, each.definition), each.id)
            self._entry(menu, each.name, run, is_on=each.id == self.base_id)
        menu.addSeparator()
        for view in self.offered:
            is_on = self.base_id is None and self.base.name == view.name
            self._entry(menu, view.name, partial(self.show, view), is_on=is_on)
        menu.addSeparator()
        is_writable = self._context.session.is_writable
        if self.base_id is not None:
            self._entry(menu, f"Save {self.base.name}", self.save, is_enabled=is_writable and self.is_changed)
        self._entry(menu, "Save as…", self.ask_save_as, is_enabled=is_writable)
        if self.base_id is not None:
            self._entry(menu, "Rename…", self.ask_rename, is_enabled=is_writable)
            self._entry(menu, "Delete", self.delete, is_enabled=is_writable)
        menu.popup(self._buttons.view.mapToGlobal(QPoint(0, self._buttons.view.height() + 2)))

    def open_groups(self) -> None:
        menu = self.menu = QMenu(self._buttons)
        menu.setAccessibleName("Group by")
        now = self._now().group
        self._entry(menu, "Not grouped", partial(self._group, None), is_on=now is None)
        menu.addSeparator()
        hidden = GUARDED_FIELDS if self._context.is_guarded() else ()
        for field in self.fields:
            if field.is_grouped and field.key not in hidden:
                self._entry(menu, field.says, partial(self._group, field.key), is_on=field.key == now)
        menu.popup(self._buttons.group.mapToGlobal(QPoint(0, self._buttons.group.height() + 2)))

    @staticmethod
    def _entry(
        menu: QMenu, text: str, run: Callable[[], None], *, is_on: bool | None = None, is_enabled: bool = True
    ) -> None:
        action = menu.addAction(text.replace("&", "&&"))
        if is_on is not None:
            action.setCheckable(True)
            action.setChecked(is_on)
        action.setEnabled(is_enabled)
        action.triggered.connect(partial(_run, run))

    def _group(self, key: str | None) -> None:
        self.wanted.emit(replace(self._now(), group=key))
        self.tell()

    # -- keeping

    def save(self) -> None:
        """Keep what is shown under the name it has."""
        if self.base_id is not None:
            self._perform(partial(self._change, self.base_id))

    def _change(self, id: str) -> None:
        now = self._now()
        self._say(self._context.session.perform(change_view, id, now).changes.label)
        self.base = replace(now, name=self.base.name)

    def ask_save_as(self) -> None:
        self._ask("Name of the view", "", self.save_as)

    def ask_rename(self) -> None:
        self._ask("New name of the view", self.base.name, self.rename)

    def _ask(self, what: str, text: str, take: Callable[[str], str | None]) -> None:
        self.form = NameForm(self._buttons, what, text, take)
        place_below(self.form, self._buttons.view)
        self.form.show()
        self.form.name.setFocus()

    def save_as(self, name: str) -> str | None:
        """Keep what is shown under another name; returns why not, if it was refused."""
        view = replace(self._now(), name=name)
        try:
            performed = self._context.session.perform(save_view, view)
        except PortfolioError as why:
            return str(why)
        self.base, self.base_id = replace(view, name=" ".join(name.split())), performed.result
        self._say(performed.changes.label)
        self._renew()
        return None

    def rename(self, name: str) -> str | None:
        """Give the view another name; returns why not, if it was refused."""
        if self.base_id is None:
            return None
        try:
            performed = self._context.session.perform(rename_view, self.base_id, name)
        except PortfolioError as why:
            return str(why)
        self._say(performed.changes.label)
        self._renew()
        return None

    def delete(self) -> None:
        """Take the view away; what is shown stays."""
        if self.base_id is not None:
            self._perform(partial(self._delete, self.base_id))

    def _delete(self, id: str) -> None:
        self._say(self._context.session.perform(delete_view, id).changes.label)

    def _perform(self, change: Callable[[], None]) -> None:
        try:
            change()
        except PortfolioError as problem:
            self._context.trouble(problem)
        self._renew()

    def _renew(self) -> None:
        self.read(self.fields)
        self.tell()

    def _say(self, label: str) -> None:
        self._context.say(Said(label, can_undo=True))


def _run(run: Callable[[], None], _checked: bool = False) -> None:
    run()


def _light(button: QPushButton, *, is_on: bool) -> None:
    button.setProperty("on", "true" if is_on else "false")
    button.style().unpolish(button)
    button.style().polish(button)

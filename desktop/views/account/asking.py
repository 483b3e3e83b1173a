"""Asking for the parts of one change in place: fields, a box to tick, what it would do, and the refusal below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations.account_view import AccountView
from desktop.views.account import parts
from desktop.views.account.inline import Editable
from desktop.views.account.parts import Mode
from desktop.views.check_box import CheckBox
from desktop.views.combo_box import ComboBox
from desktop.views.escape import escape
from desktop.views.page import Said
from desktop.views.pieces import empty

HINT = "Enter saves, Esc restores"
MOST_SHOWN = 14


class Wanted(NamedTuple):
    """One part to be asked for.

    Args:
        wants: what to type, shown while it is empty.
        width: in pixels.
        value: what stands there at first.
        options: to choose from; else it is typed.
        is_tick: a box to tick, checked where value is not "".
    """

    name: str
    wants: str = ""
    width: int = 160
    value: str = ""
    options: tuple[str, ...] = ()
    is_tick: bool = False


class Preview(NamedTuple):
    """What a change would do: a sentence, and rows of texts."""

    says: str
    rows: tuple[tuple[str, ...], ...] = ()


class Question(NamedTuple):
    """What is asked, how it is saved, and what it would do.

    Args:
        key: tells it from the others of its region.
        verb: on the button that saves.
        save: takes what was typed, in order; a ticked box is "yes". Raises Rejected.
    """

    key: str
    wanted: tuple[Wanted, ...]
    verb: str
    save: Callable[[Sequence[str]], object]
    preview: Callable[[Sequence[str]], Preview] | None = None


class Ask(QFrame):
    """The fields of a question; `left` after Esc, `saved` with what was typed after Enter."""

    left = Signal()
    saved = Signal()

    def __init__(self, question: Question, mode: Mode) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.question = question
        rows = QGridLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setVerticalSpacing(6)
        self.fields: list[QLineEdit | QComboBox | QCheckBox] = [self._made(each, mode) for each in question.wanted]
        self.button = QPushButton(question.verb)
        self.button.setProperty("look", "primary")
        self.button.setAccessibleName(question.verb)
        self.button.clicked.connect(self.saved)
        self.button.installEventFilter(self)
        rows.addLayout(parts.line_of(*self.fields, self.button, spacing=8), 0, 0)
        self.below: QLabel = parts.text(HINT, "small", wrap=True)
        rows.addWidget(self.below, 1, 0)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._table.hide()
        rows.addWidget(self._table, 2, 0)
        self.look_ahead()

    @property
    def typed(self) -> tuple[str, ...]:
        return tuple(_value(field) for field in self.fields)

    def take_over(self, typed: Sequence[str]) -> None:
        """Go on with what was being typed in the like of this."""
        for field, text in zip(self.fields, typed, strict=True):
            if isinstance(field, QLineEdit):
                field.setText(text)
            elif isinstance(field, QCheckBox):
                field.setChecked(bool(text))
            else:
                field.setCurrentText(text)
        self.look_ahead()

    def refuse(self, why: str) -> None:
        """Say why it was not saved; what was typed stays."""
        self.below.setText(why)
        parts.set_look(self.below, "refusal")

    def look_ahead(self) -> None:
        """Show what saving would do, or why it cannot be saved yet."""
        preview = self.question.preview
        if preview is None:
            self.below.setText(HINT)
            parts.set_look(self.below, "small")
            return
        try:
            shown = preview(self.typed)
        except Rejected as why:
            shown = Preview(str(why))
        self.below.setText(shown.says)
        parts.set_look(self.below, "small")
        empty(self._grid)
        for at, texts in enumerate(shown.rows[:MOST_SHOWN]):
            for column, words in enumerate(texts):
                self._grid.addWidget(parts.text(words, None if column == 0 else "second"), at, column)
        if len(shown.rows) > MOST_SHOWN:
            self._grid.addWidget(parts.text(f"and {len(shown.rows) - MOST_SHOWN} more", "small"), MOST_SHOWN, 0)
        self._grid.setColumnStretch(8, 1)
        self._table.setVisible(bool(shown.rows))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        esc = escape(event)
        if esc == "pressed":
            self.left.emit()
        return True if esc else super().eventFilter(watched, event)

    def _made(self, wanted: Wanted, mode: Mode) -> QLineEdit | QComboBox | QCheckBox:
        if wanted.is_tick:
            box = CheckBox(wanted.name)
            box.setChecked(bool(wanted.value))
            box.toggled.connect(self.look_ahead)
            made: QLineEdit | QComboBox | QCheckBox = box
        elif wanted.options:
            chooser = ComboBox(mode.theme, self)
            chooser.addItems(wanted.options)
            chooser.setCurrentText(wanted.value or wanted.options[0])
            chooser.setMinimumWidth(wanted.width)
            chooser.currentTextChanged.connect(self.look_ahead)
            made = chooser
        else:
            line = QLineEdit(wanted.value)
            line.setPlaceholderText(wanted.wants)
            line.setFixedWidth(wanted.width)
            line.setToolTip(wanted.name)
            line.textEdited.connect(self.look_ahead)
            line.returnPressed.connect(self.saved)
            made = line
        made.setAccessibleName(wanted.name)
        made.installEventFilter(self)
        return made


class Asking(parts.Column):
    """A region with links that open a question at their place; what is typed stays while the page is read anew."""

    def __init__(self, spacing: int = 0) -> None:
        super().__init__(spacing=spacing)
        self.view: AccountView | None = None
        self.mode: Mode | None = None
        self._opened = ""
        self.asked: Ask | None = None
        self._typed: tuple[str, ...] | None = None

    def show_view(self, view: AccountView, mode: Mode) -> None:
        if self.view is None or self.view.account.id != view.account.id or not mode.can_write or mode.is_guarded:
            self._opened = ""
        self.view, self.mode = view, mode
        self.refill()

    def refill(self) -> None:
        """Make the region anew, with the question that is open."""
        if self.view is None or self.mode is None:
            return
        was = self.asked
        self._typed = None if was is None or was.question.key != self._opened else was.typed
        has_focus = was is not None and was.isAncestorOf(was.window().focusWidget())
        at = 0 if was is None else next((n for n, each in enumerate(was.fields) if each.hasFocus()), 0)
        self.clear()
        self.asked = None
        self.fill(self.view, self.mode)
        if has_focus and self.asked is not None:
            self._focus(at)

    def fill(self, view: AccountView, mode: Mode) -> None:
        """Put in what is known; regions say what."""
        raise NotImplementedError

    @property
    def can_change(self) -> bool:
        return self.mode is not None and self.mode.can_write and not self.mode.is_guarded

    def link(self, key: str, words: str, name: str = "") -> Editable:
        """Words that open the question with this key."""
        made = Editable(name or words, words)
        made.setProperty("question", key)
        made.opened.connect(partial(self.open, key))
        return made

    def ask(self, question: Question) -> bool:
        """Put the question in, if it is the one that is open."""
        if question.key != self._opened or self.mode is None:
            return False
        made = Ask(question, self.mode)
        if self._typed is not None and len(self._typed) == len(made.fields):
            made.take_over(self._typed)
        made.left.connect(self.close_question)
        made.saved.connect(self._save)
        self.asked = made
        self.rows.addSpacing(4)
        self.rows.addWidget(made)
        self.rows.addSpacing(4)
        for one, other in pairwise([*made.fields, made.button]):
            QWidget.setTabOrder(one, other)
        return True

    def open(self, key: str) -> None:
        """Open a question at its place."""
        self._opened, self.asked = key, None
        self.refill()
        self._focus(0)

    def close_question(self) -> None:
        self._opened = ""
        back = self.asked.question.key if self.asked is not None else ""
        self.refill()
        links = self.inside.findChildren(Editable)
        found = next((each for each in links if each.property("question") == back), links[0] if links else None)
        if found is not None:
            parts.give_focus(found)

    def perform(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """One change, told with its undo.

        Raises:
            Rejected: as the operation.
        """
        if self.mode is None or self.view is None:
            return
        context = self.mode.context
        done = context.session.perform(operation, *args, **kwargs)
        context.say(Said(done.changes.label, can_undo=True, account=self.view.account.id))

    def do(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """A change that needs no question: a problem is told where others are."""
        try:
            self.perform(operation, *args, **kwargs)
        except PortfolioError as problem:
            if self.mode is not None:
                self.mode.context.trouble(problem)

    def _focus(self, at: int) -> None:
        if self.asked is not None and self.asked.fields:
            parts.give_focus(self.asked.fields[at])

    def _save(self) -> None:
        asked = self.asked
        if asked is None or self.mode is None:
            return
        opened, self._opened = self._opened, ""
        try:
            asked.question.save(asked.typed)
        except Rejected as why:
            self._opened = opened
            asked.refuse(str(why))
            return
        except PortfolioError as problem:
            self._opened = opened
            self.mode.context.trouble(problem)
            asked.refuse("Not saved.")
            return
        self.close_question()


def _value(field: QLineEdit | QComboBox | QCheckBox) -> str:
    if isinstance(field, QCheckBox):
        return "yes" if field.isChecked() else ""
    return field.text() if isinstance(field, QLineEdit) else field.currentText()

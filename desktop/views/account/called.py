"""What people say beside the computed score: a score they call, and their pulse; added, ended and replaced in place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations import overrides, pulses
from desktop.operations.account_view import AccountView
from desktop.operations.accounts import typed_day
from desktop.views.account import parts, reasons
from desktop.views.account.inline import Editable
from desktop.views.account.parts import Mode
from desktop.views.escape import escape
from desktop.views.page import Said

CALL, PULSE, END = "Call the score", "Log a pulse", "End the call"
HINT = "Enter saves, Esc restores"


class Called(parts.Column):
    """The call and the pulse, and links to give them; the editor a link opens stays while the page is read anew."""

    def __init__(self) -> None:
        super().__init__(spacing=2)
        self._view: AccountView | None = None
        self._mode: Mode | None = None
        self._opened = ""
        self.editor: OpinionEditor | None = None
        self.links: dict[str, Editable] = {}

    def show_view(self, view: AccountView, mode: Mode) -> None:
        if self._view is None or self._view.account.id != view.account.id or not mode.can_write:
            self._opened = ""
        self._view, self._mode = view, mode
        self._fill()

    def _fill(self) -> None:
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return
        typed = None if self.editor is None else self.editor.typed
        before = self._focusable
        self.clear()
        self.editor, self.links = None, {}
        self.rows.setContentsMargins(0, 6, 0, 0)
        for said in (reasons.called(view), reasons.pulse(view)):
            if said:
                label = parts.text(said, "small", wrap=True)
                label.setToolTip(parts.plain(reasons.OPINIONS))
                self.rows.addWidget(label)
        if not mode.can_write:
            return
        if self._opened:
            self.editor = _editor(self._opened, self._save)
            self.editor.left.connect(self._close)
            if typed is not None and len(typed) == len(self.editor.typed):
                self.editor.take_over(typed)
            self.rows.addWidget(self.editor)
        else:
            for name in (CALL, PULSE, END):
                if name != END or view.override is not None:
                    self.links[name] = Editable(name, name)
                    self.links[name].opened.connect(self._end if name == END else self._open)
            self.rows.addLayout(parts.line_of(*self.links.values(), spacing=8))
        # What was there goes when the window comes to it: until then it keeps the place in the order of Tab.
        for one, other in pairwise([*before[-1:], *self._focusable]):
            QWidget.setTabOrder(one, other)

    @property
    def _focusable(self) -> list[QWidget]:
        return [*self.links.values()] if self.editor is None else [*self.editor.fields]

    def _open(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            self.open(pressed.accessibleName())

    def open(self, name: str) -> None:
        """Type a call of the score (CALL) or a pulse (PULSE)."""
        self._opened = name
        self._fill()
        if self.editor is not None:
            parts.give_focus(self.editor.fields[0])

    def _close(self) -> None:
        name, self._opened = self._opened, ""
        self._fill()
        if name in self.links:
            parts.give_focus(self.links[name])

    def _save(self, typed: tuple[str, ...]) -> str | None:
        """Save what was typed; why it was refused, or None."""
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return None
        day, account = mode.context.session.day, view.account.id
        try:
            if self._opened == CALL:
                value = overrides.typed_score(typed[0])
                until = typed_day(typed[1], as_of=day)
                self._perform(overrides.call_score, account, value, reason=typed[2], expires_on=until, as_of=day)
            else:
                value = pulses.typed_pulse(typed[0])
                self._perform(pulses.record_pulse, account, value, typed[1], as_of=day)
        except Rejected as why:
            return str(why)
        except PortfolioError as problem:
            mode.context.trouble(problem)
            return "Not saved."
        self._close()
        return None

    def _end(self) -> None:
        view, mode = self._view, self._mode
        if view is None or mode is None:
            return
        try:
            self._perform(overrides.end_override, view.account.id, as_of=mode.context.session.day)
        except PortfolioError as problem:
            mode.context.trouble(problem)

    def _perform(self, operation: Callable[..., Any], account: str, *args: Any, **kwargs: Any) -> None:
        if self._mode is not None:
            context = self._mode.context
            done = context.session.perform(operation, account, *args, **kwargs)
            context.say(Said(done.changes.label, can_undo=True, account=account))


class OpinionEditor(QWidget):
    """Fields to type a call or a pulse into; `left` after Esc."""

    left = Signal()

    def __init__(self, fields: list[tuple[str, str, int]], save: Callable[[tuple[str, ...]], str | None]) -> None:
        """Args:
        fields: name, what it wants, and width in pixels; 0 = a line of its own.
        """
        super().__init__()
        self._save = save
        self.fields: list[QLineEdit] = []
        rows = QVBoxLayout(self)
        parts.no_margins(rows, 4)
        short: list[QWidget] = []
        for name, wants, width in fields:
            field = QLineEdit()
            field.setAccessibleName(name)
            field.setPlaceholderText(wants)
            field.returnPressed.connect(self._enter)
            field.installEventFilter(self)
            self.fields.append(field)
            if width:
                field.setFixedWidth(width)
                short.append(field)
        rows.addLayout(parts.line_of(*short, spacing=6))
        for field in self.fields:
            if field not in short:
                rows.addWidget(field)
        self.below: QLabel = parts.text(HINT, "small", wrap=True)
        rows.addWidget(self.below)

    @property
    def typed(self) -> tuple[str, ...]:
        return tuple(field.text() for field in self.fields)

    def take_over(self, typed: tuple[str, ...]) -> None:
        """Go on with what was being typed in the like of this."""
        for field, text in zip(self.fields, typed, strict=True):
            field.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        esc = escape(event)
        if esc == "pressed":
            self.left.emit()
        return True if esc else super().eventFilter(watched, event)

    def _enter(self) -> None:
        why = self._save(self.typed)
        if why is not None:
            self.below.setText(why)
            parts.set_look(self.below, "refusal")


def _editor(opened: str, save: Callable[[tuple[str, ...]], str | None]) -> OpinionEditor:
    if opened == CALL:
        return OpinionEditor(
            [("Called score", "0 to 100", 84), ("Called until", "until: +2w, 3 dec", 148), ("Reason", "why", 0)], save
        )
    return OpinionEditor([("Pulse", "1 to 5", 84), ("Reason of the pulse", "why", 0)], save)

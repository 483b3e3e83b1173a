"""What each side owes the other: tasks that can be ticked off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.charts.tokens import SMALL
from desktop.domain.playbooks.progress import in_words
from desktop.operations.account_view import AccountView
from desktop.store.queries.account_view import Promise
from desktop.views import format as fmt
from desktop.views.account import parts, words
from desktop.views.account.parts import Mode


class Promises(parts.Column):
    """We owe, they owe; `ticked` tells the task (by id) that is done."""

    ticked = Signal(str)

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        can_type = mode.can_write and not mode.is_guarded
        ours, theirs = (
            f"nothing; type {words.TO_TYPE[side]}" if can_type else "nothing" for side in ("ours", "theirs")
        )
        # While a customer looks on this is the first of its column, level with the others.
        self._list("We owe", view.ours, ours, view, mode, above=0 if mode.is_guarded else 12)
        self._list("They owe", view.theirs, theirs, view, mode, above=12)

    def _list(
        self, name: str, promises: Sequence[Promise], none: str, view: AccountView, mode: Mode, *, above: int
    ) -> None:
        shown = [each for each in promises if each.is_visible or not mode.is_guarded]
        self.heading(name, fmt.plural(len(shown), "open task") if shown else none, above=above)
        for promise in shown:
            self._row(promise, view, mode)
            self.rule()

    def _row(self, promise: Promise, view: AccountView, mode: Mode) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 3, 0, 3)
        line.setSpacing(8)
        if mode.can_write:
            box = parts.TickBox(f"Done: {promise.title}", mode.theme)
            box.clicked.connect(partial(self._tick, promise.id))
            line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        title = parts.text(promise.title, wrap=True)
        if promise.owner and promise.owner != view.owner:
            title.setToolTip(parts.plain(f"Owner: {promise.owner}"))
        said = title
        if promise.of is not None and not mode.is_guarded:
            # What a playbook asks for says so, and how far it is.
            said = QWidget()
            below = QVBoxLayout(said)
            below.setContentsMargins(0, 0, 0, 0)
            below.setSpacing(0)
            below.addWidget(title)
            below.addWidget(parts.text(in_words(promise.of), "small", wrap=True))
        line.addWidget(said, 1)
        line.addWidget(_due(promise, view, mode), 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(line)

    def _tick(self, task: str, _checked: bool = True) -> None:
        self.ticked.emit(task)


def _due(promise: Promise, view: AccountView, mode: Mode) -> QLabel:
    said = words.due(promise.due_on, view.day)
    if promise.due_on is not None and promise.due_on <= view.day:
        label = parts.toned(said, mode.theme.tokens.ink, pixels=SMALL, weight=QFont.Weight.DemiBold)
    else:
        label = parts.text(said, "small")
    label.setContentsMargins(0, 1, 0, 0)
    if promise.due_on is not None:
        label.setToolTip(fmt.long_day(promise.due_on))
    return label

"""What came of a review, typed during it or after: who came, what was decided, when the next is, who promised what."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.errors import Rejected
from desktop.domain.qbrs.commitments import Typed, commitments
from desktop.operations.accounts import typed_day
from desktop.operations.qbrs.reading import Preparation
from desktop.operations.qbrs.recording import Record, held_day
from desktop.views import format
from desktop.views.pieces import plain_label
from desktop.views.qbrs.parts import button

PROMISES = "> send the API spec fri\n< legal answer +2w"


class RecordForm(QWidget):
    """Fields, and below the commitments what was understood of them.

    Ctrl+Enter saves, Esc leaves; what was typed stays until it is saved.
    """

    saved = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._whose: str | None = None
        self._day: date | None = None
        self.held, self.attendees, self.wins = QLineEdit(), QLineEdit(), QLineEdit()
        self.decision, self.next = QLineEdit(), QLineEdit()
        self.promises = QPlainTextEdit()
        self.promises.setPlaceholderText(PROMISES)
        self.promises.setTabChangesFocus(True)
        self.promises.setFixedHeight(84)
        self.understood, self.refusal = plain_label("small", wraps=True), plain_label("refusal", wraps=True)
        self.save, self.cancel = button("Save", "primary"), button("Not now", "quiet")
        self.save.setToolTip("Save as one change (Ctrl+Enter)")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Held on", self.held), ("Attendees", self.attendees), ("Wins", self.wins),
            ("Decision, answer", self.decision), ("Next QBR", self.next), ("Commitments", self.promises),
        )  # fmt: skip
        for name, field in rows:
            field.setAccessibleName(name)
            form.addRow(plain_label("second", name), field)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.understood)
        layout.addWidget(self.refusal)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.refusal.hide()
        self.save.clicked.connect(self.saved)
        self.cancel.clicked.connect(self.left)
        self.promises.textChanged.connect(self._understand)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.saved)

    def begin(self, made: Preparation) -> None:
        """Have a record of this review typed; what was typed for the same account before stays."""
        if self._whose == made.account.id:
            return
        self._whose, self._day = made.account.id, made.day
        coming = made.standing.next
        passed = made.standing.passed
        # Recorded late: it was held on the day it was planned for, as far as anybody knows.
        on = passed.planned_on if passed is not None and made.standing.planned is None else None
        self.held.setText(format.day_to_type(on or made.day))
        self.attendees.setText((coming.attendees if coming is not None else None) or "")
        self.next.setText(format.day_to_type(made.next_on))
        for field in (self.wins, self.decision):
            field.clear()
        self.promises.clear()
        self.refuse(None)

    def forget(self) -> None:
        """What was typed is saved: the next time begins anew."""
        self._whose = None

    def record(self, account: str, day: date) -> Record | None:
        """What was typed; None = something of it was refused, and is said."""
        try:
            held_on = held_day(self.held.text(), as_of=day)
            next_on = typed_day(self.next.text(), as_of=day)
        except Rejected as why:
            self.refuse(str(why))
            return None
        typed = commitments(self.promises.toPlainText(), held_on)
        wrong = next((each for each in typed if each.refusal is not None), None)
        if wrong is not None:
            self.refuse(f"“{wrong.line}”: {wrong.refusal}")
            return None
        self.refuse(None)
        return Record(
            account=account,
            held_on=held_on,
            attendees=self.attendees.text(),
            wins=self.wins.text(),
            decision=self.decision.text(),
            next_on=next_on,
            promises=tuple(promise for each in typed for promise in each.promises),
        )

    def refuse(self, why: str | None) -> None:
        self.refusal.setText(why or "")
        self.refusal.setVisible(why is not None)

    def take_focus(self) -> None:
        self.promises.setFocus()

    def _understand(self) -> None:
        day = self._day
        typed = commitments(self.promises.toPlainText(), day) if day is not None else []
        self.understood.setText("\n".join(_said(each) for each in typed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _said(typed: Typed) -> str:
    """What was understood of a line."""
    if typed.refusal is not None:
        return typed.refusal
    return "\n".join(
        f"{'They' if each.side == 'theirs' else 'We'} owe: {each.title}, "
        f"{'no day' if each.due_on is None else format.long_day(each.due_on)}"
        for each in typed.promises
    )

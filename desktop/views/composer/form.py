"""The form below the line: it fills while one types, and writes into the line, which stays the truth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.grammar import Parsed
from desktop.domain.grammar.words import fold
from desktop.views.combo_box import ComboBox
from desktop.views.composer.completion import VERBS, contact_words
from desktop.views.composer.names import KnownNames
from desktop.views.composer.parts import Field, Place, fields, place_of, value_of, verb_of, verb_place, written
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme

_KINDS = {
    "nps": "NPS",
    "csat": "CSAT",
    "ces": "CES",
    "call": "Call",
    "email": "Email",
    "meeting": "Meeting",
    "note": "Note",
    "done": "Milestone done",
    "qbr": "QBR",
    "task": "Task",
    "risk": "Risk",
    "pulse": "Pulse",
    "left": "Contact left",
    "renew": "Renewal",
    "notice": "Notice",
    "upgrade": "Upgrade",
    "downgrade": "Downgrade",
    "end": "Contract ends",
    "start": "Onboarding",
    "move": "Dates moved",
    "blocked": "Blocked",
    "waived": "Waived",
    "reopen": "Reopened",
    "goal": "Goal",
    "upsell": "Upsell",
    "cross-sell": "Cross-sell",
    "feature-upgrade": "Feature upgrade",
}
_NOBODY, _NOTHING = "nobody named", "not chosen"
_LABEL_WIDTH = 76


class Form(QFrame):
    """Fields of what is being logged."""

    rewritten = Signal(int, int, str)
    """text[start:end] of the line becomes this."""
    left = Signal()
    """Esc was pressed in a field."""
    finished = Signal()
    """Enter was pressed in a field."""

    def __init__(self, theme: Theme, known: KnownNames, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._known = known
        self._parsed = Parsed("", (), None, (), ())
        self._page: str | None = None
        self._shown: tuple[Field, ...] | None = None
        self._inputs: dict[str, QLineEdit | QComboBox] = {}
        self._all: dict[Field, tuple[QLabel, QLineEdit | QComboBox]] = {}
        """Every field that was ever needed, with its label."""
        self._written: tuple[str, int, int] | None = None
        """The field that is being typed in, and the part of the line it has written."""
        self._is_filling = False
        self.setAccessibleName("Form of the line")
        theme.changed.connect(self._dress)
        self._dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 12)
        self._kind = ComboBox(theme, self)
        self._kind.setAccessibleName("What to log")
        self._kind.addItem("Choose what to log", "")
        for verb, _ in VERBS:
            self._kind.addItem(_KINDS[verb], verb)
        self._kind.setMaxVisibleItems(16)
        self._kind.activated.connect(self._choose_kind)
        self._kind.installEventFilter(self)
        self._body = QWidget(self)
        column.addWidget(self._body)
        self._rows = _rows(self._body)
        self._rows.addRow(_label("Kind", self._kind), self._kind)

    @property
    def kind(self) -> QComboBox:
        return self._kind

    def input(self, role: str) -> QLineEdit | QComboBox | None:
        """The control of a field, None where the kind has no such field."""
        return self._inputs.get(role)

    def enter(self) -> None:
        """Put the focus into the first field that is still empty, or into the kind while there is none."""
        if verb_of(self._parsed) is None:
            self._kind.setFocus(Qt.FocusReason.TabFocusReason)
            return
        empty = next((role for role in self._inputs if not value_of(self._parsed, role)), None)
        chosen = self._inputs.get(empty or "", self._kind)
        chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def show_line(self, parsed: Parsed, page: str | None) -> None:
        """Fill the fields from a line.

        Args:
            page: id of the account it is typed at, None for the book.
        """
        self._parsed, self._page = parsed, page
        if self.isHidden():
            return
        verb = verb_of(parsed)
        wanted = fields(verb, on_page=page is not None)
        self._is_filling = True
        try:
            self._kind.setCurrentIndex(max(0, self._kind.findData(verb or "")))
            if wanted != self._shown:
                self._rebuild(wanted)
            for field in wanted:
                self._fill(field)
        finally:
            self._is_filling = False

    def _dress(self) -> None:
        hint = self._theme.tokens.ink_3
        self.setStyleSheet(f"QLineEdit {{ placeholder-text-color: {hint}; }}")

    # -- fields

    def _rebuild(self, wanted: Sequence[Field]) -> None:
        """Show other rows. Fields are kept: the one that is being typed in may be the cause."""
        while self._rows.rowCount() > 1:
            taken = self._rows.takeRow(1)
            for item in (taken.labelItem, taken.fieldItem):  # pyright: ignore[reportAttributeAccessIssue]
                if (widget := item.widget()) is not None:
                    widget.setVisible(False)
        self._inputs = {field.role: self._made(field)[1] for field in wanted}
        before: QWidget = self._kind
        for field in wanted:
            label, made = self._made(field)
            self._rows.addRow(label, made)
            label.setVisible(True)
            made.setVisible(True)
            QWidget.setTabOrder(before, made)
            before = made
        self._shown = tuple(wanted)

    def _made(self, field: Field) -> tuple[QLabel, QLineEdit | QComboBox]:
        if field not in self._all:
            made = self._make(field)
            self._all[field] = (_label(field.label, made), made)
        return self._all[field]

    def _make(self, field: Field) -> QLineEdit | QComboBox:
        if field.input == "text":
            line = QLineEdit(self._body)
            line.setPlaceholderText(field.wants)
            line.textEdited.connect(partial(self._typed, field))
            made: QLineEdit | QComboBox = line
        else:
            box = ComboBox(self._theme, self._body)
            box.activated.connect(partial(self._chosen, field))
            made = box
        made.setAccessibleName(field.label)
        made.installEventFilter(self)
        return made

    def _fill(self, field: Field) -> None:
        made = self._inputs[field.role]
        value = value_of(self._parsed, field.role)
        if isinstance(made, QComboBox):
            self._fill_box(made, field, value)
        elif not (self._written is not None and self._written[0] == field.role) and made.text() != value:
            made.setText(value)
        if isinstance(made, QLineEdit):
            made.setToolTip(self._label_of(field.role))

    def _fill_box(self, box: QComboBox, field: Field, value: str) -> None:
        options = self._options(field)
        if [box.itemData(at) for at in range(box.count())] != [typed for _, typed in options]:
            box.clear()
            for shown, typed in options:
                box.addItem(shown, typed)
        label = self._label_of(field.role).removeprefix("@")
        called = (fold(label), fold(value)) if value else ()
        at = next((at for at, (shown, _) in enumerate(options) if fold(shown) in called), -1)
        if at < 0 and value:
            box.addItem(label or value, value)
            at = box.count() - 1
        box.setCurrentIndex(max(0, at))

    def _options(self, field: Field) -> list[tuple[str, str]]:
        account = self._known.account_of(self._parsed, self._page)
        if field.input == "contact":
            people = self._known.contacts_of(account)
            return [(_NOBODY, ""), *((person.name, contact_words(person, people)) for person in people)]
        if field.input == "template":
            return [(_NOTHING, ""), *((row.name, row.name) for row in self._known.all.rows if row.kind == "template")]
        if field.input == "milestone":
            return [(_NOTHING, ""), *((step.name, step.name) for step in self._known.open_milestones_of(account))]
        return [(_NOTHING, ""), *((option, option) for option in field.options)]

    def _label_of(self, role: str) -> str:
        return next((span.label for span in self._parsed.spans if span.role == role), "")

    # -- writing

    def _choose_kind(self, row: int) -> None:
        verb = str(self._kind.itemData(row))
        if verb and not self._is_filling:
            self._written = None
            self._put(verb_place(self._parsed, on_page=self._page is not None), verb)
            self.enter()

    def _chosen(self, field: Field, row: int) -> None:
        box = self._inputs.get(field.role)
        if isinstance(box, QComboBox):
            self._write(field, str(box.itemData(row)))

    def _typed(self, field: Field, value: str) -> None:
        self._write(field, value)

    def _write(self, field: Field, value: str) -> None:
        """Put a field's value into the line; what it wrote before is known, understood or not."""
        if self._is_filling:
            return
        if self._written is not None and self._written[0] == field.role:
            place = Place(self._written[1], self._written[2])
        else:
            place = place_of(self._parsed, field.role)
        part = written(field.role, value, verb_of(self._parsed))
        if not part:
            self._written = None
            self._remove(place)
            return
        start = place.start + len(place.before)
        self._written = (field.role, start, start + len(part))
        self._put(place, part)

    def _put(self, place: Place, part: str) -> None:
        self.rewritten.emit(place.start, place.end, f"{place.before}{part}{place.after}")

    def _remove(self, place: Place) -> None:
        """Take a part out with the space before it."""
        start = place.start - (place.start > 0 and self._parsed.text[place.start - 1].isspace())
        if place.end > place.start:
            self.rewritten.emit(start, place.end, "")

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._written = None
        is_key = isinstance(event, QKeyEvent)
        if is_key and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if is_key and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finished.emit()
                return True
        return super().eventFilter(watched, event)


def _rows(body: QWidget) -> QFormLayout:
    rows = QFormLayout(body)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setHorizontalSpacing(12)
    rows.setVerticalSpacing(4)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return rows


def _label(text: str, of: QWidget) -> QLabel:
    label = plain_label("second", text)
    label.setFixedWidth(_LABEL_WIDTH)
    label.setBuddy(of)
    return label

"""A form in the drawer: fields below one another, what they would do, and the refusal at the field it is about.

Knows no account; what is typed is text, and who opened it reads and saves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.tokens import BODY
from desktop.views.account import parts
from desktop.views.combo_box import ComboBox
from desktop.views.pieces import scrolled
from desktop.views.theme import Theme, font

NAME_WIDTH, MOST_NAME = 104, 144
"""Pixels for the names of the fields: as much as the longest needs, within these; a longer one takes two lines."""
SOON_MS = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Args:
        key: what the value and a refusal are told by.
        text: what stands in it at first.
        wants: what to type, shown while it is empty.
        options: what can be chosen; with `is_open` anything else can be typed, too.
    """

    key: str
    label: str
    text: str = ""
    wants: str = ""
    options: tuple[str, ...] = ()
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of what the form would do.

    Args:
        colour: as in the tokens.
        pieces: (text, band) of what it says, where a part of it is in the colour of health; "" = in `colour`.
    """

    name: str
    says: str
    colour: str = "ink"
    pieces: tuple[tuple[str, str], ...] = ()


class Form(QWidget):
    """Fields with Save and Cancel; Enter saves, Esc leaves."""

    edited = Signal()
    """Some time after the last key: what it would do can be found out."""
    saved = Signal()
    """Save was pressed."""
    left = Signal()
    """Cancel or Esc was pressed."""
    hidden = Signal()
    """It was closed, by whoever."""
    pressed = Signal(str)
    """Another way was chosen, by its key."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        about: str,
        fields: Sequence[Field],
        *,
        save: str = "Save",
        leave: str = "Cancel",
        ways: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self._theme = theme
        self._names = _names_width([field.label for field in fields])
        self.setAccessibleName(title)
        self.inputs: dict[str, QLineEdit | QComboBox] = {}
        self._refusals: dict[str, QLabel] = {}
        self._was = {field.key: field.text for field in fields}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.edited)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 12, 0)
        rows.setSpacing(6)
        for field in fields:
            rows.addWidget(self._made(field))
        self.refusal = parts.text("", "refusal", wrap=True)
        self.refusal.hide()
        rows.addWidget(self.refusal)
        self.preview = parts.Column(spacing=2)
        rows.addWidget(self.preview)
        rows.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 4, 16)
        layout.setSpacing(4)
        layout.addWidget(parts.text(title, "title", wrap=True))
        if about:
            layout.addWidget(parts.text(about, "second", wrap=True))
        layout.addSpacing(8)
        layout.addWidget(scrolled(body), 1)
        layout.addLayout(self._buttons(save, leave, ways))

    # -- what is typed

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by their keys."""
        return {key: _text_of(each) for key, each in self.inputs.items()}

    @property
    def is_touched(self) -> bool:
        """Whether something differs from what stood there at first."""
        return self.values != self._was

    def take_over(self, values: Mapping[str, str]) -> None:
        """Go on with what was being typed in the like of this form."""
        for key, text in values.items():
            if key in self.inputs:
                _write(self.inputs[key], text)

    def begin(self) -> None:
        """Put the caret into the first field."""
        first = next(iter(self.inputs.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(first, QLineEdit):
                first.selectAll()

    # -- answers

    def refuse(self, message: str, field: str | None) -> None:
        """Say why it was not saved, at the field it is about."""
        self.forgive()
        at = self._refusals.get(field or "", self.refusal)
        at.setText(message)
        at.show()
        if field in self.inputs:
            self.inputs[field].setFocus(Qt.FocusReason.OtherFocusReason)

    def forgive(self) -> None:
        for each in (*self._refusals.values(), self.refusal):
            each.hide()

    def show_preview(self, heading: str, rows: Sequence[Row]) -> None:
        """What saving would do."""
        self.preview.clear()
        if not rows:
            return
        self.preview.heading(heading, above=8)
        tokens = self._theme.tokens
        for row in rows:
            line = QHBoxLayout()
            line.setContentsMargins(0, 3, 0, 3)
            line.setSpacing(0)
            name = parts.text(row.name, "small")
            name.setFixedWidth(self._names)
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            ink = getattr(tokens, row.colour)
            if row.pieces:
                for says, band in row.pieces:
                    line.addWidget(parts.toned(says, tokens.text_of(band) if band else ink))
                line.addStretch(1)
            else:
                line.addWidget(parts.toned(row.says, ink, wrap=True), 1)
            self.preview.rows.addLayout(line)
            self.preview.rule()

    # -- parts

    def _made(self, field: Field) -> QWidget:
        made = QWidget()
        rows = QVBoxLayout(made)
        parts.no_margins(rows, 2)
        line = QHBoxLayout()
        line.setSpacing(0)
        label = parts.text(field.label, "second", wrap=True)
        label.setFixedWidth(self._names)
        label.setContentsMargins(0, 0, 8, 0)
        line.addWidget(label)
        if field.options and not field.is_open:
            box = ComboBox(self._theme)
            box.addItems(field.options)
            box.setCurrentText(field.text)
            box.currentTextChanged.connect(self._touch)
            made_input: QLineEdit | QComboBox = box
        else:
            typed = QLineEdit(field.text)
            typed.setPlaceholderText(field.wants)
            typed.textChanged.connect(self._touch)
            typed.returnPressed.connect(self.saved)
            if field.options:
                completer = QCompleter(list(field.options), typed)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                typed.setCompleter(completer)
            made_input = typed
        made_input.setAccessibleName(field.label)
        made_input.installEventFilter(self)
        label.setBuddy(made_input)
        self.inputs[field.key] = made_input
        line.addWidget(made_input, 1)
        rows.addLayout(line)
        refusal = parts.text("", "refusal", wrap=True)
        refusal.setContentsMargins(self._names, 0, 0, 2)
        refusal.hide()
        self._refusals[field.key] = refusal
        rows.addWidget(refusal)
        return made

    def _buttons(self, save: str, leave: str, ways: Sequence[tuple[str, str]]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 12, 0)
        line.setSpacing(8)
        self.save_button = QPushButton(save)
        self.save_button.setProperty("look", "primary")
        self.save_button.clicked.connect(self.saved)
        cancel = QPushButton(leave)
        cancel.setProperty("look", "quiet")
        cancel.clicked.connect(self.left)
        line.addWidget(self.save_button)
        line.addWidget(cancel)
        line.addStretch(1)
        for key, words in ways:
            way = QPushButton(words)
            way.setProperty("look", "quiet")
            way.setObjectName(key)
            way.clicked.connect(self._press)
            line.addWidget(way)
        return line

    def _press(self) -> None:
        self.pressed.emit(self.sender().objectName())

    def _touch(self) -> None:
        self.forgive()
        self._soon.start()

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()


def _names_width(names: Sequence[str]) -> int:
    metrics = QFontMetrics(font(BODY))
    longest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(max(NAME_WIDTH, longest + 12), MOST_NAME)


def _text_of(made: QLineEdit | QComboBox) -> str:
    return made.currentText() if isinstance(made, QComboBox) else made.text()


def _write(made: QLineEdit | QComboBox, text: str) -> None:
    if isinstance(made, QComboBox):
        made.setCurrentText(text)
    else:
        made.setText(text)

"""The line itself: plain text that is edited like any other, with chips painted behind what was understood."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop.charts.tokens import BODY
from desktop.views.composer.chip_paint import CHIP, PAD, paint_chips
from desktop.views.composer.chips import Chip
from desktop.views.theme import Theme, font

LINE = 32
ROOM = 40
"""Height of a single row with the room around it."""
_GAP = 4
_MOST_LINES = 5


class LineEditor(QTextEdit):
    """One line of plain text that grows downward instead of running out of sight.

    Positions are code points, as the grammar counts them; Qt's are UTF-16.
    """

    edited = Signal()
    """The text is another."""
    moved = Signal()
    """The caret is elsewhere, or came or went."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: tuple[Chip, ...] = ()
        self._refused: tuple[tuple[int, int], ...] = ()
        self._text = ""
        self._when_empty: tuple[str, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setFont(font(BODY))
        self.document().setDefaultFont(font(BODY))
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self._marks = _Marks(self)
        self._dress()
        self._start_over("")
        theme.changed.connect(self._dress)
        self.textChanged.connect(self._text_changed)
        self.cursorPositionChanged.connect(self.moved)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    # -- text

    @property
    def text(self) -> str:
        return self._text

    @property
    def caret(self) -> int:
        return self._points(self.textCursor().position())

    def set_text(self, text: str) -> None:
        """Begin anew with a text; what was typed before cannot be brought back by undo."""
        self._start_over(_one_line(text))
        self._text_changed()

    def replace(self, start: int, end: int, text: str) -> None:
        """Put something in place of text[start:end], with the caret behind it; undo takes it back."""
        cursor = self.textCursor()
        cursor.setPosition(self._units(start))
        cursor.setPosition(self._units(end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(_one_line(text))
        self.setTextCursor(cursor)

    def place_caret(self, at: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(self._units(at))
        self.setTextCursor(cursor)

    def rect_at(self, at: int) -> QRect:
        """Where a position stands, in this widget's pixels."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units(at))
        return self.cursorRect(cursor).translated(self.viewport().pos())

    @property
    def is_changing(self) -> bool:
        """Whether the caret has moved with a change that has not been told yet."""
        return self.toPlainText() != self._text

    @property
    def natural_width(self) -> float:
        """What the text would take on a single row, in pixels."""
        layout = self.document().firstBlock().layout()
        return sum(layout.lineAt(index).naturalTextWidth() for index in range(layout.lineCount()))

    @property
    def is_on_last_row(self) -> bool:
        cursor = self.textCursor()
        return not cursor.movePosition(QTextCursor.MoveOperation.Down)

    # -- looks

    @property
    def chips(self) -> tuple[Chip, ...]:
        return self._chips

    @property
    def refused(self) -> tuple[tuple[int, int], ...]:
        """Parts (start, end) that are underlined."""
        return self._refused

    def show_parts(self, chips: Sequence[Chip], refused: Sequence[tuple[int, int]]) -> None:
        """Show what was understood and what is refused."""
        if (tuple(chips), tuple(refused)) == (self._chips, self._refused):
            return
        self._chips, self._refused = tuple(chips), tuple(refused)
        self._marks.rehighlight()
        self.viewport().update()

    def formats(self, text: str) -> list[tuple[int, int, QTextCharFormat]]:
        """The looks of the text's stretches, in UTF-16: room around chips, and lines under what is refused."""
        spacing: dict[int, float] = {}
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        for chip in self._chips:
            start, end = self._units(chip.start), self._units(chip.end)
            if end > length:
                continue
            spacing[end - 1] = spacing.get(end - 1, 0) + PAD + self._hint_width(chip)
            if start:
                spacing[start - 1] = spacing.get(start - 1, 0) + PAD
            if end < length:
                spacing[end] = spacing.get(end, 0) + _GAP if self._text[chip.end : chip.end + 1].isspace() else 0
        looks: list[tuple[int, int, QTextCharFormat]] = []
        for start, end in ((self._units(a), self._units(b)) for a, b in self._refused):
            looks += [(at, 1, self._look(spacing.pop(at, 0.0), refused=True)) for at in range(start, min(end, length))]
        looks += [(at, 1, self._look(room)) for at, room in spacing.items() if room and at < length]
        return looks

    def _look(self, room: float, *, refused: bool = False) -> QTextCharFormat:
        look = QTextCharFormat()
        if room:
            look.setFontLetterSpacingType(self.font().SpacingType.AbsoluteSpacing)
            look.setFontLetterSpacing(room)
        if refused:
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            look.setUnderlineColor(self._theme.colour("negative"))
            look.setForeground(self._theme.colour("negative"))
        return look

    def say_when_empty(self, *texts: str) -> None:
        """What stands in the line while nothing is typed: of several the first there is room for."""
        self._when_empty = texts
        self.viewport().update()

    @property
    def when_empty(self) -> str:
        """What stands in the line while nothing is typed, where it is as wide as now."""
        wide, room = QFontMetricsF(font(BODY)).horizontalAdvance, self.viewport().width() - PAD
        fitting = (text for text in self._when_empty if wide(text) <= room)
        return next(fitting, self._when_empty[-1] if self._when_empty else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._chips:
            spans = [(self._units(chip.start), self._units(chip.end), chip.hint) for chip in self._chips]
            scrolled = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
            paint_chips(painter, self.document(), spans, scrolled, self.viewport().height(), self._theme.tokens)
        elif self.document().isEmpty():
            painter.setFont(font(BODY))
            painter.setPen(QColor(self._theme.tokens.ink_3))
            room = QRectF(PAD, LINE - CHIP + 1, self.viewport().width(), CHIP)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.when_empty)
        painter.end()
        super().paintEvent(event)

    def _hint_width(self, chip: Chip) -> float:
        return QFontMetricsF(font(BODY)).horizontalAdvance(chip.hint) + PAD if chip.hint else 0

    def _dress(self) -> None:
        tokens = self._theme.tokens
        # A selection has to be seen on chips, too.
        self.setStyleSheet(
            "QTextEdit, QTextEdit:focus { border: none; background: transparent; padding: 0; min-height: 0; "
            f"selection-background-color: {tokens.accent}; selection-color: {tokens.on_accent}; }}"
        )
        self._marks.rehighlight()

    # -- events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if self._leaves_to_window(event):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._leaves_to_window(event) or event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        super().focusInEvent(event)  # pyright: ignore[reportArgumentType]
        self.moved.emit()

    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)  # pyright: ignore[reportArgumentType]
        self.moved.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as one line of plain text."""
        if source.hasText():
            self.textCursor().insertText(_one_line(source.text()))

    def _leaves_to_window(self, event: QKeyEvent) -> bool:
        """Undo and redo are the window's once nothing typed is left to take back."""
        document = self.document()
        return (event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()) or (
            event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
        )

    def _start_over(self, text: str) -> None:
        document: QTextDocument = self.document()
        document.setUndoRedoEnabled(False)
        self.setPlainText(text)
        cursor = self.textCursor()
        rows = QTextBlockFormat()
        rows.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        rows.setLeftMargin(PAD)
        cursor.setBlockFormat(rows)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)
        document.setUndoRedoEnabled(True)

    def _text_changed(self) -> None:
        text = self.toPlainText()
        if text == self._text:
            return
        self._text = text
        # What was understood of the old text says nothing about the new one.
        self._chips, self._refused = (), ()
        self.edited.emit()

    def _fit(self) -> None:
        rows = max(1, round(self.document().size().height() / LINE))
        # Qt sets text low in a fixed line height: the chips begin 9 px down, and end below the last line.
        self.setFixedHeight(min(rows, _MOST_LINES) * LINE + ROOM - LINE)

    def _units(self, point: int) -> int:
        """The UTF-16 position of a code point."""
        return len(self._text[:point].encode("utf-16-le", "surrogatepass")) // 2

    def _points(self, unit: int) -> int:
        units = self.toPlainText().encode("utf-16-le", "surrogatepass")[: 2 * unit]
        return len(units.decode("utf-16-le", "replace"))


class _Marks(QSyntaxHighlighter):
    """Gives the text its looks without touching its undo."""

    def __init__(self, editor: LineEditor) -> None:
        super().__init__(editor.document())
        self._editor = editor

    def highlightBlock(self, text: str) -> None:
        for start, length, look in self._editor.formats(text):
            self.setFormat(start, length, look)


def _one_line(text: str) -> str:
    return " ".join(part for part in text.replace("\u2029", "\n").splitlines() if part) if text else ""

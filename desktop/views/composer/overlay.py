"""The panel that opens the composer anywhere (Ctrl+L), with examples that teach what can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.charts.tokens import RADIUS
from desktop.views.composer.line import Composer
from desktop.views.pieces import can_be_given_focus, plain_label

if TYPE_CHECKING:
    from desktop.views.page import Context

WIDTH = 680
_FROM_TOP = 72
_SIDE = 16
_DIM = 96
"""How dark the page becomes, of 255."""

EXAMPLES = (
    (
        "How they feel",
        ('nps 3 @jana "slow support"', "csat 4", "ces 6 ease", 'pulse 2 "new CFO"', 'risk price "asks -20 %"'),
    ),
    (
        "What was said",
        (
            "call yest: pilot agreed",
            "> pricing fri   we owe",
            "< security form +2w   they owe",
            "meeting tue 10:00 @jana",
            "task send the plan fri",
        ),
    ),
    ("What changed", ("done sso", "left jana", "qbr 3 dec 14:00")),
    ("The contract", ("renew +12m 120k", 'notice 22 nov "budget"', "upgrade 140k", 'end 31 dec "budget"')),
)
"""By kind, as they are typed after the account's name."""


class ComposerOverlay(QWidget):
    """The composer over whatever page is shown; hidden until it is opened.

    Args:
        parent_window: is dimmed and covered; the panel follows its size.
    """

    def __init__(self, context: Context, parent_window: QWidget) -> None:
        super().__init__(parent_window)
        self._window = parent_window
        self._before: QWidget | None = None
        self.setAccessibleName("Log")
        self.panel = _Panel(context, self)
        self._about = plain_label("heading")
        esc = plain_label("small", "Esc closes and keeps the text")
        self.composer = Composer(context, None, self.panel)
        self.composer.logged.connect(self._done)
        self.composer.closed.connect(self.close_panel)
        self.composer.editor.edited.connect(self._show_examples)
        self.composer.editor.edited.connect(self._show_account)
        self.composer.installEventFilter(self)
        self.examples = self._make_examples()
        top = QHBoxLayout()
        top.addWidget(self._about)
        top.addStretch(1)
        top.addWidget(esc)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(_SIDE, 12, _SIDE, _SIDE)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.composer)
        column.addWidget(self.examples)
        parent_window.installEventFilter(self)
        context.theme.changed.connect(self.update)
        context.session.closed.connect(self.close_panel)
        self.hide()

    def open_panel(self, account: str | None = None, text: str = "") -> None:
        """Show the panel with the caret in the line.

        Args:
            account: id of the account the line is about if it names none.
            text: a beginning to type on; without one, what was being typed comes back.
        """
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.composer.set_account(account)
        if text and not self.composer.text.startswith(text.strip()):
            self.composer.set_text(text)
        self._show_account()
        self._show_examples()
        self._fill_window()
        self.show()
        self.raise_()
        self.composer.focus()
        if not self.composer.editor.hasFocus():
            # Esc closes it though nothing can be typed.
            self.setFocus()

    def close_panel(self) -> None:
        """Hide the panel, keep the text, and give the focus back."""
        self.composer.form_button.setChecked(False)
        self.hide()
        before, self._before = self._before, None
        if before is not None and can_be_given_focus(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, outcome: object) -> None:
        del outcome
        self.close_panel()

    def _make_examples(self) -> QWidget:
        box = QWidget(self.panel)
        grid = QGridLayout(box)
        grid.setContentsMargins(2, 0, 2, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for column, (kind, lines) in enumerate(EXAMPLES):
            for row, text in enumerate((kind, *lines)):
                grid.addWidget(plain_label("second" if row else "heading", text), row, column)
            grid.setColumnStretch(column, 1)
        return box

    def _show_account(self) -> None:
        """Say for whom the line is: whom it names, else whose page it is."""
        account = self.composer.known.account_of(self.composer.parsed, self.composer.account)
        found = self.composer.known.account(account) if account is not None else None
        self._about.setText(f"Log for {found.name}" if found is not None else "Log")

    def _show_examples(self) -> None:
        self.examples.setVisible(not self.composer.text.strip())
        self._place_panel()

    def _fill_window(self) -> None:
        self.setGeometry(self._window.rect())
        self._place_panel()

    def _place_panel(self) -> None:
        width = min(WIDTH, self.width() - 2 * _SIDE)
        self.panel.setFixedWidth(max(200, width))
        self.panel.adjustSize()
        self.panel.move((self.width() - self.panel.width()) // 2, min(_FROM_TOP, self.height() // 8))

    # -- events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fill_window()
        if watched is self.composer and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place_panel()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays within the panel."""
        before = QApplication.focusWidget()
        moved = super().focusNextPrevChild(next)
        now = QApplication.focusWidget()
        if now is None or not self.isAncestorOf(now):
            self.composer.focus()
            return True
        return moved or now is not before

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_panel()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, _DIM))
        painter.end()


class _Panel(QFrame):
    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = context.theme

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.control_edge))
        painter.setBrush(QColor(tokens.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()

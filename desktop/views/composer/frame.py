"""What the composer is made of: the line, what it will do beneath it, the form, and the edge around them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.charts.tokens import RADIUS
from desktop.session import Session
from desktop.views.composer.chooser import Chooser
from desktop.views.composer.editor import ROOM, LineEditor
from desktop.views.composer.form import Form
from desktop.views.composer.names import KnownNames
from desktop.views.composer.strip import Strip
from desktop.views.theme import Theme


class ComposerFrame(QFrame):
    """The parts, laid out; knows nothing of what is typed."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.known = KnownNames(session, self)
        self.editor = LineEditor(theme, self)
        self.editor.setAccessibleName("Log in one line")
        self.hint = QLabel("Enter saves", self)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("look", "small")
        self.form_button = QToolButton(self)
        self.form_button.setProperty("look", "quiet")
        self.form_button.setCheckable(True)
        self.form_button.setText("Form")
        self.form_button.setAccessibleName("Fill in a form")
        self.form_button.setToolTip("Fill in a form (Down)")
        self.strip = Strip(theme, self)
        self.strip.setObjectName("strip")
        self.chooser = Chooser(theme, self.known, self.editor, self)
        self.form = Form(theme, self.known, self)
        self.form.hide()
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self.editor, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.setContentsMargins(0, 7, 0, 5)
        side.addWidget(self.form_button, 0, Qt.AlignmentFlag.AlignTop)
        side.addStretch(1)
        row.addLayout(side)
        self.hint.setFixedHeight(ROOM)
        self.hint.setContentsMargins(0, 2, 0, 0)
        self.form_button.setFixedHeight(ROOM - 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.strip)
        column.addWidget(self.form)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens = self._theme.tokens
        has_focus = self.editor.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if has_focus else 1
        is_on = self.editor.isEnabled()
        edge = tokens.accent if has_focus else tokens.control_edge if is_on else tokens.border
        inset = width / 2
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        painter.fillPath(outline, QColor(tokens.surface if is_on else tokens.sunken))
        if self.strip.isVisible():
            self._strip_ground(painter, outline)
        painter.strokePath(outline, QPen(QColor(edge), width))
        painter.end()

    def _strip_ground(self, painter: QPainter, outline: QPainterPath) -> None:
        """What the strip stands on, up to the edge: painted by the strip it would leave a light line all round."""
        tokens, strip = self._theme.tokens, self.strip.geometry()
        below = strip.bottom() + 1 if self.form.isVisible() else self.height()
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(0, strip.top(), self.width(), below - strip.top(), QColor(tokens.sunken))
        painter.fillRect(0, strip.top(), self.width(), 1, QColor(tokens.border))
        painter.restore()

"""What just happened, for eight seconds at the foot of the page, with Undo and Why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget

from desktop.views.page import Said
from desktop.views.pieces import plain_label

SHOWN_MS = 8_000
FROM_BELOW = 16


class Toast(QFrame):
    """Floats over its parent; the mouse on it keeps it there."""

    undo_asked = Signal()
    why_asked = Signal(str)
    """The account's id."""
    tasks_asked = Signal()
    gone = Signal()
    """It was read, or sent away."""

    def __init__(self, parent: QStackedWidget) -> None:
        super().__init__(parent)
        # A page that is shown comes to the top.
        parent.currentChanged.connect(self.raise_)
        self.setProperty("look", "card")
        self.setObjectName("toast")
        self.setAutoFillBackground(True)
        self._over = parent
        self._account: str | None = None
        self._text = plain_label("")
        self._undo, self._why, self._tasks = QPushButton("Undo"), QPushButton("Why"), QPushButton()
        for button in (self._undo, self._why, self._tasks):
            button.setProperty("look", "link")
        self._undo.clicked.connect(self._ask_undo)
        self._why.clicked.connect(self._ask_why)
        self._tasks.clicked.connect(self._ask_tasks)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(12)
        for widget in (self._text, self._tasks, self._undo, self._why):
            layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, said: Said, tasks: str = "") -> None:
        """Show it, in place of what is shown.

        Args:
            tasks: what leads to the tasks that came with it; "" = none came.
        """
        self._tasks.setText(tasks)
        self._tasks.setVisible(bool(tasks))
        self._account = said.account
        self._text.setText(said.text)
        self.setAccessibleName(said.text)
        self._undo.setVisible(said.can_undo)
        self._why.setVisible(said.account is not None)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    @property
    def text(self) -> str:
        return self._text.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)  # pyright: ignore[reportArgumentType]

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gone.emit()

    def _place(self) -> None:
        self.setMaximumWidth(self._over.width() - 2 * FROM_BELOW)
        self.adjustSize()
        self.move((self._over.width() - self.width()) // 2, self._over.height() - self.height() - FROM_BELOW)

    def _ask_undo(self) -> None:
        self.hide()
        self.undo_asked.emit()

    def _ask_tasks(self) -> None:
        self.hide()
        self.tasks_asked.emit()

    def _ask_why(self) -> None:
        self.hide()
        if self._account is not None:
            self.why_asked.emit(self._account)

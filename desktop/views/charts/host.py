"""A chart in a page: drawn when it is first seen, again when its size, scale, data or theme change, and walked by keys.

The host knows a chart by its draw function and what that leaves behind; pointing at a mark calls no matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from desktop.charts.drawing import Drawing
from desktop.charts.tokens import Tokens
from desktop.views.charts.overlay import Overlay
from desktop.views.charts.warm import warm_up
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from desktop.views.charts.canvas import Canvas

DrawFunction = Callable[["Figure", Any, Tokens], Drawing]

_NOTE_MS = 2500
_PICTURE_SCALE = 2.0


class ChartHost(QWidget):
    """One chart, or a sentence where there is none yet.

    Args:
        draw: one of desktop.charts; called with a figure, the data and the colours.
        accessible_name: what the chart is, also the name of a saved picture.
        ground: the token of the colour the chart lies on.
    """

    clicked = Signal(str)
    """The key of the mark that was clicked, or chosen with Enter."""
    spoken_as = QAccessible.Role.Chart
    walked = Signal(float, float)
    """Where the mark is that a key led to, in pixels of the chart."""

    def __init__(
        self,
        theme: Theme,
        draw: DrawFunction,
        accessible_name: str,
        parent: QWidget | None = None,
        *,
        ground: Literal["window", "surface"] = "window",
    ) -> None:
        super().__init__(parent)
        self._theme, self._draw, self._ground = theme, draw, ground
        self._data: Any = None
        self._sentence = ""
        self._drawing: Drawing | None = None
        self._at: int | None = None
        self._canvas: Canvas | None = None
        self._is_asked = self._is_waiting = self._is_stale = False
        self._overlay = Overlay(theme, self)
        self._note = QTimer(self, singleShot=True, interval=_NOTE_MS)
        self._note.timeout.connect(self._overlay.say_nothing)
        self.setAccessibleName(accessible_name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._redraw)

    # -- what it shows

    def show_data(self, data: Any) -> None:
        """Show a chart of the data, at once or as soon as matplotlib is there."""
        self._data, self._sentence = data, ""
        self._forget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._redraw()
        self.update()

    def clear(self, text: str = "") -> None:
        """Show a sentence instead of a chart."""
        self._data, self._sentence, self._drawing = None, text, None
        self._forget()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleDescription(text)
        if self._canvas is not None:
            self._canvas.hide()
        self.update()

    @property
    def drawing(self) -> Drawing | None:
        """The marks of the chart that is shown; None = none is drawn (yet)."""
        return self._drawing

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be drawn."""
        return self._data is None or self._drawing is not None

    @property
    def said(self) -> str:
        """What stands beside the mark that is pointed at; "" = nothing."""
        return self._overlay.text

    def picture(self, scale: float = _PICTURE_SCALE) -> QImage:
        """The chart as it is shown, in so many pixels for each of its own."""
        from desktop.views.charts.canvas import picture

        return picture(self._compose_copy, self.width(), self.height(), scale)

    def copy_picture(self) -> None:
        """Put the chart on the clipboard."""
        if self._drawing is not None:
            QGuiApplication.clipboard().setImage(self.picture(max(self.devicePixelRatioF(), _PICTURE_SCALE)))
            self._say("Picture copied")

    def save_picture(self) -> None:
        """Ask where to, and save the chart there."""
        if self._drawing is None:
            return
        dialog = QFileDialog(self, "Save picture", f"{self.accessibleName()}.png", "PNG picture (*.png)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self.save_picture_to)
        dialog.open()

    def save_picture_to(self, path: str) -> None:
        """Save the chart as a PNG file."""
        is_saved = self.picture().save(path, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
        self._say("Picture saved" if is_saved else "The picture could not be saved there: choose another folder.")

    # -- drawing

    def _redraw(self) -> None:
        self._overlay.update()
        if self._canvas is None or self._data is None:
            return
        if self.isVisible():
            self._is_stale = False
            self._canvas.show()
            self._canvas.draw_idle()
        else:
            self._is_stale = True

    def _prepare(self) -> None:
        """Make the canvas, as soon as matplotlib is there."""
        self._is_asked = False
        warming = warm_up()
        if not self._is_waiting:
            # Before looking whether it is there: the signal comes once.
            self._is_waiting = True
            warming.ready.connect(self._prepare)
        if not warming.is_ready or self._canvas is not None or self._data is None:
            return
        if warming.problem is not None:
            self.clear("Charts cannot be drawn: matplotlib is missing. Install the program again.")
            return
        from desktop.views.charts.canvas import Canvas

        self._canvas = Canvas(self._compose, self)
        self._canvas.setGeometry(self.rect())
        self._canvas.stackUnder(self._overlay)
        self._redraw()

    def _compose(self, figure: Figure) -> None:
        if self._data is None:
            return
        self._drawing = self._compose_copy(figure)
        if self._at is not None and self._at >= len(self._drawing):
            self._forget()
        elif self._at is not None:
            self._point_at(self._at)
        self._describe()

    def _compose_copy(self, figure: Figure) -> Drawing:
        tokens = self._theme.tokens
        return self._draw(figure, self._data, tokens._replace(window=getattr(tokens, self._ground)))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._data is not None and self._canvas is None and not self._is_asked:
            # The frame comes first, then the import.
            self._is_asked = True
            QTimer.singleShot(0, self, self._prepare)
        if self._sentence:
            painter = QPainter(self)
            painter.setPen(self._theme.colour("ink_2"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self._sentence)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlay.setGeometry(self.rect())
        if self._canvas is not None:
            self._canvas.setGeometry(self.rect())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._redraw()

    def sizeHint(self) -> QSize:
        return QSize(320, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 80)

    # -- pointing

    def _point_at(self, at: int, pointer: QPointF | None = None) -> None:
        drawing = self._drawing
        if drawing is None:
            return
        self._at = at
        self._note.stop()
        mark = QPointF(float(drawing.x[at]), float(drawing.y[at]))
        if drawing.outline == "ring":
            self._overlay.point_at(drawing.says(at), mark, self._overlay.ring(mark))
        else:
            left, top, right, bottom = (float(edge) for edge in drawing.boxes[at])
            outline = QRectF(left, top, right - left, bottom - top)
            self._overlay.point_at(drawing.says(at), pointer or mark, outline, is_round=False)

    def _forget(self) -> None:
        self._at = None
        self._overlay.say_nothing()
        self.unsetCursor()

    def _say(self, text: str) -> None:
        self._overlay.point_at(text, QPointF(self.width(), 0), None)
        self._note.start()

    def _describe(self) -> None:
        if self._drawing is None:
            return
        parts = [self._drawing.summary, *([self._drawing.says(self._at)] if self._at is not None else [])]
        self.setAccessibleDescription(" ".join(parts))

    def _choose(self, at: int | None) -> None:
        key = None if at is None or self._drawing is None else self._drawing.keys[at]
        if key is not None:
            self.clicked.emit(key)

    def _nearest(self, position: QPointF) -> int | None:
        return None if self._drawing is None else self._drawing.nearest(position.x(), position.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._nearest(event.position())
        if at is None:
            if not self._note.isActive():
                self._forget()
            return
        self._point_at(at, event.position())
        has_key = self._drawing is not None and self._drawing.keys[at] is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if has_key else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._choose(self._nearest(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_picture()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._forget()
            self._describe()
        elif not self._walk(event.key()):
            super().keyPressEvent(event)

    def _walk(self, key: int) -> bool:
        """Go to another mark by a key; False where the key is for none."""
        last = len(self._drawing) - 1 if self._drawing is not None else -1
        if last < 0:
            return False
        at = self._at
        goals = {
            Qt.Key.Key_Right: 0 if at is None else min(at + 1, last),
            Qt.Key.Key_Left: last if at is None else max(at - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        goal = goals.get(Qt.Key(key))
        if goal is None:
            return False
        self._point_at(goal)
        self._describe()
        if self._drawing is not None:
            self.walked.emit(float(self._drawing.x[goal]), float(self._drawing.y[goal]))
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A page puts the focus here when it is shown: a ring around most of it would be all that one sees.
        self._overlay.show_focus(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._overlay.show_focus(False)
        self._forget()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._drawing is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction("Copy picture", self.copy_picture)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        menu.addAction("Save picture...", self.save_picture)
        menu.popup(
            event.globalPos() if not event.globalPos().isNull() else self.mapToGlobal(QRect(self.rect()).center())
        )

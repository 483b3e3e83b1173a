"""matplotlib's canvas as a widget that draws its chart anew whenever its size or scale changes.

Importing this module imports matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.charts.fonts import DPI

Compose = Callable[[Figure], object]


class Canvas(FigureCanvasQTAgg):
    """Shows a figure and takes no part in mouse and keys: what is pointed at is its parent's to say.

    Args:
        compose: draws the chart into the emptied figure.
    """

    def __init__(self, compose: Compose, parent: QWidget) -> None:
        super().__init__(Figure(dpi=DPI))
        self._compose = compose
        self._image: QImage | None = None
        """What was drawn, as the screen wants it; None = it has to be made."""
        self.setParent(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def draw(self) -> None:
        if not self._is_drawing:
            self._compose(self.figure)
            self._image = None
        super().draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what has to be painted, from a picture: matplotlib would turn its own around at every movement above."""
        del event
        self._draw_idle()
        if self._image is None and hasattr(self, "renderer"):
            self._image = _as_image(self, QImage.Format.Format_RGB32)
            self._image.setDevicePixelRatio(self.device_pixel_ratio)
        if self._image is not None:
            painter = QPainter(self)
            painter.drawImage(0, 0, self._image)
            painter.end()


def picture(compose: Compose, width: int, height: int, scale: float) -> QImage:
    """The chart drawn by itself, `width` x `height` pixels at scale 1."""
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI * scale)
    canvas = FigureCanvasAgg(figure)
    compose(figure)
    canvas.draw()
    made = _as_image(canvas, QImage.Format.Format_RGBA8888)
    made.setDevicePixelRatio(scale)
    return made


def _as_image(canvas: FigureCanvasAgg, form: QImage.Format) -> QImage:
    """A copy of what the canvas holds."""
    columns, rows = canvas.get_width_height(physical=True)
    drawn = QImage(bytes(canvas.buffer_rgba()), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    return drawn.copy() if drawn.format() == form else drawn.convertToFormat(form)

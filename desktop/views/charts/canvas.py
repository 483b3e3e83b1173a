"""matplotlib's canvas as a widget that draws its chart anew whenever its size or scale changes.

Importing this module imports matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
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
        self.setParent(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def draw(self) -> None:
        if not self._is_drawing:
            self._compose(self.figure)
        super().draw()


def picture(compose: Compose, width: int, height: int, scale: float) -> QImage:
    """The chart drawn by itself, `width` x `height` pixels at scale 1."""
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI * scale)
    canvas = FigureCanvasAgg(figure)
    compose(figure)
    canvas.draw()
    columns, rows = canvas.get_width_height(physical=True)
    made = QImage(bytes(canvas.buffer_rgba()), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
    made.setDevicePixelRatio(scale)
    return made

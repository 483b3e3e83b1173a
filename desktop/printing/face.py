"""The program's own font, for the screen and for paper."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from desktop import resources
from desktop.charts.tokens import BODY, FONT

WEIGHTS = ("Regular", "Medium", "SemiBold")


def font(pixels: int = BODY, weight: QFont.Weight = QFont.Weight.Normal, *, figures: bool = False) -> QFont:
    """The program's font; the system's where it cannot be loaded.

    Args:
        figures: all figures and signs of one width, for columns of numbers; in sentences that would look spaced out.
    """
    _load_fonts()
    made = QFont(FONT)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    if figures:
        made.setFeature(QFont.Tag.fromString("tnum"), 1)
    return made


@cache
def _load_fonts() -> None:
    for weight in WEIGHTS:
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/Inter-{weight}.ttf")))

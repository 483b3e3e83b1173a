"""The page of a review as a PDF: what the presentation holds, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.charts.tokens import LIGHT
from desktop.charts.words import Language
from desktop.domain.qbrs.page import Deck
from desktop.exchange.deck import heading
from desktop.exchange.whole_file import write_whole
from desktop.printing.parts import PartPainter

DOTS = 300
"""An inch. Text and lines stay sharp at any size; it is only what places are rounded to."""


def pdf_bytes(deck: Deck, language: Language) -> bytes:
    """The deck as a PDF of landscape pages, one a part and one before; there has to be an application."""
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(heading(deck))
    # Who made it, and with what, is nobody's business.
    writer.setCreator("")
    writer.setResolution(DOTS)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    area = QRectF(0, 0, writer.width(), writer.height())
    drawn = PartPainter(painter, LIGHT, language)
    drawn.first(area, deck)
    for part in deck.parts:
        writer.newPage()
        drawn.part(area, deck, part.number)
    painter.end()
    buffer.close()
    return bytes(made.data())


def write_pdf(path: Path, deck: Deck, language: Language | None = None) -> None:
    """Write the deck to a PDF, in place of what is there.

    Args:
        language: how figures and days are written; None = in English.
    Raises:
        FileProblem: it cannot be written; what was there stays.
    """
    application = QGuiApplication.instance()
    if application is None:
        # Fonts are an application's; none is shown. Kept by its name until the file is written.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QGuiApplication([])
    write_whole(path, pdf_bytes(deck, language or Language()))

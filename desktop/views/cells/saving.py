"""Saving what is typed into cells, and telling so; what is refused comes back as a sentence for its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale

from desktop.domain.errors import PortfolioError
from desktop.operations.accounts_cells import Cell, SavedCells, set_cells
from desktop.views.page import Context, Said
from desktop.views.table.rows import TableRows

DAYS = frozenset({"due", "ends_on"})
"""The fields that are days."""
FIRST_YEAR = 1970
"""A short format of two digits for the year means the last century, which nobody plans for."""


def save_cells(context: Context, rows: TableRows, numbers: Sequence[int], column: str, text: str) -> str | None:
    """Give the accounts (rows by number) this in a column, as one change.

    Returns:
        Why it was refused; None = it was saved.
    """
    try:
        saved = save_block(context, [Cell(rows.id(row), column, text) for row in numbers])
    except PortfolioError as why:
        return str(why)
    return saved.refused[0].why if saved.refused else None


def save_block(context: Context, cells: Sequence[Cell], beside: str = "") -> SavedCells:
    """Save cells as one change, and tell; those refused are handed back.

    Args:
        beside: a sentence that is to be told with it.

    Raises:
        PortfolioError: nothing can be written now.
    """
    session = context.session
    performed = session.perform(partial(set_cells, as_of=session.day), [_as_kept(cell) for cell in cells])
    # In one note: a second one would take the place of the first, and its undo with it.
    label = performed.changes.label if performed.changes else ""
    told = ". ".join(each for each in (label, beside) if each)
    if told:
        context.say(Said(told, can_undo=bool(label)))
    return performed.result


def _as_kept(cell: Cell) -> Cell:
    """A day as the system writes it, in ISO: which comes first there, day or month, nobody has to guess."""
    if cell.field not in DAYS:
        return cell
    day = QLocale().toDate(cell.text.strip(), QLocale.FormatType.ShortFormat)
    is_plain = day.isValid() and day.year() >= FIRST_YEAR
    return cell._replace(text=f"{day.year():04}-{day.month():02}-{day.day():02}") if is_plain else cell

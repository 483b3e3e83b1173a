"""A list written for a spreadsheet: as CSV, as XLSX, or as text and HTML for the clipboard. Nothing in it runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, cast

from desktop.domain.listing.columns import Value
from desktop.domain.listing.fields import Kind
from desktop.domain.listing.sheet import Sheet
from desktop.domain.money import format_units
from desktop.exchange.formulas import guarded

_FORMATS: dict[Kind, str] = {"money": "#,##0.##", "percent": "0 %", "to": "yyyy-mm-dd", "since": "yyyy-mm-dd"}
_WIDEST = 48


def csv_text(sheet: Sheet) -> str:
    """The sheet as CSV: money in units, shares of 0-1, days in ISO; unknown is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(column.title) for column in sheet.columns])
    writer.writerows(cells(sheet))
    return text.getvalue()


def cells(sheet: Sheet) -> list[list[str]]:
    """Every cell as text that no spreadsheet runs."""
    columns = [_texts([row[at] for row in sheet.rows], column.kind) for at, column in enumerate(sheet.columns)]
    return [list(row) for row in zip(*columns, strict=True)]


def _texts(values: Sequence[Value], kind: Kind) -> list[str]:
    """A column as text; what stands in it again and again is looked at once."""
    if len(set(map(type, values)) - {str, type(None)}) > 1:
        # Numbers of two types can be equal, and are not written alike.
        return [_plain(value, kind) for value in values]
    known = {value: _plain(value, kind) for value in set(values)}
    return [known[value] for value in values]


def _plain(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if kind == "money" and isinstance(value, int):
        return format_units(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{round(value, 4):g}"
    return guarded(value if isinstance(value, str) else str(value))


def write_csv(path: Path, sheet: Sheet) -> None:
    """
    Raises:
        OSError: it could not be written.
    """
    # With a mark at the front, or a spreadsheet takes names for another alphabet.
    path.write_text(csv_text(sheet), encoding="utf-8-sig", newline="")


def write_xlsx(path: Path, sheet: Sheet, *, title: str) -> None:
    """One worksheet: a bold header that stays, a filter on it, numbers and days as such, text as text.

    Args:
        title: the name of the worksheet.
    Raises:
        OSError: it could not be written.
    """
    # It says its types only in part; what is used of it is in tests.
    from xlsxwriter.workbook import Workbook  # pyright: ignore[reportMissingTypeStubs]

    written = io.BytesIO()
    # A formula is only ever written as one by asking for it; strings are not looked into.
    with cast(Any, Workbook)(written, {"in_memory": True}) as book:
        page = book.add_worksheet(title)
        bold = book.add_format({"bold": True})
        formats = [book.add_format({"num_format": _FORMATS.get(column.kind, "General")}) for column in sheet.columns]
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, guarded(column.title), bold)
            longest = max((len(_plain(row[at], column.kind)) for row in sheet.rows), default=0)
            page.set_column(at, at, min(_WIDEST, max(len(column.title), longest) + 2))
            for number, row in enumerate(sheet.rows, start=1):
                value = row[at]
                if isinstance(value, date):
                    page.write_datetime(number, at, datetime(value.year, value.month, value.day), formats[at])
                elif isinstance(value, int | float):
                    page.write_number(number, at, value / 100 if column.kind == "money" else value, formats[at])
                elif value is not None:
                    page.write_string(number, at, guarded(value))
        page.freeze_panes(1, 0)
        if sheet.columns:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    path.write_bytes(written.getvalue())


def as_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells between tabs, as spreadsheets paste them; texts are guarded, and each stays on its line."""
    return "".join("\t".join(guarded(" ".join(cell.split())) for cell in row) + "\n" for row in (header, *rows))


def as_html(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same as a table, for spreadsheets and letters."""
    head = "".join(f"<th>{escape(guarded(cell))}</th>" for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(guarded(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

"""Each export beside the bare library writing the same cells, pages or bytes."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from benchmarks.book import AS_OF, FOLDER, account_name, big_book, fresh_copy
from benchmarks.timing import Figure, in_turns
from desktop.charts.words import Language
from desktop.domain.diary import Entry
from desktop.domain.listing.sheet import Sheet, SheetColumn
from desktop.domain.qbrs.page import Deck
from desktop.domain.qbrs.records import Item
from desktop.store.portfolio import Portfolio
from desktop.store.sharing import manifest, sealing
from desktop.store.sharing.exporting import Copy

ACCOUNTS = 5_000
"""Of the book that copies are made of; half of them are lent."""
ROWS = 10_000
ENTRIES = 2_000
LINES = 6
"""Of each of the five parts of a review."""
ROUNDS = 5
GOAL = 1.5
PASSWORD = "correct horse"


def measure() -> Iterator[Figure]:
    yield from _tables()
    yield from _pages()
    yield from _copies()


def _tables() -> Iterator[Figure]:
    from desktop.exchange.calendar_file import write_calendar
    from desktop.exchange.list_file import write_csv, write_xlsx

    made, path = _sheet(), FOLDER / "export.out"
    plain = [[column.title for column in made.columns], *([_units(value) for value in row] for row in made.rows)]
    for name, ours, floor in (
        ("CSV", partial(write_csv, path, made), partial(_bare_csv, path, plain)),
        ("XLSX", partial(write_xlsx, path, made, title="Accounts"), partial(_bare_xlsx, path, made)),
    ):
        taken, bare = in_turns(ours, floor, rounds=ROUNDS, computes=True)
        yield Figure(f"{name} of {ROWS:,} accounts, {len(made.columns)} columns", taken, bare, GOAL, "cpu ms")
    entries, at = _entries(), datetime(2026, 11, 22, 9, tzinfo=UTC)
    taken, bare = in_turns(
        partial(write_calendar, path, entries, name="Book", made_at=at),
        partial(_bare_calendar, path, entries),
        rounds=ROUNDS,
        computes=True,
    )
    yield Figure(f"ICS of {len(entries):,} entries", taken, bare, GOAL, "cpu ms")
    path.unlink()


def _pages() -> Iterator[Figure]:
    from desktop.exchange.deck import deck_bytes
    from desktop.printing.pdf import write_pdf

    deck, path = _deck(), FOLDER / "export.out"
    taken, bare = in_turns(partial(deck_bytes, deck), partial(_bare_slides, deck), rounds=ROUNDS, computes=True)
    yield Figure("PPTX of a review", taken, bare, GOAL, "cpu ms")
    taken, bare = in_turns(
        partial(write_pdf, path, deck, Language()), partial(_bare_pdf, path, deck), rounds=ROUNDS, computes=True
    )
    yield Figure("PDF of a review", taken, bare, GOAL, "cpu ms")
    path.unlink()


def _copies() -> Iterator[Figure]:
    path, target = fresh_copy(big_book(ACCOUNTS, readings=0), "export-book"), FOLDER / "export-copy.perennial"
    with Portfolio.open(path) as book:
        ids = book.read(lambda conn: [row for (row,) in conn.execute("SELECT id FROM account ORDER BY id").fetchall()])
        for name, copy in (
            ("full", Copy("full")),
            ("loan of half", Copy("loan", tuple(ids[::2]))),
            ("snapshot", Copy("snapshot")),
            ("redacted", Copy("redacted", left_out=("notes", "contacts", "comments"))),
            ("sealed", Copy("full", password=PASSWORD)),
        ):
            bare = partial(_bare_copy, path, target, copy.password)
            taken, floor = in_turns(partial(_export, book, target, copy), bare, rounds=3)
            yield Figure(f"copy of {ACCOUNTS:,} accounts: {name}", taken, floor, GOAL)
    _away(target)


def _export(book: Portfolio, target: Path, copy: Copy) -> None:
    _away(target)
    book.export(target, copy)


def _away(target: Path) -> None:
    target.unlink(missing_ok=True)
    manifest.path_of(target).unlink(missing_ok=True)


def _bare_copy(source: Path, target: Path, password: str | None) -> None:
    """SQLite's own packed copy, checked once, and sealed if it is to be."""
    _away(target)
    with closing(sqlite3.connect(source)) as conn:
        conn.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as conn:
        conn.execute("PRAGMA integrity_check(1)").fetchone()
    if password is not None:
        sealed = sealing.seal(target.read_bytes(), password)
        target.unlink()
        sealing.write(sealed, target)


def _sheet() -> Sheet:
    columns = (
        SheetColumn("name", "Account", "text"),
        SheetColumn("csm", "CSM", "text"),
        SheetColumn("segment", "Segment", "text"),
        SheetColumn("arr", "ARR", "money"),
        SheetColumn("score", "Score", "number"),
        SheetColumn("coverage", "Coverage", "percent"),
        SheetColumn("opts_out", "Opts out", "to"),
        SheetColumn("contact", "Last contact", "since"),
        SheetColumn("step", "Next step", "text"),
        SheetColumn("stage", "Stage", "text"),
    )
    rows: list[list[Any]] = [
        [
            account_name(number),
            f"CSM {number % 7}",
            ("SMB", "Mid", "Enterprise")[number % 3],
            None if number % 11 == 0 else 1_200_000 + 137 * number,
            float(number % 101),
            number % 100 / 100,
            AS_OF + timedelta(days=number % 365),
            None if number % 9 == 0 else AS_OF - timedelta(days=number % 90),
            "=Call about the renewal" if number % 50 == 0 else "Call about the renewal",
            "customer",
        ]
        for number in range(ROWS)
    ]
    return Sheet(columns, rows)


def _units(value: Any) -> Any:
    """Money in units, which csv cannot know."""
    return value / 100 if isinstance(value, int) else value


def _bare_csv(path: Path, rows: list[list[Any]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    path.write_text(written.getvalue(), encoding="utf-8-sig", newline="")


def _bare_xlsx(path: Path, made: Sheet) -> None:
    from xlsxwriter.workbook import Workbook  # pyright: ignore[reportMissingTypeStubs]

    written = io.BytesIO()
    with cast(Any, Workbook)(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Accounts")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, column in enumerate(made.columns):
            page.write_string(0, at, column.title)
        for number, row in enumerate(made.rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, at, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, int | float):
                    page.write_number(number, at, value)
                elif value is not None:
                    page.write_string(number, at, value)
    path.write_bytes(written.getvalue())


def _entries() -> list[Entry]:
    return [
        Entry(
            f"row-{number}",
            ("call", "qbr", "opt_out")[number % 3],
            AS_OF + timedelta(days=number % 200),
            account_name(number),
            at=time(9, 30) if number % 3 == 0 else None,
            about="The renewal, and what is missing for it",
            renews_on=AS_OF + timedelta(days=300) if number % 3 == 2 else None,
            arr_cents=1_200_000 if number % 3 == 2 else None,
        )
        for number in range(ENTRIES)
    ]


def _bare_calendar(path: Path, entries: list[Entry]) -> None:
    """There is no library in use for it: the same properties of each entry, as lines nobody folds or escapes."""
    lines: list[str] = []
    for each in entries:
        on = f"{each.on:%Y%m%d}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.row}@perennial",
            "DTSTAMP:20261122T090000Z",
            f"DTSTART:{on}T{each.at:%H%M%S}" if each.at else f"DTSTART;VALUE=DATE:{on}",
            f"DTEND:{on}T{each.at:%H%M%S}" if each.at else f"DTEND;VALUE=DATE:{on}",
            f"SUMMARY:{each.account}: {each.kind}",
            f"DESCRIPTION:{each.about}",
            "END:VEVENT",
        ]
    path.write_text("\r\n".join(lines), encoding="utf-8", newline="")


def _deck() -> Deck:
    from desktop.domain.qbrs.page import parts_of

    text = "Reports are built in a third of the time they took before the integration went live"
    items = [
        Item(f"{part}-{line}", "account", "qbr", part, line, f"{text} ({part}.{line})")
        for part in range(1, 6)
        for line in range(LINES)
    ]
    return Deck("Verity Insurance", AS_OF, "Q4 2026", parts_of(items))


def _bare_slides(deck: Deck) -> bytes:
    from pptx import Presentation
    from pptx.util import Inches, Pt

    made: Any = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    first = made.slides.add_slide(made.slide_layouts[5])
    first.shapes.title.text_frame.text = deck.account
    for part in deck.parts:
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text_frame.text = part.title
        for lines in ([each.text for each in part.items], [f"{deck.account} · {part.number}"]):
            frame = slide.shapes.add_textbox(Inches(0.7), Inches(1.6), Inches(12), Inches(0.5)).text_frame
            for number, line in enumerate(lines):
                run = (frame.paragraphs[0] if number == 0 else frame.add_paragraph()).add_run()
                run.text, run.font.size = line, Pt(20)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _bare_pdf(path: Path, deck: Deck) -> None:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
    from PySide6.QtGui import QPageLayout, QPainter, QPdfWriter

    from desktop.printing.face import font

    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(300)
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    painter = QPainter(writer)
    painter.setFont(font(60))
    pages = [[deck.account], *([part.title, *(each.text for each in part.items)] for part in deck.parts)]
    for number, lines in enumerate(pages):
        if number:
            writer.newPage()
        for at, line in enumerate(lines):
            painter.drawText(QRectF(100, 100 + at * 120, 3000, 110), Qt.AlignmentFlag.AlignLeft, line)
    painter.end()
    buffer.close()
    path.write_bytes(bytes(made.data()))

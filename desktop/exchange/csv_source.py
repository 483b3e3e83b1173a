"""Reading CSV as it comes: UTF-8, UTF-16 or Windows-1252, separated by comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.exchange.formulas import restored
from desktop.exchange.tables import REJECT_NOTES, Reject, Table
from desktop.store.collector import collector_paused

MAX_CELL = 131_072
_SEPARATORS = ",;\t|"
_HAS_GUARD = re.compile(r"'[=+\-@\t\r]")


def read_csv(path: Path) -> Table:
    """Read one file whole; its first row that is not blank is the header.

    A file of rejected rows is read as the source they came from: the notes at the end of its rows are left out.

    Raises:
        FileProblem: missing, not text, empty, with an unclosed quote, or with a cell beyond 131,072 characters.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A device never ends, and a pipe may never begin.
            raise FileProblem(f"{path} is no ordinary file: name a CSV file.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"{path} does not exist.") from None
    except OSError as problem:
        raise FileProblem(f"{path.name} cannot be read: {problem.strerror or problem}.") from problem
    text = _decode(data, path.name)
    with collector_paused():
        return _without_reject_notes(_parse(text, path.name, hashlib.sha256(data).hexdigest()))


def _parse(text: str, name: str, digest: str) -> Table:
    rows, lines = _rows(text, name)
    if not rows:
        raise FileProblem(f"{name} is empty: there is no header row.")
    header = tuple(restored(cell.strip()) for cell in rows[0])
    del rows[0], lines[0]
    width, rejects = len(header), list[Reject]()
    if set(map(len, rows)) - {width}:
        for line, row in zip(lines, rows, strict=True):
            if len(row) != width:
                reason = f"has {len(row)} cells where the header has {width}"
                rejects.append(Reject(name, line, "", "", reason, header, tuple([*row, *[""] * width][:width])))
        lines = [line for line, row in zip(lines, rows, strict=True) if len(row) == width]
        rows = [row for row in rows if len(row) == width]
    columns = tuple(list(map(str.strip, column)) for column in zip(*rows, strict=True))
    if _HAS_GUARD.search(text):
        columns = tuple([restored(cell) for cell in column] for column in columns)
    return Table(name, header, columns or tuple([] for _ in header), lines, digest, tuple(rejects))


def _rows(text: str, name: str) -> tuple[list[list[str]], list[int]]:
    """The rows, and the line each starts on; blank lines, and rows of nothing but separators, are no rows."""
    csv.field_size_limit(MAX_CELL)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        found = list(reader)
    except csv.Error:
        found = list[list[str]]()
    lines = list(range(1, len(found) + 1))
    if len(found) != reader.line_num:
        # Where a cell goes over several lines, or to say how far it went well.
        found, lines = _rows_with_lines(text, separator, name)
    rows = [row for row in found if row and (row[0].strip() or any(map(str.strip, row)))]
    if len(rows) < len(found):
        lines = [line for line, row in zip(lines, found, strict=True) if any(map(str.strip, row))]
    return rows, lines


def _rows_with_lines(text: str, separator: str, name: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[list[str]] = []
    lines = [1]
    try:
        for row in reader:
            found.append(row)
            lines.append(reader.line_num + 1)
    except csv.Error as problem:
        raise FileProblem(f"{name}, from line {lines[-1]}: {_said_plainly(problem)}. Nothing was imported.") from None
    return found, lines[:-1]


def _said_plainly(problem: csv.Error) -> str:
    if "unexpected end" in str(problem):
        return "a quote is opened and never closed"
    if "field limit" in str(problem):
        return f"a cell has more than {MAX_CELL:,} characters, or a quote is opened and never closed"
    return str(problem)


def _without_reject_notes(table: Table) -> Table:
    if table.header[-len(REJECT_NOTES) :] != REJECT_NOTES:
        return table
    width = len(table.header) - len(REJECT_NOTES)
    rejects = tuple(
        replace(reject, header=reject.header[:width], cells=reject.cells[:width]) for reject in table.rejects
    )
    return replace(table, header=table.header[:width], columns=table.columns[:width], rejects=rejects)


def _separator(text: str) -> str:
    """The separator that splits the header row into most cells; a comma where none does."""
    start = text[:MAX_CELL].splitlines()
    first = next((line for line in start if line.strip(_SEPARATORS + " ")), "")
    outside = "".join(part for i, part in enumerate(first.split('"')) if i % 2 == 0)
    return max(_SEPARATORS, key=outside.count)


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_windows(data, name)
    if "\x00" in text:
        raise FileProblem(f"{name} holds NUL bytes: it is not a text file. Save it as CSV UTF-8.")
    return text


def _decode_windows(data: bytes, name: str) -> str:
    """What spreadsheets on Windows write; every byte that is no letter there is refused, not guessed."""
    if not data.decode("utf-8", "ignore").isascii():
        # Letters that are right in UTF-8 would all come out wrong for the sake of the one that is broken.
        line = data[: _broken_at(data)].count(b"\n") + 1
        raise FileProblem(f"{name} is UTF-8, but broken in line {line}. Save it as CSV UTF-8 again.")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise FileProblem(f"{name} is not text in UTF-8, UTF-16 or Windows-1252: save it as CSV UTF-8.") from problem


def _broken_at(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.start
    return 0

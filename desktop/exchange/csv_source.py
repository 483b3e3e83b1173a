"""Reading CSV as it comes: UTF-8, UTF-16 or Windows-1252, separated by comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.exchange.tables import Reject, Table

MAX_CELL = 131_072
_SEPARATORS = ",;\t|"


def read_csv(path: Path) -> Table:
    """Read one file whole; its first row that is not blank is the header.

    Raises:
        FileProblem: missing, not text, empty, with an unclosed quote, or with a cell beyond 131,072 characters.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"{path} does not exist.") from None
    except OSError as problem:
        raise FileProblem(f"{path.name} cannot be read: {problem.strerror or problem}.") from problem
    text = _decode(data, path.name)
    with _collector_paused():
        return _parse(text, path.name, hashlib.sha256(data).hexdigest())


def _parse(text: str, name: str, digest: str) -> Table:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    header: tuple[str, ...] = ()
    rows: list[list[str]] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    started = 1
    try:
        for row in reader:
            line, started = started, reader.line_num + 1
            if not any(row):
                continue
            if not header:
                header = tuple(cell.strip() for cell in row)
            elif len(row) == len(header):
                rows.append(row)
                lines.append(line)
            else:
                reason = f"has {len(row)} cells where the header has {len(header)}"
                rejects.append(Reject(name, line, "", "", reason, header, _fitted(row, len(header))))
    except csv.Error as problem:
        what = "a quote is opened and never closed" if "unexpected end" in str(problem) else str(problem)
        raise FileProblem(f"{name}, from line {started}: {what}. Nothing was imported.") from None
    if not header:
        raise FileProblem(f"{name} is empty: there is no header row.")
    columns = tuple([cell.strip() for cell in column] for column in zip(*rows, strict=True))
    return Table(name, header, columns or tuple([] for _ in header), lines, digest, tuple(rejects))


def _fitted(row: list[str], width: int) -> tuple[str, ...]:
    return tuple([*row, *[""] * width][:width])


def _separator(text: str) -> str:
    """The separator that splits the header row into most cells; a comma where none does."""
    first = next((line for line in text.splitlines() if line.strip(_SEPARATORS + " ")), "")
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
        # What spreadsheets on Windows write; every byte that is no letter there is refused, not guessed.
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as problem:
            raise FileProblem(
                f"{name} is not text in UTF-8, UTF-16 or Windows-1252: save it as CSV UTF-8."
            ) from problem
    if "\x00" in text:
        raise FileProblem(f"{name} holds NUL bytes: it is not a text file. Save it as CSV UTF-8.")
    return text


@contextmanager
def _collector_paused() -> Generator[None]:
    """A million short-lived strings make the cyclic collector run for half the time, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

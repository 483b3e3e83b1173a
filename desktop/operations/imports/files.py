"""The files an import is given, read and recognised."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from desktop.domain.errors import FileProblem, Rejected
from desktop.exchange.csv_source import read_csv
from desktop.exchange.kinds import KINDS
from desktop.exchange.recognise import batches, plain, read_mapping
from desktop.exchange.tables import Batch


def read_sources(sources: Iterable[Path], *, kind: str | None = None, mapping: Path | None = None) -> list[Batch]:
    """The rows of the files by kind; a file named twice is read once.

    Args:
        kind: what the files hold, where their columns do not tell.
        mapping: a TOML file that names the columns.
    Raises:
        FileProblem: a file cannot be read, or is no CSV.
        Rejected: what it holds cannot be told, or the mapping does not fit.
    """
    if kind is not None and kind not in KINDS:
        raise Rejected(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.", field="as")
    renamed: dict[str, str] = {}
    if mapping is not None:
        mapped_kind, renamed = read_mapping(mapping)
        kind = kind or mapped_kind
    found: list[Batch] = []
    headers: set[str] = set()
    # Unlike resolve(), realpath takes what cannot be followed as it is: reading it will say why.
    for source in {os.path.realpath(source): source for source in sources}.values():
        if source.suffix.casefold() in (".xlsx", ".xls", ".ods"):
            raise FileProblem(f"{source.name} is a spreadsheet: save it as CSV UTF-8 and import that.")
        table = read_csv(source)
        headers |= {plain(column) for column in table.header}
        found += batches(table, kind=kind, renamed=renamed)
    for column in renamed:
        if plain(column) not in headers:
            raise Rejected(f"No source has the column {column!r} that the mapping names.", field="map")
    return found

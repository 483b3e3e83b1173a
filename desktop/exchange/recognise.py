"""What a table holds, told from its header: a kind of the native format, or one of the files of another system."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from desktop.domain.errors import FileProblem, Rejected
from desktop.exchange import ravenstack
from desktop.exchange.kinds import KINDS, Kind
from desktop.exchange.tables import Batch, Table


def plain(name: str) -> str:
    """A column name without case, spaces and punctuation: "ARR (USD)" and "arr_usd" are one."""
    return re.sub(r"[\W_]", "", name).casefold()


def batches(table: Table, *, kind: str | None = None, renamed: Mapping[str, str] | None = None) -> list[Batch]:
    """The table's rows by kind.

    Args:
        kind: what the person says it is; None = told from the header.
        renamed: source column -> native column, from a mapping file.
    Raises:
        Rejected: it cannot be told, or a required column is missing.
    """
    _refuse_twins(table)
    if kind is None and not renamed:
        foreign = ravenstack.batches(table)
        if foreign is not None:
            return foreign
    names = {plain(source): native for source, native in (renamed or {}).items()}
    header = [names.get(plain(column), plain(column)) for column in table.header]
    chosen = KINDS[kind] if kind is not None else _kind_of(table, header)
    for column in table.header:
        native = names.get(plain(column))
        if native is not None and native not in chosen.columns:
            raise Rejected(f"{table.source}: {column!r} is mapped to {native}, which {chosen.name} do not have.")
    return [_native(table, chosen, header)]


def _refuse_twins(table: Table) -> None:
    seen: set[str] = set()
    for name in table.header:
        # A name of nothing but punctuation is still a name.
        twin = plain(name) or name
        if twin in seen:
            raise Rejected(f"{table.source}: two columns are called {name!r}. Rename one of them.")
        if twin:
            seen.add(twin)


def _kind_of(table: Table, header: list[str]) -> Kind:
    found = {plain(column) for column in header}
    fitting = [kind for kind in KINDS.values() if {plain(column) for column in kind.required} <= found]
    by_name = [kind for kind in fitting if plain(Path(table.source).stem) == plain(kind.name)]
    if by_name:
        return by_name[0]
    if not fitting:
        raise Rejected(
            f"{table.source}: its columns ({', '.join(table.header)}) fit no kind of rows. "
            f"Say what it is with --as ({', '.join(KINDS)}), or name the columns with --map."
        )

    def unknown(kind: Kind) -> int:
        return len(found - {plain(column) for column in kind.columns})

    # Fewest columns left over, then the kind that asks for most.
    best = min((unknown(kind), -len(kind.required)) for kind in fitting)
    names = [kind.name for kind in fitting if (unknown(kind), -len(kind.required)) == best]
    if len(names) > 1:
        raise Rejected(f"{table.source}: it could hold {' or '.join(names)}. Say which with --as.")
    return KINDS[names[0]]


def _native(table: Table, kind: Kind, header: list[str]) -> Batch:
    known = {plain(column): column for column in kind.columns}
    columns: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    own: list[str] = []
    for source, name, cells in zip(table.header, header, table.columns, strict=True):
        native = known.get(plain(name))
        if native in columns:
            raise Rejected(f"{table.source}: two columns mean {native}. Rename one of them.")
        if native is not None:
            columns[native] = cells
            named[native] = source
        elif kind.name == "accounts" and source:
            columns[f"own:{source}"] = cells
            named[f"own:{source}"] = source
        elif source and any(cells):
            own.append(source)
    missing = [column for column in kind.required if column not in columns]
    if missing:
        raise Rejected(f"{table.source}: {kind.name} need the column {', '.join(missing)}.")
    notes = [f"{table.source}: not kept, as {kind.name} have no such column: {', '.join(own)}."] if own else []
    if any(any(cells) for name, cells in zip(table.header, table.columns, strict=True) if not name):
        notes.append(f"{table.source}: not kept, as it has no name: a column with text in it.")
    return Batch(kind.name, columns, table, notes=tuple(notes), named=named)


def read_mapping(path: Path) -> tuple[str | None, dict[str, str]]:
    """A mapping file: kind = "accounts" and [columns] "Customer" = "name".

    Raises:
        FileProblem: missing, or not TOML.
        Rejected: it names a kind or column that does not exist.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise FileProblem(f"{path} is no ordinary file: name a TOML file.")
        data = cast("dict[str, object]", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        raise FileProblem(f"{path} cannot be read: {problem.strerror}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise FileProblem(f"{path.name} is not TOML: {problem}.") from problem
    unknown = [name for name in data if name not in ("kind", "columns")]
    if unknown:
        raise Rejected(f"{path.name}: {unknown[0]!r} is not known here: use kind and [columns].", field=unknown[0])
    kind = data.get("kind")
    columns = data.get("columns", {})
    if kind is not None and (not isinstance(kind, str) or kind not in KINDS):
        raise Rejected(f"{path.name}: there is no kind {kind!r}. Kinds: {', '.join(KINDS)}.", field="kind")
    if not isinstance(columns, dict):
        raise Rejected(f"{path.name}: [columns] has to be a table of source column = native column.", field="columns")
    renamed = {source: str(native) for source, native in cast("dict[str, object]", columns).items()}
    native_names = {column for each in KINDS.values() for column in each.columns}
    for native in renamed.values():
        if native not in native_names:
            raise Rejected(f"{path.name}: there is no column {native!r}.", field="columns")
    return kind, renamed

"""The portfolio's rows of one kind as they are before the import, for finding and comparing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from operator import itemgetter

from desktop.exchange.cells import Value
from desktop.exchange.kinds import Kind
from desktop.operations.imports import rules
from desktop.operations.imports.prepare import ACROSS, Prepared
from desktop.store.queries import rows
from desktop.store.tx import Tx

Key = tuple[Value, ...]

ASIDE = {"csm", "parent"}
"""Columns of accounts that are no fields of theirs: they are written elsewhere."""


class Stored:
    """Rows by id, by external id and by key; those that were taken back are among them."""

    def __init__(self, tx: Tx, kind: Kind, batches: Sequence[Prepared]) -> None:
        self.kind = kind
        names = dict.fromkeys(
            ["deleted_at", "external_id", *key_fields(kind), *all_fields(batches), *rules.NEEDED.get(kind.name, ())]
        )
        self.at = {name: at for at, name in enumerate(names, start=1)}
        self.rows: dict[str, tuple[Value, ...]] = {row[0]: row for row in rows.fields(tx.conn, kind.table, names)}
        self.by_external: dict[Value, str] = {}
        external, deleted = self.at["external_id"], self.at["deleted_at"]
        for row_id, row in self.rows.items():
            if row[external] is not None and (row[deleted] is None or row[external] not in self.by_external):
                self.by_external[row[external]] = row_id

    def value(self, row_id: str, field: str) -> Value:
        return self.rows[row_id][self.at[field]]

    def is_living(self, row_id: str) -> bool:
        return self.value(row_id, "deleted_at") is None

    def has_external_id(self, row_id: str) -> bool:
        return self.value(row_id, "external_id") is not None

    def by_key(self, asked: Container[Key]) -> dict[Key, list[str]]:
        """The ids of the rows that answer to each key that is asked for, as far as there are any."""
        found: dict[Key, list[str]] = {}
        keys = map(itemgetter(*(self.at[name] for name in key_fields(self.kind))), self.rows.values())
        for row_id, key in zip(self.rows, keys, strict=True):
            if key in asked:
                found.setdefault(key, []).append(row_id)
        return found


def key_fields(kind: Kind) -> list[str]:
    return [kind.columns[name].field for name in kind.key]


def own_fields(each: Prepared) -> list[str]:
    """The fields of the kind's own table that the batch says something about."""
    aside = ASIDE if each.kind.name == "accounts" else ()
    return [name for name in each.fields if not name.startswith(ACROSS) and name not in aside]


def all_fields(batches: Iterable[Prepared]) -> list[str]:
    return sorted({name for each in batches for name in own_fields(each)})

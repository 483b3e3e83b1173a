"""Rows of one kind compared with the portfolio's: new ones written, known ones updated, equal ones left alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from desktop.domain.identity import derived_id
from desktop.exchange.cells import Value
from desktop.exchange.kinds import Kind
from desktop.operations.imports.prepare import ACROSS, Prepared
from desktop.operations.imports.result import Tally
from desktop.store.tx import Tx

NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"
ASIDE = {"csm", "parent"}
"""Columns of accounts that are no fields of theirs: they are written elsewhere."""


@dataclass(slots=True)
class Written:
    """What became of each accepted row: (batch number, row) -> its id and status."""

    ids: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    status: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])

    def tally(self, rejected: int) -> Tally:
        counts = Counter(self.status.values())
        return Tally(counts[NEW], counts[UPDATED], counts[UNCHANGED], rejected)


def write_rows(tx: Tx, kind: Kind, batches: Sequence[Prepared]) -> Written:
    """Write the batches of one kind; rows that turn out to be the same one twice are added to the batch's rejects."""
    stored = _Stored(tx, kind, sorted({name for each in batches for name in _own_fields(each)}))
    written = Written()
    seen: Counter[tuple[Value, ...]] = Counter()
    taken: dict[str, str] = {}
    births: dict[tuple[str, ...], list[list[Value]]] = defaultdict(list)
    for number, each in enumerate(batches):
        names = _own_fields(each)
        columns = [each.fields[name] for name in names]
        externals = each.fields.get("external_id") or [None] * len(each.batch)
        keys = list(_keys(kind, each))
        for row in each.good:
            external, key = externals[row], keys[row]
            position = seen[key] if external is None and not kind.alone else 0
            row_id = stored.find(external, key, position) or _fresh_id(kind, external, key, position)
            if row_id in taken:
                first = _first_column(kind, external)
                reason = f"is the same {kind.table.replace('_', ' ')} as {taken[row_id]}"
                each.rejects.append(each.batch.reject(row, first, reason))
                continue
            seen[key] += 1
            taken[row_id] = f"{each.batch.table.source}, line {each.batch.table.lines[row]}"
            values = [column[row] for column in columns]
            place = number, row
            written.ids[place] = row_id
            if row_id not in stored.rows:
                births[tuple(names)].append([row_id, *values])
                written.status[place] = NEW
            else:
                written.status[place] = _update(tx, kind, stored, row_id, names, values)
    for names, rows in births.items():
        _insert(tx, kind, names, rows)
    return written


def _own_fields(each: Prepared) -> list[str]:
    aside = ASIDE if each.kind.name == "accounts" else ()
    return [name for name in each.fields if not name.startswith(ACROSS) and name not in aside]


def _keys(kind: Kind, each: Prepared) -> Iterator[tuple[Value, ...]]:
    fields = [each.fields.get(kind.columns[name].field) for name in kind.key]
    blank: list[Value] = [None] * len(each.batch)
    return zip(*(column if column is not None else blank for column in fields), strict=True)


def _fresh_id(kind: Kind, external: Value, key: tuple[Value, ...], position: int) -> str:
    if external is not None:
        return derived_id(kind.table, ["external_id", external])
    if kind.name == "contacts":
        account, email, name = key
        return derived_id(kind.table, [account, email if email is not None else name])
    return derived_id(kind.table, [*key, position] if not kind.alone else key)


def _first_column(kind: Kind, external: Value) -> str:
    return "external_id" if external is not None else next(name for name in kind.key if name != "account")


def _update(tx: Tx, kind: Kind, stored: _Stored, row_id: str, names: Sequence[str], values: Sequence[Value]) -> str:
    """Set what the source says otherwise; an empty cell says nothing. A row that was taken back comes to life."""
    known = stored.rows[row_id]
    differing: dict[str, Value] = {
        name: value for name, value in zip(names, values, strict=True) if value is not None and value != known[name]
    }
    if known["deleted_at"] is not None:
        tx.update(kind.table, row_id, {**differing, "deleted_at": None})
        return NEW
    if differing:
        tx.update(kind.table, row_id, differing)
        return UPDATED
    return UNCHANGED


def _insert(tx: Tx, kind: Kind, names: Sequence[str], rows: list[list[Value]]) -> None:
    columns = ["id", *names]
    if kind.name == "surveys":
        _fill_scales(columns, rows)
    tx.insert_many(kind.table, columns, rows)


def _fill_scales(columns: list[str], rows: list[list[Value]]) -> None:
    """A response is stored with the scale it was given on; where the source names none, the kind's own."""
    from desktop.domain.surveys import SCALES

    for name in ("scale_min", "scale_max"):
        if name not in columns:
            columns.append(name)
            for row in rows:
                row.append(None)
    kind_at, low_at, high_at = columns.index("kind"), columns.index("scale_min"), columns.index("scale_max")
    for row in rows:
        low, high = SCALES[str(row[kind_at])]
        row[low_at] = low if row[low_at] is None else row[low_at]
        row[high_at] = high if row[high_at] is None else row[high_at]


class _Stored:
    """The portfolio's rows of one kind, deleted ones included, by external id and by key."""

    def __init__(self, tx: Tx, kind: Kind, names: Sequence[str]) -> None:
        self._kind = kind
        key_fields = [kind.columns[name].field for name in kind.key]
        fields = sorted({*names, *key_fields, "external_id", "deleted_at"})
        self.rows: dict[str, dict[str, Value]] = {}
        self._by_external: dict[Value, str] = {}
        self._by_key: dict[tuple[Value, ...], list[str]] = defaultdict(list)
        quoted = ", ".join(f'"{name}"' for name in fields)
        # The living first, so that a name finds them before one that was taken back.
        found = tx.conn.execute(f'SELECT id, {quoted} FROM "{kind.table}" ORDER BY deleted_at IS NOT NULL, rowid')
        for row_id, *values in found:
            row: dict[str, Value] = dict(zip(fields, values, strict=True))
            self.rows[row_id] = row
            if row["external_id"] is not None:
                self._by_external.setdefault(row["external_id"], row_id)
            for key in self._keys_of([row[name] for name in key_fields]):
                self._by_key[key].append(row_id)

    def find(self, external: Value, key: tuple[Value, ...], position: int) -> str | None:
        """The row meant: by external id; else the one of this key at this position, if it has no other external id."""
        if external is not None:
            known = self._by_external.get(external)
            if known is not None:
                return known
        for each in self._keys_of(key):
            candidates: Iterable[str] = self._by_key.get(each, ())
            if external is not None:
                candidates = [row_id for row_id in candidates if self.rows[row_id]["external_id"] is None]
            candidates = list(candidates)
            if external is None and not self._kind.alone:
                mine = _fresh_id(self._kind, None, key, position)
                if mine in self.rows:
                    return mine
            if position < len(candidates):
                return candidates[position]
        return None

    def _keys_of(self, key: Sequence[Value]) -> list[tuple[Value, ...]]:
        """What a row answers to. A contact is known by email, and by name where one side gives no email."""
        if self._kind.name != "contacts":
            return [tuple(key)]
        account, email, name = key
        by_name = (account, "name", name)
        return [by_name] if email is None else [(account, "email", email), by_name]

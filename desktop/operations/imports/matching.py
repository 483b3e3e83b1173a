"""Which row of the portfolio each row of the sources means, by the identity of its kind.

Rows of accounts and contacts have names: the same one twice is a mistake. All others are facts, and two of one key are
two facts, told apart by their contents, so that neither the order of the sources nor of their rows matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, count, pairwise, repeat
from typing import TypeVar

from desktop.domain.identity import derived_id, derived_ids
from desktop.exchange.cells import Value
from desktop.operations.imports.prepare import Faults, Prepared
from desktop.operations.imports.stored import Key, Stored, all_fields, key_fields

T = TypeVar("T")

Place = int
"""Number of a row among those of all batches, one batch after the other."""
Contents = tuple[Value, ...]


class Matching:
    """The ids that the rows of the batches get: none for a row that is refused, and `refused` says why."""

    def __init__(self, stored: Stored, batches: Sequence[Prepared]) -> None:
        self.stored = stored
        self.batches = batches
        self._bounds = list(pairwise([0, *accumulate(map(len, batches))]))
        self._ids: list[str | None] = [None] * sum(map(len, batches))
        self._refused: Faults = {}
        self._columns: dict[str, Sequence[Value]] = {}
        self.taken: dict[str, Place] = {}
        self.facts = [name for name in all_fields(batches) if name != "external_id"]
        """The fields that tell rows of one key apart."""

    def ids(self) -> list[list[str | None]]:
        """The id of each row, by batch."""
        return [self._ids[begin:end] for begin, end in self._bounds]

    def refused(self) -> list[Faults]:
        """Why rows have no id, by batch."""
        return [
            {place - begin: why for place, why in self._refused.items() if begin <= place < end}
            for begin, end in self._bounds
        ]

    def id_of(self, place: Place) -> str | None:
        return self._ids[place]

    def give(self, place: Place, row_id: str) -> None:
        self._ids[place] = row_id
        self.taken[row_id] = place

    def refuse(self, place: Place, column: str, reason: str) -> None:
        self._refused[place] = column, reason

    def refuse_twin(self, place: Place, column: str, of: Place) -> None:
        what = self.stored.kind.table.replace("_", " ")
        number = next(number for number, (begin, end) in enumerate(self._bounds) if begin <= of < end)
        where = self.batches[number].where(of - self._bounds[number][0])
        self.refuse(place, column, f"is the same {what} as {where}")

    def column(self, field: str) -> Sequence[Value]:
        """What all rows say of a field."""
        if field not in self._columns:
            said = [each.said(field) for each in self.batches]
            self._columns[field] = said[0] if len(said) == 1 else list(chain.from_iterable(said))
        return self._columns[field]

    def said(self, place: Place, field: str) -> Value:
        return self.column(field)[place]

    def open(self, places: Iterable[Place]) -> list[Place]:
        """Those of the places that have no id yet."""
        return [place for place in places if self._ids[place] is None]

    def by_external_id(self) -> Sequence[Place]:
        """Settle the rows whose external id is known, and return the others."""
        externals, known = self.column("external_id"), self.stored.by_external
        if not any(externals):
            return range(len(externals))
        open_: list[Place] = []
        seen: dict[Value, Place] = {}
        for place, external in enumerate(externals):
            if external is None:
                open_.append(place)
            elif external in seen:
                self.refuse_twin(place, "external_id", seen[external])
            else:
                seen[external] = place
                if external in known:
                    self.give(place, known[external])
                else:
                    open_.append(place)
        return open_

    def fresh_alone(self, places: Sequence[Place], key: Sequence[str]) -> None:
        """Give rows that are alone in their key the ids that follow from what they are.

        Args:
            key: the fields it is made of.
        """
        externals, table = _at(self.column("external_id"), places), self.stored.kind.table
        nameless: Sequence[Place] = places
        if any(externals):
            nameless = [place for place, external in zip(places, externals, strict=True) if external is None]
        ids = derived_ids(table, [*(_at(self.column(name), nameless) for name in key), repeat("0")])
        ids += derived_ids(table, [repeat("external_id"), compress(externals, externals)])
        given = dict(zip(ids, chain(nameless, compress(places, externals)), strict=True))
        if len(given) == len(ids) and self.taken.keys().isdisjoint(given):
            self.taken.update(given)
            for row_id, place in given.items():
                self._ids[place] = row_id
        else:
            for place in places:
                self.fresh(place, (self.said(place, name) for name in key), count())

    def fresh(self, place: Place, key: Iterable[Value], positions: Iterator[int]) -> None:
        """Give the row the id that follows from what it is; the first that no other row of the import has.

        Args:
            positions: counts the rows of this key that have no external id.
        """
        external, table = self.said(place, "external_id"), self.stored.kind.table
        parts = list(key)
        for position in positions if external is None else count():
            if external is None:
                row_id = derived_id(table, (*parts, position))
            else:
                row_id = derived_id(table, ("external_id", external, *((position,) if position else ())))
            if row_id not in self.taken:
                self.give(place, row_id)
                return


def _at(column: Sequence[T], places: Sequence[Place]) -> Sequence[T]:
    return column if len(places) == len(column) else [column[place] for place in places]


def match_facts(stored: Stored, batches: Sequence[Prepared]) -> Matching:
    """Match rows that may share a key."""
    matching = Matching(stored, batches)
    names = key_fields(stored.kind)
    places = matching.by_external_id()
    keys = list(zip(*(_at(matching.column(name), places) for name in names), strict=True))
    times = Counter(keys)
    known = stored.by_key(times)
    shared = {key for key, often in times.items() if often > 1} if len(times) < len(keys) else set[Key]()
    shared.update(known)
    groups: dict[Key, list[Place]] = {}
    alone: Sequence[Place] = places
    if shared:
        alone = []
        for key, place in zip(keys, places, strict=True):
            if key in shared:
                groups.setdefault(key, []).append(place)
            else:
                alone.append(place)
    # All the portfolio's rows first: else which of them a new row's id may collide with would be a matter of order.
    left: list[tuple[Key, list[Place]]] = []
    for key, group in groups.items():
        candidates = [row_id for row_id in known.get(key, ()) if row_id not in matching.taken]
        left.append((key, _match_group(matching, group, candidates) if candidates or len(group) > 1 else group))
    matching.fresh_alone(alone, names)
    for key, group in left:
        positions = count()
        for place in group:
            matching.fresh(place, key, positions)
    return matching


def _match_group(matching: Matching, places: list[Place], candidates: Sequence[str]) -> list[Place]:
    """Pair the rows of one key with the portfolio's, the living ones first; returns the rows that none is left for."""
    stored = matching.stored
    if len(places) == len(candidates) == 1:
        if matching.said(places[0], "external_id") is not None and stored.has_external_id(candidates[0]):
            return places
        matching.give(places[0], candidates[0])
        return []
    said = {place: tuple(matching.said(place, name) for name in matching.facts) for place in places}
    at = [stored.at[name] for name in matching.facts]
    held = {row_id: tuple(stored.rows[row_id][i] for i in at) for row_id in candidates}
    open_ = sorted(places, key=lambda place: (_text(said[place]), str(matching.said(place, "external_id") or "")))
    for living in (True, False):
        pool = sorted((c for c in candidates if stored.is_living(c) is living), key=lambda c: (_text(held[c]), c))
        for pair in (_pair_alike, _pair_rest):
            pair(matching, open_, pool, said, held)
            open_ = matching.open(open_)
            pool = [row_id for row_id in pool if row_id not in matching.taken]
    return open_


def _text(values: Contents) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _pair_alike(
    matching: Matching,
    places: Sequence[Place],
    pool: Sequence[str],
    said: dict[Place, Contents],
    held: dict[str, Contents],
) -> None:
    """Rows that say nothing new about a row of the portfolio are that row."""
    by_contents: dict[tuple[bool, tuple[int, ...]], dict[Contents, list[str]]] = {}
    for place in places:
        named = matching.said(place, "external_id") is not None
        pattern = tuple(i for i, value in enumerate(said[place]) if value is not None)
        alike = by_contents.get((named, pattern))
        if alike is None:
            alike = by_contents[named, pattern] = {}
            for row_id in reversed(pool):
                if not (named and matching.stored.has_external_id(row_id)):
                    alike.setdefault(tuple(held[row_id][i] for i in pattern), []).append(row_id)
        found = alike.get(tuple(said[place][i] for i in pattern), [])
        while found:
            row_id = found.pop()
            if row_id not in matching.taken:
                matching.give(place, row_id)
                break


def _pair_rest(
    matching: Matching,
    places: Sequence[Place],
    pool: Sequence[str],
    _said: dict[Place, Contents],
    _held: dict[str, Contents],
) -> None:
    """Rows that say something else, in order; one with an external id is none of those that have another."""
    named = [place for place in places if matching.said(place, "external_id") is not None]
    nameless = [row_id for row_id in pool if not matching.stored.has_external_id(row_id)]
    for place, row_id in zip(named, nameless, strict=False):
        matching.give(place, row_id)
    others = [place for place in places if matching.said(place, "external_id") is None]
    for place, row_id in zip(others, [c for c in pool if c not in matching.taken], strict=False):
        matching.give(place, row_id)

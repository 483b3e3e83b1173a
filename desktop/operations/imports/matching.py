"""Which row of the portfolio each row of the sources means, by the identity of its kind.

Rows of accounts and contacts have names: the same one twice is a mistake. All others are facts, and two of one key are
two facts, told apart by their contents, so that neither the order of the sources nor of their rows matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from desktop.domain.identity import derived_id
from desktop.exchange.cells import Value
from desktop.operations.imports.prepare import Faults, Prepared
from desktop.operations.imports.stored import Key, Stored, all_fields, key_fields

Place = tuple[int, int]
"""(batch, row of the batch)"""
Contents = tuple[Value, ...]


class Matching:
    """The ids that the rows of the batches get.

    ids[batch][row] is None for a row that is refused, and refused[batch][row] says why.
    """

    def __init__(self, stored: Stored, batches: Sequence[Prepared]) -> None:
        self.stored = stored
        self.batches = batches
        self.ids: list[list[str | None]] = [[None] * len(each) for each in batches]
        self.refused: list[Faults] = [{} for _ in batches]
        self.taken: dict[str, Place] = {}
        self.facts = [name for name in all_fields(batches) if name != "external_id"]
        """The fields that tell rows of one key apart."""

    def give(self, place: Place, row_id: str) -> None:
        self.ids[place[0]][place[1]] = row_id
        self.taken[row_id] = place

    def refuse(self, place: Place, column: str, reason: str) -> None:
        self.refused[place[0]][place[1]] = column, reason

    def refuse_twin(self, place: Place, column: str, of: Place) -> None:
        what = self.stored.kind.table.replace("_", " ")
        self.refuse(place, column, f"is the same {what} as {self.batches[of[0]].where(of[1])}")

    def said(self, place: Place, field: str) -> Value:
        values = self.batches[place[0]].fields.get(field)
        return None if values is None else values[place[1]]

    def open(self, places: Iterable[Place]) -> list[Place]:
        """Those of the places that have no id yet."""
        return [place for place in places if self.ids[place[0]][place[1]] is None]

    def by_external_id(self) -> list[Place]:
        """Settle the rows whose external id is known, and return the others."""
        open_: list[Place] = []
        seen: dict[Value, Place] = {}
        for number, each in enumerate(self.batches):
            for at, external in enumerate(each.said("external_id")):
                place = number, at
                if external is not None:
                    if external in seen:
                        self.refuse_twin(place, "external_id", seen[external])
                        continue
                    seen[external] = place
                    known = self.stored.by_external.get(external)
                    if known is not None:
                        self.give(place, known)
                        continue
                open_.append(place)
        return open_

    def fresh(self, place: Place, key: Iterable[Value], positions: Iterator[int]) -> None:
        """Give the row the id that follows from what it is; the first that no other row of the import has.

        Args:
            positions: counts the rows of this key that have no external id.
        """
        external, table = self.said(place, "external_id"), self.stored.kind.table
        for position in positions if external is None else count():
            if external is None:
                row_id = derived_id(table, (*key, position))
            else:
                row_id = derived_id(table, ("external_id", external, *((position,) if position else ())))
            if row_id not in self.taken:
                self.give(place, row_id)
                return


def match_facts(stored: Stored, batches: Sequence[Prepared]) -> Matching:
    """Match rows that may share a key."""
    matching = Matching(stored, batches)
    names = key_fields(stored.kind)
    keys = [list(zip(*(each.said(name) for name in names), strict=True)) for each in batches]
    groups: dict[Key, list[Place]] = {}
    for place in matching.by_external_id():
        groups.setdefault(keys[place[0]][place[1]], []).append(place)
    known = stored.by_key()
    for key, places in groups.items():
        candidates = [row_id for row_id in known[key] if row_id not in matching.taken] if key in known else []
        if candidates or len(places) > 1:
            places = _match_group(matching, places, candidates)
        positions = count()
        for place in places:
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

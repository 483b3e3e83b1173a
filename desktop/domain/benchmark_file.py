"""Reading the benchmarks that come with the program from a parsed file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from desktop.domain.benchmarks import Draft, Source, check
from desktop.domain.errors import Rejected


def parse_benchmarks(data: Mapping[str, object]) -> list[tuple[str, Draft]]:
    """The (key, benchmark)s of a parsed file; resources/benchmarks/retention.toml shows the form.

    Raises:
        Rejected: something is missing, unknown or out of its bounds.
    """
    found: list[tuple[str, Draft]] = []
    for at, entry in enumerate(cast("list[object]", data.get("benchmarks", []))):
        if not isinstance(entry, Mapping):
            raise Rejected(f"benchmarks[{at}] is not a table: name its entries.", field="benchmarks")
        said = cast("Mapping[str, object]", entry)
        texts = {name: _string(said, name, at) for name in ("key", "metric", "source", "address", "population")}
        numbers = {name: _number(said, name, at) for name in ("value", "low", "high")}
        year, value = said.get("year"), numbers["value"]
        if not isinstance(year, int) or value is None:
            raise Rejected(f"benchmarks[{at}] needs a value and a year.", field="benchmarks")
        source = Source(texts["source"], texts["address"], texts["population"], cast("str | None", said.get("differs")))
        segment = cast("str | None", said.get("segment"))
        draft = Draft(texts["metric"], value, year, source, segment, numbers["low"], numbers["high"])
        found.append((texts["key"], check(draft)))
    return found


def _string(said: Mapping[str, object], name: str, at: int) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Rejected(f"benchmarks[{at}].{name} is missing or not a text.", field=name)
    return value


def _number(said: Mapping[str, object], name: str, at: int) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Rejected(f"benchmarks[{at}].{name} is no number.", field=name)
    return float(value)

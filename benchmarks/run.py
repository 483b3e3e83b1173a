"""Measure everything we claim and print one table: `python -m benchmarks.run`; names choose, as in MEASURES."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from benchmarks import edit, exports, figures, growth, imports, merge, size, window
from benchmarks.book import use_own_folder
from benchmarks.timing import Figure, load, table

MEASURES: dict[str, Callable[[], Iterable[Figure]]] = {
    "imports": imports.measure,
    "figures": figures.measure,
    "edit": edit.measure,
    "merge": merge.measure,
    "exports": exports.measure,
    "size": size.measure,
    "window": window.measure,
    "growth": growth.measure,
    "window_100000": window.measure_large,
}
ONLY_NAMED = ("growth", "window_100000")
"""What is left out where nothing is named: their books take minutes to make, and 1.5 GB and 1 GB."""


def main(chosen: Sequence[str]) -> None:
    unknown = [name for name in chosen if name not in MEASURES]
    if unknown:
        raise SystemExit(f"There is no {unknown[0]!r}; there are {', '.join(MEASURES)}.")
    use_own_folder()
    print(f"Each figure beside its floor, in turns, medians. {load()}.", flush=True)
    found: list[Figure] = []
    try:
        for name in chosen or [each for each in MEASURES if each not in ONLY_NAMED]:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            # One by one, so that what was measured is shown even if the next one fails.
            for figure in MEASURES[name]():
                found.append(figure)
    finally:
        print(f"{table(found)}\nAfterwards: {load()}.")


if __name__ == "__main__":
    main(sys.argv[1:])

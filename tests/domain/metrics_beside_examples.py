"""The examples of docs/metrics.md about one thing beside another: two days, the automatic call, benchmarks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from desktop.domain.account_rows import AccountRow
from desktop.domain.benchmarks import Benchmark, Draft, Ours, Source, compare
from desktop.domain.calendar import Period
from desktop.domain.comparing import Compared
from desktop.domain.forecast.automatic import AccountState, automatic_call
from desktop.domain.health import score, shown_score
from desktop.domain.health_inputs import HealthInputs
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard, ScorecardInput
from tests.domain.forecast_books import term
from tests.domain.listing_rows import row

Result = float | str | date | None
Given = tuple[tuple[str, str], ...]


def _cents(text: str) -> int:
    return round(float(text.replace(",", "")) * 100)


def _share(text: str) -> float:
    return float(text.removesuffix("%")) / 100


def _on_a_day(text: str) -> AccountRow:
    """ "51.4, 100,000": the score before rounding, and the ARR."""
    said, arr = text.split(", ", 1)
    if said == "unknown":
        return row("Acme", shown=None, arr_cents=_cents(arr))
    card = Scorecard("test", "Test", None, (ScorecardInput(INPUTS[0], 1, ((0, 0), (100, 100))),), ())
    raw = np.array([[float(said) if name == INPUTS[0] else np.nan for name in INPUTS]])
    scores = score(HealthInputs(("A",), np.array([True]), raw, np.zeros((1, len(CAPS)), bool)), card)
    return row("Acme", shown=shown_score(scores, 0), arr_cents=_cents(arr))


def _compared(given: Given) -> Mapping[str, Result]:
    said = dict(given)
    then, now = _on_a_day(said["then"]), _on_a_day(said["now"])
    pair = Compared(then, now)
    return {
        "shown then": then.shown,
        "shown now": now.shown,
        "points": pair.score_change,
        "ARR": pair.arr_change_cents / 100,
        "moved": pair.moved_cents / 100,
    }


def _automatic_call(given: Given) -> Mapping[str, Result]:
    """Each line: "100,000, goes on by itself, opts out 2026-12-02, likelihood 50 %, red"."""
    day = date.fromisoformat(dict(given)["day"])
    found: dict[str, Result] = {}
    called = 0
    for name, text in given[1:]:
        amount, *words = text.split(", ")
        more: dict[str, Any] = {"arr_cents": _cents(amount), "ends_on": "2027-01-01", "opts_out_on": None}
        if "goes on by itself" in words:
            more["goes_on"] = True
        if "notice given" in words:
            more["notice_given_on"] = day.isoformat()
        if opts_out := re.search(r"opts out ([\d-]+)", text):
            more["opts_out_on"] = opts_out[1]
        if chance := re.search(r"likelihood (\d+) %", text):
            more["likelihood"] = int(chance[1]) / 100
        band = next((word for word in words if word in ("green", "amber", "red")), "unscored")
        said = automatic_call(term(**more), AccountState(band, "open risk" in words), day=day)
        found[name] = said.category
        called += said.called_cents
    return {**found, "called": called / 100}


def _benchmark(given: Given) -> Mapping[str, Result]:
    """Ours as "96.1 % from 46, could be 90 % to 98 %", theirs as "84 %, range 76 % to 91 %"."""
    own, *between = re.findall(r"([\d.]+) %", dict(given)["ours"])
    theirs, *spread = re.findall(r"([\d.]+) %", dict(given)["theirs"])
    n = re.search(r"from (\d+)", dict(given)["ours"])
    assert n is not None
    source = Source("Somebody", "https://example.org", "median of 100 companies")
    draft = Draft("nrr", _share(theirs), 2025, source, None, *(_share(each) for each in spread))
    ours = Ours(_share(own), int(n[1]), *(_share(each) for each in between))
    year = Period(date(2024, 12, 31), date(2025, 12, 31))
    (found,) = compare([Benchmark("B", draft)], {("nrr", None): ours}, year)
    within = None if found.is_within is None else "yes" if found.is_within else "no"
    return {"ours is": "not told apart" if found.position == "same" else found.position, "within their range": within}


KINDS: Mapping[str, Callable[[Given], Mapping[str, Result]]] = {
    "compared": _compared,
    "automatic-call": _automatic_call,
    "benchmark": _benchmark,
}

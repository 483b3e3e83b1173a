"""Benchmarks: what is refused, how a source is kept, and when ours may fairly stand beside a peer's number."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.benchmark_file import parse_benchmarks
from desktop.domain.benchmarks import (
    METRICS,
    Benchmark,
    Comparison,
    Draft,
    Ours,
    Source,
    check,
    compare,
    packed,
    parse_value,
    unpacked,
)
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected

YEAR = Period(date(2025, 11, 22), date(2026, 11, 22))
SOURCE = Source("Somebody, A survey", "https://example.org/survey", "median of 100 companies")
SHIPPED = sorted((Path(__file__).resolve().parents[2] / "resources" / "benchmarks").glob("*.toml"))


def draft(**said: Any) -> Draft:
    known: dict[str, Any] = {"metric": "nrr", "value": 1.02, "year": 2025, "source": SOURCE}
    return Draft(**{**known, **said})


def against(ours: Ours, period: Period = YEAR, **said: Any) -> Comparison:
    (found,) = compare([Benchmark("B", draft(**said))], {("nrr", None): ours, ("nps", None): ours}, period)
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_that_every_shipped_benchmark_says_where_it_comes_from(path: Path) -> None:
    rows = parse_benchmarks(tomllib.loads(path.read_text(encoding="utf-8")))
    assert rows
    for _, each in rows:
        assert each.source.address.startswith("https://")
        assert 2010 <= each.year <= 2026
        assert each.source.name
        assert len(each.source.population) > 20
        assert unpacked(packed(each.source)) == each.source


def test_that_shipped_keys_are_unique() -> None:
    keys = [key for path in SHIPPED for key, _ in parse_benchmarks(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert len(keys) == len(set(keys)) >= 6


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"metric": "happiness"}, "metric"),
        ({"value": -0.1}, "value"),
        ({"value": float("nan")}, "value"),
        ({"value": float("inf")}, "value"),
        ({"metric": "grr", "value": 1.1}, "value"),
        ({"metric": "nps", "value": 101}, "value"),
        ({"metric": "ces", "value": 0}, "value"),
        ({"low": 1.1}, "low"),
        ({"high": 1.0}, "high"),
        ({"low": -1}, "low"),
        ({"year": 1900}, "year"),
        ({"source": SOURCE._replace(name=" ")}, "source"),
        ({"source": SOURCE._replace(address="")}, "address"),
        ({"source": SOURCE._replace(population="")}, "population"),
        ({"source": SOURCE._replace(name="a | b")}, "source"),
        ({"source": SOURCE._replace(differs="x" * 401)}, "differs"),
        ({"segment": "a|b"}, "segment"),
    ],
)
def test_that_what_cannot_be_a_benchmark_is_refused(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Rejected) as refused:
        check(draft(**said))
    assert refused.value.field == field


def test_that_texts_are_tidied() -> None:
    found = check(draft(segment="  Big  ones ", source=SOURCE._replace(differs=" ")))
    assert (found.segment, found.source.differs) == ("Big ones", None)
    assert check(draft(segment=" ")).segment is None


@pytest.mark.parametrize("text", [None, "", "A blog", "a | b | c | d | e", "|||"])
def test_that_a_source_of_other_hands_is_read_without_harm(text: str | None) -> None:
    assert unpacked(text).name == (text or "").split("|")[0].strip()


_TEXT = st.text(st.characters(exclude_characters="|", exclude_categories=("Z", "C")), min_size=1, max_size=30)


@settings(deadline=None, max_examples=100)
@given(st.builds(Source, _TEXT, _TEXT, _TEXT, st.none() | _TEXT))
def test_that_a_source_survives_being_kept(source: Source) -> None:
    assert unpacked(packed(check(draft(source=source)).source)) == source


@pytest.mark.parametrize(
    ("ours", "position"),
    [
        (Ours(None, 0), None),
        (Ours(1.0, 50), "below"),
        (Ours(1.1, 50), "above"),
        (Ours(1.02, 50), "same"),
        (Ours(1.1, 50, 1.02, 1.2), "same"),
        (Ours(1.1, 50, 1.03, 1.2), "above"),
        (Ours(0.9, 50, 0.8, 1.01), "below"),
    ],
)
def test_that_within_our_interval_the_two_are_not_told_apart(ours: Ours, position: str | None) -> None:
    assert against(ours).position == position


@pytest.mark.parametrize(
    ("value", "within"), [(None, None), (0.99, False), (1.0, True), (1.05, True), (1.1, True), (1.11, False)]
)
def test_that_ours_lies_within_their_range_or_not(value: float | None, within: bool | None) -> None:
    assert against(Ours(value, 50), low=1.0, high=1.1).is_within is within
    assert against(Ours(value, 50)).is_within is None


@pytest.mark.parametrize(
    ("ours", "said", "words"),
    [
        (Ours(1.0, 20), {}, None),
        (Ours(1.0, 19), {}, "few (n = 19)"),
        (Ours(None, 0), {}, None),
        (Ours(1.0, 50), {"year": 2022}, None),
        (Ours(1.0, 50), {"year": 2021}, "5 years old"),
        (Ours(1.0, 50), {"source": SOURCE._replace(differs="counts new customers")}, "counts new customers"),
        (Ours(1.0, 50), {"source": unpacked("a blog")}, "where it can be read"),
        (Ours(1.0, 50), {"segment": "contracts above 250,000"}, "ours of the whole book"),
        (Ours(1.0, 50), {"period": Period(date(2026, 5, 22), date(2026, 11, 22))}, "ours over 6"),
        (Ours(1.0, 50), {"metric": "nps", "period": Period(date(2026, 5, 22), date(2026, 11, 22))}, None),
    ],
)
def test_that_it_is_said_where_comparing_is_not_fair(ours: Ours, said: dict[str, Any], words: str | None) -> None:
    found = against(ours, **said)
    if words is None:
        assert found.unfair == ()
    else:
        assert any(words in each for each in found.unfair)


def test_that_a_benchmark_of_one_of_our_segments_stands_beside_ours_of_it() -> None:
    ours: dict[tuple[str, str | None], Ours] = {("nrr", None): Ours(1.0, 90), ("nrr", "Big"): Ours(1.2, 30)}
    (found,) = compare([Benchmark("B", draft(segment="big"))], ours, YEAR)
    assert (found.ours, found.unfair) == (Ours(1.2, 30), ())
    (other,) = compare([Benchmark("B", draft(segment="Tiny"))], ours, YEAR, arr_per_account_cents=7_743_400)
    assert other.ours == Ours(1.0, 90)
    assert "77,434" in other.unfair[0]


def test_that_they_come_in_the_order_of_the_figures_the_newest_first() -> None:
    rows = [
        Benchmark("1", draft(metric="nps", value=30)), Benchmark("2", draft(year=2020)), Benchmark("3", draft()),
        Benchmark("4", draft(metric="unknown")),
    ]  # fmt: skip
    assert [each.benchmark.id for each in compare(rows, {}, YEAR)] == ["3", "2", "1"]
    assert set(METRICS) >= {"nrr", "grr", "nps", "csat", "ces", "time_to_value"}


@pytest.mark.parametrize(
    ("metric", "typed", "value"),
    [
        ("nrr", "104%", 1.04),
        ("nrr", " 1.04 ", 1.04),
        ("csat", "82 %", 82.0),
        ("csat", "82", 82.0),
        ("nps", "\u221212", -12.0),
    ],
)
def test_that_a_number_is_read_in_the_unit_of_its_figure(metric: str, typed: str, value: float) -> None:
    assert parse_value(typed, metric) == pytest.approx(value, abs=1e-12)

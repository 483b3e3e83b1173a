from __future__ import annotations

import copy
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.scorecards import (
    CAPS,
    INPUTS,
    SETTINGS,
    Difference,
    Scorecard,
    ScorecardCap,
    ScorecardInput,
    as_data,
    copied_for,
    differences,
    parse_scorecard,
    weight_shares,
    with_changes,
    with_values_of,
)

SHIPPED: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "resources" / "scorecards" / "default.toml").read_text(encoding="utf-8")
)


def changed(change: Callable[[dict[str, Any]], object]) -> Mapping[str, object]:
    data = copy.deepcopy(SHIPPED)
    change(data)
    return data


def test_that_the_shipped_scorecard_is_the_default_table() -> None:
    card = parse_scorecard(SHIPPED)
    assert [(entry.name, entry.weight, entry.points) for entry in card.inputs] == [
        ("usage_trend", 15, ((-0.5, 0), (0, 70), (0.2, 100))),
        ("seat_utilisation", 15, ((0, 0), (0.4, 50), (0.8, 100))),
        ("feature_adoption", 10, ((0, 0), (0.5, 75), (0.8, 100))),
        ("feedback", 20, ((0, 0), (100, 100))),
        ("support", 10, ((0, 0), (100, 100))),
        ("engagement", 15, ((14, 100), (45, 60), (90, 0))),
        ("outcomes", 5, ((0, 0), (100, 100))),
        ("commercial", 10, ((0, 0), (1, 100))),
    ]
    assert card.caps == (
        ScorecardCap("notice_given", 25),
        ScorecardCap("unanswered_detractor", 74),
        ScorecardCap("champion_left", 74),
    )
    assert (card.green_from, card.amber_from, card.min_coverage, card.segment) == (75, 50, 0.4, None)


def test_that_inputs_and_caps_come_in_the_order_of_the_table_whatever_the_file_says() -> None:
    data = changed(
        lambda d: d.update(inputs=dict(reversed(d["inputs"].items())), caps=dict(reversed(d["caps"].items())))
    )
    card = parse_scorecard(data)
    assert tuple(entry.name for entry in card.inputs) == INPUTS
    assert tuple(cap.name for cap in card.caps) == CAPS


def test_that_what_a_scorecard_leaves_out_takes_its_default() -> None:
    curve = {"weight": 1, "points": [[0, 0], [100, 100]]}
    card = parse_scorecard({"key": "k", "name": " K ", "segment": "smb", "inputs": {"feedback": curve}})
    assert (card.name, card.segment, card.caps) == ("K", "smb", ())
    assert (card.green_from, card.amber_from, card.min_coverage) == (75, 50, 0.4)
    assert [entry.name for entry in card.inputs] == ["feedback"]


def test_that_an_input_may_weigh_nothing_as_long_as_another_weighs_something() -> None:
    card = parse_scorecard(changed(lambda d: d["inputs"]["feedback"].update(weight=0)))
    assert {entry.name: entry.weight for entry in card.inputs}["feedback"] == 0


def weigh_nothing(data: dict[str, Any]) -> None:
    for entry in data["inputs"].values():
        entry["weight"] = 0


REFUSED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no key": (lambda d: d.pop("key"), "key"),
    "empty name": (lambda d: d.update(name=" "), "name"),
    "segment not text": (lambda d: d.update(segment=3), "segment"),
    "unknown setting": (lambda d: d.update(green_form=80), "green_form"),
    "no inputs": (lambda d: d.pop("inputs"), "inputs"),
    "inputs a list": (lambda d: d.update(inputs=[]), "inputs"),
    "unknown input": (lambda d: d["inputs"].update(mood={"weight": 1, "points": [[0, 0], [1, 1]]}), "mood"),
    "input not a table": (lambda d: d["inputs"].update(feedback=20), "inputs.feedback"),
    "unknown word in an input": (lambda d: d["inputs"]["feedback"].update(wieght=3), "wieght"),
    "no weight": (lambda d: d["inputs"]["feedback"].pop("weight"), "inputs.feedback.weight"),
    "negative weight": (lambda d: d["inputs"]["feedback"].update(weight=-1), "inputs.feedback.weight"),
    "weight not a number": (lambda d: d["inputs"]["feedback"].update(weight=math.nan), "inputs.feedback.weight"),
    "endless weight": (lambda d: d["inputs"]["feedback"].update(weight=math.inf), "inputs.feedback.weight"),
    "weight true": (lambda d: d["inputs"]["feedback"].update(weight=True), "inputs.feedback.weight"),
    "all weights zero": (weigh_nothing, "inputs"),
    "no points": (lambda d: d["inputs"]["support"].pop("points"), "inputs.support.points"),
    "one point": (lambda d: d["inputs"]["support"].update(points=[[0, 0]]), "inputs.support.points"),
    "point of three": (lambda d: d["inputs"]["support"].update(points=[[0, 0, 0], [1, 1]]), "inputs.support.points"),
    "point not a pair": (lambda d: d["inputs"]["support"].update(points=[0, 100]), "inputs.support.points"),
    "x stands": (lambda d: d["inputs"]["support"].update(points=[[1, 0], [1, 9]]), "inputs.support.points"),
    "x falls": (lambda d: d["inputs"]["support"].update(points=[[0, 0], [2, 9], [1, 10]]), "inputs.support.points"),
    "x not a number": (lambda d: d["inputs"]["support"].update(points=[["a", 0], [1, 9]]), "inputs.support.points"),
    "y below 0": (lambda d: d["inputs"]["support"].update(points=[[0, -1], [1, 9]]), "inputs.support.points"),
    "y above 100": (lambda d: d["inputs"]["support"].update(points=[[0, 0], [1, 101]]), "inputs.support.points"),
    "unknown cap": (lambda d: d["caps"].update(bad_mood=3), "bad_mood"),
    "cap above 100": (lambda d: d["caps"].update(champion_left=101), "caps.champion_left"),
    "caps a list": (lambda d: d.update(caps=[74]), "caps"),
    "green above 100": (lambda d: d.update(green_from=101), "green_from"),
    "amber above green": (lambda d: d.update(amber_from=80), "amber_from"),
    "coverage in percent": (lambda d: d.update(min_coverage=40), "min_coverage"),
}


@pytest.mark.parametrize(("change", "field"), REFUSED.values(), ids=list(REFUSED))
def test_that_a_scorecard_that_makes_no_sense_is_refused_at_the_place(
    change: Callable[[dict[str, Any]], object], field: str
) -> None:
    with pytest.raises(Rejected) as refused:
        parse_scorecard(changed(change))
    assert refused.value.field == field


# -- as data that is changed

DEFAULT = parse_scorecard(SHIPPED)
weights = st.floats(0, 1000, allow_nan=False)
heights = st.floats(0, 100, allow_nan=False)
curves = st.lists(st.integers(-1000, 1000), min_size=2, max_size=5, unique=True).flatmap(
    lambda xs: st.tuples(*(st.tuples(st.just(float(x)), heights) for x in sorted(xs)))
)


@st.composite
def scorecards(draw: st.DrawFn) -> Scorecard:
    entries = tuple(ScorecardInput(name, draw(weights) + 0.5, draw(curves)) for name in INPUTS)
    caps = tuple(ScorecardCap(name, draw(st.floats(0, 99))) for name in CAPS if draw(st.booleans()))
    amber, green = sorted((draw(heights), draw(heights)))
    return Scorecard("mine", "Mine", None, entries, caps, green, amber, draw(st.floats(0, 1)))


@settings(deadline=None, max_examples=40)
@given(scorecards())
def test_that_a_scorecard_as_data_is_the_same_scorecard(card: Scorecard) -> None:
    assert parse_scorecard(as_data(card)) == card


@settings(deadline=None, max_examples=40)
@given(scorecards(), scorecards())
def test_that_the_differences_put_in_make_the_one_the_other(before: Scorecard, after: Scorecard) -> None:
    found = differences(before, after)
    assert with_changes(before, {each.field: each.new for each in found}) == after
    assert [(each.field, each.new, each.old) for each in found] == list(differences(after, before))


@settings(deadline=None, max_examples=40)
@given(scorecards(), st.floats(0.1, 10))
def test_that_shares_add_up_to_one_and_do_not_depend_on_the_unit_of_the_weights(card: Scorecard, unit: float) -> None:
    shares = weight_shares(card)
    scaled = with_changes(card, {f"inputs.{entry.name}.weight": entry.weight * unit for entry in card.inputs})
    assert sum(shares.values()) == pytest.approx(1)
    assert weight_shares(scaled) == pytest.approx(shares)


def test_that_the_shares_of_the_default_table_are_its_weights_in_percent() -> None:
    assert weight_shares(DEFAULT)["feedback"] == pytest.approx(0.2)
    heavier = with_changes(DEFAULT, {"inputs.feedback.weight": 120})
    assert weight_shares(heavier)["feedback"] == pytest.approx(0.6)


def test_that_a_scorecard_does_not_differ_from_itself_under_another_name_only_by_the_name() -> None:
    copy = copied_for(DEFAULT, " Enterprise ")
    assert (copy.key, copy.name, copy.segment) == ("segment:Enterprise", "Enterprise", "Enterprise")
    assert differences(DEFAULT, copy) == (Difference("name", "Default", "Enterprise"),)
    assert with_values_of(copy, DEFAULT) == copy
    assert differences(DEFAULT, DEFAULT) == ()


@pytest.mark.parametrize("segment", ["", "  ", "x" * 201])
def test_that_a_copy_without_a_proper_segment_is_refused(segment: str) -> None:
    with pytest.raises(Rejected) as refused:
        copied_for(DEFAULT, segment)
    assert refused.value.field == "segment"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"inputs.feedback.weight": -1}, "inputs.feedback.weight"),
        ({"inputs.feedback.weight": None}, "inputs.feedback.weight"),
        ({f"inputs.{name}.weight": 0 for name in INPUTS}, "inputs"),
        ({"inputs.support.points": [(0, 0)]}, "inputs.support.points"),
        ({"inputs.support.points": [(0, 0), (0, 10)]}, "inputs.support.points"),
        ({"caps.champion_left": 101}, "caps.champion_left"),
        ({"green_from": 40}, "amber_from"),
        ({"min_coverage": 40}, "min_coverage"),
        ({"key": "other"}, "key"),
        ({"inputs.mood.weight": 3}, "inputs.mood.weight"),
        ({"caps.mood": 3}, "caps.mood"),
        ({"inputs.feedback.name": 3}, "inputs.feedback.name"),
    ],
)
def test_that_a_change_that_makes_no_sense_is_refused_at_its_place(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Rejected) as refused:
        with_changes(DEFAULT, changes)
    assert refused.value.field == field


def test_that_a_refusal_is_said_in_plain_words() -> None:
    with pytest.raises(Rejected, match=r"^The weight of usage trend is -1: give a number from 0 to 1,000,000\.$"):
        with_changes(DEFAULT, {"inputs.usage_trend.weight": -1})
    with pytest.raises(Rejected, match=r"^Amber begins at 80, above green at 75: lower amber, or raise green\.$"):
        with_changes(DEFAULT, {"amber_from": 80})


def test_that_a_cap_is_taken_away_and_given_back() -> None:
    without = with_changes(DEFAULT, {"caps.champion_left": None})
    assert [cap.name for cap in without.caps] == ["notice_given", "unanswered_detractor"]
    assert differences(DEFAULT, without) == (Difference("caps.champion_left", 74.0, None),)
    assert with_changes(without, {"caps.champion_left": 74}) == DEFAULT


def test_that_every_setting_can_be_changed() -> None:
    changed = with_changes(
        DEFAULT, {"name": "Ours", "green_from": 80, "amber_from": 60, "min_coverage": 0.5, "caps.notice_given": 10}
    )
    assert [getattr(changed, name) for name in SETTINGS] == ["Ours", 80, 60, 0.5]
    assert changed.caps[0] == ScorecardCap("notice_given", 10)

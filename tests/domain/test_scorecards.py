from __future__ import annotations

import copy
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.scorecards import CAPS, INPUTS, ScorecardCap, parse_scorecard

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

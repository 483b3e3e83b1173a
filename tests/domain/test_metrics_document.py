"""docs/metrics.md: its examples come out as written, its links lead somewhere on the page, and no figure is missing."""

from __future__ import annotations

import re
import tomllib

import pytest

from desktop.domain.explain import KEYS
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.signals.book_signals import RULES
from desktop.domain.voice.sentiment import SET_TO
from tests.domain.metrics_examples import PAGE, Example, agrees, computed, examples

TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{each.kind}-line-{each.at}" for each in EXAMPLES])
def test_that_an_example_of_the_page_comes_out_as_it_is_written(example: Example) -> None:
    found = computed(example)
    assert example.results
    assert set(example.results) <= set(found), "the page says something that is not computed"
    wrong = {name: (said, found[name]) for name, said in example.results.items() if not agrees(said, found[name])}
    assert not wrong, "name: (on the page, computed)"


def test_that_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) >= 71


NO_FIGURE = {
    "What each number means": "the head of the page",
    "Contents": "the contents",
    "Rules for all figures": "what holds for all of them",
    "Surveys": "what is kept; the figures follow",
    "Voice: what customers say": "the head of its parts",
    "Renewal forecast": "the head of its parts",
    "Sources": "the sources",
}
"""Sections that define no figure of their own, and what they are."""


def test_that_every_figure_has_a_checked_example_and_a_source() -> None:
    found = {
        heading: text
        for heading, text in re.findall(r"^##?#? (.+)\n((?:(?!^#).*\n?)*)", TEXT, re.MULTILINE)
        if heading not in NO_FIGURE
    }
    assert len(found) > 35
    assert not [heading for heading, text in found.items() if "```example " not in text]
    assert not [heading for heading, text in found.items() if not re.search(r"\*Source|[Oo]urs\b|[Oo]ur own\b", text)]


def test_that_no_example_is_told_that_is_not_checked() -> None:
    told = re.findall(r"^.*(?:Worked e|E)xample\.\*.*$", TEXT, re.MULTILINE)
    # What the demo book says of a closed quarter is checked where it is told: tests/views/window/test_explained.py.
    assert [each for each in told if "2026Q3" not in each] == []


def test_that_every_figure_that_can_be_explained_is_named_on_the_page() -> None:
    named = set(re.findall(r"`([\w.]+)`", TEXT))
    assert set(KEYS) <= named, set(KEYS) - named


def test_that_every_link_within_the_page_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([\w-]+)\)", TEXT))
    assert links
    assert links <= headings, links - headings


def test_that_the_scorecard_on_the_page_is_the_one_that_is_shipped() -> None:
    card = parse_scorecard(
        tomllib.loads((PAGE.parents[1] / "resources" / "scorecards" / "default.toml").read_text(encoding="utf-8"))
    )
    section = TEXT.partition("\n## The health score\n")[2].partition("\n## ")[0]
    weights = {
        name.replace(" ", "_"): float(weight)
        for name, weight in re.findall(r"^\| ([a-z ]+) \| (\d+) \| .+ \| .+ \|$", section, re.MULTILINE)
    }
    assert weights == {entry.name: entry.weight for entry in card.inputs}


def test_that_every_signal_is_on_the_page() -> None:
    section = TEXT.partition("\n## Signals\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!signal|---)(.+?) \|", section, re.MULTILINE)
    assert len(rows) == len(RULES)


def test_that_the_words_for_a_feeling_have_the_values_of_the_page() -> None:
    said = re.findall(r"\*\*(glad|flat|cross)\*\*(?: is)? (-?[\d.]+)", TEXT)
    assert {word: float(value.rstrip(".")) for word, value in said} == SET_TO

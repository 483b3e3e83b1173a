from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.health import HealthScores, explain, largest_losses, rounded_points, score, score_book
from desktop.domain.health_inputs import MISSING, HealthInputs
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard, ScorecardCap, ScorecardInput, parse_scorecard

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
DEFAULT = parse_scorecard(tomllib.loads((RESOURCES / "scorecards" / "default.toml").read_text(encoding="utf-8")))

WORKED = {
    "usage_trend": -0.1,
    "seat_utilisation": 0.6,
    "feedback": 52.5,
    "support": 85,
    "engagement": 30,
    "commercial": 0.8,
}
BEST = {
    "usage_trend": 0.2,
    "seat_utilisation": 1,
    "feature_adoption": 1,
    "feedback": 100,
    "support": 100,
    "engagement": 0,
    "outcomes": 100,
    "commercial": 1,
}

Raw = Mapping[str, float]


def inputs_of(
    *rows: Raw, caps: Sequence[Collection[str]] | None = None, active: Sequence[bool] | None = None
) -> HealthInputs:
    """Accounts "0", "1", ... with these raw inputs and the caps that hold for each."""
    holding = caps or [()] * len(rows)
    return HealthInputs(
        accounts=tuple(str(at) for at in range(len(rows))),
        active=np.array([True] * len(rows) if active is None else active, dtype=np.bool_),
        raw=np.array([[row.get(name, math.nan) for name in INPUTS] for row in rows], dtype=np.float64).reshape(-1, 8),
        caps=np.array([[cap in held for cap in CAPS] for held in holding], dtype=np.bool_).reshape(-1, 3),
    )


def card_of(weights: Mapping[str, float], *, caps: tuple[ScorecardCap, ...] = (), top: float = 100) -> Scorecard:
    curve = ((0.0, 0.0), (top, 100.0))
    inputs = tuple(ScorecardInput(name, weights[name], curve) for name in INPUTS if name in weights)
    return Scorecard("mine", "Mine", None, inputs, caps)


def plain(value: float, **settings: float) -> tuple[float, str]:
    """Score and band of an account with one input whose curve is the identity."""
    scores = score(inputs_of({"feedback": value}), replace(card_of({"feedback": 1}), **settings))
    return float(scores.score[0]), str(scores.band[0])


def test_that_the_worked_account_comes_to_68_89_amber() -> None:
    why = explain(score(inputs_of(WORKED), DEFAULT), "0")
    values = {row.name: row.value for row in why.inputs}
    assert values == {
        "usage_trend": pytest.approx(56),
        "seat_utilisation": pytest.approx(75),
        "feature_adoption": None,
        "feedback": pytest.approx(52.5),
        "support": pytest.approx(85),
        "engagement": pytest.approx(79.35, abs=0.005),
        "outcomes": None,
        "commercial": pytest.approx(80),
    }
    assert why.score == pytest.approx(68.89, abs=0.005)
    assert why.mean == why.score
    assert why.coverage == pytest.approx(0.85)
    assert (why.band, why.caps, why.is_active) == ("amber", (), True)
    assert {row.name: row.weight for row in why.inputs} == pytest.approx(
        {entry.name: 0 if values[entry.name] is None else entry.weight / 85 for entry in DEFAULT.inputs}
    )
    assert [row.missing for row in why.inputs if row.missing] == [MISSING["feature_adoption"], MISSING["outcomes"]]
    assert {row.name: row.raw for row in why.inputs} == {name: WORKED.get(name) for name in INPUTS}


def test_that_the_worked_account_shows_whole_points_that_add_up() -> None:
    why = explain(score(inputs_of(WORKED), DEFAULT), "0")
    shown = rounded_points(why)
    # 9.88, 13.24, -, 12.35, 10, 14.00, -, 9.41
    assert shown == (69, (10, 13, 0, 12, 10, 14, 0, 10), ())


@pytest.mark.parametrize(
    ("weights", "values", "expected"),
    [((20, 15, 22), (47, 59, 21), 40.12), ((1, 1, 1), (10, 10, 0), 6.67)],
    ids=["20/15/22", "equal"],
)
def test_that_the_score_is_the_weighted_mean(
    weights: tuple[float, ...], values: tuple[float, ...], expected: float
) -> None:
    names = ("feedback", "support", "outcomes")
    scores = score(inputs_of(dict(zip(names, values, strict=True))), card_of(dict(zip(names, weights, strict=True))))
    assert scores.score[0] == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("usage_trend", -1, 0),
        ("usage_trend", -0.5, 0),
        ("usage_trend", -0.25, 35),
        ("usage_trend", 0, 70),
        ("usage_trend", 0.1, 85),
        ("usage_trend", 0.2, 100),
        ("usage_trend", 9, 100),
        ("seat_utilisation", 0, 0),
        ("seat_utilisation", 0.4, 50),
        ("seat_utilisation", 0.8, 100),
        ("seat_utilisation", 1.3, 100),
        ("feature_adoption", 0.4, 60),
        ("feature_adoption", 0.5, 75),
        ("feature_adoption", 0.8, 100),
        ("feedback", 52.5, 52.5),
        ("support", 60, 60),
        ("engagement", 0, 100),
        ("engagement", 14, 100),
        ("engagement", 45, 60),
        ("engagement", 90, 0),
        ("engagement", 400, 0),
        ("outcomes", 60, 60),
        ("commercial", 0, 0),
        ("commercial", 0.35, 35),
    ],
)
def test_that_each_input_follows_its_curve_and_is_flat_outside(name: str, raw: float, value: float) -> None:
    scores = score(inputs_of({name: raw}), DEFAULT)
    assert scores.values[0, INPUTS.index(name)] == pytest.approx(value)
    assert scores.score[0] == pytest.approx(value)


@pytest.mark.parametrize("name", INPUTS)
def test_that_a_missing_input_neither_helps_nor_hurts_and_says_why(name: str) -> None:
    rest = {other: value for other, value in BEST.items() if other != name}
    why = explain(score(inputs_of(rest), DEFAULT), "0")
    (row,) = (row for row in why.inputs if row.name == name)
    assert why.score == pytest.approx(100)
    assert why.coverage == pytest.approx(1 - {entry.name: entry.weight for entry in DEFAULT.inputs}[name] / 100)
    assert row == (name, None, None, 0, 0, MISSING[name])


def test_that_nothing_known_gives_no_score() -> None:
    why = explain(score(inputs_of({}), DEFAULT), "0")
    assert (why.score, why.mean, why.coverage, why.band, why.caps) == (None, None, 0, "unscored", ())
    assert rounded_points(why) == (None, (0,) * 8, ())


def test_that_an_inactive_account_has_no_score_whatever_is_known() -> None:
    inputs = inputs_of(BEST, caps=[CAPS], active=[False])
    why = explain(score(inputs, DEFAULT), "0")
    assert (why.score, why.mean, why.coverage, why.band, why.is_active) == (None, None, 1, "unscored", False)
    assert why.caps == ()
    assert {row.points for row in why.inputs} == {0}
    assert [row.value for row in why.inputs] == [100] * 8


def test_that_an_input_the_scorecard_leaves_out_is_no_row_and_no_weight() -> None:
    why = explain(score(inputs_of({"feedback": 40, "support": 100}), card_of({"feedback": 1})), "0")
    assert [row.name for row in why.inputs] == ["feedback"]
    assert (why.score, why.coverage) == (40, 1)


def test_that_an_input_of_no_weight_alone_gives_no_score() -> None:
    why = explain(score(inputs_of({"feedback": 40}), card_of({"feedback": 0, "support": 1})), "0")
    assert (why.score, why.coverage, why.band, why.inputs[0].value) == (None, 0, "unscored", 40)


@pytest.mark.parametrize(
    ("held", "mean", "expected", "row"),
    [
        (["notice_given"], 100, 25, ("notice_given", -75)),
        (["notice_given"], 20, 20, None),
        (["notice_given"], 25, 25, None),
        (["unanswered_detractor"], 80, 74, ("unanswered_detractor", -6)),
        (["unanswered_detractor"], 74, 74, None),
        (["unanswered_detractor"], 60, 60, None),
        (["champion_left"], 81, 74, ("champion_left", -7)),
        (["champion_left"], 50, 50, None),
        (["unanswered_detractor", "champion_left"], 90, 74, ("unanswered_detractor", -16)),
        (["champion_left", "notice_given"], 90, 25, ("notice_given", -65)),
        (["champion_left", "notice_given"], 10, 10, None),
        (CAPS, 60, 25, ("notice_given", -35)),
        ([], 100, 100, None),
    ],
)
def test_that_the_lowest_cap_lowers_the_score_in_a_row_of_its_own_if_it_binds(
    held: list[str], mean: float, expected: float, row: tuple[str, float] | None
) -> None:
    card = card_of({"feedback": 1}, caps=DEFAULT.caps)
    why = explain(score(inputs_of({"feedback": mean}, caps=[held]), card), "0")
    assert (why.score, why.mean) == (pytest.approx(expected), pytest.approx(mean))
    assert why.caps == (() if row is None else ((row[0], pytest.approx(row[1])),))


def test_that_a_cap_the_scorecard_does_not_name_does_not_hold() -> None:
    assert score(inputs_of({"feedback": 90}, caps=[CAPS]), card_of({"feedback": 1})).score[0] == 90


def test_that_a_cap_takes_the_band_with_it() -> None:
    scores = score(inputs_of(BEST, BEST, caps=[["champion_left"], ["notice_given"]]), DEFAULT)
    assert list(scores.band) == ["amber", "red"]


@pytest.mark.parametrize(
    ("value", "band"),
    [(100, "green"), (75, "green"), (74.999, "amber"), (50, "amber"), (49.999, "red"), (0, "red")],
)
def test_that_bands_include_their_lower_edge(value: float, band: str) -> None:
    assert plain(value) == (value, band)


@pytest.mark.parametrize(
    ("value", "band"),
    [(74.9999999999999, "green"), (74.99999, "amber"), (49.9999999999999, "amber"), (49.99999, "red")],
)
def test_that_noise_of_arithmetic_does_not_move_an_account_over_an_edge(value: float, band: str) -> None:
    assert plain(value)[1] == band


@pytest.mark.parametrize(("value", "band"), [(90, "green"), (89, "amber"), (30, "amber"), (29, "red")])
def test_that_band_edges_are_the_scorecards(value: float, band: str) -> None:
    assert plain(value, green_from=90, amber_from=30)[1] == band


@pytest.mark.parametrize(
    ("known", "coverage", "band"),
    [
        (("feedback",), 0.20, "unscored"),
        (("feedback", "usage_trend"), 0.35, "unscored"),
        (("feedback", "support", "commercial"), 0.40, "green"),
        (("feedback", "usage_trend", "outcomes"), 0.40, "green"),
        (INPUTS, 1.0, "green"),
    ],
)
def test_that_too_little_coverage_keeps_the_score_and_withholds_the_band(
    known: tuple[str, ...], coverage: float, band: str
) -> None:
    scores = score(inputs_of({name: BEST[name] for name in known}), DEFAULT)
    assert scores.coverage[0] == pytest.approx(coverage)
    assert (scores.score[0], scores.band[0]) == (pytest.approx(100), band)


def test_that_coverage_on_the_edge_is_enough_in_spite_of_arithmetic() -> None:
    # (0.1 + 0.5) / (0.1 + 0.5 + 0.2 + 0.7) comes out as 0.39999999999999997.
    names = ("usage_trend", "feedback", "support", "outcomes")
    card = card_of(dict(zip(names, (0.1, 0.5, 0.2, 0.7), strict=True)))
    scores = score(inputs_of({"usage_trend": 80, "feedback": 80}), card)
    assert scores.band[0] == "green"


def test_that_each_account_is_scored_by_its_segments_scorecard_else_by_the_general_one() -> None:
    inputs = inputs_of(*[{"feedback": 40, "support": 80}] * 4, caps=[["champion_left"]] * 4)
    general = card_of({"feedback": 1})
    own = replace(card_of({"support": 1}, caps=(ScorecardCap("champion_left", 60),)), key="smb", segment="smb")
    scores = score_book(inputs, ["smb", "enterprise", None, "smb"], [own, replace(general, min_coverage=1)])
    assert list(scores.score) == [60, 40, 40, 60]
    assert [row.name for row in explain(scores, "0").inputs] == ["support"]
    assert [row.name for row in explain(scores, "1").inputs] == ["feedback"]
    assert explain(scores, "3").caps == (("champion_left", -20),)


def test_that_of_two_scorecards_for_one_segment_the_first_key_counts_in_any_order() -> None:
    inputs = inputs_of({"feedback": 40, "support": 80})
    cards = [replace(card_of({"feedback": 1}), key="b"), replace(card_of({"support": 1}), key="a")]
    assert [score_book(inputs, [None], each).score[0] for each in (cards, cards[::-1])] == [80, 80]


def test_that_a_segment_nobody_made_a_scorecard_for_is_refused() -> None:
    with pytest.raises(Rejected, match="smb"):
        score_book(inputs_of(BEST, BEST), ["eu", "smb"], [replace(DEFAULT, segment="eu")])


def test_that_an_account_that_was_not_scored_cannot_be_explained() -> None:
    with pytest.raises(Rejected, match="'nobody'"):
        explain(score(inputs_of(BEST), DEFAULT), "nobody")


@pytest.mark.parametrize(
    ("feedback", "band", "shown"),
    [
        (74.6, "amber", 74),
        (75.0, "green", 75),
        (74.4, "amber", 74),
        (49.99, "red", 49),
        (50.6, "amber", 51),
        (99.5, "green", 100),
    ],
)
def test_that_a_shown_score_never_stands_in_the_next_band(feedback: float, band: str, shown: int) -> None:
    why = explain(score(inputs_of({"feedback": feedback}), card_of({"feedback": 1})), "0")
    assert (why.band, why.shown) == (band, shown)
    assert rounded_points(why).score == shown


def test_that_an_empty_book_has_no_scores() -> None:
    assert len(score(inputs_of(), DEFAULT).score) == len(score_book(inputs_of(), [], []).band) == 0


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((33.4, 33.3, 33.3), (34, 33, 33)),
        ((24.5, 26.0), (25, 26)),
        ((24.6, 24.6, 24.6), (25, 25, 24)),
        ((49.25, 49.25), (50, 49)),
    ],
)
def test_that_whole_points_go_to_the_largest_remainders(parts: tuple[float, ...], shown: tuple[int, ...]) -> None:
    total = sum(parts)
    weights: dict[str, float] = dict(zip(INPUTS[3:], parts, strict=False))
    raw = dict.fromkeys(weights, total)
    why = explain(score(inputs_of(raw), card_of(weights)), "0")
    assert [row.points for row in why.inputs] == pytest.approx(parts)
    assert rounded_points(why).inputs == shown


# Sevenths, so that nothing is a round number in binary; drawing integers is what keeps these tests quick.
SEVENTHS = st.integers(-10, 910).map(lambda n: n / 7)
NUMBER = st.one_of(st.just(math.nan), SEVENTHS, st.integers(-7, 7).map(lambda n: n / 7))
ROW = st.tuples(*[NUMBER] * len(INPUTS)).map(lambda row: dict(zip(INPUTS, row, strict=True)))
PERCENT = st.integers(0, 700).map(lambda n: n / 7)
CURVE = st.tuples(st.integers(-10, 10), st.integers(1, 100), PERCENT, PERCENT, PERCENT).map(
    lambda c: ((float(c[0]), c[2]), (c[0] + c[1] / 7, c[3]), (c[0] + c[1] / 3, c[4]))
)
CARD = st.builds(
    Scorecard,
    key=st.just("any"),
    name=st.just("Any"),
    segment=st.none(),
    inputs=st.lists(
        st.builds(ScorecardInput, st.sampled_from(INPUTS), st.integers(0, 50).map(lambda n: n / 7), CURVE),
        min_size=1,
        max_size=5,
        unique_by=lambda entry: entry.name,
    )
    .map(lambda entries: tuple(sorted(entries, key=lambda entry: INPUTS.index(entry.name))))
    .filter(lambda entries: any(entry.weight > 0 for entry in entries)),
    caps=st.lists(
        st.builds(ScorecardCap, st.sampled_from(CAPS), PERCENT), max_size=3, unique_by=lambda cap: cap.name
    ).map(lambda caps: tuple(sorted(caps, key=lambda cap: CAPS.index(cap.name)))),
    green_from=st.sampled_from((70, 75, 90)),
    amber_from=st.sampled_from((20, 50, 70)),
    min_coverage=st.sampled_from((0, 0.4, 0.75, 1)),
)
ACCOUNT = st.tuples(ROW, st.sets(st.sampled_from(CAPS)), st.booleans())


def book_of(accounts: Sequence[tuple[Raw, Collection[str], bool]]) -> HealthInputs:
    rows, caps, active = zip(*accounts, strict=True) if accounts else ((), (), ())
    return inputs_of(*rows, caps=caps, active=active)


def columns(scores: HealthScores, rows: Sequence[int]) -> list[object]:
    """What is known of these accounts, rounded to what arithmetic can promise."""
    figures = (
        scores.score, scores.mean, scores.coverage, scores.values, scores.weights, scores.points, scores.cap_points
    )  # fmt: skip
    return [scores.band[rows].tolist(), *(np.round(figure[rows], 8).tolist() for figure in figures)]


def assert_equal(one: list[object], other: list[object]) -> None:
    np.testing.assert_equal(one, other)


@given(st.lists(ACCOUNT, min_size=1, max_size=4), CARD)
@settings(deadline=None, max_examples=100)
def test_that_points_and_cap_rows_add_up_to_the_score(
    accounts: list[tuple[Raw, set[str], bool]], card: Scorecard
) -> None:
    scores = score(book_of(accounts), card)
    for account in scores.inputs.accounts:
        why = explain(scores, account)
        total = math.fsum(row.points for row in (*why.inputs, *why.caps))
        assert total == pytest.approx(why.score or 0, abs=1e-9)
        shown = rounded_points(why)
        assert sum(shown.inputs) + sum(shown.caps) == (shown.score or 0)
        parts = zip((*shown.inputs, *shown.caps), (*why.inputs, *why.caps), strict=True)
        assert all(abs(whole - row.points) < 1 + 1e-9 for whole, row in parts)


@given(st.lists(ACCOUNT, min_size=1, max_size=4), CARD)
@settings(deadline=None, max_examples=100)
def test_that_what_takes_most_from_a_score_is_the_largest_loss_among_its_rows(
    accounts: list[tuple[Raw, set[str], bool]], card: Scorecard
) -> None:
    scores = score(book_of(accounts), card)
    for account, most in zip(scores.inputs.accounts, largest_losses(scores), strict=True):
        why = explain(scores, account)
        lost = {row.name: 100 * row.weight - row.points for row in why.inputs} | {c.name: -c.points for c in why.caps}
        worst = 0.0 if why.score is None else max(lost.values(), default=0.0)
        if most is None:
            assert worst == pytest.approx(0, abs=1e-8)
        else:
            assert most[1] == pytest.approx(worst)
            assert lost[most[0]] == pytest.approx(worst)


@given(st.lists(ACCOUNT, max_size=4), CARD)
@settings(deadline=None, max_examples=100)
def test_that_scores_stay_between_0_and_100_and_below_the_mean(
    accounts: list[tuple[Raw, set[str], bool]], card: Scorecard
) -> None:
    scores = score(book_of(accounts), card)
    known = ~np.isnan(scores.score)
    assert np.all((scores.score[known] >= 0) & (scores.score[known] <= 100))
    assert np.all(scores.score[known] <= scores.mean[known])
    assert np.all((scores.coverage >= 0) & (scores.coverage <= 1 + 1e-12))
    assert np.all(scores.cap_points <= 0)
    assert np.all(scores.weights[known].sum(axis=1) == pytest.approx(1))
    assert np.array_equal(known, scores.inputs.active & (scores.coverage > 0))
    assert set(scores.band[~known]) <= {"unscored"}


@given(ROW, st.sampled_from(INPUTS), SEVENTHS, SEVENTHS, st.sampled_from((1, 100)), st.sets(st.sampled_from(CAPS)))
@settings(deadline=None, max_examples=200)
def test_that_a_better_input_never_lowers_the_score(
    row: Raw, name: str, one: float, other: float, unit: int, held: set[str]
) -> None:
    worse, better = sorted((one / unit, other / unit), reverse=name == "engagement")
    low, high = score(inputs_of({**row, name: worse}, {**row, name: better}, caps=[held, held]), DEFAULT).score
    assert low <= high + 1e-9


@given(st.lists(ACCOUNT, min_size=1, max_size=4), CARD, st.data())
@settings(deadline=None, max_examples=100)
def test_that_the_order_of_accounts_changes_nothing(
    accounts: list[tuple[Raw, set[str], bool]], card: Scorecard, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(accounts))))
    straight = score(book_of(accounts), card)
    shuffled = score(book_of([accounts[at] for at in order]), card)
    assert_equal(columns(straight, order), columns(shuffled, range(len(order))))


@given(st.lists(st.tuples(ACCOUNT, st.sampled_from(("a", "b", None))), min_size=1, max_size=4), CARD, CARD)
@settings(deadline=None, max_examples=100)
def test_that_a_book_scored_at_once_is_each_account_scored_alone(
    rows: list[tuple[tuple[Raw, set[str], bool], str | None]], general: Scorecard, own: Scorecard
) -> None:
    cards = {"a": replace(own, key="own", segment="a"), "b": general, None: general}
    together = score_book(book_of([row for row, _ in rows]), [segment for _, segment in rows], [general, cards["a"]])
    for at, (row, segment) in enumerate(rows):
        alone = score(book_of([row]), cards[segment])
        assert_equal(columns(together, [at]), columns(alone, [0]))

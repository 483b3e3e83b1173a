"""Whether a low score came before churn: the sample, the AUC and its interval, and what is said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.discrimination import RESAMPLES, Estimate, auc, estimates
from desktop.domain.facts import Account, ContractLine, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.judging import group, in_words, judge, tally, verdict
from desktop.domain.observations import Observations, month_ends, observe
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.usage import UsageReading, UsageWindows, aggregate

CARD = Path(__file__).resolve().parents[2] / "resources" / "scorecards" / "default.toml"
DEFAULT = parse_scorecard(tomllib.loads(CARD.read_text(encoding="utf-8")))
T = date(2026, 3, 31)
LATER = T + timedelta(91)

scored = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=30)


def bools(values: Sequence[int] | Sequence[bool]) -> np.ndarray:
    return np.array(values, np.bool_)


def seen(
    scores: Sequence[float],
    churned: Sequence[bool] | Sequence[int],
    accounts: Sequence[int] | None = None,
    cards: Sequence[int] | None = None,
) -> Observations:
    """Observations as if they had been made; NaN = unscored."""
    score = np.array(scores, np.float64)
    band = np.where(np.isnan(score), "unscored", np.where(score >= 75, "green", np.where(score >= 50, "amber", "red")))
    return Observations(
        scorecards=(replace(DEFAULT, key="first"), replace(DEFAULT, key="second", segment="Big")),
        account=np.array(range(len(score)) if accounts is None else accounts, np.int64),
        score=score,
        band=band,
        scorecard=np.array([0] * len(score) if cards is None else cards, np.int64),
        noticed=np.zeros(len(score), np.bool_),
        churned=bools(churned),
        shrank=bools(churned),
        unsaid=np.zeros(len(score), np.bool_),
        decided=np.ones(len(score), np.bool_),
        ended_before=0,
    )


# -- AUC


@pytest.mark.parametrize(
    ("scores", "lost", "expected"),
    [
        ([10, 20, 30, 40], [1, 1, 0, 0], 1.0),
        ([10, 20, 30, 40], [0, 0, 1, 1], 0.0),
        ([50, 50, 50, 50], [0, 1, 0, 1], 0.5),
        # 20 is below 30 and 40 and above 10: two pairs of three; 10 below all: three of three.
        ([10, 20, 15, 30, 40], [1, 1, 0, 0, 0], 5 / 6),
        # One pair in order (10 < 20), one tie (20 = 20): (1 + 1/2) / 2.
        ([10, 20, 20], [1, 1, 0], 0.75),
        ([10], [1], None),
        ([10, 20], [0, 0], None),
        ([10, 20], [1, 1], None),
        ([], [], None),
    ],
)
def test_that_the_auc_is_the_one_worked_out_by_hand(
    scores: list[float], lost: list[int], expected: float | None
) -> None:
    assert auc(np.array(scores, np.float64), bools(lost)) == pytest.approx(expected)


def by_all_pairs(rows: list[tuple[int, bool]]) -> float | None:
    pairs = [(left, stayed) for left, is_lost in rows if is_lost for stayed, other in rows if not other]
    return sum((a < b) + (a == b) / 2 for a, b in pairs) / len(pairs) if pairs else None


def auc_of(rows: list[tuple[int, bool]]) -> float | None:
    return auc(np.array([score for score, _ in rows], np.float64), bools([lost for _, lost in rows]))


@given(scored)
@settings(deadline=None, max_examples=100)
def test_that_the_auc_is_that_of_all_pairs(rows: list[tuple[int, bool]]) -> None:
    assert auc_of(rows) == pytest.approx(by_all_pairs(rows), abs=1e-12)


@given(scored, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_that_the_auc_turns_round_with_the_scores_and_heeds_no_order(
    rows: list[tuple[int, bool]], random: Random
) -> None:
    value = auc_of(rows)
    turned = auc_of([(-score, lost) for score, lost in rows])
    mixed = list(rows)
    random.shuffle(mixed)
    assert auc_of(mixed) == value
    assert turned == (None if value is None else pytest.approx(1 - value, abs=1e-12))


# -- intervals


def test_that_repeating_what_is_known_of_an_account_makes_nothing_surer() -> None:
    rng = np.random.default_rng(1)
    score, lost = rng.uniform(0, 100, 80), rng.random(80) < 0.3
    once = tally(seen(score.tolist(), lost.tolist()), lost)
    thrice = np.tile(lost, 3)
    again = tally(seen(np.tile(score, 3).tolist(), thrice.tolist(), np.tile(np.arange(80), 3).tolist()), thrice)
    alone = tally(seen(np.tile(score, 3).tolist(), thrice.tolist()), thrice)
    assert again.auc == pytest.approx(once.auc)
    assert width(alone.auc) < 0.8 * width(again.auc)
    assert (again.accounts, again.lost, again.kept) == (80, int(lost.sum()), 80 - int(lost.sum()))


def width(found: Estimate) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


@given(scored)
@settings(deadline=None, max_examples=20)
def test_that_an_interval_contains_its_estimate(rows: list[tuple[int, bool]]) -> None:
    lost = [lost for _, lost in rows]
    found = tally(seen([score for score, _ in rows], lost), bools(lost)).auc
    assert found.value == pytest.approx(by_all_pairs(rows), abs=1e-12)
    if found.low is not None:
        assert found.value is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_that_nearly_all_intervals_of_a_mean_contain_the_true_one() -> None:
    """Clusters of four like values: an interval that took them for independent would be half as wide and miss often."""
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(40):
        value = np.repeat(rng.normal(10, 1, 40), 4)
        account = np.repeat(np.arange(40), 4)
        (found,) = estimates(lambda weight, v=value: np.array([(weight @ v) / weight.sum()]), account)
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= 10 <= found.high
    assert hits >= 34


def test_that_one_account_alone_has_no_interval() -> None:
    found = tally(seen([10, 20], [1, 0], [3, 3]), bools([1, 0]))
    assert found.auc == Estimate(1.0, None, None)
    assert (found.lost, found.kept) == (1, 1)


def test_that_a_figure_that_most_draws_do_not_have_has_no_interval() -> None:
    """Of two accounts half of the draws miss one; of more draws than that nothing can be said."""
    (found,) = estimates(lambda weight: np.array([np.nan if weight.min() == 0 else 1.0]), np.arange(9))
    assert found == Estimate(1.0, None, None)
    assert RESAMPLES == 1000


# -- verdicts


@pytest.mark.parametrize(
    ("found", "lost", "kept", "expected"),
    [
        (Estimate(0.8, 0.7, 0.9), 10, 10, "predicts"),
        (Estimate(0.8, 0.7, 0.9), 9, 90, "too few churns"),
        (Estimate(0.5, 0.1, 0.9), 9, 90, "too few churns"),
        (Estimate(0.8, 0.7, 0.9), 90, 9, "too few kept"),
        (Estimate(None, None, None), 0, 90, "too few churns"),
        (Estimate(0.6, 0.5, 0.7), 10, 90, "no signal"),
        (Estimate(0.4, 0.3, 0.5), 10, 90, "no signal"),
        (Estimate(0.2, 0.1, 0.3), 10, 90, "wrong way"),
    ],
)
def test_that_a_verdict_takes_an_interval_without_a_coin_and_enough_accounts(
    found: Estimate, lost: int, kept: int, expected: str
) -> None:
    assert verdict(found, lost=lost, kept=kept) == expected


def simulated(strength: float, seed: int = 20) -> Observations:
    """200 accounts at six month-ends, of which one in six churns; their scores are lower by `strength` before."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(200), 6)
    churned = np.repeat(rng.random(200) < 1 / 6, 6)
    score = np.clip(np.repeat(rng.normal(70, 10, 200), 6) + rng.normal(0, 5, 1200) - strength * churned, 0, 100)
    return seen(score.tolist(), churned.tolist(), account.tolist())


def test_that_noise_shows_no_signal() -> None:
    found = judge(simulated(0))
    assert found.churn.verdict == "no signal"
    assert "no signal" in in_words(found.churn)
    assert found.scorecards == {"first": found.churn}


def test_that_noise_seldom_passes_for_a_signal() -> None:
    drawn = [simulated(0, seed) for seed in range(15)]
    verdicts = [tally(each, each.churned).verdict for each in drawn]
    assert verdicts.count("no signal") >= 13


def test_that_a_planted_signal_predicts_and_turned_round_points_the_wrong_way() -> None:
    found, turned = judge(simulated(15)), judge(simulated(-15))
    assert (found.churn.verdict, turned.churn.verdict) == ("predicts", "wrong way")
    assert in_words(found.churn).startswith("The score predicts: ")
    assert "wrong way" in in_words(turned.churn)
    rates = [each.rate.value for each in found.calibration]
    assert rates[0] is not None
    assert rates[-1] is not None
    assert rates[0] > 3 * rates[-1]
    assert found.lift.worst_decile.low is not None
    assert found.lift.worst_decile.low > 1


def test_that_a_weak_signal_is_called_weak() -> None:
    found = judge(simulated(5))
    assert found.churn.verdict == "predicts"
    assert "but weakly" in in_words(found.churn)


def test_that_the_same_observations_give_the_same_intervals() -> None:
    assert judge(simulated(3)) == judge(simulated(3))


def test_that_few_churns_are_said_with_their_number() -> None:
    found = judge(seen([10.0] * 9 + [90.0] * 50, [1] * 9 + [0] * 50))
    assert found.churn.verdict == "too few churns"
    assert in_words(found.churn) == "Too few to judge: 9 accounts churned, and it takes 10."
    everyone = judge(seen([10.0] * 20, [1] * 20))
    assert (everyone.churn.verdict, everyone.churn.auc.value) == ("too few kept", None)
    assert "0 accounts had a score and not churned" in in_words(everyone.churn)


def test_that_an_account_that_churned_counts_once_however_often_it_was_seen() -> None:
    found = judge(seen([10.0] * 12 + [90.0] * 30, [1] * 12 + [0] * 30, [0] * 12 + list(range(1, 31))))
    assert (found.churn.lost, found.churn.verdict) == (1, "too few churns")


def test_that_nothing_at_all_can_be_judged() -> None:
    found = judge(observe(Book(), (), {}, known_on=T))
    assert (found.churn.observations, found.churn.verdict, found.calibration) == (0, "too few churns", ())
    assert found.lift.red == found.churn.auc == found.unscored.rate == Estimate(None, None, None)


# -- groups


def test_that_bands_lift_and_calibration_are_those_worked_out_by_hand() -> None:
    scores = [20, 30, 40, 60, 60, 70, 80, 80, 90, 90]
    found = judge(seen(scores, [1, 1, 0, 1, 0, 0, 1, 0, 0, 0]))
    of = {band: (each.churned, each.observations, each.rate.value) for band, each in found.bands.items()}
    assert of == {"green": (1, 4, 0.25), "amber": (1, 3, pytest.approx(1 / 3)), "red": (2, 3, pytest.approx(2 / 3))}
    assert found.lift.red.value == pytest.approx((2 / 3) / 0.4)
    assert found.lift.red_over_green.value == pytest.approx((2 / 3) / 0.25)
    assert found.lift.worst_decile.value == pytest.approx(1 / 0.4)
    assert found.worst_decile.observations == 1
    assert [(each.lowest, each.highest, each.observations) for each in found.calibration] == [
        (20, 30, 2),
        (40, 60, 3),
        (70, 70, 1),
        (80, 80, 2),
        (90, 90, 2),
    ]
    assert [each.mean for each in found.calibration] == [25, pytest.approx(160 / 3), 70, 80, 90]


def test_that_equal_scores_are_never_parted() -> None:
    found = judge(seen([50.0] * 20, [1, 0] * 10))
    (only,) = found.calibration
    assert (only.observations, found.worst_decile.observations) == (20, 20)
    assert found.lift.worst_decile.value == 1
    assert found.churn.auc == Estimate(0.5, 0.5, 0.5)


def test_that_the_interval_of_a_rate_counts_a_churned_account_once() -> None:
    apart = group(seen([50.0] * 30, [1] * 3 + [0] * 27)).rate
    together = group(seen([50.0] * 30, [1] * 3 + [0] * 27, [0] * 3 + list(range(1, 28)))).rate
    assert (apart.value, together.value) == (0.1, 0.1)
    assert width(together) > 1.5 * width(apart)
    never = group(seen([50.0] * 30, [0] * 30, [0, 1, 2] * 10)).rate
    assert never.high == pytest.approx(0.5615, abs=1e-4)  # Wilson, 0 of 3


def test_that_of_a_group_in_which_nobody_churned_the_lift_has_no_upper_end() -> None:
    found = judge(seen([20.0, 30] + [80.0] * 30, [0, 0] + [1, 0, 0] * 10))
    assert found.lift.red == found.lift.red_over_green == Estimate(0.0, 0.0, None)
    assert judge(seen([20.0, 80], [1, 0])).lift.red_over_green == Estimate(None, None, None)


def test_that_unscored_accounts_are_counted_apart_and_never_dropped() -> None:
    found = judge(seen([20, 80, np.nan, np.nan], [1, 0, 1, 0]))
    assert found.churn.observations == 2
    assert (found.unscored.observations, found.unscored.churned, found.unscored.mean) == (2, 1, None)


def test_that_each_scorecard_is_judged_by_itself() -> None:
    scores = [10, 20, 80, 90] * 12
    found = judge(seen(scores, [1, 1, 0, 0, 0, 0, 1, 1] * 6, cards=[0, 0, 0, 0, 1, 1, 1, 1] * 6))
    assert {key: each.verdict for key, each in found.scorecards.items()} == {"first": "predicts", "second": "wrong way"}
    assert found.churn.auc.value == 0.5
    assert sum(each.observations for each in found.scorecards.values()) == found.churn.observations


# -- the sample


@pytest.mark.parametrize(
    ("day", "days", "months", "expected"),
    [
        (date(2026, 11, 22), 90, 2, (date(2026, 7, 31), date(2026, 6, 30))),
        (date(2026, 6, 29), 90, 2, (date(2026, 2, 28), date(2026, 3, 31))),
        (date(2026, 6, 28), 90, 1, (date(2026, 2, 28),)),
        (date(1, 3, 1), 1, 12, (date(1, 1, 31), date(1, 2, 28))),
        (date(1, 1, 1), 90, 12, ()),
        (date(9999, 12, 31), 1, 1, (date(9999, 11, 30),)),
    ],
)
def test_that_month_ends_leave_the_outcome_time_to_happen(
    day: date, days: int, months: int, expected: tuple[date, ...]
) -> None:
    assert month_ends(day, days, months) == tuple(sorted(expected))


def test_that_there_are_as_many_month_ends_as_asked_for() -> None:
    ends = month_ends(date(2026, 11, 22))
    assert (len(ends), ends[0], ends[-1]) == (12, date(2025, 8, 31), date(2026, 7, 31))


def book(*lines: ContractLine, **more: object) -> Book:
    base = Book(
        accounts=[Account("a", "A"), Account("b", "B")],
        lines=lines,
        answers=[
            SurveyAnswer("s1", "a", "nps", T - timedelta(20), 3, 0, 10),
            SurveyAnswer("s2", "b", "nps", T - timedelta(20), 9, 0, 10),
        ],
        touchpoints=[Touchpoint(f"p{who}", who, T - timedelta(40), "call", "held", True) for who in "ab"],
        tickets=[Ticket("t", "a", T - timedelta(9))],
        scorecards=[DEFAULT],
    )
    return replace(base, **more)


def line(account: str, end: date | None = None, **more: object) -> ContractLine:
    made = ContractLine(account, account, 1000, T - timedelta(300), end, likelihood=0.8)
    return made._replace(**more)


def look(at: Book, readings: Sequence[UsageReading] = (), days: int = 90) -> Observations:
    return observe(at, ("a", "b"), {T: windows(readings)}, days, known_on=LATER)


def windows(readings: Sequence[UsageReading]) -> UsageWindows:
    return aggregate(("a", "b"), readings, T)


@pytest.mark.parametrize(
    ("end", "churned"),
    [
        (T + timedelta(1), True),
        (T + timedelta(90), True),
        (T + timedelta(91), False),
        (None, False),
    ],
)
def test_that_churn_counts_from_the_day_after_to_the_last_day(end: date | None, churned: bool) -> None:
    found = look(book(line("a", end), line("b")))
    assert found.account.tolist() == [0, 1]
    assert found.churned.tolist() == [churned, False]


def test_that_only_accounts_active_on_the_day_are_seen() -> None:
    assert look(book(line("a", T), line("b", start_on=T + timedelta(1)))).account.tolist() == []
    assert look(book(line("b", start_on=T))).account.tolist() == [1]


def test_that_less_arr_is_shrinking_and_not_churn_and_that_coming_back_is_churn() -> None:
    smaller = line("a", id="x", arr_cents=400, start_on=T + timedelta(30))
    found = look(book(line("a", T + timedelta(30)), smaller, line("b")))
    assert (found.churned.tolist(), found.shrank.tolist()) == ([False, False], [True, False])
    back = line("a", id="x", start_on=T + timedelta(60))
    found = look(book(line("a", T + timedelta(30)), back, line("b")))
    assert (found.churned.tolist(), found.shrank.tolist()) == ([True, False], [True, False])


def test_that_what_turned_out_to_have_ended_before_is_neither_lost_nor_kept() -> None:
    """A line that rolls on as far as was known on the day, and of which it was said later that it had ended."""
    rolling = line("a", T - timedelta(10), auto_renew=True, outcome="ended", outcome_on=T + timedelta(5))
    found = look(book(rolling, line("b")))
    assert (found.account.tolist(), found.ended_before) == ([1], 1)
    assert judge(found).ended_before == 1


def test_that_those_whose_term_ended_and_was_decided_are_told_apart() -> None:
    """Two decisions, one said to have ended and one rolled on; and one of which nobody said anything, until they do."""
    ends = T + timedelta(30)
    left = line("a", ends, outcome="ended", outcome_on=ends)
    renewed = line("b", ends, auto_renew=True, term_months=12)
    found = look(book(left, renewed))
    assert (found.decided.tolist(), found.churned.tolist()) == ([True, True], [True, False])
    assert (judge(found).decided.lost, judge(found).decided.kept, judge(found).unsaid) == (1, 1, 0)
    open_ended = look(book(left, line("b")))
    assert (open_ended.decided.tolist(), open_ended.churned.tolist()) == ([True, False], [True, False])
    silent = look(book(line("a", ends), line("b", ends + timedelta(80))))
    assert (silent.churned.tolist(), silent.decided.tolist(), silent.unsaid.tolist()) == (
        [True, False],
        [False, False],
        [True, False],
    )
    assert (judge(silent).churn.lost, judge(silent).decided.observations, judge(silent).unsaid) == (1, 0, 1)
    later = [line("a", ends, outcome="ended", outcome_on=ends + timedelta(100)), line("b")]
    on = {
        known: observe(book(*later), ("a", "b"), {T: windows(())}, known_on=ends + timedelta(known))
        for known in (99, 100)
    }
    assert {known: found.decided.tolist() for known, found in on.items()} == {99: [False, False], 100: [True, False]}


def test_that_notice_given_by_the_day_is_told_apart() -> None:
    ends = T + timedelta(30)
    given = [line(who, ends, notice_given_on=T + timedelta(at)) for who, at in (("a", 0), ("b", 1))]
    found = look(book(*given))
    assert found.noticed.tolist() == [True, False]
    assert (judge(found).churn.lost, judge(found).unannounced.lost) == (2, 1)


def test_that_the_guess_of_the_csm_is_no_part_of_the_score() -> None:
    scores = [look(book(line("a", likelihood=guess), line("b"))).score.tolist() for guess in (0.0, 1.0, None)]
    assert scores[0] == scores[1] == scores[2]
    assert not np.isnan(scores[0]).any()
    (commercial,) = (entry for entry in DEFAULT.inputs if entry.name == "commercial")
    only_guess = book(line("a"), line("b"), scorecards=[replace(DEFAULT, inputs=(commercial,))])
    assert look(only_guess).band.tolist() == ["unscored", "unscored"]


def test_that_nothing_later_changes_the_score_nor_anything_after_the_days_the_outcome() -> None:
    plain = book(line("a"), line("b"))
    after, beyond = T + timedelta(1), LATER
    more = book(
        line("a", beyond, outcome="ended", outcome_on=beyond, notice_given_on=after),
        line("b", id="other"),
        line("b", id="small", product="extra", start_on=beyond),
        answers=[*plain.answers, SurveyAnswer("s3", "a", "nps", after, 10, 0, 10)],
        touchpoints=[*plain.touchpoints, Touchpoint("p3", "a", after, "call", "held", True)],
        tickets=[plain.tickets[0]._replace(closed_on=after), Ticket("t2", "b", after, escalated=True)],
    )
    readings = [UsageReading("a", "active_users", T - timedelta(days), 10.0) for days in range(1, 56, 7)]
    later = [UsageReading("a", "active_users", after, 9000.0)]
    before, then = look(plain, readings), look(more, [*readings, *later])
    assert then.score.tolist() == before.score.tolist()
    assert then.band.tolist() == before.band.tolist()
    assert then.noticed.tolist() == before.noticed.tolist()
    assert then.churned.tolist() == then.shrank.tolist() == before.churned.tolist() == [False, False]
    assert look(more, readings, days=91).churned.tolist() == [True, False]

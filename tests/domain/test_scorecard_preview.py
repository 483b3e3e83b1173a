"""What another scorecard would do to a book: who changes the band, who is named first, and how the mean moves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.health import BANDS, HealthScores, score, score_book
from desktop.domain.scorecard_preview import AccountMove, BandMove, preview, standing
from desktop.domain.scorecards import Scorecard, with_changes
from tests.domain.test_health import DEFAULT, card_of, inputs_of

GREEN_80 = {"green_from": 80.0}
CARD = card_of({"feedback": 1})
raws = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 100)), st.booleans(), st.integers(0, 9)), min_size=0, max_size=12
)


def book(values: Sequence[float | None], card: Scorecard = CARD, active: Sequence[bool] | None = None) -> HealthScores:
    """Accounts "0", "1", ... whose score is the value; None = nothing known."""
    rows = [{} if value is None else {"feedback": float(value)} for value in values]
    return score(inputs_of(*rows, active=active), card)


def test_that_a_higher_edge_moves_who_stands_below_it() -> None:
    values = [79, 90, 60, None, 78]
    found = preview(book(values), book(values, with_changes(CARD, GREEN_80)), {"0": 100, "4": 900})

    assert found.moves == (BandMove("green", "amber", 2),)
    assert found.moved == (
        AccountMove("4", 900, "green", "amber", 78, 78),
        AccountMove("0", 100, "green", "amber", 79, 79),
    )
    assert (found.before.mean, found.after.mean) == (pytest.approx(76.75), pytest.approx(76.75))
    assert (found.before.banded, found.before.active, found.rescored) == (4, 5, 2)
    assert found.before.bands == {"green": 3, "amber": 1, "red": 0, "unscored": 1}
    assert found.after.bands == {"green": 1, "amber": 3, "red": 0, "unscored": 1}


def test_that_an_account_that_cannot_be_judged_any_more_has_no_score_to_show() -> None:
    both = card_of({"feedback": 1, "support": 1})
    before = score(inputs_of({"feedback": 80}), both)
    after = score(inputs_of({"feedback": 80}), with_changes(both, {"min_coverage": 0.6}))
    found = preview(before, after, {})

    assert found.moved == (AccountMove("0", 0, "green", "unscored", 80, None),)
    assert (found.before.mean, found.after.mean, found.after.banded) == (pytest.approx(80), None, 0)


def test_that_scores_that_move_within_their_band_are_counted_apart() -> None:
    rows = inputs_of({"feedback": 100, "support": 90}, {"feedback": 80, "support": 80})
    before = score(rows, card_of({"feedback": 1, "support": 1}))
    after = score(rows, card_of({"feedback": 1, "support": 3}))
    found = preview(before, after, {})

    assert (found.moves, found.moved, found.rescored) == ((), (), 1)


def test_that_an_account_that_is_not_active_is_not_counted() -> None:
    found = preview(
        book([79, 79], active=[True, False]), book([79, 79], with_changes(CARD, GREEN_80), active=[True, False]), {}
    )
    assert (len(found.moved), found.before.active, found.before.accounts) == (1, 1, 2)


def test_that_an_empty_book_has_nothing_to_move() -> None:
    found = preview(book([]), book([]), {})
    assert (found.moves, found.before.mean, found.before.active) == ((), None, 0)


def test_that_two_scorings_of_other_accounts_are_not_compared() -> None:
    with pytest.raises(Rejected, match="different accounts"):
        preview(book([1]), book([1, 2]), {})


def test_that_a_scorecard_stands_by_the_accounts_that_it_scores() -> None:
    own = with_changes(DEFAULT, {"name": "Own"})
    small = Scorecard("small", "Small", "Small", own.inputs, own.caps)
    rows = inputs_of({"feedback": 80, "engagement": 10}, {"feedback": 10, "engagement": 90}, {"feedback": 50})
    scores = score_book(rows, ["Small", None, "Other"], [DEFAULT, small])

    assert (standing(scores, "small").accounts, standing(scores, "default").accounts) == (1, 2)
    assert (standing(scores).accounts, standing(scores, "gone").accounts) == (3, 0)
    # 80 and 100 of weights 20 and 15, below 40 % of all weight.
    assert standing(scores, "small").bands["unscored"] == 1


@settings(deadline=None, max_examples=100)
@given(raws, st.floats(0, 100), st.floats(0, 100))
def test_that_the_moves_lead_from_the_one_standing_to_the_other(
    drawn: list[tuple[int | None, bool, int]], one: float, other: float
) -> None:
    amber, green = sorted((one, other))
    values, active = [value for value, _, _ in drawn], [is_active for _, is_active, _ in drawn]
    arr = {str(at): cents for at, (_, _, cents) in enumerate(drawn)}
    before = book(values, active=active)
    after = book(values, with_changes(CARD, {"amber_from": amber, "green_from": green}), active=active)
    found = preview(before, after, arr)

    counts = dict(found.before.bands)
    for each in found.moves:
        assert each.before != each.after
        counts[each.before] -= each.accounts
        counts[each.after] += each.accounts
    assert counts == found.after.bands
    assert sum(each.accounts for each in found.moves) == len(found.moved) <= found.rescored
    assert [each.arr_cents for each in found.moved] == sorted((each.arr_cents for each in found.moved), reverse=True)
    # An edge moves no score.
    assert found.before.mean == found.after.mean
    back = preview(after, before, arr)
    turned = sorted((each.after, each.before, each.accounts) for each in back.moves)
    assert turned == sorted((each.before, each.after, each.accounts) for each in found.moves)
    assert set(found.before.bands) == set(BANDS)


@settings(deadline=None, max_examples=50)
@given(raws)
def test_that_the_same_scorecard_moves_nothing(drawn: list[tuple[int | None, bool, int]]) -> None:
    values = [value for value, _, _ in drawn]
    found = preview(book(values), book(values), {})
    assert (found.moves, found.rescored) == ((), 0)

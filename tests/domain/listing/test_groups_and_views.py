"""Groups with what they come to, and views as they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.listing.columns import Listing
from desktop.domain.listing.conditions import Condition
from desktop.domain.listing.groups import Subtotal, grouped
from desktop.domain.listing.views import DEFAULT_COLUMNS, Place, View, offered, read_view, written_view
from tests.domain.listing_rows import DAY, row

SOON = DAY + timedelta(90)
ROWS = [
    row("A", csm="Mara", arr_cents=100_00, shown=80, band="green", opts_out_on=SOON),
    row("B", csm="Jana", arr_cents=200_00, shown=40, band="red", opts_out_on=SOON + timedelta(1)),
    row("C", csm="Mara", arr_cents=50_00, shown=60, band="amber", opts_out_on=DAY - timedelta(1)),
    row("D", arr_cents=7_00),
]


def test_that_groups_come_by_name_with_the_unknown_last_and_keep_the_order_within() -> None:
    found = grouped(Listing(ROWS, DAY), "csm", np.array([3, 2, 1, 0], np.int32))

    assert found.order.tolist() == [1, 2, 0, 3]
    assert found.starts == (0, 1, 3)
    assert found.subtotals == (
        Subtotal("Jana", 1, 200_00, 40.0, 1, 1, 200_00, 0),
        Subtotal("Mara", 2, 150_00, 70.0, 2, 1, 50_00, 100_00),
        Subtotal(None, 1, 7_00, None, 0, 0, 0, 0),
    )


def test_that_the_worst_band_comes_first() -> None:
    found = grouped(Listing(ROWS, DAY), "band", np.arange(4, dtype=np.int32))
    assert [each.label for each in found.subtotals] == ["red", "amber", "green", "unscored"]


def test_that_nothing_listed_makes_no_group() -> None:
    found = grouped(Listing(ROWS, DAY), "csm", np.empty(0, np.int32))
    assert (found.subtotals, found.order.size, found.starts) == ((), 0, ())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["x", "y", None]), st.integers(0, 10**9), st.integers(0, 100)), max_size=30))
def test_that_subtotals_add_up_to_the_whole(made: list[tuple[str | None, int, int]]) -> None:
    rows = [
        row(str(at), segment=segment, arr_cents=cents, shown=score, band="red")
        for at, (segment, cents, score) in enumerate(made)
    ]
    found = grouped(Listing(rows, DAY), "segment", np.arange(len(rows), dtype=np.int32))
    assert sum(each.n for each in found.subtotals) == len(rows)
    assert sum(each.arr_cents for each in found.subtotals) == sum(each.arr_cents for each in rows)
    assert sorted(found.order.tolist()) == list(range(len(rows)))


FULL = View(
    name="Mine",
    conditions=(Condition("csm", "is", ("Jana",)), Condition("nps", "unknown")),
    words="frei",
    group="segment",
    columns=(Place("health"), Place("name", 180), Place("own:f1")),
    sort="arr",
    descending=True,
)


def test_that_a_view_comes_back_as_it_was_kept() -> None:
    assert read_view("Mine", written_view(FULL)) == FULL
    assert read_view("", written_view(View())) == View()


@pytest.mark.parametrize(
    "kept", [None, "", "{", "[]", "7", '{"filters": 3, "columns": [[], ["arr", -4], 5], "sort": [], "group": 9}']
)
def test_that_a_damaged_view_shows_what_is_left_of_it(kept: str | None) -> None:
    found = read_view("Mine", kept)
    assert found.conditions == ()
    assert found.sort == "opt_out"


def test_that_widths_and_names_do_not_make_another_view() -> None:
    assert FULL.is_like(replace(FULL, name="Else", columns=tuple(Place(each.key, 77) for each in FULL.columns)))
    assert View().is_like(View(columns=tuple(Place(key, 99) for key in DEFAULT_COLUMNS)))
    assert not View().is_like(View(group="csm"))


def test_that_my_accounts_are_offered_once_it_is_known_whose() -> None:
    assert offered(None)[0].name == "Opt-out in 90 days"
    assert offered("Jana")[0].conditions == (Condition("csm", "is", ("Jana",)),)

"""Where accounts stand when people put them below one another apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.parents import Above, comes_under_itself, parents_after


@pytest.mark.parametrize(
    ("first", "sets", "expected"),
    [
        ({}, [{"a": "b"}, {"c": "b"}], {"a": "b", "c": "b"}),
        # The second of two that close a circle is refused, and stays where it was.
        ({"b": "z"}, [{"a": "b"}, {"b": "a"}], {"a": "b", "b": "z"}),
        ({}, [{"a": "b"}, {"b": "c"}, {"c": "a"}], {"a": "b", "b": "c", "c": None}),
        ({}, [{"a": "a"}], {"a": None}),
        # What was refused is not done later, when nothing is in its way any more.
        ({}, [{"a": "b"}, {"b": "a"}, {"a": None}], {"a": None, "b": None}),
        # Said again by somebody who knows, it holds.
        ({}, [{"a": "b"}, {"b": "a"}, {"a": None}, {"b": "a"}], {"a": None, "b": "a"}),
        # One change set may turn two around at once.
        ({"a": "b"}, [{"a": None, "b": "a"}], {"a": None, "b": "a"}),
        ({"a": "b", "c": "d"}, [{"a": "x", "b": "a", "d": "c"}], {"a": "x", "b": "a", "c": "d", "d": None}),
    ],
)
def test_that_the_second_who_closes_a_circle_is_refused(first: Above, sets: list[Above], expected: Above) -> None:
    assert parents_after(first, sets) == expected


ACCOUNTS = st.sampled_from("abcde")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(ACCOUNTS, st.none() | ACCOUNTS, min_size=1, max_size=4), max_size=12))
def test_that_nobody_ever_comes_under_itself(sets: list[Above]) -> None:
    above = parents_after({}, sets)
    assert not any(comes_under_itself(account, above) for account in above)
    for account, parent in above.items():
        assert parent is None or any(said.get(account) == parent for said in sets)

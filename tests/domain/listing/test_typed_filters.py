"""Filters as they are typed: what they mean, how they are written, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.listing.conditions import BARE, Condition, checked, operators, plain_number
from desktop.domain.listing.fields import FIELDS, Field, own_fields
from desktop.domain.listing.typed import read_filter, written_filter

OWN = own_fields([("f1", "Tier"), ("f2", "Contract value"), ("f3", "ARR"), ("f4", "tier"), ("f5", "2nd owner")])
ALL = (*FIELDS, *OWN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("csm:jana", Condition("csm", "is", ("jana",))),
        ("CSM:Jana,Mara", Condition("csm", "is", ("Jana", "Mara"))),
        ('csm:"Mara Lind"', Condition("csm", "is", ("Mara Lind",))),
        ("-csm:jana", Condition("csm", "is_not", ("jana",))),
        ("csm!=jana", Condition("csm", "is_not", ("jana",))),
        ("arr>50k", Condition("arr", "at_least", ("50000",))),
        ("arr>=50,000", Condition("arr", "at_least", ("50000",))),
        ("arr<1.5m", Condition("arr", "at_most", ("1500000",))),
        ("optout<60", Condition("opt_out", "within", ("60",))),
        ("optout<60d", Condition("opt_out", "within", ("60",))),
        ("opt-out>60", Condition("opt_out", "at_least", ("60",))),
        ("renews<2026-12-31", Condition("renews", "at_most", ("2026-12-31",))),
        ("due:past", Condition("due", "past")),
        ("talked>30", Condition("talked", "at_least", ("30",))),
        ("nps:unknown", Condition("nps", "unknown")),
        ("nps:9,10", Condition("nps", "is", ("9", "10"))),
        ("change>-5", Condition("change", "at_least", ("-5",))),
        ("seats>80%", Condition("seats", "at_least", ("80",))),
        ("segment:none", Condition("segment", "unknown")),
        ("-segment:none", Condition("segment", "known")),
        ('segment:"none"', Condition("segment", "is", ("none",))),
        ("segment:past", Condition("segment", "is", ("past",))),
        ("step~call", Condition("step", "contains", ("call",))),
        ("tier:gold", Condition("own:f1", "is", ("gold",))),
        ("contract-value~1200", Condition("own:f2", "contains", ("1200",))),
        ("arr-2:x", Condition("own:f3", "is", ("x",))),
        ("tier-2:x", Condition("own:f4", "is", ("x",))),
        ("own-2nd-owner:x", Condition("own:f5", "is", ("x",))),
    ],
)
def test_what_a_typed_word_means(typed: str, meant: Condition) -> None:
    found = read_filter(typed, ALL)
    assert (found.conditions, found.words, found.refused) == ((meant,), "", ())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("foo:bar", "'foo' is no field"),
        ("seg:smb", "Did you mean segment?"),
        ("arr>much", "'much' is no number"),
        ("arr>", "type what it is compared with"),
        ("optout<soon", "neither a number of days nor a date"),
        ("optout<2026-02-30", "neither a number of days nor a date"),
        ("csm>jana", "cannot be asked that"),
        ("arr~5", "cannot be asked that"),
        ("arr>1,000,,", None),
        ("-arr>5", "can be turned round"),
    ],
)
def test_that_a_refused_part_says_why_and_leaves_the_rest(typed: str, why: str | None) -> None:
    found = read_filter(f"ostrava {typed} csm:jana", ALL)
    assert found.words == "ostrava"
    assert Condition("csm", "is", ("jana",)) in found.conditions
    if why is None:
        assert found.refused == () or found.refused[0].why
    else:
        assert [each.text for each in found.refused] == [typed]
        assert why in found.refused[0].why


def test_that_what_is_still_being_typed_is_read_as_far_as_it_goes() -> None:
    assert read_filter('csm:"Mara L', ALL).conditions == (Condition("csm", "is", ("Mara L",)),)
    assert read_filter("14:00 ostrava", ALL).words == "14:00 ostrava"


def texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    field: Field = draw(st.sampled_from(ALL))
    operator = draw(st.sampled_from(operators(field)))
    if operator in BARE:
        return Condition(field.key, operator)
    many = operator in ("is", "is_not", "contains")
    if field.kind == "text":
        values = draw(st.lists(texts(), min_size=1, max_size=3, unique=True))
    elif field.kind in ("to", "since"):
        day = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(date.isoformat)
        days = st.integers(0, 9999).map(str)
        values = [draw(day if operator == "at_most" else days if operator == "within" else st.one_of(day, days))]
    else:
        numbers = st.one_of(st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2)).map(float)
        values = draw(st.lists(numbers.map(plain_number), min_size=1, max_size=3 if many else 1, unique=True))
    return checked(field, operator, tuple(values))


@settings(deadline=None, max_examples=200)
@given(st.lists(conditions(), max_size=4, unique=True))
def test_that_what_is_written_reads_as_the_same_conditions(asked: list[Condition]) -> None:
    text = written_filter(asked, ALL, "ostrava freight")
    found = read_filter(text, ALL)
    assert (found.conditions, found.words, found.refused) == (tuple(asked), "ostrava freight", ()), text


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=40))
def test_that_no_text_is_too_strange_to_be_read(text: str) -> None:
    found = read_filter(text, ALL)
    again = read_filter(written_filter(found.conditions, ALL), ALL)
    assert again.conditions == found.conditions

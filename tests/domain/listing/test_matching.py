"""Which accounts meet a condition: unknown is no value, and never 0."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.domain.listing.columns import Listing
from desktop.domain.listing.fields import FIELDS, own_fields
from desktop.domain.listing.matching import meeting
from desktop.domain.listing.typed import read_filter
from tests.domain.listing_rows import DAY, row

OWN = own_fields([("f1", "Tier")])
ALL = (*FIELDS, *OWN)
LISTING = Listing(
    [
        row("Ostrava", csm="Jana Novak", arr_cents=148_000_00, shown=58, band="amber", coverage=0.84,
            opts_out_on=DAY + timedelta(23), last_two_way_on=DAY - timedelta(71), segment="SMB", next_step="Call Petr"),
        row("Verity", csm="Mara Lind", arr_cents=779_000_00, shown=86, band="green", coverage=0.92,
            opts_out_on=DAY + timedelta(118), last_two_way_on=DAY, segment="Enterprise"),
        row("Quillon", csm="Janata", segment="Öffentlich", arr_cents=38_000_00, shown=41, band="red", coverage=0.72,
            opts_out_on=DAY - timedelta(12), next_step_on=DAY - timedelta(1)),
        row("Brackwater", next_step_on=DAY, segment="SMB"),
    ],
    DAY,
    {"nps": {"ostrava": 3.0, "verity": 9.0}, "own:f1": {"verity": "Gold"}, "tags": {"verity": "key, Reference"},
     "seats": {"ostrava": 0.94}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("csm:jana", "Ostrava"),  # a first name, not the beginning of a word
        ("-csm:jana", "Verity Quillon Brackwater"),
        ("csm:unknown", "Brackwater"),
        ("csm:known", "Ostrava Verity Quillon"),
        ("csm:jana,mara", "Ostrava Verity"),
        ("csm~an", "Ostrava Quillon"),
        ("arr>148k", "Ostrava Verity"),
        ("arr<148k", "Ostrava Quillon Brackwater"),
        ("optout<60", "Ostrava"),  # what has passed is not within 60 days
        ("optout>60", "Verity"),
        ("optout:past", "Quillon"),
        ("optout:unknown", "Brackwater"),
        ("optout<2026-12-16", "Ostrava Quillon"),
        ("optout>2026-12-16", "Ostrava Verity"),
        ("due:past", "Quillon"),
        ("due<0", "Brackwater"),
        ("talked>30", "Ostrava"),
        ("talked<30", "Verity"),
        ("talked<2026-10-01", "Ostrava"),
        ("talked>2026-10-01", "Verity"),
        ("nps:unknown", "Quillon Brackwater"),
        ("nps>9", "Verity"),
        ("nps<6", "Ostrava"),
        ("seats>90", "Ostrava"),
        ("coverage>85%", "Verity"),
        ("band:red,amber", "Ostrava Quillon"),
        ("band:unknown", "Brackwater"),
        ("band:known", "Ostrava Verity Quillon"),
        ("tier:gold", "Verity"),
        ("tags:reference", "Verity"),
        ("-tags:key", "Ostrava Quillon Brackwater"),
        ("segment:smb csm:jana", "Ostrava"),
        ("segment:offentlich", "Quillon"),
        ("step:none", "Verity Quillon Brackwater"),
        ("health:41", "Quillon"),
    ],
)
def test_which_accounts_a_filter_lists(typed: str, names: str) -> None:
    found = read_filter(typed, ALL)
    assert found.refused == ()
    met = meeting(LISTING, found.conditions, ALL)
    assert met is not None
    assert " ".join(each.name for each, is_met in zip(LISTING.rows, met.tolist(), strict=True) if is_met) == names


def test_that_no_condition_and_one_on_a_retired_field_ask_nothing() -> None:
    assert meeting(LISTING, (), ALL) is None
    gone = read_filter("tier:gold", ALL).conditions
    assert meeting(LISTING, gone, FIELDS) is None

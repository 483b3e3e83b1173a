"""How the sentence over the renewals came about: every term is in it or left out, and its rows add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.facts import Account, ContractLine
from desktop.operations.charts import RenewalFacts
from desktop.operations.explain_renewals import explained_can_leave
from desktop.operations.renewal_view import renewal_view

DAY = date(2026, 11, 23)

_lines = st.builds(
    ContractLine,
    id=st.uuids().map(str),
    account=st.sampled_from("abc"),
    arr_cents=st.sampled_from((0, 100, 333)),
    start_on=st.integers(1, 700).map(lambda days: DAY - timedelta(days)),
    end_on=st.none() | st.integers(-60, 400).map(lambda days: DAY + timedelta(days)),
    term_months=st.none() | st.integers(1, 36),
    notice_days=st.sampled_from((None, 0, 30, 90)),
    auto_renew=st.booleans(),
    notice_given_on=st.none() | st.just(DAY - timedelta(3)),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(_lines, max_size=8))
def test_that_every_term_counts_or_is_left_out_and_the_rows_add_up(lines: list[ContractLine]) -> None:
    view = renewal_view(RenewalFacts([Account(each, each.upper()) for each in "abc"], lines), DAY)
    found = explained_can_leave(view, DAY)
    assert sum(found.parts()) == found.value == view.to_renew_cents
    assert (found.n, len({row.account for row in found.rows})) == (view.accounts, view.accounts)
    assert len(found.rows) + sum(each.n for each in found.exclusions) == len(view.timeline.terms)

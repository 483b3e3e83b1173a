"""How the sentence over the renewals came about: every term is in it or left out, and its rows add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.charts.renewal_timeline import RenewalTimeline, Term
from desktop.domain.facts import Account, ContractLine
from desktop.operations.charts import RenewalFacts
from desktop.operations.explain_renewals import explained_can_leave
from desktop.operations.renewal_view import decided_by, next_decided, renewal_view

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


_terms = st.builds(
    Term,
    account=st.just("A"),
    key=st.sampled_from("abcdefgh"),
    line=st.just(""),
    start_on=st.just(DAY - timedelta(300)),
    end_on=st.integers(-60, 400).map(lambda days: DAY + timedelta(days)),
    opts_out_on=st.none() | st.integers(-90, 300).map(lambda days: DAY + timedelta(days)),
    arr_cents=st.just(100),
    is_overdue=st.booleans(),
    notice_given_on=st.none() | st.just(DAY - timedelta(3)),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(_terms, max_size=20), st.integers(1, 8))
def test_that_of_many_accounts_those_are_shown_that_are_decided_next(terms: list[Term], most: int) -> None:
    whole = RenewalTimeline(DAY, terms)
    shown = next_decided(whole, DAY, most)
    keys = {term.key for term in shown.terms}
    assert list(shown.terms) == [term for term in terms if term.key in keys], "whole accounts, in their order"
    if len({term.key for term in terms}) <= most:
        assert shown == whole
        return
    assert len(keys) <= most
    overdue = {term.key for term in terms if term.is_overdue}
    assert overdue <= keys or keys <= overdue
    ahead = [term for term in terms if not term.is_overdue and term.notice_given_on is None and decided_by(term) >= DAY]
    left_out = [decided_by(term) for term in ahead if term.key not in keys]
    first_of = {
        key: min((decided_by(term) for term in ahead if term.key == key), default=DAY) for key in keys - overdue
    }
    assert not left_out or all(each <= min(left_out) for each in first_of.values())

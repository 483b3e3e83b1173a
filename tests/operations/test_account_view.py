"""What the page of one account is given: that it adds up, keeps to the day, and agrees with the other pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.health import CapRow, HealthExplanation, InputRow
from desktop.operations import look
from desktop.operations.account_view import AccountView, account_view
from desktop.operations.account_why import rounded_rows
from desktop.operations.defaults import write_defaults
from desktop.operations.demo.write import write_demo
from desktop.store import usage_rows
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading

DAY = date(2026, 11, 23)
EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portfolio]:
    path = tmp_path_factory.mktemp("demo") / "demo.perennial"
    write_demo(path, as_of=DAY, accounts=60, seed=1)
    with Portfolio.open(path, writable=False) as book:
        yield book


def view_of(book: Portfolio, name: str, day: date = DAY) -> AccountView:
    account = next(each.id for each in book.read(facts.accounts) if each.name.startswith(name))
    return book.read(account_view, account, day)


def test_that_the_points_of_every_account_add_up_to_the_score_as_shown(demo: Portfolio) -> None:
    scored = 0
    for account in demo.read(facts.accounts):
        why = demo.read(account_view, account.id, DAY).why
        if why.shown is None:
            continue
        scored += 1
        assert sum(row.points for row in why.rows) + sum(cap.points for cap in why.caps) == why.shown, account.name
        assert sum(row.of for row in why.rows) == 100
        losses = [row.points - row.of for row in why.rows]
        assert losses == sorted(losses)
        assert max(losses) <= 0
    assert scored > 30


def test_that_score_and_change_agree_with_the_list_of_accounts(demo: Portfolio) -> None:
    for row in demo.read(look.accounts, DAY)[:12]:
        view = demo.read(account_view, row.id, DAY)
        assert view.why.band == row.band
        assert view.why.shown == row.shown or row.shown is None
        assert view.score_change == pytest.approx(row.change_30d)
        assert view.arr_cents == row.arr_cents
        assert (view.last_two_way[0] if view.last_two_way else None) == row.last_two_way_on


@given(
    weights=st.lists(st.integers(1, 40), min_size=1, max_size=8),
    values=st.lists(st.floats(0, 100), min_size=8, max_size=8),
    cap=st.one_of(st.none(), st.integers(0, 99)),
)
@settings(deadline=None, max_examples=100)
def test_that_no_input_earns_more_than_it_could(weights: list[int], values: list[float], cap: int | None) -> None:
    shares = [weight / sum(weights) for weight in weights]
    rows = tuple(
        InputRow(f"i{i}", value, value, share, share * value, None)
        for i, (share, value) in enumerate(zip(shares, values, strict=False))
    )
    mean = sum(row.points for row in rows)
    score = mean if cap is None else min(mean, cap)
    caps = (CapRow("champion_left", score - mean),) if score < mean else ()
    explanation = HealthExplanation(score, round(score), mean, 1.0, "amber", True, rows, caps)

    points, of = rounded_rows(explanation)

    assert sum(of) == 100
    assert all(0 <= earned <= most for earned, most in zip(points, of, strict=True))


def test_that_the_last_contact_of_a_story_is_told_by_whom(demo: Portfolio) -> None:
    view = view_of(demo, "Ostrava")

    assert view.last_two_way == (DAY - timedelta(days=71), "Petr Novak")
    petr = next(each for each in view.contacts if each.person.name == "Petr Novak")
    assert (petr.days, petr.is_quiet) == (71, True)


def test_that_who_left_comes_last_and_the_only_one_left_is_named(demo: Portfolio) -> None:
    view = view_of(demo, "Lumen")

    assert [(each.person.name, each.has_left) for each in view.contacts] == [
        ("Ines Vogt", False),
        ("Jana Brandt", True),
    ]
    assert view.only_contact == view.contacts[0].person.id
    assert [(cap.name, cap.points) for cap in view.why.caps] == [("champion_left", -7)]
    before = view_of(demo, "Lumen", DAY - timedelta(days=30))
    assert before.only_contact is None
    assert before.why.caps == ()


def test_that_the_timeline_says_what_an_answer_did_to_the_score(demo: Portfolio) -> None:
    row = next(row for row in view_of(demo, "Tindle").timeline if row.event.kind == "nps")

    assert row.shift is not None
    assert (row.shift.before, row.shift.after) == (81, 62)


def test_that_plans_come_first_and_the_past_knows_nothing_of_later(demo: Portfolio) -> None:
    day = DAY - timedelta(days=40)
    view = view_of(demo, "Aldermoor", day)

    days = [row.event.on_day for row in view.timeline]
    assert days == sorted(days, reverse=True)
    assert all(row.event.is_planned or row.event.on_day <= day for row in view.timeline)
    trained = next(step for step in view.plans[0].steps if step.name == "Admins trained")
    assert (trained.done_on, trained.state) == (None, None)
    assert all(step.blocked_on is None for step in view.plans[0].steps)


def test_that_a_blocked_milestone_tells_since_when_and_what_it_was_due_on_first(demo: Portfolio) -> None:
    plan = view_of(demo, "Aldermoor").plans[0]

    assert (plan.day_no, plan.target_days) == (74, 45)
    sso = next(step for step in plan.steps if step.name == "SSO live")
    assert sso.blocked_on == DAY - timedelta(days=31)
    assert sso.first_due_on == DAY - timedelta(days=34)


def test_that_answers_carry_the_band_the_figures_count_them_in(demo: Portfolio) -> None:
    bands = {(each.answer.kind, each.answer.score): each.band for each in view_of(demo, "Verity").answers}

    assert bands["nps", 10.0] == "promoter"
    assert bands["nps", 8.0] == "passive"
    assert bands["csat", 2.0] == "not satisfied"
    assert bands["nps", None] is None


def test_that_usage_is_told_with_its_seats_and_day(demo: Portfolio) -> None:
    usage = view_of(demo, "Verity").usage

    assert (usage.active_users, usage.seats) == (212, 240)
    assert usage.share == pytest.approx(212 / 240)
    assert [feature.name for feature in usage.features] == ["exports", "mobile", "reports", "scheduling"]
    assert usage.points[-1].on_day <= DAY


def test_that_a_feature_nobody_counted_the_users_of_is_left_out(tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as book:

        def write(tx: Tx) -> str:
            account = str(tx.insert("account", {"name": "Acme"}))
            opened = (DAY - timedelta(days=1) - EPOCH).days
            usage_rows.add(tx, [Reading(account, "events", "exports", opened, 0, 12.0)], source="usage.csv")
            return account

        account = book.perform(write).result
        usage = book.read(account_view, account, DAY).usage
        assert usage.features == ()
        # What the trend adds up is there to be seen.
        assert usage.metric == "events"
        assert [point.value for point in usage.points] == [12.0]


def test_that_an_account_with_nothing_but_a_name_is_all_unknown(tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "book.perennial", first=write_defaults) as book:
        account = book.perform(lambda tx: tx.insert("account", {"name": "Acme"})).result
        view = book.read(account_view, account, DAY)

    assert view.why.shown is None
    assert (view.score_change, view.governing, view.last_two_way, view.owner) == (None, None, None, None)
    assert (view.contacts, view.timeline, view.plans, view.answers, view.lines) == ((), (), (), (), ())
    assert view.usage.seats is None


def test_that_an_account_that_is_gone_is_refused(demo: Portfolio) -> None:
    with pytest.raises(Rejected, match="no such account"):
        demo.read(account_view, "nobody", DAY)

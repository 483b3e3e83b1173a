"""The ten stories come out as told, by the program's own figures, on whatever day the book is made for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.calendar import add_months
from desktop.domain.contracts import known_lines
from desktop.domain.renewals import RenewalRow, next_by_account, renewal_rows
from desktop.domain.revenue import arr_history
from desktop.domain.surveys import SCALES
from desktop.operations.demo import TINDLE, TINDLE_ANSWER_BACK, TINDLE_BUYER, late_entry
from tests.operations.demo.demo_books import DAYS, batches, shelf

pytestmark = pytest.mark.parametrize("as_of", DAYS)


def back(as_of: date, days: int) -> date:
    return as_of - timedelta(days=days)


def renewal(account: str, as_of: date) -> RenewalRow:
    return next_by_account(renewal_rows(shelf(as_of).lines(as_of), as_of=as_of))[account]


def arr(account: str, as_of: date, day: date | None = None) -> int:
    """In units."""
    day = as_of if day is None else day
    return arr_history(shelf(as_of).lines(as_of), as_of=as_of).by_account(day).get(account, 0) // 100


def raw(account: str, as_of: date, name: str, day: date | None = None) -> float | None:
    rows = shelf(as_of).explained(account, as_of if day is None else day).inputs
    return next(row.raw for row in rows if row.name == name)


def rows_of(kind: str, account: str, as_of: date) -> list[dict[str, str]]:
    return [row for row in shelf(as_of).rows(kind) if row["account"] == account]


def two_way_days(account: str, as_of: date) -> list[date]:
    return [
        touch.on_day
        for touch in shelf(as_of).touchpoints
        if touch.account == account and touch.two_way and touch.on_day <= as_of
    ]


def test_that_ostrava_is_a_risk_despite_use(as_of: date) -> None:
    health = shelf(as_of).explained("Ostrava Freight", as_of)
    assert (arr("Ostrava Freight", as_of), health.band) == (148_000, "amber")
    assert health.score == pytest.approx(58, abs=0.5)
    assert raw("Ostrava Freight", as_of, "seat_utilisation") == pytest.approx(0.94)
    assert (raw("Ostrava Freight", as_of, "usage_trend") or 0) > 0
    row = renewal("Ostrava Freight", as_of)
    assert (row.days, row.auto_renew, row.opts_out_on) == (23, False, back(as_of, -23))
    feelings = [a.score for a in shelf(as_of).answers if a.account == "Ostrava Freight" and a.score is not None]
    assert feelings == [8, 6, 4]
    assert raw("Ostrava Freight", as_of, "engagement") == 71
    buyer = [
        t.on_day
        for t in shelf(as_of).touchpoints
        if t.account == "Ostrava Freight" and t.contact == "Petr Novak" and t.two_way
    ]
    assert max(buyer) == back(as_of, 71)


def test_that_lumen_lost_its_champion_and_is_capped(as_of: date) -> None:
    health = shelf(as_of).explained("Lumen Dental", as_of)
    assert health.mean == pytest.approx(81, abs=0.5)
    assert health.score == pytest.approx(74)
    assert [cap.name for cap in health.caps] == ["champion_left"]
    left = [person for person in shelf(as_of).contacts() if person.account == "Lumen Dental" and person.left_on]
    assert [(person.name, person.role, person.left_on) for person in left] == [
        ("Jana Brandt", "champion", back(as_of, 18))
    ]
    still = [p.name for p in shelf(as_of).contacts() if p.account == "Lumen Dental" and p.left_on is None]
    assert still == ["Ines Vogt"]
    month_ago = shelf(as_of).explained("Lumen Dental", add_months(as_of, -1))
    assert month_ago.score == pytest.approx(81, abs=0.5)


def test_that_kestrel_went_from_34_to_77_in_seven_months(as_of: date) -> None:
    low = shelf(as_of).explained("Kestrel Grid", add_months(as_of, -7))
    now = shelf(as_of).explained("Kestrel Grid", as_of)
    assert (low.score, low.band) == (pytest.approx(34, abs=0.5), "red")
    assert (now.score, now.band) == (pytest.approx(77, abs=0.5), "green")
    assert now.caps == ()
    (risk,) = rows_of("risks", "Kestrel Grid", as_of)
    assert risk["outcome"] == "saved"
    assert date.fromisoformat(risk["closed_on"]) < as_of
    met = [row for row in rows_of("objectives", "Kestrel Grid", as_of) if row["goal"] == "Crew planning time per week"]
    assert met[0]["status"] == "met"
    assert met[0]["done_on"] < met[0]["due_on"]


def test_that_aldermoor_is_on_day_74_of_45_and_blocked_for_31_days_on_their_side(as_of: date) -> None:
    (plan,) = [plan for plan in shelf(as_of).onboardings if plan.account == "Aldermoor Council"]
    assert (as_of - plan.started_on).days == 74
    assert plan.target_on is not None
    assert (plan.target_on - plan.started_on).days == 45
    (sso,) = [row for row in rows_of("milestones", "Aldermoor Council", as_of) if row["name"] == "SSO live"]
    assert (sso["state"], sso["side"]) == ("blocked", "theirs")
    blocked = [
        batch.written_at.date()
        for batch in batches(as_of)
        for row in batch.rows.get("milestones", ())
        if row["account"] == "Aldermoor Council" and row.get("state") == "blocked"
    ]
    assert blocked == [back(as_of, 31)]
    value = [m for m in shelf(as_of).milestones() if m.account == "Aldermoor Council" and m.first_value]
    assert [milestone.done_on for milestone in value] == [None]
    health = shelf(as_of).explained("Aldermoor Council", as_of)
    assert (health.score, health.band) == (pytest.approx(46, abs=0.5), "red")


def test_that_tindle_fell_from_81_to_62_with_the_buyers_answer_of_yesterday(as_of: date) -> None:
    answers = [a for a in shelf(as_of).answers if a.account == TINDLE and a.score is not None]
    newest = max(answers, key=lambda answer: answer.responded_on)
    assert (newest.responded_on, newest.kind, newest.score) == (back(as_of, TINDLE_ANSWER_BACK), "nps", 3)
    assert newest.contact == f"{TINDLE}/{TINDLE_BUYER}"
    assert newest.comment is not None
    assert "slow support" in newest.comment.lower()
    before = shelf(as_of).explained(TINDLE, back(as_of, 2))
    after = shelf(as_of).explained(TINDLE, as_of)
    assert (before.score, before.band) == (pytest.approx(81, abs=0.5), "green")
    assert (after.score, after.band) == (pytest.approx(62, abs=0.5), "amber")
    assert arr(TINDLE, as_of) == 58_000
    (buyer,) = [p for p in shelf(as_of).contacts() if p.account == TINDLE and p.name == TINDLE_BUYER]
    assert (buyer.role, buyer.influence) == ("buyer", "decides")
    assert max(two_way_days(TINDLE, as_of)) < newest.responded_on


def test_that_the_playbooks_tasks_are_not_part_of_the_book(as_of: date) -> None:
    titles = {row["title"] for row in rows_of("tasks", TINDLE, as_of)}
    assert not any("NPS" in title for title in titles)


def test_that_verity_is_large_green_and_can_opt_out_every_year(as_of: date) -> None:
    total = sum(arr_history(shelf(as_of).lines(as_of), as_of=as_of).by_account(as_of).values()) // 100
    assert arr("Verity Insurance", as_of) / total == pytest.approx(0.19, abs=0.002)
    health = shelf(as_of).explained("Verity Insurance", as_of)
    assert (health.score, health.band) == (pytest.approx(86, abs=0.5), "green")
    row = renewal("Verity Insurance", as_of)
    assert (row.days, row.opts_out_on, row.notice_known) == (118, back(as_of, -118), True)
    (line,) = [line for line in shelf(as_of).lines() if line.account == "Verity Insurance"]
    assert line.term_months == 12
    assert line.end_on == add_months(line.start_on, 36)
    latest = {call["kind"]: call["category"] for call in rows_of("calls", "Verity Insurance", as_of)}
    assert latest["automatic"] != latest["csm"]
    planned = [q.planned_on for q in shelf(as_of).qbrs if q.account == "Verity Insurance" and q.held_on is None]
    assert planned == [back(as_of, -9)]


def test_that_nimbus_is_happy_full_upgraded_and_wants_more(as_of: date) -> None:
    newest = max(
        (a for a in shelf(as_of).answers if a.account == "Nimbus Yoga" and a.kind == "nps" and a.score is not None),
        key=lambda answer: answer.responded_on,
    )
    assert newest.score == SCALES["nps"][1]
    assert raw("Nimbus Yoga", as_of, "seat_utilisation") == pytest.approx(0.97, abs=0.005)
    lines = sorted((line for line in shelf(as_of).lines() if line.account == "Nimbus Yoga"), key=lambda x: x.start_on)
    assert [(line.plan, line.plan_rank, line.arr_cents) for line in lines] == [
        ("Team", 2, 3_200_000),
        ("Business", 3, 4_200_000),
    ]
    offers = [row for row in rows_of("opportunities", "Nimbus Yoga", as_of) if row["state"] == "open"]
    assert [(row["kind"], row["arr"]) for row in offers] == [("upsell", "18000")]


def test_that_pallas_was_cut_for_price_in_a_quarter_that_was_over_when_it_was_entered(as_of: date) -> None:
    cut_back, entered_back = late_entry(as_of)
    cut = back(as_of, cut_back)
    assert arr("Pallas Robotics", as_of, cut - timedelta(days=1)) == 176_000
    assert arr("Pallas Robotics", as_of, cut) == arr("Pallas Robotics", as_of) == 112_000
    entered = [
        batch.written_at.date()
        for batch in batches(as_of)
        for row in batch.rows.get("subscriptions", ())
        if row["account"] == "Pallas Robotics" and row.get("reason") == "price"
    ]
    assert entered == [back(as_of, entered_back)]
    assert (entered[0] - cut).days >= 28
    assert (cut.year, (cut.month - 1) // 3) != (entered[0].year, (entered[0].month - 1) // 3)
    assert entered_back >= 3


def test_that_quillon_is_overdue_for_twelve_days(as_of: date) -> None:
    known = known_lines(shelf(as_of).lines(as_of), as_of=as_of)
    overdue = [line for line, is_late in zip(known.lines, known.overdue().tolist(), strict=True) if is_late]
    assert [(line.account, line.end_on, line.arr_cents, line.auto_renew) for line in overdue] == [
        ("Quillon Media", back(as_of, 12), 3_800_000, False)
    ]
    assert arr("Quillon Media", as_of) == 0


def test_that_brackwater_is_a_row_that_is_not_enough_to_judge(as_of: date) -> None:
    health = shelf(as_of).explained("Brackwater Foods", as_of)
    assert health.coverage == pytest.approx(0.18, abs=0.025)
    assert health.band == "unscored"
    row = renewal("Brackwater Foods", as_of)
    assert (row.arr_cents, row.notice_known) == (5_700_000, False)
    for kind in ("contacts", "touchpoints", "surveys", "tickets", "usage", "qbrs"):
        assert rows_of(kind, "Brackwater Foods", as_of) == []
    assert [pulse["value"] for pulse in rows_of("pulses", "Brackwater Foods", as_of)] == ["2"]

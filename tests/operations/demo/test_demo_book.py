"""The book as a whole: its figures are plausible, it is as incomplete as a real one, and every page finds something."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from desktop.domain import onboarding, renewals, retention, revenue, surveys
from desktop.domain.calendar import Period, period_of
from desktop.domain.facts import SurveyAnswer
from desktop.operations.demo import CURATED, WAITING_DETRACTORS
from desktop.operations.demo.names import CSMS
from tests.operations.demo.demo_books import DAYS, MONDAY, shelf

BOOKS = [(day, 1) for day in DAYS] + [(MONDAY, seed) for seed in (2, 3, 4)]
pytestmark = pytest.mark.parametrize(("as_of", "seed"), BOOKS)


def figures(as_of: date, seed: int) -> revenue.AccountRevenue:
    book = shelf(as_of, seed)
    return revenue.account_revenue(book.lines(as_of), book.accounts, period_of(as_of=as_of))


def test_that_there_are_sixty_accounts_and_about_four_million_of_arr(as_of: date, seed: int) -> None:
    assert len(shelf(as_of, seed).accounts) == CURATED == 60
    assert figures(as_of, seed).bridge().end == 410_400_000


def test_that_retention_is_that_of_a_book_that_leaks_and_grows(as_of: date, seed: int) -> None:
    found = figures(as_of, seed)
    assert retention.nrr(found).value == pytest.approx(0.961, abs=0.0005)
    assert retention.grr(found).value == pytest.approx(0.881, abs=0.0005)
    assert retention.logo_churn(found).numerator == 5
    bridge = found.bridge()
    assert (bridge.new, bridge.reactivation, bridge.expansion, bridge.contraction, bridge.churn) == (
        150_500_000, 2_400_000, 21_400_000, 12_800_000, 19_100_000,
    )  # fmt: skip
    assert min(found.expansion_by_kind()) > 4_000_000


def test_that_the_renewal_rate_has_its_n_and_lies_below_one(as_of: date, seed: int) -> None:
    rate = renewals.renewal_rate(shelf(as_of, seed).lines(as_of), period_of(as_of=as_of))
    assert rate.n >= 40
    assert rate.value == pytest.approx(0.9, abs=0.03)


def test_that_only_quillon_is_overdue_and_every_bucket_has_a_renewal(as_of: date, seed: int) -> None:
    rows = renewals.renewal_rows(shelf(as_of, seed).lines(as_of), as_of=as_of)
    assert [row.account for row in rows if row.overdue] == ["Quillon Media"]
    assert set(renewals.BUCKETS) == {row.bucket for row in rows}
    ahead = [row for row in renewals.next_by_account(rows).values() if row.days <= 180]
    assert 30 <= len(ahead) <= 40
    assert sum(not row.notice_known for row in rows) >= 3


def test_that_bands_are_mixed_with_more_green_than_red(as_of: date, seed: int) -> None:
    scores = shelf(as_of, seed).scores(as_of)
    bands = Counter(str(band) for band, active in zip(scores.band, scores.inputs.active, strict=True) if active)
    assert 26 <= bands["green"] <= 36
    assert 9 <= bands["amber"] <= 19
    assert 3 <= bands["red"] <= 7
    assert 3 <= bands["unscored"] <= 5
    assert bands.total() == 53


def answered_share(answers: list[SurveyAnswer]) -> float:
    return sum(answer.score is not None for answer in answers) / len(answers)


def test_that_a_third_to_two_fifths_of_surveys_are_answered(as_of: date, seed: int) -> None:
    answers = shelf(as_of, seed).answers
    for kind in ("nps", "csat", "ces"):
        assert 0.31 <= answered_share([answer for answer in answers if answer.kind == kind]) <= 0.44, kind


def test_that_what_customers_say_is_plausible(as_of: date, seed: int) -> None:
    book = shelf(as_of, seed)
    year = period_of(as_of=as_of)
    quarter = Period(as_of - timedelta(days=90), as_of)
    nps, recent = surveys.nps(book.answers, year), surveys.nps(book.answers, quarter)
    csat, ces = surveys.csat(book.answers, book.tickets(), year), surveys.ces(book.answers, year)
    assert nps.value is not None
    assert csat.value is not None
    assert ces.mean_ease is not None
    assert 5 <= nps.value <= 45
    assert 65 <= csat.value <= 90
    assert 4.8 <= ces.mean_ease <= 6
    assert (recent.n >= 20, csat.n >= 100, ces.n >= 60) == (True, True, True)
    assert {answer.direction for answer in book.answers if answer.kind == "ces"} == {"ease", "effort"}


def test_that_verbatims_speak_three_languages(as_of: date, seed: int) -> None:
    comments = [answer.comment for answer in shelf(as_of, seed).answers if answer.comment]
    assert len(comments) >= 90
    text = " ".join(comments)
    assert "support" in text.lower()
    assert any(word in text for word in ("Einführung", "Berichte", "Export ist", "Ordnung", "Anmeldung"))
    assert any(word in text for word in ("équipe", "efficace", "rapports", "prix", "bogues"))


def test_that_every_low_answer_was_replied_to_except_three(as_of: date, seed: int) -> None:
    book = shelf(as_of, seed)
    waiting: set[str] = set()
    low: Counter[str] = Counter()
    for answer in book.answers:
        if answer.kind == "nps" and answer.score is not None and answer.score <= 6:
            low[answer.account] += 1
            replies = [
                touch.on_day
                for touch in book.touchpoints
                if touch.account == answer.account and touch.two_way and touch.state == "held"
                if answer.responded_on <= touch.on_day <= answer.responded_on + timedelta(days=5)
            ]
            if not replies:
                waiting.add(answer.account)
    assert waiting == set(WAITING_DETRACTORS)
    assert [low[account] for account in WAITING_DETRACTORS] == [1, 1, 1]


def test_that_time_to_value_has_finished_open_and_lost_plans(as_of: date, seed: int) -> None:
    book = shelf(as_of, seed)
    history = revenue.arr_history(book.lines(as_of), as_of=as_of)
    found = onboarding.time_to_value(
        book.onboardings, book.milestones(as_of), revenue.churn_days(history, as_of), to=as_of
    )
    assert (found.n, found.reached, found.lost) == (28, 19, 1)
    assert found.median_days is not None
    assert 30 <= found.median_days <= 42


def test_that_one_account_came_back_and_four_left_for_a_reason(as_of: date, seed: int) -> None:
    book = shelf(as_of, seed)
    found = figures(as_of, seed)
    back = [account for account, cents in zip(found.accounts, found.reactivation.tolist(), strict=True) if cents]
    assert back == ["Gannet Studios"]
    assert all(row.get("reason") for row in book.rows("churns"))
    churned = {row["name"] for row in book.rows("accounts") if row.get("churned_on")}
    assert churned == {"Juno Analytics", "Harrow Retail", "Maple Signal", "Tern Travel"}
    assert churned < {row["account"] for row in book.rows("churns")}


def test_that_trials_are_there_and_count_nothing(as_of: date, seed: int) -> None:
    lines = shelf(as_of, seed).lines(as_of)
    trials = {line.account: line.outcome for line in lines if line.trial}
    assert trials == {"Crestfell Outdoor": None, "Sundmark Paper": "ended", "Wren & Co": "renewed"}
    arr = revenue.arr_history(lines, as_of=as_of).by_account(as_of)
    assert arr["Crestfell Outdoor"] == arr["Sundmark Paper"] == 0


OPTIONAL = {
    "accounts": ("segment", "industry", "region", "Tier"),
    "contacts": ("email", "title", "phone", "role", "influence", "stance"),
    "subscriptions": ("product", "plan", "seats", "term_months", "auto_renew", "notice_days", "likelihood"),
}


def test_that_about_fifteen_percent_of_the_optional_cells_are_missing(as_of: date, seed: int) -> None:
    missing = wanted = 0
    for kind, columns in OPTIONAL.items():
        for row in shelf(as_of, seed).rows(kind):
            missing += sum(not row.get(column) for column in columns)
            wanted += len(columns)
    assert missing / wanted == pytest.approx(0.15, abs=0.03)


def test_that_the_three_of_the_team_own_every_account_and_one_covers(as_of: date, seed: int) -> None:
    book = shelf(as_of, seed)
    owners: dict[str, list[str]] = {}
    for row in book.rows("ownerships"):
        if row["kind"] == "owner" and not row.get("until_on"):
            owners.setdefault(row["account"], []).append(row["csm"])
    assert set(owners) == set(book.accounts)
    assert all(len(csms) == 1 for csms in owners.values())
    assert {csm for csms in owners.values() for csm in csms} == set(CSMS)
    (cover,) = [row for row in book.rows("ownerships") if row["kind"] == "cover"]
    assert cover["from_on"] <= as_of.isoformat() < cover["until_on"]
    assert sum(row["kind"] == "owner" and bool(row.get("until_on")) for row in book.rows("ownerships")) == 2


def test_that_promises_stand_on_both_sides_and_a_few_of_ours_are_late(as_of: date, seed: int) -> None:
    tasks = shelf(as_of, seed).rows("tasks")
    late = [row for row in tasks if not row.get("done_on") and row.get("due_on", "9") < as_of.isoformat()]
    assert {row["side"] for row in tasks} == {"ours", "theirs"}
    assert 3 <= len(late) <= 8
    assert {row["side"] for row in late} == {"ours"}


def test_that_usage_reaches_back_a_year_for_most_and_is_missing_for_some(as_of: date, seed: int) -> None:
    oldest: dict[str, date] = {}
    for reading in shelf(as_of, seed).readings:
        oldest[reading.account] = min(reading.on_day, oldest.get(reading.account, reading.on_day))
    long_ago = [account for account, day in oldest.items() if (as_of - day).days > 400]
    assert len(long_ago) >= 35
    assert 4 <= CURATED - len(oldest) <= 8


def test_that_a_third_or_more_had_a_review_of_late_and_some_are_planned(as_of: date, seed: int) -> None:
    reviews = shelf(as_of, seed).qbrs
    held = {qbr.account for qbr in reviews if qbr.held_on and (as_of - qbr.held_on).days < 90}
    planned = {qbr.account for qbr in reviews if qbr.planned_on and not qbr.held_on}
    assert 18 <= len(held) <= 35
    assert 5 <= len(planned) <= 10

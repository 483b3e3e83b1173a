"""The public RavenStack files, told by their headers; the rows here are made up."""

from __future__ import annotations

from pathlib import Path

from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.exchange.tables import Batch

ACCOUNTS = """account_id,account_name,industry,country,signup_date,referral_source,plan_tier,seats,is_trial,churn_flag
A-1,Company_1,EdTech,US,2024-10-16,partner,Basic,9,False,False
"""
SUBSCRIPTIONS = """subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,\
upgrade_flag,downgrade_flag,churn_flag,billing_frequency,auto_renew_flag
S-1,A-1,2024-06-11,,Pro,17,833,9996,False,False,False,False,monthly,True
S-2,A-1,2024-01-01,2024-04-12,Pro,17,0,0,True,False,False,True,monthly,True
S-3,A-1,2024-01-01,2024-01-01,Pro,17,10,120,False,False,False,True,monthly,True
"""
CHURNS = """churn_event_id,account_id,churn_date,reason_code,refund_amount_usd,preceding_upgrade_flag,\
preceding_downgrade_flag,is_reactivation,feedback_text
C-1,A-1,2024-10-27,pricing,4.03,False,False,False,switched to competitor
"""
TICKETS = """ticket_id,account_id,submitted_at,closed_at,resolution_time_hours,priority,first_response_time_minutes,\
satisfaction_score,escalation_flag
T-1,A-1,2023-07-27,2023-07-28 03:00:00,27.0,high,74,4.0,False
T-2,A-1,2023-07-27,,27.0,high,74,,True
"""
USAGE = """usage_id,subscription_id,usage_date,feature_name,usage_count,usage_duration_secs,error_count,is_beta_feature
U-1,S-1,2023-07-27,feature_20,9,5004,0,False
U-1,S-2,2023-08-07,feature_5,8,369,1,False
"""


def told(folder: Path, text: str, kind: str | None = None) -> list[Batch]:
    path = folder / "anything.csv"
    path.write_text(text, encoding="utf-8")
    return batches(read_csv(path), kind=kind)


def test_that_accounts_keep_what_they_know_and_the_rest_as_own_fields(tmp_path: Path) -> None:
    (batch,) = told(tmp_path, ACCOUNTS)
    assert batch.kind == "accounts"
    assert batch.columns == {
        "external_id": ["A-1"],
        "name": ["Company_1"],
        "industry": ["EdTech"],
        "region": ["US"],
        "started_on": ["2024-10-16"],
        "own:referral_source": ["partner"],
        "own:plan_tier": ["Basic"],
        "own:seats": ["9"],
        "own:is_trial": ["False"],
        "own:churn_flag": ["False"],
    }


def test_that_an_end_date_is_when_the_line_really_ended(tmp_path: Path) -> None:
    (batch,) = told(tmp_path, SUBSCRIPTIONS)
    assert batch.kind == "subscriptions"
    assert batch.columns["account"] == ["A-1"] * 3
    assert batch.columns["arr"] == ["9996", "0", "120"]
    assert batch.columns["trial"] == ["False", "True", "False"]
    assert batch.columns["end_on"] == batch.columns["outcome_on"] == ["", "2024-04-12", "2024-01-01"]
    assert batch.columns["outcome"] == ["", "ended", "ended"]
    left_over, empty = batch.notes
    assert "mrr_amount" in left_over
    assert "1 line ends on or before the day it starts" in empty


def test_that_churns_and_tickets_are_told(tmp_path: Path) -> None:
    (churns,) = told(tmp_path, CHURNS)
    assert (churns.kind, churns.columns["on"], churns.columns["reason"]) == ("churns", ["2024-10-27"], ["pricing"])
    assert churns.columns["notes"] == ["switched to competitor"]
    (tickets,) = told(tmp_path, TICKETS)
    assert tickets.kind == "tickets"
    assert tickets.columns["closed_on"] == ["2023-07-28", ""]
    assert tickets.columns["csat"] == ["4.0", ""]


def test_that_a_row_of_usage_gives_three_readings_and_counts_once(tmp_path: Path) -> None:
    readings = told(tmp_path, USAGE)
    assert [(batch.columns["metric"][0], batch.columns["value"], batch.counted) for batch in readings] == [
        ("events", ["9", "8"], True),
        ("duration_secs", ["5004", "369"], False),
        ("errors", ["0", "1"], False),
    ]
    assert {tuple(batch.columns["subscription"]) for batch in readings} == {("S-1", "S-2")}
    assert all("external_id" not in batch.columns for batch in readings)
    assert "1 ids occur again with other contents" in readings[0].notes[1]


def test_that_what_was_said_wins(tmp_path: Path) -> None:
    (batch,) = told(tmp_path, ACCOUNTS.replace("account_name", "name"), kind="accounts")
    assert batch.columns["own:account_id"] == ["A-1"]


def test_that_rejected_rows_corrected_are_told_again(tmp_path: Path) -> None:
    header, row = SUBSCRIPTIONS.splitlines()[:2]
    (batch,) = told(tmp_path, f"{header},line,column,reason\n{row},2,seats,is below zero\n")
    assert batch.kind == "subscriptions"
    assert not any("reason" in note for note in batch.notes)
    (accounts,) = told(
        tmp_path, ACCOUNTS.replace("churn_flag\n", "churn_flag,line,column,reason\n").replace("False\n", "False,2,,x\n")
    )
    assert "own:line" not in accounts.columns

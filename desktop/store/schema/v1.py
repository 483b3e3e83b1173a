"""Version 1: every table the program needs, later behaviour included.

Journalled tables: `id` text (UUIDv7, or derived from the row's identity), `external_id`, `deleted_at`; no uniqueness
but the key, because two people may create the same thing apart and merge later. Booleans are 0/1, days ISO text, money
cents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Columns = dict[str, type]

JOURNALLED: dict[str, Columns] = {
    "account": {
        "name": str,
        "segment": str,
        "industry": str,
        "region": str,
        "stage": str,
        "started_on": str,
        "churned_on": str,
        "churn_reason": str,
        "acquisition_cost_cents": int,
        "tags": str,
        "parent": str,
        "next_step": str,
        "next_step_on": str,
        "notes": str,
    },
    "own_field": {"name": str, "position": int},
    "own_value": {"account": str, "own_field": str, "value": str},
    "ownership": {"account": str, "csm": str, "from_on": str, "until_on": str, "kind": str},
    "contact": {
        "account": str,
        "name": str,
        "email": str,
        "title": str,
        "phone": str,
        "role": str,
        "influence": str,
        "stance": str,
        "left_on": str,
        "notes": str,
    },
    "contract_line": {
        "account": str,
        "product": str,
        "plan": str,
        "plan_rank": int,
        "seats": int,
        "arr_cents": int,
        "start_on": str,
        "end_on": str,
        "term_months": int,
        "auto_renew": int,
        "notice_days": int,
        "notice_given_on": str,
        "trial": int,
        "outcome": str,
        "outcome_on": str,
        "reason": str,
        "likelihood": float,
        "next_step": str,
    },
    "renewal_call": {
        "account": str,
        "contract_line": str,
        "on_day": str,
        "kind": str,
        "category": str,
        "amount_cents": int,
        "author": str,
    },
    "onboarding": {
        "account": str,
        "name": str,
        "started_on": str,
        "target_on": str,
        "live_on": str,
        "template": str,
    },
    "milestone": {
        "account": str,
        "onboarding": str,
        "name": str,
        "due_on": str,
        "done_on": str,
        "first_value": int,
        "phase": str,
        "side": str,
        "state": str,
        "reason": str,
        "position": int,
    },
    "touchpoint": {
        "account": str,
        "contact": str,
        "on_day": str,
        "starts_at": str,
        "kind": str,
        "state": str,
        "topic": str,
        "two_way": int,
        "subject": str,
        "notes": str,
    },
    "survey_response": {
        "account": str,
        "contact": str,
        "touchpoint": str,
        "kind": str,
        "responded_on": str,
        "score": float,
        "scale_min": float,
        "scale_max": float,
        "direction": str,
        "wave": str,
        "comment": str,
        "language": str,
        "sentiment_set": float,
    },
    "usage_batch": {"source": str, "readings": int},
    "ticket": {
        "account": str,
        "opened_on": str,
        "closed_on": str,
        "priority": str,
        "escalated": int,
        "csat": float,
        "subject": str,
    },
    "qbr": {
        "account": str,
        "held_on": str,
        "planned_on": str,
        "starts_at": str,
        "period": str,
        "attendees": str,
        "wins": str,
        "risks": str,
        "decision": str,
        "notes": str,
        "next_on": str,
    },
    "qbr_item": {"account": str, "qbr": str, "part": int, "position": int, "text": str, "fact": str},
    "objective": {
        "account": str,
        "qbr": str,
        "goal": str,
        "baseline": str,
        "current": str,
        "target": str,
        "unit": str,
        "due_on": str,
        "done_on": str,
        "status": str,
        "agreed_with": str,
    },
    "playbook": {
        "key": str,
        "name": str,
        "trigger": str,
        "condition": str,
        "stop_condition": str,
        "enabled": int,
    },
    "playbook_task": {
        "playbook": str,
        "key": str,
        "position": int,
        "title": str,
        "due_days": int,
        "side": str,
        "owner": str,
    },
    "playbook_run": {
        "account": str,
        "playbook": str,
        "cause_table": str,
        "cause_row": str,
        "started_on": str,
        "stopped_on": str,
        "outcome": str,
    },
    "task": {
        "account": str,
        "title": str,
        "due_on": str,
        "done_on": str,
        "starts_on": str,
        "owner": str,
        "side": str,
        "source": str,
        "customer_visible": int,
        "dropped_on": str,
        "notes": str,
        "playbook_run": str,
        "touchpoint": str,
        "qbr": str,
    },
    "risk": {
        "account": str,
        "reason": str,
        "opened_on": str,
        "severity": str,
        "arr_cents": int,
        "plan": str,
        "owner": str,
        "due_on": str,
        "closed_on": str,
        "outcome": str,
        "notes": str,
    },
    "opportunity": {
        "account": str,
        "kind": str,
        "product": str,
        "arr_cents": int,
        "close_on": str,
        "likelihood": float,
        "state": str,
        "reason": str,
    },
    "churn": {"account": str, "on_day": str, "reason": str, "notes": str},
    "pulse": {"account": str, "on_day": str, "value": int, "reason": str, "author": str},
    "override": {
        "account": str,
        "value": float,
        "reason": str,
        "author": str,
        "set_on": str,
        "expires_on": str,
    },
    "snooze": {"account": str, "signal": str, "until_on": str, "reason": str, "author": str},
    "saved_view": {"page": str, "name": str, "definition": str, "position": int},
    "scorecard": {
        "key": str,
        "name": str,
        "segment": str,
        "green_from": float,
        "amber_from": float,
        "min_coverage": float,
    },
    "scorecard_input": {"scorecard": str, "input": str, "position": int, "weight": float, "points": str},
    "scorecard_cap": {"scorecard": str, "cap": str, "value": float},
    "onboarding_template": {"key": str, "name": str, "segment": str, "target_days": int},
    "template_milestone": {
        "onboarding_template": str,
        "position": int,
        "name": str,
        "due_days": int,
        "phase": str,
        "side": str,
        "first_value": int,
    },
    "reason": {"subject": str, "name": str, "position": int},
    "benchmark": {
        "metric": str,
        "segment": str,
        "value": float,
        "low": float,
        "high": float,
        "year": int,
        "source": str,
    },
    "closed_quarter": {"start_on": str, "end_on": str, "closed_on": str, "author": str},
    "closed_figure": {"closed_quarter": str, "key": str, "grouping": str, "value": float, "detail": str},
    "keyword": {"word": str, "theme": str, "language": str},
    "import_mapping": {"name": str, "signature": str, "kind": str, "definition": str},
    "review_note": {"account": str, "document": str, "on_day": str, "author": str, "text": str},
    "erasure": {"account": str, "subject_table": str, "subject_row": str, "on_day": str, "author": str},
    "setting": {"key": str, "value": str},
}
"""Table -> its own columns; id, external_id and deleted_at come on top."""

REQUIRED: dict[str, set[str]] = {
    "account": {"name"},
    "own_field": {"name"},
    "own_value": {"account", "own_field"},
    "ownership": {"account", "csm"},
    "contact": {"account", "name"},
    "contract_line": {"account", "arr_cents", "start_on"},
    "renewal_call": {"account", "on_day", "kind"},
    "onboarding": {"account", "started_on"},
    "milestone": {"account", "name"},
    "touchpoint": {"account", "on_day", "kind"},
    "survey_response": {"account", "kind", "responded_on", "scale_min", "scale_max"},
    "ticket": {"account", "opened_on"},
    "qbr": {"account"},
    "qbr_item": {"account", "qbr", "part", "text"},
    "objective": {"account", "goal"},
    "playbook": {"key", "name", "trigger"},
    "playbook_task": {"playbook", "key", "title"},
    "playbook_run": {"account", "playbook", "cause_table", "cause_row", "started_on"},
    "task": {"account", "title"},
    "risk": {"account", "reason", "opened_on"},
    "opportunity": {"account", "kind"},
    "churn": {"account", "on_day"},
    "pulse": {"account", "on_day", "value"},
    "override": {"account", "value", "set_on"},
    "scorecard": {"key", "name"},
    "scorecard_input": {"scorecard", "input", "weight", "points"},
    "scorecard_cap": {"scorecard", "cap", "value"},
    "setting": {"key"},
}

INDEXED: dict[str, str] = dict.fromkeys(
    (
        "own_value",
        "ownership",
        "contact",
        "contract_line",
        "renewal_call",
        "onboarding",
        "milestone",
        "touchpoint",
        "survey_response",
        "ticket",
        "qbr",
        "qbr_item",
        "objective",
        "task",
        "risk",
        "opportunity",
        "pulse",
        "playbook_run",
    ),
    "account",
)
"""Table -> the column that one account's page looks its rows up by."""

PLAIN = (
    """CREATE TABLE portfolio(
         one INTEGER PRIMARY KEY CHECK(one = 1),
         doc_id TEXT NOT NULL, currency TEXT NOT NULL, created_at TEXT NOT NULL,
         min_reader INTEGER NOT NULL, min_writer INTEGER NOT NULL,
         copy_kind TEXT CHECK(copy_kind IN ('loan', 'snapshot', 'redacted')), copied_hlc INTEGER) STRICT""",
    # copy_kind: NULL is a whole book; of a loan copy, change sets after copied_hlc can come home.
    # brought_by: the local number of the merge that brought a change set; it stays here when the file is copied on.
    """CREATE TABLE txn(
         id INTEGER PRIMARY KEY,
         hlc INTEGER NOT NULL CHECK(hlc BETWEEN 1 AND 4611686018427387903),
         replica TEXT NOT NULL, author TEXT NOT NULL, wall TEXT NOT NULL,
         kind TEXT NOT NULL, label TEXT, reverts TEXT, brought_by INTEGER, UNIQUE(hlc, replica)) STRICT""",
    """CREATE TABLE change(
         txn INTEGER NOT NULL REFERENCES txn(id), tbl TEXT NOT NULL, row TEXT NOT NULL,
         col TEXT NOT NULL, old ANY, new ANY,
         PRIMARY KEY(txn, tbl, row, col)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE capture(
         one INTEGER PRIMARY KEY CHECK(one = 1), txn INTEGER, paused INTEGER NOT NULL DEFAULT 0) STRICT""",
    """CREATE TABLE usage_batch_number(no INTEGER PRIMARY KEY, batch TEXT NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE usage_series(
         no INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES account(id), metric TEXT NOT NULL,
         feature TEXT NOT NULL DEFAULT '', UNIQUE(metric, account, feature)) STRICT""",
    # Days since 1970-01-01; `position` tells readings of equal key in one source apart.
    """CREATE TABLE usage(
         series INTEGER NOT NULL, day INTEGER NOT NULL, position INTEGER NOT NULL, value REAL NOT NULL,
         batch INTEGER NOT NULL, PRIMARY KEY(series, day, position)) STRICT, WITHOUT ROWID""",
    # Readings that count no longer: overtaken by a later batch, or taken back with theirs.
    """CREATE TABLE usage_aside(
         batch INTEGER NOT NULL, series INTEGER NOT NULL, day INTEGER NOT NULL, position INTEGER NOT NULL,
         value REAL NOT NULL, PRIMARY KEY(batch, series, day, position)) STRICT, WITHOUT ROWID""",
    # Columns kept beside the rows they are made of; may be missing, and are made again.
    """CREATE TABLE derived(
         part TEXT NOT NULL, no INTEGER NOT NULL, through INTEGER NOT NULL, made_of TEXT NOT NULL,
         body BLOB NOT NULL, PRIMARY KEY(part, no)) STRICT""",
    """CREATE TABLE shown_score(
         account TEXT NOT NULL, on_day TEXT NOT NULL, replica TEXT NOT NULL,
         score REAL, coverage REAL, band TEXT,
         PRIMARY KEY(account, on_day, replica)) STRICT, WITHOUT ROWID""",
    "INSERT INTO capture(one) VALUES(1)",
)

LINKS = {
    "account": "account",
    "parent": "account",
    "own_field": "own_field",
    "contact": "contact",
    "contract_line": "contract_line",
    "onboarding": "onboarding",
    "touchpoint": "touchpoint",
    "qbr": "qbr",
    "playbook": "playbook",
    "playbook_run": "playbook_run",
    "scorecard": "scorecard",
    "onboarding_template": "onboarding_template",
    "closed_quarter": "closed_quarter",
}
"""Column -> the table it names a row of."""

UNLINKED = {"review_note"}
"""Names accounts of other portfolios, which this file does not hold."""


def migrate(db: Database) -> None:
    """Create everything in an empty file, except the journal's triggers, which are generated from the tables."""
    for statement in PLAIN[:4]:
        db.conn.execute(statement)
    for name, own in JOURNALLED.items():
        columns: Columns = {"id": str, "external_id": str, **own, "deleted_at": str}
        links = [(column, LINKS[column], "id") for column in own if column in LINKS and name not in UNLINKED]
        db.table(name).create(
            columns, pk="id", not_null={"id", *REQUIRED.get(name, set())}, foreign_keys=links, strict=True
        )
    for name, column in INDEXED.items():
        db.table(name).create_index([column], index_name=f"{name}_by_{column}")
    for statement in PLAIN[4:]:
        db.conn.execute(statement)

"""The kinds of the native format, against the published table."""

from __future__ import annotations

import pytest

from desktop.exchange.kinds import KINDS
from desktop.store.schema.v1 import JOURNALLED, REQUIRED

PUBLISHED = """
accounts | name | csm, segment, industry, region, stage, started_on, churned_on, churn_reason, acquisition_cost, tags, \
parent, next_step, next_step_on
ownerships | account, csm, from_on | until_on, kind
contacts | account, name | email, title, phone, role, influence, stance, left_on
subscriptions | account, arr, start_on | product, plan, plan_rank, seats, end_on, term_months, auto_renew, \
notice_days, notice_given_on, trial, outcome, outcome_on, reason, likelihood, next_step
calls | account, on, kind, category | amount, author
onboardings | account, started_on | name, target_on, live_on
milestones | account, name | onboarding, due_on, done_on, first_value, phase, side, state, reason
surveys | account, kind, responded_on | score, contact, wave, scale_min, scale_max, direction, comment, touchpoint
usage | account, on, metric, value | feature
tickets | account, opened_on | closed_on, priority, escalated, csat, subject
touchpoints | account, on, kind | starts_at, state, topic, two_way, subject, notes, contact
qbrs | account | held_on, planned_on, period, attendees, wins, risks, next_on
objectives | account, goal | baseline, current, target, unit, due_on, done_on, status, agreed_with
tasks | account, title | due_on, done_on, starts_on, owner, side, source, customer_visible
risks | account, reason, opened_on | severity, arr, plan, owner, due_on, closed_on, outcome
opportunities | account, kind, arr, close_on | likelihood, state, reason
churns | account, on | reason, notes
pulses | account, on, value | reason
"""
"""Kind | required columns | further columns; of a QBR, one of held_on and planned_on is required."""

WORDS = {
    ("ownerships", "kind"): ("owner", "cover"),
    ("contacts", "influence"): ("decides", "sways", "uses"),
    ("contacts", "stance"): ("supporter", "neutral", "critic"),
    ("subscriptions", "outcome"): ("renewed", "ended"),
    ("calls", "kind"): ("automatic", "csm", "final"),
    ("milestones", "side"): ("ours", "theirs"),
    ("milestones", "state"): ("open", "done", "blocked", "waived"),
    ("surveys", "kind"): ("nps", "csat", "ces"),
    ("surveys", "direction"): ("ease", "effort"),
    ("touchpoints", "kind"): ("call", "email", "meeting", "note"),
    ("touchpoints", "state"): ("planned", "held", "cancelled"),
    ("touchpoints", "topic"): ("check-in", "renewal", "onboarding", "escalation", "expansion"),
    ("tasks", "side"): ("ours", "theirs"),
    ("risks", "outcome"): ("saved", "lost", "false_alarm"),
    ("opportunities", "kind"): ("upsell", "cross_sell", "feature_upgrade"),
}


def published() -> dict[str, tuple[list[str], list[str]]]:
    found: dict[str, tuple[list[str], list[str]]] = {}
    for line in PUBLISHED.strip().splitlines():
        name, required, further = (part.strip() for part in line.split("|"))
        found[name] = required.split(", "), further.split(", ")
    return found


def test_that_there_are_the_published_kinds_and_no_other() -> None:
    assert set(KINDS) == set(published())


@pytest.mark.parametrize("name", sorted(KINDS))
def test_that_a_kind_has_the_published_columns_and_no_other(name: str) -> None:
    required, further = published()[name]
    assert list(KINDS[name].required) == required
    assert set(KINDS[name].columns) == {"external_id", *required, *further}


@pytest.mark.parametrize(("kind", "column"), sorted(WORDS))
def test_that_a_column_takes_the_published_words(kind: str, column: str) -> None:
    parser = KINDS[kind].columns[column].parser
    assert [parser(word.upper()) for word in WORDS[kind, column]] == list(WORDS[kind, column])
    with pytest.raises(ValueError, match="is none of"):
        parser("something else")


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"usage"}))
def test_that_every_column_has_a_field_in_the_table_and_no_two_share_one(name: str) -> None:
    kind = KINDS[name]
    fields = [column.field for column in kind.columns.values() if (name, column.name) not in (("accounts", "csm"),)]
    assert len(set(fields)) == len(fields)
    assert set(fields) <= {"external_id", *JOURNALLED[kind.table]}


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"usage"}))
def test_that_what_the_table_requires_the_kind_requires_too(name: str) -> None:
    kind = KINDS[name]
    # The scale is filled in by the kind of survey.
    needed = REQUIRED[kind.table] - {"scale_min", "scale_max"}
    assert needed <= {kind.columns[column].field for column in kind.required}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_that_the_columns_of_the_key_are_columns(name: str) -> None:
    assert set(KINDS[name].key) <= set(KINDS[name].columns)


def test_that_kinds_come_after_what_they_refer_to() -> None:
    order = list(KINDS)
    assert order[0] == "accounts"
    for later, earlier in (
        ("ownerships", "accounts"),
        ("surveys", "contacts"),
        ("surveys", "touchpoints"),
        ("touchpoints", "contacts"),
        ("milestones", "onboardings"),
        ("usage", "subscriptions"),
    ):
        assert order.index(later) > order.index(earlier)

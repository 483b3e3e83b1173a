"""Lines about plans, goals, risks that end and opportunities: what each logs, and what is refused where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop.domain.drafts import (
    Draft,
    GoalDraft,
    GoalUpdateDraft,
    MilestoneMoveDraft,
    MilestoneStateDraft,
    OpportunityClosedDraft,
    OpportunityDraft,
    PlanMoveDraft,
    RiskClosedDraft,
    RiskDraft,
    StartDraft,
)
from desktop.domain.grammar import Parsed, RowName, parse
from tests.domain.grammar.conftest import ACCOUNTS, CONTACTS, MILESTONES, MONDAY

ROWS = [
    RowName("template", "t-standard", None, "Standard"),
    RowName("template", "t-light", None, "Light"),
    RowName("template", "t-lion", None, "Lion"),
    RowName("risk", "r-price", "acme", "Price"),
    RowName("risk", "r-champion", "acme", "Champion left"),
    RowName("risk", "r-only", "ostrava", "Use halved"),
    RowName("goal", "g-cut", "acme", "Cut handling time"),
    RowName("goal", "g-adopt", "acme", "Adoption in depots"),
    RowName("upsell", "o-seats", "acme", "20 more seats"),
    RowName("feature_upgrade", "o-mobile", "acme", "Mobile view"),
]


def read(text: str, page: str | None = None) -> Parsed:
    return parse(
        text, accounts=ACCOUNTS, contacts=CONTACTS, milestones=MILESTONES, rows=ROWS, as_of=MONDAY, account=page
    )


def goal(**values: Any) -> GoalDraft:
    return GoalDraft(account="acme", goal="cut handling time", **values)


LINES: list[tuple[str, Draft]] = [
    ("acme start standard 1 dec", StartDraft(account="acme", template="t-standard", started_on=date(2026, 12, 1))),
    ("acme start standard", StartDraft(account="acme", template="t-standard", started_on=MONDAY)),
    ("acme start lig mon", StartDraft(account="acme", template="t-light", started_on=date(2026, 11, 30))),
    ("acme move kickoff +1w", PlanMoveDraft(account="acme", days=7)),
    ("acme move kick-off -3d", PlanMoveDraft(account="acme", days=-3)),
    ("acme move plan 8 dec", PlanMoveDraft(account="acme", to=date(2026, 12, 8))),
    ("acme move sso +2w", MilestoneMoveDraft(account="acme", milestone="sso", days=14)),
    ("acme move sso +3d rest", MilestoneMoveDraft(account="acme", milestone="sso", days=3, those_after=True)),
    ("acme move sso by 12 dec", MilestoneMoveDraft(account="acme", milestone="sso", to=date(2026, 12, 12))),
    (
        'acme blocked sso theirs "waiting for IT"',
        MilestoneStateDraft(account="acme", milestone="sso", state="blocked", reason="waiting for IT", side="theirs"),
    ),
    (
        'acme waive data imp "not bought"',
        MilestoneStateDraft(account="acme", milestone="import", state="waived", reason="not bought"),
    ),
    ("acme reopen kickoff", MilestoneStateDraft(account="acme", milestone="kickoff", state="open")),
    (
        'acme goal "cut handling time" 40 > 25 min by 31 mar @jana',
        goal(baseline="40", target="25", unit="min", due_on=date(2027, 3, 31), agreed_with="Jana Rowe"),
    ),
    ("acme goal cut handling time 40>25 min", goal(baseline="40", target="25", unit="min")),
    (
        'acme goal "cut handling time" 40 -> 25 min now 34 by 31 mar',
        goal(baseline="40", current="34", target="25", unit="min", due_on=date(2027, 3, 31)),
    ),
    ('acme goal "cut handling time" by 31 mar', goal(due_on=date(2027, 3, 31))),
    ('acme goal "cut handling time"', goal()),
    ("acme goal cut now 31", GoalUpdateDraft(account="acme", objective="g-cut", current="31", on_day=MONDAY)),
    (
        'acme goal "adoption" met yest',
        GoalUpdateDraft(account="acme", objective="g-adopt", status="met", on_day=date(2026, 11, 22)),
    ),
    ("acme goal cut dropped", GoalUpdateDraft(account="acme", objective="g-cut", status="dropped", on_day=MONDAY)),
    (
        'acme risk closed saved price "new offer" yest',
        RiskClosedDraft(
            account="acme", risk="r-price", outcome="saved", closed_on=date(2026, 11, 22), note="new offer"
        ),
    ),
    (
        "ostrava risk closed false alarm",
        RiskClosedDraft(account="ostrava", risk="r-only", outcome="false_alarm", closed_on=MONDAY),
    ),
    ("acme risk closedown", RiskDraft(account="acme", reason="closedown", opened_on=MONDAY)),
    (
        'acme upsell 18k "20 more seats" by 31 mar 60%',
        OpportunityDraft(
            account="acme",
            kind="upsell",
            arr_cents=1_800_000,
            product="20 more seats",
            close_on=date(2027, 3, 31),
            likelihood=0.6,
        ),
    ),
    ("acme cross-sell 9k 30 %", OpportunityDraft(account="acme", kind="cross_sell", arr_cents=900_000, likelihood=0.3)),
    (
        "acme upsell won",
        OpportunityClosedDraft(account="acme", opportunity="o-seats", state="won", closed_on=MONDAY),
    ),
    (
        'acme feature-upgrade lost mobile "price" yest',
        OpportunityClosedDraft(
            account="acme", opportunity="o-mobile", state="lost", closed_on=date(2026, 11, 22), reason="price"
        ),
    ),
]


@pytest.mark.parametrize(("line", "draft"), LINES, ids=[line for line, _ in LINES])
def test_that_a_line_logs_what_it_says(line: str, draft: Draft) -> None:
    parsed = read(line)
    assert parsed.refusals == ()
    assert parsed.draft == draft


@pytest.mark.parametrize(("line", "draft"), LINES, ids=[line for line, _ in LINES])
def test_that_the_account_is_left_out_on_its_page_and_chips_stand_apart(line: str, draft: Draft) -> None:
    parsed = read(line.split(" ", 1)[1], page=draft.account)
    assert parsed.draft == draft
    for before, after in zip(parsed.spans, parsed.spans[1:], strict=False):
        assert before.end <= after.start


REFUSED = [
    ("acme start", "template", "Which template? There are Standard, Light and Lion."),
    ("acme start li", "template", '"li" fits Light and Lion: type more of the name.'),
    ("acme start gold", "template", 'No template is called "gold". There are Standard, Light and Lion.'),
    ("acme move", "milestone", "What is moved? Type move kickoff +1w for the whole plan, or a milestone."),
    ("acme move kickoff", "shift", "Moved by how much? Type +1w, -3d or a day such as 12 dec."),
    ("acme move kickoff +1m", "shift", "A plan moves by days or weeks: type +4w or +30d."),
    ("acme move kickoff demo +1w", "milestone", None),
    ("acme blocked sso", "reason", None),
    ('acme blocked kickoff "why"', "milestone", "Kickoff is done: type reopen kickoff first."),
    ('acme waived data "why"', "milestone", '"data" fits Data import and Data check: type more of the name.'),
    ("acme goal", "goal", None),
    ("acme goal nothing met", "goal", 'Acme has no goal "nothing". Open: Cut handling time and Adoption in depots.'),
    ("acme goal cut met 1 jan 2027", "date", None),
    ("acme risk closed", "outcome", "How did the risk end? Type risk closed saved, lost or false alarm."),
    ("acme risk closed saved", "risk", None),
    ("acme risk closed saved weather", "risk", 'Acme has no risk "weather". Open: Price and Champion left.'),
    ("acme upsell", "amount", "What would it bring a year? Type the ARR after upsell: upsell 18k."),
    ("acme upsell 18k 130%", "likelihood", "A likelihood runs from 0 to 100 %; 130 was not saved."),
    ("foods upsell won", "account", None),
    ("ostrava upsell won", "upsell", "Ostrava Freight has no open upsell."),
]


@pytest.mark.parametrize(("line", "field", "message"), REFUSED, ids=[line for line, *_ in REFUSED])
def test_that_what_is_missing_or_wrong_is_refused_at_its_place(line: str, field: str, message: str | None) -> None:
    parsed = read(line)
    assert parsed.draft is None
    assert field in [refusal.field for refusal in parsed.refusals]
    if message is not None:
        assert message in [refusal.message for refusal in parsed.refusals]

"""The inputs of the health score on a day, before any weight or curve: one column an input, one element an account.

Each figure takes the book's columns and the day. Knows nothing of weights, curves, bands or scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from desktop.domain import usage
from desktop.domain.health_facts import BoolArray, DayColumns, HealthFacts, NpsColumns
from desktop.domain.usage import FloatArray, IntArray, UsageWindows, mean_by_account

MISSING = {
    "usage_trend": "no usage in the 28 days before the last 28",
    "seat_utilisation": "seats unknown, or no active users within 35 days",
    "feature_adoption": "no feature usage within 90 days",
    "feedback": "no answer in the last 365 days",
    "support": "the book holds no ticket at all",
    "engagement": "never a two-way touchpoint or QBR",
    "outcomes": "no milestone or objective due in the last 365 days",
    "commercial": "no likelihood on an open line, and none overdue",
}
"""Why an input is missing, by its name."""

FEEDBACK_DAYS, OUTCOME_DAYS = 365, 365
OPEN_TICKET, ESCALATED_TICKET = 15, 25
"""What an open ticket takes off 100, and an open escalated one on top of it."""
ON_TIME, LATE, STILL_OPEN = 100.0, 60.0, 0.0
"""What something that was due counts."""


class ContractColumns(NamedTuple):
    """What the contract lines say on a day, per account; NaN = unknown."""

    seats: FloatArray
    commercial: FloatArray
    notice_given: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class HealthInputs:
    """What accounts are scored from on a day.

    Args:
        active: [n] ARR above 0; others get no score.
        raw: [n, 8] one column per scorecards.INPUTS, NaN = missing. usage_trend, seat_utilisation, feature_adoption
            and commercial are shares, engagement is in days; feedback, support and outcomes are 0-100, support and
            outcomes being what their rule leaves of 100, so that their curves can be straight.
        caps: [n, 3] whether the cause of each of scorecards.CAPS holds.
    """

    accounts: tuple[str, ...]
    active: BoolArray
    raw: FloatArray
    caps: BoolArray


def health_inputs(
    facts: HealthFacts, contract: ContractColumns, windows: UsageWindows, active: BoolArray, day: date
) -> HealthInputs:
    """All inputs of `day`; contract, windows and active are of the same day and aligned with facts.accounts."""
    raw = (
        usage.trend(windows),
        usage.seat_utilisation(windows, contract.seats),
        usage.feature_adoption(windows),
        feedback(facts, day),
        support(facts, day),
        engagement(facts, day),
        outcomes(facts, day),
        contract.commercial,
    )
    caps = (contract.notice_given, unanswered_detractor(facts, day), champion_left(facts, day))
    return HealthInputs(facts.accounts, active, np.stack(raw).T, np.stack(caps).T)


def feedback(facts: HealthFacts, day: date) -> FloatArray:
    """Mean of the kinds present (NPS, CSAT, CES) over (day-365, day], 0-100 with 100 = best; NaN = no answer.

    An answer is (score - min) / (max - min) x 100, effort answers turned round. NPS counts the latest of each contact
    (ties: the later row) and each answer without a contact; CSAT, tickets' csat included, and CES count every answer.
    """
    n = len(facts.accounts)
    latest = _latest_nps(facts.nps, day)
    means = [mean_by_account(facts.nps.account[latest], facts.nps.value[latest], n)]
    for answers in (facts.csat, facts.ces):
        inside = _within(answers.day, day, FEEDBACK_DAYS)
        means.append(mean_by_account(answers.account[inside], answers.value[inside], n))
    kinds = np.stack(means)
    present = (~np.isnan(kinds)).sum(axis=0)
    return np.divide(np.nan_to_num(kinds).sum(axis=0), present, out=np.full(n, np.nan), where=present > 0)


def support(facts: HealthFacts, day: date) -> FloatArray:
    """100 - 15 per ticket open at the end of `day` - 25 more per open escalated one, not below 0.

    NaN for every account as long as the book holds no ticket opened on or before `day`: nobody counts them there.
    """
    n, tickets, today = len(facts.accounts), facts.tickets, day.toordinal()
    if facts.first_ticket_on > today:
        return np.full(n, np.nan)
    is_open = (tickets.opened_on <= today) & (tickets.closed_on > today)
    count = np.bincount(tickets.account[is_open], minlength=n)
    escalated = np.bincount(tickets.account[is_open & tickets.escalated], minlength=n)
    return np.maximum(0.0, 100.0 - OPEN_TICKET * count - ESCALATED_TICKET * escalated)


def engagement(facts: HealthFacts, day: date) -> FloatArray:
    """Days from the last held two-way touchpoint or held QBR to `day`, 0 and up; NaN = never any."""
    last = last_two_way(facts, day)
    return np.where(last > 0, day.toordinal() - last, np.nan)


def last_two_way(facts: HealthFacts, day: date) -> IntArray:
    """The ordinal of the last held two-way touchpoint or held QBR by `day`; 0 = never any."""
    return np.maximum(_last_days(facts.two_way, day, facts), _last_days(facts.qbrs, day, facts))


def outcomes(facts: HealthFacts, day: date) -> FloatArray:
    """Mean over milestones and objectives due in (day-365, day]: on time 100, late 60, not done by `day` 0; NaN = none.

    Waived milestones and dropped objectives do not count, nor does what was reached on an unknown day.
    """
    inside = _within(facts.due.due_on, day, OUTCOME_DAYS)
    due_on, done_on = facts.due.due_on[inside], facts.due.done_on[inside]
    values = np.where(done_on > day.toordinal(), STILL_OPEN, np.where(done_on <= due_on, ON_TIME, LATE))
    return mean_by_account(facts.due.account[inside], values, len(facts.accounts))


def unanswered_detractor(facts: HealthFacts, day: date) -> BoolArray:
    """Whether somebody who matters is a detractor and nobody has talked with the account since.

    The contact decides, or is champion or buyer, has not left by `day`, and the latest NPS answer within (day-365, day]
    is 0-6. A held two-way touchpoint of the account on the day of that answer or later answers it.
    """
    nps, latest = facts.nps, _latest_nps(facts.nps, day)
    waits = nps.detractor[latest] & nps.weighty[latest] & (nps.left_on[latest] > day.toordinal())
    waits &= nps.day[latest] > _last_days(facts.two_way, day, facts)[nps.account[latest]]
    return np.bincount(nps.account[latest[waits]], minlength=len(facts.accounts)) > 0


def champion_left(facts: HealthFacts, day: date) -> BoolArray:
    """Whether a champion has left by `day` and the account has no other champion on that day."""
    n, champions = len(facts.accounts), facts.champions
    has_left = champions.day <= day.toordinal()
    left = np.bincount(champions.account[has_left], minlength=n) > 0
    return left & (np.bincount(champions.account[~has_left], minlength=n) == 0)


def _latest_nps(nps: NpsColumns, day: date) -> IntArray:
    """Rows of each contact's latest NPS answer within the window; rows are sorted by contact and day."""
    inside = np.flatnonzero(_within(nps.day, day, FEEDBACK_DAYS))
    who = nps.who[inside]
    is_last = np.ones(len(who), dtype=np.bool_)
    is_last[:-1] = who[1:] != who[:-1]
    return inside[is_last]


def _last_days(happened: DayColumns, day: date, facts: HealthFacts) -> IntArray:
    """The last ordinal on or before `day` per account, 0 = never."""
    last = np.zeros(len(facts.accounts), dtype=np.int64)
    past = happened.day <= day.toordinal()
    np.maximum.at(last, happened.account[past], happened.day[past])
    return last


def _within(days: IntArray, day: date, length: int) -> BoolArray:
    """Whether each ordinal lies in (day - length, day]."""
    today = day.toordinal()
    return (days > today - length) & (days <= today)

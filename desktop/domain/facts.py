"""The facts the figures are computed from, one record a row of the portfolio; nothing here computes.

Text ids name rows; days are dates; money is in cents; None is unknown. Facts are handed over as they are stored, future
ones included: each figure takes its day and leaves out what is dated after it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Account(NamedTuple):
    """A customer, by what it says of itself; who looks after it is dated and stands apart."""

    id: str
    name: str
    external_id: str | None = None
    segment: str | None = None
    industry: str | None = None
    region: str | None = None
    stage: str | None = None
    started_on: date | None = None
    churned_on: date | None = None
    churn_reason: str | None = None
    acquisition_cost_cents: int | None = None
    tags: str | None = None
    parent: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None


class ContractLine(NamedTuple):
    """What an account pays for one product over [start_on, end_on); no end = open."""

    id: str
    account: str
    arr_cents: int
    start_on: date
    end_on: date | None = None
    product: str | None = None
    plan: str | None = None
    plan_rank: int | None = None
    seats: int | None = None
    term_months: int | None = None
    auto_renew: bool | None = None
    notice_days: int | None = None
    notice_given_on: date | None = None
    trial: bool | None = None
    outcome: str | None = None
    outcome_on: date | None = None
    reason: str | None = None
    likelihood: float | None = None
    next_step: str | None = None


class SurveyAnswer(NamedTuple):
    """One survey response; score None = asked, not answered. Scale and direction are as asked."""

    id: str
    account: str
    kind: str
    responded_on: date
    score: float | None
    scale_min: float
    scale_max: float
    contact: str | None = None
    direction: str | None = None
    comment: str | None = None


class Ticket(NamedTuple):
    """A support ticket; csat is an answer on 1-5 given on its closing day."""

    id: str
    account: str
    opened_on: date
    closed_on: date | None = None
    priority: str | None = None
    escalated: bool | None = None
    csat: float | None = None
    subject: str | None = None


class Touchpoint(NamedTuple):
    """A call, email, meeting or note; state is planned, held or cancelled (None = not said)."""

    id: str
    account: str
    on_day: date
    kind: str
    state: str | None = None
    two_way: bool | None = None
    topic: str | None = None
    subject: str | None = None
    contact: str | None = None

    @property
    def is_held(self) -> bool:
        """Whether it took place; one of which nobody said so did, from its day on."""
        return self.state is None or self.state == "held"

    @property
    def is_talk(self) -> bool:
        """Whether both sides spoke, and it took place."""
        return self.two_way is True and self.is_held


class Qbr(NamedTuple):
    """A quarterly business review, held or planned."""

    id: str
    account: str
    held_on: date | None = None
    planned_on: date | None = None


class Contact(NamedTuple):
    """A person at an account; influence is decides, sways or uses."""

    id: str
    account: str
    name: str
    role: str | None = None
    influence: str | None = None
    stance: str | None = None
    left_on: date | None = None
    email: str | None = None


class Onboarding(NamedTuple):
    """A plan that takes an account from its start to value."""

    id: str
    account: str
    started_on: date
    name: str | None = None
    target_on: date | None = None
    live_on: date | None = None


class Milestone(NamedTuple):
    """A step of an onboarding; state is open, done, blocked or waived; side is ours or theirs."""

    id: str
    account: str
    name: str
    onboarding: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    first_value: bool | None = None
    state: str | None = None
    side: str | None = None


class Objective(NamedTuple):
    """What the customer wants to reach, with a day it is due."""

    id: str
    account: str
    goal: str
    due_on: date | None = None
    done_on: date | None = None
    status: str | None = None


class Ownership(NamedTuple):
    """Who looks after an account over [from_on, until_on); from_on None = since ever. Kind is owner or cover."""

    id: str
    account: str
    csm: str
    from_on: date | None = None
    until_on: date | None = None
    kind: str | None = None


class Risk(NamedTuple):
    """Something that may cost the account; outcome is saved, lost or false_alarm once it is closed."""

    id: str
    account: str
    reason: str
    opened_on: date
    closed_on: date | None = None
    outcome: str | None = None


class RenewalCall(NamedTuple):
    """What somebody (or a rule) expects of an account's renewal, said on a day; kind is automatic, csm or final.

    amount_cents: ARR expected to renew; None = not said, then the category says it.
    contract_line: the only line (by id) it is about; None = every line of the account that runs on that day.
    """

    id: str
    account: str
    on_day: date
    kind: str
    category: str | None = None
    amount_cents: int | None = None
    author: str | None = None
    contract_line: str | None = None


class Churn(NamedTuple):
    """Why an account left; whether it did is decided by its ARR alone."""

    id: str
    account: str
    on_day: date
    reason: str | None = None


class Override(NamedTuple):
    """A score somebody set by hand, 0-100, standing beside the computed one until it expires."""

    id: str
    account: str
    value: float
    set_on: date
    expires_on: date | None = None
    reason: str | None = None
    author: str | None = None


class Pulse(NamedTuple):
    """The CSM's own feeling, 1-5; neither an input nor an override."""

    id: str
    account: str
    on_day: date
    value: int
    reason: str | None = None
    author: str | None = None

"""What is known of an account when its playbooks are looked at; facts dated after the day are left out by the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from desktop.domain.cadences import DEFAULT_DAYS
from desktop.domain.facts import (
    Account,
    Contact,
    ContractLine,
    Milestone,
    Onboarding,
    Qbr,
    SurveyAnswer,
    Touchpoint,
)
from desktop.domain.renewals import RenewalRow
from desktop.domain.signals.situation import said


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One account.

    Args:
        is_active: it pays, or nothing is known of what it pays and nobody said that it left.
        renewals: the next governing date of each of its lines on the day.
        contact_days, qbr_days: how often it is to be talked with, and reviewed.
        trends: usage of 28 days against the 28 before, a share, by day; days without one are unknown.
    """

    account: Account
    is_active: bool = True
    contacts: tuple[Contact, ...] = ()
    answers: tuple[SurveyAnswer, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    qbrs: tuple[Qbr, ...] = ()
    lines: tuple[ContractLine, ...] = ()
    renewals: tuple[RenewalRow, ...] = ()
    onboardings: tuple[Onboarding, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    contact_days: int = DEFAULT_DAYS["contact"]
    qbr_days: int = DEFAULT_DAYS["qbr"]
    trends: Mapping[date, float] = field(default_factory=dict[date, float])

    def name_of(self, contact: str | None) -> str | None:
        return next((each.name for each in self.contacts if each.id == contact), None)


class Talk(NamedTuple):
    """A conversation that was held: a two-way touchpoint or a QBR, by its row."""

    on: date
    table: str
    row: str


def talks(facts: AccountFacts, day: date) -> list[Talk]:
    """Conversations up to `day`, the last one last; one of which nobody said that it was held counts as held."""
    held = [
        Talk(each.on_day, "touchpoint", each.id) for each in facts.touchpoints if each.is_talk and each.on_day <= day
    ]
    held += [
        Talk(each.held_on, "qbr", each.id) for each in facts.qbrs if each.held_on is not None and each.held_on <= day
    ]
    return sorted(held)


def champions(facts: AccountFacts, day: date) -> list[Contact]:
    """The champions who are still there on `day`."""
    return [
        each
        for each in facts.contacts
        if said(each.role) == "champion" and (each.left_on is None or each.left_on > day)
    ]


def value_on(facts: AccountFacts, onboarding: str) -> date | None:
    """The day an onboarding's first value was reached; a milestone that names none belongs to the only one."""
    is_only = len(facts.onboardings) == 1
    days = [
        each.done_on
        for each in facts.milestones
        if each.first_value
        and each.done_on is not None
        and said(each.state) != "waived"
        and (each.onboarding == onboarding or (each.onboarding is None and is_only))
    ]
    return min(days, default=None)

"""Everything that is known of a book of customers, as facts; figures are computed from one of these and a period."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.facts import (
    Account,
    Churn,
    Contact,
    ContractLine,
    Milestone,
    Objective,
    Onboarding,
    Override,
    Ownership,
    Pulse,
    Qbr,
    RenewalCall,
    Risk,
    SurveyAnswer,
    Ticket,
    Touchpoint,
)
from desktop.domain.scorecards import Scorecard


@dataclass(frozen=True, slots=True)
class Book:
    """The facts of one portfolio, future-dated ones included; usage comes apart, summed for a day."""

    accounts: Sequence[Account] = ()
    lines: Sequence[ContractLine] = ()
    answers: Sequence[SurveyAnswer] = ()
    tickets: Sequence[Ticket] = ()
    touchpoints: Sequence[Touchpoint] = ()
    qbrs: Sequence[Qbr] = ()
    contacts: Sequence[Contact] = ()
    onboardings: Sequence[Onboarding] = ()
    milestones: Sequence[Milestone] = ()
    objectives: Sequence[Objective] = ()
    ownerships: Sequence[Ownership] = ()
    risks: Sequence[Risk] = ()
    calls: Sequence[RenewalCall] = ()
    churns: Sequence[Churn] = ()
    overrides: Sequence[Override] = ()
    pulses: Sequence[Pulse] = ()
    scorecards: Sequence[Scorecard] = ()


def accounts_on(book: Book, day: date) -> list[Account]:
    """The accounts there on `day`: started by then, or with a contract line that was; no start = since ever."""
    return accounts_there(book.accounts, {line.account for line in book.lines if line.start_on <= day}, day)


def accounts_there(accounts: Sequence[Account], with_lines: Collection[str], day: date) -> list[Account]:
    """`accounts_on` of the book of these accounts.

    Args:
        with_lines: ids of those with a contract line that had started by `day`; a set.
    """
    return [
        account
        for account in accounts
        if account.started_on is None or account.started_on <= day or account.id in with_lines
    ]


def owners_on(ownerships: Sequence[Ownership], day: date) -> dict[str, str]:
    """Account id -> the CSM who owns it on `day`; cover does not count, and of two the one who began later does.

    Args:
        ownerships: in the order they were written, which decides between those of one day.
    """
    standing = [
        each
        for each in ownerships
        if each.kind != "cover"
        and (each.from_on is None or each.from_on <= day)
        and (each.until_on is None or day < each.until_on)
    ]
    standing.sort(key=lambda each: each.from_on or date.min)
    return {each.account: each.csm for each in standing}

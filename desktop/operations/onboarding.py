"""How onboardings go: reading what the figures need, and computing them with the file let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.facts import Account, ContractLine, Milestone, Onboarding
from desktop.domain.plans import OnboardingFigures, onboarding_figures
from desktop.domain.revenue import arr_history, churn_days
from desktop.domain.slippage import Past
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.milestones import milestone_pasts


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the figures of onboardings on a day are computed from; pasts: milestone id -> its past by the day."""

    day: date
    accounts: Sequence[Account]
    lines: Sequence[ContractLine]
    onboardings: Sequence[Onboarding]
    milestones: Sequence[Milestone]
    pasts: Mapping[str, Past]

    @property
    def names(self) -> dict[str, str]:
        return {account.id: account.name for account in self.accounts}


def read_plans(conn: Connection, day: date) -> PlanFacts:
    return PlanFacts(
        day,
        facts.accounts(conn),
        facts.contract_lines(conn),
        facts.onboardings(conn),
        facts.milestones(conn),
        milestone_pasts(conn, day),
    )


def plan_figures(read: PlanFacts) -> OnboardingFigures:
    """Every onboarding begun by the day, the curve, and how milestones slip."""
    history = arr_history(read.lines, as_of=read.day)
    churned_on, arr = churn_days(history, read.day), history.by_account(read.day)
    left = frozenset(account for account in churned_on if churned_on[account] and arr.get(account, 0) <= 0)
    return onboarding_figures(read.onboardings, read.milestones, read.pasts, churned_on, left, read.day)

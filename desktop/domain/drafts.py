"""What somebody wants to log, before it is saved: one record per kind of thing, from a form or the one-line grammar.

A draft names rows by id and says nothing about how it was typed; the operation that saves it checks the rules again.
Must not know the grammar, the file or the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from desktop.domain.contract_terms import Terms

SurveyKind = Literal["nps", "csat", "ces"]
Direction = Literal["ease", "effort"]
TouchpointKind = Literal["call", "email", "meeting", "note"]
State = Literal["planned", "held", "cancelled"]
Side = Literal["ours", "theirs"]
MilestoneState = Literal["open", "blocked", "waived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDraft:
    """A survey response on the scale it was asked on; score None = asked, not answered.

    Args:
        contact: id of a known contact; `new_contact` is the name of one who has to be created. At most one is given.
        direction: ces only; what the top of the scale means.
    """

    account: str
    kind: SurveyKind
    score: float | None
    responded_on: date
    scale_min: float
    scale_max: float
    contact: str | None = None
    new_contact: str | None = None
    direction: Direction | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDraft:
    """Something one side owes the other after a conversation."""

    title: str
    side: Side
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointDraft:
    """A call, email, meeting or note, with the promises made in it.

    Args:
        two_way: None = not known whether the customer took part.
        starts_at: local time of day on `on_day`.
        contact, new_contact: as in SurveyDraft.
    """

    account: str
    kind: TouchpointKind
    on_day: date
    state: State
    two_way: bool | None = None
    topic: str | None = None
    subject: str | None = None
    notes: str | None = None
    contact: str | None = None
    new_contact: str | None = None
    starts_at: time | None = None
    promises: tuple[PromiseDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDoneDraft:
    """A milestone (by id) reached on a day."""

    account: str
    milestone: str
    done_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeftDraft:
    """A contact (by id) who has left, or will leave, the customer."""

    account: str
    contact: str
    left_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class QbrDraft:
    """A quarterly business review; exactly one of `planned_on` and `held_on` is given."""

    account: str
    planned_on: date | None = None
    held_on: date | None = None
    starts_at: time | None = None
    notes: str | None = None
    promises: tuple[PromiseDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDraft:
    """A risk that was seen on a day."""

    account: str
    reason: str
    opened_on: date
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseDraft:
    """The CSM's own feeling about an account, 1-5."""

    account: str
    value: int
    on_day: date
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewDraft:
    """A renewal agreed on a day, for `months` (1-120) more; arr_cents None = at the same price.

    Args:
        line: the contract line (by id); None = the one that governs next.
        terms: everything that is agreed for the new term; None = as before but for months and price.
    """

    account: str
    months: int
    on_day: date
    arr_cents: int | None = None
    line: str | None = None
    terms: Terms | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """Notice that the customer gave on a day; line None = of every line that ends next."""

    account: str
    given_on: date
    reason: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """Other terms from a day within a term on: an upgrade, a downgrade, a trial that becomes paid.

    Args:
        way: up and down refuse an ARR on the wrong side of what it was; None = either.
        line: the contract line (by id), or `called`: the beginning of its product or plan; neither = the only one.
        arr_cents: of the line; None = `terms` says it.
        terms: everything that is agreed from the day on; None = as before but for the price.
        months: a new term of so many months from the day on; None = it ends when it would have ended.
    """

    account: str
    on_day: date
    way: Literal["up", "down"] | None = None
    arr_cents: int | None = None
    line: str | None = None
    called: str | None = None
    terms: Terms | None = None
    months: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDraft:
    """The contract's end: the first day on which it does not count any more; line None = every line that runs."""

    account: str
    on_day: date
    reason: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLineDraft:
    """A contract line that is new; end_on None = `terms.term_months` after its start, or open."""

    account: str
    terms: Terms
    start_on: date
    end_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectLineDraft:
    """What a contract line ought to have said all along; figures of past days change with it."""

    account: str
    line: str
    terms: Terms
    start_on: date
    end_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLineDraft:
    """A contract line (by id) that never was."""

    account: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """Something to do, by us or by the customer."""

    account: str
    title: str
    side: Side
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDraft:
    """An onboarding that begins on a day with the milestones of a template (by id)."""

    account: str
    template: str
    started_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMoveDraft:
    """The kickoff of the account's running plan moved, by calendar days or to a day; exactly one is given."""

    account: str
    days: int | None = None
    to: date | None = None
    with_target: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneMoveDraft:
    """A milestone (by id) moved, by calendar days or to a day; those_after = the open ones due later move along."""

    account: str
    milestone: str
    days: int | None = None
    to: date | None = None
    those_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneStateDraft:
    """A milestone (by id) blocked, waived or open again; side = whose turn it is from now on, None = as it was."""

    account: str
    milestone: str
    state: MilestoneState
    reason: str | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDraft:
    """What a customer wants to reach; agreed_with is the contact's name."""

    account: str
    goal: str
    baseline: str | None = None
    current: str | None = None
    target: str | None = None
    unit: str | None = None
    due_on: date | None = None
    agreed_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalUpdateDraft:
    """Where a goal (by id) stands: its current value, or that it was met or dropped on a day."""

    account: str
    objective: str
    current: str | None = None
    status: Literal["met", "dropped"] | None = None
    on_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskClosedDraft:
    """A risk (by id) that ended on a day."""

    account: str
    risk: str
    outcome: Literal["saved", "lost", "false_alarm"]
    closed_on: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityDraft:
    """A chance to sell more; likelihood 0-1."""

    account: str
    kind: str
    arr_cents: int | None = None
    product: str | None = None
    close_on: date | None = None
    likelihood: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityClosedDraft:
    """An opportunity (by id) that was won or lost on a day."""

    account: str
    opportunity: str
    state: Literal["won", "lost"]
    closed_on: date
    reason: str | None = None


Draft = (
    SurveyDraft
    | TouchpointDraft
    | MilestoneDoneDraft
    | ContactLeftDraft
    | QbrDraft
    | RiskDraft
    | PulseDraft
    | RenewDraft
    | NoticeDraft
    | ChangeDraft
    | EndDraft
    | AddLineDraft
    | CorrectLineDraft
    | RemoveLineDraft
    | TaskDraft
    | StartDraft
    | PlanMoveDraft
    | MilestoneMoveDraft
    | MilestoneStateDraft
    | GoalDraft
    | GoalUpdateDraft
    | RiskClosedDraft
    | OpportunityDraft
    | OpportunityClosedDraft
)

ContractDraft = RenewDraft | NoticeDraft | ChangeDraft | EndDraft | AddLineDraft | CorrectLineDraft | RemoveLineDraft
"""What changes contract lines, and so ARR."""

"""Saving what somebody logs: one function per kind of draft, each one change set, each checked again by the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch

from desktop.domain.drafts import (
    AddLineDraft,
    ChangeDraft,
    ContactLeftDraft,
    CorrectLineDraft,
    Draft,
    EndDraft,
    GoalDraft,
    GoalUpdateDraft,
    MilestoneDoneDraft,
    MilestoneMoveDraft,
    MilestoneStateDraft,
    NoticeDraft,
    OpportunityClosedDraft,
    OpportunityDraft,
    PlanMoveDraft,
    PromiseDraft,
    PulseDraft,
    QbrDraft,
    RemoveLineDraft,
    RenewDraft,
    RiskClosedDraft,
    RiskDraft,
    StartDraft,
    SurveyDraft,
    TaskDraft,
    TouchpointDraft,
)
from desktop.domain.errors import Rejected
from desktop.domain.facts import SurveyAnswer
from desktop.domain.surveys import check_answer
from desktop.operations import contract_changes, contracts, goals, onboardings, opportunities, playbooks, risks
from desktop.operations.imports.directory import name_and_email
from desktop.operations.playbook_runs import act_on_edit
from desktop.store.queries.qbrs import planned_qbr
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Logged:
    """What was saved: the row, and the tasks that came with it."""

    table: str
    row: str
    tasks: int = 0


def log(tx: Tx, draft: Draft, *, as_of: date) -> Logged:
    """Save a draft of any kind.

    Raises:
        Rejected: it breaks a rule, or names something that is not there any more; nothing is saved.
    """
    _require(tx, "account", draft.account)
    logged = _log(draft, tx, as_of)
    acted = act_on_edit(tx, as_of=as_of)
    return replace(logged, tasks=logged.tasks + acted.tasks)


@singledispatch
def _log(draft: object, tx: Tx, as_of: date) -> Logged:
    raise TypeError(f"no operation saves a {type(draft).__name__} ({tx.txn}, {as_of})")


@_log.register
def log_response(draft: SurveyDraft, tx: Tx, as_of: date) -> Logged:
    """A survey response; it starts the playbooks it is a cause for."""
    check_answer(draft.kind, draft.score, draft.scale_min, draft.scale_max, draft.direction)
    contact = _contact(tx, draft.account, draft.contact, draft.new_contact)
    row = tx.insert(
        "survey_response",
        {
            "account": draft.account,
            "contact": contact,
            "kind": draft.kind,
            "responded_on": draft.responded_on.isoformat(),
            "score": draft.score,
            "scale_min": draft.scale_min,
            "scale_max": draft.scale_max,
            "direction": draft.direction,
            "comment": draft.comment,
        },
    )
    answer = SurveyAnswer(
        row,
        draft.account,
        draft.kind,
        draft.responded_on,
        draft.score,
        draft.scale_min,
        draft.scale_max,
        contact,
        draft.direction,
        draft.comment,
    )
    said = "asked" if draft.score is None else f"{draft.score:g}"
    tx.label = f"{draft.kind.upper()} {said} logged"
    return Logged("survey_response", row, playbooks.start_for_answers(tx, [answer], as_of=as_of))


@_log.register
def log_touchpoint(draft: TouchpointDraft, tx: Tx, _as_of: date) -> Logged:
    """A call, email, meeting or note, with the promises made in it as tasks."""
    row = tx.insert(
        "touchpoint",
        {
            "account": draft.account,
            "contact": _contact(tx, draft.account, draft.contact, draft.new_contact),
            "on_day": draft.on_day.isoformat(),
            "starts_at": f"{draft.on_day.isoformat()} {draft.starts_at:%H:%M}" if draft.starts_at else None,
            "kind": draft.kind,
            "state": draft.state,
            "topic": draft.topic,
            "two_way": None if draft.two_way is None else int(draft.two_way),
            "subject": draft.subject,
            "notes": draft.notes,
        },
    )
    promised = _promise(tx, draft.account, draft.promises, source=draft.kind, touchpoint=row)
    tx.label = f"{draft.kind.capitalize()} {'planned' if draft.state == 'planned' else 'logged'}"
    return Logged("touchpoint", row, promised)


@_log.register
def complete_milestone(draft: MilestoneDoneDraft, tx: Tx, _as_of: date) -> Logged:
    """A milestone reached."""
    _require(tx, "milestone", draft.milestone, of=draft.account)
    tx.update("milestone", draft.milestone, {"done_on": draft.done_on.isoformat(), "state": "done"})
    tx.label = "Milestone done"
    return Logged("milestone", draft.milestone)


@_log.register
def contact_left(draft: ContactLeftDraft, tx: Tx, _as_of: date) -> Logged:
    """Somebody left the customer."""
    _require(tx, "contact", draft.contact, of=draft.account)
    tx.update("contact", draft.contact, {"left_on": draft.left_on.isoformat()})
    tx.label = "Contact left"
    return Logged("contact", draft.contact)


@_log.register
def log_qbr(draft: QbrDraft, tx: Tx, _as_of: date) -> Logged:
    """A review planned or held; one held on the day it was planned for is the same one."""
    held, planned = draft.held_on, draft.planned_on
    day = held or planned
    if day is None:
        raise Rejected("A QBR needs the day it is planned for or was held on.", field="planned_on")
    values = {
        "account": draft.account,
        "held_on": held.isoformat() if held else None,
        "planned_on": planned.isoformat() if planned else None,
        "starts_at": f"{day.isoformat()} {draft.starts_at:%H:%M}" if draft.starts_at else None,
        "notes": draft.notes,
    }
    row = planned_qbr(tx.conn, draft.account, day)
    if row is not None:
        tx.update("qbr", row, {name: value for name, value in values.items() if value is not None})
    else:
        row = tx.insert("qbr", values)
    promised = _promise(tx, draft.account, draft.promises, source="qbr", qbr=row)
    tx.label = "QBR held" if held else "QBR planned"
    return Logged("qbr", row, promised)


@_log.register
def open_risk(draft: RiskDraft, tx: Tx, _as_of: date) -> Logged:
    """A risk that was seen."""
    if not draft.reason.strip():
        raise Rejected("A risk needs a reason; it was not saved.", field="reason")
    row = tx.insert(
        "risk",
        {
            "account": draft.account,
            "reason": draft.reason,
            "opened_on": draft.opened_on.isoformat(),
            "notes": draft.notes,
        },
    )
    tx.label = "Risk opened"
    return Logged("risk", row)


@_log.register
def set_pulse(draft: PulseDraft, tx: Tx, _as_of: date) -> Logged:
    """The CSM's own feeling."""
    if not 1 <= draft.value <= 5:
        raise Rejected(f"A pulse runs from 1 to 5; {draft.value} was not saved.", field="value")
    row = tx.insert(
        "pulse",
        {
            "account": draft.account,
            "on_day": draft.on_day.isoformat(),
            "value": draft.value,
            "reason": draft.reason,
            "author": tx.author,
        },
    )
    tx.label = f"Pulse {draft.value} logged"
    return Logged("pulse", row)


@_log.register
def renew(draft: RenewDraft, tx: Tx, as_of: date) -> Logged:
    """A renewal agreed."""
    return Logged("contract_line", contracts.renew(tx, draft, as_of=as_of))


@_log.register
def give_notice(draft: NoticeDraft, tx: Tx, as_of: date) -> Logged:
    """Notice the customer gave."""
    return Logged("contract_line", contracts.give_notice(tx, draft, as_of=as_of))


@_log.register
def change_contract(draft: ChangeDraft, tx: Tx, as_of: date) -> Logged:
    """Other terms from a day on."""
    return Logged("contract_line", contract_changes.change(tx, draft, as_of=as_of))


@_log.register
def end_contract(draft: EndDraft, tx: Tx, as_of: date) -> Logged:
    """The end of the contract."""
    return Logged("contract_line", contract_changes.end(tx, draft, as_of=as_of))


@_log.register
def add_contract_line(draft: AddLineDraft, tx: Tx, as_of: date) -> Logged:
    """A contract line that is new."""
    return Logged("contract_line", contract_changes.add(tx, draft, as_of=as_of))


@_log.register
def correct_contract_line(draft: CorrectLineDraft, tx: Tx, as_of: date) -> Logged:
    """A contract line that was typed wrong."""
    return Logged("contract_line", contract_changes.correct(tx, draft, as_of=as_of))


@_log.register
def remove_contract_line(draft: RemoveLineDraft, tx: Tx, as_of: date) -> Logged:
    """A contract line that never was."""
    return Logged("contract_line", contract_changes.remove(tx, draft, as_of=as_of))


@_log.register
def add_task(draft: TaskDraft, tx: Tx, _as_of: date) -> Logged:
    """Something to do."""
    promise = PromiseDraft(title=draft.title, side=draft.side, due_on=draft.due_on)
    row = _task(tx, draft.account, promise, {"source": "typed"})
    tx.label = "Task added"
    return Logged("task", row, 1)


@_log.register
def start_plan(draft: StartDraft, tx: Tx, _as_of: date) -> Logged:
    """An onboarding begun from a template."""
    return Logged("onboarding", onboardings.start_onboarding(tx, draft.account, draft.template, draft.started_on))


@_log.register
def move_plan(draft: PlanMoveDraft, tx: Tx, _as_of: date) -> Logged:
    """The kickoff of the running plan moved, with all that is open."""
    plan, days = onboardings.kickoff_shift(tx.conn, draft.account, draft.days, draft.to)
    onboardings.move_kickoff(tx, plan.id, days, account=draft.account, with_target=draft.with_target)
    return Logged("onboarding", plan.id)


@_log.register
def move_step(draft: MilestoneMoveDraft, tx: Tx, _as_of: date) -> Logged:
    """A milestone given another day."""
    due_on = onboardings.due_after(tx.conn, draft.account, draft.milestone, draft.days, draft.to)
    onboardings.move_milestone(tx, draft.milestone, due_on, account=draft.account, those_after=draft.those_after)
    return Logged("milestone", draft.milestone)


@_log.register
def change_step(draft: MilestoneStateDraft, tx: Tx, _as_of: date) -> Logged:
    """A milestone blocked, waived or open again."""
    onboardings.set_state(tx, draft.milestone, draft.state, account=draft.account, reason=draft.reason, side=draft.side)
    return Logged("milestone", draft.milestone)


@_log.register
def add_goal(draft: GoalDraft, tx: Tx, _as_of: date) -> Logged:
    """What the customer wants to reach."""
    row = goals.add_goal(
        tx,
        draft.account,
        draft.goal,
        baseline=draft.baseline,
        current=draft.current,
        target=draft.target,
        unit=draft.unit,
        due_on=draft.due_on,
        agreed_with=draft.agreed_with,
    )
    return Logged("objective", row)


@_log.register
def change_goal(draft: GoalUpdateDraft, tx: Tx, _as_of: date) -> Logged:
    """Where a goal stands now, or that it was met or dropped."""
    if draft.status is not None:
        goals.close_goal(tx, draft.objective, draft.status, draft.on_day, account=draft.account)
    else:
        goals.measure_goal(tx, draft.objective, draft.current or "", account=draft.account)
    return Logged("objective", draft.objective)


@_log.register
def close_risk(draft: RiskClosedDraft, tx: Tx, _as_of: date) -> Logged:
    """What came of a risk."""
    risks.close_risk(tx, draft.risk, draft.outcome, draft.closed_on, account=draft.account, note=draft.note)
    return Logged("risk", draft.risk)


@_log.register
def add_opportunity(draft: OpportunityDraft, tx: Tx, _as_of: date) -> Logged:
    """A chance to sell more."""
    row = opportunities.add_opportunity(
        tx,
        draft.account,
        draft.kind,
        arr_cents=draft.arr_cents,
        product=draft.product,
        close_on=draft.close_on,
        likelihood=draft.likelihood,
    )
    return Logged("opportunity", row)


@_log.register
def close_opportunity(draft: OpportunityClosedDraft, tx: Tx, _as_of: date) -> Logged:
    """An opportunity won or lost."""
    opportunities.close_opportunity(
        tx, draft.opportunity, draft.state, draft.closed_on, account=draft.account, reason=draft.reason
    )
    return Logged("opportunity", draft.opportunity)


def _promise(tx: Tx, account: str, promises: tuple[PromiseDraft, ...], *, source: str, **origin: str) -> int:
    for promise in promises:
        _task(tx, account, promise, {"source": source, **origin})
    return len(promises)


def _task(tx: Tx, account: str, promise: PromiseDraft, origin: dict[str, str]) -> str:
    if not promise.title.strip():
        raise Rejected("A task needs a title; nothing was saved.", field="title")
    due_on = promise.due_on.isoformat() if promise.due_on else None
    return tx.insert(
        "task", {"account": account, "title": promise.title, "side": promise.side, "due_on": due_on, **origin}
    )


def _contact(tx: Tx, account: str, known: str | None, new_name: str | None) -> str | None:
    if known is not None:
        _require(tx, "contact", known, of=account)
    if known is not None or new_name is None:
        return known
    if not new_name.strip():
        raise Rejected("A contact needs a name; nothing was saved.", field="contact")
    name, email = name_and_email(new_name)
    return tx.insert("contact", {"account": account, "name": name, "email": email})


def _require(tx: Tx, table: str, row: str, *, of: str | None = None) -> None:
    """The row is there, and is the account's."""
    if not is_living(tx.conn, table, row, account=of):
        raise Rejected(f"There is no such {table} any more: it may have been taken back. Nothing was saved.")

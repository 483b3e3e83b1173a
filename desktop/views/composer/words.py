"""What a draft will do, in words: the sentence below the line, and the one after saving."""

from __future__ import annotations

from datetime import date, time
from functools import singledispatch
from typing import NamedTuple

from desktop.charts.tokens import SHAPES, Tokens
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
from desktop.domain.grammar.figures import SCALES
from desktop.operations.opportunities import called as opportunity_called
from desktop.operations.outcome import Outcome, Standing
from desktop.views import contract_words, format
from desktop.views.composer.names import KnownNames

MOST_PROMISES, LONGEST = 4, 300
"""So many promises, and characters, are told before they are saved; the rest is in the line itself."""
ARROW = "\N{RIGHTWARDS ARROW}"
NOT_ENOUGH = "not enough to judge"


class Run(NamedTuple):
    """A stretch of one look.

    Args:
        colour: as in tokens, or a band's name for health.
    """

    text: str
    colour: str = "ink"
    bold: bool = False


def paint_of(tokens: Tokens, colour: str) -> str:
    """The colour of a run."""
    return tokens.text_of(colour) if colour in SHAPES else getattr(tokens, colour)


def preview(draft: Draft, known: KnownNames, *, today: date, page: str | None) -> str:
    """What will be saved: "NPS 3 from Jana Rowe today"."""
    said = _say(draft, known, today)
    said = said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
    if draft.account == page:
        return said
    account = known.account(draft.account)
    return said if account is None else f"{account.name}: {said}"


def effect(outcome: Outcome) -> list[Run]:
    """What comes of it: "→ health ● 81 → ▲ 62, 3 tasks"."""
    after = _health(outcome.after)
    if outcome.contract is not None:
        runs = [Run(f" {ARROW} {contract_words.sentence(outcome.contract)}"), Run(", health ", "ink_2"), *after]
        if outcome.before != outcome.after:
            runs[2:2] = [*_health(outcome.before), Run(f" {ARROW} ", "ink_2")]
        return runs
    if outcome.before == outcome.after:
        runs = [Run(f" {ARROW} health stays ", "ink_2"), *after]
    else:
        runs = [Run(f" {ARROW} health ", "ink_2"), *_health(outcome.before), Run(f" {ARROW} ", "ink_2"), *after]
    if outcome.tasks:
        runs.append(Run(f", {format.plural(outcome.tasks, 'task')}"))
    return runs


def tasks_only(outcome: Outcome) -> list[Run]:
    """The effect without health, for a screen that a customer sees."""
    if outcome.contract is not None:
        return [Run(f" {ARROW} {contract_words.sentence(outcome.contract)}")]
    return [Run(f" {ARROW} {format.plural(outcome.tasks, 'task')}")] if outcome.tasks else []


def saved(outcome: Outcome, *, with_health: bool) -> str:
    """What was done: "NPS 3 logged · Tindle 81 ● → 62 ▲ · 3 tasks"."""
    about = outcome.name
    if with_health and outcome.before != outcome.after:
        about += f" {_after_name(outcome.before)} {ARROW} {_after_name(outcome.after)}"
    parts = [outcome.label, about]
    if outcome.tasks:
        parts.append(format.plural(outcome.tasks, "task"))
    return " · ".join(parts)


def _health(standing: Standing) -> list[Run]:
    shown = NOT_ENOUGH if standing.shown is None else format.number(standing.shown)
    return [Run(f"{SHAPES[standing.band]}{format.THIN}", standing.band), Run(shown, standing.band, bold=True)]


def _after_name(standing: Standing) -> str:
    shown = NOT_ENOUGH if standing.shown is None else format.number(standing.shown)
    return f"{shown}{format.THIN}{SHAPES[standing.band]}"


@singledispatch
def _say(draft: object, known: KnownNames, today: date) -> str:
    raise TypeError(f"no words for a {type(draft).__name__} ({known}, {today})")


@_say.register
def _(draft: SurveyDraft, known: KnownNames, today: date) -> str:
    score = "" if draft.score is None else f" {draft.score:g}"
    scale = "" if draft.scale_max == SCALES[draft.kind][1] else f" of {draft.scale_max:g}"
    direction = "" if draft.direction is None else f" ({draft.direction})"
    who = _who(known, draft.contact, draft.new_contact, "from")
    return f"{draft.kind.upper()}{score}{scale}{direction}{who} {_on(draft.responded_on, today)}"


@_say.register
def _(draft: TouchpointDraft, known: KnownNames, today: date) -> str:
    planned = " planned for" if draft.state == "planned" else ""
    who = _who(known, draft.contact, draft.new_contact, "with" if draft.kind in ("call", "meeting") else "about")
    if draft.kind == "email":
        who = who.replace(" about ", " with ", 1)
    day = _spelled(draft.on_day, today) if planned else _on(draft.on_day, today)
    return f"{draft.kind.capitalize()}{who}{planned} {day}{_at(draft.starts_at)}{_promises(draft.promises, today)}"


@_say.register
def _(draft: MilestoneDoneDraft, known: KnownNames, today: date) -> str:
    milestone = known.milestone(draft.milestone)
    return f"{milestone.name if milestone else 'Milestone'} done {_on(draft.done_on, today)}"


@_say.register
def _(draft: ContactLeftDraft, known: KnownNames, today: date) -> str:
    contact = known.contact(draft.contact)
    leaves = "leaves" if draft.left_on > today else "left"
    return f"{contact.name if contact else 'A contact'} {leaves} {_on(draft.left_on, today)}"


@_say.register
def _(draft: QbrDraft, _known: KnownNames, today: date) -> str:
    if draft.planned_on is not None:
        said = f"QBR planned for {_spelled(draft.planned_on, today)}"
    else:
        said = f"QBR held {_on(draft.held_on or today, today)}"
    return f"{said}{_at(draft.starts_at)}{_promises(draft.promises, today)}"


@_say.register
def _(draft: RiskDraft, _known: KnownNames, today: date) -> str:
    return f"Risk of {draft.reason}, seen {_on(draft.opened_on, today)}"


@_say.register
def _(draft: PulseDraft, _known: KnownNames, today: date) -> str:
    return f"Your pulse: {draft.value} of 5 {_on(draft.on_day, today)}"


@_say.register
def _(draft: RenewDraft, _known: KnownNames, today: date) -> str:
    price = "at the same price" if draft.arr_cents is None else f"at {format.money_in_full(draft.arr_cents)} a year"
    return f"Renewed for {format.plural(draft.months, 'month')} {price}, agreed {_on(draft.on_day, today)}"


@_say.register
def _(draft: NoticeDraft, _known: KnownNames, today: date) -> str:
    return f"Notice given {_on(draft.given_on, today)}"


@_say.register
def _(draft: ChangeDraft, _known: KnownNames, today: date) -> str:
    way = {"up": "Upgrade", "down": "Downgrade"}.get(draft.way or "", "Change")
    line = f" of {draft.called}" if draft.called else ""
    price = "" if draft.arr_cents is None else f" to {format.money_in_full(draft.arr_cents)} a year"
    return f"{way}{line}{price} from {_spelled(draft.on_day, today)}"


@_say.register
def _(draft: EndDraft, _known: KnownNames, today: date) -> str:
    return f"Contract ends {_on(draft.on_day, today)}"


@_say.register
def _(draft: AddLineDraft, _known: KnownNames, today: date) -> str:
    return f"New line of {format.money_in_full(draft.terms.arr_cents)} a year from {_spelled(draft.start_on, today)}"


@_say.register
def _(_draft: CorrectLineDraft, _known: KnownNames, _today: date) -> str:
    return "Line corrected"


@_say.register
def _(_draft: RemoveLineDraft, _known: KnownNames, _today: date) -> str:
    return "Line removed"


@_say.register
def _(draft: TaskDraft, _known: KnownNames, today: date) -> str:
    said = _promise(PromiseDraft(title=draft.title, side=draft.side, due_on=draft.due_on), today)
    return said[0].upper() + said[1:]


@_say.register
def _(draft: StartDraft, known: KnownNames, today: date) -> str:
    return f"Onboarding {known.row(draft.template)}, starts {_spelled(draft.started_on, today)}"


@_say.register
def _(draft: PlanMoveDraft, _known: KnownNames, today: date) -> str:
    return f"The kickoff and all that is open {_moves(draft.days, draft.to, today)}"


@_say.register
def _(draft: MilestoneMoveDraft, known: KnownNames, today: date) -> str:
    milestone = known.milestone(draft.milestone)
    after = " and what is due after it" if draft.those_after else ""
    return f"{milestone.name if milestone else 'Milestone'}{after} {_moves(draft.days, draft.to, today)}"


@_say.register
def _(draft: MilestoneStateDraft, known: KnownNames, _today: date) -> str:
    milestone = known.milestone(draft.milestone)
    turn = "" if draft.side is None else ", our turn" if draft.side == "ours" else ", their turn"
    reason = f": {draft.reason}" if draft.reason else ""
    state = "open again" if draft.state == "open" else draft.state
    return f"{milestone.name if milestone else 'Milestone'} {state}{turn}{reason}"


@_say.register
def _(draft: GoalDraft, _known: KnownNames, today: date) -> str:
    unit = f" {draft.unit}" if draft.unit else ""
    way = f", {draft.baseline} {ARROW} {draft.target}{unit}" if draft.target else ""
    due = "" if draft.due_on is None else f" by {_spelled(draft.due_on, today)}"
    who = f", agreed with {draft.agreed_with}" if draft.agreed_with else ""
    return f"Goal: {draft.goal}{way}{due}{who}"


@_say.register
def _(draft: GoalUpdateDraft, known: KnownNames, today: date) -> str:
    became = f"now {draft.current}" if draft.status is None else f"{draft.status} {_on(draft.on_day, today)}"
    return f"Goal {known.row(draft.objective)}: {became}"


@_say.register
def _(draft: RiskClosedDraft, known: KnownNames, today: date) -> str:
    return f"Risk of {known.row(draft.risk)} ends, {draft.outcome.replace('_', ' ')} {_on(draft.closed_on, today)}"


@_say.register
def _(draft: OpportunityDraft, _known: KnownNames, today: date) -> str:
    brings = "" if draft.arr_cents is None else f" of {format.money_in_full(draft.arr_cents)} a year"
    due = "" if draft.close_on is None else f", closes {_spelled(draft.close_on, today)}"
    likely = "" if draft.likelihood is None else f", {format.percent(draft.likelihood)} likely"
    return f"{opportunity_called(draft.kind)}{brings}{due}{likely}"


@_say.register
def _(draft: OpportunityClosedDraft, known: KnownNames, today: date) -> str:
    return f"{known.row(draft.opportunity)} {draft.state} {_on(draft.closed_on, today)}"


def _moves(days: int | None, to: date | None, today: date) -> str:
    if days is None:
        return f"to {_spelled(to or today, today)}"
    return f"{format.days(abs(days))} {'later' if days > 0 else 'earlier'}"


def _who(known: KnownNames, contact: str | None, new_contact: str | None, word: str) -> str:
    if new_contact is not None:
        return f" {word} {new_contact}, who is new here,"
    found = known.contact(contact) if contact is not None else None
    return f" {word} {found.name}" if found is not None else ""


def _on(day: date, today: date) -> str:
    return "today" if day == today else f"on {format.long_day(day)}"


def _spelled(day: date, today: date) -> str:
    return "today" if day == today else format.long_day(day)


def _at(starts_at: time | None) -> str:
    return "" if starts_at is None else f" at {starts_at:%H:%M}"


def _promises(promises: tuple[PromiseDraft, ...], today: date) -> str:
    more = f"; and {format.number(len(promises) - MOST_PROMISES)} more" if len(promises) > MOST_PROMISES else ""
    return "".join(f"; {_promise(each, today)}" for each in promises[:MOST_PROMISES]) + more


def _promise(promise: PromiseDraft, today: date) -> str:
    due = "" if promise.due_on is None else f" by {_spelled(promise.due_on, today)}"
    return f"{'we owe' if promise.side == 'ours' else 'they owe'} {promise.title.strip()}{due}"

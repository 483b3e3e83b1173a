"""Today in words for the terminal: the page, line by line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from desktop.cli.output import SHAPES, money, number
from desktop.cli.signal_words import RULES
from desktop.cli.signal_words import evidence as signal_evidence
from desktop.domain.counting import counted
from desktop.domain.signals.signal import Evidence
from desktop.domain.today.actions import Action
from desktop.domain.today.book import Today
from desktop.domain.today.changed import Cause, Moved
from desktop.domain.today.gaps import CALLED, KINDS, Gap, counts, lacking
from desktop.domain.today.queue import QueueRow, Standing
from desktop.domain.today.reasons import Deadline, Reason

PARTS = {"must": "Must do this week", "next": "Next in line", "chance": "Ready to buy more"}

REASONS = {
    **RULES,
    "promise": "promise due",
    "their_promise": "their promise is late",
    "task": "task due",
    "next_step": "next step is late",
    "qbr_planned": "QBR planned",
    "go_live_late": "go-live late",
    "notice_unknown": "notice period unknown",
}

ACTIONS = {
    "renewal_talk": "log a renewal talk",
    "save_talk": "log a talk to save it",
    "set_outcome": "set the outcome",
    "add_contact": "add a contact",
    "call": "call",
    "log_call": "log a call",
    "log_pulse": "log a pulse",
    "open_plan": "open the plan",
    "log_offer": "log an offer",
    "chase": "chase it",
    "step_done": "mark the next step done",
    "task_done": "do it, and mark it done",
    "prepare_qbr": "prepare the QBR",
    "add_notice": "ask for the notice period",
}


def gaps_sentence(view: Today) -> str:
    """What is missing, in figures."""
    found = lacking(view.gaps)
    if not found:
        return "Nothing is missing." if view.gaps else "No account has ARR yet."
    named = ", ".join(f"{number(each.n)} {CALLED[each.kind][each.n != 1]}" for each in counts(found))
    arr = money(sum(each.arr_cents for each in found))
    return f"{counted(len(found), 'account')} {'lacks' if len(found) == 1 else 'lack'} something: {named} ({arr} ARR)."


def missing(gap: Gap) -> str:
    """What an account lacks."""
    return ", ".join(CALLED[kind][0] for kind in KINDS if kind in gap.missing)


def sentence(view: Today) -> str:
    """What is true, in figures."""
    must = len(view.queue.must)
    later = sum(each.part == "next" for each in view.queue.rows)
    if not must and later:
        return f"Nothing is due this week; {counted(later, 'account')} next in line."
    if not must:
        steps = f" {counted(view.stepless, 'account')} without a next step: give one." if view.stepless else ""
        if not view.names:
            begin = counted(len(view.later), "account begins", "accounts begin")
            return f"{begin} after {view.day.isoformat()}; none is there yet." if view.later else "No accounts yet."
        return f"Nothing is due.{steps}"
    stake = f"; {money(view.at_stake_cents)} at stake" if view.at_stake_cents else ""
    return f"{counted(must, 'account')} {'needs' if must == 1 else 'need'} you this week{stake}."


def row(each: QueueRow) -> str:
    """The first line of an account."""
    due = f", {deadline(each.deadline)}" if each.deadline else ""
    return f"{standing(each.standing)}  {each.name}  {money(each.arr_cents)}{due}"


def reasons(each: QueueRow) -> list[str]:
    """A line for every reason; what one tells the next ones do not repeat."""
    told: set[Evidence] = set()
    lines: list[str] = []
    for why in each.reasons:
        lines.append(reason(why, told))
        told |= set(why.evidence)
    return lines


def reason(why: Reason, told: Collection[Evidence] = ()) -> str:
    said = "; ".join(_SAYS.get(each.name, signal_evidence)(each) for each in why.evidence if each not in told)
    return f"{REASONS.get(why.key, why.key)}: {said}" if said else REASONS.get(why.key, why.key)


def action(todo: Action) -> str:
    about = f" {todo.about}" if todo.key == "call" and todo.about else ""
    return f"{ACTIONS.get(todo.key, todo.key)}{about}"


def deadline(due: Deadline) -> str:
    on = due.on.isoformat()
    if due.kind == "opt-out unknown":
        return f"opt-out unknown, the term ends {on}"
    if due.days < 0:
        return f"{due.kind} {counted(-due.days, 'day')} {'ago' if due.kind == 'term ended' else 'late'} ({on})"
    return f"{due.kind} in {counted(due.days, 'day')} ({on})"


def standing(found: Standing) -> str:
    score = f"{100 * found.coverage:.0f} % known" if found.score is None else str(found.score)
    return f"{SHAPES[found.band]} {score}"


def moved(each: Moved) -> str:
    before, after = standing(each.before), standing(each.after)
    return f"{each.name}: {after if before == after else f'{before} -> {after}'}, {', '.join(map(cause, each.causes))}"


def cause(each: Cause) -> str:
    """Why something changed."""
    who = f" from {each.who}" if each.who else ""
    says: Mapping[str, str] = {
        "answer": f"{(each.about or '').upper()} {number(each.value or 0)}{who}",
        "talk": f"talked ({each.about})",
        "silence": f"silent for {counted(int(each.value or 0), 'day')}",
        "tickets opened": f"{counted(int(each.value or 0), 'ticket')} opened",
        "tickets closed": f"{counted(int(each.value or 0), 'ticket')} closed",
        "done": f"{each.about} done",
        "fell due": f"{each.about} fell due",
        "champion left": f"champion {each.about or ''} left".replace("  ", " "),
        "champion named": f"new champion {each.about or ''}".rstrip(),
        "replied": "detractor answered",
        "slipped": f"{each.about} slips to {each.on.isoformat() if each.on else 'an unknown day'}",
        "arr": f"ARR {'+' if (each.value or 0) > 0 else ''}{money(int(each.value or 0))}",
        "input": (each.about or "").replace("_", " "),
    }
    return says.get(each.kind, each.kind)


def _due(each: Evidence) -> str:
    days = int(each.value or 0)
    when = f"{counted(-days, 'day')} late" if days < 0 else f"in {counted(days, 'day')}"
    return f'"{each.about}" {when} ({_on(each.on)})'


def _on(day: date | None) -> str:
    return "unknown" if day is None else day.isoformat()


_SAYS: Mapping[str, Callable[[Evidence], str]] = {
    "promise": _due,
    "their_promise": _due,
    "task": _due,
    "next_step": _due,
    "qbr": lambda e: f"in {counted(int(e.value or 0), 'day')} ({_on(e.on)})",
    "plan_day": lambda e: f"day {number(e.value or 0)} of {e.n}, target {_on(e.on)}",
    "milestone_blocked": lambda e: f"{e.about} is blocked",
    "milestone_open": lambda e: f"next is {e.about}",
}

"""Today in words: short enough for one line of a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.domain.today.actions import Action
from desktop.domain.today.book import Today
from desktop.domain.today.changed import Cause, Moved
from desktop.domain.today.lists import Promise
from desktop.domain.today.reasons import Deadline
from desktop.views import format
from desktop.views.score_words import INPUTS

LATE_IN_WEEK = 6
"""A day within so many days is told by its weekday."""

PARTS = {"must": "Must do this week", "next": "Next in line", "chance": "Ready to buy more"}

_BUTTONS = {
    "renewal_talk": "Log renewal talk",
    "save_talk": "Log save talk",
    "set_outcome": "Set outcome",
    "add_contact": "Add contact",
    "log_call": "Log call",
    "log_pulse": "Log pulse",
    "open_plan": "Open plan",
    "log_offer": "Log offer",
    "chase": "Chase",
    "step_done": "Mark step done",
    "task_done": "Mark done",
    "prepare_qbr": "Prepare QBR",
    "add_notice": "Add notice period",
}
_LONGEST_NAME = 12
NO_DAY = "no day"
NO_DEADLINE = "no deadline known"


def sentence(view: Today) -> str:
    """The page in figures."""
    must = view.queue.must
    if not must:
        return nothing_due(view)
    needs = "account needs" if len(must) == 1 else "accounts need"
    text = f"{format.number(len(must))} {needs} you this week"
    at_stake = view.at_stake_cents
    return f"{text}; {format.money(at_stake)} at stake." if at_stake else f"{text}."


def how(view: Today) -> str:
    """How the sentence and the order of the queue come about."""
    must = view.queue.must
    if not must:
        return ""
    lost = sum(row.is_loss for row in must)
    return (
        "This week: urgent signs, and whatever is due within 7 days or late.\n"
        f"At stake: the ARR of the {format.number(lost)} of them that show a sign of loss.\n"
        "Order: ARR x the largest of weight (signs 3, 2 or 1; late 0.5, due 0.25) x nearness of its own day (1 on "
        "the day, 1/2 thirty days before); urgent signs count as 30 days ahead at most."
    )


def nothing_due(view: Today) -> str:
    """What is said where nobody needs anything this week."""
    if not view.names and view.later:
        begin = format.plural(len(view.later), "account begins", "accounts begin")
        return f"{begin} after {format.day(view.day)}; none is there yet."
    if not view.names:
        return "No accounts yet."
    if not view.accounts:
        return f"{contractless(view)}."
    later = [row for row in view.queue.rows if row.part == "next"]
    if later:
        stake = sum(row.at_stake_cents for row in later)
        at_stake = f", {format.money(stake)} at stake" if stake else ""
        return f"Nothing is due this week; {format.plural(len(later), 'account')} next in line{at_stake}."
    text = "Nothing is due."
    if view.stepless:
        has, them = ("account has", "it") if view.stepless == 1 else ("accounts have", "them")
        text += f" {format.number(view.stepless)} {has} no next step: give {them} one."
    return text


def contractless(view: Today) -> str:
    """How many accounts there are where none of them has ARR, and why."""
    had_any = any(account in view.arr_of for account in view.names)
    count = format.plural(len(view.names), "account")
    return f"{count}, none with {'a contract that runs' if had_any else 'a contract yet'}"


def is_bare(view: Today) -> bool:
    """Whether there are accounts and nothing to be said of them, as none has ARR."""
    said = (view.queue.rows, view.queue.snoozed, view.changed, view.quiet, view.meetings, view.tasks, view.opt_outs)
    return bool(view.names) and not view.accounts and not any(said)


def whose(view: Today) -> str:
    """Whose book it is, and how large."""
    book = "All books" if view.csm is None else f"{view.csm}'s book"
    if not view.accounts:
        return f"{book}: {format.plural(len(view.names), 'account')}, no ARR"
    return f"{book}: {format.plural(view.accounts, 'account')}, {format.money(view.arr_cents)} ARR"


def button(action: Action) -> str:
    """What the button of a row says."""
    if action.key == "call" and action.about:
        first = action.about.split()[0]
        return f"Call {first}" if len(first) <= _LONGEST_NAME else "Log call"
    return _BUTTONS.get(action.key, "Open")


def chip(deadline: Deadline | None, day: date) -> str:
    """The deadline as the row shows it; empty where there is none."""
    if deadline is None:
        return ""
    on, days = format.day(deadline.on, beside=day), deadline.days
    match deadline.kind:
        case "opts out":
            return f"opts out {_in(days)} · {on}"
        case "opt-out unknown":
            return f"opt-out unknown · ends {on}"
        case "term ended":
            return f"term ended {format.days(-days)} ago · {on}"
        case "term ends":
            return f"leaves {_in(days)} · {on}"
        case "their promise":
            return f"{_late('their promise', days)} · {on}"
        case "qbr":
            return f"QBR {_in(days)} · {on}"
        case "go-live":
            return f"{_late('go-live', days)} · {on}"
        case "offer":
            return f"offer closes {_in(days)} · {on}"
        case "reply due":
            return f"{_due('reply', deadline)} · {on}"
        case kind:
            return f"{_due(kind, deadline)} · {on}"


def chips(deadline: Deadline | None, day: date) -> tuple[str, ...]:
    """The deadline with less and less beside how far it is, for rows with little room; empty where there is none."""
    if deadline is None:
        return ()
    whole, days = chip(deadline, day), deadline.days
    far = f"{format.days(-days)} late" if days < 0 else _in(days)
    return whole, whole.partition(" · ")[0], far


def cause(each: Cause, day: date) -> str:
    """Why something changed, in a few words."""
    match each.kind:
        case "answer":
            who = f" from {each.who}" if each.who else ""
            return f"{(each.about or '').upper()} {each.value or 0:g}{who}"
        case "talk":
            return f"talked with {each.about}" if each.about and " " in each.about else "talked"
        case "silence":
            return f"silent {format.days(int(each.value or 0))}"
        case "tickets opened" | "tickets closed":
            return f"{format.plural(int(each.value or 0), 'ticket')} {each.kind.split()[1]}"
        case "done":
            return f"{each.about} done"
        case "fell due":
            return f"{each.about} fell due"
        case "champion left":
            return f"{each.about} left" if each.about else "champion left"
        case "champion named":
            return f"{each.about} is champion" if each.about else "new champion"
        case "replied":
            return "detractor answered"
        case "slipped":
            return f"{each.about} slips to {format.day(each.on, beside=day)}"
        case "arr":
            cents = int(each.value or 0)
            return f"ARR {'+' if cents > 0 else ''}{format.money(cents)}"
        case "input":
            return _INPUTS.get(each.about or "", INPUTS.get(each.about or "", "").lower())
        case kind:
            return kind


def causes(moved: Moved, day: date) -> str:
    return ", ".join(cause(each, day) for each in moved.causes)


def distance(days: int) -> str:
    """How far a day is: "6 d late", "today", "in 3 d"."""
    return f"{format.days(-days)} late" if days < 0 else _in(days)


def due(promise: Promise, day: date) -> str:
    """When a promise is due, in the narrow column."""
    if promise.days < 0:
        return f"{format.days(-promise.days)} late"
    if promise.days == 0:
        return "today"
    return weekday(promise.due_on) if promise.days <= LATE_IN_WEEK else format.day(promise.due_on, beside=day)


def since(view: Today) -> str:
    """From when on changes are told."""
    moves = format.plural(len(view.changed), "change")
    return f"since {weekday(view.since)}, {moves}"


def weekday(on: date) -> str:
    """Mon 23."""
    return f"{format.long_day(on).split()[0]} {on.day}"


def _in(days: int) -> str:
    if days < 0:
        return f"passed {format.days(-days)} ago"
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {format.days(days)}"


def _late(what: str, days: int) -> str:
    return f"{what} {format.days(-days)} late" if days < 0 else f"{what} {_in(days)}"


def _due(what: str, deadline: Deadline) -> str:
    days = deadline.days
    if days < 0:
        return f"{what} {format.days(-days)} late"
    if days <= 1:
        return f"{what} due {_in(days)}"
    if days <= LATE_IN_WEEK:
        return f"{what} due {format.long_day(deadline.on).split()[0]}"
    return f"{what} due {_in(days)}"


_INPUTS: Mapping[str, str] = {
    "usage_trend": "usage",
    "seat_utilisation": "seats used",
    "feature_adoption": "features used",
    "feedback": "answers",
    "engagement": "contact",
    "support": "tickets",
    "outcomes": "goals",
    "commercial": "renewal outlook",
}

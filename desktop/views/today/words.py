"""Today in words: short enough for one line of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from desktop.domain.signals.signal import Evidence
from desktop.domain.today.actions import Action
from desktop.domain.today.book import Today
from desktop.domain.today.changed import Cause, Moved
from desktop.domain.today.lists import Promise
from desktop.domain.today.queue import QueueRow
from desktop.domain.today.reasons import Deadline
from desktop.views import format
from desktop.views.format import THIN
from desktop.views.score_words import INPUTS

LATE_IN_WEEK = 6
"""A day within so many days is told by its weekday."""

TITLES = {
    "risk_despite_use": "Risk despite use",
    "notice_given": "Notice given",
    "ended_without_outcome": "No outcome logged",
    "unanswered_detractor": "Detractor not answered",
    "champion_left": "Champion left",
    "opt_out_near": "Opt-out near, not healthy",
    "feedback_falls": "Feelings fall",
    "use_falls": "Use falls",
    "low_pulse": "Low pulse beside green",
    "going_quiet": "Going quiet",
    "hard_and_slow_start": "Hard and slow start",
    "ready_to_expand": "Ready to expand",
    "go_live_late": "Go-live late",
}
"""What a row begins with; the other reasons say it themselves."""

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
SEPARATOR = ", "
NO_DAY = "no day"
ALWAYS_TITLED = frozenset({"ready_to_expand", "notice_given"})
SAYS_ITSELF = frozenset({"opt_out_near", "champion_left", "unanswered_detractor", "go_live_late", "feedback_falls"})
"""Reasons whose first fact says what they are."""


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
        "Order: weight of the strongest reason (signs 3, 2 or 1; late 0.5, due 0.25) x ARR x nearness of the deadline "
        "(1 on its day, 1/2 thirty days before)."
    )


def nothing_due(view: Today) -> str:
    """What is said where nobody needs anything this week."""
    if not view.names:
        return "No account yet."
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


def whose(view: Today) -> str:
    """Whose book it is, and how large."""
    book = "All books" if view.csm is None else f"{view.csm}'s book"
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


def reasons(row: QueueRow, day: date) -> str:
    """Why the account is there, the strongest reason first, each fact once, and none that the chip tells."""
    return SEPARATOR.join(facts(row, day))


def fitted(row: QueueRow, day: date, fits: Callable[[str], bool]) -> str:
    """As many of the reasons as fit, and how many are left out."""
    every = facts(row, day)
    for number in range(len(every), 1, -1):
        rest = f" +{len(every) - number}" if number < len(every) else ""
        text = SEPARATOR.join(every[:number]) + rest
        if fits(text):
            return text
    return every[0]


def reasons_in_full(row: QueueRow, day: date) -> str:
    """All reasons, one a line."""
    lines: list[str] = []
    for reason in row.reasons:
        said = ", ".join(_facts(reason.evidence, day, set()))
        title = TITLES.get(reason.key)
        lines.append(": ".join(part for part in (title, said) if part))
    return "\n".join(lines)


def facts(row: QueueRow, day: date) -> list[str]:
    """The single facts of the reasons; at least one."""
    told: set[tuple[str, str | None]] = {("health", None)}
    kind = None if row.deadline is None else row.deadline.kind
    if kind in ("opts out", "opt-out unknown"):
        told |= {("opt_out", None), ("renewal", None)}
    elif kind == "term ended":
        told.add(("term_ended", None))
    # How far the plan is says more than how hard it was found.
    ordered = sorted(row.reasons, key=lambda each: each.key != "go_live_late") if kind == "go-live" else row.reasons
    found: list[str] = []
    for number, reason in enumerate(ordered):
        own = _facts(reason.evidence, day, told)
        title = TITLES.get(reason.key) if number == 0 or reason.key in ALWAYS_TITLED else None
        if title is not None and reason.key not in SAYS_ITSELF:
            own = [f"{title}: {own[0]}", *own[1:]] if own else [title]
        found += own
    if kind == "opt-out unknown":
        found = [each for each in found if each != "notice period unknown"] or ["notice period not in the file"]
    first, *rest = found or [TITLES.get(row.reasons[0].key, "")]
    return [first[:1].upper() + first[1:], *rest]


def _facts(evidence: Iterable[Evidence], day: date, told: set[tuple[str, str | None]]) -> list[str]:
    every = list(evidence)
    silent = {each.value for each in every if each.name in ("buyer_silent", "decider_silent")}
    found: list[str] = []
    for each in every:
        key = each.name, each.about
        if key in told or (each.name, None) in told or each.name not in _SAYS:
            continue
        told.add(key)
        if each.name == "last_two_way" and each.value in silent:
            continue
        found.append(_SAYS[each.name](each, day))
    return found


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
    return _weekday(promise.due_on) if promise.days <= LATE_IN_WEEK else format.day(promise.due_on, beside=day)


def since(view: Today) -> str:
    """From when on changes are told."""
    moves = format.plural(len(view.changed), "change")
    return f"since {_weekday(view.since)}, {moves}"


def weekday(on: date) -> str:
    """Mon 23."""
    return _weekday(on)


def _weekday(on: date) -> str:
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


def _task(each: Evidence, day: date) -> str:
    days = int(each.value or 0)
    when = f"{format.days(-days)} late" if days < 0 else "today" if days == 0 else f"due {_weekday(each.on or day)}"
    return f"“{' '.join((each.about or '').split())}” {when}"


def _silent(who: str) -> Callable[[Evidence, date], str]:
    return lambda e, _: f"{who} silent {format.days(int(e.value or 0))}"


def _people(each: Evidence, _day: date) -> str:
    n = int(each.value or 0)
    return "no contact left" if n == 0 else "one contact left" if n == 1 else f"{n} contacts left"


def _open(each: Evidence, _day: date) -> str:
    kind = (each.about or "opportunity").replace("_", "-")
    worth = "" if each.value is None else f" {format.money(round(each.value))}"
    return f"{kind}{worth} open" if each.n == 1 else f"{each.n} offers{worth} open"


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
_SAYS: Mapping[str, Callable[[Evidence, date], str]] = {
    "seat_utilisation": lambda e, _: f"seats {format.percent(e.value)}",
    "usage_trend": lambda e, _: f"usage {format.signed(100 * (e.value or 0))}{THIN}%",
    "feedback_change": lambda e, _: f"feeling {format.signed(e.value or 0)} of 100",
    "champion_left": lambda e, _: f"champion {e.about} left {format.days(int(e.value or 0))} ago",
    "contacts_left": _people,
    "last_two_way": lambda e, _: f"silent {format.days(int(e.value or 0))}",
    "buyer_silent": _silent("buyer"),
    "decider_silent": lambda e, _: f"{e.about} silent {format.days(int(e.value or 0))}",
    "opt_out": lambda e, _: f"opts out in {format.days(int(e.value or 0))}",
    "renewal": lambda _e, _: "notice period unknown",
    "detractor": lambda e, day: f"{e.about} gave NPS {e.value or 0:g} on {format.day(e.on, beside=day)}, unanswered",
    "pulse": lambda e, _: f"pulse {e.value or 0:g} of 5",
    "health": lambda e, _: f"health {e.value or 0:g}",
    "notice_given": lambda e, day: f"on {format.day(e.on, beside=day)}",
    "term_ended": lambda e, _: f"term ended {format.days(int(e.value or 0))} ago",
    "overdue_arr": lambda e, _: f"{format.money(round(e.value or 0))} already left out of ARR",
    "effort": lambda e, _: f"effort {format.number(e.value or 0, 1)} of 7",
    "days_to_value": lambda e, _: f"{format.days(int(e.value or 0))} to value",
    "days_waiting": lambda e, _: f"{format.days(int(e.value or 0))} without value",
    "median_days_to_value": lambda e, _: f"half need {format.days(round(e.value or 0))}",
    "promoter": lambda e, _: f"NPS {e.value or 0:g} from {e.about or 'a promoter'}",
    "open_opportunity": _open,
    "won_opportunity": lambda _e, _: "bought more before",
    "promise": _task,
    "their_promise": lambda e, day: f"they owe {_task(e, day)}",
    "task": _task,
    "next_step": _task,
    "qbr": lambda e, day: f"QBR on {format.day(e.on, beside=day)}",
    "plan_day": lambda e, _: f"onboarding day {e.value or 0:g} of {e.n}",
    "milestone_blocked": lambda e, _: f"{e.about} blocked",
    "milestone_open": lambda e, _: f"next: {e.about}",
}
"""Evidence by its name; what has no words here (how often to talk, for one) is not told in a row."""

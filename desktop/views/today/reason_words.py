"""Why an account is in the queue, in words: the facts of its reasons, short enough for one line of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from desktop.domain.signals.signal import Evidence
from desktop.domain.today.queue import QueueRow
from desktop.views import format
from desktop.views.format import THIN
from desktop.views.score_words import CAPS, INPUTS
from desktop.views.today.words import weekday

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

SEPARATOR = ", "
ALWAYS_TITLED = frozenset({"ready_to_expand", "notice_given"})
SAYS_ITSELF = frozenset({"opt_out_near", "champion_left", "unanswered_detractor", "go_live_late", "feedback_falls"})
"""Reasons whose first fact says what they are."""


def reasons(row: QueueRow, day: date) -> str:
    """Why the account is there, the strongest reason first, each fact once, and none that the chip tells."""
    return SEPARATOR.join(facts(row, day))


def fitted(row: QueueRow, day: date, fits: Callable[[str], bool]) -> str:
    """As many of the reasons as fit, and how many are left out."""
    every = facts(row, day)
    for number in range(len(every), 0, -1):
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
        # Behind another reason, the row tells enough of what is wrong; all of it is in the tooltip.
        evidence = reason.evidence if number == 0 else [each for each in reason.evidence if each.name != "health_loss"]
        own = _facts(evidence, day, told)
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


def _task(each: Evidence, day: date) -> str:
    days = int(each.value or 0)
    when = f"{format.days(-days)} late" if days < 0 else "today" if days == 0 else f"due {weekday(each.on or day)}"
    return f"“{' '.join((each.about or '').split())}” {when}"


def _silent(who: str) -> Callable[[Evidence, date], str]:
    return lambda e, _: f"{who} silent {format.days(int(e.value or 0))}"


def _people(each: Evidence, _day: date) -> str:
    n = int(each.value or 0)
    return "no contact left" if n == 0 else "one contact left" if n == 1 else f"{n} contacts left"


def _loss(each: Evidence, _day: date) -> str:
    """What a score lost most by, as the account's page calls it; of a cap, that it is one."""
    name = each.about or ""
    cap = CAPS.get(name)
    return f"capped: {cap.partition(',')[0].lower()}" if cap else f"score lost most by {INPUTS.get(name, name).lower()}"


def _open(each: Evidence, _day: date) -> str:
    kind = (each.about or "opportunity").replace("_", "-")
    worth = "" if each.value is None else f" {format.money(round(each.value))}"
    return f"{kind}{worth} open" if each.n == 1 else f"{each.n} offers{worth} open"


_SAYS: Mapping[str, Callable[[Evidence, date], str]] = {
    "renewal_talk": lambda e, _: "renewal talk " + (f"{format.days(int(e.value))} ago" if e.value else "today"),
    "seat_utilisation": lambda e, _: f"seats {format.percent(e.value)}",
    "usage_trend": lambda e, _: f"usage {format.signed(100 * (e.value or 0))}{THIN}%",
    "feedback_change": lambda e, _: f"feelings {format.signed(e.value or 0)} points",
    "champion_left": lambda e, _: f"champion {e.about} left {format.days(int(e.value or 0))} ago",
    "contacts_left": _people,
    "last_two_way": lambda e, _: f"silent {format.days(int(e.value or 0))}",
    "buyer_silent": _silent("buyer"),
    "decider_silent": lambda e, _: f"{e.about} silent {format.days(int(e.value or 0))}",
    "opt_out": lambda e, _: f"opts out in {format.days(int(e.value or 0))}",
    "renewal": lambda _e, _: "notice period unknown",
    "detractor": lambda e, day: f"{e.about} gave NPS {e.value or 0:g} on {format.day(e.on, beside=day)}, unanswered",
    "pulse": lambda e, _: f"pulse {e.value or 0:g} of 5",
    "health": lambda e, _: f"{e.about or 'health'} {e.value or 0:g}",
    "health_loss": _loss,
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
    "playbook": lambda e, _: f"playbook {e.about} {e.value or 0:g} of {e.n} done",
    "plan_day": lambda e, _: f"onboarding day {e.value or 0:g} of {e.n}",
    "milestone_blocked": lambda e, _: f"{e.about} blocked",
    "milestone_open": lambda e, _: f"next: {e.about}",
}
"""Evidence by its name; what has no words here (how often to talk, for one) is not told in a row."""

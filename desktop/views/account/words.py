"""How the account page says things: days from now, inputs, caps and events. Words only; figures come ready."""

from __future__ import annotations

from datetime import date

from desktop.domain.playbooks.stops import STOPS
from desktop.domain.voice.sentiment import FEELING_WORDS, Sentiment, not_scored_words
from desktop.domain.voice.sentiment import feeling as feeling_of
from desktop.operations.account_why import Found, WhyCap, WhyRow
from desktop.store.queries.account_view import Event
from desktop.views import format as fmt
from desktop.views.change_words import answer_said
from desktop.views.score_words import CAPS

TO_TYPE = {
    "talk": "call yest: agreed on a pilot",
    "contact": 'call @name "what was said"',
    "answer": 'nps 9 @name "what they said"',
    "risk": 'risk price "asks for less"',
    "ours": "task pricing fri",
    "theirs": "task < security form +2w",
    "goal": 'goal "cut handling time" 40 > 25 min by 31 mar',
    "upsell": "upsell 18k by 31 mar 60%",
}
"""What the composer understands on this page, for those who see it empty."""
BEST_NEXT = {
    "usage_trend": "a usage file",
    "seat_utilisation": "seats and active users",
    "feature_adoption": "feature usage",
    "feedback": "an answer, such as nps 8",
    "support": "a ticket file",
    "engagement": "the last contact",
    "outcomes": "a goal with a due date",
    "commercial": "the likelihood of renewal",
}
ICONS = {
    "call": "phone",
    "email": "envelope-simple",
    "meeting": "users",
    "note": "note-pencil",
    "nps": "chat",
    "csat": "chat",
    "ces": "chat",
    "qbr": "presentation-chart",
    "ticket": "ticket",
    "ticket closed": "ticket",
    "milestone": "flag",
    "goal": "target",
    "risk": "warning",
    "risk closed": "warning",
    "pulse": "heartbeat",
    "left": "user-minus",
    "contract": "signature",
    "notice": "signature",
    "churn": "signature",
    "task": "check-circle",
    "playbook": "books",
    "playbook stopped": "books",
    "playbook finished": "books",
    "review": "note-pencil",
}
GROUPS: dict[str, tuple[str, ...]] = {
    "All kinds": (),
    "Talks": ("call", "email", "meeting", "note", "qbr", "review"),
    "Answers": ("nps", "csat", "ces"),
    "Tickets": ("ticket", "ticket closed"),
    "Plan and goals": ("milestone", "goal", "task", "playbook", "playbook stopped", "playbook finished"),
    "Contract and people": ("contract", "notice", "churn", "left"),
    "Risks and pulse": ("risk", "risk closed", "pulse"),
}
"""What the timeline can be narrowed to."""
INTERNAL = (
    "risk",
    "risk closed",
    "pulse",
    "task",
    "churn",
    "playbook",
    "playbook stopped",
    "playbook finished",
    "review",
)
"""Events a customer who looks on is not shown."""


def ahead(days: int) -> str:
    """How far a day lies ahead, or back: today, in 47 d, 12 d ago."""
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    return f"in {fmt.days(days)}" if days > 0 else f"{fmt.days(-days)} ago"


def due(due_on: date | None, today: date) -> str:
    """When something is due: today, 3 d late, 25 Nov, no date."""
    if due_on is None:
        return "no date"
    if due_on == today:
        return "today"
    return f"{fmt.days((today - due_on).days)} late" if due_on < today else fmt.day(due_on, beside=today)


def found(row: WhyRow) -> str:
    """What an input rests on, in short."""
    raw, was = row.raw, row.found
    if raw is None:
        return "not known"
    match row.name:
        case "usage_trend":
            return "steady" if abs(raw) < 0.005 else f"{fmt.signed(100 * raw)}{fmt.THIN}%"
        case "feedback":
            return _feelings(raw, was)
        case "support":
            return "none open" if not was.number else fmt.plural(was.number, "ticket")
        case "engagement":
            return fmt.days(round(raw))
        case "outcomes":
            return f"{was.number} of {was.of} on time"
        case "commercial" if was.is_overdue:
            return "overdue"
        case _:
            return fmt.percent(raw)


def found_in_full(row: WhyRow) -> str:
    """What an input rests on, as a sentence for the tooltip."""
    was = row.found
    weight = f"Weight {fmt.percent(row.share)} of all."
    if row.missing is not None:
        return f"Not known: {row.missing}. {weight}"
    sentences = {
        "usage_trend": "Use of the last 28 days against the 28 before.",
        "seat_utilisation": "Active users of the seats bought.",
        "feature_adoption": "Users of each feature, of those who could use it, on average.",
        "feedback": f"{fmt.plural(was.number or 0, 'answer')} within 365 days, the latest NPS of each person.",
        "support": f"{fmt.plural(was.number or 0, 'open ticket')}, {was.of or 0} escalated.",
        "engagement": "Days since the last call, meeting or reply.",
        "outcomes": "Goals and milestones due within 365 days: on time 100, late 60, open 0.",
        "commercial": "A term ended and nobody said what became of it." if was.is_overdue else "Likelihood of renewal.",
    }
    return f"{sentences[row.name]} {row.points} of {row.of} points. {weight}"


def cap(held: WhyCap) -> str:
    """A cap as a sentence."""
    words = f"{CAPS[held.name]}: cap {fmt.number(held.value)}"
    return words if held.points < 0 else f"{words}, takes nothing"


def too_little(shown: int | None, known: int, inputs: int, coverage: float, best: str | None) -> str:
    """Why there is a number and no verdict."""
    if shown is None:
        words = "Nothing is known to score from."
    else:
        words = f"{shown} from {known} of {inputs} inputs ({fmt.percent(coverage)} of weight): not enough to judge."
    return words if best is None else f"{words} Best next: {BEST_NEXT[best]}."


def event(happened: Event, today: date) -> tuple[str, str]:
    """An event as its sentence and what is said below it."""
    title, who = happened.title or "", happened.who
    of_whom = f" with {who}" if who else ""
    detail = happened.detail or ""
    match happened.kind:
        case "call" | "email" | "meeting" | "note" as kind:
            said = f" to {who}" if kind == "email" and who and happened.value == 0 else of_whom
            return _talk(kind, said, title, detail, is_planned=happened.is_planned)
        case "nps" | "csat" | "ces" as kind:
            giver = f" from {who}" if who else ""
            return f"{answer_said(kind, happened.value, happened.of)}{giver}", f"“{detail}”" if detail else ""
        case "qbr":
            return f"QBR {'planned' if happened.is_planned else ''}{of_whom}".replace("  ", " "), detail or title
        case "ticket" | "ticket closed":
            return _ticket(happened, today)
        case "milestone":
            return f"Milestone reached: {title}", _punctual(happened.on_day, happened.other_on)
        case "goal":
            return f"Goal met: {title}", detail
        case "risk":
            return f"Risk opened: {title}", detail
        case "risk closed":
            return f"Risk closed: {title}", detail.replace("_", " ")
        case "pulse":
            return f"Pulse {fmt.number(happened.value or 0)} of 5", detail
        case "left":
            return f"{who} left", title
        case "contract":
            until = "open end" if happened.other_on is None else f"to {fmt.day(happened.other_on)}"
            return f"Contract began: {fmt.money(_cents(happened.value))} a year", ", ".join(
                filter(None, (title, until))
            )
        case "notice":
            return "Notice given", title
        case "churn":
            return "Left as a customer", title
        case "task":
            return f"Done: {title}", f"playbook {detail}" if detail else ""
        case "playbook":
            return f"Playbook started: {title}", fmt.plural(int(happened.value or 0), "task")
        case "playbook stopped":
            return f"Playbook stopped: {title}", why_stopped(detail)
        case "playbook finished":
            return f"Playbook finished: {title}", f"{fmt.plural(int(happened.value or 0), 'task')} done"
        case "review":
            return f"Review note{f' by {who}' if who else ''}", detail
        case other:
            return f"{other.capitalize()}{of_whom}", detail or title


def why_stopped(outcome: str) -> str:
    """Why a run of a playbook ended before its tasks were done."""
    return STOPS[outcome].done if outcome in STOPS else outcome.replace("_", " ")


def _talk(kind: str, of_whom: str, title: str, detail: str, *, is_planned: bool) -> tuple[str, str]:
    planned = " planned" if is_planned else ""
    # A subject that only says the kind again says nothing.
    subject = "" if detail and title.lower().startswith(kind) else title
    return f"{kind.capitalize()}{planned}{of_whom}", " · ".join(filter(None, (subject, detail)))


def _ticket(happened: Event, today: date) -> tuple[str, str]:
    subject = happened.title or "no subject"
    if happened.kind == "ticket closed":
        after = "" if happened.other_on is None else f" {_after((happened.on_day - happened.other_on).days)}"
        csat = "" if happened.value is None else answer_said("csat", happened.value, happened.of)
        return f"Ticket closed{after}: {subject}", csat
    if happened.other_on is not None:
        return f"Ticket opened: {subject}", f"closed {_after((happened.other_on - happened.on_day).days)}"
    urgent = f"{happened.detail} priority, " if happened.detail else ""
    return f"Ticket opened: {subject}", f"{urgent}open for {fmt.days((today - happened.on_day).days)}"


def _after(days: int) -> str:
    return "on the same day" if days == 0 else f"after {fmt.days(days)}"


def _punctual(done_on: date, due_on: date | None) -> str:
    if due_on is None:
        return ""
    late = (done_on - due_on).days
    return f"{fmt.days(late)} late" if late > 0 else "on time"


def _feelings(raw: float, was: Found) -> str:
    number = f", n{fmt.THIN}={fmt.THIN}{was.number}" if was.number != 1 else ""
    if was.kind is not None and was.mean is not None:
        return f"{was.kind.upper()} {fmt.number(was.mean, 0 if was.mean == round(was.mean) else 1)}{number}"
    return f"{fmt.number(raw)} of 100{number}"


def _cents(value: float | None) -> int | None:
    return None if value is None else round(value)


def feeling(found: Sentiment) -> str:
    """How a comment sounds, in a word, and by whose word; or why that is not known."""
    if found.value is None:
        return not_scored_words(found)
    word = FEELING_WORDS[feeling_of(found.value)]
    return f"{word}, as you set it" if found.corrected else f"{word}, by the words in it"

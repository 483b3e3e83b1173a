"""What the QBRs page says, and in which words a fact stands on the page that is shown to the customer."""

from __future__ import annotations

from datetime import date

from desktop.domain.qbrs.readiness import POINTS, Key, Point
from desktop.domain.qbrs.schedule import ReviewRow, Reviews, Standing
from desktop.domain.qbrs.since import Fact
from desktop.operations.qbrs.reading import Preparation
from desktop.views import format
from desktop.views.score_words import called

NOT_PLANNED, NEVER = "not planned", "never"
STATES = {
    "unrecorded": "not recorded", "overdue": "overdue", "due": "due", "planned": "planned", "prepared": "prepared",
    "later": "later",
}  # fmt: skip
EMPTY = "Reviews stand here once accounts have ARR. Import accounts and subscriptions."
GROUPS = {
    "Goals": ("goal",), "Achieved": ("outcome", "milestone", "kept"), "In their words": ("answer",),
    "Use": ("usage", "seats", "feature", "tickets"), "Open promises": ("owed",),
    "Contract and people": ("contract", "joined", "left"),
    "For us alone": ("score", "cause", "risk", "risk_closed"),
}  # fmt: skip
"""Under which heading facts stand at the left."""
MISSING: dict[Key, str] = {
    "objective": "no objective has a baseline",
    "outcome": "no outcome is proven since the last QBR",
    "buyer": "nobody who decides is among the attendees",
    "promises": "late",
    "decision": "part 5 asks for nothing yet",
}


def sentence(view: Reviews, *, is_guarded: bool = False) -> str:
    """The page in a sentence."""
    n = len(view.rows)
    if not n:
        return "No account has ARR, so no review is due."
    due = f"{format.number(view.due)} of {format.plural(n, 'account')} due"
    arr = "" if is_guarded else f", {format.money(view.unplanned_cents)} ARR"
    plan = f"{format.number(view.unplanned)} unplanned{arr}" if view.unplanned else "all planned"
    covered = f"{format.percent(view.coverage.value)} covered in 90 days"
    return f"{due}; {plan}; {covered}."


def cadences(view: Reviews) -> str:
    """What is due when, as it was set."""
    rest = "others" if len(view.cadences) > 1 else "every account"
    told = [f"{each.segment or rest} {format.days(each.days)}" for each in view.cadences]
    return f"Cadence: {', '.join(told)}; a first QBR is due a cadence after the start." if told else ""


def held(standing: Standing, day: date) -> str:
    return NEVER if standing.held is None else format.day(standing.held.held_on, beside=day)


def due(row: ReviewRow, day: date) -> tuple[str, str]:
    """The day a review is due, and how far that is."""
    if row.standing.due_on is None or row.days is None:
        return "since ever", ""
    far = (
        f"{format.days(-row.days)} late" if row.days < 0 else "today" if not row.days else f"in {format.days(row.days)}"
    )
    return format.day(row.standing.due_on, beside=day), far


def planned(standing: Standing, day: date) -> str:
    if standing.planned is not None:
        return format.day(standing.planned.planned_on, beside=day)
    if standing.passed is not None:
        return f"{format.day(standing.passed.planned_on, beside=day)}, not recorded"
    return NOT_PLANNED


def when(standing: Standing, day: date) -> str:
    """When the next review is."""
    coming = standing.planned
    if coming is None or coming.planned_on is None:
        return "No QBR is planned" if standing.passed is None else f"QBR planned for {planned(standing, day)}"
    days = (coming.planned_on - day).days
    far = "today" if not days else f"in {format.days(days)}"
    hour = f", {coming.starts_at[11:16]}" if coming.starts_at is not None and len(coming.starts_at) >= 16 else ""
    return f"QBR {far}, {format.long_day(coming.planned_on)}{hour}"


def since(made: Preparation) -> str:
    if made.since is None:
        return "No QBR was held yet: everything known counts"
    return f"Since the QBR of {format.day(made.since, beside=made.day)}, {_ago((made.day - made.since).days)}"


def point(each: Point) -> str:
    """What shows a point, or what is missing."""
    if each.is_ready:
        if each.key == "promises":
            return "none is late"
        more = f" and {len(each.shown) - 2} more" if len(each.shown) > 2 else ""
        return ", ".join(each.shown[:2]) + more
    if each.key == "promises":
        return f"{len(each.wanted)} late: {each.wanted[0]}"
    if each.key == "buyer":
        return f"ask {', '.join(each.wanted[:2])}" if each.wanted else "no contact who decides is known"
    if each.key == "objective" and each.wanted:
        return f"no baseline: {each.wanted[0]}"
    if each.key == "outcome" and each.wanted:
        return f"not measured: {each.wanted[0]}"
    return MISSING[each.key]


def name_of(each: Point) -> str:
    name = POINTS[each.key]
    return name[0].upper() + name[1:]


def fact(each: Fact, day: date) -> str:
    """A fact as a line of the page: whole, in plain words, and fit for the customer unless it is internal."""
    on = format.day(each.on, beside=day) if each.on is not None else ""
    match each.kind:
        case "goal":
            steps = _steps(each.before, None, each.of, each.unit)
            return f"{each.what}{f': {steps}' if steps else ''}{f' by {on}' if on else ''}"
        case "outcome":
            steps = _steps(each.before, each.after, each.of, each.unit)
            return f"{each.what}{f': {steps}' if steps else ''}{f', reached {on}' if on else ''}"
        case "milestone":
            return f"{each.what}, done {on}"
        case "kept":
            return f"{_whose(each, 'We kept', 'You kept', 'Kept')}: {each.what}, {on}"
        case "owed":
            return f"{_whose(each, 'We owe', 'You owe', 'Open')}: {each.what}{f', due {on}' if on else ''}"
        case "answer":
            said = (
                f"“{each.what.strip()}”" if each.what.strip() else f"{(each.unit or '').upper()} {_figure(each.after)}"
            )
            return f"{said}{f', {each.who}' if each.who else ''}, {on}"
        case "contract":
            return f"{each.what or 'Contract'} from {on}"
        case "joined":
            return f"{each.what} joined, {on}"
        case "left":
            return f"{each.what} left, {on}"
        case _:
            return _figures(each, on)


def _figures(each: Fact, on: str) -> str:
    after = each.after if isinstance(each.after, int | float) else None
    match each.kind:
        case "usage":
            name = each.what.replace("_", " ")
            return f"{name[:1].upper()}{name[1:]}, last 28 d against 28 d before: {_percent(after)}"
        case "seats":
            of = f" of {_figure(each.of)}" if each.of is not None else ""
            share = f", {format.percent(after / float(each.of))}" if after is not None and each.of else ""
            before = f" ({_figure(each.before)} at the last QBR)" if each.before is not None else ""
            return f"Seats used: {_figure(after)}{of}{share}{before}"
        case "feature":
            return f"{each.what[:1].upper()}{each.what[1:]} used by {format.percent(after)}"
        case "tickets":
            return f"{format.plural(int(after or 0), 'ticket')} closed, {_figure(each.of)} open"
        case "score":
            then = "unknown" if each.before is None else _figure(each.before)
            return f"Health {then} → {'unknown' if after is None else _figure(after)}"
        case "cause":
            return f"Health by {called(each.what)}: {format.signed(after or 0, 1)} points"
        case "risk":
            return f"Open risk: {each.what}, since {on}"
        case _:
            return f"Risk closed: {each.what}, {on}{f' ({each.who})' if each.who else ''}"


def _whose(each: Fact, ours: str, theirs: str, unsaid: str) -> str:
    return {"ours": ours, "theirs": theirs}.get(each.who or "", unsaid)


def _steps(before: object, after: object, target: object, unit: str | None) -> str:
    suffix = "" if unit in (None, "", "count") else f"{format.THIN}{unit}"
    known = [str(each) for each in (before, after) if each not in (None, "")]
    path = f"{' → '.join(known)}{suffix}" if known else ""
    # A unit in words is said once.
    goal = "" if target in (None, "") else f"goal {target}{suffix if unit == '%' or not path else ''}"
    return ", ".join(each for each in (path, goal) if each)


def _figure(value: object) -> str:
    return format.number(value) if isinstance(value, int | float) else str(value)


def _percent(change: float | None) -> str:
    return format.UNKNOWN if change is None else f"{format.signed(100 * change)}{format.THIN}%"


def _ago(days: int) -> str:
    return f"{format.days(days)} ago" if days else "today"

"""What the figures of the account page come to and the rule behind each, in words. Figures come ready."""

from __future__ import annotations

from typing import NamedTuple

from desktop.operations.account_view import AccountView, Line
from desktop.views import format as fmt
from desktop.views.account import words


class Told(NamedTuple):
    """A figure, what stands below it, and the rule that it comes from."""

    value: str
    below: str
    why: str


def opt_out(view: AccountView) -> Told:
    """What the governing date comes to."""
    row, today = view.governing, view.day
    if row is None:
        if not view.lines:
            return Told("none", "no contract line", "Opt-out comes from a contract line: its end less its notice.")
        return Told("none", "no term that ends", "No running line has a term that ends.")
    ends = fmt.day(row.renews_on)
    if row.overdue:
        why = f"The term ended {ends} and nobody said whether it was renewed: type renew +12m, or notice."
        return Told(
            f"ended {words.ahead((row.renews_on - today).days)}",
            f"no outcome, {fmt.day(row.renews_on, beside=today)}",
            why,
        )
    if row.outcome is not None:
        return Told(row.outcome, f"term to {ends}", f"The outcome is known: {row.outcome}; the term ends {ends}.")
    line = governing(view)
    rule = "" if line is None else opt_out_rule(line)
    given = "" if row.notice_given_on is None else f"notice given {fmt.day(row.notice_given_on, beside=today)}"
    if row.opts_out_on is None:
        return Told(fmt.UNKNOWN, given or "no notice period", rule)
    value = words.ahead(row.days) if row.days >= 0 else f"passed {words.ahead(row.days)}"
    return Told(value, given or fmt.day(row.opts_out_on), rule)


def opt_out_rule(line: Line) -> str:
    """How the opt-out date of a line comes about."""
    row = line.next
    if row is None:
        return "The line has no term that ends, so there is nothing to opt out of."
    ends = fmt.day(row.renews_on)
    if row.opts_out_on is None:
        return f"Opt-out = end less notice. The end is {ends}; the notice period is missing."
    notice = fmt.plural((row.renews_on - row.opts_out_on).days, "day")
    return f"Opt-out {fmt.day(row.opts_out_on)} = end {ends} {fmt.MINUS} {notice} of notice."


def is_notice_missing(view: AccountView) -> bool:
    """Whether a notice period is all that keeps the opt-out date unknown."""
    row = view.governing
    return row is not None and not row.overdue and row.outcome is None and row.opts_out_on is None


def governing(view: AccountView) -> Line | None:
    """The line whose governing date comes next."""
    row = view.governing
    return None if row is None else next((each for each in view.lines if each.line.id == row.line_id), None)


def no_score(view: AccountView) -> str:
    """Why an account that pays nothing has no score, in short."""
    row = view.governing
    if row is not None and row.overdue:
        return f"term ended {fmt.day(row.renews_on, beside=view.day)}"
    return "no running line" if view.lines else "no contract line"


def health(view: AccountView) -> str:
    """How the score comes about."""
    why = view.why
    if not why.is_active:
        row = view.governing
        if row is not None and row.overdue:
            return (
                f"Scored is who pays. The term ended {fmt.day(row.renews_on)} and its outcome is unknown: "
                "say whether it was renewed, and the score is back."
            )
        return "Scored is who pays: this account has no running contract line with ARR."
    known = f"Coverage: {len(why.rows)} of {fmt.plural(why.inputs, 'input')} known, with {fmt.percent(why.coverage)} "
    rule = f"{known}of the weight; below 40{fmt.THIN}% there is no verdict."
    if why.shown is None:
        return rule
    held = sum(-cap.points for cap in why.caps)
    earned = sum(row.points for row in why.rows)
    less = f" {fmt.MINUS} {held} by a cap" if held else ""
    return f"{why.shown} = {earned} points earned of 100{less}; see Why this score. {rule}"


def contact(view: AccountView) -> Told:
    """How long ago somebody there answered."""
    last = view.last_two_way
    why = "Counted is a call, meeting or QBR held, or an email that was answered; what was only sent does not."
    if last is None:
        return Told("never", "nothing two-way logged", why)
    first, *others = (name.strip() for name in (last[1] or "").split(","))
    day = fmt.day(last[0], beside=view.day)
    # The day comes first: what does not fit is the end of a name.
    below = ", ".join(filter(None, (day, f"{first} +{len(others)}" if others else first)))
    ago = (view.day - last[0]).days
    return Told(fmt.days(ago) if ago else "today", below, f"{', '.join(filter(None, (day, last[1])))}. {why}")


def step_due(view: AccountView) -> str:
    """When the next step is due, and which of our open tasks it is, if it is one."""
    on_day, tasks = view.account.next_step_on, view.ours
    said = words.due(on_day, view.day)
    if on_day is not None and on_day > view.day:
        said = f"{words.ahead((on_day - view.day).days)}, {said}"
    elif on_day is not None and on_day < view.day:
        said = f"{said}, {fmt.day(on_day, beside=view.day)}"
    ids = [task.id for task in tasks]
    if view.next_task is not None and view.next_task.id in ids:
        return f"{said} · task {ids.index(view.next_task.id) + 1} of {len(ids)}"
    return f"{said} · {fmt.plural(len(tasks), 'open task')}" if tasks else said


def first_task(view: AccountView) -> str:
    """What could be the next step where there is none."""
    if not view.ours:
        return "and no open task"
    first = view.ours[0]
    return f"first task: {first.title}, {words.due(first.due_on, view.day)}"


OPINIONS = "What people say stands beside the computed score. It never counts in bands, means or signals of health."


def called(view: AccountView) -> str:
    """The score that somebody called, whose it is, until when and why; "" where none stands."""
    stands = view.override
    if stands is None:
        return ""
    until = "" if stands.expires_on is None else f" until {fmt.day(stands.expires_on, beside=view.day)}"
    who = stands.author or fmt.UNKNOWN
    return f"Called {fmt.number(stands.value)} by {who}{until}: {stands.reason or 'reason unknown'}"


def pulse(view: AccountView) -> str:
    """The latest pulse, whose it is and why; "" where there is none."""
    felt = view.pulse
    if felt is None:
        return ""
    who = f" by {felt.author}" if felt.author else ""
    because = f": {felt.reason}" if felt.reason else ""
    return f"Pulse {felt.value} of 5{who}, {fmt.day(felt.on_day, beside=view.day)}{because}"

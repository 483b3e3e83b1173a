"""Signals in words for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.cli.output import UNKNOWN, money, number, percent
from desktop.domain.counting import counted
from desktop.domain.renewals import RenewalRow
from desktop.domain.signals.book_signals import BookSignals
from desktop.domain.signals.effort import EffortAndTime
from desktop.domain.signals.signal import Evidence, Signal

RULES = {
    "risk_despite_use": "at risk despite use",
    "notice_given": "notice given",
    "ended_without_outcome": "term ended without an outcome",
    "unanswered_detractor": "detractor not answered",
    "champion_left": "champion left",
    "opt_out_near": "opt-out near, not healthy",
    "feedback_falls": "feedback falls",
    "use_falls": "use falls",
    "low_pulse": "low pulse beside a green score",
    "going_quiet": "going quiet",
    "hard_and_slow_start": "hard and slow start",
    "ready_to_expand": "ready to expand",
}
"""The rules by key, as people say them."""

_MARKS = {1: "!  ", 2: "!! ", 3: "!!!"}
_CHANCES = {1: "+  ", 2: "++ ", 3: "+++"}


def headline(found: BookSignals) -> str:
    """What is true, in figures."""
    losses = [each for each in found.accounts if any(signal.family != "expansion" for signal in each.signals)]
    chances = [each for each in found.accounts if any(signal.family == "expansion" for signal in each.signals)]
    if not losses and not chances:
        return f"No signals in {counted(found.judged, 'account')} with ARR."
    stake = money(sum(each.arr_cents for each in losses))
    return (
        f"{counted(len(losses), 'account')} with a sign of loss, {stake} at stake; {len(chances)} ready to expand; "
        f"of {counted(found.judged, 'account')} with ARR."
    )


def severity(signal: Signal) -> str:
    return (_CHANCES if signal.family == "expansion" else _MARKS)[signal.severity]


def since(signal: Signal) -> str:
    return f", since {signal.since.isoformat()}" if signal.since else ""


def opt_out(row: RenewalRow) -> str:
    """Until when an account can opt out."""
    if not row.notice_known:
        return f"renews in {_days(row.days)} ({row.renews_on.isoformat()}), notice unknown"
    return f"opts out in {_days(row.days)} ({row.governs_on.isoformat()})"


def evidence(each: Evidence) -> str:
    """One thing a signal stands on; a kind without words of its own is told by its name."""
    return _SAYS.get(each.name, _plain)(each)


def effort(found: EffortAndTime) -> str:
    """The book's effort against time to value, with n and interval."""
    rho = found.correlation
    rest = f"{found.waiting} still waiting for value, {found.unknown} without a CES answer"
    if rho.value is None or rho.low is None or rho.high is None:
        return f"Effort against time to value: not enough to say (n = {rho.n}; {rest})."
    return (
        f"Effort against time to value: rank correlation {rho.value:+.2f}, could be {rho.low:+.2f} to {rho.high:+.2f} "
        f"(n = {rho.n}; {rest}). Above 0, a hard start is a slow one."
    )


def missing(reasons: Mapping[str, int]) -> str:
    return "; ".join(f"{reason} ({n})" for reason, n in reasons.items())


def _days(n: float | None) -> str:
    return UNKNOWN if n is None else counted(round(n), "day")


def _on(each: Evidence) -> str:
    return f" on {each.on.isoformat()}" if each.on else ""


def _n(each: Evidence) -> str:
    return f"n = {each.n}"


def _who(each: Evidence) -> str:
    return each.about or UNKNOWN


def _score(each: Evidence) -> str:
    return UNKNOWN if each.value is None else number(each.value)


def _share(each: Evidence) -> str:
    return percent(each.value, digits=0)


def _change(each: Evidence) -> str:
    return UNKNOWN if each.value is None else f"{100 * each.value:+.0f} %"


def _cadence(each: Evidence) -> str:
    return f"to be talked with every {_days(each.value)} ({f'set for {each.about}' if each.about else 'set'})"


def _users(each: Evidence) -> str:
    return "" if each.n is None else f" by {counted(each.n, 'person', 'people')}"


def _opportunity(each: Evidence) -> str:
    kind = f"{each.about.replace('_', '-')} " if each.about else ""
    arr = UNKNOWN if each.value is None else money(round(each.value))
    return f"{each.n} open {kind}opportunit{'ies' if each.n != 1 else 'y'} of {arr}, to close{_on(each)}"


def _plain(each: Evidence) -> str:
    return f"{each.name.replace('_', ' ')} {_score(each)}{_on(each)}"


_SAYS: Mapping[str, Callable[[Evidence], str]] = {
    "renewal_talk": lambda e: f"renewal talk {_days(e.value)} ago{_on(e)}",
    "seat_utilisation": lambda e: f"seats {_share(e)} used{_users(e)}",
    "usage_trend": lambda e: f"usage {_change(e)} in 28 days",
    "feedback_change": lambda e: f"answers {e.value or 0:+.0f} points of 100 up to{_on(e)[3:]} ({_n(e)})",
    "champion_left": lambda e: f"{_who(e)} left {_days(e.value)} ago",
    "contacts_left": lambda e: f"{_score(e)} contact{'s' if e.value != 1 else ''} left",
    "last_two_way": lambda e: f"last two-way contact {_days(e.value)} ago{_on(e)}",
    "buyer_silent": lambda e: f"buyer {_who(e)} silent for {_days(e.value)}",
    "decider_silent": lambda e: f"{_who(e)}, who decides, silent for {_days(e.value)}",
    "cadence": _cadence,
    "cadence_default": lambda e: f"to be talked with every {_days(e.value)} (the default; none is set)",
    "opt_out": lambda e: f"opts out in {_days(e.value)}{_on(e)}",
    "renewal": lambda e: f"renews in {_days(e.value)}{_on(e)}, notice period unknown",
    "health": lambda e: f"health {_score(e)}, {_who(e)}",
    "health_loss": lambda e: f"most lost by {_who(e).replace('_', ' ')}",
    "detractor": lambda e: f"NPS {_score(e)} from {_who(e)}{_on(e)}",
    "pulse": lambda e: f"pulse {_score(e)} of 5{_on(e)}",
    "notice_given": lambda e: f"notice given{_on(e)}",
    "term_ended": lambda e: f"term ended {_days(e.value)} ago{_on(e)}",
    "overdue_arr": lambda e: f"{money(round(e.value or 0))} ARR until then",
    "effort": lambda e: f"effort {e.value or 0:.1f} of 7 ({_n(e)})",
    "days_to_value": lambda e: f"{_days(e.value)} to value",
    "days_waiting": lambda e: f"waiting for value for {_days(e.value)}",
    "median_days_to_value": lambda e: f"half get there within {_days(e.value)} ({_n(e)})",
    "promoter": lambda e: f"NPS {_score(e)} from {_who(e)}{_on(e)} ({e.n} promoter{'s' if e.n != 1 else ''})",
    "open_opportunity": _opportunity,
    "playbook": lambda e: f"playbook {_who(e)}, {_score(e)} of {e.n} done",
    "won_opportunity": lambda e: f"bought more before ({_score(e)}), last{_on(e)}",
}
"""Evidence by its name."""

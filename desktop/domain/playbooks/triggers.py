"""What can start a playbook: named rules over the facts of one account on a day, each giving the causes that stand.

A cause is named by what happened and not by when it was looked at, so that it starts a playbook once, wherever and
however often it is seen. What is unknown is no cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from types import MappingProxyType
from typing import NamedTuple

from desktop.domain.facts import SurveyAnswer
from desktop.domain.health_facts import is_detractor
from desktop.domain.playbooks.facts import AccountFacts, champions, talks, value_on
from desktop.domain.renewals import RenewalRow
from desktop.domain.signals.situation import said
from desktop.domain.signals.starts import effort
from desktop.domain.surveys import normalised

Params = Mapping[str, float]

TREND_DAYS = 60
"""So many days back the beginning of a fall in usage is looked for."""
RECOVERED = -0.10
"""A trend above this ends a fall in usage; between it and the threshold the same fall goes on."""
DAYS_A_MONTH = 31


class Cause(NamedTuple):
    """Something that happened to an account.

    Args:
        identity: names it for ever: with the playbook's key, the identity of the run it starts.
        table, row: where it is written.
        on: the day it happened; due days count from here.
        deadline: the day that is worked towards; due days before it count back from here.
        score: of an answer, on its own scale.
        about_on: the day that {date} stands for.
    """

    account: str
    identity: str
    table: str
    row: str
    on: date
    contact: str | None = None
    deadline: date | None = None
    score: float | None = None
    about_on: date | None = None


class Parameter(NamedTuple):
    """A number of a trigger that can be changed: `words` say it with the number in the place of {}."""

    key: str
    words: str
    default: float
    least: float
    most: float
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of cause.

    Args:
        causes: those of an account that stand on a day, however old.
        stops: the keys of the stop conditions that fit, the usual first; that one is also what the playbook is for.
        placeholders: what the titles of its tasks may name.
        is_written: one row that somebody writes is the cause, and not the passing of time.
        deadline: what days before it count back from; "" = it has none.
        is_episode: while one goes on, a beginning that is seen elsewhere is no new one.
    """

    key: str
    name: str
    words: str
    causes: Callable[[AccountFacts, Params, date], list[Cause]]
    stops: tuple[str, ...]
    placeholders: tuple[str, ...] = ("account",)
    parameters: tuple[Parameter, ...] = ()
    is_written: bool = False
    deadline: str = ""
    is_episode: bool = False


# -- answers


def answer_cause(trigger: str, params: Params, answer: SurveyAnswer) -> Cause | None:
    """The cause that an answer is for one of the three triggers of answers; None = it is none."""
    if not _ANSWERS[trigger](answer, params):
        return None
    return Cause(
        answer.account,
        answer.id,
        "survey_response",
        answer.id,
        answer.responded_on,
        contact=answer.contact,
        score=answer.score,
        about_on=answer.responded_on,
    )


def _is_low_csat(answer: SurveyAnswer, params: Params) -> bool:
    if answer.kind != "csat" or answer.score is None or answer.scale_max <= answer.scale_min:
        return False
    return normalised(answer) < params["under"]


def _is_hard(answer: SurveyAnswer, params: Params) -> bool:
    if answer.kind != "ces" or answer.scale_max <= answer.scale_min:
        return False
    found = effort(answer)
    return found is not None and found >= params["from"]


_ANSWERS: Mapping[str, Callable[[SurveyAnswer, Params], bool]] = {
    "detractor": lambda answer, _: is_detractor(answer),
    "low_csat": _is_low_csat,
    "hard_effort": _is_hard,
}


def _answers(trigger: str) -> Callable[[AccountFacts, Params, date], list[Cause]]:
    def causes(facts: AccountFacts, params: Params, day: date) -> list[Cause]:
        answered = [each for each in facts.answers if each.responded_on <= day]
        return [found for each in answered if (found := answer_cause(trigger, params, each)) is not None]

    return causes


# -- what changes with time


def usage_drop(facts: AccountFacts, params: Params, day: date) -> list[Cause]:
    """Usage of 28 days is so far below that of the 28 before; the first day of the fall names it."""
    threshold = -params["percent"] / 100
    today = facts.trends.get(day)
    if today is None or today > threshold:
        return []
    first, at = day, day
    # A fall goes on until it has recovered: a trend that swings about the threshold is one fall, not many.
    while (trend := facts.trends.get(at)) is not None and trend <= max(RECOVERED, threshold):
        if trend <= threshold:
            first = at
        at -= timedelta(days=1)
    account = facts.account.id
    return [Cause(account, f"{account} {first.isoformat()}", "account", account, first, about_on=first)]


def value_overdue(facts: AccountFacts, params: Params, day: date) -> list[Cause]:
    """An onboarding is so many days past its target and first value is not reached."""
    found: list[Cause] = []
    for each in facts.onboardings:
        if each.target_on is None or each.started_on > day:
            continue
        on = each.target_on + timedelta(days=int(params["days"]) + 1)
        reached = value_on(facts, each.id)
        if on <= day and (reached is None or reached > day):
            found.append(Cause(each.account, each.id, "onboarding", each.id, on, about_on=each.target_on))
    return found


def is_undecided(row: RenewalRow) -> bool:
    return not row.overdue and row.outcome is None and row.notice_given_on is None


def opt_out(facts: AccountFacts, params: Params, _day: date) -> list[Cause]:
    """A line nobody has decided on can be left within so many days; where the notice is unknown its term's end counts.

    Terms shorter than that have no such day of their own.
    """
    days = int(params["days"])
    terms = {line.id: line.term_months for line in facts.lines}
    found: list[Cause] = []
    for row in facts.renewals:
        months = terms.get(row.line_id)
        if not is_undecided(row) or not 0 <= row.days <= days or (months is not None and months * DAYS_A_MONTH <= days):
            continue
        found.append(
            Cause(
                row.account,
                f"{row.line_id} {row.renews_on.isoformat()} {days}",
                "contract_line",
                row.line_id,
                row.governs_on - timedelta(days=days),
                deadline=row.governs_on,
                about_on=row.governs_on,
            )
        )
    return found


def silence(facts: AccountFacts, params: Params, day: date) -> list[Cause]:
    """Nobody has talked with the account for so many times its cadence; the last conversation names it."""
    held = talks(facts, day)
    if not held:
        return []
    last = held[-1]
    on = last.on + timedelta(days=floor(params["times"] * facts.contact_days) + 1)
    if on > day:
        return []
    return [Cause(facts.account.id, last.row, last.table, last.row, on, about_on=last.on)]


def champion_left(facts: AccountFacts, _params: Params, day: date) -> list[Cause]:
    """A champion has left and there is no other."""
    if champions(facts, day):
        return []
    return [
        Cause(
            each.account,
            f"{each.id} {each.left_on.isoformat()}",
            "contact",
            each.id,
            each.left_on,
            contact=each.id,
            about_on=each.left_on,
        )
        for each in facts.contacts
        if said(each.role) == "champion" and each.left_on is not None and each.left_on <= day
    ]


def qbr_due(facts: AccountFacts, params: Params, day: date) -> list[Cause]:
    """The next review falls due by the cadence within so many days, and none is planned. Never any is unknown."""
    held = sorted((each.held_on, each.id) for each in facts.qbrs if each.held_on is not None and each.held_on <= day)
    planned = [
        each for each in facts.qbrs if each.held_on is None and each.planned_on is not None and each.planned_on >= day
    ]
    if not held or planned:
        return []
    last, row = held[-1]
    due = last + timedelta(days=facts.qbr_days)
    on = due - timedelta(days=int(params["days"]))
    account = facts.account.id
    return [Cause(account, row, "qbr", row, on, deadline=due, about_on=due)] if on <= day else []


_DETRACTOR = Trigger(
    "detractor",
    "Detractor",
    "somebody answers NPS 0 to 6",
    _answers("detractor"),
    ("better_answer", "talked"),
    ("contact", "account", "score"),
    is_written=True,
)
_LOW_CSAT = Trigger(
    "low_csat",
    "Low CSAT",
    "somebody answers CSAT below what is usual",
    _answers("low_csat"),
    ("better_answer", "talked"),
    ("contact", "account", "score"),
    (Parameter("under", "CSAT under {} of 100", 60, 1, 100),),
    is_written=True,
)
_HARD_EFFORT = Trigger(
    "hard_effort",
    "Hard effort",
    "somebody says that something was hard (CES)",
    _answers("hard_effort"),
    ("better_answer", "talked"),
    ("contact", "account", "score"),
    (Parameter("from", "effort {} or more, of 1 to 7", 5, 1, 7),),
    is_written=True,
)
_USAGE_DROP = Trigger(
    "usage_drop",
    "Usage drop",
    "usage of 28 days falls below that of the 28 before",
    usage_drop,
    ("usage_recovered", "talked"),
    ("account", "date"),
    (Parameter("percent", "by {} % or more", 25, 5, 100),),
    is_episode=True,
)
_VALUE_OVERDUE = Trigger(
    "value_overdue",
    "Value overdue",
    "an onboarding is past its target and first value is not reached",
    value_overdue,
    ("value_reached",),
    ("account", "date"),
    (Parameter("days", "more than {} days past the target", 0, 0, 365),),
)
_OPT_OUT = Trigger(
    "opt_out",
    "Opt-out near",
    "a contract nobody has decided on can be left soon",
    opt_out,
    ("decided",),
    ("account", "date"),
    (Parameter("days", "within {} days", 90, 1, 365),),
    deadline="the opt-out",
)
_SILENCE = Trigger(
    "silence",
    "Silence",
    "nobody has talked with the account for longer than its cadence",
    silence,
    ("talked",),
    ("account", "date"),
    (Parameter("times", "more than {} times the cadence", 1.5, 1, 10, is_whole=False),),
)
_CHAMPION_LEFT = Trigger(
    "champion_left",
    "Champion left",
    "a champion leaves and there is no other",
    champion_left,
    ("new_champion",),
    ("contact", "account", "date"),
    is_written=True,
)
_QBR_DUE = Trigger(
    "qbr_due",
    "QBR due",
    "the next review falls due and none is planned",
    qbr_due,
    ("qbr_held",),
    ("account", "date"),
    (Parameter("days", "within {} days", 14, 0, 180),),
    deadline="the day it is due",
)

TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {
        each.key: each
        for each in (
            _DETRACTOR,
            _LOW_CSAT,
            _HARD_EFFORT,
            _USAGE_DROP,
            _VALUE_OVERDUE,
            _OPT_OUT,
            _SILENCE,
            _CHAMPION_LEFT,
            _QBR_DUE,
        )
    }
)
"""Every trigger by key."""
ANSWER_TRIGGERS = tuple(_ANSWERS)
"""Those that one survey answer starts."""


def full_params(trigger: str, given: Params) -> Params:
    """The parameters of a trigger, those that were not given at their defaults."""
    return {each.key: given.get(each.key, each.default) for each in TRIGGERS[trigger].parameters}

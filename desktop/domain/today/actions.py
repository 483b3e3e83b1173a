"""The one next thing to do about a reason: a line to be finished, a place to go to, or a task to tick off."""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.today.reasons import TALKED_ABOUT, Reason


class Action(NamedTuple):
    """What one key does; at most one of types, section, task.

    Args:
        key: what it is, for the words on its button.
        types: the beginning of a line about the account.
        section: the part of the account's page where it is done.
        task: id of the task it ticks off.
        about: whom to call, or what is waited for.
    """

    key: str
    types: str | None = None
    section: str | None = None
    task: str | None = None
    about: str | None = None


_FIXED = {
    "risk_despite_use": Action("renewal_talk", types="call renewal: "),
    "opt_out_near": Action("renewal_talk", types="call renewal: "),
    "notice_given": Action("save_talk", types="call renewal: "),
    "ended_without_outcome": Action("set_outcome", section="contract"),
    "champion_left": Action("add_contact", section="overview"),
    "use_falls": Action("log_call", types="call: "),
    "low_pulse": Action("log_pulse", types="pulse "),
    "hard_and_slow_start": Action("open_plan", section="plan"),
    "go_live_late": Action("open_plan", section="plan"),
    "ready_to_expand": Action("log_offer", types="call expansion: "),
    "their_promise": Action("chase", types="email: "),
    "next_step": Action("step_done"),
    "qbr_planned": Action("prepare_qbr", section="plan"),
    "notice_unknown": Action("add_notice", section="contract"),
}
_PEOPLE = ("detractor", "buyer_silent", "decider_silent")
"""Evidence that names somebody to talk with."""


def action_for(reason: Reason) -> Action:
    """What to do about the reason that weighs most."""
    if reason.task is not None and reason.key != "their_promise":
        return Action("task_done", task=reason.task, about=reason.evidence[0].about)
    if reason.key in TALKED_ABOUT and any(each.name == "renewal_talk" for each in reason.evidence):
        return _FIXED["ended_without_outcome"]
    if reason.key in _FIXED:
        return _FIXED[reason.key]
    person = next((each.about for each in reason.evidence if each.name in _PEOPLE and each.about), None)
    if person is None:
        return Action("log_call", types="call: ")
    # A name run together is one word, and is understood as the whole name.
    return Action("call", types=f"call @{''.join(person.split())}: ", about=person)

"""What can be done with the account that is open, by name: menu and palette do here what the page's own buttons do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from desktop.operations.account_view import AccountView, Plan
from desktop.store.queries.account_view import Step
from desktop.views.account import goals, offers, plan, risks
from desktop.views.account.called import CALL, PULSE
from desktop.views.account.contract import governing, possible
from desktop.views.account.plan_words import is_done
from desktop.views.page import Place

if TYPE_CHECKING:
    from desktop.views.account.page import AccountPage

LINE_WAYS = ("renew", "change", "notice", "end")
Way = Callable[[], None]


def ways(page: AccountPage, view: AccountView) -> dict[str, Way]:
    """What can be done now, by its key; only what the page offers itself, too."""
    found: dict[str, Way] = {"why": partial(_in, page, "overview", page.explain_score)}
    if not page.context.session.is_writable:
        return found
    found |= {
        "step": page.header.edit_step,
        "contact": partial(_in, page, "overview", page.overview.contacts.add),
        "risk": partial(_in, page, "overview", partial(page.overview.risks.open, risks.ADD)),
        "opportunity": partial(_in, page, "plan", partial(page.plan.offers.open, offers.ADD)),
        "goal": partial(_in, page, "plan", partial(page.plan.goals.open, goals.ADD)),
        "plan": partial(_in, page, "plan", partial(page.plan.steps.open, plan.START)),
        "qbr": partial(page.context.go, Place("qbrs", view.account.id, "prepare")),
        "add": partial(page.editing.open, "add", ""),
        "owner": page.details.open_owner,
        "details": page.details.open_details,
        "call_score": partial(_in, page, "overview", partial(page.overview.why.called.open, CALL)),
        "pulse": partial(_in, page, "overview", partial(page.overview.why.called.open, PULSE)),
    }
    if view.account.next_step:
        found["step_done"] = page.complete_next_step
    if view.governing is not None and not view.governing.notice_known:
        found["notice_days"] = page.header.edit_notice
    line = governing(view)
    if line is not None:
        can = possible(line)
        found |= {key: partial(page.editing.open, key, line.line.id) for key in LINE_WAYS if key in can}
    return found | _of_plan(page, view)


def _of_plan(page: AccountPage, view: AccountView) -> dict[str, Way]:
    """What can be done with the newest plan."""
    known = next((each for each in view.plans if each.onboarding is not None), None)
    found: dict[str, Way] = {}
    if any(_open(each) for each in view.plans):
        found["milestone"] = partial(page.context.compose, view.account.id, "done ")
    if known is None or known.onboarding is None or not known.steps:
        return found
    of = known.onboarding.id
    found["template"] = partial(_in, page, "plan", partial(page.plan.steps.open, f"template {of}"))
    if known.live_days is None:
        found["live"] = partial(page.plan.steps.go_live, of)
    if any(step.due_on is not None for step in _open(known)):
        found["kickoff"] = partial(_in, page, "plan", partial(page.plan.steps.open, f"kickoff {of}"))
    return found


def _open(known: Plan) -> list[Step]:
    return [step for step in known.steps if not is_done(step) and step.state != "waived"]


def _in(page: AccountPage, section: str, way: Way) -> None:
    """Show the section, then do it there: what is new in it takes the focus once it is laid out."""
    page.show_section(section)
    QTimer.singleShot(0, page, way)

"""Early signs that an account may leave; each rule judges one account with ARR by what is known of it.

Missing data is no sign. A deadline within 90 days makes a sign one step more severe: there is less time left to act.
"""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.account_rows import SOON_DAYS
from desktop.domain.facts import Contact
from desktop.domain.health_facts import is_detractor
from desktop.domain.health_inputs import FEEDBACK_DAYS
from desktop.domain.signals.feelings import feeling_change
from desktop.domain.signals.signal import SERIOUS, URGENT, WATCH, Evidence, Judgement, Signal, Unjudged
from desktop.domain.signals.situation import Situation, said
from desktop.domain.surveys import latest_per_contact

NEAR_DAYS = SOON_DAYS
"""An opt-out so many days ahead is near: as the accounts' footer counts who can opt out soon."""
VERY_NEAR_DAYS = 30
"""The first bucket of renewals."""
FALL_POINTS = -20.0
"""Of 100: two points of NPS, so that a promoter of 9 has become no more than a passive of 7. Ours."""
USE_FALLS, USE_COLLAPSES = -0.25, -0.5
"""Trends of 28 days on 28: at -50 % the health score gives nothing, at -25 % half of what unchanged use gets."""
LOW_PULSE = 2
"""A pulse, 1-5, so low beside a green score is a signal."""
NO_HEALTH = "enough to score its health"
NOBODY_TWICE = "somebody who answered the same kind of survey twice within 365 days"


def opt_out_near(s: Situation) -> Judgement:
    """The account can opt out within 90 days and its health is amber or red. Of the accounts' footer (due soon).

    One nobody has decided on yet. Unscored health is not judged. Since when: the day the opt-out came near.
    Told with what takes most from the score.
    """
    near = s.undecided
    if near is None and not s.has_term:
        return Unjudged("opt_out_near", s.account.id, ("the end of a term",))
    if near is None or near.days > NEAR_DAYS:
        return None
    if s.band == "unscored":
        return Unjudged("opt_out_near", s.account.id, (NO_HEALTH,))
    if s.band == "green":
        return None
    severity = SERIOUS if s.band == "red" else WATCH
    severity += near.days <= VERY_NEAR_DAYS
    health = Evidence("health", s.score, "score", s.day, about=s.band)
    # What is wrong with it, as the account's own page begins to tell why.
    most = () if s.loss is None else (Evidence("health_loss", s.loss[1], "points", s.day, about=s.loss[0]),)
    since = near.governs_on - timedelta(days=NEAR_DAYS)
    return _signal(s, "opt_out_near", severity, (*deadline(s), health, *most), since=since)


def champion_left(s: Situation) -> Judgement:
    """A champion has left and there is no other: what caps the health score at 74."""
    champions = [each for each in s.contacts if said(each.role) == "champion"]
    if not champions:
        return Unjudged("champion_left", s.account.id, ("who the champion is",))
    left = [(each.left_on, each.name) for each in champions if each.left_on is not None and each.left_on <= s.day]
    if not s.champion_left or not left:
        return None
    on, name = max(left)
    remaining = sum(each.left_on is None or each.left_on > s.day for each in s.contacts)
    evidence = (
        Evidence("champion_left", (s.day - on).days, "days", on, about=name),
        Evidence("contacts_left", remaining, "count", s.day),
    )
    return _signal(s, "champion_left", _by_deadline(s, SERIOUS), (*evidence, *deadline(s)), since=on)


def unanswered_detractor(s: Situation) -> Judgement:
    """Somebody who decides, or is champion or buyer, gave an NPS of 0-6 and nobody has talked with the account since.

    What caps the health score at 74: no held two-way touchpoint on the day of the answer or later.
    """
    first_day = s.day - timedelta(days=FEEDBACK_DAYS)
    recent = [each for each in s.answers if each.kind == "nps" and each.responded_on > first_day]
    if not recent:
        return Unjudged("unanswered_detractor", s.account.id, ("an NPS answer within 365 days",))
    if not s.unanswered_detractor:
        return None
    people = {each.id: each for each in s.contacts}
    found = [
        (each.responded_on, each.score, people[each.contact].name)
        for each in latest_per_contact(recent)
        if is_detractor(each) and each.contact in people and _is_waiting(people[each.contact], s.day)
    ]
    if not found:
        return None
    on, score, name = max(found, key=lambda each: (each[0], -(each[1] or 0), each[2]))
    evidence = Evidence("detractor", score, "score", on, len(found), name)
    return _signal(s, "unanswered_detractor", _by_deadline(s, SERIOUS), (evidence, *deadline(s)), since=on)


def feedback_falls(s: Situation) -> Judgement:
    """People's answers are on average 20 or more points of 100 below their own first ones of the last 365 days."""
    change = feeling_change(s.answers, s.day)
    if change is None:
        return Unjudged("feedback_falls", s.account.id, (NOBODY_TWICE,))
    if change.points > FALL_POINTS:
        return None
    evidence = Evidence("feedback_change", change.points, "points", change.on, change.n)
    return _signal(s, "feedback_falls", _by_deadline(s, WATCH), (evidence, *deadline(s)), since=change.on)


def use_falls(s: Situation) -> Judgement:
    """Usage of the last 28 days is 25 % or more below that of the 28 before; serious from 50 %.

    Source: the scale is the health score's; that falling use comes before churn is the field's oldest sign.
    """
    if s.usage_trend is None:
        return Unjudged("use_falls", s.account.id, ("usage in the 28 days before the last 28",))
    if s.usage_trend > USE_FALLS:
        return None
    severity = _by_deadline(s, SERIOUS if s.usage_trend <= USE_COLLAPSES else WATCH)
    evidence = Evidence("usage_trend", s.usage_trend, "share", s.day)
    return _signal(s, "use_falls", severity, (evidence, *deadline(s)), since=None)


def low_pulse(s: Situation) -> Judgement:
    """The CSM's own record says 1 or 2 of 5 beside a green score: one of the two knows something."""
    if s.pulse is None:
        return Unjudged("low_pulse", s.account.id, ("a pulse",))
    if s.pulse.value > LOW_PULSE or s.band in ("amber", "red"):
        return None
    if s.band == "unscored":
        return Unjudged("low_pulse", s.account.id, (NO_HEALTH,))
    evidence = (
        Evidence("pulse", s.pulse.value, "score", s.pulse.on_day),
        Evidence("health", s.score, "score", s.day, about=s.band),
    )
    return _signal(s, "low_pulse", _by_deadline(s, WATCH), (*evidence, *deadline(s)), since=s.pulse.on_day)


def notice_given(s: Situation) -> Judgement:
    """Notice was given on an open line: what caps the health score at 25."""
    if not s.notice_given:
        return None
    evidence = Evidence("notice_given", on=s.notice_given_on)
    return _signal(s, "notice_given", URGENT, (evidence,), since=s.notice_given_on)


def ended_without_outcome(s: Situation) -> Judgement:
    """A term ended and nobody said what became of it; the account may have no ARR left."""
    if not s.overdue:
        return None
    first = min(s.overdue, key=lambda row: (row.renews_on, row.line_id))
    evidence = (
        Evidence("term_ended", (s.day - first.renews_on).days, "days", first.renews_on, len(s.overdue)),
        Evidence("overdue_arr", sum(row.arr_cents for row in s.overdue), "cents", first.renews_on),
    )
    return _signal(s, "ended_without_outcome", URGENT, evidence, since=first.renews_on)


def deadline(s: Situation) -> tuple[Evidence, ...]:
    """The opt-out within 90 days, or the renewal where the notice period is unknown; nothing if there is none."""
    near = s.undecided
    if near is None or near.days > NEAR_DAYS:
        return ()
    return (Evidence("opt_out" if near.notice_known else "renewal", near.days, "days", near.governs_on),)


def _by_deadline(s: Situation, severity: int) -> int:
    return min(URGENT, severity + bool(deadline(s)))


def _signal(s: Situation, key: str, severity: int, evidence: tuple[Evidence, ...], *, since: date | None) -> Signal:
    return Signal(key, "churn", s.account.id, severity, since, evidence)


def _is_waiting(contact: Contact, day: date) -> bool:
    """Whether it is somebody whose answer matters, and who is still there."""
    if contact.left_on is not None and contact.left_on <= day:
        return False
    return said(contact.influence) == "decides" or said(contact.role) in ("champion", "buyer")

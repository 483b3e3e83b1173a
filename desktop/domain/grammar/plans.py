"""Reads what becomes of an onboarding: started from a template, its dates moved, a milestone blocked or waived."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.drafts import (
    MilestoneMoveDraft,
    MilestoneState,
    MilestoneStateDraft,
    PlanMoveDraft,
    Side,
    StartDraft,
)
from desktop.domain.grammar.dates import DUE_LEADS, REVIEW, read_last_day
from desktop.domain.grammar.naming import before_quote, name_of, named, refuse_rest
from desktop.domain.grammar.people import match_milestones, match_rows
from desktop.domain.grammar.reading import Line, Reading
from desktop.domain.grammar.records import MilestoneName
from desktop.domain.grammar.tokens import Token, as_written
from desktop.domain.grammar.words import clip, listed

KICKOFF = frozenset({"kickoff", "kick-off", "plan"})
REST = frozenset({"rest"})
_SHIFT = re.compile(r"([+-][0-9]{1,4})([dw])")
_LONG_SHIFT = re.compile(r"[+-][0-9]{1,4}[my]")
_SIDES: dict[str, Side] = {"ours": "ours", "us": "ours", "theirs": "theirs", "them": "theirs"}


class _Where(NamedTuple):
    """Where something is moved: by days, or to a day."""

    days: int | None = None
    to: date | None = None


def read_start(line: Line) -> tuple[Reading, StartDraft | None]:
    """start standard [day]."""
    templates = [row for row in line.rows if row.kind == "template"]
    reading, tokens = named(line, lambda typed: bool(match_rows(typed, templates)))
    day = reading.settle_day(REVIEW)
    typed = as_written(line.text, tokens)
    names = listed([row.name for row in templates]) or "none yet: add one in the library"
    matches = match_rows(typed, templates) if typed else []
    if typed is None:
        reading.miss(f"Which template? There are {names}.", "template")
    elif len(matches) == 1:
        reading.mark(tokens, "template", matches[0].name)
    elif matches:
        fitting = listed([row.name for row in matches])
        reading.refuse(tokens, f'"{clip(typed)}" fits {fitting}: type more of the name.', "template")
    else:
        reading.refuse(tokens, f'No template is called "{clip(typed)}". There are {names}.', "template")
    if len(matches) != 1 or line.account is None or reading.refusals:
        return reading, None
    return reading, StartDraft(account=line.account, template=matches[0].id, started_on=day)


def read_move(line: Line) -> tuple[Reading, PlanMoveDraft | MilestoneMoveDraft | None]:
    """move kickoff +1w; move sso +3d [rest]; move sso 12 dec [rest]: rest = the open ones due later go along."""
    reading, tokens = Reading(line), [*line.head, *line.body]
    those_after = bool(tokens) and tokens[-1].value in REST
    if those_after:
        reading.mark(tokens[-1:], "rest", "and those after it")
        tokens = tokens[:-1]
    tokens, where = _where(reading, tokens)
    typed = as_written(line.text, tokens)
    if typed is None:
        reading.miss("What is moved? Type move kickoff +1w for the whole plan, or a milestone.", "milestone")
    is_plan = len(tokens) == 1 and tokens[0].value in KICKOFF
    if is_plan:
        reading.mark(tokens, "milestone", "the whole plan")
    found = None if is_plan or typed is None else settle_step(reading, tokens, typed, is_done=False)
    if where is None and not reading.refusals:
        reading.miss("Moved by how much? Type +1w, -3d or a day such as 12 dec.", "shift")
    if where is None or line.account is None or reading.refusals:
        return reading, None
    if is_plan:
        return reading, PlanMoveDraft(account=line.account, days=where.days, to=where.to)
    if found is None:
        return reading, None
    return reading, MilestoneMoveDraft(
        account=line.account, milestone=found.id, days=where.days, to=where.to, those_after=those_after
    )


def read_state(line: Line, state: MilestoneState) -> tuple[Reading, MilestoneStateDraft | None]:
    """blocked sso [ours|theirs] "waiting for their IT"; waived sso "not bought"; reopen sso."""
    reading, tokens = Reading(line), [*line.head, *line.body]
    first, rest = before_quote(tokens), tokens[len(before_quote(tokens)) :]
    side: Side | None = None
    if len(first) > 1 and first[-1].value in _SIDES:
        side = _SIDES[first[-1].value]
        reading.mark(first[-1:], "side", "our turn" if side == "ours" else "their turn")
        first = first[:-1]
    typed, reason = name_of(line, first), as_written(line.text, rest)
    found = None
    if typed is None:
        reading.miss(f"Which milestone? {open_steps(line)}", "milestone")
    else:
        found = settle_step(reading, first, typed, is_done=None if state == "open" else False)
    reading.mark_text(rest, "reason")
    if state == "open":
        refuse_rest(reading, rest, "reopen takes a milestone")
    elif reason is None:
        verb = "blocks" if state == "blocked" else "waives"
        reading.miss(f'What {verb} it? Type the reason in quotes after the milestone: "waiting for IT".', "reason")
    if found is None or line.account is None or reading.refusals:
        return reading, None
    return reading, MilestoneStateDraft(account=line.account, milestone=found.id, state=state, reason=reason, side=side)


def settle_step(reading: Reading, tokens: Sequence[Token], typed: str, *, is_done: bool | None) -> MilestoneName | None:
    """The one milestone that words name.

    Args:
        is_done: whether it may be done: False = it must not, None = it may.
    """
    line, shown = reading.line, clip(typed)
    matches = match_milestones(typed, line.milestones)
    if len(matches) == 1 and not (is_done is False and matches[0].done):
        reading.mark(tokens, "milestone", matches[0].name)
        return matches[0]
    if line.account is None:
        reading.mark(tokens, "milestone", shown)
    elif not matches:
        reading.refuse(tokens, f'{line.account_name} has no milestone "{shown}". {open_steps(line)}', "milestone")
    elif len(matches) == 1:
        message = f"{clip(matches[0].name)} is done: type reopen {shown} first."
        reading.refuse(tokens, message, "milestone")
    else:
        names = listed([milestone.name for milestone in matches])
        reading.refuse(tokens, f'"{shown}" fits {names}: type more of the name.', "milestone")
    return None


def open_steps(line: Line) -> str:
    """The milestones that are open, as a sentence."""
    names = [milestone.name for milestone in line.milestones if not milestone.done]
    return f"Open: {listed(names)}." if names else "None is open."


def _where(reading: Reading, tokens: Sequence[Token]) -> tuple[list[Token], _Where | None]:
    """The tokens before the distance or the day that ends them, and what those say."""
    if not tokens:
        return [], None
    last = tokens[-1]
    if last.kind == "word" and (shift := _SHIFT.fullmatch(last.value)):
        days = int(shift[1]) * (7 if shift[2] == "w" else 1)
        kept = list(tokens[:-1])
        reading.mark([last], "shift", f"{abs(days)} d {'later' if days > 0 else 'earlier'}")
        return kept, _Where(days=days)
    if last.kind == "word" and _LONG_SHIFT.fullmatch(last.value):
        reading.refuse([last], "A plan moves by days or weeks: type +4w or +30d.", "shift")
        return list(tokens[:-1]), None
    found = read_last_day(tokens, DUE_LEADS)
    if found is None or found[1] == 0:
        return list(tokens), None
    typed, at = found
    reading.day_words, reading.day_span = typed, (tokens[at].start, last.end)
    day = reading.settle_day(REVIEW, role="due")
    return list(tokens[:at]), _Where(to=day)

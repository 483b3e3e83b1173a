"""Reads what changed at an account: a milestone done, a contact left, a risk."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.drafts import (
    ContactLeftDraft,
    MilestoneDoneDraft,
    RiskClosedDraft,
    RiskDraft,
)
from desktop.domain.grammar.closings import CLOSED, read_risk_closed
from desktop.domain.grammar.dates import PAST
from desktop.domain.grammar.naming import before_quote, name_of, named, refuse_rest
from desktop.domain.grammar.people import match_contacts, match_milestones
from desktop.domain.grammar.reading import Line, Reading, ambiguous_contact, scan, take_day
from desktop.domain.grammar.tokens import Token, as_written
from desktop.domain.grammar.words import clip, listed


def read_done(line: Line) -> tuple[Reading, MilestoneDoneDraft | None]:
    """done sso [day]; the milestone by the beginning of its name or of its words."""
    reading, tokens = named(line, lambda typed: bool(match_milestones(typed, line.milestones)))
    day = reading.settle_day(PAST, what="A milestone that is done")
    typed = as_written(line.text, tokens)
    milestone = _settle_milestone(reading, tokens, typed) if typed else None
    if typed is None:
        reading.miss(f"Which milestone is done? {_open_steps(line)}", "milestone")
    if milestone is None or line.account is None or reading.refusals:
        return reading, None
    return reading, MilestoneDoneDraft(account=line.account, milestone=milestone, done_on=day)


def read_left(line: Line) -> tuple[Reading, ContactLeftDraft | None]:
    """left jana [day], with or without @; the day may be ahead, where somebody has said that they will leave."""
    reading, tokens = named(line, lambda typed: bool(match_contacts(typed, line.contacts)))
    day = reading.settle_day(PAST)
    name = tokens[:1] if tokens and tokens[0].quoted else before_quote(tokens)
    refuse_rest(reading, tokens[len(name) :], "left takes a name and a day")
    typed = name_of(line, name)
    contact = _settle_leaver(reading, name, typed) if typed else None
    if typed is None:
        reading.miss("Who left? Type the name after left.", "contact")
    if contact is None or line.account is None or reading.refusals:
        return reading, None
    return reading, ContactLeftDraft(account=line.account, contact=contact, left_on=day)


def read_risk(line: Line) -> tuple[Reading, RiskDraft | RiskClosedDraft | None]:
    """risk price "asks -20 %" [day]: the reason is what stands before the quote or colon, else the first word.

    risk closed saved ends one.
    """
    if line.head and line.head[0].kind == "word" and line.head[0].value in CLOSED:
        return read_risk_closed(line)
    reading = scan(line, [take_day])
    words, body = reading.words, list(line.body)
    if line.colon:
        reason, notes = words, body
    elif words and words[0].kind == "quote":
        reason, notes = (words[:1], words[1:]) if len(words) > 1 else ([], words)
    else:
        before = before_quote(words)
        cut = len(before) if len(before) < len(words) else 1
        reason, notes = words[:cut], words[cut:]
    day = reading.settle_day(PAST, what="A risk")
    said = as_written(line.text, reason)
    if said is None:
        reading.miss('A risk needs its reason, before any quote: risk price "asks -20 %".', "reason")
    reading.mark_text(reason, "reason")
    reading.mark_text(notes, "note")
    if said is None or line.account is None or reading.refusals:
        return reading, None
    return reading, RiskDraft(account=line.account, reason=said, opened_on=day, notes=as_written(line.text, notes))


def _settle_milestone(reading: Reading, tokens: Sequence[Token], typed: str) -> str | None:
    line, shown = reading.line, clip(typed)
    matches = match_milestones(typed, line.milestones)
    if len(matches) == 1 and not matches[0].done:
        reading.mark(tokens, "milestone", matches[0].name)
        return matches[0].id
    if line.account is None:
        reading.mark(tokens, "milestone", shown)
    elif not matches:
        message = f'{line.account_name} has no milestone "{shown}". {_open_steps(line)}'
        reading.refuse(tokens, message, "milestone")
    elif matches[0].done:
        reading.refuse(tokens, f"{clip(matches[0].name)} is done already: change its day in the plan.", "milestone")
    else:
        names = listed([milestone.name for milestone in matches])
        reading.refuse(tokens, f'"{shown}" fits {names}: type more of the name.', "milestone")
    return None


def _open_steps(line: Line) -> str:
    names = [milestone.name for milestone in line.milestones if not milestone.done]
    return f"Open: {listed(names)}." if names else "None is open."


def _settle_leaver(reading: Reading, tokens: Sequence[Token], typed: str) -> str | None:
    line, shown = reading.line, clip(typed)
    matches = match_contacts(typed, line.contacts)
    if len(matches) == 1 and not matches[0].left:
        reading.mark(tokens, "contact", f"@{matches[0].name}")
        return matches[0].id
    if line.account is None:
        reading.mark(tokens, "contact", f"@{shown}")
    elif not matches:
        message = f'{line.account_name} has no contact "{shown}": type the name as it stands among the contacts.'
        reading.refuse(tokens, message, "contact")
    elif len(matches) == 1:
        reading.refuse(tokens, f"{clip(matches[0].name)} has left already: change the day at the contact.", "contact")
    else:
        reading.refuse(tokens, ambiguous_contact(typed, matches), "contact")
    return None

"""Reads what was, or will be, talked about: calls, emails, meetings, notes, QBRs, the promises made, and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.domain.drafts import PromiseDraft, QbrDraft, Side, State, TaskDraft, TouchpointDraft, TouchpointKind
from desktop.domain.grammar.dates import AHEAD, DUE_LEADS, PAST, REVIEW, read_last_day, resolve, spelled
from desktop.domain.grammar.reading import (
    Line,
    Reading,
    scan,
    take_day,
    take_time,
    take_topic,
    take_two_way,
)
from desktop.domain.grammar.tokens import Token, as_written

_USUALLY_TWO_WAY = {"call": True, "meeting": True, "email": None, "note": False}


def read_touchpoint(line: Line, kind: TouchpointKind) -> tuple[Reading, TouchpointDraft | None]:
    """call [day] [time] [@name] [topic] ["subject"] [: note] [> ours] [< theirs].

    A day without its year has been, unless a time stands beside it and nothing was said yet: that is an appointment.
    """
    plain = [take_day, take_time]
    reading = scan(line, [*plain, take_topic, take_two_way], names_contact=True)
    if not line.delimited and any(token.kind != "quote" for token in reading.words):
        # Nothing ends the head: "note renewal looks shaky" is a note and not a topic.
        reading = scan(line, plain, names_contact=True)
    subject = _take_subject(reading)
    appointment = reading.starts_at is not None and not (line.body or line.promises or reading.words)
    what = "A note" if kind == "note" else None
    day = reading.settle_day(AHEAD if appointment else PAST, what=what)
    notes = reading.settle_text("note", names_contact=True)
    promises = _read_promises(reading)
    if kind == "note" and notes is None and not promises:
        reading.miss("The note is empty: type it after note.", "notes")
    if line.account is None or reading.refusals:
        return reading, None
    return reading, TouchpointDraft(
        account=line.account,
        kind=kind,
        on_day=day,
        state=_state(line, day),
        two_way=_USUALLY_TWO_WAY[kind] if reading.two_way is None else reading.two_way,
        topic=reading.topic,
        subject=subject,
        notes=notes,
        contact=reading.contact,
        new_contact=reading.new_contact,
        starts_at=reading.starts_at,
        promises=promises,
    )


def read_qbr(line: Line) -> tuple[Reading, QbrDraft | None]:
    """qbr 3 dec [14:00] [: note] [> ours] [< theirs]; held today only if there is something to say about it."""
    reading = scan(line, [take_day, take_time])
    if reading.day_words is None and not (reading.words or line.body or line.promises):
        reading.miss("A QBR needs its day: type it after qbr, such as 3 dec 14:00.", "date")
    day = reading.settle_day(REVIEW)
    notes = reading.settle_text("note")
    promises = _read_promises(reading)
    if line.account is None or reading.refusals:
        return reading, None
    planned = _state(line, day) == "planned"
    return reading, QbrDraft(
        account=line.account,
        planned_on=day if planned else None,
        held_on=None if planned else day,
        starts_at=reading.starts_at,
        notes=notes,
        promises=promises,
    )


def read_task(line: Line) -> tuple[Reading, TaskDraft | None]:
    """task: title [day]; "<" before the title makes it theirs, ">" ours."""
    if line.colon:
        reading = scan(line, [take_day])
        title_tokens = reading.free_text()
    else:
        reading = Reading(line)
        title_tokens = list(line.head)
    side: Side = "ours"
    if title_tokens and title_tokens[0].kind == "owe":
        side = _side(title_tokens[0])
        reading.mark(title_tokens[:1], "side", "they owe" if side == "theirs" else "we owe")
        title_tokens = title_tokens[1:]
    due = reading.settle_day(AHEAD, role="due") if reading.day_words else None
    if due is None:
        title_tokens, due = _take_due(reading, title_tokens)
    title = as_written(line.text, title_tokens)
    if title is None:
        reading.miss("The task is empty: type what is to be done after task.", "title")
    else:
        reading.mark_text(title_tokens, "title")
    if title is None or line.account is None or reading.refusals:
        return reading, None
    return reading, TaskDraft(account=line.account, title=title, side=side, due_on=due)


def _state(line: Line, day: date) -> State:
    return "planned" if day > line.as_of else "held"


def _side(mark: Token) -> Side:
    return "ours" if mark.value == ">" else "theirs"


def _take_subject(reading: Reading) -> str | None:
    """Quotes before a colon name the conversation; without a colon they are its note."""
    if reading.line.colon is None:
        return None
    quotes = [token for token in reading.words if token.kind == "quote"]
    reading.words = [token for token in reading.words if token.kind != "quote"]
    reading.mark_text(quotes, "subject")
    return as_written(reading.line.text, quotes)


def _read_promises(reading: Reading) -> tuple[PromiseDraft, ...]:
    promises: list[PromiseDraft] = []
    for mark, *said in reading.line.promises:
        side, who = _side(mark), "we owe" if mark.value == ">" else "they owe"
        title_tokens, due = _take_due(reading, said)
        title = as_written(reading.line.text, title_tokens)
        if title is None:
            reading.refuse([mark], f'Nothing is promised here: type what {who} after "{mark.value}".', "promises")
            continue
        reading.mark([mark, *title_tokens], f"promise_{side}", f"{who}: {title.strip()}")
        promises.append(PromiseDraft(title=title, side=side, due_on=due))
    return tuple(promises)


def _take_due(reading: Reading, tokens: Sequence[Token]) -> tuple[list[Token], date | None]:
    """What is promised and the day at its end; a day that has been, unless typed with its year, stays in the title."""
    found = read_last_day(tokens, DUE_LEADS)
    if found is None:
        return list(tokens), None
    typed, at = found
    try:
        due = resolve(typed, as_of=reading.line.as_of, sense=AHEAD)
    except ValueError as error:
        reading.refuse(tokens[at:], str(error), "due")
        return list(tokens[:at]), None
    if due < reading.line.as_of and typed.year is None:
        return list(tokens), None
    reading.mark(tokens[at:], "due", spelled(due))
    return list(tokens[:at]), due

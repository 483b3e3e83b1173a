"""Reads what is scored: nps, csat and ces answers, and the CSM's pulse."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.drafts import Direction, PulseDraft, SurveyDraft, SurveyKind
from desktop.domain.grammar.dates import PAST
from desktop.domain.grammar.figures import SCALES, checked_score, checked_top, read_score, read_top
from desktop.domain.grammar.reading import Line, Reading, scan, take_day
from desktop.domain.grammar.tokens import Token
from desktop.domain.grammar.words import LABELS

_TOP_MEANS: dict[Direction, str] = {"ease": "very easy", "effort": "very hard"}


def read_survey(line: Line, kind: SurveyKind) -> tuple[Reading, SurveyDraft | None]:
    """nps 3 [@name] [day] [comment]; csat 4 [of 5]; ces 6 ease|effort [of 7]."""
    takers = [_take_score, _take_top, take_day] + ([_take_direction] if kind == "ces" else [])
    reading = scan(line, takers, names_contact=True)
    low = SCALES[kind][0]
    top = _settle_top(reading, kind)
    score = _settle_score(reading, kind, top)
    direction: Direction | None = None
    if reading.direction is not None:
        direction = "ease" if reading.direction.value == "ease" else "effort"
        reading.mark([reading.direction], "direction", f"{direction}: {top} = {_TOP_MEANS[direction]}")
    elif kind == "ces":
        message = "CES needs its direction: type ease (the top is very easy) or effort (the top is very hard)."
        reading.miss(message, "direction")
    day = reading.settle_day(PAST, what="An answer")
    comment = reading.settle_text("comment", names_contact=True)
    if score is None or line.account is None or reading.refusals:
        return reading, None
    return reading, SurveyDraft(
        account=line.account,
        kind=kind,
        score=score,
        responded_on=day,
        contact=reading.contact,
        new_contact=reading.new_contact,
        scale_min=low,
        scale_max=top,
        direction=direction,
        comment=comment,
    )


def read_pulse(line: Line) -> tuple[Reading, PulseDraft | None]:
    """pulse 2 [day] [reason]."""
    reading = scan(line, [_take_score, _take_top, take_day])
    value = _settle_score(reading, "pulse", _settle_top(reading, "pulse"))
    day = reading.settle_day(PAST, what="A pulse")
    reason = reading.settle_text("reason")
    if value is None or line.account is None or reading.refusals:
        return reading, None
    return reading, PulseDraft(account=line.account, value=int(value), on_day=day, reason=reason)


def _settle_top(reading: Reading, kind: str) -> int:
    usual = SCALES[kind][1]
    if reading.top is None:
        return usual
    typed, token = reading.top
    try:
        return checked_top(kind, typed)
    except ValueError as error:
        reading.refuse([token], str(error), "scale")
        return usual


def _settle_score(reading: Reading, kind: str, top: int) -> float | None:
    low = SCALES[kind][0]
    if reading.score is None:
        reading.miss(f"{LABELS[kind]} needs a score from {low} to {top}: type it right after {kind}.", "score")
        return None
    typed, token = reading.score
    if any(refusal.field == "scale" for refusal in reading.refusals):
        return None
    try:
        score = checked_score(kind, typed, top)
    except ValueError as error:
        reading.refuse([token], str(error), "score")
        return None
    scale = "" if top == SCALES[kind][1] else f" of {top}"
    reading.mark([token], "score", f"{LABELS[kind]} {score:g}{scale}")
    return score


def _take_score(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    found = read_score(tokens, at) if reading.score is None else None
    if found is None:
        return 0
    reading.score = (found[0], tokens[at])
    if found[1] is not None:
        reading.top = (found[1], tokens[at])
    return 1


def _take_top(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    if reading.score is None or reading.top is not None or tokens[at].kind != "word":
        return 0
    found = read_top(tokens, at)
    if found is None:
        return 0
    reading.top = (found[0], tokens[at + found[1] - 1])
    reading.mark(tokens[at : at + found[1]], "scale", f"of {found[0]}")
    return found[1]


def _take_direction(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    word = tokens[at].value if tokens[at].kind == "word" else ""
    if word not in _TOP_MEANS or reading.direction is not None:
        return 0
    reading.direction = tokens[at]
    return 1

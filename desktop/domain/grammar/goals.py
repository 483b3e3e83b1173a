"""Reads what a customer wants to reach: a goal with its way from baseline to target, or where a known one stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from desktop.domain.drafts import GoalDraft, GoalUpdateDraft
from desktop.domain.grammar.closings import settle_row
from desktop.domain.grammar.dates import AHEAD, DUE_LEADS, PAST, read_day
from desktop.domain.grammar.reading import Line, Reading, take_contact
from desktop.domain.grammar.tokens import Token, as_written
from desktop.domain.grammar.words import clip

_ARROWS = frozenset({">", "->", "\N{RIGHTWARDS ARROW}", "to"})
_VALUE = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[^\s0-9>]{0,12}")
_GLUED = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]+)?[^\s0-9>]{0,12})(?:>|->|\N{RIGHTWARDS ARROW})([-+]?[0-9][^\s>]{0,20})")
_ENDS: dict[str, Literal["met", "dropped"]] = {"met": "met", "reached": "met", "dropped": "dropped"}
_NEEDS = 'What is the goal? Type it in quotes: goal "cut handling time" 40 > 25 min by 31 mar.'


class _Way(NamedTuple):
    """From where to where, as typed, and how many tokens say it."""

    baseline: str | None
    target: str | None
    unit: str | None
    taken: int


def read_goal(line: Line) -> tuple[Reading, GoalDraft | GoalUpdateDraft | None]:
    """goal "cut handling time" [40 > 25 min] [now 34] [by 31 mar] [@jana]; goal cut now 31; goal cut met [day]."""
    reading = Reading(line)
    rest = _without_contact(reading, [*line.head, *line.body])
    at = next(
        (n for n, token in enumerate(rest) if n and token.kind == "word" and token.value in {"now", *_ENDS}), None
    )
    if at is not None and not _has_way(rest):
        return _update(reading, rest[:at], rest[at], rest[at + 1 :])
    tokens = _without_due(reading, rest)
    words, way, now = _split(tokens)
    day = None if reading.day_words is None else reading.settle_day(AHEAD, role="due")
    said = as_written(line.text, words)
    if said is None:
        reading.miss(_NEEDS, "goal")
    else:
        reading.mark_text(words, "goal")
    for part, found in (("way", way), ("now", now)):
        if found:
            reading.mark(found, part, line.text[found[0].start : found[-1].end])
    parts = _way(line.text, way)
    current = None if len(now) < 2 else line.text[now[1].start : now[-1].end]
    if said is None or line.account is None or reading.refusals:
        return reading, None
    known = next((each.name for each in line.contacts if each.id == reading.contact), reading.new_contact)
    return reading, GoalDraft(
        account=line.account,
        goal=said,
        baseline=parts.baseline,
        current=current,
        target=parts.target,
        unit=parts.unit,
        due_on=day,
        agreed_with=known,
    )


def _update(
    reading: Reading, name: Sequence[Token], word: Token, after: Sequence[Token]
) -> tuple[Reading, GoalUpdateDraft | None]:
    line, status = reading.line, _ENDS.get(word.value)
    current: str | None = None
    if status is None:
        current = as_written(line.text, after)
        if current is None:
            reading.refuse([word], "Where does it stand now? Type the value after now.", "current")
        else:
            reading.mark([word, *after], "current", f"now {clip(current)}")
    else:
        reading.mark([word], "outcome", status)
        found = read_day(after, 0) if after else None
        if found is not None and found[1] == len(after):
            reading.day_words, reading.day_span = found[0], (after[0].start, after[-1].end)
        elif after:
            reading.refuse(after, f'"{clip(as_written(line.text, after) or "")}" is no day.', "date")
    day = reading.settle_day(PAST, what="What became of a goal")
    row = settle_row(reading, name, "goal", "goal", "goal cut met")
    if row is None or line.account is None or reading.refusals:
        return reading, None
    return reading, GoalUpdateDraft(account=line.account, objective=row.id, current=current, status=status, on_day=day)


def _without_contact(reading: Reading, tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        taken = take_contact(reading, tokens, at)
        if not taken:
            kept.append(tokens[at])
        at += taken or 1
    return kept


def _without_due(reading: Reading, tokens: Sequence[Token]) -> list[Token]:
    """The tokens without "by 31 mar", wherever it stands."""
    for at, token in enumerate(tokens):
        if at and token.kind == "word" and token.value in DUE_LEADS - {"for", "on"}:
            found = read_day(tokens, at, DUE_LEADS)
            if found is not None:
                end = at + found[1]
                reading.day_words, reading.day_span = found[0], (token.start, tokens[end - 1].end)
                return [*tokens[:at], *tokens[end:]]
    return list(tokens)


def _has_way(tokens: Sequence[Token]) -> bool:
    return bool(_way_at(tokens)[1])


def _way_at(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where a way begins, and how many tokens it takes without its unit; (0, 0) = there is none."""
    for at, token in enumerate(tokens):
        if not at or token.kind != "word":
            continue
        if _GLUED.fullmatch(token.value):
            return at, 1
        after = tokens[at + 1 : at + 3]
        if (
            _VALUE.fullmatch(token.value)
            and len(after) == 2
            and after[0].value in _ARROWS
            and _VALUE.fullmatch(after[1].value)
        ):
            return at, 3
    return 0, 0


def _split(tokens: Sequence[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """The goal's words, its way with the unit, and "now" with its value."""
    start, count = _way_at(tokens)
    if not count:
        return list(tokens), [], []
    rest = list(tokens[start + count :])
    at = next((n for n, token in enumerate(rest) if token.value == "now"), len(rest))
    now = rest[at : at + 2]
    unit = [token for token in rest[: min(at, 2)] if token.kind in ("word", "quote")]
    left = rest[len(unit) : at] + rest[at + len(now) :]
    return [*tokens[:start], *left], [*tokens[start : start + count], *unit], now


def _way(text: str, tokens: Sequence[Token]) -> _Way:
    if not tokens:
        return _Way(None, None, None, 0)
    glued = _GLUED.fullmatch(tokens[0].value)
    if glued:
        unit = as_written(text, tokens[1:]) if len(tokens) > 1 else None
        return _Way(glued[1], glued[2], unit, len(tokens))
    unit = as_written(text, tokens[3:]) if len(tokens) > 3 else None
    return _Way(text[tokens[0].start : tokens[0].end], text[tokens[2].start : tokens[2].end], unit, len(tokens))

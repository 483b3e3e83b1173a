"""Which parts of a line are shown as chips and which are open text. Pure: it knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.grammar import Parsed, Refusal, Span
from desktop.domain.grammar.words import fold

FREE_TEXT = frozenset(
    {"comment", "note", "reason", "subject", "title", "goal", "product", "promise_ours", "promise_theirs"}
)
"""Roles that the next word may still belong to."""
_OF_THE_VERB = frozenset({"score", "scale"})
_SPELLED_OUT = frozenset({"account", "contact", "date", "due", "milestone", "amount", "template", "shift", "rest"})
SEPARATOR = ": "
"""What ends the head of a line."""
_CLOSERS = frozenset('"”“»«')


class Chip(NamedTuple):
    """text[start:end] was understood; `hint` spells it out where it was typed shorter."""

    start: int
    end: int
    hint: str


def chips(parsed: Parsed, caret: int | None) -> list[Chip]:
    """The parts that are complete: not the one the caret is in or right behind.

    Free text stays open over the spaces behind it, until something else follows or its quote is closed.

    Args:
        caret: position in the text; None = nobody is typing, and everything understood is a chip.
    """
    return [
        Chip(group[0].start, group[-1].end, _hint(parsed.text, group[-1]))
        for group in _groups(parsed)
        if caret is None or not _is_open(parsed.text, group, caret)
    ]


def head_taken_out(parsed: Parsed, caret: int, *, is_whole: bool) -> tuple[int, int] | None:
    """What Backspace takes out right behind a line's head ("call renewal: "), where nothing follows it yet.

    Args:
        is_whole: the last part of the head goes ("call: "); else it is opened again ("call renewal").
    Returns:
        Start and end; None = the caret stands elsewhere.
    """
    end = caret - len(SEPARATOR)
    last = parsed.spans[-1] if parsed.spans else None
    if last is None or caret != len(parsed.text) or not parsed.text.endswith(SEPARATOR):
        return None
    if last.end != end or last.role in FREE_TEXT:
        return None
    if not is_whole:
        return end, caret
    return (last.start, caret) if last.role == "verb" else (len(parsed.text[: last.start].rstrip()), end)


def is_unfinished(refusal: Refusal, parsed: Parsed, caret: int | None) -> bool:
    """Whether a refusal is only about what is still being typed, and so is no reproach yet."""
    if refusal.start == refusal.end or is_unclosed_quote(refusal, parsed.text):
        return True
    if any(span.role == "verb" and (span.start, span.end) == (refusal.start, refusal.end) for span in parsed.spans):
        # Something is missing after the verb.
        return True
    is_word_at_caret = caret is not None and refusal.end == caret
    return is_word_at_caret and refusal.field not in ("score", "scale")


def is_unclosed_quote(refusal: Refusal, text: str) -> bool:
    return refusal.field is None and text[refusal.start : refusal.end] in ('"', "“", "„", "«", "»", "”")


def _groups(parsed: Parsed) -> list[list[Span]]:
    """Spans, a score with its verb: "nps 3" is one thing."""
    groups: list[list[Span]] = []
    for span in parsed.spans:
        last = groups[-1][-1] if groups else None
        goes_on = last is not None and span.role in _OF_THE_VERB and last.role in {"verb", *_OF_THE_VERB}
        if last is not None and goes_on and parsed.text[last.end : span.start].isspace():
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _is_open(text: str, group: Sequence[Span], caret: int) -> bool:
    start, end = group[0].start, group[-1].end
    if caret <= start:
        return False
    if caret < end:
        return True
    is_closed = text[end - 1] in _CLOSERS and end - start > 1
    if caret == end:
        return not is_closed
    return group[-1].role in FREE_TEXT and not is_closed and text[end:caret].isspace()


def _hint(text: str, span: Span) -> str:
    if span.role not in _SPELLED_OUT:
        return ""
    label = span.label.removeprefix("@")
    return "" if fold(text[span.start : span.end]) == fold(label) else label

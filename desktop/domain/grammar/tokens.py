"""Cuts a line into words, quotes, @names, promise marks and colons. Knows no vocabulary and refuses nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "quote", "contact", "owe", "colon"]

_CLOSERS = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«"}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LEADING, _TRAILING = "(", ",.;!?)"


@dataclass(frozen=True, slots=True)
class Token:
    """text[start:end].

    Args:
        index: position among the tokens; neighbours have neighbouring indexes.
        value: a word in lower case without the punctuation around it; the inside of a quote as typed; the name
            after "@"; the mark itself for "owe" and "colon".
        quoted: a quote, or an @name in quotes.
        closed: False where a quote has no end; it then runs to the end of the line.
    """

    kind: Kind
    index: int
    start: int
    end: int
    value: str
    quoted: bool = False
    closed: bool = True


def tokenise(text: str) -> list[Token]:
    """The tokens of a line, in order.

    A quote opens at the beginning of a word only, so that 24" and customer's stay words. ">" and "<" are promise marks
    at the beginning of a word; glued to a digit, to another sign or in a tag (">80 %", "<=", "<b>") they are text.
    """
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _next_token(text, at, len(tokens))
        tokens.append(token)
        at = token.end
    return tokens


def as_written(text: str, tokens: Sequence[Token]) -> str | None:
    """What tokens say as free text: neighbours with what stands between them; quotes alone without their marks.

    Returns:
        None where nothing is said.
    """
    if all(token.kind == "quote" for token in tokens):
        said = " ".join(token.value for token in tokens)
    else:
        said = " ".join(text[run[0].start : run[-1].end] for run in runs(tokens))
    return said if said.strip() else None


def runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens grouped into stretches of neighbours."""
    grouped: list[list[Token]] = []
    for token in tokens:
        if grouped and grouped[-1][-1].index + 1 == token.index:
            grouped[-1].append(token)
        else:
            grouped.append([token])
    return grouped


def _next_token(text: str, start: int, index: int) -> Token:
    sign = text[start]
    if sign in _CLOSERS:
        inside, end, closed = _quote(text, start)
        return Token("quote", index, start, end, inside, quoted=True, closed=closed)
    if sign == "@":
        if text[start + 1 : start + 2] in _CLOSERS:
            inside, end, closed = _quote(text, start + 1)
            return Token("contact", index, start, end, inside.strip(), quoted=True, closed=closed)
        end = _word_end(text, start)
        return Token("contact", index, start, end, text[start + 1 : end].rstrip(_TRAILING))
    if sign in "<>" and _is_promise_mark(text, start):
        return Token("owe", index, start, start + 1, sign)
    if sign == ":" and _separates(text, start):
        return Token("colon", index, start, start + 1, sign)
    end = _word_end(text, start)
    plain = text[start:end].casefold().replace("−", "-").lstrip(_LEADING).rstrip(_TRAILING)  # noqa: RUF001
    return Token("word", index, start, end, plain)


def _quote(text: str, start: int) -> tuple[str, int, bool]:
    """The inside of the quote that opens at `start`, where it ends, and whether it is closed."""
    closers = _CLOSERS[text[start]]
    for at in range(start + 1, len(text)):
        if text[at] in closers:
            return text[start + 1 : at], at + 1, True
    return text[start + 1 :], len(text), False


def _word_end(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and not text[end].isspace() and not (text[end] == ":" and _separates(text, end)):
        end += 1
    return end


def _is_promise_mark(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and not before.isspace() and before != ":":
        return False
    return not after or after.isspace() or after in '"“„«@(' or (after.isalpha() and not _TAG.match(text, at))


def _separates(text: str, at: int) -> bool:
    """Whether the colon at `at` ends the head of a line: not in 14:00, https://, ::, nor at the start of a smiley."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or before.isspace():
        return not after or after.isspace()
    if ":" in (before, after) or text.startswith("//", at + 1):
        return False
    return not (before.isdigit() and after.isdigit())

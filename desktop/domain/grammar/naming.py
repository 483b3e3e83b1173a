"""The words of a line that name something, and the day beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.domain.grammar.reading import Line, Reading, take_day, take_last_day
from desktop.domain.grammar.tokens import Token, as_written
from desktop.domain.grammar.words import clip


def named(line: Line, is_name: Callable[[str], bool]) -> tuple[Reading, list[Token]]:
    """The tokens of a name and the day before or after it; words that are a name hold no day ("left tom")."""
    reading, tokens = Reading(line), [*line.head, *line.body]
    typed = name_of(line, tokens)
    if typed is None or is_name(typed):
        return reading, tokens
    taken = take_day(reading, tokens, 0)
    if taken == len(tokens):
        # The only word is a name that nobody has, and no day.
        return Reading(line), tokens
    return reading, take_last_day(reading, tokens[taken:])


def name_of(line: Line, tokens: Sequence[Token]) -> str | None:
    """What tokens name: an @name with what follows, or the text as it was written."""
    if tokens and tokens[0].kind == "contact":
        return " ".join([tokens[0].value, *(token.value for token in tokens[1:])]).strip() or None
    return as_written(line.text, tokens)


def before_quote(tokens: Sequence[Token]) -> list[Token]:
    """The tokens up to the first quote."""
    first = next((at for at, token in enumerate(tokens) if token.kind == "quote"), len(tokens))
    return list(tokens[:first])


def refuse_rest(reading: Reading, rest: Sequence[Token], what_is_taken: str) -> None:
    """Text that has no place in the draft is refused, never dropped."""
    if rest:
        said = clip(as_written(reading.line.text, rest) or "An empty quote")
        reading.refuse(rest, f'"{said}" has no place here, {what_is_taken}: log it as a note.', "notes")

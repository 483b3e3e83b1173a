"""Filters as they are typed: `csm:jana arr>50k optout<60 nps:unknown`, read into conditions and written again.

A word, an operator, and values between commas: `:` is, `-word:` is not, `~` contains, `>` at least, `<` at most (for
days: within so many); unknown (or none), known (or any) and past stand for themselves unless quoted. What holds no
operator is a word to search for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from desktop.domain.listing.conditions import Condition, Operator, checked
from desktop.domain.listing.fields import Field, field_of

_PART = re.compile(r"(-?)([^\W\d_][\w-]*?)(!=|>=|<=|:|=|~|>|<)(.*)", re.DOTALL)
_TOKEN = re.compile(r'(?:"(?:[^"]|"")*(?:"|$)|[^\s"])+')
_VALUE = re.compile(r'"((?:[^"]|"")*)(?:"|$)|([^,]+)')
_BARE_WORDS: dict[str, Operator] = {
    "unknown": "unknown",
    "none": "unknown",
    "known": "known",
    "any": "known",
    "past": "past",
}
_PLAIN = re.compile(r"[\w.&/+%-]+")
_SIGNS: dict[str, Operator] = {
    ":": "is",
    "=": "is",
    "!=": "is_not",
    "~": "contains",
    ">": "at_least",
    ">=": "at_least",
    "<": "at_most",
    "<=": "at_most",
}


class Refused(NamedTuple):
    """A part that was typed and is no condition, and why."""

    text: str
    why: str


class Typed(NamedTuple):
    """What a typed filter says.

    Args:
        words: what is left to search for, between spaces.
    """

    conditions: tuple[Condition, ...]
    words: str
    refused: tuple[Refused, ...]


def read_filter(text: str, fields: Sequence[Field]) -> Typed:
    """Read what was typed, part by part: what is refused does not take the rest with it."""
    by_word = {word: field for field in fields for word in field.words}
    conditions: list[Condition] = []
    words: list[str] = []
    refused: list[Refused] = []
    for token in _TOKEN.findall(text):
        part = _PART.fullmatch(token)
        if part is None:
            words.append(token.replace('"', ""))
            continue
        try:
            conditions.append(_read(part, by_word))
        except ValueError as why:
            refused.append(Refused(token, str(why)))
    return Typed(tuple(dict.fromkeys(conditions)), " ".join(filter(None, words)), tuple(refused))


def _read(part: re.Match[str], by_word: dict[str, Field]) -> Condition:
    minus, word, sign, said = part.groups()
    field = by_word.get(word.casefold())
    if field is None:
        close = [known for known in by_word if known.startswith(word.casefold())]
        raise ValueError(
            f"{word!r} is no field of an account."
            + (f" Did you mean {close[0]}?" if close else " Try csm, arr or due.")
        )
    operator = _SIGNS[sign]
    bare = _BARE_WORDS.get(said.casefold()) if operator in ("is", "is_not") else None
    if bare is not None and (bare != "past" or field.kind == "to"):
        if bare != "past" and (operator == "is_not") != bool(minus):
            bare = "known" if bare == "unknown" else "unknown"
        return checked(field, bare, ())
    if operator == "is" and field.kind in ("to", "since"):
        operator = "within"
    if minus:
        if operator != "is":
            raise ValueError(f"{part[0]!r}: only what something is can be turned round, as in -csm:jana.")
        operator = "is_not"
    if operator in ("at_least", "at_most"):
        # One amount, in which a comma parts thousands.
        return checked(field, operator, (said.replace('"', ""),))
    values = tuple(found[1].replace('""', '"') if found[1] is not None else found[2] for found in _VALUE.finditer(said))
    return checked(field, operator, values)


def written_filter(conditions: Iterable[Condition], fields: Sequence[Field], words: str = "") -> str:
    """The text that reads as these conditions; those on a field that is gone are left out."""
    parts = [_written(each, field) for each in conditions if (field := field_of(fields, each.field)) is not None]
    return " ".join([*parts, *([words] if words else [])])


def _written(condition: Condition, field: Field) -> str:
    word, operator = field.words[0], condition.operator
    if operator in ("unknown", "known", "past"):
        return f"{word}:{operator}"
    values = ",".join(_quoted(value) for value in condition.values)
    if operator == "is_not":
        return f"-{word}:{values}"
    sign = {"contains": "~", "at_least": ">", "at_most": "<", "within": "<"}.get(operator, ":")
    return f"{word}{sign}{values}"


def _quoted(value: str) -> str:
    is_plain = _PLAIN.fullmatch(value) and value.casefold() not in _BARE_WORDS
    return value if is_plain else '"' + value.replace('"', '""') + '"'

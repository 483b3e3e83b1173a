"""Scores, amounts of money and lengths of a term as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from desktop.domain import surveys
from desktop.domain.grammar.tokens import Token
from desktop.domain.grammar.words import LABELS, clip
from desktop.domain.money import parse_cents

SCALES = {kind: (round(low), round(high)) for kind, (low, high) in surveys.SCALES.items()} | {"pulse": (1, 5)}
"""Lowest and highest score of each kind, unless the line says another top ("of 7")."""

LONGEST_TERM = 120
"""Months."""

_ONE_SCALE = frozenset({"nps", "pulse"})
_SCORE = re.compile(r"([+-]?[0-9]+(?:[.,][0-9]+)?)(?:/([0-9]+))?")
_TOP = re.compile(r"/([0-9]+)")
_WHOLE = re.compile(r"[0-9]+")
_MONTHS = re.compile(r"\+([0-9]{1,4})m|\+?([0-9]{1,4})(mo|months?|y|yrs?|years?)")
_MONTH_WORDS = frozenset({"month", "months", "year", "years"})
_AMOUNT = re.compile(r"[$€£]?([+-]?[0-9][0-9.,'’]{0,24})([km]?)[$€£]?")  # noqa: RUF001
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:['’][0-9]{3})+(?:\.[0-9]+)?")  # noqa: RUF001
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_EITHER_WAY = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_MILLIONS_OR_MONTHS = re.compile(r"[0-9]{1,3}m")


def read_score(tokens: Sequence[Token], at: int) -> tuple[str, str | None] | None:
    """A score as typed, and the top of its scale where it is glued to it (4/5), or None."""
    found = _SCORE.fullmatch(tokens[at].value) if tokens[at].kind == "word" else None
    return (found[1], found[2]) if found else None


def read_top(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The top of a scale (of 7, /10, / 10) as typed and the number of tokens it takes, or None."""
    words = [token.value if token.kind == "word" else "" for token in tokens[at : at + 2]]
    if glued := _TOP.fullmatch(words[0]):
        return glued[1], 1
    if words[0] in ("of", "/") and len(words) == 2 and _WHOLE.fullmatch(words[1]):
        return words[1], 2
    return None


def checked_top(kind: str, typed: str) -> int:
    """The top of a scale.

    Raises:
        ValueError: NPS and pulse have one scale, and the others end at 2 to 10.
    """
    top = _whole(typed)
    low, usual = SCALES[kind]
    if kind in _ONE_SCALE and top != usual:
        raise ValueError(f"{LABELS[kind]} runs from {low} to {usual}; a scale to {clip(typed)} was not saved.")
    if top is None or not 2 <= top <= 10:
        raise ValueError(f"A {LABELS[kind]} scale ends at 2 to 10; {clip(typed)} was not saved.")
    return top


def checked_score(kind: str, typed: str, top: int) -> float:
    """A score within its scale, never clipped; NPS and pulse are whole numbers.

    Raises:
        ValueError: outside the scale, or not whole where it has to be. Names the score as it was typed.
    """
    low, value = SCALES[kind][0], Decimal(typed.replace(",", "."))
    if not low <= value <= top:
        raise ValueError(f"{LABELS[kind]} runs from {low} to {top}; {clip(typed)} was not saved.")
    if value == int(value):
        return int(value)
    if kind in _ONE_SCALE:
        raise ValueError(f"{LABELS[kind]} takes whole numbers from {low} to {top}; {clip(typed)} was not saved.")
    return float(value)


def read_months(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A length in months (+12m, 12mo, 2y, 12 months) and the number of tokens it takes, or None."""
    word = tokens[at].value if tokens[at].kind == "word" else ""
    if glued := _MONTHS.fullmatch(word):
        count, unit = (int(glued[1]), "m") if glued[1] else (int(glued[2]), glued[3])
        return count * (12 if unit.startswith("y") else 1), 1
    unit = tokens[at + 1].value if len(tokens) > at + 1 and tokens[at + 1].kind == "word" else ""
    if unit in _MONTH_WORDS and _WHOLE.fullmatch(word) and len(word) <= 4:
        return int(word) * (12 if unit.startswith("y") else 1), 2
    return None


def checked_months(months: int) -> int:
    """A term of 1 to 120 months.

    Raises:
        ValueError: outside that.
    """
    if not 1 <= months <= LONGEST_TERM:
        raise ValueError(f"A term runs from 1 to {LONGEST_TERM} months; {months} was not saved.")
    return months


def looks_like_amount(token: Token) -> bool:
    """Whether a word is money, right or wrong."""
    return token.kind == "word" and _AMOUNT.fullmatch(token.value) is not None


def checked_amount(typed: str, *, months_known: bool) -> int:
    """Money in units (120k, 1.5m, 120,000, 120000.50) as cents.

    Args:
        typed: has the shape of an amount, see `looks_like_amount`.
        months_known: False where "12m" may as well be a term of twelve months.

    Raises:
        ValueError: negative, readable two ways, or not an amount.
    """
    parts = _AMOUNT.fullmatch(typed)
    if parts is None:
        raise ValueError(f'"{clip(typed)}" is not an amount: type 120k or 120000.50.')
    number, unit = parts[1].replace("’", "'"), parts[2]  # noqa: RUF001
    if number.startswith("-"):
        raise ValueError(f"A renewal is worth 0 or more; {clip(typed)} was not saved.")
    number = number.lstrip("+")
    if not months_known and _MILLIONS_OR_MONTHS.fullmatch(typed):
        raise ValueError(f'"{typed}" can be months or millions: type +{typed} for months, {typed[:-1]}000k for money.')
    if not unit and _EITHER_WAY.fullmatch(number):
        whole, rest = number.split(".")
        raise ValueError(f'"{typed}" can be read two ways: type {whole}{rest} or {whole}.')
    if _THOUSANDS.fullmatch(number):
        plain = number.replace(",", "").replace("'", "")
    elif _DOTTED.fullmatch(number):
        plain = number.replace(".", "").replace(",", ".")
    elif _DECIMAL.fullmatch(number):
        plain = number
    elif _DECIMAL_COMMA.fullmatch(number):
        plain = number.replace(",", ".")
    else:
        raise ValueError(f'"{clip(typed)}" is not an amount: type 120k or 120000.50.')
    try:
        return parse_cents(str(Decimal(plain) * {"k": 1_000, "m": 1_000_000}.get(unit, 1)))
    except ValueError as error:
        raise ValueError(f'"{clip(typed)}" {error}: type 120k or 120000.50.') from None


def spelled_amount(cents: int) -> str:
    """Cents as units for a chip: 120,000 or 120,000.50."""
    units, rest = divmod(cents, 100)
    return f"{units:,}" + (f".{rest:02d}" if rest else "")


def _whole(typed: str) -> int | None:
    # Python refuses to read thousands of digits; nobody means them.
    return int(typed) if len(typed) <= 9 else None

"""How somebody who was erased is recognised in text, without anything that says who it was.

A name is kept as keyed digests of its words. A text is read word by word: what alone tells a person (an address, a
number, a name of one word) is erased wherever it stands; the parts of a name where two of them stand together, or,
where somebody confirmed it, each by itself. Erasing more never brings back less: in whatever order copies learn of a
name, the same words of a text are gone in the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from desktop.domain.merge import Cell

ERASED = "[erased]"
"""What stands for a person who was erased: once for words that stood together."""

SHORTEST_ALONE = 3
"""Letters of a part of a name that may stand for it by itself."""
PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "del",
        "dem",
        "des",
        "dos",
        "das",
        "und",
        "the",
        "and",
        "bin",
        "ibn",
        "abu",
        "ter",
        "ten",
        "dit",
        "miss",
        "mrs",
        "mister",
        "herr",
        "frau",
        "sir",
        "dame",
    ]
)
"""Parts of names that never stand for one by themselves."""
PHONE_DIGITS = 9
"""The last digits of a telephone number tell it: what stands before them is written in many ways."""
AROUND = 48
"""Characters shown on either side of a hit."""

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"\[erased\]|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d ()/.-]{{5,}}\d|[{_IDEOGRAPH}]"
    rf"|(?:(?![{_IDEOGRAPH}_])[\w\u0300-\u036f])+"
)
_GAP = re.compile(r"[ \t\u00a0.,'\u2019_-]{0,3}")
_LOCAL = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\D")


class Words(NamedTuple):
    """What tells one or more people of an account, as digests under its key.

    Args:
        alone: erased wherever they stand: addresses, numbers, names of one word.
        parts: erased where two stand together, or by themselves where that was confirmed.
    """

    key: str
    alone: frozenset[str]
    parts: frozenset[str]

    def and_also(self, other: Words) -> Words:
        """Both, of one key."""
        return Words(self.key, self.alone | other.alone, self.parts | other.parts)


class Found(NamedTuple):
    """Somebody in a text.

    Args:
        is_certain: an address, a number or a whole name, and not a part of a name that others may have.
        around: the words around the first place, on one line.
        without: the text as it would be.
    """

    is_certain: bool
    around: str
    without: str


class Hit(NamedTuple):
    """A field that names a person who is to be erased.

    Args:
        account: the name of the account it belongs to, if it does to one.
        is_certain: not only a part of the name, which others may have.
        is_past: only its history names the person.
        is_shared: it may well be about somebody else: another one of the account has the part of the name, at another
            account somebody has the whole of it, it is the account's own name, or an external id made from that.
    """

    cell: Cell
    account: str | None
    around: str
    is_certain: bool
    is_past: bool
    is_shared: bool

    @property
    def goes(self) -> bool:
        """Whether the person is erased from it unless somebody says otherwise."""
        return not self.is_shared


class Plan(NamedTuple):
    """What erasing a person would do.

    Args:
        contact, account: ids; `name` and `account_name` are what they are called.
        doubles: id and name of other records of the same person, which are erased, too.
        said: every name, address and number of the person, as they were ever typed.
        fields: what is known of the person now, and is unknown afterwards.
        entries: entries of the history about them.
        talks: answers, calls and meetings that stay, without saying with whom.
        hits: what else names the person.
    """

    contact: str
    account: str
    name: str
    account_name: str
    doubles: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    words: Words
    fields: tuple[str, ...]
    entries: int
    talks: int
    hits: tuple[Hit, ...]

    @property
    def people(self) -> tuple[str, ...]:
        return (self.contact, *(each for each, _ in self.doubles))


def words_of(key: str, names: Iterable[str], emails: Iterable[str] = (), phones: Iterable[str] = ()) -> Words:
    """The digests of what a person is and was called.

    Args:
        key: what they are keyed with: the id of the account.
    """
    alone = {_digest(key, folded(email)) for email in emails if email.strip()}
    alone |= {_digest(key, number) for number in map(_number, phones) if len(number) >= 6}
    parts: set[str] = set()
    for name in names:
        told = [folded(token) for token, *_ in _tokens(name) if token != ERASED]
        if len(told) == 1:
            alone.add(_digest(key, told[0]))
        else:
            parts |= {_digest(key, each) for each in told}
    return Words(key, frozenset(alone), frozenset(parts))


def folded(text: str) -> str:
    """Text without what people write differently: case, accents."""
    if text.isascii():
        return text.lower()
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return plain.casefold()


def found_in(text: str, words: Collection[Words], *, parts_alone: bool = False) -> Found | None:
    """Whether these people stand in a text, and how it reads without them.

    Args:
        parts_alone: a part of a name counts by itself, too.
    """
    if not words or not text:
        return None
    tokens = list(_tokens(text))
    gone, certain = _gone(text, tokens, words, parts_alone=False)
    if parts_alone:
        gone, _ = _gone(text, tokens, words, parts_alone=True)
    here = [at for at in sorted(gone) if tokens[at][0] != ERASED]
    if not here:
        return None
    begin, end = tokens[here[0]][1], tokens[here[0]][2]
    return Found(certain, _around(text, begin, end), _without(text, tokens, gone))


def are_shared(key: str, names: Iterable[str], words: Words) -> frozenset[str]:
    """The parts of these other people's names that are parts of the name, too, as digests."""
    told = (folded(token) for name in names for token, *_ in _tokens(name))
    return frozenset(digest for digest in (_digest(key, each) for each in told) if digest in words.parts)


def without(text: str, words: Collection[Words], *, parts_alone: bool = False) -> str:
    """The text with these people erased from it; itself where they do not stand in it."""
    found = found_in(text, words, parts_alone=parts_alone)
    return text if found is None else found.without


def spellings(said: Iterable[str]) -> frozenset[bytes]:
    """The bytes in which any of these texts may stand in a file, its ASCII letters small.

    For comparing with a file's bytes whose ASCII letters were made small, too.
    """
    found: set[bytes] = set()
    for text in said:
        for form in ("NFC", "NFD"):
            plain = unicodedata.normalize(form, text.strip())
            for each in (plain, plain.lower(), plain.upper(), plain.casefold(), plain.title(), folded(plain)):
                if len(each) >= SHORTEST_ALONE:
                    escaped = each.encode("unicode_escape")
                    found |= {each.encode(), each.encode("utf-16-le"), each.encode("utf-16-be"), escaped}
    return frozenset(each.lower() for each in found)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _TOKEN.finditer(text):
        yield found[0], found.start(), found.end()


def _gone(
    text: str, tokens: list[tuple[str, int, int]], words: Collection[Words], *, parts_alone: bool
) -> tuple[set[int], bool]:
    """The places of tokens that go, and whether one of them tells a person by itself."""
    gone: set[int] = set()
    parts: set[int] = set()
    for at, (token, _, _) in enumerate(tokens):
        if token == ERASED or _is_alone(token, words, parts_alone=parts_alone):
            gone.add(at)
        elif _is_part(token, words):
            parts.add(at)
    found = {at for at in gone if tokens[at][0] != ERASED}
    # A part goes beside another part, and beside what is gone.
    near = frozenset(gone | parts)
    for at in parts:
        for beside in (at - 1, at + 1):
            if beside in near and _is_close(text, tokens, min(at, beside)):
                gone.add(at)
    return gone, bool(found or (gone & parts))


def _is_alone(token: str, words: Collection[Words], *, parts_alone: bool) -> bool:
    if "@" in token:
        local = [folded(each) for each in _LOCAL.findall(token.partition("@")[0])]
        for each in words:
            if _digest(each.key, folded(token)) in each.alone:
                return True
            said = {part for part in local if len(part) >= SHORTEST_ALONE and _digest(each.key, part) in each.parts}
            if len(said) > (0 if parts_alone else 1):
                return True
        return False
    plain = folded(token)
    number = _number(token) if token[-1:].isdigit() else ""
    for each in words:
        if _digest(each.key, plain) in each.alone or (number and _digest(each.key, number) in each.alone):
            return True
        may_stand = parts_alone and len(plain) >= SHORTEST_ALONE and plain not in PARTICLES
        if may_stand and _digest(each.key, plain) in each.parts:
            return True
    return False


def _is_part(token: str, words: Collection[Words]) -> bool:
    plain = folded(token)
    return any(_digest(each.key, plain) in each.parts for each in words)


def _is_close(text: str, tokens: list[tuple[str, int, int]], at: int) -> bool:
    return _GAP.fullmatch(text, tokens[at][2], tokens[at + 1][1]) is not None


def _without(text: str, tokens: list[tuple[str, int, int]], gone: set[int]) -> str:
    made: list[str] = []
    end = 0
    for at in sorted(gone):
        _, begin, finish = tokens[at]
        if at - 1 in gone and _is_close(text, tokens, at - 1):
            end = finish
            continue
        made += (text[end:begin], ERASED)
        end = finish
    return "".join((*made, text[end:]))


def _around(text: str, begin: int, end: int) -> str:
    before, after = text[max(0, begin - AROUND) : begin], text[end : end + AROUND]
    said = f"{'…' if begin > AROUND else ''}{before}{text[begin:end]}{after}{'…' if end + AROUND < len(text) else ''}"
    return " ".join(said.split())


def _number(text: str) -> str:
    return _DIGITS.sub("", text)[-PHONE_DIGITS:]


def _digest(key: str, word: str) -> str:
    return blake2b(word.encode(errors="surrogatepass"), key=key.encode()[:64], digest_size=8).hexdigest()

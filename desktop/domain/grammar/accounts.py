"""Which account a line is about and where its verb stands; as names may hold verbs, both are found together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from desktop.domain.grammar.records import AccountName
from desktop.domain.grammar.tokens import Token
from desktop.domain.grammar.words import TOPICS, TOUCHPOINTS, VERBS, as_typed, fold, name_keys

LONGEST_NAME = 12
"""Tokens of a line that an account's name may take."""


class Matches(NamedTuple):
    """The accounts that some words fit: by the full name or external id, by its beginning, from a later word on."""

    exact: tuple[AccountName, ...]
    leading: tuple[AccountName, ...]
    later: tuple[AccountName, ...]

    @property
    def best(self) -> tuple[AccountName, ...]:
        return self.exact or self.leading or self.later


class Opening(NamedTuple):
    """How a line begins.

    Args:
        accounts: what the account words fit: one, several (ambiguous), or none.
        words: number of tokens that are account words.
        verb: index of the verb's token, None if there is none yet.
        topic: index of the topic before it ("renewal call"), None if there is none.
        on_page: no account words are there, the line is about the page's account.
    """

    accounts: tuple[AccountName, ...]
    words: int
    verb: int | None = None
    topic: int | None = None
    on_page: bool = False


class _Verb(NamedTuple):
    start: int
    verb: int
    topic: int | None


def match_accounts(typed: str, accounts: Sequence[AccountName]) -> Matches:
    """The accounts that words fit. As typed beats folded, so that "Muller" can be told from "Müller"."""
    key, plain = fold(typed), as_typed(typed)
    literal: list[AccountName] = []
    exact: list[AccountName] = []
    leading: list[AccountName] = []
    later: list[AccountName] = []
    if not key:
        return Matches((), (), ())
    for account in accounts:
        keys = name_keys(account.name)
        if key == keys[0] or (account.external_id and key == name_keys(account.external_id)[0]):
            exact.append(account)
            if plain in (as_typed(account.name), as_typed(account.external_id or "")):
                literal.append(account)
        elif keys[0].startswith(key):
            leading.append(account)
        elif any(later_key.startswith(key) for later_key in keys[1:]):
            later.append(account)
    return Matches(tuple(literal or exact), tuple(leading), tuple(later))


def find_opening(text: str, tokens: Sequence[Token], accounts: Sequence[AccountName], *, on_page: bool) -> Opening:
    """The account words and the verb of a line.

    The verb is the last one before which the words are the beginning of a name: "risk partners risk price" is a risk
    of Risk Partners. On an account's page a line that begins with a verb is about that account, unless a full name
    stands before a later verb. Words from the middle of a name count only off the page and if no name begins so.
    """
    verbs = _verbs(tokens)
    accounts = _could_be_meant(tokens, accounts)
    found = {verb.start: match_accounts(_slice(text, tokens, verb.start), accounts) for verb in verbs if verb.start}
    begins_with_verb = bool(verbs) and verbs[0].start == 0
    if on_page and begins_with_verb:
        for verb in reversed(verbs[1:]):
            if found[verb.start].exact:
                return Opening(found[verb.start].exact, verb.start, verb.verb, verb.topic)
        return Opening((), 0, verbs[0].verb, verbs[0].topic, on_page=True)
    for verb in reversed(verbs):
        if verb.start and (fits := found[verb.start].exact or found[verb.start].leading):
            return Opening(fits, verb.start, verb.verb, verb.topic)
    for verb in reversed(verbs):
        if verb.start and not on_page and (fits := found[verb.start].later):
            return Opening(fits, verb.start, verb.verb, verb.topic)
    return _unfinished(text, tokens, accounts, verbs, on_page=on_page)


def _unfinished(
    text: str, tokens: Sequence[Token], accounts: Sequence[AccountName], verbs: Sequence[_Verb], *, on_page: bool
) -> Opening:
    """The opening of a line that has no account before any verb: still being typed, misspelt or unknown."""
    for words in range(min(len(tokens), LONGEST_NAME), 0, -1):
        matches = match_accounts(_slice(text, tokens, words), accounts)
        fits = matches.exact or matches.leading if on_page else matches.best
        # "call yest" lacks its account; "call cen" is a name on its way.
        if fits and not (verbs and verbs[0].start == 0 and words == 1 and len(tokens) > 1):
            return Opening(fits, words)
    if not verbs:
        return Opening((), 1 if tokens and not on_page else 0, on_page=on_page)
    return Opening((), verbs[0].start, verbs[0].verb, verbs[0].topic)


def _verbs(tokens: Sequence[Token]) -> list[_Verb]:
    """Every place where a verb may stand, up to the colon or promise mark that ends the head of the line."""
    places: list[_Verb] = []
    for at, token in enumerate(tokens[: LONGEST_NAME + 1]):
        if token.kind == "owe" or (token.kind == "colon" and places):
            break
        if token.kind != "word":
            continue
        if token.value in VERBS:
            places.append(_Verb(at, at, None))
        elif token.value in TOPICS and len(tokens) > at + 1:
            following = tokens[at + 1]
            if following.kind == "word" and VERBS.get(following.value) in TOUCHPOINTS:
                places.append(_Verb(at, at + 1, at))
    return places


def _could_be_meant(tokens: Sequence[Token], accounts: Sequence[AccountName]) -> Sequence[AccountName]:
    """The accounts the first word fits: one pass over the book instead of one for every place of the verb."""
    key = fold(tokens[0].value) if tokens else ""
    if not key[:1].isalnum():
        return accounts
    beginning = f"\n{key}"
    return [account for account in accounts if beginning in _all_keys(account.name, account.external_id)]


@lru_cache(maxsize=1 << 16)
def _all_keys(name: str, external_id: str | None) -> str:
    """Everything an account can be called by, a line each: one search finds a beginning in a large book."""
    return "\n".join(("", *name_keys(name), *(name_keys(external_id) if external_id else ())))


def _slice(text: str, tokens: Sequence[Token], words: int) -> str:
    """The first tokens as typed, without the quotes around them and the punctuation after them."""
    return text[tokens[0].start : tokens[words - 1].end].strip(' "“”„«»:,')

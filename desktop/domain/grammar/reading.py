"""A line while it is read: what surrounds its verb, and the parts found so far; each claims its tokens once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple

from desktop.domain.grammar.dates import (
    DAY_LEADS,
    DUE_LEADS,
    DayWords,
    Sense,
    read_day,
    read_last_day,
    read_time,
    resolve,
    spelled,
)
from desktop.domain.grammar.people import is_full_name, match_contacts
from desktop.domain.grammar.records import ContactName, MilestoneName, Refusal, RowName, Span
from desktop.domain.grammar.tokens import Token, as_written, runs
from desktop.domain.grammar.words import TOPICS, TWO_WAY, clip, listed

# "slow since monday": the day belongs to what was said and is not the day of the answer.
_DAY_STAYS = (DUE_LEADS - DAY_LEADS) | frozenset(
    {"since", "from", "after", "of", "the", "this", "each", "every", "than", "to", "and", "or", "-", "–", "&"}  # noqa: RUF001
)


class Line(NamedTuple):
    """A line whose account and verb are known.

    Args:
        account: id, None where it could not be settled; contacts and milestones are the account's own.
        verb: the verb's token; `head`, `body` and `promises` are the tokens after it: up to the colon, after it, and
            from each promise mark on (the mark first).
        rows: templates, and the account's own risks, goals and opportunities that are open.
        delimited: a colon or promise mark ends the head.
    """

    text: str
    as_of: date
    account: str | None
    account_name: str
    contacts: Sequence[ContactName]
    milestones: Sequence[MilestoneName]
    verb: Token
    topic: str | None
    head: Sequence[Token]
    colon: Token | None
    body: Sequence[Token]
    promises: Sequence[Sequence[Token]]
    rows: Sequence[RowName] = ()

    @property
    def delimited(self) -> bool:
        return self.colon is not None or bool(self.promises)


@dataclass(slots=True)
class Reading:
    """What was found in a line; `words` are the tokens of the head that stayed free text."""

    line: Line
    spans: list[Span] = field(default_factory=list[Span])
    refusals: list[Refusal] = field(default_factory=list[Refusal])
    words: list[Token] = field(default_factory=list[Token])
    score: tuple[str, Token] | None = None
    top: tuple[str, Token] | None = None
    direction: Token | None = None
    day_words: DayWords | None = None
    day_span: tuple[int, int] = (0, 0)
    starts_at: time | None = None
    topic: str | None = None
    two_way: bool | None = None
    months: int | None = None
    amount: Token | None = None
    contact: str | None = None
    new_contact: str | None = None
    contact_seen: bool = False
    day: date | None = None

    def mark(self, tokens: Sequence[Token], role: str, label: str) -> None:
        self.spans.append(Span(tokens[0].start, tokens[-1].end, role, label))

    def mark_text(self, tokens: Sequence[Token], role: str) -> None:
        """Chips for free text, one per stretch; empty quotes have none."""
        for run in runs(tokens):
            if said := as_written(self.line.text, run):
                self.mark(run, role, f"“{said.strip()}”")

    def refuse(self, tokens: Sequence[Token], message: str, field_name: str) -> None:
        self.refusals.append(Refusal(tokens[0].start, tokens[-1].end, message, field_name))

    def miss(self, message: str, field_name: str) -> None:
        """Refuse for what is not there, at the verb that wants it."""
        self.refuse([self.line.verb], message, field_name)

    def settle_text(self, role: str, *, names_contact: bool = False) -> str | None:
        """The free text of the line; an @name in its body is the contact, and stays in the text."""
        named: set[int] = set()
        for at, token in enumerate(self.line.body if names_contact else ()):
            # A lone "@" in a sentence is only a sign.
            if token.value and (taken := take_contact(self, self.line.body, at)):
                named.update(range(token.index, token.index + taken))
        free = self.free_text()
        self.mark_text([token for token in free if token.index not in named], role)
        return as_written(self.line.text, free)

    def free_text(self) -> list[Token]:
        """The words of the head and all of the body, with the colon between them where both say something."""
        colon = [self.line.colon] if self.line.colon and self.words and self.line.body else []
        return [*self.words, *colon, *self.line.body]

    def settle_day(self, sense: Sense, *, role: str = "date", what: str | None = None) -> date:
        """The day of the line, as_of where none is typed.

        Args:
            what: where given, the day may not lie after as_of, and this is what cannot.
        """
        self.day = self.line.as_of
        if self.day_words is None:
            return self.line.as_of
        start, end = self.day_span
        try:
            day = resolve(self.day_words, as_of=self.line.as_of, sense=sense)
        except ValueError as error:
            self.refusals.append(Refusal(start, end, str(error), "date"))
            return self.line.as_of
        if what is not None and day > self.line.as_of:
            message = f"{what} cannot be dated after {spelled(self.line.as_of)}; {spelled(day)} was not saved."
            self.refusals.append(Refusal(start, end, message, "date"))
            return self.line.as_of
        self.spans.append(Span(start, end, role, spelled(day)))
        self.day = day
        return day


Taker = Callable[[Reading, Sequence[Token], int], int]
"""Claims tokens from an index on and says how many; 0 where they are not its own or it has its part already."""


def scan(line: Line, takers: Sequence[Taker], *, names_contact: bool = False) -> Reading:
    """Reads the head of a line.

    Parts are taken up to the first unknown word; from there on the head is free text, but for @names and a day at its
    very end. Quotes are text and do not end the parts.
    """
    reading = Reading(line, topic=line.topic)
    tokens, at, in_parts = line.head, 0, True
    while at < len(tokens):
        taken = take_contact(reading, tokens, at) if names_contact else 0
        if in_parts and not taken:
            taken = next((count for taker in takers if (count := taker(reading, tokens, at))), 0)
        if not taken:
            reading.words.append(tokens[at])
            in_parts = in_parts and tokens[at].kind == "quote"
            taken = 1
        at += taken
    if take_day in takers:
        reading.words = take_last_day(reading, reading.words)
    return reading


def take_day(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    found = read_day(tokens, at) if reading.day_words is None else None
    if found is None:
        return 0
    _keep_day(reading, found[0], tokens[at : at + found[1]])
    return found[1]


def take_last_day(reading: Reading, words: Sequence[Token]) -> list[Token]:
    """Free text without the day at its end, which becomes the line's day; quotes after it stay."""
    last = len(words)
    while last and words[last - 1].kind == "quote":
        last -= 1
    # Only the last stretch: an @name may have been taken out before it.
    first = last - len(runs(words[:last])[-1]) if last else 0
    found = read_last_day(words[first:last], DAY_LEADS) if reading.day_words is None else None
    at = first + found[1] if found else 0
    if found is None or at == 0 or words[at - 1].value in _DAY_STAYS:
        return list(words)
    _keep_day(reading, found[0], words[at:last])
    return [*words[:at], *words[last:]]


def take_time(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    found = read_time(tokens, at) if reading.starts_at is None else None
    if found is None:
        return 0
    taken = tokens[at : at + found[1]]
    if found[0] is None:
        typed = reading.line.text[taken[0].start : taken[-1].end]
        reading.refuse(taken, f'"{clip(typed)}" is not a time of day: type 14:00 or 2pm.', "time")
    else:
        reading.starts_at = found[0]
        reading.mark(taken, "time", found[0].strftime("%H:%M"))
    return found[1]


def take_topic(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    topic = TOPICS.get(tokens[at].value) if tokens[at].kind == "word" else None
    if topic is None or reading.topic is not None:
        return 0
    reading.topic = topic
    reading.mark([tokens[at]], "topic", topic)
    return 1


def take_two_way(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    word = tokens[at].value if tokens[at].kind == "word" else ""
    if word not in TWO_WAY or reading.two_way is not None:
        return 0
    reading.two_way = TWO_WAY[word]
    reading.mark([tokens[at]], "two_way", word)
    return 1


def take_contact(reading: Reading, tokens: Sequence[Token], at: int) -> int:
    """The first @name, with the words after it that complete a full name ("@jana rowe")."""
    if tokens[at].kind != "contact" or reading.contact_seen:
        return 0
    reading.contact_seen = True
    name, count, line = tokens[at].value, 1, reading.line
    for more in (2, 1):
        following = tokens[at + 1 : at + 1 + more]
        longer = " ".join([name, *(token.value for token in following)])
        are_words = len(following) == more and all(token.kind == "word" for token in following)
        if are_words and not tokens[at].quoted and is_full_name(longer, line.contacts):
            name, count = longer, 1 + more
            break
    taken = tokens[at : at + count]
    matches = match_contacts(name, line.contacts)
    if not name:
        reading.refuse(taken, 'Type a name after "@", such as @jana or @"Jana Rowe".', "contact")
    elif len(matches) > 1:
        reading.refuse(taken, ambiguous_contact(name, matches), "contact")
    elif matches:
        reading.contact = matches[0].id
        reading.mark(taken, "contact", f"@{matches[0].name}")
    elif line.account is None:
        reading.mark(taken, "contact", f"@{name}")
    else:
        reading.new_contact = name
        reading.mark(taken, "contact", f"@{name} (new)")
    return count


def ambiguous_contact(typed: str, matches: Sequence[ContactName]) -> str:
    """Says whom a name fits; namesakes are told apart by email."""
    if len({contact.name for contact in matches}) < len(matches):
        names = listed([f"{clip(contact.name)} ({contact.email or 'no email'})" for contact in matches])
        return f'"{clip(typed)}" fits {names}: type @ and the email.'
    names = listed([contact.name for contact in matches])
    return f'"{clip(typed)}" fits {names}: type more, such as @"{clip(matches[0].name)}".'


def _keep_day(reading: Reading, typed: DayWords, tokens: Sequence[Token]) -> None:
    reading.day_words, reading.day_span = typed, (tokens[0].start, tokens[-1].end)

"""What filler accounts say: survey waves, answers to talks and tickets, and the tickets themselves.

An answer follows from how warm the account was on its day. Low answers get a call soon after, so that only the ones the
book is about are left waiting.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.operations.demo.diary import Diary
from desktop.operations.demo.roster import Spec
from desktop.operations.demo.words import BY_REGION, CROSS, GLAD, MIXED, TICKETS

WAVES = (20, 111, 202, 293, 384, 440)
"""Days before as-of around which everybody was asked for NPS: every quarter."""

FIRST_BACK = 455
"""The oldest facts of the book; a year before as-of the scores have something to stand on."""

EASE_SINCE = 230
"""Days before as-of on which the effort survey was turned round: 7 was "very hard" until then."""

ANSWERED = {"nps": 0.38, "csat": 0.36, "ces": 0.37}
"""Share of those asked who answer, by kind of survey."""

LOUD = {
    "Blue Fjord Travel": (3, 4, "Third ticket about the same fare import."),
    "Corvid Games": (2, 2, "We pay for seats nobody opens."),
    "Lindqvist Möbel": (13, 9, "Fungerar bra."),
    "Brombacher Maschinenbau": (17, 8, "Die Berichte sparen uns jede Woche einen halben Tag."),
    "Atelier Vauclair": (24, 8, "Bien, mais les rapports manquent de souplesse."),
}
"""Account -> days ago, NPS and words of an answer the book is about; nobody has replied to the low ones yet."""


class Deck:
    """Yes and no in a fixed proportion, shuffled: a share that holds for small numbers too."""

    def __init__(self, share: float, rng: random.Random) -> None:
        self._size, self._yes, self._rng = 50, round(50 * share), rng
        self._cards: list[bool] = []

    def draw(self) -> bool:
        if not self._cards:
            self._cards = [card < self._yes for card in range(self._size)]
            self._rng.shuffle(self._cards)
        return self._cards.pop()


@dataclass
class Chorus:
    """What all accounts share: who answers, and which words are still unsaid."""

    rng: random.Random
    decks: dict[str, Deck] = field(default_factory=dict[str, Deck])
    _words: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def answers(self, kind: str) -> bool:
        if kind not in self.decks:
            self.decks[kind] = Deck(ANSWERED[kind], self.rng)
        return self.decks[kind].draw()

    def comment(self, region: str, feeling: float, share: float) -> str | None:
        """Words for a feeling of 0-1, in the region's language now and then; None for most."""
        if self.rng.random() >= share:
            return None
        mood = 0 if feeling >= 0.75 else 1 if feeling >= 0.5 else 2
        if region in BY_REGION and self.rng.random() < 0.5:
            return self.rng.choice(BY_REGION[region][mood])
        pool = self._words.setdefault(str(mood), [])
        if not pool:
            pool.extend((GLAD, MIXED, CROSS)[mood])
            self.rng.shuffle(pool)
        return pool.pop()


def warmth_on(spec: Spec, back: int) -> float:
    """How warm the account was `back` days ago, 0-1."""
    share = min(1.0, max(0.0, back / 396))
    return spec.warmth + (spec.earlier - spec.warmth) * share


def write_waves(
    book: Diary, spec: Spec, people: Sequence[str], chorus: Chorus, rng: random.Random, *, span: tuple[int, int]
) -> None:
    """NPS of every quarter, two people at a time; `span` = newest and oldest day of the account's life, counted back.

    The low answers that nobody has replied to are those of LOUD, the only ones of their accounts; no other is newer
    than the last talk.
    """
    newest, oldest = span
    quiet = book_quiet(spec)
    for number, wave in enumerate(WAVES):
        for offset in range(min(2, len(people))):
            back = max(wave + rng.randint(-9, 9), 4)
            who = people[(number + offset) % len(people)]
            if not max(newest, 4) <= back <= oldest - 30:
                continue
            score = _scored(4.0 + 6.8 * warmth_on(spec, back), 1.2, 0, 10, rng)
            low = score <= 6
            if not chorus.answers("nps") or (low and (back <= quiet + 3 or spec.name in LOUD)):
                book.answer(back, "nps", None, who)
                continue
            book.answer(back, "nps", score, who, chorus.comment(spec.region, score / 10 - 0.1, 0.55))
            if low:
                book.touch(back - rng.randint(1, 3), "call", "escalation", "Call about the low answer", who,
                           notes="Named an owner for what hurts.")  # fmt: skip
    if spec.name in LOUD:
        back, score, words = LOUD[spec.name]
        book.answer(back, "nps", score, people[0], words)


def write_after_talk(book: Diary, spec: Spec, back: int, who: str | None, chorus: Chorus, rng: random.Random) -> None:
    """Asks the day after how the talk was (CSAT on 1-5), or how easy things are (CES)."""
    if rng.random() < 0.3:
        _ask_effort(book, spec, back, who, chorus, rng, "talks")
        return
    score = _scored(2.5 + 2.7 * warmth_on(spec, back), 0.7, 1, 5, rng)
    if chorus.answers("csat"):
        book.answer(back - 1, "csat", score, who, chorus.comment(spec.region, (score - 1) / 4, 0.2))
    else:
        book.answer(back - 1, "csat", None, who)


def write_tickets(
    book: Diary, spec: Spec, people: Sequence[str], chorus: Chorus, rng: random.Random, *, span: tuple[int, int]
) -> None:
    """A year of tickets, some with a CSAT of their own, some followed by an effort survey; the newest are open."""
    newest, oldest = span
    back = float(oldest - 8)
    open_now = _open_now(spec, rng) if newest <= 1 else 0
    while True:
        warmth = warmth_on(spec, round(back))
        back -= rng.uniform(0.4, 1.6) * 30 / (0.3 + 1.1 * (1 - warmth))
        if back <= newest + 24:
            break
        opened = round(back)
        took = max(1, round(rng.uniform(1, 6 + 16 * (1 - warmth))))
        csat = _scored(2.5 + 2.7 * warmth, 0.7, 1, 5, rng) if rng.random() < 0.33 else None
        closed = max(opened - took, newest + 2)
        book.ticket(
            opened, rng.choice(TICKETS), closed=closed, csat=csat,
            priority=rng.choice(("low", "normal", "normal", "high")),
            escalated=True if rng.random() < 0.12 * (1 - warmth) else None
        )  # fmt: skip
        if rng.random() < 0.7:
            _ask_effort(book, spec, closed, rng.choice(people), chorus, rng, "support")
    for number in range(open_now):
        escalated = True if number == 0 and spec.warmth < 0.3 else None
        book.ticket(
            rng.randint(3, 22), rng.choice(TICKETS), priority="high" if escalated else "normal", escalated=escalated
        )


def _ask_effort(
    book: Diary, spec: Spec, back: int, who: str | None, chorus: Chorus, rng: random.Random, wave: str
) -> None:
    """CES the day after: of late as ease (7 = very easy), a year ago still as effort (7 = very hard)."""
    ease = _scored(3.1 + 3.9 * warmth_on(spec, back), 1.0, 1, 7, rng)
    direction = "ease" if back < EASE_SINCE else "effort"
    score = ease if direction == "ease" else 8 - ease
    if not chorus.answers("ces"):
        book.answer(max(back - 1, 1), "ces", None, who, direction=direction, wave=wave)
        return
    comment = chorus.comment(spec.region, (ease - 1) / 6, 0.15)
    book.answer(max(back - 1, 1), "ces", score, who, comment, direction=direction, wave=wave)


def book_quiet(spec: Spec) -> int:
    """Days since the last two-way contact."""
    return 12 if spec.quiet is None else spec.quiet


def _open_now(spec: Spec, rng: random.Random) -> int:
    if spec.warmth > 0.8:
        return int(rng.random() < 0.3)
    if spec.warmth > 0.6:
        return 1
    return 2


def _scored(mean: float, spread: float, low: int, high: int, rng: random.Random) -> int:
    return max(low, min(high, round(rng.gauss(mean, spread))))

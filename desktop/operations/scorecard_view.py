"""What the Library shows of scorecards and playbooks, and what another scorecard would do to the book.

In two reads: the scorecards themselves, at once; and the book they score, which takes longer and stays the same while
a scorecard is edited: every preview is computed from what was read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain import health
from desktop.domain.book import Book, accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.health import HealthScores
from desktop.domain.playbooks.definition import Playbook
from desktop.domain.revenue import arr_history
from desktop.domain.scorecard_preview import Preview, Standing, preview, standing
from desktop.domain.scorecards import Scorecard
from desktop.domain.templates import Template
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.playbooks import all_playbooks
from desktop.store.queries.scorecards import ScorecardChange, scorecard_changes, scorecards
from desktop.store.queries.templates import templates
from desktop.store.queries.usage import usage_windows


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is in the library.

    Args:
        cards: the one for all first, then by segment.
        changes: of all scorecards, the newest first; of those that were removed, too.
        playbooks: those that are switched off, too.
        templates: of onboardings, the shortest first.
    """

    cards: tuple[Scorecard, ...]
    changes: tuple[ScorecardChange, ...]
    playbooks: tuple[Playbook, ...]
    templates: tuple[Template, ...] = ()


def read_shelf(conn: Connection, until: date | None = None) -> Shelf:
    """The scorecards, what was changed in them, and the playbooks.

    Args:
        until: leave out what was changed after that day (UTC); None = nothing.
    """
    cards = sorted(scorecards(conn), key=lambda card: (card.segment is not None, card.segment or "", card.key))
    changes = [each for each in scorecard_changes(conn) if until is None or each.at[:10] <= until.isoformat()]
    read = tuple(playbook for _, playbook in all_playbooks(conn))
    return Shelf(tuple(cards), tuple(changes), read, tuple(templates(conn)))


@dataclass(frozen=True, slots=True)
class ScoredBookFacts:
    """What a scored book is computed from: the accounts there on the day, and their usage."""

    book: Book
    accounts: tuple[str, ...]
    windows: UsageWindows
    day: date


@dataclass(frozen=True, slots=True, eq=False)
class ScoredBook:
    """The accounts of a day with what they are scored from, under the scorecards as they are saved.

    Args:
        segments: of scores.inputs.accounts.
        names: account id -> name.
        arr_cents: account id -> ARR.
    """

    scores: HealthScores
    segments: tuple[str | None, ...]
    names: dict[str, str]
    arr_cents: dict[str, int]

    def under(self, cards: Sequence[Scorecard]) -> HealthScores:
        """The same accounts under other scorecards."""
        return health.score_book(self.scores.inputs, self.segments, cards)


def read_scored_book(conn: Connection, day: date) -> ScoredBookFacts:
    """What the accounts of `day` are scored from: read, let the file go, then compute."""
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, day))
    return ScoredBookFacts(book, ids, usage_windows(conn, ids, day), day)


def scored_book(read: ScoredBookFacts) -> ScoredBook:
    """The accounts scored as they are shown everywhere."""
    known = {account.id: account for account in read.book.accounts}
    return ScoredBook(
        scores=book_health(read.book, read.accounts, read.windows, read.day),
        segments=tuple(known[account].segment for account in read.accounts),
        names={account: known[account].name for account in read.accounts},
        arr_cents=dict(arr_history(read.book.lines, as_of=read.day).by_account(read.day)),
    )


def preview_edit(book: ScoredBook, cards: Sequence[Scorecard], edited: Scorecard) -> Preview:
    """What saving `edited` in place of the one with its key would do to the book."""
    after = [edited if card.key == edited.key else card for card in cards]
    return preview(book.under(cards), book.under(after), book.arr_cents)


def book_standing(book: ScoredBook, cards: Sequence[Scorecard]) -> Standing:
    """How all accounts stand."""
    return standing(book.under(cards))


def standings(book: ScoredBook, cards: Sequence[Scorecard]) -> dict[str, Standing]:
    """Key -> how the accounts that each scorecard scores stand."""
    scores = book.under(cards)
    return {card.key: standing(scores, card.key) for card in cards}


def segments_without_own(book: ScoredBook, cards: Sequence[Scorecard]) -> tuple[tuple[str, int], ...]:
    """Segments whose accounts the scorecard for all scores, with how many accounts each has, by name."""
    own = {card.segment for card in cards}
    found: dict[str, int] = {}
    for segment in book.segments:
        if segment is not None and segment not in own:
            found[segment] = found.get(segment, 0) + 1
    return tuple(sorted(found.items()))

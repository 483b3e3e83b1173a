"""Which scorecards a day was scored by: what was edited later changes no day before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.scorecards import Difference, Scorecard, differences


class ScorecardVersion(NamedTuple):
    """All scorecards as they were from the end of `since` on; date.min for the earliest known."""

    since: date
    cards: tuple[Scorecard, ...]


class SegmentChange(NamedTuple):
    """A day at whose end a segment was scored by something else than the day before."""

    on: date
    differences: tuple[Difference, ...]


def cards_on(versions: Sequence[ScorecardVersion], day: date) -> tuple[Scorecard, ...]:
    """The scorecards at the end of `day`.

    Args:
        versions: oldest first, at least one.
    """
    return next((each.cards for each in reversed(versions) if each.since <= day), versions[0].cards)


def changes_for(versions: Sequence[ScorecardVersion], segment: str | None) -> list[SegmentChange]:
    """When, and in what, the scorecard that counts for a segment changed, oldest first; a new name is no change."""
    found: list[SegmentChange] = []
    card = _card_for(versions[0].cards, segment)
    for version in versions[1:]:
        before, card = card, _card_for(version.cards, segment)
        if before is None or card is None:
            continue
        changed = tuple(each for each in differences(before, card) if each.field != "name")
        if changed:
            found.append(SegmentChange(version.since, changed))
    return found


def _card_for(cards: Sequence[Scorecard], segment: str | None) -> Scorecard | None:
    """As health.score_book chooses it: the segment's own, else the one without a segment."""
    own = next((card for card in cards if card.segment == segment), None)
    return own or next((card for card in cards if card.segment is None), None)

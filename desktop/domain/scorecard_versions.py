"""Which scorecards, and which segments, a day was scored by: what was edited later changes no day before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from desktop.domain.scorecards import Difference, Scorecard, differences


class ScorecardVersion(NamedTuple):
    """All scorecards as they were from the end of `since` on; date.min for the earliest known."""

    since: date
    cards: tuple[Scorecard, ...]


class SegmentVersion(NamedTuple):
    """The segment an account was in from the end of `since` on; date.min for the earliest known. None = in none."""

    since: date
    segment: str | None


class CardChange(NamedTuple):
    """A day at whose end an account was scored by something else than the day before.

    Args:
        moved: the segments it went from and to, where it changed its segment on that day.
    """

    on: date
    differences: tuple[Difference, ...]
    moved: tuple[str | None, str | None] | None = None


def cards_on(versions: Sequence[ScorecardVersion], day: date) -> tuple[Scorecard, ...]:
    """The scorecards at the end of `day`.

    Args:
        versions: oldest first, at least one.
    """
    return _on(versions, day).cards


def segments_on(
    accounts: Sequence[str],
    segments: Sequence[str | None],
    moved: Mapping[str, Sequence[SegmentVersion]],
    day: date,
) -> tuple[str | None, ...]:
    """The segment of each account at the end of `day`.

    Args:
        segments: those of today, aligned with `accounts`.
        moved: of accounts whose segment changed: each one it was in, oldest first, at least one.
    """
    if not moved:
        return tuple(segments)
    return tuple(
        _on(moved[account], day).segment if account in moved else segment
        for account, segment in zip(accounts, segments, strict=True)
    )


def changes_for(versions: Sequence[ScorecardVersion], segments: Sequence[SegmentVersion]) -> list[CardChange]:
    """When, and in what, the scorecard that counts for an account changed, oldest first; a new name is no change.

    Args:
        versions, segments: the scorecards, and the segments it was in; oldest first, at least one of each.
    """
    found: list[CardChange] = []
    days = sorted({each.since for each in (*versions, *segments)})
    in_segment = segments[0].segment
    card = _card_for(versions[0].cards, in_segment)
    for day in days[1:]:
        was_in, in_segment = in_segment, _on(segments, day).segment
        before, card = card, _card_for(cards_on(versions, day), in_segment)
        if before is None or card is None:
            continue
        changed = tuple(each for each in differences(before, card) if each.field != "name")
        if changed:
            found.append(CardChange(day, changed, (was_in, in_segment) if was_in != in_segment else None))
    return found


_Version = TypeVar("_Version", ScorecardVersion, SegmentVersion)


def _on(versions: Sequence[_Version], day: date) -> _Version:
    return next((each for each in reversed(versions) if each.since <= day), versions[0])


def _card_for(cards: Sequence[Scorecard], segment: str | None) -> Scorecard | None:
    """As health.score_book chooses it: the segment's own, else the one without a segment."""
    own = next((card for card in cards if card.segment == segment), None)
    return own or next((card for card in cards if card.segment is None), None)

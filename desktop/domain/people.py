"""Who is left at a customer on a day: the only contact, and the champion that is missing. Pure facts, no score."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from desktop.domain.facts import Contact

CHAMPION = "champion"


class ChampionGap(NamedTuple):
    """The champion left on a day, and nobody has been one since."""

    name: str
    left_on: date
    days: int


def active(contacts: Iterable[Contact], day: date) -> list[Contact]:
    """Those who have not left by the end of `day`."""
    return [each for each in contacts if each.left_on is None or each.left_on > day]


def only_contact(contacts: Iterable[Contact], day: date) -> Contact | None:
    """The one who is left of several; None where nobody left, more than one is there, or nobody at all."""
    known = list(contacts)
    here = active(known, day)
    return here[0] if len(here) == 1 and len(known) > 1 else None


def champion_gap(contacts: Iterable[Contact], day: date) -> ChampionGap | None:
    """The champion who left last, where no champion is there on `day`; None where there is one, or never was."""
    champions = [each for each in contacts if (each.role or "").strip().casefold() == CHAMPION]
    if active(champions, day):
        return None
    gone = [(each.left_on, each.name) for each in champions if each.left_on is not None]
    if not gone:
        return None
    left_on, name = max(gone)
    return ChampionGap(name, left_on, (day - left_on).days)

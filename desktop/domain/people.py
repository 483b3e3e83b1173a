"""Who is at a customer on a day: whom to call, the only contact, the champion that is missing. Facts, no score."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from desktop.domain.facts import Contact
from desktop.domain.name_order import order_key

CHAMPION = "champion"
_WORD = re.compile(r"\w+")


class Reachable(Protocol):
    """What is known of somebody who may be called."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str | None: ...
    @property
    def influence(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def left_on(self) -> date | None: ...


P = TypeVar("P", bound=Reachable)


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


def whom_to_call(people: Iterable[P], named: Collection[str], day: date) -> P | None:
    """Who of those still there is to be called; None = nobody is.

    Whom the reasons are about goes first, then who can say yes, the champion, who sways, and who can be reached.

    Args:
        named: names, or texts in which they stand whole or by their first word, in any case.
    """
    said = [frozenset(_WORD.findall(text.casefold())) for text in named]

    def strangeness(name: str) -> int:
        words = _WORD.findall(name.casefold())
        return min((0 if text.issuperset(words) else 1 if words[0] in text else 2 for text in said if words), default=2)

    def order(each: P) -> tuple[int, bool, bool, bool, bool, str]:
        role, influence = (each.role or "").casefold(), (each.influence or "").casefold()
        return (
            strangeness(each.name),
            not ("buyer" in role or influence == "decides"),
            CHAMPION not in role,
            influence != "sways",
            not (each.phone or each.email),
            order_key(each.name),
        )

    return min((each for each in people if each.left_on is None or each.left_on > day), key=order, default=None)

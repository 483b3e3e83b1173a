"""Changing scorecards: a whole edit, a copy for a segment, a removal or the shipped values back, one change set each.

On past days, known now, a scorecard counts with the values it had at the end of the day, as every field without a date
does; one that was made later counts with the values it was made with, and one that was removed counts at no date. What
was known then is exact in all of this. Charts over months score each day by the scorecard it had (history.py) and mark
where it changed. The change in 30 days, which calls people to act, compares both days by the scorecard of the day that
is looked at, so that what moved is the customer.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from desktop import resources
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.scorecards import (
    CAPS,
    NO_CAP,
    Difference,
    Scorecard,
    copied_for,
    differences,
    parse_scorecard,
    with_changes,
    with_values_of,
)
from desktop.store.queries.scorecards import scorecards
from desktop.store.tx import Tx

DEFAULT = "default"


def shipped_scorecard() -> Scorecard:
    """The default scorecard as it comes with the program."""
    path = Path(resources.path(f"scorecards/{DEFAULT}.toml"))
    return parse_scorecard(tomllib.loads(path.read_text(encoding="utf-8")))


def edit_scorecard(tx: Tx, key: str, changes: Mapping[str, object]) -> Scorecard:
    """Change some fields of a scorecard.

    Args:
        changes: field -> new value, as in scorecards.with_changes.

    Raises:
        Rejected: it would make no sense (`field` names the place), or there is no such scorecard any more.
    """
    card = _living(tx, key)
    edited = with_changes(card, changes)
    found = differences(card, edited)
    write_scorecard(tx, edited)
    if found:
        tx.label = f"Scorecard {card.name}: {in_words(found)}"
    return edited


def copy_scorecard(tx: Tx, key: str, segment: str) -> str:
    """Give the accounts of a segment a scorecard of their own, which begins as a copy; returns its key.

    Raises:
        Rejected: the segment has no name or has its own already, or there is no such scorecard any more.
    """
    copy = copied_for(_living(tx, key), segment)
    if any(card.segment == copy.segment for card in scorecards(tx.conn)):
        raise Rejected(f"{copy.segment} has a scorecard of its own already: change that one.", field="segment")
    write_scorecard(tx, copy)
    tx.label = f"Scorecard of its own: {copy.name}"
    return copy.key


def remove_scorecard(tx: Tx, key: str) -> None:
    """Remove a segment's own scorecard: its accounts are scored by the one for all.

    Raises:
        Rejected: it is the one for all, or is not there any more.
    """
    card = _living(tx, key)
    if card.segment is None:
        raise Rejected(f"{card.name} scores every account without a scorecard of its own: it cannot be removed.")
    tx.delete("scorecard", derived_id("scorecard", [key]))
    tx.label = f"Scorecard removed: {card.name}"


def restore_shipped(tx: Tx, key: str) -> Scorecard:
    """Give a scorecard the weights, curves, caps and edges that come with the program; name and segment stay.

    Raises:
        Rejected: there is no such scorecard any more.
    """
    card = _living(tx, key)
    restored = with_values_of(card, shipped_scorecard())
    write_scorecard(tx, restored)
    tx.label = f"Scorecard {card.name}: shipped values given back"
    return restored


def write_scorecard(tx: Tx, card: Scorecard) -> None:
    """Make the rows of the scorecard with this key hold these values; fields that keep theirs are not journalled."""
    card_id = derived_id("scorecard", [card.key])
    tx.put(
        "scorecard",
        card_id,
        {
            "key": card.key,
            "name": card.name,
            "segment": card.segment,
            "green_from": card.green_from,
            "amber_from": card.amber_from,
            "min_coverage": card.min_coverage,
        },
    )
    for position, entry in enumerate(card.inputs):
        tx.put(
            "scorecard_input",
            derived_id("scorecard_input", [card.key, entry.name]),
            {
                "scorecard": card_id,
                "input": entry.name,
                "position": position,
                "weight": entry.weight,
                "points": json.dumps(entry.points),
            },
        )
    caps = {cap.name: cap.value for cap in card.caps}
    for name in CAPS:
        tx.put(
            "scorecard_cap",
            derived_id("scorecard_cap", [card.key, name]),
            {"scorecard": card_id, "cap": name, "value": caps.get(name, NO_CAP)},
        )


_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")


def typed_number(text: str, *, field: str, unit: str = "") -> float:
    """A number as it is typed into a scorecard: 15, -50 %, 14 d, 7,5.

    Args:
        field: of the scorecard, for the refusal.
        unit: "%" (the number is a share then), "d" or "".

    Raises:
        Rejected: it is no number.
    """
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    plain = plain.removesuffix(unit).strip() if unit else plain
    if re.fullmatch(r"[+-]?[0-9]{1,3},[0-9]{3}", plain):
        raise Rejected(f"{plain} could be a thousand or a fraction: type it without the comma.", field=field)
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if len(plain) > 20 or _NUMBER.fullmatch(plain) is None:
        said = f"\N{LEFT DOUBLE QUOTATION MARK}{text.strip()[:20]}\N{RIGHT DOUBLE QUOTATION MARK} is no number"
        raise Rejected(f"{said}: type one{f' in {unit}' if unit else ''}.", field=field)
    # As typed: 29 % is 0.29, not what dividing makes of it.
    return round(float(plain) / 100, 12) if unit == "%" else float(plain)


def _living(tx: Tx, key: str) -> Scorecard:
    found = next((card for card in scorecards(tx.conn) if card.key == key), None)
    if found is None:
        raise Rejected("There is no such scorecard any more: it may have been removed. Nothing was saved.")
    return found


def in_words(found: tuple[Difference, ...]) -> str:
    """What was changed, in a few words: weight of feedback 20 → 25, or how many changes there are."""
    if len(found) != 1:
        return f"{len(found)} changes"
    (only,) = found
    if isinstance(only.old, float) and isinstance(only.new, float):
        return f"{_called(only.field)} {only.old:g} \N{RIGHTWARDS ARROW} {only.new:g}"
    return f"{_called(only.field)} changed"


def _called(field: str) -> str:
    group, _, name = field.partition(".")
    name, _, part = name.partition(".")
    called = {"weight": f"weight of {name}", "points": f"curve of {name}"}.get(part)
    return (called or (f"cap of {name}" if group == "caps" else field)).replace("_", " ")

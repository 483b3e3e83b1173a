"""Planning a review and writing its page: each one change set with a name for Undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from desktop.domain.counting import counted
from desktop.domain.errors import Rejected
from desktop.domain.qbrs.page import MOST, check_part, check_text, parts_of
from desktop.domain.qbrs.records import Item, Review
from desktop.domain.qbrs.schedule import standing
from desktop.domain.qbrs.since import is_internal_key
from desktop.store.queries import facts
from desktop.store.queries import qbrs as rows
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value

LONGEST_LIST = 500
GONE = "There is no such line any more: it may have been taken back. Nothing was saved."


class NewLine(NamedTuple):
    """A line for the page; fact = key of what it was made from."""

    part: int
    text: str
    fact: str | None = None


def plan_review(tx: Tx, account: str, on: date | None, *, as_of: date) -> str | None:
    """Plan the next review of an account (by id) for a day, move it there, or with None take the plan back.

    Returns:
        The review's id; None = there is none any more.
    Raises:
        Rejected: the account is gone, or the day is over.
    """
    name = _name(tx, account)
    if on is not None and on < as_of:
        raise Rejected(
            f"{on.isoformat()} is over: plan a review for a day to come, or record the one that was held.",
            field="planned_on",
        )
    review = _next(tx, account, as_of)
    if on is None:
        tx.label = f"QBR not planned any more: {name}"
        if review is None or review.planned_on is None:
            return None if review is None else review.id
        if any(each.qbr == review.id for each in rows.items(tx.conn, account)):
            # What was prepared is kept for whenever it will be.
            tx.update("qbr", review.id, {"planned_on": None, "starts_at": None})
            return review.id
        tx.delete("qbr", review.id)
        return None
    tx.label = f"QBR planned: {name}, {on.isoformat()}"
    if review is None:
        return tx.insert("qbr", {"account": account, "planned_on": on.isoformat()})
    values: dict[str, Value] = {"planned_on": on.isoformat()}
    if review.starts_at is not None and review.planned_on != on:
        # The hour stays, the day moves.
        values["starts_at"] = f"{on.isoformat()}{review.starts_at[10:]}"
    tx.update("qbr", review.id, values)
    return review.id


def set_attendees(tx: Tx, account: str, text: str, *, as_of: date) -> str:
    """Say who is to attend the next review of an account, names between commas.

    Returns:
        The review's id.
    Raises:
        Rejected: it is too long, or the account is gone.
    """
    said = checked(text, "attendees")
    review = _prepared(tx, account, as_of)
    tx.update("qbr", review, {"attendees": said})
    tx.label = f"QBR attendees: {_name(tx, account)}"
    return review


def add_lines(tx: Tx, account: str, lines: Sequence[NewLine], *, as_of: date) -> list[str]:
    """Write lines at the end of parts of the page of an account's next review, in one change set.

    A fact that stands on the page already is not written twice.

    Returns:
        The ids of the new lines.
    Raises:
        Rejected: a line is empty or too long, is internal, a part is full, or the account is gone.
    """
    review = _prepared(tx, account, as_of)
    known = [each for each in rows.items(tx.conn, account) if each.qbr == review]
    taken: set[tuple[int, str | None]] = {(each.part, each.fact) for each in known if each.fact}
    made: list[str] = []
    for line in lines:
        check_part(line.part)
        text = check_text(line.text)
        if line.fact is not None and is_internal_key(line.fact):
            raise Rejected("That is for us alone and never stands on the page; nothing was saved.", field="fact")
        if line.fact and (line.part, line.fact) in taken:
            continue
        within = [each for each in known if each.part == line.part]
        if len(within) >= MOST:
            raise Rejected(f"Part {line.part} has {MOST} lines, which is all a page shows: take one out first.")
        position = max((each.position for each in within), default=0) + 1
        key = tx.insert(
            "qbr_item",
            {"account": account, "qbr": review, "part": line.part, "position": position, "text": text,
             "fact": line.fact},
        )  # fmt: skip
        known.append(Item(key, account, review, line.part, position, text, line.fact))
        taken.add((line.part, line.fact))
        made.append(key)
    if not made:
        raise Rejected("That stands on the page already; nothing was saved.")
    tx.label = f"QBR page: {counted(len(made), 'line')} added"
    return made


def change_line(tx: Tx, account: str, item: str, text: str) -> None:
    """Give a line (by id) other words.

    Raises:
        Rejected: it is gone, or the words are empty or too long.
    """
    _require(tx, account, item)
    tx.update("qbr_item", item, {"text": check_text(text)})
    tx.label = "QBR page: line changed"


def remove_line(tx: Tx, account: str, item: str) -> None:
    """Take a line (by id) off the page.

    Raises:
        Rejected: it is gone.
    """
    _require(tx, account, item)
    tx.delete("qbr_item", item)
    tx.label = "QBR page: line removed"


def move_line(tx: Tx, account: str, item: str, step: int) -> None:
    """Move a line (by id) one place up (-1) or down (1), at the edge of a part into the next one.

    Raises:
        Rejected: it is gone, or is at the end of the page.
    """
    found = _require(tx, account, item)
    parts = parts_of(each for each in rows.items(tx.conn, account) if each.qbr == found.qbr)
    here = [each.id for each in parts[found.part - 1].items]
    at = here.index(item) + step
    part = found.part
    if 0 <= at < len(here):
        here.insert(at, here.pop(here.index(item)))
    else:
        part += step
        if not 1 <= part <= len(parts):
            raise Rejected("The line stands at the end of the page already.")
        there = [each.id for each in parts[part - 1].items]
        here = [*there, item] if step < 0 else [item, *there]
    for position, key in enumerate(here, start=1):
        tx.update("qbr_item", key, {"part": part, "position": position})
    tx.label = "QBR page: line moved"


def checked(text: str | None, field: str) -> str | None:
    """A text on one line, or None.

    Raises:
        Rejected: it is too long.
    """
    said = " ".join((text or "").split())
    if len(said) > LONGEST_LIST:
        raise Rejected(f"That has at most {LONGEST_LIST} characters; this has {len(said)}.", field=field)
    return said or None


def _prepared(tx: Tx, account: str, as_of: date) -> str:
    """The review that is prepared; one without a day is begun where nothing is planned."""
    _name(tx, account)
    review = _next(tx, account, as_of)
    return tx.insert("qbr", {"account": account}) if review is None else review.id


def _next(tx: Tx, account: str, as_of: date) -> Review | None:
    return standing(rows.reviews(tx.conn, account), None, 1, as_of).next


def _name(tx: Tx, account: str) -> str:
    found = next(iter(facts.accounts(tx.conn, account)), None)
    if found is None:
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    return found.name


def _require(tx: Tx, account: str, item: str) -> Item:
    found = next((each for each in rows.items(tx.conn, account) if each.id == item), None)
    if found is None or not is_living(tx.conn, "qbr_item", item, account=account):
        raise Rejected(GONE)
    return found

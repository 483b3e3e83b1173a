"""What a merge brings, in words: the sentence above it, both sides of a conflict, and a line for each row that came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from desktop.domain.merge import Came, Conflict, Merged, Side, Told
from desktop.domain.name_order import order_key
from desktop.views import format
from desktop.views.change_words import day_of, field_name, row_called, value_of

WHOLE_BOOK = "The whole book"
"""Whose a change is that belongs to no account."""
EMPTY = "(empty)"
FEW = 3
"""So many people or files are named, of more the rest is counted."""


class Line(NamedTuple):
    """A row that came, or a field that changed.

    Args:
        account: the name of the account, or WHOLE_BOOK.
        sign: "+" new, "-" deleted, "" changed.
        by: who and when.
    """

    account: str
    sign: str
    text: str
    by: str

    @property
    def spoken(self) -> str:
        what = {"+": "new", "-": "deleted", "": "changed"}[self.sign]
        return f"{self.account}, {what}: {self.text}, {self.by}"


def named(names: Sequence[str]) -> str:
    """Some files by their names; of more than a few the rest is counted."""
    shown = list(names) if len(names) <= FEW + 1 else [*names[:FEW], f"{format.number(len(names) - FEW)} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentence(found: Merged, names: str) -> str:
    """What is in the files that is not here yet, in figures."""
    if found.is_nothing:
        return f"Nothing new in {names}: everything in it is here already."
    new, changed, deleted = (format.number(found.uncontested_of(what)) for what in ("new", "changed", "deleted"))
    figures = f"{new} new, {changed} changed, {deleted} deleted, {format.number(len(found.conflicts))} in conflict"
    return f"{format.plural(found.change_sets, 'change set')} from {names}: {figures}."


def left_out(found: Merged) -> str:
    """What stays out, because a loan copy brings back accounts only; empty if nothing does."""
    if not found.left_out:
        return ""
    rows = ", ".join(f"{format.number(each.rows)} in {each.table.replace('_', ' ')}" for each in found.left_out)
    return f"Left out: {rows}. They belong to the whole book, and a loan copy changes accounts only."


def remarks(found: Merged) -> str:
    """What else is to be known of it: who is one now, what stays out, and that a clock is wrong."""
    return " ".join(filter(None, (_joined(found), left_out(found), _clock(found))))


def _joined(found: Merged) -> str:
    if not found.joined:
        return ""
    people = named([f"{each.name} ({each.account})" for each in found.joined])
    was = "was" if len(found.joined) == 1 else "were"
    return f"{people} {was} in both under records of their own: one stays, with what either said."


def _clock(found: Merged) -> str:
    if not found.is_clock_wrong:
        return ""
    hours = round(found.ahead.total_seconds() / 3600)
    far = format.plural(hours // 24, "day") if hours >= 48 else format.plural(hours, "hour")
    return (
        f"The clock they were written by is {far} ahead of this one: where both changed a field, the later one goes by "
        "that clock."
    )


def done(found: Merged, names: str) -> str:
    """What was merged, for the toast."""
    if not found.came and not found.conflicts and not found.joined:
        return f"Merged {names}: nothing of it shows here"
    people = ""
    if found.joined:
        one, many = "{} person is one record now", "{} people are one record each now"
        people = ", " + (one if len(found.joined) == 1 else many).format(format.number(len(found.joined)))
    return f"Merged {names}: {format.plural(found.taken, 'change')}{people}"


SAID_TWICE = {
    ("pulse", None): "Pulse of {day}",
    ("override", None): "Called score of {day}",
    ("churn", None): "Reason of the churn on {day}",
    ("ownership", None): "Owner from {day} on",
    ("ownership", "owner"): "Owner from {day} on",
    ("ownership", "cover"): "Cover from {day} on",
    ("renewal_call", "csm"): "Renewal call of {day}",
    ("renewal_call", "final"): "Final renewal call of {day}",
    ("renewal_call", "automatic"): "Automatic renewal call of {day}",
}
"""(Table, kind) -> what both said, each in a row of their own."""


def subject(conflict: Conflict) -> str:
    """What both changed: whose, which row, which field."""
    row = row_called(conflict.cell.table, conflict.title)
    field = "" if conflict.is_deletion else field_name(conflict.cell.field)
    account = conflict.account or WHOLE_BOOK
    if conflict.is_of_two_rows:
        said = SAID_TWICE.get(
            (conflict.cell.table, conflict.kind), f"{row_called(conflict.cell.table, None)} of {{day}}"
        )
        return f"{account} · {said.format(day=day_of(conflict.title))}"
    if conflict.is_circle:
        return f"{account} · in a circle: each came below the other"
    if conflict.cell.table == "account":
        return f"{account} · {field or 'deleted or kept'}"
    return " · ".join(filter(None, (account, row, field)))


def side_value(conflict: Conflict, side: Side) -> str:
    """What one side says of the field."""
    told = conflict.told(side)
    if conflict.is_deletion:
        return "edited it" if told.value is None else "deleted it"
    return told.called or value_of(conflict.cell.field, told.value) or EMPTY


LEAD = 16
"""So many letters, at most, that both have in common are shown before those in which they differ."""


def from_parting(value: str, other: str) -> str:
    """A value that begins like the other one, without the beginning: what differs would not be seen behind it."""
    pairs = zip(value, other, strict=False)
    alike = next((at for at, (one, two) in enumerate(pairs) if one != two), min(len(value), len(other)))
    begin = value.rfind(" ", 0, max(alike - LEAD, 0)) + 1
    return f"… {value[begin:]}" if begin else value


def side_by(conflict: Conflict, side: Side) -> str:
    """Who says so, since when, and whether it is the one that holds unless somebody chooses."""
    holds = ", the earlier" if conflict.is_circle else ", the later"
    later = holds if conflict.later == side else ""
    return f"{by(conflict.told(side))}{later}"


def by(told: Told) -> str:
    return f"{told.by}, {moment(told.at)}"


def moment(at: str) -> str:
    """A moment of the journal (UTC, ISO text) in local time."""
    try:
        return format.moment(datetime.fromisoformat(at).replace(tzinfo=UTC))
    except ValueError:
        # What another program wrote is shown as it stands.
        return at


def spoken(conflict: Conflict, chosen: Side) -> str:
    return f"{told(conflict)}; chosen: {chosen}"


def told(conflict: Conflict) -> str:
    """A conflict in full: what it is about, and both sides."""
    sides = (f"{side} {side_value(conflict, side)} ({side_by(conflict, side)})" for side in ("mine", "theirs"))
    return f"{subject(conflict)}: {'; '.join(sides)}"


def lines(came: Sequence[Came]) -> list[Line]:
    """One line a row that is new or gone, one a field that changed; by account, the whole book's last."""
    rows = sorted(came, key=lambda each: (each.account is None, order_key(each.account or ""), each.table, each.row))
    return [_line(each) for each in rows]


def by_account(conflicts: Sequence[Conflict]) -> list[Conflict]:
    """In the order of the lines."""
    return sorted(conflicts, key=lambda each: (each.account is None, order_key(each.account or ""), each.cell))


def _line(each: Came) -> Line:
    what = row_called(each.table, each.title)
    said, whose = f"{each.by}, {moment(each.at)}", each.account or WHOLE_BOOK
    if each.what == "new":
        return Line(whose, "+", f"{what} added", said)
    if each.what == "deleted":
        return Line(whose, "-", f"{what} deleted", said)
    text = _field(each)
    return Line(whose, "", text[:1].upper() + text[1:] if each.table == "account" else f"{what}: {text}", said)


def _field(each: Came) -> str:
    name = each.cell.field
    if name == "deleted_at":
        return "brought back"
    old, new = each.old_called or value_of(name, each.old), each.new_called or value_of(name, each.new)
    return f"{field_name(name)} {old or EMPTY} → {new or EMPTY}"

"""The rows of the short lists, from what was computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from desktop.domain.account_rows import BANDS
from desktop.domain.today.book import Today
from desktop.domain.today.changed import Moved
from desktop.domain.today.lists import Meeting, Promise, Quiet
from desktop.domain.today.queue import Standing
from desktop.views import format
from desktop.views.today import words
from desktop.views.today.line import Column, Line, Lines

CHANGED = (
    Column(share=0.86, is_strong=True),
    Column(12, kind="shape"),
    Column(18, is_right=True),
    Column(12, look="ink_3"),
    Column(12, kind="shape"),
    Column(18, is_right=True),
    Column(share=1.1, look="ink_2", is_small=True),
)
QUIET = (
    Column(12, kind="shape"),
    Column(share=2.7, is_strong=True),
    Column(44, is_right=True, look="ink_2", is_small=True),
    Column(share=0.5, kind="bar"),
    Column(54, is_right=True),
)
MEETINGS = (
    Column(68),
    Column(share=1, is_strong=True),
    Column(share=1.22, look="ink_2", is_small=True),
    Column(2),
)
PROMISES = (
    Column(13, kind="tick"),
    Column(share=1, is_strong=True),
    Column(share=2.8, look="ink_2", is_small=True),
    Column(46, is_right=True, is_small=True),
)
BOOK = (
    Column(12, kind="shape"),
    Column(64),
    Column(42, is_right=True),
    Column(kind="bar"),
    Column(76, is_right=True),
)


def changed(view: Today) -> Lines:
    return Lines(view.changed, partial(_changed, day=view.day))


def quiet(view: Today) -> Lines:
    longest = max((each.days or 0 for each in view.quiet), default=0) or 1
    return Lines(view.quiet, partial(_quiet, longest=longest))


def meetings(view: Today) -> Lines:
    return Lines(view.meetings, _meeting)


def promises(view: Today) -> Lines:
    return Lines(view.promises, partial(_promise, day=view.day), lambda each: each.task)


def by_health(view: Today) -> list[Line]:
    """The accounts with ARR by band."""
    of_band: dict[str, tuple[int, int]] = {}
    for account, band in view.bands.items():
        n, cents = of_band.get(band, (0, 0))
        of_band[band] = n + 1, cents + view.arr_of.get(account, 0)
    most = max((cents for _, cents in of_band.values()), default=0) or 1
    lines: list[Line] = []
    for band in BANDS:
        n, cents = of_band.get(band, (0, 0))
        arr = format.money(cents)
        cells = (band, band, format.number(n), cents / most, arr)
        says = f"{format.plural(n, f'{band} account')}, {arr}"
        lines.append(Line("", cells, says, bands=((3, band),)))
    return lines


def promises_beside(promises_: Sequence[Promise]) -> str:
    ours = sum(each.side == "ours" for each in promises_)
    theirs = sum(each.side == "theirs" for each in promises_)
    late = sum(each.days < 0 for each in promises_)
    parts = [f"we owe {format.number(ours)}", f"they owe {format.number(theirs)}"]
    if late:
        parts.append(f"{format.number(late)} late")
    return ", ".join(parts)


def _changed(each: Moved, day: date) -> Line:
    why = words.causes(each, day)
    moves = _moves(each)
    cells = (each.name, *moves, why)
    before, after = (_said(standing) for standing in (each.before, each.after))
    score = f"{before} to {after}" if before != after else after
    return Line(each.account, cells, f"{each.name}, {score}: {why}", bands=((5, each.after.band),))


def _moves(each: Moved) -> tuple[str, str, str, str, str]:
    """Before, an arrow, after; one standing where it is the same."""
    now = _score(each.after)
    if (each.before.band, each.before.score) == (each.after.band, each.after.score):
        return "", "", "", each.after.band, now
    return each.before.band, _score(each.before), "→", each.after.band, now


def _quiet(each: Quiet, longest: int) -> Line:
    days = format.NEVER if each.days is None else format.days(each.days)
    quiet_after = format.days(round(each.limit_days))
    says = f"{each.name}, {format.money(each.arr_cents)}, {_said(each.standing)}: last contact "
    says += days if each.days is None else f"{days} ago"
    says += f", quiet after {quiet_after}" if each.is_quiet else ", one of the largest tenth"
    cells = (each.standing.band, each.name, format.money(each.arr_cents), (each.days or 0) / longest, days)
    return Line(each.account, cells, says, strong=(4,) if each.is_quiet else ())


def _meeting(each: Meeting) -> Line:
    when = f"{format.long_day(each.on).split()[0]} {each.at or each.on.day}"
    short = each.who or each.about or each.kind
    who = (f"{short}, {each.role}", short) if each.who and each.role else (short,)
    if each.kind == "qbr":
        who = ("QBR",) if not each.who else (f"QBR, {each.who}", "QBR")
    says = f"{format.long_day(each.on)} {each.at or ''}: {each.name}, {each.about or each.kind}, {each.who or ''}"
    return Line(each.account, (when, each.name, who, ""), says.rstrip(", "))


def _promise(each: Promise, day: date) -> Line:
    who = {"ours": "we", "theirs": "they", "unsaid": "?"}[each.side]
    due = words.due(each, day)
    title = " ".join(each.title.split())
    # Most promises are ours: only the others say whose they are, so that there is room for what was promised.
    cells = ("", _shorter(each.name), title if each.side == "ours" else f"{who}: {title}", due)
    says = f"{who} owe {each.name}: {each.title}, due {format.long_day(each.due_on)} ({due})"
    return Line(each.account, cells, says, each.task, strong=(3,) if each.days <= 0 else ())


def _shorter(name: str) -> tuple[str, ...]:
    """A name, and with fewer and fewer of its words: what it is promised to do needs the room more."""
    said = name.split()
    found = (" ".join(said[:n]) for n in range(len(said), 0, -1) if n == 1 or said[n - 1][-1].isalnum())
    return tuple(found) or (name,)


def _score(standing: Standing) -> str:
    return "?" if standing.score is None else format.number(standing.score)


def _said(standing: Standing) -> str:
    return "not enough to judge" if standing.score is None else f"{standing.band} {standing.score}"

"""The same accounts on two days: what each says then and now, what moved, and the sentence's figures. Knows no list.

Unknown on one side is unknown, and never a change of 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from desktop.domain.account_rows import AccountRow

Move = Literal["fell", "rose"]
Money = Literal["new", "lost", "grew", "shrank"]
MONEY: tuple[Money, ...] = ("new", "lost", "grew", "shrank")
"""What ARR can do between two days, in the order in which it is told."""
_LADDER = {"red": 0, "amber": 1, "green": 2}


class Compared(NamedTuple):
    """An account on two days; a side is None where the account is not there on that day.

    At least one side is there.
    """

    before: AccountRow | None
    after: AccountRow | None

    @property
    def row(self) -> AccountRow:
        """What is known of it last."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def came(self) -> bool:
        return self.before is None

    @property
    def went(self) -> bool:
        return self.after is None

    @property
    def score_change(self) -> int | None:
        """In whole points as they are shown; None = one of the scores is unknown."""
        if self.before is None or self.after is None or self.before.shown is None or self.after.shown is None:
            return None
        return self.after.shown - self.before.shown

    @property
    def band_move(self) -> Move | None:
        """None = the same band, or one of them is unknown."""
        then, now = (None if row is None else _LADDER.get(row.band) for row in self)
        if then is None or now is None or then == now:
            return None
        return "rose" if now > then else "fell"

    @property
    def arr_change_cents(self) -> int:
        """An account that is not there has none."""
        return self._arr(self.after) - self._arr(self.before)

    @property
    def money(self) -> Money | None:
        """What its ARR did; None = nothing."""
        then, now = self._arr(self.before), self._arr(self.after)
        if then == now:
            return None
        if not then or not now:
            return "lost" if then else "new"
        return "grew" if now > then else "shrank"

    @property
    def moved_cents(self) -> int:
        """How much moved, in ARR: its change, or, if that is more, the ARR times the points of health moved / 100.

        Twenty points lost by an account of 100 k weigh as much as 20 k lost.
        """
        points = 0 if self.score_change is None else abs(self.score_change)
        largest = max(self._arr(self.before), self._arr(self.after))
        return max(abs(self.arr_change_cents), largest * points // 100)

    @property
    def differs(self) -> tuple[str, ...]:
        """The told fields that are not the same on both days, those that became known or unknown included.

        All of them where the account is there on one of the days alone.
        """
        then, now = self
        if then is None or now is None:
            return TOLD
        return tuple(field for field in TOLD if getattr(then, field) != getattr(now, field))

    @staticmethod
    def _arr(row: AccountRow | None) -> int:
        return 0 if row is None else row.arr_cents


TOLD = ("shown", "band", "arr_cents", "opts_out_on", "stage", "csm")
"""The fields of an account that are told beside each other."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a comparison comes to.

    Args:
        fell, rose: how many moved to a lower or a higher band, of those whose band is known on both days.
        judged: how many those are.
        money: so many accounts are new, lost, grew or shrank.
        known_then, known_now: of so many accounts the health is known.
        n_then, n_now: so many accounts are there; active_then, active_now: of them, so many have ARR, and so a health.
        came, went: so many are there on one of the days alone.
    """

    fell: int
    rose: int
    judged: int
    arr_then_cents: int
    arr_now_cents: int
    money: dict[Money, int]
    known_then: int
    known_now: int
    n_then: int
    n_now: int
    active_then: int
    active_now: int
    came: int
    went: int

    @property
    def arr_change_cents(self) -> int:
        return self.arr_now_cents - self.arr_then_cents


@dataclass(frozen=True, slots=True)
class Comparison:
    """A book, or some accounts of it, on two days.

    Args:
        before, after: the days, the earlier first.
        known_then: what was entered after `before` does not count for it.
        accounts: what moved most first.
    """

    before: date
    after: date
    known_then: bool
    accounts: tuple[Compared, ...]
    summary: Summary


def compare(
    rows_then: Sequence[AccountRow], rows_now: Sequence[AccountRow], then: date, now: date, *, known_then: bool
) -> Comparison:
    """The same accounts, by id, on two days."""
    before = {row.id: row for row in rows_then}
    after = {row.id: row for row in rows_now}
    pairs = [Compared(before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before))]
    pairs.sort(key=_by_move)
    return Comparison(then, now, known_then, tuple(pairs), summary(pairs))


def summary(pairs: Sequence[Compared]) -> Summary:
    """What some accounts come to on both days."""
    thens = [pair.before for pair in pairs if pair.before is not None]
    nows = [pair.after for pair in pairs if pair.after is not None]
    moves, money = [pair.band_move for pair in pairs], [pair.money for pair in pairs]
    return Summary(
        fell=moves.count("fell"),
        rose=moves.count("rose"),
        judged=sum(_is_judged(pair.before) and _is_judged(pair.after) for pair in pairs),
        arr_then_cents=sum(row.arr_cents for row in thens),
        arr_now_cents=sum(row.arr_cents for row in nows),
        money={kind: money.count(kind) for kind in MONEY},
        known_then=sum(map(_is_judged, thens)),
        known_now=sum(map(_is_judged, nows)),
        n_then=len(thens),
        n_now=len(nows),
        active_then=sum(row.arr_cents > 0 for row in thens),
        active_now=sum(row.arr_cents > 0 for row in nows),
        came=sum(pair.came for pair in pairs),
        went=sum(pair.went for pair in pairs),
    )


def _is_judged(row: AccountRow | None) -> bool:
    return row is not None and row.band in _LADDER


def _by_move(pair: Compared) -> tuple[int, bool, int, int, str]:
    """What moved most first; then a band that became unknown or known, then anything else that changed; then names."""
    is_band_other = (pair.before and pair.before.band) != (pair.after and pair.after.band)
    return -pair.moved_cents, not is_band_other, -len(pair.differs), -pair.row.arr_cents, pair.row.name

"""The rows of the Gaps tab: what is known of an account, and what is missing of it, a column a kind of gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from desktop.domain.today.gaps import UNTYPED, Gap
from desktop.views import format
from desktop.views.table.rows import Column, FloatArray, TableRows, searchable, text_ranks

COLUMNS = (
    Column(key="name", title="Account", says="Account", width=132, most=200, names=True),
    Column(key="arr", title="ARR", says="ARR", width=56, most=84, is_right=True, falls=True),
    Column(
        key="notice_days", title="Notice", says="Notice period in days", width=72, most=84, is_right=True,
        is_editable=True,
    ),
    Column(key="step", title="Next step", says="Next step", width=128, is_editable=True, stretches=True, roomy=216),
    Column(key="due", title="Due", says="Next step due", width=80, most=96, is_editable=True),
    Column(key="ends_on", title="Renews", says="Renewal date: the end of the term", width=92, most=104,
           is_editable=True),
    Column(key="seats_sold", title="Seats", says="Seats agreed", width=72, most=84, is_right=True, is_editable=True),
    Column(key="csm", title="CSM", says="CSM", width=84, most=120, is_editable=True, yields=4),
    Column(key="segment", title="Segment", says="Segment", width=84, most=108, is_editable=True, yields=3),
    Column(key="champion", title="Champion", says="Champion", width=84, most=128, yields=1),
    Column(key="talked", title="Talked", says="Last two-way contact", width=72, most=96, is_right=True, yields=5),
    Column(key="goal", title="Goal", says="Goal", width=84, most=160, yields=2),
)  # fmt: skip
SECTIONS: dict[str, str] = {
    "notice_days": "contract",
    "ends_on": "contract",
    "seats_sold": "contract",
    "goal": "plan",
    "name": "overview",
}
"""Where on the account's page a column is at home; others on the overview."""
NO_NOTICE = "none due"
"""There is no term to be decided, and so no notice to give."""


class GapRows(TableRows):
    """Accounts with what is missing of them, as they stand on a day."""

    def __init__(self, gaps: Sequence[Gap], day: date) -> None:
        self.gaps, self.day = gaps, day

    def __len__(self) -> int:
        return len(self.gaps)

    @cached_property
    def ids(self) -> list[str]:
        return [each.account for each in self.gaps]

    def id(self, row: int) -> str:
        return self.gaps[row].account

    def is_missing(self, row: int, column: str) -> bool:
        """Whether this is what the account lacks."""
        return column in self.gaps[row].missing

    def text(self, row: int, column: str) -> str:
        each = self.gaps[row]
        match column:
            case "name":
                return each.name
            case "arr":
                return format.money(each.arr_cents)
            case "notice_days":
                known = NO_NOTICE if "notice_days" not in each.missing else format.UNKNOWN
                return format.days(each.notice_days) if each.notice_days is not None else known
            case "due" | "ends_on":
                on = each.due if column == "due" else each.ends_on
                return format.UNKNOWN if on is None else format.day(on, beside=self.day)
            case "talked":
                return format.NEVER if each.talked is None else format.days((self.day - each.talked).days)
            case "seats_sold":
                return format.UNKNOWN if each.seats_sold is None else format.number(each.seats_sold)
            case _:
                return " ".join(str(getattr(each, column) or format.UNKNOWN).split())

    def copied(self, row: int, column: str) -> str:
        value = self.gaps[row].arr_cents if column == "arr" else getattr(self.gaps[row], column)
        if value is None:
            return ""
        if column == "arr":
            return format.money_in_full(value)
        return value.isoformat() if isinstance(value, date) else str(value)

    def edited(self, row: int, column: str) -> str:
        value = getattr(self.gaps[row], column)
        return format.day_to_type(value) if isinstance(value, date) else self.copied(row, column)

    def spoken(self, row: int, column: str) -> str:
        text = self.text(row, column)
        if not self.is_missing(row, column):
            return text
        return f"missing, {_way(column)}"

    def tip(self, row: int, column: str) -> str | None:
        if not self.is_missing(row, column):
            # Qt takes what begins like a tag for markup: only our own words are told.
            return None
        return f"Missing: {_way(column)}"

    def key(self, column: str) -> FloatArray:
        if column in ("name", "step", "csm", "segment", "champion", "goal"):
            return text_ranks([getattr(each, column) for each in self.gaps])
        found = [each.arr_cents if column == "arr" else getattr(each, column) for each in self.gaps]
        numbers = [np.nan if each is None else float(_number(each)) for each in found]
        # Days since a contact rise as the day falls.
        return np.array([-each for each in numbers] if column == "talked" else numbers, np.float64)

    def searched(self) -> Sequence[str]:
        return [searchable((each.name, each.csm, each.segment)) for each in self.gaps]


def _number(value: date | int) -> int:
    return value.toordinal() if isinstance(value, date) else value


def _way(column: str) -> str:
    return "Enter opens the account to add it" if column in UNTYPED else "type it"

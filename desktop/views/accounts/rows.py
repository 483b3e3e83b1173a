"""The rows of the accounts page: what each cell says, is sorted by, is found by and copies as."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.domain.account_rows import AccountRow, TotalColumns, Totals, total_columns
from desktop.domain.health_history import HealthHistory
from desktop.domain.listing.columns import Extras, Listing
from desktop.domain.listing.fields import FIELDS, Field
from desktop.domain.shown import ShownScore
from desktop.views import format
from desktop.views.accounts import cell_words
from desktop.views.accounts.field_words import value_copied, value_text
from desktop.views.table.rows import BoolArray, FloatArray, TableRows, searchable


class AccountTable(TableRows):
    """The accounts of a day.

    Args:
        accounts: in the order they were read: by name.
        months: [n, m] scores at the ends of the last months, the day itself last; NaN = unscored; None = not read yet.
        has_months: [n] whose months are read, where `months` are.
    """

    def __init__(
        self,
        accounts: Sequence[AccountRow],
        day: date,
        months: FloatArray | None = None,
        has_months: BoolArray | None = None,
        *,
        searched: list[str] | None = None,
    ) -> None:
        self.accounts = accounts
        self.day = day
        self.months = months
        self.has_months = np.zeros(len(accounts), np.bool_) if has_months is None else has_months
        self._searched = [_searched(account) for account in accounts] if searched is None else searched
        self._keys: dict[str, FloatArray] = {}
        self._longest: dict[str, Sequence[str]] = {}
        self._texts: defaultdict[str, dict[int, str]] = defaultdict(dict)
        """Column -> row -> what was written once; the system's formats take longer than the drawing."""
        self.fields: dict[str, Field] = _BY_KEY
        self.listing = Listing(accounts, day)

    @cached_property
    def shown_scores(self) -> list[ShownScore]:
        """The health of those that have any, as it is shown."""
        return [
            ShownScore(each.id, each.shown, each.coverage, each.band) for each in self.accounts if each.arr_cents > 0
        ]

    def take_fields(self, fields: Sequence[Field], extras: Extras) -> None:
        """Take in the fields there are, and what was read of those that are read on their own, for these accounts."""
        self.fields = {field.key: field for field in fields}
        self.listing = Listing(self.accounts, self.day, {**self.listing.extras, **extras})
        for key in extras:
            self._keys.pop(key, None)
            self._longest.pop(key, None)
            self._texts.pop(key, None)

    def is_read(self, key: str) -> bool:
        """Whether what a field says of the accounts is there yet."""
        field = self.fields.get(key)
        return field is not None and (not field.is_extra or key in self.listing.extras)

    @cached_property
    def totals(self) -> TotalColumns:
        return total_columns(self.accounts, self.day)

    @cached_property
    def whole(self) -> Totals:
        """What all of them come to."""
        return self.totals.totals()

    @cached_property
    def positions(self) -> dict[str, int]:
        """Id of an account -> its row."""
        return {account.id: at for at, account in enumerate(self.accounts)}

    @cached_property
    def first_names(self) -> dict[str, str]:
        """CSM -> first name, for those who share theirs with nobody."""
        names = {account.csm for account in self.accounts if account.csm}
        first = Counter(name.split()[0] for name in names if name.split())
        return {name: name.split()[0] for name in names if name.split() and first[name.split()[0]] == 1}

    @cached_property
    def longest_csm(self) -> str:
        return max((account.csm or "" for account in self.accounts), key=len, default="")

    def prepare(self) -> AccountTable:
        """Work out what sorting, totals, widths and showing need, beside the window."""
        _ = self.totals, self.whole, self.positions, self.first_names, self.longest_csm, self.shown_scores
        for column in ("health", "name", "arr", "change", "opt_out", "talked", "step", "due", "stage", "csm"):
            self.key(column)
        for column in ("name", "arr", "due", "stage", "csm"):
            self.longest(column)
        return self

    def patched(self, rows: Sequence[AccountRow], asked: Collection[str]) -> tuple[AccountTable, list[int]] | None:
        """This table with newly read rows, and where they are; None where an account came or went.

        Args:
            asked: the ids the rows were read for: one without a row is gone.
        """
        known = self.positions
        found = {row.id for row in rows}
        if any((account in known) != (account in found) for account in asked):
            return None
        accounts, searched, months = list(self.accounts), list(self._searched), self.months
        changed = [known[row.id] for row in rows]
        if months is not None and months.shape[1]:
            months = months.copy()
            months[changed, -1] = [np.nan if row.score is None else row.score for row in rows]
        for at, row in zip(changed, rows, strict=True):
            accounts[at], searched[at] = row, _searched(row)
        made = AccountTable(accounts, self.day, months, self.has_months, searched=searched)
        made._take_over(self, changed, rows)
        return made, changed

    def _take_over(self, other: AccountTable, changed: list[int], rows: Sequence[AccountRow]) -> None:
        """Keep what was worked out of an earlier reading and still holds: these rows alone are others."""
        self.positions = other.positions
        self.fields, self.listing = other.fields, Listing(self.accounts, self.day, other.listing.extras)
        part, whole = total_columns(rows, self.day), other.totals
        self.totals = TotalColumns(
            arr_cents=_put(whole.arr_cents, changed, part.arr_cents),
            band=_put(whole.band, changed, part.band),
            is_due_soon=_put(whole.is_due_soon, changed, part.is_due_soon),
        )
        if all(other.accounts[at].csm == row.csm for at, row in zip(changed, rows, strict=True)):
            self.first_names, self.longest_csm = other.first_names, other.longest_csm
        for column, texts in other._texts.items():
            kept = self._texts[column] = texts.copy()
            for at in changed:
                kept.pop(at, None)

    def take_history(self, history: HealthHistory) -> None:
        """Take in the sparklines of these accounts, which are read after the rest."""
        self._take_months(history.accounts, history.score, np.ones(len(history.accounts), np.bool_))

    def take_months_of(self, other: AccountTable) -> None:
        """Take over the sparklines of an earlier reading of the same day, until they are read again."""
        if other.months is not None and other.day == self.day:
            self._take_months([each.id for each in other.accounts], other.months, other.has_months)

    def _take_months(self, accounts: Sequence[str], months: FloatArray, has_months: BoolArray) -> None:
        if self.months is None:
            self.months = np.full((len(self.accounts), months.shape[1]), np.nan)
        pairs = [(self.positions[each], at) for at, each in enumerate(accounts) if each in self.positions]
        if pairs:
            here, there = np.array(pairs, np.int64).T
            self.months[here] = months[there]
            self.has_months[here] = has_months[there]
        self._keys.pop("months", None)
        self._texts.clear()

    def facet(self, column: str) -> list[str]:
        """What each account says in a field of few values, for choosing by it."""
        return [getattr(account, column) or format.UNKNOWN for account in self.accounts]

    # -- cells

    def __len__(self) -> int:
        return len(self.accounts)

    def id(self, row: int) -> str:
        return self.accounts[row].id

    def text(self, row: int, column: str) -> str:
        texts = self._texts[column]
        found = texts.get(row)
        if found is None:
            found = texts[row] = self._text(row, column)
        return found

    def _text(self, row: int, column: str) -> str:
        account = self.accounts[row]
        if column == "health":
            return cell_words.health(account)
        if column == "arr":
            return format.money(account.arr_cents)
        if column == "change":
            return cell_words.change(account)
        if column == "months":
            return self._months_text(row)
        if column == "opt_out":
            return "\t".join(cell_words.opt_out(account, self.day))
        if column == "talked":
            return cell_words.talked(account, self.day)
        if column == "due":
            return cell_words.due(account, self.day)
        if column == "step":
            return account.next_step or cell_words.NONE
        return self._field_text(row, column)

    def _field_text(self, row: int, key: str) -> str:
        field = self.fields.get(key)
        if field is None or not self.is_read(key):
            return ""
        return value_text(self.listing.value(row, key), field, self.day)

    def score_and_coverage(self, row: int) -> tuple[str, str]:
        score, _, coverage = self.text(row, "health").partition("\t")
        return score, coverage

    def opt_out(self, row: int) -> tuple[str, str]:
        """When the account can opt out, and the day."""
        words, _, day = self.text(row, "opt_out").partition("\t")
        return words, day

    def silent_days(self, row: int) -> int | None:
        """Days since the last conversation; None = none is known."""
        return cell_words.silent_days(self.accounts[row], self.day)

    def is_due(self, row: int) -> bool:
        """Whether the next step is due by the day."""
        due = self.accounts[row].next_step_on
        return due is not None and due <= self.day

    def _months_text(self, row: int) -> str:
        if self.months is None or not self.has_months[row]:
            return ""
        known = self.months[row][~np.isnan(self.months[row])]
        return f"{format.number(known[0])} to {format.number(known[-1])}" if known.size else cell_words.NO_SCORE

    def copied(self, row: int, column: str) -> str:
        found = cell_words.copied(self.accounts[row], column)
        if found is not None:
            return found
        if column in ("change", "months"):
            return self.text(row, column)
        return value_copied(self.listing.value(row, column), self.fields[column]) if column in self.fields else ""

    def edited(self, row: int, column: str) -> str:
        account = self.accounts[row]
        if column == "due":
            return format.day_to_type(account.next_step_on)
        said = self.listing.value(row, column)
        return said if isinstance(said, str) else ""

    def spoken(self, row: int, column: str) -> str:
        if column == "health":
            return cell_words.heard(self.accounts[row])
        return self.text(row, column).strip().replace("\t", " ")

    def tip(self, row: int, column: str) -> str | None:
        account = self.accounts[row]
        if column == "health":
            return cell_words.health_tip(account)
        if column == "arr":
            return format.money_in_full(account.arr_cents)
        if column in ("opt_out", "talked", "due"):
            return cell_words.day_tip(account, column)
        if column in self.fields and isinstance(value := self.listing.value(row, column), date):
            return format.day(value)
        return self.text(row, column) if column not in ("change", "months") else None

    def longest(self, column: str) -> Sequence[str]:
        if column not in self._longest:
            self._longest[column] = super().longest(column)
        return self._longest[column]

    # -- sorting and searching

    def key(self, column: str) -> FloatArray:
        if column not in self._keys:
            self._keys[column] = self._key(column)
        return self._keys[column]

    def _key(self, column: str) -> FloatArray:
        accounts = self.accounts
        if column == "months":
            return self._months_key()
        numbers = {
            "health": lambda each: each.score,
            "arr": lambda each: each.arr_cents,
            "change": lambda each: each.change_30d,
            "opt_out": self._opt_out_key,
            # Days of silence rise as the day of the last conversation falls.
            "talked": lambda each: None if each.last_two_way_on is None else -each.last_two_way_on.toordinal(),
            "due": lambda each: _ordinal(each.next_step_on),
        }
        if column in numbers:
            value = numbers[column]
            return np.array([value(each) for each in accounts], np.float64)
        field = self.fields.get(column)
        if field is None or not self.is_read(column):
            return np.full(len(accounts), np.nan)
        if field.kind != "text":
            return self.listing.numbers(field)
        codes = self.listing.coded(column).codes
        return np.where(codes < 0, np.nan, codes)

    def _opt_out_key(self, account: AccountRow) -> int | None:
        """What is overdue, what is to come, and then what has passed: there is nothing left to decide."""
        if account.is_ended or account.opts_out_on is None:
            return _ordinal(account.renews_on if account.is_ended else None)
        has_passed = account.opts_out_on < self.day
        return account.opts_out_on.toordinal() + (date.max.toordinal() if has_passed else 0)

    def _months_key(self) -> FloatArray:
        """What the score came to between the first month that is known and the last."""
        if self.months is None or not self.months.size:
            return np.full(len(self.accounts), np.nan)
        known = ~np.isnan(self.months)
        rows = np.arange(len(self.months))
        first = self.months[rows, known.argmax(axis=1)]
        return self.months[rows, known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)] - first

    def searched(self) -> Sequence[str]:
        return self._searched


_BY_KEY = {field.key: field for field in FIELDS}


def _put(column: npt.NDArray[Any], at: list[int], values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The column with other values at some places."""
    made = column.copy()
    made[at] = values
    return made


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _searched(row: AccountRow) -> str:
    parts = (row.name, row.external_id, row.csm, row.segment, row.industry, row.region, row.stage, row.next_step)
    return searchable(parts)

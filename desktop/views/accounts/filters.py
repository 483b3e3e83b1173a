"""What the list is narrowed by: a field to type into, a chip for band, CSM and segment, and chips for any field.

What is typed like csm:jana or arr>50k is a condition at once, and Enter makes a chip of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.domain.listing.conditions import Condition
from desktop.domain.listing.fields import FIELDS, GUARDED_FIELDS, Field
from desktop.domain.listing.matching import meeting
from desktop.domain.listing.typed import Typed, read_filter
from desktop.domain.name_order import by_name
from desktop.views import format
from desktop.views.accounts.chips import ChipLine, ConditionForm
from desktop.views.accounts.rows import AccountTable
from desktop.views.filter_field import LEAST_WIDTH, TARGET, FilterField
from desktop.views.popups import place_below
from desktop.views.table.rows import BoolArray
from desktop.views.theme import Theme

GAP = 8
RED_OR_AMBER = "red or amber"
_BANDS = (RED_OR_AMBER, "red", "amber", "green", "unscored")


class FilterChip(QPushButton):
    """One choice out of a few values.

    Args:
        column: the field of an account it looks at.
        what: what the field is called.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, column: str, what: str, order: Sequence[str] = ()) -> None:
        super().__init__()
        self.column, self.what = column, what
        self.value: str | None = None
        """None = any."""
        self._order = order
        self._counts: Counter[str] = Counter()
        self._values: Callable[[], Sequence[str]] = tuple
        self._menu: QMenu | None = None
        self._is_short = False
        self.setProperty("look", "chip")
        self.setStyleSheet(TARGET)
        self.setIcon(theme.icon("caret-down", "ink_3"))
        self.setIconSize(QSize(12, 12))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.clicked.connect(self._open)
        self._tell()

    def offer(self, values: Callable[[], Sequence[str]]) -> None:
        """Offer these values, one an account; they are asked for, and counted, when the menu is opened."""
        self._values = values

    def choose(self, value: str | None) -> None:
        if value != self.value:
            self.value = value
            self._tell()
            self.chosen.emit()

    @property
    def condition(self) -> Condition | None:
        """What is asked; None = anything will do."""
        if self.value is None:
            return None
        if self.value == format.UNKNOWN:
            return Condition(self.column, "unknown")
        return Condition(self.column, "is", ("red", "amber") if self.value == RED_OR_AMBER else (self.value,))

    def value_of(self, condition: Condition) -> str | None:
        """The choice that asks this; None = there is none."""
        if condition.field != self.column:
            return None
        if condition.operator == "unknown" and self.column != "band":
            return format.UNKNOWN
        if condition.operator != "is":
            return None
        if self.column == "band" and condition.values == ("red", "amber"):
            return RED_OR_AMBER
        return condition.values[0] if len(condition.values) == 1 else None

    def _open(self) -> None:
        self._menu = QMenu(self)
        self._menu.setAccessibleName(self.what)
        self._counts = Counter(self._values())
        values = [value for value in self._order if self._count(value)]
        values += by_name(value for value in self._counts if value not in self._order)
        for value in (None, *values):
            text = "Any" if value is None else f"{value}  ({format.number(self._count(value))})"
            action = self._menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(partial(self.choose, value))
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _count(self, value: str) -> int:
        return self._counts["red"] + self._counts["amber"] if value == RED_OR_AMBER else self._counts[value]

    def shorten(self, *, is_short: bool) -> None:
        """Say only what is chosen from, while nothing is."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._tell()

    def _tell(self) -> None:
        says = self.what if self._is_short and self.value is None else f"{self.what}: {self.value or 'any'}"
        self.setText(says.replace("&", "&&"))
        self.setAccessibleName(f"{self.what}: {self.value or 'any'}")
        self.setProperty("on", "false" if self.value is None else "true")
        self.style().unpolish(self)
        self.style().polish(self)


class FilterBar(QWidget):
    """The field, the chips, and a way back to everything."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.fields: tuple[Field, ...] = FIELDS
        self._rows: AccountTable | None = None
        self._is_guarded = False
        self.form: ConditionForm | None = None
        self.field = FilterField(theme, "Filter accounts", "Filter: name, csm:jana, arr>50k …")
        self.band = FilterChip(theme, "band", "Band", _BANDS)
        self.csm = FilterChip(theme, "csm", "CSM")
        self.segment = FilterChip(theme, "segment", "Segment")
        self.chips = (self.band, self.csm, self.segment)
        self.more = ChipLine(theme)
        """Stands on a line of its own, under this one."""
        self.add = QPushButton("Filter")
        self.add.setProperty("look", "chip")
        self.add.setStyleSheet(TARGET)
        self.add.setIcon(theme.icon("plus", "ink_2"))
        self.add.setIconSize(QSize(12, 12))
        self.add.setAccessibleName("Add a filter by any field")
        self._everything = QPushButton("Show all")
        self._everything.setProperty("look", "link")
        self._everything.setStyleSheet(TARGET)
        self._everything.clicked.connect(self.clear)
        self._everything.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.field, 1)
        for chip in self.chips:
            chip.chosen.connect(self._changed)
            layout.addWidget(chip)
        layout.addWidget(self.add)
        layout.addWidget(self._everything)
        layout.addStretch()
        self.field.textChanged.connect(self._changed)
        self.field.entered.connect(self._enter)
        self.add.clicked.connect(self.open_form)
        self.more.changed.connect(self._changed)
        self.more.asked.connect(self._change)

    def offer(self, rows: AccountTable) -> None:
        self._rows = rows
        self.fields = tuple(rows.fields.values())
        for chip in self.chips:
            chip.offer(partial(rows.facet, chip.column))
        self.more.show_conditions(self.more.conditions, self._allowed)

    def guard(self, *, is_on: bool) -> None:
        """What a customer is not to see is not filtered by while one looks on."""
        self._is_guarded = is_on
        self._fit()
        self.more.setVisible(not is_on and bool(self.more.conditions))

    # -- room

    def minimumSizeHint(self) -> QSize:
        # Chips go one after another where there is no room: what they need together must not keep the page wide.
        return QSize(LEAST_WIDTH + GAP + self.add.sizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the chips there is room for: they say less, then those go that ask nothing; + Filter has every field."""
        shown = [chip for chip in self.chips if chip is not self.band or not self._is_guarded]
        for chip in self.chips:
            chip.shorten(is_short=False)
        if self._needed(shown) > self.width():
            for chip in self.chips:
                chip.shorten(is_short=True)
        for chip in reversed(self.chips):
            if self._needed(shown) > self.width() and chip in shown and chip.value is None:
                shown.remove(chip)
        for chip in self.chips:
            chip.setVisible(chip in shown)

    def _needed(self, chips: Sequence[QWidget]) -> int:
        ways = (self.add, self._everything) if self.is_on else (self.add,)
        return LEAST_WIDTH + sum(GAP + each.sizeHint().width() for each in (*chips, *ways))

    @property
    def _allowed(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if not (self._is_guarded and each.key in GUARDED_FIELDS))

    # -- what is asked

    @property
    def typed(self) -> Typed:
        """What stands in the field."""
        return read_filter(self.field.text(), self._allowed)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.typed.words

    @property
    def chosen(self) -> tuple[Condition, ...]:
        """What the chips ask."""
        quick = (chip.condition for chip in self.chips)
        return tuple(dict.fromkeys((*(each for each in quick if each is not None), *self.more.conditions)))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that is asked, typed or chosen; nothing of what is hidden from a customer."""
        asked = dict.fromkeys((*self.chosen, *self.typed.conditions))
        return tuple(each for each in asked if not (self._is_guarded and each.field in GUARDED_FIELDS))

    def only(self, rows: AccountTable) -> BoolArray | None:
        """Which accounts meet the conditions; None = all. What is not read yet is not asked."""
        asked = [each for each in self.conditions if rows.is_read(each.field)]
        return meeting(rows.listing, asked, list(rows.fields.values()))

    @property
    def is_on(self) -> bool:
        return bool(self.field.text().strip()) or bool(self.conditions)

    # -- asking

    def ask(self, conditions: Sequence[Condition], words: str) -> None:
        """Ask this in place of all that was asked."""
        parts = (self, *self.chips, self.field, self.more)
        for part in parts:
            part.blockSignals(True)
        self.field.setText(words)
        left = list(conditions)
        for chip in self.chips:
            fitting = next((each for each in left if chip.value_of(each) is not None), None)
            chip.choose(None if fitting is None else chip.value_of(fitting))
            if fitting is not None:
                left.remove(fitting)
        self.more.show_conditions(left, self.fields)
        for part in parts:
            part.blockSignals(False)
        self._changed()

    def clear(self) -> None:
        """Show everything again."""
        self.ask((), "")

    def open_form(self, condition: Condition | None = None) -> None:
        """Ask for a condition, or another in place of this one."""
        replaced = condition if isinstance(condition, Condition) else None
        made = ConditionForm(self._theme, self._allowed, self._known, self, replaced)
        made.made.connect(partial(self._take, replaced))
        self.form = made
        place_below(made, self.add if replaced is None else self.more)
        made.show()
        (made.field if replaced is None else made.value).setFocus()

    def _change(self, condition: Condition) -> None:
        self.open_form(condition)

    def _known(self, key: str) -> Sequence[str]:
        return () if self._rows is None or not self._rows.is_read(key) else self._rows.listing.coded(key).labels

    def _take(self, replaced: Condition | None, condition: Condition) -> None:
        kept = [condition if each == replaced else each for each in self.chosen]
        self.ask(kept if replaced is not None else [*kept, condition], self.field.text())

    def _enter(self) -> None:
        """Make chips of what is typed as conditions; what is refused stays, and so do words."""
        found = self.typed
        if found.conditions:
            left = " ".join([*(each.text for each in found.refused), *([found.words] if found.words else [])])
            self.ask([*self.chosen, *found.conditions], left)
        if found.refused:
            # Not while it is typed: half a word is not wrong yet, and what stands beneath is not to jump about.
            self.more.refuse(found.refused[0].why)
            self.field.setAccessibleDescription(found.refused[0].why)
        else:
            self.field.left.emit()

    def _changed(self) -> None:
        self.more.refuse("")
        self.field.setAccessibleDescription("")
        self._everything.setVisible(self.is_on)
        self._fit()
        self.changed.emit()

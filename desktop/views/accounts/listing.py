"""What the list shows, put together from its filters, groups, columns and sorting; and a view, laid onto them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from desktop.domain.errors import PortfolioError
from desktop.domain.listing.fields import OWN, field_of
from desktop.domain.listing.groups import Subtotal, grouped
from desktop.domain.listing.views import DEFAULT_COLUMNS, PINNED, Place, View
from desktop.domain.name_order import order_key
from desktop.operations.own_fields import add_own_field, rename_own_field, retire_own_field
from desktop.views import format
from desktop.views.accounts.chooser import ColumnChooser
from desktop.views.accounts.columns import columns_of
from desktop.views.accounts.frame import AccountsFrame
from desktop.views.accounts.reading import Reading
from desktop.views.accounts.rows import AccountTable
from desktop.views.accounts.viewing import Viewing
from desktop.views.page import Context, Said
from desktop.views.popups import BackToList, place_below
from desktop.views.table.grouping import Grouped, GroupRow
from desktop.views.table.rows import Positions, TableRows
from desktop.views.table.view import TableView


class Listed:
    """The list of one page.

    Args:
        refresh: shows the rows again, after filters or groups have changed.
    """

    def __init__(
        self, context: Context, table: TableView, frame: AccountsFrame, reading: Reading, refresh: Callable[[], None]
    ) -> None:
        self._context, self._table, self._frame, self._reading = context, table, frame, reading
        self._refresh = refresh
        self.group: str | None = None
        self._named = ""
        """The view that is wanted once rows are there."""
        self.viewing = Viewing(context, frame.buttons, self.now, table)
        self.viewing.wanted.connect(self.apply)
        self.chooser = ColumnChooser(frame, self._add_field, self._rename_field, self._retire_field)
        self.chooser.chosen.connect(self._choose)
        self.chooser.reset.connect(self._use_usual)
        frame.buttons.columns.clicked.connect(self.open_chooser)
        buttons, filters = frame.buttons, frame.filters
        BackToList(table, buttons.view, buttons.group, buttons.columns, *filters.chips, filters.add)
        header = table.horizontalHeader()
        header.sectionMoved.connect(self._moved)
        header.sortIndicatorChanged.connect(self._sorted)

    # -- what is shown

    def now(self) -> View:
        """What is shown, as a view."""
        widths, model, filters = self._table.columns, self._table.columnar, self._frame.filters
        shown = [key for key in widths.order if widths.chosen is not None and key in widths.chosen]
        header = self._table.horizontalHeader()
        return View(
            name=self.viewing.base.name,
            conditions=filters.chosen,
            words=filters.field.text().strip(),
            group=self.group,
            columns=tuple(Place(key, widths.width(key)) for key in shown),
            sort=model.sorted_by.key,
            descending=header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        )

    def apply(self, view: View) -> None:
        """Show a view."""
        self._set_group(view.group)
        keys = [place.key for place in view.columns]
        widths, model = self._table.columns, self._table.columnar
        if keys:
            keys = [*PINNED, *(key for key in keys if key not in PINNED)]
            widths.put_in_order(keys)
            widths.set_widths({place.key: place.width for place in view.columns if place.width})
        elif widths.chosen is not None:
            widths.put_in_order(DEFAULT_COLUMNS)
        widths.choose(keys or None)
        self._want(view)
        self._frame.filters.ask(view.conditions, view.words)
        if any(column.key == view.sort for column in model.columns):
            order = Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder
            self._table.sort_by(model.at(view.sort), order)

    def show_named(self, name: str) -> None:
        """Show the view of this name, at once or as soon as there is something to show."""
        if self._reading.rows is None:
            self._named = name
        else:
            self.viewing.named(name)

    def came(self) -> None:
        """Rows were read: take up the fields there are now, and, of a book just opened, its last view."""
        fields = self._reading.fields
        model = self._table.columnar
        columns = columns_of(fields)
        if columns != model.columns:
            self._table.set_columns(columns)
            self._offer_columns()
        self.viewing.read(fields)
        last = self.viewing.recall()
        if last is not None:
            self.apply(last)
        if self._named:
            name, self._named = self._named, ""
            self.viewing.named(name)
        self._set_group(self.group)
        self.viewing.tell()

    def changed(self) -> None:
        """Filters have changed: read what they ask for."""
        self._set_group(self.group)
        self._want(self.now())
        self.viewing.tell()

    def _want(self, view: View) -> None:
        asked = {*(each.field for each in (*view.conditions, *self._frame.filters.conditions)), view.sort, view.group}
        asked |= {place.key for place in view.columns}
        self._reading.want([key for key in asked if key is not None])

    # -- groups

    def _set_group(self, key: str | None) -> None:
        field = None if key is None else field_of(self._reading.fields, key)
        if field is not None and field.key in self._hidden:
            field = None
        if key != self.group:
            self._table.columnar.closed.clear()
        self.group = key
        self._table.columnar.group = None if field is None else self._grouped

    @property
    def _hidden(self) -> frozenset[str]:
        return self._table.columns.hidden | ({"band"} if self._context.is_guarded() else frozenset())

    def _grouped(self, rows: TableRows, order: Positions) -> Grouped:
        assert isinstance(rows, AccountTable)
        assert self.group is not None
        if not rows.is_read(self.group):
            # What the groups are is on its way.
            return Grouped((GroupRow("…", ""),) if order.size else (), order, (0,) if order.size else ())
        found = grouped(rows.listing, self.group, order)
        tells_health = not self._context.is_guarded()
        heads = tuple(GroupRow(each.label or format.UNKNOWN, _says(each, tells_health)) for each in found.subtotals)
        return Grouped(heads, found.order, found.starts)

    # -- columns

    def open_chooser(self) -> None:
        self._offer_columns()
        place_below(self.chooser, self._frame.buttons.columns)
        self.chooser.show()
        self.chooser.list.setFocus()

    def _offer_columns(self) -> None:
        widths, columns = self._table.columns, {each.key: each for each in self._table.columnar.columns}
        shown = widths.shown
        others = sorted((key for key in columns if key not in shown), key=lambda key: order_key(columns[key].says))
        hidden = self._hidden
        offered = [columns[key] for key in (*shown, *others) if key not in hidden]
        self.chooser.offer(offered, shown, is_writable=self._context.session.is_writable)

    def _choose(self, keys: list[str]) -> None:
        widths = self._table.columns
        known = set(widths.shown)
        widths.put_in_order(keys)
        # What is hidden from a customer now is chosen as before.
        widths.choose([*keys, *(key for key in self._hidden if widths.chosen is None or key in widths.chosen)])
        self._table.fit()
        new = [key for key in keys if key not in known]
        if new:
            self._table.show_column(new[-1])
        self.changed()

    def _use_usual(self) -> None:
        self._table.columns.put_in_order(DEFAULT_COLUMNS)
        self._table.columns.choose(None)
        self._offer_columns()
        self.changed()

    def _moved(self) -> None:
        self.viewing.tell()

    def _sorted(self) -> None:
        self._want(self.now())
        self.viewing.tell()

    # -- own fields

    def _add_field(self, name: str) -> str | None:
        session = self._context.session
        try:
            performed = session.perform(add_own_field, name)
        except PortfolioError as why:
            return str(why)
        self._took(performed.changes.label)
        self._choose([*self.chooser.checked, OWN + performed.result])
        self._offer_columns()
        return None

    def _rename_field(self, key: str, name: str) -> str | None:
        try:
            performed = self._context.session.perform(rename_own_field, key.removeprefix(OWN), name)
        except PortfolioError as why:
            return str(why)
        self._took(performed.changes.label)
        return None

    def _retire_field(self, key: str) -> str | None:
        try:
            performed = self._context.session.perform(retire_own_field, key.removeprefix(OWN))
        except PortfolioError as why:
            return str(why)
        self._took(performed.changes.label)
        return None

    def _took(self, label: str) -> None:
        """The fields are others now."""
        self._context.say(Said(label, can_undo=True))
        self._reading.renew_fields()
        rows = self._reading.rows
        if rows is not None:
            rows.take_fields(self._reading.fields, {})
            self.came()
            self._refresh()


def _says(each: Subtotal, tells_health: bool) -> str:
    """What a group comes to."""
    parts = [format.plural(each.n, "account"), format.money(each.arr_cents)]
    if tells_health:
        mean = "no score" if each.mean_health is None else f"health {format.number(each.mean_health)}"
        parts.append(f"{mean} (n = {format.number(each.scored)})")
        if each.at_risk:
            parts.append(f"{format.number(each.at_risk)} red or amber, {format.money(each.at_risk_cents)}")
    if each.opting_out_cents:
        parts.append(f"opt-out in 90 d {format.money(each.opting_out_cents)}")
    return "   ".join(parts)

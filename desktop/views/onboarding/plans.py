"""The plans on their way, one row each: day of target, what is done, what comes next and whose turn it is."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop.charts.tokens import ROW, SMALL
from desktop.operations.onboarding_view import Mark, PlanRow
from desktop.views import format
from desktop.views.onboarding.strip import Axis, mark_at, paint_strip, paint_ticks
from desktop.views.theme import Theme, font

Index = QModelIndex | QPersistentModelIndex

NAME, DAYS, STRIP, NEXT, TURN, DUE = range(6)
HEADERS = ("Plan", "Day / target", "", "Next milestone", "Turn", "Due")
SHARES = (0.16, 0.125, 0.43, 0.165, 0.055, 0.065)
NARROW_SHARES = (0.2, 0.19, 0.24, 0.205, 0.07, 0.095)
NARROW_BELOW = 840
"""Of the width, by column; and where there is less of it, as beside the drawer."""
PLAN_ROW = 32
TURNS = {"ours": "ours", "theirs": "theirs"}


class PlanList(QListView):
    """Rows that open the account's plan with Enter or a double click."""

    chosen = Signal(str)
    """The account's id."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plans = _Plans(self)
        self.setModel(self.plans)
        self.setItemDelegate(_PlanDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.axis = Axis(60)
        self.setAccessibleName("Onboarding plans")
        self.doubleClicked.connect(self._choose)
        theme.changed.connect(self.viewport().update)

    def show_plans(self, plans: Sequence[PlanRow], day: date, span: int = 60) -> None:
        """Show these rows, their strips over so many days; the chosen account stays chosen."""
        self.axis = Axis(span)
        current = self.currentIndex()
        before = self.plans.rows[current.row()].account if current.isValid() else None
        self.plans.replace(plans, day)
        at = next((number for number, plan in enumerate(plans) if plan.account == before), 0)
        if plans:
            self.setCurrentIndex(self.plans.index(at, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.plans.rows[index.row()].account)


class _Plans(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[PlanRow] = ()
        self.day = date.min

    def replace(self, rows: Sequence[PlanRow], day: date) -> None:
        self.beginResetModel()
        self.rows, self.day = rows, day
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(text for text in spoken(self.rows[index.row()], self.day) if text)
        return None


def cells(plan: PlanRow, day: date) -> tuple[str, ...]:
    """The texts of a row, by column."""
    target = "no target" if plan.target is None else f"{plan.day_of} of {plan.target}"
    over = f"{format.days(plan.days_over)} over" if plan.days_over else ""
    if plan.next_milestone is None:
        following = "all done" if plan.milestones else "no milestones"
    else:
        following = plan.next_milestone
    has_next = plan.next_milestone is not None
    return (
        plan.account_name,
        f"{f'day {plan.day_of}, ' if plan.target is None else ''}{target}{f'  {over}' if over else ''}",
        f"{plan.done} of {plan.milestones}",
        following,
        TURNS.get(plan.turn or "", format.UNKNOWN) if has_next else "",
        format.day(plan.due_on, beside=day) if has_next else "",
    )


def spoken(plan: PlanRow, day: date) -> tuple[str, ...]:
    """The texts of a row and what its strip shows, for who cannot see it."""
    texts = cells(plan, day)
    late = sum(mark.kind in ("late", "overdue") for mark in plan.marks)
    strip = [texts[STRIP], f"{late} late" if late else "", "blocked" if plan.blocked else ""]
    return (*texts[:STRIP], *strip, *texts[NEXT:])


class _PlanDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: PlanList) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(400, PLAN_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        plan = self._list.plans.rows[index.row()]
        box = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, self._theme.colour("hover"))
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        texts = cells(plan, self._list.plans.day)
        for column, place in enumerate(columns(box)):
            if column == STRIP:
                paint_strip(painter, place, plan, self._list.axis, self._theme)
                continue
            strong = column == NAME or (column == DAYS and plan.days_over)
            painter.setFont(font(weight=QFont.Weight.Medium if strong else QFont.Weight.Normal, figures=column == DUE))
            painter.setPen(self._theme.colour("ink" if column != TURN else "ink_2"))
            if column == DAYS and plan.target is not None and plan.days_over:
                self._days(painter, place, plan)
                continue
            text = painter.fontMetrics().elidedText(texts[column], Qt.TextElideMode.ElideRight, int(place.width()) - 8)
            side = Qt.AlignmentFlag.AlignRight if column == DUE else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter | side, text)
        painter.restore()

    def _days(self, painter: QPainter, place: QRectF, plan: PlanRow) -> None:
        """The day in full, and by how much it is over the target in small beside it."""
        said = f"{plan.day_of} of {plan.target}"
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, middle, said)
        left = painter.fontMetrics().horizontalAdvance(said) + 8
        painter.setFont(font(SMALL, figures=True))
        painter.setPen(self._theme.colour("ink_2"))
        room = int(place.width() - left) - 4
        over = f"{format.days(plan.days_over)} over"
        shown = painter.fontMetrics().elidedText(over, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place.adjusted(left, 0, 0, 0), middle, shown)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        plan = self._list.plans.rows[index.row()]
        place = columns(QRectF(option.rect))[STRIP]  # pyright: ignore[reportAttributeAccessIssue]
        found = mark_at(plan, place, self._list.axis, event.pos().x())
        QToolTip.showText(event.globalPos(), "" if found is None else told(found, self._list.plans.day), view)
        return True


def told(mark: Mark, day: date) -> str:
    """A milestone of a strip, in words."""
    on = format.day(mark.on, beside=day)
    said = {
        "done": f"done {on}",
        "late": f"done {on}, {format.days(mark.late)} late",
        "overdue": f"due {on}, {format.days(mark.late)} late",
        "open": f"due {on}",
    }[mark.kind]
    return f"<qt>{html.escape(mark.name)}: {said}</qt>"


def columns(box: QRectF) -> list[QRectF]:
    """Where the columns of a row are."""
    places: list[QRectF] = []
    left, width = box.left() + 12, box.width() - 16
    for share in SHARES if width >= NARROW_BELOW else NARROW_SHARES:
        places.append(QRectF(left, box.top(), width * share, box.height()))
        left += width * share
    return places


class PlanHeader(QWidget):
    """The names of the columns and the days of the strips, over the list."""

    def __init__(self, theme: Theme, plans: PlanList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._plans = theme, plans
        self.setFixedHeight(ROW)
        self.setProperty("sunken", ROW)
        theme.changed.connect(self.update)
        # The columns are those of the rows, which a scroll bar makes narrower.
        plans.verticalScrollBar().rangeChanged.connect(self.update)

    def paintEvent(self, event: object) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sunken"))
        painter.setFont(font(SMALL, QFont.Weight.Medium))
        painter.setPen(self._theme.colour("ink_2"))
        over = QRectF(0, 0, self._plans.viewport().width(), self.height())
        for column, place in enumerate(columns(over)):
            if column == STRIP:
                paint_ticks(painter, place, self._plans.axis)
                continue
            side = Qt.AlignmentFlag.AlignRight if column == DUE else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter | side, HEADERS[column])

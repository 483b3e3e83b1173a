"""The plans on their way, one row each: day of target, what is done, what comes next and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.charts.tokens import ROW, SMALL
from desktop.operations.onboarding_view import PlanRow
from desktop.views import format
from desktop.views.theme import Theme, font

Index = QModelIndex | QPersistentModelIndex

NAME, DAYS, STRIP, NEXT, TURN, DUE = range(6)
HEADERS = ("Plan", "Day / target", "Milestones done", "Next milestone", "Turn", "Due")
SHARES = (0.21, 0.17, 0.22, 0.24, 0.07, 0.09)
NARROW_SHARES = (0.205, 0.195, 0.205, 0.215, 0.08, 0.1)
NARROW_BELOW = 840
"""Of the width, by column; and where there is less of it, as beside the drawer."""
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
        self.setAccessibleName("Onboarding plans")
        self.doubleClicked.connect(self._choose)
        theme.changed.connect(self.viewport().update)

    def show_plans(self, plans: Sequence[PlanRow], day: date) -> None:
        """Show these rows; the chosen account stays chosen."""
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
            return ", ".join(text for text in cells(self.rows[index.row()], self.day) if text)
        return None


def cells(plan: PlanRow, day: date) -> tuple[str, ...]:
    """The texts of a row, by column."""
    target = "no target" if plan.target is None else f"{plan.day_of} of {plan.target}"
    over = f"{format.days(plan.days_over)} over" if plan.days_over else ""
    blocked = "blocked: " if plan.blocked else ""
    if plan.next_milestone is None:
        following = "all done" if plan.milestones else "no milestones"
    else:
        following = f"{blocked}{plan.next_milestone}"
    has_next = plan.next_milestone is not None
    return (
        plan.account_name,
        f"{f'day {plan.day_of}, ' if plan.target is None else ''}{target}{f'  {over}' if over else ''}",
        f"{plan.done} of {plan.milestones}",
        following,
        TURNS.get(plan.turn or "", format.UNKNOWN) if has_next else "",
        format.day(plan.due_on, beside=day) if has_next else "",
    )


class _PlanDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: PlanList) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(400, ROW)

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
                self._strip(painter, place, plan)
                continue
            strong = column == NAME or (column == DAYS and plan.days_over)
            painter.setFont(font(weight=QFont.Weight.Medium if strong else QFont.Weight.Normal, figures=column == DUE))
            painter.setPen(self._theme.colour("ink" if column != TURN else "ink_2"))
            text = painter.fontMetrics().elidedText(texts[column], Qt.TextElideMode.ElideRight, int(place.width()) - 8)
            side = Qt.AlignmentFlag.AlignRight if column == DUE else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter | side, text)
        painter.restore()

    def _strip(self, painter: QPainter, place: QRectF, plan: PlanRow) -> None:
        """A dot for each milestone, filled when it is done; the next one framed when it is blocked."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not plan.milestones:
            return
        step = min((place.width() - 64) / plan.milestones, 18)
        middle = place.center().y()
        ink, edge = self._theme.colour("ink_2"), self._theme.colour("control_edge")
        for number in range(plan.milestones):
            dot = QRectF(place.left() + number * step, middle - 4, 8, 8)
            is_done, is_next = number < plan.done, number == plan.done
            painter.setPen(
                QPen(self._theme.colour("negative") if is_next and plan.blocked else ink if is_done else edge, 1.5)
            )
            painter.setBrush(ink if is_done else Qt.BrushStyle.NoBrush)
            if is_next and plan.blocked:
                painter.drawRect(dot)
            else:
                painter.drawEllipse(dot)
        painter.setFont(font(SMALL, figures=True))
        painter.setPen(self._theme.colour("ink_3"))
        text = place.adjusted(plan.milestones * step + 8, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, f"{plan.done} of {plan.milestones}")


def columns(box: QRectF) -> list[QRectF]:
    """Where the columns of a row are."""
    places: list[QRectF] = []
    left, width = box.left() + 12, box.width() - 16
    for share in SHARES if width >= NARROW_BELOW else NARROW_SHARES:
        places.append(QRectF(left, box.top(), width * share, box.height()))
        left += width * share
    return places


class PlanHeader(QWidget):
    """The names of the columns, over the list."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(ROW)
        theme.changed.connect(self.update)

    def paintEvent(self, event: object) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sunken"))
        painter.setFont(font(SMALL, QFont.Weight.Medium))
        painter.setPen(self._theme.colour("ink_2"))
        for column, place in enumerate(columns(QRectF(self.rect()))):
            side = Qt.AlignmentFlag.AlignRight if column == DUE else Qt.AlignmentFlag.AlignLeft
            painter.drawText(place.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter | side, HEADERS[column])

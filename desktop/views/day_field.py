"""A field for a day that has passed: typed as days are typed everywhere, or chosen from a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QWidget

from desktop.domain.grammar.dates import read_past_day
from desktop.views import format
from desktop.views.popups import place_below
from desktop.views.theme import Theme


class PastDayField(QLineEdit):
    """A day until `latest`.

    Not Qt's own field for dates: that reads each key into a section of its own, and makes another day of what does not
    fit there ("30 sep" of 23 Nov became 3 Nov) without a word.
    """

    def __init__(self, theme: Theme, latest: date, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latest = latest
        self.show_day(day)
        self.setPlaceholderText("30 sep, 2026-09-30 or -3m")
        self._opens = self.addAction(theme.icon("calendar", "ink_2"), QLineEdit.ActionPosition.TrailingPosition)
        self._opens.setText("Choose from a calendar")
        self._opens.setToolTip("Choose from a calendar (Alt+Down)")
        self._opens.setShortcut("Alt+Down")
        self._opens.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._opens.triggered.connect(self.open_calendar)
        self.calendar: QCalendarWidget | None = None

    def show_day(self, day: date) -> None:
        self.setText(format.day(day))
        self.selectAll()

    @property
    def day(self) -> date:
        """The day that is typed.

        Raises:
            ValueError: it is no day, or one that is still to come; the text is a sentence for the reader.
        """
        return read_past_day(self.text(), today=self._latest)

    def open_calendar(self) -> None:
        """Offer the days of the month of what is typed."""
        made = self.calendar = QCalendarWidget(self)
        made.setWindowFlag(Qt.WindowType.Popup)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.setMaximumDate(_qdate(self._latest))
        made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        try:
            made.setSelectedDate(_qdate(self.day))
        except ValueError:
            made.setSelectedDate(_qdate(self._latest))
        made.clicked.connect(self._choose)
        made.activated.connect(self._choose)
        place_below(made, self)
        made.show()
        made.setFocus()

    def _choose(self, day: QDate) -> None:
        self.show_day(date(day.year(), day.month(), day.day()))
        if self.calendar is not None:
            self.calendar.close()
            self.calendar = None


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)

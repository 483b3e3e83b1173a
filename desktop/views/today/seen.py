"""Which of the changes that Today tells were seen: days are the smallest step in which changes are counted."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.today.book import Today
from desktop.domain.today.changed import known_by
from desktop.views.page import Context


class Seen:
    """What was marked as seen, on this computer: the day from which changes are told, and those of that day itself."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._is_marking = False

    def mark(self) -> None:
        """Tell changes from the session's day on; what is told of that day once it is read again was seen."""
        session = self._context.session
        self._context.settings.remember_seen(session.doc_id, session.day)
        self._is_marking = True

    def left(self, view: Today) -> Today:
        """The day as it was read, without the changes that were seen on it."""
        session, settings = self._context.session, self._context.settings
        if session.is_past:
            return view
        if self._is_marking:
            self._is_marking = False
            settings.remember_seen(session.doc_id, view.day, [known_by(each) for each in view.changed])
        seen = settings.seen_on(session.doc_id, view.day)
        return replace(view, changed=tuple(each for each in view.changed if known_by(each) not in seen))

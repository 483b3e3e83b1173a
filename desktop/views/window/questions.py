"""What is asked over the window about a book: it goes with the book, so that no answer is taken for the next one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from desktop.session import Session
from desktop.views.window.problems import ProblemDialog


def leave_with_the_book(session: Session, window: QWidget) -> None:
    """Have every question that is open over the window left when its book is closed, as another one may come then."""

    def leave() -> None:
        for dialog in window.findChildren(QDialog):
            # What went wrong is to be read, whichever book is open.
            if dialog.isVisible() and not isinstance(dialog, ProblemDialog):
                # Not `reject`, which refuses while something is being saved: by now it was, or was given up.
                dialog.done(QDialog.DialogCode.Rejected)

    session.closed.connect(leave)

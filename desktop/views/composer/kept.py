"""The line that is being typed, kept outside the file so that it survives a crash."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer

from desktop.store import drafts

KEEP_AFTER_MS = 300

_log = logging.getLogger(__name__)


class KeptDraft(QObject):
    """Keeps one line at a time: that of the file and account it was last begun for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._about: tuple[str, str] | None = None
        self._unkept: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    def begin(self, about: tuple[str, str] | None) -> str | None:
        """Go on with the line of another file or account.

        Args:
            about: id of the file, and of the account or ""; None = no file is open.
        Returns:
            What was being typed there; None where it is the one already at hand.
        """
        if about == self._about:
            return None
        self.flush()
        self._about = about
        return "" if about is None else drafts.kept(*about)

    def later(self, text: str) -> None:
        """Keep a text once nobody has typed for a moment."""
        self._unkept = text
        self._timer.start()

    def flush(self) -> None:
        """Keep what is still to be kept, now."""
        self._timer.stop()
        text, self._unkept = self._unkept, None
        if self._about is None or text is None:
            return
        try:
            drafts.keep(*self._about, text)
        except OSError:
            _log.warning("the line that is being typed could not be kept", exc_info=True)

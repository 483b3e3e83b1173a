"""What can go wrong without being a bug, as two families: a rule was broken, or the file is in the way."""

from __future__ import annotations

from typing import Literal

Cause = Literal["locked", "read-only", "newer", "missing", "gone", "changed", "damaged", "full", "sealed", "other"]
"""Why a file is in the way: it decides what is offered as a way on. "gone" = removed while it was open; "sealed" = its
password is wanted, or was wrong."""


class PortfolioError(Exception):
    """Something a person can act on; its text says what happened, to which thing, and what to do."""


class Rejected(PortfolioError):
    """The request breaks a rule. Nothing was saved; `field` names the input that has to change, if one does."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class FileProblem(PortfolioError):
    """The file cannot be used as asked: missing, not ours, locked, too new, damaged, read-only or full.

    Args:
        command: what to do about it at a command line, as sentences; the window has buttons instead.
    """

    def __init__(self, message: str, *, cause: Cause = "other", command: str = "") -> None:
        super().__init__(f"{message} {command}".rstrip())
        self.cause: Cause = cause
        self.what = message
        """What is the matter, without the command."""

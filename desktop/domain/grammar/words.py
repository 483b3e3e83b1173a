"""The words the grammar knows, and how names are compared: without regard to case, accents, spaces and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from desktop.domain.letters import plain

VERBS = {
    "nps": "nps",
    "csat": "csat",
    "ces": "ces",
    "call": "call",
    "email": "email",
    "mail": "email",
    "meeting": "meeting",
    "meet": "meeting",
    "note": "note",
    "done": "done",
    "left": "left",
    "qbr": "qbr",
    "risk": "risk",
    "pulse": "pulse",
    "renew": "renew",
    "notice": "notice",
    "upgrade": "upgrade",
    "downgrade": "downgrade",
    "end": "end",
    "task": "task",
    "todo": "task",
    "start": "start",
    "move": "move",
    "blocked": "blocked",
    "block": "blocked",
    "waived": "waived",
    "waive": "waived",
    "reopen": "reopen",
    "goal": "goal",
    "upsell": "upsell",
    "cross-sell": "cross-sell",
    "crosssell": "cross-sell",
    "feature-upgrade": "feature-upgrade",
}
"""What can be typed -> what is logged."""

LABELS = {
    "nps": "NPS",
    "csat": "CSAT",
    "ces": "CES",
    "call": "Call",
    "email": "Email",
    "meeting": "Meeting",
    "note": "Note",
    "done": "Done",
    "left": "Left",
    "qbr": "QBR",
    "risk": "Risk",
    "pulse": "Pulse",
    "renew": "Renewal",
    "notice": "Notice",
    "upgrade": "Upgrade",
    "downgrade": "Downgrade",
    "end": "End",
    "task": "Task",
    "start": "Start",
    "move": "Move",
    "blocked": "Blocked",
    "waived": "Waived",
    "reopen": "Reopen",
    "goal": "Goal",
    "upsell": "Upsell",
    "cross-sell": "Cross-sell",
    "feature-upgrade": "Feature upgrade",
}

TOUCHPOINTS = frozenset({"call", "email", "meeting", "note"})

TOPICS = {
    "check-in": "check-in",
    "checkin": "check-in",
    "renewal": "renewal",
    "onboarding": "onboarding",
    "escalation": "escalation",
    "expansion": "expansion",
}

TWO_WAY = {"two-way": True, "one-way": False}

WORDS_OF_A_NAME = 8
"""A name is compared from each of its first eight words on."""

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The letters and digits of a text, bare and run together; a text without any is kept, but for its spaces."""
    letters = plain(text)
    return "".join(_WORD.findall(letters)) or "".join(letters.split())


def as_typed(text: str) -> str:
    """A text in lower case with its accents, however they are encoded, and single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=1 << 16)
def name_keys(name: str) -> tuple[str, ...]:
    """A name folded from each of its words on: the whole name first ("Tindle & Rowe" -> "tindlerowe", "rowe")."""
    words = _WORD.findall(plain(name))
    return tuple("".join(words[i:]) for i in range(min(len(words), WORDS_OF_A_NAME))) or (fold(name),)


def listed(names: Sequence[str]) -> str:
    """Names for a sentence: "A", "A and B", at most five and then "and 7 more"."""
    shown = [clip(name) for name in names[:5]]
    if len(names) > 5:
        return f"{', '.join(shown)} and {len(names) - 5} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else ""


def clip(text: str) -> str:
    """A text short enough for a sentence, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"

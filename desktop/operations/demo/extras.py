"""What single filler accounts have beside the usual: risks, offers, a cover, a notice, a lost sponsor."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.operations.demo.diary import Diary
from desktop.operations.demo.names import TOMAS

RISKS = (
    ("Garnet Mining", "Use down by a third", 44, "high", 93000, None, None),
    ("Thornbury Motors", "Sponsor gone", 40, "high", 48000, None, None),
    ("Sable Hotels", "Silent since the cut", 30, "medium", 54000, None, None),
    ("Elmhurst College", "Budget review of the faculty", 170, "medium", 72000, 128, "false_alarm"),
    ("Quay Side Foods", "Champion unhappy with reports", 300, "medium", 31000, 180, "saved"),
    ("Juno Analytics", "Budget cut announced", 190, "high", 56000, 95, "lost"),
    ("Maple Signal", "Not live after four months", 280, "high", 31000, 130, "lost"),
    ("Tern Travel", "Compares a cheaper offer", 100, "medium", 21000, 20, "lost"),
)
"""Account, reason, opened, severity, ARR, closed, outcome."""

OFFERS = (
    ("Halcyon Labs", "upsell", 38000, 170, 130, "won", 0.8),
    ("Northwick Rail", "cross_sell", 32000, 140, 100, "won", 0.7),
    ("Marlow & Finch", "feature_upgrade", 26000, 190, 150, "won", 0.6),
    ("Dunmere Pharmacies", "feature_upgrade", 22000, 120, 80, "won", 0.7),
    ("Eastlake Ferries", "upsell", 12000, 230, 150, "lost", 0.3),
    ("Orchard Street Bank", "cross_sell", 24000, 40, -45, "open", 0.4),
    ("Vantor Ceramics", "upsell", 15000, 25, -60, "open", 0.5),
    ("Lindqvist Möbel", "feature_upgrade", 14000, 33, -70, "open", 0.5),
    ("Beacon Hill Clinics", "upsell", 9000, 18, -52, "open", 0.6),
)
"""Account, kind, ARR, opened, close day (negative = ahead), state, likelihood."""


STUCK = {"Juno Analytics": (225, 95), "Maple Signal": (262, 130), "Tern Travel": (140, 20)}
"""Account -> when the escalated ticket was opened that was still open when it left, and when that was."""


def write_extras(books: Mapping[str, Diary]) -> None:
    """Writes them for those accounts that the book holds."""
    for name, reason, opened, severity, arr, closed, outcome in RISKS:
        if name in books:
            book = books[name]
            book.put("risks", reason, opened, reason=reason, opened_on=book.day(opened), severity=severity, arr=arr,
                     plan="Weekly call until it is better", owner=book.csm, due_on=book.day(opened - 60))  # fmt: skip
            if closed is not None:
                book.put("risks", reason, closed, closed_on=book.day(closed), outcome=outcome)
    for name, kind, arr, opened, close, state, likelihood in OFFERS:
        if name in books:
            book = books[name]
            book.put("opportunities", "1", opened, kind=kind, arr=arr, close_on=book.day(close), likelihood=likelihood,
                     state="open")  # fmt: skip
            if state != "open":
                book.put("opportunities", "1", max(close, 1), state=state, reason="price" if state == "lost" else None)
    for name, (opened, left) in STUCK.items():
        if name in books:
            books[name].ticket(opened, "Import keeps failing", closed=left, priority="high", escalated=True)
    _write_people(books)


def _write_people(books: Mapping[str, Diary]) -> None:
    """A cover while somebody is away, and a notice."""
    if "Halcyon Labs" in books:
        book = books["Halcyon Labs"]
        book.put("ownerships", "cover", 6, csm=TOMAS, from_on=book.day(6), until_on=book.day(-9), kind="cover")
    if "Corvid Games" in books:
        book = books["Corvid Games"]
        book.put("subscriptions", "2", 9, notice_given_on=book.day(9), reason="budget")
    if "Gannet Studios" in books:
        book = books["Gannet Studios"]
        book.put("churns", "1", 430, on=book.day(430), reason="price", notes="Came back eight months later.")
    if "Thornbury Motors" in books:
        book = books["Thornbury Motors"]
        book.put("contacts", "sponsor", 300, name="Marcus Braithe", email=None, title="Plant director", role="sponsor",
                 influence="decides", stance="supporter")  # fmt: skip
        book.put("contacts", "sponsor", 45, left_on=book.day(47))

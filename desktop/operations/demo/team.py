"""A colleague's edits in a second copy of the finished book: Tomas looks after six of Mara's accounts for her.

Twenty rows, and one field that Mara changed as well after the copy was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from desktop.operations.demo.batch import KINDS, Cell, DemoBatch, Row, cell
from desktop.operations.demo.names import MARA, TOMAS

AFTER_COPY_LABEL = "After the copy was sent"
"""Label of the batch that goes into the first file only, once the second has been copied from it."""

CLASH = ("Verity Insurance", "next_step")
"""The account and the field that both changed."""

_Edit = tuple[str, Mapping[str, Cell]]


def team_edits(as_of: date, seed: int = 1) -> Iterator[DemoBatch]:
    """What Tomas did in his copy: one batch an account, twenty rows in all, on the evening before as-of.

    The copy has to be made of the finished book, before the batch labelled AFTER_COPY_LABEL goes in.
    """
    del seed  # The edits are about the stories, which are the same for every seed.
    started = datetime.combine(as_of - timedelta(days=1), time(17, 0), UTC)
    for number, (account, edits) in enumerate(_edits(as_of).items()):
        rows = _rows(account, edits)
        yield DemoBatch(started + timedelta(minutes=11 * number), TOMAS, f"{account}, for Mara", rows)


def after_copy(as_of: date) -> DemoBatch:
    """What Mara changed in the first file after the copy was taken: the other side of the clash."""
    at = datetime.combine(as_of - timedelta(days=1), time(17, 27), UTC)
    account, field = CLASH
    edits: list[_Edit] = [("accounts", {field: "Send QBR draft to Anneke and Joost"})]
    return DemoBatch(at, MARA, AFTER_COPY_LABEL, _rows(account, edits))


def _edits(as_of: date) -> dict[str, list[_Edit]]:
    yesterday = as_of - timedelta(days=1)

    def ahead(days: int) -> date:
        return as_of + timedelta(days=days)

    def call(number: int, subject: str, contact: str, notes: str) -> _Edit:
        return "touchpoints", {
            "external_id": f"cover-{number}", "on": yesterday, "kind": "call", "state": "held", "topic": "check-in",
            "two_way": True, "subject": subject, "contact": contact, "notes": notes,
        }  # fmt: skip

    def task(number: int, title: str, side: str, days: int) -> _Edit:
        return "tasks", {
            "external_id": f"cover-{number}", "title": title, "side": side, "due_on": ahead(days), "owner": TOMAS,
            "source": "call",
        }  # fmt: skip

    return {
        "Verity Insurance": [
            ("accounts", {CLASH[1]: "QBR draft waits for the audit export"}),
            call(1, "Audit export", "Bram Hoekman", "The two columns are all that is missing."),
            task(1, "Ask engineering for the audit export by Thursday", "ours", 3),
            ("pulses", {"on": yesterday, "value": 4, "reason": "Looking forward to the review."}),
        ],
        "Lumen Dental": [
            call(2, "Who plans now", "Ines Vogt", "Katrin Ott takes over from Jana next week."),
            ("contacts", {"name": "Katrin Ott", "email": "katrin.ott@lumen-dental.example", "title": "Head of practice",
                          "role": "champion", "influence": "sways", "stance": "neutral"}),
            ("accounts", {"next_step": "Welcome call with Katrin Ott"}),
            task(2, "Send Katrin the short tour", "ours", 4),
        ],
        "Kestrel Grid": [
            call(3, "Reference", "Owen Penhale", "Would talk to one prospect a quarter."),
            ("accounts", {"next_step": "Send two dates for the reference call", "next_step_on": ahead(5)}),
            task(3, "Two dates for a reference call", "ours", 5),
        ],
        "Nimbus Yoga": [
            ("accounts", {"next_step": "Offer sent: call Mei on Friday"}),
            ("surveys", {"external_id": "cover-1", "kind": "csat", "responded_on": yesterday, "score": 5,
                         "contact": "Kayla Duarte", "comment": "Quick and friendly, as always."}),
            task(4, "Sign the offer for twenty seats", "theirs", 9),
        ],
        "Pallas Robotics": [
            call(4, "Price review, preparation", "Freja Kvist", "Fifty-six people use it; she would fight for it."),
            ("accounts", {"next_step": "Price review with Sven and Freja"}),
            ("risks", {"reason": "Other offer on the table", "opened_on": yesterday, "severity": "medium",
                       "arr": 112000, "owner": TOMAS, "due_on": ahead(9)}),
        ],
        "Tindle & Rowe": [
            ("accounts", {"tags": "support"}),
            task(5, "Send the support plan to Jana in writing", "ours", 1),
            ("pulses", {"on": yesterday, "value": 2, "reason": "Jana is cross, Piet holds on."}),
        ],
    }  # fmt: skip


def _rows(account: str, edits: Sequence[_Edit]) -> dict[str, tuple[Row, ...]]:
    kinds: dict[str, list[Row]] = {}
    for kind, cells in edits:
        name = "name" if kind == "accounts" else "account"
        kinds.setdefault(kind, []).append({name: account, **{column: cell(value) for column, value in cells.items()}})
    return {kind: tuple(kinds[kind]) for kind in KINDS if kind in kinds}

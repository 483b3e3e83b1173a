"""Changes since a note: counted from the newest note there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.domain.team.since import Noted, Since, counted_from

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_that_changes_add_up_over_kinds() -> None:
    assert Since(Noted(AT, "Boss")).changes == 0
    assert Since(Noted(AT, "Boss"), (("task", 2), ("account", 1)), ("Ana",), AT).changes == 3


def test_that_a_note_left_after_it_was_read_begins_anew_and_an_older_one_does_not() -> None:
    since = Since(Noted(AT, "Boss"), (("task", 2),), ("Ana",), AT + timedelta(hours=1))
    newer = Noted(AT + timedelta(hours=2), "Boss")
    assert counted_from(since, newer) == Since(newer)
    assert counted_from(since, since.noted) is since
    assert counted_from(since, Noted(AT - timedelta(hours=2), "Boss")) is since

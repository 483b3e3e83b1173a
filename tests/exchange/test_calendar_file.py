"""The calendar file: what RFC 5545 asks of a line, and entries that other programs know again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.diary import Entry
from desktop.domain.errors import FileProblem
from desktop.exchange.calendar_file import calendar_text, write_calendar

AT = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))
CALL = Entry("T1", "call", date(2026, 12, 2), "Acme", time(14, 30), "Jana Novak", "Pricing")
REVIEW = Entry("Q1", "qbr", date(2026, 12, 3), "Acme", None, "Jana, Otto", "autumn")
OPT_OUT = Entry(
    "L1", "opt_out", date(2026, 12, 15), "Acme", about="Suite", renews_on=date(2027, 3, 15), arr_cents=14_800_000
)


def written(*entries: Entry) -> str:
    return calendar_text(entries, name="book", made_at=AT)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_that_each_line_ends_with_both_signs_and_the_calendar_says_what_it_is() -> None:
    text = written(CALL)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert unfolded(text)[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Perennial//Diary//EN"]


def test_that_a_meeting_with_an_hour_is_a_moment_and_one_without_is_a_day() -> None:
    lines = unfolded(written(CALL, REVIEW))
    assert "DTSTART:20261202T143000" in lines
    assert "DTEND:20261202T153000" in lines
    assert "DTSTART;VALUE=DATE:20261203" in lines
    assert lines.count("DTSTAMP:20261123T080000Z") == 2


def test_that_an_opt_out_says_what_ends_and_how_much_it_is() -> None:
    lines = unfolded(written(OPT_OUT))
    assert "SUMMARY:Acme: last day to opt out" in lines
    assert "DESCRIPTION:Suite\\nThe term ends on 15 Mar 2027\\n148\N{NO-BREAK SPACE}k ARR" in lines


def test_that_a_row_keeps_its_uid_when_its_day_moves() -> None:
    def uids(text: str) -> list[str]:
        return [line for line in unfolded(text) if line.startswith("UID:")]

    assert uids(written(CALL)) == uids(written(CALL._replace(on=date(2027, 1, 8)))) == ["UID:T1@perennial"]


def test_that_what_would_end_a_value_is_escaped() -> None:
    lines = unfolded(written(CALL._replace(about="a, b; c\\d\r\nEND:VCALENDAR")))
    assert "SUMMARY:Acme: a\\, b\\; c\\\\d\\nEND:VCALENDAR" in lines
    assert lines.count("END:VCALENDAR") == 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_that_no_line_is_longer_than_75_octets_and_every_text_comes_back(about: str, account: str) -> None:
    text = written(CALL._replace(about=about or "x", account=account))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    summary = next(line for line in unfolded(text) if line.startswith("SUMMARY:"))
    said = f"{account}: {about or 'x'}".replace("\r\n", "\n").replace("\r", "\n")
    assert unescaped(summary.removeprefix("SUMMARY:")) == re.sub("[\x00-\x08\x0b-\x1f\x7f]", "", said)


def test_that_a_calendar_in_a_folder_that_is_not_there_is_a_problem_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        write_calendar(tmp_path / "no" / "x.ics", [CALL], name="book", made_at=datetime(2026, 1, 1, tzinfo=UTC))

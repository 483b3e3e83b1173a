"""A calendar file (.ics) as other programs take it in: entries known again by their row, so that days can move.

Source: RFC 5545; times are local ones without a zone ("floating"), as they were noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.charts.words import Language
from desktop.domain.diary import Entry
from desktop.exchange.whole_file import write_whole

LONGEST = 75
"""Octets of a line, its break not counted."""
MEETING = timedelta(hours=1)
"""How long a meeting is shown: only its beginning is noted."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\;,\x00-\x1f\x7f\ud800-\udfff]")
"""What is escaped or left out."""
_ENGLISH = Language()


def calendar_text(entries: Iterable[Entry], *, name: str, made_at: datetime) -> str:
    """The entries as a calendar.

    Args:
        name: what calendar programs may call it.
        made_at: when, with its zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Perennial//Diary//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for each in entries:
        lines += _event(each, stamp)
    lines.append("END:VCALENDAR")
    lines.append("")
    return "\r\n".join([line if len(line) <= LONGEST and line.isascii() else _folded(line) for line in lines])


def write_calendar(path: Path, entries: Iterable[Entry], *, name: str, made_at: datetime) -> None:
    """
    Raises:
        FileProblem: it cannot be written; what was there stays.
    """
    write_whole(path, calendar_text(entries, name=name, made_at=made_at).encode())


def _event(entry: Entry, stamp: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(entry.row)}@perennial",
        f"DTSTAMP:{stamp}",
    ]
    if entry.at is None:
        lines.append(f"DTSTART;VALUE=DATE:{_day(entry.on)}")
        # Without an end it lasts that day.
    else:
        begins = datetime.combine(entry.on, entry.at)
        lines += [f"DTSTART:{_moment(begins)}", f"DTEND:{_moment(begins + MEETING)}"]
    lines.append(f"SUMMARY:{_escaped(_summary(entry))}")
    told = _description(entry)
    if told:
        lines.append(f"DESCRIPTION:{_escaped(told)}")
    # A day that is only to be known about blocks nobody's time.
    lines += ["TRANSP:TRANSPARENT" if entry.at is None else "TRANSP:OPAQUE", "END:VEVENT"]
    return lines


def _summary(entry: Entry) -> str:
    match entry.kind:
        case "opt_out":
            return f"{entry.account}: last day to opt out"
        case "qbr":
            return f"{entry.account}: QBR"
        case _:
            return f"{entry.account}: {entry.about or entry.kind}"


def _description(entry: Entry) -> str:
    if entry.kind == "opt_out":
        renews = "" if entry.renews_on is None else f"The term ends on {_ENGLISH.day(entry.renews_on)}"
        arr = "" if entry.arr_cents is None else f"{_ENGLISH.money(entry.arr_cents)} ARR"
        return "\n".join(text for text in (entry.about, renews, arr) if text)
    who = f"With {entry.who}" if entry.who else ""
    return "\n".join(text for text in (entry.about if entry.kind == "qbr" else "", who) if text)


def _day(on: date) -> str:
    # Not strftime, which writes the year 900 with three digits on some systems.
    return on.isoformat().replace("-", "")


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("-", "").replace(":", "")


def _escaped(text: str) -> str:
    """A TEXT value (3.3.11), without what a calendar cannot hold."""
    if not _SPECIAL.search(text):
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = _CONTROLS.sub("", plain)
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line broken at 75 octets (3.1), never within a letter."""
    if len(line.encode()) <= LONGEST:
        return line
    parts, used = [""], 0
    for letter in line:
        size = len(letter.encode())
        if used + size > LONGEST:
            # The space that a broken line goes on with counts.
            parts.append(" ")
            used = 1
        parts[-1] += letter
        used += size
    return "\r\n".join(parts)

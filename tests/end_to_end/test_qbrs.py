"""Reviews from the command line: the list, and the page of one as a presentation."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from desktop.operations.qbrs.preparing import NewLine, add_lines
from desktop.store.portfolio import Portfolio
from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import Book

AS_OF = date.fromisoformat(DEMO_DAY)
DAY = ("--as-of", DEMO_DAY)
QBR_ON = (AS_OF + timedelta(days=9)).isoformat()
"""Verity's, as its story has it."""


def test_that_the_list_tells_what_is_due_and_unplanned_first(demo: Book) -> None:
    found = demo.json("qbrs", *DAY)
    states = [each["state"] for each in found["qbrs"]]
    opened = [each in ("overdue", "due", "unrecorded") for each in states]
    assert opened == sorted(opened, reverse=True)
    assert found["unplanned"] == sum(opened)
    assert found["coverage_90_days"]["denominator"] == found["accounts"] == len(found["qbrs"])
    assert found["qbrs"][0]["account"] == "Ostrava Freight"
    verity = next(each for each in found["qbrs"] if each["account"] == "Verity Insurance")
    assert (verity["planned_on"], verity["readiness"]) == (QBR_ON, 4)
    assert [each["key"] for each in verity["points"] if not each["ready"]] == ["decision"]


def test_that_coverage_is_that_of_the_team(demo: Book) -> None:
    team = demo.json("team", *DAY)["book"]["qbr"]["coverage"]
    ours = demo.json("qbrs", *DAY)["coverage_90_days"]
    assert (ours["numerator"], ours["denominator"]) == (team["numerator"], team["denominator"])


def test_that_a_page_without_a_line_is_not_written(demo_copy: Book, tmp_path: Path) -> None:
    out = tmp_path / "deck.pptx"
    done = demo_copy.run("report", "--qbr", "verity", "--out", out, *DAY)
    assert (done.code, out.exists()) == (1, False)
    assert "prepare it" in done.err


def test_that_the_page_of_a_review_is_written_as_a_presentation(demo_copy: Book, tmp_path: Path) -> None:
    with Portfolio.open(demo_copy.path) as book:
        account = book.read(lambda c: c.execute("SELECT id FROM account WHERE name LIKE 'Verity%'").fetchone()[0])
        book.perform(add_lines, account, [NewLine(5, "Renew for three years")], as_of=AS_OF)
    out = tmp_path / "deck.pptx"
    told = demo_copy.json("report", "--qbr", "verity", "--out", out, *DAY)
    assert told == {"out": str(out), "account": "Verity Insurance", "on": QBR_ON, "lines": 1}
    assert out.read_bytes()[:2] == b"PK"
    paper = tmp_path / "page.pdf"
    told = demo_copy.json("report", "--qbr", "verity", "--out", paper, *DAY)
    assert told == {"out": str(paper), "account": "Verity Insurance", "on": QBR_ON, "lines": 1}
    assert paper.read_bytes()[:5] == b"%PDF-"


def test_that_the_calendar_holds_what_is_ahead_and_says_how_much(demo_copy: Book, tmp_path: Path) -> None:
    out = tmp_path / "ahead.ics"
    told = demo_copy.json("report", "--calendar", "--out", out, *DAY)
    text = out.read_bytes().decode()
    assert text.count("BEGIN:VEVENT") == told["meetings"] + told["qbrs"] + told["opt_outs"]
    assert min(told["meetings"], told["qbrs"], told["opt_outs"]) > 0
    assert "SUMMARY:Verity Insurance: QBR" in text
    assert "SUMMARY:Ostrava Freight: last day to opt out" in text


def test_that_a_report_is_never_written_over_the_book_nor_as_something_else(demo_copy: Book, tmp_path: Path) -> None:
    assert demo_copy.run("report", "--qbr", "verity", "--out", tmp_path / "x.doc", *DAY).code == 1
    assert demo_copy.run("report", "--calendar", "--out", tmp_path / "x.pdf", *DAY).code == 1
    assert demo_copy.run("report", "--out", tmp_path / "x.pptx").code == 2
    assert demo_copy.run("report", "--calendar", "--qbr", "verity", "--out", tmp_path / "x.ics").code == 2

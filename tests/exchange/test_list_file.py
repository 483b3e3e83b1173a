"""Lists for spreadsheets: typed cells, in the order seen, and nothing in them runs."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from desktop.domain.listing.sheet import Sheet, SheetColumn
from desktop.exchange.list_file import as_html, as_text, csv_text, write_csv, write_xlsx

SHEET = Sheet(
    (
        SheetColumn("name", "Account", "text"),
        SheetColumn("arr", "ARR", "money"),
        SheetColumn("coverage", "Coverage", "percent"),
        SheetColumn("due", "Due", "to"),
    ),
    [
        ["=HYPERLINK(1)", 1234_56, 0.85, date(2026, 12, 3)],
        ['Müller, "Ost"', -5_00, None, None],
        ["@x", None, 1.0, None],
    ],
)


def test_that_csv_holds_units_shares_and_iso_days_and_no_formula() -> None:
    assert csv_text(SHEET).splitlines() == [
        "Account,ARR,Coverage,Due",
        "'=HYPERLINK(1),1234.56,0.85,2026-12-03",
        '"Müller, ""Ost""",-5,,',
        "'@x,,1,",
    ]


def test_that_a_csv_file_tells_spreadsheets_its_alphabet(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", SHEET)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfAccount")


def test_that_xlsx_holds_numbers_and_days_as_such_and_no_formula(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", SHEET, title="Accounts")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page
    assert "<v>1234.56</v>" in page
    assert "<v>46359</v>" in page, "3 Dec 2026, counted from 1899-12-30"
    assert "'=HYPERLINK(1)" in texts
    assert 'state="frozen"' in page
    assert '<autoFilter ref="A1:D4"/>' in page


def test_that_a_copied_table_is_text_and_html_without_formulas_or_markup() -> None:
    header, rows = ["Account", "Next step"], [["=1+1", "Call\nJana <b>"], ["-5", "x\ty"]]
    assert as_text(header, rows) == "Account\tNext step\n'=1+1\tCall Jana <b>\n-5\tx y\n"
    assert "<td>&#x27;=1+1</td>" in as_html(header, rows)
    assert "&lt;b&gt;" in as_html(header, rows)

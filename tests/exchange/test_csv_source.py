"""CSV as it comes: encodings, separators, quotes, broken files, and the lines rows are reported with."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import FileProblem
from desktop.exchange.csv_source import MAX_CELL, read_csv
from desktop.exchange.tables import Reject, Table

PLAIN = "name,note\nAcme,Größe œ 5 €\nBolt,ok\n"
COLUMNS = (["Acme", "Bolt"], ["Größe œ 5 €", "ok"])


def read(folder: Path, data: bytes | str, name: str = "accounts.csv") -> Table:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_csv(path)


def refusal(folder: Path, data: bytes | str) -> str:
    started = time.monotonic()
    with pytest.raises(FileProblem) as problem:
        read(folder, data)
    assert time.monotonic() - started < 2
    assert "accounts.csv" in str(problem.value)
    return str(problem.value)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le").join([b"\xff\xfe", b""]),
        PLAIN.encode("utf-16-be").join([b"\xfe\xff", b""]),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace(",", ";").encode("cp1252"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", "|").encode(),
        b"\n\n" + PLAIN.replace("\n", "\n\n").encode(),
        PLAIN.replace("Bolt", " \t Bolt  ").encode(),
        PLAIN.replace("name,note", '"name","note"').encode(),
        PLAIN.replace("name", " name ").encode(),
        (PLAIN + ",\n , \n\n").encode(),
    ],
    ids=[
        "utf-8",
        "byte order mark",
        "utf-16",
        "utf-16 little",
        "utf-16 big",
        "windows-1252",
        "crlf",
        "cr",
        "no last line end",
        "semicolons in windows-1252",
        "tabs in utf-16",
        "bars",
        "blank lines",
        "blanks around cells",
        "quoted header",
        "blanks in the header",
        "empty rows at the end",
    ],
)
def test_that_the_same_table_is_read_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    table = read(tmp_path, data)
    assert (table.header, table.columns, table.rejects) == (("name", "note"), COLUMNS, ())


def test_that_several_peculiarities_at_once_are_read(tmp_path: Path) -> None:
    text = '\r\nname;note\r\n\r\n"Acme; Ltd";"says ""hi""\r\nand goes"\r\nBolt;ü,ö\r\n'
    table = read(tmp_path, text.encode("utf-16"))
    assert table.columns == (["Acme; Ltd", "Bolt"], ['says "hi"\r\nand goes', "ü,ö"])
    assert table.lines == [4, 6]


def test_that_a_comma_within_quotes_does_not_make_the_separator(tmp_path: Path) -> None:
    table = read(tmp_path, '"a, b, c";d\n1;2\n')
    assert table.header == ("a, b, c", "d")


def test_that_a_single_column_is_a_table(tmp_path: Path) -> None:
    assert read(tmp_path, "name\nAcme\nBolt\n").columns == (["Acme", "Bolt"],)


def test_that_rows_carry_the_line_they_start_on(tmp_path: Path) -> None:
    table = read(tmp_path, 'name,note\n\nA,"one\ntwo\nthree"\nB,x\n\n\nC,"y\nz"\nD,\n')
    assert list(zip(table.columns[0], table.lines, strict=True)) == [("A", 3), ("B", 6), ("C", 9), ("D", 11)]


def test_that_rows_with_too_many_or_too_few_cells_are_rejected_with_their_line(tmp_path: Path) -> None:
    table = read(tmp_path, 'name,note,more\nA,"x\ny",1\nB,2\nC,1,2,3\nD,4,5\n')
    assert table.columns[0] == ["A", "D"]
    assert [(each.line, each.cells, each.source) for each in table.rejects] == [
        (4, ("B", "2", ""), "accounts.csv"),
        (5, ("C", "1", "2"), "accounts.csv"),
    ]
    assert [each.reason for each in table.rejects] == [
        "has 2 cells where the header has 3",
        "has 4 cells where the header has 3",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('name,note\nA,1\nB,2\nC,"never closed\nD,4\n', "from line 4: a quote is opened and never closed"),
        ('name,note\nA,"closed" too late\n', "from line 2"),
        ("", "is empty: there is no header row"),
        ("\n , \n\n", "is empty: there is no header row"),
        ("\ufeff", "is empty: there is no header row"),
        (b"name,note\nA,\x00\n", "NUL bytes"),
        ("name,note\nA,x\n".encode("utf-16-le"), "NUL bytes"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL bytes"),
        (b"name,note\nA,\x81\x8d\n", "save it as CSV UTF-8"),
        ("name,note\nA,ü\nB,".encode() + b"\xfc\n", "is UTF-8, but broken in line 3"),
        (f"name,note\nA,x\nB,{'y' * 200_000}\n", "from line 3: a cell has more than 131,072 characters"),
        ('name,note\nA,"' + "never closed\n" * 200_000, "from line 2: a cell has more than 131,072 characters"),
    ],
    ids=[
        "unclosed quote",
        "text after a quote",
        "empty file",
        "blank lines only",
        "byte order mark only",
        "NUL byte",
        "utf-16 without mark",
        "a picture",
        "no encoding",
        "utf-8 with a broken letter",
        "200 kB cell",
        "unclosed quote over megabytes",
    ],
)
def test_that_a_broken_file_is_refused_within_two_seconds(tmp_path: Path, data: bytes | str, said: str) -> None:
    assert said in refusal(tmp_path, data)


def test_that_a_cell_of_the_greatest_length_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, f"name\n{'x' * MAX_CELL}\n")
    assert len(table.columns[0][0]) == MAX_CELL


def test_that_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    table = read(tmp_path, "name,note\n")
    assert (table.header, table.columns, table.lines) == (("name", "note"), ([], []), [])


def test_that_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be read: Is a directory"):
        read_csv(tmp_path)
    with pytest.raises(FileProblem, match="does not exist"):
        read_csv(tmp_path / "missing.csv")


def test_that_text_in_cells_is_read_literally(tmp_path: Path) -> None:
    texts = [
        "<b>bold</b><img src=x>",
        "=cmd|' /C calc'!A0",
        "$5 & 'six'",
        "🙂 עברית‏ مرحبا",
        '""',
        "a\tb",
        "-5",
        "C:\\x",
    ]
    path = tmp_path / "accounts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["note", "more"], *([text, "x"] for text in texts)])
    assert read_csv(path).columns[0] == texts


def test_that_the_digest_tells_sources_apart_by_contents_alone(tmp_path: Path) -> None:
    first, copy, other = (read(tmp_path, text, f"{n}.csv") for n, text in enumerate(("a\n1\n", "a\n1\n", "a\n2\n")))
    assert first.digest == copy.digest != other.digest


def test_that_a_file_of_rejects_is_read_as_its_source(tmp_path: Path) -> None:
    table = read(tmp_path, "account,value,line,column,reason\nAcme,5,2,value,is outside\nBolt,1\n")
    assert (table.header, table.columns) == (("account", "value"), (["Acme"], ["5"]))
    assert [(each.header, each.cells) for each in table.rejects] == [(("account", "value"), ("Bolt", "1"))]


@pytest.mark.parametrize("was_on", [True, False])
def test_that_reading_leaves_the_collector_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was_on: bool
) -> None:
    # Not Python's own: tests of the window in the same process need that off.
    switched = [was_on]
    python = SimpleNamespace(
        isenabled=lambda: switched[-1],
        enable=lambda: switched.append(True),
        disable=lambda: switched.append(False),
    )
    monkeypatch.setattr("desktop.store.collector.gc", python)
    refusal(tmp_path, 'a\n"x')
    assert (switched[1], switched[-1]) == (False, was_on)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8), separator=st.sampled_from(",;\t|"), wide=st.booleans())
@settings(max_examples=100)
def test_that_whatever_was_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], separator: str, wide: bool
) -> None:
    path = tmp_path_factory.mktemp("cells") / "any.csv"
    with path.open("w", encoding="utf-16" if wide else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
        writer.writerows([("one", "two"), *rows])
    kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert [list(row) for row in zip(*read_csv(path).columns, strict=True)] == kept


@given(data=st.binary(max_size=400), seed=st.integers(0, 10**6))
@settings(max_examples=100)
def test_that_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, seed: int) -> None:
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    good = b'name,note\nAcme,"x, y"\nBolt,z\n' * 20
    at = random.Random(seed).randrange(len(good))
    for contents in (data, good[:at] + data + good[at:]):
        path.write_bytes(contents)
        try:
            table = read_csv(path)
        except FileProblem:
            continue
        assert all(len(column) == len(table.lines) for column in table.columns)


def test_that_an_empty_cell_is_not_quoted() -> None:
    assert str(Reject("a.csv", 4, "name", "", "is empty and has to be given")) == (
        "a.csv, line 4: name is empty and has to be given"
    )
    assert str(Reject("a.csv", 4, "name", "x", "is odd")) == "a.csv, line 4: name 'x' is odd"
    assert str(Reject("a.csv", 4, "", "", "is too short")) == "a.csv, line 4: is too short"

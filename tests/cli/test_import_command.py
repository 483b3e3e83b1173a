"""perennial import: its options, what it writes beside the book, and how it says what it cannot do."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.exchange.kinds import KINDS
from tests.end_to_end.program import Book, Home, Tables, digest, write_csv

NOBODY = 65534
DAY = ("--as-of", "2026-05-20")
TABLES: Tables = {"accounts": [{"name": "Acme", "segment": "SMB"}, {"name": "Bolt"}]}
SURVEYS: list[dict[str, object]] = [
    {"account": "Acme", "kind": "nps", "responded_on": "2026-05-19", "score": 3, "comment": "slow"},
    {"account": "Nobody", "kind": "nps", "responded_on": "2026-05-17", "score": 9},
    {"account": "Bolt", "kind": "nps", "responded_on": "2026-05-19", "score": 11},
    {"account": "Bolt", "kind": "nps", "responded_on": "19/05/2026", "score": 9, "comment": "=1+1"},
]
"""One that is taken and starts a playbook, and three that are not."""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.of(tmp_path, TABLES, as_of=DAY[1])


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def names(book: Book) -> set[str]:
    return {account["name"] for account in book.json("accounts", *DAY)}


# -- --dry-run


def test_that_a_dry_run_says_the_same_counts_and_writes_nothing(book: Book, tmp_path: Path) -> None:
    accounts = write_csv(tmp_path / "accounts.csv", [{"name": "Acme", "segment": "Mid"}, {"name": "Cole"}])
    surveys = write_csv(tmp_path / "surveys.csv", SURVEYS)
    before, history = book.digest(), book.json("history")
    rehearsed = book.json("import", accounts, surveys, "--dry-run", *DAY, code=1)
    assert book.digest() == before
    assert book.json("history") == history
    assert names(book) == {"Acme", "Bolt"}

    assert book.json("import", accounts, surveys, *DAY, code=1) == rehearsed
    assert rehearsed["kinds"] == {
        "accounts": {"rows": 2, "new": 1, "updated": 1, "unchanged": 0, "rejected": 0},
        "surveys": {"rows": 4, "new": 1, "updated": 0, "unchanged": 0, "rejected": 3},
    }
    assert names(book) == {"Acme", "Bolt", "Cole"}


def test_that_a_dry_run_says_what_it_is_and_what_playbooks_would_add(book: Book, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "surveys.csv", SURVEYS[:1])
    said = book.say("import", source, "--dry-run", *DAY)
    assert "3 tasks added by playbooks." in said
    assert said.endswith("Nothing was written (--dry-run).\n")
    real = book.say("import", source, *DAY)
    assert said == real + "Nothing was written (--dry-run).\n"


# -- --as and --map


def test_that_as_says_what_two_kinds_could_be(book: Book, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "export.csv", [{"account": "Acme", "name": "Jana"}])
    done = book.run("import", source, *DAY)
    assert (done.code, done.out) == (1, "")
    assert "it could hold contacts or milestones. Say which with --as." in done.err
    assert set(book.json("import", source, "--as", "contacts", *DAY)["kinds"]) == {"contacts"}
    assert set(book.json("import", source, "--as", "milestones", *DAY)["kinds"]) == {"milestones"}


@pytest.mark.parametrize("kind", ["people", "", "Accounts", "account"])
def test_that_an_unknown_kind_is_refused_with_those_there_are(book: Book, tmp_path: Path, kind: str) -> None:
    source, before = write_csv(tmp_path / "accounts.csv", [{"name": "New"}]), book.digest()
    done = book.run("import", source, "--as", kind)
    assert (done.code, done.out) == (1, "")
    assert repr(kind) in done.err
    assert all(each in done.err for each in KINDS)
    assert book.digest() == before


def test_that_a_map_names_the_columns_of_another_system(book: Book, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "export.csv", [{"Customer": "Cole", "Client owner": "Ines", "Tier": "A"}])
    mapping = tmp_path / "map.toml"
    mapping.write_text('kind = "accounts"\n[columns]\n"Customer" = "name"\n"client OWNER" = "csm"\n', encoding="utf-8")
    book.say("import", source, "--map", mapping, *DAY)
    (cole,) = [each for each in book.json("accounts", *DAY) if each["name"] == "Cole"]
    assert cole["csm"] == "Ines"
    assert "Tier" in book.say("account", "Cole", *DAY)


def test_that_as_goes_before_the_kind_of_the_map(book: Book, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "export.csv", [{"account": "Acme", "Person": "Jana"}])
    mapping = tmp_path / "map.toml"
    mapping.write_text('kind = "milestones"\n[columns]\nPerson = "name"\n', encoding="utf-8")
    found = book.json("import", source, "--map", mapping, "--as", "contacts", *DAY)
    assert set(found["kinds"]) == {"contacts"}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("kind = ", 3, "map.toml is not TOML"),
        ("\xff", 3, "map.toml is not TOML"),
        ('kind = "people"', 1, "there is no kind 'people'"),
        ('[columns]\nname = "nonsense"', 1, "there is no column 'nonsense'"),
        ('[columns]\nName2 = "name"', 1, "No source has the column 'Name2'"),
        ("columns = 3", 1, "has to be a table"),
        ("colums = 3", 1, "'colums' is not known here"),
    ],
)
def test_that_a_map_that_says_nothing_sensible_is_refused(
    book: Book, tmp_path: Path, text: str, code: int, said: str
) -> None:
    source, mapping, before = (
        write_csv(tmp_path / "accounts.csv", [{"name": "New"}]),
        tmp_path / "map.toml",
        book.digest(),
    )
    mapping.write_text(text, encoding="latin-1")
    done = book.run("import", source, "--map", mapping)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert book.digest() == before


# -- --rejects


def test_that_rejected_rows_are_written_with_line_column_and_reason(book: Book, tmp_path: Path) -> None:
    source, rejects = write_csv(tmp_path / "surveys.csv", SURVEYS), tmp_path / "rejects.csv"
    done = book.run("import", source, "--rejects", rejects, *DAY)
    assert done.code == 1
    assert f"The rejected rows are in {rejects}" in done.err
    header, *rows = read(rejects)
    rows.sort(key=lambda row: int(row[5]))
    assert header == ["account", "kind", "responded_on", "score", "comment", "line", "column", "reason"]
    assert [row[:5] for row in rows] == [
        ["Nobody", "nps", "2026-05-17", "9", ""],
        ["Bolt", "nps", "2026-05-19", "11", ""],
        # What a spreadsheet would run is guarded.
        ["Bolt", "nps", "19/05/2026", "9", "'=1+1"],
    ]
    assert [row[5:7] for row in rows] == [["3", "account"], ["4", "score"], ["5", "responded_on"]]
    assert all(reason.strip() for *_, reason in rows)


def test_that_corrected_rejects_are_imported_as_they_are(book: Book, tmp_path: Path) -> None:
    rejects, whole = tmp_path / "rejects.csv", tmp_path / "whole.csv"
    book.run("import", write_csv(tmp_path / "surveys.csv", SURVEYS), "--rejects", rejects, *DAY)
    text = rejects.read_text(encoding="utf-8")
    for wrong, right in (("Nobody,", "Acme,"), (",11,", ",10,"), (",19/05/2026,", ",2026-05-18,")):
        assert wrong in text
        text = text.replace(wrong, right, 1)
    rejects.write_text(text, encoding="utf-8")
    counts = book.json("import", rejects, "--rejects", whole, *DAY)
    assert (counts["new"], counts["rejected"], counts["rows"]) == (3, 0, 3)
    assert read(whole) == [["account", "kind", "responded_on", "score", "comment", "line", "column", "reason"]]
    comments = [change["new"] for each in book.json("history") for change in each["changes"]]
    assert "'=1+1" not in comments
    assert book.json("import", rejects, *DAY)["unchanged"] == 3


def test_that_rejects_of_a_dry_run_can_be_corrected_before_anything_is_imported(book: Book, tmp_path: Path) -> None:
    source, rejects, before = write_csv(tmp_path / "surveys.csv", SURVEYS), tmp_path / "rejects.csv", book.digest()
    assert book.run("import", source, "--dry-run", "--rejects", rejects, *DAY).code == 1
    assert len(read(rejects)) == 4
    assert book.digest() == before


@pytest.mark.parametrize("which", ["source", "book", "map"])
@pytest.mark.parametrize("how", ["itself", "another way there", "a link", "a second name"])
def test_that_rejects_never_overwrite_what_the_import_reads(book: Book, tmp_path: Path, which: str, how: str) -> None:
    source = write_csv(tmp_path / "surveys.csv", SURVEYS)
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\ncomment = "comment"\n', encoding="utf-8")
    target = {"source": source, "book": book.path, "map": mapping}[which]
    rejects = tmp_path / "rejects.csv"
    if how == "itself":
        rejects = target
    elif how == "another way there":
        (tmp_path / "inner").mkdir()
        rejects = tmp_path / "inner" / ".." / target.name
    elif how == "a link":
        rejects.symlink_to(target)
    else:
        os.link(target, rejects)
    before = [digest(path) for path in (source, mapping, book.path)]
    done = book.run("import", source, "--map", mapping, "--rejects", rejects, *DAY)
    assert (done.code, done.out) == (3, "")
    assert "is read by this very import" in done.err
    assert [digest(path) for path in (source, mapping, book.path)] == before


@pytest.mark.parametrize("place", ["folder", "missing/rejects.csv", "accounts.csv/rejects.csv"])
def test_that_nothing_is_imported_where_rejects_cannot_be_written(book: Book, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    source, before = write_csv(tmp_path / "accounts.csv", [{"name": "New"}]), book.digest()
    done = book.run("import", source, "--rejects", tmp_path / place)
    assert (done.code, done.out) == (3, "")
    assert "cannot be written" in done.err
    assert "Nothing was imported" in done.err
    assert book.digest() == before


# -- what is not there, or may not be read


@pytest.mark.parametrize("option", [False, True])
@pytest.mark.parametrize("place", ["missing.csv", "missing/missing.csv", "accounts.csv/inner.csv", "folder"])
def test_that_a_source_or_map_that_is_not_there_is_a_file_problem(
    book: Book, tmp_path: Path, place: str, option: bool
) -> None:
    (tmp_path / "folder").mkdir()
    source, before = write_csv(tmp_path / "accounts.csv", [{"name": "New"}]), book.digest()
    path = tmp_path / place
    done = book.run("import", source, "--map", path) if option else book.run("import", source, path)
    assert (done.code, done.out) == (3, "")
    assert path.name in done.err
    assert book.digest() == before


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that any user can reach, as pytest's own are closed to others."""
    with TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o777)
        yield place


@contextmanager
def ordinary_user() -> Generator[None]:
    """Whatever is done within is done by a user who is not root, to whom permissions mean nothing."""
    if sys.platform != "linux":
        pytest.skip("permissions of another kind")
    was_root = os.getuid() == 0
    if was_root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if was_root:
            os.setresuid(0, 0, 0)


@pytest.mark.parametrize("which", ["source", "source inside", "map", "map inside", "rejects", "rejects inside"])
def test_that_what_one_may_not_read_or_write_is_a_file_problem_and_none_of_usage(open_place: Path, which: str) -> None:
    book = Book.of(open_place, TABLES, as_of=DAY[1])
    for path in (book.home.folder, *book.home.folder.rglob("*"), book.path):
        path.chmod(0o777)
    source = write_csv(open_place / "accounts.csv", [{"name": "New"}])
    closed = write_csv(open_place / "closed.csv", [{"name": "New"}])
    closed.chmod(0o000)
    before = book.digest()
    inside = open_place / "closed"
    inside.mkdir(mode=0o000)
    arguments = {
        "source": [closed],
        "source inside": [inside / "closed.csv"],
        "map": [source, "--map", closed],
        "map inside": [source, "--map", inside / "closed.csv"],
        "rejects": [source, "--rejects", closed],
        "rejects inside": [source, "--rejects", inside / "closed.csv"],
    }
    with ordinary_user():
        done = book.run("import", *arguments[which])
    assert (done.code, done.out) == (3, "")
    assert "closed.csv" in done.err
    assert "Permission denied" in done.err
    assert "Usage" not in done.err
    assert book.digest() == before


@pytest.mark.parametrize("command", ["new", "demo"])
def test_that_a_book_is_not_made_in_a_folder_that_is_closed(open_place: Path, command: str) -> None:
    home = Home(open_place / "home")
    home.folder.mkdir()
    # Whatever is imported late is imported by a user who may.
    home.say(command, open_place / "first.perennial", *(("--accounts", 10) if command == "demo" else ()))
    closed = open_place / "closed"
    closed.mkdir(mode=0o000)
    with ordinary_user():
        done = home.run(command, closed / "book.perennial")
    assert (done.code, done.out) == (3, "")
    assert "Permission denied" in done.err
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize("which", ["source", "map", "rejects"])
def test_that_a_link_that_leads_back_to_itself_is_a_file_problem(book: Book, tmp_path: Path, which: str) -> None:
    source, before = write_csv(tmp_path / "accounts.csv", [{"name": "New"}]), book.digest()
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    arguments = {"source": [source, loop], "map": [source, "--map", loop], "rejects": [source, "--rejects", loop]}
    done = book.run("import", *arguments[which])
    assert (done.code, done.out) == (3, "")
    assert "loop.csv" in done.err
    assert book.digest() == before


@pytest.mark.parametrize("command", ["new", "demo"])
@pytest.mark.parametrize("place", ["missing", "accounts.csv"])
def test_that_a_book_is_not_made_in_a_folder_that_is_not_there(tmp_path: Path, command: str, place: str) -> None:
    write_csv(tmp_path / "accounts.csv", [{"name": "New"}])
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    done = home.run(command, tmp_path / place / "book.perennial")
    assert (done.code, done.out) == (3, "")
    assert f"There is no folder {tmp_path / place}" in done.err
    assert "make it first" in done.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["accounts.csv", "home"]

"""What a table holds, told from its header; and mapping files."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.exchange.csv_source import read_csv
from desktop.exchange.kinds import KINDS
from desktop.exchange.recognise import batches, plain, read_mapping
from desktop.exchange.tables import Batch


def told(
    folder: Path, header: str, row: str = "", name: str = "rows.csv", kind: str | None = None, **map_: str
) -> Batch:
    path = folder / name
    path.write_text(f"{header}\n{row}\n" if row else f"{header}\n", encoding="utf-8")
    (batch,) = batches(read_csv(path), kind=kind, renamed=map_)
    return batch


def refusal(
    folder: Path, header: str, row: str = "", name: str = "rows.csv", kind: str | None = None, **map_: str
) -> str:
    with pytest.raises(Rejected) as problem:
        told(folder, header, row, name, kind, **map_)
    assert name in str(problem.value)
    return str(problem.value)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_that_a_kind_is_told_by_all_its_columns_in_any_order(tmp_path: Path, name: str) -> None:
    columns = list(KINDS[name].columns)
    assert told(tmp_path, ",".join(columns)).kind == name
    assert told(tmp_path, ",".join(reversed(columns))).kind == name


@pytest.mark.parametrize("name", sorted(KINDS))
def test_that_case_spaces_and_punctuation_of_a_header_do_not_matter(tmp_path: Path, name: str) -> None:
    columns = list(KINDS[name].columns)
    header = ",".join(f" {column.replace('_', ' - ').upper()}: " for column in columns)
    batch = told(tmp_path, header, ",".join(f"cell {at}" for at in range(len(columns))))
    assert batch.kind == name
    assert batch.columns == {column: [f"cell {at}"] for at, column in enumerate(columns)}


def test_that_the_required_columns_tell_a_kind_unless_two_kinds_ask_for_the_same(tmp_path: Path) -> None:
    required = {name: frozenset(kind.required) for name, kind in KINDS.items()}
    twins = {a for a, b in itertools.permutations(required, 2) if required[a] == required[b]}
    assert twins == {"contacts", "milestones"}
    for name in set(KINDS) - twins:
        assert told(tmp_path, ",".join(KINDS[name].required)).kind == name


def test_that_an_ambiguous_header_is_asked_about(tmp_path: Path) -> None:
    assert "it could hold contacts or milestones. Say which with --as" in refusal(tmp_path, "account,name")
    assert told(tmp_path, "account,name", kind="milestones").kind == "milestones"


def test_that_the_name_of_the_file_decides_where_columns_fit_it(tmp_path: Path) -> None:
    assert told(tmp_path, "account,name", name="Milestones.csv").kind == "milestones"
    assert told(tmp_path, "account,on,value", name="accounts.csv").kind == "pulses"


def test_that_a_header_that_fits_nothing_is_refused_with_what_to_do(tmp_path: Path) -> None:
    said = refusal(tmp_path, "Customer,Owner,Score")
    assert "(Customer, Owner, Score) fit no kind of rows" in said
    assert "--as" in said
    assert "--map" in said
    assert "accounts" in said


def test_that_what_was_said_wins_over_the_header(tmp_path: Path) -> None:
    assert told(tmp_path, "account,on,value,reason", kind="churns").kind == "churns"


def test_that_a_missing_required_column_is_named(tmp_path: Path) -> None:
    assert "subscriptions need the column arr, start_on" in refusal(tmp_path, "account,plan", kind="subscriptions")


@pytest.mark.parametrize(
    "header", ["name,tier,tier", "name,Tier,tier", "name,ARR (USD),arr_usd", "name,name", "name,#,#"]
)
def test_that_two_columns_of_one_name_are_refused(tmp_path: Path, header: str) -> None:
    assert "two columns are called" in refusal(tmp_path, header)


def test_that_columns_no_kind_knows_are_said_and_not_kept(tmp_path: Path) -> None:
    batch = told(tmp_path, "account,on,value,mood,blank,", "Acme,2026-01-01,3,good,,?")
    assert set(batch.columns) == {"account", "on", "value"}
    assert batch.notes == (
        "rows.csv: not kept, as pulses have no such column: mood.",
        "rows.csv: not kept, as it has no name: a column with text in it.",
    )


def test_that_columns_accounts_do_not_know_become_own_fields_by_their_own_name(tmp_path: Path) -> None:
    batch = told(tmp_path, "Name,Tier,Cost center", "Acme,gold,7")
    assert batch.columns == {"name": ["Acme"], "own:Tier": ["gold"], "own:Cost center": ["7"]}
    assert batch.notes == ()


def test_that_a_mapping_names_the_columns(tmp_path: Path) -> None:
    batch = told(
        tmp_path, "Customer,Since,Tier", "Acme,2026-01-01,gold", **{"customer": "name", "SINCE ": "started_on"}
    )
    assert batch.kind == "accounts"
    assert batch.columns == {"name": ["Acme"], "started_on": ["2026-01-01"], "own:Tier": ["gold"]}
    assert batch.reject(0, "name", "is odd").column == "Customer"


def test_that_a_mapping_to_a_column_the_kind_does_not_have_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, "name,Worth", kind="accounts", **{"Worth": "arr"})
    assert "'Worth' is mapped to arr, which accounts do not have" in said


def test_that_two_columns_mapped_to_one_are_refused(tmp_path: Path) -> None:
    assert "two columns mean name" in refusal(tmp_path, "name,Customer", kind="accounts", **{"Customer": "name"})


def test_that_a_mapping_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('kind = "subscriptions"\n[columns]\n"Worth a year" = "arr"\nFrom = "start_on"\n', encoding="utf-8")
    assert read_mapping(path) == ("subscriptions", {"Worth a year": "arr", "From": "start_on"})


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ('kind = "colours"', Rejected, "there is no kind 'colours'"),
        ('kind = ["accounts"]', Rejected, "there is no kind"),
        ("kind = 3", Rejected, "there is no kind 3"),
        ('[columns]\nCustomer = "colour"', Rejected, "there is no column 'colour'"),
        ("[columns]\nCustomer = 3", Rejected, "there is no column '3'"),
        ('columns = "name"', Rejected, "has to be a table"),
        ('[column]\nCustomer = "name"', Rejected, "'column' is not known here"),
        ("this is no toml", FileProblem, "is not TOML"),
        ("a = " + "[" * 100_000, FileProblem, "is not TOML"),
    ],
)
def test_that_a_wrong_mapping_file_is_refused(tmp_path: Path, text: str, error: type[Exception], said: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=said):
        read_mapping(path)


def test_that_a_mapping_file_that_cannot_be_read_is_a_file_problem(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'kind = "\xfc"')
    for name, said in (("missing.toml", "No such file"), (".", "Is a directory"), ("latin.toml", "is not TOML")):
        with pytest.raises(FileProblem, match=said):
            read_mapping(tmp_path / name)


@pytest.mark.parametrize("name", ["ARR (USD)", "arr_usd", "Arr-Usd", " arr  usd "])
def test_that_plain_names_leave_only_letters_and_digits(name: str) -> None:
    assert plain(name) == "arrusd"

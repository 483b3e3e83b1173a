"""How figures and tables are printed."""

from __future__ import annotations

import pytest

from desktop.cli.output import WIDEST, number, print_table


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (15.75, "15.75"),
        (-2.5, "-2.5"),
        (1_000_000.0, "1,000,000"),
        (2_912_113.5, "2,912,113.5"),
        (0.1 + 0.2, "0.3"),
        (-1e-9, "0"),
        (100, "100"),
    ],
)
def test_that_a_number_is_written_out(value: float, written: str) -> None:
    assert number(value) == written


def test_that_a_cell_too_long_for_its_column_shifts_its_own_row_alone(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * (WIDEST + 1)
    print_table(("name", "ARR"), [("Ann", "1"), (long, "20"), ("Barbara", "3")], right=(1,))
    assert capsys.readouterr().out.splitlines() == ["name     ARR", "Ann        1", f"{long}   20", "Barbara    3"]

"""The table of accounts as it takes in a few rows that were read again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.account_rows import AccountRow
from desktop.views.accounts import cell_words
from desktop.views.accounts.rows import AccountTable

DAY = date(2026, 11, 23)


def row(name: str, next_step: str) -> AccountRow:
    return AccountRow(
        id=name,
        name=name,
        external_id=None,
        csm=None,
        segment=None,
        industry=None,
        region=None,
        stage=None,
        arr_cents=0,
        score=None,
        shown=None,
        band="unscored",
        coverage=0.0,
        change_30d=None,
        renews_on=None,
        opts_out_on=None,
        last_two_way_on=None,
        next_step=next_step,
        next_step_on=None,
        is_ended=False,
    )


def texts(table: AccountTable) -> list[str]:
    return [table.text(at, "step") for at in range(len(table))]


def test_that_a_row_read_again_is_written_anew_and_the_table_before_it_keeps_its_words() -> None:
    before = AccountTable([row("Acme", "call"), row("Bolt", "write")], DAY).prepare()
    assert texts(before) == ["call", "write"]
    made = before.patched([row("Bolt", "visit")], {"Bolt"})
    assert made is not None
    after, changed = made
    assert changed == [1]
    assert texts(after) == ["call", "visit"]
    assert texts(before) == ["call", "write"]


def test_that_an_account_that_came_or_went_is_no_patch() -> None:
    table = AccountTable([row("Acme", "call")], DAY).prepare()
    assert table.patched([], {"Acme"}) is None
    assert table.patched([row("Bolt", "write")], {"Bolt"}) is None


def test_that_what_is_kept_and_measured_of_every_row_is_worked_out_before_the_rows_are_shown() -> None:
    table = AccountTable([row("Acme", "call")], DAY).prepare()
    assert {"shown_scores", "longest_csm", "whole"} <= set(vars(table))


@pytest.mark.parametrize(("days", "said"), [(-1, "passed"), (0, "today"), (1, "1\N{NO-BREAK SPACE}d")])
def test_that_an_opt_out_of_today_is_said_so(days: int, said: str) -> None:
    account = row("Acme", "call")._replace(arr_cents=100, opts_out_on=DAY + timedelta(days=days))
    assert cell_words.opt_out(account, DAY)[0] == said

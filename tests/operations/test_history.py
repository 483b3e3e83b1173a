"""The past of the demo book, all accounts at once and one by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from desktop.operations import look
from desktop.operations.defaults import write_defaults
from desktop.operations.demo.scale import scale_batches
from desktop.operations.demo.write import write_batch
from desktop.operations.history import read_history, read_months, score_months
from desktop.store.portfolio import Portfolio

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portfolio]:
    with Portfolio.create(tmp_path_factory.mktemp("history") / "book.perennial", first=write_defaults) as made:
        for batch in scale_batches(DAY, 40, seed=7, usage_rows=60):
            write_batch(made, batch)
        yield made


def test_that_the_last_day_has_the_scores_of_the_accounts_page(book: Portfolio) -> None:
    history = score_months(book.read(read_months, DAY))
    rows = book.read(look.accounts, DAY)

    assert history.days[-1] == DAY
    assert set(history.accounts) == {row.id for row in rows}
    assert any(row.shown is not None for row in rows)
    for row in rows:
        at = history.row(row.id)
        assert at is not None
        np.testing.assert_equal(history.shown[at, -1], np.nan if row.shown is None else row.shown)
        assert history.band[at, -1] == row.band


def test_that_an_account_by_itself_has_the_past_the_whole_book_gives_it(book: Portfolio) -> None:
    whole = score_months(book.read(read_months, DAY))
    assert len(whole.days) == 13
    for at, account in enumerate(whole.accounts[:12]):
        alone = score_months(book.read(read_history, DAY, account=account))
        np.testing.assert_array_equal(alone.score[0], whole.score[at])
        np.testing.assert_array_equal(alone.coverage[0], whole.coverage[at])
        assert alone.band[0].tolist() == whole.band[at].tolist()


def test_that_a_few_accounts_have_the_past_the_whole_book_gives_them(book: Portfolio) -> None:
    whole = score_months(book.read(read_months, DAY))
    chosen = [whole.accounts[at] for at in (7, 2, 30)]
    few = score_months(book.read(read_months, DAY, accounts=chosen))
    assert few.accounts == tuple(sorted(chosen, key=whole.accounts.index))
    assert few.days == whole.days
    for at, account in enumerate(few.accounts):
        there = whole.row(account)
        np.testing.assert_array_equal(few.score[at], whole.score[there])
        np.testing.assert_array_equal(few.coverage[at], whole.coverage[there])
    assert not np.isnan(few.score).all()


def test_that_a_book_with_nothing_in_it_has_no_past(tmp_path: Path) -> None:
    with Portfolio.create(tmp_path / "empty.perennial", first=write_defaults) as empty:
        history = score_months(empty.read(read_months, DAY, 2))
    assert history.accounts == ()
    assert history.score.shape == (0, 3)

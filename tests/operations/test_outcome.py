"""What logging does to an account is told truly: the same whether it is rehearsed or done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.domain.drafts import PulseDraft, SurveyDraft
from desktop.domain.errors import Rejected
from desktop.operations.demo.write import write_demo
from desktop.operations.outcome import Outcome, log_with_outcome, standing
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outcome") / "demo.perennial"
    write_demo(path, as_of=AS_OF, accounts=60, seed=1)
    return path


def detractor(account: str) -> SurveyDraft:
    return SurveyDraft(account=account, kind="nps", score=0, responded_on=AS_OF, scale_min=0, scale_max=10)


def account_called(book: Portfolio, name: str) -> str:
    return next(each.id for each in book.read(facts.accounts) if each.name.startswith(name))


def test_that_the_outcome_says_what_reading_says_before_and_after(demo: Path) -> None:
    with Portfolio.open(demo) as book:
        account = account_called(book, "Nimbus")
        before = book.read(standing, account, AS_OF)
        rehearsed = book.perform_by(
            book.hand(), lambda tx: log_with_outcome(tx, detractor(account), as_of=AS_OF), keep=False
        ).result
        assert book.read(standing, account, AS_OF) == before, "a rehearsal changes nothing"
        done: Outcome = book.perform(log_with_outcome, detractor(account), as_of=AS_OF).result
        assert (done.before, done.after) == (before, book.read(standing, account, AS_OF))
        assert done.before != done.after
        assert (rehearsed.before, rehearsed.after, rehearsed.tasks) == (done.before, done.after, done.tasks)
        assert (done.label, done.account, done.name) == ("NPS 0 logged", account, "Nimbus Yoga")
        assert done.tasks == done.logged.tasks > 0


def test_that_an_account_without_enough_coverage_has_no_score(demo: Path) -> None:
    with Portfolio.open(demo) as book:
        account = account_called(book, "Brackwater")
        pulse = PulseDraft(account=account, value=1, on_day=AS_OF)
        done = book.perform(log_with_outcome, pulse, as_of=AS_OF).result
        assert (done.before.score, done.before.shown, done.before.band) == (None, None, "unscored")


def test_that_nothing_is_logged_for_an_account_that_is_gone(demo: Path) -> None:
    with Portfolio.open(demo) as book:
        before = book.read(lambda conn: conn.execute("SELECT count(*) FROM txn").fetchone()[0])
        with pytest.raises(Rejected, match="no such account"):
            book.perform(log_with_outcome, detractor("not there"), as_of=AS_OF)
        assert book.read(lambda conn: conn.execute("SELECT count(*) FROM txn").fetchone()[0]) == before


def test_that_what_was_rehearsed_is_what_is_done(demo: Path) -> None:
    with Portfolio.open(demo) as book:
        account = account_called(book, "Halcyon")
        before = book.read(standing, account, AS_OF)
        rehearsed = book.perform_by(
            book.hand(), lambda tx: log_with_outcome(tx, detractor(account), as_of=AS_OF), keep=False
        ).result

        done = book.perform(log_with_outcome, detractor(account), as_of=AS_OF, rehearsed=rehearsed).result

        assert (done.before, done.after) == (before, book.read(standing, account, AS_OF))
        assert (done.label, done.tasks) == ("NPS 0 logged", rehearsed.tasks)
        assert done.before != done.after

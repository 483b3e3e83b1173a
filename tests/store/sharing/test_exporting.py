"""Copies for others: what is in them, what is nowhere in their bytes, what comes back, and what is found out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import checks, triggers
from desktop.store.portfolio import Portfolio
from desktop.store.sharing import manifest
from desktop.store.sharing.exporting import Copy
from desktop.store.sharing.leaving_out import COLUMNS, GROUPS, Group
from desktop.store.sharing.sealing import is_sealed, unseal
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading
from tests.store.books import Clock, add, add_usage, contents, new_account, one, remove, rows, set_field, visible

PASSWORD = "correct horse"


class Book:
    """Two accounts with contacts, an answer, a note and usage each; the second one's words are canaries."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = Clock()
        self.portfolio = Portfolio.open(path, clock_=self.clock)
        self.lent = self._account("Acme")
        self.kept = self._account("Canary")

    def _account(self, name: str) -> str:
        book = self.portfolio
        account = new_account(book, name, notes=f"{name} note", tags=f"{name} tag")
        contact = book.perform(add, "contact", {"account": account, "name": f"{name} Jana", "email": f"{name}@x"})
        answer = {"kind": "nps", "responded_on": "2026-03-01", "score": 3.0, "scale_min": 0.0, "scale_max": 10.0}
        answer |= {"account": account, "contact": contact.result, "comment": f"{name} comment"}
        book.perform(add, "survey_response", answer)
        book.perform(add, "task", {"account": account, "title": f"{name} task"})
        book.perform(add_usage, [Reading(account, "logins", name, day, 0, 1.0) for day in range(3)])
        set_field(book, account, notes=f"{name} later note")
        return account


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    made = Book(path)
    yield made
    made.portfolio.close()


# -- kinds of copies


def test_that_a_full_copy_is_the_whole_book_and_comes_back(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "full.perennial"
    book.portfolio.export(out, Copy())
    with Portfolio.open(out, clock_=book.clock) as copy:
        assert copy.read(visible) == book.portfolio.read(visible)
        set_field(copy, book.kept, segment="Mid")

    assert book.portfolio.merge([out]).result.changed == 1
    assert one(book.portfolio, "SELECT segment FROM account WHERE id = ?", book.kept) == "Mid"


def test_that_a_loan_holds_its_accounts_with_their_history_and_no_byte_of_the_others(
    book: Book, tmp_path: Path
) -> None:
    out = tmp_path / "loan.perennial"
    book.portfolio.perform(
        lambda tx: [tx.update("account", each, {"stage": "live"}) for each in (book.lent, book.kept)]
    )

    book.portfolio.export(out, Copy("loan", (book.lent,)))

    assert b"Canary" not in out.read_bytes()
    with Portfolio.open(out) as copy:
        assert rows(copy, "SELECT name FROM account") == [("Acme",)]
        history = "SELECT new FROM change WHERE row = ? AND col = 'notes'"
        assert rows(copy, history, book.lent) == [("Acme later note",)]
        assert copy.read(checks.problems) == []


def test_that_a_loan_comes_home_with_what_was_done_and_touches_nothing_else(book: Book, tmp_path: Path) -> None:
    scorecard = book.portfolio.perform(add, "scorecard", {"key": "own", "name": "Own"}).result
    out = tmp_path / "loan.perennial"
    book.portfolio.export(out, Copy("loan", (book.lent,)))
    set_field(book.portfolio, book.kept, segment="mine")
    with Portfolio.open(out, clock_=book.clock) as copy:
        set_field(copy, book.lent, segment="theirs")
        copy.perform(add, "contact", {"account": book.lent, "name": "New"})
        set_field(copy, scorecard, "scorecard", name="Changed")

    found = book.portfolio.merge([out]).result

    assert (found.new, found.changed, found.conflicts) == (1, 1, ())
    assert [(each.table, each.rows) for each in found.left_out] == [("scorecard", 1)]
    assert one(book.portfolio, "SELECT name FROM scorecard WHERE id = ?", scorecard) == "Own"
    assert one(book.portfolio, "SELECT segment FROM account WHERE id = ?", book.kept) == "mine"
    assert book.portfolio.read(checks.problems) == []
    assert book.portfolio.merge([out]).result.is_nothing


def test_that_a_loan_is_refused_by_a_book_that_did_not_lend_it(book: Book, tmp_path: Path) -> None:
    old = tmp_path / "old.perennial"
    book.portfolio.export(old, Copy())
    set_field(book.portfolio, book.lent, segment="later")
    out = tmp_path / "loan.perennial"
    book.portfolio.export(out, Copy("loan", (book.lent,)))
    with Portfolio.open(old) as older, pytest.raises(Rejected, match="1 change sets which this one does not know"):
        older.merge([out])


def test_that_nothing_is_merged_into_a_loan(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "loan.perennial"
    book.portfolio.export(out, Copy("loan", (book.lent,)))
    with Portfolio.open(out) as copy, pytest.raises(Rejected, match="loan copy"):
        copy.merge([book.path])


def test_that_a_snapshot_has_the_living_rows_and_no_past(book: Book, tmp_path: Path) -> None:
    gone = book.portfolio.perform(add, "task", {"account": book.lent, "title": "removed thing"}).result
    book.portfolio.perform(remove, "task", gone)
    out = tmp_path / "snapshot.perennial"

    book.portfolio.export(out, Copy("snapshot"))

    data = out.read_bytes()
    assert b"removed thing" not in data
    with Portfolio.open(out) as copy:
        assert copy.read(visible) == book.portfolio.read(visible)
        assert one(copy, "SELECT count(*) FROM txn") == 1
        assert copy.read(checks.problems) == []
    with pytest.raises(Rejected, match="snapshot"):
        book.portfolio.merge([out])


@pytest.mark.parametrize(
    ("copy", "match"),
    [
        (Copy("loan"), "name them"),
        (Copy("full", ("x",)), "A full copy holds every account"),
        (Copy("snapshot", ()), "no account"),
    ],
)
def test_that_what_does_not_go_together_is_refused(book: Book, tmp_path: Path, copy: Copy, match: str) -> None:
    out = tmp_path / "out.perennial"
    with pytest.raises(Rejected, match=match):
        book.portfolio.export(out, copy)
    assert not out.exists()


def test_that_a_target_that_exists_is_left_alone(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "out.perennial"
    out.write_text("mine")
    with pytest.raises(FileProblem, match="exists already"):
        book.portfolio.export(out, Copy())
    assert out.read_text() == "mine"


# -- redacted


def test_that_a_redacted_copy_of_a_redacted_copy_names_all_that_is_missing_in_it(book: Book, tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.perennial" for n in range(3)]
    asked: tuple[tuple[Group, ...], ...] = (("comments",), ("notes", "comments"), ("contacts",))
    made: list[tuple[str, ...]] = []
    source = book.portfolio
    for out, groups in zip(paths, asked, strict=True):
        made.append(source.export(out, Copy("redacted", (book.lent,), left_out=groups)).left_out)
        if source is not book.portfolio:
            source.close()
        source = Portfolio.open(out, clock_=book.clock)
    assert source.read(checks.problems) == []
    source.close()

    assert made == [("comments",), ("notes", "comments"), ("notes", "contacts", "comments")]
    assert b"Acme comment" not in paths[-1].read_bytes()


@pytest.mark.parametrize("group", GROUPS)
def test_that_what_a_redacted_copy_leaves_out_is_nowhere_in_its_bytes(book: Book, tmp_path: Path, group: Group) -> None:
    def fill(tx: Tx) -> None:
        for table, columns in COLUMNS[group].items():
            for column in columns:
                tx.conn.execute(f'UPDATE "{table}" SET "{column}" = \'Secret-{group}-{table}-{column}\'')

    book.portfolio.perform(fill)
    out = tmp_path / "redacted.perennial"

    made = book.portfolio.export(out, Copy("redacted", left_out=(group,)))

    assert f"Secret-{group}".encode() not in out.read_bytes()
    assert made.left_out == (group,)
    with Portfolio.open(out) as copy:
        assert copy.read(checks.problems) == []


def test_that_every_column_left_out_exists(book: Book) -> None:
    for group in GROUPS:
        for table, columns in COLUMNS[group].items():
            assert set(columns) <= set(book.portfolio.read(triggers.columns, table))


WORDS_KEPT = (
    "account.name account.segment account.industry account.region account.stage account.parent account.external_id",
    "own_field.name ownership.csm ownership.kind contact.role contact.influence",
    "contract_line.product contract_line.plan contract_line.outcome renewal_call.kind renewal_call.category",
    "renewal_call.author onboarding.name onboarding.template milestone.name milestone.phase milestone.side",
    "milestone.state touchpoint.kind touchpoint.state touchpoint.topic survey_response.kind survey_response.direction",
    "survey_response.wave survey_response.language usage_batch.source ticket.priority qbr.period qbr.starts_at",
    "objective.goal objective.baseline objective.current objective.target objective.unit objective.status",
    "playbook.key playbook.name playbook.trigger playbook.condition playbook.stop_condition playbook_task.key",
    "playbook_task.title playbook_task.side playbook_task.owner playbook_run.cause_table playbook_run.cause_row",
    "playbook_run.outcome task.owner task.side risk.severity risk.owner risk.outcome opportunity.kind",
    "opportunity.product opportunity.state pulse.author override.author snooze.signal snooze.author saved_view.page",
    "scorecard.key scorecard.name scorecard.segment scorecard_input.input scorecard_input.points scorecard_cap.cap",
    "onboarding_template.key onboarding_template.name onboarding_template.segment template_milestone.name",
    "template_milestone.phase template_milestone.side reason.subject reason.name benchmark.metric benchmark.segment",
    "benchmark.source closed_quarter.author closed_figure.key closed_figure.grouping keyword.word keyword.theme",
    "keyword.language import_mapping.name import_mapping.signature import_mapping.kind import_mapping.definition",
    "review_note.document review_note.author erasure.subject_table erasure.subject_row erasure.author setting.key",
    "setting.value touchpoint.starts_at review_note.account",
)
"""Text columns that a redacted copy keeps, days and links aside."""


def test_that_every_text_column_is_either_left_out_or_kept_on_purpose(book: Book) -> None:
    kept = {name for line in WORDS_KEPT for name in line.split()}
    left_out = {f"{table}.{column}" for group in GROUPS for table, names in COLUMNS[group].items() for column in names}
    undecided: list[str] = []
    for table in book.portfolio.read(triggers.journalled_tables):
        for _, column, kind, *_ in rows(book.portfolio, f'PRAGMA table_info("{table}")'):
            is_plain = column in ("id", "external_id", "deleted_at") or column.endswith(("_on", "on_day"))
            links = {"account", "contact", "own_field", "contract_line", "touchpoint", "qbr", "playbook_run"}
            links |= {"onboarding", "playbook", "scorecard", "onboarding_template", "closed_quarter"}
            if kind == "TEXT" and not is_plain and column not in links:
                undecided += [] if f"{table}.{column}" in kept | left_out else [f"{table}.{column}"]
    assert undecided == []


# -- sealed


def test_that_a_sealed_copy_shows_nothing_and_opens_with_its_password(book: Book, tmp_path: Path) -> None:
    plain, out = tmp_path / "plain.perennial", tmp_path / "sealed.perennial"
    book.portfolio.export(out, Copy(password=PASSWORD))

    assert is_sealed(out)
    assert b"Acme" not in out.read_bytes()
    plain.write_bytes(unseal(out, PASSWORD))
    assert contents(plain)["account"] == contents(book.path)["account"]


def test_that_a_sealed_copy_is_merged_with_its_password_and_never_lies_open_on_the_disk(
    book: Book, tmp_path: Path
) -> None:
    full, out = tmp_path / "full.perennial", tmp_path / "sealed.perennial"
    book.portfolio.export(full, Copy())
    with Portfolio.open(full, clock_=book.clock) as copy:
        set_field(copy, book.lent, segment="theirs")
        copy.export(out, Copy(password=PASSWORD))
    before = {path.name for path in tmp_path.iterdir()}

    book.portfolio.merge([out], password=PASSWORD)

    assert one(book.portfolio, "SELECT segment FROM account WHERE id = ?", book.lent) == "theirs"
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("place", [0.0, 0.001, 0.5, 0.999])
def test_that_a_changed_byte_of_a_sealed_copy_never_goes_unnoticed(book: Book, tmp_path: Path, place: float) -> None:
    out = tmp_path / "sealed.perennial"
    book.portfolio.export(out, Copy(password=PASSWORD))
    data = bytearray(out.read_bytes())
    # In what follows the magic bytes, which say that it is sealed at all.
    data[19 + int(place * (len(data) - 20))] ^= 1
    out.write_bytes(data)
    with pytest.raises(FileProblem, match="password is wrong, or the file was damaged"):
        unseal(out, PASSWORD)


def test_that_a_wrong_password_and_a_file_cut_off_end_in_one_clear_message(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "sealed.perennial"
    book.portfolio.export(out, Copy(password=PASSWORD))
    with pytest.raises(FileProblem, match="password is wrong, or the file was damaged"):
        unseal(out, "correct horsf")
    for size in (5, 19, 25, 100, len(out.read_bytes()) - 1):
        cut = tmp_path / "cut.perennial"
        cut.write_bytes(out.read_bytes()[:size])
        with pytest.raises(FileProblem, match="password is wrong, or the file was damaged"):
            unseal(cut, PASSWORD)


def test_that_a_short_password_is_refused(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="at least 8"):
        book.portfolio.export(tmp_path / "x.perennial", Copy(password="short"))
    assert not (tmp_path / "x.perennial").exists()


# -- the manifest


def test_that_the_manifest_tells_a_changed_byte_from_an_edit(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "full.perennial"
    made = book.portfolio.export(out, Copy())
    assert manifest.digest(out.read_bytes()) == made.sha256

    # In free space, where no check of SQLite's would look.
    with closing(sqlite3.connect(out)) as conn:
        (pages,) = conn.execute("PRAGMA page_count").fetchone()
    data = bytearray(out.read_bytes())
    hole = data.rindex(bytes(64), 4096 * (pages // 2))
    data[hole + 30] ^= 1
    out.write_bytes(data)
    with pytest.raises(FileProblem, match="not what was exported"):
        book.portfolio.merge([out])

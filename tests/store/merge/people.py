"""People who work on copies of one book: random edits with clocks that go wrong, and the merging of what they did."""

from __future__ import annotations

import random
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from uuid import UUID

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.merge import LATER_WINS, Choices, Merged
from desktop.domain.parents import comes_under_itself
from desktop.domain.shown import ShownScore
from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy
from desktop.store.tx import Tx, Value
from desktop.store.usage_rows import Reading
from tests.store.books import START, Clock, State, add, add_many, add_usage, change, remove, rows
from tests.store.merge import rules
from tests.store.merge.rules import Births, Readings

WORDS = (None, "", "SMB", "Mid", "Enterprise", "=1+1", "Ä", "a" * 40, "0049", "1.50")
CLOCKS_WRONG_BY = timedelta(days=30), timedelta(days=30), timedelta(minutes=4)
"""The last lets the edits of two people fall between each other's."""
FIELDS = ("segment", "industry", "next_step", "notes")

ALL_ALIKE = {
    "account": 12,
    "import": 15,
    "contact": 8,
    "edit": 22,
    "move": 5,
    "parent": 8,
    "remove": 6,
    "usage": 8,
    "answers": 5,
    "opinions": 6,
    "reconsider": 3,
    "hand over": 3,
    "meet": 3,
    "lend": 1,
    "show": 3,
    "undo": 11,
    "redo": 5,
}
"""How often somebody does what, in a history of all kinds of things."""

SHAPES: tuple[dict[str, int], ...] = (
    {},
    {},
    # The same thing made by several, taken back and made again.
    {"import": 60, "undo": 30, "redo": 12, "account": 4, "usage": 0, "answers": 0},
    # One row that everybody is at.
    {"edit": 60, "remove": 30, "account": 2, "import": 4, "undo": 12},
    # Accounts put below one another.
    {"parent": 90, "import": 20, "account": 2, "undo": 16, "redo": 6},
    {"usage": 60, "undo": 30, "redo": 15, "account": 2, "import": 0},
    {"answers": 40, "opinions": 20, "contact": 20, "show": 20},
    # One thing said in rows of their own.
    {"opinions": 60, "reconsider": 30, "hand over": 30, "import": 4, "usage": 0},
    {"lend": 12, "import": 25, "edit": 40, "opinions": 12},
    {"undo": 40, "redo": 20},
)
"""What one history has more of, so that what rarely meets by chance does meet."""

MARCH = "2026-03-01", "2026-03-02"
OPINIONS: dict[str, dict[str, Sequence[Value]]] = {
    "pulse": {"on_day": MARCH, "value": (1, 2, 3, 4, 5)},
    "override": {"set_on": MARCH, "value": (10.0, 50.0, 90.0)},
    "renewal_call": {
        "on_day": MARCH,
        "kind": ("csm", "csm", "final"),
        "category": ("commit", "risk", "lost"),
        "author": ("Ada", "Bo"),
    },
    "churn": {"on_day": MARCH, "reason": (None, "price", "merger")},
    "ownership": {"from_on": (None, *MARCH), "kind": ("owner", "owner", "cover"), "csm": ("Ada", "Bo", "Cy")},
}
"""Table -> field -> what somebody may say, of an account and day that others speak of, too: of each, one counts."""
LOANS = 4
"""The most that are lent in one history: each is a file to make and to take home."""


@contextmanager
def same_every_time(seed: int, folder: Path) -> Generator[None]:
    """Names of replicas and rows that follow from the seed, and a home of its own: a history can be had again."""
    chance = random.Random(f"names of {seed}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERENNIAL_HOME", str(folder / "home"))
        patch.setattr("desktop.store.ids.secrets", SimpleNamespace(randbits=chance.getrandbits))
        drawn = SimpleNamespace(uuid4=lambda: UUID(int=chance.getrandbits(128)))
        patch.setattr("desktop.store.replicas.uuid", drawn)
        # The backup before each merge has tests of its own, and takes longer than the merge.
        patch.setattr(Portfolio, "back_up", _no_backup)
        yield


def _no_backup(book: Portfolio, *_: object, **__: object) -> Path:
    """Stands in for Portfolio.back_up."""
    return book.path.with_name("no backups here")


@cache
def empty_book() -> bytes:
    """Making the tables takes longer than a merge."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.perennial")
        Portfolio.create(path, clock_=Clock()).close()
        return path.read_bytes()


@dataclass
class Ledger:
    """What everybody did, written down outside of the books: what a book says later is held against it."""

    births: Births = field(default_factory=Births)
    readings: Readings = field(default_factory=Readings)
    shown: set[tuple[object, ...]] = field(default_factory=set[tuple[object, ...]])
    met: bool = False
    """Whether anybody made a record of a person of whom others may make one, too."""
    topic: str = "pulse"
    """Of OPINIONS, what is spoken of most: so that what is said of it does meet."""
    loans: list[Person] = field(default_factory=list["Person"])
    """Who borrowed some accounts, in the order of lending: a loan lent on comes after the one it was made of."""


class Stopped(Clock):
    """A clock that stands still: what two people do apart then carries the same stamps, counted on from the last."""

    def __call__(self) -> datetime:
        return self.at


class Person:
    """One person with one copy of the book, and a clock that may be wrong."""

    def __init__(self, path: Path, choose: random.Random, ledger: Ledger | None = None) -> None:
        self.path = path
        self.ledger = Ledger() if ledger is None else ledger
        self._choose = choose
        self._book: Portfolio | None = None
        self.clock = Clock(START + choose.choice(CLOCKS_WRONG_BY) * choose.uniform(-1, 1))

    @contextmanager
    def opened(self) -> Generator[Portfolio]:
        """The book, which stays open until `close`."""
        if self._book is None:
            self._book = Portfolio.open(self.path, clock_=lambda: self.clock())
        yield self._book

    def close(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None

    def works(self, steps: int, shape: dict[str, int] | None = None) -> None:
        """Do some random things, those of `shape` more often or less; sometimes the program is closed afterwards."""
        weights = {**ALL_ALIKE, **(shape or {})}
        with self.opened() as book:
            for _ in range(steps):
                with suppress(Rejected):
                    self._step(book, weights)
        if self._choose.random() < 0.2:
            self.close()

    def does(self, what: str) -> None:
        """One thing of ALL_ALIKE, to the account that others are at, too; the same field of it, or the same import."""
        with self.opened() as book, suppress(Rejected):
            accounts = [row for (row,) in rows(book, "SELECT id FROM account ORDER BY id LIMIT 1")]
            if accounts and what == "edit":
                book.perform(change, "account", accounts[0], {FIELDS[0]: self._choose.choice(WORDS)})
            elif what == "import":
                self._imports(book, [1])
            elif accounts or what == "account":
                self._do(book, what, accounts)

    def merges(self, others: Sequence[Person], choices: Choices = LATER_WINS, *, keep: bool = True) -> Merged:
        with self.opened() as book:
            return book.merge([other.path for other in others], choices, keep=keep).result

    def undoes(self) -> None:
        with self.opened() as book:
            book.undo()

    def sees(self) -> State:
        with self.opened() as book:
            return book.read(rules.told)

    def faults(self) -> list[str]:
        """What the book holds that does not follow from what everybody did, as far as it has come here."""
        with self.opened() as book:
            return book.read(rules.faults, self.ledger.births, self.ledger.readings)

    def copied(self, path: Path) -> Person:
        """A second copy of this person's book, in the hands of somebody with the same clock."""
        shutil.copy(self.path, path)
        other = type(self)(path, self._choose, self.ledger)
        other.clock = type(self.clock)(self.clock.at)
        return other

    def knows_of(self, loan: Person) -> bool:
        """Whether this book holds all that a loan was made of, so that it can come home here."""
        with self.opened() as book, loan.opened() as lent:
            known = set(rows(book, "SELECT hlc, replica FROM txn"))
            (copied,) = rows(lent, "SELECT copied_hlc FROM portfolio")
            # What was chosen in a merge may have been taken back with it since.
            lent_with = "SELECT hlc, replica FROM txn WHERE hlc <= ? AND kind <> 'merge'"
            return known.issuperset(rows(lent, lent_with, *copied))

    def _step(self, book: Portfolio, weights: dict[str, int]) -> None:
        (what,) = self._choose.choices(list(weights), list(weights.values()))
        accounts = [row for (row,) in rows(book, "SELECT id FROM account ORDER BY id")]
        if not accounts and what not in ("import", "undo", "redo"):
            what = "account"
        self._do(book, what, accounts)

    def _do(self, book: Portfolio, what: str, accounts: Sequence[str]) -> None:
        choose = self._choose
        if what == "account":
            book.perform(add, "account", {"name": f"Account {choose.random()}", "segment": choose.choice(WORDS)})
        elif what == "import":
            self._imports(book)
        elif what == "contact":
            book.perform(add, "contact", {"account": choose.choice(accounts), "name": f"Contact {choose.random()}"})
        elif what == "edit":
            # Mostly the one that others are at, too.
            account = accounts[0] if choose.random() < 0.5 else choose.choice(accounts)
            field = FIELDS[0] if choose.random() < 0.5 else choose.choice(FIELDS)
            book.perform(change, "account", account, {field: choose.choice(WORDS)})
        elif what == "move":
            self._moves(book, accounts)
        elif what == "parent" and len(accounts) > 2:
            self._puts_below(book, accounts)
        elif what == "parent":
            self._imports(book)
        elif what == "remove":
            book.perform(remove, "account", accounts[0] if choose.random() < 0.4 else choose.choice(accounts))
        elif what == "usage":
            self._measures(book, accounts)
        elif what == "answers":
            self._answers(book)
        elif what == "opinions":
            self._feels(book, accounts)
        elif what == "reconsider":
            self._reconsiders(book)
        elif what == "hand over":
            self._hands_over(book, accounts)
        elif what == "meet":
            self._meets(book, accounts[0])
        elif what == "lend":
            self._lends(book, accounts)
        elif what == "show":
            self._shows(book, accounts)
        elif what == "undo":
            book.undo()
        else:
            book.redo()

    def _moves(self, book: Portfolio, accounts: Sequence[str]) -> None:
        contacts = [row for (row,) in rows(book, "SELECT id FROM contact ORDER BY id")]
        if contacts:
            moved: dict[str, Value] = {
                "account": self._choose.choice(accounts),
                "role": self._choose.choice(WORDS),
            }
            book.perform(change, "contact", self._choose.choice(contacts), moved)

    def _puts_below(self, book: Portfolio, accounts: Sequence[str]) -> None:
        """Put one of few accounts below another, or below none; what would come under itself is refused."""
        few = accounts[:3]
        below, parent = self._choose.choice(few), self._choose.choice([None, *few, *few])
        above = {**dict(rows(book, "SELECT id, parent FROM account")), below: parent}
        if not comes_under_itself(below, above):
            book.perform(change, "account", below, {"parent": parent})

    def _imports(self, book: Portfolio, which: Sequence[int] | None = None) -> None:
        choose = self._choose
        which = choose.sample(range(6), choose.choice((1, 1, 3))) if which is None else which
        words = [choose.choice(WORDS) for _ in range(6)]
        done = book.perform(_import, which, words, choose.choice((None, None, None, "change", "remove")))
        if done.changes:
            with book.beside() as conn:
                self.ledger.births.note(conn, book.replica)

    def _measures(self, book: Portfolio, accounts: Sequence[str]) -> None:
        choose = self._choose
        account, days = accounts[0] if choose.random() < 0.7 else choose.choice(accounts), choose.sample(range(6), 3)
        metric, feature = choose.choice(("logins", "logins", "seats")), choose.choice(("", "", "export"))
        readings = [Reading(account, metric, feature, day, 0, choose.choice((1.0, 2.0, 3.0))) for day in days]
        book.perform(add_usage, readings)
        with book.beside() as conn:
            self.ledger.readings.note(conn)

    def _answers(self, book: Portfolio) -> None:
        """Answers of one person on one of two days: the order in which they were given decides which counts."""
        choose = self._choose
        contacts = rows(book, "SELECT id, account FROM contact ORDER BY id")[:2]
        if not contacts:
            return
        contact, account = choose.choice(contacts)
        day, names = (
            choose.choice(("2026-03-01", "2026-03-02")),
            ("account", "contact", "kind", "responded_on", "score"),
        )
        lines = [
            [f"{choose.getrandbits(64):016x}", account, contact, "nps", day, float(choose.randint(0, 10)), 0.0, 10.0]
            for _ in range(choose.choice((1, 1, 2)))
        ]
        # In the order of their names: so that the rules can tell the order in which one import wrote them.
        book.perform(add_many, "survey_response", ("id", *names, "scale_min", "scale_max"), sorted(lines))

    def _feels(self, book: Portfolio, accounts: Sequence[str]) -> None:
        """A pulse, a called score, a renewal call, a churn or an owner of one account on one of two days."""
        choose, table = self._choose, self._speaks_of()
        said = {name: choose.choice(values) for name, values in OPINIONS[table].items()}
        book.perform(add, table, {"account": accounts[0], **said})

    def _speaks_of(self) -> str:
        return self.ledger.topic if self._choose.random() < 0.7 else self._choose.choice(list(OPINIONS))

    def _reconsiders(self, book: Portfolio) -> None:
        """Say one of those otherwise, of another day, or take it back."""
        choose, table = self._choose, self._speaks_of()
        said = [row for (row,) in rows(book, f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id")]
        if said and choose.random() < 0.3:
            book.perform(remove, table, choose.choice(said))
        elif said:
            # Mostly the day, which decides what it meets; `feels` says the rest otherwise often enough.
            first, *others = OPINIONS[table]
            name = first if choose.random() < 0.6 else choose.choice(others)
            book.perform(change, table, choose.choice(said), {name: choose.choice(OPINIONS[table][name])})

    def _hands_over(self, book: Portfolio, accounts: Sequence[str]) -> None:
        """What two do apart who hand one account over to one person on one day, or import the same owner."""
        choose = self._choose
        account = accounts[0] if choose.random() < 0.7 else choose.choice(accounts)
        done = book.perform(_hand_over, account, choose.choice(("Ada", "Bo")), choose.choice((None, MARCH[0])))
        if done.changes:
            with book.beside() as conn:
                self.ledger.births.note(conn, book.replica)

    def _meets(self, book: Portfolio, account: str) -> None:
        """Somebody new, known by a name, an address or an id, or known already; and mostly what they answered.

        Where nobody answers to the name here, the record gets an id of that: others may make another one of it.
        """
        choose = self._choose
        known = rows(book, "SELECT id FROM contact WHERE account = ? AND name = 'Kim' AND deleted_at IS NULL", account)
        said: dict[str, Value] = choose.choice(
            ({}, {"email": "kim@x.example"}, {"email": "Kim@x.example", "external_id": "K-1"})
        )
        kim = known[0][0] if known else derived_id("contact", [account, str(said.get("external_id") or said)])
        if not known and not said:
            kim = derived_id("contact", [account, "kim"])
        self.ledger.met = True
        answer = choose.choice((None, 3.0, 9.0)), choose.choice(MARCH)
        done = book.perform(_meet, account, kim, {"name": "Kim", "title": choose.choice(WORDS[:4]), **said}, *answer)
        if done.changes:
            with book.beside() as conn:
                self.ledger.births.note(conn, book.replica)

    def _lends(self, book: Portfolio, accounts: Sequence[str]) -> None:
        """Some accounts go to somebody with a clock of their own, who works on them, and may lend on what was lent."""
        choose, loans = self._choose, self.ledger.loans
        if len(loans) >= LOANS:
            choose.choice(loans).works(choose.randint(1, 4))
            return
        some = choose.sample(list(accounts), choose.randint(1, min(3, len(accounts))))
        path = self.path.with_name(f"loan{len(loans)}.perennial")
        book.export(path, Copy("loan", tuple(some)))
        borrower = type(self)(path, choose, self.ledger)
        if isinstance(self.clock, Stopped):
            borrower.clock = Stopped(self.clock.at)
        loans.append(borrower)
        borrower.works(choose.randint(0, 4))

    def _shows(self, book: Portfolio, accounts: Sequence[str]) -> None:
        """Scores are shown and kept; they travel with the change sets that come after."""
        choose = self._choose
        account = choose.choice(accounts)
        book.keep_shown(
            date(2026, 3, choose.randint(1, 4)), [ShownScore(account, choose.randint(0, 100), 0.8, "amber")]
        )
        book.perform(change, "account", account, {"notes": f"{choose.random()}"})
        self.ledger.shown |= set(rows(book, "SELECT * FROM shown_score"))


def _import(tx: Tx, which: Sequence[int], words: Sequence[str | None], at_once: str | None) -> None:
    """What two people do apart who import the same file: rows whose ids are derived from what they are.

    Args:
        at_once: what is done with the first of them in the same change set.
    """
    tx.label = "Import"
    for number in which:
        account = derived_id("account", [f"Imported {number}"])
        values = {"name": f"Imported {number}", "segment": words[number], "region": words[-number]}
        born = tx.conn.execute("SELECT 1 FROM account WHERE id = ?", (account,)).fetchone() is None
        if born:
            tx.insert_many("account", ("id", *values), [(account, *values.values())])
        else:
            tx.put("account", account, {key: value for key, value in values.items() if value})
        if number == which[0] and at_once == "change":
            tx.update("account", account, {"industry": "late", "segment": None})
        elif number == which[0] and at_once == "remove":
            tx.delete("account", account)
        if number % 2:
            contact = derived_id("contact", [account, "Jana"])
            tx.put("contact", contact, {"account": account, "name": "Jana", "role": words[0]})


def _hand_over(tx: Tx, account: str, csm: str, since: str | None) -> None:
    tx.label = "Hand over"
    for (owned,) in tx.conn.execute(
        "SELECT id FROM ownership WHERE account = ? AND until_on IS NULL AND deleted_at IS NULL", (account,)
    ).fetchall():
        tx.update("ownership", owned, {"until_on": since})
    row = derived_id("ownership", [account, csm, since, 0])
    values = {"account": account, "csm": csm, "from_on": since, "until_on": None, "kind": "owner"}
    tx.put("ownership", row, values)


def _meet(tx: Tx, account: str, kim: str, said: dict[str, Value], score: float | None, day: str) -> None:
    tx.label = "Meet"
    tx.put("contact", kim, {"account": account, **{name: value for name, value in said.items() if value}})
    if score is not None:
        row = derived_id("survey_response", [account, kim, "nps", day, score])
        values: dict[str, Value] = {"account": account, "contact": kim, "kind": "nps", "responded_on": day}
        tx.put("survey_response", row, {**values, "score": score, "scale_min": 0.0, "scale_max": 10.0})

"""Looking back: a day shows what was there then, known now or known then, whenever it was typed.

The main rule is tried on made-up books of every kind of row: a book looked at as of a day says the same as a book from
which everything dated later was removed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.operations.defaults import write_defaults
from desktop.operations.imports.sources import import_batches
from desktop.store.portfolio import Portfolio
from desktop.store.writing import Hand
from tests.end_to_end.program import Book, Home, Json, Tables, write_tables

Row = dict[str, Any]
Rows = dict[str, list[Row]]

FIRST, LAST = date(2024, 6, 1), date(2026, 12, 31)
DAYS = ("2024-12-31", "2025-06-30", "2026-02-28", "2026-08-31")
ACCOUNTS = 10


def book_of_every_kind(seed: int) -> Rows:
    """Rows of every dated kind, over two and a half years, at random."""
    rng = random.Random(seed)
    found: Rows = {}

    def any_day(after: date = FIRST, within: int = 600) -> date:
        return min(after + timedelta(days=rng.randint(0, within)), LAST)

    def perhaps(share: float, value: Callable[[], Any]) -> Any:
        return value() if rng.random() < share else None

    def put(table: str, /, **cells: Any) -> None:
        found.setdefault(table, []).append(cells)

    for number in range(ACCOUNTS):
        name = f"Account {number:02}"
        began = any_day(within=500)
        lost = perhaps(0.2, partial(any_day, began))
        put(
            "accounts",
            name=name,
            segment=rng.choice(("Big", "Small", None)),
            started_on=began,
            churned_on=lost,
            churn_reason=lost and "price",
            acquisition_cost=perhaps(0.5, partial(rng.randint, 100, 900)),
        )
        handed_over = any_day(began)
        put("ownerships", account=name, csm="Ann", from_on=began, until_on=handed_over)
        put("ownerships", account=name, csm=rng.choice(("Bob", "Cy")), from_on=handed_over)
        for person in ("Jana", "Piet"):
            put(
                "contacts",
                account=name,
                name=f"{person} {number}",
                role=rng.choice(("champion", "buyer", "user")),
                influence=rng.choice(("decides", "uses")),
                left_on=perhaps(0.3, partial(any_day, began)),
            )
        starts = began
        for product in ("P", "Q")[: rng.randint(1, 2)]:
            for turn in range(rng.randint(1, 3)):
                ends = perhaps(0.8, lambda since=starts: since + timedelta(days=rng.choice((90, 180, 365))))
                decided = ends and perhaps(0.5, lambda end=ends: end + timedelta(days=rng.randint(-40, 20)))
                put(
                    "subscriptions",
                    account=name,
                    product=product,
                    plan=rng.choice("AB"),
                    plan_rank=rng.randint(1, 2),
                    arr=100 * rng.randint(1, 50),
                    start_on=starts,
                    end_on=ends,
                    seats=perhaps(0.7, partial(rng.randint, 5, 40)),
                    auto_renew=rng.choice((True, False, None)),
                    notice_days=rng.choice((30, 60, None)),
                    trial=turn == 0 and rng.random() < 0.2,
                    likelihood=perhaps(0.6, partial(rng.choice, (0.2, 0.5, 0.9))),
                    notice_given_on=perhaps(0.15, partial(any_day, starts)),
                    outcome=decided and rng.choice(("renewed", "ended")),
                    outcome_on=decided,
                    reason=decided and "price",
                )
                if ends is None:
                    break
                starts = ends + timedelta(days=rng.choice((0, 0, 0, 30)))
                if starts > LAST:
                    break
            starts = any_day(began)
        put("onboardings", account=name, started_on=began, target_on=began + timedelta(days=45))
        for step in ("Kick-off", "Live"):
            done = perhaps(0.7, partial(any_day, began, 120))
            due = began + timedelta(days=rng.randint(5, 90))
            put("milestones", account=name, name=step, due_on=due, done_on=done, first_value=step == "Live")
        for _ in range(8):
            kind = rng.choice(("nps", "csat", "ces"))
            low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
            put(
                "surveys",
                account=name,
                kind=kind,
                responded_on=any_day(began),
                score=perhaps(0.8, partial(rng.randint, low, high)),
                contact=rng.choice((f"Jana {number}", f"Piet {number}", None)),
                direction="effort" if kind == "ces" else None,
            )
        for _ in range(6):
            on, two_way = any_day(began), rng.choice((True, False))
            put("touchpoints", account=name, on=on, kind="call", two_way=two_way, subject=f"Call {on}")
        for _ in range(5):
            opened = any_day(began)
            closed = perhaps(0.7, partial(any_day, opened, 60))
            put(
                "tickets",
                account=name,
                opened_on=opened,
                closed_on=closed,
                subject=f"Ticket {opened}",
                escalated=rng.choice((True, None)),
                csat=closed and perhaps(0.5, partial(rng.randint, 1, 5)),
            )
        for _ in range(2):
            planned = any_day(began)
            put("qbrs", account=name, planned_on=planned, held_on=perhaps(0.7, partial(any_day, planned, 9)))
        goal_due = any_day(began)
        put("objectives", account=name, goal="Faster", due_on=goal_due, done_on=perhaps(0.6, partial(any_day, began)))
        opened = any_day(began)
        closed = perhaps(0.6, partial(any_day, opened, 200))
        put("risks", account=name, reason="price", opened_on=opened, closed_on=closed, outcome=closed and "saved")
        put("calls", account=name, on=any_day(began), kind="csm", category=rng.choice(("at risk", "commit")))
        put("churns", account=name, on=any_day(began), reason="moved on")
        put("pulses", account=name, on=any_day(began), value=rng.randint(1, 5), reason="so it felt")
        put(
            "tasks", account=name, title="Send it", due_on=any_day(began), done_on=perhaps(0.5, partial(any_day, began))
        )
        for offset in range(0, 900, 20):
            on = began + timedelta(days=offset)
            if on <= LAST:
                put("usage", account=name, on=on, metric="active_users", value=rng.randint(0, 40))
                users = {"feature_users": rng.randint(0, 9), "eligible_users": rng.randint(0, 12)}
                for metric, value in users.items() if offset % 60 == 0 else ():
                    put("usage", account=name, on=on, metric=metric, value=value, feature="F")
    return found


BORN = {
    "accounts": "started_on",
    "ownerships": "from_on",
    "subscriptions": "start_on",
    "onboardings": "started_on",
    "surveys": "responded_on",
    "touchpoints": "on",
    "tickets": "opened_on",
    "risks": "opened_on",
    "calls": "on",
    "churns": "on",
    "pulses": "on",
    "usage": "on",
}
"""Kind -> the column that says since when a row is there."""
HAPPENS = {
    "accounts": {"churned_on": ("churn_reason",)},
    "ownerships": {"until_on": ()},
    "contacts": {"left_on": ()},
    "subscriptions": {"notice_given_on": (), "outcome_on": ("outcome", "reason")},
    "milestones": {"done_on": ()},
    "tickets": {"closed_on": ("csat",)},
    "qbrs": {"held_on": ()},
    "objectives": {"done_on": ()},
    "risks": {"closed_on": ("outcome",)},
    "tasks": {"done_on": ()},
}
"""Kind -> columns that say when something happened to a row, each with those that tell of it."""


def until(tables: Mapping[str, list[Row]], day: date) -> Rows:
    """The tables without everything dated later; nothing is left of accounts that were not there yet."""
    there = {row["name"] for row in tables["accounts"] if row["started_on"] <= day}
    kept: Rows = {}
    for kind, rows in tables.items():
        born = BORN.get(kind)
        kept[kind] = []
        for row in rows:
            if row.get("account", row.get("name")) not in there or (born and row[born] > day):
                continue
            cut = dict(row)
            for column, others in HAPPENS.get(kind, {}).items():
                if cut.get(column) is not None and cut[column] > day:
                    cut |= dict.fromkeys((column, *others))
            kept[kind].append(cut)
    return {kind: rows for kind, rows in kept.items() if rows}


def everything(book: Book, day: str) -> dict[str, Json]:
    """All that the commands compute of a day."""
    as_of = ("--as-of", day)
    # A few accounts: opening the file for each costs more than the figures.
    names = [row["name"] for row in book.json("accounts", *as_of)][:4]
    half_year = (date.fromisoformat(day) - timedelta(days=181)).isoformat()
    return {
        "accounts": book.json("accounts", *as_of),
        "metrics": book.json("metrics", *as_of),
        "metrics by csm": book.json("metrics", *as_of, "--by", "csm"),
        "metrics by plan": book.json("metrics", *as_of, "--by", "plan", "--from", half_year),
        "renewals": book.json("renewals", *as_of),
        **{f"health of {name}": book.json("health", name, *as_of) for name in names},
        **{f"page of {name}": book.json("account", name, *as_of) for name in names},
    }


@pytest.mark.parametrize("seed", [2, 3])
def test_that_a_day_looked_back_to_equals_a_book_without_anything_later(seed: int, tmp_path: Path) -> None:
    tables = book_of_every_kind(seed)
    whole = Book.of(tmp_path, tables, as_of=LAST.isoformat(), name="whole")
    for day in DAYS:
        cut = Book.of(tmp_path, until(tables, date.fromisoformat(day)), as_of=day, name=f"until-{day}")
        then, now = everything(cut, day), everything(whole, day)
        assert then["accounts"], "a day on which there is nothing tells nothing"
        for what, found in then.items():
            assert ordered(now[what]) == ordered(found), f"{what} as of {day}"


def ordered(value: Json) -> Json:
    """Floats to twelve digits; lists in one order, as rows of one day have none; tasks have no day."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        found = cast("dict[str, Json]", value)
        return {key: ordered(each) for key, each in found.items() if key != "tasks"}
    if isinstance(value, list):
        return sorted((ordered(each) for each in cast("list[Json]", value)), key=repr)
    return value


def test_that_the_order_of_rows_and_of_sources_changes_nothing(tmp_path: Path) -> None:
    tables = book_of_every_kind(4)
    shuffled = {kind: random.Random(5).sample(rows, len(rows)) for kind, rows in reversed(tables.items())}
    # Which of two answers of a contact on one day counts is the later row.
    seen: set[object] = set()
    tables["surveys"] = [
        row
        for row in tables["surveys"]
        if (key := (row["account"], row["contact"], row["kind"], row["responded_on"])) not in seen and not seen.add(key)
    ]
    shuffled["surveys"] = random.Random(6).sample(tables["surveys"], len(tables["surveys"]))
    books = [
        Book.of(tmp_path, each, as_of=LAST.isoformat(), name=name)
        for name, each in (("one", tables), ("other", shuffled))
    ]
    for day in DAYS[2:]:
        one, other = (everything(book, day) for book in books)
        for what, found in one.items():
            assert ordered(other[what]) == ordered(found), f"{what} as of {day}"


# -- known now, known then


class Diary:
    """A portfolio whose change sets are written at the times one says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = Home(folder / "home")
        home.folder.mkdir()
        self.book = Book(home, folder / "diary.perennial")
        self.writes = 0
        born = datetime(2025, 1, 2, 9, tzinfo=UTC)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PERENNIAL_HOME", str(home.folder))
            Portfolio.create(self.book.path, first=write_defaults, clock_=lambda: born).close()

    def write(self, on: str, tables: Tables, author: str = "Mara") -> None:
        """Import rows as if it had been done at noon of a day."""
        self.writes += 1
        at = datetime.combine(date.fromisoformat(on), datetime.min.time(), UTC) + timedelta(hours=12)
        sources = write_tables(self.folder / f"write-{self.writes}", tables)
        taken = [batch for source in sources for batch in batches(read_csv(source))]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PERENNIAL_HOME", str(self.book.home.folder))
            with Portfolio.open(self.book.path) as portfolio:
                result = portfolio.perform_by(
                    Hand(at, author), lambda tx: import_batches(tx, taken, as_of=at.date()), kind="import"
                ).result
        assert not result.rejects

    def metrics(self, day: str, *options: str) -> Json:
        return self.book.json("metrics", "--as-of", day, *options)


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """Acme, entered in January 2025; in June a downgrade of March is entered late, and the segment changes."""
    made = Diary(tmp_path)
    line = {"account": "Acme", "arr": 1000, "start_on": "2025-01-05", "external_id": "L1", "product": "P"}
    made.write(
        "2025-01-10",
        {
            "accounts": [{"name": "Acme", "segment": "Small", "next_step": "Call"}],
            "subscriptions": [line],
            "contacts": [{"account": "Acme", "name": "Jana", "role": "champion", "stance": "supporter"}],
        },
    )
    made.write(
        "2025-06-15",
        {
            "accounts": [{"name": "Acme", "segment": "Big", "next_step": "Renew"}],
            "subscriptions": [
                {**line, "end_on": "2025-03-01", "outcome": "ended", "outcome_on": "2025-03-01"},
                {**line, "external_id": "L2", "arr": 600, "start_on": "2025-03-01"},
            ],
            "contacts": [{"account": "Acme", "name": "Jana", "stance": "critic", "left_on": "2025-04-01"}],
        },
    )
    return made


def test_that_what_was_entered_late_counts_by_its_own_date_known_now_but_not_known_then(diary: Diary) -> None:
    now, then = diary.metrics("2025-04-30"), diary.metrics("2025-04-30", "--known-then")
    assert (now["arr_cents"], then["arr_cents"]) == (60_000, 100_000)
    assert (now["bridge"]["contraction"], then["bridge"]["contraction"]) == (40_000, 0)
    later = diary.metrics("2025-06-15"), diary.metrics("2025-06-15", "--known-then")
    assert later[0] == later[1]
    day_before = diary.metrics("2025-06-14", "--known-then")
    assert day_before["arr_cents"] == 100_000


def test_that_fields_without_a_date_take_the_journals_value_of_that_day(diary: Diary) -> None:
    for options in ((), ("--known-then",)):
        (row,) = diary.book.json("accounts", "--as-of", "2025-04-30", *options)
        assert (row["segment"], row["next_step"]) == ("Small", "Call")
    (row,) = diary.book.json("accounts", "--as-of", "2025-06-15")
    assert (row["segment"], row["next_step"]) == ("Big", "Renew")
    page = diary.book.json("account", "acme", "--as-of", "2025-04-30")
    assert (page["contacts"][0]["stance"], page["contacts"][0]["left_on"]) == ("supporter", "2025-04-01")
    known_then = diary.book.json("account", "acme", "--as-of", "2025-04-30", "--known-then")
    assert (known_then["contacts"][0]["stance"], known_then["contacts"][0]["left_on"]) == ("supporter", None)


def test_that_before_anything_was_entered_the_earliest_known_counts_and_known_then_there_is_nothing(
    diary: Diary,
) -> None:
    (row,) = diary.book.json("accounts", "--as-of", "2025-01-08")
    assert (row["segment"], row["arr_cents"]) == ("Small", 100_000)
    assert diary.book.json("accounts", "--as-of", "2025-01-08", "--known-then") == []
    then = diary.metrics("2025-01-08", "--known-then")
    assert then["accounts"] == {"active": 0, "total": 0}
    assert then["nrr"]["value"] is None
    assert diary.book.run("account", "acme", "--as-of", "2025-01-08", "--known-then").code == 1


def test_that_groups_of_a_closed_period_are_those_of_its_end(diary: Diary) -> None:
    def segments(*options: str) -> set[str]:
        return set(diary.metrics("2025-12-31", "--by", "segment", *options)["groups"])

    assert segments("--to", "2025-04-30") == {"Small"}
    assert segments() == {"Big"}


def test_that_known_then_asks_the_as_of_day_and_not_the_end_of_the_period(diary: Diary) -> None:
    closed = ("--from", "2025-01-31", "--to", "2025-03-31", "--known-then")
    assert diary.metrics("2025-04-10", *closed)["nrr"]["value"] == 1
    assert diary.metrics("2025-06-20", *closed)["nrr"]["value"] == pytest.approx(0.6)


def test_that_undone_rows_count_on_no_day(diary: Diary) -> None:
    before = diary.metrics("2025-12-31"), diary.metrics("2025-04-30")
    more: Tables = {
        "accounts": [{"name": "Bolt"}],
        "subscriptions": [{"account": "Bolt", "arr": 900, "start_on": "2025-02-01"}],
        "usage": [{"account": "Acme", "on": "2025-04-20", "metric": "active_users", "value": 5}],
    }
    diary.write("2025-07-01", more)
    assert diary.metrics("2025-04-30")["arr_cents"] == 150_000
    diary.book.say("undo")
    assert (diary.metrics("2025-12-31"), diary.metrics("2025-04-30")) == before
    diary.book.say("redo")
    assert diary.metrics("2025-04-30")["arr_cents"] == 150_000


def test_that_history_tells_who_changed_what_and_when(diary: Diary) -> None:
    diary.write("2025-07-01", {"accounts": [{"name": "Acme", "next_step": "Rest"}]}, author="Tomas")
    sets = diary.book.json("history", "--account", "acme", "--since", "2025-06-01")
    assert [(each["at"][:10], each["by"]) for each in sets] == [("2025-06-15", "Mara"), ("2025-07-01", "Tomas")]
    (change,) = sets[1]["changes"]
    assert (change["table"], change["field"], change["old"], change["new"]) == ("account", "next_step", "Renew", "Rest")
    told = {(change["table"], change["field"]): (change["old"], change["new"]) for change in sets[0]["changes"]}
    assert told["account", "segment"] == ("Small", "Big")
    assert told["contact", "stance"] == ("supporter", "critic")
    assert told["contact", "left_on"] == (None, "2025-04-01")

"""Saving what was typed or filled in: what is stored, what comes with it, and that it is one change set or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.contract_terms import Terms
from desktop.domain.drafts import (
    AddLineDraft,
    ChangeDraft,
    ContactLeftDraft,
    CorrectLineDraft,
    Draft,
    EndDraft,
    GoalDraft,
    GoalUpdateDraft,
    MilestoneDoneDraft,
    MilestoneMoveDraft,
    MilestoneStateDraft,
    NoticeDraft,
    OpportunityClosedDraft,
    OpportunityDraft,
    PlanMoveDraft,
    PromiseDraft,
    PulseDraft,
    QbrDraft,
    RemoveLineDraft,
    RenewDraft,
    RiskClosedDraft,
    RiskDraft,
    StartDraft,
    SurveyDraft,
    TaskDraft,
    TouchpointDraft,
)
from desktop.domain.errors import Rejected
from desktop.operations.logging import Logged, log
from desktop.store.writing import Performed
from tests.operations.imports.import_books import TODAY, Book, new_book

FRIDAY = date(2026, 5, 22)
PRICING = PromiseDraft(title="Send pricing", side="ours", due_on=FRIDAY)
FORM = PromiseDraft(title="Security form", side="theirs")

ACME, BOLT, JANA, OTTO, SSO = "Acme", "Bolt", "Jana", "Otto", "SSO"
"""Names stand for ids in the drafts of this module: see `named`."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": ACME, "csm": "Ines"}, {"name": BOLT})
        made.import_("contacts", {"account": ACME, "name": JANA}, {"account": BOLT, "name": OTTO})
        made.import_("onboardings", {"account": ACME, "name": "Launch", "started_on": "2026-04-01"})
        made.import_("milestones", {"account": ACME, "name": SSO, "due_on": "2026-05-01", "state": "blocked"})
        made.import_("objectives", {"account": ACME, "goal": "Fewer calls", "baseline": "9"})
        made.import_("risks", {"account": ACME, "reason": "Reorganisation", "opened_on": "2026-04-01"})
        made.import_(
            "opportunities", {"account": ACME, "kind": "upsell", "arr": 100, "close_on": "2026-06-01", "state": "open"}
        )
        made.import_(
            "subscriptions",
            {"account": ACME, "arr": 100, "start_on": "2026-01-01", "end_on": "2027-01-01", "auto_renew": "true"},
        )
        yield made
        assert made.problems() == []


def named(book: Book, **values: Any) -> dict[str, Any]:
    """The draft's values with ids for names."""
    ids = {**book.ids(), **book.ids("contact"), **book.ids("milestone")}
    names = ("account", "contact", "milestone")
    return {key: ids[value] if key in names and value is not None else value for key, value in values.items()}


def survey(book: Book, **values: Any) -> SurveyDraft:
    asked = {"account": ACME, "kind": "nps", "score": 9.0, "responded_on": TODAY, "scale_min": 0, "scale_max": 10}
    return SurveyDraft(**named(book, **{**asked, **values}))


def touchpoint(book: Book, **values: Any) -> TouchpointDraft:
    said = {"account": ACME, "kind": "call", "on_day": TODAY, "state": "held"}
    return TouchpointDraft(**named(book, **{**said, **values}))


def qbr(book: Book, **values: Any) -> QbrDraft:
    return QbrDraft(**named(book, account=ACME, **values))


def every_draft(book: Book) -> dict[str, Draft]:
    """One draft of each kind that changes something, with as much beside it as it can bring."""
    acme = book.ids()[ACME]
    promises = (PRICING, FORM)
    (line,) = [row["id"] for row in book.rows("contract_line")]
    return {
        "survey": survey(book, score=2.0, new_contact="ana@acme.example"),
        "touchpoint": touchpoint(book, promises=promises, new_contact="Ana"),
        "milestone": MilestoneDoneDraft(**named(book, account=ACME, milestone=SSO, done_on=TODAY)),
        "contact": ContactLeftDraft(**named(book, account=ACME, contact=JANA, left_on=TODAY)),
        "qbr": qbr(book, planned_on=FRIDAY, promises=promises),
        "risk": RiskDraft(account=acme, reason="price", opened_on=TODAY),
        "pulse": PulseDraft(account=acme, value=2, on_day=TODAY),
        "renew": RenewDraft(account=acme, months=12, on_day=TODAY),
        "notice": NoticeDraft(account=acme, given_on=TODAY),
        "change": ChangeDraft(account=acme, on_day=TODAY, way="up", arr_cents=20_000),
        "end": EndDraft(account=acme, on_day=TODAY, reason="budget"),
        "add": AddLineDraft(account=acme, terms=Terms(arr_cents=100), start_on=TODAY),
        "correct": CorrectLineDraft(account=acme, line=line, terms=Terms(arr_cents=100), start_on=TODAY),
        "remove": RemoveLineDraft(account=acme, line=line),
        "task": TaskDraft(account=acme, title="Call back", side="ours"),
        "start": StartDraft(account=acme, template=template(book, "Standard"), started_on=FRIDAY),
        "plan": PlanMoveDraft(account=acme, days=7),
        "step": MilestoneMoveDraft(account=acme, milestone=book.ids("milestone")[SSO], to=FRIDAY),
        "state": MilestoneStateDraft(
            account=acme, milestone=book.ids("milestone")[SSO], state="waived", reason="not bought"
        ),
        "goal": GoalDraft(account=acme, goal="Cut handling time", baseline="40", target="25", unit="min"),
        "goal met": GoalUpdateDraft(account=acme, objective=book.row("objective")["id"], status="met", on_day=TODAY),
        "risk closed": RiskClosedDraft(account=acme, risk=book.row("risk")["id"], outcome="saved", closed_on=TODAY),
        "upsell": OpportunityDraft(account=acme, kind="upsell", arr_cents=1_800_000, close_on=FRIDAY),
        "upsell won": OpportunityClosedDraft(
            account=acme, opportunity=book.row("opportunity")["id"], state="won", closed_on=TODAY
        ),
    }


KINDS = (
    "survey",
    "touchpoint",
    "milestone",
    "contact",
    "qbr",
    "risk",
    "pulse",
    "renew",
    "notice",
    "change",
    "end",
    "add",
    "correct",
    "remove",
    "task",
    "start",
    "plan",
    "step",
    "state",
    "goal",
    "goal met",
    "risk closed",
    "upsell",
    "upsell won",
)


def template(book: Book, name: str) -> str:
    return next(row["id"] for row in book.rows("onboarding_template") if row["name"] == name)


def save(book: Book, draft: Draft) -> Performed[Logged]:
    return book.portfolio.perform(log, draft, as_of=TODAY)


def stored(book: Book, done: Performed[Logged]) -> dict[str, Any]:
    """What is known of the row that was saved: every field with a value, but its id and its account."""
    (row,) = book.ask(f'SELECT * FROM "{done.result.table}" WHERE id = ?', done.result.row)
    return {name: value for name, value in row.items() if value is not None and name not in ("id", "account")}


def tasks(book: Book) -> list[tuple[str, str, str | None]]:
    """(title, side, due)"""
    return [(row["title"], row["side"], row["due_on"]) for row in book.rows("task")]


# -- what holds for every kind


@pytest.mark.parametrize("kind", KINDS)
def test_that_one_undo_takes_all_of_it_back_and_redo_brings_it_again(book: Book, kind: str) -> None:
    draft = every_draft(book)[kind]
    before, sets = book.contents(), book.change_sets()
    done = save(book, draft)
    after = book.contents()
    assert (after != before, book.change_sets()) == (True, sets + 1)
    assert (done.result.row in after.get(done.result.table, {})) is (kind != "remove")
    assert done.changes.accounts == {book.ids()[ACME]}

    book.portfolio.undo()
    assert book.contents() == before
    book.portfolio.redo()
    assert book.contents() == after


@pytest.mark.parametrize("kind", KINDS)
def test_that_nothing_is_logged_for_an_account_that_was_taken_back(book: Book, kind: str) -> None:
    draft, acme = every_draft(book)[kind], book.ids()[ACME]
    book.portfolio.perform(lambda tx: tx.delete("account", acme))
    refuse(book, draft, "no such account any more")


def refuse(book: Book, draft: Draft, reason: str) -> Rejected:
    before, sets = book.contents(), book.change_sets()
    with pytest.raises(Rejected, match=reason) as refused:
        save(book, draft)
    assert (book.contents(), book.change_sets()) == (before, sets)
    return refused.value


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("survey", "NPS 2 logged"),
        ("touchpoint", "Call logged"),
        ("milestone", "Milestone done"),
        ("contact", "Contact left"),
        ("qbr", "QBR planned"),
        ("risk", "Risk opened"),
        ("pulse", "Pulse 2 logged"),
        ("renew", "Renewed for 12 months"),
        ("notice", "Notice given"),
        ("change", "Upgraded: the contract line"),
        ("end", "Contract ended: the contract line"),
        ("add", "Contract line added: the contract line"),
        ("correct", "Contract line corrected: the contract line"),
        ("remove", "Contract line removed: the contract line"),
        ("task", "Task added"),
        ("start", "Onboarding started: Standard, 8 milestones"),
        ("plan", "Kickoff moved +7 d: 1 milestone moved"),
        ("step", "Moved: SSO"),
        ("state", "Waived: SSO"),
        ("goal", "Goal added: Cut handling time"),
        ("goal met", "Goal met: Fewer calls"),
        ("risk closed", "Risk closed as saved: Reorganisation"),
        ("upsell", "Upsell added"),
        ("upsell won", "Upsell won"),
    ],
)
def test_that_a_change_is_called_what_was_done(book: Book, kind: str, label: str) -> None:
    assert save(book, every_draft(book)[kind]).changes.label == label


def test_that_the_table_above_misses_no_kind_of_draft(book: Book) -> None:
    made = every_draft(book)
    assert tuple(made) == KINDS
    assert {type(draft) for draft in made.values()} == set(Draft.__args__)


# -- surveys


def test_that_an_answer_is_stored_as_it_was_given(book: Book) -> None:
    draft = survey(
        book, kind="ces", score=6.0, scale_min=1, scale_max=7, direction="effort", comment="hard", contact=JANA
    )
    done = save(book, draft)
    assert done.result == Logged("survey_response", done.result.row, 0)
    assert stored(book, done) == {
        "contact": book.ids("contact")[JANA],
        "kind": "ces",
        "responded_on": "2026-05-20",
        "score": 6.0,
        "scale_min": 1.0,
        "scale_max": 7.0,
        "direction": "effort",
        "comment": "hard",
    }
    assert done.changes.label == "CES 6 logged"


def test_that_asked_and_not_answered_has_no_score(book: Book) -> None:
    done = save(book, survey(book, score=None))
    assert "score" not in stored(book, done)
    assert done.changes.label == "NPS asked logged"
    assert done.result.tasks == 0


@pytest.mark.parametrize(
    ("score", "on", "expected"),
    [
        (0.0, TODAY, 3),
        (6.0, TODAY, 3),
        (7.0, TODAY, 0),
        (6.0, TODAY - timedelta(days=29), 3),
        (6.0, TODAY - timedelta(days=30), 0),
    ],
)
def test_that_a_fresh_detractor_brings_the_playbooks_tasks_at_once(
    book: Book, score: float, on: date, expected: int
) -> None:
    sets = book.change_sets()
    done = save(book, survey(book, score=score, responded_on=on))
    assert done.result.tasks == len(book.rows("task")) == expected
    assert len(book.rows("playbook_run")) == (expected > 0)
    assert {row["owner"] for row in book.rows("task")} <= {"Ines"}
    assert book.change_sets() == sets + 1


def test_that_a_detractor_who_was_spoken_to_since_brings_no_tasks(book: Book) -> None:
    save(book, touchpoint(book, two_way=True))
    assert save(book, survey(book, score=0.0, responded_on=TODAY - timedelta(days=1))).result.tasks == 0
    assert save(book, survey(book, account=BOLT, score=0.0, responded_on=TODAY - timedelta(days=1))).result.tasks == 3


@pytest.mark.parametrize(
    "values",
    [
        {"score": 11.0},
        {"score": -1.0},
        {"kind": "csat", "score": 0.0, "scale_min": 1, "scale_max": 5},
        {"kind": "ces", "score": 4.0, "scale_min": 1, "scale_max": 7},
    ],
)
def test_that_an_answer_off_its_scale_or_without_its_direction_is_refused(book: Book, values: dict[str, Any]) -> None:
    refuse(book, survey(book, new_contact="Ana", **values), "NPS|CSAT|CES")


# -- contacts


@pytest.mark.parametrize(
    ("called", "name", "email"),
    [("Ana Ruiz", "Ana Ruiz", None), ("ana@acme.example", "ana", "ana@acme.example")],
)
@pytest.mark.parametrize("make", [survey, touchpoint])
def test_that_somebody_new_becomes_a_contact_of_the_account(
    book: Book, make: Any, called: str, name: str, email: str | None
) -> None:
    done = save(book, make(book, new_contact=called))
    (new,) = [row for row in book.rows("contact") if row["name"] not in (JANA, OTTO)]
    assert (new["name"], new["email"], new["account"]) == (name, email, book.ids()[ACME])
    assert stored(book, done)["contact"] == new["id"]


@pytest.mark.parametrize("make", [survey, touchpoint])
def test_that_a_known_contact_makes_no_new_one(book: Book, make: Any) -> None:
    done = save(book, make(book, contact=JANA))
    assert stored(book, done)["contact"] == book.ids("contact")[JANA]
    assert len(book.rows("contact")) == 2


@pytest.mark.parametrize("make", [survey, touchpoint])
def test_that_a_contact_of_another_account_is_refused(book: Book, make: Any) -> None:
    refuse(book, make(book, contact=OTTO), "no such contact")


@pytest.mark.parametrize("make", [survey, touchpoint])
@pytest.mark.parametrize("blank", ["", "  "])
def test_that_a_contact_without_a_name_is_refused(book: Book, make: Any, blank: str) -> None:
    assert refuse(book, make(book, new_contact=blank), "A contact needs a name").field == "contact"


def test_that_somebody_who_left_keeps_everything_but_the_day(book: Book) -> None:
    jana = book.ids("contact")[JANA]
    done = save(book, ContactLeftDraft(account=book.ids()[ACME], contact=jana, left_on=FRIDAY))
    assert done.result == Logged("contact", jana)
    assert stored(book, done) == {"name": JANA, "left_on": "2026-05-22"}
    refuse(book, ContactLeftDraft(account=book.ids()[BOLT], contact=jana, left_on=FRIDAY), "no such contact")


# -- touchpoints and promises


def test_that_a_call_is_stored_with_its_promises_on_the_right_sides(book: Book) -> None:
    draft = touchpoint(
        book,
        two_way=True,
        topic="renewal",
        subject="Pilot agreed",
        notes="Pilot agreed; wants the API",
        contact=JANA,
        starts_at=time(14, 5),
        promises=(PRICING, FORM),
    )
    done = save(book, draft)
    assert done.result == Logged("touchpoint", done.result.row, 2)
    assert stored(book, done) == {
        "contact": book.ids("contact")[JANA],
        "on_day": "2026-05-20",
        "starts_at": "2026-05-20 14:05",
        "kind": "call",
        "state": "held",
        "topic": "renewal",
        "two_way": 1,
        "subject": "Pilot agreed",
        "notes": "Pilot agreed; wants the API",
    }
    assert tasks(book) == [("Send pricing", "ours", "2026-05-22"), ("Security form", "theirs", None)]
    assert {(row["source"], row["touchpoint"], row["account"]) for row in book.rows("task")} == {
        ("call", done.result.row, book.ids()[ACME])
    }


@pytest.mark.parametrize(("two_way", "kept"), [(None, None), (False, 0), (True, 1)])
def test_that_not_known_whether_they_took_part_stays_unknown(
    book: Book, two_way: bool | None, kept: int | None
) -> None:
    assert stored(book, save(book, touchpoint(book, two_way=two_way))).get("two_way") == kept


@pytest.mark.parametrize(
    ("kind", "state", "label"),
    [("email", "held", "Email logged"), ("meeting", "planned", "Meeting planned"), ("note", "held", "Note logged")],
)
def test_that_what_is_to_come_is_planned(book: Book, kind: str, state: str, label: str) -> None:
    done = save(book, touchpoint(book, kind=kind, state=state))
    assert done.changes.label == label
    assert stored(book, done)["state"] == state


@pytest.mark.parametrize("blank", ["", " \t"])
def test_that_one_promise_without_words_stops_the_whole_of_it(book: Book, blank: str) -> None:
    promises = (PRICING, PromiseDraft(title=blank, side="theirs"))
    assert refuse(book, touchpoint(book, new_contact="Ana", promises=promises), "needs a title").field == "title"
    refuse(book, qbr(book, held_on=TODAY, promises=promises), "needs a title")
    refuse(book, TaskDraft(account=book.ids()[ACME], title=blank, side="ours"), "needs a title")


def test_that_a_task_is_stored_on_its_side(book: Book) -> None:
    for side in ("ours", "theirs"):
        draft = TaskDraft(account=book.ids()[ACME], title="Call back", side=side, due_on=FRIDAY)
        done = save(book, draft)
        assert done.result == Logged("task", done.result.row, 1)
        assert stored(book, done) == {"title": "Call back", "side": side, "due_on": "2026-05-22", "source": "typed"}


# -- reviews


def test_that_a_planned_review_is_stored_with_its_promises(book: Book) -> None:
    done = save(book, qbr(book, planned_on=FRIDAY, starts_at=time(9), notes="roadmap", promises=(PRICING, FORM)))
    assert done.result == Logged("qbr", done.result.row, 2)
    assert stored(book, done) == {"planned_on": "2026-05-22", "starts_at": "2026-05-22 09:00", "notes": "roadmap"}
    assert [task[:2] for task in tasks(book)] == [("Send pricing", "ours"), ("Security form", "theirs")]
    assert {(row["source"], row["qbr"]) for row in book.rows("task")} == {("qbr", done.result.row)}


def test_that_a_review_held_on_its_day_is_the_one_that_was_planned(book: Book) -> None:
    planned = save(book, qbr(book, planned_on=TODAY, starts_at=time(9), notes="roadmap"))
    held = save(book, qbr(book, held_on=TODAY))
    assert held.result.row == planned.result.row
    assert held.changes.label == "QBR held"
    assert stored(book, held) == {
        "planned_on": "2026-05-20",
        "held_on": "2026-05-20",
        "starts_at": "2026-05-20 09:00",
        "notes": "roadmap",
    }
    assert len(book.rows("qbr")) == 1
    book.portfolio.undo()
    assert book.row("qbr")["held_on"] is None


@pytest.mark.parametrize(
    ("account", "planned_on"), [(ACME, TODAY - timedelta(days=1)), (ACME, TODAY + timedelta(days=1)), (BOLT, TODAY)]
)
def test_that_a_review_of_another_day_or_account_is_another_one(book: Book, account: str, planned_on: date) -> None:
    save(book, QbrDraft(**named(book, account=account, planned_on=planned_on)))
    save(book, qbr(book, held_on=TODAY))
    assert len(book.rows("qbr")) == 2


def test_that_a_review_that_was_held_or_taken_back_is_not_held_again(book: Book) -> None:
    first = save(book, qbr(book, held_on=TODAY)).result.row
    assert save(book, qbr(book, held_on=TODAY)).result.row != first
    planned = save(book, qbr(book, planned_on=FRIDAY)).result.row
    book.portfolio.undo()
    assert save(book, qbr(book, held_on=FRIDAY)).result.row != planned


def test_that_a_review_without_a_day_is_refused(book: Book) -> None:
    assert refuse(book, qbr(book, promises=(PRICING,)), "needs the day").field == "planned_on"


# -- milestones, risks, pulses


def test_that_a_milestone_done_is_blocked_no_more(book: Book) -> None:
    sso = book.ids("milestone")[SSO]
    done = save(book, MilestoneDoneDraft(account=book.ids()[ACME], milestone=sso, done_on=TODAY))
    assert done.result == Logged("milestone", sso)
    assert stored(book, done) == {
        "name": SSO,
        "onboarding": book.ids("onboarding")["Launch"],
        "due_on": "2026-05-01",
        "done_on": "2026-05-20",
        "state": "done",
    }


def test_that_a_milestone_of_another_account_or_of_none_is_refused(book: Book) -> None:
    sso, bolt = book.ids("milestone")[SSO], book.ids()[BOLT]
    refuse(book, MilestoneDoneDraft(account=bolt, milestone=sso, done_on=TODAY), "no such milestone")
    refuse(book, MilestoneDoneDraft(account=bolt, milestone="nothing", done_on=TODAY), "no such milestone")


def test_that_a_risk_is_stored_and_needs_a_reason(book: Book) -> None:
    acme = book.ids()[ACME]
    done = save(book, RiskDraft(account=acme, reason="price", opened_on=TODAY, notes="asks -20 %"))
    assert done.result == Logged("risk", done.result.row)
    assert stored(book, done) == {"reason": "price", "opened_on": "2026-05-20", "notes": "asks -20 %"}
    assert refuse(book, RiskDraft(account=acme, reason=" ", opened_on=TODAY), "needs a reason").field == "reason"


@pytest.mark.parametrize("value", [1, 5])
def test_that_a_pulse_is_stored_with_its_author(book: Book, value: int) -> None:
    author = book.portfolio.hand().author
    done = save(book, PulseDraft(account=book.ids()[ACME], value=value, on_day=TODAY, reason="new CFO"))
    assert stored(book, done) == {"on_day": "2026-05-20", "value": value, "reason": "new CFO", "author": author}


@pytest.mark.parametrize("value", [0, 6, -1])
def test_that_a_pulse_off_its_scale_is_refused(book: Book, value: int) -> None:
    assert refuse(book, PulseDraft(account=book.ids()[ACME], value=value, on_day=TODAY), "1 to 5").field == "value"

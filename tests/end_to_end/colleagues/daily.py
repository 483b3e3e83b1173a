"""What people do all day at random: what they type, import, tick off, agree on and hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.domain.drafts import PromiseDraft
from desktop.domain.errors import Rejected
from desktop.domain.grammar import parse
from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.operations import (
    accounts,
    calls,
    contacts,
    goals,
    handover,
    onboardings,
    opportunities,
    overrides,
    parents,
    restoring_fields,
    risks,
    snooze,
    task_days,
    tasks,
    voice,
)
from desktop.operations.accounts_cells import Cell, set_cells
from desktop.operations.imports.sources import import_batches
from desktop.operations.logging import log
from desktop.operations.qbrs import preparing, recording
from desktop.store.queries.history import history
from desktop.store.queries.names import names
from desktop.store.tx import Tx
from tests.end_to_end.colleagues.book import CSMS, EXPORT, NAMES, PEOPLE
from tests.end_to_end.colleagues.desk import Desk
from tests.end_to_end.program import write_csv

LINES = (
    '{a} nps {nps} @{who} "{word} support"',
    '{a} nps 2 @{who} "too slow"',
    "{a} csat {few} @{who}",
    "{a} ces {few} ease @New",
    "{a} call two-way: fine > offer fri < form +1w",
    "{a} email @{who}: asked",
    "{a} meeting next fri renewal: agenda > deck",
    "{a} note: {word}",
    "{a} done login",
    "{a} done kickoff {day}",
    "{a} left {who}",
    "{a} qbr {day}",
    "{a} qbr 3 jun 14:00",
    '{a} risk price "{word}"',
    "{a} risk closed saved",
    '{a} pulse {few} "{word}"',
    "{a} renew +12m {arr}k",
    "{a} renew +{few}m",
    '{a} notice {day} "budget"',
    "{a} upgrade {arr}k",
    "{a} upgrade {arr}k {day}",
    "{a} downgrade 10k",
    "{a} end 1 jul price",
    "{a} task: {word} deck +3d",
    "{a} start standard",
    "{a} start light {day}",
    "{a} move kickoff +1w",
    "{a} move login +{few}d rest",
    '{a} blocked login theirs "waiting"',
    '{a} waived login "{word}"',
    "{a} reopen login",
    "{a} goal cut tickets 40>25",
    "{a} goal cut now 3{few}",
    "{a} goal cut met",
    "{a} upsell {arr}k 30 %",
    "{a} upsell won",
)
"""What is typed into the composer."""


def _types(at: Desk) -> None:
    c = at.choose
    line = c.choice(LINES).format(
        a=c.choice((NAMES[0], NAMES[0], *NAMES)),
        who=c.choice(PEOPLE),
        word=at.word(),
        nps=c.choice((0, 5, 7, 10)),
        few=c.randint(1, 5),
        arr=c.choice((30, 70, 90)),
        day=c.choice(("today", "2026-05-18", "2026-06-05", "2026-07-01")),
    )

    def operation(tx: Tx) -> None:
        known = names(tx.conn)
        parsed = parse(
            line,
            accounts=known.accounts,
            contacts=known.contacts,
            milestones=known.milestones,
            rows=known.rows,
            as_of=at.day,
        )
        if parsed.draft is None:
            raise Rejected(" ".join(each.message for each in parsed.refusals))
        log(tx, parsed.draft, as_of=at.day)

    at.perform(operation)


def _imports(at: Desk) -> None:
    kinds = at.choose.sample(list(EXPORT), at.choose.choice((1, 1, 2, 4)))
    with TemporaryDirectory() as folder:
        paths = [write_csv(Path(folder, f"{kind}.csv"), EXPORT[kind](at.choose)) for kind in kinds]
        found = [batch for path in paths for batch in batches(read_csv(path))]
    at.perform(lambda tx: import_batches(tx, found, as_of=at.day), kind="import")


def _does_tasks(at: Desk) -> None:
    task, account = at.one_of("task", "done_on IS NULL")
    due = at.choose.choice((None, at.a_day_to_come()))
    at.perform(
        lambda tx: tasks.complete_task(tx, task, account=account, done_on=at.day),
        lambda tx: task_days.set_task_due(tx, task, due, account=account, as_of=at.day),
    )


def _takes_steps(at: Desk) -> None:
    account, word, day = at.account(), at.word(), at.a_day_to_come()
    at.perform(
        lambda tx: tasks.change_next_step(tx, account, word, day),
        lambda tx: accounts.set_next_step(tx, [account], word),
        lambda tx: tasks.complete_next_step(tx, account, done_on=at.day),
    )


def _types_cells(at: Desk) -> None:
    c = at.choose
    said: Mapping[str, Sequence[str]] = {
        "segment": ("Large", "Small", ""),
        "industry": ("Energy", ""),
        "csm": CSMS,
        "step": ("Call", ""),
        "due": ("+1w", ""),
        "notice_days": ("30", "90"),
        "ends_on": ("2026-08-31", "2027-01-31"),
        "seats_sold": ("10", "200"),
        **{f"own:{field}": ("A", "") for field, _ in at.rows("own_field")},
    }
    keys = c.sample(list(said), c.choice((1, 1, 2)))
    cells = [Cell(at.account(), key, c.choice(said[key])) for key in keys]
    at.perform(lambda tx: set_cells(tx, cells, as_of=at.day))


def _calls_renewals(at: Desk) -> None:
    account, category, is_final = at.account(), at.choose.choice(("commit", "at risk")), at.choose.random() < 0.3
    at.perform(lambda tx: calls.record_call(tx, account, category, on_day=at.day, final=is_final))


def _calls_scores(at: Desk) -> None:
    account, value, until = at.account(), at.choose.choice((10.0, 90.0)), at.a_day_to_come()
    at.perform(
        lambda tx: overrides.call_score(tx, account, value, reason="seen", expires_on=until, as_of=at.day),
        lambda tx: overrides.call_score(tx, account, value, reason="heard", expires_on=until, as_of=at.day),
        lambda tx: overrides.end_override(tx, account, as_of=at.day),
    )


def _keeps_contacts(at: Desk) -> None:
    c = at.choose
    contact, account = at.one_of("contact")
    other = c.choice([row for row, of in at.rows("contact") if of == account])
    said = {"role": c.choice(("champion", "buyer", "")), "title": c.choice(("VP", "CEO"))}
    name = c.choice(("Kim", "Kim <kim@x.example>", "Lee"))
    at.perform(
        lambda tx: contacts.add_contact(tx, account, name),
        lambda tx: contacts.change_contact(tx, contact, said, account=account),
        lambda tx: contacts.leave(tx, contact, at.day, account=account),
        lambda tx: contacts.come_back(tx, contact, account=account),
        lambda tx: contacts.merge_contacts(tx, contact, other, account=account),
    )


def _works_plans(at: Desk) -> None:
    plan, account = at.one_of("onboarding")
    days, live = at.choose.choice((-3, 7)), at.choose.choice((at.day, None))
    at.perform(
        lambda tx: onboardings.move_kickoff(tx, plan, days, account=account, with_target=days > 0),
        lambda tx: onboardings.go_live(tx, plan, live, account=account),
    )


def _edits_success(at: Desk) -> None:
    """A risk, a goal or an opportunity."""
    c, word = at.choose, at.word()
    edits: Mapping[str, Callable[[Tx, str, str], object]] = {
        "risk": lambda tx, row, of: risks.edit_risk(tx, row, "reason", word, account=of, as_of=at.day),
        "objective": lambda tx, row, of: goals.edit_goal(tx, row, "current", "31", account=of, as_of=at.day),
        "opportunity": lambda tx, row, of: opportunities.close_opportunity(tx, row, "lost", at.day, account=of),
    }
    table = c.choice(list(edits))
    row, account = at.one_of(table)
    at.perform(lambda tx: edits[table](tx, row, account))


def _prepares_reviews(at: Desk) -> None:
    c, account, on = at.choose, at.account(), at.choose.choice((at.a_day_to_come(), None))
    lines = [preparing.NewLine(c.randint(1, 3), at.word(), c.choice((None, "goal:1")))]
    at.perform(
        lambda tx: preparing.plan_review(tx, account, on, as_of=at.day),
        lambda tx: preparing.add_lines(tx, account, lines, as_of=at.day),
        lambda tx: preparing.add_lines(tx, account, lines, as_of=at.day),
        lambda tx: preparing.set_attendees(tx, account, "Jana, Ada", as_of=at.day),
    )


def _edits_reviews(at: Desk) -> None:
    item, account = at.one_of("qbr_item")
    step = at.choose.choice((-1, 1))
    at.perform(
        lambda tx: preparing.move_line(tx, account, item, step),
        lambda tx: preparing.remove_line(tx, account, item),
    )


def _records_reviews(at: Desk) -> None:
    record = recording.Record(
        account=at.account(),
        held_on=at.day - timedelta(days=at.choose.randint(0, 2)),
        attendees="Jana",
        wins=at.word(),
        next_on=at.choose.choice((None, at.a_day_to_come())),
        promises=(PromiseDraft(title="Send the figures", side="ours"),),
    )
    at.perform(lambda tx: recording.record_review(tx, record, as_of=at.day))


def _hands_over(at: Desk) -> None:
    c = at.choose
    some, csm = sorted({at.account(), at.account()}), c.choice(CSMS)
    day = at.day + timedelta(days=c.choice((0, 0, 3)))
    at.perform(
        lambda tx: handover.hand_over_accounts(tx, some, csm, day, with_tasks=True),
        lambda tx: handover.cover_accounts(tx, some, csm, day, day + timedelta(days=7)),
        lambda tx: handover.end_cover(tx, some[0], at.day),
    )


def _keeps_accounts(at: Desk) -> None:
    name, below = at.choose.choice(("Dune", "Fjord")), at.account()
    parent = at.choose.choice((None, at.account(), at.account()))
    at.perform(
        lambda tx: accounts.add_account(tx, name),
        lambda tx: parents.set_parent(tx, below, parent),
        lambda tx: parents.set_parent(tx, below, parent),
    )


def _snoozes(at: Desk) -> None:
    account, until = at.account(), at.a_day_to_come()
    at.perform(
        lambda tx: snooze.snooze(tx, account, "renewal", 1.0, until, as_of=at.day),
        lambda tx: snooze.wake(tx, account, as_of=at.day),
    )


def _judges_comments(at: Desk) -> None:
    answer, account = at.one_of("survey_response", "comment IS NOT NULL")
    value = at.choose.choice((-1.0, 1.0, None))
    at.perform(lambda tx: voice.set_sentiment(tx, answer, value, account=account))


def _restores_a_field(at: Desk) -> None:
    key, cell = at.some(
        [
            (each.key, cell)
            for each in at.book.read(history)
            for cell in each.changes
            if not cell.is_birth and restoring_fields.can_restore(cell.table, cell.field)
        ]
    )
    at.perform(lambda tx: restoring_fields.restore_field(tx, key, cell.table, cell.row, cell.field, as_of=at.day))


DAILY: Mapping[str, Callable[[Desk], object]] = {
    "types a line": _types,
    "imports": _imports,
    "does tasks": _does_tasks,
    "takes steps": _takes_steps,
    "types cells": _types_cells,
    "calls renewals": _calls_renewals,
    "calls scores": _calls_scores,
    "keeps contacts": _keeps_contacts,
    "works plans": _works_plans,
    "edits success": _edits_success,
    "prepares reviews": _prepares_reviews,
    "edits reviews": _edits_reviews,
    "records reviews": _records_reviews,
    "hands over": _hands_over,
    "keeps accounts": _keeps_accounts,
    "snoozes": _snoozes,
    "judges comments": _judges_comments,
    "restores a field": _restores_a_field,
    "undoes": lambda at: at.book.undo(),
    "redoes": lambda at: at.book.redo(),
}
"""What -> somebody doing it."""

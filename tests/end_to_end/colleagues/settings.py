"""What people do at random to what the whole book shares: its library, its own fields and views, its quarters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from desktop.domain.listing.views import View
from desktop.domain.playbooks.definition import TaskTemplate, as_data
from desktop.domain.quarters.quarter import quarter
from desktop.operations import (
    cadences,
    keywords,
    own_fields,
    playbook_edits,
    playbook_runs,
    quarters,
    saved_views,
    scorecards,
    templates,
)
from desktop.store.queries.playbooks import all_playbooks
from desktop.store.queries.scorecards import scorecards as known_scorecards
from desktop.store.queries.templates import templates as known_templates
from tests.end_to_end.colleagues.desk import Desk

FIRST_QUARTER = quarter(2026, 1)


def _runs_playbooks(at: Desk) -> None:
    at.perform(lambda tx: playbook_runs.run_due(tx, as_of=at.day))


def _edits_playbooks(at: Desk) -> None:
    c = at.choose
    _, playbook = at.some(at.book.read(all_playbooks))
    kept = tuple(
        replace(each, due_days=c.choice((each.due_days, 9)), owner=c.choice(("csm", "Bo")))
        for each in playbook.tasks
        if c.random() < 0.8
    )
    new = TaskTemplate(f"{playbook_edits.NEW}0", "Think", 2)
    data = as_data(replace(playbook, tasks=c.choice((kept, (*kept, new))), enabled=c.random() < 0.8))
    gone = c.choice(("detractor", "silence"))
    at.perform(
        lambda tx: playbook_edits.edit_playbook(tx, playbook.key, data),
        lambda tx: playbook_edits.edit_playbook(tx, playbook.key, data),
        lambda tx: playbook_edits.remove_playbook(tx, playbook.key),
        lambda tx: playbook_edits.add_playbook(tx, gone, ""),
    )


def _edits_scorecards(at: Desk) -> None:
    c = at.choose
    card, weight = at.some(at.book.read(known_scorecards)), c.choice((0.0, 40.0))
    change = c.choice(({"green_from": c.choice((70.0, 60.0))}, {"amber_from": c.choice((40.0, 65.0))}))
    at.perform(
        lambda tx: scorecards.edit_scorecard(tx, card.key, change),
        lambda tx: scorecards.edit_scorecard(tx, card.key, {"inputs.feedback.weight": weight}),
        lambda tx: scorecards.copy_scorecard(tx, "default", "Large"),
        lambda tx: scorecards.remove_scorecard(tx, card.key),
        lambda tx: scorecards.restore_shipped(tx, card.key),
    )


def _edits_templates(at: Desk) -> None:
    c = at.choose
    template = at.some(at.book.read(known_templates))
    steps = [each._replace(due_days=each.due_days + c.choice((0, 1))) for each in template.milestones]
    edited = template._replace(milestones=tuple(steps[: c.randint(1, len(steps))]))
    at.perform(
        lambda tx: templates.edit_template(tx, edited),
        lambda tx: templates.add_template(tx, "Ours"),
        lambda tx: templates.remove_template(tx, template.key),
    )


def _edits_keywords(at: Desk) -> None:
    word, new = at.choose.choice(("slow", "great")), at.choose.choice(("fast", "slow"))
    at.perform(
        lambda tx: keywords.add_keyword(tx, word, "Pace"),
        lambda tx: keywords.rename_word(tx, word, new),
        lambda tx: keywords.remove_word(tx, word),
        lambda tx: keywords.rename_theme(tx, "Pace", "Speed"),
    )


def _says_own(at: Desk) -> None:
    account, word = at.account(), at.word()
    at.perform(
        lambda tx: own_fields.set_own_value(tx, account, "Region", word),
        lambda tx: own_fields.add_own_field(tx, "Region"),
    )


def _edits_own_fields(at: Desk) -> None:
    (field, _), name = at.one_of("own_field"), at.choose.choice(("Region", "Place"))
    at.perform(
        lambda tx: own_fields.rename_own_field(tx, field, name),
        lambda tx: own_fields.retire_own_field(tx, field),
    )


def _saves_views(at: Desk) -> None:
    view = View(name=at.choose.choice(("Mine", "Large ones")), words=at.word())
    at.perform(lambda tx: saved_views.save_view(tx, view))


def _edits_views(at: Desk) -> None:
    view, _ = at.one_of("saved_view")
    name, other = at.choose.choice(("Mine", "Ours")), View(words=at.word())
    at.perform(
        lambda tx: saved_views.change_view(tx, view, other),
        lambda tx: saved_views.rename_view(tx, view, name),
        lambda tx: saved_views.delete_view(tx, view),
    )


def _closes_quarters(at: Desk) -> None:
    found = quarters.frozen_quarter(at.book, FIRST_QUARTER, at.day)
    at.perform(lambda tx: quarters.close_quarter(tx, found, as_of=at.day))


def _reopens_quarters(at: Desk) -> None:
    at.perform(lambda tx: quarters.reopen_quarter(tx, FIRST_QUARTER))


def _sets_up(at: Desk) -> None:
    c = at.choose
    days, month, segment = c.choice((14, 60)), c.choice((1, 2)), c.choice((None, "Large"))
    at.perform(
        lambda tx: cadences.set_cadence(tx, "contact", segment, days),
        lambda tx: cadences.set_cadence(tx, "qbr", segment, days),
        lambda tx: quarters.set_fiscal_start(tx, month),
    )


SETTINGS: Mapping[str, Callable[[Desk], object]] = {
    "runs playbooks": _runs_playbooks,
    "edits playbooks": _edits_playbooks,
    "edits scorecards": _edits_scorecards,
    "edits templates": _edits_templates,
    "edits keywords": _edits_keywords,
    "says own": _says_own,
    "edits own fields": _edits_own_fields,
    "saves views": _saves_views,
    "edits views": _edits_views,
    "closes quarters": _closes_quarters,
    "reopens quarters": _reopens_quarters,
    "sets up": _sets_up,
}
"""What -> somebody doing it."""

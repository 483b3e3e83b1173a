"""Onboarding templates: what is shipped, and changing them: a whole edit, a new one, one from a plan, a removal."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from desktop import resources
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.templates import (
    Planned,
    Template,
    TemplateMilestone,
    checked,
    from_plan,
    parse_template,
)
from desktop.store.queries.templates import plan_head, plan_steps, templates
from desktop.store.tx import Tx, Value


def shipped_templates() -> Iterator[Template]:
    """The templates that come with the program."""
    for path in sorted(Path(resources.path("templates")).glob("*.toml")):
        yield parse_template(tomllib.loads(path.read_text(encoding="utf-8")))


def write_shipped(tx: Tx) -> None:
    """Write what is shipped; rows there already are set back to it, and milestones that were added stay."""
    for template in shipped_templates():
        row = derived_id("onboarding_template", [template.key])
        tx.put("onboarding_template", row, {"key": template.key, **_head(template)})
        for at, each in enumerate(template.milestones):
            tx.put(
                "template_milestone", derived_id("template_milestone", [template.key, each.key]), _step(row, at, each)
            )


def add_shipped(tx: Tx) -> None:
    """Put the shipped templates into a book, or set those it has back to what is shipped."""
    write_shipped(tx)
    tx.label = "Shipped templates added"


def edit_template(tx: Tx, edited: Template) -> None:
    """Make a template (by its key) hold what was typed: its name, days, and milestones in this order.

    Plans that were started from it stay as they are.

    Raises:
        Rejected: it would make no sense (`field` names the place), its name is taken, or it is gone.
    """
    before = _living(tx, edited.key)
    made = checked(edited)
    _refuse_taken(tx, made.name, but=made.key)
    tx.update("onboarding_template", made.key, _head(made))
    known = {each.key for each in before.milestones}
    for at, each in enumerate(made.milestones):
        if each.key in known:
            tx.update("template_milestone", each.key, _step(made.key, at, each))
        else:
            tx.insert("template_milestone", _step(made.key, at, each))
    for gone in known - {each.key for each in made.milestones}:
        tx.delete("template_milestone", gone)
    tx.label = f"Template changed: {made.name}"


def add_template(tx: Tx, name: str) -> str:
    """A new template, of 30 days with a kickoff and a first value to begin with; returns its key.

    Raises:
        Rejected: the name is missing or taken.
    """
    steps = (
        TemplateMilestone("", "Kickoff", 0, "Start", "ours"),
        TemplateMilestone("", "First value", 30, "Live", "theirs", first_value=True),
    )
    return _insert(tx, checked(Template("", name, 30, steps)))


def template_from_plan(tx: Tx, onboarding: str, name: str) -> str:
    """A new template with the milestones of an onboarding (by id) and the days they are planned for now.

    What has no planned day is taken with the day it was done on; what has neither falls on the start.

    Returns:
        The template's key.

    Raises:
        Rejected: the plan is gone or has no milestones, or the name is missing or taken.
    """
    head = plan_head(tx.conn, onboarding)
    if head is None:
        raise Rejected("There is no such plan any more: it may have been taken back. Nothing was saved.")
    steps = [each for each in plan_steps(tx.conn, head.account) if each.onboarding == onboarding]
    kept = [
        Planned(
            each.name,
            each.due_on or each.done_on or head.started_on,
            each.phase,
            _side(each.side),
            each.first_value,
            at,
        )
        for at, each in enumerate(step for step in steps if step.state != "waived")
    ]
    return _insert(tx, from_plan(name, head.started_on, head.target_on, kept))


def remove_template(tx: Tx, key: str) -> None:
    """Take a template away; plans that were started from it stay.

    Raises:
        Rejected: it is gone already.
    """
    found = _living(tx, key)
    tx.delete("onboarding_template", key)
    tx.label = f"Template removed: {found.name}"


def template_called(tx: Tx, key: str) -> Template:
    """The template with this key.

    Raises:
        Rejected: it is gone.
    """
    return _living(tx, key)


def typed_days(text: str, *, field: str) -> int:
    """Whole days as typed: 12, 12 d, day 12.

    Raises:
        Rejected: it is no whole number.
    """
    said = text.strip().casefold().removeprefix("day").removesuffix("days").removesuffix("d").strip()
    if not said.isascii() or not said.isdigit() or len(said) > 6:
        raise Rejected(f'"{text.strip()[:20]}" is no number of days: type one such as 12.', field=field)
    return int(said)


def _insert(tx: Tx, template: Template) -> str:
    _refuse_taken(tx, template.name)
    row = tx.insert("onboarding_template", {"key": None, **_head(template)})
    tx.update("onboarding_template", row, {"key": row})
    for at, each in enumerate(template.milestones):
        tx.insert("template_milestone", _step(row, at, each))
    tx.label = f"Template added: {template.name}"
    return row


def _refuse_taken(tx: Tx, name: str, *, but: str = "") -> None:
    folded = name.casefold()
    if any(each.name.casefold() == folded and each.key != but for each in templates(tx.conn)):
        raise Rejected(f"Another template is called {name}: type another name.", field="name")


def _living(tx: Tx, key: str) -> Template:
    found = next((each for each in templates(tx.conn) if each.key == key), None)
    if found is None:
        raise Rejected("There is no such template any more: it may have been removed. Nothing was saved.")
    return found


def _head(template: Template) -> dict[str, Value]:
    return {"name": template.name, "segment": template.segment, "target_days": template.target_days}


def _step(template: str, position: int, each: TemplateMilestone) -> dict[str, Value]:
    return {
        "onboarding_template": template,
        "position": position,
        "name": each.name,
        "due_days": each.due_days,
        "phase": each.phase,
        "side": each.side,
        "first_value": int(each.first_value),
    }


def _side(said: str | None) -> str:
    return said if said in ("ours", "theirs") else "ours"

"""Onboarding templates: which milestones a plan gets, on which day after its start, whose they are, which is value.

Days are calendar days, because time to value is counted in them; a plan that skipped weekends would be measured by
another ruler than it was made with. Must not know where templates are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, cast

from desktop.domain.errors import Rejected

SIDES = ("ours", "theirs")
MOST_DAYS = 1000
"""A plan of nearly three years; longer ones are typing errors."""
MOST_MILESTONES = 60
LONGEST_NAME = 120


class TemplateMilestone(NamedTuple):
    """One milestone of a template.

    Args:
        key: tells it from the others of its template; "" = new.
        due_days: calendar days after the start, 0-1000.
    """

    key: str
    name: str
    due_days: int
    phase: str | None = None
    side: str = "ours"
    first_value: bool = False


class Template(NamedTuple):
    """An onboarding template; target_days: calendar days the whole plan is meant to take, 1-1000."""

    key: str
    name: str
    target_days: int
    milestones: tuple[TemplateMilestone, ...]
    segment: str | None = None

    @property
    def value(self) -> TemplateMilestone | None:
        """The milestone that is first value."""
        return next((each for each in self.milestones if each.first_value), None)


class Planned(NamedTuple):
    """A milestone of a plan that has not begun; position from 0."""

    name: str
    due_on: date
    phase: str | None
    side: str
    first_value: bool
    position: int


def planned(template: Template, started_on: date) -> tuple[Planned, ...]:
    """The milestones of a plan that starts on a day, in the order of the template."""
    return tuple(
        Planned(each.name, started_on + timedelta(days=each.due_days), each.phase, each.side, each.first_value, at)
        for at, each in enumerate(template.milestones)
    )


def target_of(template: Template, started_on: date) -> date:
    return started_on + timedelta(days=template.target_days)


def checked(template: Template) -> Template:
    """The template with its texts trimmed.

    Raises:
        Rejected: no name, no milestones, a day out of bounds, two first values; `field` names the place.
    """
    name = _named(template.name, "name", "A template")
    _days(template.target_days, 1, "target_days", f"{name}: the target")
    if not template.milestones:
        raise Rejected(f"{name} has no milestones: add one, such as the kickoff.", field="milestones")
    if len(template.milestones) > MOST_MILESTONES:
        raise Rejected(f"A template has at most {MOST_MILESTONES} milestones.", field="milestones")
    found: list[TemplateMilestone] = []
    for at, each in enumerate(template.milestones):
        called = _named(each.name, f"milestones[{at}].name", "A milestone")
        _days(each.due_days, 0, f"milestones[{at}].due_days", called)
        if each.side not in SIDES:
            raise Rejected(f"{called}: the side is ours or theirs.", field=f"milestones[{at}].side")
        found.append(each._replace(name=called, phase=(each.phase or "").strip() or None))
    if sum(each.first_value for each in found) > 1:
        raise Rejected("Only one milestone can be the first value.", field="first_value")
    return template._replace(
        name=name, milestones=tuple(found), segment=" ".join((template.segment or "").split()) or None
    )


def parse_template(data: Mapping[str, object]) -> Template:
    """The template a parsed file describes; resources/templates/standard.toml shows the form.

    Raises:
        Rejected: something is missing, unknown or out of its bounds; the message and `field` name the place.
    """
    _refuse_unknown(data, ("key", "name", "segment", "target_days", "milestones"), "the template")
    entries = data.get("milestones")
    if not isinstance(entries, list | tuple):
        raise Rejected("The template has no milestones: list at least one.", field="milestones")
    steps = tuple(_milestone(entry, f"milestones[{at}]") for at, entry in enumerate(cast("list[object]", entries)))
    keys = [each.key for each in steps]
    for key in keys:
        if keys.count(key) > 1:
            raise Rejected(f"The template has two milestones with the key {key!r}: rename one.", field="milestones")
    segment = data.get("segment")
    return checked(
        Template(
            key=_text(data.get("key"), "key"),
            name=_text(data.get("name"), "name"),
            target_days=_whole(data.get("target_days"), "target_days"),
            milestones=steps,
            segment=None if segment is None else _text(segment, "segment"),
        )
    )


def with_first_value(template: Template, at: int) -> Template:
    """The template with the milestone at a position as its first value, or with none if it was that."""
    is_now = template.milestones[at].first_value
    steps = [each._replace(first_value=number == at and not is_now) for number, each in enumerate(template.milestones)]
    return template._replace(milestones=tuple(steps))


def with_moved(template: Template, at: int, by: int) -> Template:
    """The template with the milestone at a position up or down among the others; past an end it stays."""
    to = at + by
    if not 0 <= to < len(template.milestones):
        return template
    steps = list(template.milestones)
    steps.insert(to, steps.pop(at))
    return template._replace(milestones=tuple(steps))


def from_plan(name: str, started_on: date, target_on: date | None, steps: Sequence[Planned]) -> Template:
    """A template with the days of a plan: what lies before its start counts as on it.

    Raises:
        Rejected: the plan has no milestones, or the name is missing.
    """
    made = tuple(
        TemplateMilestone("", each.name, max((each.due_on - started_on).days, 0), each.phase, each.side, False)
        for each in steps
    )
    value = next((at for at, each in enumerate(steps) if each.first_value), None)
    last = max((each.due_days for each in made), default=1)
    target = last if target_on is None else (target_on - started_on).days
    found = Template("", name, max(target, 1), made)
    return checked(found if value is None else with_first_value(found, value))


def _milestone(value: object, where: str) -> TemplateMilestone:
    if not isinstance(value, Mapping):
        raise Rejected(f"The template's {where} is not a table: name its entries.", field=where)
    entry = cast("Mapping[str, object]", value)
    _refuse_unknown(entry, ("key", "name", "due_days", "phase", "side", "first_value"), where)
    phase, is_value = entry.get("phase"), entry.get("first_value", False)
    if not isinstance(is_value, bool):
        raise Rejected(f"The template's {where}.first_value is true or false.", field=f"{where}.first_value")
    return TemplateMilestone(
        key=_text(entry.get("key"), f"{where}.key"),
        name=_text(entry.get("name"), f"{where}.name"),
        due_days=_whole(entry.get("due_days"), f"{where}.due_days"),
        phase=None if phase is None else _text(phase, f"{where}.phase"),
        side=_text(entry.get("side", "ours"), f"{where}.side"),
        first_value=is_value,
    )


def _named(name: str, field: str, what: str) -> str:
    said = " ".join(name.split())
    if not said:
        raise Rejected(f"{what} needs a name: type it.", field=field)
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A name has at most {LONGEST_NAME} characters; this one has {len(said)}.", field=field)
    return said


def _days(days: int, least: int, field: str, what: str) -> None:
    if not least <= days <= MOST_DAYS:
        raise Rejected(f"{what} is due after {least} to {MOST_DAYS} days; {days} was not saved.", field=field)


def _refuse_unknown(table: Mapping[str, object], allowed: Collection[str], where: str) -> None:
    unknown = [name for name in table if name not in allowed]
    if unknown:
        raise Rejected(f"{unknown[0]!r} is not known in {where}: use {', '.join(allowed)}.", field=unknown[0])


def _whole(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Rejected(f"The template's {where} is {value!r}: give whole days.", field=where)
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Rejected(f"The template's {where} is missing or not a text: name it.", field=where)
    return value.strip()

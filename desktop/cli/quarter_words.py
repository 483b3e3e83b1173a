"""What became of a closed figure and why, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.cli.output import money, number, one_line, percent
from desktop.domain.quarters.keys import Number, Unit
from desktop.domain.quarters.restated import Entry, Restated

ALWAYS = ("arr_cents", "nrr", "grr", "12m.nrr", "12m.grr", "renewal_rate")
"""Figures that are shown even where nothing changed."""

TWICE = ("bridge.end", "12m.bridge.end")
"""Figures that say again what ARR says."""

SHOWN_ACCOUNTS, SHOWN_ENTRIES = 3, 8

_TITLES = ("product", "subject", "name", "reason", "goal", "csm", "kind", "source")


def value(unit: Unit, number: Number) -> str:
    if number is None:
        return "no data"
    if unit == "cents":
        return money(round(number))
    if unit == "share":
        return percent(number)
    return f"{number:,.0f}" if unit in ("accounts", "days") else f"{number:,.1f}"


def difference(found: Restated) -> str:
    """What was restated, with its sign; shares in percentage points."""
    if not found.is_restated:
        return ""
    if found.difference is None:
        return "restated"
    return _signed(found.unit, found.difference)


def because(found: Restated) -> str:
    """Which accounts made the difference, and when that was entered."""
    if not found.is_restated:
        return ""
    if not found.parts:
        return _entered(found.entries)
    shown = [
        f"{part.name} {_signed(found.unit, part.difference)}: {_entered(part.entries)}"
        for part in found.parts[:SHOWN_ACCOUNTS]
    ]
    more = len(found.parts) - SHOWN_ACCOUNTS
    return "; ".join(shown) + (f"; and {more:,} more" if more > 0 else "")


def entries(found: Iterable[Entry]) -> dict[str | None, list[str]]:
    """Account -> what was entered of it, each once, in order of time."""
    said: dict[str | None, list[str]] = {}
    for each in sorted(set_of(found), key=lambda one: (one.at, one.table, one.row, one.field or "")):
        said.setdefault(each.account, []).append(entry(each))
    return {account: _at_most(lines) for account, lines in said.items()}


def set_of(found: Iterable[Entry]) -> list[Entry]:
    """The entries, each once."""
    return list({(each.row, each.field): each for each in found}.values())


def entry(each: Entry) -> str:
    """One entry: what of which row, old to new, entered when and by whom."""
    title = one_line(next((str(each.says[name]) for name in _TITLES if each.says.get(name)), ""))
    kind = each.table.replace("_", " ")
    what = f"{kind} {title!r}" if title else kind
    when = f"entered {day(each.at.astimezone().date())} by {each.by}"
    if each.field is None:
        said = ", ".join(f"{_field(name)} {_shown(name, given)}" for name, given in each.says.items())
        return f"+ {what}: {said}; {when}"
    if each.field == "deleted_at":
        return f"{'- ' if each.new is not None else '+ '}{what} {'taken back' if each.new else 'back again'}; {when}"
    change = f"{_shown(each.field, each.old)} -> {_shown(each.field, each.new)}"
    return f"{what}: {_field(each.field)} {change}; {when}"


def day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def _entered(found: Iterable[Entry]) -> str:
    days = sorted({(each.at.astimezone().date(), each.by) for each in found})
    if not days:
        return "no entry explains it"
    shown = [f"{day(on)} by {by}" for on, by in days[:2]]
    return f"entered {', '.join(shown)}{' and later' if len(days) > 2 else ''}"


def _signed(unit: Unit, number: float) -> str:
    if unit == "cents":
        return f"{'+' if number > 0 else ''}{money(round(number))}"
    return f"{100 * number:+.1f} points" if unit == "share" else f"{number:+,.1f}"


def _at_most(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN_ENTRIES
    return lines if more <= 0 else [*lines[:SHOWN_ENTRIES], f"... and {more:,} more"]


def _field(name: str) -> str:
    return {"arr_cents": "ARR", "on_day": "on"}.get(name, name.removesuffix("_cents").replace("_", " "))


def _shown(field: str, said: object) -> str:
    if said is None:
        return "(empty)"
    if field.endswith("_cents") and isinstance(said, int):
        return money(said)
    if field in ("auto_renew", "trial", "escalated", "two_way", "first_value"):
        return "yes" if said else "no"
    return number(said) if isinstance(said, float) else one_line(str(said))

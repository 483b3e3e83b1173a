"""How changes are told: what came into being as a sentence, and every other field from its old value to its new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.cadences import PREFIX
from desktop.domain.quarters.keys import STARTS_IN, UNITS, WHOLE, bare, called
from desktop.store.queries.history import CellChange, ChangeSet, Value
from desktop.store.queries.playbooks import OPENING
from desktop.views import format as fmt
from desktop.views.change_words import LINK, answer_said, day_of, field_name, row_called, value_of

if TYPE_CHECKING:
    from desktop.store.sharing.made import Export

EXPORTED = {"full": "all of it", "loan": "a loan", "snapshot": "a snapshot", "redacted": "a redacted copy"}
UNSAID = ("external_id", "account", "deleted_at", "position", "cause_table", "cause_row", "wave")

Row = Mapping[str, Value]


def export_words(export: Export) -> str:
    """An export in one line: when, by whom, what was in it, to which file."""
    kind = f"{EXPORTED.get(export.kind, export.kind)}, {fmt.plural(export.accounts, 'account')}"
    sealed = ", sealed" if export.sealed else ""
    gone = "" if export.is_there else " (no longer there)"
    at = fmt.moment(datetime.fromisoformat(export.at))
    return f"{at} · {export.by} · {kind}{sealed} · {Path(export.path).name}{gone}"


def said(changes: Sequence[CellChange]) -> list[str]:
    """One line for a row that was born, one for each field that changed."""
    lines: list[str] = []
    for (table, _), cells in groupby(changes, key=lambda cell: (cell.table, cell.row)):
        row = list(cells)
        title = next((cell.title for cell in row if cell.title), None)
        if row[0].is_birth:
            lines.append(_born(table, title, row))
            continue
        what = row_called(table, None if table == "setting" else title)
        gone = next((cell for cell in row if cell.field == "deleted_at"), None)
        if gone is not None:
            lines.append(f"{what} {'taken back' if gone.new is not None else 'brought back'}")
        if table == "setting":
            lines += [f"{setting_said(title or '', cell.new)}, was {cell.old}" for cell in row if cell.field == "value"]
            continue
        lines += [_changed(table, what, cell) for cell in row if cell.field not in UNSAID]
    return lines


def fitting(each: ChangeSet, typed: str, lines: Sequence[str] | None = None) -> list[str] | None:
    """The lines of a change set that hold, with who, when, its name and its accounts, every word typed.

    Args:
        lines: what `said` makes of it, where that is known.
    Returns:
        All of them where that holds every word without them; None where nothing does.
    """
    lines = said(each.changes) if lines is None else lines
    accounts = dict.fromkeys(cell.account for cell in each.changes if cell.account)
    head = "\n".join((each.label, each.by, fmt.moment(datetime.fromisoformat(each.at)), *accounts)).casefold()
    left = [word for word in typed.casefold().split() if word not in head]
    if not left:
        return list(lines)
    return [line for line in lines if all(word in line.casefold() for word in left)] or None


def _changed(table: str, what: str, cell: CellChange) -> str:
    name, old, new = field_name(cell.field), value_of(cell.field, cell.old), value_of(cell.field, cell.new)
    if old is None:
        told = f"{name} {new}"
    elif new is None:
        told = f"{name} {old} removed"
    else:
        told = f"{name} {old} → {new}"
    return told[:1].upper() + told[1:] if table == "account" else f"{what}: {told}"


def _born(table: str, title: str | None, cells: Sequence[CellChange]) -> str:
    row = {cell.field: cell.new for cell in cells}
    sentence = _SENTENCES.get(table)
    if sentence is not None:
        return sentence(row, title or "")
    told = [f"{field_name(cell.field)} {value_of(cell.field, cell.new)}" for cell in cells if _is_telling(cell, title)]
    return f"{row_called(table, title)} added" + (f": {', '.join(told)}" if told else "")


def _account(row: Row, title: str) -> str:
    del title
    about = [str(row[name]) for name in ("segment", "industry", "region") if row.get(name)]
    return _with(f"Account added: {row.get('name')}", about)


def _contact(row: Row, title: str) -> str:
    return _with(f"Contact added: {title}", [str(row[name]) for name in ("role", "title", "email") if row.get(name)])


def _task(row: Row, title: str) -> str:
    side = {"ours": ["we owe"], "theirs": ["they owe"]}.get(str(row.get("side")), [])
    done = [f"done {day_of(row['done_on'])}"] if row.get("done_on") else []
    source = str(row.get("source") or "")
    by = [f"by the {source}"] if source.startswith("playbook ") else []
    return _with(f"Task added: {title}", [*side, *_due(row), *done, *by])


def _talk(row: Row, title: str) -> str:
    kind = str(row.get("kind") or "Contact").capitalize()
    planned = " planned for" if row.get("state") == "planned" else " on"
    # A conversation is called by its kind and its subject; the kind has been said.
    head, _, rest = title.partition(": ")
    subject = rest if head.casefold() == kind.casefold() else title
    return _then(f"{kind}{planned} {day_of(row.get('on_day'))}", subject, row.get("notes"))


def _answer(row: Row, title: str) -> str:
    del title
    score, most = row.get("score"), row.get("scale_max")
    figure = float(score) if isinstance(score, float | int) else None
    of = float(most) if isinstance(most, float | int) else None
    sentence = answer_said(str(row.get("kind") or "answer"), figure, of)
    return _then(f"{sentence} on {day_of(row.get('responded_on'))}", row.get("comment"))


def _ticket(row: Row, title: str) -> str:
    urgent = ["escalated"] if row.get("escalated") else []
    urgent += [f"{row['priority']} priority"] if row.get("priority") else []
    closed = [f"closed {day_of(row['closed_on'])}"] if row.get("closed_on") else []
    return _with(f"Ticket opened {day_of(row.get('opened_on'))}: {title or 'no subject'}", [*urgent, *closed])


def _line(row: Row, title: str) -> str:
    cents = row.get("arr_cents")
    worth = f"{fmt.money(cents)} a year" if isinstance(cents, int) else "ARR unknown"
    until = f"to {day_of(row['end_on'])}" if row.get("end_on") else "open end"
    named = ", ".join(filter(None, (title, worth)))
    return f"Contract line added: {named}, {day_of(row.get('start_on'))} {until}"


def _milestone(row: Row, title: str) -> str:
    turn = {"ours": ["our turn"], "theirs": ["their turn"]}.get(str(row.get("side")), [])
    return _with(f"Milestone added: {title}", [*_due(row), *turn])


def _risk(row: Row, title: str) -> str:
    return _then(f"Risk opened {day_of(row.get('opened_on'))}", title, row.get("notes"))


def _pulse(row: Row, title: str) -> str:
    del title
    return _then(f"Pulse {row.get('value')} of 5 on {day_of(row.get('on_day'))}", row.get("reason"))


def _qbr(row: Row, title: str) -> str:
    del title
    day = f"held {day_of(row['held_on'])}" if row.get("held_on") else f"planned for {day_of(row.get('planned_on'))}"
    return _then(f"QBR {day}", row.get("notes"))


def _playbook(row: Row, title: str) -> str:
    named = f": {title}" if title else ""
    return f"Playbook started{named} ({day_of(row.get('started_on'))})"


def _goal(row: Row, title: str) -> str:
    return _with(f"Goal agreed: {title}", _due(row))


def _forecast(row: Row, title: str) -> str:
    del title
    whose = "Rule" if row.get("kind") == "automatic" else "Forecast"
    cents = row.get("amount_cents")
    worth = [fmt.money(cents)] if isinstance(cents, int) else []
    called = str(row.get("category") or fmt.UNKNOWN).replace("_", " ")
    return f"{whose} says {', '.join((called, *worth))} on {day_of(row.get('on_day'))}"


def _setting(row: Row, title: str) -> str:
    del title
    return setting_said(str(row.get("key") or ""), row.get("value"))


def setting_said(key: str, value: Value) -> str:
    """What a setting of the book is, as a sentence."""
    for kind, prefix in PREFIX.items():
        if key.startswith(prefix):
            whose = key.removeprefix(prefix)
            what = "Reviews" if kind == "qbr" else "Talks"
            return f"{what} every {value} d for {f'{whose} accounts' if whose else 'all other accounts'}"
    if key == STARTS_IN and str(value).isdigit():
        return f"Fiscal year begins in {fmt.month_name(int(str(value)))}"
    if key == OPENING:
        return "Whether playbooks start by themselves"
    return _then(key.replace("_", " ").replace(".", " ").capitalize(), value)


def _figure(row: Row, title: str) -> str:
    del title
    key, value = str(row.get("key") or ""), row.get("value")
    unit = UNITS.get(bare(key))
    if unit is None or not isinstance(value, float | int):
        # What the figures were made of, in the program's own writing.
        return "Kept what the quarter's figures are made of"
    if unit in ("cents", "share"):
        said = fmt.money(round(value)) if unit == "cents" else fmt.percent(value, 1)
    else:
        said = fmt.number(value, 0 if unit in WHOLE else 1)
    _, _, whose = str(row.get("grouping") or "").partition(":")
    of = {"": "", "(none)": ", of nobody"}.get(whose, f", {whose}")
    return f"Figure kept: {called(key)}{of}: {said}"


_SENTENCES: dict[str, Callable[[Row, str], str]] = {
    "account": _account,
    "contact": _contact,
    "task": _task,
    "touchpoint": _talk,
    "survey_response": _answer,
    "ticket": _ticket,
    "contract_line": _line,
    "milestone": _milestone,
    "risk": _risk,
    "pulse": _pulse,
    "qbr": _qbr,
    "playbook_run": _playbook,
    "objective": _goal,
    "renewal_call": _forecast,
    "setting": _setting,
    "closed_figure": _figure,
}


def _due(row: Row) -> list[str]:
    return [f"due {day_of(row['due_on'])}"] if row.get("due_on") else []


def _with(sentence: str, about: Sequence[str]) -> str:
    return f"{sentence} ({', '.join(about)})" if about else sentence


def _then(sentence: str, *said: Value) -> str:
    told = " · ".join(str(part) for part in said if part)
    return f"{sentence}: {told}" if told else sentence


def _is_telling(cell: CellChange, title: str | None) -> bool:
    is_link = isinstance(cell.new, str) and LINK.fullmatch(cell.new) is not None
    return cell.field not in (*UNSAID, "scale_min", "scale_max") and not is_link and cell.new != title

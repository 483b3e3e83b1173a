"""What the page of others' books says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from desktop.domain.review_notes import ReviewNote
from desktop.domain.team.others import OtherBook, OtherBooks, Sum, TeamAccount
from desktop.domain.team.since import Since
from desktop.operations.others_books import Reading, Unread
from desktop.views import format
from desktop.views.change_words import row_called

EMPTY = "No books yet. Open those of your colleagues, or drop their files here: they are read, and never written to."
GUARDED = "Others' books are hidden while the screen is shared. F8 shows them."
READING = "Reading the books …"
MOST_NOTES = 4
SUFFIX = ".perennial"
NO_RETURN = "This file is a copy that nothing can come back to: what you note stays in your book."


def sentence(found: Reading) -> str:
    """What is true of all files, in figures."""
    view = found.view
    if not view.books:
        n = len(found.unread)
        return "The file could not be read." if n == 1 else f"None of {format.number(n)} files could be read."
    said = [f"{format.plural(len(view.books), 'book')}: {' and '.join(_whole(each) for each in view.whole)}."]
    if view.differing:
        said.append(f"{format.plural(view.differing, 'account')} told differently by two files.")
    if found.unread:
        said.append(f"{format.plural(len(found.unread), 'file')} could not be read.")
    return " ".join(said)


def _whole(each: Sum) -> str:
    return (
        f"{format.plural(each.active, 'account')} with {format.money(each.arr_cents)} {each.currency} ARR, "
        f"{format.money(each.at_risk_cents)} of it at risk in {format.number(each.at_risk)} "
        f"({format.number(each.scored)} of {format.number(each.accounts)} scored)"
    )


def read_only(found: Reading) -> str:
    """What the files are, and as of when they are shown."""
    return f"Read as of {format.long_day(found.day)}; nothing is written to them. Enter reviews an account."


def unread(each: Unread, *, was_tried: bool) -> str:
    """Why a file is not shown; a sealed one asks for its password before it complains of one."""
    if each.is_sealed and not was_tried:
        return f"{each.name} is sealed: type its password and press Enter."
    return each.why if each.why.startswith(each.path.name) else f"{each.name}: {each.why}"


def changed(book: OtherBook, day: date) -> str:
    """When something was entered last, and how long ago that is."""
    on = None if book.changed_at is None else book.changed_at.astimezone().date()
    if on is None:
        return format.UNKNOWN
    age = max((day - on).days, 0)
    return f"{format.day(on, beside=day)} · {'today' if age == 0 else f'{format.days(age)} ago'}"


def files(each: TeamAccount) -> str:
    """The file an account is read from, all that agree, and those that do not."""
    told = named(each.files)
    return f"{told} · not as in {named(each.differs_from)}" if each.differs_from else told


def named(names: Sequence[str]) -> str:
    """Files by their names, without the ending that all of them have."""
    return ", ".join(name.removesuffix(SUFFIX) for name in names)


def why(each: TeamAccount) -> str:
    """Why an account is at risk."""
    return ", ".join(each.causes) or "not at risk"


def since(each: Since | None, day: date, *, has_history: bool) -> str:
    """What changed since one's own last note, in a cell."""
    if each is None:
        return "no note yet" if has_history else "no history in it"
    said = format.plural(each.changes, "change") if each.changes else "nothing"
    return f"{said} since {format.day(_local(each.noted.at), beside=day)}"


def since_in_full(each: Since, day: date) -> str:
    """What changed, by kind, who did it, and when last."""
    if each.newest is None:
        return f"Nothing changed since your note of {format.day(_local(each.noted.at), beside=day)}."
    kinds = ", ".join(f"{row_called(table, None)} {format.number(number)}" for table, number in each.rows)
    return (
        f"Since your note of {format.day(_local(each.noted.at), beside=day)}: {kinds}. "
        f"Last by {' and '.join(each.people)}, {format.day(_local(each.newest), beside=day)}."
    )


def changed_chip(found: Sequence[Since]) -> str:
    """What the filter for changed accounts says: how many there are, and how much."""
    changed = [each for each in found if each.changes]
    return f"Changed since my note: {format.number(len(changed))} of {format.number(len(found))}"


def _local(at: datetime) -> date:
    return at.astimezone().date()


def waiting(notes: Sequence[ReviewNote], document: str) -> str:
    """What is noted about a book."""
    tasks = sum(note.is_task for note in notes if note.document == document)
    plain = sum(not note.is_task for note in notes if note.document == document)
    said = [format.plural(n, what) for n, what in ((plain, "note"), (tasks, "task")) if n]
    return ", ".join(said) or "none"


def total(view: OtherBooks, number: int) -> str:
    whole = view.sums[number]
    return f"{format.number(whole.scored)} of {format.number(whole.accounts)}"


def notes(found: Sequence[ReviewNote], day: date) -> list[str]:
    """The newest notes about one account as they are listed, and how many more there are."""
    shown = [note(each, day) for each in found[-MOST_NOTES:]]
    older = len(found) - len(shown)
    return [f"{format.number(older)} older", *shown] if older else shown


def note(each: ReviewNote, day: date) -> str:
    """A note with its day, a task with what is to be done and by when."""
    on, task = format.day(each.on_day, beside=day), each.task
    if task is None:
        return f"{on} · {each.text}"
    due = "no date" if task.due_on is None else f"due {format.day(task.due_on, beside=day)}"
    return f"{on} · Task{', they owe' if task.side == 'theirs' else ''}: {task.title}, {due}"

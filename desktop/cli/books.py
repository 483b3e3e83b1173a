"""The commands for whoever reads several people's books: all of them as one list, notes about them, and replies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import ANY_PATH, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import UNKNOWN, day, money, note, one_line, print_json, print_table
from desktop.cli.output import health as health_text
from desktop.cli.passwords import password_for
from desktop.domain.counting import counted
from desktop.domain.errors import FileProblem
from desktop.domain.name_order import order_key

if TYPE_CHECKING:
    from desktop.domain.team.others import OtherBooks, Sum, TeamAccount
    from desktop.operations.others_books import Reading, Unread

SHOWN = 20


@click.command()
@click.argument("files", type=ANY_PATH, nargs=-1, required=True, metavar="FILE...")
@as_of_option
@json_option
def books(files: tuple[Path, ...], as_of: date | None, as_json: bool) -> None:
    """Others' books as one list, the riskiest accounts first; nothing is written to them."""
    from desktop.operations.others_books import read_others

    password = _password(files)
    found = read_others(
        files, today_or(as_of), passwords={} if password is None else dict.fromkeys(_full(files), password)
    )
    if not found.view.books:
        raise FileProblem(" ".join(f"{each.name}: {each.why}" for each in found.unread))
    if as_json:
        print_json(_json(found))
    else:
        _print(found)
    for each in found.unread:
        note(f"{one_line(each.name)}: {one_line(each.why)}")
    if found.unread:
        raise FileProblem(f"{len(found.unread)} of {len(files)} files could not be read; the rest is shown.")


@click.command()
@file_argument
@click.argument("book", type=ANY_PATH)
@click.argument("account", required=False)
@click.argument("text", required=False)
@click.option("--changed", is_flag=True, help="What changed of each account since your last note about it.")
@as_of_option
@json_option
def review(
    file: Path, book: Path, account: str | None, text: str | None, changed: bool, as_of: date | None, as_json: bool
) -> None:
    """Note TEXT ("> call the CFO fri" is a task) about an ACCOUNT of another BOOK in FILE, your own."""
    from desktop.operations import review_notes as operations
    from desktop.operations.look import account_called
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries import facts
    from desktop.store.queries.review_notes import review_notes
    from desktop.store.snapshots import snapshot

    if (account is None) != (text is None):
        raise click.UsageError("A note needs the account's name and a text; without both, the notes are listed.")
    if changed and account is not None:
        raise click.UsageError("--changed lists what changed: leave the account and the text out.")
    on_day, password = today_or(as_of), _password((book,))
    if changed:
        _changed(file, book, on_day, password, as_json=as_json)
        return
    with snapshot(book, on_day, password=password) as (about, conn):
        known = facts.accounts(conn)
    with Portfolio.open(file, writable=text is not None) as own:
        if account is not None and text is not None:
            meant = account_called(known, account)
            own.perform(operations.leave_note, meant.id, about.doc_id, text, called=meant.name, as_of=on_day)
        notes = own.read(review_notes, (about.doc_id,))
    names = {each.id: each.name for each in known}
    said = [(names.get(each.account), each) for each in notes]
    if as_json:
        print_json(
            [
                {"account": name, "on": each.on_day, "by": each.author, "text": each.text, "task": each.is_task}
                for name, each in said
            ]
        )
        return
    for name, each in said:
        what = "task" if each.is_task else "note"
        click.echo(one_line(f"{each.on_day.isoformat()}  {what}  {name or 'an account that is gone'}: {each.text}"))
    if not notes:
        _say_how_to_note(file, book)


def _changed(file: Path, book: Path, on_day: date, password: str | None, *, as_json: bool) -> None:
    from desktop.operations.others_books import changed_in
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.since_notes import last_notes

    with Portfolio.open(file, writable=False) as own:
        noted = own.read(last_notes)
    found = sorted(changed_in(book, on_day, noted, password), key=lambda each: (-each[1].changes, each[0].casefold()))
    if as_json:
        print_json(
            [
                {
                    "account": name,
                    "since": each.noted.at.isoformat(),
                    "changes": each.changes,
                    "rows": dict(each.rows),
                    "by": list(each.people),
                    "newest": None if each.newest is None else each.newest.isoformat(),
                }
                for name, each in found
            ]
        )
        return
    for name, each in found:
        since = each.noted.at.astimezone().date().isoformat()
        if each.newest is None:
            click.echo(one_line(f"{name}: nothing changed since your note of {since}"))
            continue
        kinds = ", ".join(f"{table.replace('_', ' ')} {number:,}" for table, number in each.rows)
        people, newest = " and ".join(each.people), each.newest.astimezone().date().isoformat()
        click.echo(
            one_line(f"{name}: {counted(each.changes, 'change')} since {since} ({kinds}), last by {people} on {newest}")
        )
    if not found:
        _say_how_to_note(file, book)


@click.command()
@file_argument
@click.argument("book", type=ANY_PATH)
@click.argument("out", type=ANY_PATH)
@json_option
def reply(file: Path, book: Path, out: Path, as_json: bool) -> None:
    """Write what FILE, your own, notes about another BOOK to OUT; its owner takes it in with perennial merge."""
    from desktop.operations.review_notes import write_reply
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.review_notes import review_notes
    from desktop.store.snapshots import snapshot

    password = _password((book,))
    with snapshot(book, date.today(), password=password) as (about, _):
        document, is_lent = about.doc_id, about.copy_kind is not None
    with Portfolio.open(file, writable=False) as own:
        notes, at = own.read(review_notes, (document,)), own.hand().at
    made = write_reply(book, out, notes, document=document, at=at, password=password)
    if as_json:
        print_json({"file": str(made.path), "notes": made.notes, "tasks": made.tasks, "gone": made.gone})
        return
    name = one_line(book.name)
    # Into a loan nothing is merged, nor into what is sealed.
    is_copy = is_lent or password is not None
    who = f"The book that {name} is a copy of" if is_copy else f"Whoever keeps {name}"
    click.echo(
        f"Wrote {one_line(str(made.path))}: {counted(made.notes, 'note')} and {counted(made.tasks, 'task')}. "
        f"{who} takes it in: perennial merge {'BOOK' if is_copy else name} {one_line(out.name)}"
    )
    if made.gone:
        note(f"Left out: {made.gone}, because their accounts are not in {one_line(book.name)} any more.")


def _say_how_to_note(file: Path, book: Path) -> None:
    said = one_line(f"No notes about {book.name} yet: perennial review {file} {book}")
    note(f'{said} ACCOUNT "what to note"')


def _password(files: Sequence[Path]) -> str | None:
    return password_for(file for file in files if file.is_file())


def _full(files: Sequence[Path]) -> list[Path]:
    return [file.resolve() for file in files]


def _print(found: Reading) -> None:
    view = found.view
    click.echo(_sentence(view, found.unread))
    click.echo("\nBy file")
    print_table(
        ("file", "accounts", "ARR", "at risk", "n", "scored", "last change", "age"),
        [_totals(found, number) for number in by_risk(view)],
        right=(1, 2, 3, 4, 5, 7),
    )
    shown = view.accounts[:SHOWN]
    click.echo("\nThe riskiest first")
    print_table(
        ("health", "account", "ARR", "opts out", "last contact", "at risk because", "file"),
        [_row(each) for each in shown],
        right=(2,),
    )
    if len(view.accounts) > SHOWN:
        click.echo(f"... and {len(view.accounts) - SHOWN:,} more: --json has them all")


def by_risk(view: OtherBooks) -> list[int]:
    """The books by number, that with the most ARR at risk first."""
    return sorted(range(len(view.books)), key=lambda at: (-view.sums[at].at_risk_cents, order_key(view.books[at].name)))


def _sentence(view: OtherBooks, unread: Sequence[Unread]) -> str:
    told = [
        f"{counted(each.active, 'account')} with ARR, {money(each.arr_cents, each.currency)}; "
        f"{money(each.at_risk_cents, each.currency)} at risk in {counted(each.at_risk, 'account')} "
        f"({each.scored} of {each.accounts} scored)"
        for each in view.whole
    ]
    said = [f"{counted(len(view.books), 'book')}: {' and '.join(told)}."]
    if view.differing:
        said.append(f"{counted(view.differing, 'account')} told differently by two files.")
    if unread:
        said.append(f"{counted(len(unread), 'file')} could not be read.")
    return " ".join(said)


def _totals(found: Reading, number: int) -> tuple[str, ...]:
    book, whole = found.view.books[number], found.view.sums[number]
    changed = None if book.changed_at is None else book.changed_at.date()
    age = UNKNOWN if changed is None else f"{max((found.day - changed).days, 0)} d"
    return (
        book.name,
        str(whole.active),
        money(whole.arr_cents, book.currency),
        money(whole.at_risk_cents, book.currency),
        str(whole.at_risk),
        f"{whole.scored} of {whole.accounts}",
        day(changed),
        age,
    )


def _row(each: TeamAccount) -> tuple[str, ...]:
    row = each.row
    files = ", ".join(each.files)
    if each.differs_from:
        files += f" (not as in {', '.join(each.differs_from)})"
    return (
        health_text(row.shown, row.band, has_arr=row.arr_cents > 0),
        row.name,
        money(row.arr_cents),
        day(row.opts_out_on),
        day(row.last_two_way_on),
        ", ".join(each.causes) or "not at risk",
        files,
    )


def _json(found: Reading) -> dict[str, Any]:
    from desktop.cli.figures_json import account_row

    view = found.view
    return {
        "as_of": found.day,
        "files": [
            {
                "file": book.name,
                "document": book.document,
                "changed_at": None if book.changed_at is None else book.changed_at.isoformat(),
                "changed_by": book.changed_by,
                **_sum_json(whole),
            }
            for book, whole in zip(view.books, view.sums, strict=True)
        ],
        "total": [_sum_json(each) for each in view.whole],
        "differing": view.differing,
        "unread": [{"file": each.name, "why": each.why, "sealed": each.is_sealed} for each in found.unread],
        "accounts": [
            {
                **account_row(each.row),
                "currency": view.books[each.book].currency,
                "at_risk_because": list(each.causes),
                "files": list(each.files),
                "differs_from": list(each.differs_from),
                "counts": each.counts,
            }
            for each in view.accounts
        ],
    }


def _sum_json(each: Sum) -> dict[str, Any]:
    return {
        "currency": each.currency,
        "accounts": {"active": each.active, "total": each.accounts},
        "arr_cents": each.arr_cents,
        "at_risk_arr_cents": each.at_risk_cents,
        "at_risk": each.at_risk,
        "scored": each.scored,
    }

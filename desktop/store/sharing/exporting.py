"""Making a copy for others: in memory, so that nothing left out or sealed is ever on the disk; then put in place."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import backup, checks, clock, making, triggers
from desktop.store.problems import told_plainly
from desktop.store.sharing import belonging, forgetting, leaving_out, manifest, sealing
from desktop.store.sharing.leaving_out import Group
from desktop.store.sharing.manifest import Manifest
from desktop.store.tx import Tx

Kind = Literal["full", "loan", "snapshot", "redacted"]


@dataclass(frozen=True, slots=True)
class Copy:
    """What kind of copy is asked for.

    Args:
        accounts: ids of the only accounts in it; None = all, which a loan is not.
        left_out: of a redacted copy, what it leaves out.
        password: seals it.
    """

    kind: Kind = "full"
    accounts: tuple[str, ...] | None = None
    left_out: tuple[Group, ...] = ()
    password: str | None = None


def export(
    conn: sqlite3.Connection,
    target: Path,
    copy: Copy,
    *,
    at: datetime,
    by: str,
    write: Callable[[Tx], None] | None = None,
) -> Manifest:
    """Write a copy of the open book to `target`, and its manifest beside it.

    Args:
        at, by: when, and who exports it.
        write: writes something into the copy alone: one change set more than the book holds.
    Raises:
        Rejected: what is asked for does not go together, or the book is itself a copy that is not to be lent on.
        FileProblem: there is something at `target`, it can't be written, or the copy did not pass its check.
    """
    _refuse(conn, copy)
    with told_plainly(target):
        making.refuse_missing_folder(target)
        for path in (target, manifest.path_of(target)):
            if path.exists():
                raise FileProblem(f"{path} exists already. Choose another name, or remove it first.")
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            conn.backup(made, progress=backup.Deadline())
            missing = _cut(made, copy, at)
            if write is not None:
                _write_into(made, write, at, by)
            problems = checks.problems(made)
            if problems:
                raise FileProblem(
                    f"{target.name} was not made: the copy is not sound ({problems[0]}). Check the book first: "
                    "perennial check.",
                    cause="damaged",
                )
            contents = made.serialize()
            document, currency = made.execute("SELECT doc_id, currency FROM portfolio").fetchone()
            (accounts,) = made.execute("SELECT count(*) FROM account WHERE deleted_at IS NULL").fetchone()
            newest = manifest.newest_of(made)
        if copy.password is not None:
            contents = sealing.seal(contents, copy.password)
        said = Manifest(
            target.name,
            copy.kind,
            copy.password is not None,
            document,
            currency,
            accounts,
            newest,
            missing,
            clock.wall(at),
            by,
            manifest.digest(contents),
        )
        sealing.write(contents, target)
        sealing.write(manifest.text_of(said), manifest.path_of(target))
    return said


def _refuse(conn: sqlite3.Connection, copy: Copy) -> None:
    (own,) = conn.execute("SELECT copy_kind FROM portfolio").fetchone()
    if own is not None and copy.kind != own:
        raise Rejected(f"This is itself a {own} copy: only the same kind can be made of it.")
    if copy.kind == "loan" and copy.accounts is None:
        raise Rejected(
            "A loan copy holds some accounts: name them, or the CSM whose accounts they are.", field="account"
        )
    if copy.kind == "full" and copy.accounts is not None:
        raise Rejected(
            "A full copy holds every account: make it a loan, which comes back, or a snapshot.", field="account"
        )
    if copy.accounts is not None and not copy.accounts:
        raise Rejected("There is no account to share: nobody of that name owns one.", field="account")


def _cut(made: sqlite3.Connection, copy: Copy, at: datetime) -> tuple[Group, ...]:
    """
    Returns:
        What is missing in a redacted copy: what is left out, and what was before.
    """
    missing = copy.left_out
    # Else each row that goes is looked for in every table that may name it, from its first row to its last; the copy is
    # checked as a whole afterwards.
    made.execute("PRAGMA foreign_keys=OFF")
    # Packing goes through a database of its own, which is on the disk otherwise.
    made.execute("PRAGMA temp_store=MEMORY")
    with making.transaction(made):
        # It says again, beside the rows, what they may be about to lose.
        made.execute("DELETE FROM derived")
        if copy.kind != "full":
            drop_guards(made)
            (newest,) = made.execute("SELECT coalesce(max(hlc), 0) FROM txn").fetchone()
            newest_parted = 0 if copy.accounts is None else belonging.keep_only(made, copy.accounts)
            if copy.kind == "redacted":
                missing = leaving_out.note(made, copy.left_out)
            if copy.kind in ("snapshot", "redacted"):
                forgetting.drop_history(made, f"Copy of {clock.wall(at)[:10]}")
            leaving_out.leave_out(made, copy.left_out)
            # A loan lent on: of what its borrower did, all may come home from either, or, where this copy holds a part
            # of a change set, only from the first: whoever knew the part would never take the rest.
            made.execute(
                "UPDATE portfolio SET copy_kind = ?1, copied_hlc = iif(copied_hlc >= ?3, copied_hlc, ?2)",
                (copy.kind, newest, newest_parted),
            )
            triggers.create_all(made)
    made.execute("PRAGMA foreign_keys=ON")
    # What was removed is still in free pages: packed anew, it is nowhere.
    made.execute("VACUUM")
    return missing


def _write_into(made: sqlite3.Connection, write: Callable[[Tx], None], at: datetime, by: str) -> None:
    """Add a change set of a replica that never writes again: the copy is nobody's to go on in under that name."""
    with making.transaction(made):
        (newest,) = made.execute(
            "SELECT max(coalesce((SELECT max(hlc) FROM txn), 0), coalesce(copied_hlc, 0)) FROM portfolio"
        ).fetchone()
        hlc, replica = clock.stamp(at, after=newest), str(uuid.uuid4())
        txn = made.execute(
            "INSERT INTO txn(hlc, replica, author, wall, kind) VALUES(?, ?, ?, ?, 'edit')",
            (hlc, replica, by, clock.wall(at)),
        ).lastrowid
        assert txn is not None
        made.execute("UPDATE capture SET txn = ?, paused = 0", (txn,))
        tx = Tx(made, txn, hlc, at, by, replica)
        write(tx)
        made.execute("UPDATE txn SET label = ? WHERE id = ?", (tx.label, txn))
        made.execute("UPDATE capture SET txn = NULL")


def drop_guards(made: sqlite3.Connection) -> None:
    """Drop the triggers; `triggers.create_all` makes them again."""
    rows: Sequence[tuple[str]] = made.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in rows:
        made.execute(f'DROP TRIGGER "{name}"')

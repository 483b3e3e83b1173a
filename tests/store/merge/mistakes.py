"""Mistakes a merge may make, each a change of our own code: the laws have to find every one of them.

What can only be told by the law of erasing, or of loans, is not here.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from typing import Any, NamedTuple

import pytest

from desktop.store import undo, usage_rows, writing
from desktop.store.merge import births, merging, review, taking, taking_back, ties


class Mistake(NamedTuple):
    """
    Args:
        place: the module or class that holds the function.
        right: what stands in the function's source, once.
    """

    what: str
    place: Any
    function: str
    right: str
    wrong: str

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        """What the mistaken function calls, it finds as it was; what calls it, finds the mistaken one."""
        source = textwrap.dedent(inspect.getsource(getattr(self.place, self.function)))
        assert source.count(self.right) == 1, f"{self.what}: the mistake has to be put somewhere else now"
        module = sys.modules[self.place.__module__] if isinstance(self.place, type) else self.place
        made = dict(vars(module))
        exec(source.replace(self.right, self.wrong), made)
        patch.setattr(self.place, self.function, made[self.function])


LATER = "AND (o.txn IS NULL OR (o.hlc, o.replica) < (t.hlc, t.replica))"

MISTAKES = (
    # What an edit decides.
    Mistake("theirs always wins", taking, "_settle_fields", LATER, ""),
    Mistake("mine always wins", taking, "_settle_fields", "(o.hlc, o.replica) < (t.hlc, t.replica)", "false"),
    Mistake("the earlier wins", taking, "_settle_fields", "o.replica) < (t", "o.replica) > (t"),
    Mistake(
        "of equal stamps mine wins",
        taking,
        "_settle_fields",
        "(o.hlc, o.replica) < (t.hlc, t.replica)",
        "o.hlc < t.hlc",
    ),
    Mistake(
        "of equal stamps theirs wins",
        taking,
        "_settle_fields",
        "(o.hlc, o.replica) < (t.hlc, t.replica)",
        "o.hlc <= t.hlc",
    ),
    Mistake(
        "their first edit counts", taking, "_find", "ORDER BY x.hlc DESC, x.replica DESC", "ORDER BY x.hlc, x.replica"
    ),
    Mistake("a deletion is not taken", taking, "_remember_values", "for field in fields:", "for field in fields[1:]:"),
    Mistake(
        "what I do next may be earlier than what came",
        writing.Writing,
        "write",
        "after=max(newest, self._replica.last_hlc, after)",
        "after=self._replica.last_hlc",
    ),
    # What comes.
    Mistake("merging is news", taking, "_find", "t.kind IN ('merge', 'unmerge')", "false"),
    Mistake(
        "a choice does not travel",
        taking,
        "_find",
        'f"AND NOT EXISTS (SELECT 1 FROM {theirs}.change c WHERE c.txn = t.id))",',
        '")",',
    ),
    Mistake(
        "a change set is known by its stamp alone",
        taking,
        "_find",
        "FROM main.txn m WHERE m.hlc = t.hlc AND m.replica = t.replica)",
        "FROM main.txn m WHERE m.hlc = t.hlc)",
    ),
    Mistake("births are edits", taking, "_find", "{edit} {more}", "true {more}"),
    Mistake("what an undo is about does not come", taking, "take", "t.label, t.reverts", "t.label, NULL"),
    Mistake("what kind a change set is does not come", taking, "take", "t.wall, t.kind", "t.wall, 'edit'"),
    Mistake(
        "rows of one table do not come",
        taking,
        "_copy_rows",
        "for (table,) in tables:",
        "for (table,) in [each for each in tables if each[0] != 'contact']:",
    ),
    Mistake(
        "scores that were shown do not come",
        taking,
        "take",
        'f"INSERT OR IGNORE INTO main.shown_score SELECT s.* FROM {other.name}.shown_score s "',
        'f"INSERT OR IGNORE INTO main.shown_score SELECT s.* FROM main.shown_score s "',
    ),
    Mistake("answers of one day keep the order they came in", taking, "take", "ties.settle_taken(conn)", "pass"),
    Mistake(
        "answers of one day stand the other way round",
        ties,
        "_order",
        "key=lambda each: (*born[each[0]], each[1])",
        "key=lambda each: (*born[each[0]], each[1]), reverse=True",
    ),
    Mistake(
        "who was named first by several goes by who came first",
        ties,
        "settle_taken",
        "for each in OF_MERGE",
        "for each in OF_MERGE[:1]",
    ),
    Mistake(
        "what is said of another day stays where it was",
        writing.Writing,
        "write",
        "ties.settle_edited(conn, txn)",
        "pass",
    ),
    Mistake(
        "what is said elsewhere of another day stays where it was",
        ties,
        "settle_taken",
        "IN ({_quoted(fields)})",
        "IN ('none')",
    ),
    Mistake("an undone merge leaves days in its order", taking_back, "take_back", "ties.settle_left(conn)", "pass"),
    # Usage.
    Mistake("usage is not settled", taking, "_take_usage", "[batch for (batch,) in [*new, *turned]]", "[]"),
    Mistake("a batch that was taken back is not settled", taking, "_take_usage", "[*new, *turned]", "[*new]"),
    Mistake(
        "readings that do not count do not come",
        taking,
        "_take_usage",
        'f"UNION ALL SELECT series, day, position, value, batch FROM {theirs}.usage_aside) r "',
        '") r "',
    ),
    Mistake(
        "readings of two features are one",
        taking,
        "_take_usage",
        'AND m.feature = s.feature"\n        )\n    turned',
        '"\n        )\n    turned',
    ),
    Mistake("the earlier batch counts", usage_rows, "settle", "max(b.id)", "min(b.id)"),
    Mistake("a batch that was taken back counts on", usage_rows, "settle", "AND b.deleted_at IS NULL GROUP", "GROUP"),
    # Rows that were made twice.
    Mistake(
        "births beat edits",
        births,
        "remember",
        "FROM temp.edited_cell e WHERE",
        "FROM temp.edited_cell e WHERE false AND",
    ),
    Mistake("what births say is not written down", births, "_write_down", "if own or", "if False and"),
    Mistake(
        "what births say of edited fields is not written down",
        births,
        "settle",
        "SELECT * FROM temp.edited_cell",
        "SELECT * FROM temp.edited_cell WHERE false",
    ),
    Mistake("the first birth counts", births, "latest_said", "reversed(said)", "said"),
    Mistake("an empty cell of an import empties", births, "latest_said", "if value is not None", "if True"),
    Mistake(
        "who made a row and took it back at once takes away another's",
        births,
        "latest_said",
        'if field == "deleted_at"',
        "if False",
    ),
    Mistake("an undo takes others' rows, too", births, "settle", "_settle_presence(conn)", "pass"),
    Mistake(
        "an undo here takes others' rows, too", undo, "_revert_one", "_keep_what_others_made(conn, target)", "pass"
    ),
    Mistake(
        "an undone merge takes my rows, too",
        births.Standing,
        "is_about_births",
        'return found is None or found[0] == "merge"',
        "return False",
    ),
    Mistake(
        "what was done again counts as undone",
        births.Standing,
        "of",
        "return stands if len(chain) % 2 else not stands",
        "return len(chain) == 1",
    ),
    # A merge taken back.
    Mistake("an undone merge leaves its fields", taking_back, "take_back", "_restore_fields(conn)", "pass"),
    Mistake(
        "an undone merge leaves what was chosen",
        taking_back,
        "_note",
        "WHERE id = ?1 OR brought_by",
        "WHERE brought_by",
    ),
    Mistake(
        "an undone merge leaves what births that go said",
        births,
        "said_by_those_that_stay",
        "births.items() if not leaves",
        "births.items() if True",
    ),
    Mistake(
        "a merge leaves though something rests on it",
        taking_back,
        "is_possible",
        "return later is None and not _is_named(conn)",
        "return True",
    ),
    Mistake(
        "an undone merge takes rows others made back",
        taking_back,
        "take_back",
        "births.settle_presence(conn, turned)",
        "pass",
    ),
    Mistake(
        "usage of an undone merge stays as it was", taking_back, "take_back", "[batch for (batch,) in batches]", "[]"
    ),
    Mistake("nobody knows what a merge brought", taking, "take", "(tx.txn,),", "(None,),"),
    # What is told, and decided.
    Mistake(
        "what is kept is the other side", merging, "merge", "if side != conflict.later:", "if side == conflict.later:"
    ),
    Mistake(
        "the earlier is told to be the later",
        review,
        "_conflicts",
        "(mc.hlc, mc.replica) < (tc.hlc, tc.replica) FROM",
        "(mc.hlc, mc.replica) > (tc.hlc, tc.replica) FROM",
    ),
    Mistake(
        "mine and theirs are told the wrong way round",
        review,
        "_conflicts",
        "v.mine, v.theirs, o.author",
        "v.theirs, v.mine, o.author",
    ),
    Mistake(
        "what is kept of two births is told wrongly",
        review,
        "_of_births",
        '"mine" if now == mine else "theirs"',
        '"theirs" if now == mine else "mine"',
    ),
)

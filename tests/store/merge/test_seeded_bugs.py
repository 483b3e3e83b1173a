"""Mistakes put into the merge on purpose: the laws have to find each of them, or they prove little."""

from __future__ import annotations

import inspect
import random
import shutil
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from desktop.store import undo
from desktop.store.merge import births, taking, taking_back
from tests.store.books import SOAK
from tests.store.merge.test_laws import law

HISTORIES = 200
"""At most; most mistakes are found within the first ten."""


class Bug(NamedTuple):
    what: str
    module: ModuleType
    function: str
    right: str
    wrong: str


BUGS = (
    Bug(
        "theirs always wins",
        taking,
        "_settle_fields",
        "AND (o.txn IS NULL OR (o.hlc, o.replica) < (t.hlc, t.replica))",
        "",
    ),
    Bug("mine always wins", taking, "_settle_fields", "(o.hlc, o.replica) < (t.hlc, t.replica)", "false"),
    Bug("a deletion is not taken", taking, "_remember_values", "for field in fields:", "for field in fields[1:]:"),
    Bug("merging is news", taking, "_find", "t.kind IN ('merge', 'unmerge')", "false"),
    Bug("births are edits", taking, "_find", "{edit} {more}", "true {more}"),
    Bug("usage is not settled", taking, "_take_usage", "[batch for (batch,) in [*new, *turned]]", "[]"),
    Bug(
        "births beat edits",
        births,
        "remember",
        "FROM temp.edited_cell e WHERE",
        "FROM temp.edited_cell e WHERE false AND",
    ),
    Bug("what births say is not written down", births, "_write_down", "if own or", "if False and"),
    Bug("an undo takes others' rows, too", births, "settle", "_settle_presence(conn)", "pass"),
    Bug("an undo here takes others' rows, too", undo, "_revert_one", "_keep_what_others_made(conn, target)", "pass"),
    Bug("an undone merge leaves its fields", taking_back, "take_back", "_restore_fields(conn)", "pass"),
)


SAMPLED = BUGS if SOAK else BUGS[:2]


@pytest.mark.parametrize("bug", SAMPLED, ids=[bug.what for bug in SAMPLED])
def test_that_the_laws_find_a_mistake_in_the_merge(bug: Bug, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = inspect.getsource(getattr(bug.module, bug.function))
    assert bug.right in source, "the mistake has to be put somewhere else now"
    made = dict(vars(bug.module))
    exec(source.replace(bug.right, bug.wrong).replace("WHERE false AND WHERE", "WHERE false AND"), made)
    monkeypatch.setattr(bug.module, bug.function, made[bug.function])
    # What the mistaken function calls, it finds as it was; what calls it, finds the mistaken one.
    found = 0
    for seed in random.Random(bug.what).sample(range(10_000), HISTORIES):
        own = folder / str(seed)
        own.mkdir()
        try:
            law(seed, own)
        except Exception:
            found = seed
            break
        finally:
            shutil.rmtree(own)
    assert found, f"{HISTORIES} random histories did not show that {bug.what}"

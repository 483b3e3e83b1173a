"""A conflict copy is known by its document, whatever it is called."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop.store.conflict_copies import conflict_copies
from desktop.store.portfolio import Portfolio


def test_that_copies_of_the_document_beside_it_are_found_and_nothing_else(used: Path) -> None:
    copy = Path(shutil.copyfile(used, used.with_name("used (conflicted copy).perennial")))
    Portfolio.create(used.with_name("other.perennial")).close()
    used.with_name("text.perennial").write_text("no book", encoding="utf-8")
    used.with_name("empty.perennial").touch()
    used.with_name("link.perennial").symlink_to(used)
    before = copy.read_bytes()
    with Portfolio.open(used) as book:
        assert conflict_copies(book.path, book.doc_id) == [copy]
    assert copy.read_bytes() == before

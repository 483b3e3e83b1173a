"""The book of a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.imports.import_books import Book, new_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        yield made
        assert made.problems() == [], "the journal and the rows have to agree, whatever the test did"

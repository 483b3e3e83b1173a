"""Where the laws of merging live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import folder_in_memory


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory in a soak, too: what the laws ask is no question to the disk."""
    with folder_in_memory(tmp_path) as made:
        yield Path(made)

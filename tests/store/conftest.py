"""A portfolio for each test, copied from one that is made once: building the schema takes longer than most tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.portfolio import Portfolio
from tests.store.books import SOAK, Clock, make_something


def folder_in_memory(otherwise: Path) -> tempfile.TemporaryDirectory[str]:
    shared = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else otherwise)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a thing, because every edit waits for the disk; a soak does wait."""
    if SOAK:
        yield tmp_path
    else:
        with folder_in_memory(tmp_path) as folder:
            yield Path(folder)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replica ids and backups of each test apart."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PERENNIAL_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty portfolio, to be copied and never opened."""
    path = tmp_path_factory.mktemp("template") / "template.perennial"
    Portfolio.create(path, clock_=Clock()).close()
    return path


@pytest.fixture(scope="session")
def used_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with rows and a history, to be copied and never opened."""
    path = Path(shutil.copyfile(template, tmp_path_factory.mktemp("used") / "used.perennial"))
    with Portfolio.open(path, clock_=Clock()) as book:
        make_something(book)
        book.undo()
        book.redo()
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """An empty portfolio, closed."""
    return Path(shutil.copyfile(template, tmp_path / "book.perennial"))


@pytest.fixture
def used(used_template: Path, tmp_path: Path) -> Path:
    """A book with rows and a history, closed."""
    return Path(shutil.copyfile(used_template, tmp_path / "used.perennial"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(path: Path, clock: Clock) -> Iterator[Portfolio]:
    """An empty portfolio, open for writing."""
    with Portfolio.open(path, clock_=clock) as opened:
        yield opened


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in memory even in a soak: for the tests of thousands of edits."""
    with folder_in_memory(tmp_path) as folder:
        monkeypatch.setenv("PERENNIAL_HOME", str(Path(folder, "home")))
        yield Path(folder)

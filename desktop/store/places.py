"""Where the program keeps what is not the user's document: replica ids, backups."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

HOME = "PERENNIAL_HOME"
"""What moves the program's own folder: tests, portable installations."""


def data_home() -> Path:
    """The program's own folder; HOME moves it. Not created here."""
    chosen = os.environ.get(HOME)
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("perennial", appauthor=False))


def replicas_home() -> Path:
    """What is known of each document at each place, a file each."""
    return data_home() / "replicas"


def backups_home() -> Path:
    """Backups of every document, a folder each."""
    return data_home() / "backups"


def backups_of(doc_id: str) -> Path:
    return backups_home() / doc_id

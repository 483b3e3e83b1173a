"""The lock pins and hashes everything that is installed, and says nothing about where to get it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8")
ENTRIES = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_that_the_lock_names_no_address() -> None:
    assert not re.findall(r"^.*(?:://|--(?:extra-)?index|--find-links).*$", LOCK, flags=re.MULTILINE)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.partition("=")[0])
def test_that_every_entry_of_the_lock_is_a_pin_with_hashes(entry: str) -> None:
    assert re.match(r"[a-z0-9-]+==\d[\w.]*( ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", entry)


def test_that_the_lock_holds_what_the_project_asks_for() -> None:
    versions: dict[str, list[str]] = {}
    for entry in ENTRIES:
        name, version = entry.split(maxsplit=1)[0].split("==")
        versions.setdefault(name, []).append(version)
    asked = [
        Requirement(text)
        for text in [
            *PROJECT["project"]["dependencies"],
            *PROJECT["dependency-groups"]["dev"],
            *PROJECT["build-system"]["requires"],
        ]
    ]

    for requirement in asked:
        locked = versions.get(canonicalize_name(requirement.name), [])
        assert locked, f"{requirement} is not in the lock: make lock"
        assert all(requirement.specifier.contains(version) for version in locked), f"{requirement}: make lock"

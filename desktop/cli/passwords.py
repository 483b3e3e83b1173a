"""Passwords of sealed copies: from PERENNIAL_PASSWORD, or asked for on a terminal; never an argument."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click


def new_password() -> str:
    """One to seal with; typed twice."""
    return _password(twice=True)


def known_password() -> str:
    """One to open with."""
    return _password(twice=False)


def password_for(files: Iterable[Path]) -> str | None:
    """The password, if one of the files is sealed."""
    from desktop.store.sharing.sealing import is_sealed

    return known_password() if any(is_sealed(file) for file in files) else None


def _password(*, twice: bool) -> str:
    known = os.environ.get("PERENNIAL_PASSWORD")
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise click.UsageError("A password is needed: set PERENNIAL_PASSWORD, or run it in a terminal to be asked.")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=twice, err=True))

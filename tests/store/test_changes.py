"""Which accounts a change set asks to be looked at again."""

from __future__ import annotations

import pytest

from desktop.store.changes import Changes


@pytest.mark.parametrize(
    ("accounts", "is_about"),
    [({"acme"}, True), ({"acme", "brook"}, True), ({"brook"}, False), (set[str](), True)],
)
def test_that_changes_are_about_the_accounts_they_name_or_about_each(accounts: set[str], is_about: bool) -> None:
    changes = Changes("Edit", "edit", frozenset({"account"}), frozenset(accounts), cells=1)
    assert changes.is_about("acme") is is_about

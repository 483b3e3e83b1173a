"""What the window keeps outside the book, and forgets when somebody is erased from it."""

from __future__ import annotations

from pathlib import Path

from desktop.settings import Settings

ERASED, OTHER = "0" * 8, "1" * 8


def test_that_the_words_typed_over_a_list_are_gone_from_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    kept = Settings(path)
    for book, name in ((ERASED, "Kanarek"), (OTHER, "Berg")):
        kept.remember_list(book, "", "", f'{{"text": "{name}"}}')
    kept.sync()
    assert "Kanarek" in path.read_text()
    kept.forget_list(ERASED)
    kept.sync()
    assert "Kanarek" not in path.read_text()
    assert kept.list_of(ERASED) is None
    assert kept.list_of(OTHER) is not None

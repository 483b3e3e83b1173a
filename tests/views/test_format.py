"""Values in the words and the format of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QDate, QLocale

from desktop.operations.accounts import typed_day
from desktop.operations.qbrs.recording import held_day
from desktop.views import format

Language = QLocale.Language
Country = QLocale.Country
Speak = Callable[[QLocale], None]

DAY = date(2027, 1, 9)


@pytest.fixture
def speak() -> Iterator[Speak]:
    """Sets the system's language."""
    before = QLocale()

    def set_to(locale: QLocale) -> None:
        QLocale.setDefault(locale)
        format.forget_locale()

    yield set_to
    set_to(before)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (QLocale(Language.English, Country.UnitedKingdom), "9 Jan 2027"),
        (QLocale(Language.English, Country.UnitedStates), "Jan 9, 2027"),
        (QLocale(Language.German, Country.Germany), "9 Jan 2027"),
        (QLocale(Language.Arabic, Country.Egypt), "9 Jan 2027"),
    ],
)
def test_that_what_stands_in_a_field_for_a_day_is_read_back_as_that_day(
    locale: QLocale, text: str, speak: Speak
) -> None:
    speak(locale)
    assert format.day_to_type(DAY) == text
    for month in range(1, 13):
        day = date(2025, month, 28)
        assert typed_day(format.day_to_type(day), as_of=DAY) == day
        assert held_day(format.day_to_type(day), as_of=DAY) == day
    assert format.day_to_type(None) == ""


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (None, "unknown"),
        (0, "0"),
        (95_000, "950"),
        (99_949, "999"),
        (99_950, "1 k"),
        (196_000, "2 k"),
        (99_999_499_999, "999.99 M"),
        (99_999_999_999, "1.00 bn"),
        (-100_000_000_000, "\N{MINUS SIGN}1.00 bn"),
        (123_456_789_012, "1.23 bn"),
        (100_000, "1 k"),
        (155_000, "1.6 k"),
        (3_800_000, "38 k"),
        (99_949_900, "999 k"),
        (99_950_000, "1.00 M"),
        (410_400_000, "4.10 M"),
        (43_484_000_000, "434.84 M"),
        (-3_800_000, "\N{MINUS SIGN}38 k"),
    ],
)
def test_that_money_is_short(cents: int | None, text: str) -> None:
    assert format.money(cents).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (6, 0, "+6"),
        (-19, 0, "\N{MINUS SIGN}19"),
        (0.4, 0, "0"),
        (-0.4, 0, "0"),
        (0, 0, "0"),
        (0.04, 1, "0.0"),
        (1.25, 1, "+1.3"),
    ],
)
def test_that_a_change_has_its_sign_and_nothing_has_none(value: float, digits: int, text: str) -> None:
    assert format.signed(value, digits) == text


def test_that_large_numbers_are_grouped_even_on_a_system_without_a_language(speak: Speak) -> None:
    speak(QLocale.c())
    assert format.plural(4922, "account") == "4,922 accounts"
    assert format.plural(1, "account") == "1 account"


def test_that_numbers_and_dates_follow_the_language(speak: Speak) -> None:
    speak(QLocale(Language.German, Country.Germany))
    assert format.number(4922.5, 1) == "4.922,5"
    assert format.day(DAY) == "9 Jan. 2027"
    speak(QLocale(Language.English, Country.UnitedStates))
    assert format.day(DAY) == "Jan 9, 2027"
    assert format.day(DAY, beside=DAY) == "Jan 9"


def test_that_a_day_leaves_out_the_year_one_is_in() -> None:
    assert format.day(DAY, beside=date(2026, 11, 23)) == "9 Jan 2027"
    assert format.day(DAY, beside=date(2027, 11, 23)) == "9 Jan"
    assert format.day(None) == "unknown"
    assert format.long_day(DAY) == "Sat 9 Jan 2027"


def test_that_a_moment_is_told_in_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert format.moment(datetime(2026, 11, 22, 3, 5, tzinfo=UTC)) == "21 Nov 2026, 22:05"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(("share", "text"), [(None, "unknown"), (0.85, "85 %"), (1.0, "100 %"), (0.0, "0 %")])
def test_that_a_share_is_a_percentage(share: float | None, text: str) -> None:
    assert format.percent(share).replace("\N{NO-BREAK SPACE}", " ") == text


LOCALES = (
    (QLocale(Language.English, Country.UnitedKingdom), "9 Jan 2027", "2.27 M"),
    (QLocale(Language.English, Country.UnitedStates), "Jan 9, 2027", "2.27 M"),
    (QLocale(Language.German, Country.Germany), "9 Jan. 2027", "2,27 M"),
)


@pytest.mark.parametrize(("locale", "day", "money"), LOCALES)
def test_that_a_field_for_a_day_writes_as_the_pages_do(speak: Speak, locale: QLocale, day: str, money: str) -> None:
    del money
    speak(locale)
    assert QLocale().toString(QDate(DAY.year, DAY.month, DAY.day), format.day_pattern()) == day


@pytest.mark.parametrize(("locale", "day", "money"), LOCALES)
def test_that_charts_write_as_the_pages_do(speak: Speak, locale: QLocale, day: str, money: str) -> None:
    speak(locale)
    language = format.for_charts()
    assert (language.day(DAY), language.money(227_000_000)) == (format.day(DAY), format.money(227_000_000))
    assert (language.day(DAY), language.money(227_000_000).replace("\N{NO-BREAK SPACE}", " ")) == (day, money)

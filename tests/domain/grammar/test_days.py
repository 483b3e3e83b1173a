"""Which day is meant: by what has happened, by what is to come, and spelled out the same everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.grammar.dates import (
    AGREED,
    AHEAD,
    DAY_LEADS,
    DUE_LEADS,
    PAST,
    REVIEW,
    Sense,
    read_day,
    read_last_day,
    resolve,
    spelled,
)
from desktop.domain.grammar.tokens import tokenise

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(1901, 1, 1), date(2198, 12, 31))
SENSES = st.sampled_from([PAST, AHEAD, REVIEW, AGREED])


def day_of(text: str, sense: Sense = PAST, as_of: date = MONDAY) -> date:
    tokens = tokenise(text)
    found = read_day(tokens, 0)
    assert found is not None, text
    assert found[1] == len(tokens), text
    return resolve(found[0], as_of=as_of, sense=sense)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 23)),
        ("yest", date(2026, 11, 22)),
        ("Yesterday,", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 24)),
        ("tom", date(2026, 11, 24)),
        ("+2w", date(2026, 12, 7)),
        ("+3d", date(2026, 11, 26)),
        ("-2d", date(2026, 11, 21)),
        ("−2d", date(2026, 11, 21)),  # noqa: RUF001
        ("+1m", date(2026, 12, 23)),
        ("+1y", date(2027, 11, 23)),
        ("3 dec 2027", date(2027, 12, 3)),
        ("3rd December 2027", date(2027, 12, 3)),
        ("3. dec 2027", date(2027, 12, 3)),
        ("Dec 3, 2027", date(2027, 12, 3)),
        ("3dec 2027", date(2027, 12, 3)),
        ("2027-12-03", date(2027, 12, 3)),
        ("2027/12/3", date(2027, 12, 3)),
        ("fri 3 dec 2027", date(2027, 12, 3)),
        ("on 3 sept 2027", date(2027, 9, 3)),
        ("next mon", date(2026, 11, 30)),
        ("last monday", date(2026, 11, 16)),
        ("29 feb 2028", date(2028, 2, 29)),
    ],
)
@pytest.mark.parametrize("sense", [PAST, AHEAD, REVIEW, AGREED])
def test_that_a_day_typed_in_full_is_the_same_for_every_purpose(text: str, day: date, sense: Sense) -> None:
    assert day_of(text, sense) == day


@pytest.mark.parametrize(
    ("text", "past", "ahead", "review", "agreed"),
    [
        ("mon", "2026-11-23", "2026-11-30", "2026-11-30", "2026-11-23"),
        ("tuesday", "2026-11-17", "2026-11-24", "2026-11-24", "2026-11-17"),
        ("sun", "2026-11-22", "2026-11-29", "2026-11-29", "2026-11-22"),
        ("23 nov", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("22 nov", "2026-11-22", "2027-11-22", "2026-11-22", "2026-11-22"),
        ("24 nov", "2025-11-24", "2026-11-24", "2026-11-24", "2026-11-24"),
        ("dec 3", "2025-12-03", "2026-12-03", "2026-12-03", "2026-12-03"),
        ("23 aug", "2026-08-23", "2027-08-23", "2027-08-23", "2027-08-23"),
        ("24aug", "2026-08-24", "2027-08-24", "2026-08-24", "2026-08-24"),
    ],
)
def test_that_a_day_without_its_year_follows_the_purpose(
    text: str, past: str, ahead: str, review: str, agreed: str
) -> None:
    meant = [day_of(text, sense).isoformat() for sense in (PAST, AHEAD, REVIEW, AGREED)]

    assert meant == [past, ahead, review, agreed]


@pytest.mark.parametrize(
    ("start", "text", "day"), [("2026-01-31", "+1m", "2026-02-28"), ("2026-01-31", "+2m", "2026-03-31")]
)
def test_that_months_are_anchored_at_the_day_they_start_from(start: str, text: str, day: str) -> None:
    assert day_of(text, AHEAD, date.fromisoformat(start)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("30 feb", "30 Feb 2026 does not exist"),
        ("29 feb 2027", "29 Feb 2027 does not exist: type a day from 1 to 28."),
        ("0 dec", "0 Dec 2025 does not exist"),
        ("45 dec", "does not exist: type a day from 1 to 31."),
        ("2027-00-10", "months 1 to 12"),
        ("0000-01-10", "out of range"),
        ("+9999w", "out of range"),
        ("-9999y", "out of range"),
        ("3/12", "type 3 dec or 12 mar."),
        ("14/02", "type 14 feb."),
        ("5/5", "type 5 may."),
        ("3/12/26", "type 3 dec 2026 or 12 mar 2026."),
        ("03.12.2027", "type 3 dec 2027 or 12 mar 2027."),
        ("mon 3 dec 2027", "3 Dec 2027 is a Friday"),
    ],
)
def test_that_what_is_no_day_is_refused_with_a_hint(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace(".", r"\.")):
        day_of(text)


@pytest.mark.parametrize(
    "text", ["24/7", "99/100", "3.12", "1.5m", "dec", "3", "may be", "next", "on", "+2", "20 000", ""]
)
def test_that_other_words_are_no_days(text: str) -> None:
    assert read_day(tokenise(text), 0) is None


def test_that_a_day_in_quotes_is_no_day() -> None:
    assert read_day(tokenise('"today"'), 0) is None
    assert read_last_day(tokenise('send "fri"'), DUE_LEADS) is None


def test_that_the_longest_day_at_the_end_is_taken() -> None:
    found = read_last_day(tokenise("pricing by fri 4 dec 2026"), DUE_LEADS)

    assert found is not None
    assert found[1] == 1
    assert resolve(found[0], as_of=MONDAY, sense=AHEAD) == date(2026, 12, 4)


@given(DAYS, DAYS, SENSES)
def test_that_a_day_spelled_out_is_read_back_as_itself(day: date, as_of: date, sense: Sense) -> None:
    assert day_of(spelled(day), sense, as_of) == day
    assert day_of(day.isoformat(), sense, as_of) == day


@given(DAYS, st.sampled_from("mon tue wed thu fri sat sun".split()))  # noqa: SIM905
def test_that_a_weekday_lies_within_a_week_of_the_day(as_of: date, weekday: str) -> None:
    back, ahead = day_of(weekday, PAST, as_of), day_of(weekday, AHEAD, as_of)

    assert timedelta(0) <= as_of - back < timedelta(7)
    assert ahead - back == timedelta(7)
    assert spelled(back).lower().startswith(weekday)


@given(DAYS, DAYS)
def test_that_a_day_and_month_is_past_ahead_or_within_nine_months(as_of: date, other: date) -> None:
    text = f"{min(other.day, 28)} {spelled(other).split()[2]}"
    past, ahead, review = (day_of(text, sense, as_of) for sense in (PAST, AHEAD, REVIEW))

    assert as_of - timedelta(366) <= past <= as_of <= ahead <= as_of + timedelta(366)
    assert review in (past, ahead)
    assert review <= as_of + timedelta(276)
    if ahead <= as_of + timedelta(270):
        assert review == ahead


@given(st.text(max_size=30), DAYS, SENSES)
def test_that_any_words_are_a_day_or_refused_or_neither(text: str, as_of: date, sense: Sense) -> None:
    found = read_day(tokenise(text), 0, DAY_LEADS)
    if found is None:
        return
    try:
        day = resolve(found[0], as_of=as_of, sense=sense)
    except ValueError as error:
        said = str(error)
    else:
        said = spelled(day) + "."
        assert 1900 <= day.year <= 2199
    assert said.endswith(".")


@pytest.mark.parametrize("as_of", [date.min, date.max])
@pytest.mark.parametrize("text", ["mon", "sun", "+1d", "-1d", "+1m", "-1m", "3 dec", "next fri", "last fri", "29 feb"])
@pytest.mark.parametrize("sense", [PAST, AHEAD, REVIEW])
def test_that_the_ends_of_the_calendar_are_refused(as_of: date, text: str, sense: Sense) -> None:
    with pytest.raises(ValueError, match=r"out of range"):
        day_of(text, sense, as_of)

"""What is refused, where, and with which words; a refused line never logs anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.grammar import Parsed

Read = Callable[..., Parsed]

REFUSED: list[tuple[str, str, str, str]] = [
    # line, refused part, field, message
    ("acme nps 11", "11", "score", "NPS runs from 0 to 10; 11 was not saved."),
    ("acme nps -1", "-1", "score", "NPS runs from 0 to 10; -1 was not saved."),
    ("acme nps −1", "−1", "score", "NPS runs from 0 to 10; -1 was not saved."),  # noqa: RUF001
    ("acme nps 7.5", "7.5", "score", "NPS takes whole numbers from 0 to 10; 7.5 was not saved."),
    ("acme nps 5/7", "5/7", "scale", "NPS runs from 0 to 10; a scale to 7 was not saved."),
    ("acme nps", "nps", "score", "NPS needs a score from 0 to 10: type it right after nps."),
    ("acme nps great 9", "nps", "score", "NPS needs a score from 0 to 10: type it right after nps."),
    ("acme csat 6", "6", "score", "CSAT runs from 1 to 5; 6 was not saved."),
    ("acme csat 0", "0", "score", "CSAT runs from 1 to 5; 0 was not saved."),
    ("acme csat 8 of 7", "8", "score", "CSAT runs from 1 to 7; 8 was not saved."),
    ("acme csat 85 of 100", "100", "scale", "A CSAT scale ends at 2 to 10; 100 was not saved."),
    ("acme ces 8 ease", "8", "score", "CES runs from 1 to 7; 8 was not saved."),
    (
        "acme ces 6",
        "ces",
        "direction",
        "CES needs its direction: type ease (the top is very easy) or effort (the top is very hard).",
    ),
    ("acme pulse 7", "7", "score", "Pulse runs from 1 to 5; 7 was not saved."),
    ("acme pulse 4/10", "4/10", "scale", "Pulse runs from 1 to 5; a scale to 10 was not saved."),
    (
        "acme nps 3 tomorrow",
        "tomorrow",
        "date",
        "An answer cannot be dated after Mon 23 Nov 2026; Tue 24 Nov 2026 was not saved.",
    ),
    (
        "acme risk price +1d",
        "+1d",
        "date",
        "A risk cannot be dated after Mon 23 Nov 2026; Tue 24 Nov 2026 was not saved.",
    ),
    (
        "acme done sso tomorrow",
        "tomorrow",
        "date",
        "A milestone that is done cannot be dated after Mon 23 Nov 2026; Tue 24 Nov 2026 was not saved.",
    ),
    ("acme nps 3 30 feb", "30 feb", "date", "30 Feb 2026 does not exist: type a day from 1 to 28."),
    ("acme call > deck 31 apr", "31 apr", "due", "31 Apr 2027 does not exist: type a day from 1 to 30."),
    ("acme call 2026-13-01", "2026-13-01", "date", "A year has months 1 to 12: type a day like 2026-12-03."),
    ("acme call 3/12: hi", "3/12", "date", '"3/12" can be read two ways: type 3 dec or 12 mar.'),
    (
        "acme call > deck 14/2/2027",
        "14/2/2027",
        "due",
        '"14/2/2027" is not read as a day, because day and month change places between countries: type 14 feb 2027.',
    ),
    ("acme qbr thu 4 dec", "thu 4 dec", "date", "4 Dec 2026 is a Friday: change one of the two."),
    ("acme call +9999y", "+9999y", "date", "That day is out of range: type one between 1900 and 2199."),
    ("acme call 25:00: x", "25:00", "time", '"25:00" is not a time of day: type 14:00 or 2pm.'),
    ("acme call 13pm: x", "13pm", "time", '"13pm" is not a time of day: type 14:00 or 2pm.'),
    ('acme nps 3 "slow', '"', "", 'The quote that opens here has no end: type " after it.'),
    ("acme nps 3 “slow", "“", "", "The quote that opens here has no end: type ” after it."),
    ('acme nps 3 @"jana', '"', "", 'The quote that opens here has no end: type " after it.'),
    ("acme nps 3 @", "@", "contact", 'Type a name after "@", such as @jana or @"Jana Rowe".'),
    ("acme foods nps 3 @ana", "@ana", "contact", '"ana" fits Ana Berg and Ana Cole: type more, such as @"Ana Berg".'),
    (
        "acme foods nps 3 @sam",
        "@sam",
        "contact",
        '"sam" fits Sam Poe (sam@foods.example) and Sam Poe (no email): type @ and the email.',
    ),
    ("acme left", "left", "contact", "Who left? Type the name after left."),
    (
        "acme left piet",
        "piet",
        "contact",
        'Acme has no contact "piet": type the name as it stands among the contacts.',
    ),
    (
        "tindle left tom",
        "tom",
        "contact",
        'Tindle & Rowe has no contact "tom": type the name as it stands among the contacts.',
    ),
    ("acme foods left ana", "ana", "contact", '"ana" fits Ana Berg and Ana Cole: type more, such as @"Ana Berg".'),
    ("acme left jane", "jane", "contact", "Jane Doe has left already: change the day at the contact."),
    (
        'acme left jana "new job"',
        '"new job"',
        "notes",
        '"new job" has no place here, left takes a name and a day: log it as a note.',
    ),
    ("acme done", "done", "milestone", "Which milestone is done? Open: SSO, Data import, Data check and Friday demo."),
    ("acme done data", "data", "milestone", '"data" fits Data import and Data check: type more of the name.'),
    ("acme done kick", "kick", "milestone", "Kickoff is done already: change its day in the plan."),
    (
        'acme done "…"',
        '"…"',
        "milestone",
        'Acme has no milestone "…". Open: SSO, Data import, Data check and Friday demo.',
    ),
    (
        "acme done moon",
        "moon",
        "milestone",
        'Acme has no milestone "moon". Open: SSO, Data import, Data check and Friday demo.',
    ),
    ("tindle done sso", "sso", "milestone", 'Tindle & Rowe has no milestone "sso". None is open.'),
    ("acme qbr", "qbr", "date", "A QBR needs its day: type it after qbr, such as 3 dec 14:00."),
    ('acme risk "x"', "risk", "reason", 'A risk needs its reason, before any quote: risk price "asks -20 %".'),
    ("acme note", "note", "notes", "The note is empty: type it after note."),
    ("acme call: ok > fri", ">", "promises", 'Nothing is promised here: type what we owe after ">".'),
    ("acme call: ok <", "<", "promises", 'Nothing is promised here: type what they owe after "<".'),
    ("acme task fri", "task", "title", "The task is empty: type what is to be done after task."),
    ("acme renew 120k", "renew", "months", "A renewal needs its term: type the months after renew, such as +12m."),
    ("acme renew +240m", "+240m", "months", "A term runs from 1 to 120 months; 240 was not saved."),
    (
        "acme renew 12m",
        "12m",
        "amount",
        '"12m" can be months or millions: type +12m for months, 12000k for money.',
    ),
    ("acme renew +12m 120.000", "120.000", "amount", '"120.000" can be read two ways: type 120000 or 120.'),
    ("acme renew +12m -5k", "-5k", "amount", "A renewal is worth 0 or more; -5k was not saved."),
    (
        "acme renew +12m maybe",
        "maybe",
        "notes",
        '"maybe" has no place here, renew takes months, an amount and a day: log it as a note.',
    ),
    ("call yest", "call", "account", 'Which account? Type its name before "call".'),
    ("nps 3", "nps", "account", 'Which account? Type its name before "nps".'),
    (
        "zzz nps 3",
        "zzz",
        "account",
        'No account is called "zzz": type the beginning of its name, or add the account first.',
    ),
    ("twin nps 3", "twin", "account", '"twin" fits Twin Oaks (T-1) and Twin Oaks (T-2): type the external id.'),
    (
        "food nps 3",
        "food",
        "account",
        '"food" fits Acme Foods and Brackwater Foods: type more of the name.',
    ),
]


@pytest.mark.parametrize(("line", "part", "field", "message"), REFUSED, ids=[line for line, *_ in REFUSED])
def test_that_a_refusal_says_what_and_where(read: Read, line: str, part: str, field: str, message: str) -> None:
    parsed = read(line)

    refused = [(line[r.start : r.end], r.field or "", r.message) for r in parsed.refusals]
    assert refused == [(part, field, message)]
    assert parsed.draft is None
    assert parsed.text == line


def test_that_a_refusal_stands_at_the_word_and_not_at_its_first_likeness(read: Read) -> None:
    (refusal,) = read("3m nps 11 of 10").refusals

    assert (refusal.start, refusal.end) == (7, 9)


def test_that_every_fault_of_a_line_is_said_at_once_in_order(read: Read) -> None:
    refusals = read('zzz nps 11 30 feb "slow').refusals

    assert [refusal.field for refusal in refusals] == ["account", "score", "date", None]


def test_that_what_is_right_keeps_its_chip_beside_what_is_refused(read: Read) -> None:
    assert [span.role for span in read("acme nps 11 @jana yest slow").spans] == [
        "account",
        "verb",
        "contact",
        "date",
        "comment",
    ]


@pytest.mark.parametrize("line", ["acme", "acme ", "call", "call cen"])
def test_that_what_to_log_is_asked_for_at_the_end_of_a_bare_account(read: Read, line: str) -> None:
    (refusal,) = read(line).refusals

    assert (refusal.start, refusal.end, refusal.field) == (len(line.rstrip()), len(line.rstrip()), "verb")
    assert refusal.message.startswith("Type what to log: nps, csat, ces, call,")


@pytest.mark.parametrize(("line", "page"), [("acme npz 3", None), ("npz 3", "acme"), ("acme spoke about a call", None)])
def test_that_an_unknown_word_before_any_verb_is_named(read: Read, line: str, page: str | None) -> None:
    (refusal,) = read(line, page=page).refusals

    word = line[refusal.start : refusal.end]
    assert word in ("npz", "spoke")
    assert refusal.message.startswith(f'"{word}" is neither part of an account\'s name nor something to log')


def test_that_an_empty_line_asks_for_an_account_off_the_page_and_for_a_verb_on_it(read: Read) -> None:
    assert [refusal.field for refusal in read("").refusals] == ["account"]
    assert [refusal.field for refusal in read("  ", page="acme").refusals] == ["verb"]


def test_that_long_words_are_shortened_in_messages(read: Read) -> None:
    (refusal,) = read("acme nps " + "9" * 5000).refusals

    assert len(refusal.message) < 100

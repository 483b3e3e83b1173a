"""Which account a line is about: prefixes, whole names, external ids, names that hold verbs, and never a guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from desktop.domain.grammar import AccountName, Parsed, parse
from desktop.domain.grammar.accounts import match_accounts
from desktop.domain.grammar.words import fold

Read = Callable[..., Parsed]

FOUND = [
    ("acme nps 3", "acme"),
    ("ACME nps 3", "acme"),
    ("acme: nps 3", "acme"),
    ("acme f nps 3", "foods"),
    ("acme foods nps 3", "foods"),
    ("acmefoods nps 3", "foods"),
    ('"acme foods" nps 3', "foods"),
    ("ost nps 3", "ostrava"),
    ("ostrava fr nps 3", "ostrava"),
    ("freight nps 3", "ostrava"),
    ("tindle nps 3", "tindle"),
    ("tindle & rowe nps 3", "tindle"),
    ("tindle rowe nps 3", "tindle"),
    ("rowe nps 3", "tindle"),
    ("crm-12 nps 3", "foods"),
    ("CRM-1 nps 3", "acme"),
    ("t-2 nps 3", "twin2"),
    ("studio 54 nps 3", "studio"),
    ("54 nps 3", "studio"),
    ("3m nps 3", "3m"),
    ("3 nps 3", "3m"),
    ("muller so nps 3", "soehne"),
    ("MÜLLER SÖHNE nps 3", "soehne"),
    ("mu\u0308ller nps 3", "umlaut"),
    ("muller nps 3", "muller"),
    ("müller nps 3", "umlaut"),
    ("lodz kuche nps 3", "krakow"),
    ("call center nps 3", "call"),
    ("call nps 3", "call"),
    ("call call: hi", "call"),
    ("call center call: hi", "call"),
    ("risk risk price", "risk"),
    ("risk partners risk price", "risk"),
    ("risk partners note acme nps 3", "risk"),
    ("acme note call center nps 3", "acme"),
]


@pytest.mark.parametrize(("line", "account"), FOUND, ids=[line for line, _ in FOUND])
def test_that_an_account_is_found_by_the_beginning_of_its_name(read: Read, line: str, account: str) -> None:
    parsed = read(line)

    assert parsed.draft is not None, parsed.refusals
    assert parsed.draft.account == account
    assert parsed.candidates == ()


ON_A_PAGE = [
    ("nps 3", "tindle"),
    ("acme nps 3", "acme"),
    ("call: risk", "tindle"),
    ("call center call: hi", "tindle"),
    ("call center ltd call: hi", "call"),
    ("risk partners nps 3", "risk"),
    ("risk price", "tindle"),
    ("call: center ltd call: hi", "tindle"),
    ("renewal call: hi", "tindle"),
]


@pytest.mark.parametrize(("line", "account"), ON_A_PAGE, ids=[line for line, _ in ON_A_PAGE])
def test_that_a_line_that_begins_with_a_verb_is_about_the_page(read: Read, line: str, account: str) -> None:
    draft = read(line, page="tindle").draft

    assert draft is not None
    assert draft.account == account


def test_that_on_a_page_a_word_from_the_middle_of_a_name_names_nobody(read: Read) -> None:
    assert read("freight call: hi").draft is not None
    assert [refusal.field for refusal in read("freight call: hi", page="tindle").refusals] == ["account"]


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("a nps 3", ["Acme", "Acme Foods"]),
        ("food nps 3", ["Acme Foods", "Brackwater Foods"]),
        ("twin oaks nps 3", ["Twin Oaks", "Twin Oaks"]),
        ("m nps 3", ["Müller Söhne", "Muller", "Müller"]),
        ("twin", ["Twin Oaks", "Twin Oaks"]),
    ],
)
def test_that_two_matches_give_a_list_and_never_a_guess(read: Read, line: str, candidates: list[str]) -> None:
    parsed = read(line)

    assert [account.name for account in parsed.candidates] == candidates
    assert parsed.draft is None
    assert "account" not in [span.role for span in parsed.spans]
    assert parsed.refusals[0].field == "account"


def test_that_the_page_of_an_account_outside_the_list_still_logs(read: Read) -> None:
    draft = read("nps 3", page="elsewhere").draft

    assert draft is not None
    assert draft.account == "elsewhere"


def test_that_the_whole_line_is_read_while_the_account_is_still_open(read: Read) -> None:
    assert [span.label for span in read("a call yest @jana: ok > x fri").spans] == [
        "Call",
        "Sun 22 Nov 2026",
        "@jana",
        "“ok”",
        "we owe: x",
        "Fri 27 Nov 2026",
    ]


def test_that_contacts_and_milestones_of_other_accounts_are_not_taken(read: Read) -> None:
    assert read("tindle left jana").draft is None
    assert read("tindle done sso").draft is None
    assert [r.field for r in read("ostrava done sso").refusals] == ["milestone"]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Tindle & Rowe", "tindlerowe"),
        ("O'Neill", "oneill"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("株式会社", "株式会社"),
        ("→ !", "→!"),
        ("  ", ""),
    ],
)
def test_that_names_are_compared_without_case_accents_and_punctuation(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_that_an_account_without_letters_can_be_named() -> None:
    signs = AccountName("x", "→ !")

    assert match_accounts("→!", [signs, AccountName("y", "Acme")]).best == (signs,)
    assert match_accounts("", [signs]).best == ()


def test_that_a_milestone_and_a_leaver_keep_their_chip_while_the_account_is_open(read: Read) -> None:
    assert [span.label for span in read("a done sso").spans] == ["Done", "sso"]
    assert [span.label for span in read("a left jana yest").spans] == ["Left", "@jana", "Sun 22 Nov 2026"]


def test_that_a_long_list_of_candidates_is_cut_short_in_words_only() -> None:
    accounts = [AccountName(str(n), f"Co {n}") for n in range(9)]
    parsed = parse("co nps 3", accounts=accounts, contacts=[], as_of=date(2026, 11, 23))

    assert len(parsed.candidates) == 9
    assert parsed.refusals[0].message == '"co" fits Co 0, Co 1, Co 2, Co 3, Co 4 and 4 more: type more of the name.'

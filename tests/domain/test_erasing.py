from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.erasing import ERASED, are_shared, found_in, spellings, without, words_of

JANA = words_of("account-1", ["Jana van Rowe"], ["jana@tindle.example"], ["+49 (30) 123 45-67"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jana van Rowe called", "[erased] called"),
        ("JANA ROWE called", "[erased] called"),
        ("Rowe, Jana: wants a pilot", "[erased]: wants a pilot"),
        ("jana_rowe", "[erased]"),
        ("Write to Jana@Tindle.example!", "Write to [erased]!"),
        ("jana.rowe@other.example", "[erased]"),
        ("Call 030 1234567 or 112", "Call [erased] or 112"),
        ("Jána Rowé's plan", "[erased]'s plan"),
        ("Jana called", "Jana called"),
        ("Janas Rowen", "Janas Rowen"),
        ("Jana told us. Then Rowe", "Jana told us. Then Rowe"),
        ("", ""),
    ],
)
def test_that_whole_names_addresses_and_numbers_are_erased(text: str, left: str) -> None:
    assert without(text, (JANA,)) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jana called", "[erased] called"),
        ("van the man", "van the man"),
        ("jana@old.example", "[erased]"),
        ("Janas plan", "Janas plan"),
    ],
)
def test_that_a_part_of_a_name_is_erased_where_that_was_confirmed(text: str, left: str) -> None:
    assert without(text, (JANA,), parts_alone=True) == left


def test_that_a_name_of_one_word_and_one_without_spaces_are_recognised() -> None:
    assert without("Cher sings", (words_of("a", ["Cher"]),)) == "[erased] sings"
    assert without("\u738b\u5c0f\u660e\u8bf4", (words_of("a", ["\u738b\u5c0f\u660e"]),)) == "[erased]\u8bf4"


def test_that_another_account_has_other_digests() -> None:
    other = words_of("account-2", ["Jana van Rowe"], ["jana@tindle.example"])
    assert not other.parts & JANA.parts
    assert not other.alone & JANA.alone


def test_that_a_hit_is_shown_with_the_words_around_it() -> None:
    found = found_in(f"{'before ' * 20}Jana Rowe{' after' * 20}", (JANA,))
    assert found is not None
    assert found.is_certain
    assert found.around.startswith("…")
    assert "before Jana Rowe after" in found.around


def test_that_parts_others_have_are_told() -> None:
    assert are_shared("account-1", ["Jana Berg"], JANA) == words_of("account-1", ["Jana Zzz"]).parts & JANA.parts


def test_that_spellings_are_looked_for_in_every_encoding() -> None:
    found = spellings(["Jána"])
    assert {"jána".encode(), "JÁNA".encode().lower(), b"jana", "jána".encode("utf-16-le")} <= found


NAMES = st.sampled_from(["Jana Rowe", "Rowe Berg", "Jana", "Berg van Jana", "Otto Rowe"])
TEXTS = st.lists(st.sampled_from(["Jana", "Rowe", "Berg", "van", "Otto", ERASED, "said", ".", ", ", "  ", "\n"]))


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(NAMES, min_size=1, max_size=3), st.lists(NAMES, min_size=1, max_size=3), st.booleans())
def test_that_what_is_left_does_not_depend_on_the_order_in_which_names_are_learnt(
    parts: list[str], first: list[str], then: list[str], alone: bool
) -> None:
    text = " ".join(parts)
    known, later = words_of("a", first), words_of("a", then)
    both = (known.and_also(later),)
    at_once = without(text, both, parts_alone=alone)
    assert without(without(text, (known,), parts_alone=alone), both, parts_alone=alone) == at_once
    assert without(without(text, (later,), parts_alone=alone), both, parts_alone=alone) == at_once
    assert without(at_once, both, parts_alone=alone) == at_once

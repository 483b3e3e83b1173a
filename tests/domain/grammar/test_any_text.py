"""Laws for every text: half-typed, garbled or hostile, it is answered, and what is shown lies on what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.drafts import SurveyDraft, TaskDraft, TouchpointDraft
from desktop.domain.grammar import Parsed
from desktop.domain.grammar.tokens import tokenise

Read = Callable[..., Parsed]

laws = settings(deadline=None, max_examples=100)

EXAMPLES = [
    'acme nps 3 @jana "slow support"',
    "acme call yest: pilot agreed > pricing fri < security form +2w",
    "acme done sso",
    "acme left jana",
    "acme qbr 3 dec 14:00",
    'acme risk price "asks -20 %"',
    'acme pulse 2 "new CFO"',
    "acme renew +12m 120k",
    'acme notice 22 nov "budget"',
    'acme ces 6 effort of 7 @"Jana Rowe" “hm”',
    "acme csat 4/5 tomorrow",
    "acme foods meeting next fri at 2:30 pm @ana cole renewal: agenda > a by 3rd dec 2026 < b",
    "call center ltd call: hi",
    "acme task: < send deck Fri 4 Dec 2026",
]

# Words that mean something, so that random lines go deep into the grammar.
_WORDS = """
acme foods call nps csat ces email note done left qbr risk pulse renew notice task sso data jana 3 11 -1 4/5 of 7 ease
effort yest fri next last mon 3 dec feb 30 2026 2026-12-03 +2w +12m 12m 120k 120.000 3/12 14:00 2 pm 25:00 at on by @
@jana @ana @"Jana @Zed > < : :: " ' “ ” „ « » ( ) , . - >x <b> renewal two-way 株 é \u0301 \u200f \U0001f680
""".split()  # noqa: SIM905
WORDS = st.lists(st.sampled_from(_WORDS), max_size=14)


def _begun(start: str, words: list[str]) -> str:
    return " ".join([start, *words])


def _disturbed(line: str, at: int, more: str) -> str:
    return line[:at] + more + line[at:]


LINES = st.one_of(
    st.text(max_size=60),
    WORDS.map(" ".join),
    WORDS.map("".join),
    st.builds(_begun, st.sampled_from(["acme nps 3", "acme call", "acme"]), WORDS),
    st.builds(_disturbed, st.sampled_from(EXAMPLES), st.integers(0, 60), st.text(max_size=4)),
)
PAGES = st.sampled_from([None, "acme", "foods", "nowhere"])


def check_laws(parsed: Parsed, text: str) -> None:
    """What holds for every answer."""
    assert parsed.text == text
    assert (parsed.draft is None) == bool(parsed.refusals)
    end = 0
    for span in parsed.spans:
        assert end <= span.start < span.end <= len(text)
        assert span.label.strip()
        end = span.end
    for refusal in parsed.refusals:
        assert 0 <= refusal.start <= refusal.end <= len(text)
        assert refusal.message.endswith((".", "?"))
        assert "\n" not in refusal.message
    assert list(parsed.refusals) == sorted(parsed.refusals, key=lambda refusal: refusal.start)
    assert len(parsed.candidates) != 1


@pytest.mark.parametrize("page", [None, "acme", "tindle"])
@pytest.mark.parametrize("line", EXAMPLES)
def test_that_every_beginning_of_a_line_is_answered(read: Read, line: str, page: str | None) -> None:
    for end in range(len(line) + 1):
        check_laws(read(line[:end], page=page), line[:end])


@laws
@given(text=LINES, page=PAGES)
def test_that_any_text_is_answered(read: Read, text: str, page: str | None) -> None:
    check_laws(read(text, page=page), text)


@laws
@given(text=LINES, as_of=st.one_of(st.dates(), st.sampled_from([date.min, date.max, date(2028, 2, 29)])))
def test_that_any_day_can_be_the_day_of_the_line(read: Read, text: str, as_of: date) -> None:
    check_laws(read(text, as_of=as_of), text)


@laws
@given(text=LINES)
def test_that_tokens_cover_everything_but_spaces_in_order(text: str) -> None:
    tokens = tokenise(text)

    assert [token.index for token in tokens] == list(range(len(tokens)))
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(text)]
    assert all(text[end:start].strip() == "" and end <= start for end, start in zip(ends, starts, strict=True))


SAID = ["slow", "support", "since", "monday", "@tom:", "3", ">", "x", "<", "y", "renewal", "nps", "call"]
QUOTED = st.text(max_size=40).filter(lambda inside: '"' not in inside and inside.strip())


@laws
@given(inside=QUOTED)
def test_that_quoted_text_is_kept_to_the_letter(read: Read, inside: str) -> None:
    answer = read(f'acme nps 3 "{inside}"').draft
    call = read(f'acme call "{inside}" > "{inside}" fri').draft
    task = read(f'acme task "{inside}"').draft

    assert cast(SurveyDraft, answer).comment == inside
    assert cast(TouchpointDraft, call).notes == inside
    assert cast(TouchpointDraft, call).promises[0].title == inside
    assert cast(TaskDraft, task).title == inside


@laws
@given(
    inside=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join).filter(lambda text: '"' not in text)
)
def test_that_nothing_inside_quotes_is_read(read: Read, inside: str) -> None:
    parsed = read(f'acme nps 3 "{inside}"')

    assert [span.role for span in parsed.spans] == ["account", "verb", "score", "comment"]
    assert cast(SurveyDraft, parsed.draft).comment == inside


@laws
@given(words=st.lists(st.sampled_from(SAID), max_size=8))
def test_that_the_text_after_the_colon_of_a_survey_is_the_comment(read: Read, words: list[str]) -> None:
    said = " ".join(words)
    draft = read(f"acme nps 3: {said}").draft

    assert cast(SurveyDraft, draft).comment == (said or None)


@laws
@given(text=LINES)
def test_that_the_same_line_is_always_understood_alike(read: Read, text: str) -> None:
    assert read(text) == read(text)


def test_that_a_very_long_line_is_answered(read: Read) -> None:
    text = "acme note " + 'blah > " call @jana 3 dec ' * 5000

    check_laws(read(text), text)

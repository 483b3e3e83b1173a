"""Finding out how comments sound: the language, the lexicon, and what must not happen on the way."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.voice.sentiment import NOT_COVERED, TOO_SHORT, feeling
from desktop.operations.demo.words import CROSS, GLAD, MIXED
from desktop.operations.sentiment import MOST_LETTERS, recognised, sentiment_of

ROOT = Path(__file__).resolve().parents[2]

ENGLISH = (
    *GLAD, *MIXED, *CROSS,
    "Not happy at all", "Great tool, love it", "Nobody answers tickets", "needs better SSO", "Export is broken again",
    "Crashes on Safari", "Meh, it is ok", "All good here", "Good product overall", "The UI is clunky",
    "ok for now thanks", "Onboarding was smooth", "Too many bugs lately", "fast and reliable", "Support is terrible!!",
    "it just works", "would recommend to others", "not worth the money", "Hard to learn", "Saves us time",
    "we are switching to Salesforce", "Integration with SAP fails", "Dashboard loads slowly",
    "Invoice was wrong twice", "CSM is brilliant", "missing features vs competitor", "no complaints so far",
    "Please add dark mode", "very intuitive UX", "pls fix login", "Bug in export, no ETA",
)  # fmt: skip
OTHERS = {
    "Der Support braucht viel zu lange.": "de",
    "Gutes Werkzeug, aber der Export ist umständlich.": "de",
    "Le prix est trop élevé pour notre usage.": "fr",
    "Bien, mais les rapports manquent de souplesse.": "fr",
    "Muy buena herramienta, el soporte es rápido": "es",
    "Demasiado caro para lo que usamos": "es",
    "Supporten är för långsam.": "sv",
    "Ottimo strumento, molto semplice da usare": "it",
    "Werkt goed maar traag": "nl",
    "サポートが遅い": "ja",
    "الدعم بطيء جدا": "ar",
}


def test_that_english_comments_are_hardly_ever_taken_for_another_language() -> None:
    found = [recognised(each) for each in ENGLISH]
    assert set(found) <= {"en", None}
    assert found.count(None) <= len(ENGLISH) * 0.1


@pytest.mark.parametrize(("text", "language"), OTHERS.items())
def test_that_a_language_without_a_lexicon_is_said_and_not_scored(text: str, language: str) -> None:
    assert sentiment_of(text)._asdict() == {
        "value": None,
        "language": language,
        "corrected": False,
        "reason": NOT_COVERED,
    }


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("The new reports are great.", "positive"),
        ("Clear, fast and reliable.", "positive"),
        ("Not happy at all", "negative"),
        ("The export is not reliable.", "negative"),
        ("It isn\u2019t good for us", "negative"),
        ("The export broke twice at month end. Very frustrating.", "negative"),
        ("Too expensive for what we use.", "negative"),
        ("Slow support and no clear owner for our tickets.", "negative"),
        ("The UI is clunky", "negative"),
        ("We export the shared report to Excel", "neutral"),
        ("They asked the support team about security", "neutral"),
    ],
)
def test_that_comments_on_software_sound_as_they_are_meant(text: str, called: str) -> None:
    value = sentiment_of(text, "en").value
    assert value is not None
    assert feeling(value) == called


def test_that_scores_stay_what_they_are() -> None:
    """A new lexicon would move every figure: it has to be wanted. Source: VADER's own examples, compound."""
    examples = {
        "VADER is smart, handsome, and funny.": 0.8316,
        "VADER is not smart, handsome, nor funny.": -0.7424,
        "At least it isn't a horrible book.": 0.431,
        "Today SUX!": None,
        "Today only kinda sux! But I'll get by, lol": 0.5249,
    }
    assert {text: sentiment_of(text, "en").value for text in examples} == examples


def test_that_glad_comments_sound_better_than_mixed_and_these_better_than_cross_ones() -> None:
    means: list[float] = []
    for comments in (GLAD, MIXED, CROSS):
        values = [value for each in comments if (value := sentiment_of(each, "en").value) is not None]
        means.append(sum(values) / len(values))
    glad, mixed, cross = means
    assert glad > mixed + 0.1 > mixed > 0 > cross


def test_that_a_language_that_is_stored_goes_before_the_recognised_one() -> None:
    assert sentiment_of("Very good tool indeed", "en-GB").value is not None
    assert sentiment_of("Very good tool indeed", "de").reason == NOT_COVERED
    assert sentiment_of("Sehr gutes Werkzeug", "EN").language == "en"


def test_that_a_long_comment_is_judged_by_its_start() -> None:
    start = "This is a good tool. " * 300
    assert sentiment_of(start + "Terrible! " * 100_000) == sentiment_of(start[:MOST_LETTERS])


def test_that_nothing_a_customer_wrote_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for text in (
            "Xyzzy is a really terrible plugh",
            "Xyzzy",
            "Xyzzy ist ein schlechtes Werkzeug",
            "xyzzy \udcff plugh",
        ):
            sentiment_of(text)
    assert "xyzzy" not in caplog.text.casefold()


def test_that_the_libraries_load_with_the_first_comment_and_none_goes_online() -> None:
    code = (
        "import sys\n"
        "import desktop.cli.program, desktop.operations.voice as v\n"
        "heavy = {'vaderSentiment', 'py3langid'}\n"
        "loaded = lambda names: sorted({each.partition('.')[0] for each in sys.modules} & names)\n"
        "print(loaded(heavy))\n"
        "assert v.sentiment_of('This is a good tool').value\n"
        "print(loaded({'requests', 'urllib3', 'http', 'ssl', 'socket', '_socket'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.split("\n")[:2]) == (0, ["[]", "[]"]), done.stdout + done.stderr


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_that_any_text_has_a_sentiment_or_a_reason(text: str) -> None:
    for found in (sentiment_of(text), sentiment_of(text, "en")):
        assert (found.value is None) == (found.reason is not None)
        assert found.value is None or -1 <= found.value <= 1
    if len(text.split()) == 1 and text.isalpha():
        assert sentiment_of(text, "en").reason == TOO_SHORT

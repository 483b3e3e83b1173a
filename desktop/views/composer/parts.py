"""The parts of a line by name, for the form: where each stands, and what is written for a value. Pure text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from desktop.domain.grammar import Parsed, Span
from desktop.domain.grammar.words import VERBS
from desktop.views.composer.chips import FREE_TEXT

Input = Literal["text", "contact", "milestone", "template", "choice"]

_PROMISES = {"promise_ours": ">", "promise_theirs": "<"}
_MARKS = re.compile(r'(^|\s)[<>@"“”„«»]|:')
_RIGHT_AFTER = frozenset({"score", "months", "milestone", "template", "goal", "line"})
_IN_ORDER = frozenset({"goal", "upsell", "cross-sell", "feature-upgrade"})
_BEFORE = {"shift": "milestone", "way": "goal", "product": "amount"}
"""What a part comes after, where the line has it."""
_QUOTES = ' "“”„«»'


class Field(NamedTuple):
    """One line of the form.

    Args:
        role: of the spans it stands for, as the grammar calls them.
        wants: what to type, shown while it is empty.
        options: what can be chosen, for a choice.
    """

    role: str
    label: str
    wants: str = ""
    input: Input = "text"
    options: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a part goes: text[start:end] is replaced by before + part + after."""

    start: int
    end: int
    before: str = ""
    after: str = ""


_ACCOUNT = Field("account", "Account", "the beginning of its name")
_CONTACT = Field("contact", "Contact", input="contact")
_DATE = Field("date", "Date", "today; or yest, fri, 3 dec")
_TIME = Field("time", "Time", "14:00")
_NOTE = Field("note", "Note", "what was said")
_OURS = Field("promise_ours", "We owe", "pricing fri")
_THEIRS = Field("promise_theirs", "They owe", "security form +2w")
_TOPICS = ("check-in", "renewal", "onboarding", "escalation", "expansion")
_COMMENT = Field("comment", "Comment", "in their words")
_REASON = Field("reason", "Reason", "budget")
_AMOUNT = Field("amount", "Per year", "140k")
_LINE = Field("line", "Line", "the only one; or its name")

_TALK = (_CONTACT, _DATE, _TIME, Field("topic", "Topic", input="choice", options=_TOPICS), _NOTE, _OURS, _THEIRS)

_STEP = Field("milestone", "Milestone", input="milestone")
_WHY = Field("reason", "Why", "waiting for their IT")
_BY = Field("due", "By", "31 mar")
_OFFER = (
    Field("amount", "Per year", "18k"),
    Field("product", "What", "20 more seats"),
    _BY._replace(label="Closes"),
    Field("likelihood", "Likely", "60%"),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "nps": (Field("score", "Score", "0 to 10"), _CONTACT, _DATE, _COMMENT),
    "csat": (Field("score", "Score", "1 to 5"), _CONTACT, _DATE, _COMMENT),
    "ces": (
        Field("score", "Score", "1 to 7"),
        Field("direction", "7 means", input="choice", options=("ease", "effort")),
        _CONTACT,
        _DATE,
        _COMMENT,
    ),
    "call": _TALK,
    "email": _TALK,
    "meeting": _TALK,
    "note": (_NOTE, _CONTACT, _DATE, _OURS, _THEIRS),
    "done": (Field("milestone", "Milestone", input="milestone"), _DATE),
    "left": (_CONTACT, _DATE),
    "qbr": (_DATE._replace(wants="3 dec; ahead is planned"), _TIME, _NOTE, _OURS, _THEIRS),
    "risk": (Field("reason", "Reason", "price"), _NOTE, _DATE),
    "pulse": (Field("score", "Pulse", "1 to 5"), _DATE, Field("reason", "Why", "new CFO")),
    "renew": (Field("months", "Months", "+12m"), Field("amount", "Per year", "the same; or 120k"), _DATE),
    "start": (
        Field("template", "Template", input="template"),
        _DATE._replace(label="Kickoff", wants="today; or 1 dec"),
    ),
    "move": (Field("milestone", "What", "kickoff, or a milestone"), Field("shift", "By", "+1w, -3d")),
    "blocked": (_STEP, Field("side", "Turn", input="choice", options=("ours", "theirs")), _WHY),
    "waived": (_STEP, _WHY),
    "reopen": (_STEP,),
    "goal": (
        Field("goal", "Goal", "cut handling time"),
        Field("way", "From, to", "40 > 25 min"),
        _BY,
        _CONTACT._replace(label="Agreed with"),
    ),
    "upsell": _OFFER,
    "cross-sell": _OFFER,
    "feature-upgrade": _OFFER,
    "notice": (_DATE, _REASON),
    "upgrade": (_LINE, _AMOUNT, _DATE, _REASON),
    "downgrade": (_LINE, _AMOUNT, _DATE, _REASON),
    "end": (_DATE._replace(wants="today; or 31 dec"), _REASON),
    "task": (Field("title", "What", "send the support plan"), Field("due", "Due", "fri, 3 dec, +2w")),
}
"""The fields of each verb, in the order they are filled in."""


def fields(verb: str | None, *, on_page: bool) -> tuple[Field, ...]:
    """The fields of a line; on an account's page the account is known."""
    own = FIELDS.get(verb or "", ())
    return own if on_page else (_ACCOUNT, *own)


def verb_of(parsed: Parsed) -> str | None:
    """What the line logs, as the grammar calls it."""
    span = _verb(parsed)
    return None if span is None else VERBS[parsed.text[span.start : span.end].casefold().strip(",.;!?)(")]


def value_of(parsed: Parsed, role: str) -> str:
    """What stands in the line for a field, as typed but for its marks; "" where nothing does."""
    found = _found(parsed, role)
    if found is None:
        return ""
    text = parsed.text[found[0] : found[1]].strip()
    if role in _PROMISES:
        return text[1:].strip()
    return text.strip(_QUOTES) if role in FREE_TEXT or role in ("account", "contact") else text


def place_of(parsed: Parsed, role: str) -> Place:
    """Where a field's part stands, or where it would be added so that it is understood."""
    found = _found(parsed, role)
    if found is not None:
        return Place(*found)
    text, verb = parsed.text, _verb(parsed)
    if role == "account":
        return Place(0, 0, "", " " if text[:1].strip() else "")
    if role in _PROMISES:
        return _spaced(text, len(text.rstrip()))
    after_verb = verb.end if verb else len(text)
    if role in _RIGHT_AFTER or (role == "reason" and verb_of(parsed) == "risk"):
        return _spaced(text, after_verb)
    if role == "shift" or (role in ("way", "amount", "product") and verb_of(parsed) in _IN_ORDER):
        return _spaced(text, after_verb if role == "amount" else _end_of(parsed, _BEFORE[role], after_verb))
    if role in FREE_TEXT or role == "due":
        return _free_place(parsed, role, after_verb)
    return _spaced(text, _end_of_head(parsed, after_verb))


def written(role: str, value: str, verb: str | None) -> str:
    """What is typed for a value."""
    value = " ".join(value.split())
    if not value:
        return ""
    if role in _PROMISES:
        return f"{_PROMISES[role]} {value}"
    if role == "contact":
        return value if value.startswith("@") else f"@{value}" if " " not in value else f'@"{value}"'
    if role == "due":
        return value if verb == "task" or value.startswith(("by ", "due ", "on ")) else f"by {value}"
    if role in ("goal", "product"):
        return _quoted(value)
    if role in ("comment", "note", "reason") and (verb not in ("call", "email", "meeting", "note", "qbr", "risk")):
        return _quoted(value)
    if role == "note" and (verb == "risk" or _MARKS.search(value)):
        return _quoted(value)
    return value


def verb_place(parsed: Parsed, *, on_page: bool) -> Place:
    """Where the verb stands or belongs: first, or after the account's name."""
    verb = _verb(parsed)
    if verb is not None:
        return Place(verb.start, verb.end)
    account = next((span for span in parsed.spans if span.role == "account"), None)
    if account is not None:
        return _spaced(parsed.text, account.end)
    wrong = next((refusal for refusal in parsed.refusals if refusal.field == "verb" and on_page), None)
    if wrong is not None and wrong.end > wrong.start:
        return Place(wrong.start, wrong.start, "", " ")
    at = 0 if on_page else len(parsed.text.rstrip())
    return _spaced(parsed.text, at)


def _quoted(value: str) -> str:
    inside = re.sub('["“”„«»]', "'", value)
    return f'"{inside}"'


def _verb(parsed: Parsed) -> Span | None:
    return next((span for span in parsed.spans if span.role == "verb"), None)


def _found(parsed: Parsed, role: str) -> tuple[int, int] | None:
    """From the first to the last span of a role; a promise is one of them, with its day."""
    spans = [span for span in parsed.spans if span.role == role]
    if not spans:
        refused = next((each for each in parsed.refusals if each.field == role and each.end > each.start), None)
        verb = _verb(parsed)
        is_missing = refused is None or (verb is not None and refused.start == verb.start)
        return None if refused is None or is_missing else (refused.start, refused.end)
    if role not in _PROMISES:
        return spans[0].start, spans[-1].end
    at = parsed.spans.index(spans[0])
    following = parsed.spans[at + 1] if at + 1 < len(parsed.spans) else None
    return spans[0].start, following.end if following is not None and following.role == "due" else spans[0].end


def _end_of_head(parsed: Parsed, after_verb: int) -> int:
    """The end of the parts before any free text: dates and contacts are read there."""
    end = after_verb
    ends = [*((span.start, span.end, span.role) for span in parsed.spans)]
    ends += [(each.start, each.end, "refused") for each in parsed.refusals if each.end > each.start]
    for start, stop, role in sorted(ends):
        if start < after_verb:
            continue
        if role in FREE_TEXT or role == "due" or parsed.text[end:start].strip():
            break
        end = stop
    return end


def _end_of(parsed: Parsed, role: str, otherwise: int) -> int:
    """Where a part ends, if the line has it."""
    return next((span.end for span in parsed.spans if span.role == role), otherwise)


def _free_place(parsed: Parsed, role: str, after_verb: int) -> Place:
    text, verb = parsed.text, verb_of(parsed)
    end = _end_of_head(parsed, after_verb)
    if role == "due":
        return _spaced(text, len(text.rstrip()))
    if role == "note" and verb in ("call", "email", "meeting", "qbr"):
        colon = text.find(":", end)
        if colon >= 0 and not text[end:colon].strip():
            return _spaced(text, colon + 1)
        return Place(end, end, ": ", "" if not text[end : end + 1].strip() else " ")
    return _spaced(text, end)


def _spaced(text: str, at: int) -> Place:
    """Between words, with a space at either side."""
    before = " " if at and text[at - 1].strip() else ""
    after = " " if text[at : at + 1].strip() and text[at] != ":" else ""
    return Place(at, at, before, after)

"""One line of text -> what it logs, or what keeps it from being logged. Any text is answered, half-typed ones too.

Knows nothing of files, screens or the clock: names and the day are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from desktop.domain.drafts import Draft
from desktop.domain.grammar.accounts import Opening, find_opening
from desktop.domain.grammar.answers import read_pulse, read_survey
from desktop.domain.grammar.changes import read_done, read_left, read_risk
from desktop.domain.grammar.contracts import read_change, read_end, read_notice, read_renew
from desktop.domain.grammar.conversations import read_qbr, read_task, read_touchpoint
from desktop.domain.grammar.goals import read_goal
from desktop.domain.grammar.offers import read_opportunity
from desktop.domain.grammar.plans import read_move, read_start, read_state
from desktop.domain.grammar.reading import Line, Reading
from desktop.domain.grammar.records import AccountName, ContactName, MilestoneName, Parsed, Refusal, RowName, Span
from desktop.domain.grammar.tokens import Token, tokenise
from desktop.domain.grammar.words import LABELS, TOPICS, TOUCHPOINTS, VERBS, clip, listed

_READERS: dict[str, Callable[[Line], tuple[Reading, Draft | None]]] = {
    "nps": partial(read_survey, kind="nps"),
    "csat": partial(read_survey, kind="csat"),
    "ces": partial(read_survey, kind="ces"),
    "call": partial(read_touchpoint, kind="call"),
    "email": partial(read_touchpoint, kind="email"),
    "meeting": partial(read_touchpoint, kind="meeting"),
    "note": partial(read_touchpoint, kind="note"),
    "done": read_done,
    "left": read_left,
    "qbr": read_qbr,
    "risk": read_risk,
    "pulse": read_pulse,
    "renew": read_renew,
    "notice": read_notice,
    "upgrade": partial(read_change, way="up"),
    "downgrade": partial(read_change, way="down"),
    "end": read_end,
    "task": read_task,
    "start": read_start,
    "move": read_move,
    "blocked": partial(read_state, state="blocked"),
    "waived": partial(read_state, state="waived"),
    "reopen": partial(read_state, state="open"),
    "goal": read_goal,
    "upsell": partial(read_opportunity, kind="upsell"),
    "cross-sell": partial(read_opportunity, kind="cross_sell"),
    "feature-upgrade": partial(read_opportunity, kind="feature_upgrade"),
}

_WHAT_TO_LOG = ", ".join(LABELS)
_MAY_PROMISE = TOUCHPOINTS | {"qbr"}


def parse(
    text: str,
    *,
    accounts: Sequence[AccountName],
    contacts: Sequence[ContactName],
    as_of: date,
    account: str | None = None,
    milestones: Sequence[MilestoneName] = (),
    rows: Sequence[RowName] = (),
) -> Parsed:
    """What one line logs: `acme nps 3 @jana "slow support"`.

    Args:
        text: any text; positions in the result count its characters (code points).
        contacts, milestones, rows: of every account, or at least of those the line may be about.
        account: id of the account whose page the line is typed on; its name may then be left out.

    Returns:
        A draft and no refusals, or refusals and no draft; spans in either case for what was understood.
    """
    tokens = tokenise(text)
    opening = find_opening(text, tokens, accounts, on_page=account is not None)
    spans: list[Span] = []
    refusals = [_unclosed(text, token) for token in tokens if not token.closed]
    found = _account_of(opening, accounts, account)
    if opening.words and len(opening.accounts) == 1:
        spans.append(Span(tokens[0].start, tokens[opening.words - 1].end, "account", opening.accounts[0].name))
    if refusal := _account_refusal(text, tokens, opening):
        refusals.append(refusal)
    draft: Draft | None = None
    if opening.verb is None:
        if refusal is None or len(opening.accounts) > 1:
            refusals.append(_verb_refusal(text, tokens, opening))
    else:
        verb = VERBS[tokens[opening.verb].value]
        line = _line(text, tokens, opening, found, contacts, milestones, as_of)._replace(
            rows=[row for row in rows if row.account is None or (found is not None and row.account == found.id)]
        )
        reading, draft = _READERS[verb](line)
        spans += [*_verb_spans(tokens, opening, verb, reading), *reading.spans]
        refusals += reading.refusals
    return Parsed(
        text,
        tuple(sorted(spans)),
        None if refusals else draft,
        tuple(sorted(refusals, key=lambda refusal: refusal.start)),
        opening.accounts if len(opening.accounts) > 1 else (),
    )


def _account_of(opening: Opening, accounts: Sequence[AccountName], page: str | None) -> AccountName | None:
    """The account the line is about, None where the words leave it open."""
    if opening.on_page and page is not None:
        return next((known for known in accounts if known.id == page), AccountName(page, "This account"))
    return opening.accounts[0] if len(opening.accounts) == 1 else None


def _account_refusal(text: str, tokens: Sequence[Token], opening: Opening) -> Refusal | None:
    if opening.on_page or len(opening.accounts) == 1:
        return None
    if not tokens:
        return Refusal(0, 0, "Type an account and what to log, such as: acme nps 3.", "account")
    if not opening.words:
        verb = tokens[0]
        typed = clip(text[verb.start : verb.end])
        return Refusal(verb.start, verb.end, f'Which account? Type its name before "{typed}".', "account")
    start, end = tokens[0].start, tokens[opening.words - 1].end
    typed = clip(text[start:end])
    if not opening.accounts:
        message = f'No account is called "{typed}": type the beginning of its name, or add the account first.'
        return Refusal(start, end, message, "account")
    names = [known.name for known in opening.accounts]
    if len(set(names)) < len(names):
        names = [f"{clip(known.name)} ({known.external_id or 'no external id'})" for known in opening.accounts]
        return Refusal(start, end, f'"{typed}" fits {listed(names)}: type the external id.', "account")
    return Refusal(start, end, f'"{typed}" fits {listed(names)}: type more of the name.', "account")


def _verb_refusal(text: str, tokens: Sequence[Token], opening: Opening) -> Refusal:
    if len(tokens) > opening.words:
        word = tokens[opening.words]
        typed = clip(text[word.start : word.end])
        return Refusal(
            word.start,
            word.end,
            f'"{typed}" is neither part of an account\'s name nor something to log: type {_WHAT_TO_LOG}.',
            "verb",
        )
    end = tokens[-1].end if tokens else 0
    return Refusal(end, end, f"Type what to log: {_WHAT_TO_LOG}.", "verb")


def _line(
    text: str,
    tokens: Sequence[Token],
    opening: Opening,
    account: AccountName | None,
    contacts: Sequence[ContactName],
    milestones: Sequence[MilestoneName],
    as_of: date,
) -> Line:
    at = opening.verb or 0
    verb, rest = tokens[at], list(tokens[at + 1 :])
    ends = ("colon", "owe") if VERBS[verb.value] in _MAY_PROMISE else ("colon",)
    stop = _first(rest, ends)
    colon = rest[stop] if stop < len(rest) and rest[stop].kind == "colon" else None
    after = rest[stop + 1 :] if colon else rest[stop:]
    marks = [at for at, token in enumerate(after) if token.kind == "owe"] if "owe" in ends else []
    ids = {account.id} if account else set[str]()
    return Line(
        text=text,
        as_of=as_of,
        account=account.id if account else None,
        account_name=clip(account.name) if account else "",
        contacts=[contact for contact in contacts if contact.account in ids],
        milestones=[milestone for milestone in milestones if milestone.account in ids],
        verb=verb,
        topic=None if opening.topic is None else TOPICS[tokens[opening.topic].value],
        head=rest[:stop],
        colon=colon,
        body=after[: marks[0]] if marks else after,
        promises=[after[mark:following] for mark, following in pairwise([*marks, len(after)])],
    )


def _first(tokens: Sequence[Token], kinds: Sequence[str]) -> int:
    return next((at for at, token in enumerate(tokens) if token.kind in kinds), len(tokens))


def _verb_spans(tokens: Sequence[Token], opening: Opening, verb: str, reading: Reading) -> list[Span]:
    """The chips of the verb and of a topic before it; a conversation that is still ahead says so."""
    token = tokens[opening.verb or 0]
    ahead = verb in _MAY_PROMISE and reading.day is not None and reading.day > reading.line.as_of
    spans = [Span(token.start, token.end, "verb", f"{LABELS[verb]} planned" if ahead else LABELS[verb])]
    if opening.topic is not None:
        topic = tokens[opening.topic]
        spans.append(Span(topic.start, topic.end, "topic", TOPICS[topic.value]))
    return spans


def _unclosed(text: str, token: Token) -> Refusal:
    start = token.start + (token.kind == "contact")
    closer = {"“": "”", "„": "“", "«": "»", "»": "«"}.get(text[start], text[start])
    return Refusal(start, start + 1, f"The quote that opens here has no end: type {closer} after it.", None)

"""What could come next in a line: accounts, verbs, contacts, milestones. Offered, never taken without being asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.grammar import AccountName, ContactName, Parsed
from desktop.domain.grammar.people import match_contacts, match_milestones
from desktop.domain.grammar.words import fold, name_keys
from desktop.views.composer.chips import is_unclosed_quote
from desktop.views.composer.names import KnownNames

VERBS = (
    ("nps", "0 to 10"),
    ("csat", "1 to 5"),
    ("ces", "1 to 7, ease or effort"),
    ("call", "with promises: > we owe < they owe"),
    ("email", "with promises: > we owe < they owe"),
    ("meeting", "with promises: > we owe < they owe"),
    ("note", "anything worth knowing"),
    ("done", "a milestone"),
    ("qbr", "planned or held"),
    ("task", "something to do"),
    ("risk", "a reason"),
    ("pulse", "1 to 5, how you feel"),
    ("left", "a contact"),
    ("renew", "months, amount"),
    ("notice", "given by the customer"),
    ("upgrade", "to an amount a year"),
    ("downgrade", "to an amount a year"),
    ("end", "of the contract, a day"),
    ("start", "an onboarding, from a template"),
    ("move", "kickoff +1w, or one milestone"),
    ("blocked", "a milestone, and why"),
    ("waived", "a milestone, and why"),
    ("reopen", "a milestone"),
    ("goal", "40 > 25 min by 31 mar"),
    ("upsell", "18k by 31 mar; won, lost"),
    ("cross-sell", "18k by 31 mar; won, lost"),
    ("feature-upgrade", "18k by 31 mar; won, lost"),
)
"""What can be logged, and what comes after it."""

MOST = 20
_OF_A_STEP = ("blocked", "block", "waived", "waive", "reopen", "move")


class Choice(NamedTuple):
    """One thing to choose: what it is called, what tells it apart, and what is typed for it."""

    label: str
    detail: str
    insert: str


class Offer(NamedTuple):
    """Choices for text[start:end].

    Args:
        is_needed: the line cannot be saved without choosing.
    """

    start: int
    end: int
    choices: tuple[Choice, ...]
    is_needed: bool = False


def offer(parsed: Parsed, caret: int, known: KnownNames, page: str | None) -> Offer | None:
    """What can be chosen at the caret, None where nothing helps."""
    text = parsed.text
    if page is not None and (verbs := _verbs(text, 0, caret)):
        # On an account's page the first word is rather a verb than another account.
        return verbs
    if parsed.candidates:
        return _candidates(parsed, caret)
    if text[caret : caret + 1].strip() or any(is_unclosed_quote(refusal, text) for refusal in parsed.refusals):
        return None
    start = caret - len(text[:caret].split(" ")[-1])
    word = text[start:caret]
    verb = next((span for span in parsed.spans if span.role == "verb"), None)
    if word.startswith("@"):
        return _people(start, caret, word[1:], known.contacts_of(known.account_of(parsed, page)))
    if verb is None or caret <= verb.end:
        return _opening(parsed, caret, start, known, page)
    if text[verb.start : verb.end].casefold() in ("done", "left", *_OF_A_STEP, "start"):
        return _named(parsed, caret, verb.end, known, page)
    return None


def account_words(account: AccountName, others: Sequence[AccountName]) -> str:
    """What is typed so that only this account is meant: its name, or its external id beside a namesake.

    Args:
        others: those it could be mistaken for, itself among them or not.
    """
    key = name_keys(account.name)[0]
    has_namesake = any(other.id != account.id and name_keys(other.name)[0] == key for other in others)
    return account.external_id if has_namesake and account.external_id else account.name


def contact_words(contact: ContactName, contacts: Sequence[ContactName]) -> str:
    """What is typed for a contact: @ and the name, in quotes where it is long, or the email beside a namesake."""
    namesakes = sum(1 for other in contacts if fold(other.name) == fold(contact.name))
    if namesakes > 1 and contact.email:
        return f"@{contact.email}"
    words = contact.name.split()
    is_plain = len(words) <= 3 and all(word.replace("-", "").isalpha() for word in words)
    return f"@{contact.name}" if is_plain else f'@"{contact.name}"'


def _candidates(parsed: Parsed, caret: int) -> Offer | None:
    where = next((refusal for refusal in parsed.refusals if refusal.field == "account"), None)
    if where is None:
        return None
    is_needed = all(refusal.field == "account" for refusal in parsed.refusals)
    if caret > where.end and not is_needed:
        return None
    choices = tuple(
        Choice(account.name, account.external_id or "", account_words(account, parsed.candidates))
        for account in parsed.candidates[:MOST]
    )
    return Offer(where.start, where.end, choices, is_needed)


def _opening(parsed: Parsed, caret: int, start: int, known: KnownNames, page: str | None) -> Offer | None:
    """The account while it is typed, then the verbs."""
    text = parsed.text
    account = next((span for span in parsed.spans if span.role == "account"), None)
    if account is not None and caret == account.end:
        if fold(text[account.start : account.end]) == fold(account.label):
            return None
        found = known.account(known.account_of(parsed, page) or "")
        if found is None:
            return None
        words = account_words(found, known.all.accounts)
        return Offer(account.start, account.end, (Choice(found.name, found.external_id or "", words),))
    has_account = page is not None if account is None else account.end < start
    is_first_word = not text[account.end if account else 0 : start].strip()
    if not has_account or not is_first_word:
        return None
    return _verbs(text, start, caret)


def _verbs(text: str, start: int, caret: int) -> Offer | None:
    """The verbs that begin with the word that is being typed; on an empty line that would be noise."""
    typed = text[start:caret].casefold()
    if text[caret : caret + 1].strip() or not text.strip():
        return None
    choices = tuple(Choice(verb, detail, verb) for verb, detail in VERBS if verb.startswith(typed) and verb != typed)
    return Offer(start, caret, choices) if choices else None


def _people(start: int, end: int, typed: str, contacts: Sequence[ContactName]) -> Offer | None:
    fitting = match_contacts(typed, contacts) if typed else list(contacts)
    if any(fold(contact.name) == fold(typed) for contact in fitting):
        return None
    choices = tuple(
        Choice(contact.name, contact.email or "", contact_words(contact, contacts)) for contact in fitting[:MOST]
    )
    return Offer(start, end, choices) if choices else None


def _named(parsed: Parsed, caret: int, after: int, known: KnownNames, page: str | None) -> Offer | None:
    """Milestones after "done" and what changes one, contacts after "left", templates after "start"."""
    text = parsed.text
    start = after + 1
    typed = text[start:caret].strip()
    if caret < start or any(span.role == "date" for span in parsed.spans) or (typed and text[caret - 1].isspace()):
        return None
    account = known.account_of(parsed, page)
    if text[:after].casefold().endswith("left"):
        return _people(start, caret, typed, known.contacts_of(account))
    if text[:after].casefold().endswith("start"):
        names = [row.name for row in known.all.rows if row.kind == "template"]
        choices = tuple(
            Choice(name, "", name) for name in names if fold(name).startswith(fold(typed)) and name != typed
        )
        return Offer(start, caret, choices) if choices else None
    steps = known.open_milestones_of(account)
    fitting = match_milestones(typed, steps) if typed else steps
    if any(fold(step.name) == fold(typed) for step in fitting):
        return None
    choices = tuple(Choice(step.name, "", step.name) for step in fitting[:MOST])
    return Offer(start, caret, choices) if choices else None

"""The fields of an account that a list can show, sort, filter and group by; the portfolio's own ones join them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Kind = Literal["text", "number", "money", "percent", "to", "since"]
"""to, since: a day that is told by the days to it, or since it."""
OWN = "own:"
"""What the key of an own field begins with; its id follows."""


class Field(NamedTuple):
    """One thing that is known of an account.

    Args:
        key: stable: what columns, filters and saved views call it.
        says: what people call it.
        words: what it is called in a typed filter; the first is written.
        is_extra: it is read on its own, once something asks for it.
        is_grouped: accounts can be put together by it.
    """

    key: str
    says: str
    words: tuple[str, ...]
    kind: Kind
    is_editable: bool = False
    is_extra: bool = False
    is_grouped: bool = False


FIELDS = (
    Field("health", "Health", ("health", "score"), "number"),
    Field("name", "Account", ("account", "name"), "text"),
    Field("arr", "ARR", ("arr",), "money"),
    Field("change", "Change of the score in 30 days", ("change",), "number"),
    Field("opt_out", "Opt-out", ("optout", "opt-out"), "to"),
    Field("talked", "Last two-way contact", ("talked", "contact"), "since"),
    Field("step", "Next step", ("step",), "text", is_editable=True),
    Field("due", "Next step due", ("due",), "to", is_editable=True),
    Field("stage", "Stage", ("stage",), "text", is_editable=True, is_grouped=True),
    Field("csm", "CSM", ("csm", "owner"), "text", is_editable=True, is_grouped=True),
    Field("band", "Band", ("band",), "text", is_grouped=True),
    Field("coverage", "Coverage of the score", ("coverage",), "percent"),
    Field("renews", "Renews on", ("renews", "renewal"), "to"),
    Field("segment", "Segment", ("segment",), "text", is_editable=True, is_grouped=True),
    Field("industry", "Industry", ("industry",), "text", is_editable=True, is_grouped=True),
    Field("region", "Region", ("region",), "text", is_editable=True, is_grouped=True),
    Field("plan", "Plan", ("plan",), "text", is_extra=True, is_grouped=True),
    Field("started", "Customer since", ("started", "since"), "since", is_extra=True),
    Field("nps", "Latest NPS answer", ("nps",), "number", is_extra=True),
    Field("seats", "Seats used", ("seats",), "percent", is_extra=True),
    Field("tickets", "Open tickets", ("tickets",), "number", is_extra=True),
    Field("risks", "Open risks", ("risks",), "number", is_extra=True),
    Field("pulse", "Pulse", ("pulse",), "number", is_extra=True),
    Field("called", "Score called by hand", ("called", "override"), "number", is_extra=True),
    Field("tags", "Tags", ("tags", "tag"), "text", is_editable=True, is_extra=True, is_grouped=True),
    Field("parent", "Parent", ("parent",), "text", is_extra=True, is_grouped=True),
    Field("external_id", "Id elsewhere", ("id",), "text"),
)
"""What every account has; `months`, its sparkline, is a column and no field."""

GUARDED_FIELDS = frozenset({"health", "change", "band", "coverage", "risks", "pulse", "called"})
"""What a customer who looks on is not to see, nor to tell from what a list leaves out."""

_TAKEN = {word for field in FIELDS for word in field.words}


def own_fields(named: Iterable[tuple[str, str]]) -> list[Field]:
    """The portfolio's own fields, as fields.

    Args:
        named: (id, name), in their order; two that would be typed alike are told apart by a number.
    """
    made: list[Field] = []
    taken = set(_TAKEN)
    for known_by, name in named:
        word = stem = typed_word(name)
        number = 2
        while word in taken:
            word, number = f"{stem}-{number}", number + 1
        taken.add(word)
        made.append(Field(OWN + known_by, name, (word,), "text", is_editable=True, is_extra=True, is_grouped=True))
    return made


def typed_word(name: str) -> str:
    """A name as one word to type: "Contract value" is contract-value."""
    word = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
    return word if word[:1].isalpha() else f"own-{word}".rstrip("-")


def field_of(fields: Sequence[Field], key: str) -> Field | None:
    """The field of a key; None = there is none (any more)."""
    return next((each for each in fields if each.key == key), None)

"""Which account or contact each row of the sources means: these have names, so the same one twice is a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from desktop.domain.identity import derived_id
from desktop.exchange.cells import Value
from desktop.operations.imports.directory import contact_id
from desktop.operations.imports.matching import Matching, Place
from desktop.operations.imports.prepare import Prepared
from desktop.operations.imports.stored import Stored

Name = tuple[str, ...]


def match_named(stored: Stored, batches: Sequence[Prepared]) -> Matching:
    """Match accounts by name, contacts by email, else by name."""
    return _Naming(stored, batches).matched()


class _Naming:
    def __init__(self, stored: Stored, batches: Sequence[Prepared]) -> None:
        self.matching = Matching(stored, batches)
        self.stored = stored
        self.are_contacts = stored.kind.name == "contacts"
        self.known: dict[Name, list[str]] = {}
        """What the portfolio's rows answer to."""
        self.named: dict[Name, list[str]] = {}
        """What the rows of this import answer to, as far as they are settled."""
        self.renamed: dict[str, set[Name]] = {}
        """Of the portfolio's rows that this import calls otherwise: what they answer to from now on."""
        for row_id in sorted(stored.rows):
            account, email, name = (self._held(row_id, field) for field in ("account", "email", "name"))
            for answer in self._answers(account, email, name):
                self.known.setdefault(answer, []).append(row_id)

    def matched(self) -> Matching:
        open_ = self.matching.by_external_id()
        for place in list(self.matching.taken.values()):
            self._remember(place)
        # Whoever says most comes first: then it does not matter in which order they stand.
        for place in sorted(open_, key=self._precedence):
            self._settle(place)
        return self.matching

    def _precedence(self, place: Place) -> tuple[bool, str, bool, str, Place]:
        external, email = self._said(place, "external_id"), self._said(place, "email")
        return external is None, str(external), email is None, str(email), place

    def _settle(self, place: Place) -> None:
        nameless_only = self._said(place, "external_id") is not None
        account, email, name = (self._said(place, field) for field in ("account", "email", "name"))
        asked = self._asked(account, email, name)
        for question in asked:
            found = self._candidates(question, living=True, nameless_only=nameless_only)
            if not nameless_only:
                found = list(dict.fromkeys([*found, *self.named.get(question, ())]))
            if len(found) > 1:
                what, use = ("contacts", "email") if self.are_contacts else ("accounts", "external id")
                self.matching.refuse(place, "name", f"is the name of {len(found)} {what}: use the {use}")
                return
            if found:
                self._take(place, found[0])
                return
        for question in asked:
            found = self._candidates(question, living=False, nameless_only=nameless_only)
            if found:
                self._take(place, found[0])
                return
        if nameless_only:
            self.matching.fresh(place, (), count())
            self._remember(place)
        elif self.are_contacts:
            self._take(place, contact_id(str(account), str(email if email is not None else name)))
        else:
            self._take(place, derived_id(self.stored.kind.table, [name]))

    def _take(self, place: Place, row_id: str) -> None:
        twin = self.matching.taken.get(row_id)
        if twin is not None:
            self.matching.refuse_twin(place, "name", twin)
            return
        self.matching.give(place, row_id)
        self._remember(place)

    def _candidates(self, question: Name, *, living: bool, nameless_only: bool) -> list[str]:
        """The portfolio's rows that answer, without those that this import cannot mean."""
        found = [
            row_id
            for row_id in self.known.get(question, ())
            # What another row was called before is free: the next import of the same file finds it so.
            if self.stored.is_living(row_id) is living and question in self.renamed.get(row_id, (question,))
        ]
        if nameless_only:
            found = [row_id for row_id in found if not self.stored.has_external_id(row_id)]
        if nameless_only or not living or question[0] == "bare":
            found = [row_id for row_id in found if row_id not in self.matching.taken]
        return found

    def _remember(self, place: Place) -> None:
        row_id = self.matching.id_of(place)
        assert row_id is not None
        account, email, name = (self._said(place, field) for field in ("account", "email", "name"))
        if row_id in self.stored.rows:
            # An empty cell leaves what is stored.
            email = self._held(row_id, "email") if email is None else email
            self.renamed[row_id] = set(self._answers(account, email, name))
        for answer in self._answers(account, email, name):
            self.named.setdefault(answer, []).append(row_id)

    def _answers(self, account: Value, email: Value, name: Value) -> list[Name]:
        """What a row answers to. A contact without an email may be meant by one with an email, by the name alone."""
        if not self.are_contacts:
            return [("name", str(name))]
        by_name = ("name", str(account), str(name).casefold())
        if email is None:
            return [by_name, ("bare", str(account), str(name).casefold())]
        return [("email", str(account), str(email).casefold()), by_name]

    def _asked(self, account: Value, email: Value, name: Value) -> list[Name]:
        """What to look for: a contact by email, and where that is not known, one by that name who has none."""
        if not self.are_contacts:
            return [("name", str(name))]
        folded = str(name).casefold()
        if email is None:
            return [("name", str(account), folded)]
        return [("email", str(account), str(email).casefold()), ("bare", str(account), folded)]

    def _said(self, place: Place, field: str) -> Value:
        return self.matching.said(place, field)

    def _held(self, row_id: str, field: str) -> Value:
        return self.stored.value(row_id, field) if field in self.stored.at else None

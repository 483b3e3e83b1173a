"""Names that people give to what they make: blanks made single, never empty, and not longer than a list can show."""

from __future__ import annotations

from desktop.domain.errors import Rejected


def said_name(thing: str, name: str, *, longest: int) -> str:
    """The name as it is kept.

    Args:
        thing: what is named, in the words of a refusal: "field", "view".
        longest: in characters.
    Raises:
        Rejected: there is none, or too long a one.
    """
    said = " ".join(name.split())
    if not said:
        raise Rejected(f"A {thing} needs a name: type it.", field="name")
    if len(said) > longest:
        raise Rejected(f"A {thing}'s name has at most {longest} characters; this one has {len(said)}.", field="name")
    return said


def refuse_taken(thing: str, name: str) -> Rejected:
    """What is said where another one has the name."""
    return Rejected(f"There is a {thing} {name} already: type another name.", field="name")

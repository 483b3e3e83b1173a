"""Names of the demo book, all invented: the team, first and family names by region, and what the vendor sells."""

from __future__ import annotations

import random
import re
import unicodedata

MARA = "Mara Lind"
TOMAS = "Tomas Reyes"
INES = "Ines Okafor"
CSMS = (MARA, TOMAS, INES)

SEGMENTS = ("Enterprise", "Mid-market", "Small")
PLANS = ("Starter", "Team", "Business", "Enterprise")
"""In the order of their rank, from 1."""

PLANNER = "Planner"
INSIGHTS = "Insights"
CONNECT = "Connect"

FEATURES = ("scheduling", "reports", "exports", "mobile")

UK, NORDICS, DACH, BENELUX, CEE, FRANCE, AMERICA = (
    "UK & Ireland", "Nordics", "DACH", "Benelux", "Central Europe", "France", "North America",
)  # fmt: skip
REGIONS = (UK, NORDICS, DACH, BENELUX, CEE, FRANCE, AMERICA)


_FIRST = {
    UK: ("Alice", "Owen", "Priya", "Callum", "Nadia", "Rhona", "Felix", "Imogen", "Darragh", "Sian", "Marcus", "Tess"),
    NORDICS: ("Astrid", "Rik", "Sofie", "Henrik", "Maja", "Oskar", "Liv", "Anders", "Freja", "Eero"),
    DACH: ("Katrin", "Jonas", "Heike", "Matthias", "Sabine", "Florian", "Ulrike", "Reto", "Birgit", "Lukas"),
    BENELUX: ("Hanneke", "Piet", "Anneke", "Joost", "Femke", "Bram", "Lotte", "Ruben", "Marijke", "Stijn"),
    CEE: ("Petr", "Dana", "Marek", "Zuzana", "Tibor", "Agnieszka", "Pavel", "Ilona", "Milan", "Eszter"),
    FRANCE: ("Camille", "Bastien", "Delphine", "Thibault", "Margaux", "Etienne", "Solene", "Luc", "Odile", "Remi"),
    AMERICA: ("Denise", "Carlos", "Renee", "Walter", "Mei", "Jamal", "Gretchen", "Andre", "Kayla", "Vernon"),
}
_FAMILY = {
    UK: ("Harcourt", "Penhale", "Rao", "Dunmore", "Ashworth", "Kettle", "Braithe", "Okoro", "Lindley", "Mossop"),
    NORDICS: ("Aalto", "Bergqvist", "Moss", "Hallgren", "Nyberg", "Saarela", "Dahlin", "Kvist", "Ravn", "Holm"),
    DACH: ("Brandt", "Vogt", "Reuter", "Steinle", "Kessler", "Amsler", "Haug", "Zoller", "Winkels", "Ott"),
    BENELUX: ("Visser", "Bos", "Adair", "Terhorst", "Claes", "Dekens", "Maas", "Hoekman", "Peeters", "Wouda"),
    CEE: ("Novak", "Horak", "Vesela", "Kolar", "Banik", "Szalai", "Wrona", "Cerny", "Polak", "Halas"),
    FRANCE: ("Vauclair", "Morand", "Lecoin", "Tessier", "Baudry", "Garrel", "Noiret", "Pelisson", "Aubin", "Fauvel"),
    AMERICA: ("Whitlow", "Ibarra", "Tran", "Kowal", "Lindgren", "Beaumont", "Osei", "Haskell", "Duarte", "Prewitt"),
}
TITLES = {
    "champion": ("Head of operations", "Planning lead", "Operations manager", "Programme manager"),
    "buyer": ("Finance director", "Chief operating officer", "Head of procurement", "Managing director"),
    "admin": ("System administrator", "IT lead", "Application owner"),
    "user": ("Planner", "Team lead", "Shift supervisor", "Dispatcher"),
}


def slug(name: str) -> str:
    """The name in lower-case ASCII with hyphens, for external ids and mail domains."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def email_of(person: str, account: str) -> str:
    """An address under .example, which nobody can own."""
    return f"{slug(person).replace('-', '.')}@{slug(account)}.example"


def people(region: str, count: int, rng: random.Random, *, taken: frozenset[str] = frozenset()) -> list[str]:
    """`count` different names of the region, none of them in `taken`; count <= 50."""
    chosen: list[str] = []
    while len(chosen) < count:
        name = f"{rng.choice(_FIRST[region])} {rng.choice(_FAMILY[region])}"
        if name not in taken and name not in chosen:
            chosen.append(name)
    return chosen

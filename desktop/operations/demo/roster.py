"""The fifty accounts beside the stories: who they are, what they pay, how they feel, and what became of them.

Data only. ARR is in thousands a year; days are days before as-of unless they say otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

from desktop.operations.demo.names import (
    AMERICA,
    BENELUX,
    DACH,
    FRANCE,
    INES,
    MARA,
    NORDICS,
    TOMAS,
    UK,
)

ENTERPRISE, MIDDLE, SMALL = "Enterprise", "Mid-market", "Small"

STRONG, STEADY, SOFT, FAILING = 0.84, 0.65, 0.42, 0.16
"""How warm an account is, 0-1: everything it does and says follows from it."""


class Change(NamedTuple):
    """A change of ARR: kind upsell, cross_sell, feature_upgrade or downgrade; `before` the ARR until then."""

    kind: str
    back: int
    before: float


class Spec(NamedTuple):
    """One account.

    Args:
        warmth, earlier: now and thirteen months ago, 0-1.
        opt_out: days from as-of to the opt-out date; of a churned account the days since it left.
        quiet: days since the last two-way contact; None = as its segment does.
        since: customer since; None = long ago.
        signed: a new customer, whose first line started then.
        terms: renewed (a line a year), rolled (renews by itself), long (three years), single (the first term).
        usage: how much is counted: full, plain (no features), none.
        late_task: a promise of ours is overdue.
    """

    name: str
    csm: str
    segment: str
    industry: str
    region: str
    thousands: float
    warmth: float
    earlier: float
    opt_out: int
    notice: int
    quiet: int | None = None
    since: int | None = None
    signed: int | None = None
    terms: str = "renewed"
    usage: str = "full"
    late_task: bool = False
    step: str | None = None
    step_in: int = 10
    change: Change | None = None


ACTIVE = (
    Spec("Westbrook Dental", MARA, SMALL, "Health care", UK, 24, STRONG, STEADY, 12, 30, quiet=7, step="Countersign",
         step_in=6),
    Spec("Norbury Trust", MARA, MIDDLE, "Finance", UK, 52, STRONG, STEADY, 38, 60, quiet=13, since=700,
         step="Send paper", step_in=9),
    Spec("Beacon Hill Clinics", MARA, MIDDLE, "Health care", AMERICA, 67, STRONG, STRONG, 52, 60, quiet=11, since=655,
         step="Send renewal paper", step_in=11),
    Spec("Garnet Mining", MARA, ENTERPRISE, "Mining", AMERICA, 93, FAILING, STEADY, 73, 90, quiet=58,
         step="Sponsor call", step_in=7, change=Change("downgrade", 240, 111), late_task=True),
    Spec("Halcyon Labs", MARA, ENTERPRISE, "Life sciences", AMERICA, 142, STRONG, STRONG, 84, 90, quiet=9,
         step="Roadmap call", change=Change("upsell", 130, 104)),
    Spec("Eastlake Ferries", MARA, MIDDLE, "Transport", NORDICS, 46, SOFT, STEADY, 158, 60, quiet=38, since=610,
         step="Call Rhona", step_in=5, usage="plain", late_task=True),
    Spec("Selby Water", MARA, MIDDLE, "Utilities", UK, 76, STEADY, STRONG, 164, 60, quiet=21, terms="rolled",
         step="Share adoption report", step_in=18),
    Spec("Yarrow Homes", MARA, SMALL, "Property", UK, 26, STEADY, STEADY, 176, 30, quiet=33, since=590,
         step="Check in", step_in=7),
    Spec("Ashdown Press", MARA, SMALL, "Media", UK, 33, SOFT, SOFT, 190, 30, quiet=26, since=560, step="Usage check",
         step_in=12),
    Spec("Zinnia Florals", MARA, SMALL, "Retail", BENELUX, 12, STEADY, STEADY, 205, 30, quiet=47, terms="rolled",
         usage="none", step="Ask how it goes", step_in=15),
    Spec("Northwick Rail", MARA, ENTERPRISE, "Transport", UK, 88, STRONG, STEADY, 240, 90, quiet=12,
         step="Review deck", step_in=14, change=Change("cross_sell", 95, 56)),
    Spec("Fenwick Brothers", MARA, MIDDLE, "Construction", UK, 61, STEADY, SOFT, 224, 60, quiet=14, since=540,
         step="Offer for more seats", step_in=16, change=Change("upsell", 201, 41)),
    Spec("Inverness Malt", TOMAS, SMALL, "Food", UK, 29, STRONG, STRONG, 19, 30, quiet=11, step="Countersign",
         step_in=8),
    Spec("Jasper Fintech", TOMAS, MIDDLE, "Finance", DACH, 64, STEADY, STRONG, 62, 60, quiet=15, since=640,
         step="Plan next year's goals", step_in=13),
    Spec("Thornbury Motors", TOMAS, MIDDLE, "Automotive", UK, 48, FAILING, STEADY, 66, 60, quiet=29, since=520,
         step="Find a new sponsor", step_in=2, change=Change("downgrade", 66, 67), late_task=True),
    Spec("Marlow & Finch", TOMAS, ENTERPRISE, "Legal", UK, 95, STRONG, STRONG, 206, 60, quiet=8,
         step="Training dates", step_in=9, change=Change("feature_upgrade", 150, 69)),
    Spec("Quay Side Foods", TOMAS, SMALL, "Food", UK, 31, STRONG, SOFT, 143, 30, quiet=17, since=505,
         step="Adoption call"),
    Spec("Blue Fjord Travel", TOMAS, SMALL, "Travel", NORDICS, 35, FAILING, SOFT, 56, 30, quiet=16, since=488,
         step="Answer Lena Moss", step_in=1, late_task=True),
    Spec("Saltmarsh Brewing", TOMAS, MIDDLE, "Food", UK, 44, STRONG, STEADY, 121, 60, quiet=10, terms="rolled",
         step="Show Insights to finance", step_in=20, change=Change("cross_sell", 180, 30)),
    Spec("Hollin Bridge Textiles", TOMAS, MIDDLE, "Manufacturing", UK, 57, STEADY, STEADY, 99, 60, quiet=20,
         terms="rolled", usage="plain", step="Renewal call", step_in=21),
    Spec("Vantor Ceramics", TOMAS, MIDDLE, "Manufacturing", AMERICA, 68, STRONG, STEADY, 133, 90, quiet=6,
         terms="long", step="Second site kick-off", step_in=12),
    Spec("Rookwood Parks", INES, SMALL, "Public sector", UK, 19, STRONG, STEADY, 27, 30, quiet=10, terms="rolled",
         step="Countersign", step_in=11),
    Spec("Sable Hotels", INES, MIDDLE, "Hospitality", AMERICA, 54, FAILING, STEADY, 41, 30, quiet=36, since=600,
         step="Save plan", step_in=3, change=Change("downgrade", 190, 81), late_task=True),
    Spec("Orchard Street Bank", INES, ENTERPRISE, "Finance", AMERICA, 87, STRONG, STEADY, 58, 60, quiet=12,
         step="Plan next year's goals", step_in=15),
    Spec("Corvid Games", INES, SMALL, "Media", NORDICS, 36, FAILING, SOFT, 69, 60, quiet=15, since=470,
         step="Exit or save talk", step_in=2),
    Spec("Elmhurst College", INES, MIDDLE, "Education", UK, 72, STRONG, STEADY, 109, 90, quiet=13, since=575,
         step="Send agenda"),
    Spec("Lindqvist Möbel", INES, MIDDLE, "Home goods", NORDICS, 58, STRONG, STRONG, 151, 60, quiet=9, since=455,
         step="Training for Malmo", step_in=17),
    Spec("Dunmere Pharmacies", INES, ENTERPRISE, "Health care", UK, 91, STRONG, STEADY, 170, 90, quiet=7,
         step="Roll-out plan", step_in=8, change=Change("feature_upgrade", 76, 69)),
    Spec("Ottersea Ports", INES, ENTERPRISE, "Transport", UK, 118, STEADY, STRONG, 88, 90, quiet=11, terms="long",
         step="Contract paper", step_in=19),
    Spec("Brombacher Maschinenbau", INES, MIDDLE, "Manufacturing", DACH, 84, STEADY, STEADY, 77, 60, quiet=18,
         terms="rolled", step="Renewal call", step_in=12),
    Spec("Atelier Vauclair", INES, SMALL, "Design", FRANCE, 39, STEADY, SOFT, 262, 30, quiet=24, since=545,
         usage="plain", step="Check in", step_in=22),
    Spec("Moresby Legal", INES, MIDDLE, "Legal", AMERICA, 63, STEADY, STEADY, 45, 60, quiet=19, since=620,
         step="Renewal paper", step_in=9),
    Spec("Tolland Publishing", INES, SMALL, "Media", UK, 27, SOFT, STEADY, 218, 30, quiet=28, usage="plain",
         terms="rolled"),
    Spec("Wexcombe Housing", INES, MIDDLE, "Property", UK, 55, SOFT, STEADY, 115, 60, quiet=27, terms="rolled"),
    Spec("Gannet Studios", TOMAS, SMALL, "Media", UK, 24, STRONG, STEADY, 93, 30, quiet=14, signed=242, since=1250,
         terms="returned", step="Reference call"),
)  # fmt: skip

NEW = (
    Spec("Cobalt Health", MARA, ENTERPRISE, "Health care", AMERICA, 104, 0.46, STEADY, 239, 60, quiet=6, signed=66,
         terms="single", step="Clinic leads trained", step_in=2),
    Spec("Isola Shipping", TOMAS, ENTERPRISE, "Transport", BENELUX, 92, STRONG, STEADY, 260, 60, quiet=5, signed=45,
         terms="single", step="Go-live review", step_in=4),
    Spec("Petrel Air", TOMAS, MIDDLE, "Transport", NORDICS, 76, SOFT, STEADY, 253, 60, quiet=9, signed=52,
         terms="single", step="Pilot group live", step_in=5, late_task=True),
    Spec("Mistral Energy", TOMAS, MIDDLE, "Energy", FRANCE, 84, 0.36, STEADY, 265, 60, quiet=8, signed=40,
         terms="single", usage="plain", step="Data import, part 2", step_in=3),
    Spec("Larkfield Schools", INES, MIDDLE, "Education", UK, 58, 0.4, STEADY, 272, 60, quiet=4, signed=33,
         terms="single", usage="plain", step="Roster import", step_in=7),
    Spec("Zephyr Optics", TOMAS, MIDDLE, "Manufacturing", DACH, 62, STRONG, STRONG, 278, 60, quiet=3, signed=27,
         terms="single", step="First report", step_in=9),
    Spec("Ravel Logistics", INES, MIDDLE, "Logistics", FRANCE, 51, STEADY, STEADY, 287, 60, quiet=6, signed=18,
         terms="single", usage="none", step="Usage feed", step_in=8),
    Spec("Wren & Co", TOMAS, SMALL, "Retail", UK, 33, STEADY, STEADY, 325, 30, quiet=4, signed=10, terms="tried",
         usage="none", step="Kick-off notes", step_in=2),
    Spec("Pellworm Solar", INES, MIDDLE, "Energy", DACH, 80, STRONG, STEADY, 110, 60, quiet=10, signed=195,
         terms="single", step="Goals for spring"),
)  # fmt: skip

GONE = (
    Spec("Juno Analytics", INES, ENTERPRISE, "Software", AMERICA, 56, FAILING, 0.22, 95, 60, quiet=245, since=900),
    Spec("Harrow Retail", MARA, MIDDLE, "Retail", UK, 45, SOFT, STEADY, 205, 60, since=870),
    Spec("Maple Signal", TOMAS, SMALL, "Telecoms", AMERICA, 31, FAILING, 0.2, 130, 30, quiet=280, since=410,
         terms="single"),
    Spec("Tern Travel", TOMAS, SMALL, "Travel", BENELUX, 21, FAILING, 0.3, 20, 30, quiet=170, since=830),
)  # fmt: skip

TRIALS = (
    Spec("Crestfell Outdoor", MARA, SMALL, "Retail", AMERICA, 24, STEADY, STEADY, 14, 0, quiet=5, signed=16,
         usage="none", step="Trial review", step_in=6),
    Spec("Sundmark Paper", TOMAS, MIDDLE, "Manufacturing", NORDICS, 40, SOFT, SOFT, -90, 0, quiet=96, signed=120,
         usage="none"),
)  # fmt: skip

CHURN_REASONS = {
    "Juno Analytics": ("budget", "Budget cut by half; the tool went with it."),
    "Harrow Retail": ("merger", "Bought by a group that has its own tool."),
    "Maple Signal": ("never live", "The import never worked; nobody saw value."),
    "Tern Travel": ("price", "Went to a cheaper offer."),
}

"""What customers and the team wrote: verbatims by feeling and language, ticket subjects, call notes, goals."""

from __future__ import annotations

from desktop.operations.demo.names import DACH, FRANCE, NORDICS

GLAD = (
    "Saves the planners about an hour every morning.",
    "Easy to use, and the team picked it up in two days.",
    "The new reports are great. The board reads them now.",
    "Support answered within the hour and fixed it. Excellent.",
    "We rolled it out to the second depot and it just worked.",
    "Best tool we bought this year.",
    "Mobile view is a joy for the people on the floor.",
    "The setup help was superb, thank you.",
    "Our onboarding was quick and friendly.",
    "Really happy with the alerts, no more surprises on Monday.",
    "Reports that used to take a day take ten minutes.",
    "Clear, fast and reliable.",
    "The training session was excellent and well prepared.",
    "We would miss it badly.",
)
MIXED = (
    "Does what we need, but the exports are clumsy.",
    "Good product. The price went up faster than the value.",
    "Fine for planners, less so for the finance team.",
    "Reports are good, setup of new sites is slow.",
    "Works most of the time. Sign-in through SSO asks twice.",
    "Support is friendly but it takes a few days.",
    "We use half of it and would like to know what the rest does.",
    "Solid, though the mobile app lags behind.",
    "Happy with scheduling, not with the export to our ledger.",
    "Okay so far, ask me again after the busy season.",
)
CROSS = (
    "Slow support and no clear owner for our tickets.",
    "Nobody here opens it any more.",
    "The export broke twice at month end. Very frustrating.",
    "Too expensive for what we use.",
    "Sign-in fails every Monday and we lose half a morning.",
    "The last release made planning slower, not faster.",
    "We were promised an import tool and it never came.",
    "Difficult to set up, and the guide is out of date.",
    "Three people left and nobody trained the new ones.",
)
BY_REGION = {
    DACH: (
        ("Sehr zufrieden, die Einführung lief reibungslos.", "Die Berichte sparen uns jede Woche einen halben Tag."),
        ("Gutes Werkzeug, aber der Export ist umständlich.", "Im Großen und Ganzen in Ordnung."),
        ("Der Support braucht viel zu lange.", "Die Anmeldung fällt jeden Montag aus."),
    ),
    FRANCE: (
        ("Très bon outil, l'équipe l'a adopté tout de suite.", "Le support est rapide et efficace."),
        ("Bien, mais les rapports manquent de souplesse.",),
        ("Le prix est trop élevé pour notre usage.", "Trop de bogues depuis la dernière version."),
    ),
    NORDICS: (("Fungerar bra.", "Det funkar utmärkt för oss."), ("Helt okej.",), ("Supporten är för långsam.",)),
}
"""Region -> glad, mixed and cross in the language spoken there."""

TICKETS = (
    "Export stops at 5,000 rows", "Login loop after password reset", "SSO asks for the code twice",
    "Report shows last month", "Mobile app does not sync", "Calendar feed is empty", "Import rejects umlauts",
    "Alert sent twice", "Cannot delete an old site", "Slow page on Monday mornings", "Wrong time zone in schedule",
    "User cannot be invited", "Duplicate rows after import", "Print layout cuts the last column",
    "API key expired without notice", "Dashboard does not load in Safari", "Missing permissions for shift leads",
)  # fmt: skip

TALKS = {
    "check-in": (
        ("Check-in", "Went through open points; planners are happy with the alerts."),
        ("Monthly call", "Two new team leads need training; sent the dates."),
        ("Usage check", "Looked at the reports nobody opens and hid four of them."),
        ("Catch-up", "Reorganisation on their side, no change for us."),
        ("Adoption call", "Second site starts next month with ten people."),
    ),
    "renewal": (
        ("Renewal talk", "They want to stay; asked for the paper by mail."),
        ("Renewal call", "Procurement compares two offers, decision by month end."),
    ),
    "onboarding": (
        ("Kick-off", "Agreed goals, dates and who does what."),
        ("Set-up session", "Mapped the import columns together."),
        ("Go-live review", "Pilot group is live, first report is out."),
    ),
    "escalation": (
        ("Call about the low answer", "Apologised, named an owner for the ticket, will report back on Friday."),
        ("Ticket review", "Went through the backlog with support; two fixes are due this week."),
    ),
    "expansion": (
        ("Seats for the second site", "They need about twenty more seats in spring."),
        ("Reports module", "Showed Insights to the finance team; they ask for an offer."),
    ),
}

GOALS = (
    ("Planning time per week", "9", "4", "hours"), ("Orders shipped on time", "88", "96", "%"),
    ("Report ready after month end", "6", "2", "days"), ("No-shows per month", "41", "25", "count"),
    ("Overtime hours", "310", "220", "hours"), ("Sites live", "1", "4", "count"),
    ("Answers within one day", "62", "90", "%"), ("Paper forms per week", "180", "20", "count"),
)  # fmt: skip
"""Goal, baseline, target, unit."""

PULSE_REASONS = {
    1: "They told a partner they are looking around.",
    2: "New director, no interest so far.",
    3: "Neither warm nor cold; little contact.",
    4: "Good talks, one open ticket.",
    5: "Would speak for us on stage.",
}
WE_OWE = ("Send the training dates", "Answer the security form", "Offer for more seats", "Fix date for the export",
          "Share the adoption report", "Minutes of the review", "Price list for next year")  # fmt: skip
THEY_OWE = ("Name an owner for the data", "Sign the data agreement", "List of new users", "Decide on the pilot site",
            "Feedback on the report draft", "Access for our engineer")  # fmt: skip

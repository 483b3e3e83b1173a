"""Stories 1 to 3 of the demo book: Ostrava, Lumen, Kestrel. Each says one thing, and says it exactly.

The scores they come to follow from the default scorecard; the tests hold them to it. Days count back from as-of.
"""

from __future__ import annotations

from desktop.domain.calendar import add_months
from desktop.operations.demo.batch import BASE_BACK, Ledger
from desktop.operations.demo.diary import Diary
from desktop.operations.demo.names import CEE, DACH, MARA, UK
from desktop.operations.demo.usage import through


def ostrava(ledger: Ledger) -> None:
    """1: seats well used, feeling falls, buyer silent for 71 days, opt-out in 23: a risk despite use."""
    book = Diary(ledger, "Ostrava Freight", MARA)
    book.open(
        BASE_BACK, started_back=1120, segment="Enterprise", industry="Logistics", region=CEE, stage="Live", Tier="A",
        tags="reference", next_step="Send adoption report", next_step_on=book.day(380),
    )  # fmt: skip
    book.contact(
        "Petr Novak", BASE_BACK, title="Finance director", role="buyer", influence="decides", stance="supporter"
    )
    book.contact(
        "Dana Vesela", BASE_BACK, title="Planning lead", role="champion", influence="sways", stance="supporter"
    )
    book.contact(
        "Marek Kolar", BASE_BACK, title="System administrator", role="admin", influence="uses", stance="neutral"
    )
    end = book.day(-83)
    turn = add_months(end, -12)
    terms = {"term_months": 12, "auto_renew": False, "notice_days": 60}
    book.line(
        "1", BASE_BACK, thousands=124, start=add_months(end, -24), end=turn, seats=125, likelihood=0.8, terms=terms
    )
    book.renew("1", 310)
    book.line("2", 310, thousands=148, start=turn, end=end, seats=150, likelihood=0.8, terms=terms)
    book.likelihoods("2", [(158, 0.5), (68, 0.25)])
    used = through([(0, 141), (24, 118), (59, 104)])
    book.weekly("active_users", used, since=420)
    book.weekly("logins", [value * 6.4 for value in used], since=420)
    book.answer(265, "nps", 8, "Petr Novak", "Trucks leave on time. Reports could be shorter.")
    book.answer(165, "nps", 6, "Petr Novak", "The export broke twice at month end.")
    book.answer(75, "nps", 4, "Petr Novak", "Nobody told us about the new prices.")
    for back in (265, 165, 75):
        book.answer(back, "nps", None, "Dana Vesela")
    book.ticket(340, "Import rejects umlauts", closed=331, priority="normal")
    book.ticket(170, "Export stops at 5,000 rows", closed=149, priority="high")
    book.ticket(26, "Report shows last month", priority="normal")
    for back, subject, who in (
        (372, "Monthly call", "Dana Vesela"), (331, "Catch-up", "Dana Vesela"), (312, "Renewal talk", "Petr Novak"),
        (268, "Usage check", "Dana Vesela"), (226, "Check-in", "Dana Vesela"), (197, "Catch-up", "Dana Vesela"),
        (160, "Call about the export", "Petr Novak"), (121, "Check-in", "Dana Vesela"),
        (96, "Usage check", "Marek Kolar"),
    ):  # fmt: skip
        book.touch(back, "call", "check-in", subject, who)
    book.touch(71, "call", "escalation", "Call about the low answer", "Petr Novak", notes="He wants the price list.")
    for back, subject in (
        (52, "Price list for next year"),
        (33, "Dates for a renewal talk"),
        (12, "Second try: renewal"),
    ):
        book.touch(back, "email", "renewal", subject, "Petr Novak", two_way=False, notes="No reply so far.")
    book.meeting(ledger.next_working(1), "10:00", "renewal", "Renewal talk", "Petr Novak", written=4)
    book.qbr(256, period="winter", attendees="Petr Novak, Dana Vesela", wins="First depot live")
    book.qbr(164, period="spring", attendees="Dana Vesela", wins="Late departures down by a third", risks="Export")
    book.put(
        "objectives", "late", 256, goal="Trucks leaving on time", baseline="81", current="92", target="95", unit="%"
    )
    book.call(150, "automatic", "commit", 148000)
    book.call(21, "automatic", "most likely", 111000)
    book.call(21, "csm", "at risk", 37000)
    book.pulse(190, 4, "Good talks, one open ticket.")
    book.pulse(64, 2, "Petr does not answer.")
    book.steps(372, 62, "Adoption report to Dana", "Training dates", "Plan the review")
    book.set(62, stage="Renewing", next_step="Ask Dana for a way to Petr", next_step_on=book.day(35))
    book.set(4, next_step="Renewal talk with Petr Novak", next_step_on=book.day(-1))


def lumen(ledger: Ledger) -> None:
    """2: the champion left 18 days ago, the mean of 81 is capped to 74, one contact is left."""
    book = Diary(ledger, "Lumen Dental", MARA)
    book.open(
        BASE_BACK, started_back=760, segment="Mid-market", industry="Health care", region=DACH, stage="Live", Tier="B",
        next_step="Plan with champion", next_step_on=book.day(370),
    )  # fmt: skip
    book.contact("Jana Brandt", BASE_BACK, title="Head of operations", role="champion", influence="decides",
                 stance="supporter")  # fmt: skip
    book.contact("Ines Vogt", BASE_BACK, title="Application owner", role="admin", influence="sways", stance="neutral")
    end = book.day(-126)
    turn = add_months(end, -12)
    terms = {"term_months": 12, "auto_renew": True, "notice_days": 60, "seats": 60, "likelihood": 0.7}
    book.line("1", BASE_BACK, thousands=68, start=add_months(end, -24), end=turn, terms=terms)
    book.renew("1", 262)
    book.line("2", 262, thousands=68, start=turn, end=end, terms=terms)
    book.weekly("active_users", through([(0, 36), (24, 36), (59, 31)]), since=420)
    book.answer(252, "nps", 9, "Jana Brandt", "Die Einführung war hervorragend.")
    book.answer(61, "nps", 8, "Jana Brandt", "Saves us a phone call per patient.")
    book.answer(60, "nps", 8, "Ines Vogt", "Good, and easy to look after.")
    book.answer(158, "nps", None, "Ines Vogt")
    book.answer(157, "nps", None, "Jana Brandt")
    book.ticket(300, "User cannot be invited", closed=296, priority="normal")
    book.ticket(47, "Calendar feed is empty", priority="normal")
    for back in (380, 344, 310, 281, 244, 208, 171, 139, 104, 66, 32):
        book.touch(back, "call", "check-in", "Catch-up", "Jana Brandt")
    book.touch(264, "meeting", "renewal", "Renewal talk", "Jana Brandt", notes="Stays for another year.")
    book.touch(5, "call", "check-in", "Who takes over from Jana", "Ines Vogt", notes="No successor named yet.")
    book.meeting(ledger.next_working(2), "14:30", "check-in", "Find a new champion", "Ines Vogt", written=5)
    book.qbr(230, attendees="Jana Brandt, Ines Vogt", wins="All six practices live")
    book.qbr(118, attendees="Jana Brandt", wins="Phone calls per patient halved")
    book.put("objectives", "recall", 240, goal="Recall letters sent on time", baseline="64", current="91", target="90",
             unit="%", due_on=book.day(60), agreed_with="Jana Brandt", status="open")  # fmt: skip
    book.put(
        "objectives", "recall", 63, goal="Recall letters sent on time", current="91", done_on=book.day(63), status="met"
    )
    book.call(40, "automatic", "commit", 68000)
    book.call(16, "csm", "most likely", 54000)
    book.pulse(150, 5, "Jana speaks for us.")
    book.pulse(15, 3, "Jana left, Ines holds the fort.")
    book.sit_down(17)
    book.put("contacts", "Jana Brandt", 17, left_on=book.day(18))
    book.task("Send the admin guide", "ours", due=-2, written=5, source="call", customer_visible=True)
    book.task("Name the new person in charge", "theirs", due=-8, written=5, source="call", customer_visible=True)
    book.steps(361, 24, "Plan the review with Jana", "Recall letters: first figures", "Usage check")
    book.set(17, next_step="Second contact: call Ines Vogt", next_step_on=book.day(-2))


def kestrel(ledger: Ledger) -> None:
    """3: from 34 to 77 in seven months; the risk was closed as saved, the objective met."""
    book = Diary(ledger, "Kestrel Grid", MARA)
    book.open(
        BASE_BACK, started_back=1000, segment="Mid-market", industry="Energy", region=UK, stage="Live", Tier="B",
        next_step="Find out who plans now", next_step_on=book.day(377),
    )  # fmt: skip
    book.contact(
        "Owen Penhale", BASE_BACK, title="Operations manager", role="champion", influence="sways", stance="critic"
    )
    book.contact("Alice Harcourt", BASE_BACK, title="Chief operating officer", role="buyer", influence="decides",
                 stance="critic")  # fmt: skip
    book.contact("Callum Rao", BASE_BACK, title="Planner", role="user", influence="uses", stance="neutral")
    end = book.day(-191)
    turn = add_months(end, -12)
    terms = {"term_months": 12, "auto_renew": True, "notice_days": 60}
    book.line("1", BASE_BACK, thousands=68, start=add_months(end, -24), end=turn, seats=80, likelihood=0.6, terms=terms)
    book.likelihoods("1", [(300, 0.35)])
    book.renew("1", 180)
    book.line("2", 180, thousands=96, start=turn, end=end, seats=120, likelihood=0.6, terms=terms)
    book.likelihoods("2", [(120, 0.55), (21, 0.7)])
    # Down by a fifth every 28 days for five months, then back up with a new crew.
    used = through([(0, 70), (12, 62.5), (26, 40), (28, 26.2), (44, 64), (59, 66)])
    book.weekly("active_users", used, since=420)
    book.answer(341, "nps", 2, "Alice Harcourt", "We pay for seats nobody opens.")
    book.answer(340, "nps", 4, "Owen Penhale", "Planning got slower with the last release.")
    book.answer(250, "nps", None, "Alice Harcourt")
    book.answer(160, "nps", 6, "Alice Harcourt", "Better. Show me the next two months.")
    book.answer(159, "nps", 5, "Owen Penhale", "The new crew listens.")
    book.answer(72, "nps", 6, "Owen Penhale", "Does what we need.")
    book.answer(72, "nps", None, "Alice Harcourt")
    book.answer(7, "nps", 8, "Alice Harcourt", "Night and day since the new crew set it up.")
    book.ticket(360, "Slow page on Monday mornings", closed=204, priority="high")
    book.ticket(322, "Calendar feed is empty", closed=190, priority="high", escalated=True)
    book.ticket(96, "Alert sent twice", closed=88, priority="normal")
    book.ticket(30, "Print layout cuts the last column", priority="low")
    book.ticket(8, "Wrong time zone in schedule", priority="normal")
    for back in (390, 357, 336):
        book.touch(back, "call", "check-in", "Catch-up", "Owen Penhale")
    for back, who in ((204, "Alice Harcourt"), (190, "Owen Penhale"), (158, "Alice Harcourt"), (140, "Owen Penhale"),
                      (111, "Callum Rao"), (90, "Owen Penhale"), (71, "Owen Penhale"), (44, "Alice Harcourt"),
                      (18, "Owen Penhale"), (2, "Alice Harcourt")):  # fmt: skip
        book.touch(back, "call", "check-in", "Get-well call", who, notes="Went through the plan to get well.")
    book.touch(182, "meeting", "renewal", "Renewal talk", "Alice Harcourt", notes="Renews with the second crew added.")
    book.qbr(62, attendees="Alice Harcourt, Owen Penhale", wins="Planning time down to four hours")
    book.qbr(-21, written=20, attendees="Alice Harcourt, Owen Penhale")
    book.put("objectives", "depots", 390, goal="Both depots plan in one place", baseline="1", current="2", target="2",
             unit="depots", due_on=book.day(300))  # fmt: skip
    book.put("objectives", "depots", 280, goal="Both depots plan in one place", done_on=book.day(280), status="met")
    book.put("objectives", "hours", 190, goal="Crew planning time per week", baseline="11", current="4", target="5",
             unit="hours", due_on=book.day(20), agreed_with="Alice Harcourt", status="open")  # fmt: skip
    book.put(
        "objectives", "hours", 25, goal="Crew planning time per week", current="4", done_on=book.day(25), status="met"
    )
    book.put(
        "risks", "use", 240, reason="Use halved since the reorganisation", opened_on=book.day(240), severity="high",
        arr=68000, plan="New crew, weekly calls, train both depots", owner=MARA, due_on=book.day(120)
    )  # fmt: skip
    book.put("risks", "use", 58, closed_on=book.day(58), outcome="saved")
    book.put("opportunities", "1", 200, kind="upsell", arr=28000, close_on=turn, likelihood=0.5, state="open",
             reason="Second crew")  # fmt: skip
    book.put("opportunities", "1", 178, state="won")
    book.call(215, "csm", "at risk", 20000)
    book.call(30, "automatic", "commit", 96000)
    book.call(30, "csm", "commit", 96000)
    book.pulse(238, 1, "They told a partner they are looking around.")
    book.pulse(120, 3, "Weekly calls help.")
    book.pulse(20, 5, "Would speak for us on stage.")
    book.steps(368, 238, "Find out who plans now", "Ask for a planner")
    for back, step in (
        (238, "Get-well plan"), (195, "Weekly call with Owen"), (150, "Train the second depot"),
        (105, "Figures of both depots"), (62, "Plan the review"), (20, "Ask for reference"),
    ):  # fmt: skip
        book.set(back, next_step=step, next_step_on=book.day(back - 27))

"""Stories 7 to 10 of the demo book: Nimbus, Pallas, Quillon, Brackwater. Each says one thing, and says it exactly.

The scores they come to follow from the default scorecard; the tests hold them to it. Days count back from as-of.
"""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.calendar import add_months
from desktop.operations.demo.batch import BASE_BACK, Ledger
from desktop.operations.demo.diary import Diary
from desktop.operations.demo.names import AMERICA, MARA, NORDICS, PLANNER, UK
from desktop.operations.demo.usage import through

ENTERED_LATE_AFTER = 14
CLOSED_AFTER = 5
"""Days into the new quarter on which the downgrade of the old one was entered."""


def nimbus(ledger: Ledger) -> None:
    """7: NPS 10, seats 97 %, a feature upgrade behind them and an upsell of 18 k open."""
    book = Diary(ledger, "Nimbus Yoga", MARA)
    book.open(
        BASE_BACK, started_back=820, segment="Small", industry="Leisure", region=AMERICA, stage="Live", Tier="C",
        next_step="Show the Business plan", next_step_on=book.day(360),
    )  # fmt: skip
    book.contact(
        "Mei Tran", BASE_BACK, title="Managing director", role="buyer", influence="decides", stance="supporter"
    )
    book.contact("Kayla Duarte", BASE_BACK, title="Studio lead", role="champion", influence="sways", stance="supporter")
    end = book.day(-126)
    turn = add_months(end, -12)
    terms = {"term_months": 12, "auto_renew": True, "notice_days": 30, "likelihood": 0.9}
    book.line("1", BASE_BACK, thousands=32, start=add_months(end, -24), end=turn, seats=60, plan="Team", terms=terms)
    book.renew("1", 255)
    book.line("2", 255, thousands=42, start=turn, end=end, seats=62, plan="Business", terms=terms)
    used = through([(0, 60), (12, 53), (36, 46), (59, 38)])
    book.weekly("active_users", used, since=420)
    book.daily("logins", [value * 1.4 for value in used], since=420)
    book.adoption(used, {"scheduling": 0.95, "reports": 0.52, "mobile": 0.6}, since=420)
    book.answer(186, "nps", 9, "Mei Tran", "Classes fill themselves.")
    book.answer(4, "nps", 10, "Mei Tran", "Front desk runs on it. Could use twenty more seats.")
    book.answer(5, "nps", None, "Kayla Duarte")
    book.answer(278, "nps", None, "Kayla Duarte")
    book.ticket(210, "Calendar feed is empty", closed=208, csat=5, priority="normal")
    book.ticket(19, "Mobile app does not sync", priority="normal")
    book.ticket(6, "User cannot be invited", priority="low")
    for back in (371, 330, 288, 249, 215, 170, 133, 97, 64, 33, 8):
        book.touch(back, "call", "check-in", "Catch-up", "Kayla Duarte")
    book.touch(258, "call", "expansion", "Business plan", "Mei Tran", notes="Takes the plan with the mobile view.")
    book.qbr(130, attendees="Mei Tran", wins="No-shows down by a quarter")
    book.put("opportunities", "1", 300, kind="feature_upgrade", arr=10000, close_on=turn, likelihood=0.7, state="open",
             reason="Mobile view")  # fmt: skip
    book.put("opportunities", "1", 255, state="won")
    book.put("opportunities", "2", 4, kind="upsell", arr=18000, close_on=book.day(-30), likelihood=0.6, state="open",
             reason="Twenty more seats")  # fmt: skip
    book.call(25, "automatic", "commit", 42000)
    book.call(25, "csm", "commit", 42000)
    book.pulse(33, 5, "Would speak for us on stage.")
    book.task("Send the offer for twenty seats", "ours", due=-3, written=4, source="survey")
    book.steps(351, 10, "Show what Business adds", "Seats: ask for the plan", "Call Mei")
    book.set(3, next_step="Upsell 18 k: send offer", next_step_on=book.day(-3))


def pallas(ledger: Ledger) -> None:
    """8: cut by 64 k for price before the last quarter ended; entered two weeks into the next one."""
    book = Diary(ledger, "Pallas Robotics", MARA)
    cut_back, entered_back = late_entry(ledger.as_of)
    book.open(
        BASE_BACK, started_back=1300, segment="Enterprise", industry="Manufacturing", region=NORDICS, stage="Live",
        Tier="A", next_step="Value review", next_step_on=book.day(366),
    )  # fmt: skip
    book.contact(
        "Sven Hallgren", BASE_BACK, title="Finance director", role="buyer", influence="decides", stance="critic"
    )
    book.contact(
        "Freja Kvist", BASE_BACK, title="Operations manager", role="champion", influence="sways", stance="supporter"
    )
    book.contact("Eero Saarela", BASE_BACK, title="Shift supervisor", role="user", influence="uses", stance="neutral")
    end = book.day(-208)
    turn = add_months(end, -12)
    terms = {"auto_renew": True, "notice_days": 60}
    book.line("1", BASE_BACK, thousands=176, start=add_months(end, -24), end=turn, seats=180, term_months=12,
              likelihood=0.8, terms=terms)  # fmt: skip
    book.renew("1", 170)
    book.line("2", 170, thousands=176, start=turn, end=end, seats=180, term_months=12, likelihood=0.7, terms=terms)
    book.put("subscriptions", "2", entered_back, end_on=book.day(cut_back), outcome="renewed",
             outcome_on=book.day(cut_back), reason="price")  # fmt: skip
    book.line(
        "3", entered_back, thousands=112, start=book.day(cut_back), end=end, seats=110, likelihood=0.4, terms=terms
    )
    book.likelihoods("3", [(min(entered_back, 4), 0.3)])
    book.sit_down(entered_back)
    book.set(entered_back, tags="price")
    used = through([(0, 56), (12, 75), (59, 118)])
    book.weekly("active_users", used, since=420)
    book.adoption(used, {"scheduling": 0.7, "reports": 0.15, "exports": 0.1}, since=420)
    book.answer(196, "nps", 7, "Sven Hallgren", "Good product. The price went up faster than the value.")
    book.answer(93, "nps", 5, "Sven Hallgren", "Too expensive for what we use.")
    book.answer(92, "nps", 5, "Freja Kvist", "Okay so far, ask me again after the busy season.")
    book.answer(12, "nps", None, "Sven Hallgren")
    book.answer(12, "nps", None, "Eero Saarela")
    book.ticket(130, "Export stops at 5,000 rows", closed=117, priority="high")
    book.ticket(44, "Dashboard does not load in Safari", priority="normal")
    book.ticket(10, "Alert sent twice", priority="normal")
    for back in (385, 355, 321, 290, 262, 233, 201, 160, 128, 89, 61, 30):
        book.touch(back, "call", "check-in", "Monthly call", "Freja Kvist")
    book.touch(cut_back + 4, "call", "renewal", "Price", "Sven Hallgren", notes="Cuts seventy seats, or leaves.")
    book.touch(4, "call", "renewal", "Price review", "Sven Hallgren", notes="Sends us the other offer.")
    book.qbr(187, attendees="Freja Kvist", wins="Changeover time down")
    book.qbr(97, attendees="Sven Hallgren, Freja Kvist", risks="Price", next_on=book.day(7))
    book.put(
        "objectives", "change", 300, goal="Changeover time", baseline="52", current="44", target="40", unit="minutes",
        due_on=book.day(45), agreed_with="Freja Kvist"
    )  # fmt: skip
    book.put("objectives", "change", 30, goal="Changeover time", current="43")
    book.put(
        "risks", "price", entered_back, reason="Price", opened_on=book.day(entered_back), severity="medium",
        arr=112000, plan="Price review with what they really use", owner=MARA, due_on=book.day(-9)
    )  # fmt: skip
    book.call(28, "automatic", "best case", 56000)
    book.call(28, "csm", "most likely", 78000)
    book.pulse(30, 2, "Sven counts every seat.")
    book.task("Price review with Sven", "ours", due=-9, written=4, source="call")
    book.task("Send the other offer", "theirs", due=-5, written=4, source="call")
    book.steps(357, 10, "Usage check", "Plan the review", "Call Sven")
    book.set(4, next_step="Price review with Sven", next_step_on=book.day(-9))


def quillon(ledger: Ledger) -> None:
    """9: the term ended 12 days ago, does not renew by itself, and nobody said what became of it."""
    book = Diary(ledger, "Quillon Media", MARA)
    book.open(
        BASE_BACK, started_back=770, segment="Small", industry="Media", region=UK, stage="Live", Tier="C",
        next_step="Usage check", next_step_on=book.day(375),
    )  # fmt: skip
    book.contact(
        "Felix Dunmore", BASE_BACK, title="Managing director", role="buyer", influence="decides", stance="neutral"
    )
    book.contact("Tess Lindley", BASE_BACK, title="Team lead", role="user", influence="uses", stance="critic")
    end = book.day(12)
    turn = add_months(end, -12)
    terms = {"term_months": 12, "auto_renew": False, "notice_days": 30, "seats": 45, "plan": "Team"}
    book.line("1", BASE_BACK, thousands=38, start=add_months(end, -24), end=turn, likelihood=0.6, terms=terms)
    book.renew("1", 385)
    book.line("2", 385, thousands=38, start=turn, end=end, likelihood=0.5, terms=terms)
    book.likelihoods("2", [(110, 0.3)])
    book.weekly("active_users", through([(0, 16.2), (12, 19.5), (59, 28)]), since=420)
    book.answer(192, "nps", 7, "Felix Dunmore", "Fine for planners, less so for the finance team.")
    book.answer(101, "nps", None, "Felix Dunmore")
    book.answer(100, "nps", None, "Tess Lindley")
    book.ticket(150, "Slow page on Monday mornings", closed=141, priority="normal")
    book.ticket(40, "Report shows last month", priority="normal")
    for back in (368, 300, 242, 188, 131, 77, 38):
        book.touch(back, "call", "check-in", "Catch-up", "Felix Dunmore")
    book.touch(16, "call", "renewal", "Renewal call", "Felix Dunmore", notes="Has not decided; will call back.")
    book.qbr(210, attendees="Felix Dunmore")
    book.call(40, "automatic", "at risk", 11000)
    book.call(40, "csm", "at risk", 11000)
    book.pulse(38, 2, "No interest in a talk.")
    book.steps(366, 54, "Usage check", "Call Felix")
    book.set(54, stage="Renewing", next_step="First renewal call", next_step_on=book.day(40))
    book.set(10, next_step="Set outcome", next_step_on=book.day(0))


def brackwater(ledger: Ledger) -> None:
    """10: a row of a spreadsheet and no more: notice unknown, pulse 2, hardly an input for the score."""
    book = Diary(ledger, "Brackwater Foods", MARA)
    book.open(BASE_BACK, started_back=581, segment="Mid-market", industry="Food")
    start: date = add_months(book.day(-149), -24)
    book.line("1", BASE_BACK, thousands=57, start=start, end=book.day(-149), plan=None, product=PLANNER, likelihood=0.5)
    book.pulse(54, 2, "New director, no interest so far.")
    book.task("Send the signed contract", "theirs", due=-8, written=11)
    book.set(11, next_step="Ask for signed contract", next_step_on=book.day(-8))


def late_entry(as_of: date) -> tuple[int, int]:
    """Days before as-of of a cut late in a closed quarter, and of its entry ENTERED_LATE_AFTER days into the next."""
    back = (as_of - closing_on(as_of)[0]).days
    return back + 18, back - ENTERED_LATE_AFTER


def closing_on(as_of: date) -> tuple[date, date]:
    """The last day of the quarter that is closed, and the day it is closed on, before the late entry."""
    quarter_end = date(as_of.year, (as_of.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    if (as_of - quarter_end).days < ENTERED_LATE_AFTER + 3:
        quarter_end = add_months(quarter_end + timedelta(days=1), -3) - timedelta(days=1)
    return quarter_end, quarter_end + timedelta(days=CLOSED_AFTER)

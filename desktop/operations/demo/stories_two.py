"""Stories 4 to 6 of the demo book: Aldermoor, Tindle, Verity. Each says one thing, and says it exactly.

The scores they come to follow from the default scorecard; the tests hold them to it. Days count back from as-of.
"""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.calendar import add_months
from desktop.operations.demo.batch import BASE_BACK, Ledger
from desktop.operations.demo.diary import Diary
from desktop.operations.demo.names import BENELUX, INSIGHTS, MARA, UK
from desktop.operations.demo.usage import through

TINDLE = "Tindle & Rowe"
TINDLE_BUYER = "Jana Rowe"
TINDLE_ANSWER_BACK = 1
"""Whose low answer starts the detractor playbook, and how many days before as-of."""

VERITY_OPT_OUT = 118
"""Days from as-of to the annual opt-out date."""


def aldermoor(ledger: Ledger) -> None:
    """4: day 74 of an onboarding of 45; SSO has been blocked for 31 days on their side."""
    book = Diary(ledger, "Aldermoor Council", MARA)
    book.open(
        84, started_back=74, segment="Mid-market", industry="Public sector", region=UK, stage="Onboarding", Tier="B"
    )
    book.contact(
        "Imogen Ashworth", 84, title="Programme manager", role="champion", influence="sways", stance="supporter"
    )
    book.contact("Darragh Kettle", 84, title="IT lead", role="admin", influence="decides", stance="neutral")
    start = book.day(74)
    book.line(
        "1", 80, thousands=86, start=start, end=add_months(start, 24), seats=120, term_months=24, auto_renew=False,
        notice_days=90, likelihood=0.6
    )  # fmt: skip
    book.likelihoods("1", [(20, 0.55)])
    book.put("onboardings", "1", 74, name="Launch", started_on=start, target_on=book.day(29))
    steps: list[tuple[str, str, str, int, int | None]] = [
        ("Kick-off", "Start", "ours", 68, 68), ("Data import", "Set-up", "theirs", 54, 54),
        ("Roster or master data", "Set-up", "theirs", 41, 41), ("Admins trained", "Set-up", "ours", 38, 34),
        ("SSO live", "Set-up", "theirs", 34, None), ("Pilot group live", "Live", "theirs", 31, None),
        ("Go-live review", "Live", "ours", 29, None),
    ]  # fmt: skip
    for name, phase, side, due, done in steps:
        book.put("milestones", name, 74, onboarding="Launch", name=name, phase=phase, side=side, due_on=book.day(due),
                 first_value=name == "Pilot group live", state="open")  # fmt: skip
        if done is not None:
            book.put("milestones", name, done, done_on=book.day(done), state="done")
    why = "Waiting for the council's IT to sign the identity agreement"
    book.sit_down(31)
    book.put("milestones", "SSO live", 31, state="blocked", reason=why, due_on=book.day(-3))
    book.put("milestones", "Pilot group live", 31, due_on=book.day(-10))
    book.put("milestones", "Go-live review", 31, due_on=book.day(-14))
    book.put("milestones", "SSO live", 1, due_on=book.day(-14))
    book.put("milestones", "Pilot group live", 1, due_on=book.day(-21))
    book.put("milestones", "Go-live review", 1, due_on=book.day(-28))
    book.weekly("active_users", [12, 12, 11], since=20)
    book.answer(
        30, "ces", 2, "Imogen Ashworth", "Our own IT is the hard part, but the guide did not help.", wave="onboarding"
    )
    book.answer(58, "ces", None, "Darragh Kettle", wave="onboarding")
    book.answer(28, "ces", None, "Darragh Kettle", wave="onboarding")
    book.ticket(33, "SSO asks for the code twice", priority="high", escalated=True)
    for back, subject, who in ((74, "Kick-off", "Imogen Ashworth"), (60, "Set-up session", "Darragh Kettle"),
                               (46, "Set-up session", "Imogen Ashworth"), (31, "SSO call", "Darragh Kettle"),
                               (24, "Who signs for SSO", "Imogen Ashworth")):  # fmt: skip
        book.touch(back, "meeting", "onboarding", subject, who)
    book.touch(10, "email", "onboarding", "SSO agreement, second copy", "Darragh Kettle", two_way=False)
    book.put(
        "objectives", "answers", 60, goal="Answers to residents within one day", baseline="48", target="80", unit="%",
        due_on=book.day(-90), agreed_with="Imogen Ashworth"
    )  # fmt: skip
    book.put(
        "risks", "sso", 22, reason="Go-live slips behind the council's IT", opened_on=book.day(22), severity="high",
        arr=86000, plan="Ask the programme board for a date", owner=MARA, due_on=book.day(-14)
    )  # fmt: skip
    book.pulse(22, 2, "Champion helps, IT does not.")
    book.task("Sign the identity agreement and unblock SSO", "theirs", due=-4, written=24, source="meeting",
              customer_visible=True)  # fmt: skip
    book.task("Send the SSO agreement again", "ours", due=10, written=24, done=10, source="meeting")
    book.set(74, next_step="Kick-off", next_step_on=book.day(68))
    book.set(60, next_step="Data import: look at the files", next_step_on=book.day(31))
    book.set(22, next_step="Nudge their IT", next_step_on=book.day(-1))


def tindle(ledger: Ledger) -> None:
    """5: NPS 3 from the buyer yesterday, "slow support": 81 the day before, 62 since."""
    book = Diary(ledger, TINDLE, MARA)
    book.open(
        BASE_BACK, started_back=985, segment="Mid-market", industry="Home goods", region=BENELUX, stage="Live",
        Tier="B", next_step="QBR notes to Jana", next_step_on=book.day(372),
    )  # fmt: skip
    book.contact(
        TINDLE_BUYER, BASE_BACK, title="Chief operating officer", role="buyer", influence="decides", stance="critic"
    )
    book.contact(
        "Piet Visser", BASE_BACK, title="Planning lead", role="champion", influence="sways", stance="supporter"
    )
    book.contact("Hanneke Bos", BASE_BACK, title="Application owner", role="admin", influence="uses", stance="neutral")
    book.contact("Luc Adair", BASE_BACK, title="Finance director", role="finance", influence="decides")
    end = book.day(-107)
    turn = add_months(end, -12)
    terms = {"term_months": 12, "auto_renew": True, "notice_days": 60, "seats": 140}
    book.line("1", BASE_BACK, thousands=58, start=add_months(end, -24), end=turn, terms=terms)
    book.renew("1", 281)
    book.line("2", 281, thousands=58, start=turn, end=end, terms=terms)
    book.weekly("active_users", through([(0, 81), (13, 81), (59, 70)]), since=420)
    book.answer(201, "nps", 10, TINDLE_BUYER, "Order time is down by half.")
    book.answer(TINDLE_ANSWER_BACK, "nps", 3, TINDLE_BUYER, "Slow support. Two tickets open for nine days.")
    for back in (290, 201, 110, 20):
        book.answer(back, "nps", None, "Piet Visser")
    book.answer(95, "ces", None, "Hanneke Bos", wave="support")
    book.ticket(240, "Duplicate rows after import", closed=235, priority="normal")
    book.ticket(29, "Login loop for warehouse staff", closed=21, priority="normal")
    book.ticket(10, "Large orders fail on export", priority="high", escalated=True)
    book.ticket(9, "Second sign-in at every shift change", priority="normal")
    for back, who in ((381, "Piet Visser"), (352, "Hanneke Bos"), (318, "Piet Visser"), (284, TINDLE_BUYER),
                      (251, "Piet Visser"), (222, "Piet Visser"), (187, "Hanneke Bos"), (149, "Piet Visser"),
                      (117, TINDLE_BUYER), (88, "Piet Visser"), (41, "Luc Adair"), (9, "Hanneke Bos")):  # fmt: skip
        book.touch(back, "call", "check-in", "Catch-up", who)
    book.touch(
        12, "email", "renewal", "Support plan in writing", TINDLE_BUYER, notes="Wants it before the opt-out date."
    )
    book.touch(3, "call", "check-in", "Call with Piet", "Piet Visser",
               notes="Planners like it; he worries about the export ticket and the renewal.")  # fmt: skip
    book.meeting(ledger.next_working(0), "11:00", "escalation", "Support plan", TINDLE_BUYER, written=2)
    book.qbr(242, attendees="Piet Visser", wins="Planner training done")
    book.qbr(
        60, attendees="Jana Rowe, Piet Visser", wins="4 of 5 goals on track", risks="Jana asked for faster support"
    )
    book.put(
        "objectives", "order", 200, goal="Order time under two days", baseline="3.4", current="2.8", target="2",
        unit="days", status="open", agreed_with="Piet Visser",
    )  # fmt: skip
    book.put("objectives", "order", 39, current="1.9", done_on=book.day(39), status="met")
    book.call(32, "automatic", "commit", 58000)
    book.call(32, "csm", "most likely", 46000)
    book.pulse(62, 4, "Good talks, one open ticket.")
    book.task("Name an owner for the two tickets", "ours", due=0, written=3, source="call", customer_visible=True)
    book.task("Fix date for the export ticket", "ours", due=-4, written=3, source="call")
    book.task("Order sample for the test", "theirs", due=-2, written=9, source="call", customer_visible=True)
    book.task("Date for the next review", "theirs", due=-8, written=9, source="call")
    book.steps(363, 66, "Usage check", "Call Piet", "Plan the review", "Training dates", "Seats: ask Piet",
               "Look at the open tickets")  # fmt: skip
    book.set(62, next_step="Support plan for Jana", next_step_on=book.day(12))
    book.set(1, next_step="Call Jana Rowe", next_step_on=book.day(0))


def verity(ledger: Ledger) -> None:
    """6: 19 % of all ARR, green; annual opt-out in 118 days of a three-year line; the calls differ; QBR in 9 days."""
    book = Diary(ledger, "Verity Insurance", MARA)
    opt_out = book.day(-VERITY_OPT_OUT)
    start = add_months(opt_out + timedelta(days=30), -12)
    # 30 days, or 29 where the anniversary would fall on a 29 February.
    notice = (add_months(start, 12) - opt_out).days
    signed = (ledger.as_of - start).days
    book.open(signed + 25, started_back=signed, segment="Enterprise", industry="Insurance", region=BENELUX,
              stage="Onboarding", Tier="A", tags="lighthouse")  # fmt: skip
    people = (
        ("Anneke Visser", "Chief operating officer", "champion", "decides", "supporter"),
        ("Joost Terhorst", "Head of procurement", "buyer", "decides", "neutral"),
        ("Femke Dekens", "Head of claims", "user", "sways", "supporter"),
        ("Bram Hoekman", "IT lead", "admin", "sways", "neutral"),
        ("Lotte Claes", "Team lead", "user", "uses", "supporter"),
        ("Stijn Maas", "Legal counsel", "legal", "sways", "neutral"),
    )
    for name, title, role, influence, stance in people:
        book.contact(name, signed + 20, title=title, role=role, influence=influence, stance=stance)
    book.line("1", signed + 10, thousands=779, start=start, end=add_months(start, 36), seats=240, plan="Enterprise",
              term_months=12, auto_renew=True, notice_days=notice, likelihood=0.6,
              next_step="Opt-out talk with Anneke")  # fmt: skip
    book.put("onboardings", "1", signed, name="Launch", started_on=start, target_on=book.day(signed - 60))
    for name, side, due, done in (
        ("Kick-off", "ours", 4, 4), ("Data import", "theirs", 20, 19), ("SSO live", "theirs", 31, 38),
        ("Pilot group live", "ours", 45, 44), ("Go-live review", "ours", 60, 57)
    ):  # fmt: skip
        due_on, done_back = book.day(signed - due), signed - done
        book.put("milestones", name, signed, onboarding="Launch", name=name, side=side, due_on=due_on, state="open",
                 first_value=name == "Pilot group live")  # fmt: skip
        book.put("milestones", name, done_back, done_on=book.day(done_back), state="done")
    book.put("onboardings", "1", signed - 57, live_on=book.day(signed - 57))
    book.set(signed - 57, stage="Live")
    used = through([(0, 212), (24, 150), (33, 40)])
    book.weekly("active_users", used, since=signed - 14)
    book.daily("logins", [value * 1.7 for value in used], since=signed - 14)
    book.adoption(used, {"scheduling": 0.97, "reports": 0.9, "exports": 0.72, "mobile": 0.86}, since=signed - 30)
    for back, score, who, comment in (
        (11, 9, "Anneke Visser", "Saves us a day a week."), (12, 10, "Femke Dekens", None),
        (10, 9, "Lotte Claes", "Claims are out before lunch."),
        (9, 8, "Bram Hoekman", "Solid, the audit export is still missing."), (10, None, "Joost Terhorst", None),
        (10, None, "Stijn Maas", None)
    ):  # fmt: skip
        book.answer(back, "nps", score, who, comment)
    book.answer(101, "nps", 9, "Anneke Visser", "Very good start.")
    for who in ("Joost Terhorst", "Femke Dekens", "Lotte Claes"):
        book.answer(101, "nps", None, who)
    for number, csat in enumerate((5, 4, 5, 4, 4, 2, 5, 4, 4)):
        opened = 150 - 16 * number
        book.ticket(
            opened, ("Report shows last month", "User cannot be invited", "Slow page on Monday mornings")[number % 3],
            closed=opened - 3 - number % 4, csat=csat, priority="normal"
        )  # fmt: skip
    book.ticket(14, "Audit export misses two columns", priority="high")
    book.ticket(5, "Branch code not in report", priority="normal")
    for back in range(signed - 2, 10, -11):
        book.touch(
            back, "call", "check-in", "Fortnightly call", ("Anneke Visser", "Femke Dekens", "Bram Hoekman")[back % 3]
        )
    book.touch(35, "call", "renewal", "Opt-out clause", "Joost Terhorst", notes="Compares with the group's own tool.")
    book.touch(
        16, "meeting", "check-in", "Branch visit Utrecht", "Lotte Claes", notes="The branch works in it all day."
    )
    book.touch(6, "call", "check-in", "Preparing the review", "Anneke Visser", notes="Wants a goal for next year.")
    book.meeting(ledger.next_working(4), "13:00", "check-in", "QBR dry run", "Anneke Visser", written=6)
    book.qbr(81, attendees="Anneke Visser, Femke Dekens", wins="All four branches live", next_on=book.day(-9))
    book.qbr(-9, written=30, period="autumn", attendees="Anneke Visser, Joost Terhorst")
    book.put(
        "objectives", "claims", signed - 20, goal="Claims inside two days", baseline="71", current="71", target="90",
        unit="%", due_on=book.day(-38), agreed_with="Anneke Visser"
    )  # fmt: skip
    book.put("objectives", "claims", 1, goal="Claims inside two days", current="84")
    book.put(
        "objectives", "branches", signed - 20, goal="All four branches live", baseline="0", current="1", target="4",
        unit="branches", due_on=book.day(90), agreed_with="Anneke Visser"
    )  # fmt: skip
    book.put(
        "objectives", "branches", 76, goal="All four branches live", current="4", done_on=book.day(76), status="met"
    )
    book.call(30, "automatic", "commit", 779000)
    book.call(30, "csm", "best case", 467000)
    book.pulse(35, 4, "Procurement compares us with the group's tool.")
    book.task("Audit export", "ours", due=-4, written=14, source="ticket", customer_visible=True)
    book.task("Send the QBR draft to Anneke", "ours", due=-4, written=6, source="call")
    book.task("Name a data owner in Utrecht", "theirs", due=None, written=16, source="meeting", customer_visible=True)
    book.task("Minutes of the review", "ours", due=77, written=81, done=78, source="qbr", customer_visible=True)
    book.put(
        "opportunities", "1", 40, kind="cross_sell", arr=60000, close_on=book.day(-140), likelihood=0.3, state="open",
        reason=f"{INSIGHTS} for the claims board"
    )  # fmt: skip
    book.set(81, next_step="Goals for next year", next_step_on=book.day(20))
    book.set(6, next_step="Send QBR draft to Anneke", next_step_on=book.day(-4))

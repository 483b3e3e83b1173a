"""What each line logs, and the chips it is shown as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from desktop.domain.drafts import (
    ContactLeftDraft,
    Draft,
    MilestoneDoneDraft,
    NoticeDraft,
    PromiseDraft,
    PulseDraft,
    QbrDraft,
    RenewDraft,
    RiskDraft,
    SurveyDraft,
    TaskDraft,
    TouchpointDraft,
)
from desktop.domain.grammar import Parsed

Read = Callable[..., Parsed]

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 22)
NEXT_FRIDAY = date(2026, 11, 27)


def nps(score: float, **more: Any) -> SurveyDraft:
    fields: dict[str, Any] = {"account": "acme", "responded_on": MONDAY} | more
    return SurveyDraft(kind="nps", score=score, scale_min=0, scale_max=10, **fields)


def csat(score: float, top: float = 5, **more: Any) -> SurveyDraft:
    return SurveyDraft(
        account="acme", kind="csat", score=score, responded_on=MONDAY, scale_min=1, scale_max=top, **more
    )


def ces(score: float, top: float = 7, **more: Any) -> SurveyDraft:
    return SurveyDraft(account="acme", kind="ces", score=score, responded_on=MONDAY, scale_min=1, scale_max=top, **more)


def call(**more: Any) -> TouchpointDraft:
    fields: dict[str, Any] = {
        "account": "acme",
        "kind": "call",
        "on_day": MONDAY,
        "state": "held",
        "two_way": True,
    } | more
    return TouchpointDraft(**fields)


def ours(title: str, due_on: date | None = None) -> PromiseDraft:
    return PromiseDraft(title=title, side="ours", due_on=due_on)


def theirs(title: str, due_on: date | None = None) -> PromiseDraft:
    return PromiseDraft(title=title, side="theirs", due_on=due_on)


PILOT = call(
    on_day=SUNDAY,
    notes="pilot agreed",
    promises=(ours("pricing", NEXT_FRIDAY), theirs("security form", date(2026, 12, 7))),
)

LINES: list[tuple[str, Draft]] = [
    # Answers.
    ('acme nps 3 @jana "slow support"', nps(3, contact="jana", comment="slow support")),
    ("ACME NPS 3 @JANA slow support", nps(3, contact="jana", comment="slow support")),
    ("acme nps 3 slow support @jana", nps(3, contact="jana", comment="slow support")),
    ("acme nps 3: slow support", nps(3, comment="slow support")),
    ("acme nps 3 “slow” „support“", nps(3, comment="slow support")),
    ('acme nps 3 really "slow" support', nps(3, comment='really "slow" support')),
    ('acme nps 3 "csat 4 @tom yest > x: y"', nps(3, comment="csat 4 @tom yest > x: y")),
    ("acme nps 0", nps(0)),
    ("acme nps 10/10", nps(10)),
    ('acme nps "slow" 9', nps(9, comment="slow")),
    ("acme nps 9 yest", nps(9, responded_on=SUNDAY)),
    ("acme nps yest 9", nps(9, responded_on=SUNDAY)),
    ("acme nps 9 3 nov", nps(9, responded_on=date(2026, 11, 3))),
    ("acme nps 9 3 dec", nps(9, responded_on=date(2025, 12, 3))),
    ("acme nps 9 mon", nps(9, responded_on=MONDAY)),
    ("acme nps 9 fri", nps(9, responded_on=date(2026, 11, 20))),
    ("acme nps 9 Fri 20 Nov 2026", nps(9, responded_on=date(2026, 11, 20))),
    ("acme nps 9 great team yest", nps(9, comment="great team", responded_on=SUNDAY)),
    ("acme nps 9 great since yesterday", nps(9, comment="great since yesterday")),
    ("acme nps 9 said on sun", nps(9, comment="said", responded_on=SUNDAY)),
    ('acme nps 9 "great" yest', nps(9, comment="great", responded_on=SUNDAY)),
    ('acme nps 9 great yest "more"', nps(9, comment='great "more"', responded_on=SUNDAY)),
    ("acme nps 9 5 stars", nps(9, comment="5 stars")),
    ("acme nps 9 24/7 help", nps(9, comment="24/7 help")),
    ("acme nps 9 it's a 24\" screen", nps(9, comment="it's a 24\" screen")),
    ("acme nps 9 > good", nps(9, comment="> good")),
    ("acme nps 3 :(", nps(3, comment=":(")),
    ("acme nps 3 see JIRA:12", nps(3, comment="see JIRA:12")),
    ('acme nps 3 ""', nps(3)),
    ("acme csat 4", csat(4)),
    ("acme csat 4,5", csat(4.5)),
    ("acme csat 4 of 7", csat(4, 7)),
    ("acme csat 4/10", csat(4, 10)),
    ("acme csat 4 /10 fine", csat(4, 10, comment="fine")),
    ("acme csat 4 of course", csat(4, comment="of course")),
    ("acme ces 6 ease", ces(6, direction="ease")),
    ("acme ces effort 2 @tom hard", ces(2, direction="effort", contact="tom", comment="hard")),
    ("acme ces 4 of 5 ease", ces(4, 5, direction="ease")),
    ('acme pulse 2 "new CFO"', PulseDraft(account="acme", value=2, on_day=MONDAY, reason="new CFO")),
    ("acme pulse 5 of 5 yest", PulseDraft(account="acme", value=5, on_day=SUNDAY)),
    # People.
    ("acme nps 9 @rowe", nps(9, contact="jana")),
    ("acme nps 9 @j.rowe@acme", nps(9, contact="jana")),
    ('acme nps 9 @"Jana Rowe"', nps(9, contact="jana")),
    ('acme nps 9 @"jana" rowe', nps(9, contact="jana", comment="rowe")),
    ("acme nps 9 @jana rowe nice", nps(9, contact="jana", comment="nice")),
    ("acme nps 9 @jana, nice", nps(9, contact="jana", comment="nice")),
    ("acme nps 9 @zoe", nps(9, contact="zoe")),
    ("acme nps 9 @angstr", nps(9, contact="zoe")),
    ("acme nps 9 @jane", nps(9, contact="jane")),
    ("acme nps 9 @ja", nps(9, contact="jana")),
    ("acme nps 9 @Piet hm", nps(9, new_contact="Piet", comment="hm")),
    ('acme nps 9 @"Piet Visser"', nps(9, new_contact="Piet Visser")),
    ("acme nps 9 @jana with @tom", nps(9, contact="jana", comment="with @tom")),
    ("acme nps 9 mail me@x.example", nps(9, comment="mail me@x.example")),
    ("acme foods nps 9 @ana cole", nps(9, account="foods", contact="ana2")),
    ("acme foods nps 9 @ana.berg@foods.example", nps(9, account="foods", contact="ana1")),
    ("acme foods nps 9 @sam@foods.example", nps(9, account="foods", contact="sam1")),
    # Conversations.
    ("acme call yest: pilot agreed > pricing fri < security form +2w", PILOT),
    ("acme call yest pilot agreed > pricing fri < security form +2w", PILOT),
    ("acme call yest:pilot agreed >pricing by fri, <security form +2w.", PILOT),
    ("acme call", call()),
    ("acme call: fine", call(notes="fine")),
    ("acme call fri: fine", call(on_day=date(2026, 11, 20), notes="fine")),
    ("acme call 3 dec: fine", call(on_day=date(2025, 12, 3), notes="fine")),
    ("acme call 14:30: fine", call(starts_at=time(14, 30), notes="fine")),
    ("acme call at 2 pm yest", call(starts_at=time(14), on_day=SUNDAY)),
    ("acme call 12am", call(starts_at=time(0))),
    ("acme call: met @jana at 14:00", call(contact="jana", notes="met @jana at 14:00")),
    ("acme call: meet @ 5", call(notes="meet @ 5")),
    ("acme call @piet: hello", call(new_contact="piet", notes="hello")),
    ('acme call: said "a > b" > spec', call(notes='said "a > b"', promises=(ours("spec"),))),
    ('acme call "Kickoff" yest: fine', call(subject="Kickoff", on_day=SUNDAY, notes="fine")),
    ("acme call about seats: fine", call(notes="about seats: fine")),
    ("acme call: see https://x.example: ok", call(notes="see https://x.example: ok")),
    ("acme call: seats >80 % and <= 90, <b>bold</b>", call(notes="seats >80 % and <= 90, <b>bold</b>")),
    ("acme call renewal: fine", call(topic="renewal", notes="fine")),
    ("acme renewal call yest", call(topic="renewal", on_day=SUNDAY)),
    ('acme call renewal "went ok"', call(topic="renewal", notes="went ok")),
    ("acme call one-way: voicemail", call(two_way=False, notes="voicemail")),
    ('acme call > "a < b" fri', call(promises=(ours("a < b", NEXT_FRIDAY),))),
    ("acme call > deck yest", call(promises=(ours("deck yest"),))),
    ("acme call > deck 3 nov 2026", call(promises=(ours("deck", date(2026, 11, 3)),))),
    ("acme call > deck 3 nov", call(promises=(ours("deck", date(2027, 11, 3)),))),
    ("acme call > deck 23 nov", call(promises=(ours("deck", MONDAY),))),
    ("acme call > deck mon", call(promises=(ours("deck", date(2026, 11, 30)),))),
    ("acme call > agenda for next tue", call(promises=(ours("agenda", date(2026, 11, 24)),))),
    ("acme call > fri plans", call(promises=(ours("fri plans"),))),
    ("acme call: a->b x> y", call(notes="a->b x> y")),
    ('acme call: "a"> b', call(notes='"a"> b')),
    ("acme email: hello", call(kind="email", two_way=None, notes="hello")),
    ("acme email two-way: hello", call(kind="email", two_way=True, notes="hello")),
    ("acme note renewal looks shaky", call(kind="note", two_way=False, notes="renewal looks shaky")),
    ("acme meeting tomorrow", call(kind="meeting", on_day=date(2026, 11, 24), state="planned")),
    (
        "acme meeting fri 14:00 @tom",
        call(kind="meeting", on_day=NEXT_FRIDAY, state="planned", starts_at=time(14), contact="tom"),
    ),
    (
        "acme meet 3 dec 9:05",
        call(kind="meeting", on_day=date(2026, 12, 3), state="planned", starts_at=time(9, 5)),
    ),
    (
        "acme meeting next fri: agenda > deck",
        call(kind="meeting", on_day=NEXT_FRIDAY, state="planned", notes="agenda", promises=(ours("deck"),)),
    ),
    # QBRs.
    ("acme qbr 3 dec 14:00", QbrDraft(account="acme", planned_on=date(2026, 12, 3), starts_at=time(14))),
    ("acme qbr fri", QbrDraft(account="acme", planned_on=NEXT_FRIDAY)),
    ("acme qbr 20 aug", QbrDraft(account="acme", planned_on=date(2027, 8, 20))),
    ("acme qbr 3 nov", QbrDraft(account="acme", held_on=date(2026, 11, 3))),
    ("acme qbr today", QbrDraft(account="acme", held_on=MONDAY)),
    (
        "acme qbr: goals met > roadmap 1 feb",
        QbrDraft(account="acme", held_on=MONDAY, notes="goals met", promises=(ours("roadmap", date(2027, 2, 1)),)),
    ),
    # What changed.
    ("acme done sso", MilestoneDoneDraft(account="acme", milestone="sso", done_on=MONDAY)),
    ("acme done s yest", MilestoneDoneDraft(account="acme", milestone="sso", done_on=SUNDAY)),
    ("acme done yest sso", MilestoneDoneDraft(account="acme", milestone="sso", done_on=SUNDAY)),
    ("acme done: data im", MilestoneDoneDraft(account="acme", milestone="import", done_on=MONDAY)),
    ("acme done check", MilestoneDoneDraft(account="acme", milestone="check", done_on=MONDAY)),
    ("acme done da im", MilestoneDoneDraft(account="acme", milestone="import", done_on=MONDAY)),
    ("acme done friday demo", MilestoneDoneDraft(account="acme", milestone="friday", done_on=MONDAY)),
    ('acme done "SSO" yest', MilestoneDoneDraft(account="acme", milestone="sso", done_on=SUNDAY)),
    ("acme left jana", ContactLeftDraft(account="acme", contact="jana", left_on=MONDAY)),
    ("acme left @jana rowe 1 nov", ContactLeftDraft(account="acme", contact="jana", left_on=date(2026, 11, 1))),
    ('acme left "Jana Rowe" +2w', ContactLeftDraft(account="acme", contact="jana", left_on=date(2026, 12, 7))),
    ("acme left tom", ContactLeftDraft(account="acme", contact="tom", left_on=MONDAY)),
    (
        'acme risk price "asks -20 %"',
        RiskDraft(account="acme", reason="price", opened_on=MONDAY, notes="asks -20 %"),
    ),
    ("acme risk price", RiskDraft(account="acme", reason="price", opened_on=MONDAY)),
    ("acme risk price asks -20 %", RiskDraft(account="acme", reason="price", opened_on=MONDAY, notes="asks -20 %")),
    ("acme risk low usage: idle", RiskDraft(account="acme", reason="low usage", opened_on=MONDAY, notes="idle")),
    ('acme risk low usage "idle"', RiskDraft(account="acme", reason="low usage", opened_on=MONDAY, notes="idle")),
    (
        'acme risk yest "low usage" "idle"',
        RiskDraft(account="acme", reason="low usage", opened_on=SUNDAY, notes="idle"),
    ),
    ("acme renew +12m 120k", RenewDraft(account="acme", months=12, on_day=MONDAY, arr_cents=12_000_000)),
    ("acme renew 120000.50 +24m", RenewDraft(account="acme", months=24, on_day=MONDAY, arr_cents=12_000_050)),
    ("acme renew 2 years", RenewDraft(account="acme", months=24, on_day=MONDAY)),
    (
        "acme renew +12m 2m 1 jan",
        RenewDraft(account="acme", months=12, on_day=date(2027, 1, 1), arr_cents=200_000_000),
    ),
    ("acme renew +12m 22 nov", RenewDraft(account="acme", months=12, on_day=SUNDAY)),
    ('acme notice 22 nov "budget"', NoticeDraft(account="acme", given_on=SUNDAY, reason="budget")),
    ("acme notice budget cut", NoticeDraft(account="acme", given_on=MONDAY, reason="budget cut")),
    ("acme notice 1 jan", NoticeDraft(account="acme", given_on=date(2027, 1, 1))),
    # Tasks.
    ("acme task: send deck fri", TaskDraft(account="acme", title="send deck", side="ours", due_on=NEXT_FRIDAY)),
    ("acme todo send deck fri", TaskDraft(account="acme", title="send deck", side="ours", due_on=NEXT_FRIDAY)),
    ("acme task fri: send deck", TaskDraft(account="acme", title="send deck", side="ours", due_on=NEXT_FRIDAY)),
    ("acme task < legal", TaskDraft(account="acme", title="legal", side="theirs")),
    ("acme task: > a > b", TaskDraft(account="acme", title="a > b", side="ours")),
    ('acme task "call tom fri"', TaskDraft(account="acme", title="call tom fri", side="ours")),
]


@pytest.mark.parametrize(("line", "draft"), LINES, ids=[line for line, _ in LINES])
def test_that_a_line_logs_what_it_says(read: Read, line: str, draft: Draft) -> None:
    parsed = read(line)

    assert parsed.refusals == ()
    assert parsed.draft == draft


@pytest.mark.parametrize(
    "line", ["call: wants API > spec fri < legal +2w", "acme call: wants API > spec fri < legal +2w"]
)
def test_that_the_account_may_be_left_out_on_its_page(read: Read, line: str) -> None:
    promises = (ours("spec", NEXT_FRIDAY), theirs("legal", date(2026, 12, 7)))

    assert read(line, page="acme").draft == call(notes="wants API", promises=promises)


CHIPS = [
    (
        'acme nps 3 @jana "slow support"',
        ["account Acme", "verb NPS", "score NPS 3", "contact @Jana Rowe", "comment “slow support”"],
    ),
    (
        "acme call yest: ok > pricing fri < form",
        [
            "account Acme",
            "verb Call",
            "date Sun 22 Nov 2026",
            "note “ok”",
            "promise_ours we owe: pricing",
            "due Fri 27 Nov 2026",
            "promise_theirs they owe: form",
        ],
    ),
    ("acme qbr 3 dec 2pm", ["account Acme", "verb QBR planned", "date Thu 3 Dec 2026", "time 14:00"]),
    ("acme renew +12m 120k", ["account Acme", "verb Renewal", "months +12 months", "amount 120,000"]),
    (
        "acme ces 4 of 5 ease",
        ["account Acme", "verb CES", "score CES 4 of 5", "scale of 5", "direction ease: 5 = very easy"],
    ),
    ("acme nps 9 @piet", ["account Acme", "verb NPS", "score NPS 9", "contact @piet (new)"]),
    ("acme done da ch", ["account Acme", "verb Done", "milestone Data check"]),
    ('acme risk price "-20 %"', ["account Acme", "verb Risk", "reason “price”", "note “-20 %”"]),
    ("acme call: met @jana twice", ["account Acme", "verb Call", "note “met”", "contact @Jana Rowe", "note “twice”"]),
    ("acme task < legal fri", ["account Acme", "verb Task", "side they owe", "title “legal”", "due Fri 27 Nov 2026"]),
]


@pytest.mark.parametrize(("line", "chips"), CHIPS, ids=[line for line, _ in CHIPS])
def test_that_each_understood_part_has_its_chip(read: Read, line: str, chips: list[str]) -> None:
    assert [f"{span.role} {span.label}" for span in read(line).spans] == chips


def test_that_a_chip_lies_on_the_words_it_stands_for(read: Read) -> None:
    line = "acme call at 2 pm @jana rowe: ok > pricing by fri"

    assert [line[span.start : span.end] for span in read(line).spans] == [
        "acme",
        "call",
        "at 2 pm",
        "@jana rowe",
        "ok",
        "> pricing",
        "by fri",
    ]
